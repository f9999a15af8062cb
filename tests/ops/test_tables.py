"""`quondam tables`: the tables, and how far back each can be read."""

import pytest
from support import tables
from support.commands import FAILED, OK
from support.scripted import Refuse

pytestmark = pytest.mark.own_server

DELETED = {"TableName": "t", "TableId": "id-1", "BackupArn": "arn", "Deleted": "2026-11-22T19:00:00Z", "Expires": "2026-12-27T19:00:00Z",
           "EarliestRestorableTime": "2026-11-20T19:00:00Z", "LatestRestorableTime": "2026-11-22T19:00:00Z"}


@pytest.fixture
def two(db, make_table):
    """Two tables whose names begin alike: one without recovery, one with it and with protection."""
    prefix = tables.unique_name("pair")
    plain, kept = make_table("pk:S", name=prefix + "-a"), make_table("pk:S", name=prefix + "-b", DeletionProtectionEnabled=True)
    db.update_continuous_backups(TableName=kept, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7})
    return prefix, plain, kept


def test_json(quondam, db, two):
    prefix, plain, kept = two
    tables.put_all(db, plain, [{"pk": {"S": str(number)}} for number in range(3)])
    one, other = quondam.json("tables", prefix + "*")
    described = db.describe_table(TableName=plain)["Table"]
    assert one == {"TableName": plain, "TableStatus": "ACTIVE", "ItemCount": described["ItemCount"], "TableSizeBytes": described["TableSizeBytes"],
                   "DeletionProtectionEnabled": False, "PointInTimeRecovery": "DISABLED"}
    assert (other["TableName"], other["DeletionProtectionEnabled"]) == (kept, True)
    assert (other["PointInTimeRecovery"], other["RecoveryPeriodInDays"]) == ("ENABLED", 7)
    assert other["EarliestRestorableTime"].endswith("Z") and other["EarliestRestorableTime"] <= other["LatestRestorableTime"]


def test_a_list_for_people(quondam, two):
    prefix, plain, kept = two
    head, first, second = quondam("tables", prefix + "-?").out.splitlines()
    assert head.split() == ["TABLE", "STATUS", "ITEMS", "SIZE", "RECOVERY", "FROM", "UP", "TO", "PROTECTED"]
    assert first.split()[:2] == [plain, "ACTIVE"] and "off" in first and first.endswith("no")
    assert second.split()[:2] == [kept, "ACTIVE"] and "7 days" in second and second.endswith("yes")


def test_all_of_them(quondam, two):
    shown = {line["TableName"] for line in quondam.json("tables")}
    assert set(two[1:]) <= shown


def test_none(quondam):
    done = quondam("tables", "nothing-is-called-so-*")
    assert (done.code, done.out) == (OK, "No table is called nothing-is-called-so-*.\n")
    assert quondam.json("tables", "nothing-is-called-so-*") == []


def test_a_list_of_several_pages_and_a_table_that_goes_meanwhile(scripted):
    gone = Refuse("ResourceNotFoundException", "Requested resource not found: Table: a not found")
    server, quondam = scripted(ListTables=[{"TableNames": ["a"], "LastEvaluatedTableName": "a"}, {"TableNames": ["b"]}],
                               DescribeTable=[gone, {"Table": {"TableStatus": "ACTIVE"}}], DescribeContinuousBackups=[{}])
    (only,) = quondam.json("tables")
    assert only["TableName"] == "b"
    assert server.sent("ListTables") == [{}, {"ExclusiveStartTableName": "a"}]


def test_deleted_tables_and_purging(scripted):
    server, quondam = scripted(ListDeletedTables=[{"DeletedTables": [DELETED]}], PurgeDeletedTable=[{}])
    assert quondam.json("tables", "--deleted") == [DELETED]
    assert quondam.json("tables", "x*", "--deleted") == []
    assert "id-1" in quondam("tables", "--deleted").out
    done = quondam("tables", "purge", "id-2", "--yes")
    assert done.code == FAILED and "there is no deleted table id-2" in done.err
    assert "Purge t" in quondam.on_terminal("tables", "purge", "id-1", typed="n\n").out
    assert "would be gone for good" in quondam("tables", "purge", "id-1", "--dry-run").out
    assert server.sent("PurgeDeletedTable") == []
    assert quondam("tables", "purge", "id-1", "--yes").code == OK
    assert quondam.on_terminal("tables", "purge", "id-1", typed="y\n").code == OK
    assert server.sent("PurgeDeletedTable") == [{"TableId": "id-1"}] * 2
