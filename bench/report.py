"""The table as Markdown, what machine it is of, and its place in docs/bench.md."""

import datetime
import os
import pathlib
import platform
import statistics
import time

BEGIN, END = "<!-- figures: written by bench/run --keep -->", "<!-- end of figures -->"
SYNCS = 200


def table(rows: list) -> str:
    lines = ["| what | quondam | beside it | ratio: median (lowest–highest) | goal | |", "| --- | --- | --- | --- | --- | --- |"]
    verdict = {None: "", True: "met", False: "**missed**"}
    lines += [f"| {row.what} | {row.measured} | {row.beside} | {row.ratio} | {row.goal} | {verdict[row.met]} |" for row in rows]
    return "\n".join(lines)


def conditions(noise, load: tuple, sync_ms: float) -> str:
    """The paragraph above the table."""
    lines = [
        f"{datetime.date.today().isoformat()}, on {machine()}. A synced write of 4 KB to its disk takes {sync_ms:.2f} ms (median of {SYNCS}).",
        f"Load average at the start {load[0]:.2f}; other processes used {statistics.median(noise.other_cores or [0]):.2f} of a core "
        f"(median, at most {max(noise.other_cores, default=0):.2f}) during the {len(noise.other_cores)} runs of a second or more; "
        f"{noise.repeated} runs were disturbed and made again, {noise.noisy} were still disturbed the third time.",
    ]
    return "\n".join(lines)


def machine() -> str:
    system = platform.freedesktop_os_release()["PRETTY_NAME"].removesuffix(" (bookworm)").replace("GNU/Linux ", "")
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kind = "a virtual machine" if "hypervisor" in pathlib.Path("/proc/cpuinfo").read_text() else "a machine"
    return f"{kind} with {os.cpu_count()} cores and {gib:.0f} GB of memory, {system}"


def sync_milliseconds(folder: pathlib.Path) -> float:
    """What the disk itself takes for a synced write: the floor under every synced answer."""
    took = []
    with open(folder / "sync-probe", "wb", buffering=0) as file:
        for _ in range(SYNCS):
            began = time.monotonic()
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            took.append((time.monotonic() - began) * 1e3)
    return statistics.median(took)


def keep(page: pathlib.Path, text: str) -> None:
    before, _, rest = page.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
