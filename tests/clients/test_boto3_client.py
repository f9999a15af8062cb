"""boto3's client with its own settings, doing the shop's work: waiters, paginators, retries and typed exceptions are the SDK's.

"Batch" is the developer guide's "Error handling with DynamoDB", "Batch operations and error handling"; "boto3" is its documentation
of the DynamoDB client."""

import datetime
import uuid

import pytest
from demo import shop
from support import orders, tables
from support.clock import as_datetime, next_second, until
from support.expect import assert_same_items, same_item
from support.indexes import assert_complete

BATCH_WRITE, BATCH_GET = 25, 100


@pytest.fixture(scope="module")
def everything() -> list:
    return orders.items()


@pytest.fixture
def table(client, everything):
    """The shop's table with everything in it, written as an application would: batches, and again what was not processed."""
    name = tables.unique_name("orders")
    client.create_table(TableName=name, **orders.definition())
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig=tables.POLL)
    assert write_in_batches(client, name, everything) == len(everything)
    yield name
    client.delete_table(TableName=name)
    client.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig=tables.POLL)


def write_in_batches(client, table: str, items: list) -> int:
    """Answers how many were processed."""
    written, left = 0, [{"PutRequest": {"Item": item}} for item in items]
    while left:
        batch, left = left[:BATCH_WRITE], left[BATCH_WRITE:]
        again = client.batch_write_item(RequestItems={table: batch})["UnprocessedItems"].get(table, [])
        written += len(batch) - len(again)
        left = again + left
    return written


def read_in_batches(client, table: str, keys: list) -> tuple[list, int]:
    """The items, and how many keys had to be asked for again."""
    found, asked_again, left = [], 0, list(keys)
    while left:
        batch, left = left[:BATCH_GET], left[BATCH_GET:]
        answer = client.batch_get_item(RequestItems={table: {"Keys": batch, "ConsistentRead": True}})
        found += answer["Responses"][table]
        again = answer["UnprocessedKeys"].get(table, {}).get("Keys", [])
        asked_again += len(again)
        left = again + left
    return found, asked_again


def test_reads_in_batches_what_was_written_in_batches(client, table, everything):
    """Batch: what a batch did not process is sent again until everything is; every item is as it was written."""
    found, _ = read_in_batches(client, table, [shop.key_of(item) for item in everything])
    assert_same_items(found, everything, "PK", "SK")
    assert_complete(client, table, orders.BY_STATE, orders.BY_PLACING)


def test_a_batch_of_more_than_16_mb_leaves_keys(client, make_table):
    """API reference, BatchGetItem: more than 16 MB are not answered at once, the rest of the keys is in UnprocessedKeys."""
    name = make_table("pk:S")
    invoices = [{"pk": {"S": f"INVOICE#{number}"}, "scan": {"B": bytes([number]) * 300_000}} for number in range(60)]
    write_in_batches(client, name, invoices)
    found, asked_again = read_in_batches(client, name, [{"pk": invoice["pk"]} for invoice in invoices])
    assert asked_again > 0
    assert_same_items(found, invoices, "pk")


def test_pages_through_an_index(client, table, everything):
    """boto3, Paginator.Query: pages of the wished size, in the order of the index's sort key, until LastEvaluatedKey is gone."""
    pages = client.get_paginator("query").paginate(
        TableName=table, IndexName=orders.BY_STATE, KeyConditionExpression="#s = :paid", ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":paid": {"S": "paid"}}, PaginationConfig={"PageSize": 7})
    counts, found = zip(*((page["Count"], page["Items"]) for page in pages))
    assert len(counts) > 4 and max(counts) == 7
    assert [shop.key_of(item) for page in found for item in page] == orders.in_state("paid", everything)


def test_resumes_a_paginator(client, table, everything):
    """boto3, "Paginators", "Customizing page iterators": MaxItems ends early, and its token goes on where it ended."""
    query = {"TableName": table, "IndexName": orders.BY_PLACING, "KeyConditionExpression": "PK = :who",
             "ExpressionAttributeValues": {":who": {"S": "USER#0004"}}, "ScanIndexForward": False}
    paginator = client.get_paginator("query")
    first = paginator.paginate(**query, PaginationConfig={"MaxItems": 3}).build_full_result()
    rest = paginator.paginate(**query, PaginationConfig={"StartingToken": first["NextToken"]}).build_full_result()
    assert [len(first["Items"]), len(rest["Items"])] == [3, 1]
    placed = [int(item["placedAt"]["N"]) for item in first["Items"] + rest["Items"]]
    assert placed == sorted((int(item["placedAt"]["N"]) for item in everything if orders.is_order(item) and item["PK"]["S"] == "USER#0004"),
                            reverse=True)


def test_a_conditional_write_is_refused_with_the_item(client, table, everything):
    """API reference, PutItem: ConditionalCheckFailedException, with the item when ReturnValuesOnConditionCheckFailure asks for it."""
    order = next(filter(orders.is_order, everything))
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as caught:
        client.put_item(TableName=table, Item={**order, "state": {"S": "again"}}, ConditionExpression="attribute_not_exists(PK)",
                        ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert same_item(caught.value.response["Item"], order)
    assert caught.value.response["Error"]["Message"] == "The conditional request failed"


def test_an_update_moves_an_order_on(client, table, everything):
    """API reference, UpdateItem: SET, ADD, REMOVE and DELETE in one expression; ALL_NEW answers the item after it."""
    order = next(item for item in everything if orders.is_order(item) and item["state"]["S"] == "paid")
    answer = client.update_item(
        TableName=table, Key=shop.key_of(order), ReturnValues="ALL_NEW", ConditionExpression="#s = :paid AND size(history) < :most",
        UpdateExpression="SET #s = :sent, history = list_append(history, :step) ADD parcels :one, marks :mark "
                         "REMOVE #l[0].price DELETE #l[0].#o.tags :tag",
        ExpressionAttributeNames={"#s": "state", "#l": "lines", "#o": "options"},
        ExpressionAttributeValues={":paid": {"S": "paid"}, ":most": {"N": "10"}, ":sent": {"S": "sent"}, ":one": {"N": "1"},
                                   ":step": {"L": [{"M": {"to": {"S": "sent"}}}]}, ":mark": {"SS": ["fragile"]}, ":tag": {"SS": ["S"]}})
    now = answer["Attributes"]
    assert (now["state"], now["parcels"], now["marks"]) == ({"S": "sent"}, {"N": "1"}, {"SS": ["fragile"]})
    assert len(now["history"]["L"]) == len(order["history"]["L"]) + 1
    line = now["lines"]["L"][0]["M"]
    assert "price" not in line and "S" not in line["options"]["M"]["tags"]["SS"]


def checkout(table: str, cart: dict, order: dict) -> list:
    """A cart becomes an order, and its coupon is counted: all of it or nothing."""
    return [
        {"Put": {"TableName": table, "Item": order, "ConditionExpression": "attribute_not_exists(PK)"}},
        {"Delete": {"TableName": table, "Key": shop.key_of(cart), "ConditionExpression": "attribute_exists(PK)",
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}},
        {"Update": {"TableName": table, "Key": {"PK": {"S": "COUPON#SUMMER"}, "SK": {"S": "COUPON"}}, "UpdateExpression": "ADD used :one",
                    "ConditionExpression": "used < :most", "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    "ExpressionAttributeValues": {":one": {"N": "1"}, ":most": {"N": "1"}}}}]


def test_a_checkout_happens_once_and_wholly(client, table, everything):
    """API reference, TransactWriteItems: a ClientRequestToken makes a repeated call the same call; another one that cannot be done is
    cancelled with a reason for each action, and nothing of it is done."""
    token = str(uuid.uuid4())
    carts = [item for item in everything if item["SK"]["S"] == "CART"][:2]
    made = [{"PK": {"S": "USER#0001"}, "SK": {"S": f"ORDER#new-{number}"}, "state": {"S": "paid"}} for number in (1, 2)]
    for _ in range(2):
        client.transact_write_items(TransactItems=checkout(table, carts[0], made[0]), ClientRequestToken=token)
    with pytest.raises(client.exceptions.IdempotentParameterMismatchException):
        client.transact_write_items(TransactItems=checkout(table, carts[1], made[1]), ClientRequestToken=token)
    with pytest.raises(client.exceptions.TransactionCanceledException) as caught:
        client.transact_write_items(TransactItems=checkout(table, carts[1], made[1]))
    reasons = caught.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "None", "ConditionalCheckFailed"]
    assert reasons[2]["Item"]["used"] == {"N": "1"}
    keys = [shop.key_of(item) for item in (*made, *carts)]
    answer = client.transact_get_items(TransactItems=[{"Get": {"TableName": table, "Key": key}} for key in keys])
    assert ["Item" in response for response in answer["Responses"]] == [True, False, False, True]


def test_a_refusal_is_not_sent_again(client, table):
    """API reference, "Common Errors": a ValidationException is a ClientError that the SDK does not send again."""
    with pytest.raises(client.exceptions.ClientError) as caught:
        client.get_item(TableName=table, Key={"PK": {"S": "USER#0001"}})
    response = caught.value.response
    assert (response["Error"]["Code"], response["ResponseMetadata"]["RetryAttempts"]) == ("ValidationException", 0)
    assert response["Error"]["Message"] == "The provided key element does not match the schema"


def test_carts_expire(client, table):
    """API reference, UpdateTimeToLive, DescribeTimeToLive: enabled on an attribute."""
    client.update_time_to_live(TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiresAt"})

    def described():
        return client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]

    until(lambda: described()["TimeToLiveStatus"] == "ENABLED")
    assert described()["AttributeName"] == "expiresAt"


def test_a_restore_brings_a_lost_order_back(client, table, everything):
    """Developer guide, "Restoring a DynamoDB table to a point in time": the table as it was, with its indexes, as a new one; the times of
    the window are datetimes to the SDK."""
    client.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    good = next_second()
    order = next(filter(orders.is_order, everything))
    client.delete_item(TableName=table, Key=shop.key_of(order))
    window = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert window["EarliestRestorableDateTime"] <= as_datetime(good) <= datetime.datetime.now(datetime.timezone.utc)
    target = f"{table}-restored"
    client.restore_table_to_point_in_time(SourceTableName=table, TargetTableName=target, RestoreDateTime=as_datetime(good))
    client.get_waiter("table_exists").wait(TableName=target, WaiterConfig=tables.POLL)
    assert_same_items(tables.scan_all(client, target), everything, "PK", "SK")
    assert_complete(client, target, orders.BY_STATE, orders.BY_PLACING)
    assert "Item" not in client.get_item(TableName=table, Key=shop.key_of(order), ConsistentRead=True)
    client.delete_table(TableName=target)
    client.get_waiter("table_not_exists").wait(TableName=target, WaiterConfig=tables.POLL)


def test_a_table_that_is_not_there(client):
    """boto3, "Error handling": ResourceNotFoundException is a class of the client."""
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.describe_table(TableName=tables.unique_name("nowhere"))
