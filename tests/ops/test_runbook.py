"""`quondam runbook`: every command of it is run, in the case that it is for.

Each procedure has a test that makes its case real and runs all its fenced blocks as they stand; a block that no test runs fails one. The same on an
endpoint that is no Quondam: test_runbook_elsewhere.py; the page in HTML: test_runbook_page.py.
"""

import json
import re
import shutil
import socket
import sys
import time

import pytest
from support import api, tables
from support.admin import Admin
from support.clock import next_second, until
from support.commands import FAILED, OK, USAGE
from support.policies import arn_of, policy, statement
from support.runbook import RESPONDER, Block, Runbook, called_by, needed_by, played_by, plays
from support.server import Server
from support.shifted_clock import build

pytestmark = [pytest.mark.own_server, pytest.mark.slow]

ORDERS, CUSTOMERS = "shop.orders_2026", "customers"
# What a drill that finds differences reads once more, and what is asked of tables that interrupted drills have left.
ONLY_AT_TIMES = {"BatchGetItem", "ListTagsOfResource"}
KEYS = {ORDERS: ("order_id", "line"), CUSTOMERS: ("id",)}


def order(number: int, line: int, **more) -> dict:
    return {"order_id": {"S": f"o-{number}"}, "line": {"N": str(line)}, "total": {"N": "10"}, **more}


ITEMS = {ORDERS: [order(number, line) for number in range(8) for line in range(3)],
         CUSTOMERS: [{"id": {"S": f"c-{number}"}, "name": {"S": "x"}} for number in range(8)]}


def as_text(item: dict) -> str:
    return json.dumps(item, sort_keys=True)


def make_tables(db) -> None:
    """One with everything that a table can have, and one with nothing but recovery."""
    db.create_table(TableName=ORDERS, BillingMode="PAY_PER_REQUEST", **tables.definition("order_id:S", "line:N", attributes=("total:N",)),
                    GlobalSecondaryIndexes=[{"IndexName": "by-total", "KeySchema": [{"AttributeName": "total", "KeyType": "HASH"}],
                                             "Projection": {"ProjectionType": "ALL"}}],
                    LocalSecondaryIndexes=[{"IndexName": "by-line", "KeySchema": [{"AttributeName": "order_id", "KeyType": "HASH"},
                                                                                  {"AttributeName": "total", "KeyType": "RANGE"}],
                                            "Projection": {"ProjectionType": "KEYS_ONLY"}}],
                    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}, DeletionProtectionEnabled=True,
                    Tags=[{"Key": "team", "Value": "its + ours"}, {"Key": "cost", "Value": "a_b"}])
    db.create_table(TableName=CUSTOMERS, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
    for name, days in ((ORDERS, 20), (CUSTOMERS, 35)):
        tables.wait_active(db, name)
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days})
        tables.put_all(db, name, ITEMS[name])
    db.update_time_to_live(TableName=ORDERS, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    db.put_resource_policy(ResourceArn=arn_of(db, ORDERS), Policy=policy(statement(Sid="Readers", Action=["dynamodb:GetItem", "dynamodb:Query"],
                                                                                   Condition={"Bool": {"aws:SecureTransport": "true"}})))


class Shop:
    """The server, the tables, and their runbook."""

    def __init__(self, server: Server, folder):
        self.server, self.db, self.admin = server, api.client(server.endpoint), Admin(server.endpoint)
        make_tables(self.db)
        self.backup = self.db.create_backup(TableName=ORDERS, BackupName="nightly")["BackupDetails"]["BackupArn"]
        next_second()
        self.book = Runbook(server.endpoint, folder)

    def items(self, table: str) -> list:
        return sorted(tables.scan_all(self.db, table), key=as_text)

    def moment(self) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(next_second()))

    def key(self, table: str, number: int) -> dict:
        return {name: ITEMS[table][number][name] for name in KEYS[table]}

    def spoil(self, table: str, db=None) -> None:
        """Deletes an item, overwrites another."""
        db = db or self.db
        db.delete_item(TableName=table, Key=self.key(table, 0))
        db.put_item(TableName=table, Item={**self.key(table, 1), "spoilt": {"BOOL": True}})

    def settings(self, table: str) -> dict:
        described = self.db.describe_table(TableName=table)["Table"]
        return {"protected": described["DeletionProtectionEnabled"], "stream": described.get("StreamSpecification"),
                "indexes": sorted(index["IndexName"] for kind in ("Global", "Local") for index in described.get(f"{kind}SecondaryIndexes", [])),
                "ttl": self.db.describe_time_to_live(TableName=table)["TimeToLiveDescription"].get("AttributeName"),
                "tags": sorted(self.db.list_tags_of_resource(ResourceArn=described["TableArn"])["Tags"], key=as_text),
                "recovery": self.recovery(table)[:2]}

    def recovery(self, table: str) -> tuple:
        found = self.db.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        return found["PointInTimeRecoveryStatus"], found.get("RecoveryPeriodInDays"), found.get("EarliestRestorableDateTime")

    def gone(self, table: str) -> bool:
        return table not in self.db.list_tables()["TableNames"]


@pytest.fixture
def shop(tmp_path, request):
    """A shop of the test's own. At the end, every block of the procedure that the test plays was run, and it has called the operations that it names."""
    procedure = getattr(request.function, "procedure", None)
    with Server(tmp_path / "data", "--log-format", "json", "--log-level", "debug") as server:
        shop = Shop(server, tmp_path)
        yield shop
        if procedure and server.is_running():
            api.client(server.endpoint, key_id="the-last").list_tables()
            until(lambda: called_by(server.output(), "the-last"))
            called, needed = called_by(server.output(), RESPONDER), needed_by(shop.book.markdown, procedure)
            assert called <= needed and needed - called <= ONLY_AT_TIMES
    if procedure:
        assert shop.book.not_run(procedure) == []


def test_every_block_is_run(shop):
    """Each procedure with commands has its test, which runs all of them (the fixture's end sees to it)."""
    assert {block.procedure for block in shop.book.blocks} == played_by(sys.modules[__name__])
    for procedure in played_by(sys.modules[__name__]) - {"Verifying that recovery is on", "Watching what it costs"}:
        assert {block.table for block in shop.book.blocks if block.procedure == procedure} >= {ORDERS, CUSTOMERS}


def repair_of(output: str) -> str:
    (name,) = set(re.findall(r"repair-\d{8}T\d{6}Z", output))
    return name


@plays("One item lost")
def test_one_item_lost(shop):
    values = {ORDERS: {"pk": "o-0", "sk": "0"}, CUSTOMERS: {"pk": "c-0"}}
    for table in (ORDERS, CUSTOMERS):
        moment, before = shop.moment(), shop.items(table)
        shop.spoil(table)
        damaged = shop.items(table)
        look, bring_back, check, back = shop.book.of("One item lost", table)
        shown = shop.book.run(look, moment=moment, **values[table])
        assert "1 removed" in shown and "1 item would get an earlier image" in shown
        repair = repair_of(shop.book.run(bring_back, moment=moment, **values[table]))
        found = shop.db.get_item(TableName=table, Key=shop.key(table, 0), ConsistentRead=True)["Item"]
        assert found == ITEMS[table][0] and len(shop.items(table)) == len(before)
        assert "0 differences" in shop.book.run(check, moment=moment, **values[table])
        shop.book.run(back, repair=repair, **values[table])
        assert shop.items(table) == damaged


def test_one_item_whose_key_has_no_short_form(shop):
    """Names of attributes that the short form of --key cannot hold: the key is asked for as JSON."""
    table, name = "odd", "it's,a=\"key\" `x`"
    shop.db.create_table(TableName=table, BillingMode="PAY_PER_REQUEST", AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"}],
                         KeySchema=[{"AttributeName": name, "KeyType": "HASH"}])
    tables.wait_active(shop.db, table)
    shop.db.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    item = {name: {"S": "a"}, "n": {"N": "1"}}
    shop.db.put_item(TableName=table, Item=item)
    shop.book.write(table)
    given = {"moment": shop.moment(), "key": json.dumps({name: {"S": "a"}})}
    shop.db.delete_item(TableName=table, Key={name: {"S": "a"}})
    look, bring_back, check, back = shop.book.of("One item lost", table)
    assert "1 removed" in shop.book.run(look, **given)
    repair = repair_of(shop.book.run(bring_back, **given))
    assert shop.items(table) == [item]
    shop.book.run(check, **given)
    shop.book.run(back, repair=repair, **given)
    assert shop.items(table) == []


@plays("A wrong script")
def test_a_wrong_script(shop):
    script = api.client(shop.server.endpoint, key_id="nightly-script")
    for table in (ORDERS, CUSTOMERS):
        moment = shop.moment()
        shop.spoil(table, script)
        other = {**shop.key(table, 5), "note": {"S": "somebody else's work"}}
        shop.db.put_item(TableName=table, Item=other)
        damaged = shop.items(table)
        who, look, undo, check, back = shop.book.of("A wrong script", table)
        assert re.search(r'2 "Caller":"nightly-script"', shop.book.run(who, moment=moment))
        by = {"moment": moment, "caller": "nightly-script"}
        assert "1 removed, 1 changed" in shop.book.run(look, **by)
        repair = repair_of(shop.book.run(undo, **by))
        expected = sorted([other, *(item for n, item in enumerate(ITEMS[table]) if n != 5)], key=as_text)
        assert shop.items(table) == expected, "the script's work is undone, the other's stays"
        assert "0 differences" in shop.book.run(check, **by)
        shop.book.run(back, repair=repair)
        assert shop.items(table) == damaged
        next_second()


@plays("A bad migration")
def test_a_bad_migration(shop):
    for table in (ORDERS, CUSTOMERS):
        moment, before, settings = shop.moment(), shop.items(table), shop.settings(table)
        shop.spoil(table)
        damaged = shop.items(table)
        look, undo, check, back, restore, cutover, see, drop = shop.book.of("A bad migration", table)
        assert "1 removed, 1 changed" in shop.book.run(look, moment=moment)
        repair = repair_of(shop.book.run(undo, moment=moment))
        assert shop.items(table) == before
        assert "0 differences" in shop.book.run(check, moment=moment)
        shop.book.run(back, repair=repair)
        assert shop.items(table) == damaged

        shop.book.run(restore, moment=moment)
        restored = f"{table}-restored"
        assert shop.items(restored) == before and shop.items(table) == damaged
        shop.book.run(cutover)
        assert shop.settings(restored) == settings
        shown = shop.book.run(see)
        assert "ACTIVE" in shown and "Nothing is to be set." in shown
        shop.book.run(drop)
        assert shop.gone(restored)
        next_second()


@plays("A table deleted")
def test_a_table_deleted(shop):
    for table in (ORDERS, CUSTOMERS):
        before, settings = shop.items(table), shop.settings(table)
        tables.drop(shop.db, table)
        assert shop.gone(table)
        blocks = iter(shop.book.of("A table deleted", table))
        assert table in shop.book.run(next(blocks))
        shop.book.run(next(blocks))
        if table == ORDERS:
            assert shop.settings(table) == {**settings, "ttl": None, "protected": False}
            shop.book.run(next(blocks))
        assert shop.items(table) == before and shop.settings(table) == settings
        assert "ACTIVE" in shop.book.run(next(blocks))
        shop.book.run(next(blocks))
        assert shop.gone(table)
        if table == ORDERS:
            shop.book.run(next(blocks))
            assert shop.items(table) == before and shop.settings(table) == settings, "from the backup"
        assert next(blocks, None) is None


@plays("Point-in-time recovery turned off by mistake")
def test_recovery_turned_off_by_mistake(shop):
    for table in (ORDERS, CUSTOMERS):
        window = shop.recovery(table)
        shop.db.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
        assert shop.recovery(table)[0] == "DISABLED"
        turn_on, see = shop.book.of("Point-in-time recovery turned off by mistake", table)
        shop.book.run(turn_on)
        assert shop.recovery(table) == window
        assert "days" in shop.book.run(see)


@plays("The server does not start")
def test_the_server_does_not_start(shop, tmp_path):
    """Its checks, with somebody else on the port; a clock that had jumped; a copy of its data; and all of it lost."""
    title, before, settings = "The server does not start", {name: shop.items(name) for name in ITEMS}, {name: shop.settings(name) for name in ITEMS}
    there, journal, disk, owner, give, port, clock = shop.book.of(title, "Looking for the reason")
    start, trust, copy = shop.book.of(title, "Starting it by hand, or on a copy")
    dump, fresh = shop.book.of(title, "Getting the items out, and beginning anew")
    shown = shop.book.run(there)
    assert shown.startswith("ready\n") and "quondam serve --data" in shown
    data, listen = tmp_path / "data", "127.0.0.1:0"
    shop.server.stop()
    assert "Failed to connect" in shop.book.run(there)
    shop.book.run(journal)
    assert str(data) in shop.book.run(disk, data=data)
    shop.book.run(owner, data=data)
    shop.book.run(give, data=data)
    with socket.create_server(("127.0.0.1", shop.server.port)):
        assert f":{shop.server.port}" in shop.book.run(port)
    assert "UTC" in shop.book.run(clock)
    with shop.book.serve(start, data=data, listen=listen) as server:
        assert len(tables.scan_all(api.client(server.endpoint), ORDERS)) == len(ITEMS[ORDERS])
    jumped = {"LD_PRELOAD": str(build(tmp_path)), "SHIFTED_CLOCK_SECONDS": str(400 * 86_400)}
    with shop.book.serve(start, data=data, listen=listen, **jumped) as server:
        server.until_it_says("start with --trust-clock")
    with shop.book.serve(trust, data=data, listen=listen, **jumped) as server:
        assert len(tables.scan_all(api.client(server.endpoint), ORDERS)) == len(ITEMS[ORDERS])
    with shop.book.serve(copy, data=data, copy=tmp_path / "copy", listen=listen) as server:
        shop.book.run(dump, other=server.endpoint, files="rescued")
    assert sorted(path.name for path in (tmp_path / "rescued").iterdir()) == sorted(ITEMS)
    shutil.rmtree(data)
    with shop.book.serve(fresh, fresh=data, listen=listen) as server:
        shop.db = api.client(server.endpoint)
        for name in (ORDERS, CUSTOMERS):
            load, set_up, see = shop.book.of(title, name)
            shop.book.run(load, other=server.endpoint, files=f"rescued/{name}")
            shop.book.run(set_up, other=server.endpoint)
            assert re.search(rf"^{len(ITEMS[name])}$", shop.book.run(see, other=server.endpoint), re.MULTILINE)
            assert shop.items(name) == before[name] and shop.settings(name) == settings[name]


@plays("Before launch")
def test_before_launch(shop):
    for table in (ORDERS, CUSTOMERS):
        tables.drop(shop.db, table)
        shop.db.create_table(TableName=table, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        tables.wait_active(shop.db, table)
    shop.book.write()
    for table in (ORDERS, CUSTOMERS):
        turn_on, see, prove = shop.book.of("Before launch", table)
        shop.book.run(turn_on)
        assert shop.recovery(table)[:2] == ("ENABLED", 35) and shop.settings(table)["protected"]
        assert "35 days" in shop.book.run(see)
        assert "passed" in shop.book.run(prove).lower()


@plays("Before a migration or a bulk job")
def test_before_a_migration(shop):
    for table in (ORDERS, CUSTOMERS):
        shop.db.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
        keep, see, migrate = shop.book.of("Before a migration or a bulk job", table)
        shop.book.run(keep)
        assert "before-migration-2" in shop.book.run(see) and shop.recovery(table)[0] == "ENABLED"
        item = json.dumps({**shop.key(table, 0), "migrated": {"BOOL": True}})
        shown = shop.book.run(migrate, migration=f"AWS_ACCESS_KEY_ID=migration aws dynamodb put-item --table-name {table} --item '{item}'")
        assert "0 added, 0 removed, 1 changed" in shown and f"quondam revert {table}" in shown


@plays("Verifying that recovery is on")
def test_verifying(shop):
    people, aws, machine = shop.book.of("Verifying that recovery is on")
    assert "20 days" in shop.book.run(people)
    assert shop.book.run(aws).count('"PointInTimeRecoveryStatus": "ENABLED"') == 2
    assert "2 requirements, 0 not met" in shop.book.run(machine)
    shop.db.update_continuous_backups(TableName=CUSTOMERS, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    done = shop.book.run_any(machine)
    assert done.code == FAILED and f"FAIL {CUSTOMERS}: point-in-time recovery is off" in done.out


@plays("Turning point-in-time recovery off deliberately")
def test_turning_recovery_off(shop):
    for table in (ORDERS, CUSTOMERS):
        window = shop.recovery(table)
        off, see, back = shop.book.of("Turning point-in-time recovery off deliberately", table)
        shop.book.run(off)
        assert shop.recovery(table)[0] == "DISABLED"
        backups = shop.db.list_backups(TableName=table)["BackupSummaries"]
        assert any(backup["BackupName"].startswith("before-off-") for backup in backups)
        assert " off " in shop.book.run(see)
        shop.book.run(back)
        assert shop.recovery(table) == window


@plays("Testing a restore")
def test_testing_a_restore(shop):
    with Server(None) as elsewhere:
        other = api.client(elsewhere.endpoint)
        for table in (ORDERS, CUSTOMERS):
            moment, before = shop.moment(), shop.items(table)
            shop.spoil(table)
            drill, outside = shop.book.of("Testing a restore", table)
            shop.book.run(drill)
            shop.book.run(outside, moment=moment, other=elsewhere.endpoint)
            assert sorted(tables.scan_all(other, table), key=as_text) == before
    report, cleanup = shop.book.of("Testing a restore", "All drills")
    assert "2 of 2 passed" in shop.book.run(report)
    shop.book.run(cleanup)
    again = shop.book.quondam("runbook").out
    assert "less than a minute ago" in again and again.count("| PASSED |") == 2
    assert re.search(r"The last drill restored it in \d+\.\d s\.", again)


@plays("Watching what it costs")
def test_watching_costs(shop):
    month, figures, budget = shop.book.of("Watching what it costs")
    assert "TOTAL" in shop.book.run(month)
    assert "GROWTH" in shop.book.run(figures, figures="costs.ndjson")
    shop.book.run(budget, budget="100")
    assert shop.book.run_any(budget, budget="0").code == FAILED


def test_a_block_asks_for_what_only_its_reader_knows(shop):
    """And does nothing without it: no command of the block runs with a variable that is not set."""
    before, asked = shop.items(ORDERS), set()
    for block in shop.book.blocks:
        if not (wanted := re.findall(r'^: "\$\{(\w+):\?', block.text, re.MULTILINE)):
            continue
        for missing in wanted:
            given = {name: "x" for name in wanted[:wanted.index(missing)]}
            done = shop.book.run_any(block, **given)
            assert (done.code != OK, done.out) == (True, "") and f"{missing}: set it first, such as {missing}=" in done.err, block
        # Pasted into a shell that goes on after an error, as interactive ones do, it ends all the same.
        pasted = Block(block.procedure, block.table, block.text + "echo the shell goes on\n")
        assert shop.book.run_any(pasted).out == "the shell goes on\n"
        asked |= set(wanted)
    assert shop.items(ORDERS) == before
    assert asked == {"moment", "repair", "caller", "pk", "sk", "data", "copy", "listen", "other", "files", "fresh", "migration", "figures", "budget"}


def section(markdown: str, title: str) -> str:
    (found,) = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## )", markdown, re.DOTALL | re.MULTILINE)
    return found


def test_the_tables_as_they_are(shop):
    text = section(shop.book.markdown, "The tables")
    for row in ("| status | ACTIVE |", "| items, size | 24, ", r"| key | order\_id (S), line (N) |",
                r"| indexes | by-line (local: order\_id, total); by-total (global: total) |", "| capacity | on demand |",
                "| point-in-time recovery | on, 20 days |", "| deletion protection | on |", "| deletion protection | OFF |", "| time to live | expires |",
                r"| stream | NEW\_IMAGE |", r"| tags | cost=a\_b, team=its + ours |", "| on-demand backups | 1, the newest of 2", "| on-demand backups | none |",
                "a month, if it were on AWS"):
        assert row in text, row
    who = section(shop.book.markdown, "Who may do what")
    assert "`operator`" in who and "accepts any signature" in who
    assert r"| Readers | Allow | arn:aws:iam::000000000000:root | dynamodb:GetItem, dynamodb:Query | \* | {" in who and f"Without a resource policy: {CUSTOMERS}." in who
    assert "It is OFF" not in shop.book.markdown


def test_recovery_that_is_off_is_said(shop):
    shop.db.update_continuous_backups(TableName=CUSTOMERS, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    shop.book.write()
    assert "| recovery is off |" in shop.book.markdown and f"It is OFF now for: {CUSTOMERS}." in section(shop.book.markdown, "Who is warned when recovery is off")
    assert f"### {CUSTOMERS}\n\nPoint-in-time recovery of this table is off" in section(shop.book.markdown, "One item lost")
    assert not [block for block in shop.book.blocks if (block.procedure, block.table) == ("One item lost", CUSTOMERS)]


def test_the_same_state_gives_the_same_text(shop):
    """Times stand at the top, and nowhere else."""
    def below(text: str) -> str:
        return text[text.index("## Which case is it?"):]

    first = shop.book.markdown
    next_second()
    second = shop.book.quondam("runbook").out
    assert first != second and below(first) == below(second)


def test_patterns_and_files(shop, tmp_path):
    path = tmp_path / "runbook.md"
    done = shop.book.quondam("runbook", "cust*", "--out", path)
    assert (done.code, done.out) == (OK, f"{path}: 1 table, 12 procedures\n")
    assert ORDERS not in path.read_text() and CUSTOMERS in path.read_text()
    done = shop.book.quondam("runbook", "none*")
    assert (done.code, done.out) == (FAILED, "") and "no table is called none*" in done.err
    assert shop.book.quondam("runbook", "--out", tmp_path / "no" / "where").code == FAILED
    assert shop.book.quondam("runbook", "--format", "pdf").code == USAGE


def test_the_model_as_json(shop):
    (model,) = shop.book.quondam.json("runbook")
    assert (model["IsQuondam"], model["Endpoint"], model["Caller"], model["Credentials"], model["LeftOut"]) == (
        True, shop.server.endpoint, "operator", "ANY_SIGNATURE", [])
    customers, orders = model["Tables"]
    assert (orders["TableName"], orders["ItemCount"], orders["RecoveryPeriodInDays"], orders["BackupCount"]) == (ORDERS, 24, 20, 1)
    assert orders["Tags"] == {"team": "its + ours", "cost": "a_b"} and orders["PolicyStatements"][0]["Sid"] == "Readers"
    assert customers["Keys"] == [{"AttributeName": "id", "AttributeType": "S"}] and customers["PolicyStatements"] == []
    told = ["\n".join(block["Lines"]) + "\n" for procedure in model["Procedures"] for part in procedure["Parts"] for block in part["Blocks"]]
    assert told == [block.text for block in shop.book.blocks]


def test_who_comes_in(tmp_path):
    """As far as the server says: whether a key that nobody has is let in."""
    keys = tmp_path / "keys"
    keys.write_text("[default]\naws_access_key_id = operator\naws_secret_access_key = secret\n")
    keys.chmod(0o600)
    with Server(None, "--credentials", str(keys)) as server:
        db = api.client(server.endpoint, key_id="operator")
        db.create_table(TableName=CUSTOMERS, BillingMode="PAY_PER_REQUEST", **tables.definition("id:S"))
        until(lambda: db.describe_table(TableName=CUSTOMERS)["Table"]["TableStatus"] == "ACTIVE")
        book = Runbook(server.endpoint, tmp_path)
        assert "asks for a signature by one of its own access keys" in section(book.markdown, "Who may do what")
