"""`quondam status` and `quondam protect`: what protects each table, and deletion protection."""

import json

import pytest
from support import api, tables
from support.as_aws import AsAws
from support.commands import FAILED, OK, PARTIAL, USAGE, Commands
from support.moto import MotoServer
from support.scripted import Refuse

pytestmark = pytest.mark.own_server


@pytest.fixture
def quondam(endpoint, tmp_path) -> Commands:
    return Commands(endpoint, QUONDAM_DRILL_LOG=str(tmp_path / "drills.ndjson"))


def protected(db, name: str) -> bool:
    return db.describe_table(TableName=name)["Table"]["DeletionProtectionEnabled"]


def test_status(quondam, db, recorded):
    """Issue: every table with items, size, PITR, window, protection, history, last drill."""
    name = recorded("pk:S")
    tables.put_all(db, name, [{"pk": {"S": str(n)}} for n in range(5)])
    (before,) = quondam.json("status", name)
    assert (before["ItemCount"], before["PointInTimeRecovery"], before["DeletionProtectionEnabled"], before["LastDrill"]) == (5, "ENABLED", False, None)
    assert before["EarliestRestorableTime"] <= before["LatestRestorableTime"] and before["TableSizeBytes"] > 0
    tables.put_all(db, name, [{"pk": {"S": str(n)}, "again": {"S": "x" * 200}} for n in range(5)])
    assert quondam("drill", name).code == OK and quondam("protect", name).code == OK
    (after,) = quondam.json("status", name)
    assert after["LastDrill"]["Result"] == "PASSED" and after["DeletionProtectionEnabled"] and after["HistoryBytes"] > 0
    shown = quondam("status", name).out
    assert "35 days" in shown and "passed today" in shown and "quondam protect" not in shown
    quondam("protect", name, "--off")


def test_status_says_what_to_do(quondam, make_table):
    name = make_table("pk:S")
    shown = quondam("status", name).out
    assert f"quondam enable {name}" in shown and f"quondam protect {name}" in shown and "never" in shown
    assert quondam("status", "no-such*").out == "No table is called like this.\n"


def test_a_drill_elsewhere_is_none_of_this_endpoint(quondam, make_table, tmp_path):
    name = make_table("pk:S")
    line = {"Endpoint": "http://elsewhere", "TableName": name, "StartedAt": "2026-11-01T00:00:00Z", "Result": "PASSED"}
    (tmp_path / "drills.ndjson").write_text(json.dumps(line) + "\n")
    assert quondam.json("status", name)[0]["LastDrill"] is None


def test_status_elsewhere():
    """An endpoint that is no Quondam has no history to tell of; one without recovery says that it is unknown."""
    with MotoServer() as moto:
        quondam = Commands(moto.endpoint)
        api.client(moto.endpoint).create_table(TableName="t", BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
        (line,) = quondam.json("status")
        assert (line["TableName"], line["PointInTimeRecovery"]) == ("t", "DISABLED") and "HistoryBytes" not in line


def test_recovery_that_nobody_tells_of(scripted):
    server, quondam = scripted(ListTables=[{"TableNames": ["t"]}], DescribeTable=[{"Table": {"TableName": "t", "TableStatus": "ACTIVE"}}],
                               DescribeContinuousBackups=[Refuse("UnknownOperationException", "")],
                               ListRestorePoints=[Refuse("UnknownOperationException", "")])
    done = quondam("status")
    assert done.code == OK and "unknown" in done.out, done.err


def test_protect(quondam, db, make_table):
    """DeletionProtectionEnabled: DeleteTable is refused until it is off again."""
    name, other = make_table("pk:S"), make_table("pk:S")
    done = quondam("protect", name, other)
    assert done.code == OK and done.out == f"{name}: is protected from deletion\n{other}: is protected from deletion\n"
    with pytest.raises(db.exceptions.ClientError, match="protected against deletion"):
        db.delete_table(TableName=name)
    assert quondam.json("protect", name) == [{"TableName": name, "DeletionProtectionEnabled": True}]
    assert quondam("protect", name, other, "--off").code == OK and not protected(db, name) and not protected(db, other)


def test_protection_that_is_not_kept(scripted):
    """An endpoint that takes the setting and does not keep it is not called protected."""
    described = {"Table": {"TableName": "t", "TableStatus": "ACTIVE"}}
    server, quondam = scripted(DescribeTable=[described, described, described], UpdateTable=[described])
    done = quondam("protect", "t")
    assert (done.code, done.out) == (FAILED, "") and "t is not protected from deletion" in done.err


def test_protect_some_of_several(quondam, db, make_table):
    name = make_table("pk:S")
    assert quondam("protect", "no-such-table", name).code == PARTIAL and protected(db, name)
    assert quondam("protect", "no-such-table").code == FAILED
    quondam("protect", name, "--off")


@pytest.mark.parametrize("command", ["enable", "disable", "protect"])
def test_patterns(quondam, db, make_table, command):
    """Issue: enable, disable, protect, with tables by name or pattern."""
    names = [make_table("pk:S", name=f"{tables.unique_name()}-{command}-{n}") for n in range(2)]
    done = quondam.json(command, f"*-{command}-?")
    assert {line["TableName"] for line in done} >= set(names)
    unknown = quondam(command, "no-such-*")
    assert unknown.code == FAILED and "no table is called no-such-*" in unknown.err
    if command == "protect":
        assert quondam("protect", *names, "--off").code == OK
    assert quondam(command, "").code == USAGE


@pytest.mark.slow
def test_protect_as_aws():
    """On AWS the table is UPDATING for a while; what is so already is not sent."""
    with AsAws() as aws:
        name = tables.unique_name()
        aws.db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
        tables.wait_active(aws.db, name)
        assert aws.quondam("protect", name).code == OK and protected(aws.db, name)
        assert aws.quondam("protect", name).code == OK
        assert aws.quondam("protect", name, "--off").code == OK
