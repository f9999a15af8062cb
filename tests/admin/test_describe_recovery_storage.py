"""DescribeRecoveryStorage (docs/admin-api.md): what a table's past takes."""

import pytest
from support.expect import refused

pytestmark = pytest.mark.own_server


def history(admin, name: str) -> int:
    answer = admin.describe_recovery_storage(TableName=name)
    assert answer["TableName"] == name
    return answer["HistoryBytes"]


def test_inserts_take_nothing_and_overwrites_what_they_replace(db, admin, recorded):
    name = recorded("pk:S")
    for number in range(200):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}, "text": {"S": f"{number:04}" * 500}})
    before = history(admin, name)
    for number in range(200):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}, "text": {"S": "short"}})
    assert before < 20_000
    assert 100_000 < history(admin, name) - before < 1_000_000


def test_a_few_versions_are_counted(db, admin, recorded):
    """An estimate of so little would be nothing; what is told is never less than what a few versions take."""
    name = recorded("pk:S")
    for number in range(40):
        before = history(admin, name)
        db.put_item(TableName=name, Item={"pk": {"S": "1"}, "text": {"S": f"{number:04}" * 500}})
        assert number == 0 or 2_000 < history(admin, name) - before < 3_000


def test_a_table_without_recovery_keeps_nothing(db, admin, make_table):
    name = make_table("pk:S")
    for text in ("a" * 10_000, "b" * 10_000):
        db.put_item(TableName=name, Item={"pk": {"S": "1"}, "text": {"S": text}})
    assert history(admin, name) < 5_000


def test_a_table_that_is_not_there(admin):
    with refused("ResourceNotFoundException"):
        admin.describe_recovery_storage(TableName="nobody-made-it")
