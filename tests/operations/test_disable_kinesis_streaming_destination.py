"""DisableKinesisStreamingDestination: API reference "DisableKinesisStreamingDestination". Not supported, and says so: docs/operations.md."""

from support.expect import invalid, refused


def test_is_refused(db, hash_table):
    """Design, section 5: no answer is invented."""
    with invalid("Kinesis destinations are not supported by Quondam"):
        db.disable_kinesis_streaming_destination(TableName=hash_table, StreamArn="arn:aws:kinesis:us-east-1:000000000000:stream/s")


def test_an_unknown_table_is_refused(db):
    """API reference: ResourceNotFoundException."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.disable_kinesis_streaming_destination(TableName="no-such-table", StreamArn="arn:aws:kinesis:us-east-1:000000000000:stream/s")
