"""The recovery guide's commands, as the issue has them: bin/demo plays them, and docs/recovery-guide.md shows them."""

COMMANDS = (
    "aws dynamodb update-continuous-backups --table-name babesclub-commerce "
    "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true --region us-east-1",
    "aws dynamodb update-continuous-backups --table-name babesclub-auth-rate-limits "
    "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true --region us-east-1",
    "aws dynamodb describe-continuous-backups --table-name babesclub-commerce --region us-east-1",
    "aws dynamodb restore-table-to-point-in-time --source-table-name babesclub-commerce "
    "--target-table-name babesclub-commerce-restored --restore-date-time 20",
    "aws dynamodb update-continuous-backups --table-name babesclub-commerce "
    "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=false --region us-east-1",
)
