"""Operations on many items, and a conditional one, beside a bare server that reads the same requests and answers the same bytes."""

from bench import load, turns, workloads, wrk
from bench.api import Api
from bench.measure import Row


def run(bench) -> list[Row]:
    users, rounds, seconds = (50, 3, 1) if bench.quick else (1_000, 9, 4)
    prepared = workloads.Workloads(users)
    with bench.server("operations", "--durability=synced") as server:
        Api(server.port).create_table(workloads.TABLE)
        load.write_all(server.port, map(prepared.put, range(prepared.count)))
        return [row for make in (prepared.query, prepared.batch_get_item, prepared.transact_write_items, prepared.update_item)
                for row in compare(bench, server, make(), rounds, seconds)]


def compare(bench, server, workload: workloads.Workload, rounds: int, seconds: int) -> list[Row]:
    requests = workloads.write_file(bench.folder, workload)
    answer = bench.folder / "operation.answer"
    answer.write_bytes(workloads.first_answer(server.port, workload))
    with bench.bare_server(answer, answer) as bare:
        def of(target) -> turns.Side:
            return turns.Side(target.pid, lambda seconds: wrk.run(target.port, seconds, "send", requests))

        theirs, ours = turns.take(bench, [of(bare), of(server)], rounds, seconds)
    return turns.rows(workload.name, ours, theirs, "bare server")
