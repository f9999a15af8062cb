"""GetShardIterator: API reference "GetShardIterator" (Streams API, 2012-08-10)."""

import datetime

import pytest
from support.clock import next_second
from support.expect import constraint, invalid, refused, violation
from support.streams import events, iterator, read, shards


@pytest.fixture
def three(db, streams, streamed):
    """A stream of three records, and they."""
    name, arn = streamed()
    for number in "123":
        db.put_item(TableName=name, Item={"pk": {"S": "a"}, "v": {"N": number}})
    return name, arn, read(streams, arn)


def behind(streams, arn: str, kind: str, **parameters) -> list:
    return streams.get_records(ShardIterator=iterator(streams, arn, kind, **parameters))["Records"]


def number_of(record: dict) -> str:
    return record["dynamodb"]["SequenceNumber"]


def test_trim_horizon_begins_at_the_oldest_record(streams, three):
    """API reference, ShardIteratorType: TRIM_HORIZON (ScyllaDB's test_streams_trim_horizon, runs on AWS)."""
    _, arn, records = three
    assert behind(streams, arn, "TRIM_HORIZON") == records


def test_latest_begins_behind_the_newest_record(db, streams, three):
    """API reference, ShardIteratorType: LATEST (ScyllaDB's test_streams_last_result, runs on AWS)."""
    name, arn, _ = three
    latest = iterator(streams, arn, "LATEST")
    assert streams.get_records(ShardIterator=latest)["Records"] == []
    db.delete_item(TableName=name, Key={"pk": {"S": "a"}})
    (record,) = streams.get_records(ShardIterator=latest)["Records"]
    assert record["eventName"] == "REMOVE"


def test_at_and_after_a_sequence_number(streams, three):
    """API reference, ShardIteratorType: AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER (ScyllaDB's tests of both, run on AWS)."""
    _, arn, records = three
    for place, record in enumerate(records):
        assert behind(streams, arn, "AT_SEQUENCE_NUMBER", SequenceNumber=number_of(record)) == records[place:]
        assert behind(streams, arn, "AFTER_SEQUENCE_NUMBER", SequenceNumber=number_of(record)) == records[place + 1:]


def test_at_the_shards_first_sequence_number(streams, three):
    """API reference, StartingSequenceNumber: reading from there is reading everything (ScyllaDB's test_streams_starting_sequence_number)."""
    _, arn, records = three
    start = shards(streams, arn)[0]["SequenceNumberRange"]["StartingSequenceNumber"]
    assert behind(streams, arn, "AT_SEQUENCE_NUMBER", SequenceNumber=start) == records


def test_at_a_timestamp(db, streams, three):
    """API reference, Timestamp: the first record at or after it; the trim horizon for an older one; the future is refused."""
    name, arn, records = three
    second = next_second()
    db.delete_item(TableName=name, Key={"pk": {"S": "a"}})
    (found,) = behind(streams, arn, "AT_TIMESTAMP", Timestamp=second)
    assert found["eventName"] == "REMOVE"
    assert behind(streams, arn, "AT_TIMESTAMP", Timestamp=second - 7 * 86400) == [*records, found]
    with refused("ValidationException"):
        iterator(streams, arn, "AT_TIMESTAMP", Timestamp=second + 3600)


def test_an_iterator_is_bound_to_its_stream(streams, three):
    """The examples of the service model: an iterator begins with the stream's ARN and |1|."""
    _, arn, _ = three
    assert iterator(streams, arn).startswith(f"{arn}|1|")


def test_a_sequence_number_goes_with_its_types(streams, three):
    """ScyllaDB's test_get_shard_iterator (runs on AWS): required by two types, refused by the others."""
    _, arn, records = three
    for kind in ("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"):
        with refused("ValidationException"):
            iterator(streams, arn, kind)
    for kind in ("TRIM_HORIZON", "LATEST"):
        with refused("ValidationException"):
            iterator(streams, arn, kind, SequenceNumber=number_of(records[0]))
    with refused("ValidationException"):
        iterator(streams, arn, "AT_TIMESTAMP")
    with refused("ValidationException"):
        iterator(streams, arn, "LATEST", Timestamp=datetime.datetime.now(datetime.timezone.utc))


@pytest.mark.parametrize("number", ["1" * 21, "x" * 26, "1" + "0" * 25])
def test_a_sequence_number_that_is_none_of_the_shards_is_refused(streams, three, number):
    """API reference, SequenceNumber: that of a record in the shard."""
    with refused("ValidationException"):
        iterator(streams, three[1], "AT_SEQUENCE_NUMBER", SequenceNumber=number)


def test_an_unknown_shard_is_refused(streams, three):
    """DynamoDB's answers in public issues; ScyllaDB's test_get_shard_iterator_for_nonexistent_shard (runs on AWS)."""
    with refused("ResourceNotFoundException", "Requested resource not found: Shard does not exist"):
        iterator(streams, three[1], shard="adfasdasdasdasdasdasdasdasdasasdasd")


def test_an_unknown_stream_is_refused(streams, three):
    """ScyllaDB's test_get_shard_iterator_for_nonexistent_stream (runs on AWS): ValidationException for what is no ARN."""
    shard = shards(streams, three[1])[0]["ShardId"]
    with invalid("Invalid StreamArn"):
        iterator(streams, "sdfadfsddafgdafsgjnadflkgnalngalsdfnlkasnlkasdfasdfasf", shard=shard)
    gone = three[1].rpartition("/")[0] + "/2015-05-20T20:51:10.252"
    with refused("ResourceNotFoundException", f"Requested resource not found: Stream: {gone} not found"):
        iterator(streams, gone, shard=shard)


def test_violated_constraints_are_named(streams, three):
    """Service model, GetShardIteratorInput."""
    with constraint(violation(None, "streamArn", "not be null"), violation(None, "shardId", "not be null"),
                    violation(None, "shardIteratorType", "not be null")):
        streams.get_shard_iterator()
    with constraint(
            violation("bulle", "shardIteratorType",
                      "satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON, AT_TIMESTAMP]"),
            violation("1", "sequenceNumber", "have length greater than or equal to 21")):
        iterator(streams, three[1], "bulle", SequenceNumber="1")


def test_records_of_a_disabled_stream_are_found(db, streams, three):
    """ScyllaDB's test_streams_closed_read (runs on AWS): a closed shard gives out iterators."""
    name, arn, records = three
    db.update_table(TableName=name, StreamSpecification={"StreamEnabled": False})
    db.put_item(TableName=name, Item={"pk": {"S": "b"}})
    assert events(behind(streams, arn, "TRIM_HORIZON")) == events(records)
    assert behind(streams, arn, "LATEST") == []
