"""DescribeBackup (API reference; developer guide: "Using on-demand backup and restore for DynamoDB")."""

import datetime

import pytest
from support import tables
from support.expect import refused
from support.indexes import index


def item(number: int, note: str = "then") -> dict:
    return {"pk": {"S": f"p{number % 3}"}, "sk": {"N": str(number)}, "note": {"S": note}, "number": {"N": str(number % 7)}}


def test_the_source_table_and_its_features(db, make_table, make_backup):
    """API reference, BackupDescription: details of the backup, the source table, and its features."""
    name = make_table("pk:S", "sk:N", attributes=("number:N",), LocalSecondaryIndexes=[index("local", "pk", "number")],
                      GlobalSecondaryIndexes=[index("global", "number")], OnDemandThroughput={"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20},
                      StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    tables.put_all(db, name, [item(number) for number in range(20)])
    arn = make_backup(name)
    description = db.describe_backup(BackupArn=arn)["BackupDescription"]
    details, table = description["BackupDetails"], db.describe_table(TableName=name)["Table"]
    assert (details["BackupArn"], details["BackupName"], details["BackupType"], details["BackupStatus"]) == (arn, "nightly", "USER", "AVAILABLE")
    assert abs(details["BackupCreationDateTime"] - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(minutes=1)
    source = description["SourceTableDetails"]
    assert {member: source[member] for member in ("TableName", "TableId", "TableArn", "KeySchema", "ItemCount", "BillingMode")} == {
        "TableName": name, "TableId": table["TableId"], "TableArn": table["TableArn"], "KeySchema": table["KeySchema"], "ItemCount": 20,
        "BillingMode": "PAY_PER_REQUEST"}
    assert source["OnDemandThroughput"] == {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20}
    features = description["SourceTableFeatureDetails"]
    assert [one["IndexName"] for one in features["LocalSecondaryIndexes"] + features["GlobalSecondaryIndexes"]] == ["local", "global"]
    assert features["StreamDescription"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert features["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}


@pytest.mark.own_server
def test_a_deleted_tables_size(db, recorded):
    """A system backup has the items that the table had when it was deleted."""
    name = recorded("pk:S", "sk:N")
    tables.put_all(db, name, [item(number) for number in range(20)])
    for number in range(5):
        db.delete_item(TableName=name, Key={member: item(number)[member] for member in ("pk", "sk")})
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    (summary,) = db.list_backups(TableName=name, BackupType="SYSTEM")["BackupSummaries"]
    description = db.describe_backup(BackupArn=summary["BackupArn"])["BackupDescription"]
    source = description["SourceTableDetails"]
    assert source["ItemCount"] == 15 and source["TableSizeBytes"] > 0
    assert summary["BackupSizeBytes"] == description["BackupDetails"]["BackupSizeBytes"] == source["TableSizeBytes"]


def test_refusals(db, make_table, make_backup):
    """API reference: BackupNotFoundException."""
    missing = make_backup(make_table("pk:S"))[:-8] + "00000000"
    with refused("BackupNotFoundException", f"Backup not found: {missing}"):
        db.describe_backup(BackupArn=missing)
