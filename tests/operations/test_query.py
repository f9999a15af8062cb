"""Query: API reference "Query"; developer guide, "Key condition expressions for the Query operation", "Paginating table query results"."""

from decimal import Decimal

import pytest
from support import tables
from support.expect import constraint, invalid, refused, violation

SORT_KEYS = ["a", "ab", "abc", "b", "ba", "c\u00e9", "z", "\U0001f600"]


@pytest.fixture
def words(db, sorted_table, pk):
    for number, sk in enumerate(SORT_KEYS):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": sk}, "n": {"N": str(number)},
                                                  "kind": {"S": "even" if number % 2 == 0 else "odd"}})
    db.put_item(TableName=sorted_table, Item={"pk": {"S": pk + "x"}, "sk": {"S": "a"}})
    db.put_item(TableName=sorted_table, Item={"pk": {"S": pk[:-1]}, "sk": {"S": "z"}})
    return pk


def query(db, table, pk, condition="pk = :pk", values=None, **parameters):
    return db.query(TableName=table, KeyConditionExpression=condition, ExpressionAttributeValues={":pk": {"S": pk}, **(values or {})}, **parameters)


def found(answer, name="sk", kind="S"):
    return [item[name][kind] for item in answer["Items"]]


@pytest.mark.parametrize("consistent", [True, False])
def test_answers_a_partition_in_order(db, sorted_table, words, consistent):
    """API reference, Query: the items of the partition key, sorted by the sort key's UTF-8 bytes; Count and ScannedCount."""
    answer = query(db, sorted_table, words, ConsistentRead=consistent)
    assert found(answer) == SORT_KEYS
    assert (answer["Count"], answer["ScannedCount"]) == (len(SORT_KEYS), len(SORT_KEYS))
    assert "LastEvaluatedKey" not in answer


def test_backwards(db, sorted_table, words):
    """API reference, Query, ScanIndexForward: false answers in descending order."""
    assert found(query(db, sorted_table, words, ScanIndexForward=False)) == SORT_KEYS[::-1]


@pytest.mark.parametrize("condition, values, expected", [
    ("pk = :pk AND sk = :a", {":a": "ab"}, ["ab"]),
    ("sk = :a AND pk = :pk", {":a": "ab"}, ["ab"]),
    (":pk = pk AND :a = sk", {":a": "ab"}, ["ab"]),
    ("pk = :pk AND sk = :a", {":a": "nope"}, []),
    ("pk = :pk AND sk < :a", {":a": "b"}, ["a", "ab", "abc"]),
    ("pk = :pk AND sk <= :a", {":a": "b"}, ["a", "ab", "abc", "b"]),
    ("pk = :pk AND sk > :a", {":a": "b"}, ["ba", "c\u00e9", "z", "\U0001f600"]),
    ("pk = :pk AND sk >= :a", {":a": "b"}, ["b", "ba", "c\u00e9", "z", "\U0001f600"]),
    ("pk = :pk AND sk BETWEEN :a AND :b", {":a": "ab", ":b": "b"}, ["ab", "abc", "b"]),
    ("pk = :pk and sk between :a and :b", {":a": "aaa", ":b": "aaa"}, []),
    ("pk = :pk AND begins_with(sk, :a)", {":a": "ab"}, ["ab", "abc"]),
    ("pk = :pk AND begins_with(sk, :a)", {":a": "\U0001f600"}, ["\U0001f600"]),
    ("(pk = :pk) AND (sk = :a)", {":a": "ab"}, ["ab"]),
    ("(pk = :pk AND sk = :a)", {":a": "ab"}, ["ab"]),
    ("(pk = :pk AND (sk = :a))", {":a": "ab"}, ["ab"]),
])
def test_key_conditions(db, sorted_table, words, condition, values, expected):
    """Developer guide, "Key condition expressions": =, <, <=, >, >=, BETWEEN, begins_with; with parentheses (dynamodb-conformance)."""
    values = {name: {"S": text} for name, text in values.items()}
    assert found(query(db, sorted_table, words, condition, values)) == expected
    assert found(query(db, sorted_table, words, condition, values, ScanIndexForward=False)) == expected[::-1]


NUMBERS = ["-9.9999999999999999999999999999999999999E+125", "-1000", "-10.5", "-10.25", "-1", "-0.001", "-1E-130", "0", "1E-130", "0.001", "0.5", "1",
           "2", "10", "10.25", "99999999999999999999999999999999999999", "1E100", "9.9999999999999999999999999999999999999E+125"]


def test_numbers_sort_as_numbers(db, number_table, pk):
    """API reference, Query: numeric order for a sort key of type Number; dynamodb-conformance, numberPrecision."""
    for number in sorted(NUMBERS):
        db.put_item(TableName=number_table, Item={"pk": {"S": pk}, "sk": {"N": number}})
    expected = [Decimal(number) for number in NUMBERS]
    assert [Decimal(number) for number in found(query(db, number_table, pk), "sk", "N")] == expected
    answer = query(db, number_table, pk, "pk = :pk AND sk BETWEEN :a AND :b", {":a": {"N": "-10.3"}, ":b": {"N": "1.0"}})
    assert [Decimal(number) for number in found(answer, "sk", "N")] == [n for n in expected if Decimal("-10.3") <= n <= 1]


def test_binaries_sort_as_bytes(db, binary_table, pk):
    """API reference, Query: binary sort keys are ordered as unsigned bytes."""
    keys = [b"\x00", b"\x00\x00", b"\x00\x01", b"\x01", b"\x7f", b"\x80", b"\xff", b"\xff\x00", b"\xff\xff"]
    for key in reversed(keys):
        db.put_item(TableName=binary_table, Item={"pk": {"S": pk}, "sk": {"B": key}})
    assert found(query(db, binary_table, pk), "sk", "B") == keys
    answer = query(db, binary_table, pk, "pk = :pk AND begins_with(sk, :a)", {":a": {"B": b"\xff"}})
    assert found(answer, "sk", "B") == [b"\xff", b"\xff\x00", b"\xff\xff"]


def test_nothing_found_is_no_error(db, sorted_table, pk):
    """API reference, Query: a partition key without items answers an empty list."""
    answer = query(db, sorted_table, pk)
    assert (answer["Items"], answer["Count"], answer["ScannedCount"]) == ([], 0, 0)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 9])
@pytest.mark.parametrize("forward", [True, False])
def test_pages(db, sorted_table, words, limit, forward):
    """Developer guide, "Paginating table query results": Limit items a page, LastEvaluatedKey as the next ExclusiveStartKey."""
    keys, start = [], {}
    while True:
        answer = query(db, sorted_table, words, Limit=limit, ScanIndexForward=forward, **start)
        assert len(answer["Items"]) <= limit
        keys += found(answer)
        if "LastEvaluatedKey" not in answer:
            break
        assert answer["LastEvaluatedKey"] == {"pk": {"S": words}, "sk": {"S": keys[-1]}}
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    assert keys == (SORT_KEYS if forward else SORT_KEYS[::-1])


def test_a_full_last_page_may_be_followed_by_an_empty_one(db, sorted_table, words):
    """Developer guide, "Paginating": a page that Limit ended has a LastEvaluatedKey, even where nothing follows."""
    answer = query(db, sorted_table, words, Limit=len(SORT_KEYS))
    rest = query(db, sorted_table, words, ExclusiveStartKey=answer["LastEvaluatedKey"])
    assert rest["Items"] == [] and "LastEvaluatedKey" not in rest


def test_a_page_may_start_at_a_deleted_item(db, sorted_table, words):
    """API reference, Query, ExclusiveStartKey: a key is a place, whether or not an item is there."""
    start = query(db, sorted_table, words, Limit=3)["LastEvaluatedKey"]
    db.delete_item(TableName=sorted_table, Key=start)
    assert found(query(db, sorted_table, words, ExclusiveStartKey=start)) == SORT_KEYS[3:]


def test_the_filter_comes_after_reading(db, sorted_table, words):
    """Developer guide, "Filter expressions for the Query operation": applied after the items are read, so Limit counts items read."""
    filtered = {"FilterExpression": "kind = :k", "values": {":k": {"S": "even"}}}
    answer = query(db, sorted_table, words, **filtered)
    assert (answer["Count"], answer["ScannedCount"]) == (4, 8)
    page = query(db, sorted_table, words, **filtered, Limit=3)
    assert (found(page), page["Count"], page["ScannedCount"]) == (["a", "abc"], 2, 3)
    assert page["LastEvaluatedKey"]["sk"] == {"S": "abc"}
    nothing = query(db, sorted_table, words, FilterExpression="kind = :k", values={":k": {"S": "nope"}}, Limit=2)
    assert nothing["Items"] == [] and nothing["LastEvaluatedKey"]["sk"] == {"S": "ab"}


def test_a_page_holds_at_most_1_mib(db, sorted_table, pk):
    """API reference, Query: "maximum of 1 MB of data", measured before the filter; the pages together are all items."""
    for number in range(30):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": f"{number:03}"}, "d": {"S": "x" * 60_000}})
    first = query(db, sorted_table, pk)
    assert 16 <= first["Count"] <= 18 and first["LastEvaluatedKey"]["sk"] == first["Items"][-1]["sk"]
    everything = tables.query_all(db, sorted_table, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": pk}})
    assert [item["sk"]["S"] for item in everything] == [f"{number:03}" for number in range(30)]
    none = query(db, sorted_table, pk, FilterExpression="attribute_exists(nope)")
    assert none["Count"] == 0 and none["ScannedCount"] == first["Count"] and "LastEvaluatedKey" in none


def test_projection_and_select(db, sorted_table, words):
    """API reference, Query, Select and ProjectionExpression: COUNT answers no items; SPECIFIC_ATTRIBUTES goes with a projection."""
    assert query(db, sorted_table, words, ProjectionExpression="n", Limit=1)["Items"] == [{"n": {"N": "0"}}]
    answer = query(db, sorted_table, words, Select="COUNT")
    assert (answer["Count"], answer["ScannedCount"]) == (8, 8) and "Items" not in answer
    answer = query(db, sorted_table, words, Select="COUNT", FilterExpression="kind = :k", values={":k": {"S": "odd"}})
    assert (answer["Count"], answer["ScannedCount"]) == (4, 8)
    answer = query(db, sorted_table, words, Select="SPECIFIC_ATTRIBUTES", ProjectionExpression="pk, sk", Limit=1)
    assert answer["Items"] == [{"pk": {"S": words}, "sk": {"S": "a"}}]
    assert query(db, sorted_table, words, Select="ALL_ATTRIBUTES", Limit=1)["Items"][0]["kind"] == {"S": "even"}
    with refused("ValidationException"):
        query(db, sorted_table, words, Select="SPECIFIC_ATTRIBUTES")


@pytest.mark.parametrize("condition, values, message", [
    ("sk = :a", {":a": {"S": "x"}}, "Query condition missed key schema element: pk"),
    ("attr = :a", {":a": {"S": "x"}}, "Query condition missed key schema element: pk"),
    ("pk = :a AND attr = :b", {":a": {"S": "x"}, ":b": {"S": "x"}}, "Query condition missed key schema element: sk"),
    ("pk > :a", {":a": {"S": "x"}}, "Query key condition not supported"),
    ("pk = :a", {":a": {"N": "1"}}, "One or more parameter values were invalid: Condition parameter type does not match schema type"),
    ("", {":a": {"S": "x"}}, "Invalid KeyConditionExpression: The expression can not be empty;"),
    ("pk = :a AND", {":a": {"S": "x"}}, None),
    ("pk = :a AND sk = :a AND n = :a", {":a": {"S": "x"}}, "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)"),
    ("pk = :a OR sk = :a", {":a": {"S": "x"}}, "Invalid operator used in KeyConditionExpression: OR"),
    ("NOT pk = :a", {":a": {"S": "x"}}, "Invalid operator used in KeyConditionExpression: NOT"),
    ("pk <> :a", {":a": {"S": "x"}}, "Invalid operator used in KeyConditionExpression: <>"),
    ("pk IN (:a)", {":a": {"S": "x"}}, "Invalid operator used in KeyConditionExpression: IN"),
    ("attribute_exists(pk)", {}, "Invalid operator used in KeyConditionExpression: attribute_exists"),
    ("contains(pk, :a)", {":a": {"S": "x"}}, "Invalid operator used in KeyConditionExpression: contains"),
    ("pk > size(sk)", {}, "KeyConditionExpressions cannot contain nested operations"),
    ("pk = sk", {}, "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"),
    ("pk.x = :a", {":a": {"S": "x"}}, "KeyConditionExpressions cannot have conditions on nested attributes"),
    ("pk = :a AND pk = :a", {":a": {"S": "x"}}, "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key"),
    ("pk = :a AND sk BETWEEN :b AND :a", {":a": {"S": "a"}, ":b": {"S": "b"}},
     "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
     "lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}"),
    ("pk = :a AND sk BETWEEN :b AND :a", {":a": {"S": "a"}, ":b": {"N": "1"}},
     "Invalid KeyConditionExpression: The BETWEEN operator requires same data type for lower and upper bounds; "
     "lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}"),
    ("((pk = :a)) AND ((sk = :a))", {":a": {"S": "a"}}, "Invalid KeyConditionExpression: The expression has redundant parentheses;"),
    ("pk = :nope", {":a": {"S": "a"}},
     "Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :nope"),
])
def test_wrong_key_conditions_are_refused(db, sorted_table, condition, values, message):
    """dynamodb-conformance, tier3/error-messages/query, and dynalite's suite, query: texts about KeyConditionExpression."""
    with refused("ValidationException", message, matching=None if message else "^Invalid KeyConditionExpression: Syntax error; "):
        db.query(TableName=sorted_table, KeyConditionExpression=condition, **({"ExpressionAttributeValues": values} if values else {}))


@pytest.mark.parametrize("parameters, message", [
    ({"ExpressionAttributeNames": {"#unused": "a"}}, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}"),
    ({"values": {":unused": {"S": "a"}}}, "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}"),
    ({"FilterExpression": "#missing = :pk"}, "Invalid FilterExpression: An expression attribute name used in the document path is not "
                                             "defined; attribute name: #missing"),
    ({"FilterExpression": ""}, "Invalid FilterExpression: The expression can not be empty;"),
    ({"IndexName": "whatever"}, "The table does not have the specified index: whatever"),
    ({"ExclusiveStartKey": {"sk": {"S": "a"}}}, "The provided starting key is invalid"),
    ({"ExclusiveStartKey": {"pk": {"S": "other"}, "sk": {"S": "a"}}},
     "The provided starting key is outside query boundaries based on provided conditions"),
])
def test_wrong_parameters_are_refused(db, sorted_table, words, parameters, message):
    """dynamodb-conformance, tier3/error-messages/query, and dynalite's suite, query."""
    with invalid(message):
        query(db, sorted_table, words, **parameters)


def test_the_filter_may_not_use_keys(db, sorted_table, words):
    """Developer guide, "Filter expressions for the Query operation": cannot contain partition key or sort key attributes; dynalite's text."""
    with refused("ValidationException", "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk"):
        query(db, sorted_table, words, FilterExpression="sk = :s", values={":s": {"S": "a"}})


def test_a_key_condition_is_required(db, sorted_table):
    """dynalite's suite, query: neither KeyConditions nor KeyConditionExpression."""
    with invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."):
        db.query(TableName=sorted_table)


def test_a_limit_of_zero_is_refused(db, sorted_table, words):
    """dynamodb-conformance, tier3/error-messages/query, "Limit of 0"."""
    with refused("ValidationException", matching=r"^1 validation error detected: Value .*at '[Ll]imit' failed to satisfy constraint: "
                                                 r"Member must have value greater than or equal to 1$"):
        query(db, sorted_table, words, Limit=0)


def test_an_unknown_select_is_refused(db, sorted_table, words):
    """dynamodb-conformance, tier3/error-messages/query, "invalid Select value"."""
    with constraint(violation("INVALID_VALUE", "select", "satisfy enum value set: "
                              "[SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]")):
        query(db, sorted_table, words, Select="INVALID_VALUE")


def test_a_table_without_sort_key(db, hash_table, pk):
    """API reference, Query: the partition key alone finds the one item."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "n": {"N": "1"}})
    assert query(db, hash_table, pk)["Items"] == [{"pk": {"S": pk}, "n": {"N": "1"}}]


def test_an_unknown_table_is_refused(db, pk):
    """dynamodb-conformance, tier1/query/validation."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        query(db, "no-such-table", pk)


def test_consumed_capacity(db, sorted_table, pk):
    """Developer guide, "Read/write capacity": the sizes of all items read together, then rounded up to 4 KB."""
    for number in range(10):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": str(number)}, "d": {"S": "x" * 1000}})
    units = [query(db, sorted_table, pk, ReturnConsumedCapacity="TOTAL", ConsistentRead=c)["ConsumedCapacity"]["CapacityUnits"] for c in (True, False)]
    assert units == [3.0, 1.5]
