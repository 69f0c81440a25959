"""`./kith` and the lock files: from a fresh clone to a running command, on anybody's index."""

import importlib.machinery
import importlib.util
import re
import subprocess
import sys
import tomllib

import pytest

from tests.servers import ROOT

LOCKS = ["requirements.lock", "requirements-test.lock"]


@pytest.fixture(scope="module")
def bootstrap():
    """The program at the root, as a module."""
    loader = importlib.machinery.SourceFileLoader("bootstrap", str(ROOT / "kith"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("bootstrap", loader))
    loader.exec_module(module)
    return module


def requirements(lock):
    """Each requirement of a lock file with its continuation lines."""
    text = (ROOT / lock).read_text()
    return [each for each in re.split(r"\n(?=\S)", text.strip()) if each]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_address(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash", ""), re.MULTILINE), "an option"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_one_version_with_hashes(lock):
    for each in requirements(lock):
        assert re.match(r"[a-z0-9-]+==\S+", each), each
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", each), each


def test_the_tests_run_on_the_versions_that_people_run():
    tests = {each.split(" \\")[0] for each in requirements("requirements-test.lock")}
    assert {each.split(" \\")[0] for each in requirements("requirements.lock")} <= tests


def test_every_dependency_has_its_reason_beside_it():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    named = [line for line in lines if re.match(r'    "[A-Za-z]\S*[>=]', line)]
    assert len(named) > 20
    for line in named:
        assert re.search(r",\s+# \w+", line), line


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    names = {re.split(r"[\[>=<]", each)[0].lower() for each in wanted}
    locked = {each.split("==")[0] for each in requirements("requirements-test.lock")}
    assert names <= locked


def bare(*arguments):
    """Run `./kith` with a Python that has nothing installed."""
    return subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "kith", *arguments],
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("words", [[], ["--help"], ["help"], ["demo", "--help"], ["user", "-h"]])
def test_help_needs_nothing_installed(words):
    done = bare(*words)
    assert done.returncode == 0, done.stderr
    assert "usage: kith" in done.stdout


def test_help_passes_over_what_belongs_to_another_program(bootstrap):
    assert bootstrap.wants_help(["demo", "--help"])
    assert not bootstrap.wants_help(["manage", "migrate", "--help"])
    assert not bootstrap.wants_help(["demo", "--port", "9000"])


def test_a_python_too_old_is_told_so(bootstrap, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(bootstrap.SetupError, match=r"needs Python 3\.11 or newer"):
        bootstrap.main(["demo"])


def test_a_python_without_venv_is_told_what_to_install(bootstrap, monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "bin" / "python")
    monkeypatch.setitem(sys.modules, "venv", None)
    with pytest.raises(bootstrap.SetupError, match="apt install python3-venv"):
        bootstrap.make_venv()


def test_it_is_ready_only_for_the_lock_it_was_made_from(bootstrap, monkeypatch, tmp_path):
    lock = tmp_path / "some.lock"
    lock.write_text("django==5.2 --hash=sha256:0\n")
    stamp = tmp_path / "stamp"
    monkeypatch.setattr(bootstrap, "STAMP", stamp)
    assert not bootstrap.is_ready(lock)
    stamp.write_text(f"{bootstrap.fingerprint(lock)}\n")
    assert bootstrap.is_ready(lock)
    lock.write_text("django==5.2.1 --hash=sha256:0\n")
    assert not bootstrap.is_ready(lock)


def test_it_counts_packages_while_pip_works(bootstrap):
    said = [
        "Collecting django==5.2.19 (from -r requirements.lock (line 1))\n",
        "Requirement already satisfied: jinja2==3.1.6 in ./.venv\n",
        "Installing collected packages: django\n",
    ]
    assert bootstrap.show_progress(iter(said), 2) == [line.rstrip() for line in said]


def test_the_command_beside_python_is_the_same_command():
    done = subprocess.run(
        [ROOT / ".venv" / "bin" / "kith", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("kith ")
