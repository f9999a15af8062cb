"""docs/infrastructure.md: its Terraform and CloudFormation files are parsed, held against the documentation, and set what `quondam enable` sets; the policies
in it are those that `quondam iam` prints."""

import json
import re

import hcl2
import pytest
import yaml
from support import tables
from support.commands import OK, Commands
from support.iam import listed
from support.server import REPOSITORY

pytestmark = pytest.mark.own_server

PAGE = (REPOSITORY / "docs" / "infrastructure.md").read_text()

# The provider's documentation (registry: hashicorp/aws; resources dynamodb_table and iam_policy, the provider's own page, guide "Custom Service Endpoint
# Configuration"): what a block takes. True: an argument; a dict: a block; "map": any keys.
PROVIDER = {
    ("resource", "aws_dynamodb_table"): {
        "name": True, "billing_mode": True, "hash_key": True, "range_key": True, "deletion_protection_enabled": True, "tags": "map",
        "attribute": {"name": True, "type": True}, "point_in_time_recovery": {"enabled": True, "recovery_period_in_days": True},
        "ttl": {"attribute_name": True, "enabled": True}},
    ("resource", "aws_iam_policy"): {"name": True, "name_prefix": True, "path": True, "description": True, "policy": True, "tags": "map"},
    ("provider", "aws"): {
        "region": True, "access_key": True, "secret_key": True, "skip_credentials_validation": True, "skip_metadata_api_check": True,
        "skip_region_validation": True, "skip_requesting_account_id": True, "endpoints": {"dynamodb": True, "iam": True, "sts": True}}}
REQUIRED = {"aws_dynamodb_table": {"name", "hash_key", "attribute"}, "aws_iam_policy": {"policy"}, "aws": set()}

# CloudFormation template reference: the properties of these types, as far as they are used; (least, most) is a number's range, a list the values that there
# are, {...} properties, [{...}] a list of them.
PROPERTIES = {
    "AWS::DynamoDB::Table": {
        "TableName": str, "BillingMode": ["PAY_PER_REQUEST", "PROVISIONED"], "AttributeDefinitions": [{"AttributeName": str, "AttributeType": ["S", "N", "B"]}],
        "KeySchema": [{"AttributeName": str, "KeyType": ["HASH", "RANGE"]}], "DeletionProtectionEnabled": bool,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": bool, "RecoveryPeriodInDays": (1, 35)}, "Tags": [{"Key": str, "Value": str}]},
    "AWS::IAM::ManagedPolicy": {"ManagedPolicyName": str, "Description": str, "PolicyDocument": dict}}
REQUIRED_PROPERTIES = {"AWS::DynamoDB::Table": {"KeySchema"}, "AWS::IAM::ManagedPolicy": {"PolicyDocument"}}


def unquoted(value):
    return json.loads(value) if isinstance(value, str) and value.startswith('"') else value


def blocks() -> list:
    """(kind, type, name, body) of every block of the page's HCL."""
    found = []
    for text in re.findall(r"```hcl\n(.*?)```", PAGE, re.DOTALL):
        parsed = hcl2.loads(text)
        for kind in ("resource", "provider"):
            for one in parsed.get(kind, []):
                for of_type, body in one.items():
                    named = {"": body} if kind == "provider" else {name: inner for name, inner in body.items() if not name.startswith("__")}
                    found += [(kind, unquoted(of_type), unquoted(name), inner) for name, inner in named.items()]
    return found


def unknown_arguments(body: dict, known: dict) -> list:
    wrong = []
    for name, value in body.items():
        if name.startswith("__"):
            continue
        if name not in known:
            wrong.append(name)
        elif isinstance(known[name], dict):
            wrong += [inner for one in value for inner in unknown_arguments(one, known[name])]
    return wrong


def table_in(kind: str) -> dict:
    (body,) = [body for of_kind, of_type, _, body in blocks() if (of_kind, of_type) == ("resource", kind)]
    return body


def template() -> dict:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    return yaml.safe_load(text)


def wrong_properties(value, known, where: str) -> list:
    if known is dict or isinstance(known, type):
        return [] if isinstance(value, known) else [f"{where} is no {known.__name__}"]
    if isinstance(known, tuple):
        return [] if isinstance(value, int) and not isinstance(value, bool) and known[0] <= value <= known[1] else [f"{where} is {value}"]
    if isinstance(known, list) and isinstance(known[0], dict):
        return [wrong for one in value for wrong in wrong_properties(one, known[0], where)]
    if isinstance(known, list):
        return [] if value in known else [f"{where} is {value}"]
    return [wrong for name, inner in value.items()
            for wrong in (wrong_properties(inner, known[name], f"{where}.{name}") if name in known else [f"{where}.{name} is no property"])]


def test_terraform_knows_each_argument():
    seen = set()
    for kind, of_type, _, body in blocks():
        assert unknown_arguments(body, PROVIDER[kind, of_type]) == [], of_type
        assert REQUIRED[of_type] - set(body) == set()
        seen.add(of_type)
    assert seen == set(REQUIRED)


def test_a_planted_mistake_is_seen():
    assert unknown_arguments({"point_in_time_recovery": [{"enable": True}]}, PROVIDER["resource", "aws_dynamodb_table"]) == ["enable"]
    assert wrong_properties({"PointInTimeRecoverySpecification": {"RecoveryPeriodInDays": 36}}, PROPERTIES["AWS::DynamoDB::Table"], "") != []
    assert wrong_properties({"DeletionProtection": True}, PROPERTIES["AWS::DynamoDB::Table"], "") != []


def test_the_provider_of_ci_speaks_to_a_quondam():
    (body,) = [body for kind, _, _, body in blocks() if kind == "provider"]
    assert unquoted(body["endpoints"][0]["dynamodb"]) == "http://127.0.0.1:8000", "what quondam serve listens on"


def test_cloudformation_knows_each_property():
    found = template()
    assert found["AWSTemplateFormatVersion"] == "2010-09-09" and set(found) == {"AWSTemplateFormatVersion", "Resources"}
    for name, resource in found["Resources"].items():
        assert set(resource) <= {"Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy"}
        assert resource.get("DeletionPolicy", "Retain") == resource.get("UpdateReplacePolicy", "Retain") == "Retain"
        known = PROPERTIES[resource["Type"]]
        assert wrong_properties(resource["Properties"], known, name) == []
        assert REQUIRED_PROPERTIES[resource["Type"]] - set(resource["Properties"]) == set()


def shown(quondam: Commands, db, name: str) -> dict:
    """What the commands show of it, and its tags."""
    (line,) = quondam.json("tables", name)
    table = db.describe_table(TableName=name)["Table"]
    tags = db.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    kept = {member: line[member] for member in ("PointInTimeRecovery", "RecoveryPeriodInDays", "DeletionProtectionEnabled")}
    return {**kept, "Tags": tags, "Keys": table["KeySchema"], "Billing": table["BillingModeSummary"]["BillingMode"]}


def test_both_set_what_the_commands_set(quondam, db, make_table):
    """CreateTable and UpdateContinuousBackups with what the files say, as Terraform's provider and CloudFormation call them."""
    of_terraform, properties = table_in("aws_dynamodb_table"), dict(template()["Resources"]["Orders"]["Properties"])
    names = [tables.unique_name(prefix) for prefix in ("hcl", "cfn", "own")]
    for name in names:
        make_table.later(name)
    (recovery,) = of_terraform["point_in_time_recovery"]
    key = unquoted(of_terraform["hash_key"])
    db.create_table(TableName=names[0], BillingMode=unquoted(of_terraform["billing_mode"]), DeletionProtectionEnabled=of_terraform["deletion_protection_enabled"],
                    KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                    AttributeDefinitions=[{"AttributeName": unquoted(one["name"]), "AttributeType": unquoted(one["type"])} for one in of_terraform["attribute"]],
                    Tags=[{"Key": tag, "Value": unquoted(value)} for tag, value in of_terraform["tags"].items()])
    db.update_continuous_backups(TableName=names[0], PointInTimeRecoverySpecification={
        "PointInTimeRecoveryEnabled": recovery["enabled"], "RecoveryPeriodInDays": recovery["recovery_period_in_days"]})

    of_cloudformation = properties.pop("PointInTimeRecoverySpecification")
    db.create_table(**{**properties, "TableName": names[1]})
    db.update_continuous_backups(TableName=names[1], PointInTimeRecoverySpecification=of_cloudformation)

    db.create_table(TableName=names[2], BillingMode="PAY_PER_REQUEST", DeletionProtectionEnabled=True, **tables.definition("id:S"), Tags=[{"Key": "team", "Value": "shop"}])
    assert quondam("enable", names[2], "--days", "14").code == OK
    first, second, third = (shown(quondam, db, name) for name in names)
    assert first == second == third
    assert (unquoted(of_terraform["name"]), properties["TableName"]) == ("orders", "orders")
    for name in names:
        db.update_table(TableName=name, DeletionProtectionEnabled=False)


def test_the_policy_in_the_template_is_the_printed_one(quondam):
    (command,) = re.findall(r"# quondam (iam .*)\n", PAGE)
    assert json.loads(quondam(*command.split()).out) == template()["Resources"]["Operator"]["Properties"]["PolicyDocument"]


def test_the_commands_of_the_page_print_policies(quondam):
    (command,) = re.findall(r"^quondam (iam .*) > quondam-operator.json$", PAGE, re.MULTILINE)
    done = quondam(*command.replace("'", "").split())
    assert done.code == OK and {one["Sid"] for one in json.loads(done.out)["Statement"]} == {"Lists", "Tables", "ScratchTables", "DrillTables"}


RESOURCES = {"Lists": "any", "Tables": "tables", "Indexes": "indexes", "Backups": "backups", "RestoredTables": "restored tables", "ScratchTables": "scratch tables",
             "DrillTables": "drill tables"}


def row_of(quondam, command: str) -> str:
    policy = json.loads(quondam("iam", *command.split()).out)
    grants = [f"{RESOURCES[one['Sid']]}: {' '.join(action.removeprefix('dynamodb:') for action in listed(one['Action']))}" for one in policy["Statement"]]
    return f"| `{command}` | {'; '.join(grants)} |"


def test_the_page_lists_what_each_command_is_granted(quondam):
    (names,) = re.findall(r"one or more of:\n(.*)", quondam("iam", "--help").out, re.DOTALL)
    expected = [row_of(quondam, name.strip()) for name in names.replace("\n", " ").split(",")]
    there = re.findall(r"^\| `[a-z ]+` \| (?:any|tables|backups|drill tables): .* \|$", PAGE, re.MULTILINE)
    assert there == expected, "docs/infrastructure.md should have:\n" + "\n".join(expected)
