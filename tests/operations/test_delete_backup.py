"""DeleteBackup (API reference; developer guide: "Using on-demand backup and restore for DynamoDB")."""

from support.expect import refused


def test_the_answer_describes_what_is_gone(db, make_table, make_backup):
    """API reference, DeleteBackup: the answer is the description of the backup, whose status is DELETED; after that it is not found."""
    name = make_table("pk:S")
    arn = make_backup(name)
    deleted = db.delete_backup(BackupArn=arn)["BackupDescription"]
    assert (deleted["BackupDetails"]["BackupStatus"], deleted["SourceTableDetails"]["TableName"]) == ("DELETED", name)
    for call in (db.describe_backup, db.delete_backup):
        with refused("BackupNotFoundException", f"Backup not found: {arn}"):
            call(BackupArn=arn)


def test_a_system_backup_stays(db, recorded):
    """Developer guide: a system backup is kept for 35 days."""
    name = recorded("pk:S")
    db.delete_table(TableName=name)
    backup, = db.list_backups(TableName=name, BackupType="SYSTEM")["BackupSummaries"]
    with refused("ValidationException"):
        db.delete_backup(BackupArn=backup["BackupArn"])
