"""Load on a table from several threads, over raw keep-alive connections, recorded in an expected state.

An item's value is one number, `v`, and everything else follows from it: another attribute repeats it, and a payload's length is made
from it. An item that is half of one write and half of another is seen by that.
"""

import http.client
import json
import random
import threading
import time

from campaign.expected_state import ABSENT, ExpectedState, Write
from support.api import CONTENT_TYPE, TARGET

KEYS_PER_THREAD = 40
HEADERS = {"Content-Type": CONTENT_TYPE,
           "Authorization": "AWS4-HMAC-SHA256 Credential=campaign/20261101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00",
           "X-Amz-Date": "20261101T000000Z"}


def item_of(key: str, value: int) -> dict:
    return {"pk": {"S": key}, "v": {"N": str(value)}, "twin": {"N": str(value)}, "payload": {"S": "x" * (value * 37 % 900)}}


def value_of(item: dict) -> int | str:
    """The item's number, or a description of what is torn."""
    value = int(item["v"]["N"])
    whole = item.get("twin") == item["v"] and len(item.get("payload", {}).get("S", "")) == value * 37 % 900
    return value if whole else f"torn: {str(item)[:200]}"


def values_of(items: list) -> dict:
    return {item["pk"]["S"]: value_of(item) for item in items}


class Connection:
    def __init__(self, port: int):
        self._port = port
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def call(self, operation: str, body: dict) -> tuple[int, dict]:
        self._http.request("POST", "/", json.dumps(body), {**HEADERS, "X-Amz-Target": f"{TARGET}.{operation}"})
        response = self._http.getresponse()
        return response.status, json.loads(response.read() or b"{}")

    def close(self) -> None:
        self._http.close()


class Writer(threading.Thread):
    """Writes its own keys until it is told to stop or the server is gone. Until the moment `ahead_until` the server's clock may run
    ahead, up to that moment."""

    def __init__(self, number: int, table: str, port: int, state: ExpectedState, seed: int, stop: threading.Event, ahead_until: float):
        super().__init__(daemon=True)
        self._random = random.Random(seed)
        self._keys = [f"w{number}-k{key:02}" for key in range(KEYS_PER_THREAD)]
        self._table, self._port, self._state, self._told_to_stop, self._ahead_until = table, port, state, stop, ahead_until
        self.acknowledged = 0
        self.unexpected: list[str] = []

    def run(self) -> None:
        connection = Connection(self._port)
        try:
            while not self._told_to_stop.is_set():
                self._write(connection)
        except (OSError, http.client.HTTPException):
            pass  # the server was killed: what was under way stays undecided
        except Exception as error:  # a mistake in this program must not pass for a quiet thread
            self.unexpected.append(repr(error))
        finally:
            connection.close()

    def _write(self, connection: Connection) -> None:
        key = self._random.choice(self._keys)
        history = self._state.history(key)
        present = history.last_acknowledged()
        operation, body, value = self._request(key, present)
        write = Write(value, time.time())
        history.writes.append(write)
        status, answer = connection.call(operation, {"TableName": self._table, **body})
        if status == 200:
            write.latest = max(time.time(), self._ahead_until)
            self.acknowledged += 1
        else:
            history.writes.pop()
            self.unexpected.append(f"{operation} {key}: {status} {answer}")

    def _request(self, key: str, present) -> tuple[str, dict, object]:
        value = self._random.randrange(1, 10**9)
        kind = self._random.random()
        if kind < 0.15:
            return "DeleteItem", {"Key": {"pk": {"S": key}}}, ABSENT
        condition, names = {}, {}
        if kind < 0.35:  # the condition says what must be there: a lost or half write makes it fail
            if present is ABSENT:
                condition = {"ConditionExpression": "attribute_not_exists(pk)"}
            else:
                condition = {"ConditionExpression": "v = :old"}
                names = {":old": {"N": str(present)}}
        item = item_of(key, value)
        if kind < 0.65:
            if names:
                condition["ExpressionAttributeValues"] = names
            return "PutItem", {"Item": item, **condition}, value
        values = {f":{name}": item[name] for name in ("v", "twin", "payload")}
        return "UpdateItem", {"Key": {"pk": {"S": key}}, "UpdateExpression": "SET v = :v, twin = :twin, payload = :payload",
                              "ExpressionAttributeValues": values}, value
