"""`quondam serve --as-aws` with a clock that runs ahead: what AWS takes minutes for is over in seconds, and restorable times lag as there."""

import calendar
import threading
import time

from . import api
from .admin import Admin
from .commands import Commands
from .server import Server

LAG_SECONDS = 300


class AsAws:
    def __init__(self):
        self._server = Server(None, "--as-aws", "--test-clock")
        self._ended = threading.Event()

    def __enter__(self) -> "AsAws":
        self._server.start()
        self.endpoint = self._server.endpoint
        self.db, self.admin, self.quondam = api.client(self.endpoint), Admin(self.endpoint), Commands(self.endpoint)
        self._hurry = threading.Thread(target=self._run_ahead, daemon=True)
        self._hurry.start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        self._hurry.join()
        self._server.stop()

    def _run_ahead(self) -> None:
        while not self._ended.wait(0.2):
            self.admin.advance_clock(Seconds=4)

    def output(self) -> str:
        return self._server.output()

    def moment(self) -> int:
        """A whole second between what was acknowledged before and what follows."""
        text = self.admin.advance_clock(Seconds=2)["Time"]
        second = calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))
        self.admin.advance_clock(Seconds=2)
        return second

    def until_restorable(self) -> None:
        """Everything up to now."""
        self.admin.advance_clock(Seconds=LAG_SECONDS + 2)
