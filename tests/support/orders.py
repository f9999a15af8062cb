"""The shop's table as the tests of the clients make it: demo/shop.py's items, orders by their state (a global index), and a customer's
orders by the moment they were placed (a local one)."""

from demo import shop

from . import tables
from .indexes import include, index

BY_STATE, BY_PLACING = "orders-by-state", "orders-by-placing"
FIRST_PLACED = 1700000000


def definition() -> dict:
    """CreateTable's members without the name."""
    return {
        **tables.definition("PK:S", "SK:S", attributes=("state:S", "placedAt:N")),
        "BillingMode": "PAY_PER_REQUEST",
        "GlobalSecondaryIndexes": [index(BY_STATE, "state", "placedAt")],
        "LocalSecondaryIndexes": [index(BY_PLACING, "PK", "placedAt", projection=include("state", "total"))],
    }


def items() -> list:
    """Everything that the shop has; each order with a moment of its own."""
    everything = shop.commerce_items()
    for number, order in enumerate(filter(is_order, everything)):
        order["placedAt"] = {"N": str(FIRST_PLACED + number)}
    return everything


def is_order(item: dict) -> bool:
    return item["SK"]["S"].startswith("ORDER#")


def in_state(state: str, found: list) -> list:
    """The keys of the orders of a state, the oldest first: what a query of BY_STATE answers."""
    orders = [item for item in found if is_order(item) and item["state"]["S"] == state]
    return [shop.key_of(item) for item in sorted(orders, key=lambda order: int(order["placedAt"]["N"]))]
