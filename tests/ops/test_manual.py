"""The manual page, which `quondam man` makes of the commands that there are."""

import re
import subprocess

import pytest
from support.server import binary

pytestmark = pytest.mark.own_server


@pytest.fixture(scope="module")
def page() -> str:
    return subprocess.run([binary(), "man"], capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.fixture(scope="module")
def sections(page) -> dict[str, str]:
    """Of each heading, without roff's escapes."""
    parts = re.split(r"^\.S[HS] (.*)\n", page, flags=re.MULTILINE)
    plain = [re.sub(r"\\f[BIR]", "", part).replace("\\-", "-").replace("\\e", "\\") for part in parts]
    return dict(zip(plain[1::2], plain[2::2], strict=True))


@pytest.mark.parametrize("checker", [("mandoc", "-Tlint", "-Wwarning"), ("man", "--warnings", "--local-file", "-Tutf8", "-Z")])
def test_is_a_good_page(page, tmp_path, checker):
    """mandoc and groff have nothing to say against it."""
    (tmp_path / "quondam.1").write_text(page)
    done = subprocess.run([*checker, tmp_path / "quondam.1"], capture_output=True, text=True, timeout=60, check=False)
    said = done.stdout if checker[0] == "mandoc" else done.stderr
    assert (done.returncode, said) == (0, "")


def test_names_every_command_and_option(sections, every_command):
    """As --help has them: each command a section, its options and arguments in it; those that name the server in one of their own."""
    common = sections["Which server, and how it is told"]
    for command in every_command:
        section = sections[" ".join(("quondam", *command.words))] if command.words else sections["DESCRIPTION"]
        for option in set(command.options) - {"-h", "--help"}:
            assert re.search(rf"^\.TP\n.*{option}(,| |$)", section, re.MULTILINE) or (
                "those that say which server" in section and re.search(rf"^\.TP\n{option}( |$)", common, re.MULTILINE)), (command.words, option)
        for argument in command.arguments:
            assert re.search(rf"^\.(IR|RI \[) {argument} ", section, re.MULTILINE), (command.words, argument)
    named = {heading.removeprefix("quondam ") for heading in sections if heading.startswith("quondam ")}
    assert named == {" ".join(command.words) for command in every_command if command.words}, "nothing else"


def test_says_what_each_is_for(sections, quondam):
    assert "Those that were deleted and can be restored.\n" in sections["quondam tables"]
    assert "by default 5" in sections["quondam guard"]
    assert "Exit" not in sections and {"EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"} <= set(sections)
    assert quondam("--help").out.count(" man ") == 0, "for packagers"
