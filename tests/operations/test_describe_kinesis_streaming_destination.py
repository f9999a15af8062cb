"""DescribeKinesisStreamingDestination: API reference of the same name."""

from support.expect import refused


def test_a_table_has_none(db, hash_table):
    """ack-api-quirks, DDB-TABLE-234: a table without destinations has an empty list."""
    answer = db.describe_kinesis_streaming_destination(TableName=hash_table)
    assert (answer["TableName"], answer["KinesisDataStreamDestinations"]) == (hash_table, [])


def test_an_unknown_table_is_refused(db):
    """API reference: ResourceNotFoundException."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.describe_kinesis_streaming_destination(TableName="no-such-table")
