"""UpdateTimeToLive and what it brings about: API reference "UpdateTimeToLive"; developer guide, "Using time to live (TTL) in DynamoDB"."""

import time

import pytest
from support.clock import until
from support.expect import constraint, invalid, refused, violation

YEAR_SECONDS = 365 * 24 * 3600


def enable(db, table, attribute="expiresAt", enabled=True):
    return db.update_time_to_live(TableName=table, TimeToLiveSpecification={"Enabled": enabled, "AttributeName": attribute})


def status(db, table) -> dict:
    return db.describe_time_to_live(TableName=table)["TimeToLiveDescription"]


def wait_status(db, table, wanted) -> dict:
    return until(lambda: (found := status(db, table))["TimeToLiveStatus"] == wanted and found)


def test_enables_and_disables(db, make_table):
    """API reference, UpdateTimeToLive: the answer repeats the specification; the description follows."""
    name = make_table()
    assert enable(db, name)["TimeToLiveSpecification"] == {"Enabled": True, "AttributeName": "expiresAt"}
    assert wait_status(db, name, "ENABLED")["AttributeName"] == "expiresAt"
    assert enable(db, name, enabled=False)["TimeToLiveSpecification"] == {"Enabled": False, "AttributeName": "expiresAt"}
    wait_status(db, name, "DISABLED")


def test_what_changes_nothing_is_refused(db, make_table):
    """Recorded on AWS in October 2026: sending the present state again, and another attribute than the active one."""
    name = make_table()
    with invalid("TimeToLive is already disabled"):
        enable(db, name, enabled=False)
    enable(db, name, "first")
    wait_status(db, name, "ENABLED")
    with invalid("TimeToLive is already enabled"):
        enable(db, name, "first")
    for enabled in (True, False):
        with invalid("TimeToLive is active on a different AttributeName: current AttributeName is first"):
            enable(db, name, "second", enabled)
    assert status(db, name) == {"TimeToLiveStatus": "ENABLED", "AttributeName": "first"}


@pytest.mark.parametrize("specification, violated", [
    ({"Enabled": True}, violation(None, "timeToLiveSpecification.attributeName", "not be null")),
    ({"AttributeName": "a"}, violation(None, "timeToLiveSpecification.enabled", "not be null")),
    ({"Enabled": True, "AttributeName": ""},
     violation("", "timeToLiveSpecification.attributeName", "have length greater than or equal to 1")),
    ({"Enabled": True, "AttributeName": "a" * 256},
     violation("a" * 256, "timeToLiveSpecification.attributeName", "have length less than or equal to 255")),
])
def test_violated_constraints_are_named(db, hash_table, specification, violated):
    """Service model, TimeToLiveSpecification: both members are required; a name has 1 to 255 characters."""
    with constraint(violated):
        db.update_time_to_live(TableName=hash_table, TimeToLiveSpecification=specification)


def test_an_unknown_table_is_refused_by_name(db):
    """Recorded on AWS: ResourceNotFoundException names the table."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        enable(db, "no-such-table")


@pytest.fixture
def expiring(db, make_table):
    name = make_table()
    enable(db, name)
    wait_status(db, name, "ENABLED")

    def put(key: str, value: dict | None) -> None:
        db.put_item(TableName=name, Item={"pk": {"S": key}, **({"expiresAt": value} if value else {})})

    def there(key: str) -> bool:
        return "Item" in db.get_item(TableName=name, Key={"pk": {"S": key}}, ConsistentRead=True)

    def wait_gone(key: str) -> None:
        until(lambda: not there(key), timeout_seconds=60)

    return name, put, there, wait_gone


def seconds(offset: float) -> dict:
    return {"N": f"{int(time.time() + offset)}"}


def test_deletes_what_has_expired(db, expiring):
    """Developer guide, TTL: items whose attribute is a time in the past are deleted, and only those."""
    _, put, there, wait_gone = expiring
    immune = {
        "none": None,
        "in an hour": seconds(3600),
        "a string": {"S": str(int(time.time()) - 60)},
        "more than five years ago": seconds(-6 * YEAR_SECONDS),
        "milliseconds": {"N": str(int(time.time() - 60) * 1000)},
        "zero": {"N": "0"},
        "a set": {"NS": [str(int(time.time()) - 60)]},
    }
    for key, value in immune.items():
        put(key, value)
    put("an hour ago", seconds(-3600))
    put("four years ago", seconds(-4 * YEAR_SECONDS))
    wait_gone("an hour ago")
    wait_gone("four years ago")
    put("last", seconds(-10))  # when it is gone too, a sweep that began after everything was there has ended
    wait_gone("last")
    put("very last", seconds(-10))
    wait_gone("very last")
    assert [key for key in immune if not there(key)] == []


def test_expires_while_it_stands(db, expiring):
    """Developer guide, TTL: an item is deleted after its time has come, not before. Here within seconds."""
    _, put, there, wait_gone = expiring
    moment = int(time.time()) + 3
    put("soon", {"N": str(moment)})
    while time.time() < moment - 0.5:
        assert there("soon")
        time.sleep(0.1)
    wait_gone("soon")
    assert moment <= time.time() < moment + 15


def test_disabled_deletes_nothing(db, expiring):
    """Developer guide, TTL: after disabling, expired items stay; another table's sweep proves that one has passed."""
    name, put, there, wait_gone = expiring
    put("canary", seconds(-10))
    wait_gone("canary")
    enable(db, name, enabled=False)
    wait_status(db, name, "DISABLED")
    put("expired", seconds(-10))
    time.sleep(3)  # nothing can be awaited: the absence of a deletion is the point
    assert there("expired")


def test_extending_the_time_keeps_the_item(db, expiring):
    """Developer guide, TTL: the attribute's present value counts."""
    _, put, there, wait_gone = expiring
    put("kept", seconds(2))
    put("kept", seconds(3600))
    put("canary", seconds(2))
    wait_gone("canary")
    assert there("kept")
