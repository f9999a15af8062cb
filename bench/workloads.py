"""Requests of one operation each, prepared before anything is measured, on a table of 1 KB items: users with 100 orders each. They are
sent in turns, so that no two that lie near each other touch the same item: no transaction meets another one."""

import dataclasses
import itertools
import json
import pathlib
import random
import string

from bench import items, load

TABLE = "operations"
ORDERS = 100  # a user's
READ, WRITTEN_AT_ONCE = 100, 10
PREPARED_ITEMS = 5_000


@dataclasses.dataclass
class Workload:
    name: str
    items: int  # that one request reads or writes
    requests: list


class Workloads:
    def __init__(self, users: int, seed: int = 1):
        self.count = users * ORDERS
        self._random = random.Random(seed)
        self._text = "".join(self._random.choices(string.ascii_letters + string.digits + "-_", k=65536))

    def key(self, number: int) -> dict:
        return {"PK": {"S": items.partition_key(number // ORDERS)}, "SK": {"S": f"ORDER#{number % ORDERS:04d}"}}

    def item(self, number: int) -> dict:
        at = self._random.randrange(65536 - items.DATA_BYTES)
        return {**self.key(number), "total": {"N": "1999"}, "data": {"S": self._text[at:at + items.DATA_BYTES]}}

    def put(self, number: int) -> bytes:
        return request("PutItem", TableName=TABLE, Item=self.item(number))

    def _some(self, count: int) -> list:
        return self._random.sample(range(self.count), count)

    def _prepared(self) -> int:
        return min(PREPARED_ITEMS, self.count)

    def get_item(self) -> Workload:
        return Workload("GetItem", 1, [request("GetItem", TableName=TABLE, Key=self.key(number)) for number in self._some(self._prepared())])

    def query(self) -> Workload:
        users = self._random.sample(range(self.count // ORDERS), min(1_000, self.count // ORDERS))
        return Workload(f"Query of {READ} items", READ, [
            request("Query", TableName=TABLE, KeyConditionExpression="PK = :user",
                    ExpressionAttributeValues={":user": {"S": items.partition_key(user)}}) for user in users])

    def batch_get_item(self) -> Workload:
        return Workload(f"BatchGetItem of {READ}", READ, [
            request("BatchGetItem", RequestItems={TABLE: {"Keys": list(map(self.key, self._some(READ)))}}) for _ in range(300)])

    def put_item(self) -> Workload:
        return Workload("PutItem", 1, [self.put(number) for number in self._some(self._prepared())])

    def update_item(self) -> Workload:
        return Workload("UpdateItem with a condition", 1, [
            request("UpdateItem", TableName=TABLE, Key=self.key(number), UpdateExpression="SET #t = #t + :more",
                    ConditionExpression="attribute_exists(PK) AND #t < :most", ExpressionAttributeNames={"#t": "total"},
                    ExpressionAttributeValues={":more": {"N": "1"}, ":most": {"N": "1000000000"}}) for number in self._some(self._prepared())])

    def transact_write_items(self) -> Workload:
        numbers = iter(self._some(self._prepared()))
        return Workload(f"TransactWriteItems of {WRITTEN_AT_ONCE}", WRITTEN_AT_ONCE, [
            request("TransactWriteItems", TransactItems=[{"Put": {"TableName": TABLE, "Item": self.item(number)}} for number in some])
            for some in iter(lambda: list(itertools.islice(numbers, WRITTEN_AT_ONCE)), [])])


def request(operation: str, **parameters) -> bytes:
    return items.request(operation, json.dumps(parameters))


def first_answer(port: int, workload: Workload) -> bytes:
    """The answer to the workload's first request, byte by byte, which must be whole."""
    answer = load.exchange(port, workload.requests[0])
    if not answer.startswith(load.ANSWERED) or workload.items == READ and answer.count(b'"data":{"S":"') != READ:
        raise RuntimeError(f"{workload.name} was not answered: {answer[:1000]!r}")
    return answer


def write_file(folder: pathlib.Path, workload: Workload) -> pathlib.Path:
    """The file that bench/wrk/items.lua sends."""
    path = folder / f"{workload.name.lower().replace(' ', '-')}.requests"
    path.write_bytes(b"".join(b"%d\n%b" % (len(each), each) for each in workload.requests))
    return path
