"""Restores and backups that a kill cuts off: nothing half visible, nothing left behind, what was promised is finished at the next start."""

import random
import threading

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from support import api, tables
from support.clock import as_datetime, next_second, until
from support.expect import assert_same_items
from support.indexes import assert_complete, index
from support.server import Server

pytestmark = [pytest.mark.own_server, pytest.mark.slow]

ITEMS, ROUNDS = 4_000, 8


def item(number: int, note: str) -> dict:
    return {"pk": {"S": f"p{number}"}, "sk": {"N": str(number)}, "note": {"S": note}, "group": {"S": f"g{number % 10}"}, "body": {"S": "x" * 400}}


def folders(data) -> set:
    """Where the engine keeps things beside its files: links of clones under way."""
    return {str(path.relative_to(data)) for path in data.rglob("*") if path.is_dir() and any(path.iterdir())}


def attempt(call) -> bool:
    """Whether the server has promised it, before it was killed."""
    try:
        call()
        return True
    except (BotoCoreError, ClientError):
        return False


def test_restores_and_backups_at_random_moments(tmp_path):
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    name, data = "orders", tmp_path / "data"
    then = [item(number, "then") for number in range(ITEMS)]
    with Server(data) as server:
        db = api.client(server.endpoint)
        db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S", "sk:N", attributes=("group:S",)),
                        GlobalSecondaryIndexes=[index("global", "group", "sk")])
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        tables.put_all(db, name, then)
        second = next_second()
        tables.put_all(db, name, [item(number, "now") for number in range(0, ITEMS, 3)])
        now = tables.scan_all(db, name)
        for turn in range(ROUNDS):
            promised = {}
            calls = {
                "restored": lambda: db.restore_table_to_point_in_time(
                    SourceTableName=name, TargetTableName=f"restored-{turn}", RestoreDateTime=as_datetime(second)),
                "backup": lambda: promised.update(arn=db.create_backup(TableName=name, BackupName="nightly")["BackupDetails"]["BackupArn"]),
            }
            kill = threading.Timer(rng.uniform(0, 0.25), server.kill)
            kill.start()
            for what, call in calls.items():
                promised[what] = attempt(call)
            kill.join()
            server.start()
            db = api.client(server.endpoint)

            # A restore that was promised is finished; another one is finished, or was never there.
            listed = db.list_tables()["TableNames"]
            assert not promised["restored"] or f"restored-{turn}" in listed
            if f"restored-{turn}" in listed:
                tables.wait_active(db, f"restored-{turn}")
                assert_same_items(tables.scan_all(db, f"restored-{turn}"), then, "pk", "sk")
                assert_complete(db, f"restored-{turn}", "global")
                db.delete_table(TableName=f"restored-{turn}")
            # A backup is whole or not there.
            backups = [one["BackupArn"] for one in db.list_backups(TableName=name)["BackupSummaries"]]
            assert not promised["backup"] or promised["arn"] in backups
            for arn in backups:
                db.restore_table_from_backup(BackupArn=arn, TargetTableName="from-backup")
                tables.wait_active(db, "from-backup")
                assert_same_items(tables.scan_all(db, "from-backup"), now, "pk", "sk")
                db.delete_table(TableName="from-backup")
                db.delete_backup(BackupArn=arn)
            assert_same_items(tables.scan_all(db, name), now, "pk", "sk")
        until(lambda: db.list_tables()["TableNames"] == [name])
        server.stop()
        server.start()
        assert not [folder for folder in folders(data) if "clone" in folder], "links of a clone were left behind"
