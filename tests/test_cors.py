"""Browsers: `--cors-origin` (README, "Running it"). The headers are those of DynamoDB, as ScyllaDB's test/alternator/test_cors.py and
dynalite's suite recorded them; without the flag none is ever sent (design, section 5)."""

import subprocess

import pytest
from support import access, api
from support.server import Server, binary

pytestmark = pytest.mark.own_server

ORIGIN, OTHER = "https://console.example", "http://localhost:3000"


@pytest.fixture(scope="module")
def named():
    with Server(None, "--cors-origin", ORIGIN, "--cors-origin", OTHER) as server:
        yield api.RawApi(server.endpoint)


@pytest.fixture(scope="module")
def everybody():
    with Server(None, "--cors-origin", "*") as server:
        yield api.RawApi(server.endpoint)


def list_tables(raw: api.RawApi, **headers: str) -> api.Answer:
    return raw.call("ListTables", {}, **headers)


def preflight(raw: api.RawApi, origin: str | None, **headers: str) -> api.Answer:
    return raw.request("OPTIONS", "/", None, {
        **({"Origin": origin} if origin else {}), "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-amz-date,x-amz-target", **headers})


def cors_headers(answer: api.Answer) -> dict:
    return {name.lower(): value for name, value in answer.headers.items() if name.lower().startswith("access-control-")}


@pytest.mark.parametrize("origin", [ORIGIN, OTHER])
def test_a_named_origin_reads_answers(named, origin):
    """test_cors_allow_origin: the answer names the origin, and the headers that a page may read, x-amz-crc32 among them."""
    for answer in (list_tables(named, Origin=origin), named.call("Nope", {}, Origin=origin)):
        found = cors_headers(answer)
        assert found.pop("access-control-allow-origin") == origin and answer.headers["Vary"] == "Origin"
        exposed = found.pop("access-control-expose-headers").lower().split(",")
        assert {"x-amzn-requestid", "x-amz-crc32"} <= set(exposed)
        assert found == {}
    assert "TableNames" in list_tables(named, Origin=origin).json


def test_every_origin(everybody):
    """test_cors_allow_origin: as DynamoDB itself has it, "*"."""
    for origin in (ORIGIN, "https://whoever.example", "null"):
        answer = list_tables(everybody, Origin=origin)
        assert answer.status == 200 and cors_headers(answer)["access-control-allow-origin"] == "*"


def test_a_preflight_is_answered(named, everybody):
    """test_cors_allow_requested: what is asked for is allowed, for two days; without a signature, which browsers do not send."""
    for raw, allowed in ((named, ORIGIN), (everybody, "*")):
        answer = preflight(raw, ORIGIN)
        assert (answer.status, answer.body) == (200, b"")
        assert cors_headers(answer) == {
            "access-control-allow-origin": allowed, "access-control-allow-methods": "POST", "access-control-max-age": "172800",
            "access-control-allow-headers": "authorization,content-type,x-amz-date,x-amz-target"}


@pytest.mark.parametrize("origin", ["https://evil.example", "http://console.example", "https://console.example:444", "https://console.example.evil", "null"])
def test_other_origins_get_nothing(named, origin):
    """Design, section 5: browsers of origins that nobody named get nothing, and are not invited."""
    for answer in (list_tables(named, Origin=origin), preflight(named, origin), named.request("GET", "/", None, {"Origin": origin})):
        assert answer.status == 403 and answer.body == b"" and cors_headers(answer) == {}


def test_who_is_no_browser_sees_no_difference(named, everybody):
    """test_cors_not_used: without Origin there is no CORS header."""
    for raw in (named, everybody):
        answers = [list_tables(raw), preflight(raw, None), raw.request("GET", "/", None, {})]
        assert [answer.status for answer in answers] == [200, 404, 200]
        assert all(cors_headers(answer) == {} and "Vary" not in answer.headers for answer in answers)


def test_without_the_flag_no_header_is_ever_sent(raw):
    """Design, section 5: not to a foreign origin, and not to the server's own pages, which need none."""
    for origin in (ORIGIN, "null", f"http://{raw.host}:{raw.port}"):
        for answer in (list_tables(raw, Origin=origin), preflight(raw, origin)):
            assert cors_headers(answer) == {}


def test_a_rebound_name_is_no_way_in(everybody):
    """Design, section 5: the Host must be a loopback name also when every origin may come: a page's own name that leads here does not."""
    answer = everybody.call("ListTables", {}, Origin="https://evil.example", Host="evil.example")
    assert answer.status == 403 and cors_headers(answer) == {}


def test_signatures_are_asked_of_browsers_too(tmp_path):
    """With credentials an origin that is let in still needs a key; and its page can read why it was refused."""
    file = access.write_private(tmp_path / "credentials", access.profile("default", access.KEY_ID, access.SECRET))
    with Server(None, "--credentials", str(file), "--cors-origin", ORIGIN) as server:
        raw = api.RawApi(server.endpoint)
        assert preflight(raw, ORIGIN).status == 200
        for secret, body, error in ((access.SECRET, b"{}", None), ("wrong", b"{}", "InvalidSignatureException"),
                                    ("wrong", b"{}" + b" " * 100_000, "InvalidSignatureException")):
            headers = access.signed_headers(server.endpoint, "ListTables", body, secret=secret)
            answer = raw.request("POST", "/", body, {**headers, "Origin": ORIGIN})
            assert cors_headers(answer)["access-control-allow-origin"] == ORIGIN
            assert "TableNames" in answer.json if error is None else answer.error == error


@pytest.mark.parametrize("origin", ["console.example", "https://console.example/", "https://", "https://*.example", "https://a b", ""])
def test_what_is_no_origin_is_refused(origin):
    """RFC 6454, section 7: an origin is scheme, host and port; a path or a pattern would never match what a browser sends."""
    done = subprocess.run([binary(), "serve", "--ephemeral", "--listen", "127.0.0.1:0", "--cors-origin", origin],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0 and "--cors-origin" in done.stderr
