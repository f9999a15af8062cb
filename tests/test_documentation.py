"""README.md and docs/*.md are followed from top to bottom, as a newcomer does: every command runs, and prints what the page shows.
tests/support/pages.py says how a page is written."""

import pathlib
import re
import xml.etree.ElementTree

import pytest
from support import pages
from support.guide import COMMANDS
from support.server import REPOSITORY, Server

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
COMMENTS = re.compile(r"not run: .+|another terminal|exits with \d+|file: [\w.-]+|set up|run by tests/test_readme.py|")

# What no test can run, by page, and the first line of each.
NOT_RUN = {
    "README.md": ["make run        # installs what is missing, builds, serves on 127.0.0.1:8000, data in ./data",
                  "make test       # the same set-up, then every test"],
    "bench.md": ["bench/run            # about half an hour; wrk must be installed"],
    "compatibility.md": ["quondam serve --ephemeral --account-id 111122223333 &"],
    "infrastructure.md": ["aws iam create-policy --policy-name quondam-operator --policy-document file://quondam-operator.json"],
    "getting-started.md": ["make run", "npm install @aws-sdk/client-dynamodb @aws-sdk/lib-dynamodb", "bin/package"],
}


def blocks_of(page) -> list[pages.Block]:
    return pages.blocks(page.read_text())


def names(those) -> list[str]:
    return [page.name for page in those]


RUN = [page for page in PAGES if any(block.is_run for block in blocks_of(page))]


@pytest.mark.own_server
@pytest.mark.slow
@pytest.mark.parametrize("page", RUN, ids=names(RUN))
def test_a_page_is_followed_from_top_to_bottom(page, tmp_path):
    """Issue: every command in it is run by the tests."""
    with Server(tmp_path / "data") as server:
        assert pages.read_aloud(page, server.port) > 0


def test_the_recovery_guide_has_the_guides_commands():
    """Issue: the guide's commands, as they are written there; the page's moment is the variable that it has put it into."""
    typed = " ".join(block.text for block in blocks_of(REPOSITORY / "docs" / "recovery-guide.md") if block.is_run)
    typed = " ".join(typed.replace("\\\n", " ").replace("--restore-date-time $good", "--restore-date-time 2026-11-26T18:20:00Z").split())
    assert [command for command in COMMANDS if command not in typed] == []


def test_what_is_not_run_is_known():
    """A command that no test runs stands in NOT_RUN, and says on its page why."""
    found = {page.name: [block.text.splitlines()[0] for block in blocks_of(page) if block.told("not run") is not None] for page in PAGES}
    assert {name: lines for name, lines in found.items() if lines} == NOT_RUN


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_fence_is_accounted_for(page):
    """A fence is a command, what one prints, a file that the reader writes, or text that nobody types."""
    for block in blocks_of(page):
        assert COMMENTS.fullmatch(block.says), f"{page.name}, line {block.line}: {block.says}"
        assert block.language in ("sh", "text") or block.told("file") is not None, f"{page.name}, line {block.line}: ```{block.language}"


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_a_reader_sees_what_the_comments_say(page):
    """Comments are not shown: where a file is to be written, or another terminal to be used, the sentence before says so."""
    lines = page.read_text().splitlines()
    for block in blocks_of(page):
        before = " ".join(lines[max(0, block.line - 7):block.line - 2])
        if (name := block.told("file")) is not None:
            assert f"`{name}`" in before, f"{page.name}, line {block.line}"
        if block.told("another terminal") is not None:
            assert "terminal" in before, f"{page.name}, line {block.line}"


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_commands_stand_in_fences(page):
    """What is indented is not run: there no commands stand."""
    outside = pages.FENCE.sub("", page.read_text())
    assert re.findall(r"^ {4}(?:\$ |(?:sudo )?(?:aws|bench/run|bin|curl|for|make|npm|quondam)\b).*", outside, re.MULTILINE) == []


def slug(heading: str) -> str:
    """The anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", [*PAGES, REPOSITORY / "ARCHITECTURE.md", REPOSITORY / "CONTRIBUTING.md",
                                  *sorted((REPOSITORY / "docs").glob("*/*.md"))], ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_lead_somewhere(page):
    """Every relative link and picture exists, and so does the heading that it names."""
    text = pages.FENCE.sub("", page.read_text())
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in map(slug, re.findall(r"^#+ (.*)", target.read_text(), re.MULTILINE))):
            broken.append(link)
    assert broken == []


def test_pictures_have_their_size_and_say_what_they_show():
    """Issue: sized pictures. Each is small, fits the width and height that its page gives it, and has a text in its place."""
    shown = {}
    for page in PAGES:
        for tag in re.findall(r"<img [^>]*>", page.read_text()):
            said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            assert said["alt"], f"{page.name}: {tag}"
            shown[(page.parent / said["src"]).resolve()] = (said["width"], said["height"])
    pictures = sorted((REPOSITORY / "docs" / "pictures").iterdir())
    assert sorted(shown) == pictures
    for picture in pictures:
        drawn = xml.etree.ElementTree.parse(picture).getroot().attrib
        assert (drawn["width"], drawn["height"]) == shown[picture], picture.name
        assert drawn["viewBox"] == f"0 0 {drawn['width']} {drawn['height']}", picture.name
        assert picture.stat().st_size < 10_000, picture.name
        assert "prefers-color-scheme: dark" in picture.read_text(), picture.name


@pytest.mark.parametrize("expected, printed, agree", [
    ("2 items written, 0.0 s", "2 items written, 1.7 s", True),
    ("before is 2026-11-26T18:14:12.386067Z", "before is 2027-01-02T03:04:05Z", True),
    ("a   b\n...\nz", "a b\none\ntwo\nz", True),
    ("a, ..., c", "a, b, c", True),
    ("2 items written, 0.0 s", "3 items written, 0.0 s", False),
    ("a\nz", "a\none\nz", False),
    ("a", "a\nb", False),
    ("", "a", False),
])
def test_what_a_page_shows_is_compared(expected, printed, agree):
    """Times and durations may differ, nothing else may."""
    assert pages.agrees(expected, printed) == agree


@pytest.mark.own_server
@pytest.mark.parametrize("page, reason", [
    ("```sh\nfalse\n```\n", "failed"),
    ("```sh\nfalse; true\n```\n", "failed"),
    ("<!-- exits with 1 -->\n```sh\ntrue\n```\n", "ended with 0"),
    ("```sh\necho three\n```\n```console\nfour\n```\n", "the page shows"),
    ("```sh\nx=1\n```\n```sh\ntest $x = 2\n```\n", "failed"),
    ("<!-- another terminal -->\n```sh\necho no server\n```\n", "ended"),
])
def test_a_page_that_is_wrong_is_found(tmp_path, page, reason):
    """A command that fails, one that should have and did not, output that is another, a server that ends."""
    path = tmp_path / "page.md"
    path.write_text(page)
    with pytest.raises(AssertionError, match=reason):
        pages.read_aloud(path, 8000)


def test_what_a_page_does_is_seen_by_its_next_block(tmp_path):
    """One shell for the page: variables, files and background jobs stay, and nothing of it outlives the page."""
    path = tmp_path / "page.md"
    path.write_text("<!-- file: note -->\n```text\nhello\n```\n```sh\nx=$(cat note)\nsleep 300 &\necho $! >\"" + str(tmp_path / "pid") + "\"\n```\n"
                    "```sh\necho $x\n```\n```console\nhello\n```\n")
    assert pages.read_aloud(path, 8000) == 2
    stat = pathlib.Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"
