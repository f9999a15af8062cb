"""ListGlobalTables: API reference "ListGlobalTables"."""


def test_there_are_none(db, hash_table):
    """API reference: the global tables that have a replica in a region; a table without replicas is none."""
    assert db.list_global_tables()["GlobalTables"] == []
    assert db.list_global_tables(Limit=1, RegionName="eu-west-1", ExclusiveStartGlobalTableName=hash_table)["GlobalTables"] == []
