"""Resource-based policies for the tests."""

import json

ACCOUNT = "000000000000"
NOT_FOUND = "Resource-based policy not found for the provided ResourceArn: "


def statement(**changes) -> dict:
    return {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "dynamodb:GetItem", "Resource": "*", **changes}


def policy(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements or [statement()])})


def arn_of(db, name: str) -> str:
    return db.describe_table(TableName=name)["Table"]["TableArn"]
