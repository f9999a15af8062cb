"""What reading the past, telling differences and restoring cost, on tables of very different size with the same changes since a moment: they
are to follow the changes. The largest table takes a quarter of an hour to fill."""

import json
import random
import statistics
import time

from bench import items, measure, turns, wrk
from bench.api import Api, moment_between
from bench.load import write_all
from bench.measure import Row

# The tables' items, of 1 KB each.
SIZES = {"100 MB": 100_000, "1 GB": 1_000_000, "10 GB": 10_000_000}
QUICK_SIZES = {"2 MB": 2_000, "20 MB": 20_000}
MOST_RATIO, MOST_MORE_ms = 1.3, 50
MOST_PAST = 2.0
SORT_KEY = {"S": "ORDER#0001"}


def run(bench) -> list[Row]:
    sizes = QUICK_SIZES if bench.quick else SIZES
    changes, restores, versions = (500, 2, 2_000) if bench.quick else (10_000, 5, 100_000)
    tables = {size: f"table-{number}" for number, size in enumerate(sizes)}
    with bench.server("time-travel", "--durability=relaxed") as server:
        for size, count in sizes.items():
            load(bench, server.port, tables[size], count)
    with bench.server("time-travel", "--durability=synced", fresh=False) as server:
        api = Api(server.port)
        rows = restoring(bench, server, api, sizes, tables, changes, restores)
        largest = list(sizes)[-1]
        rows += reading(bench, server, api, tables[largest], sizes[largest], changes)
        rows += many_versions(bench, server, api, versions)
        rows += differing(bench, server, api, tables, sizes)
    return rows


def load(bench, port: int, table: str, count: int) -> None:
    Api(port).create_table(table)
    puts = items.Puts(table)
    seconds = write_all(port, map(puts.put, range(count)))
    bench.note(f"loaded {count:,} items into {table}: {count / seconds:,.0f} a second")
    # The server has ended a connection that said nothing for as long as loading takes.
    Api(port).set_recovery(table, True)


def change(api: Api, port: int, table: str, count: int, changes: int, seed: int) -> tuple[float, list]:
    """A moment, and the numbers of the items that were changed after it."""
    changed = random.Random(seed).sample(range(count), changes)
    moment = moment_between()
    puts = items.Puts(table, seed=time.time_ns())
    write_all(port, map(puts.put, changed))
    time.sleep(0.5)
    return moment, changed


def restoring(bench, server, api: Api, sizes: dict, tables: dict, changes: int, restores: int) -> list[Row]:
    took, first_ms = {size: [] for size in sizes}, {}

    def once(size: str, number: int) -> float:
        moment, _ = change(api, server.port, tables[size], sizes[size], changes, number)
        target = f"restored-{time.time_ns()}"
        took_ms = api.restore(tables[size], target, moment)
        api.drop_table(target)
        time.sleep(0.5)
        return took_ms

    for number in range(-1, restores):
        for size in list(sizes)[::1 - 2 * (number % 2)]:
            took_ms = bench.quiet((server.pid,), lambda: once(size, number))
            # The first one writes what lay in memory from the loading; after it all tables have the same unwritten bytes.
            if number >= 0:
                took[size].append(took_ms)
            else:
                first_ms[size] = took_ms
    smallest = list(sizes)[0]
    base = statistics.median(took[smallest])
    rows = []
    for size in list(sizes)[1:]:
        large = statistics.median(took[size])
        rows.append(Row(f"restore of {size} to {changes:,} changes ago, request to ACTIVE", f"{measure.spread(took[size], '{:.0f}')} ms",
                        f"{measure.spread(took[smallest], '{:.0f}')} ms ({smallest})", f"{large / base:.2f}",
                        f"at most {MOST_RATIO}, plus {MOST_MORE_ms} ms", large <= MOST_RATIO * base + MOST_MORE_ms))
    rows.append(Row(f"first restore of {size} after a start", f"{first_ms[size]:.0f} ms", f"{first_ms[smallest]:.0f} ms ({smallest})", ""))
    return rows


def get_file(bench, name: str, table: str, keys: list):
    """Prepared GetItem requests, for bench/wrk/items.lua."""
    path = bench.folder / name
    with path.open("wb") as file:
        for key in keys:
            request = items.request("GetItem", json.dumps({"TableName": table, "Key": key}))
            file.write(b"%d\n%b" % (len(request), request))
    return path


def reading(bench, server, api: Api, table: str, count: int, changes: int) -> list[Row]:
    moment, changed = change(api, server.port, table, count, changes, 99)
    past = f"{table}@{moment:.3f}"
    began = time.monotonic()
    api("GetItem", TableName=past, Key={"PK": {"S": items.partition_key(changed[0])}, "SK": SORT_KEY})
    first_ms = (time.monotonic() - began) * 1e3
    began = time.monotonic()
    api("GetItem", TableName=table, Key={"PK": {"S": items.partition_key(changed[1])}, "SK": SORT_KEY})
    present_ms = (time.monotonic() - began) * 1e3
    keys = [{"PK": {"S": items.partition_key(number)}, "SK": SORT_KEY} for number in changed]
    rows = [Row(f"first read of the past, table of {count:,} items", f"{first_ms:.1f} ms", f"{present_ms:.1f} ms (of the present)", "")]
    return rows + past_beside_present(bench, server, table, past, keys, f"GetItem of the past, {changes:,} items changed since")


def past_beside_present(bench, server, table: str, past: str, keys: list, what: str) -> list[Row]:
    files = [get_file(bench, f"{kind}.requests", name, keys) for kind, name in (("past", past), ("present", table))]
    sides = [turns.Side(server.pid, lambda seconds, file=file: wrk.run(server.port, seconds, "send", file)) for file in files]
    rounds, seconds = (2, 1) if bench.quick else (7, 3)
    ours, theirs = turns.take(bench, sides, rounds, seconds)
    rate, its_rate, rates = turns.compared(ours, theirs, lambda each: each.per_second)
    slower = [1 / each for each in rates]
    return [Row(f"{what}: requests a second", f"{rate:,.0f}", f"{its_rate:,.0f} (present; ratio: how much slower)", measure.spread(slower),
                f"at most {MOST_PAST}", statistics.median(slower) <= MOST_PAST)]


def many_versions(bench, server, api: Api, versions: int) -> list[Row]:
    table = "counters"
    api.create_table(table)
    api.set_recovery(table, True)
    write_all(server.port, (items.count_up(table, 0) for _ in range(versions // 2)))
    moment = moment_between()
    write_all(server.port, (items.count_up(table, 0) for _ in range(versions - versions // 2)))
    past = f"{table}@{moment:.3f}"
    found = api("GetItem", TableName=past, Key=items.counter_key(0))["Item"]["count"]["N"]
    if int(found) != versions // 2:
        raise RuntimeError(f"the counter was {found} at the moment, not {versions // 2}")
    return past_beside_present(bench, server, table, past, [items.counter_key(0)], f"GetItem of the past, an item of {versions:,} versions")


def differing(bench, server, api: Api, tables: dict, sizes: dict) -> list[Row]:
    changes, took = 1_000, {}
    for size, table in tables.items():
        moment, _ = change(api, server.port, table, sizes[size], min(changes, sizes[size]), 7)

        def once() -> float:
            began, found, token = time.monotonic(), 0, {}
            while True:
                page = api.admin("DiffTable", TableName=table, From=f"{moment:.3f}", Limit=1000, **token)
                found += len(page["Differences"])
                if "NextToken" not in page:
                    break
                token = {"NextToken": page["NextToken"]}
            if found != changes:
                raise RuntimeError(f"{found} differences, not {changes}")
            return (time.monotonic() - began) * 1e3

        took[size] = [bench.quiet((server.pid,), once) for _ in range(2 if bench.quick else 9)]
    smallest, largest = list(sizes)[0], list(sizes)[-1]
    return [Row(f"diff of {changes:,} changes, table of {sizes[largest]:,} items", f"{measure.spread(took[largest], '{:.0f}')} ms",
                f"{measure.spread(took[smallest], '{:.0f}')} ms ({sizes[smallest]:,} items)",
                f"{statistics.median(took[largest]) / statistics.median(took[smallest]):.2f}")]
