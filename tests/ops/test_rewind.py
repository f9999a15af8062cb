"""`quondam rewind`: a table, or a part of it, becomes what it was, in place."""

import pytest
from support import tables
from support.clock import next_second
from support.commands import FAILED, OK, PARTIAL, USAGE
from support.expect import assert_same_items
from support.scripted import DESCRIBED, Refuse

pytestmark = pytest.mark.own_server

UNDO = {"UndoId": "undo-1", "TableName": "t", "TableId": "id", "Operation": "RewindTable", "To": "2026-11-22T19:00:00Z", "Status": "COMPLETED",
        "Began": "2026-11-22T20:00:00Z", "Ended": "2026-11-22T20:00:01Z", "PutCount": 2, "DeleteCount": 1, "UnchangedCount": 0, "ConflictCount": 0,
        "Samples": [{"Key": {"id": {"S": "a"}}, "Action": "PUT"}, {"Key": {"id": {"S": "b"}}, "Action": "DELETE"}]}


def undo(**members) -> dict:
    return {"Undo": {**UNDO, **members}}


def item(number: int, note: str) -> dict:
    return {"id": {"S": f"{number:02d}"}, "note": {"S": note}}


@pytest.fixture
def damaged(db, recorded):
    """A table whose items were changed, removed and added to since the second that is answered with it."""
    name = recorded("id:S")
    good = [item(number, "good") for number in range(20)]
    tables.put_all(db, name, good)
    second = next_second()
    tables.put_all(db, name, [item(number, "bad") for number in range(5)])
    for one in good[5:8]:
        db.delete_item(TableName=name, Key={"id": one["id"]})
    tables.put_all(db, name, [item(number, "bad") for number in range(20, 24)])
    return name, second, good


def test_everything_is_as_it_was(quondam, db, damaged):
    name, second, good = damaged
    (found,) = quondam.json("rewind", name, "--to", second, "--yes")
    assert (found["Status"], found["Operation"], found["TableName"]) == ("COMPLETED", "RewindTable", name)
    assert (found["PutCount"], found["DeleteCount"], found["ConflictCount"]) == (8, 4, 0)
    assert_same_items(tables.scan_all(db, name), good, "id")
    done = quondam("rewind", name, "--to", second, "--yes")
    assert done.code == OK and f"{name}: 0 items put back, 0 deleted" in done.out


def test_a_dry_run_writes_nothing(quondam, db, damaged):
    name, second, _ = damaged
    before = tables.scan_all(db, name)
    done = quondam("rewind", name, "--to", second, "--dry-run")
    assert done.code == OK and "8 items would get an earlier image, 4 would be deleted" in done.out
    assert '  delete   id="20"' in done.out
    (found,) = quondam.json("rewind", name, "--to", second, "--dry-run")
    assert (found["Status"], found["PutCount"], found["DeleteCount"]) == ("DRY_RUN", 8, 4)
    assert_same_items(tables.scan_all(db, name), before, "id")


def test_a_part_of_it(quondam, db, damaged):
    name, second, good = damaged
    assert quondam("rewind", name, "--to", second, "--key", "id=03", "--yes").code == OK
    found = {one["id"]["S"]: one for one in tables.scan_all(db, name)}
    assert found["03"] == good[3] and found["04"] == item(4, "bad") and "05" not in found


def test_asks_on_a_terminal(quondam, db, damaged):
    name, second, good = damaged
    before = tables.scan_all(db, name)
    done = quondam.on_terminal("rewind", name, "--to", second, typed="n\n")
    assert done.code == FAILED and f"Rewind {name}? [y/N]" in done.out and "8 items would get" in done.out
    assert_same_items(tables.scan_all(db, name), before, "id")
    done = quondam.on_terminal("rewind", name, "--to", second, typed="y\n")
    assert done.code == OK and "8 items put back, 4 deleted" in done.out
    assert_same_items(tables.scan_all(db, name), good, "id")
    done = quondam.on_terminal("rewind", name, "--to", second)
    assert done.code == OK and "There is nothing to write." in done.out, "nothing to ask about"


def test_without_a_terminal_it_wants_a_yes(quondam, damaged):
    name, second, _ = damaged
    done = quondam("rewind", name, "--to", second)
    assert (done.code, done.out) == (USAGE, "") and "--dry-run" in done.err and "--yes" in done.err


def test_refusals(quondam, damaged):
    assert quondam("rewind", damaged[0], "--to", "2020-01-01T00:00:00Z", "--yes").code == FAILED
    assert quondam("rewind", "no-such-table", "--to", "-1m", "--yes").code == FAILED


def test_waits_for_the_end(scripted):
    server, quondam = scripted(DescribeTable=[DESCRIBED], RewindTable=[undo(Status="RUNNING")], DescribeUndo=[undo(Status="RUNNING")] * 3 + [undo()])
    assert quondam.json("rewind", "t", "--to", "1700000000", "--yes") == [UNDO]
    assert server.sent("DescribeUndo") == [{"UndoId": "undo-1"}] * 4
    (body,) = server.sent("RewindTable")
    assert body == {"TableName": "t", "To": "2023-11-14T22:13:20Z", "Force": False, "DryRun": False}


def test_a_long_one_shows_progress_on_a_terminal_only(scripted):
    running = [undo(Status="RUNNING", PutCount=count) for count in range(9)]
    _, quondam = scripted(DescribeTable=[DESCRIBED], RewindTable=running[:1], DescribeUndo=running + [undo()])
    done = quondam.on_terminal("rewind", "t", "--to", "-1h", "--yes")
    assert done.code == OK and "RewindTable of t (undo-1): " in done.out
    assert done.out.rpartition("\x1b[K")[2].startswith("t: 2 items put back"), "the line goes away"
    _, quondam = scripted(DescribeTable=[DESCRIBED], RewindTable=running[:1], DescribeUndo=running + [undo()])
    assert quondam("rewind", "t", "--to", "-1h", "--yes").err == ""


def test_conflicts_remain(scripted):
    """Exit code 3, with the samples that there are."""
    left = undo(ConflictCount=22, Samples=[{"Key": {"id": {"S": f"c{number}"}}, "Action": "CONFLICT"} for number in range(20)])
    server, quondam = scripted(DescribeTable=[DESCRIBED], RewindTable=[left])
    done = quondam("rewind", "t", "--to", "-1h", "--yes")
    assert done.code == PARTIAL and "22 items were changed since" in done.out and '  conflict id="c19"' in done.out and "and 2 others" in done.out
    assert quondam("rewind", "t", "--to", "-1h", "--yes", "--json").code == PARTIAL
    assert quondam("rewind", "t", "--to", "-1h", "--yes", "--force").code == OK
    assert [body["Force"] for body in server.sent("RewindTable")] == [False, False, True]


def test_what_fails_and_what_is_cancelled(scripted):
    _, quondam = scripted(DescribeTable=[DESCRIBED], RewindTable=[undo(Status="FAILED", Message="the disk is full"), undo(Status="CANCELLED")])
    done = quondam("rewind", "t", "--to", "-1h", "--yes")
    assert done.code == FAILED and "the disk is full" in done.err
    done = quondam("rewind", "t", "--to", "-1h", "--yes")
    assert done.code == PARTIAL and "cancelled" in done.out


def test_a_server_that_goes_meanwhile(scripted):
    """The message says how to find the undo again, which goes on."""
    _, quondam = scripted(DescribeTable=[DESCRIBED], RewindTable=[undo(Status="RUNNING")], DescribeUndo=[Refuse("InternalServerError", "gone")])
    done = quondam("rewind", "t", "--to", "-1h", "--yes")
    assert done.code == FAILED and "quondam undos show undo-1" in done.err
