"""ListBackups (API reference; developer guide: "Using on-demand backup and restore for DynamoDB")."""

import datetime

from support import tables
from support.clock import as_datetime, next_second


def test_listing(db, make_table, make_backup):
    """API reference, ListBackups: by table, in pages, of a time range (lower bound inclusive, upper exclusive), of a type."""
    name, other = make_table("pk:S"), make_table("pk:S")
    first, second = make_backup(name, "one"), make_backup(name, "two")
    between = next_second()
    third = make_backup(name, "three")
    elsewhere = make_backup(other, "four")

    def listed(**parameters) -> list:
        return [one["BackupArn"] for one in db.list_backups(**parameters)["BackupSummaries"]]

    assert listed(TableName=name) == [first, second, third]
    assert listed(TableName=db.describe_table(TableName=name)["Table"]["TableArn"]) == [first, second, third]
    assert {first, second, third, elsewhere} <= set(listed())
    assert listed(TableName=name, TimeRangeLowerBound=as_datetime(between)) == [third]
    assert listed(TableName=name, TimeRangeUpperBound=as_datetime(between)) == [first, second]
    assert listed(TableName=name, BackupType="SYSTEM") == []
    assert listed(TableName=name, BackupType="ALL") == [first, second, third]
    page = db.list_backups(TableName=name, Limit=2)
    assert ([one["BackupArn"] for one in page["BackupSummaries"]], page["LastEvaluatedBackupArn"]) == ([first, second], second)
    page = db.list_backups(TableName=name, Limit=2, ExclusiveStartBackupArn=second)
    assert [one["BackupArn"] for one in page["BackupSummaries"]] == [third] and "LastEvaluatedBackupArn" not in page
    summary = db.list_backups(TableName=name)["BackupSummaries"][0]
    assert (summary["TableName"], summary["BackupName"], summary["BackupType"], summary["BackupStatus"]) == (name, "one", "USER", "AVAILABLE")
    assert abs((summary["BackupCreationDateTime"] - datetime.datetime.now(datetime.timezone.utc)).total_seconds()) < 60


def test_a_deleted_table_with_recovery_is_a_system_backup(db, make_table, recorded):
    """Developer guide, "Point-in-time recovery": a system backup is kept for 35 days when a table with recovery on is deleted; named
    <table>$DeletedTableBackup."""
    name, plain = recorded("pk:S"), make_table("pk:S")
    for one in (name, plain):
        db.delete_table(TableName=one)
        tables.wait_gone(db, one)
    backup, = db.list_backups(TableName=name, BackupType="SYSTEM")["BackupSummaries"]
    assert (backup["BackupName"], backup["BackupType"], backup["BackupStatus"]) == (f"{name}$DeletedTableBackup", "SYSTEM", "AVAILABLE")
    assert backup["BackupExpiryDateTime"] - backup["BackupCreationDateTime"] == datetime.timedelta(days=35)
    assert db.list_backups(TableName=plain, BackupType="ALL")["BackupSummaries"] == []
