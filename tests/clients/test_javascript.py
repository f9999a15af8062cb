"""The JavaScript SDK v3 and its document client do the shop's work (javascript/work.mjs) in a Node of their own; what the program found
is judged here. "SDK" is the API reference of the AWS SDK for JavaScript v3."""

import pytest
from support import node, tables


@pytest.fixture(scope="module")
def found(db, endpoint) -> dict:
    """One run of the program: what it found."""
    names = [tables.unique_name("javascript"), tables.unique_name("javascript-restored")]
    try:
        return node.found_by("work.mjs", *names, endpoint=endpoint)
    finally:
        for name in names:
            tables.drop(db, name)


def test_batches(found):
    """API reference, BatchGetItem: sent again until nothing is unprocessed, everything is read as it was written; 18 MB are not answered
    at once. SDK, lib-dynamodb: Set, Uint8Array, null and nested values there and back."""
    assert int(found["node"].split(".")[0]) >= 20
    assert found["created"] == "SUCCESS"
    assert found["batches"]["written"] == 240
    assert found["batches"]["same"] and found["batches"]["largeSame"] and found["batches"]["askedAgain"] > 0


def test_pages_through_an_index(found):
    """SDK, paginateQuery: pages of the wished size, the newest first, until there is no LastEvaluatedKey; API reference, Query: an index
    with KEYS_ONLY answers the keys of table and index."""
    pages = found["pages"]
    assert pages["placed"] == pages["expected"] and len(pages["expected"]) > 40
    assert max(pages["sizes"]) == 9 and len(pages["sizes"]) > 4
    assert pages["newest"] == [{"PK": "USER#2", "SK": "ORDER#059", "placedAt": 59002}]


def test_a_condition_decides(found):
    """API reference, UpdateItem: SET, ADD, DELETE and REMOVE, and the item after them. SDK, ConditionalCheckFailedException: an exception of
    that class, sent once, with the item that was in the way."""
    seen = found["conditions"]
    updated = seen["updated"]
    assert (updated["state"], updated["parcels"], updated["tags"], len(updated["lines"])) == ("sent", 1, {"set": ["drop-3"]}, 2)
    assert "label" not in updated
    assert (seen["message"], seen["status"], seen["attempts"], seen["stateOfItem"]) == ("The conditional request failed", 400, 1, {"S": "sent"})


def test_transactions(found):
    """API reference, TransactWriteItems: repeated with its token it is done once, with the token and another content it is refused. SDK,
    TransactionCanceledException: CancellationReasons are typed, one for each action, with the item where it was asked for."""
    seen = found["transactions"]
    assert seen["mismatch"] == "IdempotentParameterMismatchException"
    assert seen["codes"] == ["None", "ConditionalCheckFailed", "None"]
    assert seen["message"].endswith("specific reasons [None, ConditionalCheckFailed, None]")
    assert seen["item"]["total"] in (1, {"N": "1"})
    assert seen["read"] == [{"PK": "COUNTER", "SK": "ORDERS", "made": 1}, {"PK": "USER#x", "SK": "ORDER#x", "total": 1}, None]


def test_numbers_keep_38_digits(found):
    """Developer guide, "Supported data types", Number: 38 digits, through the SDK's NumberValue and BigInt."""
    assert found["numbers"]["exact"] and found["numbers"]["big"]
    assert found["plain"]["same"]


def test_compressed_answers(found):
    """SDK, FetchHttpHandler, which the SDK uses in browsers: fetch() asks for gzip, the server answers it, the SDK reads it."""
    assert found["compression"] == {"codings": ["gzip"], "same": True}


def test_a_restore(found):
    """Developer guide, "Restoring a DynamoDB table to a point in time": the new table is as the source was at that second, with its indexes;
    times are Date to the SDK. API reference, UpdateTimeToLive."""
    seen = found["recovery"]
    assert seen["timeToLive"]["AttributeName"] == "expiresAt" and seen["timeToLive"]["TimeToLiveStatus"] in ("ENABLING", "ENABLED")
    assert seen["status"] == "ENABLED" and seen["earliestIsBefore"] and seen["summaryIsOfThatMoment"]
    assert seen["same"] and seen["left"] == 120
    assert seen["indexes"] == ["orders-by-state", "orders-by-placing"]


def test_the_end_of_the_tables(found):
    """SDK, waitUntilTableNotExists: a deleted table is DELETING, and then it is not found."""
    assert found["end"]["states"] == ["DELETING", "SUCCESS"] * 2
    assert found["end"]["message"].startswith("Requested resource not found")
