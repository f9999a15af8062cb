"""DescribeTable: API reference "DescribeTable"."""

import datetime

from support import tables
from support.expect import refused


def test_shows_what_was_created(db, make_table):
    """API reference, DescribeTable, response: the description that CreateTable answered, now ACTIVE."""
    name = tables.unique_name()
    make_table.later(name)
    created = db.create_table(TableName=name, **tables.definition("id:N"), BillingMode="PAY_PER_REQUEST")["TableDescription"]
    described = tables.wait_active(db, name)
    assert described["TableStatus"] == "ACTIVE"
    for member in ("TableName", "TableArn", "TableId", "KeySchema", "AttributeDefinitions", "CreationDateTime"):
        assert described[member] == created[member]


def test_times_are_times(db, hash_table):
    """API reference, TableDescription, CreationDateTime: UNIX epoch time; SDKs read it as a date."""
    assert isinstance(db.describe_table(TableName=hash_table)["Table"]["CreationDateTime"], datetime.datetime)


def test_accepts_the_arn(db, hash_table):
    """API reference, DescribeTable, TableName: "You can also provide the Amazon Resource Name (ARN) of the table"."""
    table = db.describe_table(TableName=hash_table)["Table"]
    assert db.describe_table(TableName=table["TableArn"])["Table"]["TableId"] == table["TableId"]


def test_an_unknown_table_is_refused_by_name(db):
    """Recorded on AWS (dynalite's suite, describeTable): ResourceNotFoundException names the table."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.describe_table(TableName="no-such-table")


def test_a_missing_name_is_refused(raw):
    """Service model, DescribeTableInput: TableName is required."""
    answer = raw.call("DescribeTable", {})
    assert (answer.status, answer.error) == (400, "ValidationException")
    assert answer.message in (
        "The parameter 'TableName' is required but was not present in the request",
        "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null")


def test_no_restore_summary_on_a_table_that_was_created(db, hash_table):
    """API reference, TableDescription, RestoreSummary: contains details for the restore; other tables have none."""
    assert "RestoreSummary" not in db.describe_table(TableName=hash_table)["Table"]
