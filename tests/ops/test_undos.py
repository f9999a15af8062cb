"""`quondam undos`: the rewinds and reverts of a table."""

import pytest
from support import tables
from support.clock import next_second
from support.commands import FAILED, OK

pytestmark = pytest.mark.own_server


def test_lists_and_shows(quondam, db, recorded):
    name = recorded("id:S")
    second = next_second()
    tables.put_all(db, name, [{"id": {"S": "a"}}])
    assert quondam.json("undos", "list", name) == []
    (done,) = quondam.json("rewind", name, "--to", second, "--yes")
    (listed,) = quondam.json("undos", "list", name)
    (shown,) = quondam.json("undos", "show", done["UndoId"])
    assert listed["UndoId"] == shown["UndoId"] == done["UndoId"]
    assert shown["Status"] == "COMPLETED" and shown["DeleteCount"] == 1
    assert done["UndoId"] in quondam("undos", "list", name).out


def test_cancels(scripted):
    server, quondam = scripted(CancelUndo=[{"Undo": {"UndoId": "u", "TableName": "t", "Operation": "RewindTable", "Status": "CANCELLED"}}])
    done = quondam("undos", "cancel", "u")
    assert done.code == OK and "RewindTable of t: CANCELLED" in done.out
    assert server.sent("CancelUndo") == [{"UndoId": "u"}]


def test_one_that_is_not_there(quondam):
    done = quondam("undos", "show", "no-such-undo")
    assert done.code == FAILED and "quondam undos list" in done.err
