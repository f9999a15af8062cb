"""What shells complete, by `quondam completion`: run in the shells themselves."""

import os
import pty
import re
import select
import subprocess
import time

import pytest
from support.commands import USAGE
from support.server import binary

pytestmark = pytest.mark.own_server

# As bash itself calls it when the key is pressed. The words are those that it splits a line into: "--format=x" is three.
PRESS = """
source /dev/stdin <<<"$SCRIPT"
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_quondam
printf '%s\\n' "${COMPREPLY[@]}"
"""


def run(*command: str, folder=None, **variables: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=folder, env={**os.environ, **variables}, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def scripts() -> dict:
    return {shell: run(str(binary()), "completion", shell) for shell in ("bash", "zsh", "fish")}


@pytest.fixture
def complete(scripts, tmp_path):
    """complete("backup", "c"): what bash offers for the last word, in a folder with two files."""
    (tmp_path / "orders.json").write_text("")
    (tmp_path / "my items.ndjson").write_text("")
    return lambda *words: run("bash", "--norc", "-c", PRESS, "bash", "quondam", *words, folder=tmp_path, SCRIPT=scripts["bash"]).split("\n")[:-1]


def test_commands(complete):
    assert complete("re") == ["rewind", "revert", "restore"]
    assert {"serve", "tables", "guard", "completion"} <= set(complete("")) and "shapes" not in complete("")
    assert complete("backup", "") == ["create", "list", "describe", "delete", "restore"]
    assert complete("tables", "--profile", "purge", "pu") == ["purge"], "the value of an option is no command"
    assert complete("nonsense") == [""]


def test_options(complete):
    assert complete("tables", "--de") == ["--deleted"]
    assert complete("backup", "delete", "--y") == ["--yes"]
    assert {"--endpoint-url", "--aws", "--profile", "--region", "--json", "--help"} <= set(complete("diff", "t", "--"))
    assert complete("--ver") == ["--version"]
    assert complete("guard", "--", "rm", "--") == [""], "the command that is guarded has its own"


def test_choices(complete):
    assert complete("dump", "t", "--format", "") == ["dynamodb-json", "ndjson"]
    assert complete("load", "t", "--format", "n") == ["ndjson"]
    assert complete("load", "t", "--format", "=", "n") == ["ndjson"] and complete("load", "t", "--format", "=") == ["dynamodb-json", "ndjson"]
    assert complete("serve", "--log-level", "w") == ["warn"]
    assert complete("completion", "") == ["bash", "zsh", "fish"]
    assert complete("tables", "--region", "") == [""], "no names of regions are known"


def test_files(complete):
    assert complete("load", "t", "o") == ["orders.json"]
    assert complete("load", "t", "m") == ["my items.ndjson"], "one word, in spite of its blank"
    assert complete("dump", "t", "--out", "o") == ["orders.json"]
    assert complete("serve", "--credentials", "o") == ["orders.json"]
    assert complete("serve", "--s3-root", "o") == ["orders.json"]
    assert complete("at", "o") == [""], "a table is no file"


def test_every_command_and_option_is_there(complete, every_command):
    """As --help has them."""
    for command in every_command:
        offered = complete(*command.words, "-")
        assert set(offered) >= set(command.options), command.words
        assert set(complete(*command.words, "")) >= set(command.commands), command.words


class Zsh:
    """An interactive one on a terminal, in which `quondam` prints what it was called with."""

    def __init__(self, script: str, folder):
        (folder / "script").write_text(script)
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(["zsh", "-f", "-i"], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, cwd=folder,
                                         env={"HOME": str(folder), "PATH": os.environ["PATH"], "TERM": "dumb"})
        os.close(theirs)
        # The pieces of the word keep its echo from being taken for its output.
        self._say('autoload -Uz compinit; compinit -u -d dump; source ./script; quondam() { print -r -- "got: $*;" }; print read""y\n', r"ready")

    def _say(self, keys: str, until: str) -> re.Match:
        os.write(self._ours, keys.encode())
        seen, deadline = "", time.monotonic() + 60
        while time.monotonic() < deadline:
            if select.select([self._ours], [], [], 0.1)[0]:
                seen += os.read(self._ours, 65536).decode()
            found = re.search(until, seen)
            if found:
                return found
        raise AssertionError(seen)

    def complete(self, line: str) -> str:
        """The line after the key and the end of the line were pressed."""
        return self._say(f"{line}\t\n", r"got: ([^$;]*);")[1]

    def __enter__(self) -> "Zsh":
        return self

    def __exit__(self, *_) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)


def test_zsh_completes(scripts, tmp_path):
    (tmp_path / "orders.json").write_text("")
    with Zsh(scripts["zsh"], tmp_path) as zsh:
        assert zsh.complete("quondam rew") == "rewind"
        assert zsh.complete("quondam tables --de") == "tables --deleted"
        assert zsh.complete("quondam load t --format nd") == "load t --format ndjson"
        assert zsh.complete("quondam load t or") == "load t orders.json"


def test_fish_completes(scripts, tmp_path):
    (tmp_path / "quondam.fish").write_text(scripts["fish"])
    run("fish", "--no-execute", str(tmp_path / "quondam.fish"))

    def offered(line: str) -> list[str]:
        shown = run("fish", "--no-config", "-c", f"source {tmp_path}/quondam.fish; complete -C '{line}'", HOME=str(tmp_path), folder=tmp_path)
        return [entry.partition("\t")[0] for entry in shown.splitlines()]

    assert offered("quondam rew") == ["rewind"]
    assert offered("quondam backup cr") == ["create"]
    assert offered("quondam backup create --prof") == ["--profile"]
    assert sorted(offered("quondam dump t --format ")) == ["dynamodb-json", "ndjson"]
    assert "quondam.fish" in offered("quondam load t q")


@pytest.mark.parametrize("arguments", [(), ("tcsh",)])
def test_other_shells(quondam, arguments):
    assert quondam("completion", *arguments).code == USAGE
