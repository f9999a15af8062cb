"""The runbook as its readers have it: the fenced blocks of the Markdown, and a shell that runs them as they stand."""

import json
import os
import pathlib
import re
import select
import signal
import subprocess
import time

from .commands import Commands, Done, environment
from .server import REPOSITORY, binary

FENCE = re.compile(r"^(`{3,})sh\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
PART = re.compile(r"^(#{2,3}) ([^\n]*)$|" + FENCE.pattern.replace(r"\1", r"\3"), re.DOTALL | re.MULTILINE)
BLOCK_SECONDS = 100
RESPONDER = "responder"  # whose access key the blocks are run with


def unescaped(text: str) -> str:
    return re.sub(r"\\([\\`*_\[\]<>&|~])", r"\1", text)


class Block:
    def __init__(self, procedure: str, table: str, text: str):
        self.procedure, self.table, self.text = procedure, table, text

    def __repr__(self) -> str:
        return f"{self.procedure}, {self.table or 'all'}:\n{self.text}"


def blocks_of(markdown: str) -> list[Block]:
    """In their order, each with the headings that it stands below."""
    found, procedure, table = [], "", ""
    for level, heading, _, text in PART.findall(markdown):
        if level == "##":
            procedure, table = unescaped(heading), ""
        elif level == "###":
            table = unescaped(heading)
        else:
            found.append(Block(procedure, table, text))
    assert len(found) == len(FENCE.findall(markdown))
    return found


def needed_by(markdown: str, procedure: str) -> set[str]:
    """The operations that the procedure says whoever follows it must be allowed to do."""
    (needs,) = re.findall(rf"^## {re.escape(procedure)}\n.*?^- Needs: ([^\n]*)", markdown, re.DOTALL | re.MULTILINE)[:1]
    return set(re.findall(r"\b[A-Z][a-z]+(?:[A-Z][A-Za-z]+)+|\b(?:Query|Scan)\b", needs))


def called_by(log: str, caller: str) -> set[str]:
    """The operations that a server's log, of JSON lines and with each request, says somebody has called, and that it has."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    return {line["Operation"] for line in lines if line.get("Caller") == caller and line.get("Operation")}


class Runbook:
    """One that was written for the endpoint, and what of it was run."""

    def __init__(self, endpoint: str, folder: pathlib.Path, *tables: str):
        tools = folder / "tools"
        tools.mkdir()
        # Waiting is shorter than for AWS.
        (tools / "sleep").write_text("#!/bin/sh\nexec /bin/sleep 0.3\n")
        (tools / "sleep").chmod(0o755)
        path = os.pathsep.join([str(tools), str(binary().parent), str(REPOSITORY / ".venv" / "bin"), os.environ["PATH"]])
        self._environment = {**environment(None), "PATH": path, "HOME": str(folder), "QUONDAM_DRILL_LOG": str(folder / "drills.ndjson"),
                             "AWS_ACCESS_KEY_ID": RESPONDER, "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true"}
        self._folder = folder
        self.quondam = Commands(endpoint, QUONDAM_DRILL_LOG=str(folder / "drills.ndjson"), AWS_ACCESS_KEY_ID="operator",
                                AWS_SECRET_ACCESS_KEY="secret")
        self.ran: set[int] = set()
        self.write(*tables)

    def write(self, *tables: str) -> None:
        """Anew, of the tables as they are now; nothing of it was run."""
        done = self.quondam("runbook", *tables)
        assert done.code == 0, done.err
        self.markdown, self.blocks = done.out, blocks_of(done.out)
        self.ran.clear()

    def of(self, procedure: str, table: str = "") -> list[Block]:
        found = [block for block in self.blocks if (block.procedure, block.table) == (procedure, table)]
        assert found, f"there is no {procedure} of {table or 'all'}"
        return found

    def not_run(self, procedure: str) -> list[Block]:
        return [block for n, block in enumerate(self.blocks) if block.procedure == procedure and n not in self.ran]

    def _began(self, block: Block) -> None:
        self.ran |= {n for n, one in enumerate(self.blocks) if one is block}

    def run(self, block: Block, **variables: str) -> str:
        """Runs the block as it stands, which succeeds. Answers what it printed."""
        done = self.run_any(block, **variables)
        assert done.code == 0, f"{block}\n{done.out}\n{done.err}"
        return done.out + done.err

    def run_any(self, block: Block, **variables: str) -> Done:
        self._began(block)
        done = subprocess.run(["sh", "-c", block.text], env={**self._environment, **{name: str(value) for name, value in variables.items()}},
                              cwd=self._folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=BLOCK_SECONDS, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    def serve(self, block: Block, **variables: str) -> "Serving":
        """Begins a block that ends in a server."""
        self._began(block)
        return Serving(block, {**self._environment, **{name: str(value) for name, value in variables.items()}}, self._folder)


class Serving:
    def __init__(self, block: Block, variables: dict, folder: pathlib.Path):
        self._process = subprocess.Popen(["sh", "-c", block.text], env=variables, cwd=folder, stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        self._output = ""
        self.endpoint = self.until_it_says(r"listening on (http://[\d.:]+)").group(1)

    def until_it_says(self, pattern: str) -> re.Match:
        deadline = time.monotonic() + 60
        while not (match := re.search(pattern, self._output)):
            assert self._process.poll() is None and time.monotonic() < deadline, self._output
            if select.select([self._process.stdout], [], [], 0.1)[0]:
                self._output += os.read(self._process.stdout.fileno(), 65536).decode()
        return match

    def __enter__(self) -> "Serving":
        return self

    def __exit__(self, *_) -> None:
        """Ctrl-C, as from a terminal, for all that the block has started."""
        os.killpg(self._process.pid, signal.SIGINT)
        self._process.communicate(timeout=60)


def plays(procedure: str):
    """Marks a test as the one that runs every block of a procedure."""
    def mark(test):
        test.procedure = procedure
        return test

    return mark


def played_by(module) -> set[str]:
    return {test.procedure for test in vars(module).values() if hasattr(test, "procedure")}
