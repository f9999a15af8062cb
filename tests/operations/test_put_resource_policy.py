"""PutResourcePolicy, and CreateTable's ResourcePolicy: API reference "PutResourcePolicy". Revisions and their texts are those of moto's
tests that are marked as verified on AWS (test_dynamodb_resource_policy.py); the rest was recorded by ack-api-quirks in October 2026."""

import json

import pytest
from support import api, tables
from support.expect import invalid, invalid_parameter, refused
from support.policies import NOT_FOUND, arn_of, policy, statement
from support.server import Server


@pytest.fixture
def arn(db, make_table):
    return arn_of(db, make_table())


def put(db, arn, document=None, **more) -> str:
    return db.put_resource_policy(ResourceArn=arn, Policy=document or policy(), **more)["RevisionId"]


def stored(db, arn) -> dict:
    return json.loads(db.get_resource_policy(ResourceArn=arn)["Policy"])


def test_is_given_back(db, arn):
    """moto, test_put_resource_policy."""
    revision = put(db, arn)
    assert db.get_resource_policy(ResourceArn=arn)["RevisionId"] == revision
    assert stored(db, arn) == json.loads(policy())


def test_the_same_again_is_no_change(db, arn):
    """moto, test_put_resource_policy_multiple_times; DDB-TABLE-207: what is written differently and means the same is the same."""
    first = put(db, arn)
    assert put(db, arn, json.dumps(json.loads(policy(statement(Action=["dynamodb:GetItem"]))), indent=4)) == first
    later = put(db, arn, policy(statement(Action="dynamodb:PutItem")))
    assert len(later) == len(first) == 13 and later > first


def test_the_form_that_is_given_back(db, arn):
    """DDB-TABLE-208, 351 to 353: no spaces, a fixed order of members, lists of one as strings, accounts as the ARN of their root."""
    put(db, arn, json.dumps({"Statement": {"Resource": ["*"], "Action": ["dynamodb:GetItem"], "Principal": {"AWS": ["123456789012", "arn:aws:iam::123456789012:root"]},
                                           "Effect": "allow", "Sid": "a"}}, indent=2))
    assert db.get_resource_policy(ResourceArn=arn)["Policy"] == (
        '{"Version":"2008-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},'
        '"Action":"dynamodb:GetItem","Resource":"*"}]}')


def test_the_expected_revision(db, arn):
    """moto, test_put_resource_policy_against_current_revision, ..._previous_revision, ..._norevision, ..._norevision_when_revision_exists."""
    table = arn.rpartition("/")[2]
    first = put(db, arn, ExpectedRevisionId="NO_POLICY")
    second = put(db, arn, policy(statement(Action="dynamodb:PutItem")), ExpectedRevisionId=first)
    with refused("PolicyNotFoundException", NOT_FOUND + f"Requested update for policy with revision id {first}, but the policy associated to target "
                                                        f"table {table} has revision id {second}."):
        put(db, arn, ExpectedRevisionId=first)
    with refused("PolicyNotFoundException", NOT_FOUND + f"Requested policy update expecting none to be present for table {table}, but a policy exists "
                                                        f"with revision id {second}."):
        put(db, arn, ExpectedRevisionId="NO_POLICY")
    assert db.get_resource_policy(ResourceArn=arn)["RevisionId"] == second


def test_twenty_kilobytes(db, arn):
    """DDB-TABLE-211: 20,480 bytes with spaces; what is given back has none."""
    whole = policy() + " " * (20480 - len(policy()))
    put(db, arn, whole)
    with invalid_parameter("Maximum policy size of 20480 bytes exceeded"):
        put(db, arn, whole + " ")


@pytest.mark.parametrize("document, why", [
    ("{not json", "This policy contains invalid Json"), ("[]", "This policy contains invalid Json"),
    ('{"Version": "2012-10-17", "Statement": []}', "Could not parse the policy: Statement is empty!"),
    (json.dumps({"Statement": [{name: value for name, value in statement().items() if name != "Resource"}]}), "Missing required field Resource"),
    (policy(statement(Action=["dynamodb:GetRecords", "dynamodb:DescribeStream"])),
     'The following action names are invalid: "dynamodb:GetRecords", "dynamodb:DescribeStream"')])
def test_what_is_no_policy(db, arn, document, why):
    """DDB-TABLE-211."""
    with invalid_parameter("Invalid policy document: " + why):
        put(db, arn, document)
    with refused("PolicyNotFoundException"):
        db.get_resource_policy(ResourceArn=arn)


def test_an_own_lock_out_is_confirmed(db, arn):
    """API reference, ConfirmRemoveSelfResourceAccess."""
    denies = policy(statement(Effect="Deny", Action="dynamodb:PutResourcePolicy"))
    with refused("ValidationException", matching="ConfirmRemoveSelfResourceAccess"):
        put(db, arn, denies)
    put(db, arn, denies, ConfirmRemoveSelfResourceAccess=True)
    assert stored(db, arn) == json.loads(denies)


def test_the_resource(db, arn):
    """DDB-TABLE-212; moto, test_put_resource_policy_unknown_resource."""
    table = arn.rpartition("/")[2]
    with invalid_parameter(f"ARNs must start with 'arn:': {table}"):
        put(db, table)
    with refused("ResourceNotFoundException", f"Requested resource not found: Table: {table}_ not found"):
        put(db, arn + "_")
    with invalid("This action is only supported by accounts that match the resource owner\u2019s account."):
        put(db, arn.replace("000000000000", "111122223333"))
    elsewhere = arn.replace("us-east-1", "eu-west-1")
    with invalid_parameter(f"Invalid resource Arn: {elsewhere}"):
        put(db, elsewhere)
    with invalid_parameter(f"Invalid resource arn provided, only table or stream is accepted. Provided resource arn: {arn}/index/by-a"):
        put(db, arn + "/index/by-a")


def test_a_stream_has_its_own(db, streamed):
    """DDB-TABLE-212: a stream's ARN is a resource of its own; its policy names its own actions."""
    name, stream_arn = streamed()
    put(db, stream_arn, policy(statement(Action="dynamodb:GetRecords")))
    assert stored(db, stream_arn)["Statement"][0]["Action"] == "dynamodb:GetRecords"
    with refused("PolicyNotFoundException"):
        db.get_resource_policy(ResourceArn=arn_of(db, name))
    other = stream_arn.rpartition("/")[0] + "/2000-01-01T00:00:00.000"
    with refused("ResourceNotFoundException", f"Requested resource not found: Stream: 2000-01-01T00:00:00.000 not found for Table: {name}"):
        put(db, other)


def test_create_table_takes_one(db, make_table, arn):
    """API reference, CreateTable, ResourcePolicy; what is no policy makes no table."""
    made = arn_of(db, make_table(ResourcePolicy=policy()))
    assert stored(db, made) == json.loads(policy())
    name = tables.unique_name()
    with invalid_parameter("Invalid policy document: This policy contains invalid Json"):
        make_table(name=name, ResourcePolicy="no")
    with refused("ResourceNotFoundException"):
        db.describe_table(TableName=name)


@pytest.mark.own_server
def test_is_there_after_a_restart(tmp_path):
    """Design, section 5: what was acknowledged survives; so do the other settings."""
    more = {"TableClass": "STANDARD_INFREQUENT_ACCESS", "OnDemandThroughput": {"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": 8},
            "WarmThroughput": {"ReadUnitsPerSecond": 13000, "WriteUnitsPerSecond": 5000}, "SSESpecification": {"Enabled": True}}
    with Server(tmp_path) as server:
        db = api.client(server.endpoint)
        db.create_table(TableName="kept", **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST", ResourcePolicy=policy(), **more)
        before = tables.wait_active(db, "kept")
        revision = db.get_resource_policy(ResourceArn=before["TableArn"])["RevisionId"]
    with Server(tmp_path) as server:
        db = api.client(server.endpoint)
        assert db.get_resource_policy(ResourceArn=before["TableArn"])["RevisionId"] == revision
        assert db.describe_table(TableName="kept")["Table"] == before
