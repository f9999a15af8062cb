"""BatchGetItem: API reference "BatchGetItem"; texts from dynamodb-conformance (recorded on AWS, the newest in October 2026) and dynalite's
suite (recorded on AWS over the years); the former is believed where they differ."""

import pytest
from support import tables
from support.expect import MAP_KEYS, assert_same_items, constraint, invalid, invalid_parameter, refused, required, violation

NO_TABLE = "no-such-table"
MEGABYTE = 1024 * 1024


def get(db, requests: dict, **parameters) -> dict:
    return db.batch_get_item(RequestItems=requests, **parameters)


def keys_of(pk: str, numbers) -> list:
    return [{"pk": {"S": f"{pk}-{number}"}} for number in numbers]


@pytest.fixture
def items(db, hash_table, pk) -> list:
    """Five items of the table with a partition key, pk-0 to pk-4."""
    made = [{**key, "n": {"N": str(number)}, "note": {"S": f"note {number}"}, "m": {"M": {"a": {"N": str(number)}, "b": {"S": "x"}}}}
            for number, key in enumerate(keys_of(pk, range(5)))]
    tables.put_all(db, hash_table, made)
    return made


@pytest.mark.parametrize("consistent", [True, False])
def test_answers_the_items(db, hash_table, items, pk, consistent):
    """API reference, BatchGetItem: the attributes of the items with the keys, in no particular order; both kinds of reads."""
    answer = get(db, {hash_table: {"Keys": keys_of(pk, range(5)), "ConsistentRead": consistent}})
    assert_same_items(answer["Responses"][hash_table], items, "pk")
    assert answer["UnprocessedKeys"] == {} and "ConsumedCapacity" not in answer


def test_what_is_missing_is_left_out(db, hash_table, items, pk):
    """API reference, BatchGetItem: "If a requested item does not exist, it is not returned in the result"; no placeholder stands for it."""
    answer = get(db, {hash_table: {"Keys": keys_of(pk, [3, 77, 1, 99])}})
    assert_same_items(answer["Responses"][hash_table], [items[3], items[1]], "pk")
    assert answer["UnprocessedKeys"] == {}


def test_a_table_without_hits_has_an_empty_list(db, hash_table, sorted_table, pk):
    """dynalite's suite, batchGetItem, "empty responses if keys do not exist": each table of the request is in Responses."""
    answer = get(db, {hash_table: {"Keys": [{"pk": {"S": pk}}]}, sorted_table: {"Keys": [{"pk": {"S": pk}, "sk": {"S": "a"}}]}})
    assert answer["Responses"] == {hash_table: [], sorted_table: []} and answer["UnprocessedKeys"] == {}


def test_several_tables(db, hash_table, sorted_table, number_table, items, pk):
    """API reference, BatchGetItem: items from one or more tables, each table with its own settings."""
    db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": "a"}, "where": {"S": "sorted"}})
    db.put_item(TableName=number_table, Item={"pk": {"S": pk}, "sk": {"N": "100"}, "where": {"S": "number"}, "more": {"S": "x"}})
    answer = get(db, {
        hash_table: {"Keys": keys_of(pk, [0]), "ConsistentRead": True},
        sorted_table: {"Keys": [{"pk": {"S": pk}, "sk": {"S": "a"}}, {"pk": {"S": pk}, "sk": {"S": "b"}}]},
        number_table: {"Keys": [{"pk": {"S": pk}, "sk": {"N": "1E2"}}], "ProjectionExpression": "#w", "ExpressionAttributeNames": {"#w": "where"}},
    })
    assert answer["Responses"] == {
        hash_table: [items[0]],
        sorted_table: [{"pk": {"S": pk}, "sk": {"S": "a"}, "where": {"S": "sorted"}}],
        number_table: [{"where": {"S": "number"}}],
    }


def test_several_keys_of_one_partition(db, sorted_table, pk):
    """API reference, BatchGetItem: each key is a whole primary key; neighbours that were not asked for are not answered."""
    made = [{"pk": {"S": pk}, "sk": {"S": sk}} for sk in "abcdef"]
    tables.put_all(db, sorted_table, made)
    answer = get(db, {sorted_table: {"Keys": [made[4], made[0], made[2]]}})
    assert_same_items(answer["Responses"][sorted_table], [made[0], made[2], made[4]], "pk", "sk")


@pytest.mark.parametrize("projection, expected", [
    ({"ProjectionExpression": "n, note"}, lambda item: {"n": item["n"], "note": item["note"]}),
    ({"ProjectionExpression": "#n, m.#a", "ExpressionAttributeNames": {"#n": "n", "#a": "a"}},
     lambda item: {"n": item["n"], "m": {"M": {"a": item["m"]["M"]["a"]}}}),
    ({"ProjectionExpression": "nope"}, lambda item: {}),
    ({"AttributesToGet": ["n", "nope"]}, lambda item: {"n": item["n"]}),
])
def test_projections(db, hash_table, items, pk, projection, expected):
    """dynamodb-conformance, tier1/batchGetItem: a projection leaves the key out unless it names it; dynalite's suite: an item without any of
    the attributes is an empty map."""
    found = get(db, {hash_table: {"Keys": keys_of(pk, range(3)), **projection}})["Responses"][hash_table]
    wanted = [expected(item) for item in items[:3]]
    assert len(found) == 3 and all(item in wanted for item in found) and all(item in found for item in wanted)


def test_a_consistent_read_sees_what_was_written_before(db, hash_table, pk):
    """API reference, KeysAndAttributes, ConsistentRead: a strongly consistent read is used."""
    for number in range(30):
        db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "n": {"N": str(number)}})
        answer = get(db, {hash_table: {"Keys": [{"pk": {"S": pk}}], "ConsistentRead": True}})
        assert answer["Responses"][hash_table][0]["n"] == {"N": str(number)}


def test_the_arn_names_the_table_too(db, hash_table, items, pk):
    """API reference, BatchGetItem, RequestItems: "one or more table names or table ARNs"; Responses and ConsumedCapacity name the table as
    the request did ("A map of table name or table ARN to a list of items", "you'll see the table ARN in the response")."""
    arn = db.describe_table(TableName=hash_table)["Table"]["TableArn"]
    answer = get(db, {arn: {"Keys": keys_of(pk, [2])}}, ReturnConsumedCapacity="TOTAL")
    assert answer["Responses"] == {arn: [items[2]]}
    assert answer["ConsumedCapacity"] == [{"TableName": arn, "CapacityUnits": 0.5}]


def test_a_hundred_keys(db, hash_table, pk):
    """API reference, BatchGetItem: as many as 100 items."""
    made = [{**key, "n": {"N": str(number)}} for number, key in enumerate(keys_of(pk, range(100)))]
    tables.put_all(db, hash_table, made)
    answer = get(db, {hash_table: {"Keys": keys_of(pk, range(100)), "ConsistentRead": True}})
    assert_same_items(answer["Responses"][hash_table], made, "pk")
    assert answer["UnprocessedKeys"] == {}


# ---- the answer's size and cost ----

def test_an_answer_holds_at_most_16_mb(db, make_table):
    """API reference, BatchGetItem: up to 16 MB; "the system returns 52 items" of 100 items of 300 KB; the rest is in UnprocessedKeys, which
    "can be provided directly to a subsequent BatchGetItem"."""
    name = make_table()
    payload = "x" * (300 * 1024 - 100)
    for number in range(60):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}, "n": {"N": str(number)}, "d": {"S": payload}})
    request = {name: {"Keys": [{"pk": {"S": str(number)}} for number in range(60)], "ConsistentRead": True,
                      "ProjectionExpression": "pk, #d", "ExpressionAttributeNames": {"#d": "d"}}}
    first = get(db, request)
    found = first["Responses"][name]
    assert 50 <= len(found) <= 56 and sum(len(item["d"]["S"]) for item in found) <= 16 * MEGABYTE
    left = first["UnprocessedKeys"]
    assert len(left[name]["Keys"]) == 60 - len(found)
    assert {name: {**left[name], "Keys": []}} == {name: {**request[name], "Keys": []}}
    while left:
        more = get(db, left)
        found += more["Responses"][name]
        left = more["UnprocessedKeys"]
    assert sorted(int(item["pk"]["S"]) for item in found) == list(range(60))
    assert all(set(item) == {"pk", "d"} and item["d"]["S"] == payload for item in found)


@pytest.mark.parametrize("consistent, small, big", [(False, 0.5, 1.0), (True, 1.0, 2.0)])
def test_consumed_capacity(db, hash_table, sorted_table, pk, consistent, small, big):
    """dynalite's suite, batchGetItem, ConsumedCapacity: for each table the sum over the keys, each rounded up to 4 KB by itself; a missing item
    costs the minimum; INDEXES adds the table's part."""
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk + "-0"}, "d": {"S": "x" * 5000}})
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk + "-1"}})
    request = {hash_table: {"Keys": keys_of(pk, [0, 1, 2]), "ConsistentRead": consistent},
               sorted_table: {"Keys": [{"pk": {"S": pk}, "sk": {"S": "missing"}}], "ConsistentRead": consistent}}
    units = {hash_table: big + 2 * small, sorted_table: small}
    total = get(db, request, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
    assert sorted(total, key=str) == sorted(({"TableName": name, "CapacityUnits": used} for name, used in units.items()), key=str)
    indexes = get(db, request, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert {part["TableName"]: (part["CapacityUnits"], part["Table"]) for part in indexes} == {
        name: (used, {"CapacityUnits": used}) for name, used in units.items()}
    assert "ConsumedCapacity" not in get(db, request, ReturnConsumedCapacity="NONE")


# ---- what is refused ----

def test_no_tables_are_refused(db, raw):
    """dynamodb-conformance, tier3/error-messages/batchGetItem, "empty RequestItems": AWS's regions answer one of two texts (since August 2026
    most the second); without RequestItems the text is not verified on AWS."""
    with refused("ValidationException", matching=required("RequestItems", "BatchGetItem")):
        get(db, {})
    answer = raw.call("BatchGetItem", {})
    assert (answer.status, answer.error) == (400, "ValidationException")


def test_no_keys_are_refused(db, hash_table):
    """dynamodb-conformance, tier3/error-messages/batchGetItem, "empty Keys list"; dynalite's suite for Keys that are missing."""
    with invalid(f"1 validation error detected: Value at 'RequestItems.{hash_table}.member.Keys' failed to satisfy constraint: "
                 "Member must have length greater than or equal to 1"):
        get(db, {hash_table: {"Keys": []}})
    with refused("ValidationException", matching="Member must not be null$"):
        get(db, {hash_table: {}})


def test_more_than_a_hundred_keys_are_refused(db, hash_table, sorted_table, pk):
    """dynamodb-conformance, tier3/error-messages/batchGetItem, "> 100 keys"; dynalite's suite and the API reference for several tables."""
    with invalid(f"1 validation error detected: Value at 'RequestItems.{hash_table}.member.Keys' failed to satisfy constraint: "
                 "Member must have length less than or equal to 100"):
        get(db, {hash_table: {"Keys": keys_of(pk, range(101))}})
    with invalid("Too many items requested for the BatchGetItem call"):
        get(db, {hash_table: {"Keys": keys_of(pk, range(100))}, sorted_table: {"Keys": [{"pk": {"S": pk}, "sk": {"S": "a"}}]}})


@pytest.mark.parametrize("more", [{}, {"ConsistentRead": True}])
def test_duplicates_are_refused(db, hash_table, number_table, pk, more):
    """dynamodb-conformance and dynalite's suite: a key may come once in a table; a number is one key however it is written."""
    with invalid("Provided list of item keys contains duplicates"):
        get(db, {hash_table: {"Keys": keys_of(pk, [0, 1, 0]), **more}})
    with invalid("Provided list of item keys contains duplicates"):
        get(db, {number_table: {"Keys": [{"pk": {"S": pk}, "sk": {"N": "100"}}, {"sk": {"N": "1E2"}, "pk": {"S": pk}}], **more}})


def test_one_key_in_two_tables_is_no_duplicate(db, hash_table, make_table, pk):
    """API reference, BatchGetItem: duplicates are keys of one table."""
    other = make_table()
    key = {"pk": {"S": pk}}
    for name in (hash_table, other):
        db.put_item(TableName=name, Item={**key, "where": {"S": name}})
    answer = get(db, {hash_table: {"Keys": [key]}, other: {"Keys": [key]}})
    assert answer["Responses"] == {name: [{**key, "where": {"S": name}}] for name in (hash_table, other)}


@pytest.mark.parametrize("key", [
    {}, {"b": {"S": "a"}}, {"pk": {"S": "a"}, "b": {"S": "a"}}, {"pk": {"N": "1"}}, {"pk": {"B": b"a"}}, {"pk": {"BOOL": True}},
    {"pk": {"SS": ["a"]}}, {"pk": {"M": {}}}, {"pk": {"L": []}}])
def test_a_key_must_match_the_schema(db, hash_table, items, pk, key):
    """dynalite's suite, batchGetItem, "key does not match schema"; one wrong key refuses the whole batch."""
    with invalid("The provided key element does not match the schema"):
        get(db, {hash_table: {"Keys": keys_of(pk, [0]) + [key]}})


def test_a_key_without_its_sort_key_is_refused(db, sorted_table, pk):
    """dynalite's suite, batchGetItem, "range key does not match schema"."""
    with invalid("The provided key element does not match the schema"):
        get(db, {sorted_table: {"Keys": [{"pk": {"S": pk}}]}})


def test_keys_have_a_size(db, hash_table, sorted_table, pk):
    """dynalite's suite, batchGetItem: 2048 bytes for a partition key, 1024 for a sort key."""
    with invalid_parameter("Size of hashkey has exceeded the maximum size limit of2048 bytes"):
        get(db, {hash_table: {"Keys": [{"pk": {"S": "x" * 2049}}]}})
    with invalid_parameter("Aggregated size of all range keys has exceeded the size limit of 1024 bytes"):
        get(db, {sorted_table: {"Keys": [{"pk": {"S": pk}, "sk": {"S": "x" * 1025}}]}})


def test_an_unknown_table_refuses_the_batch(db, hash_table, items, pk):
    """dynamodb-conformance, tier3/error-messages/batchGetItem; also where other tables of the batch exist."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        get(db, {NO_TABLE: {"Keys": keys_of(pk, [0])}})
    with refused("ResourceNotFoundException", "Requested resource not found"):
        get(db, {hash_table: {"Keys": keys_of(pk, [0])}, NO_TABLE: {"Keys": keys_of(pk, [0])}})


@pytest.mark.parametrize("request_of_table, message", [
    ({"Keys": [{}], "ExpressionAttributeNames": {"#a": "a"}}, "ExpressionAttributeNames can only be specified when using expressions"),
    ({"Keys": [{}], "ExpressionAttributeNames": {}, "ProjectionExpression": ""}, "ExpressionAttributeNames must not be empty"),
    ({"Keys": [{}], "ExpressionAttributeNames": {"a": "a"}, "ProjectionExpression": ""},
     'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"'),
    ({"Keys": [{}], "ProjectionExpression": ""}, "Invalid ProjectionExpression: The expression can not be empty;"),
    ({"Keys": [{}], "ProjectionExpression": "n", "ExpressionAttributeNames": {"#u": "u"}},
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}"),
    ({"Keys": [{}], "ProjectionExpression": "", "AttributesToGet": ["a"]},
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"),
    ({"Keys": [{}], "AttributesToGet": ["a", "a"]}, "One or more parameter values were invalid: Duplicate value in attribute name: a"),
    ({"Keys": [{"a": {"S": "1"}}, {"a": {"S": "1"}}], "ProjectionExpression": ""}, "Invalid ProjectionExpression: The expression can not be empty;"),
    ({"Keys": [{"a": {"S": "1"}}, {"a": {"S": "1"}}]}, "Provided list of item keys contains duplicates"),
    ({"Keys": [{"a": {"S": "1", "N": "1"}}]},
     "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"),
    ({"Keys": [{"a": {}}]}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
    ({"Keys": [{"a": {"N": "b"}}]}, "The parameter cannot be converted to a numeric value: b"),
])
def test_the_request_is_checked_before_the_table(raw, request_of_table, message):
    """dynalite's suite (recorded on AWS), batchGetItem: expressions, then values, then duplicates, and all before the table is looked up."""
    answer = raw.call("BatchGetItem", {"RequestItems": {NO_TABLE: request_of_table}})
    assert (answer.status, answer.error, answer.message) == (400, "ValidationException", message)


def test_the_table_is_looked_up_before_its_keys_are_checked(db, pk):
    """dynalite's suite, batchGetItem, "key is empty and table does not exist"; and exactly 100 keys are not too many."""
    for keys in ([{}], keys_of(pk, range(100))):
        with refused("ResourceNotFoundException", "Requested resource not found"):
            get(db, {NO_TABLE: {"Keys": keys}})


def test_violated_constraints_are_named(db, hash_table, pk):
    """dynalite's suite, batchGetItem: ReturnConsumedCapacity's values."""
    with constraint(violation("hi", "returnConsumedCapacity", "satisfy enum value set: [INDEXES, TOTAL, NONE]")):
        get(db, {hash_table: {"Keys": keys_of(pk, [0])}}, ReturnConsumedCapacity="hi")


def test_table_names_are_constrained(db, pk):
    """dynamodb-conformance, tier3/error-messages/batchGetItem, "malformed table name", and validation-ordering/batchOperations: a constraint on
    the map's keys, named together with the others. How the map is echoed is AWS's own."""
    for name in ("bad!name", "aa", "a" * 256):
        with refused("ValidationException", matching=f"^1 validation error detected: Value '.+' at 'requestItems' {MAP_KEYS}$"):
            get(db, {name: {"Keys": keys_of(pk, [0])}})
    with refused("ValidationException", matching="^2 validation errors detected: .*'requestItems' .*'returnConsumedCapacity' "):
        get(db, {"bad!name": {"Keys": keys_of(pk, [0])}}, ReturnConsumedCapacity="hi")


def test_empty_keys_are_refused(db, hash_table, sorted_table, binary_table, pk):
    """dynamodb-conformance, tier3/error-messages/batchGetItem, "empty-binary lookup key", and its like for strings."""
    text = ("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty {} value. Key: {}")
    for table, key, message in ((hash_table, {"pk": {"S": ""}}, text.format("string", "pk")),
                                (sorted_table, {"pk": {"S": pk}, "sk": {"S": ""}}, text.format("string", "sk")),
                                (binary_table, {"pk": {"S": pk}, "sk": {"B": b""}}, text.format("binary", "sk"))):
        with invalid(message):
            get(db, {table: {"Keys": [key]}})


def test_one_bad_projection_refuses_the_batch(db, hash_table, sorted_table, pk):
    """dynamodb-conformance, tier3/error-messages/batchGetItem: overlapping paths of one table, and expressions and AttributesToGet mixed
    over the tables of one request."""
    clean = {"Keys": [{"pk": {"S": pk}, "sk": {"S": "a"}}]}
    with invalid("Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; "
                 "path one: [a], path two: [a, b]"):
        get(db, {hash_table: {"Keys": keys_of(pk, [0]), "ProjectionExpression": "a, a.b"}, sorted_table: {**clean, "ProjectionExpression": "a"}})
    with refused("ValidationException"):
        get(db, {hash_table: {"Keys": keys_of(pk, [0]), "ProjectionExpression": "pk"}, sorted_table: {**clean, "AttributesToGet": ["pk"]}})


def test_wrong_json_types(raw, hash_table):
    """dynalite's suite, batchGetItem, serializations: the errors of each level of the request are SerializationException."""
    for request in ("a", [], {hash_table: "a"}, {hash_table: {"Keys": "a"}}, {hash_table: {"Keys": ["a"]}}, {hash_table: {"Keys": [{"pk": "a"}]}},
                    {hash_table: {"Keys": [{"pk": {"S": 1}}]}}, {hash_table: {"Keys": [], "ConsistentRead": "a"}}):
        answer = raw.call("BatchGetItem", {"RequestItems": request})
        assert (answer.status, answer.error) == (400, "SerializationException"), request
