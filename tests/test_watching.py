"""What an operator's machines watch: metrics for Prometheus, "are you there", "do you take writes", logs that programs read."""

import json
import re
import time
import urllib.error
import urllib.request

import pytest
from support import api, tables
from support.clock import next_second, until
from support.expect import refused
from support.server import Server

pytestmark = pytest.mark.own_server


@pytest.fixture(scope="module")
def server():
    with Server(None, "--metrics-listen", "127.0.0.1:0", "--log-format", "json", "--log-level", "debug") as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    return api.client(server.endpoint)


def lines_of(server: Server) -> list:
    return [json.loads(line) for line in server.output().splitlines() if line.startswith("{")]


def scrape(server: Server) -> dict:
    """Every sample by its name with its labels."""
    port = next(re.search(r"metrics on port (\d+)", line.get("message", "")) for line in lines_of(server)
                if "metrics on port" in line.get("message", "")).group(1)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    return {name: float(value) for name, value in re.findall(r"^([a-z_]+(?:\{[^}]*\})?) (\S+)$", text, re.MULTILINE)}


@pytest.fixture
def table(client):
    name = tables.unique_name()
    client.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
    yield name
    client.delete_table(TableName=name)


def test_metrics_count_requests_by_operation_and_result(server, client, table):
    def counted(result: str) -> float:
        return scrape(server).get(f'quondam_requests_total{{operation="PutItem",result="{result}"}}', 0)

    done, declined = counted("done"), counted("refused")
    for number in range(3):
        client.put_item(TableName=table, Item={"pk": {"S": str(number)}})
    with refused("ConditionalCheckFailedException"):
        client.put_item(TableName=table, Item={"pk": {"S": "0"}}, ConditionExpression="attribute_not_exists(pk)")
    assert (counted("done"), counted("refused")) == (done + 3, declined + 1)
    found = scrape(server)
    assert found['quondam_request_seconds_count{operation="PutItem"}'] == done + declined + 4
    assert found['quondam_request_seconds_sum{operation="PutItem"}'] > 0


def test_metrics_tell_the_window_and_what_the_past_takes(server, client, table):
    label = f'{{table="{table}"}}'
    assert scrape(server)["quondam_table_recovery_enabled" + label] == 0
    assert "quondam_table_restorable_from_seconds" + label not in scrape(server)
    client.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    second = next_second()
    client.put_item(TableName=table, Item={"pk": {"S": "1"}})
    found = scrape(server)
    assert found["quondam_table_recovery_enabled" + label] == 1
    assert second - 5 <= found["quondam_table_restorable_from_seconds" + label] <= second + 1
    assert abs(found["quondam_table_restorable_to_seconds" + label] - time.time()) < 5
    assert found["quondam_table_items" + label] == 1
    assert found["quondam_table_bytes" + label] > 0
    assert "quondam_table_history_bytes" + label in found
    assert found["quondam_table_deletion_protected" + label] == 0


def test_metrics_tell_how_long_restores_take(server, client, table):
    before = scrape(server).get("quondam_restore_seconds_count", 0)
    client.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    next_second()
    target = tables.unique_name("restored")
    client.restore_table_to_point_in_time(SourceTableName=table, TargetTableName=target, UseLatestRestorableTime=True)
    tables.wait_active(client, target)
    until(lambda: scrape(server)["quondam_restore_seconds_count"] == before + 1)
    assert scrape(server)["quondam_restore_failures_total"] == 0
    client.delete_table(TableName=target)


def test_metrics_count_backups(server, client, table):
    before = scrape(server)['quondam_backups{type="USER"}']
    backup = client.create_backup(TableName=table, BackupName="kept")["BackupDetails"]["BackupArn"]
    assert scrape(server)['quondam_backups{type="USER"}'] == before + 1
    client.delete_backup(BackupArn=backup)
    assert scrape(server)['quondam_backups{type="USER"}'] == before


def get(server: Server, path: str) -> tuple:
    try:
        with urllib.request.urlopen(server.endpoint + path, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_health_and_readiness(server):
    """GET / is what DynamoDB answers ("healthy: dynamodb.REGION.amazonaws.com "); /ready says whether writes are taken."""
    assert get(server, "/") == (200, "healthy: dynamodb.us-east-1.amazonaws.com ")
    assert get(server, "/ready") == (200, "ready\n")


def test_the_log_is_one_object_a_line(server, client, table):
    client.put_item(TableName=table, Item={"pk": {"S": "1"}})
    line = until(lambda: next((line for line in lines_of(server) if line.get("Operation") == "PutItem"), None))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert line["level"] == "debug"
    assert line["Status"] == 200
    assert line["Milliseconds"] >= 0
    assert line["Caller"]
    assert any("listening on" in line.get("message", "") for line in lines_of(server))


def test_an_address_that_is_taken_is_told(server):
    with pytest.raises(RuntimeError, match="cannot serve metrics on"):
        Server(None, "--metrics-listen", server.endpoint.removeprefix("http://")).start()
