"""DescribeBulkOperation: service model; bulk operations are not supported, so there is none to be found."""

from support.expect import refused

ARN = "arn:aws:dynamodb:us-east-1:000000000000:bulk-operation/01693685827463-2d8752fd"


def test_there_is_none(db):
    """Service model: ResourceNotFoundException."""
    with refused("ResourceNotFoundException", f"Requested resource not found: BulkOperation: {ARN} not found"):
        db.describe_bulk_operation(BulkOperationArn=ARN)
