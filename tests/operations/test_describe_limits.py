"""DescribeLimits: API reference "DescribeLimits"."""


def test_the_defaults_of_an_account(db):
    """Service quotas: 80,000 units an account and 40,000 a table, by default (ack-api-quirks, October 2026)."""
    answer = db.describe_limits()
    answer.pop("ResponseMetadata")
    assert answer == {"AccountMaxReadCapacityUnits": 80000, "AccountMaxWriteCapacityUnits": 80000,
                      "TableMaxReadCapacityUnits": 40000, "TableMaxWriteCapacityUnits": 40000}
