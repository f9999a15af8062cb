"""CreateTable: API reference "CreateTable"; error texts as recorded on AWS by the public conformance suites."""

import re
import time

import pytest
from support import tables
from support.expect import constraint, invalid, invalid_parameter, refused, violation

PAY = {"BillingMode": "PAY_PER_REQUEST"}
PROVISIONED = {"ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 3}}


def test_describes_the_new_table(db, make_table):
    """API reference, CreateTable, response: TableDescription shows schema, ids, counts and the time of creation."""
    name = tables.unique_name()
    make_table.later(name)
    before = time.time()
    table = db.create_table(TableName=name, **tables.definition("pk:S", "sk:N"), **PAY)["TableDescription"]
    assert table["TableName"] == name
    assert table["TableStatus"] in ("CREATING", "ACTIVE")
    assert table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    assert sorted(table["AttributeDefinitions"], key=lambda a: a["AttributeName"]) == [
        {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}]
    assert table["ItemCount"] == 0 and table["TableSizeBytes"] == 0
    assert re.fullmatch(rf"arn:aws:dynamodb:[a-z0-9-]+:\d{{12}}:table/{name}", table["TableArn"])
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", table["TableId"])
    assert abs(table["CreationDateTime"].timestamp() - before) < 5
    assert table["DeletionProtectionEnabled"] is False


def test_becomes_active(db, make_table):
    """API reference, CreateTable: the table is CREATING until it is ACTIVE; DescribeTable shows which."""
    name = make_table("pk:S", "sk:B")
    assert db.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE"


def test_on_demand_billing(db, make_table):
    """API reference, TableDescription: on-demand tables show BillingModeSummary and a throughput of zero."""
    table = db.describe_table(TableName=make_table(**PAY))["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 0
    assert table["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0


def test_provisioned_billing_is_the_default(db, make_table):
    """API reference, CreateTable, BillingMode: PROVISIONED where nothing is said; no BillingModeSummary then (dynalite's suite)."""
    name = tables.unique_name()
    make_table.later(name)
    db.create_table(TableName=name, **tables.definition("pk:S"), **PROVISIONED)
    table = tables.wait_active(db, name)
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 3
    assert table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED") == "PROVISIONED"


def test_deletion_protection_from_the_start(db, make_table):
    """API reference, CreateTable, DeletionProtectionEnabled: indicates whether deletion protection is to be enabled."""
    name = make_table(DeletionProtectionEnabled=True)
    assert db.describe_table(TableName=name)["Table"]["DeletionProtectionEnabled"] is True


def test_an_existing_name_is_refused(db, make_table):
    """API reference, CreateTable: table names are unique; ResourceInUseException "Table already exists: " and the name."""
    name = make_table()
    with refused("ResourceInUseException", f"Table already exists: {name}"):
        db.create_table(TableName=name, **tables.definition("pk:S"), **PAY)


def test_names_of_every_allowed_kind(db, make_table):
    """Developer guide, "Supported data types and naming rules": a-z, A-Z, 0-9, '_', '-' and '.', 3 to 255 characters."""
    for name in ("a.B", "_9-", tables.unique_name("x" * 200).ljust(255, "z")):
        assert make_table(name=name) == name


@pytest.mark.parametrize("name, must", [
    ("ab", "have length greater than or equal to 3"),
    ("a" * 256, "have length less than or equal to 255"),
    ("abc;", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
])
def test_a_bad_name_is_refused(db, name, must):
    """dynamodb-conformance, tier3/error-messages/createTable: the constraint of TableName that is violated is named."""
    with refused("ValidationException") as refusal:
        db.create_table(TableName=name, **tables.definition("pk:S"), **PAY)
    assert refusal.message in (
        "1 validation error detected: " + violation(name, "tableName", must),
        "TableName must be at least 3 characters long and at most 255 characters long")


def test_a_short_name_names_the_constraint(db):
    """dynamodb-conformance, tier3/error-messages/createTable, "short table name"."""
    with constraint(violation("ab", "tableName", "have length greater than or equal to 3")):
        db.create_table(TableName="ab", **tables.definition("pk:S"), **PROVISIONED)


def test_a_missing_name_is_refused(db):
    """dynamodb-conformance, tier3/error-messages/createTable, "missing TableName"."""
    with invalid("The parameter 'TableName' is required but was not present in the request"):
        db.create_table(**tables.definition("pk:S"), **PROVISIONED)


def test_missing_schemas_are_refused(db):
    """dynalite's suite, createTable "null attributes": both required lists are named."""
    with constraint(violation(None, "attributeDefinitions", "not be null"), violation(None, "keySchema", "not be null")):
        db.create_table(TableName=tables.unique_name(), **PAY)


def test_an_empty_key_schema_is_refused(db):
    """Service model, KeySchema: at least one element."""
    with constraint(violation("[]", "keySchema", "have length greater than or equal to 1")):
        db.create_table(TableName=tables.unique_name(), AttributeDefinitions=[], KeySchema=[], **PAY)


def test_an_unknown_key_type_is_refused(db):
    """dynamodb-conformance, tier3/error-messages/createTable, "invalid KeyType"."""
    with constraint(violation("INVALID", "keySchema.1.member.keyType", "satisfy enum value set: [HASH, RANGE]")):
        db.create_table(TableName=tables.unique_name(), **PAY,
                        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                        KeySchema=[{"AttributeName": "pk", "KeyType": "INVALID"}])


@pytest.mark.parametrize("kind", ["INVALID", "SS", "BOOL", "s"])
def test_an_unknown_attribute_type_is_refused(db, kind):
    """dynamodb-conformance, tier3/error-messages/createTable, "invalid AttributeType": key attributes are B, N or S."""
    with constraint(violation(kind, "attributeDefinitions.1.member.attributeType", "satisfy enum value set: [B, N, S]")):
        db.create_table(TableName=tables.unique_name(), **tables.definition(f"pk:{kind}"), **PAY)


def test_an_unknown_billing_mode_is_refused(db):
    """dynalite's suite, createTable: the enumeration is PROVISIONED, PAY_PER_REQUEST."""
    with constraint(violation("A", "billingMode", "satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]")):
        db.create_table(TableName=tables.unique_name(), **tables.definition("pk:S"), BillingMode="A")


@pytest.mark.parametrize("keys, attributes, message", [
    ([("a", "HASH")], ["b"],
     "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. "
     "Keys: [a], AttributeDefinitions: [b]"),
    ([("a", "HASH"), ("a", "RANGE")], ["a"], "Invalid KeySchema: Some index key attribute have no definition"),
    ([("a", "HASH"), ("b", "RANGE")], ["b"], "Invalid KeySchema: Some index key attribute have no definition"),
    ([("a", "HASH")], [], "Invalid KeySchema: Some index key attribute have no definition"),
    ([("a", "HASH"), ("a", "HASH")], ["a", "b"], "Both the Hash Key and the Range Key element in the KeySchema have the same name"),
    ([("a", "HASH"), ("b", "HASH")], ["a", "b"], "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"),
    ([("a", "RANGE"), ("b", "HASH")], ["a", "b"], "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    ([("a", "RANGE"), ("b", "RANGE")], ["a", "b"], "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    ([("a", "HASH")], ["a", "b"],
     "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes "
     "defined in AttributeDefinitions"),
    ([("a", "HASH"), ("b", "RANGE")], ["a", "b", "c"],
     "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes "
     "defined in AttributeDefinitions"),
])
def test_schemas_that_do_not_fit_are_refused(db, keys, attributes, message):
    """dynalite's suite (recorded on AWS), createTable: the texts about KeySchema and AttributeDefinitions."""
    with invalid(message):
        db.create_table(TableName=tables.unique_name(), **PAY,
                        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in attributes],
                        KeySchema=[{"AttributeName": a, "KeyType": kind} for a, kind in keys])


def test_three_key_elements_are_refused(db):
    """dynamodb-conformance, tier3/error-messages/createTable, "more than 2 KeySchema elements"."""
    with refused("ValidationException",
                 matching=r"^1 validation error detected: Value '\[.+\]' at 'keySchema' failed to satisfy constraint: "
                          r"Member must have length less than or equal to 2$"):
        db.create_table(TableName=tables.unique_name(), **PAY,
                        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in "abc"],
                        KeySchema=[{"AttributeName": a, "KeyType": k} for a, k in zip("abc", ("HASH", "RANGE", "RANGE"))])


def test_throughput_must_fit_the_billing_mode(db):
    """dynalite's suite, createTable: throughput is required when provisioned and refused on demand."""
    with invalid_parameter("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"):
        db.create_table(TableName=tables.unique_name(), **tables.definition("pk:S"))
    with invalid_parameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"):
        db.create_table(TableName=tables.unique_name(), **tables.definition("pk:S"), **PAY, **PROVISIONED)


def test_throughput_below_one_is_refused(db):
    """Service model, PositiveLongObject: at least 1; both members are named."""
    with constraint(
            violation(-1, "provisionedThroughput.readCapacityUnits", "have value greater than or equal to 1"),
            violation(0, "provisionedThroughput.writeCapacityUnits", "have value greater than or equal to 1")):
        db.create_table(TableName=tables.unique_name(), **tables.definition("pk:S"),
                        ProvisionedThroughput={"ReadCapacityUnits": -1, "WriteCapacityUnits": 0})


def test_a_wrong_json_type_is_a_serialization_error(raw):
    """dynalite's suite (recorded on AWS), createTable: the JSON token and the Java type that it does not become are named."""
    for value, message in [(23, "NUMBER_VALUE cannot be converted to String"), (True, "TRUE_VALUE cannot be converted to String"),
                           (1.5, "DECIMAL_VALUE cannot be converted to String"),
                           ({}, "Start of structure or map found where not expected"),
                           ([], "Unrecognized collection type class java.lang.String")]:
        answer = raw.call("CreateTable", {"TableName": value})
        assert (answer.status, answer.error, answer.message) == (400, "SerializationException", message)
    answer = raw.call("CreateTable", {"ProvisionedThroughput": {"ReadCapacityUnits": "5"}})
    assert (answer.error, answer.message) == ("SerializationException", "STRING_VALUE cannot be converted to Long")


def test_what_is_not_supported_says_so(db):
    """Design, section 5: no answer is invented; a parameter that is not supported is refused, and nothing is created."""
    name = tables.unique_name()
    for parameter in ({"GlobalTableSettingsReplicationMode": "ENABLED"}, {"GlobalTableSourceArn": "arn:aws:dynamodb:eu-west-1:000000000000:table/other"}):
        with invalid("Global tables are not supported by Quondam"):
            db.create_table(TableName=name, **tables.definition("pk:S"), **PAY, **parameter)
    with refused("ResourceNotFoundException"):
        db.describe_table(TableName=name)


def test_with_a_stream(db, make_table):
    """API reference, TableDescription: StreamSpecification, LatestStreamLabel, LatestStreamArn (ScyllaDB's test_latest_stream_arn, runs on AWS)."""
    name = tables.unique_name()
    make_table.later(name)
    specification = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    made = db.create_table(TableName=name, **tables.definition("pk:S"), **PAY, StreamSpecification=specification)["TableDescription"]
    described = tables.wait_active(db, name)
    for description in (made, described):
        assert description["StreamSpecification"] == specification
        assert description["LatestStreamArn"] == f"{description['TableArn']}/stream/{description['LatestStreamLabel']}"
    assert made["LatestStreamArn"] == described["LatestStreamArn"]


def test_with_a_stream_that_is_disabled(db, make_table):
    """ack-api-quirks (recorded on AWS, October 2026): a table that never had a stream shows nothing of one."""
    described = db.describe_table(TableName=make_table(StreamSpecification={"StreamEnabled": False}))["Table"]
    assert not {"StreamSpecification", "LatestStreamArn", "LatestStreamLabel"} & described.keys()


@pytest.mark.parametrize("specification, message", [
    ({"StreamEnabled": True}, "Table is being created with a stream enabled, UpdateViewType is required"),
    ({"StreamEnabled": False, "StreamViewType": "NEW_IMAGE"},
     "Table is being created with a stream disabled, UpdateViewType should not be specified")])
def test_a_stream_needs_a_view_and_no_stream_none(db, specification, message):
    """dynamodb-conformance, tier3/error-messages/createTable; ack-api-quirks (both recorded on AWS, 2026)."""
    with invalid_parameter(message):
        db.create_table(TableName=tables.unique_name(), **tables.definition("pk:S"), **PAY, StreamSpecification=specification)
