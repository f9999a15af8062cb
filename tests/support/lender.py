"""A server of this machine that stands for what lends credentials: a container's agent, the metadata of an instance, the Security Token
Service; and what each of them answers."""

import datetime
import http.server
import json
import threading
import urllib.parse


class Request:
    def __init__(self, method: str, path: str, headers: dict, body: bytes):
        self.method, self.path, self.headers, self.body = method, path, headers, body

    @property
    def form(self) -> dict:
        return dict(urllib.parse.parse_qsl(self.body.decode(), strict_parsing=True))


class Lender:
    """`answers` maps "GET /path" to (status, text), or to a list of them, one after the other (the last one again and again). What it
    does not name is not found. `requests` are what came."""

    def __init__(self, answers: dict):
        self.answers = {request: list(found) if isinstance(found, list) else [found] for request, found in answers.items()}
        self.requests: list[Request] = []
        lender = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                lender.requests.append(Request(self.command, self.path, headers, body))
                found = lender.answers.get(f"{self.command} {self.path}", [(404, "")])
                status, text = found.pop(0) if len(found) > 1 else found[0]
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_PUT = do_POST = answer

            def do_CONNECT(self):
                lender.requests.append(Request("CONNECT", self.path, {}, b""))
                self.send_error(403)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def sent(self) -> list[str]:
        return [f"{request.method} {request.path}" for request in self.requests]

    def __enter__(self) -> "Lender":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()


def expiration(seconds: float = 3600) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def lent(key_id: str, seconds: float = 3600) -> tuple[int, str]:
    """What a container's agent and an instance's metadata answer."""
    return 200, json.dumps({"Code": "Success", "AccessKeyId": key_id, "SecretAccessKey": f"secret of {key_id}", "Token": f"token of {key_id}",
                            "Expiration": expiration(seconds)})


def of_role(key_id: str, action: str = "AssumeRole", seconds: float = 3600) -> tuple[int, str]:
    """What the Security Token Service answers."""
    return 200, (f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials><AccessKeyId>{key_id}'
                 f"</AccessKeyId><SecretAccessKey>secret of {key_id}</SecretAccessKey><SessionToken>token of {key_id}</SessionToken>"
                 f"<Expiration>{expiration(seconds)}</Expiration></Credentials></{action}Result></{action}Response>")


def not_allowed(code: str = "AccessDenied", status: int = 403) -> tuple[int, str]:
    return status, (f'<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code>'
                    f"<Message>no &amp; no</Message></Error></ErrorResponse>")
