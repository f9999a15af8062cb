"""`quondam enable`: point-in-time recovery on."""

import pytest
from support.commands import FAILED, OK, PARTIAL

pytestmark = pytest.mark.own_server


def recovery(db, name: str) -> dict:
    return db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]


def test_turns_it_on(quondam, db, make_table):
    one, other = make_table("pk:S"), make_table("pk:S")
    done = quondam("enable", one, other, "--days", "7")
    assert done.code == OK and len(done.out.splitlines()) == 2 and "for 7 days" in done.out
    for name in (one, other):
        assert (recovery(db, name)["PointInTimeRecoveryStatus"], recovery(db, name)["RecoveryPeriodInDays"]) == ("ENABLED", 7)


def test_json(quondam, make_table):
    name = make_table("pk:S")
    (line,) = quondam.json("enable", name)
    assert (line["TableName"], line["PointInTimeRecovery"], line["RecoveryPeriodInDays"]) == (name, "ENABLED", 35)
    assert line["EarliestRestorableTime"] <= line["LatestRestorableTime"]


def test_some_of_several(quondam, db, make_table):
    """A failure of one does not keep the others; exit code 3. When all fail, 1."""
    name = make_table("pk:S")
    done = quondam("enable", "no-such-table", name)
    assert done.code == PARTIAL and "no-such-table: TableNotFoundException" in done.err
    assert recovery(db, name)["PointInTimeRecoveryStatus"] == "ENABLED"
    assert quondam("enable", "no-such-table").code == FAILED


def test_reopen_comes_before_the_period(scripted):
    """UpdateContinuousBackups on a table that is off would begin a new window."""
    answer = {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 35}}}
    server, quondam = scripted(ReopenRecovery=[answer], UpdateContinuousBackups=[answer])
    assert quondam("enable", "t", "--reopen", "--days", "5").code == OK
    assert [operation for operation, _ in server.requests] == ["ReopenRecovery", "UpdateContinuousBackups"]
    assert server.sent("ReopenRecovery") == [{"TableName": "t"}]
