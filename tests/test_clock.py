"""`--test-clock`: time moves forward by a call, and what time brings has happened when the answer comes (docs/admin-api.md, "Clock")."""

import time

import pytest
from support import api, tables
from support.admin import Admin
from support.expect import refused
from support.server import Server

pytestmark = pytest.mark.own_server

DAY = 86_400


@pytest.fixture
def clock(tmp_path):
    with Server(tmp_path / "data", "--test-clock") as server:
        yield server, api.client(server.endpoint), Admin(server.endpoint)


def recorded(db, days: int = 35) -> str:
    name = tables.unique_name()
    db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
    db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days})
    return name


def window(db, name: str) -> tuple:
    found = db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    return int(found["EarliestRestorableDateTime"].timestamp()), int(found["LatestRestorableDateTime"].timestamp())


def size(folder) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_the_window_moves_on_and_trimming_frees_the_disk(clock, tmp_path):
    """After the window has passed the files shrink to the current state."""
    server, db, admin = clock
    name = recorded(db, days=35)
    body = "x" * 100_000
    for version in range(100):
        db.put_item(TableName=name, Item={"pk": {"S": "a"}, "body": {"S": f"{version:06d}" + body[:99_000] + str(hash(version))}})
    full = size(tmp_path)
    first, _ = window(db, name)
    admin.advance_clock(Seconds=34 * DAY)
    assert window(db, name)[0] == first
    assert db.get_item(TableName=f"{name}@{first + 1}", Key={"pk": {"S": "a"}})
    admin.advance_clock(Seconds=2 * DAY)
    earliest, latest = window(db, name)
    assert latest - earliest in range(35 * DAY - 60, 35 * DAY + 1) and earliest > first
    with refused("ValidationException", matching="its recovery window begins later"):
        db.get_item(TableName=f"{name}@{first + 1}", Key={"pk": {"S": "a"}})
    assert db.get_item(TableName=name, Key={"pk": {"S": "a"}})["Item"]["body"]["S"].startswith("000099")
    # The log of what was written is the engine's, and shorter after a restart.
    server.stop()
    server.start()
    assert full > 3_000_000, "the history was there"
    assert size(tmp_path) < full / 4


def test_items_expire(clock):
    _, db, admin = clock
    name = recorded(db)
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    db.put_item(TableName=name, Item={"pk": {"S": "a"}, "expires": {"N": str(int(time.time()) + 10 * DAY)}})
    admin.advance_clock(Seconds=9 * DAY)
    assert tables.scan_all(db, name)
    moment = admin.advance_clock(Seconds=1)["Time"]
    admin.advance_clock(Seconds=2 * DAY)
    assert tables.scan_all(db, name) == []
    difference, = admin.differences(TableName=name, From=moment)
    assert (difference["Kind"], difference["LastChange"]["Caller"]) == ("REMOVED", "dynamodb.amazonaws.com")
    # A TTL deletion can be undone like any other.
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": False, "AttributeName": "expires"})
    assert admin.finished(admin.revert_table(TableName=name, From=moment, Caller="dynamodb.amazonaws.com"))["PutCount"] == 1
    assert tables.scan_all(db, name)


def test_a_shorter_period_trims_a_longer_one_grows_from_now(clock):
    """API reference, RecoveryPeriodInDays: 1 to 35; what a shorter period has given up does not come back."""
    _, db, admin = clock
    name = recorded(db, days=35)
    first, _ = window(db, name)
    admin.advance_clock(Seconds=10 * DAY)
    assert window(db, name)[0] == first
    for days, expected in ((3, 3), (35, 3)):
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days})
        earliest, latest = window(db, name)
        assert abs((latest - earliest) - expected * DAY) <= 2
    admin.advance_clock(Seconds=5 * DAY)
    earliest, latest = window(db, name)
    assert abs((latest - earliest) - 8 * DAY) <= 60


def test_a_deleted_table_is_kept_for_35_days(clock):
    _, db, admin = clock
    name = recorded(db)
    db.put_item(TableName=name, Item={"pk": {"S": "a"}})
    db.delete_table(TableName=name)
    admin.advance_clock(Seconds=35 * DAY - 100)
    backup, = db.list_backups(BackupType="SYSTEM")["BackupSummaries"]
    db.restore_table_from_backup(BackupArn=backup["BackupArn"], TargetTableName="back")
    tables.wait_active(db, "back")
    assert len(tables.scan_all(db, "back")) == 1
    admin.advance_clock(Seconds=200)
    assert db.list_backups(BackupType="ALL")["BackupSummaries"] == []
    assert admin.list_deleted_tables()["DeletedTables"] == []


def test_the_hidden_window_can_be_reopened_for_24_hours(clock):
    _, db, admin = clock
    for hours, reopens in ((23, True), (25, False)):
        name = recorded(db)
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
        admin.advance_clock(Seconds=hours * 3600)
        if reopens:
            admin.reopen_recovery(TableName=name)
        else:
            with refused("ValidationException", matching="^there is no earlier window to reopen"):
                admin.reopen_recovery(TableName=name)


def test_time_goes_on_after_a_restart(clock):
    server, db, admin = clock
    name = recorded(db)
    admin.advance_clock(Seconds=20 * DAY)
    db.put_item(TableName=name, Item={"pk": {"S": "a"}})
    before = window(db, name)
    server.stop()
    server.start()
    db = api.client(server.endpoint)
    after = window(db, name)
    assert after[0] == before[0] and after[1] >= before[1]


def test_only_with_the_flag(admin):
    with refused("ValidationException", "the clock can only be moved with --test-clock"):
        admin.advance_clock(Seconds=1)
