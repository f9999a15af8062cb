"""DescribeExport: API reference "DescribeExport", "ExportDescription". Members and error texts as recorded on AWS in October 2026."""

import json

import pytest
from support import api, tables
from support.buckets import BUCKET, Storage
from support.expect import constraint, invalid, refused, violation

pytestmark = pytest.mark.own_server

BEGUN = {"ExportArn", "ExportStatus", "StartTime", "TableArn", "TableId", "ExportTime", "ClientToken", "S3Bucket", "S3SseAlgorithm", "ExportFormat"}


@pytest.fixture(scope="session")
def db(storage):
    return storage.db


def test_members_at_the_beginning_and_at_the_end(db, storage, recorded):
    """API reference, ExportDescription: what is counted, and the manifest, are there at the end only; ExportType of incremental exports only."""
    name = recorded("pk:S")
    table = db.describe_table(TableName=name)["Table"]
    db.put_item(TableName=name, Item={"pk": {"S": "a"}, "text": {"S": "12345"}})
    started = db.export_table_to_point_in_time(TableArn=table["TableArn"], S3Bucket=BUCKET)["ExportDescription"]
    assert set(started) == BEGUN
    assert started["ExportStatus"] == "IN_PROGRESS"
    assert (started["TableArn"], started["TableId"], started["S3Bucket"]) == (table["TableArn"], table["TableId"], BUCKET)
    assert (started["ExportFormat"], started["S3SseAlgorithm"]) == ("DYNAMODB_JSON", "AES256")
    assert int(started["ExportArn"].rpartition("/")[2][:14]) == round(started["StartTime"].timestamp() * 1000)

    found = storage.ended_export(started["ExportArn"])
    assert set(found) == BEGUN | {"EndTime", "ExportManifest", "ItemCount", "BilledSizeBytes"}
    assert {**found, "ExportStatus": "IN_PROGRESS"} == started | {name: found[name] for name in found.keys() - started.keys()}
    assert (found["ExportStatus"], found["ItemCount"], found["BilledSizeBytes"]) == ("COMPLETED", 1, 12)
    assert found["EndTime"] >= found["StartTime"]


def test_outlives_the_table_and_the_server(tmp_path):
    """Developer guide: exports are described for 90 days, whatever became of the table."""
    storage = Storage(tmp_path).start()
    storage.db.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
    storage.db.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    found = storage.export("orders")
    storage.db.delete_table(TableName="orders")
    assert storage.db.describe_export(ExportArn=found["ExportArn"])["ExportDescription"] == found
    storage.server.kill()
    storage.start()
    assert storage.db.describe_export(ExportArn=found["ExportArn"])["ExportDescription"] == found
    storage.server.stop()


def test_arns(db, storage, recorded):
    """API reference, ExportNotFoundException; what is no ARN of an export is a ValidationException, another account's is not shown."""
    arn = storage.export(recorded("pk:S"))["ExportArn"]
    table, _, export_id = arn.rpartition("/export/")
    for missing in (arn + "0", f"{table}x/export/{export_id}"):
        with refused("ExportNotFoundException", f"Export not found: Export not found: {missing}"):
            db.describe_export(ExportArn=missing)
    with refused("ExportNotFoundException", "Export not found: Invalid export arn"):
        db.describe_export(ExportArn=arn.replace("us-east-1", "us-west-2"))
    with refused("AccessDeniedException", "Access is denied"):
        db.describe_export(ExportArn=arn.replace("000000000000", "123456789012"))
    for wrong in (table, f"{table}/import/{export_id}", "x" * 40):
        with invalid("Invalid Export ARN"):
            db.describe_export(ExportArn=wrong)
    with constraint(violation("foo", "exportArn", "have length greater than or equal to 37")):
        db.describe_export(ExportArn="foo")


def test_times_are_numbers(storage, recorded):
    """API reference: timestamps are seconds since the epoch, with milliseconds."""
    arn = storage.export(recorded("pk:S"))["ExportArn"]
    answer = api.RawApi(storage.server.endpoint).call("DescribeExport", {"ExportArn": arn})
    description = json.loads(answer.body)["ExportDescription"]
    for member in ("StartTime", "EndTime", "ExportTime"):
        assert isinstance(description[member], float | int)
        assert round(description[member] * 1000) / 1000 == description[member]
