"""BatchExecuteStatement: developer guide, "Running batch operations with PartiQL for DynamoDB"; API reference. "conformance" and "floci" as
in test_execute_statement.py."""

import pytest
from support import tables
from support.expect import constraint, invalid, violation
from support.indexes import index
from support.partiql import EXISTS_ALONE, NO_WHOLE_KEY, NOT_WELL_FORMED, statements
from support.transactions import stored

NEEDS_KEY = "Select statements within BatchExecuteStatement must specify the primary key in the where clause."


def batch(db, *texts, **more) -> list:
    return db.batch_execute_statement(Statements=statements(*texts), **more)["Responses"]


def error(code: str, message: str) -> dict:
    return {"Error": {"Code": code, "Message": message}}


@pytest.fixture
def items(db, hash_table, pk) -> list:
    made = [{"pk": {"S": f"{pk}-{n}"}, "n": {"N": str(n)}} for n in range(3)]
    tables.put_all(db, hash_table, made)
    return made


def test_reads(db, hash_table, items):
    """API reference, BatchStatementResponse: one response a statement, in their order; no Item where there is none."""
    select = f'SELECT * FROM "{hash_table}" WHERE pk = ?'
    assert batch(db, (select, items[1]["pk"]), (select, {"S": "none"}), (select.replace("*", "n"), items[0]["pk"])) == [
        {"TableName": hash_table, "Item": items[1]}, {"TableName": hash_table}, {"TableName": hash_table, "Item": {"n": {"N": "0"}}}]


def test_writes(db, hash_table, items, pk):
    """conformance, tier2/partiql/batchExecuteStatement: INSERT, UPDATE and DELETE; RETURNING answers an Item, and none when it is empty."""
    keys = [{"pk": item["pk"]} for item in items]
    assert batch(db, f"INSERT INTO \"{hash_table}\" VALUE {{'pk': '{pk}'}}", f"UPDATE \"{hash_table}\" SET n = 7 WHERE pk = '{pk}-0'",
                 f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}-1' RETURNING ALL OLD *",
                 f"UPDATE \"{hash_table}\" SET a = 'x' WHERE pk = '{pk}-2' RETURNING MODIFIED NEW *",
                 f"UPDATE \"{hash_table}\" REMOVE n WHERE pk = '{pk}-2' RETURNING MODIFIED NEW *") == [
        {"TableName": hash_table}, {"TableName": hash_table}, {"TableName": hash_table, "Item": items[1]},
        {"TableName": hash_table, "Item": {"a": {"S": "x"}}}, {"TableName": hash_table}]
    assert [stored(db, hash_table, key) for key in [{"pk": {"S": pk}}, *keys]] == [
        {"pk": {"S": pk}}, {**keys[0], "n": {"N": "7"}}, None, {**keys[2], "a": {"S": "x"}}]


def test_each_statement_fails_by_itself(db, hash_table, items, pk):
    """conformance and floci: a statement's error stands in its response, and the others are done; the table is named when the write itself
    failed."""
    update = f"UPDATE \"{hash_table}\" SET z = 1 WHERE pk = '{pk}-0' AND n = 5"
    assert batch(db, f"SLECT * FROM \"{hash_table}\" WHERE pk = 'a'", "UPDATE \"no-such-table\" SET a = 1 WHERE pk = 'x'",
                 f"INSERT INTO \"{hash_table}\" VALUE {{'pk': '{pk}-0'}}", update, f"UPDATE \"{hash_table}\" SET a = 1 WHERE n = 1",
                 f"DELETE FROM \"{hash_table}\" WHERE pk = 'x' RETURNING MODIFIED OLD *", f"UPDATE \"{hash_table}\" SET z = 2 WHERE pk = '{pk}-1'") == [
        error("ValidationError", NOT_WELL_FORMED + "Expected data manipulation"),
        error("ResourceNotFound", "Requested resource not found"),
        {**error("DuplicateItem", "Duplicate primary key exists in table"), "TableName": hash_table},
        {**error("ConditionalCheckFailed", "The conditional request failed"), "TableName": hash_table},
        error("ValidationError", NO_WHOLE_KEY),
        error("ValidationError",
              "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements."),
        {"TableName": hash_table}]
    assert stored(db, hash_table, {"pk": items[1]["pk"]})["z"] == {"N": "2"}


def test_the_item_of_a_failed_condition(db, hash_table, items, pk):
    """API reference, BatchStatementError, Item: with ReturnValuesOnConditionCheckFailure ALL_OLD."""
    [response] = db.batch_execute_statement(Statements=[{
        "Statement": f"UPDATE \"{hash_table}\" SET z = 1 WHERE pk = '{pk}-0' AND n = 5", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}])["Responses"]
    assert response["Error"]["Item"] == items[0]


def test_reads_need_exactly_the_key(db, sorted_table, pk):
    """ql-reference.multiplestatements.batching: "Each read statement must specify an equality condition on all key attributes"; conformance
    and floci: nothing beside it, no index, IN with one value."""
    key = {"pk": {"S": pk}, "sk": {"S": "1"}}
    db.put_item(TableName=sorted_table, Item=key)
    select = f'SELECT * FROM "{sorted_table}" WHERE '
    assert batch(db, f"{select} pk IN ['{pk}'] AND sk = '1'", f"{select} pk = '{pk}' AND sk = '1' AND flag = 'x'", f"{select} pk = '{pk}'",
                 f"{select} pk = '{pk}' AND sk = '1' AND pk = 'other'", f"{select} pk = '{pk}' AND sk > '0'",
                 f"{select} pk = 1 AND sk = '1'") == [
        {"TableName": sorted_table, "Item": key}, *[error("ValidationError", NEEDS_KEY)] * 4,
        error("ValidationError", "Key attribute's data type should match its data type in table's schema: Key pk")]


def test_reads_of_an_index(db, make_table):
    """conformance, tier2/partiql/executeStatementIndex: a SELECT in a batch may not read an index."""
    table = make_table("pk:S", attributes=("g:S",), GlobalSecondaryIndexes=[index("by-g", "g")])
    assert batch(db, f"SELECT * FROM \"{table}\".\"by-g\" WHERE g = 'a'") == [error("ValidationError", NEEDS_KEY)]


def test_reads_or_writes(db, hash_table):
    """ql-reference.multiplestatements.batching: "The entire batch must consist of either read statements or write statements"."""
    with invalid("BatchExecuteStatement API does not support both read and write operations in the same request."):
        batch(db, f"SELECT * FROM \"{hash_table}\" WHERE pk = 'a'", f"DELETE FROM \"{hash_table}\" WHERE pk = 'a'")


def test_exists_is_for_transactions(db, hash_table):
    """floci, documented syntax: EXISTS outside ExecuteTransaction."""
    assert batch(db, f"EXISTS(SELECT * FROM \"{hash_table}\" WHERE pk = 'a' AND x IS MISSING)") == [error("ValidationError", EXISTS_ALONE)]


def test_consumed_capacity(db, hash_table, sorted_table, items, pk):
    """API reference, BatchExecuteStatement, ConsumedCapacity: one entry a table."""
    select = f'SELECT * FROM "{hash_table}" WHERE pk = ?'
    answer = db.batch_execute_statement(
        Statements=[*statements((select, items[0]["pk"])), {**statements((select, items[1]["pk"]))[0], "ConsistentRead": True},
                    *statements(f"SELECT * FROM \"{sorted_table}\" WHERE pk = '{pk}' AND sk = 'none'")], ReturnConsumedCapacity="TOTAL")
    assert sorted(answer["ConsumedCapacity"], key=str) == sorted(
        [{"TableName": hash_table, "CapacityUnits": 1.5}, {"TableName": sorted_table, "CapacityUnits": 0.5}], key=str)
    writes = db.batch_execute_statement(Statements=statements(f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}-0'"), ReturnConsumedCapacity="INDEXES")
    assert writes["ConsumedCapacity"] == [{"TableName": hash_table, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}}]


def test_constraints(db):
    """Service model: 1 to 25 statements."""
    with constraint(violation("[]", "statements", "have length greater than or equal to 1")):
        batch(db)
    with constraint(violation(None, "statements", "not be null")):
        db.batch_execute_statement()
    one = "SELECT * FROM \"no-such-table\" WHERE pk = 'a'"
    assert len(batch(db, *[one] * 25)) == 25
    with pytest.raises(db.exceptions.ClientError, match="have length less than or equal to 25"):
        batch(db, *[one] * 26)
