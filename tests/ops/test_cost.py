"""`quondam cost`: what recovery, backups and restores of tables cost on AWS in a month.

Prices and what they are asked for: https://aws.amazon.com/dynamodb/pricing/ and the Developer Guide's page "Best practices for understanding your AWS
billing and usage reports in DynamoDB".
"""

import json

import pytest
from support import tables
from support.commands import FAILED, OK, USAGE
from support.scripted import Refuse

pytestmark = pytest.mark.own_server

GIGABYTE = 1024**3
UNKNOWN = Refuse("UnknownOperationException", "")


def described(name: str = "t", region: str = "us-east-1", **more) -> dict:
    return {"Table": {"TableName": name, "TableStatus": "ACTIVE", "TableArn": f"arn:aws:dynamodb:{region}:123456789012:table/{name}", "ItemCount": 0,
                      "TableSizeBytes": 10 * GIGABYTE, **more}}


def recovery(status: str = "ENABLED") -> dict:
    return {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": status}}}


def backup(table: str, size: int, status: str = "AVAILABLE") -> dict:
    return {"TableName": table, "BackupSizeBytes": size, "BackupStatus": status}


@pytest.fixture
def costed(scripted):
    """costed(...) scripts a server with one table of 10 GB; the answers can be others."""

    def start(**answers):
        return scripted(**{"ListTables": [{"TableNames": ["t"]}], "DescribeTable": [described()], "DescribeContinuousBackups": [recovery()],
                           "ListBackups": [{"BackupSummaries": []}], **answers})

    return start


def test_a_month(costed):
    """Recovery and backups by the table and its local indexes, a restore by all; 100 bytes more an item. System backups are not asked for: they are free."""
    index = {"LocalSecondaryIndexes": [{"IndexSizeBytes": 2 * GIGABYTE, "ItemCount": 3}], "GlobalSecondaryIndexes": [{"IndexSizeBytes": 5 * GIGABYTE, "ItemCount": 4}]}
    server, quondam = costed(DescribeTable=[described(ItemCount=7, **index)],
                             ListBackups=[{"BackupSummaries": [backup("t", GIGABYTE), backup("t", GIGABYTE, "DELETED")], "LastEvaluatedBackupArn": "arn:1"},
                                          {"BackupSummaries": [backup("t", 2 * GIGABYTE)]}])
    (line,) = quondam.json("cost")
    assert (line["RecoveryBytes"], line["RestoreBytes"]) == (12 * GIGABYTE + 1000, 17 * GIGABYTE + 1400)
    assert (line["BackupCount"], line["BackupBytes"], line["Region"], line["Currency"]) == (2, 3 * GIGABYTE, "us-east-1", "USD")
    assert line["PitrMonthlyCost"] == pytest.approx(12 * 0.20, rel=1e-6) and line["BackupMonthlyCost"] == pytest.approx(0.30)
    assert line["RestoreCost"] == pytest.approx(17 * 0.15, rel=1e-6) and line["ExportCost"] == pytest.approx(12 * 0.10, rel=1e-6)
    assert line["MonthlyCost"] == pytest.approx(2.70, rel=1e-6) and "HistoryBytes" not in line and "Growth" not in line
    assert [body for body in server.sent("ListBackups")] == [{"BackupType": "USER"}, {"BackupType": "USER", "ExclusiveStartBackupArn": "arn:1"}]


def test_what_a_month_is_used_for(costed):
    _, quondam = costed()
    (line,) = quondam.json("cost", "--restores", "2", "--exports", "1")
    assert line["MonthlyCost"] == pytest.approx(2.0 + 2 * 1.5 + 1.0)


def test_recovery_that_is_off_costs_nothing_and_says_what_it_would(costed):
    _, quondam = costed(DescribeContinuousBackups=[recovery("DISABLED")])
    (line,) = quondam.json("cost")
    assert (line["PointInTimeRecovery"], line["MonthlyCost"]) == ("DISABLED", 0) and line["PitrMonthlyCost"] == pytest.approx(2.0)
    shown = quondam("cost").out
    assert "($2.00)" in shown and "in brackets: recovery is off" in shown


def test_a_list_for_people(costed):
    _, quondam = costed(ListBackups=[{"BackupSummaries": [backup("t", 3 * GIGABYTE), backup("old", GIGABYTE)]}])
    head, table, gone, total, source = quondam("cost").out.splitlines()
    assert head.split("  ")[0] == "TABLE" and "HISTORY" not in head and "GROWTH" not in head
    assert table.split() == ["t", "10.00", "GB", "$2.00", "$0.30", "(3.00", "GB)", "$1.50", "$1.00", "$2.30"]
    assert gone.split() == ["old", "(deleted)", "$0.10", "(1.00", "GB)", "$0.10"], "the backups of a deleted table cost what they did"
    assert total.split() == ["TOTAL", "$2.40"]
    assert "us-east-1" in source and "2026-" in source and "aws.amazon.com/dynamodb/pricing" in source


def test_patterns(costed):
    server, quondam = costed(ListTables=[{"TableNames": ["a-1", "b-1", "c-1"]}], ListBackups=[{"BackupSummaries": [backup("a-old", 1), backup("c-old", 1)]}])
    assert [line["TableName"] for line in quondam.json("cost", "a*", "b*")] == ["a-1", "b-1", "a-old"]
    assert quondam.json("cost", "x*") == [] and quondam("cost", "x*").out == "There is no such table.\n"


def test_fails_above(costed):
    """With the report, so that the log of a CI step says why."""
    _, quondam = costed()
    assert quondam("cost", "--fail-above", "2").code == OK
    done = quondam("cost", "--fail-above", "1.99", "--json")
    assert done.code == FAILED and "a month costs $2.00, more than $1.99" in done.err and done.object["TableName"] == "t"


def test_regions(costed, tmp_path):
    """Prices are those of the table's region; what the table of prices does not know is refused, not guessed."""
    _, quondam = costed(DescribeTable=[described(region="eu-west-1")])
    (line,) = quondam.json("cost")
    assert (line["Region"], line["PitrMonthlyCost"]) == ("eu-west-1", pytest.approx(2.2))
    (other,) = quondam.json("cost", "--price-region", "eu-central-1")
    assert other["PitrMonthlyCost"] == pytest.approx(2.448) and "ExportCost" not in other and "RestoreCost" not in other
    done = quondam("cost", "--price-region", "eu-central-1", "--restores", "1")
    assert done.code == FAILED and "does not say what restores cost in eu-central-1" in done.err and "--prices" in done.err
    done = quondam("cost", "--price-region", "mars-north-1")
    assert done.code == FAILED and "has no region mars-north-1" in done.err and "--prices" in done.err


def test_prices_of_ones_own(costed, tmp_path):
    _, quondam = costed(DescribeTable=[described(region="mars-north-1")])
    table = json.loads(quondam("cost", "--show-prices").out)
    table["Regions"]["mars-north-1"] = {"AsOf": "2026-11-01", "Source": "a contract", "PitrPerGbMonth": 3}
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(table))
    (line,) = quondam.json("cost", "--prices", path)
    assert line["MonthlyCost"] == pytest.approx(30.0)
    assert "mars-north-1, 2026-11-01 (a contract)" in quondam("cost", "--prices", path).out
    path.write_text("{}")
    done = quondam("cost", "--prices", path)
    assert done.code == USAGE and "has no Regions" in done.err and "--show-prices" in done.err
    assert quondam("cost", "--prices", tmp_path / "none").code == USAGE


def test_growth_since_an_earlier_output(costed, tmp_path):
    _, quondam = costed(DescribeTable=[described(), described(TableSizeBytes=13 * GIGABYTE)])
    earlier = quondam("cost", "--json").object
    earlier["Time"] = "2026-01-01T00:00:00Z"
    path = tmp_path / "january.json"
    path.write_text(json.dumps(earlier) + "\n")
    (line,) = quondam.json("cost", "--since", path)
    assert (line["Growth"]["Since"], line["Growth"]["Bytes"]) == ("2026-01-01T00:00:00Z", 3 * GIGABYTE)
    assert 0 < line["Growth"]["BytesPerDay"] < 3 * GIGABYTE and line["Growth"]["MonthlyCost"] == pytest.approx(0.6)
    shown = quondam("cost", "--since", path).out
    assert "GROWTH" in shown.splitlines()[0] and "a day" in shown.splitlines()[1]
    path.write_text("TABLE  A MONTH\n")
    done = quondam("cost", "--since", path)
    assert done.code == USAGE and "line 1 is not one of" in done.err


def test_an_endpoint_that_knows_less(costed):
    """What an emulator lacks is said, and not counted."""
    _, quondam = costed(DescribeTable=[described(region="ddblocal")], DescribeContinuousBackups=[UNKNOWN], ListBackups=[UNKNOWN])
    (line,) = quondam.json("cost")
    assert line["Region"] == "us-east-1", "the region that the client signs for, where the ARN names none"
    assert line["MonthlyCost"] == 0 and "PointInTimeRecovery" not in line and "BackupCount" not in line
    shown = quondam("cost").out
    assert "does not say whether recovery is on" in shown and "does not list backups" in shown


def test_who_may_not_see_backups_is_told(costed):
    """A bill without them would be too small."""
    _, quondam = costed(ListBackups=[Refuse("AccessDeniedException", "no")])
    done = quondam("cost")
    assert done.code == FAILED and "AccessDeniedException: no" in done.err and done.out == ""


def test_history_that_a_quondam_server_tells(costed):
    _, quondam = costed(DescribeRecoveryStorage=[{"HistoryBytes": 5 * GIGABYTE}])
    (line,) = quondam.json("cost")
    assert line["HistoryBytes"] == 5 * GIGABYTE
    head, table, *_ = quondam("cost").out.splitlines()
    assert "HISTORY HERE" in head and table.endswith("5.00 GB")


def test_on_a_real_server(quondam, db, make_table):
    name = make_table("pk:S", name=tables.unique_name("cost"))
    db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    tables.put_all(db, name, [{"pk": {"S": str(number)}} for number in range(3)])
    arn = quondam("backup", "create", name, "of-cost", "--json").object["BackupArn"]
    (line,) = quondam.json("cost", name)
    assert (line["PointInTimeRecovery"], line["BackupCount"], line["TableStatus"]) == ("ENABLED", 1, "ACTIVE")
    assert line["HistoryBytes"] >= 0
    assert line["RecoveryBytes"] == line["TableSizeBytes"] + 100 * line["ItemCount"]
    assert line["MonthlyCost"] == pytest.approx(line["PitrMonthlyCost"] + line["BackupMonthlyCost"])
    db.delete_backup(BackupArn=arn)
    assert quondam("cost", name).code == OK
