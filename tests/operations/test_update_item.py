"""UpdateItem: API reference "UpdateItem"; developer guide, "Using update expressions"."""

import concurrent.futures

import pytest
from support.expect import constraint, invalid, invalid_parameter, refused, same_item, violation

START = {"s": {"S": "text"}, "n": {"N": "5"}, "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": [b"x"]},
         "l": {"L": [{"S": "0"}, {"S": "1"}, {"S": "2"}]}, "m": {"M": {"a": {"N": "1"}, "deep": {"M": {"x": {"S": "y"}}}}}, "bare": {"L": []}}
NAMES = {"#s": "s", "#new": "new", "#size": "size"}
VALUES = {":v": {"S": "v"}, ":one": {"N": "1"}, ":big": {"N": "12345678901234567890123456789012345678"}, ":b": {"SS": ["b"]},
          ":bc": {"SS": ["b", "c"]}, ":ab": {"SS": ["a", "b"]}, ":n23": {"NS": ["2", "3"]}, ":bx": {"BS": [b"x"]}, ":by": {"BS": [b"y"]},
          ":list": {"L": [{"N": "8"}, {"N": "9"}]}, ":map": {"M": {"k": {"BOOL": True}}}, ":neg": {"N": "-7.5"}, ":null": {"NULL": True}}


@pytest.fixture
def update(db, hash_table, pk):
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, **START})

    def run(expression: str, **parameters):
        def used(all_of: dict) -> dict:
            text = expression + " " + parameters.get("ConditionExpression", "")
            for mark in "(),[].=+-":
                text = text.replace(mark, " ")
            return {name: value for name, value in all_of.items() if name in text.split()}

        if names := used(NAMES):
            parameters.setdefault("ExpressionAttributeNames", names)
        if values := used(VALUES):
            parameters.setdefault("ExpressionAttributeValues", values)
        return db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression=expression, **parameters)

    return run


def stored(db, table, pk):
    return db.get_item(TableName=table, Key={"pk": {"S": pk}}, ConsistentRead=True).get("Item")


GONE = object()


@pytest.mark.parametrize("expression, changed", [
    ("SET s = :v", {"s": {"S": "v"}}),
    ("SET #new = :map", {"new": {"M": {"k": {"BOOL": True}}}}),
    ("SET s = n, n = s", {"s": {"N": "5"}, "n": {"S": "text"}}),  # the right sides are what was before
    ("SET n = n + :one", {"n": {"N": "6"}}),
    ("SET n = n - :neg", {"n": {"N": "12.5"}}),
    ("SET n = :one - n", {"n": {"N": "-4"}}),
    ("SET n = :big - :one", {"n": {"N": "12345678901234567890123456789012345677"}}),
    ("SET n = n + n", {"n": {"N": "10"}}),
    ("SET #new = if_not_exists(#new, :one) + :one", {"new": {"N": "2"}}),
    ("SET n = if_not_exists(n, :one) + :one", {"n": {"N": "6"}}),
    ("SET s = if_not_exists(#new, s)", {}),
    ("SET l = list_append(l, :list)", {"l": {"L": [{"S": "0"}, {"S": "1"}, {"S": "2"}, {"N": "8"}, {"N": "9"}]}}),
    ("SET l = list_append(:list, l)", {"l": {"L": [{"N": "8"}, {"N": "9"}, {"S": "0"}, {"S": "1"}, {"S": "2"}]}}),
    ("SET #new = list_append(if_not_exists(#new, bare), :list)", {"new": {"L": [{"N": "8"}, {"N": "9"}]}}),
    ("SET l[1] = :v", {"l": {"L": [{"S": "0"}, {"S": "v"}, {"S": "2"}]}}),
    ("SET l[7] = :v", {"l": {"L": [{"S": "0"}, {"S": "1"}, {"S": "2"}, {"S": "v"}]}}),
    ("SET l[9] = :v, l[7] = :one", {"l": {"L": [{"S": "0"}, {"S": "1"}, {"S": "2"}, {"N": "1"}, {"S": "v"}]}}),
    ("SET bare[0] = :v", {"bare": {"L": [{"S": "v"}]}}),
    ("SET m.b = :v", {"m": {"M": {"a": {"N": "1"}, "b": {"S": "v"}, "deep": {"M": {"x": {"S": "y"}}}}}}),
    ("SET m.a = m.a + :one, m.deep.x = :v", {"m": {"M": {"a": {"N": "2"}, "deep": {"M": {"x": {"S": "v"}}}}}}),
    ("REMOVE s, n", {"s": GONE, "n": GONE}),
    ("REMOVE nope", {}),
    ("REMOVE l[1]", {"l": {"L": [{"S": "0"}, {"S": "2"}]}}),
    ("REMOVE l[0], l[1]", {"l": {"L": [{"S": "2"}]}}),
    ("REMOVE l[9]", {}),
    ("REMOVE m.deep.x", {"m": {"M": {"a": {"N": "1"}, "deep": {"M": {}}}}}),
    ("ADD n :one", {"n": {"N": "6"}}),
    ("ADD n :neg", {"n": {"N": "-2.5"}}),
    ("ADD #new :one", {"new": {"N": "1"}}),
    ("ADD m.a :one, m.deep.hits :one", {"m": {"M": {"a": {"N": "2"}, "deep": {"M": {"x": {"S": "y"}, "hits": {"N": "1"}}}}}}),
    ("ADD ss :bc", {"ss": {"SS": ["a", "b", "c"]}}),
    ("ADD ns :n23", {"ns": {"NS": ["1", "2", "3"]}}),
    ("ADD bs :by", {"bs": {"BS": [b"x", b"y"]}}),
    ("ADD #new :bc", {"new": {"SS": ["b", "c"]}}),
    ("DELETE ss :b", {"ss": {"SS": ["a"]}}),
    ("DELETE ss :bc", {"ss": {"SS": ["a"]}}),
    ("DELETE ss :ab", {"ss": GONE}),
    ("DELETE bs :bx", {"bs": GONE}),
    ("DELETE nope :b", {}),
    ("SET s = :v REMOVE n ADD ns :n23 DELETE ss :b", {"s": {"S": "v"}, "n": GONE, "ns": {"NS": ["1", "2", "3"]}, "ss": {"SS": ["a"]}}),
    ("set s = :v remove n", {"s": {"S": "v"}, "n": GONE}),
    ("DELETE ss :b SET s = :v", {"ss": {"SS": ["a"]}, "s": {"S": "v"}}),
    ("SET #size = :v", {"size": {"S": "v"}}),
])
def test_expressions(db, hash_table, update, pk, expression, changed):
    """Developer guide, "Using update expressions": SET, REMOVE, ADD and DELETE, each with all that it can do."""
    update(expression)
    expected = {name: value for name, value in {"pk": {"S": pk}, **START, **changed}.items() if value is not GONE}
    assert same_item(stored(db, hash_table, pk), expected)


def test_creates_the_item(db, hash_table, pk):
    """API reference, UpdateItem: "adds a new item to the table if it does not already exist"; also without an expression."""
    db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression="SET a = :a", ExpressionAttributeValues={":a": {"N": "1"}})
    assert stored(db, hash_table, pk) == {"pk": {"S": pk}, "a": {"N": "1"}}
    db.update_item(TableName=hash_table, Key={"pk": {"S": pk + "-bare"}})
    assert stored(db, hash_table, pk + "-bare") == {"pk": {"S": pk + "-bare"}}


@pytest.mark.parametrize("expression, kind, answered", [
    ("SET s = :v", "ALL_OLD", "everything before"),
    ("SET s = :v", "ALL_NEW", "everything after"),
    ("SET s = :v, #new = :one", "UPDATED_OLD", {"s": {"S": "text"}}),
    ("SET s = :v, #new = :one", "UPDATED_NEW", {"s": {"S": "v"}, "new": {"N": "1"}}),
    ("REMOVE n", "UPDATED_OLD", {"n": {"N": "5"}}),
    ("REMOVE n", "UPDATED_NEW", None),
    ("ADD n :one", "UPDATED_NEW", {"n": {"N": "6"}}),
    ("SET m.a = :v", "UPDATED_OLD", {"m": {"M": {"a": {"N": "1"}}}}),
    ("SET m.a = :v", "UPDATED_NEW", {"m": {"M": {"a": {"S": "v"}}}}),
    ("SET l[1] = :v", "UPDATED_NEW", {"l": {"L": [{"S": "v"}]}}),
    ("SET s = :v", "NONE", None),
])
def test_return_values(update, pk, expression, kind, answered):
    """API reference, UpdateItem, ReturnValues: NONE, ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATED_NEW, nested paths as such."""
    attributes = update(expression, ReturnValues=kind).get("Attributes")
    if answered is None:
        assert not attributes
        return
    before = {"pk": {"S": pk}, **START}
    whole = {"everything before": before, "everything after": {**before, "s": {"S": "v"}}}
    assert same_item(attributes, whole.get(answered) if isinstance(answered, str) else answered)


def test_return_values_of_a_new_item(db, hash_table, pk):
    """API reference, UpdateItem, ReturnValues: of an item that did not exist nothing old is answered."""
    for number, kind in enumerate(("ALL_OLD", "UPDATED_OLD")):
        answer = db.update_item(TableName=hash_table, Key={"pk": {"S": f"{pk}-{number}"}}, UpdateExpression="SET a = :a",
                                ExpressionAttributeValues={":a": {"N": "1"}}, ReturnValues=kind)
        assert not answer.get("Attributes")


def test_the_condition_decides(db, hash_table, update, pk):
    """API reference, UpdateItem, ConditionExpression, and ReturnValuesOnConditionCheckFailure."""
    update("SET s = :v", ConditionExpression="n > :one")
    with refused("ConditionalCheckFailedException", "The conditional request failed") as refusal:
        update("SET s = :one", ConditionExpression="n < :one", ReturnValuesOnConditionCheckFailure="ALL_OLD")
    expected = {"pk": {"S": pk}, **START, "s": {"S": "v"}}
    assert same_item(refusal.response["Item"], expected)
    assert same_item(stored(db, hash_table, pk), expected)


def test_a_failed_condition_creates_nothing(db, hash_table, pk):
    """API reference, UpdateItem: an update whose condition is false on an item that is not there leaves nothing behind."""
    with refused("ConditionalCheckFailedException"):
        db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression="SET a = :a", ConditionExpression="attribute_exists(pk)",
                       ExpressionAttributeValues={":a": {"N": "1"}})
    assert stored(db, hash_table, pk) is None


@pytest.mark.parametrize("expression, message", [
    ("", "Invalid UpdateExpression: The expression can not be empty;"),
    ("INVALID SYNTAX HERE", 'Invalid UpdateExpression: Syntax error; token: "INVALID", near: "INVALID SYNTAX"'),
    ("SET a = :undefined", "Invalid UpdateExpression: An expression attribute value used in expression is not defined; "
                           "attribute value: :undefined"),
    ("SET #undefined = :v", "Invalid UpdateExpression: An expression attribute name used in the document path is not defined; "
                            "attribute name: #undefined"),
    ("SET status = :v", "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status"),
    ("SET a = :v SET c = :v", 'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;'),
    ("REMOVE a SET c = :v REMOVE e", 'Invalid UpdateExpression: The "REMOVE" section can only be used once in an update expression;'),
    ("SET a = nope(a)", "Invalid UpdateExpression: Invalid function name; function: nope"),
    ("SET a = :v, a = :one", "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these "
                             "paths; path one: [a], path two: [a]"),
    ("SET c[3].d = :v, c[3] = :v", "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of "
                                   "these paths; path one: [c, [3], d], path two: [c, [3]]"),
    ("REMOVE a.c SET a[1] = :v", None),
    ("ADD a :v", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND"),
    ("ADD a :list", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND"),
    ("DELETE a :one", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_ADD_OPERAND"),
    ("DELETE a :map", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: MAP, typeSet: ALLOWED_FOR_ADD_OPERAND"),
    ("SET a = a + :v", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S"),
    ("SET a = :list - :one",
     "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: -, operand type: L"),
    ("SET a = list_append(a, :one)",
     "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: list_append, operand type: N"),
    ("SET a = if_not_exists(a)", "Invalid UpdateExpression: Incorrect number of operands for operator or function; "
                                 "operator or function: if_not_exists, number of operands: 1"),
    ("SET a = if_not_exists(:v, a)",
     "Invalid UpdateExpression: Operator or function requires a document path; operator or function: if_not_exists"),
])
def test_wrong_expressions_are_refused(db, hash_table, update, pk, expression, message):
    """dynamodb-conformance, tier3/error-messages/updateItem, and dynalite's suite, updateItem: texts about UpdateExpression."""
    if message is None:
        message = ("Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; "
                   "path one: [a, c], path two: [a, [1]]")
    with invalid(message):
        update(expression)
    assert same_item(stored(db, hash_table, pk), {"pk": {"S": pk}, **START})


@pytest.mark.parametrize("expression, message", [
    ("SET a = nope", "The provided expression refers to an attribute that does not exist in the item"),
    ("SET n = n + nope", "The provided expression refers to an attribute that does not exist in the item"),
    ("SET nope.a = :v", "The document path provided in the update expression is invalid for update"),
    ("SET nope[0] = :v", "The document path provided in the update expression is invalid for update"),
    ("SET s.a = :v", "The document path provided in the update expression is invalid for update"),
    ("SET m[0] = :v", "The document path provided in the update expression is invalid for update"),
    ("SET l.a = :v", "The document path provided in the update expression is invalid for update"),
    ("REMOVE nope.a", "The document path provided in the update expression is invalid for update"),
    ("ADD s :one", "An operand in the update expression has an incorrect data type"),
    ("ADD ss :n23", "An operand in the update expression has an incorrect data type"),
    ("DELETE ss :n23", "An operand in the update expression has an incorrect data type"),
    ("DELETE n :b", "An operand in the update expression has an incorrect data type"),
    ("SET a = s + :one", "An operand in the update expression has an incorrect data type"),
    ("SET a = list_append(s, :list)", "An operand in the update expression has an incorrect data type"),
])
def test_updates_that_do_not_fit_the_item_are_refused(db, hash_table, update, pk, expression, message):
    """dynalite's suite (recorded on AWS), updateItem: texts about the item that an expression meets; nothing changes."""
    with invalid(message):
        update(expression)
    assert same_item(stored(db, hash_table, pk), {"pk": {"S": pk}, **START})


def test_keys_cannot_be_updated(db, hash_table, sorted_table, pk):
    """dynamodb-conformance, tier3/error-messages/updateItem: both keys, whatever the action."""
    for expression in ("SET pk = :v", "REMOVE pk", "ADD pk.x :one"):
        values = {":v": {"S": "x"}} if ":v" in expression else {":one": {"N": "1"}} if ":one" in expression else None
        with invalid_parameter("Cannot update attribute pk. This attribute is part of the key"):
            db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression=expression,
                           **({"ExpressionAttributeValues": values} if values else {}))
    with invalid_parameter("Cannot update attribute sk. This attribute is part of the key"):
        db.update_item(TableName=sorted_table, Key={"pk": {"S": pk}, "sk": {"S": "a"}}, UpdateExpression="SET sk = :v",
                       ExpressionAttributeValues={":v": {"S": "x"}})


@pytest.mark.parametrize("parameters, message", [
    ({"ExpressionAttributeNames": {"#unused": "a"}}, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}"),
    ({"ExpressionAttributeValues": {":v": {"S": "v"}, ":unused": {"S": "x"}}},
     "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}"),
    ({"AttributeUpdates": {"a": {"Value": {"S": "x"}, "Action": "PUT"}}},
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}"),
])
def test_wrong_parameters_are_refused(update, parameters, message):
    """dynamodb-conformance, tier3/error-messages/updateItem."""
    with invalid(message):
        update("SET s = :v", **parameters)


def test_numbers_stay_in_range(db, hash_table, pk):
    """Developer guide, "Number": sums are exact; a sum beyond the range is refused, and the item stays."""
    greatest = "9" * 38 + "0" * 88
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "n": {"N": greatest}})
    with refused("ValidationException", matching="Number overflow"):
        db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression="SET n = n + :n",
                       ExpressionAttributeValues={":n": {"N": greatest}})
    assert stored(db, hash_table, pk)["n"]["N"] == greatest


def test_exact_sums(db, hash_table, pk):
    """Developer guide, "Number": 0.1 added ten times is 1, and cents of large amounts are kept."""
    for addend in ["0.1"] * 10 + ["99999999999999999999999999999999999.99", "-0.99"]:
        db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression="ADD n :n", ExpressionAttributeValues={":n": {"N": addend}})
    assert stored(db, hash_table, pk)["n"]["N"] == "100000000000000000000000000000000000"


def test_the_updated_item_has_at_most_400_kib(db, hash_table, pk):
    """dynalite's suite, updateItem: "Item size to update has exceeded the maximum allowed size"; the item stays as it was."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "a": {"S": "x" * 300_000}})
    with invalid("Item size to update has exceeded the maximum allowed size"):
        db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression="SET b = :b",
                       ExpressionAttributeValues={":b": {"S": "x" * 150_000}})
    assert "b" not in stored(db, hash_table, pk)


def test_concurrent_counts_lose_nothing(db, hash_table, pk):
    """Developer guide, "Atomic counters": all write requests are applied in the order in which they were received."""
    def count(_):
        db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression="SET #c = if_not_exists(#c, :zero) + :inc",
                       ExpressionAttributeNames={"#c": "count"}, ExpressionAttributeValues={":zero": {"N": "0"}, ":inc": {"N": "1"}})

    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        list(threads.map(count, range(400)))
    assert stored(db, hash_table, pk)["count"]["N"] == "400"


def test_the_key_must_match_the_schema(db, hash_table):
    """dynalite's suite, updateItem "Key does not match schema"."""
    for key in ({}, {"x": {"S": "a"}}, {"pk": {"S": "a"}, "x": {"S": "a"}}, {"pk": {"N": "1"}}):
        with invalid("The provided key element does not match the schema"):
            db.update_item(TableName=hash_table, Key=key)


def test_an_unknown_table_is_refused(db):
    """dynamodb-conformance, tier1/updateItem/validation."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        db.update_item(TableName="no-such-table", Key={"pk": {"S": "a"}})


def test_violated_constraints_are_named_together(db, hash_table, pk):
    """dynamodb-conformance, tier3/validation-ordering/updateItem."""
    with constraint(violation("INVALID", "returnConsumedCapacity", "satisfy enum value set: [INDEXES, TOTAL, NONE]"),
                    violation("INVALID", "returnValues", "satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]")):
        db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, ReturnValues="INVALID", ReturnConsumedCapacity="INVALID")


def test_consumed_capacity(db, hash_table, pk):
    """Developer guide, "Read/write capacity": an update consumes as the larger of the item before and after."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "d": {"S": "x" * 2500}})
    answer = db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression="REMOVE d", ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == {"TableName": hash_table, "CapacityUnits": 3.0}


def test_an_update_that_makes_a_value_too_deep(db, hash_table, pk):
    """Developer guide, "Constraints", nested attributes: 32 levels, also of what an update puts together from values that are not too deep."""
    value: dict = {"S": "leaf"}
    for _ in range(31):
        value = {"M": {"a": value}}
    item = {"pk": {"S": pk}, "deep": value, "m": {"M": {}}, "l": {"L": []}}
    db.put_item(TableName=hash_table, Item=item)
    for update in ("SET m.x = deep", "SET l[0] = deep", "SET m.x = if_not_exists(m.x, deep)"):
        with refused("ValidationException", matching="Nesting Levels have exceeded supported limits"):
            db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression=update + ", n = :n", ExpressionAttributeValues={":n": {"N": "1"}})
    assert db.get_item(TableName=hash_table, Key={"pk": {"S": pk}})["Item"] == item
