"""Exports to, and imports from, a real S3 endpoint (`quondam serve --s3-endpoint`): the same jobs as with buckets in folders, whose tests are
tests/operations/test_export_*.py and test_import_*.py. The endpoint is moto's."""

import gzip
import re
import socket

import pytest
from support import api, tables
from support.buckets import BUCKET, as_lines, counts, table_of
from support.clock import as_datetime, next_second, until
from support.expect import assert_same_items
from support.s3 import KEYS, S3Endpoint, S3Storage, keys_file
from support.server import Server

pytestmark = pytest.mark.own_server

ON = {"PointInTimeRecoveryEnabled": True}


@pytest.fixture(scope="module")
def endpoint():
    running = S3Endpoint()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def storage(endpoint, tmp_path_factory):
    running = S3Storage(tmp_path_factory.mktemp("s3"), endpoint).start()
    yield running
    running.server.stop()


@pytest.fixture(scope="module")
def db(storage):
    return storage.db


def items_of(count: int) -> list:
    return [{"pk": {"S": f"p{number}"}, "sk": {"S": "Grüße"}, "text": {"S": "x" * (number % 700)}} for number in range(count)]


def test_exports_to_the_endpoint_and_imports_from_it(db, storage, recorded):
    """Every item, with AWS's layout; keys with spaces and + arrive as they are."""
    name = recorded()
    tables.put_all(db, name, items_of(500))
    description = storage.export(name, S3Prefix="copies/with space+plus")
    assert all(key.startswith("copies/with space+plus/AWSDynamoDB/") for key in storage.keys("copies/"))
    summary = storage.summary(description)
    assert summary["itemCount"] == 500
    data = summary["manifestFilesS3Key"].removesuffix("manifest-files.json") + "data/"
    imported = storage.import_table(data, "pk:S", "sk:S", InputCompressionType="GZIP")
    assert counts(imported) == (500, 500, 0), imported
    assert_same_items(tables.scan_all(db, table_of(imported)), items_of(500), "pk", "sk")


def test_exports_the_past_and_the_changes(db, storage, recorded):
    name = recorded()
    tables.put_all(db, name, items_of(20))
    second = next_second()
    tables.put_all(db, name, [{**item, "text": {"S": "changed"}} for item in items_of(5)])
    past = storage.export(name, ExportTime=as_datetime(second))
    lines = [line for file in data_keys(storage, past) for line in gzip.decompress(storage.get(file)).decode().splitlines()]
    assert len(lines) == 20
    assert not any("changed" in line for line in lines)


def data_keys(storage, description) -> list:
    return [file["dataFileS3Key"] for file in storage.data_files(description)]


def test_imports_what_is_larger_than_one_request(db, storage):
    """An object is read in ranges of 8 MiB; lines lie across their borders."""
    items = [{"pk": {"S": f"{number:06}"}, "text": {"S": "y" * 999}} for number in range(18_000)]
    storage.put("large/one.json", as_lines(items))
    imported = storage.import_table("large/", "pk:S")
    assert counts(imported) == (18_000, 18_000, 0), imported


def test_lists_more_than_one_page(db, storage):
    """ListObjectsV2 answers at most 1,000 keys at once."""
    for number in range(1_005):
        storage.put(f"many/{number:05}.json", as_lines([{"pk": {"S": str(number)}}]))
    imported = storage.import_table("many/", "pk:S")
    assert counts(imported) == (1_005, 1_005, 0), imported


def test_a_missing_bucket_fails_the_job_as_with_folders(db, storage, recorded):
    name = recorded()
    started = db.export_table_to_point_in_time(TableArn=storage.arn(name), S3Bucket="nobody-made-it")["ExportDescription"]
    ended = storage.ended_export(started["ExportArn"])
    assert (ended["ExportStatus"], ended["FailureCode"]) == ("FAILED", "S3NoSuchBucket"), ended


def test_requests_are_signed_with_the_files_key(endpoint, storage, db, recorded, monkeypatch):
    """The endpoint sees the access key of --s3-credentials, in an S3 scope of the server's region."""
    from moto.moto_server import werkzeug_app
    seen = []
    original = werkzeug_app.DomainDispatcherApplication.__call__

    def spy(self, environ, start_response):
        seen.append(environ.get("HTTP_AUTHORIZATION", ""))
        return original(self, environ, start_response)

    monkeypatch.setattr(werkzeug_app.DomainDispatcherApplication, "__call__", spy)
    storage.export(recorded())
    ours = [header for header in seen if "AKIDOFBUCKETS" in header]
    assert ours and all(re.search(r"/us-east-1/s3/aws4_request", header) for header in ours), seen


def test_the_signature_is_the_one_that_botocore_makes(recorded, tmp_path):
    """A listener that records one request; botocore's own S3 signer, over the same headers, comes to the same signature."""
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        credentials = keys_file(tmp_path, AWS_ACCESS_KEY_ID="AKID", AWS_SECRET_ACCESS_KEY="SECRET", AWS_SESSION_TOKEN="TOKEN//+=")
        with Server(None, "--s3-endpoint", f"http://127.0.0.1:{port}", "--s3-credentials", credentials) as server:
            client = api.client(server.endpoint)
            client.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
            client.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification=ON)
            next_second()
            arn = client.describe_table(TableName="orders")["Table"]["TableArn"]
            client.export_table_to_point_in_time(TableArn=arn, S3Bucket="some.bucket")
            listener.settimeout(30)
            connection, _ = listener.accept()
            with connection:
                head = connection.recv(65536).decode()
                connection.sendall(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    request_line, *lines = head.split("\r\n\r\n")[0].split("\r\n")
    method, path, _ = request_line.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    signed = re.search(r"SignedHeaders=([^,]*), *Signature=([0-9a-f]{64})", headers["authorization"])
    names = signed.group(1).split(";")
    assert {"host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"} <= set(names)
    request = AWSRequest(method, f"http://127.0.0.1:{port}{path}", headers={name: headers[name] for name in names})
    request.context["timestamp"] = headers["x-amz-date"]
    request.context["payload_signing_enabled"] = True
    signer = S3SigV4Auth(Credentials("AKID", "SECRET", "TOKEN//+="), "s3", "us-east-1")
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    assert signature == signed.group(2), canonical


def test_an_endpoint_that_nobody_serves_fails_the_job_and_says_so(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    credentials = keys_file(tmp_path, **KEYS)
    with Server(None, "--s3-endpoint", f"http://127.0.0.1:{port}", "--s3-credentials", credentials) as server:
        client = api.client(server.endpoint)
        client.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
        client.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification=ON)
        next_second()
        arn = client.describe_table(TableName="orders")["Table"]["TableArn"]
        export = client.export_table_to_point_in_time(TableArn=arn, S3Bucket=BUCKET)["ExportDescription"]["ExportArn"]
        ended = until(lambda: (found := client.describe_export(ExportArn=export)["ExportDescription"])["ExportStatus"] != "IN_PROGRESS" and found, 60)
        assert ended["ExportStatus"] == "FAILED"
        assert f"127.0.0.1:{port}" in ended["FailureMessage"]


@pytest.mark.parametrize("arguments, message", [
    (["--s3-endpoint", "s3.example", "--s3-credentials", "KEYS"], "expected scheme and host"),
    (["--s3-endpoint", "http://127.0.0.1:1"], "needs a key"),
    (["--s3-endpoint", "http://127.0.0.1:1", "--s3-root", "."], "excludes"),
])
def test_what_cannot_be_meant_is_refused_at_the_start(arguments, message, tmp_path, monkeypatch):
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    keys = keys_file(tmp_path, **KEYS)
    arguments = [keys if argument == "KEYS" else argument for argument in arguments]
    with pytest.raises(RuntimeError, match=message):
        Server(None, *arguments).start()


def test_an_export_cut_off_by_a_kill_is_done_at_the_next_start(endpoint, storage, tmp_path_factory):
    """Nothing half is visible: the manifest, which comes last, names only what is whole."""
    folder = tmp_path_factory.mktemp("killed")
    mine = S3Storage(folder, endpoint).start()
    mine.db.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S", "sk:S"))
    mine.db.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification=ON)
    tables.put_all(mine.db, "orders", items_of(3_000))
    next_second()
    started = mine.start_export("orders", S3Prefix="killed")
    mine.server.kill()
    mine.start()
    ended = mine.ended_export(started["ExportArn"])
    assert ended["ExportStatus"] == "COMPLETED", ended
    assert ended["ItemCount"] == 3_000
    keys = mine.keys("killed/")
    assert len([key for key in keys if key.endswith(".json.gz")]) == len(mine.data_files(ended))
    mine.server.stop()
