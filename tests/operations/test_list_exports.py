"""ListExports: API reference "ListExports". Order, size of a page and error texts as recorded on AWS in October 2026."""

import pytest
from support import tables
from support.buckets import BUCKET, Storage
from support.expect import constraint, invalid, invalid_parameter, violation

pytestmark = pytest.mark.own_server


@pytest.fixture(scope="session")
def db(storage):
    return storage.db


def arns(answer) -> list:
    return [summary["ExportArn"] for summary in answer["ExportSummaries"]]


def test_the_newest_first(db, storage, recorded):
    """API reference: "in reverse alphanumeric order of ExportArn"; a summary is ARN, status and type."""
    name = recorded("pk:S")
    made = [storage.export(name)["ExportArn"] for _ in range(3)]
    found = db.list_exports(TableArn=storage.arn(name))
    assert found["ExportSummaries"] == [
        {"ExportArn": arn, "ExportStatus": "COMPLETED", "ExportType": "FULL_EXPORT"} for arn in reversed(made)]
    assert "NextToken" not in found


def test_of_all_tables_with_failed_ones(db, storage, recorded):
    """API reference: without TableArn those of every table; failed ones are among them."""
    first = storage.export(recorded("pk:S"))["ExportArn"]
    lost = db.export_table_to_point_in_time(TableArn=storage.arn(recorded("pk:S")), S3Bucket="nowhere")["ExportDescription"]["ExportArn"]
    storage.ended_export(lost)
    found = db.list_exports()["ExportSummaries"]
    assert [(summary["ExportArn"], summary["ExportStatus"]) for summary in found[:2]] == [(lost, "FAILED"), (first, "COMPLETED")]


def test_pages(db, storage, recorded):
    """API reference, MaxResults and NextToken: every export once; ten a page when nothing is said."""
    name = recorded("pk:S")
    made = [storage.export(name)["ExportArn"] for _ in range(12)]
    for size in (1, 5, 11, 12, 25):
        found, token = [], {}
        while True:
            answer = db.list_exports(TableArn=storage.arn(name), MaxResults=size, **token)
            assert len(answer["ExportSummaries"]) <= size
            found += arns(answer)
            if "NextToken" not in answer:
                break
            token = {"NextToken": answer["NextToken"]}
        assert found == made[::-1]
    assert arns(db.list_exports(TableArn=storage.arn(name))) == made[:1:-1]
    for size, must in [(0, "have value greater than or equal to 1"), (26, "have value less than or equal to 25")]:
        with constraint(violation(size, "maxResults", must)):
            db.list_exports(MaxResults=size)


def test_tokens_of_other_lists(db, storage, recorded):
    """API reference, NextToken: copied from an answer of ListExports."""
    name = recorded("pk:S")
    for _ in range(2):
        storage.export(name)
    token = db.list_exports(MaxResults=1)["NextToken"]
    assert db.list_exports(NextToken=token, MaxResults=5)["ExportSummaries"]
    with invalid(f"Invalid Request: Provided nextToken is invalid: {token}"):
        db.list_imports(NextToken=token)
    with invalid("Invalid Request: Provided nextToken is invalid: x"):
        db.list_exports(NextToken="x")


def test_of_the_table_that_has_the_name_now(db, storage, recorded, make_table):
    """Exports of a table that is deleted, or was made again under its name, are not listed by its ARN."""
    name = recorded("pk:S")
    arn = storage.arn(name)
    made = storage.export(name)["ExportArn"]
    db.delete_table(TableName=name)
    assert arns(db.list_exports(TableArn=arn)) == []
    make_table("pk:S", name=name)
    assert arns(db.list_exports(TableArn=arn)) == []
    assert made in arns(db.list_exports(MaxResults=25))


def test_table_arn(db):
    """API reference, TableArn: an ARN."""
    with invalid_parameter("tableArn is not a valid ARN"):
        db.list_exports(TableArn="orders")
    assert db.list_exports(TableArn="arn:aws:dynamodb:us-east-1:000000000000:table/nowhere")["ExportSummaries"] == []


def test_after_a_restart(tmp_path):
    """Exports are kept with the data."""
    storage = Storage(tmp_path).start()
    storage.db.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
    storage.db.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    made = [storage.export("orders")["ExportArn"] for _ in range(3)]
    storage.server.kill()
    storage.start()
    assert arns(storage.db.list_exports()) == made[::-1]
    storage.server.stop()
