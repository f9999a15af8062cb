"""ExecuteStatement's INSERT, UPDATE and DELETE: developer guide, ql-reference.insert, .update, .delete. "conformance" and "floci" as in
test_execute_statement.py."""

import pytest
from support.expect import invalid, invalid_parameter, refused
from support.partiql import NO_WHOLE_KEY, answer, run
from support.transactions import stored


@pytest.fixture
def key(pk) -> dict:
    return {"pk": {"S": pk}}


def failed():
    return refused("ConditionalCheckFailedException", "The conditional request failed")


# ---- INSERT ----

def test_insert(db, hash_table, key, pk):
    """ql-reference.insert: "INSERT INTO table VALUE item"; conformance, tier2/partiql/writeResponses: the answer has no items."""
    assert run(db, f"INSERT INTO \"{hash_table}\" VALUE {{'pk': '{pk}', 'n': 1, 'm': {{'l': [1, 'a']}}, 's': <<'x', 'y'>>}}") == []
    assert stored(db, hash_table, key) == {
        **key, "n": {"N": "1"}, "m": {"M": {"l": {"L": [{"N": "1"}, {"S": "a"}]}}}, "s": {"SS": ["x", "y"]}}


def test_insert_is_no_upsert(db, hash_table, key, pk):
    """ql-reference.insert: "If the item exists already, DuplicateItemException"; after a DELETE it is inserted again."""
    insert = f"INSERT INTO \"{hash_table}\" VALUE {{'pk': ?, 'n': ?}}"
    run(db, insert, key["pk"], {"N": "1"})
    with refused("DuplicateItemException", "Duplicate primary key exists in table"):
        run(db, insert, key["pk"], {"N": "2"})
    assert stored(db, hash_table, key) == {**key, "n": {"N": "1"}}
    run(db, f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}'")
    run(db, insert, key["pk"], {"N": "2"})
    assert stored(db, hash_table, key) == {**key, "n": {"N": "2"}}


def test_insert_checks_the_item(db, sorted_table, pk):
    """conformance, tier3/limits/itemSizeBySurface: PutItem's texts for what is too large; keys as in PutItem."""
    with refused("ValidationException", "Item size has exceeded the maximum allowed size"):
        run(db, f"INSERT INTO \"{sorted_table}\" VALUE {{'pk': ?, 'sk': 'a', 'p': ?}}", {"S": pk}, {"S": "x" * 410_000})
    with invalid_parameter("Missing the key sk in the item"):
        run(db, f"INSERT INTO \"{sorted_table}\" VALUE {{'pk': '{pk}'}}")
    with invalid("RETURNING is not supported in INSERT"):
        run(db, f"INSERT INTO \"{sorted_table}\" VALUE {{'pk': '{pk}', 'sk': 'a'}} RETURNING ALL OLD *")


# ---- UPDATE ----

def test_update(db, hash_table, key, pk):
    """ql-reference.update: SET and REMOVE, paths, list_append, set_add, set_delete; floci, documented syntax."""
    db.put_item(TableName=hash_table, Item={**key, "n": {"N": "1"}, "l": {"L": [{"S": "a"}]}, "s": {"SS": ["x", "y"]}, "m": {"M": {}},
                                            "gone": {"S": "z"}})
    assert run(db, f'UPDATE "{hash_table}" SET n = n + 100 SET m.e = [2020, \'v\', 2.4], l = LIST_APPEND(l, [4, <<\'t\'>>]) '
                   f"SET s = set_add(s, <<'z'>>) SET fresh = set_add(fresh, <<1>>) REMOVE gone WHERE pk = '{pk}'") == []
    assert stored(db, hash_table, key) == {
        **key, "n": {"N": "101"}, "l": {"L": [{"S": "a"}, {"N": "4"}, {"SS": ["t"]}]}, "s": {"SS": ["x", "y", "z"]},
        "m": {"M": {"e": {"L": [{"N": "2020"}, {"S": "v"}, {"N": "2.4"}]}}}, "fresh": {"NS": ["1"]}}
    run(db, f"UPDATE \"{hash_table}\" SET s = set_delete(s, ?) SET fresh = set_delete(fresh, <<1>>) REMOVE l[1] REMOVE m.e WHERE pk = ?",
        {"SS": ["x", "y"]}, key["pk"])
    assert stored(db, hash_table, key) == {**key, "n": {"N": "101"}, "l": {"L": [{"S": "a"}, {"SS": ["t"]}]}, "s": {"SS": ["z"]}, "m": {"M": {}}}


def test_the_documentations_examples(db, make_table):
    """ql-reference.insert, .update, .delete, .select: the statements that stand there, one after the other, and what they leave."""
    music = make_table("Artist:S", "SongTitle:S")
    key = {"Artist": {"S": "Acme Band"}, "SongTitle": {"S": "PartiQL Rocks"}}
    where = "WHERE Artist='Acme Band' AND SongTitle='PartiQL Rocks'"
    run(db, f"INSERT INTO \"{music}\" value {{'Artist' : 'Acme Band','SongTitle' : 'PartiQL Rocks'}}")
    awards = {"M": {"Grammys": {"L": [{"N": "2020"}, {"N": "2018"}]}}}
    for change, detail, members in (
            ("SET AwardsWon=1 SET AwardDetail={'Grammys':[2020, 2018]}", awards, None),
            ("SET AwardDetail.Grammys =list_append(AwardDetail.Grammys,[2016])", {"M": {"Grammys": {"L": [*awards["M"]["Grammys"]["L"], {"N": "2016"}]}}}, None),
            ("REMOVE AwardDetail.Grammys[2]", awards, None),
            ("SET BandMembers =<<'member1', 'member2'>>", awards, ["member1", "member2"]),
            ("SET BandMembers =set_add(BandMembers, <<'newbandmember'>>)", awards, ["member1", "member2", "newbandmember"]),
            ("SET BandMembers =set_delete(BandMembers, <<'newbandmember'>>)", awards, ["member1", "member2"]),
            ("SET AwardDetail.BillBoard=[2020]", {"M": {**awards["M"], "BillBoard": {"L": [{"N": "2020"}]}}}, ["member1", "member2"])):
        expected = {**key, "AwardsWon": {"N": "1"}, "AwardDetail": detail, **({"BandMembers": {"SS": members}} if members else {})}
        assert run(db, f'UPDATE "{music}" {change} {where} RETURNING ALL NEW *') == [expected]
    assert run(db, f'SELECT AwardDetail.Grammys[0], AwardDetail."BillBoard" FROM "{music}" {where}') == [
        {"Grammys[0]": {"N": "2020"}, "BillBoard": {"L": [{"N": "2020"}]}}]
    delete = f'DELETE FROM "{music}" WHERE "Artist" = \'Acme Band\' AND "SongTitle" = \'PartiQL Rocks\' RETURNING ALL OLD *'
    assert run(db, delete) == [expected]
    assert stored(db, music, key) is None


def test_update_is_no_upsert(db, hash_table, key, pk):
    """conformance, tier2/partiql/executeStatement: UPDATE of an item that does not exist fails its condition and creates nothing."""
    for statement in (f"UPDATE \"{hash_table}\" SET a = 1 WHERE pk = '{pk}'", f"FROM \"{hash_table}\" WHERE pk = '{pk}' SET a = 1",
                      f"UPDATE \"{hash_table}\" SET s = set_add(s, <<'x'>>) WHERE pk = '{pk}'",
                      f"UPDATE \"{hash_table}\" SET z = 1 WHERE pk = '{pk}' AND attribute_not_exists(pk)"):
        with failed():
            run(db, statement)
    assert stored(db, hash_table, key) is None


@pytest.mark.parametrize("condition, holds", [
    ("a = 5", True), ("a = 6", False), ("attribute_exists(a)", True), ("attribute_exists(nope)", False), ("nope IS MISSING", True),
    ("NOT begins_with(s, 'al')", False), ("(a = 1 OR s = 'alpha')", True), ("size(s) > 5", False), ("a IN [1, 5]", True),
])
def test_conditional_writes(db, hash_table, key, pk, condition, holds):
    """conformance, tier2/partiql/executeStatement and whereFunctions: what WHERE says beside the key is the condition of the write."""
    before = {**key, "a": {"N": "5"}, "s": {"S": "alpha"}}
    db.put_item(TableName=hash_table, Item=before)
    update, delete = (f"UPDATE \"{hash_table}\" SET z = 1 WHERE pk = '{pk}' AND {condition}", f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}' AND {condition}")
    if holds:
        run(db, update)
        assert stored(db, hash_table, key) == {**before, "z": {"N": "1"}}
        run(db, delete)
        assert stored(db, hash_table, key) is None
    else:
        for statement in (update, delete):
            with failed():
                run(db, statement)
        assert stored(db, hash_table, key) == before


def test_the_item_of_a_failed_condition(db, hash_table, key, pk):
    """API reference, ExecuteStatement: ReturnValuesOnConditionCheckFailure ALL_OLD answers the item that failed the condition."""
    item = {**key, "a": {"N": "5"}}
    db.put_item(TableName=hash_table, Item=item)
    statement = f"UPDATE \"{hash_table}\" SET z = 1 WHERE pk = '{pk}' AND a = 6"
    with failed() as refusal:
        run(db, statement, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert refusal.response["Item"] == item
    with failed() as refusal:
        run(db, statement)
    assert "Item" not in refusal.response


def test_writes_need_the_whole_key(db, hash_table, sorted_table):
    """ql-reference.update, .delete: "the WHERE clause condition must resolve to a single primary key value"; floci, edge cases."""
    for statement in (f"DELETE FROM \"{hash_table}\" WHERE name = 'x'", f'UPDATE "{hash_table}" SET a = 1', f'FROM "{hash_table}" REMOVE a',
                      f"UPDATE \"{sorted_table}\" SET a = 1 WHERE pk = 'a'", f"DELETE FROM \"{sorted_table}\" WHERE pk IN ['a'] AND sk = 'b'",
                      f"DELETE FROM \"{sorted_table}\" WHERE pk = 'a' OR sk = 'b'"):
        with invalid(NO_WHOLE_KEY):
            run(db, statement)
    with invalid("Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported"):
        run(db, f"DELETE FROM \"{sorted_table}\" WHERE pk = 'a' AND sk = '1' AND pk = 'b'")
    run(db, f"DELETE FROM \"{sorted_table}\" WHERE (pk = 'a' AND sk = '1') AND pk = 'a'")


def test_update_checks_paths_and_keys(db, hash_table, key, pk):
    """conformance, tier2/partiql/executeStatement and tier3/partiqlFunctions: UpdateItem's texts."""
    db.put_item(TableName=hash_table, Item={**key, "s": {"S": "x"}})
    where = f"WHERE pk = '{pk}'"
    with invalid("The document path provided in the update expression is invalid for update"):
        run(db, f"UPDATE \"{hash_table}\" SET newlist[0] = 'x' {where}")
    with invalid("An operand in the update expression has an incorrect data type"):
        run(db, f"UPDATE \"{hash_table}\" SET s = set_add(s, <<'x'>>) {where}")
    with invalid("The provided expression refers to an attribute that does not exist in the item"):
        run(db, f'UPDATE "{hash_table}" SET l = list_append(l, [1]) {where}')
    with invalid_parameter("Cannot update attribute pk. This attribute is part of the key"):
        run(db, f"UPDATE \"{hash_table}\" SET pk = 'x' {where}")
    with refused("ValidationException", "Item size to update has exceeded the maximum allowed size"):
        run(db, f'UPDATE "{hash_table}" SET p = ? {where}', {"S": "x" * 410_000})


# ---- RETURNING ----

@pytest.mark.parametrize("clause, old, new", [
    ("SET d = 'new'", {"d": {"S": "old"}}, {"d": {"S": "new"}}),
    ("SET p.sub = 'new'", {"p": {"M": {"sub": {"S": "old"}}}}, {"p": {"M": {"sub": {"S": "new"}}}}),
    ("REMOVE d", {"d": {"S": "old"}}, None),
    ("SET fresh = 'x'", None, {"fresh": {"S": "x"}}),
    ("SET t[2] = 'y', t[0] = 'x'", {"t": {"L": [{"S": "a"}, {"S": "c"}]}}, {"t": {"L": [{"S": "x"}, {"S": "y"}]}}),
    ("SET t[5] = 'd'", None, None),
    ("SET t[3] = 'd'", None, {"t": {"L": [{"S": "d"}]}}),
    ("REMOVE t[1]", {"t": {"L": [{"S": "b"}]}}, {"t": {"L": [{"S": "c"}]}}),
    ("REMOVE t[2]", {"t": {"L": [{"S": "c"}]}}, None),
])
def test_returning(db, hash_table, key, pk, clause, old, new):
    """ql-reference.update, RETURNING; conformance, tier2/partiql/executeStatement: MODIFIED has what the paths lead to, without the key, and
    no item when that is nothing."""
    before = {**key, "d": {"S": "old"}, "p": {"M": {"sub": {"S": "old"}, "sib": {"S": "keep"}}}, "t": {"L": [{"S": x} for x in "abc"]}}
    for what, expected in (("MODIFIED OLD", old), ("MODIFIED NEW", new), ("ALL OLD", before), ("ALL NEW", "after")):
        db.put_item(TableName=hash_table, Item=before)
        items = run(db, f"UPDATE \"{hash_table}\" {clause} WHERE pk = '{pk}' RETURNING {what} *")
        if expected == "after":
            expected = stored(db, hash_table, key)
        assert items == ([] if expected is None else [expected])


def test_delete(db, hash_table, key, pk):
    """ql-reference.delete: RETURNING ALL OLD *; conformance: nothing to delete is no error, with and without a condition."""
    delete = f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}'"
    item = {**key, "a": {"N": "1"}}
    db.put_item(TableName=hash_table, Item=item)
    assert run(db, delete + " RETURNING ALL OLD *") == [item]
    assert run(db, delete + " RETURNING ALL OLD *") == []
    assert run(db, delete) == []
    assert run(db, delete + " AND a = 'x'") == []
    db.put_item(TableName=hash_table, Item=item)
    for what in ("MODIFIED OLD", "MODIFIED NEW", "ALL NEW"):
        with invalid(f"Invalid returning clause: RETURNING {what} *. Only RETURNING ALL OLD * is allowed in DELETE statements."):
            run(db, f"{delete} RETURNING {what} *")
    assert stored(db, hash_table, key) == item


def test_consumed_capacity(db, hash_table, pk):
    """API reference, ExecuteStatement, ReturnConsumedCapacity: writes cost what PutItem, UpdateItem and DeleteItem cost."""
    for statement, value, units in ((f"INSERT INTO \"{hash_table}\" VALUE {{'pk': '{pk}', 'd': ?}}", "x" * 1500, 2.0),
                                    (f"UPDATE \"{hash_table}\" SET e = ? WHERE pk = '{pk}'", "x" * 1500, 3.0),
                                    (f"DELETE FROM \"{hash_table}\" WHERE pk = '{pk}' AND d <> ?", "y", 3.0)):
        consumed = answer(db, statement, {"S": value}, ReturnConsumedCapacity="TOTAL")
        assert consumed["Items"] == []
        assert consumed["ConsumedCapacity"] == {"TableName": hash_table, "CapacityUnits": units}
