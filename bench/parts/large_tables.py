"""What depends on a table's size and what does not: a large table beside one of a tenth of its items. Memory, the time to start,
turning recovery on, and restores to a moment that a number of changes ago lies."""

import random
import statistics
import time

from bench import items, measure, writers
from bench.api import Api, moment_between
from bench.load import write_all
from bench.measure import Row

LARGE, SMALL, EMPTY = "large", "small", "empty"
MOST_RATIO, MOST_MORE_ms = 1.3, 50
MOST_SLOWER = 2.0
SAMPLES = 20


def run(bench) -> list[Row]:
    counts = {LARGE: 20_000, SMALL: 2_000} if bench.quick else {LARGE: 1_000_000, SMALL: 100_000}
    changes, restores = (1_000, 2) if bench.quick else (10_000, 7)
    rows = load(bench, counts)
    with bench.server("large-tables", "--durability=synced", fresh=False) as server:
        rows += enabling(server, counts)
        rows += restoring(bench, server, counts, changes, restores)
        rows += writing_meanwhile(server, counts, 3 * restores)
    return rows + restarts(bench, counts)


def load(bench, counts: dict) -> list[Row]:
    with bench.server("large-tables", "--durability=relaxed") as server:
        idle = measure.resident_bytes(server.pid)
        api = Api(server.port)
        api.create_table(EMPTY)
        for table, count in counts.items():
            api.create_table(table)
            puts = items.Puts(table)
            seconds = write_all(server.port, map(puts.put, range(count)))
            bench.note(f"loaded {count:,} items into {table}: {count / seconds:,.0f} a second")
        time.sleep(1 if bench.quick else 15)
        loaded = measure.resident_bytes(server.pid)
    return [Row(f"memory after loading {sum(counts.values()):,} items", mib(loaded), f"{mib(idle)} (empty server)", f"{loaded / idle:.1f}")]


def enabling(server, counts: dict) -> list[Row]:
    api = Api(server.port)
    took = {LARGE: [], EMPTY: []}
    for _ in range(11):
        for table, results in took.items():
            results.append(api.set_recovery(table, True))
            api.set_recovery(table, False)
    for table in counts:
        api.set_recovery(table, True)
    large, empty = statistics.median(took[LARGE]), statistics.median(took[EMPTY])
    return [Row(f"turning recovery on, table of {counts[LARGE]:,} items", f"{large:.1f} ms", f"{empty:.1f} ms (empty table)",
                measure.spread([one / other for one, other in zip(took[LARGE], took[EMPTY])]), "milliseconds", large < 10)]


def restoring(bench, server, counts: dict, changes: int, restores: int) -> list[Row]:
    took = {LARGE: [], SMALL: []}
    for number in range(-1, restores):
        for table in list(counts)[::1 - 2 * (number % 2)]:
            took_ms = bench.quiet((server.pid,), lambda: one_restore(server, table, counts[table], changes, number))
            # The one before the first writes what lay in memory from the loading; after it both tables have the same unwritten bytes.
            if number >= 0:
                took[table].append(took_ms)
    large, small = statistics.median(took[LARGE]), statistics.median(took[SMALL])
    return [Row(f"restore of {counts[LARGE]:,} items to {changes:,} changes ago, request to ACTIVE", f"{measure.spread(took[LARGE], '{:.0f}')} ms",
                f"{measure.spread(took[SMALL], '{:.0f}')} ms ({counts[SMALL]:,} items)", f"{large / small:.2f}",
                f"at most {MOST_RATIO}, plus {MOST_MORE_ms} ms", large <= MOST_RATIO * small + MOST_MORE_ms)]


def one_restore(server, table: str, count: int, changes: int, seed: int) -> float:
    api = Api(server.port)
    changed = random.Random(seed).sample(range(count), changes)
    before = [item_of(api, table, number) for number in changed[:SAMPLES]]
    moment = moment_between()
    puts = items.Puts(table, seed=time.time_ns())
    write_all(server.port, map(puts.put, changed))
    time.sleep(1)
    target = f"{table}-restored-{time.time_ns()}"
    took_ms = api.restore(table, target, moment)
    for number, item in zip(changed, before):
        if item_of(api, target, number) != item or item_of(api, table, number) == item:
            raise RuntimeError(f"item {number} of {table} was not restored")
    api.drop_table(target)
    time.sleep(1)
    return took_ms


def item_of(api: Api, table: str, number: int) -> dict:
    return api("GetItem", TableName=table, Key={"PK": {"S": items.partition_key(number)}, "SK": {"S": "ORDER#0001"}})["Item"]


def writing_meanwhile(server, counts: dict, restores: int) -> list[Row]:
    """How long writers of the restored table wait while it is restored, beside the time between the restores."""
    spans, writing = [], writers.Writers(server.port, LARGE, counts[LARGE])
    api = Api(server.port)
    time.sleep(2)
    for number in range(restores):
        moment = moment_between()
        time.sleep(2)
        began = time.monotonic()
        api.restore(LARGE, f"meanwhile-{number}", moment, ask_every_seconds=0.02)
        spans.append((began, time.monotonic()))
        api.drop_table(f"meanwhile-{number}")
    time.sleep(2)
    waits = writing.end()
    during = [wait_ms for at, wait_ms in waits if any(began <= at + wait_ms / 1e3 and at <= ended for began, ended in spans)]
    between = [wait_ms for at, wait_ms in waits if all(at > ended + 0.5 or at + wait_ms / 1e3 < began for began, ended in spans)]
    slow, usual = measure.percentile(during, 99), measure.percentile(between, 99)
    return [Row(f"wait of {writers.WRITERS} steady writers during restores, 99th percentile (longest)", f"{slow:.1f} ms ({max(during):.0f} ms)",
                f"{usual:.1f} ms ({max(between):.0f} ms) between them", f"{slow / usual:.1f}", f"at most {MOST_SLOWER}", slow <= MOST_SLOWER * usual)]


def restarts(bench, counts: dict) -> list[Row]:
    items_there = f"{sum(counts.values()):,} items"
    times = 2 if bench.quick else 10
    empty = [bench.start("start-empty") for _ in range(times)]
    loaded = [bench.start("large-tables", fresh=False) for _ in range(times)]
    bare = [bench.start_bare() for _ in range(times)]
    return [
        Row(f"start to first answer, {items_there}", f"{measure.spread([each.seconds * 1e3 for each in loaded], '{:.0f}')} ms",
            f"{measure.spread([each.seconds * 1e3 for each in empty], '{:.0f}')} ms (new directory)",
            ratio(loaded, empty, lambda each: each.seconds)),
        Row("start to first answer, new directory", f"{measure.spread([each.seconds * 1e3 for each in empty], '{:.0f}')} ms",
            f"{measure.spread([each.seconds * 1e3 for each in bare], '{:.1f}')} ms (bare server)", ratio(empty, bare, lambda each: each.seconds)),
        Row("memory when idle, new directory", mib(statistics.median(each.bytes for each in empty)),
            f"{mib(statistics.median(each.bytes for each in bare))} (bare server)", ratio(empty, bare, lambda each: each.bytes)),
        Row(f"memory when idle, {items_there}", mib(statistics.median(each.bytes for each in loaded)),
            f"{mib(statistics.median(each.bytes for each in empty))} (new directory)", ratio(loaded, empty, lambda each: each.bytes)),
    ]


def ratio(some: list, others: list, of) -> str:
    return f"{statistics.median(map(of, some)) / statistics.median(map(of, others)):.1f}"


def mib(count: float) -> str:
    return f"{count / 2**20:.0f} MiB"
