"""`quondam dump`: a table's items into a file, in parallel, resumable."""

import json
import random
import signal
import subprocess

import pytest
from support import tables
from support.clock import as_datetime, next_second, until
from support.commands import FAILED, OK, PARTIAL, USAGE
from support.files_of_items import KINDS, read_lines, rows
from support.scripted import DESCRIBED, Refuse

pytestmark = pytest.mark.own_server


def ids(path) -> list:
    return sorted(line["Item"]["id"]["S"] for line in read_lines(path))


@pytest.fixture
def filled(db, make_table):
    name = make_table("id:S")
    tables.put_all(db, name, rows(200) + [KINDS])
    return name


def test_dynamodb_json_as_exports_have_it(quondam, filled, tmp_path):
    """Developer guide, "DynamoDB table export output format": {"Item": {...}} a line."""
    out = tmp_path / "t.json"
    (end,) = quondam.json("dump", filled, "--out", out)
    assert {name: end[name] for name in ("TableName", "At", "File", "Format", "Status", "Items", "FileBytes")} == {
        "TableName": filled, "At": None, "File": str(out), "Format": "dynamodb-json", "Status": "COMPLETED", "Items": 201,
        "FileBytes": out.stat().st_size}
    lines = read_lines(out)
    assert len(lines) == 201 and all(set(line) == {"Item"} for line in lines)
    (kinds,) = [line["Item"] for line in lines if line["Item"]["id"]["S"] == "kinds"]
    assert kinds["n"] == {"N": "123456789012345678901234567890.12345678"} and kinds["b"] == {"B": "AP8="}
    assert [file.name for file in tmp_path.iterdir()] == ["t.json"], "no state is left"


def test_ndjson(quondam, filled, tmp_path):
    out = tmp_path / "t.ndjson"
    assert quondam("dump", filled, "--out", out).code == OK
    (text,) = [line for line in out.read_text().splitlines() if '"kinds"' in line]
    assert '"n":123456789012345678901234567890.12345678,' in text
    kinds = json.loads(text)
    assert kinds["b"] == {"$binary": "AP8="} and kinds["ss"] == {"$stringSet": ["a", "b"]} and kinds["ns"] == {"$numberSet": [1, 2.5]}
    assert kinds["bs"] == {"$binarySet": ["eA=="]} and kinds["m"] == {"$map": {"$binary": "no"}} and kinds["l"] == [1, {}]
    assert (kinds["t"], kinds["z"], kinds["u"]) == (True, None, 'é\n"\u0000')


def test_standard_output(quondam, filled):
    done = quondam("dump", filled, "--format", "ndjson", "--json")
    assert done.code == OK and len(done.objects) == 201
    assert json.loads(done.err)["Items"] == 201, "the summary is not among the items"


@pytest.mark.parametrize("name, magic", [("t.json.gz", b"\x1f\x8b"), ("t.ndjson.zst", b"\x28\xb5\x2f\xfd")])
def test_packed_by_the_files_name(quondam, make_table, db, filled, tmp_path, name, magic):
    out = tmp_path / name
    assert quondam("dump", filled, "--out", out, "--segments", "1").code == OK
    assert out.read_bytes().startswith(magic)
    copy = make_table("id:S")
    assert quondam("load", copy, out).code == OK
    assert sorted(tables.scan_all(db, copy), key=str) == sorted(tables.scan_all(db, filled), key=str)


def test_at_a_moment(quondam, db, recorded, tmp_path):
    name = recorded("id:S")
    tables.put_all(db, name, rows(50))
    before = next_second()
    tables.put_all(db, name, rows(50, begin=50))
    out = tmp_path / "then.json"
    (end,) = quondam.json("dump", name, "--out", out, "--at", before)
    assert end["At"] == as_datetime(before).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert ids(out) == [row["id"]["S"] for row in rows(50)]


def test_what_is_there_is_not_overwritten(quondam, filled, tmp_path):
    out = tmp_path / "t.json"
    out.write_text("mine")
    done = quondam("dump", filled, "--out", out)
    assert done.code == FAILED and "is there already" in done.err and out.read_text() == "mine"
    assert quondam("dump", filled, "--resume").code == USAGE
    assert quondam("dump", filled, "--out", out, "--segments", "0").code == USAGE
    assert quondam("dump", "no-such-table", "--out", tmp_path / "x").code == FAILED and not (tmp_path / "x").exists()


def pages(count: int) -> list:
    """Scan's answers, one item each; the last one has no key to go on from."""
    return [{"Items": [row], "Count": 1, **({"LastEvaluatedKey": {"id": row["id"]}} if n < count - 1 else {})} for n, row in enumerate(rows(count))]


def test_goes_on_where_it_failed(scripted, tmp_path):
    """A page that cannot be had ends it; --resume asks for that one again, and none twice."""
    found = pages(6)
    server, quondam = scripted(DescribeTable=[DESCRIBED], Scan=found[:3] + [Refuse("AccessDeniedException", "no more")])
    out = tmp_path / "t.json"
    done = quondam("dump", "t", "--out", out, "--segments", "1")
    assert done.code == FAILED and "no more" in done.err and "--resume" in done.err
    state = json.loads((tmp_path / "t.json.dump-state").read_text())
    assert (state["Items"], state["FileBytes"]) == (3, out.stat().st_size)
    assert quondam("dump", "t", "--out", out).code == FAILED, "not without being told to"

    server.answers["Scan"] = found[3:]
    with out.open("a") as file:
        file.write('{"Item":{"id":{"S":"half a li')  # what a kill can leave behind
    assert quondam("dump", "t", "--out", out, "--segments", "1", "--resume").code == OK
    assert server.sent("Scan")[4]["ExclusiveStartKey"] == {"id": {"S": "000002"}}
    assert ids(out) == [row["id"]["S"] for row in rows(6)] and not (tmp_path / "t.json.dump-state").exists()
    done = quondam("dump", "t", "--out", out, "--resume")
    assert done.code == OK and "complete already" in done.err


def test_another_dump_does_not_go_on(scripted, tmp_path):
    _, quondam = scripted(DescribeTable=[DESCRIBED], Scan=pages(3)[:1] + [Refuse("AccessDeniedException", "no")])
    out = tmp_path / "t.json"
    quondam("dump", "t", "--out", out, "--segments", "1")
    for other in (["u"], ["t", "--format", "ndjson"], ["t", "--at", "1700000000"]):
        done = quondam("dump", *other, "--out", out, "--resume")
        assert done.code == FAILED and "state of another dump" in done.err, done.err


def test_throttling_is_waited_for(scripted, tmp_path):
    slow = Refuse("ProvisionedThroughputExceededException", "slow down")
    server, quondam = scripted(DescribeTable=[DESCRIBED], Scan=[slow, slow, *pages(1)])
    assert quondam("dump", "t", "--out", tmp_path / "t.json", "--segments", "1").code == OK
    assert len(server.sent("Scan")) == 3


def test_segments_are_parallel_scans(scripted, tmp_path):
    server, quondam = scripted(DescribeTable=[DESCRIBED], Scan=[{"Items": []}])
    assert quondam("dump", "t", "--out", tmp_path / "t.json", "--segments", "3", "--consistent-read").code == OK
    assert sorted((body["Segment"], body["TotalSegments"], body["ConsistentRead"]) for body in server.sent("Scan")) == [(n, 3, True) for n in range(3)]


def test_ctrl_c_leaves_what_can_be_gone_on_with(scripted, tmp_path):
    again = {"Items": [rows(1)[0]], "LastEvaluatedKey": {"id": {"S": "x"}}}
    server, quondam = scripted(DescribeTable=[DESCRIBED], Scan=[again])
    out = tmp_path / "t.json.gz"
    process = quondam.start("dump", "t", "--out", out, "--segments", "2", "--json")
    until(lambda: len(server.sent("Scan")) > 20)
    process.send_signal(signal.SIGINT)
    text, error = process.communicate(timeout=60)
    assert process.returncode == PARTIAL and "interrupted" in error
    end = json.loads(text)
    assert end["Status"] == "INTERRUPTED" and end["Items"] == len(read_lines(out)) > 20
    server.answers["Scan"] = [{"Items": []}]
    assert quondam("dump", "t", "--out", out, "--resume").code == OK
    assert len(read_lines(out)) == end["Items"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["t.json", "t.ndjson.gz"])
def test_kills_lose_and_double_nothing(quondam, db, make_table, tmp_path, name):
    seed = random.randrange(2**32)
    print("QUONDAM_SEED", seed)
    chance = random.Random(seed)
    table = make_table("id:S")
    tables.put_all(db, table, rows(4000, size=3000))
    out = tmp_path / name
    for _ in range(12):
        process = quondam.start("dump", table, "--out", out, "--segments", "3", "--resume")
        try:
            process.wait(chance.uniform(0.01, 0.5))
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    assert quondam("dump", table, "--out", out, "--resume").code == OK
    found = [line["Item"]["id"]["S"] if name == "t.json" else line["id"] for line in read_lines(out)]
    assert sorted(found) == [row["id"]["S"] for row in rows(4000)]
