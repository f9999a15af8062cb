"""ListTagsOfResource: API reference "ListTagsOfResource"; dynalite's test/listTagsOfResource.js and dynamodb-conformance's
tags/basic.test.ts, recorded on DynamoDB. What tags can be is tested with TagResource."""

import pytest
from support.expect import invalid, refused


@pytest.fixture
def arn(db, make_table):
    return db.describe_table(TableName=make_table())["Table"]["TableArn"]


def test_lists_all_at_once(db, arn):
    """ack-api-quirks, DDB-TABLE-108: fifty tags come without a NextToken."""
    assert db.list_tags_of_resource(ResourceArn=arn)["Tags"] == []
    tags = [{"Key": f"k{number:02d}", "Value": str(number)} for number in range(50)]
    db.tag_resource(ResourceArn=arn, Tags=tags)
    answer = db.list_tags_of_resource(ResourceArn=arn)
    assert answer["Tags"] == tags
    assert "NextToken" not in answer


def test_the_resource(db, raw, arn):
    """dynalite, test/listTagsOfResource.js; the text of a missing table: ack-api-quirks, DDB-TABLE-101."""
    answer = raw.call("ListTagsOfResource", {})
    assert (answer.status, answer.error, answer.message) == (400, "ValidationException", "Invalid TableArn")
    for wrong in ("a:b:c:d:e:f/g", "", arn + "/index/i"):
        with invalid(f"Invalid TableArn: Invalid ResourceArn provided as input {wrong}"):
            db.list_tags_of_resource(ResourceArn=wrong)
    with refused("ResourceNotFoundException", f"Requested resource not found: ResourceArn: {arn}x not found"):
        db.list_tags_of_resource(ResourceArn=arn + "x")


def test_another_account_is_denied(db, arn):
    """dynamodb-conformance, tags/basic.test.ts: AccessDeniedException for the resource of an account that is not the caller's."""
    account = arn.split(":")[4]
    other = arn.replace(f":{account}:", ":999999999999:")
    with refused("AccessDeniedException", matching=f"is not authorized to perform: dynamodb:ListTagsOfResource on resource: {other}$"):
        db.list_tags_of_resource(ResourceArn=other)
