"""BatchWriteItem: API reference "BatchWriteItem"; texts from dynamodb-conformance (recorded on AWS, the newest in October 2026) and
dynalite's suite (recorded on AWS over the years); the former is believed where they differ."""

import re

import pytest
from support import tables
from support.expect import MAP_KEYS, assert_same_items, constraint, invalid, invalid_parameter, refused, required, violation
from support.indexes import assert_complete, index

NO_TABLE = "no-such-table"
LARGEST_ITEM = 400 * 1024


def put(**item) -> dict:
    return {"PutRequest": {"Item": item}}


def delete(**key) -> dict:
    return {"DeleteRequest": {"Key": key}}


def write(db, requests: dict, **parameters) -> dict:
    return db.batch_write_item(RequestItems=requests, **parameters)


def keys_of(pk: str, count: int) -> list:
    return [{"S": f"{pk}-{number}"} for number in range(count)]


def stored(db, table: str, keys: list) -> list:
    """The items of a table with a partition key only, None for those that are not there."""
    return [db.get_item(TableName=table, Key={"pk": key}, ConsistentRead=True).get("Item") for key in keys]


def test_puts(db, hash_table, pk):
    """API reference, BatchWriteItem: puts items; nothing unprocessed is an empty map (dynalite's suite: the member is there)."""
    keys = keys_of(pk, 5)
    answer = write(db, {hash_table: [put(pk=key, n={"N": str(number)}) for number, key in enumerate(keys)]})
    assert {name: value for name, value in answer.items() if name != "ResponseMetadata"} == {"UnprocessedItems": {}}
    assert stored(db, hash_table, keys) == [{"pk": key, "n": {"N": str(number)}} for number, key in enumerate(keys)]


def test_a_put_replaces_the_item(db, hash_table, pk):
    """API reference, BatchWriteItem: "that item's values will be overwritten by the operation"; nothing of the old item is left."""
    key = {"S": pk}
    write(db, {hash_table: [put(pk=key, old={"S": "x"}, both={"N": "1"})]})
    write(db, {hash_table: [put(pk=key, new={"S": "y"}, both={"N": "2"})]})
    assert stored(db, hash_table, [key]) == [{"pk": key, "new": {"S": "y"}, "both": {"N": "2"}}]


def test_puts_and_deletes_together(db, hash_table, pk):
    """API reference, BatchWriteItem: puts and deletes in one batch; deleting what is not there is no error."""
    keys = keys_of(pk, 4)
    write(db, {hash_table: [put(pk=keys[0]), put(pk=keys[1])]})
    answer = write(db, {hash_table: [delete(pk=keys[0]), put(pk=keys[2], n={"N": "2"}), delete(pk=keys[3]), put(pk=keys[1], n={"N": "1"})]})
    assert answer["UnprocessedItems"] == {}
    assert stored(db, hash_table, keys) == [None, {"pk": keys[1], "n": {"N": "1"}}, {"pk": keys[2], "n": {"N": "2"}}, None]


def test_several_tables(db, hash_table, sorted_table, number_table, pk):
    """API reference, BatchWriteItem: items of one or more tables; the same key values in two tables are two items."""
    db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": "old"}})
    write(db, {hash_table: [put(pk={"S": pk}, where={"S": "hash"})],
               sorted_table: [put(pk={"S": pk}, sk={"S": "a"}), delete(pk={"S": pk}, sk={"S": "old"}), put(pk={"S": pk}, sk={"S": "b"})],
               number_table: [put(pk={"S": pk}, sk={"N": "1E2"})]})
    assert stored(db, hash_table, [{"S": pk}]) == [{"pk": {"S": pk}, "where": {"S": "hash"}}]
    condition = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": pk}}}
    assert [item["sk"] for item in tables.query_all(db, sorted_table, **condition)] == [{"S": "a"}, {"S": "b"}]
    assert tables.query_all(db, number_table, **condition) == [{"pk": {"S": pk}, "sk": {"N": "100"}}]


def test_every_type_of_value(db, hash_table, pk):
    """Developer guide, "Supported data types": what PutItem stores, BatchWriteItem stores."""
    item = {"pk": {"S": pk}, "n": {"N": "-1.5"}, "b": {"B": b"\x00\xff"}, "t": {"BOOL": False}, "nil": {"NULL": True}, "ss": {"SS": ["a", "b"]},
            "ns": {"NS": ["1", "2"]}, "bs": {"BS": [b"a"]}, "l": {"L": [{"S": ""}, {"M": {}}]}, "m": {"M": {"x": {"L": []}}}, "e": {"S": ""}}
    write(db, {hash_table: [put(**item)]})
    assert_same_items(stored(db, hash_table, [item["pk"]]), [item], "pk")


def test_the_arn_names_the_table_too(db, hash_table, pk):
    """API reference, BatchWriteItem, RequestItems: "one or more table names or table ARNs"."""
    arn = db.describe_table(TableName=hash_table)["Table"]["TableArn"]
    answer = write(db, {arn: [put(pk={"S": pk})]}, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == [{"TableName": arn, "CapacityUnits": 1.0}]
    assert stored(db, hash_table, [{"S": pk}]) == [{"pk": {"S": pk}}]


def test_25_requests(db, hash_table, sorted_table, pk):
    """API reference, BatchWriteItem: up to 25 put or delete operations, over all tables."""
    keys = keys_of(pk, 25)
    assert write(db, {hash_table: [put(pk=key) for key in keys]})["UnprocessedItems"] == {}
    assert None not in stored(db, hash_table, keys)
    write(db, {hash_table: [delete(pk=key) for key in keys[:20]],
               sorted_table: [put(pk={"S": pk}, sk={"S": str(number)}) for number in range(5)]})
    assert [item is None for item in stored(db, hash_table, keys)] == [True] * 20 + [False] * 5


def test_25_of_the_largest_items(db, make_table):
    """API reference, BatchWriteItem: items of up to 400 KB each, up to 16 MB in all."""
    name = make_table()
    keys = [{"S": f"{number:02}"} for number in range(25)]
    size = LARGEST_ITEM - len("pk") - 2 - len("d")
    left = {name: [put(pk=key, d={"S": "x" * size}) for key in keys]}
    while left:
        left = write(db, left)["UnprocessedItems"]
    assert all(len(item["d"]["S"]) == size for item in stored(db, name, keys))


def test_indexes_follow(db, make_table):
    """Developer guide, "Secondary indexes": every write of an item writes its index entries."""
    name = make_table("pk:S", "sk:S", attributes=("g:S", "l:N"), GlobalSecondaryIndexes=[index("by-g", "g")],
                      LocalSecondaryIndexes=[index("by-l", "pk", "l")])
    key = {"pk": {"S": "p"}}
    write(db, {name: [put(**key, sk={"S": str(n)}, g={"S": f"g{n % 2}"}, l={"N": str(-n)}) for n in range(10)]})
    assert_complete(db, name, "by-g", "by-l")
    write(db, {name: [delete(**key, sk={"S": "1"}), put(**key, sk={"S": "2"}, g={"S": "moved"}), put(**key, sk={"S": "3"}, l={"N": "99"}),
                      put(**key, sk={"S": "new"}, g={"S": "g0"}, l={"N": "0"})]})
    assert_complete(db, name, "by-g", "by-l")


def test_consumed_capacity(db, hash_table, sorted_table, pk):
    """dynalite's suite, batchWriteItem, ConsumedCapacity: for each table the sum over the requests, each rounded up to 1 KB by itself; a delete
    costs the deleted item's size, and one unit for nothing; INDEXES adds the table's part."""
    keys = keys_of(pk, 3)
    puts = {hash_table: [put(pk=keys[0], d={"S": "x" * 1500}), put(pk=keys[1])], sorted_table: [put(pk={"S": pk}, sk={"S": "a"})]}
    deletes = {hash_table: [delete(pk=key) for key in keys], sorted_table: [delete(pk={"S": pk}, sk={"S": "a"})]}

    def units(requests, kind):
        return {part["TableName"]: part for part in write(db, requests, ReturnConsumedCapacity=kind)["ConsumedCapacity"]}

    assert units(puts, "TOTAL") == {hash_table: {"TableName": hash_table, "CapacityUnits": 3.0},
                                    sorted_table: {"TableName": sorted_table, "CapacityUnits": 1.0}}
    assert {name: part["Table"] for name, part in units(puts, "INDEXES").items()} == {
        hash_table: {"CapacityUnits": 3.0}, sorted_table: {"CapacityUnits": 1.0}}
    assert {name: part["CapacityUnits"] for name, part in units(deletes, "TOTAL").items()} == {hash_table: 4.0, sorted_table: 1.0}
    assert {name: part["CapacityUnits"] for name, part in units(deletes, "INDEXES").items()} == {hash_table: 3.0, sorted_table: 1.0}
    assert "ConsumedCapacity" not in write(db, puts) and "ConsumedCapacity" not in write(db, puts, ReturnConsumedCapacity="NONE")


def test_item_collection_metrics(db, make_table, hash_table, pk):
    """API reference, BatchWriteItem, ItemCollectionMetrics: for each table with local secondary indexes the collections that were affected,
    each with a range of GB, [0, 1] for a small one (dynamodb-conformance, tier1/putItem/itemCollectionMetrics); nothing for other tables
    ("this information is not returned"), and nothing unless asked for."""
    name = make_table("pk:S", "sk:S", attributes=("l:S",), LocalSecondaryIndexes=[index("by-l", "pk", "l")])
    requests = {name: [put(pk={"S": "a"}, sk={"S": "1"}, l={"S": "x"}), put(pk={"S": "b"}, sk={"S": "1"}), delete(pk={"S": "c"}, sk={"S": "1"})],
                hash_table: [put(pk={"S": pk})]}
    metrics = write(db, requests, ReturnItemCollectionMetrics="SIZE")["ItemCollectionMetrics"]
    assert set(metrics) == {name}
    assert sorted(one["ItemCollectionKey"]["pk"]["S"] for one in metrics[name]) == ["a", "b", "c"]
    for one in metrics[name]:
        assert set(one) == {"ItemCollectionKey", "SizeEstimateRangeGB"} and set(one["ItemCollectionKey"]) == {"pk"}
        assert one["SizeEstimateRangeGB"] == [0.0, 1.0]
    for parameters in ({}, {"ReturnItemCollectionMetrics": "NONE"}):
        assert "ItemCollectionMetrics" not in write(db, requests, **parameters)


# ---- what is refused, and that nothing of the batch is written then ----

def test_no_tables_are_refused(db, raw):
    """dynamodb-conformance, tier3/error-messages/batchWriteItem, "empty RequestItems": AWS answers one of two texts; without RequestItems the
    text is not verified on AWS."""
    with refused("ValidationException", matching=required("RequestItems", "BatchWriteItem")):
        write(db, {})
    answer = raw.call("BatchWriteItem", {})
    assert (answer.status, answer.error) == (400, "ValidationException")


@pytest.mark.parametrize("count", [0, 26])
def test_the_number_of_requests_of_a_table(db, hash_table, pk, count):
    """dynamodb-conformance, tier3/error-messages/batchWriteItem, "> 25 requests" (the text of most regions) and "empty request list": one text.
    How the requests are echoed is AWS's own."""
    keys = keys_of(pk, count)
    with refused("ValidationException", matching=(
            r"^1 validation error detected: Value '\{" + re.escape(hash_table) + r"=\[(?s:.*)\]\}' at 'requestItems' failed to satisfy "
            r"constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, "
            r"Member must have length greater than or equal to 1\]$")):
        write(db, {hash_table: [put(pk=key) if number % 2 else delete(pk=key) for number, key in enumerate(keys)]})
    assert stored(db, hash_table, keys) == [None] * count


def test_more_than_25_requests_over_several_tables_are_refused(db, hash_table, sorted_table, pk):
    """API reference, BatchWriteItem: "There are more than 25 requests in the batch"; the beginning of the text: dynamodb-conformance,
    tier3/limits."""
    keys = keys_of(pk, 25)
    with refused("ValidationException", matching="^Too many items requested for the BatchWriteItem call"):
        write(db, {hash_table: [put(pk=key) for key in keys], sorted_table: [put(pk={"S": pk}, sk={"S": "a"})]})
    assert stored(db, hash_table, keys) == [None] * 25


@pytest.mark.parametrize("requests", [
    lambda key: [put(pk=key), delete(pk=key)], lambda key: [delete(pk=key), put(pk=key)], lambda key: [put(pk=key), put(pk=key, n={"N": "1"})],
    lambda key: [delete(pk=key), delete(pk=key)], lambda key: [put(pk={"S": "other"}), put(pk=key), delete(pk=key)]])
def test_duplicates_are_refused(db, hash_table, pk, requests):
    """dynamodb-conformance, tier3/error-messages/batchWriteItem, and dynalite's suite: one request for a key, whatever they are."""
    key = {"S": pk}
    db.put_item(TableName=hash_table, Item={"pk": key, "n": {"N": "0"}})
    with invalid("Provided list of item keys contains duplicates"):
        write(db, {hash_table: requests(key)})
    assert stored(db, hash_table, [key]) == [{"pk": key, "n": {"N": "0"}}]


def test_keys_that_share_a_part_are_no_duplicates(db, sorted_table, number_table, pk):
    """API reference, BatchWriteItem: "identical hash and range keys"; a number is one key however it is written."""
    write(db, {sorted_table: [put(pk={"S": pk}, sk={"S": "a"}), put(pk={"S": pk}, sk={"S": "b"}), put(pk={"S": pk + "x"}, sk={"S": "a"})]})
    with invalid("Provided list of item keys contains duplicates"):
        write(db, {number_table: [put(pk={"S": pk}, sk={"N": "100"}), put(pk={"S": pk}, sk={"N": "1e2"})]})


@pytest.mark.parametrize("bad, message", [
    (put(), "The provided key element does not match the schema"),
    (put(b={"S": "a"}), "The provided key element does not match the schema"),
    (put(pk={"N": "1"}), "The provided key element does not match the schema"),
    (put(pk={"BOOL": True}), "The provided key element does not match the schema"),
    (put(pk={"L": []}), "The provided key element does not match the schema"),
    (delete(), "The provided key element does not match the schema"),
    (delete(b={"S": "a"}), "The provided key element does not match the schema"),
    (delete(pk={"N": "1"}), "The provided key element does not match the schema"),
    (delete(pk={"S": "a"}, more={"S": "a"}), "The provided key element does not match the schema"),
    (put(pk={"S": "x" * 2049}), "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"),
    (put(pk={"S": ""}), "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string "
                        "value. Key: pk"),
    (put(pk={"S": "a"}, d={"S": "x" * LARGEST_ITEM}), "Item size has exceeded the maximum allowed size"),
    (put(pk={"S": "a"}, d={"SS": []}), "One or more parameter values were invalid: An string set  may not be empty"),
    (put(pk={"S": "a"}, d={"N": "b"}), "The parameter cannot be converted to a numeric value: b"),
    (put(pk={"S": "a"}, d={}), "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
    (put(pk={"S": "a"}, d={"S": "a", "N": "1"}),
     "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"),
])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_bad_request_refuses_the_batch(raw, db, hash_table, pk, bad, message, place):
    """API reference, BatchWriteItem: "DynamoDB rejects the entire batch write operation"; texts: dynalite's suite, batchWriteItem (an empty key:
    putItem). Nothing is written, neither before nor after the bad request."""
    keys = keys_of(pk, 2)
    requests = [put(pk=key) for key in keys]
    requests.insert(place, bad)
    answer = raw.call("BatchWriteItem", {"RequestItems": {hash_table: requests}})
    assert (answer.status, answer.error, answer.message) == (400, "ValidationException", message)
    assert stored(db, hash_table, keys) == [None, None]


def test_a_sort_key_is_part_of_the_key(db, sorted_table, pk):
    """dynalite's suite, batchWriteItem, "range key does not match schema" and "range key is too big"."""
    with invalid("The provided key element does not match the schema"):
        write(db, {sorted_table: [put(pk={"S": pk})]})
    with invalid_parameter("Aggregated size of all range keys has exceeded the size limit of 1024 bytes"):
        write(db, {sorted_table: [put(pk={"S": pk}, sk={"S": "x" * 1025})]})


def test_keys_of_indexes_are_checked(db, make_table):
    """dynalite's suite, batchWriteItem, "secondary index key is incorrect type": the text names the index; nothing is written."""
    name = make_table(attributes=("g:S",), GlobalSecondaryIndexes=[index("by-g", "g")])
    with invalid_parameter("Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"):
        write(db, {name: [put(pk={"S": "good"}, g={"S": "x"}), put(pk={"S": "bad"}, g={"N": "1"})]})
    assert tables.scan_all(db, name) == []


def test_a_request_is_one_put_or_one_delete(db, hash_table, pk):
    """dynalite's suite, batchWriteItem, "empty item in RequestItems"; API reference, WriteRequest: "only one of these operations, not both"
    (its text is not verified on AWS)."""
    keys = keys_of(pk, 2)
    with invalid("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"):
        write(db, {hash_table: [put(pk=keys[0]), {}]})
    with refused("ValidationException"):
        write(db, {hash_table: [put(pk=keys[0]), {**put(pk=keys[1]), **delete(pk=keys[1])}]})
    assert stored(db, hash_table, keys) == [None, None]


def test_an_unknown_table_refuses_the_batch(db, hash_table, pk):
    """dynamodb-conformance, tier3/error-messages/batchWriteItem; API reference: "One or more tables specified ... does not exist"."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        write(db, {NO_TABLE: [put(pk={"S": "a"})]})
    with refused("ResourceNotFoundException", "Requested resource not found"):
        write(db, {hash_table: [put(pk={"S": pk})], NO_TABLE: [put(pk={"S": "a"})]})
    assert stored(db, hash_table, [{"S": pk}]) == [None]


def test_the_table_is_looked_up_before_keys_and_duplicates(db):
    """dynalite's suite, batchWriteItem, "check table exists first before checking for duplicate keys", and an empty key of an unknown table."""
    for requests in ([put(a={"S": "x"}), delete(a={"S": "x"})], [put()], [put(a={"S": str(number)}) for number in range(25)],
                     [put(a={"S": "x"}, b={"S": "x" * (LARGEST_ITEM - 10)})]):
        with refused("ResourceNotFoundException", "Requested resource not found"):
            write(db, {NO_TABLE: requests})


@pytest.mark.parametrize("request_of_table, message", [
    ({}, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"),
    (put(a={}), "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
    (put(a={"SS": ["a", "a"]}), "One or more parameter values were invalid: Input collection [a, a] contains duplicates."),
    (put(a={"N": "1e126"}), "Number overflow. Attempting to store a number with magnitude larger than supported range"),
    (delete(a={"N": "1e-131"}), "Number underflow. Attempting to store a number with magnitude smaller than supported range"),
    (put(a={"S": "x" * LARGEST_ITEM}), "Item size has exceeded the maximum allowed size"),
])
def test_values_are_checked_before_the_table(raw, request_of_table, message):
    """dynalite's suite (recorded on AWS), batchWriteItem: values and sizes of items come before the table is looked up."""
    answer = raw.call("BatchWriteItem", {"RequestItems": {NO_TABLE: [request_of_table]}})
    assert (answer.status, answer.error, answer.message) == (400, "ValidationException", message)


def test_violated_constraints_are_named(db, hash_table, pk):
    """dynalite's suite, batchWriteItem: the values of both parameters, and what is missing inside a request, in one answer."""
    with constraint(violation("hi", "returnConsumedCapacity", "satisfy enum value set: [INDEXES, TOTAL, NONE]"),
                    violation("hi", "returnItemCollectionMetrics", "satisfy enum value set: [SIZE, NONE]")):
        write(db, {hash_table: [put(pk={"S": pk})]}, ReturnConsumedCapacity="hi", ReturnItemCollectionMetrics="hi")
    with constraint(violation(None, f"requestItems.{hash_table}.member.1.member.putRequest.item", "not be null")):
        write(db, {hash_table: [{"PutRequest": {}}]})
    with constraint(violation(None, f"requestItems.{hash_table}.member.2.member.deleteRequest.key", "not be null")):
        write(db, {hash_table: [put(pk={"S": pk}), {"DeleteRequest": {}}]})
    assert stored(db, hash_table, [{"S": pk}]) == [None]


def test_table_names_are_constrained(db):
    """dynamodb-conformance, tier3/error-messages/batchWriteItem, "malformed table name": a constraint on the map's keys; validation-ordering: it
    gives way to an unknown ReturnConsumedCapacity."""
    for name in ("bad!name", "aa", "a" * 256):
        with refused("ValidationException", matching=f"^1 validation error detected: Value '.+' at 'requestItems' {MAP_KEYS}$"):
            write(db, {name: [put(pk={"S": "a"})]})
    with constraint(violation("hi", "returnConsumedCapacity", "satisfy enum value set: [INDEXES, TOTAL, NONE]")):
        write(db, {"bad!name": [put(pk={"S": "a"})]}, ReturnConsumedCapacity="hi")


def test_wrong_json_types(raw, hash_table):
    """dynalite's suite, batchWriteItem, serializations: the errors of each level of the request are SerializationException."""
    for request in ("a", [], {hash_table: "a"}, {hash_table: ["a"]}, {hash_table: [{"PutRequest": "a"}]}, {hash_table: [{"PutRequest": {"Item": "a"}}]},
                    {hash_table: [{"DeleteRequest": {"Key": {"pk": "a"}}}]}, {hash_table: [{"PutRequest": {"Item": {"pk": {"S": 1}}}}]}):
        answer = raw.call("BatchWriteItem", {"RequestItems": request})
        assert (answer.status, answer.error) == (400, "SerializationException"), request
