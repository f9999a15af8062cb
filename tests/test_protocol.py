"""The protocol below the operations: HTTP/1.1, JSON 1.0, headers, and peers that behave badly. What AWS answers is as recorded by
dynalite's suite (test/connection.js). Every test ends with an ordinary request on another connection: the server lives on."""

import base64
import json
import socket
import struct
import threading
import time
import zlib

import pytest
from support import api
from support.api import CONTENT_TYPE, TARGET

MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def lives_on(raw):
    yield
    answer = raw.call("ListTables", {})
    assert answer.status == 200 and "TableNames" in answer.json


def raw_exchange(raw, data: bytes, *, timeout_seconds: float = 20, shutdown: bool = False) -> bytes:
    """Sends bytes, answers all that comes back until the server closes or a whole response is there."""
    with socket.create_connection((raw.host, raw.port), timeout=timeout_seconds) as connection:
        try:
            connection.sendall(data)
            if shutdown:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has had enough; what it answered may still be there
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
                if whole_response(received):
                    break
        except (TimeoutError, ConnectionResetError):
            pass
        return received


def whole_response(data: bytes) -> bool:
    head, found, body = data.partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return len(body) >= int(line.partition(b":")[2])
    return False


def status_of(response: bytes) -> int:
    return int(response.split(b" ", 2)[1]) if response.startswith(b"HTTP/1.") else 0


def http(raw, body: bytes = b"{}", method: str = "POST", path: str = "/", operation: str | None = "ListTables", **headers) -> bytes:
    """A request as bytes."""
    lines = {"Host": f"{raw.host}:{raw.port}", "Content-Type": CONTENT_TYPE, "Content-Length": str(len(body)),
             "Authorization": "AWS4-HMAC-SHA256 Credential=test/20261101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00",
             "X-Amz-Date": "20261101T000000Z"}
    if operation is not None:
        lines["X-Amz-Target"] = f"{TARGET}.{operation}"
    lines.update({name.replace("_", "-"): value for name, value in headers.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


# ---- what every answer carries ----

@pytest.mark.parametrize("operation, body, status", [
    ("ListTables", {}, 200), ("DescribeTable", {"TableName": "no-such-table"}, 400), ("PutItem", {"TableName": 5}, 400), ("Nope", {}, 400)])
def test_headers(raw, operation, body, status):
    """API reference, "Troubleshooting", and dynalite's suite: content type, length, request id, and a CRC-32 of the body that is right."""
    answer = raw.call(operation, body)
    assert answer.status == status
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.body)
    assert len(answer.headers["x-amzn-RequestId"]) == 52 and answer.headers["x-amzn-RequestId"].isalnum()
    assert answer.headers["x-amzn-RequestId"] == answer.headers["x-amzn-RequestId"].upper()


def test_request_ids_differ(raw):
    """API reference, common errors: a request id names one request."""
    assert len({raw.call("ListTables", {}).headers["x-amzn-RequestId"] for _ in range(20)}) == 20


def test_crc32_of_large_answers(raw, db, sorted_table, pk):
    """boto3 verifies x-amz-crc32 of every DynamoDB answer; here of one of a megabyte."""
    for number in range(20):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": str(number)}, "d": {"S": "\u00e9" * 30_000}})
    answer = raw.call("Query", {"TableName": sorted_table, "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": pk}}})
    assert len(answer.body) > MIB // 2
    assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.body)


@pytest.mark.parametrize("operation, body, kind", [
    ("GetItem", {"TableName": "no-such-table", "Key": {"a": {"S": "a"}}}, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"),
    ("UpdateContinuousBackups", {"TableName": "no-such-table", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}},
     "com.amazonaws.dynamodb.v20120810#TableNotFoundException"),
    ("GetItem", {}, "com.amazon.coral.validate#ValidationException"),
    ("GetItem", {"TableName": 1}, "com.amazon.coral.service#SerializationException"),
    ("Nope", {}, "com.amazon.coral.service#UnknownOperationException"),
])
def test_error_bodies(raw, operation, body, kind):
    """dynalite's suite: __type with its prefix; the message, where there is one, is called "message"."""
    answer = raw.call(operation, body)
    assert answer.status == 400 and answer.json["__type"] == kind
    if kind.endswith("UnknownOperationException"):
        assert answer.message == ""
    elif kind.startswith("com.amazon.coral.service"):
        assert answer.json["Message"] == "NUMBER_VALUE cannot be converted to String"
    else:
        assert answer.json["message"]


@pytest.mark.parametrize("target", [None, "", "whatever", "DynamoDB_20120810", "DynamoDB_20120810.ListTable", "DynamoDB_20111205.ListTables",
                                    "DynamoDB_20120810.listtables", "DynamoDB_20120810.ListTables.More", "." * 2000])
def test_unknown_operations(raw, target):
    """dynalite's suite: no target, a wrong one, a wrong version: UnknownOperationException."""
    answer = raw_exchange(raw, http(raw, operation=None, **({} if target is None else {"X_Amz_Target": target})))
    assert status_of(answer) == 400 and b"UnknownOperationException" in answer


def test_signatures_are_asked_for(raw):
    """dynalite's suite: a request without Authorization is refused with MissingAuthenticationTokenException; any signature will do."""
    answer = raw_exchange(raw, http(raw, Authorization=None))
    assert status_of(answer) == 400 and b"MissingAuthenticationTokenException" in answer
    assert status_of(raw_exchange(raw, http(raw))) == 200


def test_keep_alive(raw):
    """HTTP/1.1: many requests on one connection, also after an error."""
    connection = raw.connection()
    try:
        for number in range(50):
            operation = "Nope" if number % 5 == 0 else "ListTables"
            connection.request("POST", "/", b"{}", raw.headers(operation, b"{}"))
            assert api.answer_of(connection).status == (400 if number % 5 == 0 else 200)
    finally:
        connection.close()


def test_pipelining(raw):
    """HTTP/1.1: requests sent before the first answer are answered in their order."""
    with socket.create_connection((raw.host, raw.port), timeout=20) as connection:
        connection.sendall(http(raw) + http(raw, operation="Nope") + http(raw, Connection="close"))
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    assert [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]] == [200, 400, 200]


def test_connection_close(raw):
    """HTTP/1.1: "Connection: close" is honoured."""
    with socket.create_connection((raw.host, raw.port), timeout=20) as connection:
        connection.sendall(http(raw, Connection="close"))
        while connection.recv(65536):
            pass


def test_chunked_bodies(raw):
    """HTTP/1.1: a body may come in chunks."""
    data = http(raw, b"", Content_Length=None, Transfer_Encoding="chunked") + b'1\r\n{\r\n5\r\n     \r\n1\r\n}\r\n0\r\n\r\n'
    assert status_of(raw_exchange(raw, data)) == 200


def test_unknown_headers(raw):
    """Headers that mean nothing are ignored: many, long, odd ones."""
    headers = {f"X-Nothing-{number}": "v" * 50 for number in range(40)}
    assert status_of(raw_exchange(raw, http(raw, **{**headers, "X_Empty": "", "Accept_Encoding": "identity", "Expect_Nothing": "1"}))) == 200


@pytest.mark.parametrize("content_type", ["application/x-amz-json-1.0", "application/json", "application/x-amz-json-1.0; charset=utf-8"])
def test_content_types(raw, content_type):
    """dynalite's suite: JSON 1.0 and plain JSON; the answer has the same type."""
    answer = raw_exchange(raw, http(raw, Content_Type=content_type))
    assert status_of(answer) == 200
    assert f"content-type: {content_type.partition(';')[0]}".encode() in answer.lower()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_other_methods(raw, method):
    """dynalite's suite: nothing but POST is an operation; 404 (or 405), and no crash."""
    assert status_of(raw_exchange(raw, http(raw, method=method))) in (400, 404, 405)


# ---- JSON that is none, or too much of it ----

@pytest.mark.parametrize("body", [
    b"hi", b"{", b"}", b"[]", b"null", b"5", b'"a"', b"{]", b'{"a"}', b'{"a":}', b"{'a':1}", b'{"a":1,}', b'{"a":01}', b'{"a":.5}', b'{"a":"\x00"}',
    b'{"a":"\\x"}', b'{"a":"\xff\xfe"}', b'{"TableName":"\xc3\x28"}', b'{"a":"' + b"x" * 100, b"\x00" * 64, bytes(range(256)),
], ids=lambda body: repr(body[:24]))
def test_malformed_json(raw, body):
    """dynalite's suite: what is not a JSON object is a SerializationException."""
    answer = raw.call("ListTables", body)
    assert answer.status == 400 and answer.error == "SerializationException", answer.body


@pytest.mark.parametrize("body", [
    b"", b"{}{}", b"{} x", b"\xef\xbb\xbf{}", b'{"Limit":1e999999}', b'{"Limit":' + b"9" * 5000 + b"}", b'{"ExclusiveStartTableName":"\\ud800"}',
], ids=lambda body: repr(body[:24]))
def test_questionable_json(raw, body):
    """Issue: whatever a body is, it is answered; what AWS answers to these is not known."""
    assert raw.call("ListTables", body).status in (200, 400)


@pytest.mark.parametrize("opening, closing", [(b"[", b"]"), (b'{"a":', b"}")])
@pytest.mark.parametrize("closed", [True, False])
def test_nested_100000_deep(raw, opening, closing, closed):
    """Issue: values nested 100,000 deep never end the process; they are refused."""
    deep = opening * 100_000 + b"1" + (closing * 100_000 if closed else b"")
    for body in (deep, b'{"TableName":"abc","Item":{"a":' + deep + b"}}", b'{"Unknown":' + deep + b',"TableName":"abc"}'):
        answer = raw.call("PutItem", body)
        assert (answer.status, answer.error) == (400, "SerializationException")


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"L":[', b'{"M":{"a":'])
def test_a_megabyte_of_openings(raw, opening):
    """Issue: a body that only opens, and one that is all value, are refused; the server lives on."""
    openings = opening * (MIB // len(opening))
    for body in (openings, b'{"TableName":"abc","Item":{"pk":{"S":"a"},"d":' + openings, b'{"TableName":"abc","ExpressionAttributeValues":{":v":' + openings):
        answer = raw.call("PutItem", body)
        assert (answer.status, answer.error) == (400, "SerializationException")


def test_attribute_values_nested_100000_deep(raw, hash_table):
    """Issue: also when the nesting is made of well-formed attribute values."""
    for opening, closing in ((b'{"M":{"a":', b"}}"), (b'{"L":[', b"]}")):
        body = b'{"TableName":"' + hash_table.encode() + b'","Item":{"pk":{"S":"a"},"d":' + opening * 100_000 + b'{"S":"x"}' + closing * 100_000 + b"}}"
        answer = raw.call("PutItem", body)
        assert answer.status == 400 and answer.error in ("SerializationException", "ValidationException")


def test_expressions_nested_deep(raw, hash_table):
    """Developer guide, "Constraints": expressions of at most 4 KB; long and deep ones are refused, and end nothing."""
    for expression in ("(" * 50_000 + "a = :v" + ")" * 50_000, "NOT " * 50_000 + "a = :v", "a.b" * 50_000, "a[1]" * 50_000 + " = :v", " AND ".join(["a = :v"] * 50_000)):
        answer = raw.call("PutItem", {"TableName": hash_table, "Item": {"pk": {"S": "a"}}, "ConditionExpression": expression,
                                      "ExpressionAttributeValues": {":v": {"S": "v"}}})
        assert (answer.status, answer.error) == (400, "ValidationException")
    for depth in (60, 1000):
        expression = "(a = :v AND " * depth + "a = :v" + ")" * depth
        answer = raw.call("PutItem", {"TableName": hash_table, "Item": {"pk": {"S": "a"}}, "ConditionExpression": expression,
                                      "ExpressionAttributeValues": {":v": {"S": "v"}}})
        assert answer.status == 400


TOO_MANY = "The expression contains too many operators; operator count: 301"
REDUNDANT = "The expression has redundant parentheses;"


def nested(opening: str, inner: str, closing: str = "", before: str = "") -> str:
    """As deep as 4,096 bytes let it be."""
    times = (4096 - len(before) - len(inner)) // (len(opening) + len(closing))
    return before + opening * times + inner + closing * times


@pytest.mark.parametrize("expression, message", [
    (nested("(", "a = :v", ")"), REDUNDANT), (nested("NOT ", "a = :v"), TOO_MANY), (nested("NOT(", "a = :v", ")"), TOO_MANY),
    (nested("(a = :v AND ", "a = :v", ")"), TOO_MANY), (nested("(a = :v OR NOT ", "a = :v", ")"), TOO_MANY), (nested("size(", "a = :v", ")"), TOO_MANY),
    (nested("contains(a, ", ":v", ")"), TOO_MANY), (nested("(", ":v", "))", before="a IN ("), REDUNDANT),
    (nested("[0]", " = :v", before="a"), "The document path has too many nesting levels; nesting levels: 1364"),
    (nested(".a", " = :v", before="a"), "The document path has too many nesting levels; nesting levels: 2046"),
], ids=lambda text: text[:12])
def test_conditions_of_4096_bytes(raw, hash_table, expression, message):
    """Developer guide, "Constraints", expressions: 4 KB, 300 operators; docs/compatibility.md for the words. In each place that takes a condition."""
    assert 4080 < len(expression) <= 4096
    values = {"ExpressionAttributeValues": {":v": {"S": "v"}}} if ":v" in expression else {}
    for operation, parameter, more in (("PutItem", "ConditionExpression", {"Item": {"pk": {"S": "a"}}}), ("Scan", "FilterExpression", {}),
                                       ("Query", "KeyConditionExpression", {}), ("DeleteItem", "ConditionExpression", {"Key": {"pk": {"S": "a"}}})):
        answer = raw.call(operation, {"TableName": hash_table, parameter: expression, **values, **more})
        assert (answer.status, answer.error, answer.message) == (400, "ValidationException", f"Invalid {parameter}: {message}")


@pytest.mark.parametrize("expression, message", [
    (nested("(", ":v", ")", before="SET a = "), REDUNDANT), (nested(".a", "", before="REMOVE a"), "The document path has too many nesting levels; nesting levels: 2045"),
    (nested("[1]", "", before="REMOVE a"), "The document path has too many nesting levels; nesting levels: 1363"),
    (nested("list_append(:v, ", ":v", ")", before="SET a = "), ""), (nested("if_not_exists(a, ", ":v", ")", before="SET a = "), ""),
    (nested("list_append(", ":v", ", :v)", before="SET a = "), ""),
], ids=lambda text: text[:24])
def test_updates_of_4096_bytes(raw, hash_table, expression, message):
    """Developer guide, "Constraints". Functions cannot be nested so deep in 4 KB that there were more than 300 of them: those work."""
    assert 4070 < len(expression) <= 4096
    values = {"ExpressionAttributeValues": {":v": {"L": [{"S": "v"}]}}} if ":v" in expression else {}
    answer = raw.call("UpdateItem", {"TableName": hash_table, "Key": {"pk": {"S": "deep"}}, "UpdateExpression": expression, "ReturnValues": "UPDATED_NEW", **values})
    if message:
        assert (answer.status, answer.error, answer.message) == (400, "ValidationException", f"Invalid UpdateExpression: {message}")
    else:
        assert answer.status == 200 and {"S": "v"} in answer.json["Attributes"]["a"]["L"]


@pytest.mark.parametrize("expression", [nested(".a", "", before="a"), nested("[0]", "", before="a")], ids=lambda text: text[:4])
def test_projections_of_4096_bytes(raw, hash_table, expression):
    """Developer guide, "Constraints", nested attributes: 32 levels."""
    answer = raw.call("GetItem", {"TableName": hash_table, "Key": {"pk": {"S": "a"}}, "ProjectionExpression": expression})
    assert answer.status == 400 and answer.message.startswith("Invalid ProjectionExpression: The document path has too many nesting levels; nesting levels: ")


@pytest.mark.parametrize("opening, closing", [("(", ")"), ("NOT ", ""), ("[", "]"), ("<<", ">>"), ("{'a':", "}"), ("size(", ")"), ("-", "")])
def test_statements_of_8192_bytes(raw, hash_table, opening, closing):
    """API reference, ExecuteStatement: a statement has at most 8,192 characters; nested as deep as they let it be it is refused, and ends nothing."""
    for begin, end in ((f'SELECT * FROM "{hash_table}" WHERE a = ', ""), (f"INSERT INTO \"{hash_table}\" VALUE {{'pk': 'a', 'b': ", "}"),
                       (f'UPDATE "{hash_table}" SET a = ', " WHERE pk = 'a'")):
        times = (8192 - len(begin) - len(end) - 1) // (len(opening) + len(closing))
        answer = raw.call("ExecuteStatement", {"Statement": begin + opening * times + "1" + closing * times + end})
        assert (answer.status, answer.error) == (400, "ValidationException")


@pytest.mark.parametrize("wrap", [lambda value: {"M": {"a": value}}, lambda value: {"L": [value]}], ids=["M", "L"])
@pytest.mark.parametrize("levels", [32, 33])
def test_values_at_and_beyond_32_levels(raw, hash_table, wrap, levels):
    """Developer guide, "Constraints", nested attributes: 32 levels; in items, in values for expressions, in keys and parameters."""
    value: dict = {"S": "x"}
    for _ in range(levels - 1):
        value = wrap(value)
    too_deep = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
    for operation, body, before in (
            ("PutItem", {"Item": {"pk": {"S": "a"}, "a": value}}, ""),
            ("UpdateItem", {"Key": {"pk": {"S": "a"}}, "UpdateExpression": "SET a = :v", "ExpressionAttributeValues": {":v": value}}, "ExpressionAttributeValues contains invalid value: "),
            ("Scan", {"FilterExpression": "a = :v", "ExpressionAttributeValues": {":v": value}}, "ExpressionAttributeValues contains invalid value: "),
            ("UpdateItem", {"Key": {"pk": {"S": "a"}}, "AttributeUpdates": {"a": {"Action": "PUT", "Value": value}}}, ""),
            ("DeleteItem", {"Key": {"pk": {"S": "b"}}, "Expected": {"a": {"ComparisonOperator": "NE", "AttributeValueList": [value]}}}, ""),
            ("ExecuteStatement", {"Statement": f'SELECT pk FROM "{hash_table}" WHERE pk = \'a\' AND a = ?', "Parameters": [value]}, "")):
        answer = raw.call(operation, {"TableName": hash_table, **body})
        if levels <= 32:
            assert answer.status == 200, answer.body
        else:
            assert (answer.status, answer.error) == (400, "ValidationException") and answer.message.startswith(before) and too_deep in answer.message, answer.body
    key = {"S": "of " + "".join(wrap({}))}
    answer = raw.call("ExecuteStatement", {"Statement": f"INSERT INTO \"{hash_table}\" VALUE {{'pk': ?, 'a': ?}}", "Parameters": [key, value]})
    assert answer.status == (200 if levels <= 32 else 400)


def test_many_members(raw):
    """A body of many members that nobody knows is read and ignored."""
    body = json.dumps({f"member{number}": number for number in range(100_000)}).encode()
    assert raw.call("ListTables", body).status == 200


# ---- bodies and heads that are too large, or lie ----

def test_a_body_of_16_mib(raw):
    """dynalite's suite: a body of 16 MB is read; one byte more is refused with 413."""
    body = b'{"Unknown":"' + b"a" * (16 * MIB - 14) + b'"}'
    assert len(body) == 16 * MIB
    assert raw.call("ListTables", body).status == 200


def test_a_body_over_16_mib_is_refused(raw):
    """dynalite's suite: 413; announced or real, in one piece or in chunks."""
    announced = raw_exchange(raw, http(raw, b"{", Content_Length=str(16 * MIB + 1)))
    assert status_of(announced) == 413
    real = raw_exchange(raw, http(raw, b"a" * (17 * MIB)))
    assert status_of(real) in (0, 413)
    chunk = b"100000\r\n" + b"a" * MIB + b"\r\n"
    chunked = raw_exchange(raw, http(raw, b"", Content_Length=None, Transfer_Encoding="chunked") + chunk * 17)
    assert status_of(chunked) in (0, 413)


@pytest.mark.parametrize("head", [
    b"\r\n\r\n", b"GARBAGE\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"POST / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\nBad Header\r\n\r\n",
    b"POST  / HTTP/1.1\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: abc\r\n\r\n",
    b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    b"POST / HTTP/1.1\r\nX: " + b"v" * 200_000 + b"\r\n\r\n", b"POST /" + b"p" * 200_000 + b" HTTP/1.1\r\n\r\n",
    b"POST / HTTP/1.1\r\n" + b"X: y\r\n" * 50_000 + b"\r\n", b"POST / HTTP/1.1\r\nX: \x00\r\n\r\n", b"\x00" * 10_000, b"POST / HTTP/1.1\nHost: x\n\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"POST http://example.com/ HTTP/1.1\r\nHost: example.com\r\nContent-Length: 0\r\n\r\n",
], ids=lambda head: repr(head[:40]))
def test_malformed_http(raw, head):
    """Issue: malformed HTTP never ends the process; it is refused, or the connection is closed."""
    answer = raw_exchange(raw, head, shutdown=True)
    assert status_of(answer) == 0 or 400 <= status_of(answer) < 600


def test_smuggled_lengths(raw):
    """RFC 9112, section 6.3: Content-Length beside Transfer-Encoding is not taken for two requests."""
    data = http(raw, b"0\r\n\r\n" + http(raw, operation="Nope"), Content_Length="5", Transfer_Encoding="chunked")
    answer = raw_exchange(raw, data)
    assert status_of(answer) in (0, 400) or b"UnknownOperationException" not in answer


# ---- peers that are slow, or leave ----

@pytest.mark.parametrize("chunked", [False, True])
def test_a_slow_peer(raw, chunked):
    """A request that arrives byte by byte is answered, and others are meanwhile. (A last chunk in pieces once ended the process.)"""
    data = http(raw, b"{ }", Connection="close")
    if chunked:
        data = http(raw, b"", Connection="close", Content_Length=None, Transfer_Encoding="chunked") + b"0\r\n\r\n"
    with socket.create_connection((raw.host, raw.port), timeout=20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number, byte in enumerate(data):
            connection.sendall(bytes([byte]))
            if number % 100 == 0:
                assert raw.call("ListTables", {}).status == 200
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    assert status_of(received) == 200


def test_peers_that_leave(raw):
    """Connections cut in the head, in the body, before and while the answer is sent: closed and reset."""
    whole = http(raw, b"{}" + b" " * 5000)
    for length in (0, 1, 20, len(whole) - 5000, len(whole) - 1, len(whole)):
        for reset in (False, True):
            connection = socket.create_connection((raw.host, raw.port), timeout=20)
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(whole[:length])
            connection.close()


def test_a_peer_that_reads_nothing(raw, db, sorted_table, pk):
    """Answers that nobody reads hold up nobody else."""
    for number in range(17):
        db.put_item(TableName=sorted_table, Item={"pk": {"S": pk}, "sk": {"S": str(number)}, "d": {"S": "x" * 60_000}})
    body = json.dumps({"TableName": sorted_table, "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": pk}}}).encode()
    connections = []
    try:
        for _ in range(20):
            connection = socket.create_connection((raw.host, raw.port), timeout=20)
            connection.setblocking(False)
            connections.append(connection)
            try:
                connection.send(http(raw, body, operation="Query") * 20)
            except BlockingIOError:
                pass
        begin = time.monotonic()
        for _ in range(20):
            assert raw.call("ListTables", {}).status == 200
        assert time.monotonic() - begin < 10
    finally:
        for connection in connections:
            connection.close()


def test_many_idle_connections(raw):
    """Open connections cost no thread each: 500 idle ones, and requests are answered."""
    connections = [socket.create_connection((raw.host, raw.port), timeout=20) for _ in range(500)]
    try:
        assert raw.call("ListTables", {}).status == 200
        connections[-1].sendall(http(raw))
        assert status_of(connections[-1].recv(65536)) == 200
    finally:
        for connection in connections:
            connection.close()


def test_many_clients_at_once(raw, db, hash_table, pk):
    """64 connections that write at once: everything acknowledged is there."""
    def write(number: int) -> None:
        for step in range(5):
            item = {"pk": {"S": f"{pk}-{number}-{step}"}, "d": {"B": base64.b64encode(bytes([number])).decode()}}
            results.append(raw.call("PutItem", {"TableName": hash_table, "Item": item}).status)

    results: list = []
    threads = [threading.Thread(target=write, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [200] * 320
    for number in range(64):
        assert "Item" in db.get_item(TableName=hash_table, Key={"pk": {"S": f"{pk}-{number}-4"}}, ConsistentRead=True)


# ---- browsers ----

@pytest.mark.own_server
@pytest.mark.parametrize("host, answered", [
    ("localhost", True), ("localhost:8000", True), ("127.0.0.1", True), ("127.0.0.1:1", True), ("[::1]:8000", True), ("LOCALHOST", True),
    ("evil.example", False), ("evil.example:8000", False), ("127.0.0.1.evil.example", False), ("localhost.evil.example", False),
    ("192.168.0.1", False), ("", False)])
def test_the_host_must_be_loopback(raw, host, answered):
    """Design, section 5: without credentials the Host header must be a loopback name, so that no rebound name reaches the server."""
    answer = raw_exchange(raw, http(raw, Host=host))
    assert (status_of(answer) == 200) is answered
    assert answered or 400 <= status_of(answer) < 500 and b"TableNames" not in answer


@pytest.mark.own_server
@pytest.mark.parametrize("method", ["POST", "OPTIONS", "GET"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://localhost.evil.example:8000"])
def test_browsers_from_other_origins_get_nothing(raw, method, origin):
    """Design, section 5: a request with a foreign Origin is refused, and no CORS header invites one."""
    answer = raw_exchange(raw, http(raw, method=method, Origin=origin))
    assert 400 <= status_of(answer) < 500
    assert b"TableNames" not in answer and b"access-control-allow" not in answer.lower()
