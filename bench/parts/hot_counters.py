"""The shop's second table: few counters with very many changes, restored to before them."""

import random
import statistics
import time

from bench import items, measure
from bench.api import Api, moment_between
from bench.load import write_all
from bench.measure import Row

TABLE = "counters"
COUNTERS = 100


def run(bench) -> list[Row]:
    changes, recent, restores = (20_000, 2_000, 2) if bench.quick else (1_000_000, 10_000, 5)
    choose = random.Random(1)
    with bench.server("hot-counters", "--durability=synced") as server:
        api = Api(server.port)
        api.create_table(TABLE)
        api("UpdateTimeToLive", TableName=TABLE, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"})
        api.set_recovery(TABLE, True)
        requests = [items.count_up(TABLE, counter) for counter in range(COUNTERS)]
        write_all(server.port, requests)
        before = moment_between()
        seconds = write_all(server.port, (choose.choice(requests) for _ in range(changes - recent)))
        bench.note(f"{(changes - recent) / seconds:,.0f} changes a second")
        later = moment_between()
        seconds += write_all(server.port, (choose.choice(requests) for _ in range(recent)))
        took = {before: [], later: []}
        for number in range(-1, restores):
            for moment, results in took.items():
                expected = COUNTERS if moment == before else COUNTERS + changes - recent
                took_ms = bench.quiet((server.pid,), lambda: one_restore(api, moment, expected))
                if number >= 0:  # the first writes out what lay in memory
                    results.append(took_ms)
    of_all, of_recent = statistics.median(took[before]), statistics.median(took[later])
    return [
        Row(f"restore of {COUNTERS} counters to before {changes:,} changes", f"{measure.spread(took[before], '{:.0f}')} ms",
            f"{measure.spread(took[later], '{:.0f}')} ms (before {recent:,} changes)", f"{of_all / of_recent:.2f}"),
        Row("the same, beside the time that making the changes took", f"{of_all:.0f} ms", f"{seconds:,.1f} s (making them)",
            f"{of_all / 1e3 / seconds:.4f}"),
    ]


def one_restore(api: Api, moment: float, expected: int) -> float:
    target = f"restored-{time.time_ns()}"
    took_ms = api.restore(TABLE, target, moment)
    check(api, target, expected)
    api.drop_table(target)
    return took_ms


def check(api: Api, target: str, expected: int) -> None:
    found = api("Scan", TableName=target, ConsistentRead=True)["Items"]
    counted = sum(int(item["count"]["N"]) for item in found)
    if len(found) != COUNTERS or counted != expected:
        raise RuntimeError(f"{target} holds {len(found)} counters that sum up to {counted}, not {expected}")
