"""Fixtures of operations that need a server of their own."""

import pytest
from support.buckets import Storage


@pytest.fixture(scope="session")
def storage(tmp_path_factory):
    """A server with a bucket, for the tests of exports and imports."""
    running = Storage(tmp_path_factory.mktemp("storage")).start()
    yield running
    assert running.server.is_running(), f"the server ended during the tests:\n{running.server.output()}"
    running.server.stop()
