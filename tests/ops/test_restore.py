"""`quondam restore`: new tables of what tables were, all at the same moment."""

import pytest
from support import tables
from support.clock import as_datetime, next_second
from support.commands import FAILED, OK, PARTIAL
from support.expect import assert_same_items
from support.scripted import DESCRIBED, Refuse

pytestmark = pytest.mark.own_server


def item(key: str, note: str) -> dict:
    return {"id": {"S": key}, "note": {"S": note}}


@pytest.fixture
def lost(db, recorded):
    """Two tables that held "good" items at the second that is answered with them, and have lost them."""
    names = [recorded("id:S"), recorded("id:S")]
    for name in names:
        tables.put_all(db, name, [item("a", "good"), item("b", "good")])
    second = next_second()
    for name in names:
        db.delete_item(TableName=name, Key={"id": {"S": "a"}})
    return names, second


def good(db, name: str) -> None:
    assert_same_items(tables.scan_all(db, name), [item("a", "good"), item("b", "good")], "id")


def test_several_tables_to_the_same_moment(quondam, db, make_table, lost):
    (one, other), second = lost
    targets = [one + "-restored", tables.unique_name("named")]
    for target in targets:
        make_table.later(target)
    found = quondam.json("restore", one, f"{other}={targets[1]}", "--at", second)
    moment = as_datetime(second).strftime("%Y-%m-%dT%H:%M:%SZ")
    for line, source, target in zip(found, (one, other), targets, strict=True):
        assert line.pop("Seconds") >= 0
        assert line == {"SourceTableName": source, "TargetTableName": target, "RestoreTime": moment, "TableStatus": "ACTIVE"}
        good(db, target)


def test_a_suffix_and_a_dry_run(quondam, db, make_table, lost):
    (one, _), second = lost
    make_table.later(one + ".then")
    (plan,) = quondam.json("restore", one, "--suffix", ".then", "--at", second, "--dry-run")
    assert plan["TargetTableName"] == one + ".then" and plan["Plan"]["Way"] in ("CLONE", "BUILD")
    assert ", about " in quondam("restore", one, "--suffix", ".then", "--at", second, "--dry-run").out
    assert one + ".then" not in db.list_tables()["TableNames"]
    done = quondam("restore", one, "--suffix", ".then", "--at", second)
    assert done.code == OK and f"{one}.then: {one} as it was at " in done.out and "ACTIVE after" in done.out
    good(db, one + ".then")


def test_keeps_settings(quondam, db, make_table, lost):
    (one, _), second = lost
    db.update_table(TableName=one, DeletionProtectionEnabled=True)
    target = tables.unique_name("kept")
    make_table.later(target)
    assert quondam("restore", f"{one}={target}", "--at", second, "--keep-settings").code == OK
    assert db.describe_table(TableName=target)["Table"]["DeletionProtectionEnabled"] is True


def test_a_deleted_table_comes_back_under_its_name(quondam, db, lost):
    (one, _), _ = lost
    db.delete_table(TableName=one)
    tables.wait_gone(db, one)
    (deleted,) = [line for line in quondam.json("tables", "--deleted") if line["TableName"] == one]
    done = quondam("restore", "--deleted", deleted["TableId"])
    assert done.code == OK, done.err
    assert_same_items(tables.scan_all(db, one), [item("b", "good")], "id")


def test_nothing_is_begun_when_a_name_is_wrong(quondam, db, lost):
    (one, other), second = lost
    done = quondam("restore", one, "no-such-table", "--at", second)
    assert done.code == FAILED and f"write {one}=no-such-table" in done.err
    done = quondam("restore", one, f"{one}={other}", "--at", second)
    assert done.code == FAILED and f"there is a table {other} already" in done.err
    done = quondam("restore", "--deleted", "no-such-id")
    assert done.code == FAILED
    assert one + "-restored" not in db.list_tables()["TableNames"]


def test_all_get_the_same_moment(scripted):
    there, missing = DESCRIBED, Refuse("ResourceNotFoundException", "")
    creating = {"Table": {"TableStatus": "CREATING"}}
    server, quondam = scripted(DescribeTable=[there, missing, there, missing, creating, there], RestoreTable=[{"TableDescription": {"TableStatus": "CREATING"}}])
    assert quondam("restore", "a", "b=c", "--at", "-90s", "--keep-settings").code == OK
    first, second = server.sent("RestoreTable")
    assert (first["SourceTableName"], first["TargetTableName"], second["SourceTableName"], second["TargetTableName"]) == ("a", "a-restored", "b", "c")
    assert first["RestoreTime"] == second["RestoreTime"]
    assert first["KeepSettings"] is True and first["WithTimeToLive"] is False


def test_some_of_several(scripted):
    there, missing = DESCRIBED, Refuse("ResourceNotFoundException", "")
    began = {"TableDescription": {"TableStatus": "CREATING"}}
    _, quondam = scripted(DescribeTable=[there, missing, there, missing, there], RestoreTable=[Refuse("ValidationException", "no recovery"), began])
    done = quondam("restore", "a", "b", "--at", "-1m")
    assert done.code == PARTIAL and "a: ValidationException: no recovery" in done.err and "b-restored: b as it was" in done.out


def test_without_waiting(scripted):
    missing = Refuse("ResourceNotFoundException", "")
    _, quondam = scripted(DescribeTable=[DESCRIBED, missing], RestoreTable=[{"TableDescription": {"TableStatus": "CREATING"}}])
    (line,) = quondam.json("restore", "a", "--at", "1700000000", "--no-wait")
    assert line == {"SourceTableName": "a", "TargetTableName": "a-restored", "RestoreTime": "2023-11-14T22:13:20Z", "TableStatus": "CREATING", "Seconds": 0.0}
