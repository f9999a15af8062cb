"""The bench's items, of 1 KB as DynamoDB counts (names and values), and the requests that carry them. bench/wrk/items.lua makes the
same ones."""

import json
import random
import string

KEY_SCHEMA = {
    "AttributeDefinitions": [{"AttributeName": "PK", "AttributeType": "S"}, {"AttributeName": "SK", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
    "BillingMode": "PAY_PER_REQUEST",
}
DATA_BYTES = 983
SCATTER, MODULUS = 40353607, 10**9  # without a common divisor: numbers and keys are one to one, and neighbours lie far apart

HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Date": "20261122T190000Z",
    "Authorization": "AWS4-HMAC-SHA256 Credential=bench/20261122/us-east-1/dynamodb/aws4_request, "
                     "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64,
}


def partition_key(number: int) -> str:
    return f"USER#{number * SCATTER % MODULUS:010d}"


def request(operation: str, body: str) -> bytes:
    """A request as bytes, for a connection that is kept."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    return (f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}X-Amz-Target: DynamoDB_20120810.{operation}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


class Puts:
    """PutItem requests of one table. Each item's data is a cut from a long random text."""

    def __init__(self, table: str, seed: int = 1):
        self._random = random.Random(seed)
        letters = string.ascii_letters + string.digits + "-_"
        self._text = "".join(self._random.choices(letters, k=65536)).encode()
        mark = "@" * len(partition_key(0))
        body = json.dumps({"TableName": table, "Item": {
            "PK": {"S": mark}, "SK": {"S": "ORDER#0001"}, "total": {"N": "1999"}, "data": {"S": "#" * DATA_BYTES}}})
        self._head, rest = request("PutItem", body).split(mark.encode())
        self._middle, self._tail = rest.split(b"#" * DATA_BYTES)

    def put(self, number: int) -> bytes:
        at = int(self._random.random() * (65536 - DATA_BYTES))
        return b"%b%b%b%b%b" % (self._head, partition_key(number).encode(), self._middle, self._text[at:at + DATA_BYTES], self._tail)


def get(table: str, number: int) -> bytes:
    return request("GetItem", json.dumps({"TableName": table, "Key": {
        "PK": {"S": partition_key(number)}, "SK": {"S": "ORDER#0001"}}}))


def count_up(table: str, counter: int) -> bytes:
    """A rate limiter's update, as the shop's second table has it."""
    return request("UpdateItem", json.dumps({
        "TableName": table, "Key": counter_key(counter),
        "UpdateExpression": "SET #c = if_not_exists(#c, :zero) + :inc, expiresAt = :exp",
        "ExpressionAttributeNames": {"#c": "count"},
        "ExpressionAttributeValues": {":zero": {"N": "0"}, ":inc": {"N": "1"}, ":exp": {"N": "4102444800"}}}))


def counter_key(counter: int) -> dict:
    return {"PK": {"S": f"RATE#{counter:04d}"}, "SK": {"S": "WINDOW"}}
