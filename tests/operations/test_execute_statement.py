"""ExecuteStatement: developer guide, "PartiQL - a SQL-compatible query language for Amazon DynamoDB" (ql-reference). "conformance" is
dynamodb-conformance, recorded on AWS, the newest in October 2026; "floci" its PartiQL tests that were captured from AWS in September 2026.
What a text may look like, and its errors: src/expressions/partiql/statement_test.cc. Writes: test_execute_statement_writes.py."""

import pytest
from support import tables
from support.clock import as_datetime, next_second
from support.expect import assert_same_items, constraint, invalid, invalid_parameter, refused, violation
from support.indexes import KEYS_ONLY, include, index
from support.partiql import EXISTS_ALONE, NOT_WELL_FORMED, answer, run, run_all

OVERLAPPING = "Overlapping conditions with range keys are not supported in where clause"


def sort_keys(items: list) -> list:
    return [item["sk"]["S"] for item in items]


@pytest.fixture
def partition(db, sorted_table, pk) -> str:
    """A partition with the sort keys 1 to 5, and a number beside each."""
    tables.put_all(db, sorted_table, [{"pk": {"S": pk}, "sk": {"S": str(n)}, "n": {"N": str(n * 10)}} for n in range(1, 6)])
    return pk


# ---- SELECT ----

def test_reads_by_the_key(db, sorted_table, partition):
    """ql-reference.select: WHERE with an equality on the partition key reads by the key, and filters by the rest."""
    select = f'SELECT * FROM "{sorted_table}" WHERE pk = \'{partition}\''
    assert sort_keys(run(db, select)) == ["1", "2", "3", "4", "5"]
    assert run(db, f"{select} AND sk = '3'") == [{"pk": {"S": partition}, "sk": {"S": "3"}, "n": {"N": "30"}}]
    assert sort_keys(run(db, f"{select} AND sk BETWEEN '2' AND '4' AND n <> 30")) == ["2", "4"]
    assert sort_keys(run(db, f"{select} AND n > 20 AND NOT sk = '5'")) == ["3", "4"]
    assert run(db, f"{select} AND sk = '9'") == []
    assert sort_keys(run(db, f'SELECT * FROM "{sorted_table}" WHERE pk = ? AND begins_with("sk", ?)', {"S": partition}, {"S": "4"})) == ["4"]


def test_costs_what_it_reads_by_the_key(db, sorted_table, partition):
    """ql-reference.select: "the WHERE clause condition must specify a partition key ... to ensure that a SELECT does not result in a full
    table scan": five small items are half a unit, one of them too."""
    for condition in (f"pk = '{partition}'", f"pk = '{partition}' AND sk = '1'", f"pk = '{partition}' AND n = 20"):
        consumed = answer(db, f'SELECT * FROM "{sorted_table}" WHERE {condition}', ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
        assert consumed == {"TableName": sorted_table, "CapacityUnits": 0.5}
    consumed = answer(db, f'SELECT * FROM "{sorted_table}" WHERE pk = ?', {"S": partition}, ReturnConsumedCapacity="INDEXES",
                      ConsistentRead=True)["ConsumedCapacity"]
    assert consumed == {"TableName": sorted_table, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}}


def test_reads_several_partitions(db, sorted_table, pk):
    """ql-reference.select: "SELECT * FROM Orders WHERE OrderID IN [100, 300, 234]", "... WHERE OrderID = 100 or OrderID = 200"."""
    keys = [f"{pk}-{n}" for n in range(3)]
    tables.put_all(db, sorted_table, [{"pk": {"S": key}, "sk": {"S": sk}} for key in keys for sk in "ab"])
    select = f'SELECT * FROM "{sorted_table}" WHERE '
    assert len(run(db, f"{select} pk IN ['{keys[0]}', '{keys[2]}']")) == 4
    assert len(run(db, f"{select} pk = '{keys[0]}' OR pk = '{keys[1]}'")) == 4
    assert sort_keys(run(db, f"{select} pk IN ['{keys[0]}', '{keys[1]}'] AND sk IN ['b', 'c']")) == ["b", "b"]
    assert len(run(db, f"{select} (pk = '{keys[0]}' AND sk = 'a') OR (pk = '{keys[1]}' AND sk > 'a')")) == 2


@pytest.mark.parametrize("condition, holds", [
    ("\"n\" BETWEEN 25 AND 35", True), ("n BETWEEN 31 AND 35", False), ("n IN [10, 30]", True), ("n IN [10, 20]", False), ("contains(\"tags\", 'b')", True),
    ("contains(m.words, 'two')", True), ("contains(text, 'xyz')", False), ("begins_with(text, 'it')", True), ("attribute_type(m, 'M')", True),
    ("attribute_type(m, 'L')", False), ("size(m.words) = 2", True), ("SIZE(\"text\") > 100", False), ("nope IS MISSING", True), ("n IS NOT MISSING", True),
    ("void IS NULL", True), ("n IS NULL", False), ("m.words[1] = 'two'", True), ("\"m\".\"words\"[0] <> 'one'", False),
    ("text = 'it''s \"quoted\"'", True), ("NOT (n < 30 OR n > 30) AND m.deep.er >= 1.5", True), ("NOT contains(tags, 'c') AND n = 30", True),
])
def test_operators_and_functions(db, sorted_table, pk, condition, holds):
    """ql-operators and ql-functions: comparisons, BETWEEN, IN, IS, AND, OR, NOT; contains, begins_with, attribute_type, size; paths into maps and
    lists; names in double quotes, strings in single ones, which are doubled in a string. By the key and in a scan."""
    item = {"pk": {"S": pk}, "sk": {"S": "1"}, "n": {"N": "30"}, "tags": {"SS": ["a", "b"]}, "text": {"S": "it's \"quoted\""}, "void": {"NULL": True},
            "m": {"M": {"words": {"L": [{"S": "one"}, {"S": "two"}]}, "deep": {"M": {"er": {"N": "1.5"}}}}}}
    db.put_item(TableName=sorted_table, Item=item)
    for key in (f"pk = '{pk}'", f"pk = '{pk}' AND sk = '1'", f"begins_with(pk, '{pk}')"):
        assert run_all(db, f'SELECT * FROM "{sorted_table}" WHERE {key} AND {condition}') == ([item] if holds else [])


def test_walks_over_everything_without_the_key(db, make_table):
    """ql-reference.select: "If you omit the WHERE clause, then all of the items in the table will be retrieved"; other conditions scan."""
    table = make_table("pk:S")
    items = [{"pk": {"S": f"k{n}"}, "n": {"N": str(n)}} for n in range(10)]
    tables.put_all(db, table, items)
    assert_same_items(run(db, f"SELECT * FROM \"{table}\""), items, "pk")
    assert_same_items(run(db, f'SELECT * FROM "{table}" WHERE n >= 8'), items[8:], "pk")
    assert_same_items(run(db, f'SELECT * FROM "{table}" WHERE pk > \'k7\' OR n = 0'), [items[0], *items[8:]], "pk")
    assert run(db, f'SELECT * FROM "{table}" WHERE pk > 1') == []


@pytest.mark.parametrize("left, expected", [
    ("NOT sk = '1'", "2345"), ("sk <> '1'", "2345"), ("NOT begins_with(sk, 'x')", "12345"), ("NOT sk IN ['1', '3']", "245"),
    ("NOT sk > '5'", "12345"),
])
def test_each_item_once(db, sorted_table, partition, left, expected):
    """conformance, tier2/partiql/whereOverlap: OR beside a condition on the sort key that is no range answers the union."""
    where = f"pk = '{partition}' AND {left} OR pk = '{partition}' AND sk = '2'"
    assert sorted(sort_keys(run(db, f'SELECT * FROM "{sorted_table}" WHERE {where}'))) == list(expected)


def test_refuses_reads_that_overlap(db, sorted_table):
    """conformance, tier3/partiqlGrammar, and floci: OR whose sides can be the same item, and IN with a value twice."""
    for where in ("pk = 'a' AND x = '1' OR pk = 'a' AND sk = '2'", "pk IN ['a', 'a']", "pk = 'a' AND (sk > '0' OR sk < '5')"):
        with invalid(OVERLAPPING):
            run(db, f'SELECT * FROM "{sorted_table}" WHERE {where}')


def test_refuses_keys_of_another_type(db, sorted_table):
    """floci, edge cases: a value of another type than the key's; where WHERE needs a scan it is simply not equal."""
    text = "Key attribute's data type should match its data type in table's schema: Key "
    with invalid(text + "pk"):
        run(db, f'SELECT * FROM "{sorted_table}" WHERE pk = 1 OR pk = \'a\'')
    with invalid(text + "sk"):
        run(db, f"SELECT * FROM \"{sorted_table}\" WHERE pk = 'a' AND sk IN ['1', 2]")


def test_columns(db, hash_table, pk):
    """conformance, tier2/partiql/executeStatement, and floci: a path's value is an attribute that is called by the path's last name."""
    db.put_item(TableName=hash_table, Item={
        "pk": {"S": pk}, "m": {"M": {"nested": {"S": "deep"}, "k": {"L": [{"S": "c"}]}}}, "l": {"L": [{"S": "a"}, {"S": "b"}]}})
    where = f"WHERE pk = '{pk}'"
    assert run(db, f'SELECT m.nested, l[1], m.k[0], nope FROM "{hash_table}" {where}') == [
        {"nested": {"S": "deep"}, "l[1]": {"S": "b"}, "k[0]": {"S": "c"}}]
    assert run(db, f'SELECT nope FROM "{hash_table}" {where}') == [{}]
    with invalid("Unexpected path component at 1:8:16"):
        run(db, f'SELECT attribute_exists(m) FROM "{hash_table}" {where}')


def test_order(db, sorted_table, pk):
    """ql-reference.select, ORDER BY; floci, documented syntax: by the sort key and by the partitions; the sort key runs backwards when
    only the partition key is named."""
    keys = [f"{pk}-{n}" for n in "op"]
    tables.put_all(db, sorted_table, [{"pk": {"S": key}, "sk": {"S": sk}} for key in keys for sk in "123"])
    select = f'SELECT pk, sk FROM "{sorted_table}" WHERE '

    def rows(where: str) -> list:
        return [item["pk"]["S"][-1] + item["sk"]["S"] for item in run(db, select + where)]

    one, both = f"pk = '{keys[0]}'", f"pk IN ['{keys[0]}', '{keys[1]}']"
    assert rows(f"{one} ORDER BY sk DESC") == ["o3", "o2", "o1"]
    assert rows(f"{one} ORDER BY sk") == rows(f"{one} ORDER BY sk ASC") == ["o1", "o2", "o3"]
    assert rows(f"{one} ORDER BY pk ASC") == ["o3", "o2", "o1"]
    assert rows(f"{both} ORDER BY pk DESC, sk ASC") == ["p1", "p2", "p3", "o1", "o2", "o3"]
    first = answer(db, f"{select} {both} ORDER BY pk DESC", Limit=2)
    assert sort_keys(first["Items"]) == ["3", "2"]
    second = answer(db, f"{select} {both} ORDER BY pk DESC", Limit=2, NextToken=first["NextToken"])
    assert [(item["pk"]["S"], item["sk"]["S"]) for item in second["Items"]] == [(keys[1], "1"), (keys[0], "3")]


def test_refuses_an_order_that_reads_by_the_key_do_not_have(db, sorted_table):
    """floci, documented syntax: the texts for ORDER BY without WHERE, of no key attribute, without the partition key."""
    select = f'SELECT sk FROM "{sorted_table}" '
    with invalid("Must have WHERE clause in the statement when using ORDER BY clause."):
        run(db, select + "ORDER BY sk")
    with invalid("Attribute Total in ORDER BY clause must be part of the primary key"):
        run(db, select + "WHERE pk = 'o' ORDER BY Total DESC")
    with invalid("Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause."):
        run(db, select + "WHERE pk > 'a' ORDER BY sk")
    with invalid("Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause."):
        run(db, select + "WHERE pk IN ['o', 'p'] ORDER BY sk DESC")


# ---- pages ----

@pytest.mark.parametrize("where", ["", "WHERE pk IN [?, ?]", "WHERE pk = ? OR pk = ?", "WHERE pk IN [?, ?] ORDER BY pk DESC, sk DESC"])
def test_pages(db, make_table, where):
    """API reference, ExecuteStatement: Limit counts the items that are looked at; NextToken goes on where a page ended, whatever the next
    page's Limit; LastEvaluatedKey is the key of its last item."""
    table = make_table("pk:S", "sk:N")
    items = [{"pk": {"S": key}, "sk": {"N": str(n)}} for key in "ab" for n in range(7)]
    tables.put_all(db, table, items)
    parameters = [{"S": "a"}, {"S": "b"}] if where else []
    statement = f'SELECT * FROM "{table}" {where}'
    everything = run(db, statement, *parameters)
    assert_same_items(everything, items, "pk", "sk")
    assert run_all(db, statement, *parameters, Limit=3) == everything
    first = answer(db, statement, *parameters, Limit=4)
    assert first["Items"] == everything[:4] and first["LastEvaluatedKey"] == everything[3]
    assert answer(db, statement, *parameters, NextToken=first["NextToken"], ConsistentRead=True)["Items"] == everything[4:]


def test_a_page_is_1_mb(db, make_table):
    """API reference, ExecuteStatement: "if the total number of processed items exceeds the maximum dataset size limit of 1 MB, the read
    stops", over all the partitions that one statement reads."""
    table = make_table("pk:S")
    for n in range(5):
        db.put_item(TableName=table, Item={"pk": {"S": f"k{n}"}, "data": {"S": "x" * 300_000}})
    statement = f"SELECT pk FROM \"{table}\" WHERE pk IN ['k0', 'k1', 'k2', 'k3', 'k4']"
    assert len(run(db, statement)) == 4
    assert len(run_all(db, statement)) == 5


def test_tokens_belong_to_their_statement(db, sorted_table, partition):
    """conformance, tier2/partiql/indexQualifier; floci: a token of another statement or of other parameters, and one that is none."""
    statement = f'SELECT * FROM "{sorted_table}" WHERE pk = ?'
    token = answer(db, statement, {"S": partition}, Limit=1)["NextToken"]
    for other, parameter in ((statement, "other"), (statement + " AND n = 1", partition)):
        with invalid("NextToken does not match request"):
            run(db, other, {"S": parameter}, NextToken=token)
    for garbage in ("garbage", "AAAA", token[:-8]):
        with refused("ValidationException", matching="NextToken"):
            run(db, statement, {"S": partition}, NextToken=garbage)


# ---- indexes ----

@pytest.fixture
def indexed(db, make_table) -> str:
    """conformance's table for index qualifiers, smaller."""
    table = make_table("pk:S", "sk:S", attributes=("g:S", "l:S"),
                       GlobalSecondaryIndexes=[index("g-all", "g"), index("g-inc", "g", projection=include("shown")),
                                               index("g-keys", "g", projection=KEYS_ONLY)],
                       LocalSecondaryIndexes=[index("l-keys", "pk", "l", projection=KEYS_ONLY),
                                              index("l-inc", "pk", "l", projection=include("shown"))])
    for n, group in enumerate("xzx"):
        db.put_item(TableName=table, Item={"pk": {"S": "p"}, "sk": {"S": f"s{n}"}, "g": {"S": group}, "l": {"S": f"l{n}"},
                                           "shown": {"S": f"shown{n}"}, "hidden": {"S": f"hidden{n}"}})
    db.put_item(TableName=table, Item={"pk": {"S": "p"}, "sk": {"S": "s3"}, "hidden": {"S": "hidden3"}})
    return table


def test_index(db, indexed):
    """ql-reference.select: FROM "table"."index"; conformance, tier2/partiql/indexQualifier: what the index does not hold is not there, * is
    what it projects, without its partition key it is scanned."""
    assert sort_keys(run(db, f'SELECT sk FROM "{indexed}"."g-all" WHERE g = \'x\'')) == ["s0", "s2"]
    assert sorted(sort_keys(run(db, f'SELECT * FROM "{indexed}"."g-all"'))) == ["s0", "s1", "s2"]
    assert sort_keys(run(db, f'SELECT * FROM "{indexed}"."l-keys" WHERE pk = \'p\' AND l > \'l0\' ORDER BY l DESC')) == ["s2", "s1"]
    assert run(db, f'SELECT * FROM "{indexed}"."g-keys" WHERE g = \'z\'') == [{"pk": {"S": "p"}, "sk": {"S": "s1"}, "g": {"S": "z"}}]
    assert sort_keys(run(db, f'SELECT sk FROM "{indexed}"."g-all" WHERE pk = \'p\' AND shown = \'shown1\'')) == ["s1"]
    assert_same_items(run_all(db, f'SELECT * FROM "{indexed}"."g-all" WHERE g IN [\'x\', \'z\']', Limit=1),
                      run(db, f'SELECT * FROM "{indexed}"."g-all"'), "pk", "sk")


def test_what_an_index_does_not_project(db, indexed):
    """conformance, tier2/partiql/indexQualifier and executeStatementIndex: a local index gets its columns from the table, a global one
    refuses them; a filter by the key refuses what the index lacks, a scan does not find it."""
    assert [item["hidden"]["S"] for item in run(db, f'SELECT hidden FROM "{indexed}"."l-keys" WHERE pk = \'p\'')] == [
        "hidden0", "hidden1", "hidden2"]
    with invalid_parameter("Global secondary index g-inc does not project [hidden, other]"):
        run(db, f'SELECT hidden, other FROM "{indexed}"."g-inc" WHERE g = \'x\'')
    with invalid_parameter("Global secondary index g-inc does not project [hidden]"):
        run(db, f'SELECT hidden FROM "{indexed}"."g-inc"')
    for source, key in (("g-inc", "g = 'x'"), ("l-keys", "pk = 'p'"), ("g-inc", "g IN ['x', 'z']"), ("l-keys", "pk = 'p' AND l > 'l0'")):
        for condition in ("hidden = 'hidden0'", "hidden IS MISSING", "NOT hidden = 'x'", "begins_with(hidden, 'h')"):
            with invalid_parameter(f"Secondary index {source} does not project one or more filter attributes: [hidden]"):
                run(db, f'SELECT pk FROM "{indexed}"."{source}" WHERE {key} AND {condition}')
    assert len(run(db, f'SELECT pk FROM "{indexed}"."g-inc" WHERE g = \'x\' AND shown = \'shown0\'')) == 1
    assert run(db, f'SELECT pk FROM "{indexed}"."g-inc" WHERE hidden = \'hidden0\'') == []
    assert len(run(db, f'SELECT pk FROM "{indexed}"."g-inc" WHERE NOT hidden = \'hidden0\'')) == 3
    assert sort_keys(run(db, f'SELECT sk FROM "{indexed}"."g-inc" WHERE (g = \'x\' AND hidden = \'hidden0\') OR g = \'z\'')) == ["s1"]


def test_capacity_of_indexes(db, indexed):
    """conformance, tier2/partiql/indexQualifier: the index pays; what a local one fetches is the table's, for every item that it walked."""
    def consumed(columns: str, source: str, where: str, **more) -> tuple:
        units = answer(db, f'SELECT {columns} FROM "{indexed}"."{source}" WHERE {where}', ReturnConsumedCapacity="INDEXES", **more)["ConsumedCapacity"]
        parts = {**units.get("GlobalSecondaryIndexes", {}), **units.get("LocalSecondaryIndexes", {})}
        return units["Table"]["CapacityUnits"], parts[source]["CapacityUnits"], units["CapacityUnits"]

    assert consumed("pk", "g-all", "g = 'x'") == (0, 0.5, 0.5)
    assert consumed("*", "l-keys", "pk = 'p'") == (0, 0.5, 0.5)
    assert consumed("*", "l-keys", "pk = 'p'", ConsistentRead=True) == (0, 1, 1)
    assert consumed("hidden", "l-keys", "pk = 'p'") == (1.5, 0.5, 2)
    assert consumed("hidden", "l-inc", "pk = 'p' AND shown = 'none'") == (1.5, 0.5, 2)
    assert consumed("hidden", "l-keys", "pk = 'p'", Limit=1) == (0.5, 0.5, 1)


def test_refused_indexes(db, indexed, make_table):
    """conformance, tier3/partiqlIndexQualifier and partiqlMultiAttributeIndex: no such index, consistent reads of a global one, and one with
    several attributes in a part of its key."""
    for name in ("no-such-index", indexed):
        with invalid("The table does not have the specified index"):
            run(db, f'SELECT * FROM "{indexed}"."{name}" WHERE pk = \'p\'')
    with invalid("Strongly consistent read is not supported on Global Secondary Indexes"):
        run(db, f'SELECT * FROM "{indexed}"."g-all" WHERE g = \'x\'', ConsistentRead=True)
    assert len(run(db, f'SELECT * FROM "{indexed}"."l-keys" WHERE pk = \'p\'', ConsistentRead=True)) == 3
    table = make_table("pk:S", attributes=("h1:S", "h2:S", "r:S"), GlobalSecondaryIndexes=[index("multi", "h1+h2", "r")])
    for rest in ("WHERE h1 = 'a'", "WHERE h1 = 5", "", "WHERE pk = 'a' ORDER BY r DESC"):
        with invalid("PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys."):
            run(db, f'SELECT * FROM "{table}"."multi" {rest}')


# ---- the past ----

def test_the_past(db, recorded):
    """The design: "orders@2026-11-22T19:00:00Z" names a table as it was, in SELECT too; in statements that write it is refused."""
    table = recorded("pk:S", "sk:S")
    run(db, f"INSERT INTO \"{table}\" VALUE {{'pk': 'a', 'sk': '1', 'v': 'old'}}")
    run(db, f"INSERT INTO \"{table}\" VALUE {{'pk': 'a', 'sk': '2'}}")
    second = next_second()
    run(db, f"UPDATE \"{table}\" SET v = 'new' WHERE pk = 'a' AND sk = '1'")
    run(db, f"DELETE FROM \"{table}\" WHERE pk = 'a' AND sk = '2'")
    then = f"{table}@{as_datetime(second):%Y-%m-%dT%H:%M:%SZ}"
    assert [item.get("v", {}).get("S") for item in run(db, f"SELECT * FROM \"{then}\" WHERE pk = 'a'")] == ["old", None]
    assert [item["v"]["S"] for item in run(db, f"SELECT * FROM \"{table}\" WHERE pk = 'a'")] == ["new"]
    assert run(db, f"SELECT v FROM \"{then}\" WHERE pk = 'a' AND v = 'old'") == [{"v": {"S": "old"}}]
    assert len(run_all(db, f'SELECT * FROM "{then}"', Limit=1)) == 2
    batch = db.batch_execute_statement(Statements=[{"Statement": f"SELECT v FROM \"{name}\" WHERE pk = 'a' AND sk = '1'"} for name in (then, table)])
    assert [response["Item"]["v"]["S"] for response in batch["Responses"]] == ["old", "new"]
    reads = db.execute_transaction(TransactStatements=[
        {"Statement": f"SELECT v FROM \"{name}\" WHERE pk = 'a' AND sk = '1'"} for name in (then, table)])
    assert [response["Item"]["v"]["S"] for response in reads["Responses"]] == ["old", "new"]
    for write in (f"INSERT INTO \"{then}\" VALUE {{'pk': 'a', 'sk': '3'}}", f"DELETE FROM \"{then}\" WHERE pk = 'a' AND sk = '1'"):
        with invalid(f"{then} is a moment of the past, which can be read but not changed"):
            run(db, write)


# ---- the request ----

def test_constraints(db):
    """Service model: Statement is required and has 1 to 8192 characters, Limit is at least 1, Parameters are not empty."""
    with constraint(violation(None, "statement", "not be null")):
        db.execute_statement()
    with constraint(violation("0", "limit", "have value greater than or equal to 1")):
        db.execute_statement(Statement="SELECT * FROM t", Limit=0)
    long = "SELECT * FROM t WHERE a = '" + "x" * 8165 + "'"
    with constraint(violation(long, "statement", "have length less than or equal to 8192")):
        db.execute_statement(Statement=long)
    with refused("ResourceNotFoundException"):
        db.execute_statement(Statement=long.replace("xx", "x", 1))
    with constraint(violation("[]", "parameters", "have length greater than or equal to 1")):
        db.execute_statement(Statement="SELECT * FROM t", Parameters=[])


def test_no_table(db):
    """conformance, tier3/partiqlGrammar: "Requested resource not found"; a syntax error comes first."""
    for statement in ("SELECT * FROM \"no-such-table\" WHERE pk = 'x'", "UPDATE \"no-such-table\" SET a = 1 WHERE pk = 'x'",
                      "FROM \"no-such-table\" WHERE pk = 'x' SET c = 1", "INSERT INTO \"no-such-table\" VALUE {'pk': 'a'}"):
        with refused("ResourceNotFoundException", "Requested resource not found"):
            run(db, statement)
    with invalid(NOT_WELL_FORMED + "Unexpected term"):
        run(db, 'SELECT * FROM "no-such-table" WHERE')


def test_parameters_come_before_the_statement(db, hash_table):
    """floci, edge cases: a bad parameter is told before a syntax error; conformance, tier3/partiqlParameterNumbers."""
    duplicates = "Input collection [a, a] contains duplicates."
    with invalid_parameter(duplicates):
        run(db, f'UPDATE "{hash_table}" SET WHERE', {"SS": ["a", "a"]})
    with invalid_parameter("Null attribute value types must have the value of true"):
        run(db, f'SELECT * FROM "{hash_table}" WHERE pk = ?', {"NULL": False})
    with invalid("The parameter cannot be converted to a numeric value: abc"):
        run(db, f"SELECT * FROM \"{hash_table}\" WHERE pk = 'a' AND n = ?", {"N": "abc"})
    with invalid("Number of parameters in request and statement don't match."):
        run(db, f'SELECT * FROM "{hash_table}" WHERE pk = ? AND a = ?', {"S": "a"})


def test_exists_is_for_transactions(db, hash_table):
    """floci, documented syntax: EXISTS by itself."""
    with invalid(EXISTS_ALONE):
        run(db, f"EXISTS(SELECT * FROM \"{hash_table}\" WHERE pk = 'a' AND x IS MISSING)")
