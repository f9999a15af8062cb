"""The recovery guide with the real AWS command line, word for word, as `make demo` plays it: the main job."""

import json
import os
import subprocess
import sys

import pytest
from support.guide import COMMANDS
from support.server import REPOSITORY

pytestmark = pytest.mark.own_server


@pytest.fixture(scope="module", params=["pypi", "debian"])
def played(request, tmp_path_factory):
    """One run of the demo by each command line: what it printed, and what was true afterwards."""
    path = tmp_path_factory.mktemp("demo") / "result.json"
    command = [sys.executable, str(REPOSITORY / "bin" / "demo"), *(["--debian"] if request.param == "debian" else [])]
    done = subprocess.run(command, env={**os.environ, "QUONDAM_DEMO_RESULT": str(path)}, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return request.param, done.stdout, json.loads(path.read_text())


def test_brings_the_lost_tables_back(played):
    """Issue, the main job: every item is as it was, compared attribute by attribute; the source is untouched; the loss was real."""
    which, _, result = played
    assert result["command_line"].startswith("aws-cli/1." if which == "pypi" else "aws-cli/2.9.")
    assert result["deleted"] > 100 and result["overwritten"] > 20
    assert result["damage"] == result["deleted"] + result["overwritten"]
    assert result["compared_items"] > 240 and result["compared_attributes"] > 1000
    assert result["not_restored"] == [] and result["source_changed"] == []


def test_shows_the_window(played):
    """Issue: ContinuousBackupsStatus: ENABLED, PointInTimeRecoveryStatus: ENABLED, the two restorable times."""
    description = played[2]["enabled"]
    recovery = description["PointInTimeRecoveryDescription"]
    assert (description["ContinuousBackupsStatus"], recovery["PointInTimeRecoveryStatus"]) == ("ENABLED", "ENABLED")
    assert recovery["EarliestRestorableDateTime"] and recovery["LatestRestorableDateTime"]


def test_hides_the_window_and_begins_a_new_one(played):
    """Issue: disabling takes the window away; enabling again starts a new one, in which the old second is not."""
    result = played[2]
    assert result["disabled"]["PointInTimeRecoveryDescription"] == {"PointInTimeRecoveryStatus": "DISABLED"}
    assert "(PointInTimeRecoveryUnavailableException)" in result["restore_without_window"]
    assert result["enabled_again"]["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert "(InvalidRestoreTimeException)" in result["restore_before_the_new_window"]


def test_protects_the_table(played):
    """Issue: DeleteTable on a protected table is refused with AWS's text."""
    assert "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first." in played[2]["delete_refused"]


def test_the_commands_stand_word_for_word(played):
    """Issue: the guide's commands, as they are written there."""
    printed = " ".join(played[1].replace("\\\n", " ").split())
    for command in COMMANDS:
        assert command in printed
