"""CreateRestorePoint, ListRestorePoints, DeleteRestorePoint (docs/admin-api.md)."""

import pytest
from support.clock import next_second
from support.expect import refused
from support.tables import unique_name

pytestmark = pytest.mark.own_server


@pytest.fixture
def point(admin):
    name = unique_name("before-migration")
    yield name
    try:
        admin.delete_restore_point(Name=name)
    except Exception:  # the test has deleted it
        pass


def test_the_name_stands_for_the_moment_wherever_one_is_taken(db, admin, recorded, point):
    name, key = recorded("pk:S"), {"pk": {"S": "a"}}
    db.put_item(TableName=name, Item={**key, "note": {"S": "before"}})
    made = admin.create_restore_point(Name=point)["RestorePoint"]
    assert made["Name"] == point and made["Caller"] == "test"
    db.put_item(TableName=name, Item={**key, "note": {"S": "after"}})
    assert db.get_item(TableName=f"{name}@{point}", Key=key)["Item"]["note"]["S"] == "before"
    assert db.get_item(TableName=f"{name}@{made['Time']}", Key=key)["Item"]["note"]["S"] == "before"
    difference, = admin.differences(TableName=name, From=point)
    assert (difference["Before"]["note"]["S"], difference["After"]["note"]["S"]) == ("before", "after")
    assert admin.finished(admin.rewind_table(TableName=name, To=point))["PutCount"] == 1
    assert db.get_item(TableName=name, Key=key)["Item"]["note"]["S"] == "before"


def test_listed_in_order_of_their_moments(admin):
    early, late = next_second(), next_second()
    names = [unique_name("point"), unique_name("point")]
    admin.create_restore_point(Name=names[0], Time=str(late))
    admin.create_restore_point(Name=names[1], Time=str(early))
    listed = [one["Name"] for one in admin.list_restore_points()["RestorePoints"]]
    assert listed.index(names[1]) < listed.index(names[0])
    for name in names:
        admin.delete_restore_point(Name=name)
    assert not {one["Name"] for one in admin.list_restore_points()["RestorePoints"]} & set(names)


def test_refusals(db, admin, recorded, point):
    admin.create_restore_point(Name=point)
    with refused("ResourceInUseException", f"Restore point already exists: {point}"):
        admin.create_restore_point(Name=point)
    with refused("ResourceNotFoundException", "Restore point not found: nobody"):
        admin.delete_restore_point(Name="nobody")
    for name in ("", "now", "-a", "1st", "two words", "a" * 256, "2026-11-22T19:00:00Z"):
        with refused("ValidationException", matching="^A restore point's name has"):
            admin.create_restore_point(Name=name)
    with refused("ValidationException", "A restore point cannot lie in the future"):
        admin.create_restore_point(Name=unique_name("point"), Time="2100-01-01T00:00:00Z")
    with refused("ValidationException", "nobody is neither a moment nor the name of a restore point"):
        db.get_item(TableName=recorded("pk:S") + "@nobody", Key={"pk": {"S": "a"}})
