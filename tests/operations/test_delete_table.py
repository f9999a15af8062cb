"""DeleteTable: API reference "DeleteTable"; developer guide, "Using deletion protection"."""

from support import tables
from support.expect import refused

PROTECTED = "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."


def test_deletes(db, make_table):
    """API reference, DeleteTable: the table goes into DELETING, and then DescribeTable answers ResourceNotFoundException."""
    name = make_table()
    table = db.delete_table(TableName=name)["TableDescription"]
    assert (table["TableName"], table["TableStatus"]) == (name, "DELETING")
    tables.wait_gone(db, name)
    with refused("ResourceNotFoundException"):
        db.get_item(TableName=name, Key={"pk": {"S": "a"}})


def test_an_unknown_table_is_refused_by_name(db):
    """Recorded on AWS (dynalite's suite, deleteTable): the table is named."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.delete_table(TableName="no-such-table")


def test_a_protected_table_is_not_deleted(db, make_table):
    """Developer guide, "Using deletion protection"; the text as AWS answered it in October 2026."""
    name = make_table(DeletionProtectionEnabled=True)
    db.put_item(TableName=name, Item={"pk": {"S": "a"}})
    with refused("ValidationException", PROTECTED):
        db.delete_table(TableName=name)
    assert db.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE"
    assert "Item" in db.get_item(TableName=name, Key={"pk": {"S": "a"}})


def test_protection_can_be_taken_away(db, make_table):
    """Developer guide, "Using deletion protection": once it is disabled, the table can be deleted."""
    name = make_table(DeletionProtectionEnabled=True)
    db.update_table(TableName=name, DeletionProtectionEnabled=False)
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)


def test_a_name_can_be_used_again_and_is_empty(db, make_table):
    """API reference, DeleteTable: a table and all its items; the name is free afterwards, and a table of that name is a new one."""
    name = make_table()
    first = db.describe_table(TableName=name)["Table"]["TableId"]
    db.put_item(TableName=name, Item={"pk": {"S": "old"}})
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    make_table(name=name)
    assert db.describe_table(TableName=name)["Table"]["TableId"] != first
    assert tables.scan_all(db, name) == []


def test_point_in_time_recovery_goes_with_the_table(db, make_table):
    """Developer guide, "Point-in-time recovery": a table created under the name of a deleted one starts without a window."""
    name = make_table()
    db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    make_table(name=name)
    description = db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert description["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "DISABLED"
