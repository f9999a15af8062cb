"""TLS: `quondam serve --tls-cert FILE --tls-key FILE` (README, "Running it"). What is checked is what a client sees: Python's ssl and
boto3, with the certificate verified."""

import http.client
import json
import socket
import ssl
import subprocess

import pytest
from support import access, api
from support.clock import until
from support.server import Server, binary

pytestmark = pytest.mark.own_server


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = access.make_certificate(folder)
    return certificate, key, access.write_private(folder / "credentials", access.profile("default", access.KEY_ID, access.SECRET))


@pytest.fixture(scope="module")
def secure(files):
    certificate, key, credentials = files
    with Server(None, "--tls-cert", str(certificate), "--tls-key", str(key), "--credentials", str(credentials)) as server:
        yield server


def trusting(certificate, **settings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(certificate))
    for name, value in settings.items():
        setattr(context, name, value)
    return context


def connect(server: Server, context: ssl.SSLContext) -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection(("127.0.0.1", server.port), timeout=60), server_hostname="localhost")


def list_tables(server: Server, more: str = "") -> bytes:
    headers = access.signed_headers(f"https://localhost:{server.port}", "ListTables", b"{}")
    lines = [f"Host: localhost:{server.port}", "Content-Length: 2", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(["POST / HTTP/1.1", *lines]).encode() + f"\r\n{more}\r\n{{}}".encode()


def read_all(connection) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def start_fails(*arguments: str) -> str:
    done = subprocess.run([binary(), "serve", "--ephemeral", "--listen", "127.0.0.1:0", *arguments],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def test_boto3_speaks_tls(secure, files):
    """README, "Running it": https with a certificate that the client verifies, and signatures within; also large items, both ways."""
    assert secure.endpoint.startswith("https://")
    db = access.client(secure.endpoint, verify=str(files[0]))
    db.create_table(TableName="tls", BillingMode="PAY_PER_REQUEST", AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    db.get_waiter("table_exists").wait(TableName="tls", WaiterConfig={"Delay": 0.05, "MaxAttempts": 200})
    for size in (0, 10, 16_384, 100_000, 390_000):
        item = {"id": {"S": str(size)}, "d": {"S": "x" * size}}
        db.put_item(TableName="tls", Item=item)
        assert db.get_item(TableName="tls", Key={"id": item["id"]}, ConsistentRead=True)["Item"] == item


def test_plain_requests_are_not_answered_by_a_tls_server(secure):
    """Nothing is said in the clear: a plain request to a TLS port gets no answer of HTTP's."""
    with socket.create_connection(("127.0.0.1", secure.port), timeout=60) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try:
            assert b"HTTP/" not in read_all(connection)
        except ConnectionResetError:
            pass


@pytest.mark.parametrize("version, accepted", [
    (ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_versions(secure, files, version, accepted):
    """AWS's own rule, "What is Amazon DynamoDB", infrastructure security: TLS 1.2 or later."""
    context = trusting(files[0])
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    if accepted:
        with connect(secure, context) as connection:
            assert connection.version() == version.name.replace("_", ".")
    else:
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            connect(secure, context).close()


def test_http_1_1_is_chosen(secure, files):
    """RFC 7301: of the protocols that a client offers, HTTP/1.1; a client that offers only others is served as well."""
    for offered, chosen in ((["h2", "http/1.1"], "http/1.1"), (["h2"], None), ([], None)):
        context = trusting(files[0])
        if offered:
            context.set_alpn_protocols(offered)
        with connect(secure, context) as connection:
            assert connection.selected_alpn_protocol() == chosen
            connection.sendall(list_tables(secure, "Connection: close\r\n"))
            assert b"TableNames" in read_all(connection)


def test_keep_alive_pipelining_and_the_end(secure, files):
    """HTTP/1.1 within TLS: requests one after another, several at once, and a proper end (RFC 8446, section 6.1: close_notify)."""
    context = trusting(files[0])
    with context.wrap_socket(socket.create_connection(("127.0.0.1", secure.port), timeout=60), server_hostname="localhost",
                             suppress_ragged_eofs=False) as connection:
        connection.sendall(list_tables(secure))
        assert b"TableNames" in connection.recv(65536)
        connection.sendall(list_tables(secure) * 3 + list_tables(secure, "Connection: close\r\n"))
        assert read_all(connection).count(b'{"TableNames":') == 4


def test_bytes_one_by_one(secure, files):
    """A request whose every byte is a TLS record of its own is answered."""
    with connect(secure, trusting(files[0])) as connection:
        for byte in list_tables(secure, "Connection: close\r\n"):
            connection.sendall(bytes([byte]))
        assert b"TableNames" in read_all(connection)


def test_a_refusal_arrives_although_the_body_is_not_read(secure, files):
    """What is refused early is answered, and the answer is not taken back by the body that still comes."""
    headers = access.signed_headers(secure.endpoint, "PutItem", b"", key_id="AKIDNOBODY")
    head = "\r\n".join(["POST / HTTP/1.1", f"Host: 127.0.0.1:{secure.port}", "Content-Length: 1000000",
                        *(f"{name}: {value}" for name, value in headers.items())]).encode() + b"\r\n\r\n"
    with connect(secure, trusting(files[0])) as connection:
        connection.sendall(head + b"x" * 200_000)
        assert b"UnrecognizedClientException" in connection.recv(65536)


def test_half_a_handshake_holds_nobody_up(secure, files):
    """Connections that say nothing, or half of a greeting, cost no thread: others are served."""
    silent = [socket.create_connection(("127.0.0.1", secure.port), timeout=60) for _ in range(50)]
    try:
        for connection in silent[25:]:
            connection.sendall(b"\x16\x03\x01\x02\x00\x01")
        connection = http.client.HTTPSConnection("localhost", secure.port, timeout=60, context=trusting(files[0]))
        connection.request("GET", "/")
        assert api.answer_of(connection).body.startswith(b"healthy")
        connection.close()
    finally:
        for connection in silent:
            connection.close()


def test_the_own_pages_have_the_scheme_https(secure, files):
    """Design, section 5: the server's own pages are let in: those that came through TLS."""
    for origin, status in ((f"https://localhost:{secure.port}", 200), (f"http://localhost:{secure.port}", 403)):
        connection = http.client.HTTPSConnection("localhost", secure.port, timeout=60, context=trusting(files[0]))
        connection.request("GET", "/", headers={"Origin": origin})
        assert api.answer_of(connection).status == status
        connection.close()


def test_the_certificate_is_reloaded(tmp_path):
    """README, "Running it": SIGHUP reads certificate and key anew, for new connections; a mistake leaves the old ones."""
    certificate, key = access.make_certificate(tmp_path, "first")
    other_certificate, other_key = access.make_certificate(tmp_path, "second")
    with Server(None, "--tls-cert", str(certificate), "--tls-key", str(key)) as server:
        def subject() -> str:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            with connect(server, context) as connection:
                return "second" if connection.getpeercert(True) == ssl.PEM_cert_to_DER_cert(other_certificate.read_text()) else "first"

        with connect(server, trusting(certificate)) as kept:
            assert subject() == "first"
            first = certificate.read_text()
            certificate.write_text(other_certificate.read_text())
            server.hang_up()
            until(lambda: "nothing was reloaded" in server.output())
            assert subject() == "first"
            access.write_private(key, other_key.read_text())
            server.hang_up()
            until(lambda: "reloaded: certificate" in server.output())
            assert subject() == "second" and certificate.read_text() != first
            # What was connected before goes on.
            kept.sendall(list_tables(server, "Connection: close\r\n"))
            assert b"TableNames" in read_all(kept)
        assert server.stop() == 0


def test_files_that_cannot_be_used(tmp_path):
    """Issue: the key has the same rule as credentials, and every refusal says what is wrong, and with which file."""
    certificate, key = access.make_certificate(tmp_path)
    _, other_key = access.make_certificate(tmp_path, "other")
    key.chmod(0o640)
    assert f"chmod 600 {key}" in start_fails("--tls-cert", str(certificate), "--tls-key", str(key))
    key.chmod(0o600)
    assert "say both" in start_fails("--tls-cert", str(certificate))
    assert "say both" in start_fails("--tls-key", str(key))
    assert f"{key} is not a certificate" in start_fails("--tls-cert", str(key), "--tls-key", str(key))
    assert f"{other_key} is not the key of {certificate}" in start_fails("--tls-cert", str(certificate), "--tls-key", str(other_key))
    assert "cannot read" in start_fails("--tls-cert", str(tmp_path / "missing"), "--tls-key", str(key))
    locked = tmp_path / "locked.key"
    subprocess.run(["openssl", "ec", "-aes256", "-passout", "pass:abcd", "-in", key, "-out", locked], check=True, capture_output=True)
    locked.chmod(0o600)
    assert "without a passphrase" in start_fails("--tls-cert", str(certificate), "--tls-key", str(locked))


def test_answers_are_json_as_ever(secure, files):
    """The protocol within TLS is the one without: status, headers and checksum."""
    connection = http.client.HTTPSConnection("localhost", secure.port, timeout=60, context=trusting(files[0]))
    headers = access.signed_headers(f"https://localhost:{secure.port}", "ListTables", b"{}")
    connection.request("POST", "/", b"{}", headers)
    answer = api.answer_of(connection)
    connection.close()
    assert answer.status == 200 and "TableNames" in json.loads(answer.body) and answer.headers["x-amz-crc32"]
