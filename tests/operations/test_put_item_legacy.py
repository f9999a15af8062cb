"""PutItem with Expected and ConditionalOperator: API reference "PutItem"; developer guide, "Legacy conditional parameters". The texts
are recorded by dynalite's test/putItem.js, those about ConditionalOperator by ExtendDB's tests/test_conditional_operator.py, which runs
on DynamoDB."""

import pytest
from support.expect import constraint, invalid, invalid_parameter, refused, violation

CHECK_FAILED = "The conditional request failed"


@pytest.fixture
def put(db, hash_table, pk):
    """put(Expected=...): puts a new value over {"a": "x", "n": 5, "ss": ["x", "y"]}."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "a": {"S": "x"}, "n": {"N": "5"}, "ss": {"SS": ["x", "y"]}})

    def run(**parameters):
        return db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "new": {"BOOL": True}}, **parameters)

    return run


def compare(operator: str, *values: dict) -> dict:
    return {"ComparisonOperator": operator, "AttributeValueList": list(values)}


@pytest.mark.parametrize("expected", [
    {},
    {"a": {"Value": {"S": "x"}}},
    {"a": {"Value": {"S": "x"}, "Exists": True}},
    {"missing": {"Exists": False}},
    {"n": {"Value": {"N": "4"}, "ComparisonOperator": "GE"}},
    {"n": compare("EQ", {"N": "5.0"})},
    {"n": compare("BETWEEN", {"N": "5"}, {"N": "6"})},
    {"n": compare("IN", {"N": "1"}, {"N": "5"})},
    {"missing": compare("NE", {"N": "5"})},
    {"missing": {"ComparisonOperator": "NULL"}},
    {"ss": {"ComparisonOperator": "NOT_NULL", "AttributeValueList": []}},
    {"ss": compare("CONTAINS", {"S": "y"})},
    {"a": compare("BEGINS_WITH", {"S": "x"})},
    {"a": {"Value": {"S": "x"}}, "n": compare("LT", {"N": "6"}), "missing": {"Exists": False}},
])
def test_what_was_expected_is_replaced(db, hash_table, pk, put, expected):
    """API reference, PutItem, Expected: the item is put when every condition holds."""
    assert "Attributes" not in put(Expected=expected)
    assert "new" in db.get_item(TableName=hash_table, Key={"pk": {"S": pk}}, ConsistentRead=True)["Item"]


@pytest.mark.parametrize("expected", [
    {"a": {"Value": {"S": "y"}}},
    {"a": {"Value": {"N": "5"}}},
    {"a": {"Exists": False}},
    {"pk": {"Exists": False}},
    {"missing": {"Value": {"S": "x"}}},
    {"n": compare("LT", {"S": "9"})},
    {"missing": compare("NOT_CONTAINS", {"S": "x"})},
    {"a": {"Value": {"S": "x"}}, "n": compare("GT", {"N": "5"})},
])
def test_what_was_not_expected_stays(db, hash_table, pk, put, expected):
    """API reference, PutItem, Expected: otherwise ConditionalCheckFailedException, and nothing is written. That NOT_CONTAINS is false for
    a missing attribute: ScyllaDB's test_expected.py, which runs on DynamoDB."""
    with refused("ConditionalCheckFailedException", CHECK_FAILED):
        put(Expected=expected)
    assert "new" not in db.get_item(TableName=hash_table, Key={"pk": {"S": pk}}, ConsistentRead=True)["Item"]


def test_one_of_several_is_enough_with_or(put):
    """API reference, PutItem, ConditionalOperator: OR is true when one condition is; the default is AND."""
    expected = {"a": {"Value": {"S": "other"}}, "n": compare("EQ", {"N": "5"})}
    for operator in ({}, {"ConditionalOperator": "AND"}):
        with refused("ConditionalCheckFailedException", CHECK_FAILED):
            put(Expected=expected, **operator)
    put(Expected=expected, ConditionalOperator="OR")
    with refused("ConditionalCheckFailedException", CHECK_FAILED):
        put(Expected=expected, ConditionalOperator="OR")


def test_the_item_comes_with_the_refusal_when_asked_for(put, pk):
    """API reference, PutItem, ReturnValuesOnConditionCheckFailure."""
    with refused("ConditionalCheckFailedException", CHECK_FAILED) as refusal:
        put(Expected={"a": {"Exists": False}}, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert refusal.response["Item"]["n"] == {"N": "5"}


@pytest.mark.parametrize("expected, text", [
    ({}, "Value must be provided when Exists is null for Attribute: a"),
    ({"Exists": True}, "Value must be provided when Exists is true for Attribute: a"),
    ({"Exists": False, "Value": {"S": "a"}}, "Value cannot be used when Exists is false for Attribute: a"),
    ({"ComparisonOperator": "LT"}, "Value or AttributeValueList must be used with ComparisonOperator: LT for Attribute: a"),
    ({"ComparisonOperator": "LT", "Exists": True}, "Exists and ComparisonOperator cannot be used together for Attribute: a"),
    ({"ComparisonOperator": "LT", "Value": {"S": "a"}, "AttributeValueList": [{"S": "a"}]},
     "Value and AttributeValueList cannot be used together for Attribute: a"),
    ({"AttributeValueList": [{"S": "a"}]}, "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"),
    ({"AttributeValueList": [], "Exists": True}, "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"),
    (compare("EQ"), "Invalid number of argument(s) for the EQ ComparisonOperator"),
    ({"ComparisonOperator": "NULL", "Value": {"S": "a"}}, "Invalid number of argument(s) for the NULL ComparisonOperator"),
    (compare("IN", {"S": "b"}, {"N": "1"}), "AttributeValues inside AttributeValueList must be of same type"),
    (compare("BEGINS_WITH", {"N": "1"}), "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"),
    ({"Value": {"SS": []}}, "An string set  may not be empty"),
])
def test_what_an_expectation_may_not_be(put, expected, text):
    """dynalite, test/putItem.js, "validations"."""
    with invalid_parameter(text):
        put(Expected={"a": expected})


def test_an_unknown_operator_is_a_violated_constraint(put):
    """Service model, ComparisonOperator and ConditionalOperator are enumerations."""
    operators = "[IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]"
    with constraint(violation("eq", "expected.a.member.comparisonOperator", f"satisfy enum value set: {operators}"),
                    violation("XOR", "conditionalOperator", "satisfy enum value set: [OR, AND]")):
        put(Expected={"a": compare("eq", {"S": "x"})}, ConditionalOperator="XOR")


def test_the_item_and_the_values_to_return_are_checked_first(db, hash_table):
    """dynalite, validations/putItem.js: the item, ReturnValues, then Expected."""
    with invalid_parameter("An string set  may not be empty"):
        db.put_item(TableName=hash_table, Item={"pk": {"SS": []}}, Expected={"a": {}})
    with invalid("Return values set to invalid value"):
        db.put_item(TableName=hash_table, Item={"pk": {"S": "x"}}, Expected={"a": {}}, ReturnValues="ALL_NEW")


def test_a_conditional_operator_needs_two_conditions(put):
    """ExtendDB, tests/test_conditional_operator.py: none and an empty Expected are refused, and one alone."""
    for nothing in ({}, {"Expected": {}}):
        with invalid("ConditionalOperator cannot be used without Filter or Expected"):
            put(ConditionalOperator="AND", **nothing)
    with invalid("ConditionalOperator can only be used when Filter or Expected has two or more elements"):
        put(ConditionalOperator="AND", Expected={"a": {"Value": {"S": "x"}}})


def test_expectations_and_expressions_do_not_mix(put):
    """dynamodb-conformance, error-messages/putItem.test.ts; with ConditionalOperator: ExtendDB, tests/test_conditional_operator.py."""
    mixed = ("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {{{}}} "
             "Expression parameters: {{ConditionExpression}}")
    condition = {"ConditionExpression": "attribute_exists(a)"}
    with invalid(mixed.format("Expected")):
        put(Expected={}, **condition)
    with invalid(mixed.format("ConditionalOperator")):
        put(ConditionalOperator="OR", **condition)
    with invalid(mixed.format("Expected, ConditionalOperator")):
        put(Expected={"a": {}}, ConditionalOperator="OR", **condition)
