"""dynalite: an emulator that has neither recovery nor backups (npm's package, as tests/clients/javascript/ locks it)."""

import subprocess

from .node import FOLDER, NODE

SERVE = """
const server = require("dynalite")({ createTableMs: 20, deleteTableMs: 20, updateTableMs: 20 });
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
"""


class Dynalite:
    """A process of its own, on a free port; it ends with its standard input."""

    def __enter__(self) -> "Dynalite":
        self._process = subprocess.Popen([NODE, "-e", SERVE], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = self._process.stdout.readline().strip()
        assert port, "dynalite did not start: bin/setup test installs it"
        self.endpoint = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=30)
