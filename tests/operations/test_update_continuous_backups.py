"""UpdateContinuousBackups: API reference "UpdateContinuousBackups"; developer guide, "Point-in-time recovery: how it works"."""

import time

import pytest
from support.clock import next_second
from support.expect import constraint, invalid, refused, violation


def switch(db, table, enabled, **more) -> dict:
    specification = {"PointInTimeRecoveryEnabled": enabled, **more}
    return db.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=specification)["ContinuousBackupsDescription"]


def described(db, table) -> dict:
    return db.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]


def test_enables(db, make_table):
    """API reference, UpdateContinuousBackups: ENABLED, with the two restorable times and 35 days."""
    name, before = make_table(), time.time()
    answer = switch(db, name, True)
    assert answer["ContinuousBackupsStatus"] == "ENABLED"
    recovery = answer["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    assert recovery["RecoveryPeriodInDays"] == 35
    earliest, latest = (recovery[member].timestamp() for member in ("EarliestRestorableDateTime", "LatestRestorableDateTime"))
    assert before - 1 <= earliest <= latest <= time.time() + 1


def test_enabling_again_keeps_the_window(db, make_table):
    """API reference, UpdateContinuousBackups: enabling what is enabled is no error, and the window goes on."""
    name = make_table()
    earliest = switch(db, name, True)["PointInTimeRecoveryDescription"]["EarliestRestorableDateTime"]
    next_second()
    next_second()
    assert switch(db, name, True)["PointInTimeRecoveryDescription"]["EarliestRestorableDateTime"] == earliest


def test_disabling_hides_the_window(db, make_table):
    """Recorded on AWS in October 2026: after disabling, the description is the status alone; ContinuousBackupsStatus stays ENABLED."""
    name = make_table()
    switch(db, name, True)
    answer = switch(db, name, False)
    assert answer["ContinuousBackupsStatus"] == "ENABLED"
    assert answer["PointInTimeRecoveryDescription"] == {"PointInTimeRecoveryStatus": "DISABLED"}
    assert described(db, name) == {"PointInTimeRecoveryStatus": "DISABLED"}


def test_enabling_after_disabling_starts_a_new_window(db, make_table):
    """Developer guide, PITR: "If you disable point-in-time recovery and later re-enable it, you reset the start time"."""
    name = make_table()
    switch(db, name, True)
    next_second()
    switch(db, name, False)
    moment = next_second()
    earliest = switch(db, name, True)["PointInTimeRecoveryDescription"]["EarliestRestorableDateTime"]
    assert earliest.timestamp() >= moment


def test_disabling_what_is_disabled_is_no_error(db, make_table):
    """API reference, UpdateContinuousBackups: no error is documented for it."""
    assert switch(db, make_table(), False)["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "DISABLED"


def test_the_recovery_period(db, make_table):
    """API reference, RecoveryPeriodInDays: 1 to 35, changed in place, 35 by default; forgotten on disabling (recorded on AWS)."""
    name = make_table()
    for days in (7, 1, 35):
        assert switch(db, name, True, RecoveryPeriodInDays=days)["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"] == days
        assert described(db, name)["RecoveryPeriodInDays"] == days
    switch(db, name, True, RecoveryPeriodInDays=7)
    switch(db, name, False)
    assert switch(db, name, True)["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"] == 35


@pytest.mark.parametrize("days, must", [(0, "have value greater than or equal to 1"), (36, "have value less than or equal to 35")])
def test_a_period_out_of_range_is_refused(db, hash_table, days, must):
    """Service model, RecoveryPeriodInDays: 1 to 35; the text as recorded on AWS."""
    with constraint(violation(days, "pointInTimeRecoverySpecification.recoveryPeriodInDays", must)):
        switch(db, hash_table, True, RecoveryPeriodInDays=days)


def test_a_period_when_disabling_is_refused(db, make_table):
    """Recorded on AWS in October 2026."""
    with invalid("Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery."):
        switch(db, make_table(), False, RecoveryPeriodInDays=7)


def test_an_unknown_table_is_refused(db):
    """API reference, UpdateContinuousBackups, errors: TableNotFoundException, not ResourceNotFoundException; text recorded on AWS."""
    with refused("TableNotFoundException", "Table not found: no-such-table"):
        switch(db, "no-such-table", True)


def test_what_is_missing_is_named(db, hash_table):
    """Service model: the specification, and PointInTimeRecoveryEnabled in it, are required."""
    with constraint(violation(None, "pointInTimeRecoverySpecification", "not be null")):
        db.update_continuous_backups(TableName=hash_table)
    with constraint(violation(None, "pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled", "not be null")):
        db.update_continuous_backups(TableName=hash_table, PointInTimeRecoverySpecification={})


def test_enabling_takes_no_time(db, make_table):
    """Design, section 1: enabling costs nothing, whatever the table's size: no copy, no scan."""
    name = make_table()
    for number in range(300):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}, "d": {"S": "x" * 10_000}})
    begin = time.monotonic()
    switch(db, name, True)
    assert time.monotonic() - begin < 1
