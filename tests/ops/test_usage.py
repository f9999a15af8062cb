"""The program's command line: its help, and what it does not understand."""

import pytest
from support.commands import OK, USAGE
from support.server import REPOSITORY

pytestmark = pytest.mark.own_server

COMMANDS = {
    "The server": ["serve", "completion"],
    "Looking at the past": ["tables", "at", "diff"],
    "Bringing it back": ["rewind", "revert", "undos", "restore", "cutover"],
    "Keeping it": ["status", "enable", "disable", "protect", "verify", "apply", "watch", "points", "backup", "guard", "drill", "cost", "runbook", "iam"],
    "Moving tables": ["dump", "load"],
}


def test_help_groups_the_commands(quondam):
    done = quondam("--help")
    assert done.code == OK
    shown, group = {}, ""
    for line in done.out.splitlines():
        if line.endswith(":") and not line.startswith(" "):
            group = line[:-1]
        elif group in COMMANDS and line.startswith("  ") and not line.startswith("   "):
            shown.setdefault(group, []).append(line.split()[0])
    assert shown == COMMANDS


@pytest.mark.parametrize("command", [name for group in COMMANDS.values() for name in group])
def test_each_command_explains_itself(quondam, command):
    done = quondam(command, "--help")
    assert (done.code, done.err) == (OK, "")
    assert command in done.out


def test_version(quondam):
    done = quondam("--version")
    assert done.code == OK and done.out.startswith("quondam 0.")


@pytest.mark.parametrize("arguments", [
    (), ("nonsense",), ("at",), ("at", "t"), ("diff", "t"), ("rewind", "t"), ("revert", "t"), ("restore",), ("restore", "t"), ("backup",), ("undos",),
    ("points", "create"), ("tables", "purge"), ("enable",), ("disable",), ("tables", "--nonsense"), ("enable", "t", "--days", "36"),
    ("restore", "a", "a", "--at", "now"), ("restore", "a=a", "--at", "now"), ("restore", "--deleted", "x", "a", "b"), ("restore", "a", "--at", ""),
    ("rewind", "t", "--to", "now"), ("revert", "t", "--from", "-1m"), ("revert", "t", "--from", "-1m", "--yes", "--caller", ""),
    ("tables", "purge", "x"), ("dump",), ("dump", "t", "--format", "csv"), ("load",), ("load", "t", "--threads", "0"), ("cutover", "a"), ("guard",), ("guard", "true"), ("guard", "--"), ("drill",), ("drill", "t", "--threads", "0"), ("drill", "report", "--format", "csv"), ("drill", "cleanup", "--older-than", "x"), ("runbook", "--format", "pdf"), ("runbook", "--out", ""), ("cutover", "a", "b"), ("backup", "delete", "x"), ("rewind", "t", "--to", "-5", "--yes"), ("rewind", "t", "--to", "-5m", "--yes", "--caller", "x")])
def test_what_cannot_be_understood(quondam, arguments):
    """Exit code 2, and a message that says what was expected; nothing on standard output."""
    done = quondam(*arguments)
    assert (done.code, done.out) == (USAGE, ""), done.out + done.err
    assert done.err


def test_the_page_of_the_commands_names_each():
    """docs/cli.md, which fixes their forms."""
    page = (REPOSITORY / "docs" / "cli.md").read_text()
    for command in sum(COMMANDS.values(), []):
        assert f"`{command} " in page or f"`quondam {command}`" in page or f"`{command}`" in page
