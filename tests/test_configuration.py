"""`quondam serve`: one list of settings (docs/configuration.md), each by option, by variable and by file."""

import os
import re
import subprocess
import urllib.request

import pytest
from support import api, tables
from support.server import REPOSITORY, Server, binary

pytestmark = pytest.mark.own_server

ROW = re.compile(r"^\| `--([a-z0-9-]+)` \| `(QUONDAM_[A-Z0-9_]+)` \|", re.MULTILINE)


def documented() -> dict:
    return dict(ROW.findall((REPOSITORY / "docs" / "configuration.md").read_text()))


def known() -> set:
    text = subprocess.run([binary(), "serve", "--help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^ +(?:-\w,)?--([a-z0-9-]+)", text, re.MULTILINE)) - {"help"}


def test_every_setting_is_documented_and_none_besides():
    assert set(documented()) == known()


def test_variables_are_named_after_the_options():
    assert {option: variable for option, variable in documented().items()} == {
        option: "QUONDAM_" + option.upper().replace("-", "_") for option in known()}


def describe(server: Server) -> str:
    client = api.client(server.endpoint)
    client.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
    return client.describe_table(TableName="orders")["Table"]["TableArn"]


def test_a_variable_sets_what_no_option_says(monkeypatch):
    monkeypatch.setenv("QUONDAM_REGION", "eu-south-1")
    monkeypatch.setenv("QUONDAM_ACCOUNT_ID", "111122223333")
    with Server(None, "--account-id", "444455556666") as server:
        assert describe(server) == "arn:aws:dynamodb:eu-south-1:444455556666:table/orders"


def test_a_file_sets_what_neither_says(monkeypatch, tmp_path):
    config = tmp_path / "quondam.toml"
    config.write_text('# a comment\nregion = "eu-west-3"\naccount-id = "777788889999"\nlog-format = "json"\ncors-origin = ["https://a.example", "https://b.example"]\n')
    monkeypatch.setenv("QUONDAM_REGION", "eu-south-1")
    with Server(None, "--config", str(config)) as server:
        assert describe(server) == "arn:aws:dynamodb:eu-south-1:777788889999:table/orders"
        for origin in ("https://a.example", "https://b.example"):
            request = urllib.request.Request(server.endpoint, headers={"Origin": origin})
            with urllib.request.urlopen(request, timeout=30) as answer:
                assert answer.headers["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize("line, message", [
    ('regoin = "x"', "there is no setting 'regoin'"),
    ('durability = "sometimes"', "durability"),
    ('config = "another"', "there is no setting 'config'"),
    ('[serve]\nregion = "x"', "there is no setting 'serve.region'"),
])
def test_a_mistake_in_the_file_is_told(tmp_path, line, message):
    config = tmp_path / "quondam.toml"
    config.write_text(line + "\n")
    done = subprocess.run([binary(), "serve", "--ephemeral", "--listen", "127.0.0.1:0", "--config", config], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2, done
    assert message in done.stderr


def test_a_missing_file_is_told(tmp_path):
    done = subprocess.run([binary(), "serve", "--ephemeral", "--config", tmp_path / "none"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2, done
    assert str(tmp_path / "none") in done.stderr


def test_a_mistake_in_a_variable_is_told():
    done = subprocess.run([binary(), "serve", "--ephemeral"], capture_output=True, text=True, timeout=60, env={**os.environ, "QUONDAM_DURABILITY": "maybe"})
    assert done.returncode == 2, done
    assert "durability" in done.stderr
