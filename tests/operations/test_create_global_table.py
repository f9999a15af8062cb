"""CreateGlobalTable: API reference "CreateGlobalTable". Not supported, and says so: docs/operations.md."""

from support.expect import invalid


def test_is_refused(db, hash_table):
    """Design, section 5: no answer is invented."""
    with invalid("Global tables are not supported by Quondam"):
        db.create_global_table(GlobalTableName=hash_table, ReplicationGroup=[{"RegionName": "us-east-1"}])
