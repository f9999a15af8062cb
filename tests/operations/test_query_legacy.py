"""Query with KeyConditions, QueryFilter, ConditionalOperator and AttributesToGet: API reference "Query"; developer guide, "Legacy
conditional parameters". The texts and the order of the checks are recorded by dynalite's test/query.js."""

import pytest
from support.expect import invalid, invalid_parameter, refused

SORT_KEYS = ["a", "ab", "b", "c"]


def compare(operator: str, *values: dict) -> dict:
    return {"ComparisonOperator": operator, "AttributeValueList": list(values)}


@pytest.fixture
def query(db, sorted_table, pk):
    for number, sk in enumerate(SORT_KEYS):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": sk}, "n": {"N": str(number)}, "tag": {"S": f"tag-{number % 2}"}})
    db.put_item(TableName=sorted_table, Item={"pk": {"S": pk + "x"}, "sk": {"S": "a"}})

    def run(sort: dict | None = None, **parameters):
        conditions = {"pk": compare("EQ", {"S": pk}), **({"sk": sort} if sort else {})}
        return db.query(TableName=sorted_table, **{"KeyConditions": conditions, **parameters})

    return run


def found(answer: dict) -> list:
    return [item["sk"]["S"] for item in answer["Items"]]


@pytest.mark.parametrize("sort, wanted", [
    (None, SORT_KEYS),
    (compare("EQ", {"S": "ab"}), ["ab"]),
    (compare("LT", {"S": "b"}), ["a", "ab"]),
    (compare("LE", {"S": "b"}), ["a", "ab", "b"]),
    (compare("GT", {"S": "ab"}), ["b", "c"]),
    (compare("GE", {"S": "ab"}), ["ab", "b", "c"]),
    (compare("BETWEEN", {"S": "ab"}, {"S": "b"}), ["ab", "b"]),
    (compare("BEGINS_WITH", {"S": "a"}), ["a", "ab"]),
])
def test_key_conditions(query, sort, wanted):
    """API reference, Query, KeyConditions: EQ on the partition key, and one comparison of the sort key."""
    answer = query(sort)
    assert found(answer) == wanted
    assert (answer["Count"], answer["ScannedCount"]) == (len(wanted), len(wanted))
    assert found(query(sort, ScanIndexForward=False)) == wanted[::-1]


def test_pages(query, pk):
    """API reference, Query, Limit and ExclusiveStartKey."""
    first = query(Limit=3)
    assert first["LastEvaluatedKey"] == {"pk": {"S": pk}, "sk": {"S": "b"}}
    assert found(query(ExclusiveStartKey=first["LastEvaluatedKey"])) == ["c"]


def test_an_index(db, make_table):
    """API reference, Query, IndexName: the conditions are on the index's key."""
    name = make_table("pk:S", attributes=("c:S", "d:N"), GlobalSecondaryIndexes=[{
        "IndexName": "by-c", "Projection": {"ProjectionType": "ALL"},
        "KeySchema": [{"AttributeName": "c", "KeyType": "HASH"}, {"AttributeName": "d", "KeyType": "RANGE"}]}])
    for number in range(4):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}, "c": {"S": "x"}, "d": {"N": str(number)}})
    conditions = {"c": compare("EQ", {"S": "x"}), "d": compare("GE", {"N": "2"})}
    answer = db.query(TableName=name, IndexName="by-c", KeyConditions=conditions)
    assert [item["d"]["N"] for item in answer["Items"]] == ["2", "3"]
    with invalid("QueryFilter can only contain non-primary key attributes: Primary key attribute: d"):
        db.query(TableName=name, IndexName="by-c", KeyConditions={"c": conditions["c"]}, QueryFilter={"d": conditions["d"]})


@pytest.mark.parametrize("parameters, wanted", [
    ({"QueryFilter": {}}, SORT_KEYS),
    ({"QueryFilter": {"n": compare("GE", {"N": "2"})}}, ["b", "c"]),
    ({"QueryFilter": {"n": compare("NE", {"N": "2"}), "tag": compare("CONTAINS", {"S": "-0"})}}, ["a"]),
    ({"QueryFilter": {"n": compare("EQ", {"N": "3"}), "tag": compare("EQ", {"S": "tag-0"})}, "ConditionalOperator": "OR"}, ["a", "b", "c"]),
    ({"QueryFilter": {"missing": {"ComparisonOperator": "NOT_NULL"}}}, []),
])
def test_filters(query, parameters, wanted):
    """API reference, Query, QueryFilter and ConditionalOperator: what does not match is read and not answered."""
    answer = query(**parameters)
    assert found(answer) == wanted
    assert (answer["Count"], answer["ScannedCount"]) == (len(wanted), len(SORT_KEYS))


def test_key_conditions_go_with_other_expressions(query):
    """ExtendDB, tests/test_conditional_operator.py, on DynamoDB: KeyConditions counts as an older parameter only beside a
    KeyConditionExpression."""
    answer = query(FilterExpression="n > :n", ExpressionAttributeValues={":n": {"N": "1"}}, ProjectionExpression="#sk",
                   ExpressionAttributeNames={"#sk": "sk"})
    assert answer["Items"] == [{"sk": {"S": "b"}}, {"sk": {"S": "c"}}]
    mixed = ("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {{{}}} "
             "Expression parameters: {{{}}}")
    with invalid(mixed.format("KeyConditions", "KeyConditionExpression")):
        query(KeyConditionExpression="pk = :pk")
    with invalid(mixed.format("QueryFilter", "FilterExpression")):
        query(QueryFilter={}, FilterExpression="")
    with invalid(mixed.format("AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions",
                              "ProjectionExpression, FilterExpression, KeyConditionExpression")):
        query(AttributesToGet=["n", "n"], QueryFilter={}, ConditionalOperator="OR", ProjectionExpression="", FilterExpression="",
              KeyConditionExpression="")


def test_attributes_to_get(query):
    """API reference, Query, AttributesToGet: only these, the keys not among them unless named; whole names, no paths."""
    assert query(compare("EQ", {"S": "a"}), AttributesToGet=["n", "missing", "tag.x"])["Items"] == [{"n": {"N": "0"}}]


@pytest.mark.parametrize("conditions, text", [
    ({"pk": compare("LE", {"S": "a"})}, "Query key condition not supported"),
    ({"pk": compare("BETWEEN", {"S": "a"}, {"S": "a"})}, "Query key condition not supported"),
    ({"pk": compare("NE", {"S": "a"})}, "Attempted conditional constraint is not an indexable operation"),
    ({"pk": compare("EQ", {"S": "a"}), "sk": {"ComparisonOperator": "NULL"}}, "Attempted conditional constraint is not an indexable operation"),
    ({"pk": compare("EQ", {"S": "a"}), "sk": compare("IN", {"S": "a"})}, "Attempted conditional constraint is not an indexable operation"),
    ({"sk": compare("EQ", {"S": "a"})}, "Query condition missed key schema element: pk"),
    ({"pk": compare("EQ", {"S": "a"}), "n": compare("EQ", {"S": "a"})}, "Query condition missed key schema element: sk"),
    ({"pk": compare("EQ", {"N": "1"})}, "One or more parameter values were invalid: Condition parameter type does not match schema type"),
    ({}, "Conditions can be of length 1 or 2 only"),
    ({"pk": compare("EQ")}, "One or more parameter values were invalid: Invalid number of argument(s) for the EQ ComparisonOperator"),
    ({"pk": compare("EQ", {"S": "a"}), "sk": compare("BEGINS_WITH", {"N": "1"})},
     "One or more parameter values were invalid: ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"),
    ({"pk": compare("EQ", {"S": "a"}), "sk": compare("BETWEEN", {"S": "b"}, {"S": "a"})},
     "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"),
])
def test_what_key_conditions_may_not_be(query, conditions, text):
    """dynalite, test/query.js."""
    with invalid(text):
        query(KeyConditions=conditions)


def test_filters_on_the_key_are_refused(query):
    """dynalite, actions/query.js: the text names the parameter."""
    for attribute in ("pk", "sk"):
        with invalid(f"QueryFilter can only contain non-primary key attributes: Primary key attribute: {attribute}"):
            query(QueryFilter={attribute: compare("EQ", {"S": "a"}), "n": compare("EQ", {"N": "1"})})


def test_the_order_of_the_checks(db, query):
    """dynalite, validations/query.js: the filter, AttributesToGet, the start key, whether there are key conditions, what they are, the table."""
    bad = {"ComparisonOperator": "EQ"}
    start, twice = {"ExclusiveStartKey": {"pk": {}}}, {"AttributesToGet": ["a", "a"]}
    with invalid_parameter("Invalid number of argument(s) for the EQ ComparisonOperator"):
        query(QueryFilter={"a": bad}, **start, **twice)
    with invalid_parameter("Duplicate value in attribute name: a"):
        query(KeyConditions={"pk": bad}, **start, **twice)
    with invalid("The provided starting key is invalid: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"):
        query(KeyConditions={"pk": bad}, **start)
    with invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."):
        db.query(TableName="no-such-table", QueryFilter={})
    with invalid_parameter("Invalid number of argument(s) for the EQ ComparisonOperator"):
        db.query(TableName="no-such-table", KeyConditions={"pk": bad})
    with refused("ResourceNotFoundException", "Requested resource not found"):
        db.query(TableName="no-such-table", KeyConditions={"z": {"ComparisonOperator": "NULL"}})


def test_a_conditional_operator_needs_two_conditions(db, query, sorted_table):
    """ExtendDB, tests/test_conditional_operator.py: KeyConditions are not among them; checked before the key conditions."""
    with invalid("ConditionalOperator cannot be used without Filter or Expected"):
        query(compare("EQ", {"S": "a"}), ConditionalOperator="AND")
    with invalid("ConditionalOperator cannot be used without Filter or Expected"):
        db.query(TableName=sorted_table, ConditionalOperator="AND")
    with invalid("ConditionalOperator can only be used when Filter or Expected has two or more elements"):
        query(ConditionalOperator="AND", QueryFilter={"n": compare("EQ", {"N": "1"})})
