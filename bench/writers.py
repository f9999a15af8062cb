"""A few writers with a steady pace, which measure how long each of their writes waits. Each is a process of its own: threads of Python
would wait for one another, too."""

import multiprocessing.connection
import random
import socket
import time

from bench import items

WRITERS = 4
PAUSE_SECONDS = 0.005


class Writers:
    def __init__(self, port: int, table: str, count: int):
        context = multiprocessing.get_context("fork")
        self._pipes, self._processes = [], []
        for seed in range(WRITERS):
            here, there = multiprocessing.Pipe()
            process = context.Process(target=write_until_told, args=(port, table, count, seed, there), daemon=True)
            process.start()
            there.close()
            self._pipes.append(here)
            self._processes.append(process)

    def end(self) -> list[tuple[float, float]]:
        """(when it was sent, milliseconds until its answer) of every write."""
        for pipe in self._pipes:
            pipe.send("end")
        waits = [wait for pipe in self._pipes for wait in pipe.recv()]
        for process in self._processes:
            process.join()
        return waits


def write_until_told(port: int, table: str, count: int, seed: int, told: multiprocessing.connection.Connection) -> None:
    puts, numbers, waits = items.Puts(table, seed), random.Random(seed), []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not told.poll():
            request = puts.put(numbers.randrange(count))
            began = time.monotonic()
            connection.sendall(request)
            got = b""
            while not got.endswith(b"\r\n\r\n{}"):
                part = connection.recv(65536)
                if not part or b"__type" in part:
                    raise RuntimeError(f"a write failed: {got + part!r}")
                got += part
            waits.append((began, (time.monotonic() - began) * 1e3))
            time.sleep(PAUSE_SECONDS)
    told.send(waits)
