"""`quondam runbook --format html`: one page that needs nothing but itself, and takes nothing that a server says for markup."""

import html.parser
import json
import re

import pytest
from support.runbook import blocks_of
from support.scripted import Refuse

pytestmark = pytest.mark.own_server

VOID = {"meta", "br", "hr", "link", "img"}
HOSTILE = {"plain": "<script>alert(1)</script>", "</title><b>": "\"'><img src=http://evil.example/x onerror=a()>", "pipe": "a | b `c` *d* [e](http://evil.example)\n# f"}
HOSTILE_KEY = "`k`\n```\n$(touch evil)'\"</code>"


class Page(html.parser.HTMLParser):
    """Every element that begins ends, in order; what of it refers to something, and what it says."""

    def __init__(self, text: str):
        super().__init__()
        self.open, self.attributes, self.tags, self.code, self.cells = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)
        if tag == "code" and "pre" in self.open:
            self.code.append("")
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "code" and "pre" in self.open:
            self.code[-1] += data
        if self.open and self.open[-1] == "td":
            self.cells[-1] += data


def described(key: str = "id") -> dict:
    return {"Table": {"TableName": "t", "TableStatus": "ACTIVE", "TableArn": "arn:aws:dynamodb:us-east-1:000000000000:table/t", "TableId": "i", "ItemCount": 3,
                      "TableSizeBytes": 100, "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}],
                      "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"}], "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}}}


@pytest.fixture
def told(scripted, tmp_path, monkeypatch):
    """told(...) scripts a server with one table; the answers can be others."""
    monkeypatch.setenv("QUONDAM_DRILL_LOG", str(tmp_path / "drills.ndjson"))

    def start(**answers):
        recovery = {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 35,
                                                       "EarliestRestorableDateTime": 1.7e9, "LatestRestorableDateTime": 1.8e9}}
        return scripted(**{"ListTables": [{"TableNames": ["t"]}], "DescribeTable": [described()], "DescribeTimeToLive": [{"TimeToLiveDescription": {}}],
                           "DescribeContinuousBackups": [{"ContinuousBackupsDescription": recovery}], "ListBackups": [{"BackupSummaries": []}],
                           "ListRestorePoints": [{"RestorePoints": []}], "GetResourcePolicy": [Refuse("PolicyNotFoundException", "none")],
                           "ListTagsOfResource": [{"Tags": [{"Key": key, "Value": value} for key, value in HOSTILE.items()]}], **answers})[1]

    return start


def page_of(quondam) -> tuple[str, Page]:
    done = quondam("runbook", "--format", "html")
    assert done.code == 0, done.err
    return done.out, Page(done.out)


def test_one_page_that_needs_nothing_else(told):
    text, page = page_of(told())
    assert text.startswith("<!doctype html>\n") and 'charset="utf-8"' in text and '<html lang="en">' in text
    assert not set(page.tags) & {"script", "link", "img", "iframe", "object", "base", "form"}
    assert {name for name, _ in page.attributes} <= {"lang", "charset", "name", "content", "id", "class", "href", "scope", "aria-label"}
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert "url(" not in style and "@import" not in style and "@media print" in style and "color-scheme: light dark" in style
    anchors = [value for name, value in page.attributes if name == "id"]
    targets = [value for name, value in page.attributes if name == "href"]
    assert len(set(anchors)) == len(anchors) and set(targets) == {f"#{anchor}" for anchor in anchors}, "the contents name every heading"
    assert len(anchors) > 12


def test_what_a_server_says_is_no_markup(told):
    """Tag keys and values are data, in both forms; so are the names of attributes."""
    quondam = told(DescribeTable=[described(HOSTILE_KEY)])
    _, page = page_of(quondam)
    shown = ", ".join(f"{key}={value}" for key, value in sorted(HOSTILE.items())).replace("\n", "\\n")
    assert shown in page.cells
    text = quondam("runbook").out
    (row,) = re.findall(r"^\| tags \| .*$", text, re.MULTILINE)
    for markup in ("<", "*d*", "[e]", "`c`"):
        assert not re.search(r"(?<!\\)" + re.escape(markup), row), row
    assert re.findall(r"(?<!\\)\|", row) == ["|"] * 3


def test_both_forms_have_the_same_commands(told):
    """Whatever the names are: a fence in a name does not end a block, and a quote does not end a word."""
    quondam = told(DescribeTable=[described(HOSTILE_KEY)])
    _, page = page_of(quondam)
    blocks = blocks_of(quondam("runbook").out)
    assert page.code == [block.text for block in blocks]
    (model,) = quondam.json("runbook")
    assert model["Tables"][0]["Keys"] == [{"AttributeName": HOSTILE_KEY, "AttributeType": "S"}] and model["Tables"][0]["Tags"] == HOSTILE
    created = [block for block in blocks if "create-table" in block.text]
    assert created and all(json.dumps(HOSTILE_KEY)[1:-1].replace("'", "'\\''") in block.text for block in created)


def test_what_an_endpoint_does_not_tell(told):
    """Is said in its place; the rest is written."""
    unknown = [Refuse("UnknownOperationException", "")]
    text = told(ListRestorePoints=unknown, DescribeContinuousBackups=unknown, ListBackups=unknown, ListTagsOfResource=unknown,
                GetResourcePolicy=[Refuse("AccessDeniedException", "not you")])("runbook").out
    for row in ("| point-in-time recovery | the endpoint does not tell |", "| on-demand backups | the endpoint does not list them |", " has no ListTagsOfResource (UnknownOperationException) |",
                "- t: AccessDeniedException: not you"):
        assert row in text, row


def test_an_error_that_is_none_of_these_ends_it(told, tmp_path):
    """A runbook that leaves something out in silence would be worse than none."""
    done = told(DescribeContinuousBackups=[Refuse("InternalServerError", "broken")])("runbook", "--out", tmp_path / "book.md")
    assert done.code == 1 and "broken" in done.err and not (tmp_path / "book.md").exists()
