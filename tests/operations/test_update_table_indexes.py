"""UpdateTable's GlobalSecondaryIndexUpdates: API reference "UpdateTable"; developer guide, "Managing Global Secondary Indexes". "conformance" is
dynamodb-conformance (recorded on AWS in 2026), "Alternator" ScyllaDB's test_gsi_updatetable.py, which runs on AWS too."""

import os
import random
import threading

import pytest
from botocore.exceptions import ClientError
from support import api, tables
from support.clock import until
from support.expect import assert_same_items, invalid, invalid_parameter, refused
from support.indexes import (KEYS_ONLY, UNITS, assert_complete, creation, described, difference, include, index, query_index, scan_index, wait_index,
                             wait_index_gone)
from support.server import Server

ONE_AT_A_TIME = "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
MANY = 3000


def add(db, table: str, attributes: tuple, name: str, *keys: str, **more) -> dict:
    """The answer to a request for a new index; `attributes` are the definitions that it brings."""
    return db.update_table(TableName=table, AttributeDefinitions=tables.attribute_definitions(*attributes),
                           GlobalSecondaryIndexUpdates=creation(name, *keys, **more))["TableDescription"]


def drop(db, table: str, name: str) -> dict:
    return db.update_table(TableName=table, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": name}}])["TableDescription"]


def items(count: int) -> list:
    return [{"pk": {"S": f"{n:05}"}, "g": {"S": f"g{n % 13}"}, "n": {"N": str(n)}, "d": {"S": "x" * 20}} for n in range(count)]


@pytest.fixture
def filled(db, make_table) -> str:
    """A table of so many items that an index takes a moment."""
    name = make_table()
    tables.put_all(db, name, items(MANY))
    return name


# ---- creation ----

@pytest.mark.parametrize("keys, attributes, projection", [
    (("g",), ("g:S",), {"ProjectionType": "ALL"}), (("g", "n"), ("g:S", "n:N"), KEYS_ONLY), (("n", "g"), ("g:S", "n:N"), include("d")),
    (("n",), ("n:N",), include("g", "nope")), (("pk", "n"), ("pk:S", "n:N"), {"ProjectionType": "ALL"}), (("g+n", "d+pk"), ("g:S", "n:N", "d:S", "pk:S"), KEYS_ONLY)])
def test_adds_an_index(db, make_table, keys, attributes, projection):
    """conformance, tier2/updateTable/gsi: the answer and DescribeTable show the index, CREATING, then ACTIVE; its key attributes are among
    the table's definitions; what was in the table before is in the index."""
    name = make_table()
    tables.put_all(db, name, items(60))
    answer = add(db, name, attributes, "added", *keys, projection=projection)
    shown = next(one for one in answer["GlobalSecondaryIndexes"] if one["IndexName"] == "added")
    assert (answer["TableStatus"], shown["IndexStatus"]) == ("UPDATING", "CREATING")
    assert shown["Backfilling"] in (False, True)  # as the AWS CLI's reference of update-table shows it
    active = wait_index(db, name, "added")
    for found in (shown, active):
        assert found["KeySchema"] == index("added", *keys)["KeySchema"] and found["Projection"] == projection
        assert found["IndexArn"] == f"{answer['TableArn']}/index/added"
    assert not active.get("Backfilling")
    defined = db.describe_table(TableName=name)["Table"]["AttributeDefinitions"]
    assert sorted(map(str, defined)) == sorted(map(str, tables.attribute_definitions(*{"pk:S", *attributes})))
    assert_complete(db, name, "added")
    assert len(scan_index(db, name, "added")) == 60


def test_what_fits_is_in_the_new_index(db, make_table):
    """Developer guide, "Adding a Global Secondary Index to an existing table": items without the key attribute or with one of another type
    are left out; Alternator, test_gsi_backfill and test_gsi_backfill_empty_string: and those with an empty string."""
    name = make_table()
    fitting = [{"pk": {"S": f"fits-{n}"}, "x": {"S": f"x{n % 3}"}, "y": {"N": str(n)}} for n in range(10)]
    others = [{"pk": {"S": "none"}}, {"pk": {"S": "number"}, "x": {"N": "1"}}, {"pk": {"S": "binary"}, "x": {"B": b"1"}}, {"pk": {"S": "empty"}, "x": {"S": ""}},
              {"pk": {"S": "set"}, "x": {"SS": ["x1"]}}, {"pk": {"S": "null"}, "x": {"NULL": True}}, {"pk": {"S": "list"}, "x": {"L": []}}]
    tables.put_all(db, name, fitting + others)
    add(db, name, ("x:S",), "by-x", "x")
    wait_index(db, name, "by-x")
    assert_same_items(scan_index(db, name, "by-x"), fitting, "pk")
    assert {item["pk"]["S"] for item in query_index(db, name, "by-x", "x = :x", {":x": {"S": "x1"}})} == {"fits-1", "fits-4", "fits-7"}
    with invalid_parameter("Type mismatch for Index Key x Expected: S Actual: N IndexName: by-x"):
        db.put_item(TableName=name, Item={"pk": {"S": "late"}, "x": {"N": "3"}})
    db.put_item(TableName=name, Item={"pk": {"S": "late"}, "y": {"N": "3"}})
    db.update_item(TableName=name, Key={"pk": {"S": "number"}}, UpdateExpression="SET x = :x", ExpressionAttributeValues={":x": {"S": "now"}})
    assert_complete(db, name, "by-x")


def test_an_index_whose_key_is_a_key_already(db, make_table):
    """Alternator, test_gsi_backfill_with_lsi and _with_real_column: the key of the table or of another index may be the key of a new one;
    its definition has to be in the request all the same (also dynoxide's issue 144, recorded)."""
    name = make_table("pk:S", "sk:S", attributes=("l:S",), LocalSecondaryIndexes=[index("local", "pk", "l")])
    tables.put_all(db, name, [{"pk": {"S": f"p{n % 3}"}, "sk": {"S": str(n)}, "l": {"S": f"l{n % 4}"}} for n in range(20)])
    for new, keys, attributes in (("by-l", ("l",), ("l:S",)), ("by-sk", ("sk", "pk"), ("sk:S", "pk:S"))):
        with refused("ValidationException", matching="AttributeDefinitions"):
            db.update_table(TableName=name, GlobalSecondaryIndexUpdates=creation(new, *keys))
        add(db, name, attributes, new, *keys)
        wait_index(db, name, new)
    assert_complete(db, name, "local", "by-l", "by-sk")


def test_while_writes_go_on(db, filled):
    """Developer guide, "Managing Global Secondary Indexes": the table stays available, and what is written meanwhile is in the index: when
    it is ACTIVE it holds exactly what the table's items say."""
    seed = int(os.environ.get("QUONDAM_SEED") or random.SystemRandom().getrandbits(32))
    print(f"seed {seed}; repeat with QUONDAM_SEED={seed}")
    stop, errors = threading.Event(), []

    def write(number: int) -> None:
        choose = random.Random(seed + number)
        try:
            while not stop.is_set():
                # A thread's keys are its own, old ones and new ones.
                key = {"pk": {"S": f"{choose.randrange(0, MANY + 200) // 4 * 4 + number:05}"}}
                kind, group = choose.random(), {"S": f"g{choose.randrange(13)}"}
                if kind < 0.25:
                    db.delete_item(TableName=filled, Key=key)
                elif kind < 0.5:
                    db.put_item(TableName=filled, Item={**key, "g": group, "n": {"N": str(choose.randrange(1000))}, "e": {"S": "new"}})
                elif kind < 0.6:
                    db.put_item(TableName=filled, Item=key)
                elif kind < 0.9:
                    db.update_item(TableName=filled, Key=key, UpdateExpression="SET g = :g, d = :d", ExpressionAttributeValues={":g": group, ":d": group})
                else:
                    db.update_item(TableName=filled, Key=key, UpdateExpression="REMOVE g")
        except Exception as error:  # pylint: disable=broad-except
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        add(db, filled, ("g:S", "n:N"), "by-g", "g", "n", projection=include("d"))
        wait_index(db, filled, "by-g")
        add(db, filled, ("g:S",), "by-g-only", "g")
        wait_index(db, filled, "by-g-only")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not errors, errors[0]
    assert_complete(db, filled, "by-g", "by-g-only")


def test_an_index_that_is_not_active_is_not_read(db, filled):
    """Developer guide, "Managing Global Secondary Indexes": an index can be queried when it is ACTIVE; recorded on AWS in many reports:
    "Cannot read from backfilling global secondary index: NAME". It never answers a part."""
    everything = {item["pk"]["S"] for item in items(MANY) if item["g"]["S"] == "g1"}
    add(db, filled, ("g:S",), "by-g", "g")
    answered = False
    while not answered:
        status = described(db, filled, "by-g")["IndexStatus"]
        try:
            found = {item["pk"]["S"] for item in query_index(db, filled, "by-g", "g = :g", {":g": {"S": "g1"}})}
            assert found == everything
            answered = True
        except ClientError as error:
            assert error.response["Error"] == {"Code": "ValidationException", "Message": "Cannot read from backfilling global secondary index: by-g"}
            assert status == "CREATING"
    assert len(scan_index(db, filled, "by-g")) == MANY


def test_several_one_after_the_other(db, make_table):
    """conformance, tier2/updateTable/gsi, "adds multiple GSIs sequentially"; Alternator, test_gsi_creates_and_deletes: deleted and made
    again."""
    name = make_table()
    tables.put_all(db, name, items(40))
    for new, keys, attributes in (("one", ("g",), ("g:S",)), ("two", ("n",), ("n:N",)), ("three", ("d", "n"), ("d:S", "n:N"))):
        add(db, name, attributes, new, *keys)
        wait_index(db, name, new)
    assert_complete(db, name, "one", "two", "three")
    drop(db, name, "one")
    wait_index_gone(db, name, "one")
    db.put_item(TableName=name, Item={"pk": {"S": "between"}, "g": {"N": "1"}})
    add(db, name, ("n:N",), "one", "n", projection=KEYS_ONLY)  # another key under the same name
    wait_index(db, name, "one")
    assert_complete(db, name, "one", "two", "three")


@pytest.mark.own_server
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_an_index_is_completed_after_a_restart(tmp_path, end):
    """Developer guide, "Managing Global Secondary Indexes": an accepted index becomes ACTIVE, whatever happens to a server meanwhile."""
    server, name = Server(tmp_path), tables.unique_name()
    with server:
        db = api.client(server.endpoint)
        db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
        tables.wait_active(db, name)
        tables.put_all(db, name, items(MANY))
        add(db, name, ("g:S",), "by-g", "g")
        getattr(server, end)()
    with server:
        db = api.client(server.endpoint)
        db.put_item(TableName=name, Item={"pk": {"S": "after"}, "g": {"S": "g1"}})
        wait_index(db, name, "by-g")
        assert_complete(db, name, "by-g")
        assert len(scan_index(db, name, "by-g")) == MANY + 1


# ---- deletion ----

def test_deletes_an_index(db, make_table):
    """conformance, tier2/updateTable/gsi, "removes a GSI", and Alternator, test_gsi_delete: it is gone, the table goes on, and its key
    attribute may be of any type."""
    name = make_table(attributes=("g:S", "n:N"), GlobalSecondaryIndexes=[index("by-g", "g"), index("by-n", "n")])
    tables.put_all(db, name, items(30))
    answer = drop(db, name, "by-g")
    left = {one["IndexName"]: one["IndexStatus"] for one in answer["GlobalSecondaryIndexes"]}
    assert left.get("by-g", "DELETING") == "DELETING" and left["by-n"] == "ACTIVE"
    wait_index_gone(db, name, "by-g")
    for read in (lambda: query_index(db, name, "by-g", "g = :g", {":g": {"S": "g1"}}), lambda: scan_index(db, name, "by-g")):
        with invalid("The table does not have the specified index: by-g"):
            read()
    db.put_item(TableName=name, Item={"pk": {"S": "new"}, "g": {"N": "7"}, "n": {"N": "1"}})
    assert_complete(db, name, "by-n")
    assert len(tables.scan_all(db, name)) == 31
    drop(db, name, "by-n")
    wait_index_gone(db, name, "by-n")
    assert not db.describe_table(TableName=name)["Table"].get("GlobalSecondaryIndexes")


def test_a_local_index_stays(db, make_table):
    """Developer guide, "Local secondary indexes": cannot be deleted; Alternator, test_gsi_delete_with_lsi: and it keeps the type of its key."""
    name = make_table("pk:S", "sk:S", attributes=("x:S",), LocalSecondaryIndexes=[index("local", "pk", "x")], GlobalSecondaryIndexes=[index("global", "x")])
    with refused("ValidationException"):
        drop(db, name, "local")
    drop(db, name, "global")
    wait_index_gone(db, name, "global")
    with refused("ResourceNotFoundException"):
        drop(db, name, "global")
    with invalid_parameter("Type mismatch for Index Key x Expected: S Actual: N IndexName: local"):
        db.put_item(TableName=name, Item={"pk": {"S": "a"}, "sk": {"S": "a"}, "x": {"N": "7"}})


def test_an_index_can_be_deleted_while_it_is_made(db, filled):
    """API reference, GlobalSecondaryIndexDescription, Backfilling: it can be deleted while it is CREATING and backfilling, and of course
    when it is ACTIVE; before, it cannot. Nothing of it is left for the next of that name."""
    add(db, filled, ("g:S",), "by-g", "g")

    def dropped() -> bool:
        try:
            drop(db, filled, "by-g")
            return True
        except ClientError as error:
            assert error.response["Error"]["Code"] in ("ResourceInUseException", "LimitExceededException"), error
            return False

    until(dropped)
    wait_index_gone(db, filled, "by-g")
    for number in range(0, MANY, 10):
        db.delete_item(TableName=filled, Key={"pk": {"S": f"{number:05}"}})
    add(db, filled, ("g:S",), "by-g", "g", projection=KEYS_ONLY)
    wait_index(db, filled, "by-g")
    assert difference(db, filled, "by-g") == ""


def test_a_table_can_be_deleted_while_an_index_is_made(db, filled):
    """API reference, DeleteTable: a table that is UPDATING may be in use (ResourceInUseException); once deleted, it is gone with its indexes."""
    add(db, filled, ("g:S",), "by-g", "g")

    def deleted() -> bool:
        try:
            db.delete_table(TableName=filled)
            return True
        except db.exceptions.ResourceInUseException:
            return False

    until(deleted)
    tables.wait_gone(db, filled)


# ---- throughput ----

def test_throughput_of_an_index(db, make_table):
    """API reference, UpdateGlobalSecondaryIndexAction: new units for an existing index of a provisioned table; a new index brings its own."""
    name = make_table(attributes=("g:S",), BillingMode="PROVISIONED", ProvisionedThroughput=UNITS,
                      GlobalSecondaryIndexes=[index("by-g", "g", ProvisionedThroughput=UNITS)])
    wait_index(db, name, "by-g")
    more = {"ReadCapacityUnits": 7, "WriteCapacityUnits": 8}
    db.update_table(TableName=name, GlobalSecondaryIndexUpdates=[{"Update": {"IndexName": "by-g", "ProvisionedThroughput": more}}])
    shown = wait_index(db, name, "by-g")["ProvisionedThroughput"]
    assert {unit: shown[unit] for unit in UNITS} == more
    add(db, name, ("n:N",), "by-n", "n", ProvisionedThroughput=more)
    shown = wait_index(db, name, "by-n")["ProvisionedThroughput"]
    assert {unit: shown[unit] for unit in UNITS} == more


def test_to_on_demand_and_back(db, make_table):
    """dynalite's suite, updateTable, "converted to PAY_PER_REQUEST and back": on demand an index's units are zero; back, each index needs
    its own."""
    name = make_table(attributes=("g:S",), BillingMode="PROVISIONED", ProvisionedThroughput=UNITS,
                      GlobalSecondaryIndexes=[index("by-g", "g", ProvisionedThroughput=UNITS)])
    wait_index(db, name, "by-g")
    db.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")
    shown = wait_index(db, name, "by-g")["ProvisionedThroughput"]
    assert {unit: shown[unit] for unit in UNITS} == dict.fromkeys(UNITS, 0)
    with invalid_parameter("ProvisionedThroughput must be specified for index: by-g"):
        db.update_table(TableName=name, BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    db.update_table(TableName=name, BillingMode="PROVISIONED", ProvisionedThroughput=UNITS,
                    GlobalSecondaryIndexUpdates=[{"Update": {"IndexName": "by-g", "ProvisionedThroughput": UNITS}}])
    shown = wait_index(db, name, "by-g")["ProvisionedThroughput"]
    assert {unit: shown[unit] for unit in UNITS} == UNITS


# ---- what is refused ----

@pytest.fixture
def indexed(db, make_table) -> str:
    name = make_table(attributes=("g:S",), GlobalSecondaryIndexes=[index("by-g", "g")])
    wait_index(db, name, "by-g")
    return name


def test_one_change_at_a_time(db, indexed):
    """Alternator, test_gsi_updatetable_errors, for two changes in one request; the text: dynalite's suite, updateTable (recorded on AWS)."""
    definitions = tables.attribute_definitions("x:S")
    for updates in (creation("one", "x") + creation("two", "x"), creation("one", "x") + [{"Delete": {"IndexName": "by-g"}}],
                    [{"Delete": {"IndexName": f"abc-{n}"}} for n in range(6)]):
        with refused("LimitExceededException", ONE_AT_A_TIME):
            db.update_table(TableName=indexed, AttributeDefinitions=definitions, GlobalSecondaryIndexUpdates=updates)
    assert [one["IndexName"] for one in db.describe_table(TableName=indexed)["Table"]["GlobalSecondaryIndexes"]] == ["by-g"]


def test_a_second_index_waits_for_the_first(db, filled):
    """API reference, UpdateTable, LimitExceededException and ResourceInUseException: while one index is made, another is refused; it is
    accepted only when the first is ACTIVE."""
    add(db, filled, ("g:S",), "first", "g")

    def accepted() -> bool:
        try:
            add(db, filled, ("n:N",), "second", "n")
            return True
        except ClientError as error:
            assert error.response["Error"]["Code"] in ("LimitExceededException", "ResourceInUseException"), error
            if error.response["Error"]["Code"] == "LimitExceededException":
                assert error.response["Error"]["Message"] == ONE_AT_A_TIME
            return False

    until(accepted, timeout_seconds=60, every_seconds=0.01)
    assert described(db, filled, "first")["IndexStatus"] == "ACTIVE"
    wait_index(db, filled, "second")
    assert_complete(db, filled, "first", "second")


def test_a_taken_name_is_refused(db, make_table):
    """conformance, tier2/updateTable/gsi, and Alternator: "already exists", for names of global and of local indexes."""
    name = make_table("pk:S", "sk:S", attributes=("g:S",), GlobalSecondaryIndexes=[index("global", "g")], LocalSecondaryIndexes=[index("local", "pk", "g")])
    wait_index(db, name, "global")
    for taken in ("global", "local"):
        with refused("ValidationException", matching="^Attempting to create an index which already exists"):
            add(db, name, ("y:S",), taken, "y")


@pytest.mark.parametrize("attributes, keys", [((), ("unknown",)), (("x:S",), ("unknown",)), (("x:S",), ("x", "unknown")), (("x:S",), ("pk", "x"))])
def test_key_attributes_must_be_defined(db, indexed, attributes, keys):
    """conformance, tier2/updateTable/gsi; dynoxide's issue 144 (recorded): "must include the key element(s) of the new index" is meant
    literally."""
    with refused("ValidationException", matching="AttributeDefinitions"):
        add(db, indexed, attributes, "new", *keys)


def test_an_attribute_has_one_type(db, indexed):
    """Alternator, test_gsi_key_type_conflict_on_update, for a key of another index (the text for a key of the table is not verified on AWS)."""
    with refused("ValidationException", matching="redefined"):
        add(db, indexed, ("g:N",), "new", "g")
    with refused("ValidationException"):
        add(db, indexed, ("pk:N",), "new", "pk")


@pytest.mark.parametrize("updates, message", [
    ([{}], "One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
           "GlobalSecondaryIndexUpdate.Delete must not be null"),
    ([{"Delete": {"IndexName": "abc"}}, {"Update": {"IndexName": "abc", "ProvisionedThroughput": UNITS}}],
     "One or more parameter values were invalid: Only one global secondary index update per index is allowed simultaneously. Index: abc"),
])
def test_updates_that_say_nothing_or_too_much(db, indexed, updates, message):
    """dynalite's suite (recorded on AWS), updateTable, "empty index struct" and "repeated GlobalSecondaryIndexUpdates"."""
    with invalid(message):
        db.update_table(TableName=indexed, GlobalSecondaryIndexUpdates=updates)


def test_an_update_is_exactly_one(db, indexed):
    """Alternator, test_gsi_updatetable_errors: not a Create and a Delete in one member."""
    with refused("ValidationException", matching="(?i)one"):
        db.update_table(TableName=indexed, AttributeDefinitions=tables.attribute_definitions("x:S"),
                        GlobalSecondaryIndexUpdates=[{**creation("new", "x")[0], "Delete": {"IndexName": "by-g"}}])


def test_no_updates_are_no_request(db, indexed):
    """Alternator, test_updatetable_empty: an empty list is as good as none."""
    with refused("ValidationException", matching="^At least one of ProvisionedThroughput, BillingMode, .* is required$"):
        db.update_table(TableName=indexed, GlobalSecondaryIndexUpdates=[])


def test_an_unknown_index_is_refused(db, make_table, indexed):
    """conformance, tier2/updateTable/gsi, "removing a non-existent GSI"; API reference, ResourceNotFoundException: "a nonexistent table or
    index"."""
    for name in (indexed, make_table()):
        with refused("ResourceNotFoundException"):
            drop(db, name, "does-not-exist")
    provisioned = make_table(BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    with refused("ResourceNotFoundException"):
        db.update_table(TableName=provisioned, GlobalSecondaryIndexUpdates=[{"Update": {"IndexName": "does-not-exist", "ProvisionedThroughput": UNITS}}])


def test_an_unknown_table_is_refused(db):
    """dynalite's suite, updateTable: the table is looked up before the index."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        drop(db, "no-such-table", "abc")


@pytest.mark.parametrize("keys", [("a0+a1+a2+a3+a4",), ("a0", "a1+a2+a3+a4+a5")])
def test_at_most_four_attributes_for_each_part(db, indexed, keys):
    """Alternator, test_gsi_composite_updatetable_5h_rejected."""
    used = [name for part in keys for name in part.split("+")]
    with refused("ValidationException"):
        add(db, indexed, tuple(f"{name}:S" for name in used), "new", *keys)


def test_the_definition_is_checked_like_a_new_tables(db, indexed):
    """CreateTable's rules (dynalite's suite, createTable) hold for new indexes."""
    with invalid_parameter("Unknown ProjectionType: null"):
        add(db, indexed, ("x:S",), "new", "x", projection={})
    with invalid_parameter("ProjectionType is ALL, but NonKeyAttributes is specified"):
        add(db, indexed, ("x:S",), "new", "x", projection={"ProjectionType": "ALL", "NonKeyAttributes": ["y"]})
    with refused("ValidationException", matching="'globalSecondaryIndexUpdates.1.member.create.indexName' failed to satisfy constraint: "
                                                 "Member must have length greater than or equal to 3"):
        add(db, indexed, ("x:S",), "n", "x")
    with refused("ValidationException"):
        add(db, indexed, ("x:S",), "new", "x", ProvisionedThroughput=UNITS)


def test_twenty_global_indexes(db, make_table):
    """Developer guide, quotas: 20 global indexes a table, also those that are added (which error says so is not verified on AWS)."""
    name = make_table(attributes=("g:S",), GlobalSecondaryIndexes=[index(f"by-g-{n}", "g") for n in range(20)])
    for number in range(20):
        wait_index(db, name, f"by-g-{number}")
    with pytest.raises(ClientError) as caught:
        add(db, name, ("x:S",), "new", "x")
    assert caught.value.response["Error"]["Code"] in ("ValidationException", "LimitExceededException")
