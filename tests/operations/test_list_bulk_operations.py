"""ListBulkOperations: service model; bulk operations are not supported, so the list is empty."""


def test_there_are_none(raw):
    """Service model: a list of summaries."""
    answer = raw.call("ListBulkOperations", {"MaxResults": 25})
    assert (answer.status, answer.body) == (200, b'{"BulkOperations":[]}')
