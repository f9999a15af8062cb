"""DescribeEndpoints: API reference "DescribeEndpoints"."""

from urllib.parse import urlsplit


def test_the_endpoint_that_was_asked(db, endpoint):
    """API reference: an address and for how long it can be kept. Here the address is the one that the request came to."""
    assert db.describe_endpoints()["Endpoints"] == [{"Address": urlsplit(endpoint).netloc, "CachePeriodInMinutes": 1440}]
