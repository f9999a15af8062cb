"""What point-in-time recovery costs PutItem, of new items and of items that are there: two tables of one server, one with it and one without,
written in turns. And what it takes on the disk."""

import itertools
import statistics

from bench import items, measure, wrk
from bench.api import Api
from bench.load import write_all
from bench.measure import Row

MOST_INSERTS, MOST_OVERWRITES = 0.03, 0.15
NEW_ITEMS_A_RUN = 1_000_000
TABLES = ("with", "without")


def run(bench) -> list[Row]:
    pairs, seconds, there = (4, 1, 20_000) if bench.quick else (20, 3, 100_000)
    with bench.server("recovery-cost", "--durability=synced") as server:
        api = Api(server.port)
        for table in TABLES:
            api.create_table(table)
        api.set_recovery("with", True)
        new = itertools.count(there, NEW_ITEMS_A_RUN)
        rows = compare(bench, server, "new items", pairs, seconds, MOST_INSERTS, lambda: next(new))
        for table in TABLES:
            write_all(server.port, map(items.Puts(table).put, range(there)))
        rows += compare(bench, server, "items that are there", pairs, seconds, MOST_OVERWRITES, lambda: 0)
    return rows + bytes_on_disk(bench, there)


def compare(bench, server, what: str, pairs: int, seconds: int, most: float, first_item) -> list[Row]:
    def once(table: str, seconds: int) -> tuple[float, float]:
        with measure.watch(server.pid) as use:
            counted = wrk.run(server.port, seconds, "put", table, first_item(), NEW_ITEMS_A_RUN)
        return counted.per_second, use.watched[server.pid] / counted.requests

    for table in TABLES:
        once(table, 1)
    with_recovery, without = [], []
    for number in range(pairs):
        # Which one goes first changes from pair to pair: a server that slows down steadily slows both.
        turns = [("with", with_recovery), ("without", without)][::1 - 2 * (number % 2)]
        found = bench.quiet((server.pid,), lambda: [once(table, seconds) for table, _ in turns])
        for (_, results), result in zip(turns, found):
            results.append(result)
    rates = [one[0] / other[0] for one, other in zip(with_recovery, without)]
    costs = [one[1] / other[1] for one, other in zip(with_recovery, without)]
    middle = statistics.median
    return [
        Row(f"PutItem of {what} with recovery on: requests a second ({pairs} pairs)",
            f"{middle(each[0] for each in with_recovery):,.0f}", f"{middle(each[0] for each in without):,.0f} (recovery off)",
            within(rates), f"at least {1 - most:.2f}", middle(rates) >= 1 - most),
        Row("the same: processor time a request", f"{middle(each[1] for each in with_recovery) * 1e6:.0f} µs",
            f"{middle(each[1] for each in without) * 1e6:.0f} µs (recovery off)", within(costs)),
    ]


def within(ratios: list) -> str:
    low, high = measure.interval(ratios)
    return f"{statistics.median(ratios):.3f} (95 %: {low:.3f}–{high:.3f})"


def bytes_on_disk(bench, count: int) -> list[Row]:
    """Of a server that has ended, when everything was written, and after a start and an end, which compact the log away."""
    def taken(recovery: bool, writes: int) -> float:
        name = "recovery-bytes"
        with bench.server(name, "--durability=relaxed") as server:
            api = Api(server.port)
            api.create_table("orders")
            api.set_recovery("orders", recovery)
            for seed in range(writes):
                write_all(server.port, map(items.Puts("orders", seed=seed + 1).put, range(count)))
        for _ in range(2):
            with bench.server(name, fresh=False):
                pass
        return sum(path.stat().st_size for path in (bench.folder / name).rglob("*") if path.is_file()) / count / writes

    rows = []
    for what, writes in (("written once", 1), ("written five times", 5)):
        on, off = taken(True, writes), taken(False, writes)
        rows.append(Row(f"bytes on the disk a write, items {what}", f"{on:,.0f}", f"{off:,.0f} (recovery off)", f"{on / off:.2f}"))
    return rows
