"""`quondam load`: items of a file into a table, in parallel, resumable."""

import gzip
import json
import random
import signal
import subprocess

import pytest
from support import tables
from support.clock import until
from support.commands import FAILED, OK, PARTIAL, USAGE
from support.files_of_items import KINDS, by_id, line, rows, write
from support.scripted import DESCRIBED, Refuse

pytestmark = pytest.mark.own_server


def test_there_and_back_in_both_formats(quondam, db, make_table, tmp_path):
    """Every type, and every digit of a number."""
    source = make_table("id:S")
    tables.put_all(db, source, rows(120) + [KINDS])
    for name in ("t.json", "t.ndjson", "t.jsonl.gz", "t.json.zst"):
        target = make_table("id:S")
        assert quondam("dump", source, "--out", tmp_path / name).code == OK
        (end,) = quondam.json("load", target, tmp_path / name)
        assert (end["Status"], end["Items"], end["SkippedItems"]) == ("COMPLETED", 121, 0)
        assert by_id(tables.scan_all(db, target)) == by_id(tables.scan_all(db, source))
        assert not (tmp_path / (name + ".load-state")).exists()


def test_what_an_export_wrote(quondam, db, make_table, tmp_path):
    """Developer guide, "DynamoDB table export output format": numbers and binaries as they stand there, gzip."""
    path = tmp_path / "data.json.gz"
    with gzip.open(path, "wt") as file:
        file.write('{"Item":{"id":{"S":"a"},"b":{"B":"AP8="},"n":{"N":"1.50"}}}\n\n{"Item":{"id":{"S":"b"}}}')
    table = make_table("id:S")
    assert quondam("load", table, path).code == OK
    assert by_id(tables.scan_all(db, table)) == {"a": {"id": {"S": "a"}, "b": {"B": b"\x00\xff"}, "n": {"N": "1.5"}}, "b": {"id": {"S": "b"}}}


def test_standard_input(quondam, db, make_table):
    table = make_table("id:S")
    done = quondam("load", table, "--format", "ndjson", given='{"id":"a","n":1}\n')
    assert done.code == OK, done.err
    assert tables.scan_all(db, table) == [{"id": {"S": "a"}, "n": {"N": "1"}}]


def test_the_last_line_of_a_key_wins(quondam, db, make_table, tmp_path):
    table = make_table("id:S")
    chance = random.Random(5)
    items = [{"id": {"S": str(chance.randrange(40))}, "n": {"N": str(n)}} for n in range(3000)]
    assert quondam("load", table, write(tmp_path / "t.json", items), "--threads", "8").code == OK
    assert by_id(tables.scan_all(db, table)) == by_id(items)


def test_lines_that_are_no_items(quondam, db, make_table, tmp_path):
    table = make_table("id:S")
    path = tmp_path / "t.json"
    good = line({"id": {"S": "a"}})
    path.write_text(good + "nonsense\n" + line({"x": {"S": "no key"}}) + line({"id": {"N": "1"}}) + line({"id": {"S": "b"}}))
    done = quondam("load", table, path)
    assert done.code == FAILED and f"the line at byte {len(good)}: it is not JSON" in done.err
    assert quondam("load", table, path, "--skip-errors").code == FAILED, "the state of the first is there"
    done = quondam("load", table, path, "--skip-errors", "--resume", "--json")
    assert done.code == PARTIAL and done.object["SkippedItems"] == 3
    assert "has no 'id'" in done.err and "of type N, not S" in done.err
    assert set(by_id(tables.scan_all(db, table))) == {"a", "b"}


def test_an_item_that_is_refused_does_not_keep_the_others(quondam, db, make_table, tmp_path):
    """API reference, BatchWriteItem: one item of more than 400 KB has the whole batch refused."""
    table = make_table("id:S")
    items = rows(10) + [{"id": {"S": "large"}, "x": {"S": "x" * 500_000}}] + rows(10, begin=10)
    done = quondam("load", table, write(tmp_path / "t.json", items), "--skip-errors", "--threads", "1", "--json")
    assert done.code == PARTIAL and (done.object["Items"], done.object["SkippedItems"]) == (20, 1)
    assert set(by_id(tables.scan_all(db, table))) == {row["id"]["S"] for row in rows(20)}


def requests(body: dict) -> list:
    return [one["PutRequest"]["Item"]["id"]["S"] for one in body["RequestItems"]["t"]]


def test_batches_of_25_and_what_comes_back_goes_again(scripted, tmp_path):
    items = rows(30)
    back = {"UnprocessedItems": {"t": [{"PutRequest": {"Item": item}} for item in items[3:5]]}}
    slow = Refuse("ProvisionedThroughputExceededException", "slow down")
    server, quondam = scripted(DescribeTable=[DESCRIBED], BatchWriteItem=[slow, back, {"UnprocessedItems": {}}])
    (end,) = quondam.json("load", "t", write(tmp_path / "t.json", items), "--threads", "1")
    assert end["Items"] == 30
    sent = [requests(body) for body in server.sent("BatchWriteItem")]
    names = [item["id"]["S"] for item in items]
    assert sent == [names[:25], names[:25], names[3:5], names[25:]]


def test_goes_on_where_it_failed(scripted, tmp_path):
    items = rows(75)
    server, quondam = scripted(DescribeTable=[DESCRIBED], BatchWriteItem=[{}, Refuse("AccessDeniedException", "no more")])
    path = write(tmp_path / "t.json", items)
    done = quondam("load", "t", path, "--threads", "1")
    assert done.code == FAILED and "no more" in done.err
    state = json.loads((tmp_path / "t.json.load-state").read_text())
    assert (state["Items"], state["Offset"]) == (25, len("".join(map(line, items[:25]))))
    assert quondam("load", "t", path).code == FAILED, "not without being told to"

    server.answers["BatchWriteItem"] = [{}]
    (end,) = quondam.json("load", "t", path, "--threads", "1", "--resume")
    assert (end["ResumedAt"], end["Items"]) == (state["Offset"], 50)
    assert requests(server.sent("BatchWriteItem")[2]) == [item["id"]["S"] for item in items[25:50]]
    assert not (tmp_path / "t.json.load-state").exists()


def test_another_load_does_not_go_on(scripted, tmp_path):
    _, quondam = scripted(DescribeTable=[DESCRIBED], BatchWriteItem=[Refuse("AccessDeniedException", "no")])
    path = write(tmp_path / "t.json", rows(1))
    assert quondam("load", "t", path).code == FAILED
    for other in (["u", path], ["t", path, "--format", "ndjson"]):
        done = quondam("load", *other, "--resume")
        assert done.code == FAILED and "state of another load" in done.err
    assert quondam("load", "t", "-", "--resume").code == USAGE


def test_ctrl_c_leaves_what_can_be_gone_on_with(scripted, tmp_path):
    server, quondam = scripted(DescribeTable=[DESCRIBED], BatchWriteItem=[{}])
    path = write(tmp_path / "t.json", rows(8000))
    process = quondam.start("load", "t", path, "--threads", "2", "--json")
    until(lambda: len(server.sent("BatchWriteItem")) > 5)
    process.send_signal(signal.SIGINT)
    text, error = process.communicate(timeout=60)
    assert process.returncode == PARTIAL and "interrupted" in error
    end = json.loads(text)
    assert end["Status"] == "INTERRUPTED" and 0 < end["Items"] < 8000
    assert quondam.json("load", "t", path, "--resume")[0]["Status"] == "COMPLETED"
    written = {name for body in server.sent("BatchWriteItem") for name in requests(body)}
    assert len(written) == 8000


@pytest.mark.slow
def test_kills_lose_nothing(quondam, db, make_table, tmp_path):
    seed = random.randrange(2**32)
    print("QUONDAM_SEED", seed)
    chance = random.Random(seed)
    table = make_table("id:S")
    items = rows(12000, size=300)
    path = write(tmp_path / "t.json.gz", items)
    for _ in range(8):
        process = quondam.start("load", table, path, "--resume")
        try:
            process.wait(chance.uniform(0.05, 0.8))
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    assert quondam("load", table, path, "--resume").code == OK
    assert by_id(tables.scan_all(db, table)) == by_id(items)
