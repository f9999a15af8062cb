"""RewindTable, RevertTable, DescribeUndo, ListUndos, CancelUndo (docs/admin-api.md)."""

import random
import threading
import time

import pytest
from support import api, indexes, tables
from support.admin import Admin
from support.clock import next_second
from support.expect import assert_same_items, refused
from support.indexes import index
from support.server import Server

pytestmark = pytest.mark.own_server

KEY = ("pk", "sk")


def item(sk: int, value: str, pk: str = "p", **more) -> dict:
    return {"pk": {"S": pk}, "sk": {"S": f"{sk:04d}"}, "value": {"S": value}, **more}


def key_of(one: dict) -> dict:
    return {name: one[name] for name in KEY}


@pytest.fixture
def indexed(recorded):
    return lambda: recorded("pk:S", "sk:S", attributes=("value:S",), LocalSecondaryIndexes=[index("local", "pk", "value")],
                            GlobalSecondaryIndexes=[index("global", "value", "pk")])


def test_a_rewound_table_is_what_it_was_with_its_indexes(db, admin, indexed):
    """The main job: a wrong script deletes half of the items and overwrites others; the table is put back in place."""
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    name = indexed()
    good = [item(sk, rng.choice("abc")) for sk in range(200)]
    tables.put_all(db, name, good)
    before = next_second()
    for one in good[::2]:
        db.delete_item(TableName=name, Key=key_of(one))
    tables.put_all(db, name, [item(int(one["sk"]["S"]), "bad") for one in good[1::4]] + [item(1000 + sk, "new") for sk in range(20)])
    bad = tables.scan_all(db, name)

    dry = admin.rewind_table(TableName=name, To=str(before), DryRun=True)["Undo"]
    assert (dry["Status"], dry["PutCount"], dry["DeleteCount"], dry["ConflictCount"]) == ("DRY_RUN", 150, 20, 0)
    assert sorted(sample["Action"] for sample in dry["Samples"]) == ["DELETE"] * 20 + ["PUT"] * 20
    assert_same_items(tables.scan_all(db, name), bad, *KEY)

    rewound = next_second()
    undo = admin.finished(admin.rewind_table(TableName=name, To=str(before)))
    assert (undo["Status"], undo["PutCount"], undo["DeleteCount"], undo["UnchangedCount"], undo["ConflictCount"]) == ("COMPLETED", 150, 20, 0, 0)
    assert_same_items(tables.scan_all(db, name), good, *KEY)
    indexes.assert_complete(db, name, "local", "global")

    # The undo is itself history, and can be undone.
    undo = admin.finished(admin.rewind_table(TableName=name, To=str(rewound)))
    assert undo["Status"] == "COMPLETED"
    assert_same_items(tables.scan_all(db, name), bad, *KEY)
    indexes.assert_complete(db, name, "local", "global")


def test_an_item_a_key_range_a_filter(db, admin, indexed):
    name = indexed()
    tables.put_all(db, name, [item(sk, "old", holder={"S": "x" if sk < 5 else "y"}) for sk in range(10)])
    before = next_second()
    tables.put_all(db, name, [item(sk, "new", holder={"S": "x" if sk < 5 else "y"}) for sk in range(10)])

    def rewound(**selection) -> list:
        undo = admin.finished(admin.rewind_table(TableName=name, To=str(before), **selection))
        assert undo["Status"] == "COMPLETED"
        return [int(one["sk"]["S"]) for one in tables.query_all(
            db, name, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "p"}}) if one["value"] == {"S": "old"}]

    assert rewound(Key=key_of(item(7, ""))) == [7]
    assert rewound(KeyConditionExpression="pk = :p AND sk < :s", ExpressionAttributeValues={":p": {"S": "p"}, ":s": {"S": "0002"}}) == [0, 1, 7]
    assert rewound(FilterExpression="holder = :o", ExpressionAttributeValues={":o": {"S": "x"}}) == [0, 1, 2, 3, 4, 7]
    assert rewound() == list(range(10))


def test_reverting_what_one_caller_did_leaves_the_others(db, endpoint, admin, indexed):
    """Only what was changed in the span by that caller, where nothing later touched it; the rest is reported as conflicts."""
    name = indexed()
    tables.put_all(db, name, [item(sk, "old") for sk in range(8)])
    before = next_second()
    script = api.client(endpoint, "SCRIPT")
    for sk in range(6):
        script.put_item(TableName=name, Item=item(sk, "script"))
    script.put_item(TableName=name, Item=item(100, "script"))
    script.delete_item(TableName=name, Key=key_of(item(6, "")))
    after = next_second()
    db.put_item(TableName=name, Item=item(1, "later"))
    db.put_item(TableName=name, Item=item(7, "mine"))
    script.put_item(TableName=name, Item=item(2, "script again"))

    span = {"TableName": name, "From": str(before), "To": str(after), "Caller": "SCRIPT"}
    dry = admin.revert_table(**span, DryRun=True)["Undo"]
    assert (dry["PutCount"], dry["DeleteCount"], dry["ConflictCount"]) == (5, 1, 2)
    conflicts = [int(sample["Key"]["sk"]["S"]) for sample in dry["Samples"] if sample["Action"] == "CONFLICT"]
    assert sorted(conflicts) == [1, 2]

    undo = admin.finished(admin.revert_table(**span))
    assert (undo["Status"], undo["PutCount"], undo["DeleteCount"], undo["ConflictCount"]) == ("COMPLETED", 5, 1, 2)
    values = {int(one["sk"]["S"]): one["value"]["S"] for one in tables.scan_all(db, name)}
    assert values == {0: "old", 1: "later", 2: "script again", 3: "old", 4: "old", 5: "old", 6: "old", 7: "mine"}

    undo = admin.finished(admin.revert_table(**span, Force=True))
    assert undo["ConflictCount"] == 0
    values = {int(one["sk"]["S"]): one["value"]["S"] for one in tables.scan_all(db, name)}
    assert values == {sk: "old" for sk in range(7)} | {7: "mine"}
    indexes.assert_complete(db, name, "local", "global")


def test_the_application_goes_on_meanwhile(db, admin, indexed):
    """What is written after a rewind began stands; each item is atomic with its indexes."""
    name = indexed()
    tables.put_all(db, name, [item(sk, "good") for sk in range(300)])
    before = next_second()
    tables.put_all(db, name, [item(sk, "bad") for sk in range(300)])
    stop, written = threading.Event(), {}

    def application():
        rng = random.Random(1)
        while not stop.is_set():
            sk = rng.randrange(300)
            written[sk] = f"app{len(written)}-{rng.random()}"
            db.put_item(TableName=name, Item=item(sk, written[sk]))

    undo = admin.rewind_table(TableName=name, To=str(before))
    writer = threading.Thread(target=application)
    writer.start()
    done = admin.finished(undo)
    stop.set()
    writer.join()
    assert done["Status"] == "COMPLETED"
    values = {int(one["sk"]["S"]): one["value"]["S"] for one in tables.scan_all(db, name)}
    assert values == {sk: written.get(sk, "good") for sk in range(300)}
    indexes.assert_complete(db, name, "local", "global")


def test_listing_and_cancelling(db, admin, indexed):
    name = indexed()
    db.put_item(TableName=name, Item=item(1, "old"))
    before = next_second()
    db.put_item(TableName=name, Item=item(1, "new"))
    first = admin.finished(admin.rewind_table(TableName=name, To=str(before)))
    second = admin.finished(admin.revert_table(TableName=name, From=str(before)))
    listed = admin.list_undos(TableName=name)["Undos"]
    assert [one["UndoId"] for one in listed] == [second["UndoId"], first["UndoId"]]
    assert [one["Operation"] for one in listed] == ["RevertTable", "RewindTable"]
    page = admin.list_undos(TableName=name, Limit=1)
    assert [one["UndoId"] for one in page["Undos"]] == [second["UndoId"]]
    page = admin.list_undos(TableName=name, Limit=1, NextToken=page["NextToken"])
    assert [one["UndoId"] for one in page["Undos"]] == [first["UndoId"]] and "NextToken" not in page
    assert admin.cancel_undo(UndoId=first["UndoId"])["Undo"]["Status"] == "COMPLETED"
    for call in (admin.describe_undo, admin.cancel_undo):
        with refused("ResourceNotFoundException", "Undo not found: nobody"):
            call(UndoId="nobody")


def test_refusals(db, admin, recorded, hash_table):
    name = recorded()
    second = next_second()
    for call, moment in ((admin.rewind_table, "To"), (admin.revert_table, "From")):
        with refused("ResourceNotFoundException"):
            call(TableName="no-such-table", **{moment: str(second)})
        with refused("ValidationException", matching="point-in-time recovery is not enabled"):
            call(TableName=hash_table, **{moment: str(second)})
        with refused("ValidationException", matching="it lies in the future"):
            call(TableName=name, **{moment: "2100-01-01T00:00:00Z"})
        with refused("ValidationException", matching="which can be read but not changed"):
            call(TableName=f"{name}@{second}", **{moment: str(second)})
        with refused("ValidationException", matching="^Invalid FilterExpression: "):
            call(TableName=name, FilterExpression="a =", **{moment: str(second)})
    assert admin.list_undos(TableName=name)["Undos"] == []


@pytest.mark.slow
def test_a_rewind_goes_on_after_a_kill(tmp_path):
    """Killed at random moments again and again, the table is what it was in the end, and the counts are right: each item is undone once."""
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    name, items = "orders", [item(sk, "good") for sk in range(3000)]
    with Server(tmp_path / "data") as server:
        db, admin = api.client(server.endpoint), Admin(server.endpoint)
        db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S", "sk:S", attributes=("value:S",)),
                        GlobalSecondaryIndexes=[index("global", "value", "pk")])
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        tables.put_all(db, name, items)
        before = next_second()
        tables.put_all(db, name, [item(sk, "bad") for sk in range(2990)])
        for sk in range(2990, 3000):
            db.delete_item(TableName=name, Key=key_of(item(sk, "")))
        undo = admin.rewind_table(TableName=name, To=str(before))
        kills = 0
        for _ in range(60):
            found = admin.describe_undo(UndoId=undo["Undo"]["UndoId"])["Undo"]
            if found["Status"] != "RUNNING":
                break
            threading.Event().wait(rng.uniform(0, 0.03))
            server.kill()
            kills += 1
            server.start()
            db, admin = api.client(server.endpoint), Admin(server.endpoint)
        print("kills", kills)
        done = admin.finished(undo)
        assert (done["Status"], done["PutCount"], done["DeleteCount"], done["ConflictCount"]) == ("COMPLETED", 3000, 0, 0)
        assert kills > 0
        assert_same_items(tables.scan_all(db, name), items, *KEY)
        indexes.assert_complete(db, name, "global")


def test_what_has_expired_is_told_of(db, admin, recorded):
    """Time to live deletes again what is put back after it has expired: a dry run and the undo itself say how many, and which."""
    name = recorded("pk:S", "sk:S")
    past = int(time.time()) - 1000
    tables.put_all(db, name, [item(0, "a", expires={"N": str(past)}), item(1, "a", expires={"N": str(past + 10_000)}), item(2, "a")])
    before = next_second()
    for sk in range(3):
        db.delete_item(TableName=name, Key=key_of(item(sk, "a")))
    assert admin.rewind_table(TableName=name, To=str(before), DryRun=True)["Undo"]["ExpiredCount"] == 0, "without time to live nothing expires"
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    for undo in (admin.rewind_table(TableName=name, To=str(before), DryRun=True)["Undo"],
                 admin.finished(admin.rewind_table(TableName=name, To=str(before)))):
        assert (undo["PutCount"], undo["ExpiredCount"]) == (3, 1)
        assert [sample["Key"]["sk"]["S"] for sample in undo["Samples"] if sample.get("Expired")] == ["0000"]
