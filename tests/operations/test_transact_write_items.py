"""TransactWriteItems: API reference "TransactWriteItems"; developer guide, "Amazon DynamoDB Transactions: How it works". "conformance" is
dynamodb-conformance, recorded on AWS, the newest in October 2026; "Alternator" is ScyllaDB's test/alternator/test_transact.py, which runs
on AWS too. Tokens, concurrency and restarts: test_transact_write_items_concurrent.py."""

import pytest
from support import tables
from support.expect import assert_same_items, cancelled, constraint, invalid, refused, violation
from support.indexes import assert_complete, index
from support.transactions import check, delete, put, stored, update, write

NO_TABLE = "no-such-table"
LARGEST_ITEM = 400 * 1024
EMPTY_KEY = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty {} value. Key: {}"
MISMATCH = "The provided key element does not match the schema"


@pytest.fixture
def keys(pk) -> list:
    """Keys of the table with a partition key only."""
    return [{"pk": {"S": f"{pk}-{number}"}} for number in range(6)]


def number(value: int) -> dict:
    return {"N": str(value)}


# ---- what it does ----

def test_all_four_actions(db, hash_table, keys):
    """API reference, TransactWriteItems: Put, Update, Delete and ConditionCheck in one transaction; a check writes nothing."""
    for key in keys[1:4]:
        db.put_item(TableName=hash_table, Item={**key, "n": number(1)})
    answer = write(db, put(hash_table, {**keys[0], "n": number(7)}), update(hash_table, keys[1], "SET n = n + :one", {":one": number(1)}),
                   delete(hash_table, keys[2]), check(hash_table, keys[3], "n = :one", {":one": number(1)}),
                   check(hash_table, keys[4], "attribute_not_exists(pk)"))
    assert {name for name in answer if name != "ResponseMetadata"} == set()
    assert [stored(db, hash_table, key) for key in keys] == [
        {**keys[0], "n": number(7)}, {**keys[1], "n": number(2)}, None, {**keys[3], "n": number(1)}, None, None]


@pytest.mark.parametrize("action, before, after", [
    (lambda t, k: put(t, {**k, "new": {"S": "x"}}), {"old": {"S": "y"}}, {"new": {"S": "x"}}),
    (lambda t, k: put(t, {**k}, "attribute_not_exists(pk)"), None, {}),
    (lambda t, k: put(t, {**k, "n": number(2)}, "n = :old", {":old": number(1)}), {"n": number(1)}, {"n": number(2)}),
    (lambda t, k: update(t, k, "SET a = :v REMOVE b", {":v": {"S": "x"}}), {"b": {"S": "y"}, "c": number(1)}, {"a": {"S": "x"}, "c": number(1)}),
    (lambda t, k: update(t, k, "ADD n :one", {":one": number(1)}), None, {"n": number(1)}),
    (lambda t, k: update(t, k, "SET #a = if_not_exists(#a, :v)", {":v": {"S": "x"}}, "attribute_not_exists(pk)",
                         ExpressionAttributeNames={"#a": "a"}), None, {"a": {"S": "x"}}),
    (lambda t, k: delete(t, k, "attribute_exists(pk)"), {"a": {"S": "x"}}, None),
    (lambda t, k: delete(t, k), None, None),
    (lambda t, k: check(t, k, "(attribute_exists(pk)) AND (size(a) < :n)", {":n": number(5)}), {"a": {"S": "xy"}}, {"a": {"S": "xy"}}),
])
def test_each_action(db, hash_table, keys, action, before, after):
    """API reference, Put, Update, Delete, ConditionCheck: each does what the single operation does; Alternator: a Put replaces the item."""
    if before is not None:
        db.put_item(TableName=hash_table, Item={**keys[0], **before})
    write(db, action(hash_table, keys[0]))
    assert stored(db, hash_table, keys[0]) == (None if after is None else {**keys[0], **after})


def test_several_tables(db, hash_table, sorted_table, number_table, pk):
    """conformance, tier2/transactions: one transaction over several tables; equal keys in two tables are two items."""
    write(db, put(hash_table, {"pk": {"S": pk}, "where": {"S": "hash"}}), put(sorted_table, {"pk": {"S": pk}, "sk": {"S": "a"}}),
          update(number_table, {"pk": {"S": pk}, "sk": {"N": "1E2"}}, "SET w = :w", {":w": {"S": "number"}}),
          put(sorted_table, {"pk": {"S": pk}, "sk": {"S": "b"}}))
    assert stored(db, hash_table, {"pk": {"S": pk}})["where"] == {"S": "hash"}
    assert stored(db, number_table, {"pk": {"S": pk}, "sk": {"N": "100"}})["w"] == {"S": "number"}
    assert all(stored(db, sorted_table, {"pk": {"S": pk}, "sk": {"S": sk}}) for sk in "ab")


def test_the_arn_names_the_table_too(db, hash_table, keys):
    """API reference, Put, TableName: "You can also provide the Amazon Resource Name (ARN) of the table"."""
    arn = db.describe_table(TableName=hash_table)["Table"]["TableArn"]
    write(db, put(arn, keys[0]), update(hash_table, keys[1], "SET a = :a", {":a": {"S": "x"}}))
    assert stored(db, hash_table, keys[0]) and stored(db, hash_table, keys[1])
    with invalid("Transaction request cannot include multiple operations on one item"):
        write(db, put(arn, keys[0]), delete(hash_table, keys[0]))


def test_indexes_follow(db, make_table):
    """Developer guide, "Transactions": changes are propagated to the secondary indexes; a cancelled transaction changes none."""
    name = make_table("pk:S", "sk:S", attributes=("g:S", "l:N"), GlobalSecondaryIndexes=[index("by-g", "g")],
                      LocalSecondaryIndexes=[index("by-l", "pk", "l")])
    items = [{"pk": {"S": "p"}, "sk": {"S": str(n)}, "g": {"S": f"g{n % 2}"}, "l": number(-n)} for n in range(6)]
    write(db, *(put(name, item) for item in items))
    assert_complete(db, name, "by-g", "by-l")
    where = [{"pk": item["pk"], "sk": item["sk"]} for item in items]
    changes = [delete(name, where[0]), update(name, where[1], "SET g = :g REMOVE l", {":g": {"S": "moved"}}), put(name, {**where[2], "l": number(9)})]
    with cancelled("None", "None", "None", "ConditionalCheckFailed"):
        write(db, *changes, check(name, where[5], "attribute_not_exists(pk)"))
    assert_same_items(tables.scan_all(db, name, IndexName="by-g", ConsistentRead=False), items, "pk", "sk")
    write(db, *changes)
    assert_complete(db, name, "by-g", "by-l")


def test_a_hundred_actions(db, hash_table, pk):
    """API reference, TransactWriteItems: up to 100 actions; conformance, tier3/limits/transactionLimits."""
    many = [{"pk": {"S": f"{pk}-{n}"}, "n": number(n)} for n in range(100)]
    write(db, *(put(hash_table, item) for item in many))
    assert all(stored(db, hash_table, {"pk": item["pk"]}) == item for item in many)


def test_large_transactions(db, make_table):
    """conformance, tier3/limits/transactionLimits: 3.5 MB fit and 4.2 MB do not; Alternator: what counts is the size of the request, so items
    of 5 MB can be deleted in one transaction."""
    name = make_table()
    items = [{"pk": {"S": f"{n}"}, "d": {"S": "x" * 350_000}} for n in range(14)]
    write(db, *(put(name, item) for item in items[:10]))
    with refused("ValidationException", matching="size cannot exceed"):
        write(db, *(put(name, {**item, "new": {"BOOL": True}}) for item in items[:12]))
    assert_same_items(tables.scan_all(db, name), items[:10], "pk")
    write(db, *(put(name, item) for item in items[10:]))
    write(db, *(delete(name, {"pk": item["pk"]}) for item in items))
    assert tables.scan_all(db, name) == []


# ---- what it costs ----

@pytest.mark.parametrize("action, units", [
    (lambda t, k: put(t, k), 2.0),
    (lambda t, k: put(t, {**k, "d": {"S": "x" * 1500}}), 4.0),
    (lambda t, k: put(t, k, "attribute_not_exists(pk)"), 2.0),
    (lambda t, k: update(t, k, "SET a = :a", {":a": {"S": "x"}}), 2.0),
    (lambda t, k: delete(t, k), 2.0),
    (lambda t, k: check(t, k, "attribute_not_exists(pk)"), 2.0),
])
def test_consumed_capacity(db, hash_table, keys, action, units):
    """Developer guide, "Read/write capacity": two write units for each KB begun; conformance, pull requests 67 and 74: a condition adds
    nothing, a check costs writes, and transactions answer the write units beside the total, per table with INDEXES too."""
    total, = write(db, action(hash_table, keys[0]), ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
    assert total == {"TableName": hash_table, "CapacityUnits": units, "WriteCapacityUnits": units}
    indexes, = write(db, action(hash_table, keys[1]), ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert indexes == {**total, "Table": {"CapacityUnits": units, "WriteCapacityUnits": units}}
    for parameters, key in (({}, keys[2]), ({"ReturnConsumedCapacity": "NONE"}, {"pk": {"S": keys[2]["pk"]["S"] + "-none"}})):
        assert "ConsumedCapacity" not in write(db, action(hash_table, key), **parameters)


def test_consumed_capacity_of_several_tables(db, hash_table, sorted_table, pk, keys):
    """API reference, TransactWriteItems, ConsumedCapacity: one part for each table; each item is rounded up by itself."""
    answer = write(db, put(hash_table, keys[0]), put(sorted_table, {"pk": {"S": pk}, "sk": {"S": "a"}}),
                   put(hash_table, {**keys[1], "d": {"S": "x" * 1500}}), ReturnConsumedCapacity="TOTAL")
    assert {part["TableName"]: part["CapacityUnits"] for part in answer["ConsumedCapacity"]} == {hash_table: 6.0, sorted_table: 2.0}


def test_item_collection_metrics(db, make_table, hash_table, keys):
    """API reference, TransactWriteItems, ItemCollectionMetrics: the collections of tables with local indexes, when asked for."""
    name = make_table("pk:S", "sk:S", attributes=("l:S",), LocalSecondaryIndexes=[index("by-l", "pk", "l")])
    actions = [put(name, {"pk": {"S": "a"}, "sk": {"S": "1"}, "l": {"S": "x"}}), delete(name, {"pk": {"S": "b"}, "sk": {"S": "1"}}),
               put(hash_table, keys[0])]
    metrics = write(db, *actions, ReturnItemCollectionMetrics="SIZE")["ItemCollectionMetrics"]
    assert set(metrics) == {name} and sorted(one["ItemCollectionKey"]["pk"]["S"] for one in metrics[name]) == ["a", "b"]
    assert all(one["SizeEstimateRangeGB"] == [0.0, 1.0] for one in metrics[name])
    assert "ItemCollectionMetrics" not in write(db, *actions)


# ---- cancelled ----

def test_a_failed_condition_cancels_everything(db, hash_table, sorted_table, pk, keys):
    """API reference, TransactionCanceledException: reasons in the actions' order, None for those that would have been done; nothing is done."""
    db.put_item(TableName=hash_table, Item={**keys[1], "n": number(1)})
    with cancelled("None", "ConditionalCheckFailed", "None", "ConditionalCheckFailed", "None") as refusal:
        write(db, put(hash_table, keys[0]), update(hash_table, keys[1], "SET n = :v", {":v": number(2), ":old": number(9)}, "n = :old"),
              put(sorted_table, {"pk": {"S": pk}, "sk": {"S": "a"}}), check(hash_table, keys[2], "attribute_exists(pk)"),
              delete(hash_table, keys[3], "attribute_not_exists(pk)"), ReturnConsumedCapacity="TOTAL")
    assert "ConsumedCapacity" not in refusal.response  # conformance, pull request 67
    assert [stored(db, hash_table, key) for key in keys[:4]] == [None, {**keys[1], "n": number(1)}, None, None]
    assert stored(db, sorted_table, {"pk": {"S": pk}, "sk": {"S": "a"}}) is None


@pytest.mark.parametrize("action", [
    lambda t, k, **more: put(t, k, "a = :no", {":no": {"S": "no"}}, **more),
    lambda t, k, **more: update(t, k, "SET a = :no", {":no": {"S": "no"}}, "a = :no", **more),
    lambda t, k, **more: delete(t, k, "a = :no", {":no": {"S": "no"}}, **more),
    lambda t, k, **more: check(t, k, "a = :no", {":no": {"S": "no"}}, **more),
])
def test_the_item_that_failed_a_condition(db, hash_table, keys, action):
    """API reference, ReturnValuesOnConditionCheckFailure: ALL_OLD answers the item in its reason, NONE and the default do not; conformance,
    tier2/transactions. No item, no Item."""
    item = {**keys[0], "a": {"S": "yes"}, "l": {"L": [number(1)]}}
    db.put_item(TableName=hash_table, Item=item)
    for parameters, expected in (({"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}, item), ({"ReturnValuesOnConditionCheckFailure": "NONE"}, None), ({}, None)):
        with cancelled("ConditionalCheckFailed", "None") as refusal:
            write(db, action(hash_table, keys[0], **parameters), put(hash_table, keys[1]))
        assert refusal.reasons[0].get("Item") == expected
    with cancelled("ConditionalCheckFailed") as refusal:
        write(db, action(hash_table, keys[2], ReturnValuesOnConditionCheckFailure="ALL_OLD"))
    assert "Item" not in refusal.reasons[0]
    assert stored(db, hash_table, keys[0]) == item and stored(db, hash_table, keys[1]) is None


@pytest.mark.parametrize("bad, message", [
    (lambda t: put(t, {"pk": number(5)}), "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"),
    (lambda t: put(t, {"pk": {"L": [{"S": "x"}]}}), "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: L"),
    (lambda t: put(t, {"other": {"S": "x"}}), None),
    *((lambda t, key=key, make=make: make(t, key), MISMATCH) for key in ({"pk": number(5)}, {"pk": {"L": [{"S": "x"}]}}) for make in (
        lambda t, key: update(t, key, "SET a = :a", {":a": {"S": "x"}}), delete, lambda t, key: check(t, key, "attribute_not_exists(pk)"))),
    (lambda t: delete(t, {}), None),
    (lambda t: delete(t, {"pk": {"S": "a"}, "more": {"S": "a"}}), None),
])
def test_a_key_that_does_not_fit_cancels(db, hash_table, keys, bad, message):
    """conformance, tier3/error-messages/transactWriteItems: the wrong type of key is a ValidationError among the reasons; the texts of a missing
    and of a superfluous attribute are not verified on AWS."""
    with cancelled("None", "ValidationError", "None") as refusal:
        write(db, put(hash_table, keys[0]), bad(hash_table), put(hash_table, keys[1], "attribute_exists(pk)"))
    assert message is None or refusal.reasons[1]["Message"] == message
    assert stored(db, hash_table, keys[0]) is None


def test_the_first_wrong_key_alone_is_reported(db, hash_table, keys):
    """Alternator, test_transact_write_cancellation_reasons_validationerror, and recorded for floci (pull request 3674): keys are checked
    before duplicates and conditions, and only the first that does not fit has a reason."""
    with cancelled("ValidationError", "None", "None"):
        write(db, put(hash_table, {"pk": number(7)}), put(hash_table, {"pk": number(8)}), put(hash_table, keys[0], "attribute_exists(pk)"))
    with cancelled("None", "None", "ValidationError"):
        write(db, put(hash_table, keys[0]), delete(hash_table, keys[0]), delete(hash_table, {"pk": number(7)}))


@pytest.mark.parametrize("expression, values", [
    ("SET n = absent + :one", {":one": number(1)}), ("SET n = s + :one", {":one": number(1)}), ("ADD s :one", {":one": number(1)}),
    ("SET l = list_append(s, :l)", {":l": {"L": []}}), ("SET absent.x = :one", {":one": number(1)})])
def test_an_update_that_cannot_be_done_cancels(db, hash_table, keys, expression, values):
    """API reference, TransactionCanceledException: "a similar validation error occurs because of changes made by the transaction"; recorded for
    ministack (pull request 1067): a ValidationError in its place."""
    item = {**keys[0], "s": {"S": "text"}}
    db.put_item(TableName=hash_table, Item=item)
    with cancelled("None", "ValidationError"):
        write(db, put(hash_table, keys[1]), update(hash_table, keys[0], expression, values))
    assert stored(db, hash_table, keys[0]) == item and stored(db, hash_table, keys[1]) is None


def test_an_update_that_makes_an_item_too_large_cancels(db, hash_table, keys):
    """conformance, tier3/limits/itemSizeBySurface: an update is measured when it is done, so it cancels; a put before."""
    fitting = LARGEST_ITEM - len("pk") - len(keys[0]["pk"]["S"]) - len("d")
    write(db, update(hash_table, keys[0], "SET d = :d", {":d": {"S": "x" * fitting}}))
    with cancelled("None", "ValidationError") as refusal:
        write(db, put(hash_table, keys[1]), update(hash_table, keys[0], "SET e = :e", {":e": {"S": "x"}}))
    assert refusal.reasons[1]["Message"].startswith("Item size to update has exceeded the maximum allowed size")
    with invalid("Item size has exceeded the maximum allowed size"):
        write(db, put(hash_table, keys[1]), put(hash_table, {**keys[2], "d": {"S": "x" * LARGEST_ITEM}}))
    assert stored(db, hash_table, keys[1]) is None


def test_keys_of_indexes_are_checked(db, make_table):
    """conformance, transactIndexKeys: the wrong type of an index key cancels, with the text of PutItem; an empty one is refused at once, with
    other texts for items and for updates."""
    name = make_table(attributes=("g:S",), GlobalSecondaryIndexes=[index("by-g", "g")])
    a, b = ({"pk": {"S": one}} for one in "ab")
    mismatch = "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"
    for action in (put(name, {**b, "g": number(1)}), update(name, b, "SET g = :g", {":g": number(1)})):
        with cancelled("None", "ValidationError") as refusal:
            write(db, put(name, a), action)
        assert refusal.reasons[1]["Message"] == mismatch
    with invalid("One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a "
                 "key attribute cannot contain an empty string value. IndexName: by-g, IndexKey: g"):
        write(db, put(name, a), put(name, {**b, "g": {"S": ""}}))
    with invalid("One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not "
                 "supported. The AttributeValue for a key attribute cannot contain an empty string value."):
        write(db, put(name, a), update(name, b, "SET g = :g", {":g": {"S": ""}}))
    assert tables.scan_all(db, name) == []


# ---- refused ----

@pytest.mark.parametrize("count, bound", [(0, "greater than or equal to 1"), (101, "less than or equal to 100")])
def test_the_number_of_actions(db, hash_table, pk, count, bound):
    """conformance, tier3/error-messages/transactWriteItems: AWS's regions answer one of two texts."""
    with refused("ValidationException", matching=(rf"^1 validation error detected: (Value '\[(?s:.*)\]' at 'transactItems'|Value at 'TransactItems') "
                                                  rf"failed to satisfy constraint: Member must have length {bound}$")):
        write(db, *(put(hash_table, {"pk": {"S": f"{pk}-{n}"}}) for n in range(count)))


def test_an_action_is_exactly_one(db, hash_table, keys):
    """conformance, tier3/error-messages/transactWriteItems, "action with no operation": one of two texts; two at once: API reference,
    TransactWriteItem (its text is not verified on AWS)."""
    with refused("ValidationException", matching="TransactWriteRequest should contain Delete or Put or Update"):
        write(db, put(hash_table, keys[0]), {})
    for other in (delete(hash_table, keys[1]), check(hash_table, keys[2], "attribute_not_exists(pk)")):
        with refused("ValidationException"):
            write(db, {**put(hash_table, keys[0]), **other})
    assert stored(db, hash_table, keys[0]) is None


@pytest.mark.parametrize("second", [put, delete, lambda t, k: update(t, k, "SET a = :a", {":a": {"S": "x"}}), lambda t, k: check(t, k, "attribute_exists(pk)")])
def test_duplicates_are_refused(db, hash_table, number_table, pk, keys, second):
    """conformance, tier3/error-messages/transactWriteItems; Alternator: a check counts too; before any condition is looked at."""
    for actions in ([put(hash_table, keys[0], "attribute_exists(pk)"), second(hash_table, keys[0])],
                    [second(hash_table, keys[0]), put(hash_table, keys[1]), check(hash_table, keys[0], "attribute_exists(pk)")],
                    [put(number_table, {"pk": {"S": pk}, "sk": number(100)}), second(number_table, {"pk": {"S": pk}, "sk": {"N": "1E2"}})]):
        with invalid("Transaction request cannot include multiple operations on one item"):
            write(db, *actions)
    assert stored(db, hash_table, keys[0]) is None and stored(db, hash_table, keys[1]) is None


def test_an_unknown_table_refuses_the_transaction(db, hash_table, keys):
    """conformance, tier3/error-messages/transactWriteItems, "non-existent table"."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        write(db, put(hash_table, keys[0]), put(NO_TABLE, keys[0]))
    assert stored(db, hash_table, keys[0]) is None


@pytest.mark.parametrize("action, message", [
    (lambda t, k: put(t, {"pk": {"S": ""}}), EMPTY_KEY.format("string", "pk")),
    (lambda t, k: update(t, {"pk": {"S": ""}}, "SET a = :a", {":a": {"S": "x"}}), EMPTY_KEY.format("string", "pk")),
    (lambda t, k: delete(t, {"pk": {"S": ""}}), EMPTY_KEY.format("string", "pk")),
    (lambda t, k: check(t, {"pk": {"S": ""}}, "attribute_exists(pk)"), EMPTY_KEY.format("string", "pk")),
    (lambda t, k: put(t, k, ""), "Invalid ConditionExpression: The expression can not be empty;"),
    (lambda t, k: delete(t, k, ""), "Invalid ConditionExpression: The expression can not be empty;"),
    (lambda t, k: check(t, k, ""), "Invalid ConditionExpression: The expression can not be empty;"),
    (lambda t, k: update(t, k, ""), "Invalid UpdateExpression: The expression can not be empty;"),
    (lambda t, k: check(t, k, "attribute_not_exists("), 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("'),
    (lambda t, k: put(t, k, "attribute_exists(#x)"),
     "Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #x"),
    (lambda t, k: put(t, k, "pk = :x"), "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :x"),
    *((lambda t, k, make=make: make(t, k), "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}") for make in (
        lambda t, k: put(t, k, "attribute_exists(pk)", {":v": {"S": "x"}}), lambda t, k: delete(t, k, "attribute_exists(pk)", {":v": {"S": "x"}}),
        lambda t, k: check(t, k, "attribute_exists(pk)", {":v": {"S": "x"}}), lambda t, k: update(t, k, "SET a = :a", {":a": {"S": "x"}, ":v": {"S": "x"}}))),
    (lambda t, k: put(t, k, "attribute_exists(pk)", ExpressionAttributeNames={"#n": "n"}),
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}"),
])
def test_what_is_wrong_without_a_table_refuses_the_request(db, hash_table, keys, action, message):
    """conformance, tier3/error-messages/transactWriteItems, and Alternator for names: empty keys and wrong expressions are no cancellation, and
    nothing is written."""
    with invalid(message):
        write(db, put(hash_table, keys[0]), action(hash_table, keys[1]))
    assert stored(db, hash_table, keys[0]) is None


def test_a_check_needs_a_condition(db, hash_table, keys):
    """Service model, ConditionCheck: ConditionExpression is required; Alternator for the error."""
    with refused("ValidationException", matching="[cC]onditionExpression"):
        write(db, check(hash_table, keys[0], None))


def test_the_order_of_checks(db, hash_table, keys):
    """conformance, tier3/validation-ordering/transactions: constraints, then expressions of all actions in their order, then tables, then
    duplicates."""
    unused = check(hash_table, keys[0], "attribute_not_exists(pk)", {":v": {"S": "x"}})
    malformed = check(hash_table, keys[0], "attribute_not_exists(")
    text = "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}"
    for actions in ([put(NO_TABLE, keys[1]), unused], [unused, put(NO_TABLE, keys[1])], [put(hash_table, keys[0]), unused], [unused, malformed]):
        with invalid(text):
            write(db, *actions)
    for actions in ([put(NO_TABLE, keys[1]), malformed], [malformed, unused]):
        with invalid('Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("'):
            write(db, *actions)
    for actions in ([put(NO_TABLE, keys[1])], [put(hash_table, keys[0]), delete(hash_table, keys[0])]):
        with constraint(violation("hi", "returnConsumedCapacity", "satisfy enum value set: [INDEXES, TOTAL, NONE]"),
                        violation("ho", "returnItemCollectionMetrics", "satisfy enum value set: [SIZE, NONE]")):
            write(db, *actions, ReturnConsumedCapacity="hi", ReturnItemCollectionMetrics="ho")


@pytest.mark.parametrize("kind, more", [("Put", {"Item": {"pk": {"S": "a"}}}), ("Delete", {"Key": {"pk": {"S": "a"}}}),
                                        ("Update", {"Key": {"pk": {"S": "a"}}, "UpdateExpression": "REMOVE a"}),
                                        ("ConditionCheck", {"Key": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_exists(pk)"})])
def test_violated_constraints_name_the_action(db, hash_table, keys, kind, more):
    """conformance, tier3/error-messages/transactWriteItems, "malformed table name"; Alternator for ReturnValuesOnConditionCheckFailure."""
    where = f"transactItems.2.member.{kind[0].lower() + kind[1:]}"
    with constraint(violation("bad!name", f"{where}.tableName", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+")):
        write(db, put(hash_table, keys[0]), {kind: {"TableName": "bad!name", **more}})
    with refused("ValidationException", matching="[rR]eturnValuesOnConditionCheckFailure"):
        write(db, put(hash_table, keys[0]), {kind: {"TableName": hash_table, "ReturnValuesOnConditionCheckFailure": "none", **more}})
    assert stored(db, hash_table, keys[0]) is None


def test_keys_cannot_be_updated(db, hash_table, keys):
    """UpdateItem's rule (dynalite's suite, updateItem). Whether a transaction is refused or cancelled for it is not verified on AWS."""
    text = "Cannot update attribute pk. This attribute is part of the key"
    with pytest.raises(db.exceptions.ClientError, match="ValidationError|" + text):
        write(db, put(hash_table, keys[0]), update(hash_table, keys[1], "SET pk = :a", {":a": {"S": "x"}}))
    assert stored(db, hash_table, keys[0]) is None


def test_values_are_checked(raw, hash_table, pk):
    """PutItem's rules for values (dynalite's suite, batchWriteItem, for the texts); keys have sizes."""
    for value, message in (({"SS": []}, "One or more parameter values were invalid: An string set  may not be empty"),
                           ({"N": "b"}, "The parameter cannot be converted to a numeric value: b"),
                           ({"S": "a", "N": "1"}, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")):
        answer = raw.call("TransactWriteItems", {"TransactItems": [put(hash_table, {"pk": {"S": pk}, "d": value})]})
        assert (answer.error, answer.message) == ("ValidationException", message)
    answer = raw.call("TransactWriteItems", {"TransactItems": [put(hash_table, {"pk": {"S": pk}}, "attribute_exists(pk)", ExpressionAttributeNames={"#x": 7})]})
    assert answer.error == "SerializationException"
