"""`kith score` and `kith instruments` as a person or a program starts them."""

import json
import subprocess
import sys

import pytest


def kith(*words, given=b""):
    command = [sys.executable, "-m", "kith", *words]
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=60)


def test_it_scores_line_by_line_and_one_bad_line_stops_nothing():
    lines = [
        b'{"answers": [1,1,1,1,1,1,1,1,1]}',
        b'{"answers": [1,1,9,1,1,1,1,1,1]}',
        b"",
        b"\xff\xfe",
        b'{"answers": [1,1,1,1,1,1,1,null,null]}',
    ]
    done = kith("score", "phq9", given=b"\n".join(lines) + b"\n")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(lines)
    assert found[0]["scales"]["total"] == {"value": 9, "band": "mild", "missing": 0}
    assert found[0]["alerts"][0]["item"] == "self_harm"
    assert "item 3 (sleep): 9 is not allowed; allowed: 0, 1, 2, 3 or null" in found[1]["error"]
    assert ["error"] == list(found[2]) == list(found[3])
    assert found[4] == {
        "scales": {"total": {"value": 9, "band": "mild", "missing": 2}},
        "results": {"syndrome": {"id": None, "label": None, "missing": 2}},
        "alerts": [],
    }
    assert done.returncode == 1
    assert done.stderr == b""


def test_it_ends_well_when_every_line_is_good():
    done = kith("score", "gad7", given=b'{"answers": [0,1,2,3,0,1,2]}')
    assert json.loads(done.stdout)["scales"]["total"]["value"] == 9
    assert (done.returncode, done.stderr) == (0, b"")


def test_it_names_the_instruments_there_are():
    done = kith("score", "phq7", given=b"{}")
    assert done.returncode != 0
    assert b"no instrument called phq7" in done.stderr
    assert b"phq9" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("list",), ("show", "phq9"), ("check",)])
def test_the_library_can_be_listed_shown_and_checked(words):
    done = kith("instruments", *words)
    assert done.returncode == 0, done.stderr
    assert b"PHQ-9" in done.stdout or b"well" in done.stdout or b"phq9" in done.stdout


def test_it_says_what_is_wrong_in_a_file(tmp_path):
    (tmp_path / "mine.v1.toml").write_text('id = "mine"\nversion = 1\nnam = "Mine"\n')
    done = kith("instruments", "check", str(tmp_path))
    assert done.returncode == 1
    assert b"mine.v1.toml, key nam" in done.stdout
