"""UpdateContributorInsights: API reference "UpdateContributorInsights". Not supported, and says so: docs/operations.md."""

from support.expect import invalid, refused


def test_is_refused(db, hash_table):
    """Design, section 5: no answer is invented."""
    with invalid("Contributor insights are not supported by Quondam"):
        db.update_contributor_insights(TableName=hash_table, ContributorInsightsAction="ENABLE")


def test_an_unknown_table_is_refused(db):
    """API reference: ResourceNotFoundException."""
    with refused("ResourceNotFoundException", "Requested resource not found: Table: no-such-table not found"):
        db.update_contributor_insights(TableName="no-such-table", ContributorInsightsAction="ENABLE")
