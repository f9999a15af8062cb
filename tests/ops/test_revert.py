"""`quondam revert`: undoes what was changed in an interval, or by somebody, in place."""

import pytest
from support import tables
from support.clock import next_second
from support.commands import OK, PARTIAL
from support.expect import assert_same_items
from support.scripted import DESCRIBED

pytestmark = pytest.mark.own_server


def item(key: str, note: str) -> dict:
    return {"id": {"S": key}, "note": {"S": note}}


@pytest.fixture
def spoilt(db, recorded):
    """A table in which, between two seconds, "a" and "b" were spoilt and "c" removed; "b" was changed after them again."""
    name = recorded("id:S")
    tables.put_all(db, name, [item(key, "good") for key in "abc"])
    begin = next_second()
    tables.put_all(db, name, [item(key, "spoilt") for key in "ab"])
    db.delete_item(TableName=name, Key={"id": {"S": "c"}})
    end = next_second()
    tables.put_all(db, name, [item("b", "mended"), item("d", "new")])
    return name, begin, end


def test_leaves_what_was_changed_again(quondam, db, spoilt):
    """The conflict stays, is shown, and makes the exit code 3."""
    name, begin, end = spoilt
    done = quondam("revert", name, "--from", begin, "--to", end, "--yes")
    assert done.code == PARTIAL and '  conflict id="b"' in done.out and "2 items put back" in done.out
    assert_same_items(tables.scan_all(db, name), [item("a", "good"), item("b", "mended"), item("c", "good"), item("d", "new")], "id")


def test_force(quondam, db, spoilt):
    name, begin, end = spoilt
    assert quondam("revert", name, "--from", begin, "--to", end, "--yes", "--force").code == OK
    assert_same_items(tables.scan_all(db, name), [item(key, "good") for key in "abc"] + [item("d", "new")], "id")


def test_only_what_one_operation_did(quondam, db, spoilt):
    name, begin, end = spoilt
    (found,) = quondam.json("revert", name, "--from", begin, "--to", end, "--operation", "DeleteItem", "--yes")
    assert (found["Operation"], found["PutCount"], found["DeleteCount"], found["ConflictCount"]) == ("RevertTable", 1, 0, 0)
    assert_same_items(tables.scan_all(db, name), [item("a", "spoilt"), item("b", "mended"), item("c", "good"), item("d", "new")], "id")


def test_what_was_agreed_to_ends_where_the_dry_run_ended(scripted):
    """Up to now is up to the present of the dry run, also when the answer to the question takes its time."""
    undo = {"Undo": {"UndoId": "u", "TableName": "t", "Status": "COMPLETED", "PutCount": 1, "To": "2026-11-22T19:00:00.123456Z"}}
    server, quondam = scripted(DescribeTable=[DESCRIBED], RevertTable=[undo])
    assert quondam.on_terminal("revert", "t", "--from", "-1h", "--caller", "somebody", typed="yes\n").code == OK
    first, second = server.sent("RevertTable")
    assert (first["DryRun"], first.get("To"), first["Caller"]) == (True, None, "somebody")
    assert (second["DryRun"], second["To"], second["Caller"]) == (False, "2026-11-22T19:00:00.123456Z", "somebody")
    assert first["From"] == second["From"]
