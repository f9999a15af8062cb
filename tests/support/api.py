"""The API as calls: a boto3 client that hides nothing, and raw requests below it."""

import http.client
import json
import os
import threading
import urllib.parse

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials
from botocore.config import Config

REGION = os.environ.get("AWS_REGION", "us-east-1")
TARGET = "DynamoDB_20120810"
CONTENT_TYPE = "application/x-amz-json-1.0"


def client(endpoint: str, key_id: str | None = None, service: str = "dynamodb", **options):
    """A client that sends once (no retries) and sends whatever it is given (no validation before the server's). `key_id`: who asks, of a
    server that accepts any signature. The other service is "dynamodbstreams", at the same endpoint."""
    settings = Config(retries={"total_max_attempts": 1}, parameter_validation=False, max_pool_connections=64,
                      connect_timeout=10, read_timeout=60, **options)
    keys = {"aws_access_key_id": key_id, "aws_secret_access_key": "secret"} if key_id else credentials()
    return boto3.client(service, endpoint_url=endpoint, region_name=REGION, config=settings, **keys)


def credentials() -> dict:
    """The environment's, or any: a server without credentials configured accepts every signature."""
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        return {}
    return {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


class Answer:
    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """The error's name, without the prefix that SDKs drop."""
        return self.json["__type"].rpartition("#")[2]

    @property
    def message(self) -> str:
        return self.json.get("message", self.json.get("Message", ""))


class RawApi:
    """Requests as bytes: for what no SDK would send. Signed, so that they can go to any endpoint. One connection a thread."""

    def __init__(self, endpoint: str):
        self.endpoint = endpoint
        parts = urllib.parse.urlsplit(endpoint)
        self.host, self.port, self._secure = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), parts.scheme == "https"
        self._local = threading.local()

    def connection(self, timeout_seconds: float = 60) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self.host, self.port, timeout=timeout_seconds)

    def headers(self, operation: str, body: bytes, **more: str) -> dict:
        request = botocore.awsrequest.AWSRequest("POST", self.endpoint + "/", data=body, headers={
            "Content-Type": CONTENT_TYPE, "X-Amz-Target": f"{TARGET}.{operation}"})
        found = boto3.Session(**credentials()).get_credentials()
        botocore.auth.SigV4Auth(found.get_frozen_credentials(), "dynamodb", REGION).add_auth(request)
        return {**dict(request.headers.items()), **more}

    def call(self, operation: str, body, **headers: str) -> Answer:
        """One POST on a connection of its own; `body` is JSON as a value, or the bytes to send."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.request("POST", "/", data, self.headers(operation, data, **headers))

    def request(self, method: str, path: str, body: bytes | None, headers: dict) -> Answer:
        connection = self.connection()
        try:
            connection.request(method, path, body, headers)
            return answer_of(connection)
        finally:
            connection.close()


def answer_of(connection: http.client.HTTPConnection) -> Answer:
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())
