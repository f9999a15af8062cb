"""Tables as the tests make them."""

import itertools
import os
import time

_numbers = itertools.count(1)
POLL = {"Delay": 0.05, "MaxAttempts": 2400}


def unique_name(prefix: str = "t") -> str:
    return f"{prefix}-{os.getpid()}-{time.time_ns() % 10**9:09d}-{next(_numbers)}"


def definition(*keys: str) -> dict:
    """CreateTable's members for keys written as "name:type", the partition key first."""
    split = [key.split(":") for key in keys]
    return {
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in split],
        "KeySchema": [{"AttributeName": name, "KeyType": role} for (name, _), role in zip(split, ("HASH", "RANGE"))],
    }


def wait_active(client, name: str) -> dict:
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig=POLL)
    return client.describe_table(TableName=name)["Table"]


def wait_gone(client, name: str) -> None:
    client.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig=POLL)


def scan_all(client, name: str, **parameters) -> list:
    pages = client.get_paginator("scan").paginate(TableName=name, ConsistentRead=True, **parameters)
    return [item for page in pages for item in page["Items"]]


def query_all(client, name: str, **parameters) -> list:
    pages = client.get_paginator("query").paginate(TableName=name, ConsistentRead=True, **parameters)
    return [item for page in pages for item in page["Items"]]


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
