"""DeleteItem: API reference "DeleteItem"."""

import pytest
from support.expect import constraint, invalid, refused, violation


@pytest.fixture
def item(db, hash_table, pk):
    item = {"pk": {"S": pk}, "state": {"S": "open"}, "n": {"N": "5"}}
    db.put_item(TableName=hash_table, Item=item)
    return item


def exists(db, table, pk) -> bool:
    return "Item" in db.get_item(TableName=table, Key={"pk": {"S": pk}}, ConsistentRead=True)


def test_deletes(db, hash_table, item, pk):
    """API reference, DeleteItem: deletes a single item by primary key."""
    assert "Attributes" not in db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}})
    assert not exists(db, hash_table, pk)


def test_deletes_one_of_a_partition(db, sorted_table, pk):
    """API reference, DeleteItem, Key: with a sort key, the one item that has both."""
    for sk in "abc":
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": sk}})
    db.delete_item(TableName=sorted_table, Key={"pk": {"S": pk}, "sk": {"S": "b"}})
    left = db.query(TableName=sorted_table, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": pk}})["Items"]
    assert [found["sk"]["S"] for found in left] == ["a", "c"]


def test_is_idempotent(db, hash_table, pk):
    """API reference, DeleteItem: unless conditions are specified, deleting an item that is not there is no error."""
    for _ in range(2):
        assert "Attributes" not in db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, ReturnValues="ALL_OLD")


def test_answers_the_old_item(db, hash_table, item, pk):
    """API reference, DeleteItem, ReturnValues: ALL_OLD answers the content of the old item."""
    assert db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, ReturnValues="ALL_OLD")["Attributes"] == item


@pytest.mark.parametrize("kind", ["ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"])
def test_other_return_values_are_refused(db, hash_table, item, pk, kind):
    """API reference, DeleteItem: "does not recognize any values other than NONE or ALL_OLD"; two texts are on record."""
    with refused("ValidationException", matching="^(ReturnValues can only be ALL_OLD or NONE|Return values set to invalid value)$"):
        db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, ReturnValues=kind)
    assert exists(db, hash_table, pk)


def test_the_condition_decides(db, hash_table, item, pk):
    """API reference, DeleteItem, ConditionExpression: a conditional delete happens when the conditions are met."""
    delete = {"TableName": hash_table, "Key": {"pk": {"S": pk}}, "ConditionExpression": "#s = :s AND n BETWEEN :lo AND :hi",
              "ExpressionAttributeNames": {"#s": "state"}}
    values = {":s": {"S": "open"}, ":lo": {"N": "6"}, ":hi": {"N": "9"}}
    with refused("ConditionalCheckFailedException", "The conditional request failed") as refusal:
        db.delete_item(**delete, ExpressionAttributeValues=values, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert refusal.response["Item"] == item
    assert exists(db, hash_table, pk)
    db.delete_item(**delete, ExpressionAttributeValues={**values, ":lo": {"N": "5"}})
    assert not exists(db, hash_table, pk)


def test_a_condition_on_nothing_fails(db, hash_table, pk):
    """API reference, DeleteItem: attribute_exists on an item that is not there is false."""
    with refused("ConditionalCheckFailedException") as refusal:
        db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, ConditionExpression="attribute_exists(pk)",
                       ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert "Item" not in refusal.response


@pytest.mark.parametrize("condition", [
    "(attribute_exists(pk)) AND (n = :n)", "(attribute_exists(pk) AND n = :n)", "(attribute_exists(pk) AND (n = :n))"])
def test_parentheses(db, hash_table, item, pk, condition):
    """dynamodb-conformance, deleteItem/conditionExpressionParens."""
    db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, ConditionExpression=condition,
                   ExpressionAttributeValues={":n": {"N": "5"}})
    assert not exists(db, hash_table, pk)


@pytest.mark.parametrize("key", [{}, {"x": {"S": "a"}}, {"pk": {"S": "a"}, "x": {"S": "a"}}, {"pk": {"N": "1"}}])
def test_the_key_must_match_the_schema(db, hash_table, key):
    """dynamodb-conformance, tier3/error-messages/deleteItem."""
    with invalid("The provided key element does not match the schema"):
        db.delete_item(TableName=hash_table, Key=key)


def test_an_unknown_table_is_refused(db):
    """dynamodb-conformance, tier1/deleteItem/validation."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        db.delete_item(TableName="no-such-table", Key={"pk": {"S": "a"}})


def test_violated_constraints_are_named_together(db, hash_table, pk):
    """dynamodb-conformance, tier3/validation-ordering/deleteItem."""
    with constraint(violation("INVALID", "returnConsumedCapacity", "satisfy enum value set: [INDEXES, TOTAL, NONE]"),
                    violation("INVALID", "returnValues", "satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]")):
        db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, ReturnValues="INVALID", ReturnConsumedCapacity="INVALID")


def test_consumed_capacity(db, hash_table, pk):
    """Developer guide, "Read/write capacity": a delete consumes as the item that it deletes, and one unit for none."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "d": {"S": "x" * 2500}})
    for units in (3.0, 1.0):
        answer = db.delete_item(TableName=hash_table, Key={"pk": {"S": pk}}, ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"] == {"TableName": hash_table, "CapacityUnits": units}
