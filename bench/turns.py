"""What is compared takes turns, so that whatever else the machine does meets all of it: A B C, then C B A, and so on. Ratios are formed
within each round."""

import dataclasses
import statistics
import typing

from bench import measure, wrk
from bench.measure import Row


@dataclasses.dataclass
class Side:
    pid: int  # of the server that it sends to
    run: typing.Callable[[int], wrk.Counted]  # for so many seconds


@dataclasses.dataclass
class Measured:
    per_second: float
    p99_ms: float
    cost_us: float  # the server's processor time a request


def take(bench, sides: list[Side], rounds: int, seconds: int) -> list[list[Measured]]:
    """Each side's runs, in the order of `sides`; a first one of a second each does not count."""
    for side in sides:
        once(side, 1)
    found = [[] for _ in sides]
    pids = tuple({side.pid for side in sides})
    for number in range(rounds):
        order = list(range(len(sides)))[::1 - 2 * (number % 2)]
        results = bench.quiet(pids, lambda: [once(sides[which], seconds) for which in order])
        for which, result in zip(order, results):
            found[which].append(result)
    return found


def once(side: Side, seconds: int) -> Measured:
    with measure.watch(side.pid) as use:
        counted = side.run(seconds)
    return Measured(counted.per_second, counted.p99_ms, use.watched[side.pid] / counted.requests * 1e6)


def compared(ours: list, theirs: list, of, scale: float = 1) -> tuple[float, float, list]:
    """Both medians, and the ratio of each round; ours are multiplied with `scale` first."""
    mine, its = [of(each) * scale for each in ours], [of(each) for each in theirs]
    return statistics.median(mine), statistics.median(its), [one / other for one, other in zip(mine, its)]


def rows(name: str, ours: list, theirs: list, beside: str, goal: float | None = None) -> list[Row]:
    """Three lines: requests a second, their wait, their processor time."""
    rate, its_rate, rates = compared(ours, theirs, lambda each: each.per_second)
    wait, its_wait, waits = compared(ours, theirs, lambda each: each.p99_ms)
    cost, its_cost, costs = compared(ours, theirs, lambda each: each.cost_us)
    aim = (f"at least {goal}", statistics.median(rates) >= goal) if goal is not None else ()
    return [
        Row(f"{name}: requests a second", f"{rate:,.0f}", f"{its_rate:,.0f} ({beside})", measure.spread(rates), *aim),
        Row(f"{name}: wait, 99th percentile", f"{wait:.1f} ms", f"{its_wait:.1f} ms ({beside})", measure.spread(waits)),
        Row(f"{name}: processor time a request", f"{cost:.0f} µs", f"{its_cost:.0f} µs ({beside})", measure.spread(costs)),
    ]
