"""UpdateTable, as far as this server has it: deletion protection and billing. API reference "UpdateTable"."""

import pytest
from support import tables
from support.expect import constraint, invalid, invalid_parameter, refused, violation
from support.streams import DISABLE, ENABLE


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


def test_a_stream_on_and_off(db, make_table):
    """ack-api-quirks (recorded on AWS, October 2026): disabled, a stream stays the latest, without a specification; enabled again it is another."""
    name = make_table()
    enabled = db.update_table(TableName=name, StreamSpecification=ENABLE)["TableDescription"]
    assert (enabled["TableStatus"], enabled["StreamSpecification"]) == ("UPDATING", ENABLE)
    tables.wait_active(db, name)
    db.update_table(TableName=name, StreamSpecification=DISABLE)
    disabled = tables.wait_active(db, name)
    assert "StreamSpecification" not in disabled
    assert disabled["LatestStreamArn"] == enabled["LatestStreamArn"]
    again = db.update_table(TableName=name, StreamSpecification=ENABLE)["TableDescription"]
    assert again["LatestStreamArn"] != enabled["LatestStreamArn"]
    other = db.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")["TableDescription"]
    assert (other["StreamSpecification"], other["LatestStreamArn"]) == (ENABLE, again["LatestStreamArn"])


def test_a_stream_that_is_enabled_stays_as_it_is(db, make_table):
    """Recorded on AWS (scylladb issue 6939; ack-api-quirks, October 2026): neither enabled again, nor given another view."""
    name = make_table(StreamSpecification=ENABLE)
    for view in (ENABLE["StreamViewType"], "KEYS_ONLY"):
        with invalid(f"Table already has an enabled stream: TableName: {name}"):
            db.update_table(TableName=name, StreamSpecification={"StreamEnabled": True, "StreamViewType": view})


def test_no_stream_is_not_disabled(db, make_table):
    """Recorded on AWS (ack-api-quirks, October 2026)."""
    name = make_table()
    with invalid(f"Table has no stream to disable: TableName: {name}"):
        db.update_table(TableName=name, StreamSpecification=DISABLE)


@pytest.mark.parametrize("specification, message", [
    ({"StreamEnabled": True}, "If stream is being enabled then UpdateViewType is required"),
    ({**DISABLE, "StreamViewType": "NEW_IMAGE"}, "If stream is being disabled, then UpdateViewType must not be specified")])
def test_a_stream_needs_a_view_and_no_stream_none(db, make_table, specification, message):
    """Recorded on AWS (ack-api-quirks, October 2026)."""
    with invalid_parameter(message):
        db.update_table(TableName=make_table(), StreamSpecification=specification)


def test_a_stream_is_not_changed_together_with_throughput_or_protection(db, provisioned):
    """Recorded on AWS (ack-api-quirks, October 2026): one concern a call; only on-demand billing goes with a stream."""
    for more in ({"ProvisionedThroughput": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 7}},):
        with invalid_parameter("You cannot modify stream status while updating table IOPS"):
            db.update_table(TableName=provisioned, StreamSpecification=ENABLE, **more)
    with invalid_parameter("DeletionProtection modification must be the only operation in the request"):
        db.update_table(TableName=provisioned, StreamSpecification=ENABLE, DeletionProtectionEnabled=True)
    both = db.update_table(TableName=provisioned, StreamSpecification=ENABLE, BillingMode="PAY_PER_REQUEST")["TableDescription"]
    assert both["StreamSpecification"] == ENABLE
