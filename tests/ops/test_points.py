"""`quondam points`: names for moments of all tables; every command takes one where it takes a moment."""

import pytest
from support import tables
from support.clock import as_datetime, next_second
from support.commands import FAILED, OK

pytestmark = pytest.mark.own_server


def test_create_list_delete(quondam):
    name = tables.unique_name("point")
    (made,) = quondam.json("points", "create", name)
    assert made["Name"] == name and {"Time", "Created"} <= set(made)
    assert made in quondam.json("points")
    assert made in quondam.json("points", "list")
    assert name in quondam("points").out
    assert quondam("points", "create", name).code == FAILED, "the name is taken"
    assert quondam("points", "delete", name).code == OK
    assert made not in quondam.json("points")
    assert quondam("points", "delete", name).code == FAILED


def test_a_name_for_an_earlier_moment(quondam, db, recorded):
    table, name = recorded("id:S"), tables.unique_name("point")
    db.put_item(TableName=table, Item={"id": {"S": "a"}})
    second = next_second()
    db.put_item(TableName=table, Item={"id": {"S": "b"}})
    (made,) = quondam.json("points", "create", name, "--at", second)
    assert made["Time"] == as_datetime(second).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert quondam.json("at", table, name) == [{"id": {"S": "a"}}]
    assert f"({name})" in quondam("at", table, name).out
    assert [one["Key"] for one in quondam.json("diff", table, "--from", name)] == [{"id": {"S": "b"}}]
    quondam("points", "delete", name)


def test_the_present_is_the_servers(scripted):
    point = {"RestorePoint": {"Name": "p", "Time": "2026-11-22T19:00:00Z", "Created": "2026-11-22T19:00:00Z", "Caller": "me"}}
    server, quondam = scripted(CreateRestorePoint=[point])
    assert quondam("points", "create", "p").out == "p is 2026-11-22T19:00:00Z\n"
    assert quondam.json("points", "create", "p", "--at", "now") == [point["RestorePoint"]]
    quondam("points", "create", "p", "--at", "1700000000")
    assert server.sent("CreateRestorePoint") == [{"Name": "p"}, {"Name": "p"}, {"Name": "p", "Time": "2023-11-14T22:13:20Z"}]


def test_a_name_on_a_later_page(scripted):
    point = {"Name": "p", "Time": "2023-11-14T22:13:20Z"}
    server, quondam = scripted(ListRestorePoints=[{"RestorePoints": [], "NextToken": "x"}, {"RestorePoints": [point]}],
                               DescribeTable=[{"Table": {}}], Scan=[{"Items": []}])
    assert quondam("at", "t", "p").code == OK
    assert server.sent("ListRestorePoints") == [{}, {"NextToken": "x"}]
    assert server.sent("Scan") == [{"TableName": "t@2023-11-14T22:13:20Z"}]


def test_dry_runs(quondam):
    assert quondam.json("points", "create", "planned", "--dry-run") == [{"Name": "planned", "DryRun": True}]
    assert quondam("points", "delete", "planned", "--dry-run").code == FAILED, "nothing was made"
    assert quondam("points", "create", "planned", "--at", "2100-01-01T00:00:00Z", "--dry-run").code == FAILED
    quondam.json("points", "create", "planned")
    assert quondam("points", "create", "planned", "--dry-run").code == FAILED, "the name is taken"
    assert "would be no restore point" in quondam("points", "delete", "planned", "--dry-run").out
    quondam.json("points", "delete", "planned")
