"""GetItem and PutItem beside a bare Boost.Beast server that reads the same requests and answers the same bytes: 64 kept connections,
1 KB items, one thread of wrk. The two servers take turns, so that whatever else the machine does meets both."""

import itertools
import pathlib
import socket
import statistics

from bench import items, measure, wrk
from bench.api import Api
from bench.load import closed, write_all
from bench.measure import Row

TABLE = "throughput"
NEW_ITEMS_A_RUN = 1_000_000  # more than any run puts
GOALS = {"get": ("GetItem", 0.5), "put": ("PutItem, synced before every answer", 0.25)}


def run(bench) -> list[Row]:
    filled, pairs, seconds = (5_000, 3, 1) if bench.quick else (100_000, 9, 4)
    with bench.server("throughput", "--durability=synced") as server:
        Api(server.port).create_table(TABLE)
        puts = items.Puts(TABLE)
        write_all(server.port, map(puts.put, range(filled)))
        answers = record_answers(server.port, puts, bench.folder)
        with bench.bare_server(*answers) as bare:
            return [row for operation in GOALS for row in compare(bench, server, bare, operation, filled, pairs, seconds)]


def compare(bench, server, bare, operation: str, filled: int, pairs: int, seconds: int) -> list[Row]:
    new = itertools.count(filled, NEW_ITEMS_A_RUN)

    def once(target, seconds: int) -> wrk.Counted:
        first, count = (next(new), NEW_ITEMS_A_RUN) if operation == "put" else (0, filled)
        with measure.watch(target.pid) as use:
            counted = wrk.run(target.port, seconds, operation, TABLE, first, count)
        return counted, use.watched[target.pid] / counted.requests

    for target in (bare, server):
        once(target, 1)
    ours, theirs = [], []
    for number in range(pairs):
        turns = [(bare, theirs), (server, ours)]
        found = bench.quiet((server.pid, bare.pid), lambda: [once(target, seconds) for target, _ in turns[::1 - 2 * (number % 2)]])
        for (_, results), result in zip(turns[::1 - 2 * (number % 2)], found):
            results.append(result)

    def compared(of) -> tuple[float, float, list]:
        mine, its = [of(*each) for each in ours], [of(*each) for each in theirs]
        return statistics.median(mine), statistics.median(its), [one / other for one, other in zip(mine, its)]

    name, goal = GOALS[operation]
    rate, its_rate, rates = compared(lambda counted, _: counted.per_second)
    wait, its_wait, waits = compared(lambda counted, _: counted.p99_ms)
    cost, its_cost, costs = compared(lambda _, seconds_a_request: seconds_a_request * 1e6)
    return [
        Row(f"{name}: requests a second", f"{rate:,.0f}", f"{its_rate:,.0f} (bare server)", measure.spread(rates),
            f"at least {goal}", statistics.median(rates) >= goal),
        Row(f"{name}: wait, 99th percentile", f"{wait:.1f} ms", f"{its_wait:.1f} ms (bare server)", measure.spread(waits)),
        Row(f"{name}: processor time a request", f"{cost:.0f} µs", f"{its_cost:.0f} µs (bare server)", measure.spread(costs)),
    ]


def record_answers(port: int, puts: items.Puts, folder: pathlib.Path) -> list[pathlib.Path]:
    """quondam's answers to a GetItem and to a PutItem, byte by byte."""
    paths = []
    for name, request in (("get", items.get(TABLE, 0)), ("put", puts.put(0))):
        paths.append(folder / f"{name}item.answer")
        paths[-1].write_bytes(exchange(port, request))
    return paths


def exchange(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got or len(got) < got.index(b"\r\n\r\n") + 4 + length_of(got):
            got += connection.recv(65536) or closed()
        return got


def length_of(answer: bytes) -> int:
    head = answer[:answer.index(b"\r\n\r\n")].lower()
    return int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
