"""TransactGetItems: API reference "TransactGetItems"; developer guide, "Amazon DynamoDB Transactions: How it works". "conformance" is
dynamodb-conformance, recorded on AWS, the newest in October 2026; "Alternator" is ScyllaDB's test/alternator/test_transact.py, which runs
on AWS too. Reads beside concurrent writes: test_transact_write_items_concurrent.py, tests/test_serializable.py."""

import pytest
from botocore.exceptions import ClientError
from support import tables
from support.expect import cancelled, constraint, invalid, refused, violation
from support.transactions import get, put, read, write

NO_TABLE = "no-such-table"


@pytest.fixture
def items(db, hash_table, pk) -> list:
    made = [{"pk": {"S": f"{pk}-{n}"}, "n": {"N": str(n)}, "m": {"M": {"a": {"N": str(n)}, "b": {"S": "x"}}}, "l": {"L": [{"S": "y"}, {"S": "z"}]}}
            for n in range(4)]
    write(db, *(put(hash_table, item) for item in made))
    return made


def key(item: dict) -> dict:
    return {"pk": item["pk"]}


def test_items_in_the_order_of_the_request(db, hash_table, items):
    """API reference, TransactGetItems, Responses: each in "the same position in the TransactItems array"."""
    assert read(db, *(get(hash_table, key(items[n])) for n in (2, 0, 3, 1))) == [items[n] for n in (2, 0, 3, 1)]


def test_what_is_missing_has_its_place(raw, db, hash_table, items, pk):
    """dynamodb-conformance, tier2/transactions/transactGet: an item that is not there is an empty response in its place."""
    absent = {"pk": {"S": pk}}
    assert read(db, get(hash_table, absent), get(hash_table, key(items[0])), get(hash_table, {"pk": {"S": pk + "x"}})) == [None, items[0], None]
    answer = raw.call("TransactGetItems", {"TransactItems": [get(hash_table, absent), get(hash_table, key(items[0]))]})
    assert answer.json["Responses"][0] == {} and set(answer.json) == {"Responses"}


def test_several_tables(db, hash_table, sorted_table, number_table, items, pk):
    """API reference, TransactGetItems: "from one or more tables"; the ARN names a table too."""
    other = {"pk": {"S": pk}, "sk": {"S": "a"}}
    third = {"pk": {"S": pk}, "sk": {"N": "100"}}
    write(db, put(sorted_table, other), put(number_table, third))
    arn = db.describe_table(TableName=sorted_table)["Table"]["TableArn"]
    assert read(db, get(arn, other), get(hash_table, key(items[1])), get(number_table, {"pk": {"S": pk}, "sk": {"N": "1E2"}})) == [other, items[1], third]


@pytest.mark.parametrize("projection, names, expected", [
    ("n", None, lambda item: {"n": item["n"]}),
    ("m.a, l[1]", None, lambda item: {"m": {"M": {"a": item["m"]["M"]["a"]}}, "l": {"L": [{"S": "z"}]}}),
    ("#p, #n", {"#p": "pk", "#n": "n"}, lambda item: {"pk": item["pk"], "n": item["n"]}),
    ("nope", None, lambda item: {}),
])
def test_projections(db, hash_table, items, projection, names, expected):
    """API reference, Get, ProjectionExpression; Responses: "if the requested item has no projected attributes ... an empty Map"."""
    assert read(db, get(hash_table, key(items[1]), projection, names), get(hash_table, key(items[2]))) == [expected(items[1]), items[2]]


def test_a_hundred_gets(db, hash_table, pk):
    """API reference, TransactGetItems: up to 100; Alternator, test_transact_get_items_100."""
    made = [{"pk": {"S": f"{pk}-{n}"}, "n": {"N": str(n)}} for n in range(100)]
    tables.put_all(db, hash_table, made)
    assert read(db, *(get(hash_table, key(item)) for item in made)) == made


def test_reads_what_was_written_before(db, hash_table, pk):
    """Developer guide, "Isolation levels": serializable with every write that was acknowledged before."""
    for number in range(30):
        item = {"pk": {"S": pk}, "n": {"N": str(number)}}
        db.put_item(TableName=hash_table, Item=item)
        assert read(db, get(hash_table, key(item))) == [item]


def test_items_of_more_than_4_mb_are_refused(db, make_table):
    """API reference, TransactGetItems: rejected when "the aggregate size of the items in the transaction exceeded 4 MB"; which of the two errors
    it is, and its text, are not verified on AWS."""
    name = make_table()
    made = [{"pk": {"S": str(n)}, "d": {"S": "x" * 390_000}} for n in range(11)]
    for item in made:
        db.put_item(TableName=name, Item=item)
    assert read(db, *(get(name, key(item)) for item in made[:10])) == made[:10]
    with pytest.raises(ClientError) as caught:
        read(db, *(get(name, key(item)) for item in made))
    assert caught.value.response["Error"]["Code"] in ("ValidationException", "TransactionCanceledException")


@pytest.mark.parametrize("size, units", [(10, 2.0), (5000, 4.0)])
def test_consumed_capacity(db, hash_table, sorted_table, pk, size, units):
    """Developer guide, "Read/write capacity": two read units for each 4 KB begun, for each item by itself; dynamodb-conformance, issue 27:
    misses cost 2 as well; transactions answer the read units beside the total, per table with INDEXES too (pull request 123 of dynoxide,
    recorded)."""
    item = {"pk": {"S": pk}, "d": {"S": "x" * size}}
    db.put_item(TableName=hash_table, Item=item)
    gets = [get(hash_table, key(item)), get(sorted_table, {"pk": {"S": pk}, "sk": {"S": "nope"}}), get(hash_table, {"pk": {"S": pk + "-nope"}})]

    def parts(kind):
        answer = db.transact_get_items(TransactItems=gets, ReturnConsumedCapacity=kind)
        return {part["TableName"]: {name: value for name, value in part.items() if name != "TableName"} for part in answer["ConsumedCapacity"]}

    expected = {hash_table: {"CapacityUnits": units + 2, "ReadCapacityUnits": units + 2}, sorted_table: {"CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}}
    assert parts("TOTAL") == expected
    assert parts("INDEXES") == {name: {**part, "Table": part} for name, part in expected.items()}
    for parameters in ({}, {"ReturnConsumedCapacity": "NONE"}):
        assert "ConsumedCapacity" not in db.transact_get_items(TransactItems=gets, **parameters)


# ---- what is refused ----

@pytest.mark.parametrize("count, bound", [(0, "greater than or equal to 1"), (101, "less than or equal to 100")])
def test_the_number_of_gets(db, hash_table, pk, count, bound):
    """conformance, tier3/error-messages/transactGetItems: AWS's regions answer one of two texts."""
    with refused("ValidationException", matching=(rf"^1 validation error detected: (Value '\[(?s:.*)\]' at 'transactItems'|Value at 'TransactItems') "
                                                  rf"failed to satisfy constraint: Member must have length {bound}$")):
        read(db, *(get(hash_table, {"pk": {"S": f"{pk}-{n}"}}) for n in range(count)))


@pytest.mark.parametrize("wrong", [{}, {"pk": {"N": "1"}}, {"pk": {"L": []}}, {"other": {"S": "a"}}, {"pk": {"S": "a"}, "more": {"S": "a"}}])
def test_a_key_that_does_not_fit_cancels(db, hash_table, items, wrong):
    """conformance, tier3/error-messages/transactGetItems, "missing key attribute": a ValidationError in its place, not a refusal."""
    with cancelled("ValidationError"):
        read(db, get(hash_table, wrong))
    with cancelled("None", "ValidationError"):
        read(db, get(hash_table, key(items[0])), get(hash_table, wrong))


def test_duplicates_are_refused(db, hash_table, number_table, items, pk):
    """conformance, tier2/transactions/transactGet, "duplicate keys in same transaction" (the text is that of TransactWriteItems; for reads
    it is not recorded, so it is not pinned)."""
    with refused("ValidationException"):
        read(db, get(hash_table, key(items[0])), get(hash_table, key(items[1])), get(hash_table, key(items[0]), "n"))
    with refused("ValidationException"):
        read(db, get(number_table, {"pk": {"S": pk}, "sk": {"N": "100"}}), get(number_table, {"pk": {"S": pk}, "sk": {"N": "1E2"}}))


def test_an_unknown_table_is_refused(db, hash_table, items):
    """conformance, tier3/error-messages/transactGetItems."""
    with refused("ResourceNotFoundException", "Requested resource not found"):
        read(db, get(hash_table, key(items[0])), get(NO_TABLE, key(items[0])))


@pytest.mark.parametrize("projection, names, message", [
    ("!!!", None, 'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"'),
    ("", None, "Invalid ProjectionExpression: The expression can not be empty;"),
    ("#x, n", None, "Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #x"),
    ("n", {"#x": "x"}, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}"),
    (None, {"#x": "x"}, "ExpressionAttributeNames can only be specified when using expressions"),
])
def test_wrong_projections_are_refused(db, hash_table, items, projection, names, message):
    """conformance, tier3/error-messages/transactGetItems, and Alternator for names: the request is refused, not cancelled, before tables
    are looked up."""
    for table in (hash_table, NO_TABLE):
        with invalid(message):
            read(db, get(hash_table, key(items[0])), get(table, key(items[1]), projection, names))


def test_violated_constraints_name_the_get(db, hash_table, items):
    """conformance, tier3/error-messages/transactGetItems, "malformed table name", and validation-ordering/transactions for the order."""
    with constraint(violation("bad!name", "transactItems.2.member.get.tableName", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+")):
        read(db, get(hash_table, key(items[0])), get("bad!name", key(items[0])))
    for gets in ([get(NO_TABLE, key(items[0]))], [get(hash_table, key(items[0]))] * 2):
        with constraint(violation("hi", "returnConsumedCapacity", "satisfy enum value set: [INDEXES, TOTAL, NONE]")):
            read(db, *gets, ReturnConsumedCapacity="hi")


def test_a_get_must_be_there(raw, hash_table):
    """Service model, TransactGetItem: Get is required, and in it TableName and Key."""
    for member in ({}, {"Get": {"TableName": hash_table}}, {"Get": {"Key": {"pk": {"S": "a"}}}}):
        answer = raw.call("TransactGetItems", {"TransactItems": [member]})
        assert (answer.status, answer.error) == (400, "ValidationException"), member


def test_wrong_json_types(raw, hash_table):
    """The errors of each level of the request are SerializationException, as in other operations (dynalite's suite, serializations)."""
    for items in ("a", {}, ["a"], [{"Get": "a"}], [{"Get": {"TableName": hash_table, "Key": "a"}}], [{"Get": {"TableName": hash_table, "Key": {"pk": "a"}}}]):
        answer = raw.call("TransactGetItems", {"TransactItems": items})
        assert (answer.status, answer.error) == (400, "SerializationException"), items
