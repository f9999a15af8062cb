"""Moments to restore to. Clients name whole seconds, so a moment between two writes is a whole second between them."""

import datetime
import time


def next_second() -> int:
    """Waits for the next whole second and answers it: what was acknowledged before has an earlier time, what follows a later one."""
    second = int(time.time()) + 1
    while (left := second + 0.002 - time.time()) > 0:
        time.sleep(left)
    return second


def as_datetime(second: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(second, datetime.timezone.utc)


def until(condition, timeout_seconds: float = 30, every_seconds: float = 0.05):
    """Waits for the condition to answer something true, and answers that."""
    deadline = time.monotonic() + timeout_seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {timeout_seconds} s in vain"
        time.sleep(every_seconds)
    return found
