"""Compressed bodies, as ScyllaDB's test/alternator recorded them on DynamoDB (test_compressed_request.py, test_compressed_response.py):
gzip and deflate, both ways; x-amz-crc32 and signatures are over the bytes that are sent."""

import gzip
import json
import os
import zlib

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.client
import pytest
from support import access, api
from support.server import Server

MIB = 1024 * 1024
ENCODERS = {"gzip": gzip.compress, "deflate": zlib.compress}
DECODERS = {"gzip": gzip.decompress, "deflate": zlib.decompress}


def put(table: str, key: str, padding: int = 0) -> bytes:
    return json.dumps({"TableName": table, "Item": {"pk": {"S": key}, "v": {"S": "x" * 100}}}).encode()[:-1] + b" " * padding + b"}"


def send(raw: api.RawApi, operation: str, sent: bytes, **headers: str) -> api.Answer:
    return raw.request("POST", "/", sent, raw.headers(operation, sent, **headers))


def exists(db, table: str, key: str) -> bool:
    return "Item" in db.get_item(TableName=table, Key={"pk": {"S": key}}, ConsistentRead=True)


# ---- requests ----

@pytest.mark.parametrize("coding", ENCODERS)
def test_compressed_requests(raw, db, hash_table, pk, coding):
    """test_gzip_request_valid, test_deflate_request_valid: the body is what was compressed."""
    answer = send(raw, "PutItem", ENCODERS[coding](put(hash_table, pk)), **{"Content-Encoding": coding})
    assert answer.status == 200, answer.body
    assert exists(db, hash_table, pk)


def test_several_members(raw, db, hash_table, pk):
    """test_gzip_request_two_gzips: a gzip file may be several, one after the other."""
    body = put(hash_table, pk)
    assert send(raw, "PutItem", gzip.compress(body[:10]) + gzip.compress(body[10:]), **{"Content-Encoding": "gzip"}).status == 200
    assert exists(db, hash_table, pk)


@pytest.mark.parametrize("coding, spoil", [
    ("gzip", lambda body: body), ("gzip", lambda body: gzip.compress(body)[:-1]), ("gzip", lambda body: b""), ("gzip", zlib.compress),
    ("gzip", lambda body: gzip.compress(body) + b"junk"), ("deflate", lambda body: body), ("deflate", lambda body: b""),
    ("deflate", lambda body: zlib.compress(body)[:-1]), ("deflate", gzip.compress), ("garbage", lambda body: body), ("br", lambda body: body),
    ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body)))],
    ids=["gzip plain", "gzip cut", "gzip empty", "gzip zlib", "gzip junk", "deflate plain", "deflate empty", "deflate cut", "deflate gzip", "garbage", "br", "twice"])
def test_what_is_not_what_it_says(raw, db, hash_table, pk, coding, spoil):
    """test_broken_gzip_content, test_garbage_content_encoding and others: InternalServerError, status 500, and nothing is done. (DynamoDB
    ignores what follows a whole gzip; here nothing is ignored.)"""
    answer = send(raw, "PutItem", spoil(put(hash_table, pk)), **{"Content-Encoding": coding})
    assert (answer.status, answer.error) == (500, "InternalServerError")
    assert not exists(db, hash_table, pk)


def test_identity_is_no_coding(raw, db, hash_table, pk):
    """RFC 9110, section 8.4.1: identity says that nothing was done."""
    assert send(raw, "PutItem", put(hash_table, pk), **{"Content-Encoding": "identity"}).status == 200
    assert exists(db, hash_table, pk)


@pytest.mark.parametrize("coding", ENCODERS)
def test_what_unpacks_to_too_much(raw, db, hash_table, pk, coding):
    """test_gzip_request_oversized: the limit of 16 MB is that of the body before it was compressed, and no more is unpacked."""
    for padding in (16 * MIB, 200 * MIB):
        sent = ENCODERS[coding](put(hash_table, pk, padding))
        assert len(sent) < MIB
        assert send(raw, "PutItem", sent, **{"Content-Encoding": coding}).status == 413
    assert not exists(db, hash_table, pk)
    whole = put(hash_table, pk)
    assert send(raw, "PutItem", ENCODERS[coding](put(hash_table, pk, 16 * MIB - len(whole))), **{"Content-Encoding": coding}).status == 200
    assert exists(db, hash_table, pk)


def test_boto3s_request_compression(endpoint, db, hash_table, pk):
    """SDK reference guide, "Request compression", as botocore does it when a service's model names an encoding."""
    client = boto3.client("dynamodb", endpoint_url=endpoint, region_name=api.REGION, **api.credentials(),
                          config=botocore.client.Config(request_min_compression_size_bytes=1))
    for operation in client.meta.service_model._service_description["operations"].values():
        operation["requestcompression"] = {"encodings": ["gzip"]}
    sent = []
    client.meta.events.register("before-send", lambda request, **_: sent.append(request.headers.get("Content-Encoding")))
    client.put_item(TableName=hash_table, Item={"pk": {"S": pk}})
    assert sent in (["gzip"], [b"gzip"])
    assert exists(db, hash_table, pk)


@pytest.mark.own_server
def test_signatures_are_over_what_is_sent(tmp_path):
    """IAM user guide, Signature Version 4: the payload's hash is that of the bytes on the wire. And for a stranger nothing is unpacked."""
    file = access.write_private(tmp_path / "credentials", access.profile("default", access.KEY_ID, access.SECRET))
    with Server(None, "--credentials", str(file)) as server:
        raw = api.RawApi(server.endpoint)
        body = b'{"TableName":"no-such-table"}'
        for signed, error in ((gzip.compress(body), "ResourceNotFoundException"), (body, "InvalidSignatureException")):
            headers = access.signed_headers(server.endpoint, "DescribeTable", signed)
            answer = raw.request("POST", "/", gzip.compress(body), {**headers, "Content-Encoding": "gzip"})
            assert answer.error == error
        headers = access.signed_headers(server.endpoint, "DescribeTable", b"junk", secret="wrong")
        assert raw.request("POST", "/", b"junk", {**headers, "Content-Encoding": "gzip"}).error == "InvalidSignatureException"


# ---- answers ----

@pytest.fixture(scope="module")
def large(db, hash_table):
    """A key whose item's answer is larger than 4 KB, and one whose answer is smaller."""
    for key, size in (("large", 4096), ("small", 3900)):
        db.put_item(TableName=hash_table, Item={"pk": {"S": f"compression-{key}"}, "d": {"S": "x" * size}})
    return "compression-large", "compression-small"


def get(raw: api.RawApi, table: str, key: str, **headers: str) -> api.Answer:
    return send(raw, "GetItem", json.dumps({"TableName": table, "Key": {"pk": {"S": key}}}).encode(), **headers)


@pytest.mark.parametrize("accepted, coding", [
    (None, None), ("identity", None), ("", None), ("br", None), ("x-gzip", None), ("gzip;q=0", None), ("gzip", "gzip"), ("deflate", "deflate"),
    ("gzip, deflate, br", "gzip"), ("br, identity, deflate, gzip", "deflate"), ("GZIP", "gzip"), ("*", "gzip"), ("gzip;q=0.5, deflate;q=0.8", "deflate")])
def test_large_answers_are_compressed_when_asked(raw, hash_table, large, accepted, coding):
    """test_compressed_response, test_compressed_response_accept_encodings: from 4 KB, in the coding that the client likes best; x-amz-crc32
    is that of the compressed bytes (aws-sdk-go-v2's customizations/doc.go)."""
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    answer = get(raw, hash_table, large[0], **headers)
    assert answer.headers["Content-Encoding"] == coding
    assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.body)
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert coding is None or len(answer.body) < 500
    assert json.loads(DECODERS[coding](answer.body) if coding else answer.body)["Item"]["d"]["S"] == "x" * 4096


@pytest.mark.parametrize("coding", DECODERS)
def test_small_answers_are_not(raw, hash_table, large, coding):
    """test_compressed_response: below 4 KB an answer is sent as it is."""
    answer = get(raw, hash_table, large[1], **{"Accept-Encoding": coding})
    assert "Content-Encoding" not in answer.headers and json.loads(answer.body)["Item"]["d"]["S"] == "x" * 3900


def test_errors_are_compressed_too(raw, hash_table, large):
    """EfficientDynamoDb's issue 259: also an error's answer, when it is large (with the item that a condition failed on)."""
    body = json.dumps({"TableName": hash_table, "Key": {"pk": {"S": large[0]}}, "ConditionExpression": "attribute_not_exists(pk)",
                       "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}).encode()
    answer = send(raw, "DeleteItem", body, **{"Accept-Encoding": "gzip"})
    assert answer.status == 400 and answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.body))["Item"]["d"]["S"] == "x" * 4096


def test_incompressible_answers(raw, db, hash_table, pk):
    """test_compressed_response_large: what hardly gets smaller arrives whole."""
    data = os.urandom(200_000).hex()
    db.put_item(TableName=hash_table, Item={"pk": {"S": pk}, "d": {"S": data[:390_000]}})
    answer = get(raw, hash_table, pk, **{"Accept-Encoding": "gzip"})
    assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.body)
    assert json.loads(gzip.decompress(answer.body))["Item"]["d"]["S"] == data[:390_000]


@pytest.mark.parametrize("mode", ["legacy", "standard"])
def test_botocores_checksum_agrees(endpoint, hash_table, large, mode):
    """botocore checks x-amz-crc32 against the bytes of the body, and sends Accept-Encoding: identity unless told otherwise: what it gets is
    plain and right; and, told otherwise, compressed and right."""
    asked = {"Accept-Encoding": "identity"}
    client = boto3.client("dynamodb", endpoint_url=endpoint, region_name=api.REGION, **api.credentials(),
                          config=botocore.client.Config(retries={"mode": mode, "total_max_attempts": 3}))
    seen, attempts = [], []

    def unpack(response_dict, **_):
        seen.append(response_dict["headers"].get("Content-Encoding"))
        if seen[-1] == "gzip":
            response_dict["body"] = gzip.decompress(response_dict["body"])

    client.meta.events.register("before-call", lambda params, **_: params["headers"].update(asked))
    client.meta.events.register("before-parse", unpack)
    client.meta.events.register("before-send", lambda **_: attempts.append(1) and None)
    for accepted, expected in (("identity", None), ("gzip", "gzip")):
        asked["Accept-Encoding"] = accepted
        seen.clear(), attempts.clear()
        item = client.get_item(TableName=hash_table, Key={"pk": {"S": large[0]}}, ConsistentRead=True)["Item"]
        assert item["d"]["S"] == "x" * 4096 and seen == [expected] and len(attempts) == 1
