"""Run every test: on SQLite with the browser journeys, then the record and each page on PostgreSQL.

Words after `test` go to pytest; naming files or folders runs only those. A run of everything uses
up to four cores; `-n 0` uses one. Browser tests are skipped, with the reason, where there is no
Chromium. KITH_REQUIRE_BROWSER=1 makes that a failure.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from kith.commands.steps import call, checkout, module
from kith.commands.terminal import say

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith test
  kith test tests/core
  kith test tests/web -k inventory -x"""

ON_POSTGRESQL = ("tests/record", "tests/web")  # what touches a database; not what is marked once
# Of a run of everything: the record whole, each page as seven people get it, and the pages that
# ask most of a database. Naming tests/web runs the others there too.
ALWAYS = (
    "tests/record",
    *(
        f"tests/web/test_{page}.py"
        for page in ("access", "caseload", "groups", "timeline", "today")
    ),
)
MOST_WORKERS = 4  # each has a database, a browser and a server of its own
NOTHING_COLLECTED = 5  # pytest's exit code when a selection matches no test


def configure(parser: argparse.ArgumentParser) -> None:
    """Only for the help: the words are passed on."""
    parser.add_argument(
        "rest", nargs="*", metavar="...", help="files, folders and options of pytest"
    )


def run(args: argparse.Namespace) -> int:
    """Both runs, even if the first fails; 1 if either did."""
    say("[1/2] Tests on SQLite")
    shared = [] if names_paths(args.rest) else workers()
    first = call(module("pytest", *shared, *args.rest))
    words = on_postgresql(args.rest)
    if words is None:
        return first
    say("[2/2] Tests on PostgreSQL")
    runner = checkout() / "tests" / "postgres.py"
    command = module("pytest", "-m", "not browser and not once", *shared, *words)
    second = call([sys.executable, runner, *command])
    if args.rest and second == NOTHING_COLLECTED:
        second = 0
    return first or second


def workers() -> list[str]:
    """The words that spread a run over the cores. A later `-n` of the caller's own wins."""
    count = min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    return ["-n", str(count), "--dist", "worksteal"] if count > 1 else []


def names_paths(words: list[str]) -> bool:
    """Whether a selection names files or folders of this checkout."""
    return any((checkout() / word.partition("::")[0]).exists() for word in words)


def on_postgresql(words: list[str]) -> list[str] | None:
    """What of a selection to run again there; None if it names only tests without a database."""
    root = checkout()
    paths = [word for word in words if (root / word.partition("::")[0]).exists()]
    if not paths:
        return [*words, *(path for path in ALWAYS if (root / path).exists())]
    wanted = [path for path in paths if path.lstrip("./").startswith(ON_POSTGRESQL)]
    if not wanted:
        return None
    return [*(word for word in words if word not in paths), *wanted]
