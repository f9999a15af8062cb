"""What point-in-time recovery costs PutItem of new items: two tables of one server, one with it and one without, filled in turns."""

import itertools
import statistics

from bench import measure, wrk
from bench.api import Api
from bench.measure import Row

MOST = 0.05
NEW_ITEMS_A_RUN = 1_000_000


def run(bench) -> list[Row]:
    pairs, seconds = (4, 1) if bench.quick else (20, 3)
    with bench.server("recovery-cost", "--durability=synced") as server:
        api = Api(server.port)
        for table in ("with", "without"):
            api.create_table(table)
        api.set_recovery("with", True)
        new = itertools.count(0, NEW_ITEMS_A_RUN)

        def once(table: str, seconds: int) -> tuple[float, float]:
            with measure.watch(server.pid) as use:
                counted = wrk.run(server.port, seconds, "put", table, next(new), NEW_ITEMS_A_RUN)
            return counted.per_second, use.watched[server.pid] / counted.requests

        for table in ("with", "without"):
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
        Row(f"PutItem of new items with recovery on: requests a second ({pairs} pairs)",
            f"{middle(each[0] for each in with_recovery):,.0f}", f"{middle(each[0] for each in without):,.0f} (recovery off)",
            within(rates), f"at least {1 - MOST:.2f}", middle(rates) >= 1 - MOST),
        Row("the same: processor time a request", f"{middle(each[1] for each in with_recovery) * 1e6:.0f} µs",
            f"{middle(each[1] for each in without) * 1e6:.0f} µs (recovery off)", within(costs)),
    ]


def within(ratios: list) -> str:
    low, high = measure.interval(ratios)
    return f"{statistics.median(ratios):.3f} (95 %: {low:.3f}–{high:.3f})"
