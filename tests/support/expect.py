"""Expectations about answers: refusals with their exact text, items compared attribute by attribute."""

import contextlib
import re
from decimal import Decimal

import pytest
from botocore.exceptions import ClientError


class Refusal:
    def __init__(self):
        self.code, self.message, self.response, self.reasons = "", "", {}, []


@contextlib.contextmanager
def refused(code: str, message: str | None = None, *, matching: str | None = None):
    """What is done inside is refused with the error `code`, and with exactly `message`, or one `matching` the pattern."""
    refusal = Refusal()
    with pytest.raises(ClientError) as caught:
        yield refusal
    error = caught.value.response["Error"]
    refusal.code, refusal.message, refusal.response = error["Code"], error.get("Message", ""), caught.value.response
    assert (refusal.code, caught.value.response["ResponseMetadata"]["HTTPStatusCode"]) == (code, 400), refusal.message
    if message is not None:
        assert refusal.message == message
    if matching is not None:
        assert re.search(matching, refusal.message), refusal.message


def invalid(message: str):
    """Refused with ValidationException and exactly this text."""
    return refused("ValidationException", message)


def invalid_parameter(message: str):
    """Refused with ValidationException, and AWS's usual beginning of such texts."""
    return refused("ValidationException", "One or more parameter values were invalid: " + message)


@contextlib.contextmanager
def cancelled(*codes: str):
    """The transaction done inside is cancelled, with these reasons in the order of its actions. The refusal's `reasons` are the answer's
    CancellationReasons; one of code None has nothing else (API reference, TransactionCanceledException)."""
    text = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{', '.join(codes)}]"
    with refused("TransactionCanceledException", text) as refusal:
        yield refusal
    refusal.reasons = refusal.response["CancellationReasons"]
    assert [reason["Code"] for reason in refusal.reasons] == list(codes)
    for reason in refusal.reasons:
        if reason["Code"] == "None":
            assert reason == {"Code": "None"}
        elif reason["Code"] == "ConditionalCheckFailed":
            assert reason["Message"] == "The conditional request failed"
        else:
            assert reason["Message"]


@contextlib.contextmanager
def constraint(*violations: str):
    """Refused by the service model's constraints: each violation is "Value ... at ..." and what it fails to satisfy. AWS does not
    promise their order."""
    plural = "s" if len(violations) > 1 else ""
    with refused("ValidationException", matching=rf"^{len(violations)} validation error{plural} detected: ") as refusal:
        yield refusal
    found = refusal.message.partition(" detected: ")[2]
    assert sorted(found.split("; ")) == sorted(violations)


def violation(value, at: str, must: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{at}' failed to satisfy constraint: Member must {must}"


# The constraint on names of tables that are keys of a map (BatchGetItem, BatchWriteItem), as a pattern.
MAP_KEYS = (r"failed to satisfy constraint: Map keys must satisfy constraint: \[Member must have length less than or equal to 255, "
            r"Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: \[a-zA-Z0-9_\.-\]\+\]")


def required(member: str, operation: str) -> str:
    """A pattern of the two texts with which AWS's regions refuse an empty map or list that must not be empty."""
    lower = member[0].lower() + member[1:]
    return (rf"^The {lower} parameter is required for {operation}$|^1 validation error detected: Value at '{member}' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1$")


def comparable(value: dict):
    """An attribute value in a form whose equality is DynamoDB's: sets have no order, numbers are numbers."""
    (kind, content), = value.items()
    if kind == "N":
        return kind, Decimal(content)
    if kind == "NS":
        return kind, frozenset(Decimal(number) for number in content)
    if kind in ("SS", "BS"):
        return kind, frozenset(content)
    if kind == "L":
        return kind, tuple(comparable(element) for element in content)
    if kind == "M":
        return kind, frozenset((name, comparable(member)) for name, member in content.items())
    return kind, content


def comparable_item(item: dict) -> dict:
    return {name: comparable(value) for name, value in item.items()}


def same_item(one: dict | None, other: dict | None) -> bool:
    return one is not None and other is not None and comparable_item(one) == comparable_item(other)


def by_key(items: list, *key: str) -> dict:
    """Items by the values of their key attributes; two items of one key are an error."""
    found = {tuple(comparable(item[name]) for name in key): comparable_item(item) for item in items}
    assert len(found) == len(items), "an item was answered twice"
    return found


def assert_same_items(found: list, expected: list, *key: str) -> None:
    """Both hold the same items, compared attribute by attribute; a difference names the item and the attribute."""
    left, right = by_key(found, *key), by_key(expected, *key)
    assert left.keys() == right.keys(), (
        f"missing: {sorted(map(str, right.keys() - left.keys()))[:5]}, too many: {sorted(map(str, left.keys() - right.keys()))[:5]}")
    for name, item in right.items():
        assert left[name] == item, f"the item {name} differs"
