"""`quondam diff` and `quondam revert` where the endpoint is no Quondam: a scratch restore, a comparison, conditional writes back."""

import json

import pytest
from support import api, tables
from support.as_aws import AsAws
from support.clock import as_datetime
from support.commands import FAILED, OK, PARTIAL, USAGE, Commands
from support.moto import MotoServer
from support.scripted import DESCRIBED, Refuse

pytestmark = [pytest.mark.own_server, pytest.mark.slow]


@pytest.fixture(scope="module")
def aws():
    with AsAws() as server:
        yield server


def item(key: str, **attributes: str) -> dict:
    return {"pk": {"S": "p"}, "id": {"S": key}, **{name: {"N": value} for name, value in attributes.items()}}


@pytest.fixture
def changed(aws):
    """A table with recovery, and the seconds around: one item added, one removed, one changed, many not; then one more."""
    db, name = aws.db, tables.unique_name()
    db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S", "id:S", attributes=("total:N",)), GlobalSecondaryIndexes=[
        {"IndexName": "by-total", "KeySchema": [{"AttributeName": "total", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}])
    tables.wait_active(db, name)
    db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    many = [item(f"same-{n}", total="1") for n in range(150)]
    tables.put_all(db, name, many + [item("gone", total="1"), item("other", total="1", left="5")])
    before = aws.moment()
    tables.put_all(db, name, [item("new", total="7"), item("other", total="2", more="3")])
    db.delete_item(TableName=name, Key=item("gone"))
    after = aws.moment()
    db.put_item(TableName=name, Item=item("later", total="1"))
    aws.until_restorable()
    yield name, before, after
    tables.drop(db, name)


def keys(found: list) -> dict:
    return {one["Key"]["id"]["S"]: one["Kind"] for one in found}


def scratch_tables(db) -> list:
    return [name for name in db.list_tables()["TableNames"] if name.startswith("quondam-scratch-")]


def dropped(db, name: str) -> bool:
    """AWS lets a table be DELETING for a while."""
    return all(db.describe_table(TableName=one)["Table"]["TableStatus"] == "DELETING" for one in scratch_tables(db) if name in one)


def diff(aws, *arguments) -> list:
    done = aws.quondam("diff", *arguments, "--yes", "--json")
    assert done.code == OK, done.err
    assert "It costs about $" in done.err and "20 minutes or more" in done.err
    return done.objects


def test_diff(aws, changed):
    name, before, after = changed
    found = diff(aws, name, "--from", before)
    assert keys(found) == {"gone": "REMOVED", "new": "ADDED", "other": "CHANGED", "later": "ADDED"}
    (other,) = [one for one in found if one["Key"]["id"]["S"] == "other"]
    assert other == {"Kind": "CHANGED", "Key": item("other"), "Before": item("other", total="1", left="5"), "After": item("other", total="2", more="3")}
    assert dropped(aws.db, name)
    assert keys(diff(aws, name, "--from", before, "--to", after)) == {"gone": "REMOVED", "new": "ADDED", "other": "CHANGED"}
    assert dropped(aws.db, name)


def test_diff_for_people(aws, changed):
    name, before, _ = changed
    done = aws.quondam("diff", name, "--from", before, "--yes", "--exit-code")
    *lines, end = done.out.splitlines()
    assert done.code == FAILED, "--exit-code"
    assert sorted(lines) == ['+ pk="p"  id="later"  total=1', '+ pk="p"  id="new"  total=7', '- pk="p"  id="gone"  total=1',
                             '~ pk="p"  id="other"  -left=5  +more=3  total: 1 -> 2']
    assert end.startswith(f"4 differences of {name}: 2 added, 1 removed, 1 changed, after ")


def test_selections(aws, changed):
    name, before, _ = changed
    assert keys(diff(aws, name, "--from", before, "--key", "pk=p,id=new")) == {"new": "ADDED"}
    assert keys(diff(aws, name, "--from", before, "--key", "pk=p,id=same-1")) == {}
    condition = ("--key-condition", "pk = :p AND begins_with(id, :o)", "--values", '{":p": {"S": "p"}, ":o": {"S": "o"}}')
    assert keys(diff(aws, name, "--from", before, *condition)) == {"other": "CHANGED"}
    # An item that met it before, or does after.
    for was in ("1", "2"):
        wanted = ("--filter", "#t = :t AND id = :o", "--names", '{"#t": "total"}', "--values", json.dumps({":t": {"N": was}, ":o": {"S": "other"}}))
        (one,) = diff(aws, name, "--from", before, *wanted)
        assert (one["Kind"], one["Before"]["total"], one["After"]["total"]) == ("CHANGED", {"N": "1"}, {"N": "2"})


def test_what_is_refused_makes_no_table(aws, changed):
    name, before, _ = changed
    made = scratch_tables(aws.db)
    done = aws.quondam("diff", name, "--from", before)
    assert done.code == USAGE and "It costs about $" in done.err and "--yes" in done.err
    for more in (("--caller", "x"), ("--operation", "PutItem"), ("--key", "pk=p,id=a", "--key-condition", "pk = :p")):
        assert aws.quondam("diff", name, "--from", before, "--yes", *more).code == USAGE
    done = aws.quondam("diff", name, "--from", "2020-01-01T00:00:00Z", "--yes")
    assert done.code == FAILED and "cannot be restored to" in done.err
    assert aws.quondam("revert", name, "--from", before, "--yes", "--force").code == USAGE
    done = aws.quondam("rewind", name, "--to", before, "--yes")
    assert done.code == USAGE and f"quondam revert {name} --from" in done.err
    aws.db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    done = aws.quondam("diff", name, "--from", before, "--yes")
    assert done.code == FAILED and "point-in-time recovery is off" in done.err
    assert scratch_tables(aws.db) == made


def test_a_kept_scratch_table_is_tagged(aws, changed):
    name, before, _ = changed
    done = aws.quondam("diff", name, "--from", before, "--yes", "--summary", "--keep-scratch")
    (kept,) = [one for one in scratch_tables(aws.db) if name in one and not dropped(aws.db, one)]
    assert done.code == OK and kept in done.err
    table = aws.db.describe_table(TableName=kept)["Table"]
    assert aws.db.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"] == [{"Key": "quondam:scratch-of", "Value": name}]
    assert "GlobalSecondaryIndexes" not in table, "indexes are not paid for"
    tables.drop(aws.db, kept)


def content(aws, name: str) -> dict:
    return {one["id"]["S"]: one for one in tables.scan_all(aws.db, name)}


def test_revert(aws, changed):
    """To T2: what was changed later stays."""
    name, before, after = changed
    kept = content(aws, name)
    done = aws.quondam("revert", name, "--from", before, "--to", after, "--yes", "--json")
    assert done.code == OK, done.err
    end = done.object
    assert (end["Status"], end["PutCount"], end["DeleteCount"], end["UnchangedCount"], end["ConflictCount"]) == ("COMPLETED", 2, 1, 0, 0)
    assert {(one["Action"], one["Key"]["id"]["S"]) for one in end["Samples"]} == {("PUT", "gone"), ("PUT", "other"), ("DELETE", "new")}
    expected = {**kept, "gone": item("gone", total="1"), "other": item("other", total="1", left="5")}
    del expected["new"]
    assert content(aws, name) == expected
    assert dropped(aws.db, name)


def test_later_changes_are_conflicts(aws, changed):
    name, before, after = changed
    aws.db.update_item(TableName=name, Key=item("other"), UpdateExpression="SET note = :n", ExpressionAttributeValues={":n": {"S": "kept"}})
    aws.db.put_item(TableName=name, Item=item("gone", total="9"))
    aws.db.delete_item(TableName=name, Key=item("new"))
    kept = content(aws, name)
    done = aws.quondam("revert", name, "--from", before, "--to", after, "--yes")
    assert done.code == PARTIAL, done.err
    assert "0 items put back, 0 deleted, 1 unchanged" in done.out and "2 items were changed since" in done.out
    assert content(aws, name) == kept


def test_revert_of_one_item(aws, changed):
    name, before, _ = changed
    done = aws.quondam("revert", name, "--from", before, "--key", "pk=p,id=gone", "--yes")
    assert done.code == OK, done.err
    found = content(aws, name)
    assert found["gone"] == item("gone", total="1") and "new" in found


def test_dry_run(aws, changed):
    name, before, _ = changed
    kept, made = content(aws, name), scratch_tables(aws.db)
    done = aws.quondam("revert", name, "--from", before, "--dry-run")
    assert done.code == OK and "It costs about $" in done.out and "--dry-run --yes" in done.out
    assert scratch_tables(aws.db) == made
    (planned,) = [one for one in [aws.quondam("revert", name, "--from", before, "--dry-run", "--yes", "--json")] if one.code == OK]
    assert (planned.object["Status"], planned.object["PutCount"], planned.object["DeleteCount"]) == ("DRY_RUN", 2, 2)
    done = aws.quondam("revert", name, "--from", before, "--dry-run", "--yes")
    assert "2 items would get an earlier image, 2 would be deleted" in done.out and 'put      pk="p"  id="gone"' in done.out
    assert content(aws, name) == kept


def test_questions(aws, changed):
    """What it costs first, then what would be written."""
    name, before, _ = changed
    kept = content(aws, name)
    done = aws.quondam.on_terminal("revert", name, "--from", before, typed="n\n")
    assert done.code == FAILED and "Go on? [y/N]" in done.out and "Revert in" not in done.out
    done = aws.quondam.on_terminal("revert", name, "--from", before, typed="y\nn\n")
    assert done.code == FAILED and f"Revert in {name}? [y/N]" in done.out
    assert content(aws, name) == kept
    done = aws.quondam.on_terminal("revert", name, "--from", before, typed="y\ny\n")
    assert done.code == OK and "2 items put back, 2 deleted" in done.out


# ---- restore ----

def test_restore(aws, changed):
    """RestoreTableToPointInTime, of both tables to the same whole second; the latest, for "now"."""
    name, before, _ = changed
    then, now = tables.unique_name("then"), tables.unique_name("now")
    (line,) = aws.quondam.json("restore", f"{name}={then}", "--at", f"{before}.75")
    assert line.pop("Seconds") > 0
    moment = as_datetime(before).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert line == {"SourceTableName": name, "TargetTableName": then, "RestoreTime": moment, "TableStatus": "ACTIVE"}
    expected = {f"same-{n}": item(f"same-{n}", total="1") for n in range(150)}
    assert content(aws, then) == {**expected, "gone": item("gone", total="1"), "other": item("other", total="1", left="5")}
    done = aws.quondam("restore", f"{name}={now}", "--at", "now")
    assert done.code == OK and f"{now}: {name} as it was at its latest moment, ACTIVE" in done.out, done.err
    assert content(aws, now) == content(aws, name)
    for table in (then, now):
        tables.drop(aws.db, table)


def test_restore_has_less_to_choose(aws, changed):
    name, before, _ = changed
    for more in ("--dry-run", "--keep-settings", "--with-ttl"):
        done = aws.quondam("restore", name, "--at", before, more)
        assert done.code == USAGE and more in done.err and "quondam cutover" in done.err
    done = aws.quondam("restore", "--deleted", "some-id")
    assert done.code == FAILED and "only a Quondam keeps deleted tables" in done.err and "quondam backup restore" in done.err
    done = aws.quondam("restore", name, "--at", "2020-01-01T00:00:00Z")
    assert done.code == FAILED and "InvalidRestoreTimeException" in done.err
    assert name + "-restored" not in aws.db.list_tables()["TableNames"]


# ---- what only a script does: writes that come in between, a table that is not ours ----

RESTORED = {"TableDescription": {"TableName": "scratch", "TableId": "mine", "TableArn": "arn:scratch"}}
SCRATCH = {"Table": {"TableStatus": "ACTIVE", "TableId": "mine"}}
RECOVERY = {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}}
OLD, NEW = ({"id": {"S": "a"}, "total": {"N": total}, "tag": {"S": "x"}} for total in "12")
OTHER = {**NEW, "total": {"N": "3"}}
FAILS = Refuse("ConditionalCheckFailedException", "The conditional request failed")


def revert(scripted, scratch: list, present: list, **answers):
    """Of a table "t" that holds `present`, and held `scratch`; answers the server and what the command said."""
    answers = {"DescribeTable": [DESCRIBED, DESCRIBED, SCRATCH], "DescribeContinuousBackups": [RECOVERY], "RestoreTableToPointInTime": [RESTORED],
               "TagResource": [{}], "DeleteTable": [{}], "Scan": [{"Items": scratch}, {"Items": present}], **answers}
    server, quondam = scripted(**answers)
    return server, quondam("revert", "t", "--from", "1700000000", "--yes", "--threads", "1", "--json")


def images_of_then(server) -> dict:
    """BatchGetItem's answer for the scratch table, whose name the command has made up."""
    return {"Responses": {server.sent("RestoreTableToPointInTime")[0]["TargetTableName"]: [OLD]}}


def test_every_attribute_is_a_condition(scripted):
    then = {"BatchGetItem": [images_of_then]}
    server, done = revert(scripted, [OLD], [NEW], GetItem=[{"Item": NEW}], UpdateItem=[{}], **then)
    assert done.code == OK, done.err
    (body,) = server.sent("UpdateItem")
    names, values = body["ExpressionAttributeNames"], body["ExpressionAttributeValues"]
    readable = body["ConditionExpression"]
    for placeholder, name in names.items():
        readable = readable.replace(placeholder, name)
    for placeholder, value in values.items():
        readable = readable.replace(placeholder, str(value))
    assert readable == "attribute_exists(id) AND tag = {'S': 'x'} AND total = {'N': '2'}"
    assert body["Key"] == {"id": {"S": "a"}} and body["UpdateExpression"].startswith("SET ") and "REMOVE" not in body["UpdateExpression"]
    assert server.sent("GetItem")[0]["ConsistentRead"] is True

    # Somebody's write between the read and the write: nothing is overwritten.
    server, done = revert(scripted, [OLD], [NEW], GetItem=[{"Item": NEW}, {"Item": OTHER}], UpdateItem=[FAILS], **then)
    assert (done.code, done.object["ConflictCount"], done.object["PutCount"]) == (PARTIAL, 1, 0)
    # Or the command's own, whose answer was lost.
    server, done = revert(scripted, [OLD], [NEW], GetItem=[{"Item": NEW}, {"Item": OLD}], UpdateItem=[FAILS], **then)
    assert (done.code, done.object["ConflictCount"], done.object["PutCount"]) == (OK, 0, 1)


def test_an_attribute_that_comes_before_a_deletion_is_not_lost(scripted):
    """No condition can say that there is no further attribute: what the deletion took is put again."""
    more = {**NEW, "note": {"S": "precious"}}
    server, done = revert(scripted, [], [NEW], GetItem=[{"Item": NEW}], DeleteItem=[{"Attributes": more}], PutItem=[{}])
    assert (done.code, done.object["ConflictCount"], done.object["DeleteCount"]) == (PARTIAL, 1, 0)
    (body,) = server.sent("PutItem")
    assert body["Item"] == more and body["ConditionExpression"].startswith("attribute_not_exists(")


def test_more_attributes_than_a_condition_holds(scripted):
    large = {"id": {"S": "a"}, **{f"a{n}": {"N": "1"} for n in range(400)}}
    server, done = revert(scripted, [], [large], GetItem=[{"Item": large}])
    assert (done.code, done.object["ConflictCount"]) == (PARTIAL, 1)
    assert not server.sent("DeleteItem")


def test_only_its_own_table_is_dropped(scripted):
    other = {"Table": {"TableStatus": "ACTIVE", "TableId": "another"}}
    server, done = revert(scripted, [], [], DescribeTable=[DESCRIBED, DESCRIBED, SCRATCH, other])
    assert "another table" in done.err and not server.sent("DeleteTable")
    server, done = revert(scripted, [], [])
    assert [body["TableName"] for body in server.sent("DeleteTable")] == [server.sent("RestoreTableToPointInTime")[0]["TargetTableName"]]


def test_on_moto():
    """Another implementation: its restore is a copy of the present, so there is no difference; the copy is dropped all the same."""
    with MotoServer() as server:
        db, quondam = api.client(server.endpoint), Commands(server.endpoint)
        db.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        tables.put_all(db, "orders", [{"id": {"S": str(n)}, "n": {"N": "1.50"}} for n in range(60)])
        assert quondam("diff", "orders", "--from", "-1s", "--yes").code == FAILED, "no recovery yet"
        enabled = db.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        # Its window ends where recovery was turned on.
        latest = enabled["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["LatestRestorableDateTime"]
        moment = str(int(latest.timestamp()))
        done = quondam("diff", "orders", "--from", moment, "--yes", "--json")
        assert (done.code, done.out) == (OK, ""), done.err
        assert db.list_tables()["TableNames"] == ["orders"]
        done = quondam("revert", "orders", "--from", moment, "--yes")
        assert done.code == OK and "nothing to write" in done.out, done.err
