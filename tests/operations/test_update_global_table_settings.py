"""UpdateGlobalTableSettings: API reference "UpdateGlobalTableSettings". Not supported, and says so: docs/operations.md."""

from support.expect import invalid


def test_is_refused(db, hash_table):
    """Design, section 5: no answer is invented."""
    with invalid("Global tables are not supported by Quondam"):
        db.update_global_table_settings(GlobalTableName=hash_table, GlobalTableBillingMode="PAY_PER_REQUEST")
