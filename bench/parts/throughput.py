"""GetItem and PutItem beside a bare Boost.Beast server that reads the same requests and answers the same bytes: 64 kept connections,
1 KB items, one thread of wrk. The two servers take turns, so that whatever else the machine does meets both."""

import itertools
import pathlib

from bench import items, load, turns, wrk
from bench.api import Api
from bench.load import write_all
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

    def of(target) -> turns.Side:
        def once(seconds: int) -> wrk.Counted:
            first, count = (next(new), NEW_ITEMS_A_RUN) if operation == "put" else (0, filled)
            return wrk.run(target.port, seconds, operation, TABLE, first, count)
        return turns.Side(target.pid, once)

    theirs, ours = turns.take(bench, [of(bare), of(server)], pairs, seconds)
    name, goal = GOALS[operation]
    return turns.rows(name, ours, theirs, "bare server", goal)


def record_answers(port: int, puts: items.Puts, folder: pathlib.Path) -> list[pathlib.Path]:
    """quondam's answers to a GetItem and to a PutItem, byte by byte."""
    paths = []
    for name, request in (("get", items.get(TABLE, 0)), ("put", puts.put(0))):
        paths.append(folder / f"{name}item.answer")
        paths[-1].write_bytes(load.exchange(port, request))
    return paths
