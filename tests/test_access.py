"""Who comes in: access keys from a file, signatures verified as AWS does (IAM user guide, "Signature Version 4"; the order of the checks
and their texts as noted from AWS in dynalite's index.js), and the rule for listening of the design's section 5."""

import datetime
import hashlib
import json
import os
import random
import socket
import subprocess
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from support import access, api, expect
from support.access import KEY_ID, SECRET
from support.clock import until
from support.server import Server, binary

pytestmark = pytest.mark.own_server

TOKEN = "FwoGZXIvYXdzE//token+with=odd/characters=="
TEMPORARY_ID, TEMPORARY_SECRET = "ASIAQUONDAMTEST", "temporary"
PERMANENT = botocore.credentials.Credentials(KEY_ID, SECRET)
TEMPORARY = botocore.credentials.Credentials(TEMPORARY_ID, TEMPORARY_SECRET, TOKEN)
PROFILES = access.profile("default", KEY_ID, SECRET) + access.profile("temporary", TEMPORARY_ID, TEMPORARY_SECRET, TOKEN)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A server that wants one of two keys."""
    file = access.write_private(tmp_path_factory.mktemp("access") / "credentials", PROFILES)
    with Server(None, "--credentials", str(file)) as server:
        yield server


@pytest.fixture(scope="module")
def guarded_raw(guarded):
    return api.RawApi(guarded.endpoint)


def send(raw: api.RawApi, headers: dict, body: bytes = b"{}", path: str = "/") -> api.Answer:
    return raw.request("POST", path, body, headers)


def start_fails(*arguments: str) -> str:
    """What a server that does not start says."""
    done = subprocess.run([binary(), "serve", "--ephemeral", "--listen", "127.0.0.1:0", *arguments],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


@pytest.fixture
def at(monkeypatch):
    """Has botocore sign at another moment: at(minutes=-20)."""
    real = botocore.auth.get_current_datetime

    def shift(**by):
        monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *a, **k: real(*a, **k) + datetime.timedelta(**by))

    return shift


# ---- signatures ----

def test_a_known_key_comes_in(guarded):
    """IAM user guide, Signature Version 4: a request signed with a key that is known is served, through boto3 as it is."""
    assert access.client(guarded.endpoint).list_tables()["TableNames"] == []


def test_requests_for_other_regions_are_served(guarded):
    """Design, section 5: requests signed for another region are served."""
    for region in ("eu-central-1", "ap-southeast-2", "mars"):
        assert access.client(guarded.endpoint, region=region).list_tables()["TableNames"] == []


def test_an_unknown_key_is_refused(guarded):
    """dynalite's notes from AWS: UnrecognizedClientException for a key id that nobody has."""
    with expect.refused("UnrecognizedClientException", "The security token included in the request is invalid."):
        access.client(guarded.endpoint, key_id="AKIDNOBODY").list_tables()


def test_a_wrong_secret_is_refused(guarded):
    """dynalite's notes from AWS: InvalidSignatureException when the secret is another."""
    with expect.refused("InvalidSignatureException", matching="^The request signature we calculated does not match the signature you provided. "):
        access.client(guarded.endpoint, secret=SECRET + "x").list_tables()


def test_a_request_without_a_signature_is_refused(guarded_raw):
    """dynalite's suite: MissingAuthenticationTokenException."""
    answer = send(guarded_raw, {"Content-Type": api.CONTENT_TYPE, "X-Amz-Target": "DynamoDB_20120810.ListTables"})
    assert (answer.status, answer.error, answer.message) == (400, "MissingAuthenticationTokenException", "Request is missing Authentication Token")


def test_session_tokens(guarded):
    """IAM user guide, "Request temporary security credentials": such a key is good with its token only, and a token with its key only."""
    assert access.client(guarded.endpoint, TEMPORARY_ID, TEMPORARY_SECRET, TOKEN).list_tables()["TableNames"] == []
    for key_id, secret, token in ((TEMPORARY_ID, TEMPORARY_SECRET, None), (TEMPORARY_ID, TEMPORARY_SECRET, TOKEN + "x"), (KEY_ID, SECRET, TOKEN)):
        with expect.refused("UnrecognizedClientException", "The security token included in the request is invalid"):
            access.client(guarded.endpoint, key_id, secret, token).list_tables()


@pytest.mark.parametrize("minutes, text", [
    (-20, r"^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$"),
    (20, r"^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 15 min\.\)$")])
def test_clocks_that_differ_too_much(guarded, at, minutes, text):
    """IAM user guide, "Troubleshoot signed requests", and dynalite's notes: 15 minutes, either way."""
    at(minutes=minutes)
    with expect.refused("InvalidSignatureException", matching=text):
        access.client(guarded.endpoint).list_tables()


@pytest.mark.parametrize("minutes", [-10, 10])
def test_clocks_that_differ_a_little(guarded, at, minutes):
    """The same: less than 15 minutes are forgiven."""
    at(minutes=minutes)
    assert access.client(guarded.endpoint).list_tables()["TableNames"] == []


def test_the_scope_names_dynamodb(guarded_raw):
    """IAM user guide, "Troubleshoot signed requests": a signature for another service is refused."""
    answer = send(guarded_raw, access.signed_headers(guarded_raw.endpoint, "ListTables", b"{}", service="s3"))
    assert (answer.error, answer.message) == ("InvalidSignatureException", "Credential should be scoped to correct service: 'dynamodb'. ")


def test_what_was_signed_cannot_be_changed(guarded_raw):
    """IAM user guide, Signature Version 4: the signature covers method, path, query, signed headers and body."""
    headers = access.signed_headers(guarded_raw.endpoint, "ListTables", b"{}")
    assert send(guarded_raw, headers).status == 200
    for answer in (send(guarded_raw, headers, b'{"Limit":1}'), send(guarded_raw, headers, path="/?a=b"), send(guarded_raw, headers, path="/x"),
                   send(guarded_raw, {**headers, "X-Amz-Target": "DynamoDB_20120810.DescribeTable"}),
                   send(guarded_raw, {**headers, "X-Amz-Date": headers["X-Amz-Date"][:-2] + "0Z"}) if headers["X-Amz-Date"][-2] != "0" else None):
        assert answer is None or answer.error == "InvalidSignatureException"


def test_amazons_headers_must_be_signed(guarded_raw):
    """IAM user guide, "Create a canonical request": Host and every x-amz-* header that is present have to be signed."""
    headers = access.signed_headers(guarded_raw.endpoint, "ListTables", b"{}")
    answer = send(guarded_raw, {**headers, "X-Amz-Surprise": "1"})
    assert (answer.error, answer.message) == ("InvalidSignatureException", "'X-Amz-Surprise' must be a 'SignedHeader' in the AWS Authorization.")
    without_host = {**headers, "Authorization": headers["Authorization"].replace("content-type;host;", "content-type;")}
    assert send(guarded_raw, without_host).message == "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    # What proxies add means nothing here.
    assert send(guarded_raw, {**headers, "x-amzn-trace-id": "Root=1", "X-Forwarded-For": "10.0.0.1"}).status == 200


def test_the_bodys_hash_is_computed_not_believed(guarded_raw):
    """API reference of Signature Version 4: x-amz-content-sha256 names the body's hash; UNSIGNED-PAYLOAD, which would leave the body open to
    change, is not accepted."""
    right, wrong = hashlib.sha256(b"{}").hexdigest(), hashlib.sha256(b"{ }").hexdigest()
    for named, error in ((right, None), (wrong, "InvalidSignatureException"), ("UNSIGNED-PAYLOAD", "InvalidSignatureException")):
        headers = access.signed_headers(guarded_raw.endpoint, "ListTables", b"{}", more={"X-Amz-Content-SHA256": named})
        answer = send(guarded_raw, headers)
        assert "TableNames" in answer.json if error is None else answer.error == error


def test_the_order_of_checks(guarded_raw):
    """dynalite's suite: JSON before the operation's name, the name before the signature."""
    unsigned = {"Content-Type": api.CONTENT_TYPE}
    assert send(guarded_raw, unsigned, b"{").error == "SerializationException"
    assert send(guarded_raw, unsigned).error == "UnknownOperationException"
    assert send(guarded_raw, {**unsigned, "X-Amz-Target": "DynamoDB_20120810.ListTables"}).error == "MissingAuthenticationTokenException"
    # And the signature before the request's shape.
    headers = access.signed_headers(guarded_raw.endpoint, "ListTables", b'{"Limit":"x"}', secret="wrong")
    assert send(guarded_raw, headers, b'{"Limit":"x"}').error == "InvalidSignatureException"


def test_presigned_requests(guarded_raw):
    """IAM user guide, "Signature Version 4 request": the signature may stand in the query, good for X-Amz-Expires seconds."""
    path, headers = access.presigned(guarded_raw.endpoint, "ListTables", b"{}", 3600, PERMANENT)
    assert send(guarded_raw, headers, path=path).status == 200
    assert send(guarded_raw, headers, path=path.replace("=3600", "=3601")).error == "InvalidSignatureException"
    assert send(guarded_raw, headers, b"{ }", path=path).error == "InvalidSignatureException"
    path, headers = access.presigned(guarded_raw.endpoint, "ListTables", b"{}", 3600, TEMPORARY)
    assert send(guarded_raw, headers, path=path).status == 200


def test_a_presigned_request_expires(guarded_raw, at):
    """IAM user guide: X-Amz-Expires, counted from X-Amz-Date."""
    at(minutes=-120)
    path, headers = access.presigned(guarded_raw.endpoint, "ListTables", b"{}", 4 * 3600, PERMANENT)
    assert send(guarded_raw, headers, path=path).status == 200
    path, headers = access.presigned(guarded_raw.endpoint, "ListTables", b"{}", 3600, PERMANENT)
    answer = send(guarded_raw, headers, path=path)
    assert answer.error == "InvalidSignatureException" and answer.message.startswith("Signature expired: ")


# ---- botocore's signer, over random requests ----

def random_text(choice: random.Random, alphabet: str, most: int) -> str:
    return "".join(choice.choice(alphabet) for _ in range(choice.randint(0, most)))


def random_request(choice: random.Random, endpoint: str) -> botocore.awsrequest.AWSRequest:
    words = "abcXYZ019-._~ /%+&=?#$@:,;!*'()é"
    path = "/".join([""] + [urllib.parse.quote(random_text(choice, words + "/", 8), safe="") for _ in range(choice.randint(0, 3))]) or "/"
    path += choice.choice(["", "/", "/.", "/../x", "//y", "/%2e"]) if choice.random() < 0.3 else ""
    query = [(random_text(choice, words, 6) or "a", random_text(choice, words, 10)) for _ in range(choice.choice([0, 0, 1, 3]))]
    encoded = "&".join(f"{urllib.parse.quote(name, safe='-_.~')}={urllib.parse.quote(value, safe='-_.~')}" for name, value in query)
    body = b'{"ExclusiveStartTableName":"abc"' + b" " * choice.randint(0, 40) + b"}"
    if choice.random() < 0.1:
        body = body[:-1] + b" " * choice.randint(60_000, 200_000) + b"}"  # the signature is looked at before such a body
    headers = {"Content-Type": api.CONTENT_TYPE, "X-Amz-Target": "DynamoDB_20120810.ListTables"}
    for number in range(choice.randint(0, 4)):
        name = choice.choice(["X-Amz-Meta-", "x-amz-", "X-Odd-", "ACCEPT-"]) + str(number)
        headers[name] = random_text(choice, " \tab,;=\"  ", 20).strip() + choice.choice(["", "  x   y ", "\tz"])
    if choice.random() < 0.2:
        headers["Date"] = "is written by botocore"
    if choice.random() < 0.2:
        headers["Accept-Encoding"] = "identity"
    return botocore.awsrequest.AWSRequest("POST", endpoint + path + (f"?{encoded}" if encoded else ""), data=body, headers=headers)


def as_bytes(request: botocore.awsrequest.AWSRequest, host: str, choice: random.Random) -> bytes:
    """As it goes over the wire: with more space around values than was signed."""
    split = urllib.parse.urlsplit(request.url)
    target = split.path + (f"?{split.query}" if split.query else "")
    lines = [f"POST {target} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(request.data)}", "Connection: close"]
    for name, value in request.headers.items():
        name = choice.choice([name, name.lower(), name.upper()])
        lines.append(f"{name}:{' ' * choice.randint(0, 3)}{value}{' ' * choice.randint(0, 2)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + request.data


def exchange(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(data)
        return b"".join(iter(lambda: connection.recv(65536), b""))


# For who it is, what it says of itself, and what it has signed.
REFUSALS = (b"InvalidSignatureException", b"IncompleteSignatureException", b"UnrecognizedClientException", b"MissingAuthenticationTokenException")


def with_one_byte_changed(data: bytes, choice: random.Random) -> bytes:
    """In what is signed, wherever it is: the path, the query, the value of a header, the body, or the signature itself. Letters and digits
    become others, so that the request stays one, and what it says becomes something else (no segment is touched that ".." takes away)."""
    head, _, _ = data.partition(b"\r\n\r\n")
    target = (data.index(b" ") + 1, data.index(b" HTTP/1.1"))
    spans = [(len(head) + 4, len(data))] + ([] if b"/.." in data[slice(*target)] else [target] * 2)
    at = 0
    for line in head.split(b"\r\n"):
        name = line.partition(b":")[0].decode().lower()
        if name.startswith(("x-amz-", "x-odd-")) and name != "x-amz-target":
            spans += [(at + len(name) + 1, at + len(line))] * 2
        at += len(line) + 2
    signature = data.index(b"Signature=", data.index(b"Credential=")) + len(b"Signature=")
    spans.append((signature, signature + 64))
    places = []
    while not places:
        begin, end = choice.choice(spans)
        places = [place for place in range(begin, end) if data[place:place + 1].isalnum() and not part_of_an_escape(data, place)]
    place = choice.choice(places)
    old = data[place:place + 1]
    new = choice.choice([letter for letter in "0123456789abcdef" if letter != old.decode().lower()]).encode()
    return data[:place] + new + data[place + 1:]


def part_of_an_escape(data: bytes, place: int) -> bool:
    """%2e is a dot, which a path loses."""
    return data[place - 1:place] == b"%" or data[place - 2:place - 1] == b"%"


def test_botocore_signs_what_the_server_verifies(guarded):
    """IAM user guide, Signature Version 4, as botocore computes it: over random paths, queries, headers with odd spacing, bodies, tokens
    and both forms of the date, its signature is good; with one digit of it changed, or one byte of what is signed, it is not."""
    seed = int(os.environ.get("QUONDAM_SEED") or random.SystemRandom().getrandbits(32))
    print(f"seed {seed}; repeat with QUONDAM_SEED={seed}")
    choice = random.Random(seed)
    for number in range(300):
        request = random_request(choice, guarded.endpoint)
        found, region, body = choice.choice([PERMANENT, PERMANENT, TEMPORARY]), choice.choice(["us-east-1", "eu-west-3"]), request.data
        if choice.random() < 0.2 and "Date" not in request.headers:
            request.data = None  # access.Presigner says why
            access.Presigner(found, region, body, 600).add_auth(request)
            request.data = body
        else:
            botocore.auth.SigV4Auth(found, "dynamodb", region).add_auth(request)
        data = as_bytes(request, guarded.endpoint.removeprefix("http://"), choice)
        answer = exchange(guarded.port, data)
        assert answer.startswith(b"HTTP/1.1 200 "), f"seed {seed}, request {number}:\n{data[:2000]!r}\n{answer!r}"
        at = data.index(b"Signature=", data.index(b"Credential=")) + len(b"Signature=") + choice.randrange(64)
        wrong = data[:at] + (b"0" if data[at:at + 1] != b"0" else b"1") + data[at + 1:]
        answer = exchange(guarded.port, wrong)
        assert b"InvalidSignatureException" in answer, f"seed {seed}, request {number}:\n{wrong[:2000]!r}\n{answer!r}"
        wrong = with_one_byte_changed(data, choice)
        answer = exchange(guarded.port, wrong)
        assert any(refusal in answer for refusal in REFUSALS), f"seed {seed}, request {number}:\n{wrong[:2000]!r}\n{answer!r}"


# ---- large bodies of strangers ----

def head_of(raw: api.RawApi, *, length: int, expect_continue: bool, **signing) -> bytes:
    headers = access.signed_headers(raw.endpoint, "PutItem", b"", **signing)
    lines = [f"Host: {raw.host}:{raw.port}", f"Content-Length: {length}"] + (["Expect: 100-continue"] if expect_continue else [])
    return "\r\n".join(["POST / HTTP/1.1", *lines, *(f"{name}: {value}" for name, value in headers.items())]).encode() + b"\r\n\r\n"


@pytest.mark.parametrize("length, expect_continue", [(100_000, False), (10, True), (16 * 1024 * 1024, True)])
def test_strangers_are_refused_before_their_body(guarded_raw, length, expect_continue):
    """Issue: a body is not awaited from who has no key: large ones, and those that ask first (RFC 9110, section 10.1.1), get their answer
    while it has not been sent."""
    head = head_of(guarded_raw, length=length, expect_continue=expect_continue, key_id="AKIDNOBODY")
    with socket.create_connection((guarded_raw.host, guarded_raw.port), timeout=60) as connection:
        connection.sendall(head)
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 400 ") and b"UnrecognizedClientException" in answer and b"Connection: close" in answer


def test_who_has_a_key_is_told_to_continue(guarded_raw):
    """RFC 9110, section 10.1.1: 100 Continue, then the answer."""
    body = b'{"TableName":"no-such-table","Item":{}}'
    headers = access.signed_headers(guarded_raw.endpoint, "PutItem", body)
    lines = [f"Host: {guarded_raw.host}:{guarded_raw.port}", f"Content-Length: {len(body)}", "Expect: 100-continue", "Connection: close"]
    head = "\r\n".join(["POST / HTTP/1.1", *lines, *(f"{name}: {value}" for name, value in headers.items())]).encode() + b"\r\n\r\n"
    with socket.create_connection((guarded_raw.host, guarded_raw.port), timeout=60) as connection:
        connection.sendall(head)
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"ResourceNotFoundException" in answer


# ---- the file ----

@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_file_that_others_may_read_is_refused(tmp_path, mode):
    """Issue: the server does not start with secrets that others may read, and says what to do."""
    file = access.write_private(tmp_path / "credentials", PROFILES, mode)
    assert f"chmod 600 {file}" in start_fails("--credentials", str(file))


@pytest.mark.parametrize("text, said", [
    ("", "there is no access key in it"), ("[a]\naws_access_key_id = A\n", "line 2: profile [a] has no aws_secret_access_key"), ("nonsense", "line 1: expected")])
def test_a_file_that_says_nothing_is_refused(tmp_path, text, said):
    """AWS CLI user guide, "Configuration and credential file settings": profiles with both halves of a key."""
    assert said in start_fails("--credentials", str(access.write_private(tmp_path / "credentials", text)))
    assert "cannot read" in start_fails("--credentials", str(tmp_path / "missing"))


@pytest.mark.parametrize("flags", [["--credentials", ""], ["--tls-cert", "", "--tls-key", ""]])
def test_a_flag_that_names_no_file_is_no_open_door(flags):
    """Issue: an empty value, as of a variable that is not set, does not start a server that asks nobody for a key, or speaks in the clear."""
    done = subprocess.run([binary(), "serve", "--ephemeral", "--listen", "127.0.0.1:0", *flags], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0 and "names no file" in done.stdout + done.stderr


def test_keys_are_reloaded(tmp_path):
    """README, "Running it": SIGHUP reads the file anew; a file that cannot be used leaves the old keys, and is said to be wrong."""
    file = access.write_private(tmp_path / "credentials", access.profile("default", KEY_ID, SECRET))
    with Server(None, "--credentials", str(file)) as server:
        first, second = access.client(server.endpoint), access.client(server.endpoint, key_id="AKIDNEW", secret="new")
        first.list_tables()
        with expect.refused("UnrecognizedClientException"):
            second.list_tables()
        for spoil in (lambda: access.write_private(file, "nonsense"), lambda: file.chmod(0o644)):
            spoil()
            said = server.output().count("nothing was reloaded")
            server.hang_up()
            until(lambda said=said: server.output().count("nothing was reloaded") > said)
            first.list_tables()
        access.write_private(file, access.profile("other", "AKIDNEW", "new"))
        server.hang_up()
        until(lambda: "reloaded: 1 access keys" in server.output())
        second.list_tables()
        with expect.refused("UnrecognizedClientException"):
            first.list_tables()
        assert server.stop() == 0


def test_a_hang_up_ends_a_server_that_has_nothing_to_reload():
    """README, "Running it": without files to read anew, SIGHUP ends the server in order."""
    with Server(None) as server:
        server.hang_up()
        until(lambda: not server.is_running())
        assert server.stop() == 0
        assert "ended" in server.output()


def test_secrets_are_not_printed(guarded):
    """Issue: neither secrets nor tokens stand in what the server prints."""
    assert SECRET not in guarded.output() and TEMPORARY_SECRET not in guarded.output().replace("[temporary]", "") and TOKEN not in guarded.output()


# ---- where it listens ----

def answers(port: int, host: str) -> bool:
    body = b"{}"
    headers = access.signed_headers(f"http://{host}", "ListTables", body)
    lines = [f"Host: {host}", f"Content-Length: {len(body)}", "Connection: close", *(f"{name}: {value}" for name, value in headers.items())]
    return b"TableNames" in exchange(port, "\r\n".join(["POST / HTTP/1.1", *lines]).encode() + b"\r\n\r\n" + body)


def test_other_addresses_need_credentials():
    """Design, section 5: any address but loopback needs credentials or --allow-anonymous, and the refusal says so."""
    done = subprocess.run([binary(), "serve", "--ephemeral", "--listen", "0.0.0.0:0"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "--credentials FILE" in done.stderr and "127.0.0.1" in done.stderr and "--allow-anonymous" in done.stderr


@pytest.mark.parametrize("allowed", ["credentials", "anonymous"])
def test_other_addresses_with_them(tmp_path, allowed):
    """Design, section 5: with one of them it listens anywhere, and is called by any name."""
    file = access.write_private(tmp_path / "credentials", PROFILES)
    flags = ["--credentials", str(file)] if allowed == "credentials" else ["--allow-anonymous"]
    process = subprocess.Popen([binary(), "serve", "--ephemeral", "--listen", "0.0.0.0:0", *flags], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        line = process.stdout.readline()
        port = int(line.rpartition(":")[2])
        assert answers(port, "db.example:8000") and answers(port, "localhost")
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_any_name_is_served_with_credentials(guarded):
    """Design, section 5: the rule for Host is for servers without credentials: who has a key needs no name."""
    assert answers(guarded.port, "db.example:8000") and answers(guarded.port, "10.0.0.1")


def test_a_request_signed_for_another_server_is_not_served(guarded_raw):
    """IAM user guide: Host is signed, so a request for one server cannot be sent to another."""
    headers = access.signed_headers("http://other.example", "ListTables", b"{}")
    assert send(guarded_raw, headers).error == "InvalidSignatureException"


def test_browsers_of_other_origins_get_nothing_with_credentials_either(guarded_raw):
    """Design, section 5: other origins get nothing unless --cors-origin names them."""
    headers = access.signed_headers(guarded_raw.endpoint, "ListTables", b"{}")
    answer = send(guarded_raw, {**headers, "Origin": "https://evil.example"})
    assert answer.status == 403 and answer.body == b"" and not any(name.lower().startswith("access-control") for name in answer.headers)


def test_contradictions_are_refused(tmp_path):
    """README, "Running it": --credentials and --allow-anonymous contradict each other."""
    file = access.write_private(tmp_path / "credentials", PROFILES)
    assert "contradict" in start_fails("--credentials", str(file), "--allow-anonymous")


def test_without_credentials_any_signature_will_do(endpoint):
    """Design, section 5: accepts any signature, as local emulators do, also one that is years old."""
    headers = access.signed_headers(endpoint, "ListTables", b"{}", key_id="whoever", secret="whatever")
    headers["X-Amz-Date"] = "20010101T000000Z"
    answer = api.RawApi(endpoint).request("POST", "/", b"{}", headers)
    assert answer.status == 200 and "TableNames" in json.loads(answer.body)
