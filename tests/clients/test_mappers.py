"""ElectroDB and DynamoDB-Toolbox, which keep several kinds of items in one table whose keys they make up, do the shop's work
(javascript/electro.mjs, javascript/toolbox.mjs) in a Node of their own; what the programs found is judged here. "ElectroDB" and
"Toolbox" are their documentations."""

import pytest
from support import node, tables

REFUSED = "ConditionalCheckFailedException"


def run(db, endpoint: str, program: str) -> dict:
    name = tables.unique_name("mapper")
    try:
        return node.found_by(program, name, endpoint=endpoint)
    finally:
        tables.drop(db, name)


@pytest.fixture(scope="module")
def electro(db, endpoint) -> dict:
    return run(db, endpoint, "electro.mjs")


@pytest.fixture(scope="module")
def toolbox(db, endpoint) -> dict:
    return run(db, endpoint, "toolbox.mjs")


def two(first: int, last: int, step: int = 1) -> list:
    """The numbers of orders, as the programs write them."""
    return [f"{number:02}" for number in range(first, last + (1 if step > 0 else -1), step)]


def test_electrodb_batches(electro):
    """ElectroDB, "Batch Put", "Batch Get", "Batch Delete": more than a batch holds, nothing left unprocessed; what is missing is left out."""
    assert electro["batches"] == {"unprocessed": [], "read": two(1, 30), "unread": [], "undeleted": [], "left": 28}


def test_electrodb_queries(electro):
    """ElectroDB, "Query", "Filters", "Match": conditions on the sort key that its parts make up, filters, the secondary index, some of the
    attributes."""
    assert electro["queries"] == {
        "begins": two(20, 28), "between": two(9, 11), "from": two(27, 28), "before": two(1, 2), "one": ["05"],
        "filtered": ["02", "05", "23", "26"], "index": two(3, 27, 3), "matched": ["09"], "some": [{"state": "paid", "total": 6}]}


def test_electrodb_pages(electro):
    """ElectroDB, "Pagination": pages of the wished size until the cursor is null, backwards in the index; a count, and on from its cursor."""
    assert electro["pages"] == {
        "seen": two(28, 1, -3), "sizes": [4, 4, 2], "counted": two(1, 11), "rest": two(12, 28), "scanned": two(27, 28)}


def test_electrodb_mutations(electro):
    """ElectroDB, "Create", "Update", "Patch", "Upsert", "Remove", "Conditions": each with the conditions that it adds itself, the item after
    it, and the index that follows it."""
    seen = electro["mutations"]
    assert seen["created"]["total"] == 5 and seen["again"] == REFUSED
    assert seen["changed"] == seen["read"] == {
        "customer": "bob", "day": "2026-11-01", "number": "01", "state": "sent", "total": 7, "tags": ["a", "b"], "marks": [2],
        "lines": [{"sku": "tee", "quantity": 7}], "to": {"floor": 11}, "note": "call first"}
    assert seen["inIndex"] == ["01"]
    assert [seen[name] for name in ("condition", "patchOfNothing", "removeOfNothing", "deleteOfNothing")] == [REFUSED] * 3 + ["done"]
    assert (seen["patched"]["total"], seen["patched"]["lines"]) == (4, [{"sku": "tee", "quantity": 7}, {"sku": "mug", "quantity": 2}])
    assert [(item["total"], item["note"]) for item in seen["upserts"]] == [(1, "first"), (5, "first")]
    assert seen["removed"] == "first"


def test_electrodb_collections(electro):
    """ElectroDB, "Collections": one query answers a customer and the customer's orders, each as its own kind."""
    assert electro["collections"] == {"orders": ["01"], "customers": [{"customer": "bob", "name": "Bob", "credit": 0}]}


def test_electrodb_transactions(electro):
    """ElectroDB, "Transact Write", "Transact Get": all or nothing, once for its token; a cancelled one says why, and shows the item."""
    assert electro["transactions"] == {
        "canceled": [False, False, True], "codes": [REFUSED.removesuffix("Exception"), "None", "None"],
        "inTheWay": {"customer": "bob", "name": "Bob", "credit": 12}, "read": [12, 12, None]}


def test_toolbox_batches(toolbox):
    """Toolbox, "BatchWriteCommand", "BatchGetCommand": puts and deletes, nothing left unprocessed; what is missing is undefined."""
    assert toolbox["batches"] == {"unprocessed": [0, 0], "read": [0, 1, None]}


def test_toolbox_queries(toolbox):
    """Toolbox, "QueryCommand", "ScanCommand": ranges, filters, the secondary index backwards and on from its LastEvaluatedKey."""
    assert toolbox["queries"] == {
        "begins": two(20, 23), "between": two(9, 11), "before": two(1, 2), "filtered": ["02", "05", "20", "23"], "first": two(22, 16, -3),
        "rest": two(13, 1, -3), "scanned": two(21, 23)}


def test_toolbox_mutations(toolbox):
    """Toolbox, "PutItemCommand", "UpdateItemCommand", "DeleteItemCommand": extended updates of numbers, sets, lists and maps, conditions, and
    the item that was in the way."""
    seen = toolbox["mutations"]
    assert seen["again"] == [REFUSED, {"N": "5"}]
    assert seen["changed"] == {
        "customer": "bob", "number": "01", "day": "2026-11-01", "state": "sent", "total": 7, "tags": {"set": ["a", "b"]}, "marks": {"set": [2]},
        "lines": [{"sku": "tee", "quantity": 7}], "to": {"floor": -2}, "history": ["made", "sent"]}
    assert seen["replaced"] == {"to": {"floor": 9}, "history": ["first", "made", "sent"]}
    assert (seen["condition"], seen["removed"], seen["after"]) == (REFUSED, "01", None)


def test_toolbox_transactions(toolbox):
    """Toolbox, "executeTransactWrite", "executeTransactGet": all or nothing, once for its token, with a reason for each action; a query of one
    partition formats each item as its own entity."""
    assert toolbox["transactions"] == {
        "codes": [REFUSED.removesuffix("Exception"), "None", "None"], "read": [12, 12, None], "kinds": ["Bob", "20"]}
