"""Query on global secondary indexes whose keys have several attributes: developer guide, "Multi-attribute key schema" and "Multi-attribute keys
pattern". "conformance" is dynamodb-conformance, tier1/query/multiAttributeGsiKey (recorded on AWS in October 2026); "Alternator" is ScyllaDB's
test_gsi_composite_keys.py, which runs on AWS too."""

import itertools
import os
import random

import pytest
from support import tables
from support.expect import invalid, invalid_parameter, refused
from support.indexes import KEYS_ONLY, assert_complete, index, wait_index

ATTRIBUTES = ("h1:S", "h2:N", "r1:S", "r2:N", "r3:B")
INDEXES = [index("two-three", "h1+h2", "r1+r2+r3"), index("one-two", "h1", "r1+r2", projection=KEYS_ONLY), index("two", "h2+h1"), index("own", "h1+pk", "sk+r1")]


@pytest.fixture(scope="module")
def table(db):
    name = tables.unique_name("several")
    db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S", "sk:S", attributes=ATTRIBUTES), GlobalSecondaryIndexes=INDEXES)
    for one in INDEXES:
        wait_index(db, name, one["IndexName"])
    yield name
    tables.drop(db, name)


def item(pk: str, n, h1: str, h2, r1: str, r2, r3: bytes, **more) -> dict:
    return {"pk": {"S": pk}, "sk": {"S": str(n)}, "h1": {"S": h1}, "h2": {"N": str(h2)}, "r1": {"S": r1}, "r2": {"N": str(r2)}, "r3": {"B": r3}, **more}


def order(one: dict) -> tuple:
    return one["r1"]["S"], int(one["r2"]["N"]), one["r3"]["B"]


@pytest.fixture
def grid(db, table, pk) -> list:
    """Every combination of two, three and two values of the sort attributes, under (pk, 1), in their order; and neighbours under other keys."""
    combinations = list(itertools.product(("a", "b"), (-5, 9, 10), (b"\x01", b"\xff")))
    made = [item(pk, n, pk, 1, *values, note={"S": f"note-{n % 3}"}) for n, values in enumerate(combinations)]
    mixed = made[::2] + made[1::2]
    tables.put_all(db, table, mixed + [item(pk, "h2", pk, 2, "a", 9, b"\x01"), item(pk, "h1", pk + "x", 1, "a", 9, b"\x01")])
    assert_complete(db, table, *(one["IndexName"] for one in INDEXES))
    return made


VALUES = {":one": {"N": "1"}, ":a": {"S": "a"}, ":b": {"S": "b"}, ":nine": {"N": "9.0"}, ":ten": {"N": "10"}, ":low": {"B": b"\x01"}, ":high": {"B": b"\xff"}}


def query(db, table: str, name: str, condition: str, pk: str, more: dict | None = None, **parameters) -> dict:
    text = condition + " " + parameters.get("FilterExpression", "")
    values = {key: value for key, value in {**VALUES, ":h": {"S": pk}, **(more or {})}.items() if key in text.replace("(", " ").replace(")", " ").replace(",", " ").split()}
    return db.query(TableName=table, IndexName=name, KeyConditionExpression=condition, ExpressionAttributeValues=values, **parameters)


@pytest.mark.parametrize("condition, expected", [
    ("", lambda r1, r2, r3: True),
    ("r1 = :a", lambda r1, r2, r3: r1 == "a"),
    ("r1 > :a", lambda r1, r2, r3: r1 > "a"),
    ("r1 BETWEEN :a AND :b", lambda r1, r2, r3: True),
    ("begins_with ( r1 , :b )", lambda r1, r2, r3: r1 == "b"),
    ("r1 = :a AND r2 = :nine", lambda r1, r2, r3: (r1, r2) == ("a", 9)),
    ("r1 = :a AND r2 < :ten", lambda r1, r2, r3: r1 == "a" and r2 < 10),
    ("r1 = :a AND r2 >= :nine", lambda r1, r2, r3: r1 == "a" and r2 >= 9),
    ("r1 = :b AND r2 BETWEEN :nine AND :ten", lambda r1, r2, r3: r1 == "b" and r2 >= 9),
    ("r1 = :a AND r2 = :nine AND r3 = :high", lambda r1, r2, r3: (r1, r2, r3) == ("a", 9, b"\xff")),
    ("r1 = :a AND r2 = :nine AND r3 <= :low", lambda r1, r2, r3: (r1, r2, r3) == ("a", 9, b"\x01")),
    ("r1 = :a AND r2 = :nine AND begins_with ( r3 , :high )", lambda r1, r2, r3: (r1, r2, r3) == ("a", 9, b"\xff")),
])
def test_sort_attributes_from_left_to_right(db, table, grid, pk, condition, expected):
    """Developer guide: all partition attributes by equality, then sort attributes from the left, the last by any condition; conformance:
    the answer is in the order of the sort attributes, one after the other, each by its type; the clauses may come in any order."""
    wanted = [one for one in grid if expected(*order(one))]
    clauses = ["h1 = :h", "h2 = :one"] + ([condition] if condition else [])
    for forward in (True, False):
        answer = query(db, table, "two-three", " AND ".join(clauses), pk, ScanIndexForward=forward)
        assert answer["Items"] == (wanted if forward else wanted[::-1])
    assert query(db, table, "two-three", " AND ".join(reversed(clauses)), pk)["Items"] == wanted


@pytest.mark.parametrize("limit", [1, 2, 5, 12, 13])
def test_pages(db, table, grid, pk, limit):
    """conformance: a page's key is the table's key and every attribute of the index's; Alternator, test_gsi_composite_query_pagination."""
    for forward in (True, False):
        found, start = [], {}
        while True:
            answer = query(db, table, "two-three", "h1 = :h AND h2 = :one", pk, Limit=limit, ScanIndexForward=forward, **start)
            found += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                break
            assert answer["LastEvaluatedKey"] == {name: found[-1][name] for name in ("pk", "sk", "h1", "h2", "r1", "r2", "r3")}
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
        assert found == (grid if forward else grid[::-1])


def test_other_indexes_of_the_same_attributes(db, table, grid, pk):
    """Developer guide: each index has its own attributes and order; the table's keys may be among them."""
    found = query(db, table, "one-two", "h1 = :h AND r1 = :a AND r2 > :nine", pk)["Items"]
    assert sorted(one["sk"]["S"] for one in found) == sorted(one["sk"]["S"] for one in grid if order(one)[:2] == ("a", 10))
    assert set(found[0]) == {"pk", "sk", "h1", "r1", "r2"}
    assert len(query(db, table, "two", "h2 = :one AND h1 = :h", pk)["Items"]) == 12
    found = query(db, table, "own", "h1 = :h AND pk = :h AND sk = :x", pk, {":x": {"S": "3"}})["Items"]
    assert found == [grid[3]]


def test_an_item_without_one_of_the_attributes_is_not_there(db, table, pk):
    """Developer guide, "Sparse indexes"; conformance and Alternator, test_gsi_composite_sparse: any key attribute that is missing leaves
    the item out; one that comes puts it in, one that goes takes it out."""
    whole = item(pk, "whole", pk, 1, "a", 1, b"x")
    partial = [{name: value for name, value in {**whole, "sk": {"S": absent}}.items() if name != absent} for absent in ("h1", "h2", "r1", "r2", "r3")]
    tables.put_all(db, table, [whole, *partial])
    assert_complete(db, table, *(one["IndexName"] for one in INDEXES))
    assert query(db, table, "two-three", "h1 = :h AND h2 = :one", pk)["Items"] == [whole]
    db.update_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": "r3"}}, UpdateExpression="SET r3 = :x", ExpressionAttributeValues={":x": {"B": b"y"}})
    assert_complete(db, table, "two-three")
    assert [one["r3"]["B"] for one in query(db, table, "two-three", "h1 = :h AND h2 = :one", pk)["Items"]] == [b"x", b"y"]
    db.update_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": "whole"}}, UpdateExpression="REMOVE h2")
    assert_complete(db, table, *(one["IndexName"] for one in INDEXES))
    assert [one["r3"]["B"] for one in query(db, table, "two-three", "h1 = :h AND h2 = :one", pk)["Items"]] == [b"y"]


def test_neighbouring_values_do_not_run_into_each_other(db, table, pk):
    """Developer guide, "Multi-attribute key schema": attributes are compared one after the other; ("a", "bc") is not ("ab", "c"), whatever
    bytes and lengths there are."""
    seed = int(os.environ.get("QUONDAM_SEED") or random.SystemRandom().getrandbits(32))
    print(f"seed {seed}; repeat with QUONDAM_SEED={seed}")
    choose = random.Random(seed)
    texts = ["\x00", "\x00\x00", "\x01", "a", "a\x00", "a\x00\x01", "ab", "\x7f", "\u00ff", "\uffff"]
    made = [item(pk, n, pk, 1, choose.choice(texts), choose.choice([-100, -1, 0, 1, 100, 255, 256]), choose.choice([b"\x00", b"\x00\xff", b"\x01", b"\xff", b"\xff\x00"]))
            for n in range(120)]
    tables.put_all(db, table, made)
    assert_complete(db, table, "two-three")
    found = []
    for page in db.get_paginator("query").paginate(TableName=table, IndexName="two-three", KeyConditionExpression="h1 = :h AND h2 = :one",
                                                   ExpressionAttributeValues={":h": {"S": pk}, ":one": {"N": "1"}}, PaginationConfig={"PageSize": 7}):
        found += page["Items"]
    keys = [(one["r1"]["S"].encode(), *order(one)[1:]) for one in found]
    assert keys == sorted(keys) and sorted(int(one["sk"]["S"]) for one in found) == list(range(120))
    for text in texts:
        answer = query(db, table, "two-three", "h1 = :h AND h2 = :one AND r1 = :t", pk, {":t": {"S": text}})
        assert sorted(one["sk"]["S"] for one in answer["Items"]) == sorted(one["sk"]["S"] for one in made if one["r1"]["S"] == text)


# ---- what is refused ----

def gap(missing: str, present: str) -> str:
    return f"RANGE key attributes {missing} must have equality conditions specified in the query because a condition is present on key attribute {present}"


@pytest.mark.parametrize("condition, message", [
    ("h1 = :h AND h2 = :one AND r2 = :nine", gap("r1", "r2")),
    ("h1 = :h AND h2 = :one AND r1 = :a AND r3 = :low", gap("r2", "r3")),
    ("h1 = :h AND h2 = :one AND r1 > :a AND r2 = :nine", gap("r1", "r2")),
    ("h1 = :h AND h2 = :one AND r1 = :a AND r2 > :nine AND r3 = :low", gap("r2", "r3")),
    ("h1 = :h AND h2 = :one AND begins_with ( r1 , :a ) AND r2 = :nine", gap("r1", "r2")),
    ("h1 = :h", None), ("h2 = :one", None), ("h1 = :h AND r1 = :a", None),
    ("h1 = :h AND h2 > :one", None), ("h1 = :h AND h2 BETWEEN :one AND :nine", None), ("begins_with ( h1 , :h ) AND h2 = :one", None),
])
def test_conditions_that_leave_a_gap_are_refused(db, table, grid, pk, condition, message):
    """conformance for the text where one attribute is missing; Alternator for partition attributes: all of them, by equality (those texts
    are not pinned there)."""
    with refused("ValidationException", message):
        query(db, table, "two-three", condition, pk)


def test_filters_may_not_use_any_key_attribute(db, table, grid, pk):
    """Alternator, test_gsi_composite_filter_on_hash_attr_rejected and _range_: no attribute of the index's key; others, the table's keys
    too, may."""
    for attribute, value in (("h1", ":h"), ("h2", ":one"), ("r1", ":a"), ("r3", ":low")):
        with invalid(f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {attribute}"):
            query(db, table, "two-three", "h1 = :h AND h2 = :one", pk, FilterExpression=f"{attribute} = {value}")
    found = query(db, table, "two-three", "h1 = :h AND h2 = :one", pk, {":n": {"S": "note-1"}}, FilterExpression="note = :n")["Items"]
    assert found == [one for one in grid if one["note"]["S"] == "note-1"]
    found = query(db, table, "two", "h1 = :h AND h2 = :one", pk, {":s": {"S": "7"}}, FilterExpression="sk = :s")["Items"]
    assert found == [grid[7]]


def test_starting_keys_are_checked(db, table, grid, pk):
    """Alternator, test_gsi_composite_exclusivestartkey_incomplete_rejected; the text is that of keys of two attributes (dynalite's suite)."""
    whole = {name: grid[0][name] for name in ("pk", "sk", "h1", "h2", "r1", "r2", "r3")}
    for absent in whole:
        with invalid("The provided starting key is invalid"):
            query(db, table, "two-three", "h1 = :h AND h2 = :one", pk, ExclusiveStartKey={name: value for name, value in whole.items() if name != absent})
    with refused("ValidationException", matching="outside query boundaries"):
        query(db, table, "two-three", "h1 = :h AND h2 = :one", pk, ExclusiveStartKey={**whole, "h2": {"N": "2"}})


@pytest.mark.parametrize("attribute, value, expected, actual", [("h1", {"N": "1"}, "S", "N"), ("h2", {"S": "1"}, "N", "S"), ("r2", {"B": b"1"}, "N", "B"), ("r3", {"S": "1"}, "B", "S")])
def test_every_key_attribute_has_its_type(db, table, pk, attribute, value, expected, actual):
    """Alternator, test_gsi_composite_wrong_type_key_attr and _empty_string_key_attr: writes are checked for each attribute, also when the
    item would not be in the index."""
    whole = item(pk, "x", pk, 1, "a", 1, b"x")
    for written in ({**whole, attribute: value}, {"pk": {"S": pk}, "sk": {"S": "x"}, attribute: value}):
        with refused("ValidationException", matching=f"^One or more parameter values were invalid: Type mismatch for Index Key {attribute} "
                                                     f"Expected: {expected} Actual: {actual} IndexName: "):
            db.put_item(TableName=table, Item=written)
    with refused("ValidationException", matching="cannot contain an empty string value. IndexName: .*, IndexKey: r1$"):
        db.put_item(TableName=table, Item={**whole, "r1": {"S": ""}})


def test_conditions_have_the_attributes_type(db, table, pk):
    """dynalite's suite, query, "mismatching param type", for each attribute of the key."""
    for condition in ("h1 = :one AND h2 = :one", "h1 = :h AND h2 = :h", "h1 = :h AND h2 = :one AND r1 = :a AND r2 = :a"):
        with invalid_parameter("Condition parameter type does not match schema type"):
            query(db, table, "two-three", condition, pk)
