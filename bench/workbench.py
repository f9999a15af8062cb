"""Servers to measure, on directories of their own on one disk, and the care that is taken of noise."""

import contextlib
import dataclasses
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.request

from support.server import Server

from bench import measure

ATTEMPTS = 3


@dataclasses.dataclass
class Started:
    seconds: float  # from making the process to its first answer
    bytes: int  # resident, a second later


@dataclasses.dataclass
class Noise:
    """How much of a core others used during the runs that count, and how many runs were made again because of it."""
    other_cores: list = dataclasses.field(default_factory=list)
    repeated: int = 0
    noisy: int = 0  # still noisy at the last attempt


class BareServer:
    def __init__(self, program: pathlib.Path, answers: list):
        self._process = subprocess.Popen([program, *answers], stdout=subprocess.PIPE, text=True)
        self.port = int(self._process.stdout.readline().rpartition(":")[2])
        self.pid = self._process.pid

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


class Workbench:
    def __init__(self, programs: pathlib.Path, folder: pathlib.Path, quick: bool):
        self.programs, self.folder, self.quick = programs, folder, quick
        self.noise = Noise()
        self._answers: list = []

    def note(self, text: str) -> None:
        print(f"  {text}", file=sys.stderr, flush=True)

    @contextlib.contextmanager
    def server(self, name: str, *arguments: str, fresh: bool = True):
        """A running quondam on the directory `name`, emptied first if `fresh`; its directory is kept until the bench ends."""
        data = self.folder / name
        if fresh:
            shutil.rmtree(data, ignore_errors=True)
        with Server(data, *arguments) as server:
            yield server

    @contextlib.contextmanager
    def bare_server(self, *answers: pathlib.Path):
        self._answers = list(answers)
        server = BareServer(self.programs / "bare_server", self._answers)
        try:
            yield server
        finally:
            server.stop()

    def quiet(self, pids: tuple, run):
        """What run() answers; done again while other processes disturbed it. `pids` are the servers that it uses."""
        attempts = 1 if self.quick else ATTEMPTS
        for attempt in range(1, attempts + 1):
            with measure.watch(*pids) as use:
                answer = run()
            if use.quiet or attempt == attempts:
                break
            self.noise.repeated += 1
        if use.seconds >= 1:
            self.noise.other_cores.append(use.other_cores)
        self.noise.noisy += not use.quiet
        return answer

    def start(self, name: str, fresh: bool = True) -> Started:
        began = time.monotonic()
        with self.server(name, fresh=fresh) as server:
            return self._first_answer(server, began)

    def start_bare(self) -> Started:
        answer = self.folder / "an.answer"
        answer.write_bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        began = time.monotonic()
        with self.bare_server(answer, answer) as server:
            return self._first_answer(server, began)

    def _first_answer(self, server, began: float) -> Started:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/") as answer:
            answer.read()
        seconds = time.monotonic() - began
        time.sleep(1)
        return Started(seconds, measure.resident_bytes(server.pid))
