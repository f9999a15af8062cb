"""`quondam guard`: a job with a restore point before it, what it changed after it, and the way back."""

import json
import signal
import subprocess
import sys

import pytest
from support import api, tables
from support.as_aws import AsAws
from support.clock import until
from support.commands import FAILED, OK, USAGE, Commands
from support.moto import MotoServer

pytestmark = pytest.mark.own_server

JOB = """
import json, os, sys, urllib.parse
import boto3
db = boto3.client("dynamodb", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name="us-east-1", aws_access_key_id="job", aws_secret_access_key="s")
for operation, parameters in json.loads(sys.argv[1]):
    getattr(db, operation)(**parameters)
print("the job's own output")
sys.exit(int(sys.argv[2]))
"""


def item(key: str, **attributes: str) -> dict:
    return {"id": {"S": key}, **{name: {"N": value} for name, value in attributes.items()}}


def job(calls: list, code: int = 0) -> list:
    """A command that makes these calls of the API, as the caller "job", and ends with the code."""
    return ["--", sys.executable, "-c", JOB, json.dumps(calls), str(code)]


@pytest.fixture
def orders(db, recorded) -> str:
    name = recorded("id:S")
    tables.put_all(db, name, [item(str(n), total="1") for n in range(20)])
    return name


def harm(table: str) -> list:
    """One item added, one removed, one changed."""
    return [("put_item", {"TableName": table, "Item": item("new", total="5")}), ("delete_item", {"TableName": table, "Key": item("3")}),
            ("put_item", {"TableName": table, "Item": item("4", total="9")})]


def content(db, table: str) -> dict:
    return {one["id"]["S"]: one for one in tables.scan_all(db, table)}


def report(done) -> dict:
    """The last line on standard error."""
    return json.loads(done.err.splitlines()[-1])


def test_says_what_changed_and_how_to_undo_it(quondam, db, orders):
    before = content(db, orders)
    done = quondam("guard", "--table", orders, *job(harm(orders)))
    assert (done.code, done.out) == (OK, "the job's own output\n"), done.err
    assert f"{orders}: 1 added, 1 removed, 1 changed" in done.err
    for sample in ('+ id="new"  total=5', '- id="3"  total=1', '~ id="4"  total: 1 -> 9'):
        assert sample in done.err
    # The one command, as it stands there.
    assert content(db, orders) != before
    (undo,) = [line.strip() for line in done.err.splitlines() if line.strip().startswith("quondam revert")]
    assert quondam(*undo.split()[1:], "--yes").code == OK
    assert content(db, orders) == before


def test_json(quondam, db, orders, admin, tmp_path):
    file = tmp_path / "report.json"
    done = quondam("guard", "--table", orders, "--samples", "1", "--json", "--report", file, *job(harm(orders), 7))
    assert (done.code, done.out) == (7, "the job's own output\n")
    found = report(done)
    assert done.err.count("\n") == 1, "nothing but the object"
    assert json.loads(file.read_text()) == found
    assert (found["ExitCode"], found["Signal"], found["TableNames"]) == (7, None, [orders])
    (changes,) = found["Tables"]
    assert (changes["TableName"], changes["Added"], changes["Removed"], changes["Changed"], len(changes["Samples"])) == (orders, 1, 1, 1, 1)
    points = {point["Name"]: point["Time"] for point in admin.list_restore_points()["RestorePoints"]}
    assert points[found["RestorePoint"]] == found["From"] < found["To"]
    assert found["UndoCommands"] == [f"quondam revert {orders} --from {found['RestorePoint']} --to {found['To']}"]
    assert (found["Created"], found["Deleted"], found["Undone"], found["Failures"]) == ([], [], [], [])


def test_each_point_has_its_own_name(quondam, orders):
    names = [report(quondam("guard", "--table", orders, "--json", "--", "true"))["RestorePoint"] for _ in range(3)]
    assert len(set(names)) == 3
    assert all(len(name.split("-")) == 3 and name.startswith("guard-20") for name in names)


def test_several_tables_and_patterns(quondam, db, recorded, orders):
    other, third = recorded("id:S", name=tables.unique_name("guarded")), recorded("id:S", name=tables.unique_name("guarded"))
    done = quondam("guard", "--table", "guarded-*", "--table", orders, "--json", *job(harm(orders) + harm(other)))
    found = report(done)
    assert set(found["TableNames"]) == {orders, other, third}
    assert {one["TableName"]: one["Added"] for one in found["Tables"]} == {orders: 1, other: 2, third: 0}
    assert {line.split()[2] for line in found["UndoCommands"]} == {orders, other}, "nothing changed in the third"
    shown = quondam("guard", "--table", "guarded-*", "--table", orders, *job([("put_item", {"TableName": one, "Item": item("x")}) for one in (orders, other)])).err
    assert f"  {third}: nothing changed" in shown
    # One thing to paste into a shell.
    *_, head, first, second = shown.splitlines()
    assert head == "To undo it:" and first.startswith("  quondam revert ") and first.endswith(";")
    assert second.startswith("  quondam revert ") and not second.endswith(";")


@pytest.mark.parametrize("code", [3, 255])
def test_undo_on_failure(quondam, db, orders, code):
    before = content(db, orders)
    done = quondam("guard", "--table", orders, "--undo-on-failure", *job(harm(orders), code))
    assert done.code == code, "the command's own"
    assert content(db, orders) == before
    assert f"{orders}: undone, 2 items put back, 1 deleted" in done.err and "To undo it" not in done.err


def test_undo_on_failure_leaves_success_alone(quondam, db, orders):
    done = quondam("guard", "--table", orders, "--undo-on-failure", *job(harm(orders)))
    assert done.code == OK and "new" in content(db, orders)


def test_undo_of_one_caller(quondam, db, orders):
    """An application goes on writing: with --caller, only the job's changes are shown and undone."""
    others = "import boto3, os; boto3.client('dynamodb', endpoint_url=os.environ['AWS_ENDPOINT_URL'], region_name='us-east-1', aws_access_key_id='app'," \
             f" aws_secret_access_key='s').put_item(TableName='{orders}', Item={{'id': {{'S': 'sold'}}}})"
    before = content(db, orders)
    command = ["--", "sh", "-c", '"$1" -c "$2"; "$1" -c "$3" "$4" 1', "sh", sys.executable, others, JOB, json.dumps(harm(orders))]
    done = quondam("guard", "--table", orders, "--undo-on-failure", "--caller", "job", "--json", *command)
    assert done.code == 1
    assert report(done)["Tables"][0]["Added"] == 1
    assert content(db, orders) == {**before, "sold": item("sold")}


def test_refuses_without_recovery(quondam, db, make_table, tmp_path):
    table, ran = make_table("id:S"), tmp_path / "ran"
    done = quondam("guard", "--table", table, "--", "touch", ran)
    assert (done.code, done.out) == (FAILED, "")
    assert f"point-in-time recovery is off for {table}; the command was not run" in done.err
    assert f"quondam enable {table}" in done.err and not ran.exists()
    done = quondam("guard", "--table", table, "--enable", "--", "touch", ran)
    assert done.code == OK and ran.exists()
    recovery = db.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


def test_what_is_to_be_watched_must_be_there(quondam, orders, tmp_path):
    ran = tmp_path / "ran"
    done = quondam("guard", "--table", orders, "--table", "nothing-like-this-*", "--", "touch", ran)
    assert done.code == FAILED and "no table is called nothing-like-this-*" in done.err and not ran.exists()


@pytest.mark.parametrize("arguments", [(), ("--",), ("true",), ("--table", "x"), ("--table", "", "--", "true"), ("--samples", "-1", "--", "true"), ("--nonsense", "--", "true")])
def test_usage(quondam, arguments):
    done = quondam("guard", *arguments)
    assert (done.code, done.out) == (USAGE, "") and done.err


def test_a_command_that_cannot_be_run(quondam, orders, tmp_path):
    """As a shell has it, and guard says that it is the one who speaks."""
    done = quondam("guard", "--table", orders, "--", "no-such-command-anywhere")
    assert done.code == 127 and "quondam guard: no-such-command-anywhere cannot be run" in done.err
    plain = tmp_path / "plain"
    plain.write_text("x")
    assert quondam("guard", "--table", orders, "--", plain).code == 126


def test_tables_that_the_command_makes_and_drops(quondam, db, make_table, recorded):
    prefix = tables.unique_name("life")
    kept, dropped, made = (recorded("id:S", name=f"{prefix}-{n}") for n in "ab"), None, f"{prefix}-c"
    first, second = kept
    tables.put_all(db, second, [item("a")])
    make_table.later(made)
    calls = [("delete_table", {"TableName": second}),
             ("create_table", {"TableName": made, "BillingMode": "PAY_PER_REQUEST", **tables.definition("id:S")})]
    done = quondam("guard", "--table", f"{prefix}-*", "--json", *job(calls))
    found = report(done)
    assert done.code == OK and found["Created"] == [made] and [one["TableName"] for one in found["Deleted"]] == [second]
    assert [one["TableName"] for one in found["Tables"]] == [first]
    (undo,) = found["UndoCommands"]
    assert undo == f"quondam restore --deleted {found['Deleted'][0]['TableId']}"
    assert quondam(*undo.split()[1:]).code == OK
    assert content(db, second) == {"a": item("a")}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_go_to_the_command(quondam, orders, tmp_path, number):
    """The command decides: this one cleans up, and ends with 5."""
    ready = tmp_path / "ready"
    script = f"import signal, sys; signal.signal({int(number)}, lambda *_: sys.exit(5)); open({str(ready)!r}, 'w').close(); signal.pause()"
    process = quondam.start("guard", "--table", orders, "--json", "--", sys.executable, "-c", script)
    until(ready.exists)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 5
    assert json.loads(err.splitlines()[-1])["ExitCode"] == 5


def test_a_signal_that_ends_the_command(quondam, orders, tmp_path):
    """As a shell has it: 128 and the signal; the report and the undo come all the same."""
    ready = tmp_path / "ready"
    process = quondam.start("guard", "--table", orders, "--undo-on-failure", "--json", "--", "sh", "-c", f"touch {ready}; exec sleep 60")
    until(ready.exists)
    process.terminate()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    assert json.loads(err.splitlines()[-1])["Signal"] == signal.SIGTERM


@pytest.mark.parametrize("word", ["[1,2]", "[]", "--", "--json", "", "a b", "@x", "$HOME", "{}", "-1"])
def test_the_commands_words_are_its_own(quondam, orders, word):
    done = quondam("guard", "--table", orders, "--", sys.executable, "-c", "import json, sys; print(json.dumps(sys.argv[1:]))", word, "last")
    assert done.code == OK and json.loads(done.out) == [word, "last"], done.err


def test_standard_streams_and_environment_are_the_commands(quondam, orders):
    done = quondam("guard", "--table", orders, "--", "sh", "-c", "cat; echo err >&2; echo $AWS_ENDPOINT_URL", given="through")
    assert done.out.startswith("through") and "http://127.0.0.1" in done.out
    assert done.err.splitlines().index("err") == 1, "between guard's own lines"


def test_ctrl_c_reaches_the_command_once(quondam, orders, tmp_path):
    """A terminal sends it to all of the group in front; guard does not send it again."""
    import os
    import pty
    ready, count = tmp_path / "ready", tmp_path / "count"
    script = ("import signal, sys, time\n"
              "got = []\n"
              f"def seen(*_): got.append(1), open({str(count)!r}, 'a').write('x')\n"
              "signal.signal(signal.SIGINT, seen)\n"
              f"open({str(ready)!r}, 'w').close()\n"
              "while not got: time.sleep(0.01)\n"
              "end = time.monotonic() + 0.5\n"
              "while time.monotonic() < end: time.sleep(0.05)\n")
    pid, terminal = pty.fork()
    if pid == 0:
        from support.commands import environment
        from support.server import binary
        os.execve(binary(), [str(binary()), "guard", "--table", orders, "--", sys.executable, "-c", script],
                  environment(quondam._environment["AWS_ENDPOINT_URL"]))
    until(ready.exists)
    os.write(terminal, b"\x03")
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass  # the other side is closed
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
    assert count.read_text() == "x"


def test_a_server_that_goes_away(tmp_path):
    """The command's exit code stands; guard says what it does not know."""
    from support.server import Server
    with Server(tmp_path / "data") as server:
        db, quondam = api.client(server.endpoint), Commands(server.endpoint)
        db.create_table(TableName="goods", BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        done = quondam("guard", "--enable", "--", "sh", "-c", f"kill -9 {server.pid}; exit 4")
        assert done.code == 4
        assert "quondam guard: the command has run, but what it changed is not known" in done.err


@pytest.mark.slow
def test_elsewhere():
    """On AWS (`--as-aws`): the moment is noted, and the printed commands undo the change by a scratch restore."""
    with AsAws() as aws:
        db = aws.db
        db.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        tables.wait_active(db, "orders")
        refused = aws.quondam("guard", "--", "true")
        assert refused.code == FAILED and "quondam enable orders" in refused.err
        for option in (("--undo-on-failure",), ("--caller", "x")):
            done = aws.quondam("guard", *option, "--", "true")
            assert done.code == USAGE and "no Quondam" in done.err
        db.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        done = aws.quondam("guard", "--json", "--", "sh", "-c", "exit 6")
        found = report(done)
        assert done.code == 6 and found["RestorePoint"] is None and "Tables" not in found
        assert found["UndoCommands"] == [f"quondam revert orders --from {found['From']} --to {found['To']}"]
        assert found["DiffCommands"] == [f"quondam diff orders --from {found['From']} --to {found['To']} --summary"]


def test_on_moto():
    """Another implementation, without an admin API."""
    with MotoServer() as server:
        db, quondam = api.client(server.endpoint), Commands(server.endpoint)
        table = tables.unique_name()
        db.create_table(TableName=table, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        done = quondam("guard", "--enable", "--", "sh", "-c", "exit 9")
        assert done.code == 9 and f"quondam revert {table} --from" in done.err and "scratch restore" in done.err
