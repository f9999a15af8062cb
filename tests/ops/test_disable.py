"""`quondam disable`: point-in-time recovery off."""

import pytest
from support.commands import OK, PARTIAL

pytestmark = pytest.mark.own_server


def test_turns_it_off_and_says_how_it_comes_back(quondam, db, recorded):
    name = recorded("pk:S")
    done = quondam("disable", name)
    assert done.code == OK and f"quondam enable {name} --reopen" in done.out
    status = db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert status["PointInTimeRecoveryStatus"] == "DISABLED"
    assert quondam.json("disable", name) == [{"TableName": name, "PointInTimeRecovery": "DISABLED"}]


def test_some_of_several(quondam, recorded):
    name = recorded("pk:S")
    done = quondam("disable", name, "no-such-table", "--json")
    assert done.code == PARTIAL and [line["TableName"] for line in done.objects] == [name]
