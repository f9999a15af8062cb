"""Scan of secondary indexes: API reference "Scan"; developer guide, "Scanning tables". Texts from dynalite's suite (recorded on AWS over
the years); "conformance" is dynamodb-conformance (recorded on AWS in 2026)."""

import pytest
from support import tables
from support.expect import assert_same_items, invalid, invalid_parameter, refused
from support.indexes import KEYS_ONLY, assert_complete, include, index, scan_index, wait_index

LOCAL = [index("local-all", "a", "c"), index("local-some", "a", "d", projection=include("c")), index("local-keys", "a", "d", projection=KEYS_ONLY)]
GLOBAL = [index("global-all", "c"), index("global-some", "c", "d", projection=include("e")), index("global-keys", "d", "c", projection=KEYS_ONLY),
          index("global-several", "c+d", "b+a", projection=KEYS_ONLY)]
ALL_INDEXES = [one["IndexName"] for one in LOCAL + GLOBAL]
KEYS = {"local-all": "abc", "local-some": "abd", "local-keys": "abd", "global-all": "abc", "global-some": "abcd", "global-keys": "abcd", "global-several": "abcd"}
KEPT = {"local-all": "abcdef", "local-some": "abcd", "local-keys": "abd", "global-all": "abcdef", "global-some": "abcde", "global-keys": "abcd",
        "global-several": "abcd"}


def S(**values: str) -> dict:
    return {name: {"S": value} for name, value in values.items()}


# Nine partitions, twenty sort keys; c of three values, absent in every tenth; d of two values, absent in every seventh.
ITEMS = [{**S(a=f"a{n % 9}", b=f"{n // 9:02}", e=f"e{n}", f="f"), **(S(c=f"c{n % 3}") if n % 10 else {}), **(S(d=f"d{n % 2}") if n % 7 else {})} for n in range(180)]


@pytest.fixture(scope="module")
def table(db):
    name = tables.unique_name("scanned")
    db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("a:S", "b:S", attributes=("c:S", "d:S")),
                    LocalSecondaryIndexes=LOCAL, GlobalSecondaryIndexes=GLOBAL)
    for one in GLOBAL:
        wait_index(db, name, one["IndexName"])
    tables.put_all(db, name, ITEMS)
    assert_complete(db, name, *ALL_INDEXES)
    yield name
    tables.drop(db, name)


def expected(name: str) -> list:
    return [{attribute: value for attribute, value in item.items() if attribute in KEPT[name]} for item in ITEMS if all(key in item for key in KEYS[name])]


@pytest.mark.parametrize("name", ALL_INDEXES)
def test_answers_every_entry(db, table, name):
    """API reference, Scan, IndexName; conformance, tier1/scan/gsi and lsi: each item that has the index's keys, with what is projected, and
    no other."""
    answer = db.scan(TableName=table, IndexName=name)
    assert_same_items(answer["Items"], expected(name), "a", "b")
    assert answer["Count"] == answer["ScannedCount"] == len(expected(name)) and "LastEvaluatedKey" not in answer


@pytest.mark.parametrize("name", ALL_INDEXES)
@pytest.mark.parametrize("limit", [1, 7, 50, 200])
def test_pages(db, table, name, limit):
    """conformance, tier1/scan/gsiPagination and lsiPagination: many entries under one index key; a page's key is the table's key and the
    index's."""
    found, start = [], {}
    while True:
        answer = db.scan(TableName=table, IndexName=name, Limit=limit, **start)
        assert len(answer["Items"]) <= limit
        found += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            break
        assert answer["LastEvaluatedKey"] == {key: found[-1][key] for key in KEYS[name]}
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    assert_same_items(found, expected(name), "a", "b")
    assert found == scan_index(db, table, name)


@pytest.mark.parametrize("name", ALL_INDEXES)
@pytest.mark.parametrize("segments", [1, 2, 5, 16])
def test_segments_cover_everything_once(db, table, name, segments):
    """API reference, Scan, Segment and TotalSegments: the segments of an index, each in pages, hold each entry once."""
    found = []
    for segment in range(segments):
        start = {}
        while start is not None:
            answer = db.scan(TableName=table, IndexName=name, Segment=segment, TotalSegments=segments, Limit=11, **start)
            found += answer["Items"]
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]} if "LastEvaluatedKey" in answer else None
    assert_same_items(found, expected(name), "a", "b")


def test_partitions_are_together(db, table):
    """Developer guide, "Working with scans": within a partition of the index the entries are sorted by its sort key."""
    for name, hashed, sort in (("global-some", ("c",), "d"), ("local-all", ("a",), "c"), ("global-several", ("c", "d"), "b")):
        groups = [tuple(item[key]["S"] for key in hashed) for item in scan_index(db, table, name)]
        seen = [group for number, group in enumerate(groups) if number == 0 or groups[number - 1] != group]
        assert len(seen) == len(set(seen))
        for group in seen:
            keys = [item[sort]["S"] for item in scan_index(db, table, name) if tuple(item[key]["S"] for key in hashed) == group]
            assert keys == sorted(keys)


@pytest.mark.parametrize("consistent", [True, False])
def test_consistent_reads_of_local_indexes(db, table, consistent):
    """conformance, tier1/scan/lsi, "supports ConsistentRead on LSI scan": it sees what was written before."""
    for number in range(5):
        item = S(a="fresh", b=str(number), c="c9", d="d9")
        db.put_item(TableName=table, Item=item)
        if consistent:
            found = db.scan(TableName=table, IndexName="local-all", ConsistentRead=True, FilterExpression="a = :a", ExpressionAttributeValues={":a": {"S": "fresh"}})
            assert found["Items"] == [item]
        db.delete_item(TableName=table, Key={"a": item["a"], "b": item["b"]})
    assert_complete(db, table, *ALL_INDEXES)


def test_filters(db, table):
    """conformance, tier1/scan/gsi: a Scan's filter may use key attributes, of the index and of the table; it is applied after reading."""
    answer = db.scan(TableName=table, IndexName="global-some", FilterExpression="c = :c AND begins_with(a, :a) AND e <> :e",
                     ExpressionAttributeValues={":c": {"S": "c1"}, ":a": {"S": "a"}, ":e": {"S": "e1"}})
    wanted = [item for item in expected("global-some") if item["c"]["S"] == "c1" and item["e"]["S"] != "e1"]
    assert_same_items(answer["Items"], wanted, "a", "b")
    assert (answer["Count"], answer["ScannedCount"]) == (len(wanted), len(expected("global-some")))
    page = db.scan(TableName=table, IndexName="global-some", FilterExpression="c = :c", ExpressionAttributeValues={":c": {"S": "nope"}}, Limit=4)
    assert (page["Items"], page["ScannedCount"]) == ([], 4) and set(page["LastEvaluatedKey"]) == set("abcd")


def test_select(db, table):
    """API reference, Scan, Select: COUNT, ALL_PROJECTED_ATTRIBUTES, which is the default on an index, SPECIFIC_ATTRIBUTES; ALL_ATTRIBUTES
    of a local index come from the table."""
    default = scan_index(db, table, "global-some")
    assert scan_index(db, table, "global-some", Select="ALL_PROJECTED_ATTRIBUTES") == default
    answer = db.scan(TableName=table, IndexName="global-some", Select="COUNT")
    assert answer["Count"] == answer["ScannedCount"] == len(default) and "Items" not in answer
    assert scan_index(db, table, "global-some", ProjectionExpression="e, #b", ExpressionAttributeNames={"#b": "b"}) == [
        {"e": item["e"], "b": item["b"]} for item in default]
    for name in ("local-some", "local-keys"):
        wanted = [item for item in ITEMS if all(key in item for key in KEYS[name])]
        assert_same_items(scan_index(db, table, name, Select="ALL_ATTRIBUTES"), wanted, "a", "b")
        assert_same_items(scan_index(db, table, name, ProjectionExpression="a, b, f"), [{key: item[key] for key in "abf"} for item in wanted], "a", "b")
    assert_same_items(scan_index(db, table, "global-all", Select="ALL_ATTRIBUTES"), expected("global-all"), "a", "b")


def test_consumed_capacity(db, make_table):
    """dynalite's suite, query, for what an index's reads cost, here of Scan: by the size of its entries, and none of the table's."""
    name = make_table("a:S", "b:S", attributes=("c:S",), GlobalSecondaryIndexes=[index("global-all", "c"), index("global-keys", "c", projection=KEYS_ONLY)],
                      LocalSecondaryIndexes=[index("local-all", "a", "c"), index("local-keys", "a", "c", projection=KEYS_ONLY)])
    tables.put_all(db, name, [S(a=str(n), b="b", c="c", f="x" * 1500) for n in range(5)])
    assert_complete(db, name, "global-all", "global-keys", "local-all", "local-keys")
    for one, consistent, units in (("global-all", False, 1.0), ("global-keys", False, 0.5), ("local-all", True, 2.0), ("local-keys", True, 1.0)):
        kind = f"{one.split('-')[0].capitalize()}SecondaryIndexes"
        answer = db.scan(TableName=name, IndexName=one, ConsistentRead=consistent, ReturnConsumedCapacity="INDEXES")
        assert answer["ConsumedCapacity"] == {"TableName": name, "CapacityUnits": units, "Table": {"CapacityUnits": 0.0}, kind: {one: {"CapacityUnits": units}}}
        answer = db.scan(TableName=name, IndexName=one, ConsistentRead=consistent, ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"] == {"TableName": name, "CapacityUnits": units}


# ---- what is refused ----

def test_unknown_indexes_and_consistent_reads(db, table):
    """dynalite's suite, scan, "unknown index" (before the starting key and the filter's paths); conformance, tier3/error-messages/indexReads."""
    for parameters in ({}, {"ConsistentRead": True}, {"ExclusiveStartKey": S(a="a", b="a", c="a")}, {"FilterExpression": "attribute_exists(a.b.c)"}):
        with invalid("The table does not have the specified index: whatever"):
            db.scan(TableName=table, IndexName="whatever", **parameters)
    for name in ("global-all", "global-keys", "global-several"):
        with invalid("Consistent reads are not supported on global secondary indexes"):
            db.scan(TableName=table, IndexName=name, ConsistentRead=True)


def test_what_a_global_index_does_not_have_is_refused(db, table):
    """dynalite's suite, scan, "specifying ALL_ATTRIBUTES when global index does not have ALL"; projections and filters as in Query."""
    for name in ("global-some", "global-keys"):
        with invalid_parameter(f"Select type ALL_ATTRIBUTES is not supported for global secondary index {name} because its projection type is not ALL"):
            db.scan(TableName=table, IndexName=name, Select="ALL_ATTRIBUTES")
        with invalid_parameter(f"Global secondary index {name} does not project [f]"):
            db.scan(TableName=table, IndexName=name, ProjectionExpression="f, a")
        with invalid_parameter(f"Secondary index {name} does not project one or more filter attributes: [f]"):
            db.scan(TableName=table, IndexName=name, FilterExpression="attribute_exists(f)")


INVALID = "The provided starting key is invalid"
SCHEMA = "The provided key element does not match the schema"


@pytest.mark.parametrize("name, start, message", [
    *(("local-all", start, INVALID) for start in ({}, S(a="a"), S(a="a", b="a"), S(b="a", c="a"), {**S(a="a"), "c": {"N": "1"}}, S(a="a", z="1"),
                                                  S(a="a", b="1", c="1", d="1"))),
    *(("global-all", start, INVALID) for start in ({}, S(a="a"), S(c="1"), S(a="a", b="a"), S(a="a", b="a", z="a"), S(a="a", b="a", c="a", z="a"))),
    *(("global-some", start, INVALID) for start in (S(c="1"), S(a="a", c="1"), S(a="a", b="1", c="1"), S(a="a", b="1", c="1", d="1", e="1"))),
    *(("local-all", start, SCHEMA) for start in ({**S(a="a", b="a"), "c": {"N": "1"}}, {**S(a="a", b="a"), "c": {"B": b"a"}})),
    ("global-all", {**S(a="1", b="1"), "c": {"B": b"a"}}, SCHEMA),
    ("global-some", {**S(a="1", b="1", c="1"), "d": {"N": "1"}}, SCHEMA), ("global-some", {**S(a="1", b="1", d="1"), "c": {"N": "1"}}, SCHEMA),
])
def test_starting_keys_are_checked(db, table, name, start, message):
    """dynalite's suite (recorded on AWS), scan, ExclusiveStartKey for local and global indexes."""
    with invalid(message):
        db.scan(TableName=table, IndexName=name, ExclusiveStartKey=start)


def test_index_names_are_constrained(db, table):
    """dynalite's suite, scan: IndexName has 3 to 255 characters."""
    for name, bound in (("ab", "greater than or equal to 3"), ("a" * 256, "less than or equal to 255")):
        with refused("ValidationException", matching=f"'indexName' failed to satisfy constraint: Member must have length {bound}"):
            db.scan(TableName=table, IndexName=name)
