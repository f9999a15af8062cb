"""GetResourcePolicy: API reference "GetResourcePolicy"; the texts are those of moto's tests that are marked as verified on AWS."""

from support.expect import refused
from support.policies import NOT_FOUND, arn_of


def test_a_table_without_one(db, make_table):
    """moto, test_get_resource_policy_from_resource_without."""
    arn = arn_of(db, make_table())
    with refused("PolicyNotFoundException", NOT_FOUND + arn):
        db.get_resource_policy(ResourceArn=arn)


def test_an_unknown_table(db, hash_table):
    """moto, test_get_resource_policy_from_unknown_resource."""
    arn = arn_of(db, hash_table) + "unknown"
    with refused("ResourceNotFoundException", f"Requested resource not found: Table: {hash_table}unknown not found"):
        db.get_resource_policy(ResourceArn=arn)
