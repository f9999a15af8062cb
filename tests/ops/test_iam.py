"""`quondam iam`: the policy of a command is exactly what the command asks of AWS. Each command runs against an endpoint that behaves as AWS, behind a
server that refuses what the printed policy does not allow: it must do its work, and use everything that the policy grants."""

import json
import pathlib
import re
import tempfile

import pytest
from support import api, tables
from support.as_aws import AsAws
from support.clock import until
from support.commands import FAILED, OK, USAGE, Commands
from support.iam import ACCOUNT, REGION, PolicedServer, listed
from support.server import Server

pytestmark = [pytest.mark.own_server, pytest.mark.slow]

# Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB": the resource types of each action that a policy names here
# ("table": of a table or what is below it; None: only "*").
ACTIONS = {
    "BatchGetItem": {"table"}, "BatchWriteItem": {"table"}, "CreateBackup": {"table"}, "DeleteBackup": {"backup"}, "DeleteItem": {"table"},
    "DeleteTable": {"table"}, "DescribeBackup": {"backup"}, "DescribeContinuousBackups": {"table"}, "DescribeTable": {"table"},
    "DescribeTimeToLive": {"table"}, "GetItem": {"table"}, "GetResourcePolicy": {"table", "stream"}, "ListBackups": None, "ListTables": None,
    "ListTagsOfResource": {"table", "stream"}, "PutItem": {"table"}, "Query": {"table", "index"}, "RestoreTableFromBackup": {"table", "backup"},
    "RestoreTableToPointInTime": {"table"}, "Scan": {"table", "index"}, "TagResource": {"table", "stream"}, "UntagResource": {"table", "stream"},
    "UpdateContinuousBackups": {"table"}, "UpdateItem": {"table"}, "UpdateTable": {"table"}, "UpdateTimeToLive": {"table"}}

# Have no policy: they are Quondam's alone, or ask no server.
WITHOUT = ("serve", "rewind", "undos", "points", "iam", "completion", "tables purge", "drill report")


@pytest.fixture(scope="module")
def aws():
    with AsAws() as server:
        yield server


@pytest.fixture(scope="module")
def on_time():
    """As AWS too, but by this machine's clock, which these commands compare with the endpoint's."""
    with Server(None, "--as-aws") as server:
        server.db = api.client(server.endpoint)
        yield server


BY_THIS_CLOCK = ("guard", "drill cleanup")


def item(key: str, **attributes: str) -> dict:
    return {"id": {"S": key}, **{name: {"N": value} for name, value in attributes.items()}}


class World:
    """A table with an index, and the commands, once `quondam` is theirs."""

    quondam: Commands

    def __init__(self, aws):
        self.aws, self.db, self.name = aws, aws.db, tables.unique_name()
        self.restored = self.name + "-restored"
        self.db.create_table(TableName=self.name, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S", attributes=("total:N",)), GlobalSecondaryIndexes=[
            {"IndexName": "by-total", "KeySchema": [{"AttributeName": "total", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}])
        tables.wait_active(self.db, self.name)

    def change(self) -> int:
        """Answers the moment before one item was added, one removed, one changed."""
        self.db.update_continuous_backups(TableName=self.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        tables.put_all(self.db, self.name, [item("gone", total="1"), item("other", total="1"), item("same", total="1")])
        before = self.aws.moment()
        tables.put_all(self.db, self.name, [item("new", total="7"), item("other", total="2")])
        self.db.delete_item(TableName=self.name, Key=item("gone"))
        self.aws.until_restorable()
        return before

    def run(self, *arguments: str, given: str = "") -> str:
        done = self.quondam(*arguments, given=given)
        assert done.code == OK, done.out + done.err
        return done.out

    def backup(self) -> str:
        arn = self.db.create_backup(TableName=self.name, BackupName="mine")["BackupDetails"]["BackupArn"]
        until(lambda: self.db.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] == "AVAILABLE")
        return arn

    def make(self, name: str, **settings) -> None:
        self.db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"), **settings)
        tables.wait_active(self.db, name)


def at(world: World) -> None:
    tables.put_all(world.db, world.name, [item("a", total="1")])
    of_index = ("--key-condition", "#t = :t", "--names", '{"#t": "total"}', "--values", '{":t": {"N": "1"}}', "--index", "by-total")
    for more in ((), ("--key", "id=a"), ("--key-condition", "id = :i", "--values", '{":i": {"S": "a"}}'), ("--index", "by-total"), of_index):
        world.run("at", world.name, "now", *more)


def revert(world: World) -> None:
    before = world.change()
    world.run("revert", world.name, "--from", before, "--key", "id=same", "--yes")
    assert "2 items put back, 1 deleted" in world.run("revert", world.name, "--from", before, "--yes")


def diff(world: World) -> None:
    before = world.change()
    assert "3 differences" in world.run("diff", world.name, "--from", before, "--yes")
    world.run("diff", world.name, "--from", before, "--key", "id=new", "--yes")


def cutover(world: World) -> None:
    world.make(world.restored, Tags=[{"Key": "old", "Value": "1"}])
    arn = world.db.describe_table(TableName=world.name)["Table"]["TableArn"]
    world.db.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "shop"}])
    world.db.update_time_to_live(TableName=world.name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    world.db.update_continuous_backups(TableName=world.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    world.db.update_table(TableName=world.name, DeletionProtectionEnabled=True)
    tables.wait_active(world.db, world.name)
    world.run("cutover", world.name, world.restored, "--yes")
    found = world.db.describe_table(TableName=world.restored)["Table"]
    assert found["DeletionProtectionEnabled"] is True
    assert world.db.list_tags_of_resource(ResourceArn=found["TableArn"])["Tags"] == [{"Key": "team", "Value": "shop"}]


def restore(world: World) -> None:
    before = world.change()
    assert "ACTIVE after" in world.run("restore", world.name, "--at", before)
    found = {one["id"]["S"]: one["total"]["N"] for one in tables.scan_all(world.db, world.restored)}
    assert found == {"gone": "1", "other": "1", "same": "1"}


def guard(world: World) -> None:
    world.db.update_continuous_backups(TableName=world.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    world.run("guard", "--table", world.name, "--", "true")


def drill(world: World) -> None:
    before = world.change()
    assert "1 item was restored exactly" in world.run("drill", world.name, "--at", before, "--yes")


def drill_cleanup(world: World) -> None:
    left = f"quondam-drill-{world.name}-0123abcd"
    world.make(left, Tags=[{"Key": "quondam:drill-of", "Value": world.name}, {"Key": "quondam:drill-run", "Value": "another-machine/1/1"}])
    assert f"{left}: dropped" in world.run("drill", "cleanup", "--older-than", "0s")


def load(world: World) -> None:
    world.run("load", world.name, "-", given='{"Item":{"id":{"S":"a"}}}\n')


def backup_create(world: World) -> None:
    assert "AVAILABLE" in world.run("backup", "create", world.name)


def backup_delete(world: World) -> None:
    world.run("backup", "delete", world.backup(), "--yes")


def gate(world: World, folder: pathlib.Path) -> tuple:
    (folder / "quondam.yaml").write_text(f"rules: [{{tables: '{world.name}*', point-in-time-recovery: true, deletion-protection: true}}]")
    return "--policy", str(folder / "quondam.yaml")


def verify(world: World, command: str = "verify", *more: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        done = world.quondam(command, *gate(world, pathlib.Path(folder)), *more)
    assert done.code == FAILED and "recovery is off" in done.out, done.out + done.err


def apply(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world.run("apply", *gate(world, pathlib.Path(folder)), "--yes")
    assert world.db.describe_table(TableName=world.name)["Table"]["DeletionProtectionEnabled"]


# What each command can ask of AWS. A row of src/ops/iam_actions.cc without a run here is not proven.
RUNS = {
    "tables": lambda world: world.run("tables", world.name),
    "at": at,
    "diff": diff,
    "revert": revert,
    "restore": restore,
    "status": lambda world: world.run("status", world.name),
    "protect": lambda world: world.run("protect", world.name + "*"),
    "verify": verify,
    "apply": apply,
    "watch": lambda world: verify(world, "watch", "--exit-on-alert"),
    "cutover": cutover,
    "enable": lambda world: world.run("enable", world.name + "*"),
    "disable": lambda world: world.run("disable", world.name + "*"),
    "guard": guard,
    "drill": drill,
    "drill cleanup": drill_cleanup,
    "cost": lambda world: world.run("cost", world.name),
    "runbook": lambda world: world.run("runbook", world.name),
    "dump": lambda world: world.run("dump", world.name),
    "load": load,
    "backup create": backup_create,
    "backup list": lambda world: world.run("backup", "list"),
    "backup describe": lambda world: world.run("backup", "describe", world.backup()),
    "backup delete": backup_delete,
    "backup restore": lambda world: world.run("backup", "restore", world.backup(), world.restored),
}


def policy_of(quondam, *arguments: str) -> dict:
    done = quondam("iam", *arguments)
    assert (done.code, done.err) == (OK, ""), done.err
    return json.loads(done.out)


@pytest.mark.parametrize("command", RUNS)
def test_the_policy_is_what_the_command_asks(request, quondam, tmp_path, command):
    aws = request.getfixturevalue("on_time" if command in BY_THIS_CLOCK else "aws")
    world = World(aws)
    policy = policy_of(quondam, *command.split(), "--table", world.name, "--account", ACCOUNT, "--region", REGION)
    with PolicedServer(aws.endpoint, policy) as policed:
        world.quondam = Commands(policed.endpoint, QUONDAM_DRILL_LOG=str(tmp_path / "drills.ndjson"))
        RUNS[command](world)
    assert policed.refused == []
    granted = {(one["Sid"], action.removeprefix("dynamodb:")) for one in policy["Statement"] for action in listed(one["Action"])}
    assert granted - policed.used == set(), "granted, and never asked for"


def test_guard_that_enables(on_time, quondam):
    """`guard --enable` asks for what "guard" and "enable" are allowed together."""
    world = World(on_time)
    policy = policy_of(quondam, "guard", "enable", "--table", world.name, "--account", ACCOUNT, "--region", REGION)
    with PolicedServer(on_time.endpoint, policy) as policed:
        world.quondam = Commands(policed.endpoint)
        world.run("guard", "--table", world.name, "--enable", "--", "true")
    assert policed.refused == []


def commands_with_a_policy(quondam) -> list:
    (listed_there,) = re.findall(r"one or more of:\n(.*)", quondam("iam", "--help").out, re.DOTALL)
    return [name.strip() for name in listed_there.replace("\n", " ").split(",")]


def test_every_command_has_a_policy_or_says_why_not(quondam):
    """And each policy is proven above."""
    assert sorted(commands_with_a_policy(quondam)) == sorted(RUNS), "src/ops/iam_actions.cc and RUNS belong together"
    every = re.findall(r"^  ([a-z]+) ", quondam("--help").out, re.MULTILINE)
    assert [name for name in every if name not in WITHOUT and not any(row.split()[0] == name for row in RUNS)] == []
    for name in WITHOUT:
        done = quondam("iam", *name.split())
        assert (done.code, done.out) == (USAGE, "") and f"there is no policy for '{name}'" in done.err


def test_the_grammar(quondam):
    """IAM user guide, "Grammar of the IAM JSON policy language", and quotas: 6,144 characters of a managed policy, white space not counted."""
    for commands in [[name] for name in RUNS] + [list(RUNS)]:
        policy = policy_of(quondam, *" ".join(commands).split(), "--table", "orders*", "--account", "123456789012", "--region", "eu-west-1")
        assert set(policy) == {"Version", "Statement"} and policy["Version"] == "2012-10-17"
        sids = [one["Sid"] for one in policy["Statement"]]
        assert len(set(sids)) == len(sids) and all(re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids)
        for one in policy["Statement"]:
            assert set(one) == {"Sid", "Effect", "Action", "Resource"} and one["Effect"] == "Allow"
            for action in one["Action"]:
                types = ACTIONS[action.removeprefix("dynamodb:")]
                for resource in one["Resource"]:
                    assert (resource == "*") == (types is None), (action, resource)
                    kind = re.fullmatch(r"\*|arn:aws:dynamodb:eu-west-1:123456789012:table/[A-Za-z0-9_.*?-]+(?:/(index|backup)/\*)?", resource).group(1)
                    assert types is None or (kind or "table") in types, (action, resource)
        assert len(re.sub(r"\s", "", json.dumps(policy))) < 6144


def test_resources(quondam):
    policy = policy_of(quondam, "drill", "backup", "restore", "--table", "orders", "--table", "cart?", "--target", "new-*", "--account", "123456789012",
                       "--region", "cn-north-1")
    resources = {one["Sid"]: [name.removeprefix("arn:aws-cn:dynamodb:cn-north-1:123456789012:table/") for name in one["Resource"]] for one in policy["Statement"]}
    assert resources == {"Tables": ["orders", "cart?"], "Backups": ["orders/backup/*", "cart?/backup/*"], "RestoredTables": ["new-*"],
                         "DrillTables": ["quondam-drill-orders-*", "quondam-drill-cart?-*"]}
    assert policy_of(quondam, "dump")["Statement"][0]["Resource"] == ["arn:aws:dynamodb:*:*:table/*"]
    (gov,) = policy_of(quondam, "dump", "--region", "us-gov-west-1")["Statement"]
    assert gov["Resource"] == ["arn:aws-us-gov:dynamodb:us-gov-west-1:*:table/*"]


def test_several_commands(quondam):
    """"backup" is all that it can do; two words are one command where they are one."""
    all_of_backup = policy_of(quondam, "backup")
    assert all_of_backup == policy_of(quondam, *"backup create backup list backup describe backup delete backup restore".split())
    lists, of_tables = policy_of(quondam, "tables", "backup", "list")["Statement"]
    assert lists["Action"] == ["dynamodb:ListBackups", "dynamodb:ListTables"]
    assert of_tables["Action"] == ["dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable"]


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("backup", "nonsense"), ("tables", "rewind"), ("tables", "--table", "a[b]"), ("tables", "--table", ""),
                                       ("tables", "--account", "1"), ("tables", "--account", ""), ("tables", "--region", "US"), ("tables", "--target", "a/b")])
def test_what_is_refused(quondam, arguments):
    done = quondam("iam", *arguments)
    assert (done.code, done.out) == (USAGE, "") and done.err
