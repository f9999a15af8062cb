"""ListContributorInsights: API reference of the same name."""

from support.expect import refused


def test_there_are_none(db, hash_table):
    """API reference: a list of the tables and indexes that have them."""
    assert db.list_contributor_insights()["ContributorInsightsSummaries"] == []
    assert db.list_contributor_insights(TableName=hash_table, MaxResults=10)["ContributorInsightsSummaries"] == []


def test_an_unknown_table_is_refused(db):
    """API reference: ResourceNotFoundException."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.list_contributor_insights(TableName="no-such-table")
