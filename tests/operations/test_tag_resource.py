"""TagResource, and CreateTable's Tags: API reference "TagResource"; developer guide, "Adding tags and labels to resources". The texts were
recorded on DynamoDB in October 2026 (ack-api-quirks, DDB-TABLE-105 to 110), those about the ARN by dynalite's test/tagResource.js."""

import pytest
from support import tables
from support.expect import invalid, refused
from support.server import Server
from support import api

LIMIT = "Number of Tags exceed the current limit for the provided ResourceArn"


@pytest.fixture
def arn_of(db):
    return lambda name: db.describe_table(TableName=name)["Table"]["TableArn"]


@pytest.fixture
def arn(make_table, arn_of):
    return arn_of(make_table())


def tag(db, arn, **tags):
    return db.tag_resource(ResourceArn=arn, Tags=as_list(tags))


def as_list(tags: dict) -> list:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tags_of(db, arn) -> dict:
    return {tag["Key"]: tag["Value"] for tag in db.list_tags_of_resource(ResourceArn=arn)["Tags"]}


def test_adds_and_replaces(db, arn):
    """dynamodb-conformance, tags/basic.test.ts: tags are added to those there are, and one of the same key is replaced."""
    tag(db, arn, env="test", project="x")
    tag(db, arn, team="platform", env="production")
    assert tags_of(db, arn) == {"env": "production", "project": "x", "team": "platform"}


def test_the_answer_is_empty(raw, arn):
    """dynalite, actions/tagResource.js: no body."""
    answer = raw.call("TagResource", {"ResourceArn": arn, "Tags": [{"Key": "a", "Value": "b"}]})
    assert (answer.status, answer.body) == (200, b"")


def test_what_a_tag_can_be(db, arn):
    """DDB-TABLE-106: values may be empty, keys differ by case; letters, digits, spaces and + - = . _ : / @."""
    wanted = {"Env": "", "env": "x", " sp ace": "a b+c-d=e.f_g:h/i@j", "k" * 128: "v" * 256, "café": "ключ", "myaws:x": "1"}
    tag(db, arn, **wanted)
    assert tags_of(db, arn) == wanted


@pytest.mark.parametrize("tags, text", [
    ([{"Key": "k" * 129, "Value": "v"}], "The Tag Key provided is invalid, Key: " + "k" * 129),
    ([{"Key": "", "Value": "v"}], "The Tag Key provided is invalid, Key: "),
    ([{"Value": "v"}], "The Tag Key provided is invalid, Key: null"),
    ([{}], "The Tag Key provided is invalid, Key: null"),
    ([{"Key": "bad#char", "Value": "v"}], "The Tag Key provided is invalid, Key: bad#char"),
    ([{"Key": "k"}], "The Tag Value provided is invalid, Value: null"),
    ([{"Key": "k", "Value": "v" * 257}], "The Tag Value provided is invalid, Value: " + "v" * 257),
    ([{"Key": "k", "Value": "100%"}], "The Tag Value provided is invalid, Value: 100%"),
    ([{"Key": "aws:foo", "Value": "v"}], "Tag Key cannot be prefixed with aws:, Key: aws:foo"),
    ([{"Key": "AWS:foo", "Value": "v"}], "Tag Key cannot be prefixed with aws:, Key: AWS:foo"),
    ([{"Key": "dup", "Value": "1"}, {"Key": "dup", "Value": "2"}], "Duplicate Tag Keys provided as input: Duplicate Tag Key found dup"),
    ([{"Key": f"k{number}", "Value": ""} for number in range(51)], LIMIT),
])
def test_what_a_tag_cannot_be(db, arn, tags, text):
    """DDB-TABLE-105 to 108, 110, 372: all or nothing; CreateTable refuses the same, and makes no table."""
    with invalid(text):
        db.tag_resource(ResourceArn=arn, Tags=[{"Key": "good", "Value": "x"}, *tags] if len(tags) < 50 else tags)
    assert tags_of(db, arn) == {}
    name = tables.unique_name()
    with invalid(text):
        db.create_table(TableName=name, **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST", Tags=tags)
    with refused("ResourceNotFoundException"):
        db.describe_table(TableName=name)


def test_a_table_has_at_most_fifty(db, arn):
    """DDB-TABLE-108: counted after the change."""
    fifty = {f"k{number:02d}": "old" for number in range(50)}
    tag(db, arn, **fifty)
    for more in ({"k50": "x"}, {"k00": "new", "k50": "x"}):
        with invalid(LIMIT):
            tag(db, arn, **more)
    assert tags_of(db, arn) == fifty
    tag(db, arn, **dict.fromkeys(fifty, "new"))
    assert set(tags_of(db, arn).values()) == {"new"}


def test_the_resource(db, raw, arn):
    """dynalite, test/tagResource.js: the order of the checks; dynamodb-conformance, tags/basic.test.ts: what is no ARN."""
    for body, text in (({}, "Invalid TableArn"),
                       ({"ResourceArn": "a:b:c:d:e:f/g"}, "1 validation error detected: Value null at 'tags' failed to satisfy constraint: "
                                                          "Member must not be null"),
                       ({"ResourceArn": "not-a-valid-arn", "Tags": []}, "Invalid TableArn: Invalid ResourceArn provided as input not-a-valid-arn"),
                       ({"ResourceArn": arn.rpartition("/")[0] + "/ab", "Tags": []},
                        f"Invalid TableArn: Invalid ResourceArn provided as input {arn.rpartition('/')[0]}/ab"),
                       ({"ResourceArn": arn + "x", "Tags": []}, "Atleast one Tag needs to be provided as Input.")):
        answer = raw.call("TagResource", body)
        assert (answer.status, answer.error, answer.message) == (400, "ValidationException", text)
    with refused("ResourceNotFoundException", f"Requested resource not found: ResourceArn: {arn}x not found"):
        tag(db, arn + "x", a="b")


def test_create_table_tags_and_restores_do_not(db, recorded, restore, arn_of):
    """API reference, CreateTable, Tags; developer guide, point-in-time recovery: tags must be set up again on a restored table."""
    name = recorded("pk:S", Tags=as_list({"env": "test", "team": "x"}))
    assert tags_of(db, arn_of(name)) == {"env": "test", "team": "x"}
    assert "Tags" not in db.describe_table(TableName=name)["Table"]
    assert tags_of(db, arn_of(restore(name))) == {}


@pytest.mark.own_server
def test_tags_are_there_after_a_restart(tmp_path):
    """Design, section 5: what was acknowledged survives."""
    with Server(tmp_path) as server:
        db = api.client(server.endpoint)
        db.create_table(TableName="kept", **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST", Tags=as_list({"a": "1"}))
        arn = tables.wait_active(db, "kept")["TableArn"]
        tag(db, arn, b="2")
    with Server(tmp_path) as server:
        assert tags_of(api.client(server.endpoint), arn) == {"a": "1", "b": "2"}
