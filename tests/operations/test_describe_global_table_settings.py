"""DescribeGlobalTableSettings: API reference "DescribeGlobalTableSettings"."""

from support.expect import refused, violation


def test_no_table_is_global(db, hash_table):
    """API reference: GlobalTableNotFoundException, also for a table that is there."""
    for name in (hash_table, "no-such-table"):
        with refused("GlobalTableNotFoundException", f"Global table not found: Global table with name: '{name}' does not exist."):
            db.describe_global_table_settings(GlobalTableName=name)


def test_the_name_is_required(raw):
    """Service model: GlobalTableName is required."""
    answer = raw.call("DescribeGlobalTableSettings", {})
    assert answer.error == "ValidationException"
    assert answer.message == "1 validation error detected: " + violation(None, "globalTableName", "not be null")
