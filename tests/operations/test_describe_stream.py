"""DescribeStream: API reference "DescribeStream" (Streams API, 2012-08-10)."""

import re

import pytest
from support import tables
from support.expect import constraint, invalid, refused, violation
from support.streams import DISABLE, ENABLE, describe

LABEL = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}"


def test_describes_a_stream(db, streams, streamed):
    """API reference, StreamDescription (dynamodb-conformance, tier2/streams; ScyllaDB's test_describe_stream, runs on AWS)."""
    name, arn = streamed("pk:S", "sk:N", view="KEYS_ONLY")
    found = describe(streams, arn)
    table = db.describe_table(TableName=name)["Table"]
    assert re.fullmatch(rf"{re.escape(table['TableArn'])}/stream/{LABEL}", arn)
    assert found["StreamArn"] == arn
    assert found["StreamLabel"] == table["LatestStreamLabel"] == arn.rpartition("/")[2]
    assert (found["StreamStatus"], found["StreamViewType"], found["TableName"]) == ("ENABLED", "KEYS_ONLY", name)
    assert found["KeySchema"] == table["KeySchema"]
    assert abs(found["CreationRequestDateTime"] - table["CreationDateTime"]).total_seconds() < 1
    assert "LastEvaluatedShardId" not in found


def test_a_new_stream_has_one_open_shard(streams, streamed):
    """API reference, Shard, SequenceNumberRange: an open shard has a starting sequence number and no ending one; ids look as DynamoDB's."""
    (shard,) = describe(streams, streamed()[1])["Shards"]
    assert re.fullmatch(r"shardId-\d{20}-[0-9a-f]{8}", shard["ShardId"])
    assert shard["SequenceNumberRange"].keys() == {"StartingSequenceNumber"}
    assert re.fullmatch(r"\d{21,40}", shard["SequenceNumberRange"]["StartingSequenceNumber"])
    assert "ParentShardId" not in shard


def test_a_disabled_stream_is_described_and_its_shards_are_closed(db, streams, streamed):
    """ScyllaDB's test_streams_disabled_stream (runs on AWS); developer guide: disabling closes the open shards."""
    name, arn = streamed()
    db.update_table(TableName=name, StreamSpecification=DISABLE)
    found = describe(streams, arn)
    assert found["StreamStatus"] == "DISABLED"
    for shard in found["Shards"]:
        numbers = shard["SequenceNumberRange"]
        assert int(numbers["StartingSequenceNumber"]) <= int(numbers["EndingSequenceNumber"])
    db.update_table(TableName=name, StreamSpecification=ENABLE)
    assert describe(streams, arn)["StreamStatus"] == "DISABLED"


def test_a_deleted_tables_stream_is_described(db, streams, streamed):
    """API reference, DeleteTable: the table's stream goes into the DISABLED state; its shards are closed."""
    name, arn = streamed("pk:S", "sk:N")
    before = describe(streams, arn)
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    found = describe(streams, arn)
    assert found["StreamStatus"] == "DISABLED"
    assert all("EndingSequenceNumber" in shard["SequenceNumberRange"] for shard in found["Shards"])
    for member in ("StreamArn", "StreamLabel", "StreamViewType", "TableName", "KeySchema", "CreationRequestDateTime"):
        assert found[member] == before[member]


def test_pages_of_shards(streams, streamed):
    """API reference, DescribeStream: Limit, ExclusiveStartShardId; behind the last shard there is nothing (ScyllaDB's list_shards, runs on AWS)."""
    _, arn = streamed()
    (shard,) = describe(streams, arn, Limit=1)["Shards"]
    assert describe(streams, arn, ExclusiveStartShardId=shard["ShardId"])["Shards"] == []
    unknown = "z" * 40
    assert describe(streams, arn, ExclusiveStartShardId=unknown)["Shards"] == []


def test_children_of_a_shard(streams, streamed):
    """API reference, ShardFilter: CHILD_SHARDS of a shard; an open one has none."""
    _, arn = streamed()
    (shard,) = describe(streams, arn)["Shards"]
    assert describe(streams, arn, ShardFilter={"Type": "CHILD_SHARDS", "ShardId": shard["ShardId"]})["Shards"] == []
    with refused("ValidationException"):
        describe(streams, arn, ShardFilter={"Type": "CHILD_SHARDS"})


def test_an_unknown_stream_is_refused_by_its_arn(db, streams, streamed):
    """DynamoDB's answers in public issues: the text names the ARN; the stream of a table that has been created again is another one."""
    name, arn = streamed()
    for unknown in (arn[:-3] + "999", arn.replace(name, "no-such-table"), arn.replace(":000000000000:", ":111111111111:")):
        if unknown == arn:
            continue
        with refused("ResourceNotFoundException", f"Requested resource not found: Stream: {unknown} not found"):
            describe(streams, unknown)


@pytest.mark.parametrize("arn", ["sdfadfsdfnlfkajakfgjalksfgklasjklasdjfklasdfasdfgasf", "fake-stream"])
def test_what_is_no_arn_is_refused(streams, arn):
    """aws-sdk-js's feature tests, which run on AWS: ValidationException, "Invalid StreamArn", also for what is too short for an ARN."""
    with invalid("Invalid StreamArn"):
        describe(streams, arn)


def test_violated_constraints_are_named(streams, streamed):
    """Service model, DescribeStreamInput: StreamArn is required, a ShardId has 28 to 65 characters; documentation: 100 shards at most."""
    with constraint(violation(None, "streamArn", "not be null")):
        streams.describe_stream()
    with constraint(violation("short", "exclusiveStartShardId", "have length greater than or equal to 28"),
                    violation(101, "limit", "have value less than or equal to 100"),
                    violation("X", "shardFilter.type", "satisfy enum value set: [CHILD_SHARDS]")):
        streams.describe_stream(StreamArn=streamed()[1], ExclusiveStartShardId="short", Limit=101, ShardFilter={"Type": "X"})
