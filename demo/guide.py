"""The recovery guide, start to end, typed by a program into the real AWS command line. Each command is printed as an operator would
type it, and what it shows. What is true afterwards is answered as a dictionary."""

import json
import os
import shlex
import subprocess
import sys
import time

from demo import shop
from demo.shop import COMMERCE, RATE_LIMITS
from support import api, tables
from support.clock import next_second
from support.expect import by_key

COMMAND_SECONDS = 60


class CommandLine:
    """`aws`, as installed at `program`; `endpoint_argument` for one that does not know AWS_ENDPOINT_URL."""

    def __init__(self, program: str, endpoint: str, *, endpoint_argument: bool = False, say=print):
        self._program, self._say = program, say
        self._endpoint = ["--endpoint-url", endpoint] if endpoint_argument else []
        self._environment = {**os.environ, "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo",
                             "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": "", "AWS_CONFIG_FILE": os.devnull,
                             "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true"}

    def version(self) -> str:
        return subprocess.run([self._program, "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def run(self, command: str, *, refused: bool = False):
        """Runs one command, words as in a shell; answers its JSON, or with `refused` the error that it must show."""
        words = shlex.split(command.replace("\\\n", " "))
        assert words[0] == "aws"
        self._say(f"\n$ {command}")
        done = subprocess.run([self._program, *self._endpoint, *words[1:]], env=self._environment, capture_output=True, text=True,
                              timeout=COMMAND_SECONDS, check=False)
        shown = (done.stderr if done.returncode else done.stdout).strip()
        if shown:
            self._say(shown)
        if refused != (done.returncode != 0):
            raise RuntimeError(f"{'was not refused' if refused else 'failed'}: {command}\n{done.stdout}{done.stderr}")
        if refused:
            return shown
        return json.loads(shown) if shown else None


def switch_recovery(aws: CommandLine, table: str, enabled: str) -> dict:
    answer = aws.run(f"aws dynamodb update-continuous-backups --table-name {table} \\\n"
                     f"  --point-in-time-recovery-specification PointInTimeRecoveryEnabled={enabled} --region us-east-1")
    return answer["ContinuousBackupsDescription"]


def describe_recovery(aws: CommandLine, table: str) -> dict:
    return aws.run(f"aws dynamodb describe-continuous-backups --table-name {table} --region us-east-1")["ContinuousBackupsDescription"]


def restore_command(table: str, second: int) -> str:
    return (f"aws dynamodb restore-table-to-point-in-time --source-table-name {table} \\\n"
            f"  --target-table-name {table}-restored --restore-date-time {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(second))}")


def prepare(current: CommandLine, db, say) -> None:
    """The two tables as the shop has them; `current` is a command line that knows deletion protection."""
    for table in (COMMERCE, RATE_LIMITS):
        current.run(f"aws dynamodb create-table --table-name {table} --billing-mode PAY_PER_REQUEST --deletion-protection-enabled \\\n"
                    "  --attribute-definitions AttributeName=PK,AttributeType=S AttributeName=SK,AttributeType=S \\\n"
                    "  --key-schema AttributeName=PK,KeyType=HASH AttributeName=SK,KeyType=RANGE")
        current.run(f"aws dynamodb wait table-exists --table-name {table}")
        current.run(f"aws dynamodb update-time-to-live --table-name {table} --time-to-live-specification Enabled=true,AttributeName=expiresAt")
    items = shop.commerce_items()
    for item in items:
        db.put_item(TableName=COMMERCE, Item=item)
    for attempt in range(60):
        shop.count_attempt(db, RATE_LIMITS, f"10.0.0.{attempt % 20}", int(time.time()))
    say(f"\n# the shop has {len(items)} items in {COMMERCE}, and counts logins in {RATE_LIMITS}")


def differences(found: list, expected: list) -> list:
    """The keys of items that are missing, too many, or not the same in every attribute."""
    left, right = by_key(found, "PK", "SK"), by_key(expected, "PK", "SK")
    return sorted(str(key) for key in left.keys() | right.keys() if left.get(key) != right.get(key))


def play(guide: CommandLine, current: CommandLine, endpoint: str, say=print) -> dict:
    """The guide's commands through `guide`, what is older than it through `current`."""
    db, result = api.client(endpoint), {"command_line": guide.version()}
    say(f"# {result['command_line']}, against {endpoint}")
    prepare(current, db, say)

    say("\n# 1. point-in-time recovery is turned on")
    for table in (COMMERCE, RATE_LIMITS):
        switch_recovery(guide, table, "true")
    result["enabled"] = describe_recovery(guide, COMMERCE)

    say("\n# 2. the shop goes on, until a wrong script runs")
    shop.an_ordinary_day(db)
    good = next_second()
    before = {table: shop.everything(db, table) for table in (COMMERCE, RATE_LIMITS)}
    result.update(shop.the_wrong_script(db))
    damaged = {table: shop.everything(db, table) for table in (COMMERCE, RATE_LIMITS)}
    say(f"# {result['deleted']} items are gone, {result['overwritten']} overwritten")

    say("\n# 3. both tables are restored to the second before")
    begin = time.monotonic()
    for table in (COMMERCE, RATE_LIMITS):
        guide.run(restore_command(table, good))
    for table in (COMMERCE, RATE_LIMITS):
        tables.wait_active(db, f"{table}-restored")
    result["restore_seconds"] = round(time.monotonic() - begin, 2)

    result["compared_items"] = sum(map(len, before.values()))
    result["compared_attributes"] = sum(len(item) for items in before.values() for item in items)
    result["damage"] = sum(len(differences(damaged[table], before[table])) for table in before)
    result["not_restored"] = [key for table in before for key in differences(shop.everything(db, f"{table}-restored"), before[table])]
    result["source_changed"] = [key for table in before for key in differences(shop.everything(db, table), damaged[table])]
    say(f"# {result['compared_items']} items compared, {result['compared_attributes']} attributes: {len(result['not_restored'])} differences; "
        f"the source: {len(result['source_changed'])} changes")

    say("\n# 4. nobody deletes a protected table")
    result["delete_refused"] = guide.run(f"aws dynamodb delete-table --table-name {COMMERCE}", refused=True)

    say("\n# 5. turning recovery off takes the window away; turning it on again begins a new one")
    switch_recovery(guide, COMMERCE, "false")
    result["disabled"] = describe_recovery(guide, COMMERCE)
    late = restore_command(COMMERCE, good).replace("-restored", "-late")
    result["restore_without_window"] = guide.run(late, refused=True)
    next_second()
    result["enabled_again"] = switch_recovery(guide, COMMERCE, "true")
    result["restore_before_the_new_window"] = guide.run(late, refused=True)
    result["good_second"] = good
    return result


def is_well(result: dict) -> bool:
    return result["damage"] > 0 and not result["not_restored"] and not result["source_changed"]


def main(endpoint: str, program: str, current_program: str) -> int:
    current = CommandLine(current_program, endpoint)
    guide = current if program == current_program else CommandLine(program, endpoint, endpoint_argument=True)
    result = play(guide, current, endpoint)
    if path := os.environ.get("QUONDAM_DEMO_RESULT"):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(result, file)
    print(f"\n{'Every item is as it was.' if is_well(result) else 'The tables are NOT as they were.'}", file=sys.stderr if not is_well(result) else sys.stdout)
    return 0 if is_well(result) else 1
