"""dynamodb-admin, the tables and items in a browser: started as its README says, and used as its pages use it, over HTTP. Its list of tables
describes every one of them, so it gets a server of its own."""

import html
import json
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest
from support import api, node, tables
from support.clock import until
from support.server import Server

pytestmark = pytest.mark.own_server

PROGRAM = node.FOLDER / "node_modules" / "dynamodb-admin" / "dist" / "dynamodb-admin.js"
LISTENING = re.compile(r"dynamodb-admin listening on (http://127\.0\.0\.1:\d+)")
STATES = ("paid", "sent", "returned")


class Pages:
    """What a browser does with it."""

    def __init__(self, address: str):
        self._address = address

    def _send(self, method: str, path: str, body=None) -> str:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    def page(self, path: str) -> str:
        return self._send("GET", path)

    def change(self, method: str, path: str, body=None):
        return json.loads(self._send(method, path, body) or "null")

    def shown(self, path: str) -> dict:
        """The JSON that a page of a table or of an item shows in its editor."""
        return json.loads(html.unescape(re.search(r"<div id=.document(?:Area|Textarea)[^>]*>([^<]*)</div>", self.page(path)).group(1)))

    def tables(self) -> list:
        return re.findall(r'data-table-name="([^"]+)"', self.page("/"))

    def items(self, table: str, filters: dict | None = None, **query) -> dict:
        """A page of items, as the table's page asks for it: filters are an attribute's {type, operator, value}."""
        query = {**query, **({"filters": json.dumps(filters)} if filters else {})}
        return json.loads(self.page(f"/tables/{table}/items?{urllib.parse.urlencode(query)}"))


@pytest.fixture(scope="module")
def server():
    with Server(None) as running:
        yield running


@pytest.fixture(scope="module")
def db(server):
    return api.client(server.endpoint)


@pytest.fixture(scope="module")
def pages(server, tmp_path_factory):
    log = tmp_path_factory.mktemp("dynamodb-admin") / "log"
    with log.open("w") as output:
        process = subprocess.Popen([node.NODE, PROGRAM, "--host", "127.0.0.1", "--port", "0"], stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, env={**node.environment(server.endpoint), "DYNAMO_ENDPOINT": server.endpoint})

    def listening():
        assert process.poll() is None, log.read_text()
        return LISTENING.search(log.read_text())

    try:
        yield Pages(until(listening).group(1))
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def orders(pages) -> str:
    """A table with an index of each kind, made by what the page that makes tables asks for, with 60 orders, put as the page of an item does.
    Capacities are numbers here: version 5.3.3 of the page sends them as text (its issue 518), which DynamoDB does not take."""
    name = tables.unique_name("admin")
    index = {"IndexName": "by-state", "IndexType": "global", "HashAttributeName": "state", "HashAttributeType": "S", "RangeAttributeName": "total",
             "RangeAttributeType": "N", "ProjectionType": "ALL", "ReadCapacityUnits": 2, "WriteCapacityUnits": 2}
    pages.change("POST", "/create-table", {
        "TableDefinition": {"TableName": name, "HashAttributeName": "customer", "HashAttributeType": "S", "RangeAttributeName": "number",
                            "RangeAttributeType": "N", "ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
        "SecondaryIndexes": [index, {**index, "IndexName": "by-total", "IndexType": "local", "HashAttributeName": "customer"}]})
    for number in range(60):
        item = {"customer": "ada", "number": number, "state": STATES[number % 3], "total": 100 - number, "lines": [{"sku": "tee"}], "gift": None}
        assert pages.change("PUT", f"/tables/{name}/add-item", item) == {"customer": "ada", "number": number}
    return name


def numbers(found: dict) -> list:
    return [item["number"] for item in found["Items"]]


def test_makes_and_shows_tables(pages, db, orders):
    """The list of tables, and one table's description, time to live and empty item: what was asked for on the page that makes one."""
    assert orders in pages.tables()
    assert orders in [table["TableName"] for table in json.loads(pages.page("/api/tables"))]
    shown = pages.shown(f"/tables/{orders}/meta")
    made = db.describe_table(TableName=orders)["Table"]
    assert shown["TableArn"] == made["TableArn"] and shown["TableStatus"] == "ACTIVE"
    assert shown["ProvisionedThroughput"] == {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 3, "WriteCapacityUnits": 4}
    assert [index["IndexName"] for kind in ("Global", "Local") for index in shown[f"{kind}SecondaryIndexes"]] == ["by-state", "by-total"]
    assert "DISABLED" in pages.page(f"/tables/{orders}/ttl")
    assert f"[Table] {orders}" in pages.page(f"/tables/{orders}")
    assert pages.shown(f"/tables/{orders}/add-item") == {"customer": "", "number": 0}
    assert 'name="hash"' in pages.page(f"/tables/{orders}/get")


def test_shows_items_page_by_page(pages, orders):
    """The table's page: pages of the wished size, each going on from the key that the one before it ended with."""
    seen, query = [], {"pageSize": 25}
    for expected in (25, 25, 10):
        page = pages.items(orders, **query)
        assert len(page["Items"]) == expected and page["uniqueKeys"][:2] == ["customer", "number"]
        seen += numbers(page)
        query["startKey"] = urllib.parse.unquote(page["nextKey"] or "")
    assert seen == list(range(60)) and page["nextKey"] is None


def test_searches(pages, orders):
    """The table's page: a scan with filters, a query of the table, and one of the index."""
    customer, sent = {"type": "S", "operator": "=", "value": "ada"}, {"type": "S", "operator": "=", "value": "sent"}
    scan = pages.items(orders, {"state": {"type": "S", "operator": "begins_with", "value": "ret"},
                                "total": {"type": "N", "operator": "<", "value": "50"}})
    assert numbers(scan) == [53, 56, 59]
    query = pages.items(orders, {"customer": customer, "number": {"type": "N", "operator": ">=", "value": "50"}, "state": sent},
                        operationType="query", queryableSelection="table")
    assert numbers(query) == [52, 55, 58]
    index = pages.items(orders, {"state": sent, "total": {"type": "N", "operator": "<=", "value": "48"}}, operationType="query",
                        queryableSelection="by-state")
    assert numbers(index) == [58, 55, 52]


def test_one_item(pages, db, orders):
    """The page of an item: added, shown, changed, deleted, and then not found."""
    path = f"/tables/{orders}/items/bob%2C1"
    item = {"customer": "bob", "number": 1, "state": "kept", "deep": {"list": [1, "two", None, True]}}
    pages.change("PUT", f"/tables/{orders}/add-item", item)
    assert pages.shown(path) == item
    assert pages.shown(f"/tables/{orders}/get?hash=bob&range=1") == item  # where the form of the page Get leads
    assert pages.change("PUT", path, {**item, "state": "sent"})["state"] == "sent"
    key = {"customer": {"S": "bob"}, "number": {"N": "1"}}
    assert db.get_item(TableName=orders, Key=key, ConsistentRead=True)["Item"]["state"] == {"S": "sent"}
    pages.change("DELETE", path)
    with pytest.raises(urllib.error.HTTPError) as caught:
        pages.page(path)
    assert caught.value.code == 404


def test_shows_why_something_is_refused(pages, orders):
    """A refusal reaches the page with the database's own words; one is of the capacities that version 5.3.3 sends as text."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        pages.change("PUT", f"/tables/{orders}/add-item", {"customer": "bob", "number": "one"})
    assert json.loads(caught.value.read()) == {
        "message": "One or more parameter values were invalid: Type mismatch for key number expected: N actual: S"}
    definition = {"TableName": tables.unique_name("admin"), "HashAttributeName": "pk", "HashAttributeType": "S"}
    with pytest.raises(urllib.error.HTTPError) as caught:
        pages.change("POST", "/create-table", {"TableDefinition": {**definition, "ReadCapacityUnits": "3", "WriteCapacityUnits": "3"}})
    assert json.loads(caught.value.read()) == {"message": "STRING_VALUE cannot be converted to Long"}


def test_purges_and_deletes_a_table(pages, db):
    """The list's buttons: every item of a table deleted, then the table."""
    name = tables.unique_name("admin-purged")
    pages.change("POST", "/create-table", {"TableDefinition": {
        "TableName": name, "HashAttributeName": "pk", "HashAttributeType": "S", "ReadCapacityUnits": 1, "WriteCapacityUnits": 1}})
    tables.put_all(db, name, [{"pk": {"S": str(number)}} for number in range(20)])
    assert len(pages.items(name)["Items"]) == 20
    pages.change("DELETE", f"/tables/{name}/all")
    assert pages.items(name)["Items"] == []
    pages.change("DELETE", f"/tables/{name}")
    tables.wait_gone(db, name)
    assert name not in pages.tables()
