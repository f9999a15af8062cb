"""`--as-aws`: statuses last, and restorable times lag, as on AWS (README, "Running it"; developer guide, "Working with tables": CREATING, UPDATING, DELETING)."""

import datetime

import pytest
from support import api, tables
from support.expect import refused
from support.indexes import creation, described, wait_index, wait_index_gone
from support.server import Server

pytestmark = [pytest.mark.own_server, pytest.mark.slow]


@pytest.fixture(scope="module")
def slow_db():
    with Server(None, "--as-aws") as server:
        yield api.client(server.endpoint)


def status(db, name: str) -> str:
    return db.describe_table(TableName=name)["Table"]["TableStatus"]


def test_a_tables_life(slow_db):
    """API reference, TableStatus: CREATING, then ACTIVE; UPDATING; DELETING, then gone. Items are there while it is ACTIVE or UPDATING only."""
    name = tables.unique_name()
    slow_db.create_table(TableName=name, **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST")
    assert status(slow_db, name) == "CREATING"
    with refused("ResourceNotFoundException"):
        slow_db.put_item(TableName=name, Item={"pk": {"S": "a"}})
    with refused("ResourceInUseException", f"Attempt to change a resource which is still in use: Table is being created: {name}"):
        slow_db.delete_table(TableName=name)
    slow_db.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    slow_db.put_item(TableName=name, Item={"pk": {"S": "a"}})

    slow_db.update_table(TableName=name, DeletionProtectionEnabled=False)
    assert status(slow_db, name) == "UPDATING"
    slow_db.put_item(TableName=name, Item={"pk": {"S": "b"}})
    with refused("ResourceInUseException", f"Attempt to change a resource which is still in use: Table is being updated: {name}"):
        slow_db.update_table(TableName=name, DeletionProtectionEnabled=True)
    slow_db.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})

    slow_db.delete_table(TableName=name)
    assert status(slow_db, name) == "DELETING"
    with refused("ResourceNotFoundException"):
        slow_db.get_item(TableName=name, Key={"pk": {"S": "a"}})
    with refused("ResourceInUseException", f"Attempt to change a resource which is still in use: Table is being deleted: {name}"):
        slow_db.delete_table(TableName=name)
    slow_db.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})


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
