"""PynamoDB does the shop's work: models with two keys, every kind of attribute, both kinds of indexes. "PynamoDB" is its documentation:
what its models promise to an application is what is checked here."""

import datetime
import itertools
import time

import pytest
from pynamodb.attributes import (
    BinaryAttribute, BinarySetAttribute, BooleanAttribute, DiscriminatorAttribute, DynamicMapAttribute, JSONAttribute, ListAttribute,
    MapAttribute, NullAttribute, NumberAttribute, NumberSetAttribute, TTLAttribute, UnicodeAttribute, UnicodeSetAttribute,
    UTCDateTimeAttribute, VersionAttribute)
from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, DoesNotExist, PutError, QueryError, TransactWriteError, UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite
from support import api, tables
from support.clock import until

REFUSED = "ConditionalCheckFailedException"
PLACED = datetime.datetime(2026, 11, 1, 12, 30, 15, 123456, tzinfo=datetime.timezone.utc)
STATES = ("paid", "sent", "returned")


class ByState(GlobalSecondaryIndex):
    class Meta:
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    total = NumberAttribute(range_key=True)


class ByTotal(LocalSecondaryIndex):
    class Meta:
        index_name = "orders-by-total"
        projection = KeysOnlyProjection()

    customer = UnicodeAttribute(hash_key=True)
    total = NumberAttribute(range_key=True)


class Line(MapAttribute):
    sku = UnicodeAttribute()
    quantity = NumberAttribute(default=1)
    gift = BooleanAttribute(null=True)


class Order(Model):
    """Every kind of attribute that PynamoDB has, except a discriminator and a time to live."""
    class Meta:
        billing_mode = "PAY_PER_REQUEST"

    customer = UnicodeAttribute(hash_key=True)
    number = NumberAttribute(range_key=True)
    by_state, by_total = ByState(), ByTotal()
    state = UnicodeAttribute(default="paid")
    total = NumberAttribute(default=0)
    placed = UTCDateTimeAttribute(null=True)
    label = BinaryAttribute(null=True, legacy_encoding=False)
    scans = BinarySetAttribute(null=True, legacy_encoding=False)
    tags = UnicodeSetAttribute(null=True)
    weights = NumberSetAttribute(null=True)
    invoice = JSONAttribute(null=True)
    first = Line(null=True)
    lines = ListAttribute(of=Line, null=True)
    history = ListAttribute(null=True)
    extra = DynamicMapAttribute(null=True)
    express = BooleanAttribute(null=True)
    nothing = NullAttribute(null=True)
    version = VersionAttribute(null=True)


class ByAuthor(GlobalSecondaryIndex):
    class Meta:
        index_name = "notes-by-author"
        projection = IncludeProjection(["kind"])
        read_capacity_units, write_capacity_units = 2, 1

    author = UnicodeAttribute(hash_key=True)


class Note(Model):
    """A provisioned table of items of several kinds, which expire."""
    class Meta:
        read_capacity_units, write_capacity_units, stream_view_type, tags = 5, 4, "NEW_IMAGE", {"team": "shop"}

    topic = UnicodeAttribute(hash_key=True)
    kind = DiscriminatorAttribute()
    by_author = ByAuthor()
    author = UnicodeAttribute(null=True)
    expires = TTLAttribute(null=True)


class Remark(Note, discriminator="remark"):
    text = UnicodeAttribute()


class Task(Note, discriminator="task"):
    done = BooleanAttribute(default=False)


def connect(model, endpoint: str, name: str) -> None:
    """A model goes to the test's server, as the environment's user or as any."""
    for key, value in {"table_name": name, "host": endpoint, "region": api.REGION, **api.credentials()}.items():
        setattr(model.Meta, key, value)


@pytest.fixture(scope="module")
def orders(db, endpoint):
    """The orders' model, its table made."""
    connect(Order, endpoint, tables.unique_name("pynamodb"))
    Order.create_table(wait=True)
    yield Order
    tables.drop(db, Order.Meta.table_name)


@pytest.fixture(scope="module")
def sixty(orders):
    """A customer with 60 orders: the number n costs 100 - n and is in the state n % 3."""
    with orders.batch_write() as batch:
        for number in range(60):
            batch.save(orders("sixty", number, state=f"sixty-{STATES[number % 3]}", total=100 - number))
    return "sixty"


def numbers(found) -> list:
    return [order.number for order in found]


def test_the_life_of_a_table(db, endpoint, make_table):
    """PynamoDB, API, Model: create_table makes the table of the model's Meta, with its indexes, stream, tags and time to live, waits for it,
    and does nothing when it is there; delete_table. "Polymorphism": an item is read as the model that its discriminator names."""
    connect(Note, endpoint, name := tables.unique_name("pynamodb-notes"))
    make_table.later(name)
    assert not Note.exists()
    Note.create_table(wait=True)
    assert Note.exists()
    made = Note.describe_table()
    Note.create_table(wait=True, ignore_update_ttl_errors=True)
    assert Note.describe_table()["TableId"] == made["TableId"]
    assert made["KeySchema"] == [{"AttributeName": "topic", "KeyType": "HASH"}]
    assert (made["ProvisionedThroughput"]["ReadCapacityUnits"], made["ProvisionedThroughput"]["WriteCapacityUnits"]) == (5, 4)
    assert made["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    index, = made["GlobalSecondaryIndexes"]
    assert (index["IndexName"], index["Projection"], index["ProvisionedThroughput"]["ReadCapacityUnits"]) == (
        "notes-by-author", {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["kind"]}, 2)
    assert db.list_tags_of_resource(ResourceArn=made["TableArn"])["Tags"] == [{"Key": "team", "Value": "shop"}]
    until(lambda: db.describe_time_to_live(TableName=name)["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED", "AttributeName": "expires"})

    Remark("colours", text="more red", expires=datetime.timedelta(days=1)).save()
    Task("shelves", done=True, author="jo").save()
    assert {type(note) for note in Note.scan()} == {Remark, Task}
    assert [(type(note), note.text) for note in Remark.scan()] == [(Remark, "more red")]
    assert [(type(note), note.topic) for note in Note.by_author.query("jo")] == [(Task, "shelves")]
    left = Note.get("colours").expires - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(hours=23) < left <= datetime.timedelta(days=1)
    assert db.get_item(TableName=name, Key={"topic": {"S": "colours"}})["Item"]["expires"].keys() == {"N"}

    Note.delete_table(wait=True)
    assert not Note.exists()


def test_every_kind_of_attribute(orders, pk):
    """PynamoDB, "Attributes": each kind of value is read as it was saved, and as nothing when it was never set."""
    values = {
        "state": "paid", "total": 19.99, "placed": PLACED, "label": b"\x00\xff", "scans": {b"\x01", b"\x02"}, "tags": {"drop", "ä"},
        "weights": {1, 2.5}, "invoice": {"lines": [1, None, {"net": 2.5}], "paid": True},
        "history": ["made", "", 3, b"\x03", None, {"to": "sent"}], "express": False}
    orders(pk, 1, first=Line(sku="tee"), lines=[Line(sku="mug", quantity=3, gift=True)], extra={"a": {"b": [1]}}, **values).save()
    found = orders.get(pk, 1, consistent_read=True)
    assert {name: getattr(found, name) for name in values} == values
    assert found.first.as_dict() == {"sku": "tee", "quantity": 1}
    assert [line.as_dict() for line in found.lines] == [{"sku": "mug", "quantity": 3, "gift": True}]
    assert found.extra["a"] == {"b": [1]}
    orders(pk, 2).save()
    bare = orders.get(pk, 2)
    assert (bare.placed, bare.tags, bare.first, bare.lines, bare.version) == (None, None, None, None, 1)
    some = orders.get(pk, 1, attributes_to_get=["customer", "state"])
    assert (some.customer, some.state, some.tags) == (pk, "paid", None)
    with pytest.raises(DoesNotExist):
        orders.get(pk, 3)


def test_a_condition_decides(orders, pk):
    """PynamoDB, "Conditional Operations": a condition of save, update or delete that does not hold raises, and changes nothing."""
    orders(pk, 1, total=5, tags={"a"}, first=Line(sku="tee")).save(orders.customer.does_not_exist())
    with pytest.raises(PutError) as caught:
        orders(pk, 1, total=6).save(orders.customer.does_not_exist(), add_version_condition=False)
    assert caught.value.cause_response_code == REFUSED
    order = orders.get(pk, 1)
    with pytest.raises(UpdateError) as caught:
        order.update([orders.total.set(7)], orders.total.between(6, 9) | orders.first.sku.startswith("m") | ~orders.tags.contains("a"))
    assert caught.value.cause_response_code == REFUSED
    with pytest.raises(DeleteError) as caught:
        order.delete(orders.state.is_in("sent", "returned"))
    assert caught.value.cause_response_code == REFUSED
    assert (orders.get(pk, 1).total, orders.get(pk, 1).version) == (5, 1)
    order.delete((orders.total == 5) & (orders.first.sku == "tee") & orders.weights.does_not_exist() & orders.state.is_type()
                 & orders.tags.contains("a"))
    assert orders.count(pk) == 0


def test_update_actions(orders, pk):
    """PynamoDB, "Update Operations": set, add, append, prepend, remove, delete and if_not_exists change the item, and the model with it."""
    order = orders(pk, 1, total=5, tags={"a", "b"}, history=["made"], lines=[Line(sku="tee"), Line(sku="mug")], express=True)
    order.save()
    order.update([
        orders.state.set("sent"), orders.total.set(orders.total + 2), orders.history.set(orders.history.append(["sent"])),
        orders.placed.set(orders.placed | PLACED), orders.lines[0].quantity.set(4), orders.express.remove(), orders.lines[1].remove(),
        orders.weights.add({1.5}), orders.tags.delete({"a"})])
    found = orders.get(pk, 1)
    for seen in (order, found):
        assert (seen.state, seen.total, seen.history, seen.placed) == ("sent", 7, ["made", "sent"], PLACED)
        assert [(line.sku, line.quantity) for line in seen.lines] == [("tee", 4)]
        assert (seen.express, seen.weights, seen.tags, seen.version) == (None, {1.5}, {"b"}, 2)
    order.update([orders.history.set(orders.history.prepend(["first"])), orders.total.add(-1)])
    assert (orders.get(pk, 1).history, orders.get(pk, 1).total) == (["first", "made", "sent"], 6)


def test_two_writers_of_one_version(orders, pk):
    """PynamoDB, "Optimistic Locking": who wrote second is refused, sees the first one's work after refresh, and then may write."""
    orders(pk, 1, total=1).save()
    first, second = orders.get(pk, 1), orders.get(pk, 1)
    first.total = 10
    first.save()
    second.total = 20
    writes = ((PutError, second.save), (UpdateError, lambda: second.update([orders.total.set(20)])), (DeleteError, second.delete))
    for error, write in writes:
        with pytest.raises(error) as caught:
            write()
        assert caught.value.cause_response_code == REFUSED
    second.refresh(consistent_read=True)
    assert (second.total, second.version) == (10, 2)
    second.update([orders.total.set(20)])
    assert (second.total, second.version) == (20, 3)
    second.delete()
    assert orders.count(pk) == 0
    with pytest.raises(DoesNotExist):
        first.refresh()


def test_batches(orders, sixty):
    """PynamoDB, "Batch Operations": more than a batch holds is sent in several, until nothing is unprocessed; what is missing is left out."""
    asked = [(sixty, number) for number in range(120)]
    assert sorted(numbers(orders.batch_get(asked, consistent_read=True))) == list(range(60))
    with orders.batch_write() as batch:
        for number in range(30):
            batch.save(orders("batches", number))
        for number in range(30):
            batch.delete(orders("batches", number))
        batch.save(orders("batches", 99))
    assert numbers(orders.query("batches")) == [99]


def test_queries(orders, sixty):
    """PynamoDB, "Queries": conditions on the range key, filters, limits, pages, and going on from a last evaluated key."""
    assert numbers(orders.query(sixty, orders.number.between(10, 12))) == [10, 11, 12]
    assert numbers(orders.query(sixty, orders.number >= 57, scan_index_forward=False)) == [59, 58, 57]
    assert numbers(orders.query(sixty, filter_condition=(orders.state == "sixty-sent") & (orders.total > 80))) == [1, 4, 7, 10, 13, 16, 19]
    assert numbers(orders.query(sixty, filter_condition=orders.total.is_in(99, 50), page_size=7)) == [1, 50]
    first = orders.query(sixty, limit=25, page_size=10)
    assert numbers(first) == list(range(25)) and first.last_evaluated_key == {"customer": {"S": sixty}, "number": {"N": "24"}}
    rest = orders.query(sixty, last_evaluated_key=first.last_evaluated_key, page_size=10)
    assert numbers(rest) == list(range(25, 60)) and rest.last_evaluated_key is None
    assert orders.count(sixty) == 60
    assert orders.count(sixty, orders.number < 10, filter_condition=orders.state == "sixty-paid") == 4
    with pytest.raises(QueryError) as caught:
        list(orders.query(sixty, orders.number < 10, filter_condition=orders.number > 5))
    assert caught.value.cause_response_code == "ValidationException"


def test_queries_of_indexes(orders, sixty):
    """PynamoDB, "Index Queries": both kinds of indexes in the order of their range key; an index has what its projection says."""
    state = "sixty-returned"
    in_state = list(range(59, 0, -3))
    assert numbers(orders.by_state.query(state)) == in_state
    first = orders.by_state.query(state, limit=8)
    assert numbers(first) == in_state[:8]
    assert first.last_evaluated_key.keys() == {"customer", "number", "state", "total"}
    assert numbers(orders.by_state.query(state, last_evaluated_key=first.last_evaluated_key)) == in_state[8:]
    assert orders.by_state.count(state, orders.total.between(41, 50)) == 4
    cheap = list(orders.by_total.query(sixty, orders.total < 44, consistent_read=True))
    assert [(order.total, order.number, order.version) for order in cheap] == [(41, 59, None), (42, 58, None), (43, 57, None)]


def test_scans(orders, sixty):
    """PynamoDB, "Rate-Limited Operation", API, Model.scan: a filter, segments that are the whole together, an index, and a scan that is held
    back by the capacity that each page says it consumed."""
    mine = orders.customer == sixty
    assert sorted(numbers(orders.scan((orders.total <= 45) & mine))) == [55, 56, 57, 58, 59]
    parts = [numbers(orders.scan(mine, segment=segment, total_segments=4, consistent_read=True)) for segment in range(4)]
    assert sorted(itertools.chain(*parts)) == list(range(60))
    assert sorted(numbers(orders.by_state.scan(mine))) == list(range(60))
    units_a_second, pages, began = 20, 6, time.monotonic()
    assert len(list(orders.scan(page_size=10, limit=10 * pages, rate_limit=units_a_second, consistent_read=True))) == 10 * pages
    assert time.monotonic() - began >= (pages - 1) / units_a_second  # a page of a few small items is one unit


def test_transactions(orders, endpoint, pk):
    """PynamoDB, "Transaction Operations": all of it is done, or nothing, with a reason for each action; a token makes it one call."""
    connection = Connection(region=api.REGION, host=endpoint, **api.credentials())
    orders(pk, 1, total=1).save()
    orders(pk, 2, total=2).save()
    orders(pk, 3, total=3).save()
    for _ in range(2):
        with TransactWrite(connection=connection, client_request_token=pk[-36:]) as work:
            work.save(orders(pk, 4, total=4), condition=orders.number.does_not_exist())
            work.update(orders(pk, 2, version=1), actions=[orders.total.add(10)], condition=orders.total < 10)
            work.delete(orders(pk, 3, version=1))
            work.condition_check(orders, pk, 1, condition=orders.total == 1)
    with pytest.raises(TransactWriteError) as caught:
        with TransactWrite(connection=connection) as work:
            work.delete(orders(pk, 1, version=1))
            work.update(orders(pk, 2, version=2), actions=[orders.total.set(0)], condition=orders.total == 2)
    assert caught.value.cause_response_code == "TransactionCanceledException"
    one, two = caught.value.cancellation_reasons
    assert one is None and (two.code, two.message) == ("ConditionalCheckFailed", "The conditional request failed")
    with TransactGet(connection=connection) as read:
        seen = [read.get(orders, pk, number) for number in (1, 2, 4)]
        missing = read.get(orders, pk, 3)
    assert [(order.get().total, order.get().version) for order in seen] == [(1, 1), (12, 2), (4, 1)]
    with pytest.raises(DoesNotExist):
        missing.get()
