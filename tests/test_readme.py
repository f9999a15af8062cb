"""README.md and ARCHITECTURE.md are run and checked, so that they cannot rot."""

import os
import pathlib
import re
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent


def test_the_readmes_commands_undo_a_mistake(endpoint):
    """README, "One minute to an undone mistake": typed into a shell as they stand, against this test's server."""
    readme = (REPOSITORY / "README.md").read_text()
    (script,) = re.findall(r"<!-- run by tests/test_readme.py -->\n```sh\n(.*?)```", readme, re.DOTALL)
    script = script.replace("http://127.0.0.1:8000", endpoint)
    done = subprocess.run(["bash", "-euc", "shopt -s expand_aliases\n" + script], cwd=REPOSITORY, capture_output=True, text=True, timeout=120,
                          check=False, env={**os.environ, "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("}"), done.stdout
    assert '"N": "59.90"' in done.stdout or '"N": "59.9"' in done.stdout


def test_what_a_new_user_types_is_counted():
    """bin/count-guide: each command of the README once, from the clone to the item that is back; comments are no commands."""
    done = subprocess.run([REPOSITORY / "bin" / "count-guide", "--list"], capture_output=True, text=True, timeout=60, check=True)
    commands = [re.sub(r"^ *\d+ +", "", line) for line in done.stdout.splitlines()]
    assert commands[:3] == ["git clone URL quondam", "cd quondam", "make run"] and commands[-1].startswith("aws dynamodb get-item --table-name orders-restored")
    assert sum(command.startswith("aws dynamodb ") for command in commands) == 7
    assert len(commands) == 14, "a new user types more, or less, than before"
    assert not any("the mistake" in command for command in commands)


def test_every_file_that_the_documents_name_exists():
    """A path in backticks in README.md, ARCHITECTURE.md or CONTRIBUTING.md is a file or folder of the repository, or one below src/."""
    missing = []
    for document in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"):
        for name in re.findall(r"`([A-Za-z_.-]+(?:/[A-Za-z_.-]*)+)`", (REPOSITORY / document).read_text()):
            if name.startswith(("build/", ".venv/", "./data")):
                continue
            if not any((root / name).exists() for root in (REPOSITORY, REPOSITORY / "src")):
                missing.append(f"{document}: {name}")
    assert not missing


def test_every_folder_of_the_source_is_in_the_architecture():
    """ARCHITECTURE.md, "Layers", names every folder of src/."""
    text = (REPOSITORY / "ARCHITECTURE.md").read_text()
    folders = sorted(path.name for path in (REPOSITORY / "src").iterdir() if path.is_dir())
    assert [folder for folder in folders if f"`src/{folder}/`" not in text] == []
