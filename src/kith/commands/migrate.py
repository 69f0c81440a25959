"""Bring the database up to date.

Creates what is missing and changes what an earlier version of Kith made. Safe to run again.
`kith serve` and `kith demo` do it by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kith.commands.terminal import say

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith migrate
  KITH_DATABASE_URL=postgresql://kith:...@db/kith kith migrate"""


def configure(parser: argparse.ArgumentParser) -> None:
    """No options: where the database is, the settings say."""


def run(args: argparse.Namespace) -> int:  # every command takes its arguments
    """Migrate."""
    from kith.site import start

    start.set_up()
    start.prepare_database()
    say("The database is up to date.")
    return 0
