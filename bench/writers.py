"""A few writers with a steady pace, which measure how long each of their writes waits."""

import multiprocessing.connection
import random
import socket
import threading
import time

from bench import items

WRITERS = 4
PAUSE_SECONDS = 0.005


def write_until_told(port: int, table: str, count: int, told: multiprocessing.connection.Connection) -> None:
    """Sends back (when it was sent, milliseconds until its answer) of every write."""
    ended, waits = threading.Event(), [[] for _ in range(WRITERS)]
    threads = [threading.Thread(target=write, args=(port, table, count, seed, ended, waits[seed])) for seed in range(WRITERS)]
    for thread in threads:
        thread.start()
    told.recv()
    ended.set()
    for thread in threads:
        thread.join()
    told.send([wait for each in waits for wait in each])


def write(port: int, table: str, count: int, seed: int, ended: threading.Event, waits: list) -> None:
    puts, numbers = items.Puts(table, seed), random.Random(seed)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not ended.is_set():
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
