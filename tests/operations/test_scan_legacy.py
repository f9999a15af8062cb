"""Scan with ScanFilter, ConditionalOperator and AttributesToGet: API reference "Scan"; developer guide, "Legacy conditional parameters".
The texts and the order of the checks are recorded by dynalite's test/scan.js."""

import pytest
from support.expect import constraint, invalid, invalid_parameter, refused, violation


def compare(operator: str, *values: dict) -> dict:
    return {"ComparisonOperator": operator, "AttributeValueList": list(values)}


@pytest.fixture
def scan(db, make_table):
    name = make_table()
    for number in range(5):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}, "n": {"N": str(number)}, "kind": {"S": "even" if number % 2 == 0 else "odd"}})
    return lambda **parameters: db.scan(TableName=name, **parameters)


def found(answer: dict) -> list:
    return sorted(item["pk"]["S"] for item in answer["Items"])


@pytest.mark.parametrize("parameters, wanted", [
    ({"ScanFilter": {}}, "01234"),
    ({"ScanFilter": {"n": compare("GT", {"N": "2"})}}, "34"),
    ({"ScanFilter": {"pk": compare("EQ", {"S": "3"})}}, "3"),
    ({"ScanFilter": {"n": compare("BETWEEN", {"N": "1"}, {"N": "3"}), "kind": compare("BEGINS_WITH", {"S": "o"})}}, "13"),
    ({"ScanFilter": {"n": compare("IN", {"N": "1"}, {"N": "9"}), "kind": compare("NOT_CONTAINS", {"S": "odd"})}, "ConditionalOperator": "OR"}, "0124"),
    ({"ScanFilter": {"n": compare("LT", {"N": "2"}), "kind": compare("EQ", {"S": "even"})}, "ConditionalOperator": "AND"}, "0"),
    ({"ScanFilter": {"missing": {"ComparisonOperator": "NULL"}}}, "01234"),
])
def test_filters(scan, parameters, wanted):
    """API reference, Scan, ScanFilter and ConditionalOperator; unlike QueryFilter it may name the key."""
    answer = scan(**parameters)
    assert found(answer) == list(wanted)
    assert (answer["Count"], answer["ScannedCount"]) == (len(wanted), 5)


def test_attributes_to_get(scan):
    """API reference, Scan, AttributesToGet."""
    answer = scan(AttributesToGet=["n"], ScanFilter={"pk": compare("EQ", {"S": "3"})})
    assert answer["Items"] == [{"n": {"N": "3"}}]


def test_very_many_values(scan):
    """dynalite, test/scan.js: IN has no limit of its own here."""
    assert found(scan(ScanFilter={"n": compare("IN", *({"N": str(number)} for number in range(3, 20000)))})) == ["3", "4"]


def test_what_a_filter_may_not_be(scan):
    """dynalite, test/scan.js."""
    with invalid_parameter("Invalid number of argument(s) for the BETWEEN ComparisonOperator"):
        scan(ScanFilter={"n": compare("BETWEEN", {"N": "1"})})
    with invalid_parameter("ComparisonOperator LT is not valid for BOOL AttributeValue type"):
        scan(ScanFilter={"n": compare("LT", {"BOOL": True})})
    with invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"):
        scan(ScanFilter={"n": compare("EQ", {"N": "1"}, {})})
    with constraint(violation(None, "scanFilter.n.member.comparisonOperator", "not be null")):
        scan(ScanFilter={"n": {}})


def test_the_order_of_the_checks(db):
    """dynalite, validations/scan.js: AttributesToGet, the filter, the start key, the segment, the table."""
    bad, twice = {"ScanFilter": {"a": {"ComparisonOperator": "EQ"}}}, {"AttributesToGet": ["a", "a"]}
    start = {"ExclusiveStartKey": {"pk": {}}}
    with invalid_parameter("Duplicate value in attribute name: a"):
        db.scan(TableName="no-such-table", **bad, **twice, **start)
    with invalid_parameter("Invalid number of argument(s) for the EQ ComparisonOperator"):
        db.scan(TableName="no-such-table", **bad, **start)
    with invalid("The provided starting key is invalid: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"):
        db.scan(TableName="no-such-table", **start, Segment=1)
    with refused("ResourceNotFoundException", "Requested resource not found"):
        db.scan(TableName="no-such-table", ScanFilter={"a": compare("EQ", {"SS": ["a"]})})


def test_a_conditional_operator_needs_two_conditions(scan):
    """ExtendDB, tests/test_conditional_operator.py."""
    for nothing in ({}, {"ScanFilter": {}}, {"AttributesToGet": ["a", "b"]}):
        with invalid("ConditionalOperator cannot be used without Filter or Expected"):
            scan(ConditionalOperator="OR", **nothing)
    with invalid("ConditionalOperator can only be used when Filter or Expected has two or more elements"):
        scan(ConditionalOperator="OR", ScanFilter={"n": compare("EQ", {"N": "1"})})


def test_filters_and_expressions_do_not_mix(scan):
    """dynalite, test/scan.js; with ConditionalOperator: ExtendDB, tests/test_conditional_operator.py."""
    mixed = ("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {{{}}} "
             "Expression parameters: {{{}}}")
    with invalid(mixed.format("AttributesToGet, ScanFilter, ConditionalOperator", "ProjectionExpression, FilterExpression")):
        scan(AttributesToGet=["a", "a"], ScanFilter={}, ConditionalOperator="OR", ProjectionExpression="", FilterExpression="")
    with invalid(mixed.format("ScanFilter", "ProjectionExpression")):
        scan(ScanFilter={"n": compare("EQ", {"N": "1"})}, ProjectionExpression="n")
