"""The admin API (docs/admin-api.md) as calls, with errors as boto3 raises them."""

import http.client
import json
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials
from botocore.exceptions import ClientError

from . import api
from .clock import until

TARGET = "Quondam_20261101"


class Admin:
    """admin.diff_table(TableName=...) sends DiffTable."""

    def __init__(self, endpoint: str, key_id: str = "test"):
        self._endpoint, self._credentials = endpoint, botocore.credentials.Credentials(key_id, "secret")
        parts = urllib.parse.urlsplit(endpoint)
        self._host, self._port = parts.hostname, parts.port

    def __getattr__(self, method: str):
        operation = "".join(part.capitalize() for part in method.split("_"))
        return lambda **parameters: self.call(operation, parameters)

    def call(self, operation: str, parameters: dict) -> dict:
        body = json.dumps(parameters).encode()
        request = botocore.awsrequest.AWSRequest("POST", self._endpoint + "/", data=body, headers={
            "Content-Type": api.CONTENT_TYPE, "X-Amz-Target": f"{TARGET}.{operation}"})
        botocore.auth.SigV4Auth(self._credentials, "dynamodb", api.REGION).add_auth(request)
        connection = http.client.HTTPConnection(self._host, self._port, timeout=60)
        try:
            connection.request("POST", "/", body, dict(request.headers.items()))
            answer = connection.getresponse()
            found = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            error = {"Code": found["__type"].rpartition("#")[2], "Message": found.get("message", found.get("Message", ""))}
            raise ClientError({"Error": error, "ResponseMetadata": {"HTTPStatusCode": answer.status}}, operation)
        return found

    def differences(self, **parameters) -> list:
        """All pages of DiffTable."""
        found = []
        while True:
            page = self.diff_table(**parameters)
            found += page["Differences"]
            if "NextToken" not in page:
                return found
            parameters["NextToken"] = page["NextToken"]

    def finished(self, undo: dict) -> dict:
        """The undo that an answer has begun, when it has ended."""
        def ended():
            found = self.describe_undo(UndoId=undo["Undo"]["UndoId"])["Undo"]
            return found if found["Status"] != "RUNNING" else None

        return until(ended, timeout_seconds=60)
