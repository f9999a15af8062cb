"""Fixtures of the tests of the operator's commands."""

import pytest
from support.commands import Commands
from support.scripted import ScriptedServer


@pytest.fixture(scope="session")
def quondam(endpoint) -> Commands:
    return Commands(endpoint)


@pytest.fixture
def scripted():
    """scripted(Operation=[answer, ...]) answers a server, and commands that speak to it."""
    running = []

    def start(**answers) -> tuple[ScriptedServer, Commands]:
        server = ScriptedServer(**answers)
        running.append(server.__enter__())
        return server, Commands(server.endpoint)

    yield start
    for server in running:
        server.__exit__()
