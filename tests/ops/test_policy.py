"""`quondam verify`, `apply` and `watch`: a policy, whether tables meet it, bringing them to it, and an alarm when they no longer do."""

import http.server
import json
import signal
import threading

import pytest
from support import api, tables
from support.clock import until
from support.commands import FAILED, OK, PARTIAL, USAGE, Commands
from support.moto import MotoServer

pytestmark = pytest.mark.own_server


@pytest.fixture
def quondam(endpoint, tmp_path) -> Commands:
    return Commands(endpoint, QUONDAM_DRILL_LOG=str(tmp_path / "drills.ndjson"))


@pytest.fixture
def policy(tmp_path):
    def write(*rules: dict, **more) -> str:
        path = tmp_path / "quondam.yaml"
        path.write_text(json.dumps({"rules": list(rules), **more}))  # JSON is YAML
        return str(path)

    return write


def wants_all(*names: str, days: int = 35) -> dict:
    return {"tables": list(names), "recovery-period-days": days, "deletion-protection": True}


def recovery(db, name: str) -> dict:
    return db.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]


def unmet(done) -> dict:
    return {(one["TableName"], one["Requirement"]): one["Found"] for one in done.objects if not one["Met"]}


@pytest.fixture
def unprotect(db):
    """Protected tables are left so that others can drop them."""
    names = []
    yield names.append
    for name in names:
        db.update_table(TableName=name, DeletionProtectionEnabled=False)


def test_verify_then_apply(quondam, db, make_table, policy, unprotect):
    """Issue: exit 0, or 1 with each line that failed; apply brings tables to the policy after showing what it will change."""
    name = make_table("pk:S")
    unprotect(name)
    file = policy(wants_all(name, days=14))
    done = quondam("verify", "--policy", file)
    assert done.code == FAILED
    assert f"FAIL {name}: point-in-time recovery is off" in done.out and f"quondam enable {name} --days 14" in done.out
    assert f"FAIL {name}: it is not protected from deletion" in done.out
    assert unmet(quondam("verify", "--policy", file, "--json")) == {(name, "PointInTimeRecovery"): "DISABLED", (name, "DeletionProtection"): "DISABLED"}

    shown = quondam("apply", "--policy", file, "--dry-run")
    assert shown.code == OK and "To be set" in shown.out and recovery(db, name)["PointInTimeRecoveryStatus"] == "DISABLED"
    assert quondam("apply", "--policy", file).code == USAGE, "there is nobody to ask"
    applied = quondam("apply", "--policy", file, "--yes")
    assert applied.code == OK, applied.err
    assert recovery(db, name)["RecoveryPeriodInDays"] == 14
    done = quondam("verify", "--policy", file)
    assert done.code == OK and "1 table, 3 requirements, 0 not met" in done.out
    assert quondam("apply", "--policy", file, "--yes").out == "All tables are as the policy wants them.\n"


def test_a_longer_period_is_no_failure_and_a_shorter_one_is_lengthened(quondam, db, make_table, policy):
    name = make_table("pk:S")
    assert quondam("enable", name, "--days", "20").code == OK
    rule = {"tables": name, "recovery-period-days": 20}
    assert quondam("verify", "--policy", policy({**rule, "recovery-period-days": 7})).code == OK
    file = policy({**rule, "recovery-period-days": 30})
    assert unmet(quondam("verify", "--policy", file, "--json")) == {(name, "RecoveryPeriodInDays"): "20"}
    (step,) = quondam.json("apply", "--policy", file, "--yes")
    assert (step["Requirement"], step["Status"]) == ("RecoveryPeriodInDays", "DONE") and recovery(db, name)["RecoveryPeriodInDays"] == 30


def test_a_drill(quondam, recorded, policy):
    """Issue: a drill not older than N days. No setting mends it: apply leaves it, and says so."""
    name = recorded("pk:S")
    file = policy({"tables": name, "drill-within-days": 30})
    assert unmet(quondam("verify", "--policy", file, "--json")) == {(name, "Drill"): "never"}
    left = quondam("apply", "--policy", file, "--yes")
    assert left.code == FAILED and "Left to do" in left.out and f"quondam drill {name}" in left.out
    assert quondam("drill", name).code == OK and quondam("verify", "--policy", file).code == OK


def test_missing_tables_and_tables_without_a_rule(quondam, make_table, policy):
    name = make_table("pk:S")
    rule = {"deletion-protection": True}
    file = policy({"tables": ["no-such-table", "no-such-*"], **rule})
    assert unmet(quondam("verify", "--policy", file, "--json")) == {("no-such-table", "TableExists"): "MISSING", ("no-such-*", "TableExists"): "MISSING"}
    assert quondam("verify", "--policy", policy({"tables": "no-such-table", "optional": True, **rule})).code == OK
    every = policy({"tables": "no-such-table", "optional": True, **rule}, **{"every-table": True})
    assert unmet(quondam("verify", "--policy", every, "--json"))[(name, "Rule")] == "none"


def test_apply_in_part(quondam, db, make_table, policy, unprotect):
    name = make_table("pk:S")
    unprotect(name)
    done = quondam("apply", "--policy", policy({"tables": [name, "no-such-table"], "deletion-protection": True}), "--yes")
    assert done.code == PARTIAL and "there is no such table" in done.out
    assert db.describe_table(TableName=name)["Table"]["DeletionProtectionEnabled"]


def test_a_policy_that_cannot_be_read(quondam, tmp_path):
    done = quondam("verify", "--policy", str(tmp_path / "none.yaml"))
    assert done.code == USAGE and "--policy names another file" in done.err
    (tmp_path / "p.yaml").write_text("rules:\n  - tables: a\n    pitr: true\n")
    assert "p.yaml:3: a rule has no 'pitr'" in quondam("verify", "--policy", str(tmp_path / "p.yaml")).err


def test_the_gate_elsewhere(policy):
    """Issue: verify against other implementations."""
    with MotoServer() as moto:
        quondam, db = Commands(moto.endpoint), api.client(moto.endpoint)
        db.create_table(TableName="t", BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
        file = policy(wants_all("t"))
        assert quondam("verify", "--policy", file).code == FAILED
        assert quondam("apply", "--policy", file, "--yes").code == OK
        assert quondam("verify", "--policy", file).code == OK


class Hook:
    """A server that keeps what is posted; the first `refusals` posts get a 500."""

    def __init__(self, refusals: int = 0):
        self.posted, self.refused = [], 0
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if hook.refused < refusals:
                    hook.refused += 1
                    self.send_response(500)
                else:
                    hook.posted.append(body)
                    self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()


def test_watch(quondam, db, recorded, policy, tmp_path):
    """Issue: watch raises an alert (exit, webhook, metric) when PITR or protection is turned off."""
    name, metrics = recorded("pk:S"), tmp_path / "quondam.prom"
    file = policy({"tables": name, "point-in-time-recovery": True})
    with Hook(refusals=1) as hook:
        process = quondam.start("watch", "--policy", file, "--every", "1s", "--json", "--metrics-file", str(metrics), "--webhook", hook.url)
        try:
            met = f'quondam_policy_met{{table="{name}",requirement="PointInTimeRecovery"}}'
            until(lambda: metrics.exists() and f"{met} 1" in metrics.read_text())
            db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
            alert = json.loads(process.stdout.readline())
            assert (alert["Kind"], alert["TableName"], alert["Requirement"]) == ("ALERT", name, "PointInTimeRecovery")
            # The first POST is refused: it is told again with the next check.
            until(lambda: hook.posted)
            assert hook.refused == 1 and f"{met} 0" in metrics.read_text()
            assert f"ALERT {name}: point-in-time recovery is off" in hook.posted[0]["text"] and hook.posted[0]["Events"] == [alert]
            db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
            assert json.loads(process.stdout.readline())["Kind"] == "RESOLVED"
        finally:
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=30)
        assert process.returncode == OK and "answered with status 500" in err


def test_watch_exits_on_an_alert(quondam, make_table, policy):
    name = make_table("pk:S")
    file = policy({"tables": name, "point-in-time-recovery": True})
    done = quondam("watch", "--policy", file, "--exit-on-alert")
    assert done.code == FAILED and "ALERT" in done.out and f"quondam enable {name}" in done.out
    assert quondam("watch", "--policy", file, "--checks", "1").code == OK
    assert quondam("watch", "--policy", file, "--every", "soon").code == USAGE


def test_watch_a_server_that_does_not_answer(policy):
    """What cannot be seen is not silence."""
    done = Commands("http://127.0.0.1:1")("watch", "--policy", policy({"tables": "t", "deletion-protection": True}), "--checks", "2", "--every", "1s")
    assert done.code == OK and done.out.count("ALERT endpoint: the tables cannot be checked") == 1


@pytest.mark.parametrize("arguments", [("--checks", "-1"), ("--webhook", "nowhere"), ("--webhook", "ftp://host/x")])
def test_a_watch_that_could_not_work_does_not_begin(quondam, tmp_path, arguments):
    (tmp_path / "p.yaml").write_text("rules: [{tables: a, deletion-protection: true}]")
    assert quondam("watch", "--policy", str(tmp_path / "p.yaml"), "--every", "1s", *arguments).code == USAGE
