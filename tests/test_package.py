"""The Debian package: what it holds, that its program runs, that systemd understands and confines its unit."""

import gzip
import os
import pathlib
import re
import shutil
import subprocess

import pytest
from support.server import REPOSITORY, Server

pytestmark = [pytest.mark.own_server, pytest.mark.slow]


def run(*command, **more) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=600, **more)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> pathlib.Path:
    """A copy of the package: another worker may be making it again."""
    done = subprocess.run([REPOSITORY / "bin" / "package"], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    made = pathlib.Path(done.stdout.split()[-1])
    return pathlib.Path(shutil.copy(made, tmp_path_factory.mktemp("package")))


@pytest.fixture(scope="module")
def unpacked(package) -> pathlib.Path:
    folder = package.parent / "root"
    run("dpkg-deb", "-x", package, folder)
    return folder


def test_holds_the_program_its_unit_its_configuration_and_its_documentation(package):
    contents = run("dpkg-deb", "--contents", package)
    for path in ("usr/bin/quondam", "lib/systemd/system/quondam.service", "etc/quondam/quondam.toml", "usr/share/doc/quondam/README.md",
                 "usr/share/doc/quondam/docs/configuration.md", "usr/share/doc/quondam/docs/pictures/timeline.svg", "usr/share/doc/quondam/ARCHITECTURE.md",
                 "usr/share/man/man1/quondam.1.gz", "usr/share/bash-completion/completions/quondam"):
        assert re.search(rf" \./{path}$", contents, re.MULTILINE), contents
    control = run("dpkg-deb", "--field", package)
    assert re.search(r"^Depends: .*libcurl4", control, re.MULTILINE), control  # RocksDB is linked in
    assert "/etc/quondam/quondam.toml" in run("dpkg-deb", "--info", package, "conffiles")


def test_its_program_serves_with_its_configuration(unpacked, tmp_path, monkeypatch):
    monkeypatch.setenv("QUONDAM_BINARY", str(unpacked / "usr/bin/quondam"))
    with Server(tmp_path / "data", "--config", str(unpacked / "etc/quondam/quondam.toml")) as server:
        assert server.endpoint


def test_has_the_manual_page_and_the_completion_of_its_program(unpacked):
    """As `quondam man` and `quondam completion bash` print them; systemctl help opens the page."""
    program = unpacked / "usr/bin/quondam"
    assert gzip.decompress((unpacked / "usr/share/man/man1/quondam.1.gz").read_bytes()).decode() == run(program, "man")
    assert (unpacked / "usr/share/bash-completion/completions/quondam").read_text() == run(program, "completion", "bash")


@pytest.fixture
def unit(unpacked, tmp_path) -> pathlib.Path:
    """With the program where it was unpacked."""
    text = (unpacked / "lib/systemd/system/quondam.service").read_text()
    assert "ExecStart=/usr/bin/quondam " in text
    path = tmp_path / "quondam.service"
    path.write_text(text.replace("/usr/bin/quondam", str(unpacked / "usr/bin/quondam")).replace("Documentation=man:quondam(1)\n", ""))
    return path


def test_systemd_understands_its_unit(unit):
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "SYSTEMD_UNIT_PATH": f"{unit.parent}:"})
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "quondam" in line]
    assert done.returncode == 0 and not ours, ours


def test_the_unit_is_confined(unit):
    """systemd's own measure: 0 is safest, 10 is a service without any bounds."""
    text = run("systemd-analyze", "security", "--offline=true", "--no-pager", str(unit))
    exposure = re.search(r"Overall exposure level.*: ([0-9.]+)", text)
    assert float(exposure.group(1)) <= 2.0, text
