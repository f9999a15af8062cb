"""DescribeContributorInsights: API reference of the same name."""

from support.expect import refused


def test_a_table_has_them_disabled(db, hash_table):
    """API reference: the status of a table that never had them is DISABLED."""
    answer = db.describe_contributor_insights(TableName=hash_table)
    assert (answer["TableName"], answer["ContributorInsightsStatus"]) == (hash_table, "DISABLED")
    assert "IndexName" not in answer


def test_an_index_has_them_disabled(db, make_table):
    """API reference, IndexName; an index that is not there is ResourceNotFoundException."""
    index = {"IndexName": "by-a", "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
    name = make_table(attributes=("a:S",), GlobalSecondaryIndexes=[index])
    answer = db.describe_contributor_insights(TableName=name, IndexName="by-a")
    assert (answer["IndexName"], answer["ContributorInsightsStatus"]) == ("by-a", "DISABLED")
    with refused("ResourceNotFoundException", "Requested resource not found: Index: other not found"):
        db.describe_contributor_insights(TableName=name, IndexName="other")


def test_an_unknown_table_is_refused(db):
    """API reference: ResourceNotFoundException."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.describe_contributor_insights(TableName="no-such-table")
