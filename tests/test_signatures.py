"""Our signer against botocore's, over random requests (IAM user guide, "Create a signed AWS API request"). The other way, requests that
botocore signs and the server verifies, is in test_access.py."""

import os
import random
import subprocess
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from support.server import binary

REQUESTS = 400
LETTERS = "abcXYZ019-._~ /%+&=?#$@:,;!*'()[]{}|<>\"\\^`\t\u00e9\u00fc\u4e16\u754c\U0001f600"


def random_text(choice: random.Random, alphabet: str, most: int) -> str:
    return "".join(choice.choice(alphabet) for _ in range(choice.randint(0, most)))


def random_path(choice: random.Random) -> str:
    segments = [choice.choice([urllib.parse.quote(random_text(choice, LETTERS, 8), safe=choice.choice(["", "/", "~", "@:"])), "", ".", "..", "%2F"])
                for _ in range(choice.randint(0, 5))]
    return "/" + "/".join(segments) + choice.choice(["", "/"])


def random_query(choice: random.Random) -> str:
    """Encoded, in no order; names come again, values may be empty, or not there with their equals sign."""
    names = [random_text(choice, LETTERS, 5) or "a" for _ in range(choice.choice([0, 1, 2, 3]))]
    pairs = []
    for _ in range(choice.choice([0, 0, 1, 3, 6]) if names else 0):
        name = urllib.parse.quote(choice.choice(names), safe="-_.~")
        pairs.append(choice.choice([f"{name}={urllib.parse.quote(random_text(choice, LETTERS, 8), safe='-_.~')}", f"{name}=", name]))
    return "&".join(pairs)


def random_request(choice: random.Random, service: str) -> botocore.awsrequest.AWSRequest:
    query = random_query(choice)
    scheme = choice.choice(["http", "https"])
    host = choice.choice(["example.com", "example.com:8443", "127.0.0.1:8000", "[::1]:8000", f"{service}.us-east-1.amazonaws.com"])
    body = choice.choice([b"", random_text(choice, LETTERS, 200).encode(), choice.randbytes(choice.randint(1, 3000))])
    request = botocore.awsrequest.AWSRequest(choice.choice(["GET", "PUT", "POST", "DELETE", "HEAD"]),
                                             f"{scheme}://{host}{random_path(choice)}" + (f"?{query}" if query else ""), data=body)
    for _ in range(choice.randint(0, 6)):
        name = choice.choice(["X-Amz-Meta-", "x-amz-", "X-Odd-", "ACCEPT-", "Content-"]) + str(choice.randint(0, 3))
        request.headers.add_header(name, choice.choice(["", "  ", "\t"]) + random_text(choice, "ab  ,;=\"\t\u00e9", 20) + choice.choice(["", "   ", "x  y "]))
    return request


def as_line(request: botocore.awsrequest.AWSRequest, key: botocore.credentials.Credentials, region: str, service: str) -> str:
    """What tests/support/sign_requests.cc reads: of the headers those that botocore has signed."""
    split = urllib.parse.urlsplit(request.url)
    names = request.headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    signer = botocore.auth.SigV4Auth(key, service, region)
    headers = [(name, value) for name, value in signer.headers_to_sign(request).items() if name.lower() in names]
    instead = request.headers.get("X-Amz-Content-SHA256", "")
    words = [key.access_key, key.secret_key, request.context["timestamp"], region, service, request.method, split.path, split.query,
             request.data, instead, *(text for header in headers for text in header)]
    return " ".join("x" + (word if isinstance(word, bytes) else word.encode()).hex() for word in words)


@pytest.mark.parametrize("service", ["dynamodb", "sts", "s3"])
def test_our_signatures_are_botocores(service):
    """Unsorted and repeated parameters, paths with dots and doubled slashes, repeated headers with odd spacing, unicode, bodies of any bytes,
    session tokens: the Authorization header is botocore's, letter by letter (SigV4Auth; for S3 S3SigV4Auth, which leaves paths alone)."""
    seed = int(os.environ.get("QUONDAM_SEED") or random.SystemRandom().getrandbits(32))
    print(f"seed {seed}; repeat with QUONDAM_SEED={seed}")
    choice = random.Random(f"{seed} {service}")
    signer = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    lines, expected = [], []
    for _ in range(REQUESTS):
        request = random_request(choice, service)
        key = botocore.credentials.Credentials(random_text(choice, "AKID0123", 12) or "A", random_text(choice, LETTERS, 40) or "s",
                                               choice.choice([None, "FwoGZXIv//token+with=odd/characters=="]))
        region = choice.choice(["us-east-1", "eu-west-3", "local"])
        signer(key, service, region).add_auth(request)
        lines.append(as_line(request, key, region, service))
        expected.append((request.headers["Authorization"], f"{request.method} {request.url}\n{request.headers.items()}\n{request.data[:200]!r}"))
    done = subprocess.run([binary().parent / "sign_requests"], input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    signed = done.stdout.splitlines()
    assert len(signed) == REQUESTS
    for number, (ours, (theirs, shown)) in enumerate(zip(signed, expected, strict=True)):
        assert ours == theirs, f"seed {seed}, request {number}:\n{shown}"
