"""DeleteResourcePolicy: API reference "DeleteResourcePolicy"; the texts are those of moto's tests that are marked as verified on AWS."""

import pytest
from support.expect import refused
from support.policies import NOT_FOUND, arn_of, policy


@pytest.fixture
def arn(db, make_table):
    return arn_of(db, make_table())


def test_takes_it_away(db, arn):
    """moto, test_delete_resource_policy and ..._with_revision."""
    for more in (False, True):
        revision = db.put_resource_policy(ResourceArn=arn, Policy=policy())["RevisionId"]
        assert db.delete_resource_policy(ResourceArn=arn, **({"ExpectedRevisionId": revision} if more else {}))["RevisionId"] > revision
        with refused("PolicyNotFoundException"):
            db.get_resource_policy(ResourceArn=arn)


def test_where_there_is_none(db, arn):
    """ack-api-quirks, DDB-TABLE-205: no error, and no revision."""
    assert "RevisionId" not in db.delete_resource_policy(ResourceArn=arn)


def test_another_revision(db, arn):
    """moto, test_delete_resource_policy_from_unknown_revision."""
    revision = db.put_resource_policy(ResourceArn=arn, Policy=policy())["RevisionId"]
    with refused("PolicyNotFoundException", NOT_FOUND + "Requested update for policy with revision id unknown, but the policy associated to target table "
                                                        f"{arn.rpartition('/')[2]} has revision id {revision}."):
        db.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId="unknown")


def test_an_unknown_table(db, arn):
    """moto, test_delete_resource_policy_from_unknown_resource."""
    with refused("ResourceNotFoundException", matching="unknown not found$"):
        db.delete_resource_policy(ResourceArn=arn + "unknown")
