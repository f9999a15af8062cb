"""boto3's resource: items as Python values, conditions as objects, batches written and retried by the SDK.

"boto3" is its documentation: "DynamoDB customization reference" and the guide "Amazon DynamoDB"."""

import decimal
import uuid
from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary
from support import tables
from support.clock import as_datetime, next_second
from support.indexes import include, index

BY_STATE, BY_PLACING = "by-state", "by-placing"
CUSTOMERS, ORDERS = 6, 50
STATES = ("paid", "sent", "returned")


def order(customer: int, number: int) -> dict:
    return {"PK": f"USER#{customer}", "SK": f"ORDER#{number:03}", "state": STATES[number % 3], "placedAt": 1000 * number + customer,
            "total": Decimal("19.99") * number, "tags": {"gift", f"drop-{number % 4}"}, "lines": [{"sku": "tee-1", "quantity": number, "gift": None}],
            "label": Binary(bytes([customer, number])), "open": number % 2 == 0}


ALL_ORDERS = [order(customer, number) for customer in range(CUSTOMERS) for number in range(ORDERS)]


def by_key(items: list) -> dict:
    return {(item["PK"], item["SK"]): item for item in items}


@pytest.fixture
def shop(resource):
    """The shop's table, filled by a batch writer; waited for, when it is made and when it is deleted, by the resource itself."""
    made = resource.create_table(
        TableName=tables.unique_name("shop"), **tables.definition("PK:S", "SK:S", attributes=("state:S", "placedAt:N")),
        BillingMode="PAY_PER_REQUEST", GlobalSecondaryIndexes=[index(BY_STATE, "state", "placedAt")],
        LocalSecondaryIndexes=[index(BY_PLACING, "PK", "placedAt", projection=include("state"))])
    made.wait_until_exists(WaiterConfig=tables.POLL)
    with made.batch_writer() as batch:
        for item in ALL_ORDERS:
            batch.put_item(Item=item)
    yield made
    made.delete()
    made.wait_until_not_exists(WaiterConfig=tables.POLL)


def pages(read, **parameters):
    """Every page, as the guide reads them: from LastEvaluatedKey to ExclusiveStartKey."""
    while True:
        page = read(**parameters)
        yield page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        parameters["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def test_values_come_back_as_they_were(shop):
    """boto3, "Valid DynamoDB types": Decimal, set, Binary, bool, None, list and dict there and back; the table's state is its attributes."""
    found = [item for page in pages(shop.scan, ConsistentRead=True) for item in page]
    assert by_key(found) == by_key(ALL_ORDERS)
    shop.reload()
    assert (shop.table_status, len(shop.global_secondary_indexes), len(shop.local_secondary_indexes)) == ("ACTIVE", 1, 1)


def test_a_batch_writer_keeps_the_last_of_one_key(shop):
    """boto3, BatchWriter: overwrite_by_pkeys leaves the last request of a key; deletes go into the same batches."""
    with shop.batch_writer(overwrite_by_pkeys=["PK", "SK"]) as batch:
        for attempt in range(60):
            batch.put_item(Item={"PK": "CART#1", "SK": "CART", "attempt": attempt})
        for number in range(0, ORDERS, 2):
            batch.delete_item(Key={"PK": "USER#0", "SK": f"ORDER#{number:03}"})
    assert shop.get_item(Key={"PK": "CART#1", "SK": "CART"}, ConsistentRead=True)["Item"]["attempt"] == 59
    left = shop.query(KeyConditionExpression=Key("PK").eq("USER#0"), ConsistentRead=True)["Items"]
    assert [item["SK"] for item in left] == [f"ORDER#{number:03}" for number in range(1, ORDERS, 2)]


@pytest.mark.parametrize("condition, expected", [
    (Key("SK").eq("ORDER#007"), [7]),
    (Key("SK").lt("ORDER#003"), [0, 1, 2]),
    (Key("SK").gte("ORDER#048"), [48, 49]),
    (Key("SK").between("ORDER#010", "ORDER#012"), [10, 11, 12]),
    (Key("SK").begins_with("ORDER#04"), list(range(40, 50)))], ids=["eq", "lt", "gte", "between", "begins_with"])
def test_key_conditions(shop, condition, expected):
    """boto3, "DynamoDB conditions", Key: each comparison of a sort key, through the expressions that the SDK makes of them."""
    found = shop.query(KeyConditionExpression=Key("PK").eq("USER#3") & condition, ConsistentRead=True)["Items"]
    assert [item["SK"] for item in found] == [f"ORDER#{number:03}" for number in expected]


@pytest.mark.parametrize("condition, expected", [
    (Attr("total").gt(Decimal("900")) & ~Attr("open").eq(True), lambda item: item["total"] > 900 and not item["open"]),
    (Attr("state").is_in(["paid", "returned"]) | Attr("tags").contains("drop-3"), lambda item: item["state"] != "sent" or "drop-3" in item["tags"]),
    (Attr("lines").size().eq(1) & Attr("lines[0].quantity").between(5, 8), lambda item: 5 <= item["lines"][0]["quantity"] <= 8),
    (Attr("lines[0].gift").attribute_type("NULL") & Attr("gone").not_exists() & Attr("placedAt").exists() & Attr("state").begins_with("s"),
     lambda item: item["state"] == "sent")], ids=["numbers", "lists", "paths", "functions"])
def test_filters(shop, condition, expected):
    """boto3, "DynamoDB conditions", Attr: filters of a scan, nested and combined."""
    found = [item for page in pages(shop.scan, FilterExpression=condition, ConsistentRead=True, Limit=70) for item in page]
    assert by_key(found) == by_key(list(filter(expected, ALL_ORDERS)))


def test_pages_through_an_index(shop):
    """boto3, Table.query: an index with a page size, newest first, through LastEvaluatedKey, and the paginator of the resource's client."""
    query = {"IndexName": BY_STATE, "KeyConditionExpression": Key("state").eq("sent") & Key("placedAt").gte(20_000), "ScanIndexForward": False}
    expected = sorted((item["placedAt"] for item in ALL_ORDERS if item["state"] == "sent" and item["placedAt"] >= 20_000), reverse=True)
    read = list(pages(shop.query, **query, Limit=9))
    assert len(read) > 5 and max(map(len, read)) == 9
    assert [item["placedAt"] for page in read for item in page] == expected
    paginated = shop.meta.client.get_paginator("query").paginate(TableName=shop.name, **query, PaginationConfig={"PageSize": 25})
    assert [item["placedAt"] for page in paginated for item in page["Items"]] == expected
    newest = shop.query(IndexName=BY_PLACING, KeyConditionExpression=Key("PK").eq("USER#2"), ScanIndexForward=False, Limit=1, ConsistentRead=True)
    assert newest["Items"] == [{"PK": "USER#2", "SK": "ORDER#049", "placedAt": 49_002, "state": "sent"}]


def test_a_condition_decides(shop):
    """boto3, Table.update_item and Table.put_item: conditions as objects; a refused one is the client's typed exception."""
    key, failed = {"PK": "USER#1", "SK": "ORDER#003"}, shop.meta.client.exceptions.ConditionalCheckFailedException
    update = {"Key": key, "ReturnValues": "UPDATED_NEW", "ConditionExpression": Attr("state").eq("paid"),
              "UpdateExpression": "SET #s = :sent REMOVE #l[0].gift ADD parcels :one",
              "ExpressionAttributeNames": {"#s": "state", "#l": "lines"}, "ExpressionAttributeValues": {":sent": "sent", ":one": 1}}
    assert shop.update_item(**update)["Attributes"]["parcels"] == 1
    with pytest.raises(failed):
        shop.update_item(**update)
    with pytest.raises(failed) as caught:
        shop.delete_item(Key=key, ConditionExpression=Attr("parcels").gt(1), ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert caught.value.response["Item"]["state"] == {"S": "sent"}
    with pytest.raises(failed):
        shop.put_item(Item=key, ConditionExpression=Attr("PK").not_exists() & Attr("SK").not_exists())
    assert shop.get_item(Key=key, ConsistentRead=True)["Item"] == {
        **order(1, 3), "state": "sent", "parcels": 1, "lines": [{"sku": "tee-1", "quantity": 3}]}


def test_batches_and_transactions_of_the_resource(shop, resource):
    """boto3, ServiceResource.batch_get_item, and transactions of the resource's client, whose values are Python's too; a cancelled one's
    reasons are in the exception."""
    keys = [{"PK": item["PK"], "SK": item["SK"]} for item in ALL_ORDERS[:80]]
    found, left = [], {shop.name: {"Keys": keys, "ConsistentRead": True}}
    while left:
        answer = resource.batch_get_item(RequestItems=left)
        found, left = found + answer["Responses"][shop.name], answer["UnprocessedKeys"]
    assert by_key(found) == by_key(ALL_ORDERS[:80])
    client = resource.meta.client
    actions = [{"Put": {"TableName": shop.name, "Item": {"PK": "COUPON#X", "SK": "COUPON", "percent": Decimal("12.5")}}},
               {"ConditionCheck": {"TableName": shop.name, "Key": keys[0], "ConditionExpression": "#s = :s",
                                   "ExpressionAttributeNames": {"#s": "state"}, "ExpressionAttributeValues": {":s": "sent"},
                                   "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}]
    with pytest.raises(client.exceptions.TransactionCanceledException) as caught:
        client.transact_write_items(TransactItems=actions)
    reasons = caught.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"] and reasons[1]["Item"]["SK"] == {"S": "ORDER#000"}
    assert "Item" not in shop.get_item(Key={"PK": "COUPON#X", "SK": "COUPON"}, ConsistentRead=True)
    client.transact_write_items(TransactItems=actions[:1], ClientRequestToken=str(uuid.uuid4()))
    assert shop.get_item(Key={"PK": "COUPON#X", "SK": "COUPON"}, ConsistentRead=True)["Item"]["percent"] == Decimal("12.5")


def test_numbers_keep_38_digits(shop):
    """Developer guide, "Supported data types", Number: 38 digits; the SDK refuses what would be rounded, before it is sent."""
    exact = Decimal("1234567890.1234567890123456789012345678")
    shop.put_item(Item={"PK": "NUMBER", "SK": "1", "n": exact})
    assert shop.get_item(Key={"PK": "NUMBER", "SK": "1"}, ConsistentRead=True)["Item"]["n"] == exact
    with pytest.raises(decimal.Inexact):
        shop.put_item(Item={"PK": "NUMBER", "SK": "2", "n": Decimal("1." + "1" * 40)})


def test_a_restored_table_is_a_resource(shop, resource):
    """boto3, ServiceResource.Table: the restored table holds what the source held, expiring and recovery having been turned on by the
    resource's client."""
    client = shop.meta.client
    client.update_time_to_live(TableName=shop.name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"})
    client.update_continuous_backups(TableName=shop.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    good = next_second()
    with shop.batch_writer() as batch:
        for item in ALL_ORDERS[::2]:
            batch.delete_item(Key={"PK": item["PK"], "SK": item["SK"]})
    restored = resource.Table(f"{shop.name}-restored")
    client.restore_table_to_point_in_time(SourceTableName=shop.name, TargetTableName=restored.name, RestoreDateTime=as_datetime(good))
    restored.wait_until_exists(WaiterConfig=tables.POLL)
    assert by_key([item for page in pages(restored.scan, ConsistentRead=True) for item in page]) == by_key(ALL_ORDERS)
    assert len([item for page in pages(shop.scan, ConsistentRead=True) for item in page]) == len(ALL_ORDERS) // 2
    restored.delete()
    restored.wait_until_not_exists(WaiterConfig=tables.POLL)
