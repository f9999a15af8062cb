"""Secondary indexes: their definitions as the tests write them, and what an index must hold."""

from . import tables
from .clock import until
from .expect import comparable, comparable_item

KEYS_ONLY = {"ProjectionType": "KEYS_ONLY"}
ALL = {"ProjectionType": "ALL"}
UNITS = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}


def include(*attributes: str) -> dict:
    return {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(attributes)}


def index(name: str, *keys: str, projection: dict = ALL, **more) -> dict:
    """An index whose keys are attribute names, the partition key first; "h1+h2" and "r1+r2+r3" are keys of several attributes."""
    schema = [{"AttributeName": attribute, "KeyType": role}
              for key, role in zip(keys, ("HASH", "RANGE")) for attribute in key.split("+")]
    return {"IndexName": name, "KeySchema": schema, "Projection": projection, **more}


def creation(name: str, *keys: str, **more) -> list:
    """UpdateTable's GlobalSecondaryIndexUpdates for one new index."""
    return [{"Create": index(name, *keys, **more)}]


def described(client, table: str, name: str) -> dict | None:
    """The index as DescribeTable shows it; None when there is none of that name."""
    table_description = client.describe_table(TableName=table)["Table"]
    found = table_description.get("GlobalSecondaryIndexes", []) + table_description.get("LocalSecondaryIndexes", [])
    return next((one for one in found if one["IndexName"] == name), None)


def wait_index(client, table: str, name: str) -> dict:
    """Waits until the index and its table are ACTIVE, and answers the index's description."""
    def active():
        table_description = client.describe_table(TableName=table)["Table"]
        found = described(client, table, name)
        return found if found and found["IndexStatus"] == "ACTIVE" and table_description["TableStatus"] == "ACTIVE" else None

    return until(active, timeout_seconds=60)


def wait_index_gone(client, table: str, name: str) -> None:
    until(lambda: described(client, table, name) is None, timeout_seconds=60)
    tables.wait_active(client, table)


def scan_index(client, table: str, name: str, **parameters) -> list:
    return tables.scan_all(client, table, IndexName=name, ConsistentRead=False, **parameters)


def query_index(client, table: str, name: str, condition: str, values: dict, **parameters) -> list:
    return tables.query_all(client, table, IndexName=name, ConsistentRead=False, KeyConditionExpression=condition,
                            ExpressionAttributeValues=values, **parameters)


def entry(item: dict, table: dict, name: str) -> dict | None:
    """What the index holds of an item, by the table's description: its projection, or None when a key attribute is missing or has
    another type than the index's."""
    definition = next(one for one in table.get("GlobalSecondaryIndexes", []) + table.get("LocalSecondaryIndexes", [])
                      if one["IndexName"] == name)
    types = {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]}
    keys = [one["AttributeName"] for one in definition["KeySchema"]]
    if any(types[key] not in item.get(key, {}) or item[key][types[key]] in ("", b"") for key in keys):
        return None
    if definition["Projection"]["ProjectionType"] == "ALL":
        return item
    kept = {*keys, *(one["AttributeName"] for one in table["KeySchema"]), *definition["Projection"].get("NonKeyAttributes", [])}
    return {attribute: value for attribute, value in item.items() if attribute in kept}


def by_table_key(items: list, table: dict) -> dict:
    """Items by the table's primary key: it must be in every entry of an index, and no entry may come twice."""
    key = [one["AttributeName"] for one in table["KeySchema"]]
    found = {tuple(comparable(item[attribute]) for attribute in key): comparable_item(item) for item in items}
    assert len(found) == len(items), "an entry was answered twice"
    return found


def difference(client, table: str, name: str) -> str:
    """How the index differs from what the table's items say it must hold; "" when it does not."""
    description = client.describe_table(TableName=table)["Table"]
    entries = [found for item in tables.scan_all(client, table) if (found := entry(item, description, name)) is not None]
    expected, found = by_table_key(entries, description), by_table_key(scan_index(client, table, name), description)
    if expected == found:
        return ""
    wrong = [key for key in expected.keys() & found.keys() if expected[key] != found[key]]
    return (f"{name}: missing {sorted(map(str, expected.keys() - found.keys()))[:5]}, too many "
            f"{sorted(map(str, found.keys() - expected.keys()))[:5]}, different {sorted(map(str, wrong))[:5]}")


def assert_complete(client, table: str, *names: str) -> None:
    """Each index holds exactly what the table's items say. Where reads of an index are eventually consistent, it soon does."""
    for name in names:
        last = ["never compared"]

        def complete(name=name, last=last) -> bool:
            last[0] = difference(client, table, name)
            return not last[0]

        try:
            until(complete, timeout_seconds=5)
        except AssertionError:
            raise AssertionError(last[0]) from None
