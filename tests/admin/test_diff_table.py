"""DiffTable (docs/admin-api.md)."""

import random

import pytest
from support import api, tables
from support.clock import next_second
from support.expect import comparable_item, invalid, refused
from support.indexes import index

pytestmark = pytest.mark.own_server


def item(sk: int, value: str, pk: str = "p") -> dict:
    return {"pk": {"S": pk}, "sk": {"S": f"{sk:03d}"}, "value": {"S": value}}


def key_of(one: dict) -> dict:
    return {"pk": one["pk"], "sk": one["sk"]}


def number_of(difference: dict) -> tuple:
    return difference["Key"]["pk"]["S"], int(difference["Key"]["sk"]["S"])


def test_added_removed_changed_with_both_images(db, admin, recorded):
    name = recorded()
    for sk in range(3):
        db.put_item(TableName=name, Item=item(sk, "old"))
    before = next_second()
    db.put_item(TableName=name, Item=item(1, "new"))
    db.delete_item(TableName=name, Key=key_of(item(2, "")))
    db.put_item(TableName=name, Item=item(3, "fresh"))
    answer = admin.diff_table(TableName=name, From=str(before))
    assert answer["TableName"] == name
    found = {number_of(one): one for one in answer["Differences"]}
    assert {number: one["Kind"] for number, one in found.items()} == {("p", 1): "CHANGED", ("p", 2): "REMOVED", ("p", 3): "ADDED"}
    assert (found["p", 1]["Before"], found["p", 1]["After"]) == (item(1, "old"), item(1, "new"))
    assert found["p", 2]["Before"] == item(2, "old") and "After" not in found["p", 2]
    assert found["p", 3]["After"] == item(3, "fresh") and "Before" not in found["p", 3]
    assert [found["p", sk]["LastChange"]["Operation"] for sk in (1, 2, 3)] == ["PutItem", "DeleteItem", "PutItem"]
    assert found["p", 1]["LastChange"]["Caller"] == "test"
    assert "NextToken" not in answer


def test_against_a_model_over_seconds(db, admin, recorded):
    """Every span between two seconds, in pages of any size."""
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    name = recorded("pk:S", "sk:S", attributes=("value:S",), GlobalSecondaryIndexes=[index("by-value", "value")])
    held, seconds = {}, [(next_second(), {})]
    for step in range(4):
        for _ in range(25):
            one = item(rng.randrange(15), rng.choice("abc"), rng.choice(["p", "q"]))
            number = (one["pk"]["S"], int(one["sk"]["S"]))
            if rng.random() < 0.3:
                held.pop(number, None)
                db.delete_item(TableName=name, Key=key_of(one))
            else:
                held[number] = one
                db.put_item(TableName=name, Item=one)
        seconds.append((next_second(), dict(held)))
    for i, (first, before) in enumerate(seconds):
        for last, after in seconds[i:]:
            expected = {number for number in before.keys() | after.keys() if before.get(number) != after.get(number)}
            found = {number_of(one): one for one in admin.differences(TableName=name, From=str(first), To=str(last), Limit=rng.randrange(1, 9))}
            assert found.keys() == expected
            for number, one in found.items():
                assert (one.get("Before"), one.get("After")) == (before.get(number), after.get(number))


def test_items_that_came_back_are_no_difference(db, admin, recorded):
    name = recorded()
    db.put_item(TableName=name, Item=item(1, "same"))
    before = next_second()
    db.put_item(TableName=name, Item=item(1, "other"))
    db.put_item(TableName=name, Item=item(1, "same"))
    db.put_item(TableName=name, Item=item(2, "short"))
    db.delete_item(TableName=name, Key=key_of(item(2, "")))
    assert admin.differences(TableName=name, From=str(before)) == []


def test_selecting(db, endpoint, admin, recorded):
    """By key, key condition, filter on either image, caller, operation."""
    name = recorded()
    for sk in range(6):
        db.put_item(TableName=name, Item=item(sk, "old"))
    before = next_second()
    script = api.client(endpoint, "SCRIPT")
    for sk in range(4):
        script.update_item(TableName=name, Key=key_of(item(sk, "")), UpdateExpression="SET #v = :v", ExpressionAttributeNames={"#v": "value"},
                           ExpressionAttributeValues={":v": {"S": f"new{sk}"}})
    db.put_item(TableName=name, Item=item(1, "mine"))
    db.put_item(TableName=name, Item=item(5, "mine"))

    def found(**selection) -> list:
        return sorted(number_of(one)[1] for one in admin.differences(TableName=name, From=str(before), **selection))

    assert found() == [0, 1, 2, 3, 5]
    assert found(Caller="SCRIPT") == [0, 1, 2, 3]
    assert found(Caller="test") == [1, 5]
    assert found(Operation="UpdateItem") == [0, 1, 2, 3]
    assert found(Caller="SCRIPT", Operation="PutItem") == []
    assert found(Key=key_of(item(2, ""))) == [2]
    assert found(KeyConditionExpression="pk = :p AND sk > :s", ExpressionAttributeValues={":p": {"S": "p"}, ":s": {"S": "001"}}) == [2, 3, 5]
    names, values = {"#v": "value"}, {":v": {"S": "mine"}}
    assert found(FilterExpression="#v = :v", ExpressionAttributeNames=names, ExpressionAttributeValues=values) == [1, 5]
    assert found(FilterExpression="#v = :v", ExpressionAttributeNames=names, ExpressionAttributeValues={":v": {"S": "old"}}) == [0, 1, 2, 3, 5]


def test_a_page_keeps_its_span_while_writes_go_on(db, admin, recorded):
    name = recorded()
    before = next_second()
    tables.put_all(db, name, [item(sk, "then") for sk in range(30)])
    page = admin.diff_table(TableName=name, From=str(before), Limit=7)
    found = page["Differences"]
    while "NextToken" in page:
        db.put_item(TableName=name, Item=item(len(found), "later"))
        db.put_item(TableName=name, Item=item(500 + len(found), "later"))
        page = admin.diff_table(TableName=name, From=str(before), Limit=7, NextToken=page["NextToken"])
        found += page["Differences"]
    assert sorted(number_of(one)[1] for one in found) == list(range(30))
    assert all(comparable_item(one["After"])["value"] == ("S", "then") for one in found)


def test_refusals(db, admin, recorded, hash_table):
    name = recorded()
    second = next_second()
    with refused("ResourceNotFoundException"):
        admin.diff_table(TableName="no-such-table", From=str(second))
    with refused("ValidationException", matching="point-in-time recovery is not enabled"):
        admin.diff_table(TableName=hash_table, From=str(second))
    with refused("ValidationException", matching="it lies in the future"):
        admin.diff_table(TableName=name, From="2100-01-01T00:00:00Z")
    with invalid("From must not be later than To"):
        admin.diff_table(TableName=name, From=str(next_second()), To=str(second))
    with invalid("The provided NextToken is not one of this table's"):
        admin.diff_table(TableName=name, From=str(second), NextToken="AAAA")
    with invalid("no-such-point is neither a moment nor the name of a restore point"):
        admin.diff_table(TableName=name, From="no-such-point")
    with refused("ValidationException", matching="^Invalid FilterExpression: "):
        admin.diff_table(TableName=name, From=str(second), FilterExpression="a =")
    with refused("ValidationException"):
        admin.diff_table(TableName=name, From=str(second), Limit=1001)
    with refused("SerializationException"):
        admin.diff_table(TableName=name, From=3)
