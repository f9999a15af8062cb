"""How the commands find a server and speak to it: as AWS's tools do, with a server of this machine by default."""

import socket
import time

import pytest
from support import access
from support.commands import FAILED, OK, USAGE, Commands
from support.scripted import BREAK_OFF, DESCRIBED, Refuse
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


THROTTLED = [Refuse("ThrottlingException", "slow down"), Refuse("ProvisionedThroughputExceededException", "slow down"),
             Refuse("RequestLimitExceeded", "slow down"), Refuse("", "slow down", 429)]
FAULTS = [Refuse("InternalServerError", "no luck", 500), Refuse("ServiceUnavailable", "no luck", 503), Refuse("", "no luck", 502), BREAK_OFF]


def names(refused) -> str:
    return "broken off" if refused is BREAK_OFF else f"{refused.body['__type'].rpartition('#')[2] or 'no type'} {refused.status}"


@pytest.mark.parametrize("refused", THROTTLED + FAULTS, ids=names)
def test_what_passes_is_tried_again(scripted, refused):
    """AWS's standard retry mode: throttling and faults of the service are repeated where a request may be done
    twice, DynamoDB's four times in all (SDKs and Tools Reference Guide, "Retry behavior"; botocore's retries/standard.py)."""
    server, quondam = scripted(ListTables=[refused, refused, {"TableNames": []}])
    done = quondam("tables")
    assert (done.code, len(server.sent("ListTables"))) == (OK, 3), done.err


@pytest.mark.parametrize("refused", [THROTTLED[0], FAULTS[0]], ids=names)
def test_attempts_are_bounded(scripted, tmp_path, refused):
    """Four of them; AWS_MAX_ATTEMPTS, or the profile's max_attempts, is another number. Then the error is passed on."""
    server, quondam = scripted(ListTables=[refused])
    done = quondam("tables")
    assert (done.code, len(server.sent("ListTables"))) == (FAILED, 4) and refused.body["message"] in done.err
    (tmp_path / "config").write_text("[default]\nmax_attempts = 2\n")
    for number, variables in ((2, {}), (1, {"AWS_MAX_ATTEMPTS": "1"})):
        server.requests.clear()
        Commands(server.endpoint, AWS_CONFIG_FILE=str(tmp_path / "config"), **variables)("tables")
        assert len(server.sent("ListTables")) == number


def test_the_service_may_ask_for_a_longer_pause(scripted):
    """x-amz-retry-after, in milliseconds."""
    server, quondam = scripted(ListTables=[Refuse("InternalServerError", "later", 500, x_amz_retry_after="1500"), {"TableNames": []}])
    began = time.monotonic()
    assert quondam("tables").code == OK and time.monotonic() - began >= 1.5
    assert len(server.sent("ListTables")) == 2


@pytest.mark.parametrize("refused", [Refuse("ValidationException", "wrong"), Refuse("AccessDeniedException", "no")], ids=names)
def test_what_does_not_pass_is_not_tried_again(scripted, refused):
    server, quondam = scripted(ListTables=[refused])
    assert quondam("tables").code == FAILED
    assert len(server.sent("ListTables")) == 1


@pytest.mark.parametrize("refused", THROTTLED, ids=names)
def test_writing_is_tried_again_where_nothing_was_done(scripted, refused):
    """A request that was throttled did nothing: it may be sent again, whatever it asks for."""
    server, quondam = scripted(CreateRestorePoint=[refused, {"RestorePoint": {"Name": "p", "Time": "2026-11-22T19:00:00Z"}}])
    done = quondam("points", "create", "p")
    assert (done.code, len(server.sent("CreateRestorePoint"))) == (OK, 2), done.err


@pytest.mark.parametrize("refused", FAULTS, ids=names)
def test_writing_is_not_tried_again_where_nobody_knows(scripted, refused):
    server, quondam = scripted(CreateRestorePoint=[refused])
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
