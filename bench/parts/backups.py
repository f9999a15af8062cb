"""What an on-demand backup costs that is kept (docs/design/backups.md): each is a space of the database. Memory, the time of a start, and the
time of a backup itself."""

import statistics
import time

from bench import items, measure
from bench.api import Api
from bench.load import write_all
from bench.measure import Row
from bench.parts.large_tables import mib


def run(bench) -> list[Row]:
    backups, count = (20, 2_000) if bench.quick else (300, 100_000)
    took = []
    with bench.server("backups", "--durability=relaxed") as server:
        api = Api(server.port)
        api.create_table("orders")
        puts = items.Puts("orders")
        write_all(server.port, map(puts.put, range(count)))
    few = [bench.start("backups", fresh=False) for _ in range(5)]
    with bench.server("backups", "--durability=synced", fresh=False) as server:
        api = Api(server.port)
        for _ in range(backups):
            began = time.monotonic()
            api("CreateBackup", TableName="orders", BackupName="nightly")
            took.append((time.monotonic() - began) * 1e3)
    many = [bench.start("backups", fresh=False) for _ in range(5)]
    start_ms = [statistics.median(each.seconds * 1e3 for each in starts) for starts in (many, few)]
    memory = [statistics.median(each.bytes for each in starts) for starts in (many, few)]
    return [
        Row(f"CreateBackup of {count:,} items: {backups} times", f"{measure.spread(took, '{:.0f}')} ms", "", ""),
        Row(f"start to first answer with {backups} backups", f"{start_ms[0]:.0f} ms", f"{start_ms[1]:.0f} ms (without)", f"{start_ms[0] / start_ms[1]:.1f}"),
        Row(f"memory when idle with {backups} backups", mib(memory[0]), f"{mib(memory[1])} (without)", f"{memory[0] / memory[1]:.1f}"),
    ]
