"""Query on secondary indexes: API reference "Query"; developer guide, "Using Global Secondary Indexes", "Local secondary indexes". Texts
from dynalite's suite (recorded on AWS over the years); "conformance" is dynamodb-conformance (recorded on AWS in 2026). Keys of several
attributes: test_query_multi_attribute_keys.py."""

from decimal import Decimal

import pytest
from support import tables
from support.expect import invalid, invalid_parameter, refused
from support.indexes import KEYS_ONLY, assert_complete, include, index, query_index, wait_index

# The table of dynalite's suite: keys a and b; indexes on c and d.
LOCAL = [index("local-all", "a", "c"), index("local-some", "a", "d", projection=include("c")), index("local-keys", "a", "d", projection=KEYS_ONLY),
         index("local-number", "a", "n")]
GLOBAL = [index("global-all", "c"), index("global-some", "c", "d", projection=include("e")), index("global-keys", "c", "d", projection=KEYS_ONLY),
          index("global-number", "c", "n"), index("global-binary", "c", "x")]
ATTRIBUTES = ("c:S", "d:S", "n:N", "x:B")


@pytest.fixture(scope="module")
def table(db):
    name = tables.unique_name("indexed")
    db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("a:S", "b:S", attributes=ATTRIBUTES),
                    LocalSecondaryIndexes=LOCAL, GlobalSecondaryIndexes=GLOBAL)
    for one in GLOBAL:
        wait_index(db, name, one["IndexName"])
    yield name
    tables.drop(db, name)


def S(**values: str) -> dict:
    return {name: {"S": value} for name, value in values.items()}


def fill(db, table: str, items: list) -> list:
    tables.put_all(db, table, items)
    assert_complete(db, table, *(one["IndexName"] for one in LOCAL + GLOBAL))
    return items


@pytest.fixture
def seven(db, table, pk) -> list:
    """Seven items that share c, in five partitions, and one that does not."""
    places = [("0", "a", "f"), ("1", "b", "a"), ("2", "e", "b"), ("2", "d", "c"), ("3", "a", "e"), ("4", "a", "f"), ("4", "b", "d")]
    items = [S(a=f"{pk}-{a}", b=b, c=pk, d=d, e=f"e-{b}", f="not projected") for a, b, d in places]
    return fill(db, table, items + [S(a=f"{pk}-2", b="c", c=pk + "x", d="d", e="e")])[:7]


def query(db, table: str, name: str, condition: str, values: dict, **parameters) -> dict:
    return db.query(TableName=table, IndexName=name, KeyConditionExpression=condition,
                    ExpressionAttributeValues={f":{key}": value for key, value in values.items()}, **parameters)


def pages(db, table: str, name: str, condition: str, values: dict, limit: int, **parameters) -> tuple:
    """All items over pages of `limit`, and the LastEvaluatedKeys."""
    found, keys, start = [], [], {}
    while True:
        answer = query(db, table, name, condition, values, Limit=limit, **parameters, **start)
        assert answer["Count"] == len(answer["Items"]) <= limit
        found += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return found, keys
        keys.append(answer["LastEvaluatedKey"])
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def keys_of(item: dict, *names: str) -> dict:
    return {name: item[name] for name in names}


# ---- what an index answers ----

@pytest.mark.parametrize("name, kept", [("global-all", "abcdef"), ("global-some", "abcde"), ("global-keys", "abcd")])
def test_global_indexes_answer_their_projection(db, table, seven, pk, name, kept):
    """Developer guide, "Attribute projections": the table's key, the index's key, and what is projected, over all partitions of the table."""
    answer = query(db, table, name, "c = :c", S(c=pk))
    by_key = {(item["a"]["S"], item["b"]["S"]): item for item in answer["Items"]}
    assert by_key == {(item["a"]["S"], item["b"]["S"]): keys_of(item, *kept) for item in seven}
    assert (answer["Count"], answer["ScannedCount"]) == (7, 7) and "LastEvaluatedKey" not in answer


@pytest.mark.parametrize("name, kept", [("local-all", "abcdef"), ("local-some", "abcd"), ("local-keys", "abd")])
@pytest.mark.parametrize("consistent", [True, False])
def test_local_indexes_answer_their_projection(db, table, pk, name, kept, consistent):
    """dynalite's suite, query, "only return projected attributes by default for secondary indexes"; conformance, tier1/query/lsi:
    consistent reads are allowed; items without the index's sort key are not in it."""
    items = fill(db, table, [S(a=pk, b=b, c=f"c{b}", d=f"d{b}", e="e", f="f") for b in "123"] + [S(a=pk, b="4"), S(a=pk + "x", b="1", c="c", d="d")])
    answer = query(db, table, name, "a = :a", S(a=pk), ConsistentRead=consistent)
    assert answer["Items"] == [keys_of(item, *kept) for item in items[:3]]


@pytest.mark.parametrize("condition, values, expected", [
    ("c = :c AND d = :x", {"x": "c"}, ["c"]), ("c = :c AND d < :x", {"x": "c"}, ["a", "b"]), ("c = :c AND d <= :x", {"x": "c"}, ["a", "b", "c"]),
    ("c = :c AND d > :x", {"x": "d"}, ["e", "f", "f"]), ("d >= :x AND c = :c", {"x": "e"}, ["e", "f", "f"]),
    ("c = :c AND d BETWEEN :x AND :y", {"x": "b", "y": "d"}, ["b", "c", "d"]), ("c = :c AND begins_with(d, :x)", {"x": "f"}, ["f", "f"]),
    ("c = :c", {}, ["a", "b", "c", "d", "e", "f", "f"]), ("c = :c AND d = :x", {"x": "nope"}, [])])
def test_key_conditions(db, table, seven, pk, condition, values, expected):
    """Developer guide, "Reading data from a Global Secondary Index": conditions on the index's key; the answer is sorted by its sort key."""
    for backwards in (False, True):
        answer = query(db, table, "global-some", condition, S(c=pk, **values), ScanIndexForward=not backwards)
        assert [item["d"]["S"] for item in answer["Items"]] == (expected[::-1] if backwards else expected)


def test_order_of_each_type(db, table, pk):
    """API reference, Query, ScanIndexForward: numbers numerically, binaries and strings by their bytes, in indexes as in tables."""
    numbers = ["-100", "-1.5", "-1E-10", "0", "1E-10", "0.5", "2", "10", "1E20"]
    binaries = [b"\x00", b"\x00\x01", b"\x01", b"\x7f", b"\x80", b"\xff", b"\xff\xff"]
    fill(db, table, [{**S(a=pk, b=f"n{n}", c=pk), "n": {"N": n}} for n in sorted(numbers)]
         + [{**S(a=f"{pk}-{n}", b="x", c=pk), "x": {"B": value}} for n, value in enumerate(reversed(binaries))])
    for name, condition, values in (("global-number", "c = :c", S(c=pk)), ("local-number", "a = :a", S(a=pk))):
        assert [Decimal(item["n"]["N"]) for item in query(db, table, name, condition, values)["Items"]] == list(map(Decimal, numbers))
        found = query(db, table, name, condition + " AND n BETWEEN :x AND :y", {**values, "x": {"N": "-1.50"}, "y": {"N": "1"}})["Items"]
        assert [Decimal(item["n"]["N"]) for item in found] == list(map(Decimal, numbers[1:6]))
    assert [item["x"]["B"] for item in query(db, table, "global-binary", "c = :c", S(c=pk), ScanIndexForward=False)["Items"]] == binaries[::-1]
    found = query(db, table, "global-binary", "c = :c AND begins_with(x, :x)", {**S(c=pk), "x": {"B": b"\xff"}})["Items"]
    assert [item["x"]["B"] for item in found] == [b"\xff", b"\xff\xff"]


# ---- pages ----

@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8])
@pytest.mark.parametrize("name, key", [("global-all", "abc"), ("global-some", "abcd"), ("global-keys", "abcd")])
def test_pages_with_equal_keys(db, table, seven, pk, limit, name, key):
    """dynalite's suite, query, "query on ... global index" in both directions: entries of equal index keys have an order of their own, so
    pages are without gaps or repeats; the key of a page is the index's and the table's."""
    everything = query(db, table, name, "c = :c", S(c=pk))["Items"]
    for forward in (True, False):
        found, starts = pages(db, table, name, "c = :c", S(c=pk), limit, ScanIndexForward=forward)
        assert found == (everything if forward else everything[::-1])
        assert starts == [keys_of(found[n], *key) for n in range(limit - 1, len(found), limit)]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 10, 11])
def test_pages_of_local_indexes(db, table, pk, limit):
    """conformance, tier1/scan/lsiPagination, for Query: equal sort keys of one partition, told apart by the table's sort key (in which
    order is not documented)."""
    fill(db, table, [S(a=pk, b=f"{n:02}", c=f"group-{n % 2}", d="same") for n in range(10)])
    for name, key in (("local-all", "abc"), ("local-some", "abd")):
        expected = query(db, table, name, "a = :a", S(a=pk), ConsistentRead=True)["Items"]
        assert sorted(item["b"]["S"] for item in expected) == [f"{n:02}" for n in range(10)]
        assert name != "local-all" or [item["c"]["S"] for item in expected] == ["group-0"] * 5 + ["group-1"] * 5
        for forward in (True, False):
            found, starts = pages(db, table, name, "a = :a", S(a=pk), limit, ScanIndexForward=forward, ConsistentRead=True)
            assert found == (expected if forward else expected[::-1])
            assert starts == [keys_of(found[n], *key) for n in range(limit - 1, len(found), limit)]


def test_one_partition_of_the_table_under_one_index_key(db, table, pk):
    """conformance, tier1/query/gsiHashOnlyPagination: entries that differ only in the table's sort key."""
    fill(db, table, [S(a=pk, b=f"s{n}", c=pk) for n in range(5)])
    found, _ = pages(db, table, "global-all", "c = :c", S(c=pk), 2)
    assert sorted(item["b"]["S"] for item in found) == ["s0", "s1", "s2", "s3", "s4"]


def test_pages_while_entries_come_and_go(db, table, seven, pk):
    """API reference, Query, ExclusiveStartKey: a key is a place in the index, whether or not its entry is still there."""
    everything = query(db, table, "global-some", "c = :c", S(c=pk))["Items"]
    start = keys_of(everything[2], *"abcd")
    db.delete_item(TableName=table, Key=keys_of(start, "a", "b"))
    db.update_item(TableName=table, Key=keys_of(everything[3], "a", "b"), UpdateExpression="SET d = :d", ExpressionAttributeValues={":d": {"S": "0"}})
    found = query(db, table, "global-some", "c = :c", S(c=pk), ExclusiveStartKey=start)["Items"]
    assert found == everything[4:]


def test_a_page_is_measured_in_entries(db, table, pk):
    """Developer guide, "Considerations for querying": 1 MB of index entries, by their own size: 30 items of 60 KB are one page of a
    KEYS_ONLY index and two of one that projects all."""
    for number in range(30):
        db.put_item(TableName=table, Item=S(a=pk, b=f"{number:02}", c=pk, d=f"{number:02}", f="x" * 60_000))
    small = query(db, table, "global-keys", "c = :c", S(c=pk))
    assert small["Count"] == 30 and "LastEvaluatedKey" not in small
    for name, condition, values in (("global-all", "c = :c", S(c=pk)), ("local-all", "a = :a", S(a=pk))):
        first = query(db, table, name, condition, values)
        assert 16 <= first["Count"] <= 18 and "LastEvaluatedKey" in first
        everything = query_index(db, table, name, condition, {f":{key}": value for key, value in values.items()})
        assert len({item["b"]["S"] for item in everything}) == len(everything) == 30


# ---- what is selected ----

def test_select(db, table, seven, pk):
    """API reference, Query, Select: COUNT, ALL_PROJECTED_ATTRIBUTES, which is the default on an index, and SPECIFIC_ATTRIBUTES."""
    default = query(db, table, "global-some", "c = :c", S(c=pk))["Items"]
    assert query(db, table, "global-some", "c = :c", S(c=pk), Select="ALL_PROJECTED_ATTRIBUTES")["Items"] == default
    answer = query(db, table, "global-some", "c = :c AND d < :d", S(c=pk, d="d"), Select="COUNT")
    assert (answer["Count"], answer["ScannedCount"]) == (3, 3) and "Items" not in answer
    answer = query(db, table, "global-some", "c = :c", S(c=pk), Select="SPECIFIC_ATTRIBUTES", ProjectionExpression="e, a")
    assert answer["Items"] == [keys_of(item, "e", "a") for item in default]
    assert len(query(db, table, "global-all", "c = :c", S(c=pk), Select="ALL_ATTRIBUTES")["Items"][0]) == 6
    with refused("ValidationException", matching="^ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"):
        db.query(TableName=table, KeyConditionExpression="a = :a", ExpressionAttributeValues={":a": {"S": pk}}, Select="ALL_PROJECTED_ATTRIBUTES")


def test_all_attributes_of_a_local_index_come_from_the_table(db, table, pk):
    """dynalite's suite, query, "return all attributes when specified for secondary indexes", with its cost: the index's, and each item's."""
    items = fill(db, table, [S(a=pk, b=b, d=f"d{b}", e="e" * 3000, f="f") for b in "123"] + [S(a=pk, b="4", e="not in the index")])
    for name in ("local-some", "local-keys"):
        answer = query(db, table, name, "a = :a", S(a=pk), Select="ALL_ATTRIBUTES", ConsistentRead=True, ReturnConsumedCapacity="INDEXES")
        assert answer["Items"] == items[:3]
        assert answer["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": 4.0, "Table": {"CapacityUnits": 3.0},
                                              "LocalSecondaryIndexes": {name: {"CapacityUnits": 1.0}}}
        answer = query(db, table, name, "a = :a", S(a=pk), ProjectionExpression="b, f", ConsistentRead=True)
        assert answer["Items"] == [keys_of(item, "b", "f") for item in items[:3]]
    assert query(db, table, "local-some", "a = :a", S(a=pk), ProjectionExpression="d, c", ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"] == {
        "TableName": table, "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.0}, "LocalSecondaryIndexes": {"local-some": {"CapacityUnits": 0.5}}}


def test_what_a_global_index_does_not_have_is_refused(db, table, seven, pk):
    """dynalite's suite, query, "specifying ALL_ATTRIBUTES when global index does not have ALL"; recorded on AWS for localstack (issue 478)
    and for dynamodb-onetable (issue 377): projections and filters by what the index does not project."""
    for name in ("global-some", "global-keys"):
        with invalid_parameter(f"Select type ALL_ATTRIBUTES is not supported for global secondary index {name} because its projection type is not ALL"):
            query(db, table, name, "c = :c", S(c=pk), Select="ALL_ATTRIBUTES")
        with invalid_parameter(f"Global secondary index {name} does not project [f]"):
            query(db, table, name, "c = :c", S(c=pk), ProjectionExpression="a, f")
        with invalid_parameter(f"Secondary index {name} does not project one or more filter attributes: [f]"):
            query(db, table, name, "c = :c", S(c=pk, f="x"), FilterExpression="f = :f")
    assert query(db, table, "global-all", "c = :c", S(c=pk), ProjectionExpression="f", Limit=1)["Items"] == [S(f="not projected")]


def test_filters(db, table, seven, pk):
    """Developer guide, "Filter expressions": applied after the entries are read; the table's keys may be in it when they are not the
    index's (Alternator, test_gsi_composite_filter_on_base_table_key_allowed)."""
    answer = query(db, table, "global-some", "c = :c", S(c=pk, e="e-a"), FilterExpression="e = :e")
    assert ([item["d"]["S"] for item in answer["Items"]], answer["Count"], answer["ScannedCount"]) == (["e", "f", "f"], 3, 7)
    page = query(db, table, "global-some", "c = :c", S(c=pk, e="e-a"), FilterExpression="e = :e", Limit=2)
    assert (page["Items"], page["ScannedCount"], page["LastEvaluatedKey"]["d"]) == ([], 2, {"S": "b"})
    found = query(db, table, "global-some", "c = :c", S(c=pk, b="a"), FilterExpression="b = :b")["Items"]
    assert sorted(item["d"]["S"] for item in found) == ["e", "f", "f"]
    for name, attribute in (("global-some", "c"), ("global-some", "d"), ("global-all", "c")):
        with invalid(f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {attribute}"):
            query(db, table, name, "c = :c", S(c=pk, v="x"), FilterExpression=f"{attribute} = :v")
    with invalid("Filter Expression can only contain non-primary key attributes: Primary key attribute: a"):
        query(db, table, "local-some", "a = :a", S(a=pk, v="x"), FilterExpression="a = :v")


# ---- what it costs ----

@pytest.mark.parametrize("name, kind, condition, consistent, units", [
    ("global-all", "GlobalSecondaryIndexes", "c = :v", False, 1.0), ("global-keys", "GlobalSecondaryIndexes", "c = :v", False, 0.5),
    ("local-all", "LocalSecondaryIndexes", "a = :v", True, 2.0), ("local-some", "LocalSecondaryIndexes", "a = :v", True, 1.0)])
def test_consumed_capacity(db, table, pk, name, kind, condition, consistent, units):
    """dynalite's suite, query: an index's reads are the index's, by the size of its entries, and none the table's."""
    fill(db, table, [S(a=pk, b=b, c=pk, d=b, f="x" * 1500) for b in "123"])
    answer = query(db, table, name, condition, S(v=pk), ConsistentRead=consistent, ReturnConsumedCapacity="INDEXES")
    assert answer["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": units, "Table": {"CapacityUnits": 0.0}, kind: {name: {"CapacityUnits": units}}}
    answer = query(db, table, name, condition, S(v=pk), ConsistentRead=consistent, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": units}


# ---- what is refused ----

def test_unknown_indexes_and_consistent_reads(db, table, pk):
    """dynalite's suite, query, "non-existent index name" and "global index with ConsistentRead": both before the starting key; conformance,
    tier3/error- messages/indexReads. An index is unknown before consistency matters."""
    for parameters in ({}, {"ConsistentRead": True}, {"ExclusiveStartKey": {}}):
        with invalid("The table does not have the specified index: whatever"):
            query(db, table, "whatever", "z = :z", S(z=pk), **parameters)
    for parameters in ({}, {"ExclusiveStartKey": {}}):
        with invalid("Consistent reads are not supported on global secondary indexes"):
            query(db, table, "global-all", "z = :z", S(z=pk), ConsistentRead=True, **parameters)


@pytest.mark.parametrize("name, condition, message", [
    ("global-all", "a = :x", "Query condition missed key schema element: c"), ("global-some", "d = :x", "Query condition missed key schema element: c"),
    ("global-some", "c = :x AND b = :x", "Query condition missed key schema element: d"), ("local-all", "a = :x AND b = :x", "Query condition missed key schema element: c"),
    ("local-all", "c = :x", "Query condition missed key schema element: a"), ("global-some", "c > :x", "Query key condition not supported"),
    ("global-all", "c = :n", "One or more parameter values were invalid: Condition parameter type does not match schema type"),
    ("global-some", "c = :x AND d = :n", "One or more parameter values were invalid: Condition parameter type does not match schema type"),
])
def test_conditions_are_on_the_indexs_key(db, table, name, condition, message):
    """dynalite's suite, query: the key conditions are those of the index, not of the table."""
    values = {key: value for key, value in {"x": {"S": "x"}, "n": {"N": "1"}}.items() if f":{key}" in condition}
    with invalid(message):
        query(db, table, name, condition, values)


OUTSIDE = "The provided starting key is outside query boundaries based on provided conditions"
SCHEMA = "The provided key element does not match the schema"
PREDICATE = "The provided starting key does not match the range key predicate"


@pytest.mark.parametrize("name, condition, start, message", [
    *(("local-all", "a = :b", start, "The provided starting key is invalid") for start in (
        {}, S(a="a"), S(a="a", b="a"), S(a="a", c="a"), S(b="a", c="a"), S(a="a", b="1", c="1", d="1"))),
    *(("global-all", "c = :b", start, "The provided starting key is invalid") for start in (
        {}, S(c="1"), S(a="a", b="a"), S(a="a", c="a"), S(a="a", b="a", z="a"), S(a="a", b="a", c="a", z="a"))),
    *(("global-some", "c = :b", start, "The provided starting key is invalid") for start in (
        S(c="1"), S(a="a", b="b", c="b"), S(a="a", b="1", c="1", d="1", e="1"))),
    *(("local-all", "a = :b", {**S(a="a", b="a"), "c": value}, SCHEMA) for value in ({"N": "1"}, {"B": b"a"})),
    ("global-all", "c = :b", {**S(a="1", b="1"), "c": {"N": "1"}}, SCHEMA),
    ("local-all", "a = :b", {**S(a="1", c="a"), "b": {"N": "1"}}, "The provided starting key is invalid: " + SCHEMA),
    *((name, "c = :b", {**S(b="1", c="a"), "a": {"N": "1"}, **more}, "The provided starting key is invalid: " + SCHEMA)
      for name, more in (("global-all", {}), ("global-some", S(d="a")))),
    ("local-all", "a = :b", S(a="a", b="a", c="a"), OUTSIDE), ("global-all", "c = :b", S(a="a", b="a", c="a"), OUTSIDE),
    ("global-some", "c = :b", S(a="a", b="a", c="a", d="a"), OUTSIDE),
    ("local-all", "a = :b AND c > :b", S(a="a", b="a", c="a"), PREDICATE), ("global-some", "c = :b AND d > :b", S(a="a", b="a", c="b", d="a"), PREDICATE),
])
def test_starting_keys_are_checked(db, table, name, condition, start, message):
    """dynalite's suite (recorded on AWS), query, ExclusiveStartKey for local and global indexes."""
    with invalid(message):
        query(db, table, name, condition, S(b="b"), ExclusiveStartKey=start)


def test_index_names_are_constrained(db, table):
    """dynalite's suite, query: IndexName has 3 to 255 characters."""
    for name, bound in (("ab", "greater than or equal to 3"), ("a" * 256, "less than or equal to 255")):
        with refused("ValidationException", matching=f"'indexName' failed to satisfy constraint: Member must have length {bound}"):
            query(db, table, name, "c = :c", S(c="x"))


def test_keys_of_indexes_are_scalars(db, table, pk):
    """dynalite's suite, query, "non-scalar index access in FilterExpression": also a key of an index that is not the one queried."""
    with invalid("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: d"):
        query(db, table, "global-all", "c = :c", S(c=pk), FilterExpression="attribute_exists(d.x)")
