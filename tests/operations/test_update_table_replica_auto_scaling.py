"""UpdateTableReplicaAutoScaling: API reference "UpdateTableReplicaAutoScaling". Not supported, and says so: docs/operations.md."""

from support.expect import invalid, refused


def test_is_refused(db, hash_table):
    """Design, section 5: no answer is invented."""
    with invalid("Replicas and auto scaling are not supported by Quondam"):
        db.update_table_replica_auto_scaling(TableName=hash_table, ProvisionedWriteCapacityAutoScalingUpdate={"MinimumUnits": 1, "MaximumUnits": 10})


def test_an_unknown_table_is_refused(db):
    """API reference: ResourceNotFoundException."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.update_table_replica_auto_scaling(TableName="no-such-table")
