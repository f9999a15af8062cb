"""RestoreTable, ListDeletedTables, PurgeDeletedTable, ReopenRecovery (docs/admin-api.md)."""

import time

import pytest
from support import tables
from support.clock import next_second
from support.expect import assert_same_items, refused
from support.policies import arn_of, policy

pytestmark = pytest.mark.own_server


@pytest.fixture
def restore_table(db, admin, make_table):
    def run(**parameters) -> str:
        target = tables.unique_name("restored")
        make_table.later(target)
        admin.restore_table(TargetTableName=target, **parameters)
        tables.wait_active(db, target)
        return target

    return run


def value(db, name: str) -> str | None:
    found = db.get_item(TableName=name, Key={"pk": {"S": "a"}}).get("Item")
    return found and found["note"]["S"]


def put(db, name: str, note: str) -> None:
    db.put_item(TableName=name, Item={"pk": {"S": "a"}, "note": {"S": note}})


def deleted(db, admin, name: str) -> dict:
    db.update_table(TableName=name, DeletionProtectionEnabled=False)
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    return next(one for one in admin.list_deleted_tables()["DeletedTables"] if one["TableName"] == name)


def test_a_deleted_table_comes_back_at_any_second_of_its_window(db, admin, recorded, restore_table):
    name = recorded("pk:S")
    put(db, name, "one")
    first = next_second()
    put(db, name, "two")
    second = next_second()
    put(db, name, "three")
    table_id = db.describe_table(TableName=name)["Table"]["TableId"]
    gone = deleted(db, admin, name)
    assert gone["TableId"] == table_id
    assert gone["EarliestRestorableTime"] < gone["LatestRestorableTime"] <= gone["Deleted"] < gone["Expires"]
    # The name is free, for another table with a past of its own.
    again = recorded("pk:S", name=name)
    put(db, again, "another")
    assert value(db, restore_table(SourceTableId=table_id, RestoreTime=str(first))) == "one"
    assert value(db, restore_table(SourceTableId=table_id, RestoreTime=str(second))) == "two"
    assert value(db, restore_table(SourceTableId=table_id)) == "three"
    with refused("InvalidRestoreTimeException"):
        admin.restore_table(SourceTableId=table_id, TargetTableName="late-enough", RestoreTime=str(next_second()))
    assert admin.purge_deleted_table(TableId=table_id) == {}
    with refused("ResourceNotFoundException", f"No deleted table has the TableId {table_id}"):
        admin.purge_deleted_table(TableId=table_id)
    assert table_id not in [one["TableId"] for one in admin.list_deleted_tables()["DeletedTables"]]


def test_several_tables_at_one_instant_never_tear_a_transaction(db, recorded, restore_table):
    """Every transaction writes the same number into two tables: at whatever moment both are restored, they agree."""
    names = [recorded("pk:S"), recorded("pk:S")]
    moments = []
    for number in range(40):
        db.transact_write_items(TransactItems=[
            {"Put": {"TableName": name, "Item": {"pk": {"S": "a"}, "note": {"S": str(number)}}}} for name in names])
        moments.append(f"{time.time():.6f}")
    for moment in moments[5:40:7]:
        restored = [value(db, restore_table(SourceTableName=name, RestoreTime=moment)) for name in names]
        assert restored[0] == restored[1] is not None


def test_keep_settings(db, admin, recorded, restore_table):
    """As AWS by default: no tags, TTL, protection, recovery; all of them where asked for, TTL by its own name."""
    name = recorded("pk:S", Tags=[{"Key": "team", "Value": "shop"}], DeletionProtectionEnabled=True,
                    StreamSpecification={"StreamEnabled": True, "StreamViewType": "OLD_IMAGE"})
    db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7})
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})

    def settings(table: str) -> tuple:
        description = db.describe_table(TableName=table)["Table"]
        recovery = db.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        return (description["DeletionProtectionEnabled"], db.list_tags_of_resource(ResourceArn=description["TableArn"])["Tags"],
                recovery.get("RecoveryPeriodInDays"), description.get("StreamSpecification", {}).get("StreamViewType"), db.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"])

    kept = [{"Key": "team", "Value": "shop"}]
    assert settings(restore_table(SourceTableName=name)) == (False, [], None, None, "DISABLED")
    assert settings(restore_table(SourceTableName=name, KeepSettings=True)) == (True, kept, 7, "OLD_IMAGE", "DISABLED")
    assert settings(restore_table(SourceTableName=name, WithTimeToLive=True)) == (False, [], None, None, "ENABLED")
    assert settings(restore_table(SourceTableName=name, KeepSettings=True, WithTimeToLive=True)) == (True, kept, 7, "OLD_IMAGE", "ENABLED")
    # Its window begins when it is there.
    restored = restore_table(SourceTableName=name, KeepSettings=True)
    put(db, restored, "after")
    second = next_second()
    assert value(db, f"{restored}@{second}") == "after"
    created = db.describe_table(TableName=restored)["Table"]["CreationDateTime"].timestamp()
    with refused("ValidationException", matching="its recovery window begins later|it was created later"):
        value(db, f"{restored}@{created:.3f}")


def test_dry_run_lists_what_would_expire(db, admin, recorded):
    name = recorded("pk:S")
    now = int(time.time())
    items = [{"pk": {"S": str(number)}, "expires": {"N": str(now - 1000 if number < 3 else now + 10_000)}} for number in range(5)]
    tables.put_all(db, name, items)
    before = next_second()
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    plan = admin.restore_table(SourceTableName=name, TargetTableName="planned-only", RestoreTime=str(before), DryRun=True)["Plan"]
    assert plan["ExpiredCount"] == 3
    assert_same_items(plan["ExpiredKeys"], [{"pk": {"S": str(number)}} for number in range(3)], "pk")
    assert plan["Way"] in ("CLONE", "BUILD")
    with refused("ResourceNotFoundException"):
        db.describe_table(TableName="planned-only")


def test_reopening_brings_the_unbroken_window_back(db, admin, recorded):
    """Disabling hides the window at once; recording goes on unseen for 24 hours."""
    def recovery(on: bool) -> dict:
        return db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": on})[
            "ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]

    def window() -> dict:
        return db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]

    name = recorded("pk:S")
    put(db, name, "one")
    first = next_second()
    earliest = window()["EarliestRestorableDateTime"]
    put(db, name, "two")
    recovery(False)
    put(db, name, "unseen")
    unseen = next_second()
    put(db, name, "three")
    with refused("ValidationException", matching="point-in-time recovery is not enabled"):
        value(db, f"{name}@{first}")
    reopened = admin.reopen_recovery(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert reopened["PointInTimeRecoveryStatus"] == "ENABLED" and int(reopened["EarliestRestorableDateTime"]) == int(earliest.timestamp())
    assert [value(db, f"{name}@{moment}") for moment in (first, unseen)] == ["one", "unseen"]

    # Also when somebody has turned it on again in between: AWS's way starts a new window, the operator's brings the old one back.
    recovery(False)
    next_second()
    recovery(True)
    with refused("ValidationException", matching="its recovery window begins later"):
        value(db, f"{name}@{first}")
    admin.reopen_recovery(TableName=name)
    assert [value(db, f"{name}@{moment}") for moment in (first, unseen)] == ["one", "unseen"]
    with refused("ValidationException", matching="^there is no earlier window to reopen"):
        admin.reopen_recovery(TableName=name)


def test_refusals(db, admin, recorded):
    name = recorded("pk:S")
    for parameters in ({}, {"SourceTableName": name, "SourceTableId": "x"}):
        with refused("ValidationException", "Must provide exactly one of: SourceTableName, SourceTableId"):
            admin.restore_table(TargetTableName="target", **parameters)
    with refused("TableNotFoundException"):
        admin.restore_table(SourceTableName="no-such-table", TargetTableName="target")
    with refused("TableAlreadyExistsException"):
        admin.restore_table(SourceTableName=name, TargetTableName=name)
    with refused("InvalidRestoreTimeException"):
        admin.restore_table(SourceTableName=name, TargetTableName="target", RestoreTime="2020-01-01T00:00:00Z")
    with refused("UnknownOperationException"):
        admin.no_such_operation()


def test_keep_settings_keeps_the_policy_and_the_class(db, recorded, restore_table):
    """docs/admin-api.md, RestoreTable: with KeepSettings what else a table has; AWS's restores leave it behind."""
    name = recorded("pk:S", ResourcePolicy=policy(), TableClass="STANDARD_INFREQUENT_ACCESS", WarmThroughput={"ReadUnitsPerSecond": 13000})
    kept = db.describe_table(TableName=restore_table(SourceTableName=name, KeepSettings=True))["Table"]
    assert (kept["TableClassSummary"]["TableClass"], kept["WarmThroughput"]["ReadUnitsPerSecond"]) == ("STANDARD_INFREQUENT_ACCESS", 13000)
    assert db.get_resource_policy(ResourceArn=kept["TableArn"])["Policy"] == db.get_resource_policy(ResourceArn=arn_of(db, name))["Policy"]
    left = db.describe_table(TableName=restore_table(SourceTableName=name))["Table"]
    assert ("TableClassSummary" in left, left["WarmThroughput"]["ReadUnitsPerSecond"]) == (False, 12000)
    with refused("PolicyNotFoundException"):
        db.get_resource_policy(ResourceArn=left["TableArn"])
