"""wrk with one thread and 64 kept connections, and what it counted."""

import dataclasses
import json
import pathlib
import subprocess

CONNECTIONS = 64
SCRIPT = pathlib.Path(__file__).resolve().parent / "wrk" / "items.lua"


@dataclasses.dataclass
class Counted:
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    bytes: int
    errors: int

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def run(port: int, seconds: int, operation: str, *arguments) -> Counted:
    """What bench/wrk/items.lua is told: put or put_indexed (table, first, count: new items from `first` on), get (the same: random items of
    `first` ... `first + count - 1`), or send (a file of prepared requests)."""
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--",
         operation, *map(str, arguments)],
        capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise RuntimeError(f"wrk failed:\n{done.stdout}{done.stderr}")
    counted = Counted(**json.loads(lines[-1]))
    if counted.errors:
        raise RuntimeError(f"{counted.errors} of {counted.requests} requests failed:\n{done.stdout}")
    return counted
