"""Figures out of repeated runs, and what else the machine did meanwhile."""

import contextlib
import dataclasses
import math
import os
import pathlib
import statistics
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
# More than this share of a core used by processes that are not the bench's spoils a run: it is repeated.
QUIET_CORES = 0.10


@dataclasses.dataclass
class Row:
    """A line of the table. `ratio` is measured over `beside`, unless `what` says otherwise."""
    what: str
    measured: str
    beside: str
    ratio: str
    goal: str = ""
    met: bool | None = None


@dataclasses.dataclass
class Use:
    """What a span of time cost, in seconds of processor time; filled in when the span ends."""
    seconds: float = 0
    watched: dict = dataclasses.field(default_factory=dict)  # by process id
    other_cores: float = 0  # used by everything that is not the bench

    @property
    def quiet(self) -> bool:
        # The kernel counts in ticks: what it says of a few milliseconds means nothing.
        return self.other_cores * self.seconds <= max(QUIET_CORES * self.seconds, 5 / TICKS_PER_SECOND)


def process_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def machine_seconds() -> float:
    """Programs on all processors, and what the hypervisor took away. Not interrupts and the kernel's own threads: the bench itself
    keeps those busy."""
    user, nice, system, _, _, _, _, steal = map(int, pathlib.Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + steal) / TICKS_PER_SECOND - kernel_seconds()


def kernel_seconds() -> float:
    ticks, father_of_threads = 0, "2"
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # gone meanwhile
            fields = path.read_text().rpartition(")")[2].split()
            if fields[1] == father_of_threads:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_PER_SECOND


def own_seconds() -> float:
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system


@contextlib.contextmanager
def watch(*pids: int):
    """Measures the processes `pids`, and what neither they nor this process and its children used."""
    use = Use()
    began, machine, own = time.monotonic(), machine_seconds(), own_seconds()
    before = {pid: process_seconds(pid) for pid in pids}
    yield use
    use.watched = {pid: process_seconds(pid) - seconds for pid, seconds in before.items()}
    use.seconds = time.monotonic() - began
    known = own_seconds() - own + sum(use.watched.values())
    use.other_cores = max(0.0, (machine_seconds() - machine - known) / use.seconds)


def interval(values: list) -> tuple:
    """A 95 % interval of the median from order statistics: it assumes no distribution. With fewer than 6 values, lowest and highest."""
    ordered, count = sorted(values), len(values)
    outside, below = 0.0, 0
    for rank in range(count // 2):
        outside += math.comb(count, rank) / 2**count
        if 2 * outside > 0.05:
            break
        below = rank + 1
    cut = max(below - 1, 0)
    return ordered[cut], ordered[count - 1 - cut]


def percentile(values: list, percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def spread(values: list, form: str = "{:.2f}") -> str:
    """The median, with the lowest and the highest."""
    return f"{form.format(statistics.median(values))} ({form.format(min(values))}–{form.format(max(values))})"


def resident_bytes(pid: int) -> int:
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"process {pid} has no memory")
