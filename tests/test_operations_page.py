"""docs/operations.md against the operation table and the tests (bin/operations-table)."""

import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text()

pytestmark = pytest.mark.own_server


def test_the_page_is_up_to_date():
    """It is what bin/operations-table would write now."""
    checked = subprocess.run([sys.executable, ROOT / "bin/operations-table", "--check"], capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr


def test_refusals_are_what_a_test_expects():
    """Every text that the page gives for a refusal stands in a test of an operation."""
    texts = set(re.findall(r"refused: ValidationException, `([^`]+)`", PAGE))
    tests = "".join(path.read_text() for path in (ROOT / "tests" / "operations").glob("*.py"))
    assert texts
    assert [text for text in texts if text not in tests] == []
