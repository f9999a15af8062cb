"""What global secondary indexes cost PutItem of new items: tables of one server with none, one and five of them, filled in turns with the
same items. Each index has a partition key of 1,000 values and all of the item."""

import itertools

from bench import items, turns, wrk
from bench.api import Api
from bench.measure import Row

COUNTS = (0, 1, 5)
NEW_ITEMS_A_RUN = 1_000_000  # more than any run puts


def run(bench) -> list[Row]:
    rounds, seconds = (3, 1) if bench.quick else (9, 4)
    with bench.server("indexes", "--durability=synced") as server:
        api, new = Api(server.port), itertools.count(0, NEW_ITEMS_A_RUN)
        for count in COUNTS:
            api.create_table(name_of(count), **indexes(count))

        def of(count: int) -> turns.Side:
            return turns.Side(server.pid, lambda seconds: wrk.run(
                server.port, seconds, "put_indexed", name_of(count), next(new), NEW_ITEMS_A_RUN))

        found = dict(zip(COUNTS, turns.take(bench, list(map(of, COUNTS)), rounds, seconds)))
        for count in COUNTS[1:]:
            check(Api(server.port), name_of(count), count)  # a new connection: the old one has been idle for too long
    return [row for count in COUNTS[1:] for row in turns.rows(
        f"PutItem of new items, {count} global ind{'ex' if count == 1 else 'exes'}", found[count], found[0], "no index")]


def check(api: Api, table: str, count: int) -> None:
    """The last index has its entries."""
    answer = api("Query", TableName=table, IndexName=f"by-g{count}", KeyConditionExpression="#g = :g", Limit=1,
                 ExpressionAttributeNames={"#g": f"g{count}"}, ExpressionAttributeValues={":g": {"S": "GROUP#0000"}})
    if answer["Count"] != 1 or "data" not in answer["Items"][0]:
        raise RuntimeError(f"index by-g{count} of {table} is not filled")


def name_of(count: int) -> str:
    return f"indexes-{count}"


def indexes(count: int) -> dict:
    """CreateTable's members for `count` indexes of g1 ... g5."""
    keys = [f"g{number}" for number in range(1, count + 1)]
    if not keys:
        return {}
    return {
        "AttributeDefinitions": items.KEY_SCHEMA["AttributeDefinitions"] + [{"AttributeName": key, "AttributeType": "S"} for key in keys],
        "GlobalSecondaryIndexes": [{"IndexName": f"by-{key}", "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}],
                                    "Projection": {"ProjectionType": "ALL"}} for key in keys],
    }
