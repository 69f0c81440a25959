"""`kith demo` fills an empty database and keeps to it: never a clinic's own."""

import os
import subprocess
import sys

import pytest

from kith.site import invented
from tests.servers import ROOT, kith


@pytest.fixture
def clinic(tmp_path):
    """A data folder in which somebody works already."""
    environment = {"KITH_DATA": str(tmp_path), "KITH_DATABASE_URL": ""}
    assert kith("migrate", **environment).returncode == 0
    subprocess.run(
        [
            *(sys.executable, "-m", "kith", "user", "add", "--pass-phrase-stdin"),
            *("--organisation", "Seaside", "--help-line", "Aid=116 123"),
            *("--name", "Nora", "--email", "nora@example.org", "--role", "lead"),
        ],
        input="a calm and quiet lamp\n",
        env={**os.environ, **environment},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return environment


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["demo"], "There are people in this database already"),
        (["demo", "--fresh"], "was not made by the demo, so it stays"),
    ],
)
def test_it_leaves_a_clinic_alone(clinic, words, said):
    done = kith(*words, "--port", "0", **clinic)
    assert done.returncode == 1
    assert said in done.stderr
    assert "KITH_DATA=another-folder kith demo" in done.stderr
    assert "nora@example.org" in kith("user", "list", **clinic).stdout


def test_its_mark_belongs_to_one_database(settings, tmp_path):
    settings.DATA, settings.DATABASE_URL = tmp_path, ""
    embedded = invented.mark()
    embedded.write_text("complete\n")
    assert invented.is_complete()
    settings.DATABASE_URL = "postgresql://kith@db/clinic"
    assert invented.mark() != embedded
    assert not invented.is_invented()


def test_a_clinic_that_was_loaded_half_is_not_taken_for_whole(settings, tmp_path):
    settings.DATA, settings.DATABASE_URL = tmp_path, ""
    invented.mark().write_text("loading\n")
    assert invented.is_invented()
    assert not invented.is_complete()
