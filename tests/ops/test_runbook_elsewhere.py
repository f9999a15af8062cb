"""`quondam runbook` where the endpoint is no Quondam: every command of it is run, on a server that behaves as AWS does, and as far as moto goes on moto.

As in test_runbook.py, each procedure has a test that makes its case real and runs all its blocks.
"""

import json
import re
import sys
import time

import pytest
from support import api, tables
from support.as_aws import AsAws
from support.clock import until
from support.commands import FAILED
from support.moto import MotoServer
from support.runbook import RESPONDER, Runbook, called_by, needed_by, played_by, plays

pytestmark = [pytest.mark.own_server, pytest.mark.slow]

TABLE = "orders"
ITEMS = [{"id": {"S": f"o-{number}"}, "line": {"N": str(number)}, "total": {"N": "10"}} for number in range(6)]


class Cloud:
    """A server that behaves as AWS does, with one table."""

    def __init__(self, server: AsAws, folder):
        self.server, self.db = server, server.db
        self.db.create_table(TableName=TABLE, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S", "line:N"),
                             StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}, Tags=[{"Key": "team", "Value": "shop"}])
        tables.wait_active(self.db, TABLE)
        self.db.update_continuous_backups(TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 20})
        self.db.update_time_to_live(TableName=TABLE, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
        tables.put_all(self.db, TABLE, ITEMS)
        self.db.create_backup(TableName=TABLE, BackupName="nightly")
        self.settle()
        self.book = Runbook(server.endpoint, folder)

    def settle(self) -> None:
        tables.wait_active(self.db, TABLE)

    def moment(self) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.server.moment()))

    def items(self, table: str = TABLE) -> list:
        return sorted(tables.scan_all(self.db, table), key=lambda item: item["id"]["S"])

    def spoil(self) -> list:
        self.db.delete_item(TableName=TABLE, Key={name: ITEMS[0][name] for name in ("id", "line")})
        self.db.put_item(TableName=TABLE, Item={**ITEMS[1], "total": {"N": "99"}})
        return self.items()

    def recovery(self) -> str:
        found = self.db.describe_continuous_backups(TableName=TABLE)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        return found["PointInTimeRecoveryStatus"]

    def settings(self) -> tuple:
        described = self.db.describe_table(TableName=TABLE)["Table"]
        return (described.get("StreamSpecification"), self.db.list_tags_of_resource(ResourceArn=described["TableArn"])["Tags"], self.recovery(),
                self.db.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"].get("AttributeName"))

    def delete(self) -> None:
        self.db.delete_table(TableName=TABLE)
        tables.wait_gone(self.db, TABLE)


@pytest.fixture
def cloud(tmp_path, request, monkeypatch):
    """As in test_runbook.py. A restore needs permissions of its own, which are no calls; the question whether it is a Quondam needs none."""
    procedure = getattr(request.function, "procedure", None)
    monkeypatch.setenv("QUONDAM_LOG_FORMAT", "json")
    monkeypatch.setenv("QUONDAM_LOG_LEVEL", "debug")
    with AsAws() as server:
        cloud = Cloud(server, tmp_path)
        yield cloud
        if procedure:
            api.client(server.endpoint, key_id="the-last").list_tables()
            until(lambda: called_by(server.output(), "the-last"))
            assert called_by(server.output(), RESPONDER) <= needed_by(cloud.book.markdown, procedure)
    if procedure:
        assert cloud.book.not_run(procedure) == []


def test_every_block_is_run(cloud):
    assert {block.procedure for block in cloud.book.blocks} == played_by(sys.modules[__name__])


@plays("One item lost")
def test_one_item_lost(cloud):
    values = {"pk": "o-0", "sk": "0", "moment": cloud.moment()}
    damaged = cloud.spoil()
    cloud.server.until_restorable()
    look, bring_back, check, back = cloud.book.of("One item lost", TABLE)
    assert "1 removed" in cloud.book.run(look, **values)
    repair = cloud.moment()
    assert "repair=2" in cloud.book.run(bring_back, **values)
    assert ITEMS[0] in cloud.items() and len(cloud.items()) == len(ITEMS)
    cloud.server.until_restorable()
    assert "0 differences" in cloud.book.run(check, **values)
    cloud.book.run(back, **{**values, "repair": repair})
    assert cloud.items() == damaged


@plays("A wrong script")
def test_a_wrong_script(cloud):
    span = {"moment": cloud.moment()}
    damaged = cloud.spoil()
    span["end"] = cloud.moment()
    cloud.server.until_restorable()
    look, undo, check, back = cloud.book.of("A wrong script", TABLE)
    assert "1 removed, 1 changed" in cloud.book.run(look, **span)
    repair = cloud.moment()
    cloud.book.run(undo, **span)
    assert cloud.items() == ITEMS
    cloud.server.until_restorable()
    assert "0 differences" in cloud.book.run(check, **span)
    cloud.book.run(back, repair=repair)
    assert cloud.items() == damaged
    assert "CloudTrail" in cloud.book.markdown, "what cannot be had is said"


@plays("A bad migration")
def test_a_bad_migration(cloud):
    moment, settings = cloud.moment(), cloud.settings()
    damaged = cloud.spoil()
    cloud.server.until_restorable()
    look, undo, check, back, restore, cutover, see, drop = cloud.book.of("A bad migration", TABLE)
    assert "1 removed, 1 changed" in cloud.book.run(look, moment=moment)
    repair = cloud.moment()
    cloud.book.run(undo, moment=moment)
    assert cloud.items() == ITEMS
    cloud.server.until_restorable()
    assert "0 differences" in cloud.book.run(check, moment=moment)
    cloud.book.run(back, repair=repair)
    assert cloud.items() == damaged
    cloud.book.run(restore, moment=moment)
    assert cloud.items(f"{TABLE}-restored") == ITEMS and cloud.items() == damaged
    cloud.book.run(cutover)
    assert "Nothing is to be set." in cloud.book.run(see) and cloud.settings() == settings
    tables.wait_active(cloud.db, f"{TABLE}-restored")
    cloud.book.run(drop)
    tables.wait_gone(cloud.db, f"{TABLE}-restored")


@plays("A table deleted")
def test_a_table_deleted(cloud):
    settings = cloud.settings()
    cloud.delete()
    restore, set_up, see, back, from_backup = cloud.book.of("A table deleted", TABLE)
    assert "arn:aws:dynamodb" in cloud.book.run(restore)
    assert cloud.items() == ITEMS
    cloud.book.run(set_up)
    assert cloud.settings() == settings
    assert "20 days" in cloud.book.run(see)
    cloud.settle()
    cloud.book.run(back)
    tables.wait_gone(cloud.db, TABLE)
    cloud.book.run(from_backup)
    assert cloud.items() == ITEMS and cloud.settings() == settings


@plays("Point-in-time recovery turned off by mistake")
def test_recovery_turned_off_by_mistake(cloud):
    cloud.db.update_continuous_backups(TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    turn_on, see = cloud.book.of("Point-in-time recovery turned off by mistake", TABLE)
    cloud.book.run(turn_on)
    assert cloud.recovery() == "ENABLED" and "20 days" in cloud.book.run(see)
    assert "The window of before cannot be had back here" in cloud.book.markdown


@plays("The endpoint does not answer")
def test_the_endpoint_does_not_answer(cloud, tmp_path):
    """And the table is made anew at another one."""
    assert "TableNames" in cloud.book.run(*cloud.book.of("The endpoint does not answer"))
    settings = cloud.settings()
    assert cloud.book.quondam("dump", TABLE, "--out", tmp_path / "files.json.gz").code == 0
    (tmp_path / "files").mkdir()
    (tmp_path / "files.json.gz").rename(tmp_path / "files" / "0.json.gz")
    load, set_up, see = cloud.book.of("The endpoint does not answer", TABLE)
    with AsAws() as other:
        cloud.db = other.db
        cloud.book.run(load, other=other.endpoint, files="files")
        assert cloud.items() == ITEMS
        cloud.book.run(set_up, other=other.endpoint)
        assert cloud.settings() == settings
        assert re.search(rf"^{len(ITEMS)}$", cloud.book.run(see, other=other.endpoint), re.MULTILINE)


@plays("Before launch")
def test_before_launch(cloud):
    cloud.db.update_continuous_backups(TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    turn_on, see, prove = cloud.book.of("Before launch", TABLE)
    cloud.book.run(turn_on)
    assert cloud.recovery() == "ENABLED" and cloud.db.describe_table(TableName=TABLE)["Table"]["DeletionProtectionEnabled"]
    assert "20 days" in cloud.book.run(see)
    cloud.server.until_restorable()
    assert "passed" in cloud.book.run(prove).lower()


@plays("Before a migration or a bulk job")
def test_before_a_migration(cloud):
    keep, see, migrate = cloud.book.of("Before a migration or a bulk job", TABLE)
    cloud.book.run(keep)
    assert "before-migration-2" in cloud.book.run(see)
    item = json.dumps({**ITEMS[0], "total": {"N": "11"}})
    shown = cloud.book.run(migrate, migration=f"AWS_ACCESS_KEY_ID=migration aws dynamodb put-item --table-name {TABLE} --item '{item}'")
    assert f"quondam revert {TABLE}" in shown and f"quondam diff {TABLE}" in shown


@plays("Verifying that recovery is on")
def test_verifying(cloud):
    people, aws, machine = cloud.book.of("Verifying that recovery is on")
    assert "20 days" in cloud.book.run(people)
    assert '"PointInTimeRecoveryStatus": "ENABLED"' in cloud.book.run(aws)
    cloud.book.run(machine)
    cloud.db.update_continuous_backups(TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    assert cloud.book.run_any(machine).code == FAILED


@plays("Turning point-in-time recovery off deliberately")
def test_turning_recovery_off(cloud):
    off, see, back = cloud.book.of("Turning point-in-time recovery off deliberately", TABLE)
    cloud.book.run(off)
    assert cloud.recovery() == "DISABLED" and " off " in cloud.book.run(see)
    cloud.book.run(back)
    assert cloud.recovery() == "ENABLED"


@plays("Testing a restore")
def test_testing_a_restore(cloud):
    cloud.server.until_restorable()
    (drill,) = cloud.book.of("Testing a restore", TABLE)
    assert "It costs about $" in cloud.book.run(drill)
    report, cleanup = cloud.book.of("Testing a restore", "All drills")
    assert "1 of 1 passed" in cloud.book.run(report)
    cloud.book.run(cleanup)


@plays("Watching what it costs")
def test_watching_costs(cloud):
    month, figures, budget = cloud.book.of("Watching what it costs")
    assert "TOTAL" in cloud.book.run(month)
    cloud.book.run(figures, figures="costs.ndjson")
    cloud.book.run(budget, budget="100")


def test_what_is_said(cloud):
    """Least privilege by procedure, and no command that only a Quondam has."""
    text = cloud.book.markdown
    assert "DescribeContinuousBackups, RestoreTableToPointInTime (of the table)" in text and "dynamodb:Scan, Query, GetItem, BatchGetItem, PutItem" in text and "One scratch restore and its comparison cost about $" in text
    commands = "\n".join(block.text for block in cloud.book.blocks)
    for of_a_quondam in ("--caller", "--reopen", "--deleted", "quondam rewind", "quondam points", "quondam at ", "quondam restore", "quondam serve"):
        assert of_a_quondam not in commands, of_a_quondam
    (model,) = cloud.book.quondam.json("runbook")
    assert (model["IsQuondam"], model["Credentials"]) == (False, "UNKNOWN")


def test_on_moto(tmp_path):
    """Another implementation: what it has works, and what it lacks does not keep the runbook from being written."""
    with MotoServer() as server:
        db = api.client(server.endpoint)
        db.create_table(TableName=TABLE, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S", "line:N"))
        db.update_continuous_backups(TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        tables.put_all(db, TABLE, ITEMS)
        until(lambda: db.describe_table(TableName=TABLE)["Table"]["TableStatus"] == "ACTIVE")
        book = Runbook(server.endpoint, tmp_path)
        people, aws, machine = book.of("Verifying that recovery is on")
        for block in (people, aws, machine):
            book.run(block)
        off, see, back = book.of("Turning point-in-time recovery off deliberately", TABLE)
        for block in (off, see, back):
            book.run(block)
        (answers,) = book.of("The endpoint does not answer")
        assert TABLE in book.run(answers)
