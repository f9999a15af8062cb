"""CreateBackup (API reference; developer guide: "Using on-demand backup and restore for DynamoDB")."""

import re

from support import tables
from support.expect import constraint, refused, violation

ARN = r"arn:aws:dynamodb:[a-z0-9-]+:\d{{12}}:table/{}/backup/\d{{14}}-[0-9a-f]{{8}}"


def item(number: int, note: str = "then") -> dict:
    return {"pk": {"S": f"p{number % 3}"}, "sk": {"N": str(number)}, "note": {"S": note}, "number": {"N": str(number % 7)}}


def test_what_the_answer_says(db, make_table):
    """API reference, BackupDetails: ARN, name, status CREATING, type USER, size."""
    name = make_table("pk:S", "sk:N")
    tables.put_all(db, name, [item(number) for number in range(20)])
    details = db.create_backup(TableName=name, BackupName="nightly")["BackupDetails"]
    assert re.fullmatch(ARN.format(re.escape(name)), details["BackupArn"])
    assert (details["BackupName"], details["BackupType"], details["BackupStatus"]) == ("nightly", "USER", "CREATING")
    assert details["BackupSizeBytes"] == db.describe_table(TableName=name)["Table"]["TableSizeBytes"]
    db.delete_backup(BackupArn=details["BackupArn"])


def test_by_the_tables_arn(db, make_table):
    """API reference, TableName: the name or the ARN of the table."""
    name = make_table("pk:S")
    arn = db.describe_table(TableName=name)["Table"]["TableArn"]
    backup = db.create_backup(TableName=arn, BackupName="nightly")["BackupDetails"]["BackupArn"]
    assert backup.startswith(arn + "/backup/")
    db.delete_backup(BackupArn=backup)


def test_refusals(db, make_table):
    """API reference: TableNotFoundException; the service model's limits of a backup's name."""
    name = make_table("pk:S")
    with refused("TableNotFoundException", "Table not found: no-such-table"):
        db.create_backup(TableName="no-such-table", BackupName="nightly")
    with constraint(violation("a b", "backupName", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+")):
        db.create_backup(TableName=name, BackupName="a b")
    with constraint(violation("ab", "backupName", "have length greater than or equal to 3")):
        db.create_backup(TableName=name, BackupName="ab")
