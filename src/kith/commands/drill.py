"""Long trials, too long for every test run.

walk   a million random courses through every protocol
kill   a server killed in the middle of submissions, again and again; nothing acknowledged is lost
tests  every test that is marked as a drill
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kith.commands.protocols import walk_through
from kith.commands.steps import call, module

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith drill walk
  kith drill walk --walks 5000000 --seed 3
  kith drill kill --kills 1000"""


def configure(parser: argparse.ArgumentParser) -> None:
    """walk, kill."""
    trials = parser.add_subparsers(title="trials", metavar="TRIAL", required=True)
    one = trials.add_parser("walk", help="random courses through every protocol")
    one.add_argument("--walks", type=int, default=1_000_000, help="in all (1000000)")
    one.add_argument("--seed", type=int, default=1, help="same seed, same walks (1)")
    one.set_defaults(act=walk)
    one = trials.add_parser("kill", help="kill -9 during submissions")
    one.add_argument("--kills", type=int, default=200, help="how often (200)")
    one.set_defaults(act=kill)
    one = trials.add_parser("tests", help="every test marked as a drill")
    one.set_defaults(act=marked)


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen trial."""
    return int(args.act(args))


def walk(args: argparse.Namespace) -> int:
    """Share the walks among the protocols."""
    from kith.core import catalogue

    names = [protocol.id for protocol in catalogue.protocols()]
    return walk_through(names, -(-args.walks // max(len(names), 1)), args.seed)


def kill(args: argparse.Namespace) -> int:
    """The drill is a test like others, only longer: pytest runs it."""
    return call(
        module("pytest", "-q", "tests/site/test_kill.py"),
        {"KITH_KILLS": str(args.kills)},
    )


def marked(args: argparse.Namespace) -> int:
    """The tests that are too long for every run."""
    return call(module("pytest", "-m", "drill", "tests"))
