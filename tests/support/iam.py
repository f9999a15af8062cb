"""IAM policies as AWS reads them, and a server that lets through only what a policy allows."""

import http.client
import http.server
import json
import re
import threading
import urllib.parse

ACCOUNT, REGION = "000000000000", "us-east-1"
TABLES = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/"
# Developer guide, "Using IAM with DynamoDB backup and restore": what the caller of a restore must be allowed on the table that is made.
FILLS_A_RESTORED_TABLE = ("BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem")


def listed(value) -> list:
    return value if isinstance(value, list) else [value]


def matches(pattern: str, text: str) -> bool:
    """IAM user guide, "Resource": "*" is any characters, "?" any one; all else is itself."""
    return re.fullmatch("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern), text, re.DOTALL) is not None


def grants_of(policy: dict, action: str, resource: str) -> list:
    """The Sids of the statements that allow it."""
    return [one["Sid"] for one in policy["Statement"]
            if f"dynamodb:{action}" in listed(one["Action"]) and any(matches(pattern, resource) for pattern in listed(one["Resource"]))]


def needed(operation: str, body: dict) -> list:
    """What AWS asks of the caller of an operation: (action, resource), by the resource types of the Service Authorization Reference."""
    if operation in ("ListTables", "ListBackups"):
        return [(operation, "*")]
    if operation in ("BatchGetItem", "BatchWriteItem"):
        return [(operation, TABLES + table) for table in body["RequestItems"]]
    if operation == "RestoreTableToPointInTime":
        target = TABLES + body["TargetTableName"]
        return [(operation, TABLES + body["SourceTableName"]), *((action, target) for action in FILLS_A_RESTORED_TABLE)]
    if operation == "RestoreTableFromBackup":
        target = TABLES + body["TargetTableName"]
        return [(operation, body["BackupArn"]), (operation, target), *((action, target) for action in FILLS_A_RESTORED_TABLE)]
    for member in ("BackupArn", "ResourceArn"):
        if member in body:
            return [(operation, body[member])]
    if "IndexName" in body:
        return [(operation, f"{TABLES}{body['TableName']}/index/{body['IndexName']}")]
    return [(operation, TABLES + body["TableName"])]


class PolicedServer:
    """Passes on to `endpoint` what `policy` allows, and refuses all else as AWS does. The admin API is passed on: an endpoint that
    has none says so itself."""

    def __init__(self, endpoint: str, policy: dict):
        self.used: set = set()  # (Sid, action)
        self.refused: list = []  # (action, resource)
        target = urllib.parse.urlparse(endpoint)
        policed = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"]))
                service, _, operation = self.headers["X-Amz-Target"].rpartition(".")
                missing = policed.judge(operation, json.loads(text)) if service.startswith("DynamoDB_") else []
                if missing:
                    self.answer(400, json.dumps({"__type": "com.amazon.coral.service#AccessDeniedException", "Message": f"not allowed: {missing}"}).encode())
                    return
                connection = http.client.HTTPConnection(target.hostname, target.port, timeout=60)
                kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
                connection.request("POST", "/", body=text, headers=kept)
                came = connection.getresponse()
                self.answer(came.status, came.read())
                connection.close()

            def answer(self, status: int, text: bytes):
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self._policy = policy
        self._lock = threading.Lock()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"

    def judge(self, operation: str, body: dict) -> list:
        with self._lock:
            missing = []
            for action, resource in needed(operation, body):
                sids = grants_of(self._policy, action, resource)
                self.used.update((sid, action) for sid in sids)
                if not sids:
                    missing.append((action, resource))
            self.refused += missing
            return missing

    def __enter__(self) -> "PolicedServer":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()
