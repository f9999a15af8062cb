"""`quondam diff`: what changed in a table between two moments."""

import pytest
from support import tables
from support.clock import as_datetime, next_second
from support.commands import FAILED, OK, USAGE
from support.scripted import DESCRIBED

pytestmark = pytest.mark.own_server


def item(key: str, **attributes: str) -> dict:
    return {"id": {"S": key}, **{name: {"N": value} for name, value in attributes.items()}}


def difference(key: str, kind: str, before: dict | None = None, after: dict | None = None) -> dict:
    return {"Kind": kind, "Key": item(key), **({"Before": before} if before else {}), **({"After": after} if after else {})}


def without_who(found: list) -> list:
    """Sorted by key; each with its last change, which is not compared."""
    for one in found:
        assert set(one.pop("LastChange")) == {"Time", "Caller", "Operation"}
    return sorted(found, key=lambda one: one["Key"]["id"]["S"])


@pytest.fixture
def changed(db, recorded):
    """A table, a second before and a second after one item was added, one removed, one changed, and one changed to and fro."""
    name = recorded("id:S")
    tables.put_all(db, name, [item("gone", total="1"), item("other", total="1", left="5"), item("same", total="1")])
    before = next_second()
    tables.put_all(db, name, [item("new", total="7"), item("other", total="2", more="3"), item("same", total="9")])
    db.delete_item(TableName=name, Key=item("gone"))
    db.put_item(TableName=name, Item=item("same", total="1"))
    after = next_second()
    db.put_item(TableName=name, Item=item("later", total="1"))
    return name, before, after


def test_json(quondam, changed):
    name, before, after = changed
    found = without_who(quondam.json("diff", name, "--from", before, "--to", after))
    assert found == [difference("gone", "REMOVED", before=item("gone", total="1")), difference("new", "ADDED", after=item("new", total="7")),
                     difference("other", "CHANGED", item("other", total="1", left="5"), item("other", total="2", more="3"))]
    assert {one["Key"]["id"]["S"] for one in quondam.json("diff", name, "--from", before)} == {"gone", "new", "other", "later"}
    assert quondam.json("diff", name, "--from", after, "--to", after) == []


def test_for_people(quondam, changed):
    name, before, after = changed
    done = quondam("diff", name, "--from", before, "--to", after)
    *lines, end = done.out.splitlines()
    assert sorted(lines) == ['+ id="new"  total=7', '- id="gone"  total=1', '~ id="other"  -left=5  +more=3  total: 1 -> 2']
    begin, stop = (as_datetime(second).strftime("%Y-%m-%dT%H:%M:%SZ") for second in (before, after))
    assert end == f"3 differences of {name}: 1 added, 1 removed, 1 changed, after {begin}, up to {stop}"
    assert "\x1b[32m+ id=" in quondam.on_terminal("diff", name, "--from", before).out


def test_summary_and_exit_code(quondam, changed):
    name, before, after = changed
    done = quondam("diff", name, "--from", before, "--to", after, "--summary")
    assert done.code == OK and len(done.out.splitlines()) == 1
    (counts,) = quondam.json("diff", name, "--from", before, "--to", after, "--summary")
    begin, stop = (as_datetime(second).strftime("%Y-%m-%dT%H:%M:%SZ") for second in (before, after))
    assert counts == {"TableName": name, "From": begin, "To": stop, "Added": 1, "Removed": 1, "Changed": 1}
    assert quondam("diff", name, "--from", before, "--exit-code").code == FAILED
    assert quondam("diff", name, "--from", after, "--to", after, "--exit-code").code == OK


def test_selections(quondam, changed):
    name, before, _ = changed

    def keys(*selection: str) -> set:
        return {one["Key"]["id"]["S"] for one in quondam.json("diff", name, "--from", before, *selection)}

    assert keys("--key", "id=new") == {"new"}
    assert keys("--key-condition", "id = :i", "--values", '{":i": {"S": "other"}}') == {"other"}
    assert keys("--filter", "#t > :n", "--names", '{"#t": "total"}', "--values", '{":n": {"N": "1"}}') == {"new", "other"}
    assert keys("--operation", "DeleteItem") == {"gone"}
    assert keys("--caller", "nobody") == set()


def test_refusals(quondam, changed):
    name, before, after = changed
    assert quondam("diff", name, "--from", after, "--to", before).code == USAGE
    done = quondam("diff", name, "--from", "2020-01-01T00:00:00Z")
    assert done.code == FAILED and done.err
    assert quondam("diff", "no-such-table", "--from", "-1m").code == FAILED


def test_pages(scripted):
    """Until there is no token; the first page's end of the interval stays."""
    page = {"TableName": "t", "From": "F", "To": "2026-11-22T19:00:00Z", "Differences": [difference("a", "ADDED", after=item("a"))]}
    server, quondam = scripted(DescribeTable=[DESCRIBED], DiffTable=[
        {**page, "NextToken": "x"}, {**page, "Differences": [], "NextToken": "y"}, {**page, "To": "later"}])
    *lines, end = quondam("diff", "t", "--from", "1700000000").out.splitlines()
    assert lines == ['+ id="a"'] * 2 and "up to 2026-11-22T19:00:00Z" in end
    assert [body.get("NextToken") for body in server.sent("DiffTable")] == [None, "x", "y"]
    assert [body["From"] for body in server.sent("DiffTable")] == ["2023-11-14T22:13:20Z"] * 3


def test_relative_moments_count_from_one_present(scripted):
    server, quondam = scripted(DescribeTable=[DESCRIBED], DiffTable=[{"Differences": []}])
    assert quondam("diff", "t", "--from", "-2h", "--to", "-1h59m59s").code == OK
    (body,) = server.sent("DiffTable")
    begin, end = body["From"], body["To"]
    assert begin.partition(".")[2] == end.partition(".")[2] != "", "the same microsecond of another second"


def test_nested_changes_by_their_paths(scripted):
    before, after = ({"id": {"S": "a"}, "address": {"M": {"city": {"S": city}, "zip": {"S": "1"}}}} for city in ("Bonn", "Rome"))
    _, quondam = scripted(DescribeTable=[DESCRIBED], DiffTable=[{"Differences": [difference("a", "CHANGED", before, after)]}])
    assert quondam("diff", "t", "--from", "-1h").out.splitlines()[0] == '~ id="a"  address.city: "Bonn" -> "Rome"'
