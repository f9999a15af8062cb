"""`quondam drill`: a restore that is compared, timed, logged and dropped; its report, and what interrupted ones leave."""

import json
import signal

import pytest
from support import api, tables
from support.as_aws import AsAws
from support.clock import next_second, until
from support.commands import FAILED, OK, USAGE, Commands
from support.moto import MotoServer
from support.scripted import DESCRIBED

pytestmark = pytest.mark.own_server

PREFIX = "quondam-drill-"


def item(key: str, **attributes: str) -> dict:
    return {"id": {"S": key}, **{name: {"N": value} for name, value in attributes.items()}}


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log" / "drills.ndjson"


@pytest.fixture
def quondam(endpoint, log) -> Commands:
    return Commands(endpoint, QUONDAM_DRILL_LOG=str(log))


@pytest.fixture
def orders(db, recorded) -> str:
    name = recorded("id:S")
    tables.put_all(db, name, [item(str(n), total="1") for n in range(300)])
    return name


def logged(log) -> list:
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def scratch_of(db, table: str) -> list:
    return [name for name in db.list_tables(ExclusiveStartTableName=PREFIX)["TableNames"] if name.startswith(PREFIX + table + "-")]


def test_a_drill(quondam, db, orders, log):
    next_second()
    (found,) = quondam.json("drill", orders)
    assert (found["Result"], found["ItemsCompared"], found["Differences"], found["ComparedWith"]) == ("PASSED", 300, 0, "PAST_VIEW")
    assert found["TableArn"].endswith(f"table/{orders}") and found["RestoreSeconds"] > 0 and found["CompareSeconds"] > 0
    assert found["Caller"] and found["Samples"] == []
    del found["Samples"]
    assert logged(log) == [found]
    assert list((log.parent / "drills.ndjson.made").iterdir()) == [], "nothing is left to drop"
    assert scratch_of(db, orders) == []
    assert len(tables.scan_all(db, orders)) == 300, "the source is as it was"


def test_of_a_moment(quondam, db, orders, log):
    at = next_second()
    tables.put_all(db, orders, [item("later"), item("0", total="2")])
    next_second()
    (then,) = quondam.json("drill", orders, "--at", at)
    (now,) = quondam.json("drill", orders)
    assert (then["ItemsCompared"], now["ItemsCompared"]) == (300, 301)
    assert then["RestoreTime"] < now["RestoreTime"]


def test_several_for_people(quondam, db, recorded, orders, log):
    other = recorded("pk:S", "sk:N")
    next_second()
    done = quondam("drill", orders, other)
    assert done.code == OK, done.err
    assert f"{orders}: PASSED\n" in done.out and f"{other}: PASSED\n" in done.out and "300 items are as the table had them then" in done.out
    assert [one["TableName"] for one in logged(log)] == [orders, other]


def test_failures_are_logged(quondam, db, make_table, recorded, log):
    """What cannot be restored has failed its drill; the others are drilled all the same."""
    off, on = make_table("id:S"), recorded("id:S")
    next_second()
    done = quondam("drill", off, on)
    assert done.code == FAILED and f"{off}: FAILED: point-in-time recovery is off" in done.out and f"{on}: PASSED" in done.out
    early = quondam("drill", on, "--at", "2020-01-01T00:00:00Z", "--json")
    assert early.code == FAILED and early.object["Result"] == "FAILED" and early.object["Message"]
    assert [(one["TableName"], one["Result"]) for one in logged(log)] == [(off, "FAILED"), (on, "PASSED"), (on, "FAILED")]


def test_what_is_no_drill_is_not_logged(quondam, log):
    assert quondam("drill", "no-such-table").code == FAILED
    assert quondam("drill").code == USAGE
    assert quondam("drill", "t", "--threads", "0").code == USAGE
    assert logged(log) == []


def test_report(quondam, db, make_table, recorded, log):
    off, on = make_table("id:S"), recorded("id:S")
    next_second()
    quondam("drill", off, on)
    quondam("drill", on)
    nobody = Commands(None, QUONDAM_DRILL_LOG=str(log))  # it needs no server
    page = nobody("drill", "report").out
    assert page.startswith("# Restore drills\n") and "2 of 3 passed." in page and "What a drill proves" in page
    (line,) = [line for line in page.splitlines() if line.startswith(f"| {on} |")]
    assert "| 2 | 0 |" in line
    found = json.loads(nobody("drill", "report", "--format", "json").out)
    assert {one["TableName"]: (one["Passed"], one["Failed"], one["LastResult"]) for one in found["Tables"]} == {
        off: (0, 1, "FAILED"), on: (2, 0, "PASSED")}
    assert found["Drills"] == logged(log) and found["Since"] is None
    assert json.loads(nobody("drill", "report", "--json").out)["Drills"] == found["Drills"]
    last = found["Drills"][-1]["StartedAt"]
    late = json.loads(nobody("drill", "report", "--since", last, "--format", "json").out)
    assert [one["StartedAt"] for one in late["Drills"]] == [last]
    assert "There was no drill" in nobody("drill", "report", "--since", "-0s").out
    assert nobody("drill", "report", "--format", "html").code == USAGE


def test_a_log_that_cannot_be_read(quondam, log):
    """A report must not leave out what it does not understand."""
    log.parent.mkdir()
    log.write_text("nonsense\n")
    done = quondam("drill", "report")
    assert done.code == FAILED and "line 1 of the drill log" in done.err


def test_the_log_without_a_variable(endpoint, tmp_path, recorded):
    table = recorded("id:S")
    next_second()
    at_home = Commands(endpoint, HOME=str(tmp_path), XDG_STATE_HOME="")
    assert at_home("drill", table).code == OK
    assert len(logged(tmp_path / ".local" / "state" / "quondam" / "drills.ndjson")) == 1


# ---- a restore that is wrong, which no real server does on demand ----

MINE = {"TableDescription": {"TableName": "scratch", "TableId": "mine", "TableArn": "arn:scratch"}}
SCRATCH = {"Table": {"TableStatus": "ACTIVE", "TableId": "mine"}}
RECOVERY = {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": {
    "PointInTimeRecoveryStatus": "ENABLED", "EarliestRestorableDateTime": 1700000000, "LatestRestorableDateTime": 1700000100}}}
POINTS = {"RestorePoints": []}


def drill(scripted, tmp_path, scans, *more, **answers):
    """Of a table "t". `scans`: what Scan answers for its past (or its present), and for the restored table."""
    of_source, of_scratch = scans

    def scan(server):
        name = server.sent("Scan")[-1]["TableName"]
        return {"Items": of_scratch if name.startswith(PREFIX) else of_source}

    def batch(server):
        (name, wanted), = server.sent("BatchGetItem")[-1]["RequestItems"].items()
        items = of_scratch if name.startswith(PREFIX) else of_source
        return {"Responses": {name: [one for one in items if {"id": one["id"]} in wanted["Keys"]]}}

    answers = {"DescribeTable": [DESCRIBED, DESCRIBED, SCRATCH], "DescribeContinuousBackups": [RECOVERY], "RestoreTableToPointInTime": [MINE],
               "TagResource": [{}], "DeleteTable": [{}], "Scan": [scan], "BatchGetItem": [batch], "ListRestorePoints": [POINTS], **answers}
    server, quondam = scripted(**{name: found for name, found in answers.items() if found})
    log = tmp_path / "drills.ndjson"
    quondam = Commands(server.endpoint, QUONDAM_DRILL_LOG=str(log))
    return server, quondam("drill", "t", "--threads", "1", "--json", *more), log


def test_each_difference_fails(scripted, tmp_path):
    past = [item(str(n), total="1") for n in range(50)]
    wrong = [one for one in past if one["id"]["S"] != "7"] + [item("new")]
    wrong[0] = item(wrong[0]["id"]["S"], total="2")
    server, done, log = drill(scripted, tmp_path, (past, wrong))
    assert done.code == FAILED
    found = done.object
    assert (found["Result"], found["ItemsCompared"], found["Differences"]) == ("FAILED", 48, 3)
    assert {(one["Kind"], one["Key"]["id"]["S"]) for one in found["Samples"]} == {("REMOVED", "7"), ("ADDED", "new"), ("CHANGED", "0")}
    assert logged(log)[0]["Result"] == "FAILED"
    assert len(server.sent("DeleteTable")) == 1, "dropped all the same"
    assert {body["TableName"] for body in server.sent("Scan")} == {"t@2023-11-14T22:15:00Z", server.sent("RestoreTableToPointInTime")[0]["TargetTableName"]}


def test_a_difference_of_counts_alone(scripted, tmp_path):
    _, done, _ = drill(scripted, tmp_path, ([item("a")], []))
    assert done.code == FAILED and done.object["Differences"] == 1
    _, done, _ = drill(scripted, tmp_path, ([], [item("a")]))
    assert done.code == FAILED and done.object["Differences"] == 1


def test_only_its_own_table_is_dropped(scripted, tmp_path):
    """Another table under the name by now, made by somebody else."""
    other = {"Table": {"TableStatus": "ACTIVE", "TableId": "another"}}
    server, done, _ = drill(scripted, tmp_path, ([], []), DescribeTable=[DESCRIBED, DESCRIBED, SCRATCH, other])
    assert done.code == FAILED and "another table" in done.err and not server.sent("DeleteTable")


def test_its_names_and_tags(scripted, tmp_path):
    server, done, _ = drill(scripted, tmp_path, ([], []))
    assert done.code == OK
    (restore,) = server.sent("RestoreTableToPointInTime")
    assert restore["TargetTableName"].startswith("quondam-drill-t-") and restore["SourceTableName"] == "t"
    (tags,) = server.sent("TagResource")
    assert {tag["Key"] for tag in tags["Tags"]} == {"quondam:drill-of", "quondam:drill-run"}
    assert [body["TableName"] for body in server.sent("DeleteTable")] == [restore["TargetTableName"]]


def test_elsewhere_differences_are_reported_not_judged(scripted, tmp_path):
    """An endpoint without a past: what differs was changed since, or lost, and nobody can tell which."""
    restored, present = [item("a"), item("b"), item("gone")], [item("a"), item("b", total="2"), item("new")]
    elsewhere = {"ListRestorePoints": None}
    server, done, log = drill(scripted, tmp_path, (present, restored), "--yes", **elsewhere)
    found = done.object
    assert done.code == OK, done.err
    assert (found["Result"], found["ComparedWith"], found["ItemsCompared"], found["Differences"]) == ("PASSED", "PRESENT", 1, 3)
    assert {(one["Kind"], one["Key"]["id"]["S"]) for one in found["Samples"]} == {("REMOVED", "gone"), ("ADDED", "new"), ("CHANGED", "b")}
    _, done, _ = drill(scripted, tmp_path, (present, restored), "--yes", "--no-writes", **elsewhere)
    assert done.code == FAILED and "--no-writes" in done.object["Message"]
    _, done, _ = drill(scripted, tmp_path, (present, []), "--yes", **elsewhere)
    assert done.code == FAILED and "nothing is proven" in done.object["Message"]
    server, done, _ = drill(scripted, tmp_path, (present, restored), **elsewhere)
    assert done.code == USAGE and "It costs about $" in done.err and not server.sent("RestoreTableToPointInTime")
    assert len(logged(log)) == 3


# ---- what interrupted drills leave ----

def leave_behind(quondam, db, table: str, tags: dict, name: str | None = None) -> str:
    """A restored table as a drill makes it; with these tags."""
    name = name or f"{PREFIX}{table}-0123abcd"
    db.restore_table_to_point_in_time(SourceTableName=table, TargetTableName=name, UseLatestRestorableTime=True)
    arn = tables.wait_active(db, name)["TableArn"]
    if tags:
        db.tag_resource(ResourceArn=arn, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])
    return name


def run_tag(scripted, tmp_path) -> str:
    """Of a drill on this machine that has ended."""
    server, _, _ = drill(scripted, tmp_path, ([], []))
    return {tag["Key"]: tag["Value"] for tag in server.sent("TagResource")[0]["Tags"]}["quondam:drill-run"]


@pytest.fixture
def left(db, orders):
    """Names of tables to drop at the end."""
    names = []
    yield names
    for name in names:
        tables.drop(db, name)


def actions(done) -> dict:
    assert done.code == OK, done.err
    return {one["TableName"]: one["Action"] for one in done.objects}


def test_cleanup_drops_what_an_ended_drill_left(quondam, db, orders, left, scripted, tmp_path):
    name = leave_behind(quondam, db, orders, {"quondam:drill-of": orders, "quondam:drill-run": run_tag(scripted, tmp_path)})
    left.append(name)
    assert actions(quondam("drill", "cleanup", "--dry-run", "--json"))[name] == "WOULD_DROP"
    assert scratch_of(db, orders) == [name]
    assert actions(quondam("drill", "cleanup", "--json"))[name] == "DROPPED"
    assert scratch_of(db, orders) == []


@pytest.mark.parametrize("case", ["no tags", "another's name", "another source", "elsewhere", "running"])
def test_cleanup_leaves_all_others_alone(quondam, db, orders, left, scripted, tmp_path, case):
    import os
    ended = run_tag(scripted, tmp_path)
    place = ended.rsplit("/", 2)[0]
    start = open(f"/proc/{os.getpid()}/stat").read().rsplit(")", 1)[1].split()[19]
    tags = {"no tags": {}, "another's name": {"quondam:drill-of": orders, "quondam:drill-run": ended},
            "another source": {"quondam:drill-of": "other", "quondam:drill-run": ended},
            "elsewhere": {"quondam:drill-of": orders, "quondam:drill-run": "far/away/1/2/3"},
            "running": {"quondam:drill-of": orders, "quondam:drill-run": f"{place}/{os.getpid()}/{start}"}}[case]
    name = f"{PREFIX}{orders}-important" if case == "another's name" else None
    left.append(leave_behind(quondam, db, orders, tags, name))
    assert actions(quondam("drill", "cleanup", "--json"))[left[0]] == "LEFT_ALONE"
    assert scratch_of(db, orders) == left
    # An age is what there is to go by where nobody can be asked.
    if case == "elsewhere":
        until(lambda: actions(quondam("drill", "cleanup", "--older-than", "1s", "--json")).get(left[0]) == "DROPPED")
        assert scratch_of(db, orders) == []
    assert quondam("drill", "cleanup", "--older-than", "soon").code == USAGE


def status(db, name: str) -> str:
    try:
        return db.describe_table(TableName=name)["Table"]["TableStatus"]
    except db.exceptions.ResourceNotFoundException:
        return ""  # an earlier drill's, which has gone since it was listed


@pytest.mark.slow
def test_on_aws(tmp_path):
    """`--as-aws`: a real restore with its lag, against a table in use; one that is interrupted, and cleaned up after."""
    log = tmp_path / "drills.ndjson"
    with AsAws() as aws:
        db, quondam = aws.db, Commands(aws.endpoint, QUONDAM_DRILL_LOG=str(log))
        db.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        tables.wait_active(db, "orders")
        db.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        tables.put_all(db, "orders", [item(str(n)) for n in range(100)])
        aws.moment()
        aws.until_restorable()
        db.put_item(TableName="orders", Item=item("later"))
        assert quondam("drill", "orders").code == USAGE, "it costs money"
        done = quondam("drill", "orders", "--yes", "--json")
        assert done.code == OK, done.err
        assert (done.object["ItemsCompared"], done.object["Differences"], done.object["ComparedWith"]) == (100, 1, "PRESENT")

        process = quondam.start("drill", "orders", "--yes")
        until(lambda: [name for name in scratch_of(db, "orders") if status(db, name) == "CREATING"])
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == FAILED and "interrupted" in err and "quondam drill cleanup" in err
        assert len(logged(log)) == 1, "an interrupted drill is none"
        (left,) = [name for name in scratch_of(db, "orders") if name in err]
        assert actions(quondam("drill", "cleanup", "--json"))[left] == "LEFT_ALONE", "it is being made still"
        tables.wait_active(db, left)
        assert actions(quondam("drill", "cleanup", "--json"))[left] == "DROPPED"
        tables.wait_gone(db, left)
        tables.wait_active(db, "orders")


def test_interrupted_where_nothing_can_be_kept(scripted, tmp_path):
    """Neither tags nor a record: cleanup would leave it alone, so a person is told how to drop it."""
    creating = {"Table": {"TableStatus": "CREATING", "TableId": "mine"}}
    server, _ = scripted(DescribeTable=[DESCRIBED, DESCRIBED, creating], DescribeContinuousBackups=[RECOVERY], RestoreTableToPointInTime=[MINE],
                         ListRestorePoints=[POINTS])
    (tmp_path / "file").write_text("no folder")
    process = Commands(server.endpoint, QUONDAM_DRILL_LOG=str(tmp_path / "file" / "log")).start("drill", "ttt")
    until(lambda: server.sent("TagResource"))
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == FAILED and "aws dynamodb delete-table --table-name quondam-drill-ttt-" in err


def test_a_killed_drill_is_cleaned_up_by_its_record(quondam, db, orders, left, log, scripted, tmp_path):
    """Without tags: by the TableId that the drill has kept; another table of the same name is not its."""
    server, _ = scripted(DescribeTable=[DESCRIBED, DESCRIBED, {"Table": {"TableStatus": "CREATING"}}], DescribeContinuousBackups=[RECOVERY],
                         RestoreTableToPointInTime=[MINE], ListRestorePoints=[POINTS])
    process = Commands(server.endpoint, QUONDAM_DRILL_LOG=str(log)).start("drill", "ttt")
    until(lambda: server.sent("TagResource"))
    process.kill()
    process.communicate()
    (record,) = (log.parent / "drills.ndjson.made").iterdir()
    kept = json.loads(record.read_text())
    assert (kept["TableId"], kept["SourceTableName"]) == ("mine", "ttt") and kept["TableName"] in record.name
    name = leave_behind(quondam, db, orders, {})
    left.append(name)
    table = db.describe_table(TableName=name)["Table"]
    for table_id, action in (("another", "LEFT_ALONE"), (table["TableId"], "DROPPED")):
        of_table = {**kept, "TableName": name, "SourceTableName": orders, "TableId": table_id, "TableArn": table["TableArn"]}
        (record.parent / f"{name}.json").write_text(json.dumps(of_table))
        assert actions(quondam("drill", "cleanup", "--json"))[name] == action
    assert not (record.parent / f"{name}.json").exists() and scratch_of(db, orders) == []


def test_on_moto(tmp_path):
    """Another implementation: its restore is a copy, so all is equal."""
    log = tmp_path / "drills.ndjson"
    with MotoServer() as server:
        db, quondam = api.client(server.endpoint), Commands(server.endpoint, QUONDAM_DRILL_LOG=str(log))
        table = tables.unique_name()
        db.create_table(TableName=table, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        tables.put_all(db, table, [item(str(n)) for n in range(60)])
        done = quondam("drill", table, "--yes")
        assert done.code == FAILED and "point-in-time recovery is off" in done.out
        db.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        done = quondam("drill", table, "--yes")
        assert done.code == OK and "60 items were restored exactly as in the table now" in done.out, done.out + done.err
        assert scratch_of(db, table) == [] and table in db.list_tables()["TableNames"]
        assert quondam("drill", "cleanup").code == OK
        assert [one["Result"] for one in logged(log)] == ["FAILED", "PASSED"]
