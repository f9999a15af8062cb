"""The server as a process: started on a free port, stopped or killed by its own id."""

import collections
import os
import pathlib
import re
import signal
import subprocess
import threading
import time

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
LISTENING = re.compile(r"listening on (https?://127\.0\.0\.1:(\d+))")
START_SECONDS = 60
STOP_SECONDS = 60


def binary() -> pathlib.Path:
    return pathlib.Path(os.environ.get("QUONDAM_BINARY", REPOSITORY / "build" / "release" / "quondam"))


class Server:
    """`quondam serve` on `data` (None: --ephemeral). Not running until start()."""

    def __init__(self, data: pathlib.Path | None, *arguments: str):
        kept = ["--ephemeral"] if data is None else ["--data", str(data)]
        self._command = [str(binary()), "serve", *kept, "--listen", "127.0.0.1:0", *arguments]
        self._output: collections.deque[str] = collections.deque(maxlen=5000)
        self._process: subprocess.Popen | None = None
        self.endpoint = ""
        self.port = 0

    def start(self) -> "Server":
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        listening = threading.Event()
        threading.Thread(target=self._read_output, args=(self._process, listening), daemon=True).start()
        deadline = time.monotonic() + START_SECONDS
        while not listening.wait(0.05):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not start:\n{self.output()}")
        return self

    def _read_output(self, process: subprocess.Popen, listening: threading.Event) -> None:
        for line in process.stdout:
            self._output.append(line)
            if match := LISTENING.search(line):
                self.endpoint, self.port = match.group(1), int(match.group(2))
                listening.set()

    @property
    def pid(self) -> int:
        return self._process.pid

    def hang_up(self) -> None:
        """Tells the server to read its files anew."""
        self._process.send_signal(signal.SIGHUP)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def output(self) -> str:
        """The last lines that the server printed."""
        return "".join(self._output)

    def stop(self) -> int:
        """Asks the server to end; answers its exit status. One that does not end in time is killed, which is an error."""
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"the server did not stop within {STOP_SECONDS} s:\n{self.output()}") from None

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        if self.is_running():
            self._process.kill()
        self._process.wait()

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_) -> None:
        if self.is_running():
            self.stop()
