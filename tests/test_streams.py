"""A plain poller follows a stream while a table is written to in every way: what it reads is what a model says, in order, across restarts."""

import os
import random
import time

import pytest
from support import api, tables, transactions
from support.admin import Admin
from support.clock import until
from support.server import Server
from support.stream_workers import SHARD_END, Worker
from support.streams import ENABLE, Poller, describe, events, iterator, shards

pytestmark = pytest.mark.own_server

KEYS = [{"pk": {"S": str(number % 5)}, "sk": {"N": str(number)}} for number in range(15)]


class Writer:
    """Writes at random, and notes what each key's records have to be."""

    def __init__(self, db, table: str, seed: int):
        self.db, self.table, self.random = db, table, random.Random(seed)
        self.items: dict[str, dict] = {}
        self.expected: dict[str, list] = {}

    def note(self, key: dict, after: dict | None) -> None:
        before = self.items.get(str(key))
        if after is None:
            self.items.pop(str(key), None)
        else:
            self.items[str(key)] = after
        if before == after:
            return
        name = "INSERT" if before is None else "REMOVE" if after is None else "MODIFY"
        self.expected.setdefault(str(key), []).append((name, key, before, after))

    def fresh(self, key: dict) -> dict:
        return {**key, "v": {"N": str(self.random.randrange(3))}}

    def updated(self, key: dict, value: dict) -> dict:
        return {**self.items.get(str(key), key), "w": value}

    def write(self) -> None:
        keys = self.random.sample(KEYS, 3)
        getattr(self, self.random.choice(["put", "update", "delete", "batch", "transaction"]))(keys)

    def put(self, keys: list) -> None:
        item = self.fresh(keys[0])
        self.db.put_item(TableName=self.table, Item=item)
        self.note(keys[0], item)

    def update(self, keys: list) -> None:
        value = {"S": str(self.random.randrange(2))}
        self.db.update_item(TableName=self.table, Key=keys[0], UpdateExpression="SET w = :w", ExpressionAttributeValues={":w": value})
        self.note(keys[0], self.updated(keys[0], value))

    def delete(self, keys: list) -> None:
        self.db.delete_item(TableName=self.table, Key=keys[0])
        self.note(keys[0], None)

    def batch(self, keys: list) -> None:
        items = [self.fresh(key) for key in keys[:2]]
        self.db.batch_write_item(RequestItems={self.table: [
            *({"PutRequest": {"Item": item}} for item in items), {"DeleteRequest": {"Key": keys[2]}}]})
        for key, item in zip(keys, [*items, None]):
            self.note(key, item)

    def transaction(self, keys: list) -> None:
        item, value = self.fresh(keys[0]), {"S": str(self.random.randrange(2))}
        transactions.write(self.db, transactions.put(self.table, item), transactions.delete(self.table, keys[1]),
                           transactions.update(self.table, keys[2], "SET w = :w", {":w": value}))
        self.note(keys[0], item)
        self.note(keys[1], None)
        self.note(keys[2], self.updated(keys[2], value))

    def let_expire(self) -> None:
        """An item that has expired already: the sweeper takes it."""
        key = {"pk": {"S": "expired"}, "sk": {"N": str(len(self.expected))}}
        item = {**key, "expires": {"N": str(int(time.time()) - 100)}}
        self.db.put_item(TableName=self.table, Item=item)
        self.note(key, item)
        self.note(key, None)


def by_key(records: list) -> dict:
    found: dict[str, list] = {}
    for event in events(records):
        found.setdefault(str(event[1]), []).append(event)
    return found


def make_table(db) -> tuple[str, str]:
    name = tables.unique_name()
    made = db.create_table(TableName=name, **tables.definition("pk:S", "sk:N"), BillingMode="PAY_PER_REQUEST", StreamSpecification=ENABLE)
    tables.wait_active(db, name)
    db.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    return name, made["TableDescription"]["LatestStreamArn"]


@pytest.fixture
def seed() -> int:
    chosen = int(os.environ.get("QUONDAM_SEED", time.time_ns() % 10**6))
    print(f"QUONDAM_SEED={chosen}")
    return chosen


@pytest.mark.slow
def test_a_poller_reads_what_a_model_says_across_restarts(tmp_path, seed):
    """Developer guide, "DynamoDB Streams": each change exactly once, those of an item in order. The images are those of the model; numbers
    ascend, also over a restart and a kill; an iterator in hand goes on afterwards."""
    server = Server(tmp_path).start()
    try:
        db, streams = api.client(server.endpoint), api.client(server.endpoint, service="dynamodbstreams")
        name, arn = make_table(db)
        writer, poller, records = Writer(db, name, seed), Poller(streams, arn, limit=7), []
        for end in (server.stop, server.kill, None):
            for _ in range(120):
                writer.write()
                if writer.random.random() < 0.1:
                    records += poller.poll()
                if writer.random.random() < 0.05:
                    writer.let_expire()
            if end is None:
                break
            end()
            server.start()
            writer.db = api.client(server.endpoint)
            poller.streams = api.client(server.endpoint, service="dynamodbstreams")
        wanted = sum(map(len, writer.expected.values()))
        until(lambda: records.extend(poller.poll()) or len(records) >= wanted)
        assert by_key(records) == writer.expected
        numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in records]
        assert numbers == sorted(set(numbers)), "one shard: all records in order, none twice"
        assert len({record["eventID"] for record in records}) == len(records)
        removed = [record for record in records if record["dynamodb"]["Keys"]["pk"]["S"] == "expired" and record["eventName"] == "REMOVE"]
        assert removed and all(record["userIdentity"]["PrincipalId"] == "dynamodb.amazonaws.com" for record in removed)
        again = Poller(poller.streams, arn).poll()
        assert again == records, "read again from the trim horizon, the stream is the same"
    finally:
        server.kill()


def test_a_checkpoint_outlives_a_restart(tmp_path):
    """The calling pattern of the Kinesis adapter: DescribeStream, then AFTER_SEQUENCE_NUMBER of what was processed last."""
    with Server(tmp_path) as server:
        db, streams = api.client(server.endpoint), api.client(server.endpoint, service="dynamodbstreams")
        name, arn = make_table(db)
        for number in range(5):
            db.put_item(TableName=name, Item={**KEYS[number], "v": {"N": "1"}})
        records = Poller(streams, arn).poll()
        before = shards(streams, arn)
    with Server(tmp_path) as server:
        db, streams = api.client(server.endpoint), api.client(server.endpoint, service="dynamodbstreams")
        assert shards(streams, arn) == before
        checkpoint = records[2]["dynamodb"]["SequenceNumber"]
        resumed = iterator(streams, arn, "AFTER_SEQUENCE_NUMBER", SequenceNumber=checkpoint)
        db.put_item(TableName=name, Item=KEYS[9])
        found = streams.get_records(ShardIterator=resumed)["Records"]
        assert found[:2] == records[3:]
        assert events(found[2:]) == [("INSERT", KEYS[9], None, KEYS[9])]


def test_workers_of_the_kinesis_client_library_take_over(tmp_path):
    """Developer guide, "Using the DynamoDB Streams Kinesis adapter to process stream records": leases of shards, a child read only after its parent
    is drained, checkpoints as AFTER_SEQUENCE_NUMBER. Shards rotate meanwhile, workers die and others take their leases: each record is processed,
    in order, and none twice but those that a dead worker had not checkpointed."""
    with Server(tmp_path, "--test-clock") as server:
        db, streams, admin = api.client(server.endpoint), api.client(server.endpoint, service="dynamodbstreams"), Admin(server.endpoint)
        name, arn = make_table(db)
        leases = {}
        first, second = (Worker(streams, arn, leases) for _ in range(2))

        def write(count: int) -> None:
            for _ in range(count):
                db.update_item(TableName=name, Key=KEYS[0], UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": {"N": "1"}})

        write(7)
        first.sync_leases()
        (parent,) = leases
        first.take(parent)
        processed = first.work()
        assert len(processed) == first.limit == 5
        admin.advance_clock(Seconds=4 * 3600)
        write(3)
        second.sync_leases()
        (child,) = leases.keys() - {parent}
        assert leases[child].parent == parent
        children = describe(streams, arn, ShardFilter={"Type": "CHILD_SHARDS", "ShardId": parent})["Shards"]
        assert [shard["ShardId"] for shard in children] == [child]
        second.take(child)
        assert second.work() == [], "the child waits for its parent"
        first = Worker(streams, arn, leases)  # the old one's iterators died of age, and it with them
        first.take(parent)
        lost = first.work(checkpoints=False)
        assert len(lost) == 2
        second.take(parent)
        processed += second.work()
        assert leases[parent].checkpoint == SHARD_END
        assert processed[5:] == [*lost, *processed[7:]], "what was not checkpointed comes again"
        assert len(processed) == 10
        # Two shards more; nothing was written in the second one.
        write(1)
        admin.advance_clock(Seconds=9 * 3600)
        write(4)
        third = Worker(streams, arn, leases)
        third.sync_leases()
        assert len(leases) == 4
        third.take(*leases)
        assert second.work() == [], "it holds no lease any more"
        until(lambda: processed.extend(third.work()) or len(processed) >= 15)
        assert processed == Poller(streams, arn).poll()
        assert [int(record["dynamodb"]["NewImage"]["n"]["N"]) for record in processed] == list(range(1, 16))
        names = sorted(leases)
        assert [leases[shard].parent for shard in names] == [None, *names[:-1]]
        assert [leases[shard].checkpoint == SHARD_END for shard in names] == [True, True, True, False]
