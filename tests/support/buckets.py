"""Buckets as folders (`quondam serve --s3-root`), and the exports and imports between them and tables."""

import base64
import gzip
import hashlib
import json
import pathlib

from support import api, tables
from support.clock import until
from support.server import Server

BUCKET = "bucket"


def md5(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content).digest()).decode()


class Storage:
    """A server that has buckets. Not running until start()."""

    def __init__(self, folder: pathlib.Path, *arguments: str):
        self.root = folder / "buckets"
        (self.root / BUCKET).mkdir(parents=True, exist_ok=True)
        self.server = Server(folder / "data", "--s3-root", str(self.root), *arguments)
        self.db = None

    def start(self) -> "Storage":
        self.server.start()
        self.db = api.client(self.server.endpoint)
        return self

    # ---- objects ----

    def put(self, key: str, content: bytes | str) -> None:
        path = self.root / BUCKET / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def get(self, key: str) -> bytes:
        return (self.root / BUCKET / key).read_bytes()

    def keys(self, prefix: str = "") -> set:
        """Every file of the bucket whose key begins so, also those that an object store would not show."""
        bucket = self.root / BUCKET
        found = {path.relative_to(bucket).as_posix() for path in bucket.rglob("*") if path.is_file()}
        return {key for key in found if key.startswith(prefix)}

    # ---- exports ----

    def arn(self, table: str) -> str:
        return self.db.describe_table(TableName=table)["Table"]["TableArn"]

    def start_export(self, table: str, **parameters) -> dict:
        """Starts one to the bucket, under a prefix of its own unless one is named; answers the description."""
        parameters.setdefault("S3Prefix", tables.unique_name("exports"))
        return self.db.export_table_to_point_in_time(TableArn=self.arn(table), S3Bucket=BUCKET, **parameters)["ExportDescription"]

    def ended_export(self, arn: str, timeout_seconds: float = 60) -> dict:
        def ended():
            found = self.db.describe_export(ExportArn=arn)["ExportDescription"]
            return found if found["ExportStatus"] != "IN_PROGRESS" else None

        return until(ended, timeout_seconds)

    def export(self, table: str, **parameters) -> dict:
        found = self.ended_export(self.start_export(table, **parameters)["ExportArn"])
        assert found["ExportStatus"] == "COMPLETED", found
        return found

    def checked(self, key: str) -> bytes:
        """A manifest, held against the sum beside it."""
        content = self.get(key)
        assert self.get(key.removesuffix(".json") + ".md5").decode() == md5(content)
        return content

    def summary(self, description: dict) -> dict:
        return json.loads(self.checked(description["ExportManifest"]))

    def data_files(self, description: dict) -> list:
        """The lines of manifest-files.json."""
        lines = self.checked(self.summary(description)["manifestFilesS3Key"]).decode()
        assert lines.endswith("\n")
        return [json.loads(line) for line in lines.splitlines()]

    def lines(self, description: dict) -> list:
        """Every line of the export's data, each file held against the manifest."""
        found = []
        for file in self.data_files(description):
            content = self.get(file["dataFileS3Key"])
            assert file["md5Checksum"] == md5(content)
            assert file["etag"] == hashlib.md5(hashlib.md5(content).digest()).hexdigest() + "-1"
            lines = [json.loads(line) for line in gzip.decompress(content).decode().splitlines()]
            assert len(lines) == file["itemCount"]
            found += lines
        assert len(found) == description["ItemCount"]
        return found

    # ---- imports ----

    def start_import(self, prefix: str, *keys: str, name: str | None = None, attributes: tuple = (), InputFormat: str = "DYNAMODB_JSON",
                     creation: dict | None = None, **parameters) -> dict:
        """Starts one from the bucket into an on-demand table; answers the description."""
        creation = {"TableName": name or tables.unique_name("imported"), "BillingMode": "PAY_PER_REQUEST",
                    **tables.definition(*(keys or ("pk:S",)), attributes=attributes), **(creation or {})}
        return self.db.import_table(S3BucketSource={"S3Bucket": BUCKET, "S3KeyPrefix": prefix}, InputFormat=InputFormat,
                                    TableCreationParameters=creation, **parameters)["ImportTableDescription"]

    def ended_import(self, arn: str, timeout_seconds: float = 60) -> dict:
        def ended():
            found = self.db.describe_import(ImportArn=arn)["ImportTableDescription"]
            return found if found["ImportStatus"] != "IN_PROGRESS" else None

        return until(ended, timeout_seconds)

    def import_table(self, prefix: str, *keys: str, **parameters) -> dict:
        return self.ended_import(self.start_import(prefix, *keys, **parameters)["ImportArn"])


def table_of(description: dict) -> str:
    return description["TableArn"].rpartition("/")[2]


def counts(description: dict) -> tuple:
    """(processed, imported, errors)"""
    return tuple(description[name] for name in ("ProcessedItemCount", "ImportedItemCount", "ErrorCount"))


def as_lines(items: list) -> str:
    return "".join(json.dumps({"Item": item}) + "\n" for item in items)


def binaries(item):
    """An item of an export's line as boto3 answers items: binaries are bytes."""
    if isinstance(item, list):
        return [binaries(one) for one in item]
    if not isinstance(item, dict):
        return item
    if set(item) == {"B"} and isinstance(item["B"], str):
        return {"B": base64.b64decode(item["B"])}
    if set(item) == {"BS"}:
        return {"BS": [base64.b64decode(one) for one in item["BS"]]}
    return {name: binaries(value) for name, value in item.items()}
