"""DescribeContinuousBackups: API reference "DescribeContinuousBackups"."""

import time

import pytest
from support.clock import until
from support.expect import constraint, refused, violation


def describe(db, table) -> dict:
    return db.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]


@pytest.fixture
def recorded(db, make_table):
    name = make_table()
    db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    return name


def test_a_new_table(db, make_table):
    """API reference: "Continuous backups are ENABLED on all tables at table creation"; point-in-time recovery is not, and has no times."""
    description = describe(db, make_table())
    assert description["ContinuousBackupsStatus"] == "ENABLED"
    assert description["PointInTimeRecoveryDescription"] == {"PointInTimeRecoveryStatus": "DISABLED"}


def test_an_enabled_one(db, recorded):
    """API reference, PointInTimeRecoveryDescription: status, period, and the two times between which one can restore."""
    recovery = describe(db, recorded)["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED" and recovery["RecoveryPeriodInDays"] == 35
    assert recovery["EarliestRestorableDateTime"] <= recovery["LatestRestorableDateTime"]


def test_the_latest_moment_is_now(db, recorded):
    """Design, section 1: LatestRestorableDateTime is safe_time (in whole seconds, rounded down), not five minutes ago."""
    def latest() -> float:
        return describe(db, recorded)["PointInTimeRecoveryDescription"]["LatestRestorableDateTime"].timestamp()

    first = until(lambda: time.time() - latest() < 2 and latest())
    until(lambda: latest() >= first + 2, timeout_seconds=10)
    assert latest() <= time.time()


def test_the_earliest_moment_stays(db, recorded):
    """Developer guide, PITR: the window begins where recovery was enabled, until the period has passed."""
    first = describe(db, recorded)["PointInTimeRecoveryDescription"]["EarliestRestorableDateTime"]
    time.sleep(1.5)  # the clock has to go on for this to say anything
    assert describe(db, recorded)["PointInTimeRecoveryDescription"]["EarliestRestorableDateTime"] == first


def test_times_are_whole_seconds(raw, recorded):
    """Design, section 1: clients see whole seconds, so that what they read they can send back (awscli and boto3 send whole seconds)."""
    recovery = raw.call("DescribeContinuousBackups", {"TableName": recorded}).json["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    for member in ("EarliestRestorableDateTime", "LatestRestorableDateTime"):
        assert recovery[member] == int(recovery[member])


def test_an_unknown_table_is_refused(db):
    """API reference, DescribeContinuousBackups, errors: TableNotFoundException; text recorded on AWS."""
    with refused("TableNotFoundException", "Table not found: no-such-table"):
        describe(db, "no-such-table")


def test_what_is_missing_is_named(db):
    """Service model: TableName is required."""
    with constraint(violation(None, "tableName", "not be null")):
        db.describe_continuous_backups()
