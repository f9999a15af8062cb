"""CreateTable's secondary indexes, and how DescribeTable shows them: API reference "CreateTable", "DescribeTable"; developer guide, "Improving
data access with secondary indexes" and "Service, account, and table quotas". Texts from dynalite's suite (recorded on AWS over the years);
"conformance" is dynamodb-conformance (recorded on AWS in 2026), "Alternator" ScyllaDB's tests, which run on AWS too. Since November 2025 keys of
global indexes have up to four attributes for each part, so texts that assume two are not pinned for them."""

import pytest
from botocore.exceptions import ClientError
from support import tables
from support.expect import constraint, invalid, invalid_parameter, refused, violation
from support.indexes import KEYS_ONLY, UNITS, described, include, index, wait_index

PAY = {"BillingMode": "PAY_PER_REQUEST"}
KEYS = ("pk:S", "sk:S")


def create(db, keys=KEYS, attributes=(), **parameters):
    """A CreateTable that is refused, so nothing is to be deleted afterwards."""
    parameters.setdefault("BillingMode", "PAY_PER_REQUEST")
    return db.create_table(TableName=tables.unique_name("refused"), **tables.definition(*keys, attributes=attributes), **parameters)


def lsi(db, *indexes, attributes=("c:S",), **parameters):
    return create(db, attributes=attributes, LocalSecondaryIndexes=list(indexes), **parameters)


def gsi(db, *indexes, attributes=("c:S",), **parameters):
    return create(db, attributes=attributes, GlobalSecondaryIndexes=list(indexes), **parameters)


def key(*elements) -> list:
    """A key schema written as "name:HASH", "name:RANGE"."""
    return [dict(zip(("AttributeName", "KeyType"), element.split(":"))) for element in elements]


# ---- what is made ----

def without(description: dict, *names: str) -> dict:
    return {name: value for name, value in description.items() if name not in names}


def test_local_indexes(db, make_table):
    """dynalite's suite, createTable, "succeed for LocalSecondaryIndexes": the description, also in CreateTable's answer; no IndexStatus, as
    a local index lives and dies with its table. An index on the table's own key is allowed."""
    indexes = [index("by-c", "pk", "c"), index("by-n", "pk", "n", projection=KEYS_ONLY), index("by-b", "pk", "b", projection=include("x", "y")),
               index("by-sk", "pk", "sk"), index("again", "pk", "c", projection=include("z"))]
    name = tables.unique_name()
    make_table.later(name)
    answer = db.create_table(TableName=name, **tables.definition(*KEYS, attributes=("c:S", "n:N", "b:B")), **PAY,
                             LocalSecondaryIndexes=indexes)["TableDescription"]
    table = tables.wait_active(db, name)
    for shown in (answer["LocalSecondaryIndexes"], table["LocalSecondaryIndexes"]):
        expected = {one["IndexName"]: {**one, "IndexArn": f"{table['TableArn']}/index/{one['IndexName']}", "IndexSizeBytes": 0, "ItemCount": 0}
                    for one in indexes}
        assert {one["IndexName"]: one for one in shown} == expected
    assert "GlobalSecondaryIndexes" not in table
    assert sorted(one["AttributeName"] for one in table["AttributeDefinitions"]) == ["b", "c", "n", "pk", "sk"]


@pytest.mark.parametrize("billing, units", [(PAY, None), ({"BillingMode": "PROVISIONED", "ProvisionedThroughput": UNITS}, UNITS)])
def test_global_indexes(db, make_table, billing, units):
    """dynalite's suite, createTable, "succeed for multiple GlobalSecondaryIndexes" and for PAY_PER_REQUEST: CREATING first, then ACTIVE; its
    throughput is its own, and zero on demand."""
    more = {"ProvisionedThroughput": units} if units else {}
    indexes = [index("by-c", "c", **more), index("by-c-sk", "c", "sk", projection=KEYS_ONLY, **more),
               index("by-n-pk", "n", "pk", projection=include("x", "y"), **more), index("reversed", "sk", "pk", **more)]
    name = tables.unique_name()
    make_table.later(name)
    answer = db.create_table(TableName=name, **tables.definition(*KEYS, attributes=("c:S", "n:N")), **billing,
                             GlobalSecondaryIndexes=indexes)["TableDescription"]
    assert {one["IndexStatus"] for one in answer["GlobalSecondaryIndexes"]} == {"CREATING"}
    for one in indexes:
        wait_index(db, name, one["IndexName"])
    table = db.describe_table(TableName=name)["Table"]
    for shown, status in ((answer["GlobalSecondaryIndexes"], "CREATING"), (table["GlobalSecondaryIndexes"], "ACTIVE")):
        for one in indexes:
            found = next(index for index in shown if index["IndexName"] == one["IndexName"])
            throughput = found["ProvisionedThroughput"]
            assert without(found, "ProvisionedThroughput", "WarmThroughput", "Backfilling") == {
                **without(one, "ProvisionedThroughput"), "IndexStatus": status, "IndexSizeBytes": 0, "ItemCount": 0,
                "IndexArn": f"{table['TableArn']}/index/{one['IndexName']}"}
            assert {unit: throughput[unit] for unit in UNITS} == (units or dict.fromkeys(UNITS, 0))
            assert throughput["NumberOfDecreasesToday"] == 0
        assert len(shown) == len(indexes)
    assert "LocalSecondaryIndexes" not in table


@pytest.mark.parametrize("keys", [("h1+h2", "r1"), ("h1+h2",), ("h1", "r1+r2+r3"), ("h1+h2+h3+h4", "r1+r2+r3+r4"), ("pk+h1", "sk+r1")])
def test_keys_of_several_attributes(db, make_table, keys):
    """Developer guide, "Multi-attribute key schema": up to four attributes for the partition key and up to four for the sort key, of any of
    the types; Alternator, test_gsi_composite_keys, for the description."""
    kinds = {"h1": "S", "h2": "N", "h3": "B", "h4": "S", "r1": "N", "r2": "S", "r3": "B", "r4": "N"}
    used = [name for part in keys for name in part.split("+") if name in kinds]
    name = make_table(*KEYS, attributes=tuple(f"{one}:{kinds[one]}" for one in used), GlobalSecondaryIndexes=[index("several", *keys)])
    assert wait_index(db, name, "several")["KeySchema"] == index("several", *keys)["KeySchema"]


def test_both_kinds_up_to_their_limits(db, make_table):
    """Developer guide, quotas: 5 local and 20 global indexes a table, 20 projected attributes an index and 100 in all."""
    local = [index(f"local-{n}", "pk", "c", projection=include(*(f"l{n}-{a}" for a in range(20)))) for n in range(4)]
    local.append(index("local-4", "pk", "c", projection=include(*(f"g{a}" for a in range(20)))))
    name = make_table(*KEYS, attributes=("c:S",), LocalSecondaryIndexes=local, GlobalSecondaryIndexes=[index(f"global-{n}", "c") for n in range(20)])
    table = db.describe_table(TableName=name)["Table"]
    assert (len(table["LocalSecondaryIndexes"]), len(table["GlobalSecondaryIndexes"])) == (5, 20)


def test_sizes_are_shown(db, make_table):
    """API reference, IndexSizeBytes and ItemCount: numbers that are updated about every six hours, so never below zero and never beyond what is
    there."""
    name = make_table(*KEYS, attributes=("c:S",), GlobalSecondaryIndexes=[index("by-c", "c")], LocalSecondaryIndexes=[index("local", "pk", "c")])
    for number in range(10):
        db.put_item(TableName=name, Item={"pk": {"S": "a"}, "sk": {"S": str(number)}, **({"c": {"S": "x"}} if number < 5 else {})})
    for one in ("by-c", "local"):
        shown = described(db, name, one)
        assert 0 <= shown["ItemCount"] <= 5 and 0 <= shown["IndexSizeBytes"] <= 1000


def test_a_new_table_of_the_same_name_has_new_indexes(db, make_table):
    """API reference, DeleteTable: "any indexes on that table are also deleted"."""
    name = make_table(*KEYS, attributes=("c:S",), GlobalSecondaryIndexes=[index("by-c", "c")], LocalSecondaryIndexes=[index("local", "pk", "c")])
    db.put_item(TableName=name, Item={"pk": {"S": "a"}, "sk": {"S": "b"}, "c": {"S": "x"}})
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    make_table(*KEYS, name=name, attributes=("c:S",), GlobalSecondaryIndexes=[index("by-c", "c")])
    assert tables.scan_all(db, name, IndexName="by-c", ConsistentRead=False) == []
    with invalid("The table does not have the specified index: local"):
        db.scan(TableName=name, IndexName="local")


# ---- what is refused: both kinds ----

@pytest.mark.parametrize("kind", [lsi, gsi])
def test_what_both_kinds_refuse(db, kind):
    """dynalite's suite, createTable, for local and global indexes alike."""
    member = "LocalSecondaryIndexes" if kind is lsi else "GlobalSecondaryIndexes"
    hashed = "pk" if kind is lsi else "c"
    with invalid_parameter(f"List of {member} is empty"):
        create(db, keys=("pk:S",) if kind is gsi else KEYS, **{member: []})
    with invalid_parameter("Unknown ProjectionType: null"):
        kind(db, index("abc", hashed, "c" if kind is lsi else "sk", projection={}))
    with invalid_parameter("Unknown ProjectionType: null"):
        kind(db, index("abc", hashed, "c" if kind is lsi else "sk", projection={"NonKeyAttributes": ["x"]}))
    for projection in ("ALL", "KEYS_ONLY"):
        with invalid_parameter(f"ProjectionType is {projection}, but NonKeyAttributes is specified"):
            kind(db, index("abc", hashed, "c" if kind is lsi else "sk", projection={"ProjectionType": projection, "NonKeyAttributes": ["x"]}))
    with invalid_parameter("Duplicate index name: abc"):
        kind(db, index("abc", hashed, "c" if kind is lsi else "sk"), index("abc", hashed, "sk"))
    with refused("ValidationException", matching=(r"^One or more parameter values were invalid: Some index key attributes are not defined in "
                                                  r"AttributeDefinitions\. Keys: \[(pk, d|d, pk)\], AttributeDefinitions: \[.+\]$")):
        kind(db, index("abc", "pk", "d"))
    with invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type"):
        kind(db, {**index("abc", "pk"), "KeySchema": key("pk:RANGE")})


@pytest.mark.parametrize("kind", [lsi, gsi])
def test_include_needs_attributes(db, kind):
    """conformance, tier1/createTable/specValidation: INCLUDE without NonKeyAttributes (its text is not recorded)."""
    with refused("ValidationException"):
        kind(db, index("abc", "pk", "c", projection={"ProjectionType": "INCLUDE"}))


@pytest.mark.parametrize("kind, at", [(lsi, "localSecondaryIndexes"), (gsi, "globalSecondaryIndexes")])
def test_violated_constraints_name_the_index(db, kind, at):
    """dynalite's suite, createTable: each violated constraint with its place."""
    long = "a" * 256
    with constraint(violation("h;", f"{at}.1.member.indexName", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
                    violation("h;", f"{at}.1.member.indexName", "have length greater than or equal to 3"),
                    violation("[]", f"{at}.1.member.keySchema", "have length greater than or equal to 1"),
                    violation(long, f"{at}.2.member.indexName", "have length less than or equal to 255")):
        kind(db, {"IndexName": "h;", "KeySchema": [], "Projection": {}}, {"IndexName": long, "KeySchema": key("pk:HASH"), "Projection": {}})
    with constraint(violation("abc", f"{at}.1.member.projection.projectionType", "satisfy enum value set: [ALL, INCLUDE, KEYS_ONLY]"),
                    violation("[]", f"{at}.1.member.projection.nonKeyAttributes", "have length greater than or equal to 1")):
        kind(db, index("abc", "pk", "c", projection={"NonKeyAttributes": [], "ProjectionType": "abc"}))
    with constraint(violation(None, f"{at}.2.member.indexName", "not be null"), violation(None, f"{at}.2.member.keySchema", "not be null"),
                    violation(None, f"{at}.2.member.projection", "not be null")):
        kind(db, index("abc", "pk", "c"), {})
    with refused("ValidationException", matching=f"at '{at}.1.member.projection.nonKeyAttributes' failed to satisfy constraint: Member must "
                                                 "have length less than or equal to 20$"):
        kind(db, index("abc", "pk", "c", projection=include(*(f"a{n}" for n in range(21)))))


def test_names_are_checked_global_first(db):
    """conformance, tier3/validation-ordering/createTable: whichever comes first in the request."""
    short = "failed to satisfy constraint: Member must have length greater than or equal to 3"
    with invalid(f"2 validation errors detected: Value 'zz' at 'globalSecondaryIndexes.1.member.indexName' {short}; "
                 f"Value 'aa' at 'localSecondaryIndexes.1.member.indexName' {short}"):
        create(db, attributes=("c:S",), LocalSecondaryIndexes=[index("aa", "pk", "c")], GlobalSecondaryIndexes=[index("zz", "c")])


def test_names_are_unique_over_both_kinds(db):
    """dynalite's suite, createTable, "duplicate index names between LocalSecondaryIndexes and GlobalSecondaryIndexes"."""
    with invalid_parameter("Duplicate index name: abc"):
        create(db, attributes=("c:S",), LocalSecondaryIndexes=[index("abc", "pk", "c")], GlobalSecondaryIndexes=[index("abc", "c")])


def test_a_hundred_projected_attributes_in_all(db):
    """API reference, Projection, NonKeyAttributes: at most 100 over all indexes, each counted as often as it is projected (the text is not
    verified on AWS)."""
    six = [index(f"abc-{n}", "c", projection=include(*(f"a{a}" for a in range(17)))) for n in range(6)]
    with pytest.raises(ClientError) as caught:
        gsi(db, *six)
    assert caught.value.response["Error"]["Code"] in ("ValidationException", "LimitExceededException")


def test_definitions_that_nothing_uses_are_refused(db):
    """Developer guide, "Attribute definitions": only key attributes are defined; Alternator for tables with indexes (the text is not pinned
    there)."""
    for parameters in ({"LocalSecondaryIndexes": [index("abc", "pk", "c")]}, {"GlobalSecondaryIndexes": [index("abc", "c")]}):
        with refused("ValidationException", matching="AttributeDefinitions"):
            create(db, attributes=("c:S", "unused:S"), **parameters)


# ---- what is refused: local indexes ----

@pytest.mark.parametrize("schema, message", [
    (key("pk:HASH", "pk:RANGE"), "Both the Hash Key and the Range Key element in the KeySchema have the same name"),
    (key("pk:HASH", "pk:HASH"), "Both the Hash Key and the Range Key element in the KeySchema have the same name"),
    (key("pk:HASH", "c:HASH"), "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"),
    (key("pk:HASH"), "One or more parameter values were invalid: Index KeySchema does not have a range key for index: abc"),
    (key("c:HASH", "pk:RANGE"), "One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table KeySchema "
                                "for index: abc. index hash key: c, table hash key: pk"),
])
def test_keys_of_local_indexes(db, schema, message):
    """dynalite's suite, createTable, LocalSecondaryIndexes: the table's partition key and one sort key."""
    with invalid(message):
        lsi(db, {**index("abc", "pk"), "KeySchema": schema})


def test_local_indexes_need_a_sort_key(db):
    """dynalite's suite and conformance, tier3/error-messages/createTable, "LSI without range key on base table"."""
    with invalid_parameter("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"):
        create(db, keys=("pk:S",), attributes=("c:S",), LocalSecondaryIndexes=[index("abc", "pk", "c")])


def test_five_local_indexes(db):
    """dynalite's suite, createTable, "more than five valid LocalSecondaryIndexes"."""
    with invalid_parameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5"):
        lsi(db, *(index(f"abc-{n}", "pk", "c") for n in range(6)))


def test_local_indexes_have_two_key_attributes(db):
    """Alternator, test_gsi_composite_lsi_multiattr_rejected: keys of several attributes are for global indexes only."""
    with refused("ValidationException"):
        lsi(db, {**index("abc", "pk"), "KeySchema": key("pk:HASH", "sk:RANGE", "c:RANGE")})


# ---- what is refused: global indexes ----

@pytest.mark.parametrize("schema", [
    key("c:HASH", "c:RANGE"), key("c:HASH", "c:HASH"), key("c:HASH", "pk:HASH", "c:RANGE"), key("c:RANGE", "pk:HASH"), key("c:HASH", "pk:RANGE", "sk:HASH"),
    key("c:RANGE", "pk:RANGE")])
def test_keys_of_global_indexes(db, schema):
    """Alternator, test_gsi_composite_keys: partition attributes first, then sort attributes, none of them twice."""
    with refused("ValidationException"):
        gsi(db, {**index("abc", "c"), "KeySchema": schema})


@pytest.mark.parametrize("keys", [("a0+a1+a2+a3+a4",), ("a0", "a1+a2+a3+a4+a5"), ("a0+a1+a2+a3+a4", "a5+a6+a7+a8+a9")])
def test_at_most_four_attributes_for_each_part(db, keys):
    """Developer guide, "Multi-attribute key schema": up to four; Alternator, test_gsi_composite_create_5h_rejected and _5r_."""
    used = [name for part in keys for name in part.split("+")]
    with refused("ValidationException"):
        gsi(db, index("abc", *keys), attributes=tuple(f"{name}:S" for name in used))


def test_twenty_global_indexes(db):
    """dynalite's suite, createTable, "more than twenty valid GlobalSecondaryIndexes"."""
    with invalid_parameter("GlobalSecondaryIndex count exceeds the per-table limit of 20"):
        gsi(db, *(index(f"abc-{n}", "c") for n in range(21)))


def test_throughput_of_global_indexes_fits_the_billing_mode(db):
    """dynalite's suite, createTable, "not allow ProvisionedThroughput with PAY_PER_REQUEST"; API reference: a provisioned table's indexes
    need it (that text is not verified on AWS)."""
    with invalid_parameter("ProvisionedThroughput should not be specified for index: abc when BillingMode is PAY_PER_REQUEST"):
        gsi(db, index("abc", "c", ProvisionedThroughput=UNITS))
    with refused("ValidationException"):
        gsi(db, index("abc", "c"), BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    with constraint(violation(0, "globalSecondaryIndexes.1.member.provisionedThroughput.readCapacityUnits", "have value greater than or equal to 1"),
                    violation(0, "globalSecondaryIndexes.1.member.provisionedThroughput.writeCapacityUnits", "have value greater than or equal to 1")):
        gsi(db, index("abc", "c", ProvisionedThroughput={"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}), BillingMode="PROVISIONED",
            ProvisionedThroughput=UNITS)


def test_wrong_json_types(raw):
    """dynalite's suite, createTable, serializations: each level of an index's definition."""
    for member in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
        for value in ("a", ["a"], [{"IndexName": 1}], [{"KeySchema": "a"}], [{"KeySchema": ["a"]}], [{"Projection": "a"}],
                      [{"Projection": {"NonKeyAttributes": "a"}}], [{"Projection": {"NonKeyAttributes": [1]}}]):
            answer = raw.call("CreateTable", {member: value})
            assert (answer.status, answer.error) == (400, "SerializationException"), (member, value)
