"""PutItem: API reference "PutItem"; limits: developer guide, "Supported data types and naming rules", "Constraints"."""

import pytest
from support.expect import constraint, invalid, invalid_parameter, refused, same_item, violation

EVERY_TYPE = {
    "string": {"S": "text with \u00e9, \u4e16\u754c, \U0001f600 and \" \\ \n \u0000 in it"},
    "empty_string": {"S": ""},
    "number": {"N": "-123.456"},
    "binary": {"B": bytes(range(256))},
    "empty_binary": {"B": b""},
    "yes": {"BOOL": True},
    "no": {"BOOL": False},
    "nothing": {"NULL": True},
    "strings": {"SS": ["b", "a", ""]},
    "numbers": {"NS": ["3", "-1", "2.5"]},
    "binaries": {"BS": [b"\x01", b"\x00\xff"]},
    "list": {"L": [{"S": "a"}, {"N": "1"}, {"L": []}, {"M": {}}, {"NULL": True}]},
    "map": {"M": {"a": {"M": {"b": {"L": [{"M": {"c": {"BS": [b"z"]}}}]}}}, "": {"S": "empty name"}}},
    "empty_list": {"L": []},
    "empty_map": {"M": {}},
}


def stored(db, table, key):
    return db.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def test_every_type_comes_back(db, hash_table, pk):
    """Developer guide, "Data types": scalars, documents and sets, nested and empty, are answered as they were put."""
    item = {"pk": {"S": pk}, **EVERY_TYPE}
    del item["map"]["M"][""]
    assert "Attributes" not in db.put_item(TableName=hash_table, Item=item)
    assert same_item(stored(db, hash_table, {"pk": {"S": pk}}), item)


def test_replaces_the_whole_item(db, hash_table, pk):
    """API reference, PutItem: an item with the same primary key is replaced completely."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "a": {"S": "1"}, "b": {"S": "2"}})
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "c": {"S": "3"}})
    assert stored(db, hash_table, {"pk": {"S": pk}}) == {"pk": {"S": pk}, "c": {"S": "3"}}


def test_return_values(db, hash_table, pk):
    """API reference, PutItem, ReturnValues: NONE and ALL_OLD; nothing is answered where nothing was replaced."""
    first, second = ({"pk": {"S": pk}, "v": {"N": n}} for n in "12")
    assert "Attributes" not in db.put_item(TableName=hash_table, Item=first, ReturnValues="ALL_OLD")
    assert db.put_item(TableName=hash_table, Item=second, ReturnValues="ALL_OLD")["Attributes"] == first
    assert "Attributes" not in db.put_item(TableName=hash_table, Item=first, ReturnValues="NONE")


@pytest.mark.parametrize("kind", ["ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"])
def test_other_return_values_are_refused(db, hash_table, pk, kind):
    """API reference, PutItem, ReturnValues: "PutItem does not recognize any values other than NONE or ALL_OLD"; two texts are on record."""
    with refused("ValidationException", matching="^(ReturnValues can only be ALL_OLD or NONE|Return values set to invalid value)$"):
        db.put_item(TableName=hash_table, Item={"pk": {"S": pk}}, ReturnValues=kind)


@pytest.mark.parametrize("sent, answered", [
    ("0", "0"), ("-0", "0"), ("0.000", "0"), ("00042", "42"), ("1.0", "1"), ("3.1400", "3.14"), ("1.5E2", "150"), ("1e2", "100"),
    ("+7", "7"), ("-12.50", "-12.5"), (".5", "0.5"), ("5.", "5"), ("100", "100"), ("1E-2", "0.01"), ("1E+3", "1000"),
    ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
    ("-0.12345678901234567890123456789012345678", "-0.12345678901234567890123456789012345678"),
    ("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
    ("9.9999999999999999999999999999999999999E+125", "9" * 38 + "0" * 88),
    ("-9.9999999999999999999999999999999999999E+125", "-" + "9" * 38 + "0" * 88),
    ("1E-130", "0." + "0" * 129 + "1"), ("-1E-130", "-0." + "0" * 129 + "1"),
    ("1234567890123456789012345678901234567800000", "1234567890123456789012345678901234567800000"),
])
def test_numbers_are_exact(db, hash_table, pk, sent, answered):
    """Developer guide, "Number": up to 38 digits, exact, leading and trailing zeroes trimmed; dynamodb-conformance, numberPrecision."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "n": {"N": sent}})
    assert stored(db, hash_table, {"pk": {"S": pk}})["n"]["N"] == answered


@pytest.mark.parametrize("number, message", [
    ("", "The parameter cannot be converted to a numeric value"),
    ("b", "The parameter cannot be converted to a numeric value: b"),
    ("1e", "The parameter cannot be converted to a numeric value: 1e"),
    ("1 ", "The parameter cannot be converted to a numeric value: 1 "),
    ("NaN", "The parameter cannot be converted to a numeric value: NaN"),
    ("Infinity", "The parameter cannot be converted to a numeric value: Infinity"),
    ("123456789012345678901234567890123456789", "Attempting to store more than 38 significant digits in a Number"),
    ("-1.23456789012345678901234567890123456789", "Attempting to store more than 38 significant digits in a Number"),
    ("1e126", "Number overflow. Attempting to store a number with magnitude larger than supported range"),
    ("-1e126", "Number overflow. Attempting to store a number with magnitude larger than supported range"),
    ("1e-131", "Number underflow. Attempting to store a number with magnitude smaller than supported range"),
    ("-1e-131", "Number underflow. Attempting to store a number with magnitude smaller than supported range"),
])
def test_numbers_out_of_range_are_refused(db, hash_table, pk, number, message):
    """dynalite's suite (recorded on AWS), putItem "empty/invalid numbers"."""
    for value in ({"N": number}, {"NS": [number]}, {"L": [{"N": number}]}):
        with invalid(message):
            db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "n": value})
    assert stored(db, hash_table, {"pk": {"S": pk}}) is None


@pytest.mark.parametrize("value, message", [
    ({"SS": []}, "An string set  may not be empty"),
    ({"NS": []}, "An number set  may not be empty"),
    ({"BS": []}, "Binary sets should not be empty"),
    ({"SS": ["a", "a"]}, "Input collection [a, a] contains duplicates."),
    ({"BS": [b"b", b"b"]}, "Input collection [Yg==, Yg==]of type BS contains duplicates."),
    ({"NULL": False}, "Null attribute value types must have the value of true"),
])
def test_values_that_cannot_be_are_refused(db, hash_table, pk, value, message):
    """dynamodb-conformance, tier3/error-messages/putItem, and dynalite's suite "invalid values in Item"; nested ones too."""
    for nested in (value, {"L": [value]}, {"M": {"a": {"L": [value]}}}):
        with invalid_parameter(message):
            db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "a": nested})


@pytest.mark.parametrize("numbers", [["1", "1"], ["1", "1.0"], ["100", "1E2"]])
def test_number_sets_have_no_duplicates(db, hash_table, pk, numbers):
    """dynalite's suite: "Input collection contains duplicates"; numbers are compared as numbers."""
    with invalid("Input collection contains duplicates"):
        db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "a": {"NS": numbers}})


@pytest.mark.parametrize("value, message", [
    ({}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
    ({"S": "a", "N": "1"}, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"),
])
def test_a_value_has_exactly_one_type(raw, hash_table, pk, value, message):
    """dynalite's suite, putItem "unsupported datatype", "multiple datatypes"."""
    for nested in (value, {"L": [value]}, {"M": {"b": value}}):
        answer = raw.call("PutItem", {"TableName": hash_table, "Item": {"pk": {"S": pk}, "a": nested}})
        assert (answer.status, answer.error, answer.message) == (400, "ValidationException", message)


def test_the_key_must_be_there(db, hash_table, sorted_table, pk):
    """dynalite's suite, putItem "missing key", "missing range key"."""
    with invalid_parameter("Missing the key pk in the item"):
        db.put_item(TableName=hash_table, Item={"other": {"S": "a"}})
    with invalid_parameter("Missing the key sk in the item"):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}})


@pytest.mark.parametrize("value", [{"N": "1"}, {"B": b"a"}, {"BOOL": True}, {"NULL": True}, {"SS": ["a"]}, {"M": {}}, {"L": []}])
def test_the_key_must_have_its_type(db, hash_table, value):
    """dynalite's suite, putItem "type mismatch for key"."""
    with invalid_parameter(f"Type mismatch for key pk expected: S actual: {next(iter(value))}"):
        db.put_item(TableName=hash_table, Item={"pk": value})


def test_a_key_is_not_empty(db, hash_table, sorted_table, binary_table, pk):
    """Developer guide, "String", "Binary": a key attribute must not be empty; dynalite's texts."""
    start = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
    with invalid(start + "string value. Key: pk"):
        db.put_item(TableName=hash_table, Item={"pk": {"S": ""}})
    with invalid(start + "string value. Key: sk"):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": ""}})
    with invalid(start + "binary value. Key: sk"):
        db.put_item(TableName=binary_table, Item={"pk": {"S": pk}, "sk": {"B": b""}})


def test_limits_of_keys(db, sorted_table, pk):
    """Developer guide, "Constraints": 2048 bytes of partition key, 1024 of sort key; dynalite's texts."""
    longest = {"pk": {"S": pk.ljust(2048, "p")}, "sk": {"S": "s" * 1024}}
    db.put_item(TableName=sorted_table, Item=longest)
    assert stored(db, sorted_table, longest) == longest
    with invalid_parameter("Size of hashkey has exceeded the maximum size limit of2048 bytes"):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": "p" * 2049}, "sk": {"S": "s"}})
    with invalid_parameter("Aggregated size of all range keys has exceeded the size limit of 1024 bytes"):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": "s" * 1025}})


def test_an_item_has_at_most_400_kib(db, hash_table, pk):
    """Developer guide, "Constraints": 400 KB, names included, and to the byte (dynalite's suite, "item is too big")."""
    room = 400 * 1024 - len("pk") - len(pk) - len("data")
    largest = {"pk": {"S": pk}, "data": {"S": "x" * room}}
    db.put_item(TableName=hash_table, Item=largest)
    assert stored(db, hash_table, {"pk": {"S": pk}}) == largest
    for item in ({**largest, "data": {"S": "x" * (room + 1)}}, {**largest, "e": {"S": ""}}, {**largest, "data": {"B": b"x" * (room + 1)}}):
        with invalid("Item size has exceeded the maximum allowed size"):
            db.put_item(TableName=hash_table, Item=item)
    assert stored(db, hash_table, {"pk": {"S": pk}}) == largest


def test_nesting_of_32_levels(db, hash_table, pk):
    """Developer guide, "Constraints", nested attributes: up to 32 levels deep; dynalite's text for more."""
    def nested(levels: int) -> dict:
        value: dict = {"S": "leaf"}
        for _ in range(levels - 1):
            value = {"M": {"a": value}}
        return {"pk": {"S": pk}, "a": value}

    db.put_item(TableName=hash_table, Item=nested(32))
    assert stored(db, hash_table, {"pk": {"S": pk}}) == nested(32)
    with refused("ValidationException", matching="^Nesting Levels have exceeded supported limits"):
        db.put_item(TableName=hash_table, Item=nested(34))


def test_the_condition_decides(db, hash_table, pk):
    """API reference, PutItem, ConditionExpression: evaluated against the present item; "The conditional request failed"."""
    put = {"TableName": hash_table, "ConditionExpression": "attribute_not_exists(pk)"}
    db.put_item(Item={"pk": {"S": pk}, "v": {"N": "1"}}, **put)
    with refused("ConditionalCheckFailedException", "The conditional request failed") as refusal:
        db.put_item(Item={"pk": {"S": pk}, "v": {"N": "2"}}, **put)
    assert "Item" not in refusal.response
    assert stored(db, hash_table, {"pk": {"S": pk}})["v"] == {"N": "1"}


def test_a_failed_condition_answers_the_item(db, hash_table, pk):
    """API reference, PutItem, ReturnValuesOnConditionCheckFailure: ALL_OLD answers the item as it is."""
    item = {"pk": {"S": pk}, "m": {"M": {"deep": {"L": [{"N": "1"}]}}}}
    db.put_item(TableName=hash_table, Item=item)
    with refused("ConditionalCheckFailedException", "The conditional request failed") as refusal:
        db.put_item(TableName=hash_table, Item={"pk": {"S": pk}}, ConditionExpression="attribute_not_exists(pk)",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert refusal.response["Item"] == item


ITEM = {"s": {"S": "alice"}, "n": {"N": "5"}, "b": {"B": b"\x01\x02"}, "ss": {"SS": ["x", "y"]}, "l": {"L": [{"S": "x"}, {"N": "2"}]},
        "m": {"M": {"in": {"S": "deep"}}}, "t": {"BOOL": True}, "z": {"NULL": True}}
VALUES = {":alice": {"S": "alice"}, ":al": {"S": "al"}, ":bob": {"S": "bob"}, ":5": {"N": "5"}, ":5.0": {"N": "5.0"}, ":3": {"N": "3"},
          ":9": {"N": "9"}, ":x": {"S": "x"}, ":2": {"N": "2"}, ":deep": {"S": "deep"}, ":S": {"S": "S"}, ":NULL": {"S": "NULL"},
          ":true": {"BOOL": True}, ":yx": {"SS": ["y", "x"]}, ":b1": {"B": b"\x01"}}


@pytest.mark.parametrize("condition, holds", [
    ("s = :alice", True), ("s <> :alice", False), ("s < :bob", True), ("s >= :bob", False), ("n = :x", False), ("n <> :x", True),
    ("n > :3 AND n < :9", True), ("n > :9 OR n <= :5", True), ("NOT n = :5", False), ("NOT (n = :3) AND s = :alice", True),
    ("n BETWEEN :3 AND :9", True), ("NOT n BETWEEN :3 AND :9", False), ("s IN (:bob, :alice)", True), ("n IN (:3, :9)", False),
    ("attribute_exists(m.#in)", True), ("attribute_exists(m.nope)", False), ("attribute_not_exists(nope)", True),
    ("attribute_exists(l[1])", True), ("attribute_exists(l[2])", False), ("attribute_type(s, :S)", True), ("attribute_type(n, :S)", False),
    ("attribute_type(z, :NULL)", True), ("begins_with(s, :al)", True), ("begins_with(b, :b1)", True), ("begins_with(n, :al)", False),
    ("contains(s, :al)", True), ("contains(ss, :x)", True), ("contains(l, :x)", True), ("contains(l, :2)", True), ("contains(ss, :al)", False),
    ("size(s) = :5", True), ("size(ss) = :2", True), ("size(l) = :2", True), ("size(b) = :2", True), ("size(m) < :2", True),
    ("size(nope) = :2", False), ("l[0] = :x", True), ("m.#in = :deep", True), ("t = :true", True), ("ss = :yx", True),
    ("nope = :x", False), ("nope <> :x", True), ("nope < :9", False), ("NOT nope = :x", True), ("s = :x OR n = :5 AND t = :true", True),
    ("(s = :x OR n = :5) AND t <> :true", False), ("n = n", None),
])
def test_conditions(db, hash_table, pk, condition, holds):
    """Developer guide, "Condition and filter expressions, operators, and functions"; a comparison with what is not there is false,
    but <> holds (dynamodb-conformance, putItem/conditions)."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, **ITEM})
    used = {name: value for name, value in VALUES.items() if name in condition.replace("(", " ").replace(")", " ").replace(",", " ").split()}
    parameters = {"ConditionExpression": condition}
    if used:
        parameters["ExpressionAttributeValues"] = used
    if "#in" in condition:
        parameters["ExpressionAttributeNames"] = {"#in": "in"}

    def put():
        db.put_item(TableName=hash_table, Item={"pk": {"S": pk}}, **parameters)

    if holds is None:  # both operands are the same path: refused, as dynalite's suite records of scan filters
        with invalid("Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or "
                     "function; operator: =, first operand: [n]"):
            put()
    elif holds:
        put()
    else:
        with refused("ConditionalCheckFailedException"):
            put()


@pytest.mark.parametrize("parameters, message", [
    ({"ConditionExpression": ""}, "Invalid ConditionExpression: The expression can not be empty;"),
    ({"ConditionExpression": "a ="}, None),
    ({"ConditionExpression": "nope(a)"}, "Invalid ConditionExpression: Invalid function name; function: nope"),
    ({"ConditionExpression": "a = :v"},
     "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :v"),
    ({"ConditionExpression": "attribute_exists(#a)"},
     "Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #a"),
    ({"ConditionExpression": "attribute_exists(size)"}, "Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: size"),
    ({"ConditionExpression": "((attribute_exists(a)))"}, "Invalid ConditionExpression: The expression has redundant parentheses;"),
    ({"ConditionExpression": "attribute_exists(a)", "ExpressionAttributeNames": {"#u": "a"}},
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}"),
    ({"ConditionExpression": "attribute_exists(a)", "ExpressionAttributeValues": {":u": {"S": "a"}}},
     "Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}"),
    ({"ExpressionAttributeValues": {":v": {"S": "unused"}}},
     "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null"),
    ({"ExpressionAttributeNames": {"#a": "a"}}, "ExpressionAttributeNames can only be specified when using expressions"),
    ({"ConditionExpression": "attribute_exists(a)", "Expected": {"a": {"Exists": False}}},
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}"),
])
def test_wrong_expressions_are_refused(db, hash_table, pk, parameters, message):
    """dynamodb-conformance, tier3/error-messages/putItem, and dynalite's suite: the texts of the expression parser."""
    with refused("ValidationException", message, matching=None if message else "^Invalid ConditionExpression: Syntax error; "):
        db.put_item(TableName=hash_table, Item={"pk": {"S": pk}}, **parameters)


def test_an_unknown_table_is_refused(db):
    """dynamodb-conformance, tier3/error-messages/getItem: operations on items do not name the table."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        db.put_item(TableName="no-such-table", Item={"pk": {"S": "a"}})


@pytest.mark.parametrize("name, must", [
    (None, "not be null"), ("", "have length greater than or equal to 1"), ("a" * 256, "have length less than or equal to 255"),
    ("bad table!@#", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+")])
def test_a_bad_table_name_is_refused(raw, name, must):
    """dynamodb-conformance, tier3/error-messages/putItem: exact texts about the table's name."""
    body = {"Item": {"pk": {"S": "a"}}, **({} if name is None else {"TableName": name})}
    answer = raw.call("PutItem", body)
    assert (answer.status, answer.error) == (400, "ValidationException")
    assert answer.message == "1 validation error detected: " + violation(name, "tableName", must)


def test_violated_constraints_are_named_together(db, hash_table, pk):
    """dynamodb-conformance, tier3/validation-ordering/putItem, and the enumerations as dynalite's suite records them."""
    with constraint(
            violation("INVALID", "returnConsumedCapacity", "satisfy enum value set: [INDEXES, TOTAL, NONE]"),
            violation("INVALID", "returnItemCollectionMetrics", "satisfy enum value set: [SIZE, NONE]"),
            violation("INVALID", "returnValues", "satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]")):
        db.put_item(TableName=hash_table, Item={"pk": {"S": pk}}, ReturnConsumedCapacity="INVALID",
                    ReturnItemCollectionMetrics="INVALID", ReturnValues="INVALID")


def test_consumed_capacity(db, hash_table, pk):
    """Developer guide, "Read/write capacity": one write unit for each KB begun; answered when asked for."""
    put = {"TableName": hash_table, "Item": {"pk": {"S": pk}, "d": {"S": "x" * 1500}}}
    assert "ConsumedCapacity" not in db.put_item(**put)
    assert db.put_item(**put, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"] == {"TableName": hash_table, "CapacityUnits": 2.0}
    indexes = db.put_item(**put, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert indexes["CapacityUnits"] == 2.0 and indexes["Table"]["CapacityUnits"] == 2.0


@pytest.mark.parametrize("body, message", [
    ({"Item": 5}, None), ({"Item": []}, None), ({"Item": {"pk": 5}}, None), ({"Item": {"pk": {"S": 5}}}, "NUMBER_VALUE cannot be converted to String"),
    ({"Item": {"pk": {"BOOL": "x"}}}, None), ({"Item": {"pk": {"B": 5}}}, None), ({"TableName": ["a"]}, None),
    ({"Item": {"pk": {"SS": "a"}}}, None), ({"Item": {"pk": {"B": "a=b"}}}, None), ({"ConditionExpression": 1}, "NUMBER_VALUE cannot be converted to String"),
])
def test_a_wrong_json_type_is_a_serialization_error(raw, hash_table, body, message):
    """dynalite's suite (recorded on AWS): a JSON type that is not the member's is a SerializationException."""
    answer = raw.call("PutItem", {"TableName": hash_table, **body})
    assert (answer.status, answer.error) == (400, "SerializationException"), answer.body
    assert message is None or answer.message == message


def test_unknown_members_are_ignored(raw, db, hash_table, pk):
    """AWS's JSON protocol: members that the service model does not know are ignored."""
    answer = raw.call("PutItem", {"TableName": hash_table, "Item": {"pk": {"S": pk}}, "Surprise": {"x": [1, 2]}})
    assert (answer.status, answer.json) == (200, {})
    assert stored(db, hash_table, {"pk": {"S": pk}})
