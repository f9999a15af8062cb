"""How the commands find a server and speak to it: as AWS's tools do, with a server of this machine by default."""

import socket
import time

import pytest
from support import access
from support.commands import FAILED, OK, USAGE, Commands
from support.scripted import BREAK_OFF, DESCRIBED
from support.server import Server

pytestmark = pytest.mark.own_server


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A server that asks for a key, over https; its certificate, and the file of its keys."""
    folder = tmp_path_factory.mktemp("guarded")
    certificate, key = access.make_certificate(folder)
    keys = access.write_private(folder / "keys", access.profile("shop", access.KEY_ID, access.SECRET) +
                                access.profile("guest", "AKIDGUEST", "other", token="a-token"))
    with Server(None, "--credentials", str(keys), "--tls-cert", str(certificate), "--tls-key", str(key)) as running:
        yield running.endpoint, certificate, keys


def test_endpoints(endpoint, tmp_path):
    """--endpoint-url before AWS_ENDPOINT_URL_DYNAMODB before AWS_ENDPOINT_URL before the profile's."""
    nowhere = "http://127.0.0.1:1"
    assert Commands(endpoint)("tables").code == OK
    assert Commands(nowhere)("tables", "--endpoint-url", endpoint).code == OK
    assert Commands(nowhere, AWS_ENDPOINT_URL_DYNAMODB=endpoint)("tables").code == OK
    config = tmp_path / "config"
    config.write_text(f"[profile here]\nendpoint_url = {endpoint}\n[default]\nservices = local\n[services local]\ndynamodb =\n  endpoint_url = {endpoint}\n")
    for profile in ({}, {"AWS_PROFILE": "here"}):
        assert Commands(None, AWS_CONFIG_FILE=str(config), **profile)("tables").code == OK
    assert Commands(None, AWS_CONFIG_FILE=str(config))("tables", "--profile", "here", "--endpoint-url", endpoint).code == FAILED, "no keys"


def test_keys_and_https(guarded):
    endpoint, certificate, keys = guarded
    by_profile = Commands(endpoint, AWS_CA_BUNDLE=str(certificate), AWS_SHARED_CREDENTIALS_FILE=str(keys))
    for profile in ("shop", "guest"):
        done = by_profile("tables", "--profile", profile)
        assert done.code == OK, done.err
    by_key = Commands(endpoint, AWS_CA_BUNDLE=str(certificate), AWS_ACCESS_KEY_ID=access.KEY_ID, AWS_SECRET_ACCESS_KEY=access.SECRET)
    done = by_key("tables", "--region", "eu-central-1")
    assert done.code == OK, done.err


def test_a_key_or_a_certificate_that_is_not_known(guarded):
    endpoint, certificate, _ = guarded
    done = Commands(endpoint, AWS_CA_BUNDLE=str(certificate))("tables")
    assert done.code == FAILED and "UnrecognizedClientException" in done.err and "AWS_ACCESS_KEY_ID" in done.err
    done = Commands(endpoint, AWS_CA_BUNDLE=str(certificate), AWS_ACCESS_KEY_ID=access.KEY_ID, AWS_SECRET_ACCESS_KEY="wrong")("tables")
    assert done.code == FAILED and "InvalidSignatureException" in done.err and "AWS_SECRET_ACCESS_KEY" in done.err
    done = Commands(endpoint)("tables")
    assert done.code == FAILED and "AWS_CA_BUNDLE" in done.err


def test_nobody_is_there():
    """A connection that cannot be made is tried again for less than two seconds, and the message says what to do."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # not listening
        began = time.monotonic()
        done = Commands(f"http://127.0.0.1:{held.getsockname()[1]}")("tables")
    assert done.code == FAILED and "AWS_ENDPOINT_URL" in done.err and "quondam serve" in done.err
    assert 0.5 < time.monotonic() - began < 5


def test_reading_is_tried_again_and_writing_is_not(scripted):
    server, quondam = scripted(ListTables=[BREAK_OFF, BREAK_OFF, {"TableNames": []}], CreateRestorePoint=[BREAK_OFF])
    done = quondam("tables")
    assert (done.code, len(server.sent("ListTables"))) == (OK, 3), done.err
    done = quondam("points", "create", "p")
    assert (done.code, len(server.sent("CreateRestorePoint"))) == (FAILED, 1)


def test_what_is_no_quondam(scripted):
    """A DynamoDB without the admin API: the message says that it is the wrong server; of DynamoDB's own operations, which one it lacks."""
    server, quondam = scripted(DescribeTable=[DESCRIBED])
    done = quondam("points")
    assert done.code == FAILED and f"{server.endpoint} has no ListRestorePoints (UnknownOperationException)" in done.err and "Quondam server" in done.err
    done = quondam("diff", "t", "--from", "-5m")
    assert done.code == FAILED and f"{server.endpoint} has no DescribeContinuousBackups" in done.err and "Quondam server" not in done.err


@pytest.mark.parametrize("arguments", [("--endpoint-url", "nonsense://x"), ("--endpoint-url", ""), ("--profile", ""), ("--region", "")])
def test_wrong_usage(quondam, arguments):
    assert quondam("tables", *arguments).code == USAGE


def test_a_profile_that_is_not_there(quondam):
    done = quondam("tables", "--profile", "nobody")
    assert done.code == FAILED and "there is no profile 'nobody'" in done.err
