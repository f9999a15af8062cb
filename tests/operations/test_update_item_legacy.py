"""UpdateItem with AttributeUpdates, Expected and ConditionalOperator: API reference "UpdateItem"; developer guide, "Legacy conditional
parameters". The texts are recorded by dynalite's test/updateItem.js; ScyllaDB's test_item.py runs on DynamoDB too."""

import pytest
from support.expect import constraint, invalid, invalid_parameter, refused, same_item, violation

START = {"s": {"S": "text"}, "n": {"N": "5"}, "ss": {"SS": ["a", "b"]}, "l": {"L": [{"S": "x"}]}}


@pytest.fixture
def update(db, hash_table, pk):
    """update({...}): updates an item with START's attributes."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, **START})

    def run(updates: dict | None = None, **parameters):
        if updates is not None:
            parameters["AttributeUpdates"] = updates
        return db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, **parameters)

    return run


@pytest.fixture
def stored(db, hash_table, pk):
    return lambda: db.get_item(TableName=hash_table, Key={"pk": {"S": pk}}, ConsistentRead=True).get("Item")


def change(action: str | None, value: dict | None = None) -> dict:
    return {name: given for name, given in (("Action", action), ("Value", value)) if given is not None}


@pytest.mark.parametrize("updates, changed", [
    ({"s": change("PUT", {"N": "1"})}, {"s": {"N": "1"}}),
    ({"s": change(None, {"S": "put is the default"})}, {"s": {"S": "put is the default"}}),
    ({"new": change("PUT", {"M": {"a": {"S": "x"}}})}, {"new": {"M": {"a": {"S": "x"}}}}),
    ({"a.b[0]": change("PUT", {"S": "no path"})}, {"a.b[0]": {"S": "no path"}}),
    ({"s": change("DELETE")}, {"s": None}),
    ({"missing": change("DELETE")}, {}),
    ({"ss": change("DELETE", {"SS": ["b", "c"]})}, {"ss": {"SS": ["a"]}}),
    ({"ss": change("DELETE", {"SS": ["a", "b"]})}, {"ss": None}),
    ({"n": change("ADD", {"N": "-7.5"})}, {"n": {"N": "-2.5"}}),
    ({"new": change("ADD", {"N": "3"})}, {"new": {"N": "3"}}),
    ({"ss": change("ADD", {"SS": ["b", "c"]})}, {"ss": {"SS": ["a", "b", "c"]}}),
    ({"new": change("ADD", {"BS": [b"x"]})}, {"new": {"BS": [b"x"]}}),
    ({"l": change("ADD", {"L": [{"N": "1"}, {"S": "x"}]})}, {"l": {"L": [{"S": "x"}, {"N": "1"}, {"S": "x"}]}}),
    ({"new": change("ADD", {"L": [{"N": "1"}]})}, {"new": {"L": [{"N": "1"}]}}),
    ({"s": change("DELETE"), "n": change("ADD", {"N": "1"}), "new": change("PUT", {"BOOL": True})},
     {"s": None, "n": {"N": "6"}, "new": {"BOOL": True}}),
    ({}, {}),
])
def test_actions(update, stored, pk, updates, changed):
    """API reference, UpdateItem, AttributeUpdates: PUT, ADD and DELETE. ADD of a list: dynalite, test/updateItem.js."""
    update(updates)
    wanted = {name: value for name, value in {**START, **changed}.items() if value is not None}
    assert same_item(stored(), {"pk": {"S": pk}, **wanted})


@pytest.mark.parametrize("updates, made", [
    ({}, {}),
    (None, {}),
    ({"a": change("PUT", {"S": "x"})}, {"a": {"S": "x"}}),
    ({"a": change("ADD", {"N": "1"}), "b": change("DELETE")}, {"a": {"N": "1"}}),
    ({"a": change("DELETE")}, None),
    ({"a": change("DELETE", {"SS": ["x"]})}, None),
])
def test_an_item_that_is_not_there(db, hash_table, pk, stored, updates, made):
    """ScyllaDB, test_item.py, test_update_item_non_existent: an update makes the item, even one of nothing; one that only deletes does not."""
    given = {} if updates is None else {"AttributeUpdates": updates}
    db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, **given)
    assert stored() == (None if made is None else {"pk": {"S": pk}, **made})


def test_return_values(update, pk):
    """API reference, UpdateItem, ReturnValues; UPDATED_NEW without what was deleted: dynalite, test/updateItem.js."""
    updates = {"n": change("ADD", {"N": "1"}), "s": change("DELETE"), "new": change("PUT", {"S": "x"}), "l": change("ADD", {"L": [{"N": "2"}]})}
    answer = update(updates, ReturnValues="UPDATED_OLD")
    assert answer["Attributes"] == {"n": {"N": "5"}, "s": {"S": "text"}, "l": {"L": [{"S": "x"}]}}
    answer = update(updates, ReturnValues="UPDATED_NEW")
    assert answer["Attributes"] == {"n": {"N": "7"}, "new": {"S": "x"}, "l": {"L": [{"S": "x"}, {"N": "2"}, {"N": "2"}]}}
    assert update({"n": change("DELETE")}, ReturnValues="ALL_OLD")["Attributes"]["n"] == {"N": "7"}
    assert update({"n": change("PUT", {"N": "1"})}, ReturnValues="ALL_NEW")["Attributes"]["pk"] == {"S": pk}


@pytest.mark.parametrize("parameters", [
    {"updates": {"n": change("DELETE")}, "ReturnValues": "UPDATED_NEW"},
    {"updates": {"new": change("PUT", {"S": "x"})}, "ReturnValues": "UPDATED_OLD"},
    {"updates": {}, "ReturnValues": "UPDATED_OLD"},
    {"updates": {}, "ReturnValues": "UPDATED_NEW"},
])
def test_nothing_to_return_is_no_attributes(update, parameters):
    """ExtendDB, tests/test_item_operations.py, and ScyllaDB, test_returnvalues.py, on DynamoDB: no Attributes, not empty ones."""
    assert "Attributes" not in update(**parameters)


def test_expected(update, stored):
    """API reference, UpdateItem, Expected and ConditionalOperator."""
    put = {"new": change("PUT", {"S": "x"})}
    expected = {"n": {"ComparisonOperator": "GT", "AttributeValueList": [{"N": "5"}]}, "s": {"Value": {"S": "text"}}}
    with refused("ConditionalCheckFailedException", "The conditional request failed"):
        update(put, Expected=expected)
    assert "new" not in stored()
    update(put, Expected=expected, ConditionalOperator="OR")
    assert stored()["new"] == {"S": "x"}
    with refused("ConditionalCheckFailedException", "The conditional request failed"):
        update(Expected={"new": {"Exists": False}})


def test_key_attributes_stay(db, sorted_table, update):
    """dynamodb-conformance, legacy-api/attributeUpdates.test.ts; the text is that of expressions."""
    text = "Cannot update attribute {}. This attribute is part of the key"
    for action in (change("PUT", {"S": "x"}), change("DELETE")):
        with invalid_parameter(text.format("pk")):
            update({"pk": action})
    with invalid_parameter(text.format("sk")):
        db.update_item(TableName=sorted_table, Key={"pk": {"S": "a"}, "sk": {"S": "b"}}, AttributeUpdates={"sk": change("ADD", {"N": "1"})})


@pytest.mark.parametrize("updates, text", [
    ({"a": change("PUT")}, "Only DELETE action is allowed when no attribute value is specified"),
    ({"a": change("ADD")}, "Only DELETE action is allowed when no attribute value is specified"),
    ({"a": change("DELETE", {"S": "x"})}, "DELETE action with value is not supported for the type S"),
    ({"a": change("DELETE", {"L": []})}, "DELETE action with value is not supported for the type L"),
    ({"a": change("ADD", {"S": "x"})}, "ADD action is not supported for the type S"),
    ({"a": change("ADD", {"M": {}})}, "ADD action is not supported for the type M"),
    ({"a": change("PUT", {"NS": []})}, "An number set  may not be empty"),
])
def test_what_an_action_may_not_be(update, updates, text):
    """dynalite, test/updateItem.js: also that updates are checked before Expected."""
    with invalid_parameter(text):
        update(updates, Expected={"a": {}})


def test_an_unknown_action_is_a_violated_constraint(update):
    """Service model, AttributeAction."""
    with constraint(violation("NONE", "attributeUpdates.a.member.action", "satisfy enum value set: [ADD, PUT, DELETE]")):
        update({"a": change("NONE", {"S": "x"})})


@pytest.mark.parametrize("updates", [
    {"ss": change("DELETE", {"NS": ["1"]})},
    {"n": change("DELETE", {"NS": ["1"]})},
    {"ss": change("ADD", {"NS": ["1"]})},
    {"ss": change("ADD", {"N": "1"})},
    {"ss": change("ADD", {"L": []})},
])
def test_an_attribute_of_another_type(update, stored, updates, pk):
    """dynalite, test/updateItem.js: expressions have another text."""
    with invalid("Type mismatch for attribute to update"):
        update(updates)
    assert same_item(stored(), {"pk": {"S": pk}, **START})


def test_the_key_of_an_index_keeps_its_type(db, make_table):
    """dynalite, test/updateItem.js: "Type mismatch for Index Key"."""
    name = make_table("pk:S", attributes=("c:S",), GlobalSecondaryIndexes=[
        {"IndexName": "by-c", "KeySchema": [{"AttributeName": "c", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}])
    for action in ("PUT", "ADD"):
        with invalid_parameter("Type mismatch for Index Key c Expected: S Actual: N IndexName: by-c"):
            db.update_item(TableName=name, Key={"pk": {"S": "a"}}, AttributeUpdates={"c": change(action, {"N": "1"})})


def test_a_conditional_operator_needs_two_conditions(update):
    """ExtendDB, tests/test_conditional_operator.py."""
    put = {"new": change("PUT", {"S": "x"})}
    for updates in (put, None):
        with invalid("ConditionalOperator cannot be used without Filter or Expected"):
            update(updates, ConditionalOperator="AND")
    with invalid("ConditionalOperator can only be used when Filter or Expected has two or more elements"):
        update(put, ConditionalOperator="AND", Expected={"n": {"Value": {"N": "5"}}})


def test_updates_and_expressions_do_not_mix(update):
    """dynalite, test/updateItem.js; with ConditionalOperator: ExtendDB, tests/test_conditional_operator.py."""
    mixed = ("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {{{}}} "
             "Expression parameters: {{{}}}")
    with invalid(mixed.format("AttributeUpdates, Expected, ConditionalOperator", "UpdateExpression, ConditionExpression")):
        update({}, Expected={}, ConditionalOperator="OR", UpdateExpression="", ConditionExpression="")
    with invalid(mixed.format("AttributeUpdates", "ConditionExpression")):
        update({"a": change("DELETE")}, ConditionExpression="attribute_exists(pk)")
    with invalid(mixed.format("Expected", "UpdateExpression")):
        update(Expected={"n": {"Value": {"N": "5"}}}, UpdateExpression="REMOVE n")
