"""Reading the past (README, "Reading the past"): `<table>@<moment>` names a table as it was, wherever an operation reads. DynamoDB has no
word for it, so these tests need this server."""

import datetime
import random

import pytest
from support import indexes, tables
from support.clock import as_datetime, next_second
from support.expect import assert_same_items, comparable_item, invalid, refused, same_item
from support.indexes import creation, index, wait_index

pytestmark = pytest.mark.own_server

KEY = ("pk", "sk")
LOCAL, GLOBAL, KEYS = "by-rank", "by-group", "keys-by-group"


def at(name: str, second: int) -> str:
    return f"{name}@{second}"


def iso(second: int) -> str:
    return as_datetime(second).strftime("%Y-%m-%dT%H:%M:%SZ")


def item(pk: str, sk: int, rank: int, group: str | None, note: str) -> dict:
    made = {"pk": {"S": pk}, "sk": {"S": f"{sk:03d}"}, "rank": {"N": str(rank)}, "note": {"S": note}}
    return made | ({"group": {"S": group}} if group else {})


def key_of(one: dict) -> dict:
    return {name: one[name] for name in KEY}


@pytest.fixture
def indexed(recorded):
    """A recorded table with a local and two global indexes."""
    def make() -> str:
        return recorded("pk:S", "sk:S", attributes=("rank:N", "group:S"), LocalSecondaryIndexes=[index(LOCAL, "pk", "rank")],
                        GlobalSecondaryIndexes=[index(GLOBAL, "group", "rank"), index(KEYS, "group", projection=indexes.KEYS_ONLY)])

    return make


@pytest.fixture
def two_moments(db, recorded):
    """A table of one item, "a", that was "old" at the second that is answered with it, and is "new" now."""
    name = recorded("pk:S")
    db.put_item(TableName=name, Item={"pk": {"S": "a"}, "note": {"S": "old"}})
    second = next_second()
    db.put_item(TableName=name, Item={"pk": {"S": "a"}, "note": {"S": "new"}})
    return name, second


def note(db, name: str) -> str | None:
    found = db.get_item(TableName=name, Key={"pk": {"S": "a"}}).get("Item")
    return found and found["note"]["S"]


def write_one_by_one(db, name: str, writes: dict) -> None:
    """Puts the items by their keys; deletes where there is None."""
    for (pk, sk), one in writes.items():
        if one is None:
            db.delete_item(TableName=name, Key=key_of(item(pk, sk, 0, None, "")))
        else:
            db.put_item(TableName=name, Item=one)


def write_in_a_batch(db, name: str, writes: dict) -> None:
    requests = [{"PutRequest": {"Item": one}} if one else {"DeleteRequest": {"Key": key_of(item(*key, 0, None, ""))}} for key, one in writes.items()]
    assert db.batch_write_item(RequestItems={name: requests})["UnprocessedItems"] == {}


def write_in_a_transaction(db, name: str, writes: dict) -> None:
    db.transact_write_items(TransactItems=[
        {"Put": {"TableName": name, "Item": one}} if one else {"Delete": {"TableName": name, "Key": key_of(item(*key, 0, None, ""))}}
        for key, one in writes.items()])


def test_every_read_against_a_model_over_seconds(db, indexed, record_property):
    """Every operation that reads, at every second: tables, local and global indexes, all as the model held them."""
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    name = indexed()
    now, held = {}, {next_second(): {}}
    for step in range(5):
        for _ in range(18):
            writes = {}
            for _ in range(rng.choice((1, 1, 4))):
                pk, sk = f"p{rng.randrange(3)}", rng.randrange(12)
                writes[pk, sk] = None if rng.random() < 0.3 else item(pk, sk, rng.randrange(5), rng.choice([None, "g", "h"]), f"{step}-{rng.random()}")
            rng.choice((write_one_by_one, write_in_a_batch, write_in_a_transaction))(db, name, writes)
            now |= writes
        now = {key: one for key, one in now.items() if one is not None}
        held[next_second()] = dict(now)

    description = db.describe_table(TableName=name)["Table"]
    for second, model in held.items():
        past, items = at(name, second), list(model.values())
        assert_same_items(tables.scan_all(db, past), items, *KEY)
        assert_same_items([one for segment in range(3) for one in tables.scan_all(db, past, Segment=segment, TotalSegments=3)], items, *KEY)
        for index_name in (LOCAL, GLOBAL, KEYS):
            entries = [entry for one in items if (entry := indexes.entry(one, description, index_name)) is not None]
            assert_same_items(indexes.scan_index(db, past, index_name), entries, *KEY)
        for forward in (True, False):
            found = tables.query_all(db, past, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "p1"}}, ScanIndexForward=forward, Limit=3)
            assert [comparable_item(one) for one in found] == [
                comparable_item(model[key]) for key in sorted(model, reverse=not forward) if key[0] == "p1"]
            found = indexes.query_index(db, past, GLOBAL, "#g = :g", {":g": {"S": "g"}}, ExpressionAttributeNames={"#g": "group"}, ScanIndexForward=forward, Limit=2)
            assert_same_items(found, [one for one in items if one.get("group") == {"S": "g"}], *KEY)
            ranks = [int(one["rank"]["N"]) for one in found]
            assert ranks == sorted(ranks, reverse=not forward)
        keys = [key_of(item(f"p{p}", sk, 0, None, "")) for p in range(3) for sk in range(12)]
        found = db.batch_get_item(RequestItems={past: {"Keys": keys}})["Responses"]
        assert list(found) == [past]
        assert_same_items(found[past], items, *KEY)
        answers = db.transact_get_items(TransactItems=[{"Get": {"TableName": past, "Key": key}} for key in keys])["Responses"]
        assert_same_items([answer["Item"] for answer in answers if answer], items, *KEY)
        for key in rng.sample(keys, 8):
            found = db.get_item(TableName=past, Key=key).get("Item")
            expected = model.get((key["pk"]["S"], int(key["sk"]["S"])))
            assert same_item(found, expected) if expected else found is None
        assert db.describe_table(TableName=past)["Table"]["ItemCount"] == len(items)


@pytest.mark.parametrize("written", [
    "{second}", "{second}.0", "{iso}", "{plain}.000Z", "{plain}.000000Z", "{plain}+00:00", "{offset}+02:00", "arn", "arn-iso"])
def test_forms_of_a_moment(db, two_moments, written):
    """ISO 8601 with Z or an offset and with fractions, or seconds since the epoch; behind a name or an ARN."""
    name, second = two_moments
    plain = as_datetime(second).strftime("%Y-%m-%dT%H:%M:%S")
    offset = as_datetime(second).astimezone(datetime.timezone(datetime.timedelta(hours=2))).strftime("%Y-%m-%dT%H:%M:%S")
    if written.startswith("arn"):
        arn = db.describe_table(TableName=name)["Table"]["TableArn"]
        given = f"{arn}@{iso(second) if written.endswith('iso') else second}"
    else:
        given = name + "@" + written.format(second=second, iso=iso(second), plain=plain, offset=offset)
    assert note(db, given) == "old"
    assert note(db, name) == "new"


def test_fractions_tell_moments_within_a_second_apart(db, recorded):
    """A moment has microseconds: the times of the answers lie between the writes."""
    name = recorded("pk:S")
    moments = []
    for text in ("one", "two", "three"):
        db.put_item(TableName=name, Item={"pk": {"S": "a"}, "note": {"S": text}})
        moments.append((datetime.datetime.now(datetime.timezone.utc), text))
    for moment, text in moments:
        assert note(db, f"{name}@{moment.isoformat(timespec='microseconds')}") == text


def test_pages_of_the_past_stay_what_they_are_while_writes_go_on(db, indexed):
    """"Paging through a past table is stable": each page continues the same moment."""
    name = indexed()
    items = [item("p", number, number % 5, "g", "then") for number in range(40)]
    tables.put_all(db, name, items)
    past = at(name, next_second())
    for parameters in ({}, {"IndexName": GLOBAL}, {"IndexName": LOCAL}):
        found, start, page = [], {}, 0
        while True:
            answer = db.scan(TableName=past, Limit=7, **parameters, **start)
            found += answer["Items"]
            db.put_item(TableName=name, Item=item("p", page, 9, "h", "changed"))
            db.delete_item(TableName=name, Key=key_of(item("p", 39 - page, 0, None, "")))
            db.put_item(TableName=name, Item=item("p", 100 + page, 2, "g", "added"))
            page += 1
            if "LastEvaluatedKey" not in answer:
                break
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
        assert_same_items(found, items, *KEY)
    assert tables.scan_all(db, name) != items


def test_filters_projections_counts_and_capacity_are_the_presents(db, two_moments):
    name, second = two_moments
    past = at(name, second)
    answer = db.scan(TableName=past, FilterExpression="note = :n", ExpressionAttributeValues={":n": {"S": "old"}}, ProjectionExpression="note",
                     ReturnConsumedCapacity="TOTAL")
    assert answer["Items"] == [{"note": {"S": "old"}}]
    assert answer["ConsumedCapacity"] == {"TableName": past, "CapacityUnits": 0.5}
    assert db.scan(TableName=past, Select="COUNT")["Count"] == 1


def test_an_expression_and_a_moment_of_each_table_in_one_batch(db, two_moments):
    """Each name of a BatchGetItem is a table of its own: the same one now and then."""
    name, second = two_moments
    key = {"pk": {"S": "a"}}
    answer = db.batch_get_item(RequestItems={name: {"Keys": [key]}, at(name, second): {"Keys": [key]}})["Responses"]
    assert [answer[one][0]["note"]["S"] for one in (name, at(name, second))] == ["new", "old"]
    answers = db.transact_get_items(TransactItems=[{"Get": {"TableName": one, "Key": key}} for one in (name, at(name, second))])["Responses"]
    assert [one["Item"]["note"]["S"] for one in answers] == ["new", "old"]


def test_describe_table_shows_the_settings_of_then(db, recorded):
    name = recorded("pk:S")
    second = next_second()
    db.update_table(TableName=name, DeletionProtectionEnabled=True)
    now, then = (db.describe_table(TableName=one)["Table"] for one in (name, at(name, second)))
    assert (now["DeletionProtectionEnabled"], then["DeletionProtectionEnabled"]) == (True, False)
    assert now["TableId"] == then["TableId"]


class TestADeletedTable:
    """It is read by its TableId (ListDeletedTables, `quondam tables --deleted`); its name means the table that bears it now."""

    @pytest.fixture
    def gone(self, db, indexed, make_table):
        """The id of a deleted table, three of whose seconds are told: before an item was there, while it was, and after it had gone. Another
        table has its name now."""
        name = indexed()
        before = next_second()
        one = item("p", 1, 1, "g", "kept")
        db.put_item(TableName=name, Item=one)
        while_there = next_second()
        db.delete_item(TableName=name, Key=key_of(one))
        after = next_second()
        table_id = db.describe_table(TableName=name)["Table"]["TableId"]
        db.delete_table(TableName=name)
        tables.wait_gone(db, name)
        make_table("pk:S", name=name)
        return table_id, name, one, (before, while_there, after)

    def test_every_read(self, db, gone):
        table_id, name, one, (before, then, after) = gone
        past = at(table_id, then)
        assert same_item(db.get_item(TableName=past, Key=key_of(one))["Item"], one)
        assert db.scan(TableName=at(table_id, before))["Items"] == db.scan(TableName=at(table_id, after))["Items"] == []
        assert [found["note"]["S"] for found in db.scan(TableName=past)["Items"]] == ["kept"]
        for by in (LOCAL, GLOBAL):
            assert len(indexes.scan_index(db, past, by)) == 1
        found = db.query(TableName=past, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "p"}})
        assert found["Count"] == 1
        assert len(db.batch_get_item(RequestItems={past: {"Keys": [key_of(one)]}})["Responses"][past]) == 1
        assert db.transact_get_items(TransactItems=[{"Get": {"TableName": past, "Key": key_of(one)}}])["Responses"][0]["Item"]
        assert len(db.execute_statement(Statement=f'SELECT * FROM "{past}"')["Items"]) == 1
        table = db.describe_table(TableName=past)["Table"]
        assert (table["TableName"], table["TableId"], table["ItemCount"]) == (name, table_id, 1)
        arn = table["TableArn"].replace(f"/{name}", f"/{table_id}")
        assert db.scan(TableName=at(arn, then))["Count"] == 1

    def test_refusals(self, db, gone):
        table_id, name, _, (before, then, _) = gone
        with refused("ValidationException", matching=f"^Table {name} cannot be read as it was at .*: it was deleted before, at 20"):
            db.scan(TableName=at(table_id, next_second()))
        with refused("ValidationException", matching="it was created later"):
            db.scan(TableName=f"{table_id}@2020-01-01T00:00:00Z")
        with refused("ResourceNotFoundException"):
            db.scan(TableName=table_id)
        with refused("ValidationException", matching="point-in-time recovery is not enabled"):
            db.scan(TableName=at(name, next_second()))

    def test_what_changed(self, admin, gone):
        table_id, _, one, (before, then, after) = gone
        kinds = [[each["Kind"] for each in admin.diff_table(TableName=table_id, From=str(since), **to)["Differences"]]
                 for since, to in ((before, {"To": str(then)}), (then, {}), (before, {}))]
        assert kinds == [["ADDED"], ["REMOVED"], []]


class TestRefusals:
    """Each says which: before the table, before its window, the future, no recovery, before the index, no moment, a write."""

    def test_before_the_table(self, db, recorded):
        name = recorded("pk:S")
        created = db.describe_table(TableName=name)["Table"]["CreationDateTime"]
        with refused("ValidationException", matching=rf"^Table {name} cannot be read as it was at 2020-01-01T00:00:00Z: it was created later, at {created:%Y}-"):
            note(db, f"{name}@2020-01-01T00:00:00Z")

    def test_before_the_window(self, db, make_table):
        name = make_table("pk:S")
        second = next_second()
        next_second()
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        earliest = db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["EarliestRestorableDateTime"]
        with invalid(f"Table {name} cannot be read as it was at {iso(second)}: its recovery window begins later, at {iso(int(earliest.timestamp()))}"):
            note(db, at(name, second))

    def test_the_future(self, db, recorded):
        name = recorded("pk:S")
        with refused("ValidationException", matching=rf"^Table {name} cannot be read as it was at 2100-01-01T00:00:00Z: it lies in the future; the latest moment is 20"):
            note(db, f"{name}@2100-01-01T00:00:00Z")

    def test_no_recovery(self, db, hash_table):
        second = next_second()
        with invalid(f"Table {hash_table} cannot be read as it was at {iso(second)}: point-in-time recovery is not enabled for it"):
            note(db, at(hash_table, second))

    def test_recovery_turned_off_hides_the_past(self, db, two_moments):
        name, second = two_moments
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
        with invalid(f"Table {name} cannot be read as it was at {iso(second)}: point-in-time recovery is not enabled for it"):
            note(db, at(name, second))

    def test_before_the_index_existed(self, db, recorded):
        name = recorded("pk:S", "sk:S", attributes=("rank:N",), LocalSecondaryIndexes=[index(LOCAL, "pk", "rank")])
        db.put_item(TableName=name, Item=item("p", 1, 1, "g", "x"))
        before = next_second()
        db.update_table(TableName=name, AttributeDefinitions=tables.attribute_definitions("group:S"), GlobalSecondaryIndexUpdates=creation(GLOBAL, "group"))
        wait_index(db, name, GLOBAL)
        after = next_second()
        db.update_table(TableName=name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": GLOBAL}}])
        indexes.wait_index_gone(db, name, GLOBAL)
        with invalid(f"The table did not have the specified index at {iso(before)}: {GLOBAL}"):
            indexes.scan_index(db, at(name, before), GLOBAL)
        assert len(indexes.scan_index(db, at(name, after), GLOBAL)) == 1, "an index that is gone still answers for its own time"
        with refused("ValidationException", matching="^The table does not have the specified index"):
            indexes.scan_index(db, name, GLOBAL)

    @pytest.mark.parametrize("moment", ["yesterday", "", "2026-11-22T19:00:00", "2026-13-22T19:00:00Z", "12e3", "-5", "@1"])
    def test_no_moment(self, db, hash_table, moment):
        with refused("ValidationException"):
            note(db, f"{hash_table}@{moment}")

    def test_no_such_table(self, db):
        with refused("ResourceNotFoundException"):
            note(db, "no-such-table@2026-01-01T00:00:00Z")

    @pytest.mark.parametrize("write", [
        lambda db, name: db.put_item(TableName=name, Item={"pk": {"S": "a"}}),
        lambda db, name: db.update_item(TableName=name, Key={"pk": {"S": "a"}}),
        lambda db, name: db.delete_item(TableName=name, Key={"pk": {"S": "a"}}),
        lambda db, name: db.batch_write_item(RequestItems={name: [{"DeleteRequest": {"Key": {"pk": {"S": "a"}}}}]}),
        lambda db, name: db.transact_write_items(TransactItems=[{"Delete": {"TableName": name, "Key": {"pk": {"S": "a"}}}}]),
        lambda db, name: db.transact_write_items(TransactItems=[
            {"ConditionCheck": {"TableName": name, "Key": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_exists(pk)"}}]),
        lambda db, name: db.update_table(TableName=name, DeletionProtectionEnabled=True),
        lambda db, name: db.delete_table(TableName=name),
        lambda db, name: db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "t"}),
        lambda db, name: db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}),
    ], ids=["put", "update", "delete", "batch", "transaction", "condition-check", "update-table", "delete-table", "ttl", "recovery"])
    def test_writing(self, db, two_moments, write):
        name, second = two_moments
        with refused("ValidationException", matching="is a moment of the past, which can be read but not changed"):
            write(db, at(name, second))
        assert (note(db, name), note(db, at(name, second))) == ("new", "old")

    def test_a_table_cannot_be_named_so(self, db):
        with refused("ValidationException"):
            db.create_table(TableName="orders@2026-01-01T00:00:00Z", BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
