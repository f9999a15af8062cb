"""Judges a recorded history of operations on lists: is there one order of them all that explains what each saw, and that keeps operations
apart which did not overlap in time (strict serializability)?

The way of Elle's list-append checker (Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations", 2020):
every write appends a value that no other writes, so a list that was read tells the order of all writes before it. From that follow the
dependencies between operations; together with real time they must have no cycle.
"""

import bisect
import dataclasses

OK, FAILED, UNKNOWN = "ok", "failed", "unknown"


@dataclasses.dataclass
class Operation:
    """What a client asked for and what it was told. A key's list is read before the operation's own append to it. `lengths` are lengths
    that a condition demanded and that therefore held. Times are of one clock: before the request was sent, and after the answer came."""
    name: str
    start: float
    end: float
    outcome: str = OK
    reads: dict = dataclasses.field(default_factory=dict)    # key: tuple of values
    lengths: dict = dataclasses.field(default_factory=dict)  # key: int
    appends: dict = dataclasses.field(default_factory=dict)  # key: value

    def __repr__(self) -> str:
        parts = [f"reads {self.reads}" if self.reads else "", f"lengths {self.lengths}" if self.lengths else "", f"appends {self.appends}" if self.appends else ""]
        return f"{self.name} [{self.start:.6f}, {self.end:.6f}] {self.outcome}: {', '.join(part for part in parts if part)}"


def violations(history: list, final: dict) -> list:
    """What is wrong, as sentences; nothing when it is strictly serializable. `final` are the lists of all keys after the last operation."""
    last = max((operation.end for operation in history), default=0.0)
    history = [*history, *(Operation(f"final read of {key}", last + 1, last + 2, reads={key: tuple(values)}) for key, values in final.items())]
    found, orders = _version_orders(history)
    found += _writers_problems(history, orders, final)
    if found:
        return found
    return _cycles(history, orders)


def _version_orders(history: list) -> tuple:
    """The order of the writes of each key: the longest list that was read; every other list must be a beginning of it."""
    found, orders = [], {}
    for operation in history:
        if operation.outcome != OK:
            continue
        for key, values in operation.reads.items():
            if len(values) > len(orders.get(key, ())):
                orders[key] = values
    for operation in history:
        if operation.outcome != OK:
            continue
        for key, values in operation.reads.items():
            if values != orders.get(key, ())[: len(values)]:
                found.append(f"incompatible orders of {key}: {operation} but also {orders[key]}")
    return found, orders


def _writers_problems(history: list, orders: dict, final: dict) -> list:
    found, writers = [], _writers(history)
    for key, values in orders.items():
        if len(set(values)) != len(values):
            found.append(f"{key} holds a value twice: {values}")
        for value in values:
            if (key, value) not in writers:
                found.append(f"nobody wrote {value} to {key}")
            elif writers[key, value].outcome == FAILED:
                found.append(f"a write that was refused is visible: {value} in {key}, {writers[key, value]}")
    for (key, value), writer in writers.items():
        if writer.outcome == OK and value not in final.get(key, ()):
            found.append(f"an acknowledged write is lost: {value} of {key}, {writer}")
    return found


def _writers(history: list) -> dict:
    return {(key, value): operation for operation in history for key, value in operation.appends.items()}


def _cycles(history: list, orders: dict) -> list:
    writers = _writers(history)
    visible = {id(writers[key, value]) for key, values in orders.items() for value in values}
    nodes = [operation for operation in history if operation.outcome == OK or id(operation) in visible]
    number = {id(operation): n for n, operation in enumerate(nodes)}
    edges: list[dict] = [{} for _ in nodes]

    def edge(source: Operation, target: Operation, why: str) -> None:
        if source is not target:
            edges[number[id(source)]].setdefault(number[id(target)], why)

    for key, values in orders.items():
        for before, after in zip(values, values[1:]):
            edge(writers[key, before], writers[key, after], f"{after} follows {before} in {key}")
    for operation in nodes:
        if operation.outcome != OK:
            continue
        seen = {**operation.lengths, **{key: len(values) for key, values in operation.reads.items()}}
        for key, length in seen.items():
            values = orders.get(key, ())
            if length > len(values):
                return [f"a condition saw {length} values of {key}, which never had them: {operation}"]
            if length > 0:
                edge(writers[key, values[length - 1]], operation, f"saw {values[length - 1]} in {key}")
            if length < len(values):
                edge(operation, writers[key, values[length]], f"did not see {values[length]} in {key}")
    _add_real_time(nodes, edges)
    return [_describe(component, nodes, edges) for component in _components(edges) if len(component) > 1]


def _add_real_time(nodes: list, edges: list) -> None:
    """An edge from each operation to those that began after it had ended, by way of a chain of moments, so that they are few."""
    ends = sorted((operation.end, n) for n, operation in enumerate(nodes))
    first = len(edges)
    for place, (_, n) in enumerate(ends):
        edges.append({first + place + 1: "time"} if place + 1 < len(ends) else {})
        edges[n][first + place] = "ended"
    moments = [end for end, _ in ends]
    for n, operation in enumerate(nodes):
        before = bisect.bisect_left(moments, operation.start)  # the ends strictly before its start
        if before:
            edges[first + before - 1].setdefault(n, "began later")


def _components(edges: list) -> list:
    """Tarjan's strongly connected components, without recursion."""
    index, low, on_stack, stack, found, counter = {}, {}, set(), [], [], 0
    for root in range(len(edges)):
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = counter
        counter += 1
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = counter
                    counter += 1
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = set()
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        component.add(member)
                        if member == node:
                            break
                    found.append(component)
    return found


def _describe(component: set, nodes: list, edges: list) -> str:
    """One shortest cycle of the component, operation by operation."""
    start = min(component)
    came, queue = {start: None}, [start]
    closing = None
    for node in queue:
        for target in edges[node]:
            if target == start:
                closing = node
                break
            if target in component and target not in came:
                came[target] = node
                queue.append(target)
        if closing is not None:
            break
    path = []
    while closing is not None:
        path.append(closing)
        closing = came[closing]
    path.reverse()
    lines = []
    for node, target in zip(path, path[1:] + path[:1]):
        if node < len(nodes):
            why = edges[node][target]
            lines.append(f"  {nodes[node]}\n    before ({'real time' if why == 'ended' else why})")
    return "a cycle:\n" + "\n".join(lines)
