"""Scan: API reference "Scan"; developer guide, "Scanning tables"."""

import pytest
from support import tables
from support.expect import assert_same_items, constraint, invalid, refused, violation

ITEMS = [{"pk": {"S": f"item-{number:02}"}, "n": {"N": str(number)}, "s": {"S": ["apple", "banana", "cherry"][number % 3]},
          "b": {"B": bytes([number, number + 1])}, "ss": {"SS": ["a", "b"] if number % 2 else ["b", "c"]},
          "m": {"M": {"in": {"N": str(number % 5)}}}} for number in range(25)]


@pytest.fixture(scope="module")
def table(db):
    name = tables.unique_name("scan")
    db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
    tables.wait_active(db, name)
    for item in ITEMS:
        db.put_item(TableName=name, Item=item)
    yield name
    tables.drop(db, name)


def numbers(answer) -> list:
    return sorted(int(item["n"]["N"]) for item in answer["Items"])


@pytest.mark.parametrize("consistent", [True, False])
def test_answers_everything(db, table, consistent):
    """API reference, Scan: every item of the table, once; Count and ScannedCount."""
    answer = db.scan(TableName=table, ConsistentRead=consistent)
    assert_same_items(answer["Items"], ITEMS, "pk")
    assert (answer["Count"], answer["ScannedCount"]) == (25, 25) and "LastEvaluatedKey" not in answer


def test_an_empty_table(db, make_table):
    """API reference, Scan: a table without items answers an empty list."""
    answer = db.scan(TableName=make_table())
    assert (answer["Items"], answer["Count"], answer["ScannedCount"]) == ([], 0, 0) and "LastEvaluatedKey" not in answer


@pytest.mark.parametrize("limit", [1, 4, 24, 25, 26])
def test_pages(db, table, limit):
    """Developer guide, "Paginating the results": Limit items a page, and together every item once."""
    items, start = [], {}
    while True:
        answer = db.scan(TableName=table, Limit=limit, **start)
        assert len(answer["Items"]) <= limit
        items += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            break
        assert answer["LastEvaluatedKey"] == {"pk": answer["Items"][-1]["pk"]}
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    assert_same_items(items, ITEMS, "pk")


def test_a_partition_stays_together_and_in_order(db, sorted_table, pk):
    """Developer guide, "Scanning tables": items of a partition key are ordered by sort key, also in a scan."""
    for sk in "cab":
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": sk}})
    assert [item["sk"]["S"] for item in tables.scan_all(db, sorted_table) if item["pk"]["S"] == pk] == ["a", "b", "c"]


@pytest.mark.parametrize("expression, values, expected", [
    ("s = :v", {":v": {"S": "banana"}}, [n for n in range(25) if n % 3 == 1]),
    ("n <> :v", {":v": {"N": "20"}}, [n for n in range(25) if n != 20]),
    ("n >= :v AND n < :w", {":v": {"N": "9.5"}, ":w": {"N": "1.2E1"}}, [10, 11]),
    ("s <= :v", {":v": {"S": "banana"}}, [n for n in range(25) if n % 3 < 2]),
    ("contains(s, :v)", {":v": {"S": "an"}}, [n for n in range(25) if n % 3 == 1]),
    ("begins_with(s, :v)", {":v": {"S": "ch"}}, [n for n in range(25) if n % 3 == 2]),
    ("b > :v", {":v": {"B": bytes([22, 23])}}, [23, 24]),
    ("b BETWEEN :v AND :w", {":v": {"B": b"\x03"}, ":w": {"B": b"\x05\x00"}}, [3, 4]),
    ("begins_with(b, :v)", {":v": {"B": b"\x07"}}, [7]),
    ("ss = :v", {":v": {"SS": ["b", "a"]}}, [n for n in range(25) if n % 2]),
    ("ss <> :v", {":v": {"SS": ["b", "a"]}}, [n for n in range(25) if n % 2 == 0]),
    ("contains(ss, :v)", {":v": {"S": "c"}}, [n for n in range(25) if n % 2 == 0]),
    ("m.#in IN (:v, :w)", {":v": {"N": "1"}, ":w": {"N": "3.0"}}, [n for n in range(25) if n % 5 in (1, 3)]),
    ("pk = :v", {":v": {"S": "item-03"}}, [3]),
    ("NOT (n < :v OR s = :w)", {":v": {"N": "20"}, ":w": {"S": "apple"}}, [20, 22, 23]),
    ("attribute_exists(nope)", {}, []),
    ("size(ss) = :v AND n < :v", {":v": {"N": "2"}}, [0, 1]),
    ("(s = :v OR s = :w) AND (n > :x)", {":v": {"S": "apple"}, ":w": {"S": "cherry"}, ":x": {"N": "21"}}, [23, 24]),
])
def test_filters(db, table, expression, values, expected):
    """Developer guide, "Filter expressions for scan": every operator; keys may be used; ScannedCount counts what was read."""
    parameters = {"ExpressionAttributeValues": values} if values else {}
    if "#in" in expression:
        parameters["ExpressionAttributeNames"] = {"#in": "in"}
    answer = db.scan(TableName=table, FilterExpression=expression, **parameters)
    assert numbers(answer) == expected
    assert (answer["Count"], answer["ScannedCount"]) == (len(expected), 25)


@pytest.mark.parametrize("segments", [1, 2, 4, 7, 100])
def test_segments_together_are_the_table(db, table, segments):
    """Developer guide, "Parallel scan": segments are disjoint, and together every item; each can be paged."""
    items = []
    for segment in range(segments):
        items += tables.scan_all(db, table, TotalSegments=segments, Segment=segment, Limit=3)
    assert_same_items(items, ITEMS, "pk")


@pytest.mark.parametrize("parameters, message", [
    ({"Segment": 0}, "The TotalSegments parameter is required but was not present in the request when Segment parameter is present"),
    ({"TotalSegments": 4}, "The Segment parameter is required but was not present in the request when parameter TotalSegments is present"),
    ({"Segment": 5, "TotalSegments": 5}, "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
                                         "Segment: 5 is not less than TotalSegments: 5"),
    ({"FilterExpression": ""}, "Invalid FilterExpression: The expression can not be empty;"),
    ({"ProjectionExpression": ""}, "Invalid ProjectionExpression: The expression can not be empty;"),
    ({"FilterExpression": "n = :nope"},
     "Invalid FilterExpression: An expression attribute value used in expression is not defined; attribute value: :nope"),
    ({"FilterExpression": "status = n"}, "Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: status"),
    ({"FilterExpression": "whatever(n)"}, "Invalid FilterExpression: Invalid function name; function: whatever"),
    ({"FilterExpression": "size(n)"}, "Invalid FilterExpression: The function is not allowed to be used this way in an expression; function: size"),
    ({"FilterExpression": "contains(n)"}, "Invalid FilterExpression: Incorrect number of operands for operator or function; "
                                          "operator or function: contains, number of operands: 1"),
    ({"FilterExpression": "begins_with(n, :v)", "ExpressionAttributeValues": {":v": {"N": "1"}}},
     "Invalid FilterExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N"),
    ({"FilterExpression": "attribute_exists(:v)", "ExpressionAttributeValues": {":v": {"N": "1"}}},
     "Invalid FilterExpression: Operator or function requires a document path; operator or function: attribute_exists"),
    ({"FilterExpression": "n = n"}, "Invalid FilterExpression: The first operand must be distinct from the remaining operands for this "
                                    "operator or function; operator: =, first operand: [n]"),
    ({"FilterExpression": "((n = s))"}, "Invalid FilterExpression: The expression has redundant parentheses;"),
    ({"IndexName": "whatever"}, "The table does not have the specified index: whatever"),
    ({"ExclusiveStartKey": {"nope": {"S": "a"}}}, "The provided starting key is invalid: The provided key element does not match the schema"),
])
def test_wrong_parameters_are_refused(db, table, parameters, message):
    """dynamodb-conformance, tier3/error-messages/scan, and dynalite's suite, scan."""
    with invalid(message):
        db.scan(TableName=table, **parameters)


@pytest.mark.parametrize("expression", ["things are not gonna be ok", "n > 4", "attribute_exists(a..b)", "n in (s,)", "a > between", "size(a).b > a", "\u00fc > a"])
def test_syntax_errors(db, table, expression):
    """dynalite's suite, scan, "syntax errors"."""
    with refused("ValidationException", matching="^Invalid FilterExpression: Syntax error; token: "):
        db.scan(TableName=table, FilterExpression=expression)


@pytest.mark.parametrize("parameters, violated", [
    ({"Limit": 0}, violation(0, "limit", "have value greater than or equal to 1")),
    ({"Segment": -1, "TotalSegments": 1}, violation(-1, "segment", "have value greater than or equal to 0")),
    ({"Segment": 0, "TotalSegments": 0}, violation(0, "totalSegments", "have value greater than or equal to 1")),
    ({"Segment": 0, "TotalSegments": 1000001}, violation(1000001, "totalSegments", "have value less than or equal to 1000000")),
])
def test_violated_constraints_are_named(db, table, parameters, violated):
    """Service model, Scan: PositiveIntegerObject, ScanSegment, ScanTotalSegments; dynamodb-conformance for the text of Limit."""
    with constraint(violated):
        db.scan(TableName=table, **parameters)


def test_count_and_projection(db, table):
    """API reference, Scan, Select: COUNT answers numbers only; a projection narrows items."""
    answer = db.scan(TableName=table, Select="COUNT", FilterExpression="s = :s", ExpressionAttributeValues={":s": {"S": "apple"}})
    assert (answer["Count"], answer["ScannedCount"]) == (9, 25) and "Items" not in answer
    answer = db.scan(TableName=table, ProjectionExpression="pk, m.#in", ExpressionAttributeNames={"#in": "in"})
    assert_same_items(answer["Items"], [{"pk": item["pk"], "m": item["m"]} for item in ITEMS], "pk")


def test_a_page_holds_at_most_1_mib(db, make_table):
    """API reference, Scan: 1 MB of data a page, before the filter."""
    name = make_table()
    for number in range(24):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}, "d": {"S": "x" * 90_000}})
    pages = list(db.get_paginator("scan").paginate(TableName=name, FilterExpression="pk <> :x", ExpressionAttributeValues={":x": {"S": "3"}}))
    assert all(page["ScannedCount"] <= 12 for page in pages) and 2 <= len(pages) <= 3
    assert sorted(int(item["pk"]["S"]) for page in pages for item in page["Items"]) == [n for n in range(24) if n != 3]


def test_an_unknown_table_is_refused(db):
    """dynamodb-conformance, tier3/error-messages/scan."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        db.scan(TableName="no-such-table")


def test_consumed_capacity(db, make_table):
    """Developer guide, "Read/write capacity": everything that was read, rounded up to 4 KB, also what the filter dropped."""
    name = make_table()
    for number in range(9):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}, "d": {"S": "x" * 1000}})
    answer = db.scan(TableName=name, ConsistentRead=True, FilterExpression="attribute_exists(nope)", ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == {"TableName": name, "CapacityUnits": 3.0}
