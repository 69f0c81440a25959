"""`kith check` and `kith test`: which programs run, on what, and what the exit code says."""

import sys

import pytest

from kith.commands import check, test
from kith.commands.steps import Step, checkout, run_all

GOOD = [sys.executable, "-c", "raise SystemExit(0)"]
BAD = [sys.executable, "-c", "raise SystemExit(7)"]


def test_every_check_runs_even_after_one_that_failed(capfd):
    code = run_all([Step("one", BAD, "Mend it."), Step("two", GOOD), Step("three", BAD)])
    said = capfd.readouterr().err
    assert code == 1
    assert "[3/3] three ..." in said
    assert "one failed. Mend it.\nthree failed.\n1 of 3 checks passed." in said


def test_checks_that_pass_say_so(capfd):
    assert run_all([Step("one", GOOD)]) == 0
    assert "1 of 1 checks passed." in capfd.readouterr().err


def test_the_checks_are_those_that_contributors_are_promised():
    names = [step.name for step in check.checks()]
    assert names == ["format", "lint", "dependency rule", "templates", "types", "docs fresh"]


@pytest.mark.parametrize(
    ("words", "again"),
    [
        ([], [*test.ALWAYS]),
        (["-x", "-q"], ["-x", "-q", *test.ALWAYS]),
        (["tests/web"], ["tests/web"]),
        (["./tests/web"], ["./tests/web"]),
        (["tests/core", "tests/web", "-x"], ["-x", "tests/web"]),
        (["tests/core"], None),
        (["tests/site/test_steps.py::test_checks_that_pass_say_so"], None),
    ],
)
def test_only_what_touches_the_database_runs_on_postgresql_too(words, again):
    assert test.on_postgresql(words) == again


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ([], False),
        (["-x", "-q"], False),
        (["-k", "inventory"], False),
        (["tests/core"], True),
        (["-x", "tests/site/test_steps.py::test_checks_that_pass_say_so"], True),
    ],
)
def test_a_run_of_everything_is_told_from_a_selection(words, named):
    assert test.names_paths(words) is named


@pytest.mark.parametrize(("cores", "count"), [(1, None), (2, "2"), (64, "4")])
def test_a_run_of_everything_uses_the_cores_there_are(monkeypatch, cores, count):
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: set(range(cores)))
    assert test.workers() == (["-n", count, "--dist", "worksteal"] if count else [])


def test_what_always_runs_on_postgresql_is_there():
    assert test.ALWAYS[0] == "tests/record"
    assert all((checkout() / path).exists() for path in test.ALWAYS)
