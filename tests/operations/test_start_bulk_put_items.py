"""StartBulkPutItems: API reference "StartBulkPutItems". Not supported, and says so: docs/operations.md."""

from support.expect import invalid


def test_is_refused(db, hash_table):
    """Design, section 5: no answer is invented."""
    with invalid("Bulk operations are not supported by Quondam"):
        db.start_bulk_put_items(TableName=hash_table, InputS3Configuration={"S3Bucket": "items", "InputFormat": "DYNAMODB_JSON"}, OutputS3Configuration={"OutputType": ["ERROR"]})
