"""`quondam at`: a table, or one item, as it was."""

import time

import pytest
from support import tables
from support.clock import as_datetime, next_second
from support.commands import FAILED, OK, USAGE
from support.expect import assert_same_items
from support.indexes import index

pytestmark = pytest.mark.own_server


def item(number: int, note: str) -> dict:
    return {"pk": {"S": f"p{number % 3}"}, "sk": {"N": str(number)}, "note": {"S": note}}


@pytest.fixture(scope="module")
def changed(db):
    """A table of ten items that were "old" at the second that is answered with it; five are "new" now, and the others are gone."""
    name = tables.unique_name("at")
    db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S", "sk:N", attributes=("note:S",)),
                    GlobalSecondaryIndexes=[index("by-note", "note", "sk")])
    tables.wait_active(db, name)
    db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    next_second()
    old = [item(number, "old") for number in range(10)]
    tables.put_all(db, name, old)
    second = next_second()
    for one in old[5:]:
        db.delete_item(TableName=name, Key={"pk": one["pk"], "sk": one["sk"]})
    tables.put_all(db, name, [item(number, "new") for number in range(5)])
    yield name, second, old
    tables.drop(db, name)


def test_the_items_of_then_and_of_now(quondam, changed):
    name, second, old = changed
    assert_same_items(quondam.json("at", name, second), old, "pk", "sk")
    assert_same_items(quondam.json("at", name, "now"), [item(number, "new") for number in range(5)], "pk", "sk")


@pytest.mark.parametrize("form", ["{second}", "{second}.000", "{iso}Z", "{iso}+00:00"])
def test_forms_of_a_moment(quondam, changed, form):
    name, second, old = changed
    moment = form.format(second=second, iso=as_datetime(second).strftime("%Y-%m-%dT%H:%M:%S"))
    assert_same_items(quondam.json("at", name, moment), old, "pk", "sk")


def test_a_relative_moment_counts_from_when_the_command_began(quondam, db, recorded):
    name = recorded("pk:S")
    db.put_item(TableName=name, Item={"pk": {"S": "a"}, "note": {"S": "old"}})
    written = time.time()
    for _ in range(4):
        next_second()
    db.put_item(TableName=name, Item={"pk": {"S": "a"}, "note": {"S": "new"}})
    # A second that lies between the two, whenever the command begins.
    ago = int(time.time() - written)
    (found,) = quondam.json("at", name, f"-{ago}s")
    assert found["note"] == {"S": "old"}
    (found,) = quondam.json("at", name, "-0s")
    assert found["note"] == {"S": "new"}
    assert f"(-0m{ago}s)" in quondam("at", name, f"-0m{ago}s").out


@pytest.mark.parametrize("key", ["pk=p1,sk=7", '{"pk": {"S": "p1"}, "sk": {"N": "7"}}'])
def test_one_item(quondam, changed, key):
    name, second, old = changed
    assert quondam.json("at", name, second, "--key", key) == [old[7]]
    shown = quondam("at", name, second, "--key", key).out.splitlines()
    assert [line.split() for line in shown] == [["ATTRIBUTE", "VALUE"], ["pk", '"p1"'], ["sk", "7"], ["note", '"old"']]
    gone = quondam("at", name, "now", "--key", key)
    assert (gone.code, gone.out) == (FAILED, "")
    assert "had no item" in gone.err


def test_an_index_a_limit_and_expressions(quondam, changed):
    name, second, old = changed
    assert_same_items(quondam.json("at", name, second, "--index", "by-note"), old, "pk", "sk")
    assert len(quondam.json("at", name, second, "--limit", "4")) == 4
    of_p1 = [one for one in old if one["pk"]["S"] == "p1"]
    found = quondam.json("at", name, second, "--key-condition", "pk = :p", "--values", '{":p": {"S": "p1"}}')
    assert found == of_p1
    found = quondam.json("at", name, second, "--filter", "#s > :n", "--names", '{"#s": "sk"}', "--values", '{":n": {"N": "6"}}', "--limit", "2")
    assert len(found) == 2 and all(int(one["sk"]["N"]) > 6 for one in found)


def test_a_table_for_people(quondam, changed):
    name, second, old = changed
    done = quondam("at", name, second)
    head, *rows, end = done.out.splitlines()
    assert head.split() == ["pk", "sk", "note"]
    assert sorted(row.split() for row in rows) == sorted([one["pk"]["S"], one["sk"]["N"], "old"] for one in old)
    assert end == f"10 items of {name} at {as_datetime(second):%Y-%m-%dT%H:%M:%S}Z"
    assert "\x1b" not in done.out, "no colours for a pipe"
    assert "\x1b[" in quondam.on_terminal("at", name, second).out


def test_values_cannot_command_a_terminal(quondam, db, make_table):
    name = make_table("pk:S")
    db.put_item(TableName=name, Item={"pk": {"S": "a\x1b]0;owned\x07"}, "\x1b[2J": {"S": "b"}})
    for arguments in (("at", name, "now"), ("at", name, "now", "--json")):
        assert "\x1b" not in quondam(*arguments).out


def test_many_pages(quondam, db, make_table):
    """A page ends at 1 MB; items that are not like the first page's are shown all the same."""
    name = make_table("pk:S")
    tables.put_all(db, name, [{"pk": {"S": f"{number:03d}"}, f"a{number % 12}": {"S": "x" * 60_000}} for number in range(60)])
    assert len(quondam.json("at", name, "now")) == 60
    assert len(quondam.json("at", name, "now", "--limit", "40")) == 40
    shown = quondam("at", name, "now").out.splitlines()
    assert len(shown) == 62 and shown[-1].startswith("60 items of ")
    assert sum("…" in line for line in shown) == 60


def test_a_deleted_table_by_its_id(quondam, db, recorded):
    name = recorded("pk:S")
    tables.put_all(db, name, [{"pk": {"S": "a"}}])
    since = next_second()
    tables.put_all(db, name, [{"pk": {"S": "b"}}])
    then = next_second()
    table_id = db.describe_table(TableName=name)["Table"]["TableId"]
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    assert_same_items(quondam.json("at", table_id, then), [{"pk": {"S": "a"}}, {"pk": {"S": "b"}}], "pk")
    (difference,) = quondam.json("diff", table_id, "--from", since)
    assert (difference["Kind"], difference["Key"]) == ("ADDED", {"pk": {"S": "b"}})


def test_refusals(quondam, changed, make_table):
    name, _, _ = changed
    done = quondam("at", "no-such-table", "now")
    assert done.code == FAILED and "ResourceNotFoundException" in done.err and "quondam tables" in done.err
    done = quondam("at", name, "2020-01-01T00:00:00Z")
    assert done.code == FAILED and "it was created later" in done.err and "quondam tables" in done.err
    done = quondam("at", name, "before-migration")
    assert done.code == FAILED and "there is no restore point 'before-migration'" in done.err
    done = quondam("at", make_table("pk:S"), next_second())
    assert done.code == FAILED and "quondam enable" in done.err


@pytest.mark.parametrize("arguments", [
    ("now", "--key", ""), ("now", "--key", "nonsense"), ("now", "--key", '{"pk": 1}'), ("now", "--key", "other=1"),
    ("now", "--key", "pk=a", "--limit", "1"), ("now", "--values", "[]"), ("now", "--names", "x"), ("now", "--limit", "-1"), ("2026-11-22",),
    ("5m",), ("",), ()])
def test_wrong_usage(quondam, changed, arguments):
    done = quondam("at", changed[0], *arguments)
    assert (done.code, done.out) == (USAGE, ""), done.err
    assert done.err


def test_pages_are_followed_by_their_keys(scripted):
    page = {"Items": [{"id": {"S": "a"}}], "LastEvaluatedKey": {"id": {"S": "a"}}}
    server, quondam = scripted(DescribeTable=[{"Table": {}}], Scan=[page, {"Items": []}])
    assert quondam("at", "t", "now").code == OK
    assert [body.get("ExclusiveStartKey") for body in server.sent("Scan")] == [None, {"id": {"S": "a"}}]
