"""`kith protocols` as a person or a program uses it."""

import json
import shutil

import pytest

from kith import cli
from kith.commands import protocols
from kith.core import catalogue
from kith.core.catalogue import SHIPPED
from kith.core.protocols import refusals
from kith.core.protocols.walk import KEPT
from tests.core.protocols.rich import RICH


@pytest.fixture
def kith(capsys):
    """Runs `kith protocols` and returns the exit code and what was printed."""

    def run(*words):
        code = cli.main(["protocols", *map(str, words)])
        return code, capsys.readouterr().out

    return run


def test_the_list_says_how_each_is_given_and_how_well_it_is_shown(kith):
    code, out = kith("list")
    assert code == 0
    [line] = [line for line in out.splitlines() if line.startswith("rose-5 ")]
    assert line.split()[1:4] == ["1", "mixed", "4"]
    [line] = [line for line in out.splitlines() if line.startswith("ipt-bn-19 ")]
    assert "Bulimia nervosa (established)" in line
    assert "(not recommended)" in line
    assert len(out.splitlines()) == len(catalogue.protocols()) + 2


def test_a_program_reads_the_same(kith):
    _, out = kith("list", "--json")
    found = {one["id"]: one for one in json.loads(out)}
    assert found["ipsrt"]["format"] == "individual"
    assert found["ipsrt"]["indications"][0]["disorders"] == ["bipolar"]
    assert found["ipt-standard-16"]["sessions"] == 16


@pytest.mark.parametrize("protocol", ["ipsrt", "ipt-g-wilfley-20", "dit-16", "rose-5"])
def test_a_protocol_is_shown_in_words(kith, protocol):
    code, out = kith("show", protocol)
    assert code == 0
    assert f"({protocol}, version 1)" in out.splitlines()[0]
    for title in ("What it is for", "Phases", "Measures", "Sources"):
        assert f"\n{title}\n{'-' * len(title)}\n" in out
    assert "Not checked against a published text." in out
    assert max(map(len, out.splitlines())) <= 100


def test_shown_for_a_program_it_is_what_its_file_says(kith):
    _, out = kith("show", "ipsrt", "--json")
    shown = json.loads(out)
    assert shown["phases"][0]["exit"] == "clinical"
    assert shown["cadence"][0]["every_days"] == 14


def test_what_a_version_changed_is_told(kith):
    code, out = kith("diff", "ipt-standard-16", 1, 2)
    assert code == 0
    assert out.startswith("Why: Says in so many words")
    assert "- Cautions: added “" in out
    assert "Nothing has changed." in kith("diff", "ipt-standard-16", 2, 2)[1]
    told = json.loads(kith("diff", "ipt-standard-16", 1, 2, "--json")[1])
    assert {one["key"] for one in told["changes"]} >= {"cautions", "delivery"}


def test_the_check_names_file_key_and_reason_and_goes_on(kith, tmp_path):
    (tmp_path / "rich.v1.toml").write_text(RICH.replace("size = [6, 10]", "size = [9, 6]"))
    (tmp_path / "poor.v1.toml").write_text('id = "poor"\nversion = 1\ncolour = "blue"\n')
    shutil.copy(SHIPPED["protocols"] / "ipt-standard-16.v1.toml", tmp_path)
    code, out = kith("check", tmp_path)
    assert code == 1
    assert sorted(out.splitlines()) == [
        "poor.v1.toml, key colour: is not a key that Kith knows; is it misspelt?",
        "rich.v1.toml, key group.size: ends before it begins",
    ]
    (tmp_path / "rich.v1.toml").write_text(RICH)
    (tmp_path / "poor.v1.toml").unlink()
    assert kith("check", tmp_path) == (0, "All protocols are well.\n")


@pytest.mark.parametrize("words", [("ipt-b-8", "--walks", 20), ("--all", "--walks", 2)])
def test_one_or_all_are_walked(kith, words):
    code, out = kith("walk", *words)
    assert code == 0
    lines = [line for line in out.splitlines() if line.endswith("no fault")]
    assert len(lines) == (1 if "ipt-b-8" in words else len(catalogue.protocols()))


def test_a_walk_for_a_program(kith):
    _, out = kith("walk", "rose-5", "--walks", 50, "--json")
    report = json.loads(out)
    assert (report["protocol"], report["walks"], report["faulty"]) == ("rose-5", 50, 0)
    assert report["boosters"] > 0


def test_however_many_processes_share_the_walks_they_are_the_same(kith, monkeypatch):
    monkeypatch.setattr(protocols, "PART", 40)
    alone, shared = (
        kith("walk", "rose-5", "--walks", 100, "--json", "--workers", workers) for workers in (1, 2)
    )
    assert alone == shared
    assert json.loads(alone[1])["walks"] == 100
    assert kith("walk", "rose-5", "--walks", 100, "--json", "--seed", 2) != alone


def test_a_fault_of_any_part_is_reported_with_its_number(kith, monkeypatch):
    monkeypatch.setattr(protocols, "PART", 40)
    monkeypatch.setitem(refusals._RULES, "session", lambda *_: None)
    code, out = kith("walk", "ipt-standard-16", "--walks", 400, "--json", "--workers", 1)
    report = json.loads(out)
    assert (code, report["walks"]) == (1, 400)
    assert 0 < len(report["faults"]) <= KEPT < report["faulty"]
    numbers = [fault["walk"] for fault in report["faults"]]
    assert numbers == sorted(set(numbers))


def test_a_chosen_version_is_walked(kith):
    assert kith("walk", "ipt-standard-16", "--version", 1, "--walks", 5)[0] == 0
