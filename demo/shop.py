"""A shop's two tables, what is in them, and the accident: a script that deletes half of the items and overwrites others."""

import hashlib
import time

COMMERCE = "babesclub-commerce"
RATE_LIMITS = "babesclub-auth-rate-limits"
DAY_SECONDS = 24 * 3600


def _s(text) -> dict:
    return {"S": str(text)}


def _n(number) -> dict:
    return {"N": str(number)}


def _money(cents: int) -> dict:
    return {"M": {"amount": _n(f"{cents // 100}.{cents % 100:02}"), "currency": _s("EUR")}}


def _lines(number: int) -> dict:
    return {"L": [{"M": {"sku": _s(f"tee-{number % 9}-{size}"), "quantity": _n(1 + (number + index) % 3), "price": _money(1990 + 100 * index),
                         "options": {"M": {"size": _s(size), "gift": {"BOOL": index == 1}, "tags": {"SS": [size, f"drop-{number % 4}"]}}}}}
                  for index, size in enumerate("SML"[: 1 + number % 3])]}


def commerce_items(users: int = 40) -> list:
    """Carts, quotes, sessions, users with their profiles and orders, coupons, events."""
    soon = int(time.time()) + DAY_SECONDS
    items = []
    for user in range(users):
        who = f"USER#{user:04}"
        mark = hashlib.sha256(who.encode()).hexdigest()[:16]
        items.append({"PK": _s(who), "SK": _s("PROFILE"), "name": _s(f"Zo\u00eb {user}"), "newsletter": {"BOOL": user % 2 == 0},
                      "address": {"M": {"street": _s(f"{user} Main Street"), "geo": {"L": [_n(f"52.{user:04}1"), _n(f"-13.{user:04}9")]},
                                        "second": {"NULL": True}}}, "avatar": {"B": bytes([user % 256, 0, 255])}})
        for order in range(user % 5):
            items.append({"PK": _s(who), "SK": _s(f"ORDER#{user:04}-{order}"), "lines": _lines(user + order), "total": _money(1999 * (order + 1)),
                          "state": _s(("paid", "sent", "returned")[order % 3]), "history": {"L": [{"M": {"at": _n(1700000000 + order), "to": _s("paid")}}]}})
        items.append({"PK": _s(f"CART#{mark}"), "SK": _s("CART"), "lines": _lines(user), "expiresAt": _n(soon + user)})
        items.append({"PK": _s(f"SESSION#{mark}"), "SK": _s("SESSION"), "user": _s(who), "expiresAt": _n(soon)})
        items.append({"PK": _s(f"QUOTE#{user}"), "SK": _s("QUOTE"), "total": _money(4999 + user), "rates": {"NS": ["0.19", "0.07"]}, "expiresAt": _n(soon)})
    for code in ("WELCOME10", "SUMMER", "FRIENDS"):
        items.append({"PK": _s(f"COUPON#{code}"), "SK": _s("COUPON"), "percent": _n("12.5"), "used": _n(0)})
    for event in range(12):
        items.append({"PK": _s(f"EVENT#{event}"), "SK": _s("EVENT"), "seats": _n(100 + event), "tiers": {"M": {"early": _money(2500), "door": _money(3500)}}})
    return items


def key_of(item: dict) -> dict:
    return {"PK": item["PK"], "SK": item["SK"]}


def count_attempt(db, table: str, address: str, now: int) -> None:
    """One login attempt, counted the way the shop counts them."""
    db.update_item(
        TableName=table, Key={"PK": _s(f"IP#{address}"), "SK": _s("LOGIN")},
        UpdateExpression="SET #c = if_not_exists(#c, :zero) + :inc, expiresAt = :exp",
        ExpressionAttributeNames={"#c": "count"},
        ExpressionAttributeValues={":zero": _n(0), ":inc": _n(1), ":exp": _n(now + DAY_SECONDS)})


def an_ordinary_day(db) -> None:
    """What the shop does while recovery is on: orders move on, carts go, logins are counted."""
    for item in commerce_items():
        if item["SK"]["S"].startswith("ORDER#"):
            db.update_item(
                TableName=COMMERCE, Key=key_of(item),
                UpdateExpression="SET #state = :sent, #history = list_append(#history, :h) REMOVE #lines[0].#options",
                ExpressionAttributeNames={"#state": "state", "#history": "history", "#lines": "lines", "#options": "options"},
                ExpressionAttributeValues={":sent": _s("sent"), ":h": {"L": [{"M": {"to": _s("sent"), "by": _s("Mia")}}]}})
        elif item["SK"]["S"] == "QUOTE" and item["PK"]["S"].endswith("3"):
            db.delete_item(TableName=COMMERCE, Key=key_of(item))
    for attempt in range(120):
        count_attempt(db, RATE_LIMITS, f"10.0.0.{attempt % 15}", int(time.time()))


def the_wrong_script(db) -> dict:
    """Deletes every second item of both tables and overwrites every third of the rest; answers how many of each."""
    deleted = overwritten = 0
    for table in (COMMERCE, RATE_LIMITS):
        for number, item in enumerate(everything(db, table)):
            if number % 2 == 0:
                db.delete_item(TableName=table, Key=key_of(item))
                deleted += 1
            elif number % 3 == 0:
                db.put_item(TableName=table, Item={**key_of(item), "migrated": {"BOOL": True}, "expiresAt": _s("never")})
                overwritten += 1
    return {"deleted": deleted, "overwritten": overwritten}


def everything(db, table: str) -> list:
    return [item for page in db.get_paginator("scan").paginate(TableName=table, ConsistentRead=True) for item in page["Items"]]
