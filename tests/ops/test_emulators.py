"""The commands against other people's implementations of DynamoDB's API (docs/other-endpoints.md): what these have is used, what they lack is named.
`diff` and `revert`, `drill`, `guard` and `cutover` on moto are in the tests of their own."""

import json

import pytest
from support import api, tables
from support.commands import FAILED, OK, Commands
from support.dynalite import Dynalite
from support.moto import MotoServer
from support.server import REPOSITORY

pytestmark = [pytest.mark.own_server, pytest.mark.slow]

ITEMS = [{"id": {"S": "a"}, "n": {"N": "1"}}, {"id": {"S": "b"}, "n": {"N": "2.5"}, "tags": {"SS": ["x", "y"]}}, {"id": {"S": "c"}, "m": {"M": {"deep": {"BOOL": True}}}}]


class Emulator:
    def __init__(self, endpoint: str, folder):
        self.db, self.quondam = api.client(endpoint), Commands(endpoint, QUONDAM_DRILL_LOG=str(folder / "drills.ndjson"))
        self.endpoint = endpoint

    def table(self) -> str:
        name = tables.unique_name()
        self.db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        tables.wait_active(self.db, name)
        return name

    def filled(self) -> str:
        name = self.table()
        tables.put_all(self.db, name, ITEMS)
        return name

    def items(self, name: str) -> list:
        return sorted(tables.scan_all(self.db, name), key=lambda one: one["id"]["S"])


@pytest.fixture
def moto(tmp_path):
    with MotoServer() as server:
        yield Emulator(server.endpoint, tmp_path)


@pytest.fixture
def dynalite(tmp_path):
    with Dynalite() as server:
        yield Emulator(server.endpoint, tmp_path)


@pytest.fixture(params=["moto", "dynalite"])
def emulator(request):
    return request.getfixturevalue(request.param)


# ---- what each of them has ----

def test_the_present(emulator):
    name = emulator.filled()
    assert [one["id"]["S"] for one in emulator.quondam.json("at", name, "now", "--key", "id=b")] == ["b"]
    found = emulator.quondam.json("at", name, "now")
    assert sorted(found, key=lambda one: one["id"]["S"]) == ITEMS
    assert len(emulator.quondam.json("at", name, "now", "--filter", "n > :n", "--values", '{":n": {"N": "1"}}')) == 1


def test_dump_and_load(emulator, tmp_path):
    name, other, file = emulator.filled(), emulator.table(), tmp_path / "items.ndjson.gz"
    (end,) = emulator.quondam.json("dump", name, "--out", str(file))
    assert (end["Status"], end["Items"]) == ("COMPLETED", 3)
    (end,) = emulator.quondam.json("load", other, str(file))
    assert (end["Status"], end["Items"]) == ("COMPLETED", 3)
    assert emulator.items(other) == emulator.items(name) == ITEMS


@pytest.mark.parametrize("words", [("at", "NAME", "-5m"), ("dump", "NAME", "--at", "-5m")])
def test_the_past_is_not_there(emulator, words):
    name = emulator.filled()
    done = emulator.quondam(*(name if word == "NAME" else word for word in words))
    assert (done.code, done.out) == (FAILED, "")
    assert "only a Quondam can be read as it was in the past" in done.err and f"quondam restore {name} --at TIME" in done.err


@pytest.mark.parametrize("words", [
    ("points",), ("points", "create", "p"), ("points", "delete", "p"), ("undos", "list", "NAME"), ("undos", "show", "x"), ("tables", "--deleted"),
    ("tables", "purge", "x", "--yes"), ("enable", "NAME", "--reopen")])
def test_what_only_a_quondam_has(emulator, words):
    """One line that names the operation, whatever page an emulator answers for it, and what to do."""
    done = emulator.quondam(*(emulator.table() if word == "NAME" else word for word in words))
    assert (done.code, done.out) == (FAILED, "")
    first, second = done.err.splitlines()
    assert f"{emulator.endpoint} has no " in first and "<" not in first and "for a Quondam server" in second


# ---- moto: recovery and backups, whose restores are copies of the present ----

def test_recovery_on_moto(moto):
    name = moto.table()
    assert moto.quondam.json("tables")[0]["PointInTimeRecovery"] == "DISABLED"
    (line,) = moto.quondam.json("enable", name, "--days", "7")
    assert (line["PointInTimeRecovery"], line["RecoveryPeriodInDays"]) == ("ENABLED", 7)
    assert "7 days" in moto.quondam("tables").out
    done = moto.quondam("disable", name)
    assert done.code == OK and "its past is gone" in done.out and "--reopen" not in done.out


def test_the_gate_on_moto(moto, tmp_path):
    """status, protect, verify, apply: moto keeps recovery's flag and deletion protection."""
    name, other = moto.table(), moto.table()
    (tmp_path / "quondam.yaml").write_text(f"rules: [{{tables: [{name}, {other}], recovery-period-days: 14, deletion-protection: true}}]")
    gate = ("--policy", str(tmp_path / "quondam.yaml"))
    assert moto.quondam("protect", name).code == OK
    shown = moto.quondam("verify", *gate)
    assert shown.code == FAILED and f"ok   {name}: it is protected" in shown.out and f"FAIL {other}: it is not protected" in shown.out
    assert moto.quondam("apply", *gate, "--yes").code == OK
    assert moto.quondam("verify", *gate).code == OK and moto.quondam("watch", *gate, "--checks", "1").out == ""
    (line, _) = moto.quondam.json("status")
    assert (line["PointInTimeRecovery"], line["RecoveryPeriodInDays"], line["DeletionProtectionEnabled"], line["LastDrill"]) == ("ENABLED", 14, True, None)
    assert "HistoryBytes" not in line


def test_restore_on_moto(moto):
    name = moto.filled()
    moto.quondam("enable", name)
    (line,) = moto.quondam.json("restore", name, "--at", "now")
    assert (line["TargetTableName"], line["TableStatus"], line["RestoreTime"]) == (name + "-restored", "ACTIVE", None)
    assert moto.items(name + "-restored") == ITEMS


def test_backups_on_moto(moto):
    name, target = moto.filled(), tables.unique_name()
    (made,) = moto.quondam.json("backup", "create", name, "mine")
    assert [one["BackupName"] for one in moto.quondam.json("backup", "list", name)] == ["mine"]
    (described,) = moto.quondam.json("backup", "describe", made["BackupArn"])
    assert described["SourceTableDetails"]["TableName"] == name
    assert moto.quondam("backup", "restore", made["BackupArn"], target).code == OK
    assert moto.items(target) == ITEMS
    assert moto.quondam("backup", "delete", made["BackupArn"], "--yes").code == OK
    assert moto.quondam.json("backup", "list") == []


def test_cost_on_moto(moto):
    name = moto.filled()
    moto.quondam("enable", name)
    moto.quondam("backup", "create", name)
    (line,) = moto.quondam.json("cost")
    assert (line["PointInTimeRecovery"], line["BackupCount"], line["RecoveryBytes"]) == ("ENABLED", 1, 300)


# ---- dynalite: neither ----

def test_tables_where_nobody_says_whether_recovery_is_on(dynalite):
    name = dynalite.table()
    (line,) = dynalite.quondam.json("tables")
    assert line["TableName"] == name and "PointInTimeRecovery" not in line
    assert f"{name}  ACTIVE      0   0 B  unknown" in dynalite.quondam("tables").out


def test_the_gate_on_dynalite(dynalite, tmp_path):
    """A gate does not open for what nobody can see, and dynalite has neither recovery nor protection."""
    name = dynalite.table()
    (tmp_path / "quondam.yaml").write_text(f"rules: [{{tables: {name}, point-in-time-recovery: true, deletion-protection: true}}]")
    gate = ("--policy", str(tmp_path / "quondam.yaml"))
    found = {line["Requirement"]: line["Found"] for line in dynalite.quondam("verify", *gate, "--json").objects}
    assert found == {"PointInTimeRecovery": "UNKNOWN", "DeletionProtection": "DISABLED"}
    assert dynalite.quondam("apply", *gate, "--yes").code == FAILED
    (line,) = dynalite.quondam.json("status")
    assert line["TableName"] == name and "PointInTimeRecovery" not in line and "unknown" in dynalite.quondam("status").out


def test_protection_on_dynalite(dynalite):
    """Its UpdateTable knows no deletion protection, and refuses a request that asks for nothing else."""
    done = dynalite.quondam("protect", dynalite.table())
    assert (done.code, done.out) == (FAILED, "") and "ValidationException" in done.err


def test_cost_on_dynalite(dynalite):
    dynalite.table()
    done = dynalite.quondam("cost")
    assert done.code == OK and "does not say whether recovery is on" in done.out and "does not list backups" in done.out


def test_cutover_on_dynalite(dynalite):
    source, restored = dynalite.table(), dynalite.table()
    arn = dynalite.db.describe_table(TableName=source)["Table"]["TableArn"]
    dynalite.db.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "shop"}])
    (end,) = dynalite.quondam.json("cutover", source, restored, "--yes")
    assert [(step["Setting"], step["Status"]) for step in end["Steps"]] == [("Tags", "DONE")]
    assert sum("PointInTimeRecovery of" in left["Says"] and "has no DescribeContinuousBackups" in left["Says"] for left in end["LeftToDo"]) == 2


def test_a_runbook_on_dynalite(dynalite):
    name = dynalite.filled()
    done = dynalite.quondam("runbook", name)
    assert done.code == OK and "| point-in-time recovery | the endpoint does not tell |" in done.out and "the endpoint does not list them" in done.out, done.err


LACKING = [
    ("DescribeContinuousBackups", ("diff", "NAME", "--from", "-1m", "--yes")),
    ("DescribeContinuousBackups", ("revert", "NAME", "--from", "-1m", "--yes")),
    ("DescribeContinuousBackups", ("guard", "--", "true")),
    ("RestoreTableToPointInTime", ("restore", "NAME", "--at", "-1m")),
    ("UpdateContinuousBackups", ("enable", "NAME")),
    ("UpdateContinuousBackups", ("disable", "NAME")),
    ("CreateBackup", ("backup", "create", "NAME")),
    ("ListBackups", ("backup", "list")),
    ("DescribeBackup", ("backup", "describe", "arn")),
    ("DeleteBackup", ("backup", "delete", "arn", "--yes")),
    ("RestoreTableFromBackup", ("backup", "restore", "arn", "other")),
]


@pytest.mark.parametrize(("operation", "words"), LACKING, ids=[" ".join(words[:2]) for _, words in LACKING])
def test_what_dynalite_lacks(dynalite, operation, words):
    name = dynalite.filled()
    done = dynalite.quondam(*(name if word == "NAME" else word for word in words))
    assert (done.code, done.out) == (FAILED, "")
    first, second = done.err.splitlines()
    assert f"{dynalite.endpoint} has no {operation} (UnknownOperationException)" in first and "An emulator may lack it" in second
    assert dynalite.db.list_tables()["TableNames"] == [name], "nothing was made"
    page = (REPOSITORY / "docs" / "other-endpoints.md").read_text()
    assert f"no {operation}" in page


def test_a_drill_on_dynalite_has_failed(dynalite):
    """What cannot be restored is not proven: logged, and no crash."""
    name = dynalite.filled()
    done = dynalite.quondam("drill", name, "--yes", "--json")
    assert done.code == FAILED and "has no DescribeContinuousBackups" in done.object["Message"]
    assert [one["Result"] for one in json.loads(dynalite.quondam("drill", "report", "--json").out)["Drills"]] == ["FAILED"]
    assert dynalite.quondam("drill", "cleanup").code == OK
