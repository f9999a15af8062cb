"""Credentials files, certificates, and requests signed by botocore: for servers that ask who comes in."""

import hashlib
import pathlib
import subprocess

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials
from botocore.config import Config
from support.api import CONTENT_TYPE, REGION, TARGET

KEY_ID, SECRET = "AKIDQUONDAMTEST", "s3cret/+=key"


def write_private(path: pathlib.Path, text: str, mode: int = 0o600) -> pathlib.Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def profile(name: str, key_id: str, secret: str, token: str | None = None) -> str:
    lines = [f"[{name}]", f"aws_access_key_id = {key_id}", f"aws_secret_access_key = {secret}"]
    return "\n".join(lines + ([f"aws_session_token = {token}"] if token else [])) + "\n"


def client(endpoint: str, key_id: str = KEY_ID, secret: str = SECRET, token: str | None = None, region: str = REGION, verify=None):
    settings = Config(retries={"total_max_attempts": 1}, connect_timeout=10, read_timeout=60)
    return boto3.client("dynamodb", endpoint_url=endpoint, region_name=region, config=settings, aws_access_key_id=key_id,
                        aws_secret_access_key=secret, aws_session_token=token, verify=verify)


def signed_headers(endpoint: str, operation: str, body: bytes, *, key_id: str = KEY_ID, secret: str = SECRET, token: str | None = None,
                   path: str = "/", service: str = "dynamodb", region: str = REGION, more: dict | None = None) -> dict:
    """The headers of a POST, signed by botocore."""
    request = botocore.awsrequest.AWSRequest("POST", endpoint + path, data=body, headers={
        "Content-Type": CONTENT_TYPE, "X-Amz-Target": f"{TARGET}.{operation}", **(more or {})})
    found = botocore.credentials.Credentials(key_id, secret, token)
    botocore.auth.SigV4Auth(found, service, region).add_auth(request)
    return dict(request.headers.items())


class Presigner(botocore.auth.SigV4QueryAuth):
    """botocore's signer of queries, for a request that has a body: it would move the body into the query, as other services have it."""

    def __init__(self, found: botocore.credentials.Credentials, region: str, body: bytes, expires: int):
        super().__init__(found, "dynamodb", region, expires=expires)
        self._body = body

    def payload(self, request) -> str:
        return hashlib.sha256(self._body).hexdigest()


def presigned(endpoint: str, operation: str, body: bytes, expires: int, found: botocore.credentials.Credentials) -> tuple[str, dict]:
    """Path and headers of a POST that is signed in its query."""
    request = botocore.awsrequest.AWSRequest("POST", endpoint + "/", headers={"X-Amz-Target": f"{TARGET}.{operation}"})
    Presigner(found, REGION, body, expires).add_auth(request)
    return request.url.removeprefix(endpoint), {**dict(request.headers.items()), "Content-Type": CONTENT_TYPE}


def make_certificate(folder: pathlib.Path, name: str = "server") -> tuple[pathlib.Path, pathlib.Path]:
    """A certificate for localhost that signs itself, and its key, which only its owner may read."""
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
         "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    key.chmod(0o600)
    return certificate, key
