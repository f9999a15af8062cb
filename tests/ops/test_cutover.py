"""`quondam cutover`: the source's settings for a restored table."""

import pytest
from support import tables
from support.clock import until
from support.commands import FAILED, OK, PARTIAL, USAGE
from support.scripted import DESCRIBED, Refuse

pytestmark = pytest.mark.own_server

STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


@pytest.fixture
def pair(db, make_table):
    """A table with everything on, and one with nothing, as a restore leaves it."""
    source = make_table("id:S", StreamSpecification=STREAM, DeletionProtectionEnabled=True,
                        Tags=[{"Key": "team", "Value": "shop"}, {"Key": "env", "Value": "prod"}])
    db.update_time_to_live(TableName=source, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    db.update_continuous_backups(TableName=source, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7})
    restored = make_table("id:S")
    arn = db.describe_table(TableName=restored)["Table"]["TableArn"]
    db.tag_resource(ResourceArn=arn, Tags=[{"Key": "quondam:scratch-of", "Value": source}, {"Key": "env", "Value": "test"}])
    return source, restored


def settings(db, name: str) -> dict:
    table = db.describe_table(TableName=name)["Table"]
    recovery = db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    return {
        "stream": table.get("StreamSpecification"), "protected": table["DeletionProtectionEnabled"],
        "tags": sorted((tag["Key"], tag["Value"]) for tag in db.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]),
        "ttl": db.describe_time_to_live(TableName=name)["TimeToLiveDescription"].get("AttributeName"),
        "recovery": (recovery["PointInTimeRecoveryStatus"], recovery.get("RecoveryPeriodInDays"))}


def test_brings_all_settings_over(quondam, db, pair):
    source, restored = pair
    (end,) = quondam.json("cutover", source, restored, "--yes")
    assert [(step["Setting"], step["Operation"], step["Status"]) for step in end["Steps"]] == [
        ("Tags", "TagResource", "DONE"), ("Tags", "UntagResource", "DONE"), ("PointInTimeRecovery", "UpdateContinuousBackups", "DONE"),
        ("Stream", "UpdateTable", "DONE"), ("TimeToLive", "UpdateTimeToLive", "DONE"), ("DeletionProtection", "UpdateTable", "DONE")]
    assert settings(db, restored) == settings(db, source)
    (again,) = quondam.json("cutover", source, restored, "--yes")
    assert again["Steps"] == []


def test_dry_run_and_questions(quondam, db, pair):
    source, restored = pair
    before = settings(db, restored)
    done = quondam("cutover", source, restored, "--dry-run")
    assert done.code == OK and "turn on, for 7 days" in done.out and "set env=prod, team=shop" in done.out and "Left to do" in done.out
    assert quondam("cutover", source, restored).code == USAGE
    assert quondam.on_terminal("cutover", source, restored, typed="n\n").code == FAILED
    assert settings(db, restored) == before
    done = quondam.on_terminal("cutover", source, restored, typed="y\n")
    assert done.code == OK and "Left to do" in done.out
    assert settings(db, restored) == settings(db, source)


def test_nothing_is_weakened(quondam, db, pair):
    """Protection and recovery that the source has not, and another view of the stream."""
    source, restored = pair
    quondam("cutover", source, restored, "--yes")
    db.update_table(TableName=source, DeletionProtectionEnabled=False)
    db.update_table(TableName=source, StreamSpecification={"StreamEnabled": False})
    db.update_table(TableName=source, StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})
    db.update_continuous_backups(TableName=source, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    db.update_time_to_live(TableName=source, TimeToLiveSpecification={"Enabled": False, "AttributeName": "expires"})
    (end,) = quondam.json("cutover", source, restored, "--yes")
    assert [step["Says"] for step in end["Steps"]] == ["turn off", "turn on, KEYS_ONLY", "turn off, by expires"]
    found = settings(db, restored)
    assert (found["protected"], found["recovery"], found["ttl"]) == (True, ("ENABLED", 7), None)
    assert found["stream"]["StreamViewType"] == "KEYS_ONLY"
    left = " ".join(one["Says"] for one in end["LeftToDo"])
    assert "protected from deletion" in left and "point-in-time recovery is on" in left


def test_tables_that_are_not_there(quondam, pair):
    assert quondam("cutover", pair[0], "no-such-table", "--yes").code == FAILED
    assert quondam("cutover", "no-such-table", pair[1], "--yes").code == FAILED
    assert quondam("cutover", pair[0], pair[0], "--yes").code == USAGE


ON = {"Table": {**DESCRIBED["Table"], "TableArn": "arn:aws:dynamodb:us-east-1:1:table/t", "DeletionProtectionEnabled": True, "StreamSpecification": STREAM,
                "LatestStreamArn": "arn:stream", "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
                "GlobalSecondaryIndexes": [{"IndexName": "by-x"}], "Replicas": [{"RegionName": "eu-west-1"}]}}
OFF = {"Table": {**DESCRIBED["Table"], "TableArn": "arn:aws:dynamodb:us-east-1:1:table/r", "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}}}
NO_TTL, NO_TAGS = {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}, {"Tags": []}
NO_RECOVERY = {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}}


def test_on_aws_what_is_left_has_exact_commands(scripted):
    """Alarms, auto scaling, policies and readers of the stream are not DynamoDB's to set."""
    tags = {"Tags": [{"Key": "aws:cloudformation:stack-name", "Value": "shop"}]}
    _, quondam = scripted(DescribeTable=[ON, OFF], DescribeTimeToLive=[NO_TTL], ListTagsOfResource=[tags, NO_TAGS],
                          DescribeContinuousBackups=[NO_RECOVERY])
    (end,) = quondam.json("cutover", "t", "r", "--dry-run")
    assert [(step["Setting"], step["Status"]) for step in end["Steps"]] == [("Stream", "PLANNED"), ("DeletionProtection", "PLANNED")]
    commands = [command for left in end["LeftToDo"] for command in left["Commands"]]
    for expected in (
            "aws cloudwatch describe-alarms --query \"MetricAlarms[?Dimensions[?Name=='TableName' && Value=='t']]\"",
            "aws application-autoscaling describe-scalable-targets --service-namespace dynamodb --resource-ids table/t",
            "aws dynamodb update-table --table-name 'r' --billing-mode PROVISIONED --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=6",
            "aws dynamodb get-resource-policy --resource-arn arn:aws:dynamodb:us-east-1:1:table/t",
            "aws lambda list-event-source-mappings --event-source-arn arn:stream",
            "aws dynamodb update-table --table-name 'r' --replica-updates '[{\"Create\": {\"RegionName\": \"eu-west-1\"}}]'"):
        assert expected in commands, expected
    says = " ".join(left["Says"] for left in end["LeftToDo"])
    assert "lacks the indexes by-x" in says and "AWS's own tags" in says


def test_a_step_that_fails_does_not_keep_the_others(scripted):
    server, quondam = scripted(DescribeTable=[ON, OFF], DescribeTimeToLive=[NO_TTL], ListTagsOfResource=[NO_TAGS],
                               DescribeContinuousBackups=[NO_RECOVERY], UpdateTable=[Refuse("LimitExceededException", "not now"), {}])
    done = quondam("cutover", "t", "r", "--yes", "--json")
    assert done.code == PARTIAL and "Stream: LimitExceededException" in done.err
    assert [step["Status"] for step in done.object["Steps"]] == ["FAILED", "DONE"]
    assert len(server.sent("UpdateTable")) == 2


def test_what_an_endpoint_lacks_is_reported(scripted):
    _, quondam = scripted(DescribeTable=[ON, OFF], UpdateTable=[{}])
    (end,) = quondam.json("cutover", "t", "r", "--yes")
    says = [left["Says"] for left in end["LeftToDo"]]
    for setting in ("TimeToLive", "Tags", "PointInTimeRecovery"):
        assert sum(text.startswith(f"{setting} of ") and "cannot be read here" in text for text in says) == 2, says


def test_on_moto():
    """Another implementation: the same settings, where it has them."""
    from support import api
    from support.commands import Commands
    from support.moto import MotoServer
    with MotoServer() as server:
        db = api.client(server.endpoint)
        db.create_table(TableName="source", BillingMode="PAY_PER_REQUEST", StreamSpecification=STREAM, **tables.definition("id:S"),
                        Tags=[{"Key": "team", "Value": "shop"}])
        db.create_table(TableName="restored", BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        db.update_time_to_live(TableName="source", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
        db.update_continuous_backups(TableName="source", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        (end,) = Commands(server.endpoint).json("cutover", "source", "restored", "--yes")
        assert {step["Setting"] for step in end["Steps"]} == {"Tags", "PointInTimeRecovery", "Stream", "TimeToLive"}
        until(lambda: settings(db, "restored") == settings(db, "source"))
        assert any("cloudwatch" in command for left in end["LeftToDo"] for command in left["Commands"])
