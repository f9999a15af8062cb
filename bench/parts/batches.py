"""What an item costs when a request reads or writes many of them, beside the request for one; and a condition, beside a plain put. All of
one server, on one table."""

from bench import load, measure, turns, workloads, wrk
from bench.api import Api
from bench.measure import Row


def run(bench) -> list[Row]:
    users, rounds, seconds = (50, 3, 1) if bench.quick else (1_000, 9, 4)
    prepared = workloads.Workloads(users)
    with bench.server("batches", "--durability=synced") as server:
        Api(server.port).create_table(workloads.TABLE)
        load.write_all(server.port, map(prepared.put, range(prepared.count)))
        reads = compare(bench, server, prepared.get_item(), [prepared.query(), prepared.batch_get_item()], rounds, seconds)
        return reads + compare(bench, server, prepared.put_item(), [prepared.transact_write_items(), prepared.update_item()], rounds, seconds)


def compare(bench, server, single: workloads.Workload, others: list, rounds: int, seconds: int) -> list[Row]:
    def of(workload) -> turns.Side:
        workloads.first_answer(server.port, workload)
        requests = workloads.write_file(bench.folder, workload)
        return turns.Side(server.pid, lambda seconds: wrk.run(server.port, seconds, "send", requests))

    alone, *together = turns.take(bench, [of(each) for each in (single, *others)], rounds, seconds)
    return [row for workload, measured in zip(others, together) for row in rows(workload, measured, single.name, alone)]


def rows(workload: workloads.Workload, measured: list, single: str, alone: list) -> list[Row]:
    rate, its_rate, rates = turns.compared(measured, alone, lambda each: each.per_second, workload.items)
    cost, its_cost, costs = turns.compared(measured, alone, lambda each: each.cost_us, 1 / workload.items)
    return [
        Row(f"{workload.name}: items a second", f"{rate:,.0f}", f"{its_rate:,.0f} ({single})", measure.spread(rates)),
        Row(f"{workload.name}: processor time an item", f"{cost:.1f} µs", f"{its_cost:.1f} µs ({single})", measure.spread(costs)),
    ]
