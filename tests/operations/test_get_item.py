"""GetItem: API reference "GetItem"; projections: developer guide, "Using projection expressions"."""

import pytest
from support.expect import constraint, invalid, refused, violation


@pytest.fixture
def item(db, sorted_table, pk):
    item = {"pk": {"S": pk}, "sk": {"S": "a"}, "s": {"S": "text"}, "n": {"N": "1"},
            "l": {"L": [{"S": "zero"}, {"M": {"x": {"N": "1"}, "y": {"N": "2"}}}, {"S": "two"}]},
            "m": {"M": {"a": {"S": "deep"}, "b": {"M": {"c": {"L": [{"N": "7"}, {"N": "8"}]}}}}}}
    db.put_item(TableName=sorted_table, Item=item)
    return item


def get(db, table, item, **parameters):
    return db.get_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]}, **parameters)


@pytest.mark.parametrize("consistent", [True, False])
def test_answers_the_item(db, sorted_table, item, consistent):
    """API reference, GetItem: all attributes of the item with the key; both kinds of reads."""
    assert get(db, sorted_table, item, ConsistentRead=consistent)["Item"] == item


def test_answers_no_item(db, sorted_table, item):
    """API reference, GetItem: "If there is no matching item, GetItem does not return any data and there will be no Item element"."""
    answer = db.get_item(TableName=sorted_table, Key={"pk": item["pk"], "sk": {"S": "other"}})
    assert "Item" not in answer


@pytest.mark.parametrize("projection, expected", [
    ("s", {"s": {"S": "text"}}),
    ("s, n", {"s": {"S": "text"}, "n": {"N": "1"}}),
    ("m.a", {"m": {"M": {"a": {"S": "deep"}}}}),
    ("m.b.c[1]", {"m": {"M": {"b": {"M": {"c": {"L": [{"N": "8"}]}}}}}}),
    ("m.a, m.b.c[0]", {"m": {"M": {"a": {"S": "deep"}, "b": {"M": {"c": {"L": [{"N": "7"}]}}}}}}),
    ("l[0]", {"l": {"L": [{"S": "zero"}]}}),
    ("l[2], l[0]", {"l": {"L": [{"S": "zero"}, {"S": "two"}]}}),
    ("l[1].y", {"l": {"L": [{"M": {"y": {"N": "2"}}}]}}),
    ("#s, m.#a", {"s": {"S": "text"}, "m": {"M": {"a": {"S": "deep"}}}}),
    ("nope", {}), ("nope.a, s.x, l.x, m[0]", {}), ("l[9]", {}),
])
def test_projections(db, sorted_table, item, projection, expected):
    """Developer guide, "Using projection expressions": top level, nested, list elements in their order; what is not there is left out."""
    names = {"ExpressionAttributeNames": {"#s": "s", "#a": "a"}} if "#" in projection else {}
    assert get(db, sorted_table, item, ProjectionExpression=projection, **names)["Item"] == expected


@pytest.mark.parametrize("projection, message", [
    ("", "Invalid ProjectionExpression: The expression can not be empty;"),
    ("!!! INVALID !!!", 'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"'),
    ("#nope", "Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #nope"),
    ("status", "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: status"),
    ("a, a", "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; "
             "path one: [a], path two: [a]"),
    ("m.a, m", "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; "
               "path one: [m, a], path two: [m]"),
    ("m.a, m[1]", "Invalid ProjectionExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; "
                  "path one: [m, a], path two: [m, [1]]"),
])
def test_wrong_projections_are_refused(db, sorted_table, item, projection, message):
    """dynamodb-conformance, tier3/error-messages/getItem, and dynalite's suite: texts about ProjectionExpression."""
    with invalid(message):
        get(db, sorted_table, item, ProjectionExpression=projection)


def test_names_need_an_expression(db, sorted_table, item):
    """dynalite's suite, getItem: ExpressionAttributeNames without a ProjectionExpression."""
    with invalid("ExpressionAttributeNames can only be specified when using expressions"):
        get(db, sorted_table, item, ExpressionAttributeNames={"#a": "a"})
    with invalid("Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}"):
        get(db, sorted_table, item, ProjectionExpression="s", ExpressionAttributeNames={"#u": "a"})


@pytest.mark.parametrize("key", [
    {"pk": {"S": "a"}}, {}, {"pk": {"S": "a"}, "sk": {"N": "1"}}, {"pk": {"S": "a"}, "sk": {"S": "a"}, "x": {"S": "a"}},
    {"pk": {"S": "a"}, "x": {"S": "a"}}, {"pk": {"BOOL": True}, "sk": {"S": "a"}}])
def test_the_key_must_match_the_schema(db, sorted_table, key):
    """dynamodb-conformance, tier3/error-messages/getItem, "malformed Key"."""
    with invalid("The provided key element does not match the schema"):
        db.get_item(TableName=sorted_table, Key=key)


def test_a_key_is_not_empty(db, hash_table):
    """dynalite's suite, getItem "empty key"."""
    with invalid("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. "
                 "Key: pk"):
        db.get_item(TableName=hash_table, Key={"pk": {"S": ""}})


def test_an_unknown_table_is_refused(db):
    """dynamodb-conformance, tier3/error-messages/getItem: "Requested resource not found"."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        db.get_item(TableName="no-such-table", Key={"pk": {"S": "a"}})


def test_what_is_missing_is_named(db):
    """dynalite's suite, getItem: TableName and Key are required."""
    with constraint(violation(None, "tableName", "not be null"), violation(None, "key", "not be null")):
        db.get_item()


def test_consumed_capacity(db, hash_table, pk):
    """Developer guide, "Read/write capacity": half a read unit for each 4 KB begun, one when consistent; half a unit for nothing."""
    key = {"pk": {"S": pk}}
    read = {"TableName": hash_table, "Key": key, "ReturnConsumedCapacity": "TOTAL"}
    assert db.get_item(**read)["ConsumedCapacity"] == {"TableName": hash_table, "CapacityUnits": 0.5}
    db.put_item(TableName=hash_table, Item={**key, "d": {"S": "x" * 5000}})
    assert db.get_item(**read)["ConsumedCapacity"]["CapacityUnits"] == 1.0
    assert db.get_item(**read, ConsistentRead=True)["ConsumedCapacity"]["CapacityUnits"] == 2.0
    assert "ConsumedCapacity" not in db.get_item(TableName=hash_table, Key=key, ReturnConsumedCapacity="NONE")


def test_numbers_are_one_key_however_written(db, number_table, pk):
    """Developer guide, "Number": 100, 100.0 and 1E2 are the same number, so the same key."""
    db.put_item(TableName=number_table, Item={"pk": {"S": pk}, "sk": {"N": "100"}, "v": {"S": "it"}})
    for written in ("100", "1E2", "100.00", "0100"):
        answer = db.get_item(TableName=number_table, Key={"pk": {"S": pk}, "sk": {"N": written}})
        assert answer["Item"]["v"] == {"S": "it"} and answer["Item"]["sk"] == {"N": "100"}


def test_reads_what_was_written_last(db, hash_table, pk):
    """Developer guide, "Read consistency": a consistent read reflects all writes that were acknowledged before."""
    for number in range(50):
        db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "n": {"N": str(number)}})
        assert db.get_item(TableName=hash_table, Key={"pk": {"S": pk}}, ConsistentRead=True)["Item"]["n"]["N"] == str(number)


def test_the_arn_names_the_table_too(db, hash_table, pk):
    """API reference, GetItem, TableName: "You can also provide the Amazon Resource Name (ARN) of the table"."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}})
    arn = db.describe_table(TableName=hash_table)["Table"]["TableArn"]
    assert db.get_item(TableName=arn, Key={"pk": {"S": pk}})["Item"] == {"pk": {"S": pk}}


def test_attributes_to_get(db, hash_table, pk):
    """API reference, legacy conditional parameters: AttributesToGet names the attributes that come back."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "a": {"N": "1"}, "b": {"N": "2"}})
    assert db.get_item(TableName=hash_table, Key={"pk": {"S": pk}}, AttributesToGet=["a", "c"])["Item"] == {"a": {"N": "1"}}
