"""ListImports: API reference "ListImports". Order, size of a page and error texts as recorded on AWS in October 2026."""

import re

import pytest
from support import tables
from support.buckets import as_lines, table_of
from support.expect import constraint, invalid, violation

pytestmark = pytest.mark.own_server


@pytest.fixture(scope="session")
def db(storage):
    return storage.db


@pytest.fixture
def imported(storage, make_table):
    """Imports one item; answers the description at the end."""
    def run(**parameters) -> dict:
        prefix = tables.unique_name("source")
        storage.put(prefix, as_lines([{"pk": {"S": "a"}}]))
        started = storage.start_import(prefix, **parameters)
        make_table.later(table_of(started))
        return storage.ended_import(started["ImportArn"])

    return run


def test_summaries(db, imported):
    """API reference, ImportSummary: its members, the newest import first."""
    first, second = imported(), imported()
    found = db.list_imports()["ImportSummaryList"]
    members = ("ImportArn", "ImportStatus", "TableArn", "S3BucketSource", "InputFormat", "StartTime", "EndTime")
    assert found[:2] == [{member: description[member] for member in members} for description in (second, first)]


def test_of_a_table(db, imported):
    """API reference, TableArn: by the table's name, also of one that is gone."""
    found = imported()
    imported()
    db.delete_table(TableName=table_of(found))
    assert [summary["ImportArn"] for summary in db.list_imports(TableArn=found["TableArn"])["ImportSummaryList"]] == [found["ImportArn"]]


def test_pages(db, imported):
    """API reference, PageSize and NextToken: every import once; a token is hexadecimal, and of 112 digits at least."""
    made = [imported()["ImportArn"] for _ in range(12)]
    for size in (1, 5, 25):
        found, token = [], {}
        while len(found) < 12:
            answer = db.list_imports(PageSize=size, **token)
            found += [summary["ImportArn"] for summary in answer["ImportSummaryList"]]
            if "NextToken" not in answer:
                break
            assert re.fullmatch("([0-9a-f]{16})+", answer["NextToken"]) and len(answer["NextToken"]) >= 112
            token = {"NextToken": answer["NextToken"]}
        assert found[:12] == made[::-1]
    assert len(db.list_imports()["ImportSummaryList"]) == 10
    with constraint(violation(26, "pageSize", "have value less than or equal to 25")):
        db.list_imports(PageSize=26)


def test_tokens(db, imported):
    """API reference, NextToken: the pattern, and no token of another list."""
    imported()
    imported()
    token = db.list_imports(PageSize=1)["NextToken"]
    with invalid(f"Invalid Request: Provided nextToken is invalid: {token}"):
        db.list_exports(NextToken=token)
    with constraint(violation("x" * 112, "nextToken", "satisfy regular expression pattern: ([0-9a-f]{16})+")):
        db.list_imports(NextToken="x" * 112)
    with invalid(f"Invalid Request: Provided nextToken is invalid: {'0' * 112}"):
        db.list_imports(NextToken="0" * 112)


def test_failed_ones(db, storage):
    """Failed imports are listed, with their buckets."""
    name = tables.unique_name()
    started = db.import_table(S3BucketSource={"S3Bucket": "nowhere"}, InputFormat="CSV", TableCreationParameters={
        "TableName": name, "BillingMode": "PAY_PER_REQUEST", **tables.definition("pk:S")})["ImportTableDescription"]
    storage.ended_import(started["ImportArn"])
    summary, = db.list_imports(TableArn=started["TableArn"])["ImportSummaryList"]
    assert summary["ImportStatus"] == "FAILED"
    assert summary["S3BucketSource"] == {"S3BucketOwner": "000000000000", "S3Bucket": "nowhere"}
