"""What single writes (PutItem, UpdateItem, DeleteItem) do to secondary indexes: developer guide, "Data synchronization between tables and
Global Secondary Indexes", "Local secondary indexes". "conformance" is dynamodb-conformance (recorded on AWS in 2026); dynalite's suite was
recorded on AWS."""

import os
import random
import threading

import pytest
from support import tables
from support.expect import invalid, refused
from support.indexes import KEYS_ONLY, assert_complete, include, index, query_index, scan_index, wait_index

LOCAL = [index("local-all", "pk", "l"), index("local-keys", "pk", "n", projection=KEYS_ONLY)]
GLOBAL = [index("global-some", "g", projection=include("proj")), index("global-all", "g", "n"), index("global-keys", "n", "l", projection=KEYS_ONLY),
          index("global-several", "g+l", "n+sk", projection=KEYS_ONLY)]
NAMES = [one["IndexName"] for one in LOCAL + GLOBAL]
ATTRIBUTES = ("g:S", "l:S", "n:N")


@pytest.fixture(scope="module")
def table(db):
    name = tables.unique_name("indexed")
    db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S", "sk:S", attributes=ATTRIBUTES),
                    LocalSecondaryIndexes=LOCAL, GlobalSecondaryIndexes=GLOBAL)
    for one in GLOBAL:
        wait_index(db, name, one["IndexName"])
    yield name
    tables.drop(db, name)


@pytest.fixture
def key(pk) -> dict:
    return {"pk": {"S": pk}, "sk": {"S": "1"}}


def update(db, table: str, key: dict, expression: str, values: dict | None = None, **more):
    return db.update_item(TableName=table, Key=key, UpdateExpression=expression, **({"ExpressionAttributeValues": values} if values else {}), **more)


def under(db, table: str, group: str) -> list:
    return query_index(db, table, "global-all", "g = :g", {":g": {"S": group}})


# ---- entries follow their items ----

def test_the_life_of_an_entry(db, table, key, pk):
    """Developer guide, "Data synchronization": an entry comes with its key attributes, moves when they change, changes with what is
    projected, goes with any of them or with the item."""
    steps = [
        lambda: db.put_item(TableName=table, Item=key),
        lambda: update(db, table, key, "SET g = :g, n = :n", {":g": {"S": pk}, ":n": {"N": "1"}}),
        lambda: update(db, table, key, "SET proj = :v, misc = :v", {":v": {"S": "x"}}),
        lambda: update(db, table, key, "SET n = n + :one", {":one": {"N": "1"}}),
        lambda: update(db, table, key, "SET g = :g, l = :g", {":g": {"S": pk + "-moved"}}),
        lambda: update(db, table, key, "REMOVE n"),
        lambda: update(db, table, key, "ADD n :n", {":n": {"N": "5"}}),
        lambda: db.put_item(TableName=table, Item={**key, "g": {"S": pk}, "n": {"N": "7"}, "proj": {"S": "y"}}),
        lambda: db.put_item(TableName=table, Item={**key, "l": {"S": "only"}}),
        lambda: db.put_item(TableName=table, Item={**key, "g": {"S": pk}, "n": {"N": "7"}, "l": {"S": "x"}}),
        lambda: db.delete_item(TableName=table, Key=key),
        lambda: db.delete_item(TableName=table, Key=key),
        lambda: update(db, table, key, "SET g = :g, n = :n", {":g": {"S": pk}, ":n": {"N": "1"}}),
    ]
    for step in steps:
        step()
        assert_complete(db, table, *NAMES)
    assert [item["n"] for item in under(db, table, pk)] == [{"N": "1"}] and under(db, table, pk + "-moved") == []


def test_a_refused_write_changes_no_index(db, table, key, pk):
    """API reference, ConditionalCheckFailedException: the write was not done, in the table or in an index."""
    item = {**key, "g": {"S": pk}, "n": {"N": "1"}, "l": {"S": "x"}}
    db.put_item(TableName=table, Item=item)
    for write in (lambda: db.put_item(TableName=table, Item={**item, "g": {"S": "no"}}, ConditionExpression="attribute_not_exists(pk)"),
                  lambda: update(db, table, key, "SET g = :g", {":g": {"S": "no"}}, ConditionExpression="attribute_not_exists(pk)"),
                  lambda: db.delete_item(TableName=table, Key=key, ConditionExpression="attribute_not_exists(pk)")):
        with refused("ConditionalCheckFailedException"):
            write()
    assert_complete(db, table, *NAMES)
    assert under(db, table, pk) == [item] and under(db, table, "no") == []


def test_numbers_are_one_key_however_written(db, table, key, pk):
    """Developer guide, "Number": 100 and 1E2 are the same key of an index, so an entry is found by either and replaced, not doubled."""
    for written in ("100", "1E2", "100.0"):
        db.put_item(TableName=table, Item={**key, "g": {"S": pk}, "n": {"N": written}})
        assert_complete(db, table, *NAMES)
    for asked in ("100", "1e+2", "0100"):
        found = query_index(db, table, "global-all", "g = :g AND n = :n", {":g": {"S": pk}, ":n": {"N": asked}})
        assert [item["n"] for item in found] == [{"N": "100"}]


def test_random_writes(db, make_table):
    """Developer guide, "Data synchronization": after any sequence of writes by several clients each index holds exactly what the items say."""
    seed = int(os.environ.get("QUONDAM_SEED") or random.SystemRandom().getrandbits(32))
    print(f"seed {seed}; repeat with QUONDAM_SEED={seed}")
    name = make_table("pk:S", "sk:S", attributes=ATTRIBUTES, LocalSecondaryIndexes=LOCAL, GlobalSecondaryIndexes=GLOBAL)
    errors = []

    def write(number: int) -> None:
        choose = random.Random(seed + number)

        def attribute() -> dict:
            return {one: value for one, value in (("g", {"S": f"g{choose.randrange(3)}"}), ("l", {"S": f"l{choose.randrange(3)}"}),
                                                  ("n", {"N": str(choose.randrange(-3, 3))}), ("proj", {"S": f"p{choose.randrange(3)}"}),
                                                  ("misc", {"S": f"o{choose.randrange(3)}"})) if choose.random() < 0.7}

        try:
            for _ in range(150):
                key = {"pk": {"S": f"p{choose.randrange(3)}"}, "sk": {"S": f"s{choose.randrange(4)}"}}
                kind, attributes = choose.random(), attribute()
                if kind < 0.15:
                    db.delete_item(TableName=name, Key=key)
                elif kind < 0.5:
                    db.put_item(TableName=name, Item={**key, **attributes})
                elif attributes:
                    sets = [one for one in attributes if choose.random() < 0.7]
                    removes = [one for one in attributes if one not in sets]
                    text = (f"SET {', '.join(f'#{one} = :{one}' for one in sets)} " if sets else "") + (f"REMOVE {', '.join(f'#{one}' for one in removes)}" if removes else "")
                    db.update_item(TableName=name, Key=key, UpdateExpression=text, ExpressionAttributeNames={f"#{one}": one for one in attributes},
                                   **({"ExpressionAttributeValues": {f":{one}": attributes[one] for one in sets}} if sets else {}))
        except Exception as error:  # pylint: disable=broad-except
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors[0]
    assert_complete(db, name, *NAMES)
    assert any(scan_index(db, name, one) for one in NAMES)


# ---- what is checked ----

def test_types_of_index_keys(db, table, key):
    """dynalite's suite, putItem, "secondary index key is incorrect type", and updateItem: the text names the index; nothing is written."""
    mismatch = r"^One or more parameter values were invalid: Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: .+$"
    for attribute, value, expected, actual in (("g", {"N": "1"}, "S", "N"), ("l", {"B": b"x"}, "S", "B"), ("n", {"S": "1"}, "N", "S"), ("g", {"NULL": True}, "S", "NULL"),
                                               ("n", {"BOOL": True}, "N", "BOOL"), ("g", {"L": []}, "S", "L"), ("g", {"M": {}}, "S", "M"), ("n", {"NS": ["1"]}, "N", "NS")):
        with refused("ValidationException", matching=mismatch.format(attribute, expected, actual)):
            db.put_item(TableName=table, Item={**key, attribute: value})
        with refused("ValidationException", matching=mismatch.format(attribute, expected, actual)):
            update(db, table, key, f"SET {attribute} = :v", {":v": value})
    with refused("ValidationException", matching=mismatch.format("g", "S", "N")):
        update(db, table, key, "ADD g :v", {":v": {"N": "1"}})
    assert "Item" not in db.get_item(TableName=table, Key=key)


def test_an_index_key_computed_by_an_update(db, table, key):
    """dynalite's suite, updateItem, "trying to update existing index": a value of the item that is of the wrong type for the index."""
    db.put_item(TableName=table, Item={**key, "e": {"N": "1"}, "l": {"S": "x"}})
    for expression in ("SET g = e", "SET l = e"):
        with invalid("The update expression attempted to update the secondary index key to unsupported type"):
            update(db, table, key, expression)
    update(db, table, key, "SET n = e, g = sk")
    assert_complete(db, table, *NAMES)


def test_empty_index_keys(db, make_table):
    """conformance, tier3/error-messages (index key values) and its pull request 46: an empty string or binary is no key; the text of an
    update names neither index nor key."""
    name = make_table(attributes=("g:S", "b:B"), GlobalSecondaryIndexes=[index("by-g", "g"), index("by-b", "b")])
    key = {"pk": {"S": "a"}}
    put_text = ("One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute "
                "cannot contain an empty {} value. IndexName: {}, IndexKey: {}")
    update_text = ("One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. "
                   "The AttributeValue for a key attribute cannot contain an empty {} value.")
    for attribute, value, kind in (("g", {"S": ""}, "string"), ("b", {"B": b""}, "binary")):
        with invalid(put_text.format(kind, f"by-{attribute}", attribute)):
            db.put_item(TableName=name, Item={**key, attribute: value})
        with invalid(put_text.format(kind, f"by-{attribute}", attribute)):
            db.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": {**key, attribute: value}}}]})
        with invalid(update_text.format(kind)):
            update(db, name, key, f"SET {attribute} = :v", {":v": value})
    assert tables.scan_all(db, name) == []


def test_index_keys_are_scalars(db, table, key):
    """dynalite's suite, updateItem, "trying to update index map"."""
    for expression in ("SET g.x = :v", "SET l[1] = :v", "ADD n.x :v"):
        with refused("ValidationException", matching=r"^Key attributes must be scalars; list random access '\[\]' and map lookup '\.' are not allowed: IndexKey: [gln]$"):
            update(db, table, key, expression, {":v": {"N": "1"}})


@pytest.mark.parametrize("attribute, size", [("g", 2049), ("l", 1025)])
def test_sizes_of_index_keys(db, make_table, attribute, size):
    """Developer guide, quotas: the keys of an index have the sizes of a table's, 2048 and 1024 bytes (the text is not verified on AWS)."""
    name = make_table("pk:S", "sk:S", attributes=("g:S", "l:S"), GlobalSecondaryIndexes=[index("by-g", "g", "l")], LocalSecondaryIndexes=[index("local", "pk", "l")])
    item = {"pk": {"S": "a"}, "sk": {"S": "a"}, "g": {"S": "g"}, "l": {"S": "l"}}
    with refused("ValidationException"):
        db.put_item(TableName=name, Item={**item, attribute: {"S": "x" * size}})
    db.put_item(TableName=name, Item={**item, attribute: {"S": "x" * (size - 1)}})
    assert_complete(db, name, "by-g", "local")


# ---- what writes cost ----

@pytest.fixture(scope="module")
def costed(db):
    """conformance's table for this: one global index with one projected attribute, one local index of everything."""
    name = tables.unique_name("costed")
    db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S", "sk:S", attributes=("g:S", "l:S")),
                    GlobalSecondaryIndexes=[index("global", "g", projection=include("proj"))], LocalSecondaryIndexes=[index("local", "pk", "l")])
    wait_index(db, name, "global")
    yield name
    tables.drop(db, name)


def parts(answer: dict) -> tuple:
    """Total, table, global, local: None for a part that is not there."""
    used = answer["ConsumedCapacity"]
    arms = [used.get(kind, {}).get(one, {}).get("CapacityUnits") for kind, one in (("GlobalSecondaryIndexes", "global"), ("LocalSecondaryIndexes", "local"))]
    assert all((kind in used) is (arm is not None) for kind, arm in zip(("GlobalSecondaryIndexes", "LocalSecondaryIndexes"), arms))
    return used["CapacityUnits"], used["Table"]["CapacityUnits"], *arms


def S(**values: str) -> dict:
    return {name: {"S": value} for name, value in values.items()}


@pytest.mark.parametrize("attributes, expected", [
    (S(misc="o"), (1.0, 1.0, None, None)), (S(g="g", proj="p"), (2.0, 1.0, 1.0, None)), (S(l="l"), (2.0, 1.0, None, 1.0)), (S(g="g", l="l"), (3.0, 1.0, 1.0, 1.0))])
def test_a_new_item_costs_an_entry_each(db, costed, key, attributes, expected):
    """conformance, tier1/putItem/indexConsumedCapacity: an index that the item is not in has no part; the same again costs no index;
    deleting costs each index that it was in."""
    item = {**key, **attributes}
    assert parts(db.put_item(TableName=costed, Item=item, ReturnConsumedCapacity="INDEXES")) == expected
    assert parts(db.put_item(TableName=costed, Item=item, ReturnConsumedCapacity="INDEXES")) == (1.0, 1.0, None, None)
    assert parts(db.delete_item(TableName=costed, Key=key, ReturnConsumedCapacity="INDEXES")) == expected
    total = db.put_item(TableName=costed, Item=item, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
    assert total == {"TableName": costed, "CapacityUnits": expected[0]}


@pytest.mark.parametrize("expression, value, expected", [
    ("SET misc = :v", "o2", (2.0, 1.0, None, 1.0)), ("SET proj = :v", "p2", (3.0, 1.0, 1.0, 1.0)), ("SET g = :v", "g2", (4.0, 1.0, 2.0, 1.0)),
    ("REMOVE g", None, (3.0, 1.0, 1.0, 1.0)), ("SET l = :v", "l2", (3.0, 1.0, None, 2.0))])
def test_a_change_costs_what_it_changes(db, costed, key, expression, value, expected):
    """conformance, tier1/putItem/indexConsumedCapacity, the ladder: nothing for what is not projected, one for what is, two for a key (a
    delete and an insert), one to take the entry out."""
    db.put_item(TableName=costed, Item={**key, **S(g="g", l="l", proj="p", misc="o")})
    answer = update(db, costed, key, expression, {":v": {"S": value}} if value else None, ReturnConsumedCapacity="INDEXES")
    assert parts(answer) == expected


def test_entries_are_rounded_up_by_themselves(db, costed, key):
    """Developer guide, "Provisioned throughput considerations": the size of the entry, not of the item, in KB begun."""
    item = {**key, **S(g="g", l="l", proj="p", misc="x" * 2500)}
    assert parts(db.put_item(TableName=costed, Item=item, ReturnConsumedCapacity="INDEXES")) == (7.0, 3.0, 1.0, 3.0)


def test_a_batch_adds_up(db, costed, pk):
    """conformance, tier1/putItem/indexConsumedCapacity, BatchWriteItem: for each table the parts of the indexes that the batch touched."""
    requests = [{"PutRequest": {"Item": S(pk=pk, sk=str(n), **more)}} for n, more in enumerate(({"g": "g"}, {"misc": "o"}, {"g": "g", "l": "l"}))]
    answer = db.batch_write_item(RequestItems={costed: requests}, ReturnConsumedCapacity="INDEXES")
    assert parts({"ConsumedCapacity": answer["ConsumedCapacity"][0]}) == (6.0, 3.0, 2.0, 1.0)


def test_item_collection_metrics(db, table, hash_table, key, pk):
    """conformance, tier1/putItem/itemCollectionMetrics: of tables with local indexes, when asked for."""
    expected = {"ItemCollectionKey": {"pk": {"S": pk}}, "SizeEstimateRangeGB": [0.0, 1.0]}
    asked = {"ReturnItemCollectionMetrics": "SIZE"}
    assert db.put_item(TableName=table, Item=key, **asked)["ItemCollectionMetrics"] == expected
    assert update(db, table, key, "SET l = :l", {":l": {"S": "x"}}, **asked)["ItemCollectionMetrics"] == expected
    assert db.delete_item(TableName=table, Key=key, **asked)["ItemCollectionMetrics"] == expected
    assert "ItemCollectionMetrics" not in db.put_item(TableName=table, Item=key, ReturnItemCollectionMetrics="NONE")
    assert "ItemCollectionMetrics" not in db.put_item(TableName=hash_table, Item={"pk": {"S": pk}}, **asked)
