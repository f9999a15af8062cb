"""Writes as fast as the server takes them, over many connections, and counts the answers."""

import collections
import select
import socket
import time

CONNECTIONS = 64
SENT_AHEAD = 8  # requests a connection sends at once; the server answers a connection's requests one after another
ANSWERED = b"HTTP/1.1 200 "
EMPTY_ANSWER = b"\r\n\r\n{}"


class Refused(Exception):
    pass


def write_all(port: int, requests, connections: int = CONNECTIONS) -> float:
    """Sends all of `requests`, whose answers are {}. The seconds until the last answer."""
    began = time.monotonic()
    waiting = iter(requests)
    poll = select.epoll()
    sockets, received, expected = {}, collections.defaultdict(bytearray), {}

    def send_next(connection: socket.socket) -> bool:
        batch = [each for _, each in zip(range(SENT_AHEAD), waiting)]
        if not batch:
            return False
        expected[connection.fileno()] = len(batch)
        connection.sendall(b"".join(batch))
        return True

    try:
        for _ in range(connections):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if not send_next(connection):
                connection.close()
                break
            sockets[connection.fileno()] = connection
            poll.register(connection.fileno(), select.EPOLLIN)
        while sockets:
            for number, _ in poll.poll(60) or stalled():
                got, connection = received[number], sockets[number]
                got += connection.recv(65536) or closed()
                if not got.endswith(EMPTY_ANSWER):
                    if b"__type" in got:
                        raise Refused(got.decode())
                    continue
                if got.count(ANSWERED) < expected[number]:
                    continue
                got.clear()
                if not send_next(connection):
                    poll.unregister(number)
                    sockets.pop(number).close()
    finally:
        for connection in sockets.values():
            connection.close()
        poll.close()
    return time.monotonic() - began


def stalled():
    raise Refused("no answer for 60 seconds")


def closed():
    raise Refused("the server closed a connection")


def exchange(port: int, request: bytes) -> bytes:
    """One request's answer, byte by byte."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got or len(got) < got.index(b"\r\n\r\n") + 4 + length_of(got):
            got += connection.recv(65536) or closed()
        return got


def length_of(answer: bytes) -> int:
    head = answer[:answer.index(b"\r\n\r\n")].lower()
    return int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
