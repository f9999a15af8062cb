"""Terraform's table (support/terraform.py): made, read back without a difference, changed one argument at a time, imported, restored,
destroyed. "Terraform" is the provider's documentation of the resource."""

import json

import pytest
from support import tables, terraform
from support.as_aws import AsAws
from support.clock import as_datetime, next_second
from support.expect import refused

ORDERS = {
    "hash_key": "customer", "range_key": "number", "billing_mode": "PROVISIONED", "read_capacity": 5, "write_capacity": 4,
    "attribute": {"customer": "S", "number": "N", "state": "S", "placed": "N"},
    "local_secondary_index": {"by-placing": {"range_key": "placed", "projection_type": "INCLUDE", "non_key_attributes": frozenset({"total"})}},
    "global_secondary_index": {"by-state": {"hash_key": "state", "range_key": "placed", "projection_type": "ALL",
                                            "read_capacity": 3, "write_capacity": 2}},
    "stream_enabled": True, "stream_view_type": "NEW_AND_OLD_IMAGES", "server_side_encryption": True, "table_class": "STANDARD",
    "ttl": {"enabled": True, "attribute_name": "expires"}, "point_in_time_recovery": {"enabled": True, "recovery_period_in_days": 7},
    "tags": {"team": "shop", "stage": "test", "empty": ""}}
SMALL = {"hash_key": "customer", "billing_mode": "PAY_PER_REQUEST", "attribute": {"customer": "S"}}
BY_KIND = {"hash_key": "kind", "projection_type": "KEYS_ONLY"}
BY_KIND_TOO = {**BY_KIND, "projection_type": "INCLUDE", "non_key_attributes": frozenset({"b", "a"})}
BY_SEVERAL = {"key_schema": (("state", "HASH"), ("kind", "HASH"), ("placed", "RANGE"), ("number", "RANGE")), "projection_type": "ALL"}
WARM = {"read_units_per_second": 13000, "write_units_per_second": 4100}
ON_DEMAND = {"by-state": {"hash_key": "state", "range_key": "placed", "projection_type": "ALL"}, "by-kind": BY_KIND_TOO}

# One change after the other, each as the arguments that differ from those before it.
CHANGES = {
    "an index more": {"attribute": {**ORDERS["attribute"], "kind": "S"}, "global_secondary_index": {
        **ORDERS["global_secondary_index"], "by-kind": {**BY_KIND, "read_capacity": 1, "write_capacity": 1}}},
    "an index's projection": {"global_secondary_index": {
        **ORDERS["global_secondary_index"], "by-kind": {**BY_KIND_TOO, "read_capacity": 1, "write_capacity": 1}}},
    "capacities": {"read_capacity": 6, "global_secondary_index": {
        "by-state": {**ORDERS["global_secondary_index"]["by-state"], "write_capacity": 8},
        "by-kind": {**BY_KIND_TOO, "read_capacity": 2, "write_capacity": 1}}},
    "paying by request": {"billing_mode": "PAY_PER_REQUEST", "read_capacity": 0, "write_capacity": 0, "global_secondary_index": ON_DEMAND},
    "an index of several keys": {"global_secondary_index": {**ON_DEMAND, "by-several": BY_SEVERAL}},
    "a key less": {"global_secondary_index": {**ON_DEMAND, "by-several": {
        **BY_SEVERAL, "key_schema": BY_SEVERAL["key_schema"][:3]}}},
    "an index's caps": {"global_secondary_index": {**ON_DEMAND, "by-kind": {
        **BY_KIND_TOO, "on_demand_throughput": {"max_read_request_units": 30, "max_write_request_units": 20}}}},
    "an index's caps gone": {"global_secondary_index": {**ON_DEMAND, "by-kind": {
        **BY_KIND_TOO, "on_demand_throughput": {"max_read_request_units": -1, "max_write_request_units": -1}}}},
    "an index's warm throughput": {"global_secondary_index": {**ON_DEMAND, "by-kind": {**BY_KIND_TOO, "warm_throughput": WARM}}},
    "less of it": {"global_secondary_index": {**ON_DEMAND, "by-kind": {
        **BY_KIND_TOO, "warm_throughput": {**WARM, "read_units_per_second": 12500}}}},
    "none said": {"global_secondary_index": {**ON_DEMAND, "by-kind": {**BY_KIND, "projection_type": "ALL"}}},
    "caps": {"on_demand_throughput": {"max_read_request_units": 100, "max_write_request_units": 50}},
    "no caps": {"on_demand_throughput": {"max_read_request_units": -1, "max_write_request_units": -1}},
    "warm throughput": {"warm_throughput": {"read_units_per_second": 15000, "write_units_per_second": 5000}},
    "provisioned again": {"billing_mode": "PROVISIONED", "read_capacity": 2, "write_capacity": 2, "on_demand_throughput": {},
                          "global_secondary_index": {
                              "by-state": ORDERS["global_secondary_index"]["by-state"],
                              "by-kind": {**BY_KIND, "projection_type": "ALL", "read_capacity": 1, "write_capacity": 1}}},
    "an index less": {"attribute": ORDERS["attribute"], "global_secondary_index": ORDERS["global_secondary_index"]},
    "another class": {"table_class": "STANDARD_INFREQUENT_ACCESS"},
    "no expiry": {"ttl": {"enabled": False, "attribute_name": "expires"}},
    "another expiry": {"ttl": {"enabled": True, "attribute_name": "until"}},
    "another stream": {"stream_view_type": "KEYS_ONLY"},
    "no stream": {"stream_enabled": False, "stream_view_type": ""},
    "a stream again": {"stream_enabled": True, "stream_view_type": "NEW_IMAGE"},
    "tags": {"tags": {"team": "web", "new": "yes"}},
    "a longer window": {"point_in_time_recovery": {"enabled": True, "recovery_period_in_days": 35}},
    "no recovery": {"point_in_time_recovery": {"enabled": False}},
    "plain encryption": {"server_side_encryption": False},
    "protection": {"deletion_protection_enabled": True},
}


@pytest.fixture
def table(client, make_table):
    """table() is a resource for a new table, table(name) one for a table that is there."""
    def make(name: str | None = None) -> terraform.Table:
        name = name or tables.unique_name("terraform")
        make_table.later(name)
        return terraform.Table(client, name)

    return make


def test_makes_a_table_and_then_plans_nothing(table):
    """Terraform, "Argument Reference", "Attribute Reference", "Import": after apply, refresh and import find what the configuration says."""
    orders = table()
    orders.apply(**ORDERS)
    assert orders.plan(**ORDERS) == {}
    found = table(orders.name).read()
    assert found == orders.read()
    assert found["arn"].endswith(f":table/{orders.name}") and found["stream_arn"] == f"{found['arn']}/stream/{found['stream_label']}"
    assert found["replica"] == []


def test_plans_nothing_for_what_is_not_said(table):
    """Terraform, "Argument Reference": what a configuration leaves out is what a table has without it."""
    small = table()
    small.apply(**SMALL)
    assert small.plan(**SMALL) == {}
    assert {**terraform.DEFAULTS, "server_side_encryption": False, **SMALL}.items() <= small.read().items()


def make_every_change(orders: terraform.Table) -> dict:
    """Answers the last configuration."""
    configuration = ORDERS
    orders.apply(**ORDERS)
    made = orders.read()["arn"], orders.read()["stream_label"]
    for name, change in CHANGES.items():
        configuration = {**configuration, **change}
        planned = orders.plan(**configuration)
        assert planned and planned.keys() <= change.keys(), name
        orders.apply(**configuration)
        assert orders.plan(**configuration) == {}, name
    now = orders.read()
    assert now["arn"] == made[0] and now["stream_label"] > made[1]
    return configuration


def test_changes_one_argument_at_a_time(table):
    """Terraform, "Argument Reference": each change is planned, made in place, and then there is nothing left to plan."""
    make_every_change(table())


@pytest.mark.own_server
@pytest.mark.slow
def test_waits_for_statuses_that_last():
    """Terraform, "Timeouts"; README, --as-aws: where statuses last as on AWS, each change waits for the one before it, and is never refused."""
    with AsAws() as aws:
        orders = terraform.Table(aws.db, tables.unique_name("terraform"))
        configuration = make_every_change(orders)
        orders.apply(**{**configuration, "deletion_protection_enabled": False})
        orders.destroy()


def test_sees_what_somebody_else_changed(table, client):
    """Terraform, `terraform plan`: tags, expiry and capacity that were changed elsewhere are differences, and apply undoes them."""
    orders = table()
    orders.apply(**ORDERS)
    arn = orders.read()["arn"]
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "other"}])
    client.update_time_to_live(TableName=orders.name, TimeToLiveSpecification={"Enabled": False, "AttributeName": "expires"})
    client.update_table(TableName=orders.name, ProvisionedThroughput={"ReadCapacityUnits": 50, "WriteCapacityUnits": 4})
    assert orders.plan(**ORDERS) == {
        "tags": ({**ORDERS["tags"], "team": "other"}, ORDERS["tags"]), "read_capacity": (50, 5),
        "ttl": ({"enabled": False, "attribute_name": ""}, ORDERS["ttl"])}
    orders.refresh()
    orders.apply(**ORDERS)
    assert orders.plan(**ORDERS) == {}


def test_destroys_only_what_is_not_protected(table, client):
    """Terraform, deletion_protection_enabled: the table cannot be destroyed before it is switched off; then it is gone, and destroying it once
    more is fine."""
    small = table()
    small.apply(**SMALL, deletion_protection_enabled=True)
    with refused("ValidationException", matching="deletion protection"):
        small.destroy()
    small.apply(**SMALL)
    for _ in range(2):
        small.destroy()
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.describe_table(TableName=small.name)


def test_restores_a_table_with_other_settings(table, client):
    """Terraform, restore_source_name: the capacity, the encryption and those of the indexes that the configuration says are the new table's."""
    source, target = table(), table()
    more = {"attribute": {**ORDERS["attribute"], "kind": "S"}, "server_side_encryption": False, "global_secondary_index": {
        **ORDERS["global_secondary_index"], "by-kind": {**BY_KIND, "read_capacity": 1, "write_capacity": 1}}}
    source.apply(**{**ORDERS, **more})
    next_second()
    item = {"customer": {"S": "ada"}, "number": {"N": "1"}, "state": {"S": "paid"}, "placed": {"N": "7"}, "total": {"N": "9"}}
    client.put_item(TableName=source.name, Item=item)
    next_second()
    by_state = {**ORDERS["global_secondary_index"]["by-state"], "read_capacity": 7, "write_capacity": 8}
    configuration = {
        **SMALL, **{name: ORDERS[name] for name in ("range_key", "billing_mode", "attribute", "local_secondary_index", "server_side_encryption")},
        "read_capacity": 2, "write_capacity": 1, "global_secondary_index": {"by-state": by_state}, "restore_source_name": source.name}
    target.apply(**configuration, restore_to_latest_time=True)
    assert target.plan(**configuration) == {}
    query = {"TableName": target.name, "IndexName": "by-state", "KeyConditionExpression": "#s = :s",
             "ExpressionAttributeNames": {"#s": "state"}, "ExpressionAttributeValues": {":s": item["state"]}}
    assert client.query(**query)["Items"] == [item]


@pytest.mark.parametrize("latest", [True, False], ids=["to the latest time", "to a moment"])
def test_restores_a_table(table, client, latest):
    """Terraform, restore_source_name, restore_to_latest_time, restore_date_time: a table made from the past of another one, with its own
    expiry and recovery."""
    source, target = table(), table()
    source.apply(**SMALL, point_in_time_recovery={"enabled": True, "recovery_period_in_days": 35})
    next_second()
    client.put_item(TableName=source.name, Item={"customer": {"S": "ada"}})
    moment = as_datetime(next_second())
    configuration = {**SMALL, "ttl": {"enabled": True, "attribute_name": "expires"}, "restore_source_name": source.name,
                     "point_in_time_recovery": {"enabled": True, "recovery_period_in_days": 3}}
    target.apply(**configuration, **({"restore_to_latest_time": True} if latest else {"restore_date_time": moment}))
    assert target.plan(**configuration) == {}
    assert client.scan(TableName=target.name)["Items"] == [{"customer": {"S": "ada"}}]


def test_a_resource_policy(table, client):
    """Terraform, aws_dynamodb_resource_policy: put, found, read as it was written, put anew, deleted, not found; deleting it twice is fine."""
    small = table()
    small.apply(**SMALL)
    arn = small.read()["arn"]
    account = arn.split(":")[4]

    def policy(action: str) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": action, "Resource": arn}]})

    revisions = []
    for action in ("dynamodb:GetItem", "dynamodb:Query"):
        revisions.append(client.put_resource_policy(ResourceArn=arn, Policy=policy(action))["RevisionId"])
        found = client.get_resource_policy(ResourceArn=arn)
        assert (json.loads(found["Policy"]), found["RevisionId"]) == (json.loads(policy(action)), revisions[-1])
    assert revisions[0] != revisions[1]
    for _ in range(2):
        client.delete_resource_policy(ResourceArn=arn)
    with pytest.raises(client.exceptions.PolicyNotFoundException):
        client.get_resource_policy(ResourceArn=arn)
