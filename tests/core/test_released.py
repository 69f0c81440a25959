"""A released definition never changes: the lock, and what it refuses."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kith.core import released
from kith.core.errors import RefusedError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path):
    """A copy of the released data files and their lock, to be tampered with."""
    for folder in released.FOLDERS:
        shutil.copytree(released.CORE / folder, tmp_path / folder)
    shutil.copy(released.CORE / released.TERMS, tmp_path / released.TERMS)
    shutil.copytree(released.CORE / released.MORE_TERMS, tmp_path / released.MORE_TERMS)
    shutil.copy(released.CORE / released.LOCK, tmp_path)
    released.release(tmp_path)  # what is about to be released, is
    return tmp_path


def test_what_was_released_is_unchanged_and_all_of_it_is_released():
    """A changed byte or a missing file fails here; a new file is released by tools/lock.py."""
    found = released.compare()
    assert found.changed == ()
    assert found.gone == ()
    assert found.new == (), "release them with: python tools/lock.py"


def test_the_lock_holds_every_kind_of_definition():
    names = released.locked()
    for folder in released.FOLDERS:
        assert any(name.startswith(folder) for name in names)
    assert "instruments/data/phq9.v1.toml" in names


def test_one_changed_byte_is_found_and_refused(copy):
    path = copy / "instruments/data/phq9.v1.toml"
    path.write_bytes(path.read_bytes().replace(b"points = 6", b"points = 5"))
    assert released.compare(copy).changed == ("instruments/data/phq9.v1.toml",)
    with pytest.raises(RefusedError, match=r"phq9\.v1\.toml has changed"):
        released.release(copy)


def test_changed_line_ends_are_a_change_too(copy):
    path = copy / "instruments/data/gad7.v1.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not released.compare(copy).is_whole


def test_a_missing_file_is_found_and_refused(copy):
    (copy / "instruments/data/gad7.v1.toml").unlink()
    assert released.compare(copy).gone == ("instruments/data/gad7.v1.toml",)
    with pytest.raises(RefusedError, match=r"gad7\.v1\.toml is gone"):
        released.release(copy)


def test_a_new_file_is_added_and_then_frozen(copy):
    path = copy / "instruments/data/phq9.v2.toml"
    path.write_text("id = 'phq9'\nversion = 2\n")
    assert released.compare(copy).new == ("instruments/data/phq9.v2.toml",)
    before = released.locked(copy)
    assert released.release(copy) == ("instruments/data/phq9.v2.toml",)
    assert released.compare(copy).is_whole
    assert before.items() <= released.locked(copy).items()
    path.write_text("id = 'phq9'\nversion = 3\n")
    with pytest.raises(RefusedError):
        released.release(copy)


def test_releasing_twice_changes_nothing(copy):
    before = (copy / released.LOCK).read_bytes()
    assert released.release(copy) == ()
    assert (copy / released.LOCK).read_bytes() == before


def test_without_a_lock_everything_is_new(copy):
    (copy / released.LOCK).unlink()
    assert released.compare(copy).new == tuple(released.digests(copy))


def test_the_tool_says_that_all_is_well():
    command = [sys.executable, str(ROOT / "tools" / "lock.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
