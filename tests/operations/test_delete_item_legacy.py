"""DeleteItem with Expected and ConditionalOperator: API reference "DeleteItem"; developer guide, "Legacy conditional parameters". What
the operators mean is tested with PutItem."""

import pytest
from support.expect import invalid, invalid_parameter, refused


@pytest.fixture
def delete(db, hash_table, pk):
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "a": {"S": "x"}, "n": {"N": "5"}})

    def run(**parameters):
        return db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, **parameters)

    return run


def test_deletes_what_was_expected(db, hash_table, pk, delete):
    """API reference, DeleteItem, Expected; ReturnValues ALL_OLD."""
    with refused("ConditionalCheckFailedException", "The conditional request failed"):
        delete(Expected={"a": {"Value": {"S": "y"}}})
    with refused("ConditionalCheckFailedException", "The conditional request failed"):
        delete(Expected={"a": {"Exists": False}})
    assert "Item" in db.get_item(TableName=hash_table, Key={"pk": {"S": pk}}, ConsistentRead=True)
    answer = delete(Expected={"a": {"Value": {"S": "x"}}, "b": {"Exists": False}}, ReturnValues="ALL_OLD")
    assert answer["Attributes"]["n"] == {"N": "5"}
    assert "Item" not in db.get_item(TableName=hash_table, Key={"pk": {"S": pk}}, ConsistentRead=True)


def test_an_item_that_is_not_there_has_no_attributes(db, hash_table, pk):
    """dynalite, test/deleteItem.js: Exists false holds for a missing item, a value does not."""
    with refused("ConditionalCheckFailedException", "The conditional request failed"):
        db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, Expected={"a": {"Value": {"S": "x"}}})
    assert "Attributes" not in db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, Expected={"b": {"Exists": False}})


def test_one_of_several_is_enough_with_or(delete):
    """API reference, DeleteItem, ConditionalOperator."""
    expected = {"a": {"Value": {"S": "other"}}, "n": {"ComparisonOperator": "LE", "Value": {"N": "5"}}}
    with refused("ConditionalCheckFailedException", "The conditional request failed"):
        delete(Expected=expected)
    delete(Expected=expected, ConditionalOperator="OR")


def test_what_is_refused(delete):
    """dynalite, test/deleteItem.js; ConditionalOperator: ExtendDB, tests/test_conditional_operator.py."""
    with invalid_parameter("Value or AttributeValueList must be used with ComparisonOperator: LT for Attribute: a"):
        delete(Expected={"a": {"ComparisonOperator": "LT"}})
    with invalid("The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"):
        delete(Expected={"a": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [{"S": "b"}, {"S": "a"}]}})
    with invalid("ConditionalOperator cannot be used without Filter or Expected"):
        delete(ConditionalOperator="AND")
    with invalid("ConditionalOperator can only be used when Filter or Expected has two or more elements"):
        delete(ConditionalOperator="AND", Expected={"a": {"Value": {"S": "x"}}})
    with invalid("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} "
                 "Expression parameters: {ConditionExpression}"):
        delete(Expected={}, ConditionExpression="attribute_exists(a)")
