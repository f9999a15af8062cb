"""The server's hand-written shapes against AWS's published service model, as PyPI's botocore carries it."""

import json
import subprocess

import botocore.session
import pytest
from support.server import binary

pytestmark = pytest.mark.own_server

SERVICES = ("dynamodb", "dynamodbstreams")
MODELS = {name: botocore.session.get_session().get_service_model(service)
          for service in SERVICES for name in botocore.session.get_session().get_service_model(service).operation_names}


@pytest.fixture(scope="module")
def ours() -> dict:
    """`quondam shapes`: per operation the shape of its request: {type, name, min, max, pattern, enum, required, members, member, key_max}."""
    printed = subprocess.run([binary(), "shapes"], capture_output=True, check=True, timeout=30)
    return json.loads(printed.stdout)


def expected(shape) -> dict:
    """A shape of the model in the form that `quondam shapes` prints, without its name."""
    if shape.name == "AttributeValue":
        return {"type": "attribute_value"}
    found = {"type": shape.type_name}
    for limit in ("min", "max", "pattern"):
        if limit in shape.metadata:
            found[limit] = shape.metadata[limit]
    if getattr(shape, "enum", None):
        found["enum"] = sorted(shape.enum)
    if shape.type_name == "list":
        found["member"] = expected(shape.member)
    elif shape.type_name == "map":
        found["member"] = expected(shape.value)
        if "max" in shape.key.metadata:
            found["key_max"] = shape.key.metadata["max"]
    elif shape.type_name == "structure":
        found["required"] = sorted(shape.required_members)
        found["members"] = {name: expected(member) for name, member in shape.members.items()}
    return found


def printed(shape: dict) -> dict:
    """What `quondam shapes` printed, in the same form: no names, and lists that have no order sorted."""
    found = {name: value for name, value in shape.items() if name != "name"}
    for unordered in ("enum", "required"):
        if unordered in found:
            found[unordered] = sorted(found[unordered])
    if "member" in found:
        found["member"] = printed(found["member"])
    if "members" in found:
        found["members"] = {name: printed(member) for name, member in found["members"].items()}
    return found


def differences(ours: dict, theirs: dict, at: str):
    for member in sorted(ours.keys() | theirs.keys()):
        mine, wanted = ours.get(member), theirs.get(member)
        if isinstance(mine, dict) and isinstance(wanted, dict):
            yield from differences(mine, wanted, f"{at}.{member}")
        elif mine != wanted:
            yield f"{at}.{member}: {mine!r}, and the service model says {wanted!r}"


def test_every_operation_is_there(ours):
    """The server has every operation that the two service models have; what it adds itself is not printed."""
    assert sorted(ours) == sorted(MODELS)


@pytest.mark.parametrize("operation", sorted(MODELS))
def test_requests_follow_the_service_model(ours, operation):
    """Types, members, required members, limits, patterns and enumerations of a request are the published ones."""
    wanted = MODELS[operation].operation_model(operation).input_shape
    found = list(differences(printed(ours[operation]), expected(wanted), operation))
    assert not found, "\n".join(found)
