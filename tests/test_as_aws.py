"""`--as-aws`: statuses last, and restorable times lag, as on AWS (README, "Running it"; developer guide, "Working with tables": CREATING, UPDATING, DELETING)."""

import datetime

import pytest
from support import api, tables
from support.admin import Admin
from support.expect import refused
from support.indexes import creation, described, index, wait_index, wait_index_gone
from support.server import Server
from support.streams import ENABLE, describe

pytestmark = [pytest.mark.own_server, pytest.mark.slow]


@pytest.fixture(scope="module")
def slow_db():
    with Server(None, "--as-aws") as server:
        yield api.client(server.endpoint)


def status(db, name: str) -> str:
    return db.describe_table(TableName=name)["Table"]["TableStatus"]


def test_a_tables_life(slow_db):
    """API reference, TableStatus: CREATING, then ACTIVE; UPDATING; DELETING, then gone. Items are there while it is ACTIVE or UPDATING only; the
    stream of a table that is DELETING is DISABLED (DeleteTable)."""
    name = tables.unique_name()
    made = slow_db.create_table(TableName=name, **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST", StreamSpecification=ENABLE)
    streams = api.client(slow_db.meta.endpoint_url, service="dynamodbstreams")

    def stream_status() -> str:
        return describe(streams, made["TableDescription"]["LatestStreamArn"])["StreamStatus"]

    assert status(slow_db, name) == "CREATING"
    with refused("ResourceNotFoundException"):
        slow_db.put_item(TableName=name, Item={"pk": {"S": "a"}})
    with refused("ResourceInUseException", f"Attempt to change a resource which is still in use: Table is being created: {name}"):
        slow_db.delete_table(TableName=name)
    slow_db.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    slow_db.put_item(TableName=name, Item={"pk": {"S": "a"}})
    assert stream_status() == "ENABLED"

    slow_db.update_table(TableName=name, DeletionProtectionEnabled=False)
    assert status(slow_db, name) == "UPDATING"
    slow_db.put_item(TableName=name, Item={"pk": {"S": "b"}})
    with refused("ResourceInUseException", f"Attempt to change a resource which is still in use: Table is being updated: {name}"):
        slow_db.update_table(TableName=name, DeletionProtectionEnabled=True)
    slow_db.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})

    slow_db.delete_table(TableName=name)
    assert (status(slow_db, name), stream_status()) == ("DELETING", "DISABLED")
    with refused("ResourceNotFoundException"):
        slow_db.get_item(TableName=name, Key={"pk": {"S": "a"}})
    with refused("ResourceInUseException", f"Attempt to change a resource which is still in use: Table is being deleted: {name}"):
        slow_db.delete_table(TableName=name)
    slow_db.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    assert stream_status() == "DISABLED"


def test_an_indexs_life(slow_db):
    """API reference, IndexStatus: CREATING while the table is UPDATING, then ACTIVE; DELETING, then gone."""
    name = tables.unique_name()
    slow_db.create_table(TableName=name, **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST")
    slow_db.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    slow_db.update_table(TableName=name, AttributeDefinitions=tables.attribute_definitions("g:S"), GlobalSecondaryIndexUpdates=creation("by-g", "g"))
    assert (status(slow_db, name), described(slow_db, name, "by-g")["IndexStatus"]) == ("UPDATING", "CREATING")
    wait_index(slow_db, name, "by-g")
    assert status(slow_db, name) == "ACTIVE"
    slow_db.update_table(TableName=name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-g"}}])
    assert described(slow_db, name, "by-g")["IndexStatus"] == "DELETING"
    wait_index_gone(slow_db, name, "by-g")
    slow_db.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    slow_db.delete_table(TableName=name)


def test_an_index_that_is_updated(slow_db):
    """API reference, IndexStatus and GlobalSecondaryIndexWarmThroughputDescription: UPDATING as long as its table is, then ACTIVE; an index
    that the update does not name stays ACTIVE, and so does this one in a later update."""
    name, warm = tables.unique_name(), {"ReadUnitsPerSecond": 13000, "WriteUnitsPerSecond": 4100}
    slow_db.create_table(TableName=name, **tables.definition("pk:S", attributes=("a:S", "b:S")), BillingMode="PAY_PER_REQUEST",
                         GlobalSecondaryIndexes=[index("by-a", "a"), index("by-b", "b")])
    wait_index(slow_db, name, "by-a")

    def statuses() -> tuple:
        one, other = (described(slow_db, name, each) for each in ("by-a", "by-b"))
        replica, = slow_db.describe_table_replica_auto_scaling(TableName=name)["TableAutoScalingDescription"]["Replicas"]
        assert [each["IndexStatus"] for each in replica["GlobalSecondaryIndexes"]] == [one["IndexStatus"], other["IndexStatus"]]
        return status(slow_db, name), one["IndexStatus"], one["WarmThroughput"]["Status"], other["IndexStatus"], other["WarmThroughput"]["Status"]

    slow_db.update_table(TableName=name, GlobalSecondaryIndexUpdates=[{"Update": {"IndexName": "by-a", "WarmThroughput": warm}}])
    assert statuses() == ("UPDATING", "UPDATING", "UPDATING", "ACTIVE", "ACTIVE")
    wait_index(slow_db, name, "by-a")
    assert statuses() == ("ACTIVE",) * 5
    slow_db.update_table(TableName=name, DeletionProtectionEnabled=False)
    assert statuses() == ("UPDATING", "ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE")
    tables.wait_active(slow_db, name)
    slow_db.delete_table(TableName=name)


def test_restorable_times_lag(slow_db):
    """Developer guide, "Point-in-time recovery: how it works": LatestRestorableDateTime is typically five minutes before the current time; a
    window that is younger has one moment only."""
    name = tables.unique_name()
    slow_db.create_table(TableName=name, **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST")
    slow_db.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    slow_db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    recovery = slow_db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["LatestRestorableDateTime"] == recovery["EarliestRestorableDateTime"]
    with refused("InvalidRestoreTimeException"):
        slow_db.restore_table_to_point_in_time(SourceTableName=name, TargetTableName=name + "-late",
                                               RestoreDateTime=recovery["LatestRestorableDateTime"] + datetime.timedelta(seconds=60))
    slow_db.restore_table_to_point_in_time(SourceTableName=name, TargetTableName=name + "-restored", UseLatestRestorableTime=True)
    assert status(slow_db, name + "-restored") == "CREATING"
    slow_db.get_waiter("table_exists").wait(TableName=name + "-restored", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    for made in (name, name + "-restored"):
        slow_db.delete_table(TableName=made)


@pytest.fixture(scope="module")
def slow_raw(slow_db):
    return api.RawApi(slow_db.meta.endpoint_url)


PLAIN = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
KEYS = ("Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]")


@pytest.mark.parametrize("name", ["orders@2026-11-22T19:00:00Z", "orders@1795374000", "orders@now", "arn:aws:dynamodb:us-east-1:000000000000:table/orders@1"])
def test_a_moment_is_no_part_of_a_name(slow_db, name):
    """AWS's service model: TableName matches [a-zA-Z0-9_.-]+. The text as recorded for other names that do not (dynalite)."""
    key = {"pk": {"S": "a"}}
    message = f"1 validation error detected: Value '{name}' at 'tableName' failed to satisfy constraint: {PLAIN}"
    for refuse in (lambda: slow_db.get_item(TableName=name, Key=key), lambda: slow_db.scan(TableName=name), lambda: slow_db.describe_table(TableName=name),
                   lambda: slow_db.query(TableName=name, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "a"}}),
                   lambda: slow_db.put_item(TableName=name, Item=key), lambda: slow_db.delete_table(TableName=name)):
        with refused("ValidationException", message):
            refuse()
    with refused("ValidationException") as refusal:
        slow_db.transact_get_items(TransactItems=[{"Get": {"TableName": name, "Key": key}}])
    assert PLAIN in refusal.message
    for refuse in (lambda: slow_db.batch_get_item(RequestItems={name: {"Keys": [key]}}),
                   lambda: slow_db.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": key}}]})):
        with refused("ValidationException") as refusal:
            refuse()
        assert KEYS in refusal.message


def test_wrong_types_come_before_the_name(slow_raw):
    """As of every request: JSON of a wrong type is told first; what else is wrong with it, after the name."""
    answer = slow_raw.call("GetItem", {"TableName": "orders@now", "Key": 1})
    assert (answer.status, answer.error) == (400, "SerializationException")
    answer = slow_raw.call("GetItem", {"TableName": "orders@now"})
    assert (answer.status, answer.error) == (400, "ValidationException")
    assert PLAIN in answer.message and "'key'" not in answer.message


def test_a_moment_is_no_part_of_a_name_in_partiql(slow_db):
    """Developer guide, "PartiQL": FROM has a table's name. The text is not verified."""
    for statement in ('SELECT * FROM "orders@now"', 'DELETE FROM "orders@now" WHERE pk = \'a\''):
        with refused("ValidationException") as refusal:
            slow_db.execute_statement(Statement=statement)
        assert PLAIN in refusal.message


@pytest.mark.parametrize("operation", ["AdvanceClock", "CreateRestorePoint", "DiffTable", "ListDeletedTables", "ListRestorePoints", "ListUndos", "ReopenRecovery",
                                       "RestoreTable", "RevertTable", "RewindTable", "NoSuchThing"])
def test_there_is_no_admin_api(slow_db, operation):
    """DynamoDB's answer to a target that it does not have."""
    with refused("UnknownOperationException", ""):
        Admin(slow_db.meta.endpoint_url).call(operation, {"TableName": "orders"})


def test_a_clock_that_was_asked_for_moves():
    """`--test-clock` says so itself."""
    with Server(None, "--as-aws", "--test-clock") as server:
        admin = Admin(server.endpoint)
        assert admin.advance_clock(Seconds=60)["Time"]
        with refused("UnknownOperationException", ""):
            admin.list_restore_points()
