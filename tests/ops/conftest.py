"""Fixtures of the tests of the operator's commands."""

import pytest
from support.commands import Commands, Help
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


@pytest.fixture(scope="session")
def every_command() -> list[Help]:
    """Of the program itself and of each command, down to the last, what --help says."""
    found = [Help(())]
    for command in found:  # grows while it is walked
        found += [Help((*command.words, name)) for name in command.commands]
    return found
