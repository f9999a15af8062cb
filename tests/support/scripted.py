"""A server that answers what a test tells it, for what a real one does not do on demand: pages, long undos, broken connections."""

import http.server
import json
import threading


class Refuse:
    """An answer that is an error."""

    def __init__(self, error: str, message: str, status: int = 400, **headers: str):
        self.body = {"__type": f"com.amazonaws.dynamodb.v20120810#{error}", "message": message}
        self.status, self.headers = status, headers


BREAK_OFF = object()  # the connection ends without an answer


class ScriptedServer:
    """`answers` maps an operation to its answers, one after the other (the last one again and again); one that depends on what
    was sent is a function of the server. `requests` are what came, and `headers` theirs."""

    def __init__(self, **answers):
        self.answers = {operation: list(found) for operation, found in answers.items()}
        self.requests: list[tuple[str, dict]] = []
        self.headers: list[dict] = []
        script = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                operation = self.headers["X-Amz-Target"].rpartition(".")[2]
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                script.headers.append(dict(self.headers.items()))
                script.requests.append((operation, body))
                answer = script.next_answer(operation)
                if answer is BREAK_OFF:
                    self.close_connection = True
                    return
                text = json.dumps(answer.body if isinstance(answer, Refuse) else answer).encode()
                self.send_response(answer.status if isinstance(answer, Refuse) else 200)
                for name, value in answer.headers.items() if isinstance(answer, Refuse) else ():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"

    def next_answer(self, operation: str):
        found = self.answers.get(operation)
        if not found:
            return Refuse("UnknownOperationException", "")
        answer = found.pop(0) if len(found) > 1 else found[0]
        return answer(self) if callable(answer) else answer

    def sent(self, operation: str) -> list[dict]:
        return [body for name, body in self.requests if name == operation]

    def __enter__(self) -> "ScriptedServer":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()


# What DescribeTable says of a table "t" with the key "id".
DESCRIBED = {"Table": {"TableName": "t", "TableStatus": "ACTIVE", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                       "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}}
