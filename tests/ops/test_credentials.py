"""As whom the commands speak: what AWS's tools find in environment, files, containers and instances, in their order (AWS SDKs and Tools
Reference Guide, "Standardized credential providers"; botocore's credential resolver)."""

import contextlib
import re
import sys
import time

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from support.commands import FAILED, OK, USAGE, Commands
from support.lender import Lender, expiration, lent, not_allowed, of_role
from support.moto import MotoServer
from support.scripted import ScriptedServer

pytestmark = pytest.mark.own_server

ROLE = "arn:aws:iam::123456789012:role/operator"
ROLES = "/latest/meta-data/iam/security-credentials/"
TOKEN = "/latest/api/token"


@pytest.fixture
def server():
    with ScriptedServer(ListTables=[{"TableNames": []}]) as running:
        yield running


@pytest.fixture
def lender():
    """lender({"GET /path": answer}) answers a running Lender."""
    with contextlib.ExitStack() as running:
        yield lambda answers: running.enter_context(Lender(answers))


@pytest.fixture
def config(tmp_path):
    """config(text) writes a configuration file, and answers the variable that names it."""

    def write(text: str, name: str = "config") -> dict:
        (tmp_path / name).write_text(text)
        return {"AWS_CONFIG_FILE" if name == "config" else "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / name)}

    return write


def key_of(headers: dict) -> str:
    return re.search(r"Credential=([^/]+)/", headers["Authorization"])[1]


def key_used(server: ScriptedServer, *arguments: str, **variables: str) -> str:
    """The access key that `quondam tables` signs with."""
    done = Commands(server.endpoint, **variables)("tables", *arguments)
    assert done.code == OK, done.err
    return key_of(server.headers[-1])


# ---- containers ----


def test_container(server, lender):
    """AWS_CONTAINER_CREDENTIALS_FULL_URI, with a token of the environment; the session token is sent along."""
    agent = lender({"GET /role?id=1": lent("CONTAINER")})
    uri = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{agent.url}/role?id=1"}
    assert key_used(server, **uri) == "CONTAINER"
    assert server.headers[-1]["X-Amz-Security-Token"] == "token of CONTAINER"
    assert "authorization" not in agent.requests[0].headers
    key_used(server, **uri, AWS_CONTAINER_AUTHORIZATION_TOKEN="Basic abc")
    assert agent.requests[1].headers["authorization"] == "Basic abc"


def test_container_token_file(server, lender, tmp_path):
    """AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE before AWS_CONTAINER_AUTHORIZATION_TOKEN; a token is one line."""
    agent = lender({"GET /": lent("CONTAINER")})
    file = tmp_path / "token"
    file.write_text("of-the-file")
    variables = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{agent.url}/", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "of-the-environment",
                 "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(file)}
    key_used(server, **variables)
    assert agent.requests[-1].headers["authorization"] == "of-the-file"
    file.write_text("a\r\nX-Other: b")
    done = Commands(server.endpoint, **variables)("tables")
    assert done.code == FAILED and "more than one line" in done.err and len(agent.requests) == 1


def test_container_tries_three_times_and_is_the_last_word(server, lender):
    agent = lender({"GET /": [(500, "busy"), (500, "busy"), lent("CONTAINER")]})
    assert key_used(server, AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{agent.url}/") == "CONTAINER"
    agent = lender({"GET /": (500, "broken")})
    done = Commands(server.endpoint, AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{agent.url}/")("tables")
    assert done.code == FAILED and "status 500: broken" in done.err and "AWS_CONTAINER_CREDENTIALS_FULL_URI" in done.err
    assert len(agent.requests) == 3


def test_container_only_where_nobody_listens(server):
    done = Commands(server.endpoint, AWS_CONTAINER_CREDENTIALS_FULL_URI="http://agent.example/")("tables")
    assert done.code == FAILED and "agent.example" in done.err and "https" in done.err


# ---- instances ----


class Proxied(ScriptedServer):
    """Stands for an endpoint elsewhere: the commands reach it as a proxy, whatever host is named."""

    elsewhere = "http://dynamodb.example"

    def commands(self, **variables: str) -> Commands:
        return Commands(self.elsewhere, http_proxy=self.endpoint, **variables)


@pytest.fixture
def elsewhere():
    with Proxied(ListTables=[{"TableNames": []}]) as running:
        yield running


def test_instance(elsewhere, lender):
    """Version 2 of the metadata service: a token first, then the role's name and its credentials with it; never through the proxy."""
    metadata = lender({f"PUT {TOKEN}": (200, "a-token"), f"GET {ROLES}": (200, "operator"), f"GET {ROLES}operator": lent("INSTANCE")})
    done = elsewhere.commands(AWS_EC2_METADATA_SERVICE_ENDPOINT=metadata.url + "/")("tables")
    assert done.code == OK, done.err
    assert key_of(elsewhere.headers[-1]) == "INSTANCE"
    token, *others = metadata.requests
    assert token.headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600" and token.body == b"" and "content-type" not in token.headers
    assert [request.path for request in others] == [ROLES, ROLES + "operator"], "the region is not asked for"
    assert all(request.headers["x-aws-ec2-metadata-token"] == "a-token" for request in others)


def test_instance_without_tokens(elsewhere, lender):
    """Where the service knows no tokens it is asked without, unless AWS_EC2_METADATA_V1_DISABLED."""
    metadata = lender({f"GET {ROLES}": (200, "operator"), f"GET {ROLES}operator": lent("INSTANCE")})
    variables = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata.url}
    assert elsewhere.commands(**variables)("tables").code == OK
    assert "x-aws-ec2-metadata-token" not in metadata.requests[-1].headers
    done = elsewhere.commands(**variables, AWS_EC2_METADATA_V1_DISABLED="true")("tables")
    assert done.code == FAILED and "there are no credentials" in done.err
    assert metadata.sent()[3:] == [f"PUT {TOKEN}"]


def test_instance_is_the_last_place(elsewhere, lender, config):
    """A key of the environment or of a file, and AWS_EC2_METADATA_DISABLED, leave the service alone; so does a role that is not there."""
    metadata = lender({f"PUT {TOKEN}": (200, "a-token")})
    variables = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata.url}
    assert elsewhere.commands(**variables, AWS_ACCESS_KEY_ID="A", AWS_SECRET_ACCESS_KEY="s")("tables").code == OK
    files = config("[default]\naws_access_key_id = B\naws_secret_access_key = s\n")
    assert elsewhere.commands(**variables, **files)("tables").code == OK
    done = elsewhere.commands(**variables, AWS_EC2_METADATA_DISABLED="TRUE")("tables")
    assert done.code == FAILED and "there are no credentials" in done.err
    assert metadata.requests == []
    assert elsewhere.commands(**variables)("tables").code == FAILED
    assert metadata.sent() == [f"PUT {TOKEN}", f"GET {ROLES}"]


def test_instance_that_is_not_there_is_given_up_soon(elsewhere):
    began = time.monotonic()
    done = elsewhere.commands(AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.1:1")("tables")
    assert done.code == FAILED and "AWS_ACCESS_KEY_ID" in done.err and time.monotonic() - began < 10


def test_a_server_of_this_machine_asks_no_instance(server, lender):
    """Any key will do there: the metadata service is never contacted."""
    metadata = lender({f"PUT {TOKEN}": (200, "a-token"), f"GET {ROLES}": (200, "operator"), f"GET {ROLES}operator": lent("INSTANCE")})
    assert key_used(server, AWS_EC2_METADATA_SERVICE_ENDPOINT=metadata.url) == "quondam"
    assert metadata.requests == []


def test_instance_with_late_credentials(elsewhere, lender):
    """Credentials that have expired are used as they are while the service is late with new ones (static stability)."""
    metadata = lender({f"PUT {TOKEN}": (200, "t"), f"GET {ROLES}": (200, "operator"), f"GET {ROLES}operator": lent("LATE", seconds=-60)})
    done = elsewhere.commands(AWS_EC2_METADATA_SERVICE_ENDPOINT=metadata.url)("tables")
    assert done.code == OK and key_of(elsewhere.headers[-1]) == "LATE", done.err


# ---- processes ----


def process_of(tmp_path, body: str) -> str:
    """A credential_process whose name has a blank."""
    program = tmp_path / "my program.py"
    program.write_text(f"import json, sys\n{body}\n")
    return f'{sys.executable} "{program}" one'


def test_process(server, config, tmp_path):
    """credential_process: Version 1, without a shell; a key of the credentials file comes first, one of the configuration file after it."""
    printed = {"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": expiration()}
    process = process_of(tmp_path, f"assert sys.argv[1:] == ['one']\nprint(json.dumps({printed}))")
    files = config(f"[profile p]\ncredential_process = {process}\naws_access_key_id = CONFIG\naws_secret_access_key = s\n")
    assert key_used(server, "--profile", "p", **files) == "PROCESS"
    assert server.headers[-1]["X-Amz-Security-Token"] == "t"
    files |= config("[p]\naws_access_key_id = FILE\naws_secret_access_key = s\n", "credentials")
    assert key_used(server, "--profile", "p", **files) == "FILE"


@pytest.mark.parametrize(("body", "says"), [
    ("sys.exit('locked')", "failed: locked"),
    ("print('{}')", "AccessKeyId"),
    ("print('no')", "JSON"),
    ("print(json.dumps({'Version': 2, 'AccessKeyId': 'A', 'SecretAccessKey': 's'}))", "Version 1"),
])
def test_process_that_fails(server, config, tmp_path, body, says):
    """What it says on standard error is passed on, and nothing that it prints."""
    files = config(f"[profile p]\ncredential_process = {process_of(tmp_path, body)}\n")
    done = Commands(server.endpoint, **files)("tables", "--profile", "p")
    assert done.code == FAILED and says in done.err and "credential_process" in done.err and done.out == ""


def test_process_that_is_not_there(server, config):
    files = config("[profile p]\ncredential_process = /nowhere/at-all\n")
    done = Commands(server.endpoint, **files)("tables", "--profile", "p")
    assert done.code == FAILED and "/nowhere/at-all cannot be run" in done.err


# ---- roles ----

KEYS = "[profile keys]\naws_access_key_id = SOURCE\naws_secret_access_key = s+/=\naws_session_token = u\n"


def signature_of(request, secret: str, token: str | None, url: str, region: str) -> str:
    """What botocore signs such a request with."""
    again = botocore.awsrequest.AWSRequest("POST", url, data=request.body, headers={"Content-Type": request.headers["content-type"]})
    signer = botocore.auth.SigV4Auth(botocore.credentials.Credentials("SOURCE", secret, token), "sts", region)
    again.context["timestamp"] = request.headers["x-amz-date"]
    again.headers["X-Amz-Date"] = request.headers["x-amz-date"]
    if token:
        again.headers["X-Amz-Security-Token"] = token
    return signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)


def test_role(server, lender, config):
    """role_arn and source_profile: AssumeRole, signed by the source's keys, with what the profile says of the role."""
    sts = lender({"POST /": of_role("ROLE")})
    files = config(f"{KEYS}[profile r]\nrole_arn = {ROLE}\nsource_profile = keys\nexternal_id = a b&c\nduration_seconds = 1800\n"
                   "role_session_name = me\nregion = eu-central-1\n")
    assert key_used(server, "--profile", "r", **files, AWS_ENDPOINT_URL_STS=sts.url) == "ROLE"
    assert server.headers[-1]["X-Amz-Security-Token"] == "token of ROLE"
    (request,) = sts.requests
    assert request.form == {"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": ROLE, "RoleSessionName": "me", "ExternalId": "a b&c",
                            "DurationSeconds": "1800"}
    assert "/eu-central-1/sts/aws4_request" in request.headers["authorization"]
    assert request.headers["authorization"].endswith(signature_of(request, "s+/=", "u", sts.url + "/", "eu-central-1"))


def test_role_comes_after_the_environment(server, lender, config):
    """Keys of the environment come first, unless --profile names the role; AWS_PROFILE does not."""
    sts = lender({"POST /": of_role("ROLE")})
    variables = {**config(f"{KEYS}[profile r]\nrole_arn = {ROLE}\nsource_profile = keys\naws_access_key_id = NEVER\naws_secret_access_key = s\n"),
                 "AWS_ENDPOINT_URL_STS": sts.url, "AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "s"}
    assert key_used(server, **variables, AWS_PROFILE="r") == "ENVIRONMENT"
    assert key_used(server, "--profile", "r", **variables) == "ROLE"


def test_role_of_a_role(server, lender, config):
    """A source profile may name a role itself."""
    sts = lender({"POST /": [of_role("FIRST"), of_role("SECOND")]})
    files = config(f"{KEYS}[profile a]\nrole_arn = {ROLE}1\nsource_profile = keys\n[profile b]\nrole_arn = {ROLE}2\nsource_profile = a\n")
    assert key_used(server, "--profile", "b", **files, AWS_ENDPOINT_URL_STS=sts.url) == "SECOND"
    assert [(request.form["RoleArn"], key_of({"Authorization": request.headers["authorization"]})) for request in sts.requests] == [
        (f"{ROLE}1", "SOURCE"), (f"{ROLE}2", "FIRST")]


@pytest.mark.parametrize("source", ["Environment", "EcsContainer", "Ec2InstanceMetadata"])
def test_role_by_a_credential_source(server, lender, config, source):
    sts = lender({"POST /": of_role("ROLE"), "GET /": lent("EcsContainer"), f"PUT {TOKEN}": (200, "t"), f"GET {ROLES}": (200, "operator"),
                  f"GET {ROLES}operator": lent("Ec2InstanceMetadata")})
    files = config(f"[profile r]\nrole_arn = {ROLE}\ncredential_source = {source}\n")
    key = key_used(server, "--profile", "r", **files, AWS_ENDPOINT_URL_STS=sts.url, AWS_ACCESS_KEY_ID="Environment", AWS_SECRET_ACCESS_KEY="s",
                   AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{sts.url}/", AWS_EC2_METADATA_SERVICE_ENDPOINT=sts.url)
    assert (key, key_of({"Authorization": sts.requests[-1].headers["authorization"]})) == ("ROLE", source)


def test_role_that_is_not_given(server, lender, config):
    """An error of STS is passed on; what passes is tried again, three times in all."""
    files = config(f"{KEYS}[profile r]\nrole_arn = {ROLE}\nsource_profile = keys\n")
    sts = lender({"POST /": not_allowed()})
    done = Commands(server.endpoint, **files, AWS_ENDPOINT_URL_STS=sts.url)("tables", "--profile", "r")
    assert done.code == FAILED and "AccessDenied: no & no" in done.err and ROLE in done.err and len(sts.requests) == 1
    sts = lender({"POST /": [not_allowed("Throttling", 400), not_allowed("ServiceUnavailable", 503), of_role("ROLE")]})
    assert key_used(server, "--profile", "r", **files, AWS_ENDPOINT_URL_STS=sts.url) == "ROLE"
    sts = lender({"POST /": not_allowed("ServiceUnavailable", 503)})
    done = Commands(server.endpoint, **files, AWS_ENDPOINT_URL_STS=sts.url)("tables", "--profile", "r")
    assert done.code == FAILED and len(sts.requests) == 3


def test_role_with_a_second_factor(server, lender, config):
    """mfa_serial: the code is asked for on the terminal, and shown nowhere; without one the message says what to do."""
    sts = lender({"POST /": of_role("ROLE")})
    files = config(f"{KEYS}[profile r]\nrole_arn = {ROLE}\nsource_profile = keys\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n")
    commands = Commands(server.endpoint, **files, AWS_ENDPOINT_URL_STS=sts.url)
    done = commands.on_terminal("tables", "--profile", "r", typed="123456\n")
    assert done.code == OK and "Enter MFA code for arn:aws:iam::123456789012:mfa/me: " in done.out
    assert sts.requests[0].form["SerialNumber"] == "arn:aws:iam::123456789012:mfa/me" and sts.requests[0].form["TokenCode"] == "123456"
    done = commands("tables", "--profile", "r")
    assert done.code == FAILED and "export-credentials" in done.err and len(sts.requests) == 1


def test_role_where_the_service_is_configured(server, lender, config):
    """The profile's services section and endpoint_url name STS too, as AWS's tools have it."""
    sts = lender({"POST /": of_role("ROLE")})
    files = config(f"{KEYS}[profile r]\nrole_arn = {ROLE}\nsource_profile = keys\nservices = s\n[services s]\nsts =\n  endpoint_url = {sts.url}\n")
    done = Commands(None, **files, AWS_ENDPOINT_URL_DYNAMODB=server.endpoint)("tables", "--profile", "r")
    assert done.code == OK and len(sts.requests) == 1, done.err


def test_web_identity(server, lender, tmp_path, config):
    """AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or the profile's: not signed, and before the profile's keys."""
    sts = lender({"POST /": of_role("WEB", "AssumeRoleWithWebIdentity")})
    (tmp_path / "token").write_text("a.b.c")
    variables = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"), "AWS_ROLE_ARN": ROLE, "AWS_ROLE_SESSION_NAME": "me",
                 "AWS_ENDPOINT_URL_STS": sts.url}
    files = config("[default]\naws_access_key_id = NEVER\naws_secret_access_key = s\n")
    assert key_used(server, **variables, **files) == "WEB"
    (request,) = sts.requests
    assert request.form == {"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": ROLE, "RoleSessionName": "me",
                            "WebIdentityToken": "a.b.c"}
    assert "authorization" not in request.headers
    files = config(f"[profile w]\nrole_arn = {ROLE}\nweb_identity_token_file = {tmp_path / 'token'}\n")
    assert key_used(server, "--profile", "w", **files, AWS_ENDPOINT_URL_STS=sts.url) == "WEB"


def test_role_of_another_implementation(server, config):
    """moto's STS lends what these commands then sign with."""
    files = config(f"{KEYS}[profile r]\nrole_arn = {ROLE}\nsource_profile = keys\n")
    with MotoServer() as moto:
        key = key_used(server, "--profile", "r", **files, AWS_ENDPOINT_URL_STS=moto.endpoint)
    assert key.startswith("ASIA")


# ---- time ----


def test_credentials_that_end_meanwhile(lender):
    """Between two requests of one command the first credentials expire: the second is signed with the next ones."""
    first_end = time.time() + 2
    agent = lender({"GET /": [lent("FIRST", seconds=2), lent("SECOND")]})

    def page_of_later(_):
        while time.time() <= first_end + 0.1:
            time.sleep(0.05)
        return {"TableNames": [], "LastEvaluatedTableName": "t"}

    with ScriptedServer(ListTables=[page_of_later, {"TableNames": []}]) as server:
        done = Commands(server.endpoint, AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{agent.url}/")("tables")
        assert done.code == OK, done.err
        keys = [key_of(headers) for headers in server.headers]
    assert (keys[0], keys[-1]) == ("FIRST", "SECOND") and len(agent.requests) == 2


def test_an_environment_that_has_ended(server):
    """AWS_CREDENTIAL_EXPIRATION, which `aws configure export-credentials` prints."""
    variables = {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
    assert key_used(server, **variables, AWS_CREDENTIAL_EXPIRATION=expiration()) == "A"
    done = Commands(server.endpoint, **variables, AWS_CREDENTIAL_EXPIRATION=expiration(-1))("tables")
    assert done.code == FAILED and "expired" in done.err
    assert len(server.headers) == 1


# ---- AWS itself ----


def test_aws_is_said_in_one_word(lender):
    """--aws: the region's own endpoint, over https, whatever else is configured."""
    proxy = lender({})
    commands = Commands("http://127.0.0.1:1", https_proxy=proxy.url, AWS_ACCESS_KEY_ID="A", AWS_SECRET_ACCESS_KEY="s", AWS_MAX_ATTEMPTS="1")
    done = commands("tables", "--aws", "--region", "eu-central-1")
    assert done.code == FAILED and "https://dynamodb.eu-central-1.amazonaws.com (--aws)" in done.err
    assert set(proxy.sent()) == {"CONNECT dynamodb.eu-central-1.amazonaws.com:443"}
    done = commands("tables", "--aws")
    assert done.code == USAGE and "--region" in done.err
    assert commands("tables", "--aws", "--endpoint-url", "http://127.0.0.1:1").code == USAGE
