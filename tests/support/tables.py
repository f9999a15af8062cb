"""Tables as the tests make them."""

import itertools
import os
import time

_numbers = itertools.count(1)
POLL = {"Delay": 0.05, "MaxAttempts": 2400}


def unique_name(prefix: str = "t") -> str:
    return f"{prefix}-{os.getpid()}-{time.time_ns() % 10**9:09d}-{next(_numbers)}"


def attribute_definitions(*attributes: str) -> list:
    """Attributes written as "name:type"."""
    split = [attribute.split(":") for attribute in attributes]
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in split]


def definition(*keys: str, attributes: tuple = ()) -> dict:
    """CreateTable's members for keys written as "name:type", the partition key first; `attributes` are defined beside them."""
    return {
        "AttributeDefinitions": attribute_definitions(*keys, *attributes),
        "KeySchema": [{"AttributeName": key.split(":")[0], "KeyType": role} for key, role in zip(keys, ("HASH", "RANGE"))],
    }


def wait_active(client, name: str) -> dict:
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig=POLL)
    return client.describe_table(TableName=name)["Table"]


def wait_gone(client, name: str) -> None:
    client.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig=POLL)


def scan_all(client, name: str, **parameters) -> list:
    parameters.setdefault("ConsistentRead", True)
    pages = client.get_paginator("scan").paginate(TableName=name, **parameters)
    return [item for page in pages for item in page["Items"]]


def query_all(client, name: str, **parameters) -> list:
    parameters.setdefault("ConsistentRead", True)
    pages = client.get_paginator("query").paginate(TableName=name, **parameters)
    return [item for page in pages for item in page["Items"]]


def put_all(client, name: str, items: list) -> None:
    """Puts the items, 25 a batch, until none is unprocessed. No two of one batch may have the same key."""
    for first in range(0, len(items), 25):
        left = {name: [{"PutRequest": {"Item": item}} for item in items[first:first + 25]]}
        while left:
            left = client.batch_write_item(RequestItems=left)["UnprocessedItems"]


def drop(client, name: str) -> None:
    """Deletes a table whatever protects it; one that is gone already is fine."""
    try:
        client.update_table(TableName=name, DeletionProtectionEnabled=False)
    except client.exceptions.ResourceNotFoundException:
        return
    except client.exceptions.ClientError:
        pass
    try:
        client.delete_table(TableName=name)
    except client.exceptions.ResourceNotFoundException:
        pass
