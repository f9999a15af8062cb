"""The few calls that the bench makes one at a time, on one kept connection."""

import http.client
import json
import time

from bench import items


class Api:
    def __init__(self, port: int):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def raw(self, operation: str, parameters: dict, service: str = "DynamoDB_20120810") -> tuple[int, bytes]:
        self._connection.request("POST", "/", json.dumps(parameters).encode(),
                                 {**items.HEADERS, "X-Amz-Target": f"{service}.{operation}"})
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def __call__(self, operation: str, **parameters) -> dict:
        return self._answer(operation, *self.raw(operation, parameters))

    def admin(self, operation: str, **parameters) -> dict:
        """An operation of the admin API (docs/admin-api.md)."""
        return self._answer(operation, *self.raw(operation, parameters, "Quondam_20261101"))

    @staticmethod
    def _answer(operation: str, status: int, body: bytes) -> dict:
        if status != 200:
            raise RuntimeError(f"{operation} was refused: {body.decode()}")
        return json.loads(body)

    def create_table(self, name: str, **more) -> None:
        self("CreateTable", TableName=name, **{**items.KEY_SCHEMA, **more})
        self.await_active(name)

    def await_active(self, name: str, timeout_seconds: float = 600, ask_every_seconds: float = 0.001) -> None:
        deadline = time.monotonic() + timeout_seconds
        while self("DescribeTable", TableName=name)["Table"]["TableStatus"] != "ACTIVE":
            if time.monotonic() > deadline:
                raise RuntimeError(f"{name} was not active after {timeout_seconds} s")
            time.sleep(ask_every_seconds)

    def drop_table(self, name: str) -> None:
        self("DeleteTable", TableName=name)
        while self.raw("DescribeTable", {"TableName": name})[0] == 200:
            time.sleep(0.005)

    def set_recovery(self, table: str, enabled: bool) -> float:
        """The milliseconds that it took."""
        began = time.monotonic()
        self("UpdateContinuousBackups", TableName=table,
             PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": enabled})
        return (time.monotonic() - began) * 1e3

    def restore(self, source: str, target: str, moment: float, ask_every_seconds: float = 0.001) -> float:
        """The milliseconds from the request to ACTIVE, as seen by who asks so often."""
        began = time.monotonic()
        self("RestoreTableToPointInTime", SourceTableName=source, TargetTableName=target, RestoreDateTime=moment)
        self.await_active(target, ask_every_seconds=ask_every_seconds)
        return (time.monotonic() - began) * 1e3


def moment_between() -> float:
    """A moment after everything acknowledged and before everything that is sent from now on."""
    pause_seconds = 0.02
    time.sleep(pause_seconds)
    moment = round(time.time(), 3)
    time.sleep(pause_seconds)
    return moment
