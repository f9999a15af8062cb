"""ListStreams: API reference "ListStreams" (Streams API, 2012-08-10)."""

import pytest
from support import tables
from support.expect import constraint, invalid, refused, violation
from support.streams import DISABLE, ENABLE


def arns(streams, **parameters) -> list:
    """Of all pages."""
    found, start = [], {}
    while True:
        page = streams.list_streams(**{**parameters, **start})
        found += [stream["StreamArn"] for stream in page["Streams"]]
        if "LastEvaluatedStreamArn" not in page:
            return found
        start = {"ExclusiveStartStreamArn": page["LastEvaluatedStreamArn"]}


def test_lists_a_tables_stream(streams, streamed):
    """API reference, Stream: StreamArn, StreamLabel and TableName of each; only the named table's streams (dynamodb-conformance, tier2/streams)."""
    name, arn = streamed()
    streamed()
    assert streams.list_streams(TableName=name)["Streams"] == [
        {"StreamArn": arn, "StreamLabel": arn.rpartition("/stream/")[2], "TableName": name}]


def test_lists_all_streams(streams, streamed):
    """API reference, ListStreams: without a TableName the streams of all tables."""
    made = [streamed()[1] for _ in range(3)]
    assert set(made) <= set(arns(streams))


def test_a_table_without_a_stream_has_none(streams, make_table):
    """ScyllaDB's test_list_streams_empty (runs on AWS): an empty list, not an error."""
    assert streams.list_streams(TableName=make_table())["Streams"] == []


def test_an_unknown_table_has_none(streams):
    """A deleted table's streams are listed by its name for a day, so a name without a table is no error."""
    assert streams.list_streams(TableName="no-such-table")["Streams"] == []


def test_a_deleted_tables_streams_are_listed(db, streams, streamed):
    """API reference, DeleteTable: the stream is deleted 24 hours after its table; those of an earlier table of the name come first."""
    name, first = streamed()
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    assert arns(streams, TableName=name) == [first]
    assert streams.describe_stream(StreamArn=first)["StreamDescription"]["StreamStatus"] == "DISABLED"
    _, second = streamed(name=name)
    assert arns(streams, TableName=name, Limit=1) == [first, second]
    everything = arns(streams, Limit=1)
    assert [arn for arn in everything if arn in (first, second)] == [first, second]


def test_pages(streams, streamed):
    """API reference, ListStreams: Limit streams at most, LastEvaluatedStreamArn where more follow; each stream once."""
    made = [streamed()[1] for _ in range(3)]
    assert len(streams.list_streams(Limit=2)["Streams"]) == 2
    for limit in (1, 2, 100):
        paged = arns(streams, Limit=limit)
        assert [paged.count(arn) for arn in made] == [1, 1, 1]


def test_a_page_begins_behind_a_stream_that_is_not_there(streams, streamed):
    """API reference, ExclusiveStartStreamArn: a place in the list, whether or not its stream is still there."""
    name, arn = streamed()
    gone = arn.rpartition("/")[0] + "/2015-05-20T20:51:10.252"
    assert streams.list_streams(TableName=name, ExclusiveStartStreamArn=gone)["Streams"][0]["StreamArn"] == arn
    assert arn not in arns(streams, ExclusiveStartStreamArn=arn)


def test_earlier_streams_of_a_table_are_listed(db, streams, streamed):
    """Developer guide, "Change data capture for DynamoDB Streams": a disabled stream stays for 24 hours; enabling again makes another one."""
    name, first = streamed()
    db.update_table(TableName=name, StreamSpecification=DISABLE)
    assert arns(streams, TableName=name) == [first]
    second = db.update_table(TableName=name, StreamSpecification=ENABLE)["TableDescription"]["LatestStreamArn"]
    assert arns(streams, TableName=name, Limit=1) == [first, second]


@pytest.mark.parametrize("limit, must", [
    (0, "have value greater than or equal to 1"), (101, "have value less than or equal to 100")])
def test_a_bad_limit_is_refused(streams, limit, must):
    """API reference, ListStreams, Limit: 1 to 100 (ScyllaDB's test_list_streams_too_high_limit, runs on AWS)."""
    with constraint(violation(limit, "limit", must)):
        streams.list_streams(Limit=limit)


@pytest.mark.parametrize("start", ["kossaapaaasdafsdaasdasdasdasasdasfadfadfasdasdas", "short"])
def test_a_start_that_is_no_arn_is_refused(streams, start):
    """ScyllaDB's test_list_streams_with_nonexistent_last_stream (runs on AWS): ValidationException."""
    with invalid("Invalid StreamArn"):
        streams.list_streams(ExclusiveStartStreamArn=start)


def test_belongs_to_the_streams_api(db, raw):
    """X-Amz-Target names the service: the operation is none of DynamoDB_20120810's."""
    answer = raw.call("ListStreams", {})
    assert (answer.status, answer.error) == (400, "UnknownOperationException")
    with refused("ResourceNotFoundException"):
        db.describe_table(TableName="no-such-table")
