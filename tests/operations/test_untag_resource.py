"""UntagResource: API reference "UntagResource"; the texts were recorded on DynamoDB in October 2026 (ack-api-quirks, DDB-TABLE-105, 107)
and by dynalite's test/untagResource.js."""

import pytest
from support.expect import invalid, refused


@pytest.fixture
def arn(db, make_table):
    name = make_table(Tags=[{"Key": key, "Value": "x"} for key in ("env", "project", "team")])
    return db.describe_table(TableName=name)["Table"]["TableArn"]


def keys(db, arn) -> list:
    return [tag["Key"] for tag in db.list_tags_of_resource(ResourceArn=arn)["Tags"]]


def test_takes_tags_away(db, raw, arn):
    """dynamodb-conformance, tags/basic.test.ts; DDB-TABLE-105: a key that is not there is no error. The answer has no body."""
    answer = raw.call("UntagResource", {"ResourceArn": arn, "TagKeys": ["team", "absent"]})
    assert (answer.status, answer.body) == (200, b"")
    assert keys(db, arn) == ["env", "project"]
    db.untag_resource(ResourceArn=arn, TagKeys=["absent"])
    db.untag_resource(ResourceArn=arn, TagKeys=["project", "env"])
    assert keys(db, arn) == []


@pytest.mark.parametrize("given, text", [
    ([], "Atleast one Tag Key needs to be provided as Input."),
    ([""], "The Tag Key provided is invalid, Key: "),
    (["env", "k" * 129], "The Tag Key provided is invalid, Key: " + "k" * 129),
    (["env", "aws:foo"], "Tag Key cannot be prefixed with aws:, Key: aws:foo"),
    (["env", *(f"k{number}" for number in range(50))], "Number of Tags exceed the current limit for the provided ResourceArn"),
])
def test_what_is_refused(db, arn, given, text):
    """DDB-TABLE-105 and 107: all or nothing."""
    with invalid(text):
        db.untag_resource(ResourceArn=arn, TagKeys=given)
    assert keys(db, arn) == ["env", "project", "team"]


def test_the_resource(db, raw, arn):
    """dynalite, test/untagResource.js: the order of the checks."""
    for body, text in (({}, "Invalid TableArn"),
                       ({"ResourceArn": "a:b:c:d:e:f/g"}, "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: "
                                                          "Member must not be null"),
                       ({"ResourceArn": "a:b:c:d:e:f/g", "TagKeys": []}, "Invalid TableArn: Invalid ResourceArn provided as input a:b:c:d:e:f/g"),
                       ({"ResourceArn": arn + "x", "TagKeys": []}, "Atleast one Tag Key needs to be provided as Input.")):
        answer = raw.call("UntagResource", body)
        assert (answer.status, answer.error, answer.message) == (400, "ValidationException", text)
    with refused("ResourceNotFoundException", f"Requested resource not found: ResourceArn: {arn}x not found"):
        db.untag_resource(ResourceArn=arn + "x", TagKeys=["a"])
