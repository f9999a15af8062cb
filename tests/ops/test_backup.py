"""`quondam backup`: on-demand backups, by DynamoDB's own operations."""

import pytest
from support import tables
from support.commands import FAILED, OK, USAGE
from support.expect import assert_same_items

pytestmark = pytest.mark.own_server

DETAILS = {"BackupArn": "arn:b", "BackupName": "b", "BackupStatus": "CREATING", "BackupType": "USER", "BackupCreationDateTime": 1700000000.5}


def test_create_list_describe_restore_delete(quondam, db, make_table):
    name, target = make_table("id:S"), tables.unique_name("restored")
    make_table.later(target)
    tables.put_all(db, name, [{"id": {"S": "a"}}])
    (made,) = quondam.json("backup", "create", name, "nightly")
    assert (made["BackupName"], made["BackupStatus"]) == ("nightly", "AVAILABLE")
    arn = made["BackupArn"]
    assert [line["BackupArn"] for line in quondam.json("backup", "list", name)] == [arn]
    assert arn in quondam("backup", "list").out
    (described,) = quondam.json("backup", "describe", arn)
    assert described["SourceTableDetails"]["TableName"] == name
    assert name in quondam("backup", "describe", arn).out
    db.delete_item(TableName=name, Key={"id": {"S": "a"}})
    (restored,) = quondam.json("backup", "restore", arn, target)
    assert restored.pop("Seconds") >= 0
    assert restored == {"BackupArn": arn, "TargetTableName": target, "TableStatus": "ACTIVE"}
    assert_same_items(tables.scan_all(db, target), [{"id": {"S": "a"}}], "id")
    assert quondam("backup", "delete", arn).code == USAGE
    assert quondam("backup", "delete", arn, "--yes").code == OK
    assert quondam.json("backup", "list", name) == []
    assert quondam("backup", "describe", arn).code == FAILED


def test_dry_runs(quondam, db, make_table):
    """Issue: --dry-run where a command changes anything."""
    name = make_table("id:S")
    assert f"nightly of {name} would be made" in quondam("backup", "create", name, "nightly", "--dry-run").out
    assert quondam.json("backup", "create", name, "nightly", "--dry-run") == [{"TableName": name, "BackupName": "nightly", "DryRun": True}]
    assert quondam("backup", "create", "no-such-table", "--dry-run").code == FAILED
    assert quondam.json("backup", "list", name) == []
    arn = quondam.json("backup", "create", name)[0]["BackupArn"]
    assert quondam.json("backup", "restore", arn, "not-made", "--dry-run") == [{"BackupArn": arn, "TargetTableName": "not-made", "DryRun": True}]
    assert quondam("backup", "restore", arn, name, "--dry-run").code == FAILED, "the name is taken"
    assert "not-made" not in db.list_tables()["TableNames"]
    assert "Would be deleted for good" in quondam("backup", "delete", arn, "--dry-run").out
    assert [line["BackupArn"] for line in quondam.json("backup", "list", name)] == [arn]


def test_waits_until_it_is_available(scripted):
    available = {"BackupDescription": {"BackupDetails": {**DETAILS, "BackupStatus": "AVAILABLE"}}}
    server, quondam = scripted(CreateBackup=[{"BackupDetails": DETAILS}], DescribeBackup=[{"BackupDescription": {"BackupDetails": DETAILS}}, available])
    (made,) = quondam.json("backup", "create", "t")
    assert made == {**DETAILS, "BackupStatus": "AVAILABLE"}
    assert server.sent("CreateBackup")[0]["BackupName"].startswith("t-20")
    assert quondam.json("backup", "create", "t", "--no-wait") == [DETAILS]


def test_lists_every_page(scripted):
    summary = {"TableName": "t", "BackupName": "b", "BackupArn": "arn:b", "BackupStatus": "AVAILABLE", "BackupType": "SYSTEM", "BackupCreationDateTime": 1700000000.5}
    server, quondam = scripted(ListBackups=[{"BackupSummaries": [summary], "LastEvaluatedBackupArn": "arn:b"}, {"BackupSummaries": []}])
    assert quondam.json("backup", "list") == [summary]
    assert server.sent("ListBackups") == [{"BackupType": "ALL"}, {"BackupType": "ALL", "ExclusiveStartBackupArn": "arn:b"}]
    assert "There is no backup." in quondam("backup", "list").out
