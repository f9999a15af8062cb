"""The state that the server should be in, held outside it: every request is recorded before it is sent and again when it was
acknowledged. What a crash leaves undecided is exactly the requests sent and not acknowledged.

A key is written by one thread only, one request at a time, so its requests have an order. Each write's commit time lies in an interval
of wall clock time [sent, latest]: mostly `latest` is when it was acknowledged, but for a moment after a crash the server's clock may run
ahead of the wall (src/engine/commit_clock.h). For a past second the acceptable values of a key are those of every write that may have
been the last one at that moment.
"""

import bisect
import dataclasses
import math
import threading

ABSENT = None  # the value of a key that is not there


@dataclasses.dataclass
class Write:
    value: object
    sent: float
    latest: float = math.inf  # not acknowledged: the server died first

    @property
    def decided(self) -> bool:
        return self.latest < math.inf


class KeyHistory:
    """The writes of one key, in their order. It begins with what was there before: nothing."""

    def __init__(self):
        self.writes = [Write(ABSENT, -math.inf, -math.inf)]

    def last_acknowledged(self):
        return next(write.value for write in reversed(self.writes) if write.decided)

    def acceptable_now(self) -> list:
        """The last acknowledged write, and every write after it that was sent: it may have been done before the crash."""
        found = []
        for write in reversed(self.writes):
            found.append(write.value)
            if write.decided:
                break
        return found

    def acceptable_at(self, second: float) -> list:
        """What the key may have been at that moment: the last write surely done by then, or one that was under way."""
        last = bisect.bisect_right(self.writes, second, key=lambda write: write.sent) - 1
        found = []
        for write in reversed(self.writes[: last + 1]):
            found.append(write.value)
            if write.latest <= second:
                break
        return found

    def settle(self, value) -> None:
        """After a crash the undecided writes are decided by what the server says now. Those that are not it are no part of the past."""
        if self.writes[-1].decided:
            return
        undecided = self.writes.pop()
        assert self.writes[-1].decided, "a key has one request at a time"
        if undecided.value == value and self.writes[-1].value != value:
            self.writes.append(undecided)


class ExpectedState:
    def __init__(self):
        self._keys: dict[str, KeyHistory] = {}
        self._lock = threading.Lock()

    def history(self, key: str) -> KeyHistory:
        with self._lock:
            return self._keys.setdefault(key, KeyHistory())

    def keys(self) -> list:
        with self._lock:
            return sorted(self._keys)

    def violations_now(self, found: dict):
        """`found`: every key that the server has, with its value."""
        yield from self._violations(found, lambda history: history.acceptable_now(), "now")

    def violations_at(self, second: float, found: dict):
        yield from self._violations(found, lambda history: history.acceptable_at(second), f"at {second}")

    def _violations(self, found: dict, acceptable, when: str):
        for key in self.keys():
            allowed = acceptable(self.history(key))
            value = found.get(key, ABSENT)
            if value not in allowed:
                yield f"{key} {when}: {value!r}, expected {' or '.join(map(repr, allowed[:3]))}"
        for key in sorted(found.keys() - set(self.keys())):
            yield f"{key} {when}: nobody wrote it"

    def settle(self, found: dict, seen: float) -> None:
        """Takes over what the restarted server has, for the requests that the crash left undecided: done before it was `seen`."""
        for key in self.keys():
            history = self.history(key)
            history.settle(found.get(key, ABSENT))
            if not history.writes[-1].decided:
                history.writes[-1].latest = seen
