"""RestoreTableToPointInTime: API reference "RestoreTableToPointInTime"; developer guide, "Restoring a DynamoDB table to a point in time".
Error texts and their order as recorded on AWS in October 2026."""

import time

import pytest
from support import tables
from support.clock import as_datetime, next_second, until
from support.expect import assert_same_items, invalid, refused

ON = {"PointInTimeRecoveryEnabled": True}
OFF = {"PointInTimeRecoveryEnabled": False}


def shop_items(count: int) -> list:
    return [{"pk": {"S": f"USER#{number % 7}"}, "sk": {"S": f"ORDER#{number:04}"}, "total": {"N": f"{number}.99"},
             "basket": {"L": [{"M": {"sku": {"S": f"sku-{number}"}, "tags": {"SS": ["a", str(number)]}}}]}, "raw": {"B": bytes([number % 256])},
             "paid": {"BOOL": number % 2 == 0}, "note": {"NULL": True}} for number in range(count)]


def put_all(db, table, items) -> None:
    for item in items:
        db.put_item(TableName=table, Item=item)


def keys(item) -> dict:
    return {"pk": item["pk"], "sk": item["sk"]}


def test_brings_back_what_was_lost(db, recorded, restore):
    """The guide's main job: half deleted, others overwritten, some new; restored to the second before, attribute by attribute."""
    source, items = recorded(), shop_items(120)
    put_all(db, source, items)
    good = next_second()
    for number, item in enumerate(items):
        if number % 2 == 0:
            db.delete_item(TableName=source, Key=keys(item))
        elif number % 3 == 0:
            db.put_item(TableName=source, Item={**keys(item), "total": {"S": "overwritten"}})
        elif number % 5 == 0:
            db.update_item(TableName=source, Key=keys(item), UpdateExpression="REMOVE basket SET paid = :p", ExpressionAttributeValues={":p": {"N": "0"}})
    put_all(db, source, [{"pk": {"S": "USER#new"}, "sk": {"S": str(number)}} for number in range(10)])
    put_all(db, source, items[:10])  # deleted or changed, and written again
    damaged = tables.scan_all(db, source)

    target = restore(source, good)
    assert_same_items(tables.scan_all(db, target), items, "pk", "sk")
    assert_same_items(tables.scan_all(db, source), damaged, "pk", "sk")


def test_every_second_of_a_history(db, recorded, restore):
    """Developer guide, PITR: any second of the window; each restore holds what was true then, also of keys written many times."""
    source, states, state = recorded("pk:S"), [], {}
    for step in range(4):
        for number in range(6):
            if (number + step) % 4 == 0:
                db.delete_item(TableName=source, Key={"pk": {"S": str(number)}})
                state.pop(number, None)
            else:
                for version in range(3):
                    state[number] = {"pk": {"S": str(number)}, "v": {"S": f"{step}.{version}"}}
                    db.put_item(TableName=source, Item=state[number])
        states.append((next_second(), list(state.values())))
    for second, items in states:
        assert_same_items(tables.scan_all(db, restore(source, second)), items, "pk")


def test_the_beginning_of_the_window(db, make_table, restore):
    """Developer guide, PITR: EarliestRestorableDateTime, sent back as it was answered, succeeds; the table as it was then."""
    source = make_table("pk:S", "sk:S")
    items = shop_items(20)
    put_all(db, source, items)
    answer = db.update_continuous_backups(TableName=source, PointInTimeRecoverySpecification=ON)
    recovery = answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    next_second()
    next_second()
    for item in items:
        db.delete_item(TableName=source, Key=keys(item))
    earliest = int(recovery["EarliestRestorableDateTime"].timestamp())
    assert_same_items(tables.scan_all(db, restore(source, earliest)), items, "pk", "sk")


def test_both_bounds_can_be_sent_back_at_once(db, make_table, restore):
    """Design, section 1: a client that sends one of the two times back must succeed, if need be after waiting for it."""
    source = make_table("pk:S", "sk:S")
    put_all(db, source, shop_items(5))
    answer = db.update_continuous_backups(TableName=source, PointInTimeRecoverySpecification=ON)
    recovery = answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    for member in ("EarliestRestorableDateTime", "LatestRestorableDateTime"):
        assert_same_items(tables.scan_all(db, restore(source, int(recovery[member].timestamp()))), shop_items(5), "pk", "sk")


def test_the_latest_moment(db, recorded, restore):
    """API reference, UseLatestRestorableTime: restores to the latest possible time, which here is now."""
    source = recorded()
    put_all(db, source, shop_items(10))
    next_second()
    assert_same_items(tables.scan_all(db, restore(source)), shop_items(10), "pk", "sk")


def test_the_latest_moment_right_after_a_write(db, recorded, restore):
    """Design, section 1: LatestRestorableDateTime is safe_time; every commit at or before it is in the restored table, wholly."""
    source = recorded("pk:S")
    for number in range(40):
        db.update_item(TableName=source, Key={"pk": {"S": "counter"}}, UpdateExpression="ADD n :one SET twin = :n",
                       ExpressionAttributeValues={":one": {"N": "1"}, ":n": {"N": str(number + 1)}})
    found = tables.scan_all(db, restore(source))
    assert len(found) <= 1 and all(item["n"] == item["twin"] for item in found)


def test_an_empty_moment(db, recorded, restore):
    """Developer guide, PITR: a moment at which the table held nothing restores an empty table."""
    source = recorded()
    empty = next_second()
    put_all(db, source, shop_items(10))
    assert tables.scan_all(db, restore(source, empty)) == []


def test_fractions_of_a_second(db, raw, recorded, make_table):
    """API reference, RestoreDateTime is a timestamp: a fraction that a client does send counts."""
    source, target = recorded("pk:S"), tables.unique_name("restored")
    make_table.later(target)
    db.put_item(TableName=source, Item={"pk": {"S": "a"}, "v": {"N": "1"}})
    time.sleep(0.02)
    between = time.time()
    time.sleep(0.02)
    db.put_item(TableName=source, Item={"pk": {"S": "a"}, "v": {"N": "2"}})
    next_second()
    answer = raw.call("RestoreTableToPointInTime", {"SourceTableName": source, "TargetTableName": target, "RestoreDateTime": round(between, 3)})
    assert answer.status == 200, answer.body
    tables.wait_active(db, target)
    assert tables.scan_all(db, target) == [{"pk": {"S": "a"}, "v": {"N": "1"}}]


def test_while_writes_go_on(db, recorded, restore):
    """Developer guide, PITR: the source stays available; what is written during the restore is not in the restored table."""
    source, items = recorded(), shop_items(60)
    put_all(db, source, items)
    good = next_second()
    target = tables.unique_name("restored")
    db.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=target, RestoreDateTime=as_datetime(good))
    try:
        for item in items:
            db.put_item(TableName=source, Item={**keys(item), "late": {"BOOL": True}})
        tables.wait_active(db, target)
        assert_same_items(tables.scan_all(db, target), items, "pk", "sk")
        assert all("late" in item for item in tables.scan_all(db, source))
    finally:
        tables.drop(db, target)


def test_the_restored_table_is_a_table(db, recorded, restore):
    """Developer guide, PITR: an ordinary table afterwards, of its own: writes to one are not seen in the other; it can be recorded too."""
    source = recorded()
    put_all(db, source, shop_items(3))
    target = restore(source, next_second())
    db.put_item(TableName=target, Item={"pk": {"S": "only"}, "sk": {"S": "target"}})
    db.delete_item(TableName=source, Key=keys(shop_items(1)[0]))
    assert len(tables.scan_all(db, target)) == 4 and len(tables.scan_all(db, source)) == 2
    db.update_continuous_backups(TableName=target, PointInTimeRecoverySpecification=ON)
    next_second()
    again = next_second()
    db.delete_item(TableName=target, Key={"pk": {"S": "only"}, "sk": {"S": "target"}})
    assert len(tables.scan_all(db, restore(target, again))) == 4
    db.delete_table(TableName=source)
    tables.wait_gone(db, source)
    assert len(tables.scan_all(db, target)) == 3


def test_what_the_restored_table_keeps_and_what_not(db, recorded, restore):
    """Developer guide, PITR, and recorded on AWS in October 2026: schema and billing are the source's; TTL, PITR and deletion protection
    are off; RestoreSummary is there while CREATING and gone when ACTIVE."""
    source = recorded("id:N", "at:B", DeletionProtectionEnabled=True)
    db.update_time_to_live(TableName=source, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"})
    name = restore(source, next_second())
    was, table = (db.describe_table(TableName=which)["Table"] for which in (source, name))
    assert table["KeySchema"] == was["KeySchema"]
    assert sorted(map(str, table["AttributeDefinitions"])) == sorted(map(str, was["AttributeDefinitions"]))
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"] is False and was["DeletionProtectionEnabled"] is True
    assert table["TableId"] != was["TableId"] and table["TableArn"] != was["TableArn"]
    assert db.describe_time_to_live(TableName=name)["TimeToLiveDescription"] == {"TimeToLiveStatus": "DISABLED"}
    description = db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert description["PointInTimeRecoveryDescription"] == {"PointInTimeRecoveryStatus": "DISABLED"}
    assert "RestoreSummary" not in table


def test_the_answer_describes_the_new_table(db, recorded, make_table):
    """API reference, RestoreTableToPointInTime, response: the new table, CREATING, with RestoreSummary."""
    source, target = recorded(), tables.unique_name("restored")
    make_table.later(target)
    good = next_second()
    next_second()
    table = db.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=target, RestoreDateTime=as_datetime(good))["TableDescription"]
    assert (table["TableName"], table["TableStatus"]) == (target, "CREATING")
    summary = table["RestoreSummary"]
    assert summary["SourceTableArn"] == db.describe_table(TableName=source)["Table"]["TableArn"]
    assert summary["RestoreDateTime"] == as_datetime(good) and summary["RestoreInProgress"] is True
    tables.wait_active(db, target)


def test_provisioned_throughput(db, recorded, restore):
    """API reference: billing is the source's, or what BillingModeOverride and ProvisionedThroughputOverride say."""
    source = recorded(BillingMode="PROVISIONED", ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 6})
    good = next_second()
    units = db.describe_table(TableName=restore(source, good))["Table"]["ProvisionedThroughput"]
    assert (units["ReadCapacityUnits"], units["WriteCapacityUnits"]) == (5, 6)
    name = restore(source, good, BillingModeOverride="PAY_PER_REQUEST")
    assert db.describe_table(TableName=name)["Table"]["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    name = restore(source, good, ProvisionedThroughputOverride={"ReadCapacityUnits": 7, "WriteCapacityUnits": 8})
    units = db.describe_table(TableName=name)["Table"]["ProvisionedThroughput"]
    assert (units["ReadCapacityUnits"], units["WriteCapacityUnits"]) == (7, 8)


def test_the_source_by_its_arn(db, recorded, make_table):
    """API reference, SourceTableArn: the table's ARN instead of its name."""
    source, target = recorded(), tables.unique_name("restored")
    make_table.later(target)
    put_all(db, source, shop_items(3))
    arn = db.describe_table(TableName=source)["Table"]["TableArn"]
    db.restore_table_to_point_in_time(SourceTableArn=arn, TargetTableName=target, RestoreDateTime=as_datetime(next_second()))
    tables.wait_active(db, target)
    assert_same_items(tables.scan_all(db, target), shop_items(3), "pk", "sk")


def test_an_item_that_expired_can_be_restored(db, recorded, restore):
    """Developer guide, "Using TTL": deleted by TTL, restored to before; TTL is off in the restored table, so it stays."""
    source = recorded("pk:S")
    db.update_time_to_live(TableName=source, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"})
    item = {"pk": {"S": "session"}, "expiresAt": {"N": str(int(time.time()) + 2)}, "cart": {"L": [{"S": "ticket"}]}}
    db.put_item(TableName=source, Item=item)
    good = next_second()
    until(lambda: not tables.scan_all(db, source), timeout_seconds=60)
    assert tables.scan_all(db, restore(source, good)) == [item]


# ---- what is refused ----

def request(db, source, **parameters):
    parameters.setdefault("TargetTableName", "never-restored")
    return db.restore_table_to_point_in_time(SourceTableName=source, **parameters)


def assert_not_created(db, name="never-restored"):
    with refused("ResourceNotFoundException"):
        db.describe_table(TableName=name)


@pytest.mark.parametrize("offset_seconds", [-3600, -40 * 24 * 3600, 3600])
def test_a_time_outside_the_window_is_refused(db, recorded, offset_seconds):
    """API reference, errors: InvalidRestoreTimeException; the text names both bounds (recorded on AWS)."""
    source = recorded()
    with refused("InvalidRestoreTimeException", matching=r"^RestoreDateTime '.+' must be within EarliestRestorableDateTime '.+' and "
                                                         r"LatestRestorableDateTime '.+'"):
        request(db, source, RestoreDateTime=as_datetime(int(time.time()) + offset_seconds))
    assert_not_created(db)


def test_the_epoch_is_outside(raw, recorded):
    """Recorded on AWS: RestoreDateTime 0 is an InvalidRestoreTimeException like any other time outside."""
    for moment in (0, -5, 1e11):
        answer = raw.call("RestoreTableToPointInTime", {"SourceTableName": recorded(), "TargetTableName": "never-restored", "RestoreDateTime": moment})
        assert (answer.status, answer.error) == (400, "InvalidRestoreTimeException")


def test_without_point_in_time_recovery(db, make_table):
    """API reference, errors: PointInTimeRecoveryUnavailableException; it comes before the checks of time and target (recorded on AWS)."""
    source = make_table()
    text = f"Point in time recovery is not enabled for table '{source}'"
    for parameters in ({"RestoreDateTime": as_datetime(int(time.time()))}, {"UseLatestRestorableTime": True},
                       {"RestoreDateTime": as_datetime(0)}, {"UseLatestRestorableTime": True, "TargetTableName": source}):
        with refused("PointInTimeRecoveryUnavailableException", text):
            request(db, source, **parameters)
    assert_not_created(db)


def test_disabled_again(db, recorded):
    """Developer guide, PITR: after disabling, the window is gone at once."""
    source = recorded()
    good = next_second()
    db.update_continuous_backups(TableName=source, PointInTimeRecoverySpecification=OFF)
    with refused("PointInTimeRecoveryUnavailableException"):
        request(db, source, RestoreDateTime=as_datetime(good))


def test_enabled_again(db, recorded, restore):
    """Developer guide, PITR: enabling again starts a new window; moments of the old one are outside."""
    source = recorded()
    put_all(db, source, shop_items(4))
    old = next_second()
    db.update_continuous_backups(TableName=source, PointInTimeRecoverySpecification=OFF)
    put_all(db, source, shop_items(6))
    next_second()
    db.update_continuous_backups(TableName=source, PointInTimeRecoverySpecification=ON)
    next_second()
    new = next_second()
    put_all(db, source, shop_items(9))
    with refused("InvalidRestoreTimeException"):
        request(db, source, RestoreDateTime=as_datetime(old))
    assert_same_items(tables.scan_all(db, restore(source, new)), shop_items(6), "pk", "sk")


def test_an_existing_target_is_refused(db, recorded, make_table):
    """API reference, errors: TableAlreadyExistsException; also the source itself; the time is checked before (recorded on AWS)."""
    source, existing = recorded(), make_table()
    good = as_datetime(next_second())
    for target in (existing, source):
        with refused("TableAlreadyExistsException", f"Table already exists: {target}"):
            request(db, source, TargetTableName=target, RestoreDateTime=good)
    with refused("InvalidRestoreTimeException"):
        request(db, source, TargetTableName=existing, RestoreDateTime=as_datetime(1))


def test_an_unknown_source_is_refused(db, make_table):
    """API reference, errors: TableNotFoundException, also where the target exists (recorded on AWS)."""
    with refused("TableNotFoundException", "Table not found: no-such-table"):
        request(db, "no-such-table", UseLatestRestorableTime=True)
    with refused("TableNotFoundException", "Table not found: no-such-table"):
        request(db, "no-such-table", UseLatestRestorableTime=True, TargetTableName=make_table())


def test_exactly_one_time(db, recorded):
    """Recorded on AWS: both and neither of RestoreDateTime and UseLatestRestorableTime."""
    source = recorded()
    with refused("ValidationException", matching="^Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set"):
        request(db, source, RestoreDateTime=as_datetime(int(time.time())), UseLatestRestorableTime=True)
    for parameters in ({}, {"UseLatestRestorableTime": False}):
        with invalid("Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both"):
            request(db, source, **parameters)


def test_exactly_one_source(db, recorded):
    """Recorded on AWS: the source by name or by ARN, not both, not neither."""
    source = recorded()
    arn = db.describe_table(TableName=source)["Table"]["TableArn"]
    with invalid("Must provide exactly one of: sourceTableArn, sourceTableName"):
        request(db, source, SourceTableArn=arn, UseLatestRestorableTime=True)
    with refused("ValidationException", matching="The parameter 'TableName' is required"):
        db.restore_table_to_point_in_time(TargetTableName="never-restored", UseLatestRestorableTime=True)


@pytest.mark.parametrize("target", ["bad name!", "ab", "a" * 256])
def test_a_bad_target_name_is_refused(db, recorded, target):
    """Service model, TableName: 3 to 255 characters of a-z, A-Z, 0-9, '_', '-', '.'."""
    with refused("ValidationException", matching="at 'targetTableName' failed to satisfy constraint: Member must"):
        request(db, recorded(), TargetTableName=target, UseLatestRestorableTime=True)


def test_a_target_is_required(db, recorded):
    """Service model, RestoreTableToPointInTimeInput: TargetTableName is required."""
    with refused("ValidationException", matching="'targetTableName' failed to satisfy constraint: Member must not be null"):
        db.restore_table_to_point_in_time(SourceTableName=recorded(), UseLatestRestorableTime=True)


def test_on_demand_limits_and_encryption(db, recorded, restore):
    """API reference, OnDemandThroughputOverride and SSESpecificationOverride; without them the new table has its source's."""
    key = "arn:aws:kms:us-east-1:000000000000:key/301f0bb6-edf0-476a-9525-14f2ee58148a"
    source = recorded("pk:S", OnDemandThroughput={"MaxReadRequestUnits": 5}, SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key})
    same = db.describe_table(TableName=restore(source))["Table"]
    assert (same["OnDemandThroughput"], same["SSEDescription"]["KMSMasterKeyArn"]) == ({"MaxReadRequestUnits": 5}, key)
    other = restore(source, OnDemandThroughputOverride={"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": 8}, SSESpecificationOverride={"Enabled": False})
    other = db.describe_table(TableName=other)["Table"]
    assert other["OnDemandThroughput"] == {"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": 8}
    assert "SSEDescription" not in other


def test_vector_indexes_are_refused(recorded, restore):
    """Design, section 5: no answer is invented."""
    with refused("ValidationException", "Vector indexes are not supported by Quondam"):
        restore(recorded("pk:S"), VectorIndexOverride=[{"IndexName": "vectors", "VectorAttribute": {"AttributeName": "v"}, "Projection": {"ProjectionType": "ALL"}, "Dimensions": 3, "DistanceFunction": "COSINE"}])
