"""DescribeTableReplicaAutoScaling: API reference of the same name."""

from support.expect import refused

NONE = {"AutoScalingDisabled": True, "ScalingPolicies": []}


def test_nothing_scales_a_table(db, make_table):
    """ack-api-quirks, DDB-TABLE-195: a dimension that was never configured reads as disabled, without policies; of its indexes too."""
    index = {"IndexName": "by-a", "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
    name = make_table(attributes=("a:S",), GlobalSecondaryIndexes=[index])
    described = db.describe_table_replica_auto_scaling(TableName=name)["TableAutoScalingDescription"]
    assert (described["TableName"], described["TableStatus"]) == (name, "ACTIVE")
    replica, = described["Replicas"]
    assert replica["RegionName"] == "us-east-1"
    assert replica["ReplicaProvisionedReadCapacityAutoScalingSettings"] == NONE
    assert replica["ReplicaProvisionedWriteCapacityAutoScalingSettings"] == NONE
    assert replica["GlobalSecondaryIndexes"] == [{"IndexName": "by-a", "IndexStatus": "ACTIVE", "ProvisionedReadCapacityAutoScalingSettings": NONE,
                                                  "ProvisionedWriteCapacityAutoScalingSettings": NONE}]


def test_an_unknown_table_is_refused(db):
    """API reference: ResourceNotFoundException."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.describe_table_replica_auto_scaling(TableName="no-such-table")
