"""GetRecords: API reference "GetRecords" (Streams API, 2012-08-10)."""

import re
import time

import pytest
from support import api, tables, transactions
from support.admin import Admin
from support.clock import until
from support.expect import constraint, invalid, refused, violation
from support.server import Server
from support.streams import DISABLE, ENABLE, Poller, describe, events, iterator, read, shards

KEY = {"pk": {"S": "a"}}


def item(value: str, **more) -> dict:
    return {**KEY, "v": {"S": value}, **more}


@pytest.mark.parametrize("view", ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"])
def test_each_view_shows_its_images(db, streams, streamed, view):
    """API reference, StreamViewType (dynamodb-conformance, tier2/streams; ScyllaDB's do_updates, runs on AWS)."""
    name, arn = streamed(view=view)
    db.put_item(TableName=name, Item=item("1"))
    db.update_item(TableName=name, Key=KEY, UpdateExpression="SET w = :w", ExpressionAttributeValues={":w": {"N": "2"}})
    db.delete_item(TableName=name, Key=KEY)
    updated = item("1", w={"N": "2"})
    old, new = view in ("OLD_IMAGE", "NEW_AND_OLD_IMAGES"), view in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")
    records = read(streams, arn)
    assert events(records) == [
        ("INSERT", KEY, None, item("1") if new else None),
        ("MODIFY", KEY, item("1") if old else None, updated if new else None),
        ("REMOVE", KEY, updated if old else None, None)]
    assert {record["dynamodb"]["StreamViewType"] for record in records} == {view}


def test_what_a_record_says(db, streams, streamed):
    """API reference, Record, StreamRecord: region, source, version, an id of its own, the second in which it was made, its size."""
    name, arn = streamed()
    db.put_item(TableName=name, Item=item("1"))
    db.put_item(TableName=name, Item=item("22"))
    first, second = read(streams, arn)
    for record in (first, second):
        assert (record["awsRegion"], record["eventSource"], record["eventVersion"]) == ("us-east-1", "aws:dynamodb", "1.1")
        assert re.fullmatch(r"[0-9a-f]{32}", record["eventID"])
        assert re.fullmatch(r"\d{21,40}", record["dynamodb"]["SequenceNumber"])
        created = record["dynamodb"]["ApproximateCreationDateTime"]
        assert created.microsecond == 0 and abs(created.timestamp() - time.time()) < 60
        assert "userIdentity" not in record
    assert first["eventID"] != second["eventID"]
    assert int(first["dynamodb"]["SequenceNumber"]) < int(second["dynamodb"]["SequenceNumber"])
    # Names and values of the keys and of the images: pk + a, v + 1, v + 22.
    assert (first["dynamodb"]["SizeBytes"], second["dynamodb"]["SizeBytes"]) == (3 + 5, 3 + 5 + 6)
    assert read(streams, arn) == [first, second], "the same at every reading"


def test_a_write_that_changes_nothing_is_no_record(db, streams, streamed):
    """ScyllaDB's do_updates_1 (recorded on AWS): neither the same item again, nor the deletion of none."""
    name, arn = streamed()
    db.put_item(TableName=name, Item=item("1"))
    db.put_item(TableName=name, Item=item("1"))
    db.update_item(TableName=name, Key=KEY, UpdateExpression="SET v = :v", ExpressionAttributeValues={":v": {"S": "1"}})
    db.delete_item(TableName=name, Key={"pk": {"S": "no such item"}})
    with refused("ConditionalCheckFailedException"):
        db.put_item(TableName=name, Item=item("2"), ConditionExpression="attribute_not_exists(pk)")
    assert events(read(streams, arn)) == [("INSERT", KEY, None, item("1"))]


def test_batches_and_transactions(db, streams, streamed):
    """Developer guide: every item-level change is a record, whatever made it; a transaction's are as many."""
    name, arn = streamed("pk:S", "sk:S")
    keys = [{"pk": {"S": "a"}, "sk": {"S": str(number)}} for number in range(4)]
    db.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": key}} for key in keys]})
    transactions.write(db, transactions.delete(name, keys[0]), transactions.check(name, keys[1], "attribute_exists(pk)"),
                       transactions.update(name, keys[2], "SET v = :v", {":v": {"S": "1"}}))
    found = events(read(streams, arn))
    assert sorted(map(str, found[:4])) == sorted(str(("INSERT", key, None, key)) for key in keys)
    assert sorted(map(str, found[4:])) == sorted(map(str, [
        ("REMOVE", keys[0], keys[0], None), ("MODIFY", keys[2], keys[2], {**keys[2], "v": {"S": "1"}})]))


def test_pages_follow_each_other(db, streams, streamed):
    """API reference, GetRecords: Limit records at most, the next ones behind NextShardIterator; none twice, none left out."""
    name, arn = streamed()
    for number in range(7):
        db.put_item(TableName=name, Item=item(str(number)))
    following, pages = iterator(streams, arn), []
    for _ in range(4):
        page = streams.get_records(ShardIterator=following, Limit=3)
        following = page["NextShardIterator"]
        pages.append([record["dynamodb"]["NewImage"]["v"]["S"] for record in page["Records"]])
    assert pages == [["0", "1", "2"], ["3", "4", "5"], ["6"], []]


def test_a_page_has_at_most_one_megabyte(db, streams, streamed):
    """API reference, GetRecords: a maximum of 1 MB of data or 1000 records, whichever comes first."""
    name, arn = streamed(view="NEW_IMAGE")
    for number in range(4):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}, "v": {"S": "x" * 390_000}})
    page = streams.get_records(ShardIterator=iterator(streams, arn))
    assert len(page["Records"]) == 2
    assert len(streams.get_records(ShardIterator=page["NextShardIterator"])["Records"]) == 2


def test_an_open_shard_goes_on(db, streams, streamed):
    """ScyllaDB's test_streams_no_records and test_streams_another_result (run on AWS): no records is an empty list; the iterator behind goes on."""
    name, arn = streamed()
    page = streams.get_records(ShardIterator=iterator(streams, arn))
    assert page["Records"] == []
    db.put_item(TableName=name, Item=item("1"))
    page = streams.get_records(ShardIterator=page["NextShardIterator"])
    assert events(page["Records"]) == [("INSERT", KEY, None, item("1"))]
    assert streams.get_records(ShardIterator=page["NextShardIterator"])["Records"] == []


def test_a_closed_shard_ends(db, streams, streamed):
    """ScyllaDB's test_streams_closed_read (runs on AWS): at the end of a closed shard NextShardIterator is missing; iterators in hand go on."""
    name, arn = streamed()
    in_hand = iterator(streams, arn, "LATEST")
    db.put_item(TableName=name, Item=item("1"))
    db.update_table(TableName=name, StreamSpecification=DISABLE)
    db.put_item(TableName=name, Item=item("2"))
    page = streams.get_records(ShardIterator=in_hand)
    assert events(page["Records"]) == [("INSERT", KEY, None, item("1"))]
    assert "NextShardIterator" not in page


def test_a_second_stream_has_its_own_records(db, streams, streamed):
    """Developer guide: enabling a stream again makes a new one, with another ARN; each has the records of its time."""
    name, first = streamed()
    db.put_item(TableName=name, Item=item("1"))
    db.update_table(TableName=name, StreamSpecification=DISABLE)
    db.put_item(TableName=name, Item=item("2"))
    second = db.update_table(TableName=name, StreamSpecification=ENABLE)["TableDescription"]["LatestStreamArn"]
    db.put_item(TableName=name, Item=item("3"))
    assert events(read(streams, first)) == [("INSERT", KEY, None, item("1"))]
    assert events(read(streams, second)) == [("MODIFY", KEY, item("2"), item("3"))]


def test_a_time_to_live_deletion_names_the_service(db, streams, streamed):
    """Developer guide, "DynamoDB Streams and Time to Live": userIdentity says that the service deleted the item; a user's deletion has none."""
    name, arn = streamed()
    poller = Poller(streams, arn)
    db.put_item(TableName=name, Item=item("1"))
    db.delete_item(TableName=name, Key=KEY)
    assert all("userIdentity" not in record for record in poller.poll())
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    expired = item("2", expires={"N": str(int(time.time()) - 10)})
    db.put_item(TableName=name, Item=expired)
    found = []
    until(lambda: found.extend(poller.poll()) or any(record["eventName"] == "REMOVE" for record in found))
    assert events(found) == [("INSERT", KEY, None, expired), ("REMOVE", KEY, expired, None)]
    assert "userIdentity" not in found[0]
    assert found[1]["userIdentity"] == {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}


def test_indexes_make_no_records(db, streams, streamed):
    """Developer guide: a stream is of the table's items; an index's entries make none of their own."""
    name, arn = streamed(attributes=("v:S",), GlobalSecondaryIndexes=[{
        "IndexName": "by-v", "KeySchema": [{"AttributeName": "v", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}])
    for value in "12":
        db.put_item(TableName=name, Item=item(value))
    assert events(read(streams, arn)) == [("INSERT", KEY, None, item("1")), ("MODIFY", KEY, item("1"), item("2"))]


def test_recovery_turned_off_takes_nothing_from_the_stream(db, streams, streamed):
    """Design, section 1: recovery and streams read the same history, and either keeps it."""
    name, arn = streamed()
    for enabled in (True, False):
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": enabled})
        db.put_item(TableName=name, Item=item(str(enabled)))
    assert events(read(streams, arn)) == [("INSERT", KEY, None, item("True")), ("MODIFY", KEY, item("True"), item("False"))]


def test_a_stream_opens_no_recovery_window(db, streamed):
    """API reference, DescribeContinuousBackups: what a stream records is no recovery window; enabling recovery begins one."""
    name, _ = streamed()
    db.put_item(TableName=name, Item=item("1"))
    described = db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert described["PointInTimeRecoveryDescription"] == {"PointInTimeRecoveryStatus": "DISABLED"}


@pytest.mark.parametrize("text", ["sdfsdfsgagaddafgagasgasgasdfasdfasdfasdfasdgasdasdgasdg", "arn|1|AAAA"])
def test_what_is_no_iterator_is_refused(streams, text):
    """ScyllaDB's test_get_records_nonexistent_iterator (runs on AWS): ValidationException."""
    with invalid("Invalid ShardIterator"):
        streams.get_records(ShardIterator=text)


@pytest.mark.parametrize("recovery", [False, True])
def test_a_deleted_tables_stream_is_read_to_its_end(db, streams, streamed, recovery):
    """API reference, DeleteTable: the stream goes into the DISABLED state and is deleted after 24 hours; so a reader misses nothing of what was
    written before the deletion. The name is free meanwhile, and another table's stream has its own records."""
    name, arn = streamed()
    if recovery:
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    db.put_item(TableName=name, Item=item("1"))
    first = iterator(streams, arn)
    db.put_item(TableName=name, Item=item("2"))
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    _, second = streamed(name=name)
    db.put_item(TableName=name, Item=item("3"))
    expected = [("INSERT", KEY, None, item("1")), ("MODIFY", KEY, item("1"), item("2"))]
    page = streams.get_records(ShardIterator=first)
    assert events(page["Records"]) == expected
    assert "NextShardIterator" not in page
    assert events(read(streams, arn)) == expected
    assert events(read(streams, second)) == [("INSERT", KEY, None, item("3"))]


@pytest.fixture
def ticking(tmp_path):
    """A server whose clock is moved by hand, in hours; the table "ticking" with a stream, and the stream's ARN."""
    with Server(tmp_path, "--test-clock") as server:
        db, admin = api.client(server.endpoint), Admin(server.endpoint)
        made = db.create_table(TableName="ticking", **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST", StreamSpecification=ENABLE)
        yield server, db, lambda hours: admin.advance_clock(Seconds=round(hours * 3600)), made["TableDescription"]["LatestStreamArn"]


@pytest.mark.own_server
def test_records_are_trimmed_after_24_hours(ticking):
    """Developer guide, "DynamoDB Streams": stream records live for 24 hours. What stood on one of them is refused: TrimmedDataAccessException, and
    ExpiredIteratorException after 15 minutes (API reference, GetRecords). Shards go when all of theirs have gone."""
    server, db, pass_hours, arn = ticking
    streams = api.client(server.endpoint, service="dynamodbstreams")
    db.put_item(TableName="ticking", Item=item("1"))
    old, = shards(streams, arn)
    pass_hours(23)
    db.put_item(TableName="ticking", Item=item("2"))
    both = read(streams, arn)
    assert events(both) == [("INSERT", KEY, None, item("1")), ("MODIFY", KEY, item("1"), item("2"))]
    in_hand = iterator(streams, arn, shard=old["ShardId"])
    pass_hours(1.1)
    with refused("ExpiredIteratorException", "Shard iterator has expired"):
        streams.get_records(ShardIterator=in_hand)
    for kind in ("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"):
        with refused("TrimmedDataAccessException", "The data you are trying to access has been trimmed"):
            iterator(streams, arn, kind, shard=old["ShardId"], SequenceNumber=both[0]["dynamodb"]["SequenceNumber"])
    assert read(streams, arn) == both[1:]
    assert old["ShardId"] in [shard["ShardId"] for shard in shards(streams, arn)]
    pass_hours(4)
    left = shards(streams, arn)
    assert old["ShardId"] not in [shard["ShardId"] for shard in left]
    assert left[0]["ParentShardId"] == old["ShardId"], "a child goes on naming its parent"
    assert read(streams, arn) == both[1:]


@pytest.mark.own_server
@pytest.mark.parametrize("end", ["disabled", "deleted"])
def test_a_stream_that_has_ended_is_read_for_24_hours(ticking, end):
    """Developer guide: a disabled stream's data "will continue to be readable for 24 hours"; API reference, DeleteTable: "the stream is
    automatically deleted after 24 hours". Also over a restart; then ResourceNotFoundException."""
    server, db, pass_hours, arn = ticking
    pass_hours(1)
    db.put_item(TableName="ticking", Item=item("1"))
    if end == "disabled":
        db.update_table(TableName="ticking", StreamSpecification=DISABLE)
    else:
        db.delete_table(TableName="ticking")
    pass_hours(23.9)
    server.stop()
    server.start()
    streams, admin = api.client(server.endpoint, service="dynamodbstreams"), Admin(server.endpoint)
    assert events(read(streams, arn)) == [("INSERT", KEY, None, item("1"))]
    assert [stream["StreamArn"] for stream in streams.list_streams()["Streams"]] == [arn]
    in_hand = iterator(streams, arn)
    admin.advance_clock(Seconds=600)
    for call in (lambda: streams.get_records(ShardIterator=in_hand), lambda: describe(streams, arn), lambda: iterator(streams, arn, shard="x" * 40)):
        with refused("ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found"):
            call()
    assert streams.list_streams()["Streams"] == []


def test_violated_constraints_are_named(streams, streamed):
    """Service model, GetRecordsInput; documentation: at most 1000 records (ScyllaDB's test_get_records_too_high_limit, runs on AWS)."""
    with constraint(violation(None, "shardIterator", "not be null")):
        streams.get_records()
    with constraint(violation("", "shardIterator", "have length greater than or equal to 1"),
                    violation(0, "limit", "have value greater than or equal to 1")):
        streams.get_records(ShardIterator="", Limit=0)
    in_hand = iterator(streams, streamed()[1])
    assert streams.get_records(ShardIterator=in_hand, Limit=1000)["Records"] == []
    with constraint(violation(1001, "limit", "have value less than or equal to 1000")):
        streams.get_records(ShardIterator=in_hand, Limit=1001)
