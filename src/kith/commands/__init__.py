"""The commands of `kith`, one module each, and the list of them.

A command module has a docstring (its help), EXAMPLES, `configure(parser)` and `run(args) -> int`.
It is thin: the job is a function elsewhere. At the top it imports the standard library only, so
that `./kith --help` works before anything is installed; the rest is imported where it is used.

To add a command: add its module, and its line below.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    import argparse


class CommandModule(Protocol):
    """What a module of a command offers."""

    __doc__: str | None
    EXAMPLES: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; returns the exit code."""


@dataclass(frozen=True)
class Command:
    """One word after `kith`. With `passes_on`, the words after it belong to another program."""

    name: str
    summary: str
    passes_on: bool = False

    def load(self) -> CommandModule:
        """The module that carries it out."""
        return cast("CommandModule", importlib.import_module(f"kith.commands.{self.name}"))


COMMANDS = (
    Command("demo", "try Kith: an invented clinic, ready in a minute"),
    Command("serve", "run Kith for a clinic"),
    Command("migrate", "bring the database up to date"),
    Command("user", "add staff who can sign in"),
    Command("score", "score questionnaires: JSON lines in, JSON lines out"),
    Command("instruments", "list, show and check the questionnaires"),
    Command("protocols", "list, show, check and walk the treatment protocols"),
    Command("fit", "which forms of IPT may fit a person, and why"),
    Command("suggest", "what speaks for and against each problem area of a case"),
    Command("test", "run every test; the record and each page on PostgreSQL too", passes_on=True),
    Command("check", "style, types, dependency rule, templates, docs"),
    Command("drill", "long trials: a million walks, a server killed again and again"),
    Command("bench", "measure Kith, each program beside its peer", passes_on=True),
    Command("docs", "write the reference pages", passes_on=True),
    Command("lock", "write the lock files from pyproject.toml"),
    Command("manage", "Django's own commands", passes_on=True),
)
