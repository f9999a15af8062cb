"""RestoreTableFromBackup (API reference; developer guide: "Using on-demand backup and restore for DynamoDB")."""

import pytest
from support import tables
from support.expect import assert_same_items, refused
from support.indexes import assert_complete, index


def item(number: int, note: str = "then") -> dict:
    return {"pk": {"S": f"p{number % 3}"}, "sk": {"N": str(number)}, "note": {"S": note}, "number": {"N": str(number % 7)}}


@pytest.mark.parametrize("recording", [False, True])
def test_a_backup_restores_what_the_table_was(db, make_table, make_backup, restore_backup, recording):
    """Developer guide: the restored table has the data, the indexes, the throughput settings of the source at the time of the backup; not TTL, tags,
    protection, recovery. The source may be gone."""
    name = make_table("pk:S", "sk:N", attributes=("number:N",), LocalSecondaryIndexes=[index("local", "pk", "number")],
                      GlobalSecondaryIndexes=[index("global", "number")], DeletionProtectionEnabled=False)
    if recording:
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    items = [item(number) for number in range(60)]
    tables.put_all(db, name, items)
    arn = make_backup(name)
    tables.put_all(db, name, [item(number, "later") for number in range(30, 90)])
    db.delete_item(TableName=name, Key={member: items[0][member] for member in ("pk", "sk")})
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)

    restored = restore_backup(arn)
    assert_same_items(tables.scan_all(db, restored), items, "pk", "sk")
    assert_complete(db, restored, "local", "global")
    assert db.describe_time_to_live(TableName=restored)["TimeToLiveDescription"] == {"TimeToLiveStatus": "DISABLED"}
    assert db.describe_continuous_backups(TableName=restored)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"] == {
        "PointInTimeRecoveryStatus": "DISABLED"}
    # The backup stays what it is, whatever is written to a table that was restored from it.
    db.delete_item(TableName=restored, Key={member: items[1][member] for member in ("pk", "sk")})
    assert_same_items(tables.scan_all(db, restore_backup(arn)), items, "pk", "sk")


def test_overrides(db, make_table, make_backup, restore_backup):
    """API reference, RestoreTableFromBackup: billing mode and throughput can be changed, indexes left out but not added."""
    name = make_table("pk:S", "sk:N", attributes=("number:N",), LocalSecondaryIndexes=[index("local", "pk", "number")],
                      GlobalSecondaryIndexes=[index("global", "number")])
    tables.put_all(db, name, [item(number) for number in range(5)])
    arn = make_backup(name)
    units = {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}
    restored = restore_backup(arn, BillingModeOverride="PROVISIONED", ProvisionedThroughputOverride=units, GlobalSecondaryIndexOverride=[])
    description = db.describe_table(TableName=restored)["Table"]
    assert {unit: description["ProvisionedThroughput"][unit] for unit in units} == units
    assert "GlobalSecondaryIndexes" not in description
    assert_complete(db, restored, "local")
    with refused("ValidationException", "Invalid Request: Index other does not match a secondary index that existed in the source table and cannot be "
                                        "created during the restore operation"):
        db.restore_table_from_backup(BackupArn=arn, TargetTableName=tables.unique_name(), GlobalSecondaryIndexOverride=[index("other", "number")])


def test_a_system_backup(db, recorded, restore_backup):
    """Developer guide, "Point-in-time recovery": a deleted table is restored from its system backup to the state it was in."""
    name = recorded("pk:S")
    db.put_item(TableName=name, Item={"pk": {"S": "a"}, "note": {"S": "last"}})
    db.delete_table(TableName=name)
    backup, = db.list_backups(TableName=name, BackupType="SYSTEM")["BackupSummaries"]
    assert tables.scan_all(db, restore_backup(backup["BackupArn"])) == [{"pk": {"S": "a"}, "note": {"S": "last"}}]


def test_refusals(db, make_table, make_backup):
    """API reference: BackupNotFoundException, TableAlreadyExistsException."""
    name = make_table("pk:S")
    arn = make_backup(name)
    missing = arn[:-8] + "00000000"
    with refused("BackupNotFoundException", f"Backup not found: {missing}"):
        db.restore_table_from_backup(BackupArn=missing, TargetTableName="restored")
    with refused("TableAlreadyExistsException", f"Table already exists: {name}"):
        db.restore_table_from_backup(BackupArn=arn, TargetTableName=name)


def test_on_demand_limits_and_encryption(db, make_table, make_backup, restore_backup):
    """API reference, OnDemandThroughputOverride and SSESpecificationOverride; without them the new table has its source's."""
    arn = make_backup(make_table(OnDemandThroughput={"MaxReadRequestUnits": 5}))
    same = db.describe_table(TableName=restore_backup(arn))["Table"]
    assert (same["OnDemandThroughput"], "SSEDescription" in same) == ({"MaxReadRequestUnits": 5}, False)
    other = restore_backup(arn, OnDemandThroughputOverride={"MaxWriteRequestUnits": 8}, SSESpecificationOverride={"Enabled": True})
    other = db.describe_table(TableName=other)["Table"]
    assert other["OnDemandThroughput"] == {"MaxReadRequestUnits": 5, "MaxWriteRequestUnits": 8}
    assert other["SSEDescription"]["Status"] == "ENABLED"


def test_vector_indexes_are_refused(make_table, make_backup, restore_backup):
    """Design, section 5: no answer is invented."""
    with refused("ValidationException", "Vector indexes are not supported by Quondam"):
        restore_backup(make_backup(make_table()), VectorIndexOverride=[{"IndexName": "vectors", "VectorAttribute": {"AttributeName": "v"}, "Projection": {"ProjectionType": "ALL"}, "Dimensions": 3, "DistanceFunction": "COSINE"}])


def test_local_indexes_can_be_left_out(db, make_table, make_backup, restore_backup):
    """API reference, LocalSecondaryIndexOverride: an empty list leaves them out."""
    index = {"IndexName": "by-a", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "a", "KeyType": "RANGE"}],
             "Projection": {"ProjectionType": "ALL"}}
    arn = make_backup(make_table("pk:S", "sk:S", attributes=("a:S",), LocalSecondaryIndexes=[index]))
    assert "LocalSecondaryIndexes" in db.describe_table(TableName=restore_backup(arn))["Table"]
    assert "LocalSecondaryIndexes" not in db.describe_table(TableName=restore_backup(arn, LocalSecondaryIndexOverride=[]))["Table"]
