"""ExecuteTransaction: developer guide, "Performing transactions with PartiQL for DynamoDB"; API reference. "conformance" and "floci" as in
test_execute_statement.py."""

import pytest
from support import tables
from support.expect import cancelled, constraint, invalid, invalid_parameter, refused, violation
from support.indexes import index
from support.partiql import NOT_WELL_FORMED, statements
from support.transactions import stored

NEEDS_KEY = "Select statements within ExecuteTransaction must specify the primary key in the where clause."
MISMATCH = "The provided key element does not match the schema"
MIXED = "ExecuteTransaction API does not support both read and write operations in the same request."
EXISTS_NEEDS = "EXISTS() must contain a single item read with additional condition"


def transact(db, *texts, **more) -> dict:
    return db.execute_transaction(TransactStatements=statements(*texts), **more)


def invalid_in(number: int, message: str):
    return invalid(f"Validation failed in TransactStatements[{number}]: {message}")


@pytest.fixture
def keys(pk) -> list:
    return [{"pk": {"S": f"{pk}-{n}"}} for n in range(4)]


# ---- writes ----

def test_writes(db, hash_table, keys, pk):
    """ql-reference.multiplestatements.transactions: INSERT, UPDATE, DELETE and EXISTS, all or none; conformance, tier2/partiql/writeResponses:
    the answer has no responses."""
    for key in keys[1:]:
        db.put_item(TableName=hash_table, Item={**key, "n": {"N": "1"}})
    answer = transact(db, f"INSERT INTO \"{hash_table}\" VALUE {{'pk': '{pk}-0'}}", f"UPDATE \"{hash_table}\" SET n = n + 1 WHERE pk = '{pk}-1'",
                      f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}-2'",
                      (f'EXISTS(SELECT * FROM "{hash_table}" WHERE pk = ? AND n = ? AND gone IS MISSING)', keys[3]["pk"], {"N": "1"}))
    assert answer["Responses"] == []
    assert [stored(db, hash_table, key) for key in keys] == [
        keys[0], {**keys[1], "n": {"N": "2"}}, None, {**keys[3], "n": {"N": "1"}}]


def test_all_or_none(db, hash_table, keys, pk):
    """conformance, tier2/partiql/executeTransaction: an INSERT of an item that exists cancels the transaction; smoke-dynamodb: as
    DuplicateItem; floci: a condition that is false."""
    db.put_item(TableName=hash_table, Item=keys[0])
    insert = f"INSERT INTO \"{hash_table}\" VALUE {{'pk': ?}}"
    with cancelled("DuplicateItem", "None") as refusal:
        transact(db, (insert, keys[0]["pk"]), (insert, keys[1]["pk"]))
    assert refusal.reasons[0]["Message"] == "Duplicate primary key exists in table"
    with cancelled("None", "ConditionalCheckFailed"):
        transact(db, (insert, keys[1]["pk"]), f"UPDATE \"{hash_table}\" SET a = 1 WHERE pk = '{pk}-2'")
    with cancelled("ConditionalCheckFailed", "None"):
        transact(db, f"EXISTS(SELECT * FROM \"{hash_table}\" WHERE pk = '{pk}-0' AND x = 1)", (insert, keys[1]["pk"]))
    assert [stored(db, hash_table, key) for key in keys] == [keys[0], None, None, None]


def test_the_item_of_a_failed_condition(db, hash_table, keys, pk):
    """API reference, ParameterizedStatement, ReturnValuesOnConditionCheckFailure: the reason has the item."""
    item = {**keys[0], "n": {"N": "1"}}
    db.put_item(TableName=hash_table, Item=item)
    with cancelled("ConditionalCheckFailed") as refusal:
        db.execute_transaction(TransactStatements=[{
            "Statement": f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}-0' AND n = 2", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}])
    assert refusal.reasons[0]["Item"] == item


def test_exists(db, sorted_table, pk):
    """floci: EXISTS needs the whole key and something else; of two values for a key the first is the key."""
    tables.put_all(db, sorted_table, [{"pk": {"S": pk}, "sk": {"S": sk}, "flag": {"S": "right"}} for sk in "12"])
    update = f"UPDATE \"{sorted_table}\" SET b = 1 WHERE pk = '{pk}' AND sk = '2'"
    select = f'EXISTS(SELECT * FROM "{sorted_table}" WHERE '
    for where in (f"pk = '{pk}' AND sk = '1'", f"pk = '{pk}' AND flag = 'right'", f"pk IN ['{pk}'] AND sk = '1' AND flag = 'right'"):
        with invalid_in(0, EXISTS_NEEDS):
            transact(db, f"{select}{where})", update)
    with cancelled("ConditionalCheckFailed", "None"):
        transact(db, f"{select}pk = '{pk}' AND sk = '1' AND pk = 'other' AND flag = 'right')", update)
    transact(db, f"{select}(pk = '{pk}' AND sk = '1') AND nope IS MISSING)", update)


def test_token(db, hash_table, keys, pk):
    """API reference, ExecuteTransaction, ClientRequestToken: the same request is done once, another one with the token is refused."""
    db.put_item(TableName=hash_table, Item={**keys[0], "n": {"N": "0"}})
    add, token = f"UPDATE \"{hash_table}\" SET n = n + 1 WHERE pk = '{pk}-0'", tables.unique_name("token")[:36]
    for _ in range(2):
        assert transact(db, add, ClientRequestToken=token)["Responses"] == []
    assert stored(db, hash_table, keys[0])["n"] == {"N": "1"}
    with refused("IdempotentParameterMismatchException"):
        transact(db, add.replace("+ 1", "+ 2"), ClientRequestToken=token)


def test_keys_that_do_not_fit(db, sorted_table, pk):
    """floci, edge cases: a WHERE that does not name one item cancels the transaction, with a reason for each such statement."""
    db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": "1"}})
    update = f'UPDATE "{sorted_table}" SET a = 1 WHERE '
    with cancelled("ValidationError", "ValidationError", "ValidationError", "ValidationError", "None") as refusal:
        transact(db, f"{update} pk = '{pk}'", f"{update} pk IN ['{pk}'] AND sk = '1'", f"{update} pk = '{pk}' AND sk = '1' AND pk = 'other'",
                 f"{update} pk = '{pk}' AND sk = 1", f"{update} pk = '{pk}' AND sk = '1'")
    assert refusal.reasons[0]["Message"] == refusal.reasons[3]["Message"] == MISMATCH
    with cancelled("ValidationError", "ValidationError") as refusal:
        transact(db, f"INSERT INTO \"{sorted_table}\" VALUE {{'pk': '{pk}'}}", f"DELETE FROM \"{sorted_table}\" WHERE sk = '1'")
    assert [reason["Message"] for reason in refusal.reasons] == [
        "One or more parameter values were invalid: Missing the key sk in the item", MISMATCH]


# ---- reads ----

def test_reads(db, hash_table, sorted_table, keys, pk):
    """ql-reference.multiplestatements.transactions: SELECTs of one item each, at one moment; one without an Item where there is none."""
    item = {**keys[0], "n": {"N": "1"}}
    db.put_item(TableName=hash_table, Item=item)
    db.put_item(TableName=sorted_table, Item={**keys[0], "sk": {"S": "a"}, "m": {"M": {"x": {"S": "y"}}}})
    select = f'SELECT * FROM "{hash_table}" WHERE pk = ?'
    assert transact(db, (select, keys[0]["pk"]), (select, keys[1]["pk"]),
                    f"SELECT m.x FROM \"{sorted_table}\" WHERE sk = 'a' AND pk IN ['{pk}-0']")["Responses"] == [
        {"Item": item}, {}, {"Item": {"x": {"S": "y"}}}]


def test_reads_need_exactly_the_key(db, sorted_table, pk):
    """floci, edge cases, and conformance: the key and nothing else, each item once, keys of the right types."""
    select = f'SELECT * FROM "{sorted_table}" WHERE '
    for where in (f"pk = '{pk}'", f"pk = '{pk}' AND sk = '1' AND flag = 'x'", f"pk = '{pk}' AND sk = '1' AND pk = 'other'",
                  f"pk IN ['other'] AND pk = '{pk}' AND sk = '1'", f"pk = '{pk}' AND attribute_exists(ss)"):
        with invalid_in(0, NEEDS_KEY):
            transact(db, select + where)
    with invalid_in(0, "Overlapping conditions with range keys are not supported in where clause"):
        transact(db, f"{select} pk IN ['{pk}', '{pk}'] AND sk = '1'")
    one = f"{select} pk = '{pk}' AND sk = '1'"
    with invalid("Transaction request cannot include multiple operations on one item"):
        transact(db, one, f"SELECT a FROM \"{sorted_table}\" WHERE sk = '1' AND pk = '{pk}'")
    with cancelled("None", "None", "ValidationError") as refusal:
        transact(db, one, one, f"{select} pk = 1 AND sk = '1'")
    assert refusal.reasons[2]["Message"] == MISMATCH


# ---- what refuses a transaction ----

def test_reads_or_writes(db, hash_table):
    """ql-reference.multiplestatements.transactions: "The entire transaction must consist of either read statements or write statements"."""
    with invalid(MIXED):
        transact(db, f"SELECT * FROM \"{hash_table}\" WHERE pk = 'a'", f"DELETE FROM \"{hash_table}\" WHERE pk = 'b'")


def test_statements_that_no_transaction_has(db, make_table):
    """conformance, tier3/partiql and partiqlGrammar; floci: the statement's number stands before what is wrong with it."""
    table = make_table("pk:S", attributes=("g:S",), GlobalSecondaryIndexes=[index("by-g", "g")])
    delete = f"DELETE FROM \"{table}\" WHERE pk = 'a'"
    with invalid_in(1, NOT_WELL_FORMED + "Unexpected term"):
        transact(db, delete, f'DELETE FROM "{table}" WHERE')
    with invalid_in(1, "RETURNING clause is not supported in ExecuteTransaction."):
        transact(db, delete, f"UPDATE \"{table}\" SET a = 1 WHERE pk = 'b' RETURNING ALL NEW *")
    with invalid_in(0, "Reads on indices are not supported within transactions."):
        transact(db, f"SELECT * FROM \"{table}\".\"by-g\" WHERE g = 'x'")
    with invalid_in(0, "This operation is not supported on an index"):
        transact(db, f"UPDATE \"{table}\".\"by-g\" SET a = 1 WHERE pk = 'x'")
    with invalid_parameter("Input collection [a, a] contains duplicates."):
        transact(db, delete, (f"UPDATE \"{table}\" SET a = ? WHERE pk = 'b'", {"SS": ["a", "a"]}))


def test_missing_tables(db, hash_table, keys, pk):
    """floci, edge cases: a table that is not there is a reason, unless another statement is wrong in itself."""
    missing = "UPDATE \"no-such-table\" SET a = 1 WHERE pk = 'x'"
    with cancelled("ResourceNotFound", "None") as refusal:
        transact(db, missing + " RETURNING ALL NEW *", f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}'")
    assert refusal.reasons[0]["Message"] == "Requested resource not found"
    with cancelled("None", "ResourceNotFound"):
        transact(db, f"SELECT * FROM \"{hash_table}\" WHERE pk = '{pk}'", "SELECT * FROM \"no-such-table\".\"i\" WHERE pk = 'x'")
    with invalid_in(1, "RETURNING clause is not supported in ExecuteTransaction."):
        transact(db, missing, f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}' RETURNING ALL OLD *")


def test_consumed_capacity(db, hash_table, keys, pk):
    """conformance, tier2/partiql/writeResponses; API reference, ConsumedCapacity: a transaction costs twice."""
    db.put_item(TableName=hash_table, Item=keys[0])
    answer = transact(db, f"UPDATE \"{hash_table}\" SET a = 1 WHERE pk = '{pk}-0'", ReturnConsumedCapacity="TOTAL")
    assert answer["Responses"] == []
    assert answer["ConsumedCapacity"] == [{"TableName": hash_table, "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}]
    answer = transact(db, f"SELECT * FROM \"{hash_table}\" WHERE pk = '{pk}-0'", ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == [{"TableName": hash_table, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}]


def test_constraints(db):
    """Service model: 1 to 100 statements."""
    with constraint(violation("[]", "transactStatements", "have length greater than or equal to 1")):
        transact(db)
    with constraint(violation(None, "transactStatements", "not be null")):
        db.execute_transaction()
    with pytest.raises(db.exceptions.ClientError, match="have length less than or equal to 100"):
        transact(db, *["SELECT * FROM \"no-such-table\" WHERE pk = 'a'"] * 101)
