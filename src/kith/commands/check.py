"""Look at the sources without running them.

Format, lint, types, dependency rule, templates and generated docs; all of them every time, with
what to do about each. Continuous runs and people use this one command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kith.commands.steps import Step, module, program, run_all

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith check
  kith check --fix      write what can be put right by itself first"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Whether to put right what can be."""
    parser.add_argument("--fix", action="store_true", help="format, and fix lint, before looking")


def run(args: argparse.Namespace) -> int:
    """Every check in turn."""
    mends = [
        Step("mend lint", module("ruff", "check", "--fix", "--quiet")),
        Step("mend format", module("ruff", "format", "--quiet")),
    ]
    return run_all([*(mends if args.fix else []), *checks()])


def checks() -> list[Step]:
    """What is looked at, in the order of how quickly it answers."""
    cure = "Try: ./kith check --fix"
    return [
        Step("format", module("ruff", "format", "--check", "--quiet"), cure),
        Step("lint", module("ruff", "check", "--quiet"), cure),
        Step(
            "dependency rule",
            program("lint-imports", "--no-logo"),
            "See docs/explanation on the layers.",
        ),
        Step("templates", program("djlint", "src/kith/web", "--lint", "--quiet")),
        Step("types", module("mypy")),
        Step("docs fresh", module("kith", "docs", "--check"), "Write them: ./kith docs"),
    ]
