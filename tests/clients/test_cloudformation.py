"""CloudFormation's and the CDK's table (support/cloudformation.py): created, read back without drift, updated one property at a time, deleted.
"Type" is the public schema of AWS::DynamoDB::Table, "CDK" its module aws_dynamodb."""

import pytest
from support import tables
from support.as_aws import AsAws
from support.cloudformation import Handlers, as_table, drift
from support.expect import refused

STATE_INDEX = {"IndexName": "by-state", "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}, {"AttributeName": "placed", "KeyType": "RANGE"}],
               "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total", "lines"]}}
KIND_INDEX = {"IndexName": "by-kind", "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}], "Projection": {"ProjectionType": "KEYS_ONLY"}}
UNITS = {"ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 1}}
ATTRIBUTES = tables.attribute_definitions("customer:S", "number:N", "state:S", "placed:N")

# What the CDK's Table with all of its properties becomes in a template.
ORDERS = {
    "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "number", "KeyType": "RANGE"}],
    "AttributeDefinitions": ATTRIBUTES, "BillingMode": "PAY_PER_REQUEST", "GlobalSecondaryIndexes": [STATE_INDEX],
    "LocalSecondaryIndexes": [{
        "IndexName": "by-placing", "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "placed", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "ALL"}}],
    "StreamSpecification": {"StreamViewType": "NEW_IMAGE"}, "SSESpecification": {"SSEEnabled": True}, "TableClass": "STANDARD",
    "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 14},
    "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "expires"}, "ContributorInsightsSpecification": {"Enabled": False},
    "DeletionProtectionEnabled": False, "Tags": [{"Key": "team", "Value": "shop"}, {"Key": "stage", "Value": "test"}]}

# One update of the stack after the other, each as the properties that it gives; None takes one away.
UPDATES = {
    "an index more": {"AttributeDefinitions": [*ATTRIBUTES, {"AttributeName": "kind", "AttributeType": "S"}],
                      "GlobalSecondaryIndexes": [STATE_INDEX, KIND_INDEX]},
    "an index less": {"AttributeDefinitions": [each for each in ATTRIBUTES if each["AttributeName"] != "state"] + [
        {"AttributeName": "kind", "AttributeType": "S"}], "GlobalSecondaryIndexes": [KIND_INDEX]},
    "caps": {"OnDemandThroughput": {"MaxReadRequestUnits": 40, "MaxWriteRequestUnits": 20}},
    "no caps": {"OnDemandThroughput": None},
    "warm throughput": {"WarmThroughput": {"ReadUnitsPerSecond": 13000, "WriteUnitsPerSecond": 4500}},
    "provisioned": {"BillingMode": "PROVISIONED", **UNITS, "GlobalSecondaryIndexes": [{**KIND_INDEX, **UNITS}]},
    "capacities": {"ProvisionedThroughput": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 1},
                   "GlobalSecondaryIndexes": [{**KIND_INDEX, "ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 9}}]},
    "paying by request": {"BillingMode": "PAY_PER_REQUEST", "ProvisionedThroughput": None, "GlobalSecondaryIndexes": [KIND_INDEX]},
    "another class": {"TableClass": "STANDARD_INFREQUENT_ACCESS"},
    "another stream": {"StreamSpecification": {"StreamViewType": "KEYS_ONLY"}},
    "no stream": {"StreamSpecification": None},
    "another expiry": {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "until"}},
    "no expiry": {"TimeToLiveSpecification": None},
    "tags": {"Tags": [{"Key": "team", "Value": "web"}, {"Key": "new", "Value": ""}]},
    "a longer window": {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35}},
    "no recovery": {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False}},
    "plain encryption": {"SSESpecification": {"SSEEnabled": False}},
    "protection": {"DeletionProtectionEnabled": True},
}


@pytest.fixture
def handlers(client) -> Handlers:
    return Handlers(client)


@pytest.fixture
def name(make_table) -> str:
    """A table's name, as CloudFormation makes them of a stack's and a resource's; the table is dropped after the test."""
    made = tables.unique_name("stack-Orders")
    make_table.later(made)
    return made


def test_creates_a_table_without_drift(handlers, name):
    """Type, create and read: every property is read back as the template gives it, and the read-only ones are there; list finds it."""
    template = {**ORDERS, "TableName": name}
    model = handlers.create(template)
    assert drift(template, model) == {} and handlers.read(name) == model
    assert model["Arn"].endswith(f":table/{name}") and model["StreamArn"].startswith(model["Arn"] + "/stream/")
    assert name in handlers.list()


def make_every_update(handlers: Handlers, name: str) -> None:
    template = {**ORDERS, "TableName": name}
    arn = handlers.create(template)["Arn"]
    for what, update in UPDATES.items():
        wanted = {key: value for key, value in {**template, **update}.items() if value is not None}
        before = handlers.read(name)
        model = handlers.update(template, wanted)
        assert drift(wanted, model) == {}, what
        assert model != before and model["Arn"] == arn, what
        assert not {key for key, value in update.items() if value is None} & model.keys(), what
        template = wanted


def test_updates_one_property_at_a_time(handlers, name):
    """Type, update: each update changes what the new template says otherwise, in place, and leaves no drift."""
    make_every_update(handlers, name)


@pytest.mark.own_server
@pytest.mark.slow
def test_waits_for_statuses_that_last():
    """Type, update; README, --as-aws: where statuses last as on AWS, each call waits for the one before it, and is never refused."""
    with AsAws() as aws:
        make_every_update(Handlers(aws.db), tables.unique_name("stack-Orders"))


def test_a_policy_in_the_template(handlers, name):
    """Type, ResourcePolicy: given with the table, changed, taken away."""
    template = {**ORDERS, "TableName": name}
    account = handlers.create(template)["Arn"].split(":")[4]
    handlers.delete(name)

    def policy(action: str) -> dict:
        statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": action, "Resource": "*"}
        return {"PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

    first, second = ({**template, "ResourcePolicy": policy(f"dynamodb:{action}")} for action in ("GetItem", "Query"))
    assert drift(first, handlers.create(first)) == {}
    assert drift(second, handlers.update(first, second)) == {}
    assert "ResourcePolicy" not in handlers.update(second, template)


def test_the_cdks_second_table(handlers, name, client):
    """CDK, TableV2; the schema of AWS::DynamoDB::GlobalTable: a global table of one region is a table, whose one replica, read by
    DescribeTableReplicaAutoScaling, has the settings that a template gives to replicas."""
    replica = {"Region": client.meta.region_name, "TableClass": "STANDARD_INFREQUENT_ACCESS", "DeletionProtectionEnabled": False,
               "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}, "Tags": ORDERS["Tags"],
               "ContributorInsightsSpecification": {"Enabled": False}, "ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": 30}}
    shared = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "StreamSpecification",
              "SSESpecification", "TimeToLiveSpecification")
    template = {"TableName": name, **{key: ORDERS[key] for key in shared}, "WriteOnDemandThroughputSettings": {"MaxWriteRequestUnits": 10}}
    first = as_table({**template, "Replicas": [replica]})
    second = as_table({**template, "Replicas": [{**replica, "TableClass": "STANDARD", "DeletionProtectionEnabled": True}]})
    assert drift(first, handlers.create(first)) == {}
    described = client.describe_table_replica_auto_scaling(TableName=name)["TableAutoScalingDescription"]
    assert [(one["RegionName"], one["ReplicaStatus"]) for one in described["Replicas"]] == [(client.meta.region_name, "ACTIVE")]
    assert [index["IndexName"] for index in described["Replicas"][0]["GlobalSecondaryIndexes"]] == ["by-state"]
    assert drift(first, handlers.update(first, second)).keys() == {"TableClass", "DeletionProtectionEnabled"}
    assert drift(second, handlers.read(name)) == {}


def test_detects_drift(handlers, name, client):
    """CloudFormation, "Detecting unmanaged configuration changes": what was changed beside the stack is found, property by property."""
    template = {**ORDERS, "TableName": name}
    arn = handlers.create(template)["Arn"]
    client.untag_resource(ResourceArn=arn, TagKeys=["stage"])
    client.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    client.update_table(TableName=name, TableClass="STANDARD_INFREQUENT_ACCESS")
    assert drift(template, handlers.read(name)).keys() == {"Tags", "PointInTimeRecoverySpecification", "TableClass"}


def test_deletes_a_table(handlers, name, client):
    """Type, delete, DeletionProtectionEnabled: refused while it is on; then the table is gone, and read says so."""
    template = {"TableName": name, "KeySchema": ORDERS["KeySchema"][:1], "AttributeDefinitions": ATTRIBUTES[:1], **UNITS}
    handlers.create({**template, "DeletionProtectionEnabled": True})
    with refused("ValidationException", matching="deletion protection"):
        handlers.delete(name)
    handlers.update({**template, "DeletionProtectionEnabled": True}, {**template, "DeletionProtectionEnabled": False})
    handlers.delete(name)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        handlers.read(name)
    assert name not in handlers.list()
