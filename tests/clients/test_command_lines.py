"""Both AWS command lines do the shop's work: version 1 from PyPI, which is told where to go by AWS_ENDPOINT_URL, and Debian's 2.9, which
knows only --endpoint-url. Each test types what a person would, and reads the answer's JSON.

"CLI" is the AWS command line's reference of its command `dynamodb`; "CLI guide" is its user guide."""

import json
import shlex
import uuid

import pytest
from demo import shop
from demo.guide import CommandLine
from support import orders, tables
from support.clock import next_second
from support.expect import assert_same_items
from support.server import REPOSITORY

PYPI, DEBIAN = "pypi", "debian"


@pytest.fixture(scope="module", params=[PYPI, DEBIAN])
def aws(request, endpoint) -> CommandLine:
    if request.param == PYPI:
        return CommandLine(str(REPOSITORY / ".venv" / "bin" / "aws"), endpoint, say=lambda _: None)
    return CommandLine("/usr/bin/aws", endpoint, endpoint_argument=True, say=lambda _: None)


def words(value) -> str:
    """A value as JSON, as one word of a shell."""
    return shlex.quote(json.dumps(value))


@pytest.fixture(scope="module")
def plain() -> list:
    """The shop's items that JSON can say: binary values are base64 to one command line and plain text to the other."""
    return [{name: value for name, value in item.items() if "B" not in value} for item in orders.items()]


@pytest.fixture(scope="module")
def table(db, plain):
    """The shop's table. What a command takes to start is most of its time, so the tests type only what they are about."""
    name = tables.unique_name("typed")
    db.create_table(TableName=name, **orders.definition())
    tables.wait_active(db, name)
    tables.put_all(db, name, plain)
    yield name
    tables.drop(db, name)


def test_batches(aws, table, pk, tmp_path):
    """CLI, batch-write-item, batch-get-item: requests from a file, and nothing is left unprocessed."""
    items = [{"PK": {"S": pk}, "SK": {"S": f"{number:02}"}, "n": {"N": str(number)}} for number in range(25)]
    request = tmp_path / "request.json"
    request.write_text(json.dumps({table: [{"PutRequest": {"Item": item}} for item in items]}))
    assert aws.run(f"aws dynamodb batch-write-item --request-items file://{request}")["UnprocessedItems"] == {}
    request.write_text(json.dumps({table: {"Keys": [shop.key_of(item) for item in items], "ConsistentRead": True}}))
    answer = aws.run(f"aws dynamodb batch-get-item --request-items file://{request}")
    assert answer["UnprocessedKeys"] == {}
    assert_same_items(answer["Responses"][table], items, "PK", "SK")


def test_pages_through_an_index(aws, table, plain):
    """CLI guide, "Using AWS CLI pagination options": --page-size asks the server for small pages, --max-items ends with a NextToken, and
    --starting-token goes on from it."""
    query = (f"aws dynamodb query --table-name {table} --index-name {orders.BY_STATE} --key-condition-expression '#s = :s' "
             f"--expression-attribute-names {words({'#s': 'state'})} --expression-attribute-values {words({':s': {'S': 'paid'}})} --page-size 7")
    first = aws.run(f"{query} --max-items 10")
    rest = aws.run(f"{query} --starting-token {first['NextToken']}")
    assert len(first["Items"]) == 10
    assert [shop.key_of(item) for item in first["Items"] + rest["Items"]] == orders.in_state("paid", plain)


def test_a_condition_decides(aws, table, db, plain, pk):
    """CLI, put-item, update-item: a refused condition is an error whose text names it; an update shows the item after it."""
    order = {name: value for name, value in next(filter(orders.is_order, plain)).items() if name in ("SK", "lines", "history")}
    order["PK"] = {"S": pk}
    db.put_item(TableName=table, Item=order)
    shown = aws.run(f"aws dynamodb put-item --table-name {table} --item {words(order)} --condition-expression 'attribute_not_exists(PK)'",
                    refused=True)
    assert "An error occurred (ConditionalCheckFailedException) when calling the PutItem operation: The conditional request failed" in shown
    answer = aws.run(f"aws dynamodb update-item --table-name {table} --key {words(shop.key_of(order))} --return-values ALL_NEW "
                     "--update-expression 'SET history = list_append(history, :h) ADD parcels :one REMOVE #l[0].price' "
                     f"--condition-expression 'size(history) < :most' --expression-attribute-names {words({'#l': 'lines'})} "
                     f"--expression-attribute-values {words({':h': {'L': [{'S': 'weighed'}]}, ':one': {'N': '1'}, ':most': {'N': '9'}})}")
    now = answer["Attributes"]
    assert now["history"]["L"][-1] == {"S": "weighed"} and now["parcels"] == {"N": "1"} and "price" not in now["lines"]["L"][0]["M"]


def test_a_transaction_and_a_cancelled_one(aws, table, db, pk):
    """CLI, transact-write-items: repeated with its token it is done once; a cancelled one shows the reasons of all actions."""
    counter, new = {"PK": {"S": pk}, "SK": {"S": "COUNTER"}}, {"PK": {"S": pk}, "SK": {"S": "ORDER#x"}}
    actions = [{"Update": {"TableName": table, "Key": counter, "UpdateExpression": "ADD made :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}},
               {"Put": {"TableName": table, "Item": new, "ConditionExpression": "attribute_not_exists(PK)"}}]
    command = f"aws dynamodb transact-write-items --transact-items {words(actions)}"
    for _ in range(2):
        aws.run(f"{command} --client-request-token {uuid.uuid5(uuid.NAMESPACE_OID, pk)}")
    assert ("An error occurred (TransactionCanceledException) when calling the TransactWriteItems operation: Transaction cancelled, please refer "
            "cancellation reasons for specific reasons [None, ConditionalCheckFailed]") in aws.run(command, refused=True)
    found = db.query(TableName=table, KeyConditionExpression="PK = :pk", ExpressionAttributeValues={":pk": {"S": pk}}, ConsistentRead=True)["Items"]
    assert found == [{**counter, "made": {"N": "1"}}, new]


def test_the_life_of_a_table(aws, db, make_table, plain):
    """CLI, create-table with both kinds of indexes, wait, update-time-to-live, restore-table-to-point-in-time (seconds for a time),
    delete-table: a table is waited for until it is there and until it is gone."""
    name, target, indexes = tables.unique_name("life"), tables.unique_name("restored"), orders.definition()
    make_table.later(name)
    make_table.later(target)
    aws.run(f"aws dynamodb create-table --table-name {name} --billing-mode PAY_PER_REQUEST "
            "--attribute-definitions AttributeName=PK,AttributeType=S AttributeName=SK,AttributeType=S "
            "AttributeName=state,AttributeType=S AttributeName=placedAt,AttributeType=N "
            "--key-schema AttributeName=PK,KeyType=HASH AttributeName=SK,KeyType=RANGE "
            f"--global-secondary-indexes {words(indexes['GlobalSecondaryIndexes'])} --local-secondary-indexes {words(indexes['LocalSecondaryIndexes'])}")
    aws.run(f"aws dynamodb wait table-exists --table-name {name}")
    tables.put_all(db, name, plain)
    assert aws.run(f"aws dynamodb update-time-to-live --table-name {name} --time-to-live-specification Enabled=true,AttributeName=expiresAt") == {
        "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "expiresAt"}}
    aws.run(f"aws dynamodb update-continuous-backups --table-name {name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true")
    good = next_second()
    for item in filter(orders.is_order, plain):
        db.delete_item(TableName=name, Key=shop.key_of(item))
    answer = aws.run(f"aws dynamodb restore-table-to-point-in-time --source-table-name {name} --target-table-name {target} --restore-date-time {good}")
    assert answer["TableDescription"]["RestoreSummary"]["RestoreInProgress"] is True
    aws.run(f"aws dynamodb wait table-exists --table-name {target}")
    assert_same_items(tables.scan_all(db, target), plain, "PK", "SK")
    assert aws.run(f"aws dynamodb delete-table --table-name {target}")["TableDescription"]["TableStatus"] == "DELETING"
    aws.run(f"aws dynamodb wait table-not-exists --table-name {target}")
