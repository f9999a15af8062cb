"""DescribeTimeToLive: API reference "DescribeTimeToLive"."""

from support.clock import until
from support.expect import refused


def describe(db, table):
    return db.describe_time_to_live(TableName=table)["TimeToLiveDescription"]


def test_disabled_without_an_attribute(db, make_table):
    """dynalite's suite (recorded on AWS): a table that never had TTL shows DISABLED and nothing else."""
    assert describe(db, make_table()) == {"TimeToLiveStatus": "DISABLED"}


def test_enabled_with_its_attribute(db, make_table):
    """API reference, TimeToLiveDescription: the status and the name of the attribute."""
    name = make_table()
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"})
    until(lambda: describe(db, name) == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expiresAt"})


def test_disabled_again(db, make_table):
    """API reference, TimeToLiveDescription: after disabling the status is DISABLED."""
    name = make_table()
    for enabled in (True, False):
        db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": enabled, "AttributeName": "ttl"})
        until(lambda: describe(db, name)["TimeToLiveStatus"] == ("ENABLED" if enabled else "DISABLED"))
    assert describe(db, name) == {"TimeToLiveStatus": "DISABLED"}


def test_an_unknown_table_is_refused_by_name(db):
    """Recorded on AWS: ResourceNotFoundException names the table."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        describe(db, "no-such-table")
