"""Transactions as the tests write them."""


def put(table: str, item: dict, condition: str | None = None, values: dict | None = None, **more) -> dict:
    return {"Put": {"TableName": table, "Item": item, **expressions(condition, values), **more}}


def update(table: str, key: dict, expression: str, values: dict | None = None, condition: str | None = None, **more) -> dict:
    return {"Update": {"TableName": table, "Key": key, "UpdateExpression": expression, **expressions(condition, values), **more}}


def delete(table: str, key: dict, condition: str | None = None, values: dict | None = None, **more) -> dict:
    return {"Delete": {"TableName": table, "Key": key, **expressions(condition, values), **more}}


def check(table: str, key: dict, condition: str | None, values: dict | None = None, **more) -> dict:
    return {"ConditionCheck": {"TableName": table, "Key": key, **expressions(condition, values), **more}}


def get(table: str, key: dict, projection: str | None = None, names: dict | None = None) -> dict:
    optional = {"ProjectionExpression": projection, "ExpressionAttributeNames": names}
    return {"Get": {"TableName": table, "Key": key, **{name: value for name, value in optional.items() if value is not None}}}


def expressions(condition: str | None, values: dict | None) -> dict:
    optional = {"ConditionExpression": condition, "ExpressionAttributeValues": values}
    return {name: value for name, value in optional.items() if value is not None}


def write(db, *actions: dict, **parameters) -> dict:
    return db.transact_write_items(TransactItems=list(actions), **parameters)


def read(db, *gets: dict, **parameters) -> list:
    """The items in the gets' order, None for those that are not there."""
    return [response.get("Item") for response in db.transact_get_items(TransactItems=list(gets), **parameters)["Responses"]]


def stored(db, table: str, key: dict) -> dict | None:
    return db.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
