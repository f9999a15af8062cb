"""An S3 endpoint on this machine (moto's server, in a thread), and a server that exports to it and imports from it."""

import pathlib

import boto3
from moto.server import ThreadedMotoServer

from support.buckets import BUCKET, Storage
from support.server import Server

REGION = "us-east-1"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDOFBUCKETS", "AWS_SECRET_ACCESS_KEY": "secret/of+buckets"}


def keys_file(folder: pathlib.Path, **keys: str) -> str:
    """A file in the format of AWS's shared credentials file, for its owner only."""
    path = folder / "s3-credentials"
    path.write_text("[default]\n" + "".join(f"{name.lower()} = {value}\n" for name, value in keys.items()))
    path.chmod(0o600)
    return str(path)


class S3Endpoint:
    """Running until stop()."""

    def __init__(self):
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        self.client = boto3.client("s3", endpoint_url=self.url, region_name=REGION, aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
                                   aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"])

    def stop(self) -> None:
        self._server.stop()


class S3Storage(Storage):
    """Storage whose buckets are an endpoint's. Not running until start()."""

    def __init__(self, folder: pathlib.Path, endpoint: S3Endpoint, *arguments: str):
        self.s3 = endpoint.client
        self.s3.create_bucket(Bucket=BUCKET)
        self.server = Server(folder / "data", "--s3-endpoint", endpoint.url, "--s3-credentials", keys_file(folder, **KEYS), *arguments)
        self.db = None

    def put(self, key: str, content: bytes | str) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=content)

    def get(self, key: str) -> bytes:
        return self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def keys(self, prefix: str = "") -> set:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return {found["Key"] for page in pages for found in page.get("Contents", [])}
