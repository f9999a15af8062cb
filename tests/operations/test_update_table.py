"""UpdateTable, as far as this server has it: deletion protection and billing. API reference "UpdateTable"."""

import pytest
from support import tables
from support.expect import constraint, invalid, invalid_parameter, refused, violation


@pytest.fixture
def provisioned(db, make_table):
    return make_table(BillingMode="PROVISIONED", ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5})


def throughput(db, name) -> tuple:
    shown = tables.wait_active(db, name)["ProvisionedThroughput"]
    return shown["ReadCapacityUnits"], shown["WriteCapacityUnits"]


def test_deletion_protection_on_and_off(db, make_table):
    """API reference, UpdateTable, DeletionProtectionEnabled; the answer and DescribeTable show it."""
    name = make_table()
    for enabled in (True, False, True, True):
        answer = db.update_table(TableName=name, DeletionProtectionEnabled=enabled)["TableDescription"]
        assert answer["DeletionProtectionEnabled"] is enabled
        assert db.describe_table(TableName=name)["Table"]["DeletionProtectionEnabled"] is enabled


def test_changes_throughput(db, provisioned):
    """API reference, UpdateTable, ProvisionedThroughput; DescribeTable shows the new values when the table is ACTIVE."""
    db.update_table(TableName=provisioned, ProvisionedThroughput={"ReadCapacityUnits": 20, "WriteCapacityUnits": 15})
    assert throughput(db, provisioned) == (20, 15)


def test_to_on_demand_and_back(db, provisioned):
    """API reference, UpdateTable, BillingMode: from provisioned to on-demand and back."""
    db.update_table(TableName=provisioned, BillingMode="PAY_PER_REQUEST")
    table = tables.wait_active(db, provisioned)
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert "LastUpdateToPayPerRequestDateTime" in table["BillingModeSummary"]
    db.update_table(TableName=provisioned, BillingMode="PROVISIONED",
                    ProvisionedThroughput={"ReadCapacityUnits": 7, "WriteCapacityUnits": 8})
    assert throughput(db, provisioned) == (7, 8)
    assert tables.wait_active(db, provisioned)["BillingModeSummary"]["BillingMode"] == "PROVISIONED"


def test_on_demand_again_is_accepted(db, make_table):
    """dynamodb-conformance, tier1/updateTable: PAY_PER_REQUEST to PAY_PER_REQUEST is no error."""
    name = make_table()
    db.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")
    assert tables.wait_active(db, name)["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_the_same_throughput_is_refused(db, provisioned):
    """Recorded on AWS (dynalite's suite, updateTable): the text gives the present and the requested values."""
    with invalid("The provisioned throughput for the table will not change. The requested value equals the current value. "
                 "Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. "
                 "Current WriteCapacityUnits provisioned for the table: 5. Requested WriteCapacityUnits: 5. "
                 "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."):
        db.update_table(TableName=provisioned, ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5})


def test_throughput_on_demand_is_refused(db, make_table):
    """Recorded on AWS in October 2026: throughput and PAY_PER_REQUEST exclude each other."""
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    with invalid_parameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"):
        db.update_table(TableName=make_table(), ProvisionedThroughput=units)
    with refused("ValidationException", matching="when BillingMode is PAY_PER_REQUEST"):
        db.update_table(TableName=make_table(), BillingMode="PAY_PER_REQUEST", ProvisionedThroughput=units)


def test_provisioned_needs_throughput(db, make_table):
    """Recorded on AWS in October 2026."""
    with invalid_parameter("ProvisionedThroughput must be specified when BillingMode is PROVISIONED"):
        db.update_table(TableName=make_table(), BillingMode="PROVISIONED")


def test_throughput_below_one_is_refused(db, provisioned):
    """Service model, PositiveLongObject: at least 1."""
    with constraint(violation(0, "provisionedThroughput.readCapacityUnits", "have value greater than or equal to 1")):
        db.update_table(TableName=provisioned, ProvisionedThroughput={"ReadCapacityUnits": 0, "WriteCapacityUnits": 5})


def test_deletion_protection_goes_alone(db, provisioned):
    """Recorded on AWS in October 2026: DeletionProtection must be the only modification of a request."""
    with invalid_parameter("DeletionProtection modification must be the only operation in the request"):
        db.update_table(TableName=provisioned, DeletionProtectionEnabled=True, BillingMode="PAY_PER_REQUEST")
    assert db.describe_table(TableName=provisioned)["Table"]["DeletionProtectionEnabled"] is False


def test_nothing_to_do_is_refused(db, hash_table):
    """Recorded on AWS in October 2026: the text lists what could have been asked for."""
    with refused("ValidationException", matching=r"^At least one of ProvisionedThroughput, BillingMode, .* is required$"):
        db.update_table(TableName=hash_table)


def test_an_unknown_table_is_refused_by_name(db):
    """Recorded on AWS (dynalite's suite, updateTable)."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.update_table(TableName="no-such-table", DeletionProtectionEnabled=True)


def test_items_are_kept(db, provisioned):
    """API reference, UpdateTable: modifies settings; the items stay."""
    db.put_item(TableName=provisioned, Item={"pk": {"S": "a"}})
    db.update_table(TableName=provisioned, BillingMode="PAY_PER_REQUEST")
    tables.wait_active(db, provisioned)
    assert tables.scan_all(db, provisioned) == [{"pk": {"S": "a"}}]
