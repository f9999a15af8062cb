"""SearchVectors: API reference "SearchVectors". Not supported, and says so: docs/operations.md."""

from support.expect import invalid


def test_is_refused(db, hash_table):
    """Design, section 5: no answer is invented."""
    with invalid("Vector indexes are not supported by Quondam"):
        db.search_vectors(TableName=hash_table, IndexName="vectors", SearchVector=[{"N": "1"}], TopK=1)
