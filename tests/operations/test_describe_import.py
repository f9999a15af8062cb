"""DescribeImport: API reference "DescribeImport", "ImportTableDescription". Members and error texts as recorded on AWS in October 2026."""

import pytest
from support import tables
from support.buckets import BUCKET, as_lines, table_of
from support.expect import constraint, invalid, refused, violation

pytestmark = pytest.mark.own_server


@pytest.fixture(scope="session")
def db(storage):
    return storage.db


@pytest.fixture
def imported(storage, make_table):
    """An import of one item, ended: its description."""
    prefix = tables.unique_name("source")
    storage.put(prefix, as_lines([{"pk": {"S": "a"}}]))
    started = storage.start_import(prefix)
    make_table.later(table_of(started))
    return storage.ended_import(started["ImportArn"])


def test_members(db, storage, make_table):
    """API reference, ImportTableDescription: the parameters as they were given, what AWS adds to them, and counts at the end."""
    prefix, name = tables.unique_name("source"), tables.unique_name()
    storage.put(prefix, as_lines([{"pk": {"S": "a"}}, {"pk": {"S": "b"}}]))
    make_table.later(name)
    creation = {"TableName": name, **tables.definition("pk:S"), "BillingMode": "PAY_PER_REQUEST"}
    started = db.import_table(S3BucketSource={"S3Bucket": BUCKET, "S3KeyPrefix": prefix}, InputFormat="DYNAMODB_JSON",
                              TableCreationParameters=creation)["ImportTableDescription"]
    assert (started["ImportStatus"], "EndTime" in started) == ("IN_PROGRESS", False)
    found = storage.ended_import(started["ImportArn"])
    arn = f"arn:aws:dynamodb:us-east-1:000000000000:table/{name}"
    assert found == {
        "ImportArn": started["ImportArn"], "ImportStatus": "COMPLETED", "TableArn": arn, "TableId": db.describe_table(TableName=name)["Table"]["TableId"],
        "ClientToken": started["ClientToken"], "S3BucketSource": {"S3BucketOwner": "000000000000", "S3Bucket": BUCKET, "S3KeyPrefix": prefix},
        "ErrorCount": 0, "InputFormat": "DYNAMODB_JSON", "InputCompressionType": "NONE", "TableCreationParameters": creation,
        "StartTime": started["StartTime"], "EndTime": found["EndTime"], "ProcessedSizeBytes": found["ProcessedSizeBytes"], "ProcessedItemCount": 2,
        "ImportedItemCount": 2}
    assert found["EndTime"] >= found["StartTime"]
    assert found["ImportArn"].startswith(arn + "/import/")
    assert int(found["ImportArn"].rpartition("/")[2][:14]) == round(found["StartTime"].timestamp() * 1000)


def test_outlives_the_table(db, imported):
    """Imports are described whatever became of the table."""
    db.delete_table(TableName=table_of(imported))
    assert db.describe_import(ImportArn=imported["ImportArn"])["ImportTableDescription"] == imported


def test_arns(db, imported):
    """API reference, ImportNotFoundException; what is no ARN of an import is a ValidationException, another account's is not shown."""
    arn = imported["ImportArn"]
    table, _, import_id = arn.rpartition("/import/")
    for missing in (arn + "0", f"{table}x/import/{import_id}"):
        with refused("ImportNotFoundException", f"Import not found: Import not found: {missing}"):
            db.describe_import(ImportArn=missing)
    with refused("ImportNotFoundException"):
        db.describe_import(ImportArn=arn.replace("us-east-1", "us-west-2"))
    with refused("AccessDeniedException", "Access is denied"):
        db.describe_import(ImportArn=arn.replace("000000000000", "123456789012"))
    for wrong in (table, f"{table}/export/{import_id}", "x" * 40):
        with invalid("Invalid Import ARN"):
            db.describe_import(ImportArn=wrong)
    with constraint(violation("foo", "importArn", "have length greater than or equal to 37")):
        db.describe_import(ImportArn="foo")
