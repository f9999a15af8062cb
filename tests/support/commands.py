"""The operator's commands as processes: `quondam at ...`, and what they printed."""

import json
import os
import pty
import select
import subprocess
import time

from .server import binary

OK, FAILED, USAGE, PARTIAL = 0, 1, 2, 3


class Done:
    def __init__(self, code: int, out: str, err: str):
        self.code, self.out, self.err = code, out, err

    @property
    def objects(self) -> list:
        """What --json printed: one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self):
        (only,) = self.objects
        return only


class Help:
    """What `quondam WORDS --help` names: options ("-h", "--help"), positional arguments, and commands below it."""

    def __init__(self, words: tuple[str, ...]):
        self.words = words
        self.options: list[str] = []
        self.arguments: list[str] = []
        self.commands: list[str] = []
        done = subprocess.run([binary(), *words, "--help"], env=environment(None), capture_output=True, text=True, timeout=60, check=True)
        heading, headings = "", []
        for line in done.stdout.splitlines():
            if line.endswith(":") and not line.startswith(" "):
                heading = line[:-1]
                headings.append(heading)
            elif heading and line.startswith("  ") and not line.startswith("   "):
                first = line.split()[0]
                if first.startswith("-"):
                    self.options += first.split(",")
                elif heading == "Positionals":
                    self.arguments.append(first)
                elif not heading.startswith("COMMAND"):  # the words that `iam` takes are not below it
                    self.commands.append(first)


def environment(endpoint: str | None, **more: str) -> dict:
    """Nothing of the person's who runs the tests: neither files nor keys."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "NO_COLOR"))}
    set_up = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "TERM": "xterm", **more}
    return {**kept, **({"AWS_ENDPOINT_URL": endpoint} if endpoint else {}), **set_up}


class Commands:
    """`commands("at", table, "-5m")` runs `quondam at TABLE -5m` against the endpoint."""

    def __init__(self, endpoint: str | None, **variables: str):
        self._environment = environment(endpoint, **variables)

    def __call__(self, *arguments: str, timeout_seconds: float = 60, given: str = "") -> Done:
        """`given`: its standard input."""
        done = subprocess.run([binary(), *map(str, arguments)], env=self._environment, input=given, capture_output=True,
                              text=True, timeout=timeout_seconds, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str) -> subprocess.Popen:
        """A command that is to be cut off."""
        return subprocess.Popen([binary(), *map(str, arguments)], env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def json(self, *arguments: str) -> list:
        """The objects of a command that succeeds."""
        done = self(*arguments, "--json")
        assert (done.code, done.err) == (OK, ""), done.err
        return done.objects

    def on_terminal(self, *arguments: str, typed: str = "", timeout_seconds: float = 60) -> Done:
        """With a terminal for input and output; `typed` is what somebody answers to the question."""
        ours, theirs = pty.openpty()
        with subprocess.Popen([binary(), *map(str, arguments)], env=self._environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            os.write(ours, typed.encode())
            seen, deadline = b"", time.monotonic() + timeout_seconds
            while time.monotonic() < deadline:
                if not select.select([ours], [], [], 0.1)[0]:
                    continue
                try:
                    seen += os.read(ours, 65536)
                except OSError:  # the other side is closed: the command has ended
                    break
            os.close(ours)
            if process.poll() is None and time.monotonic() >= deadline:
                process.kill()
            return Done(process.wait(), seen.decode(), "")
