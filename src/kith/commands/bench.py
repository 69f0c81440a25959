"""Measure Kith: each program below benchmarks/ runs Kith beside a peer and prints a ratio.

Without a name it lists them. Words after a name go to that program.
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from kith.commands.steps import call, checkout
from kith.commands.terminal import FailedError, table

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith bench
  kith bench scoring"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Only for the help: the words are passed on."""
    parser.add_argument("rest", nargs="*", metavar="...", help="a benchmark and its options")


def run(args: argparse.Namespace) -> int:
    """List the programs, or run one."""
    programs = {path.stem: path for path in sorted((checkout() / "benchmarks").glob("*.py"))}
    if not args.rest:
        first_lines = {
            name: (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
            for name, path in programs.items()
        }
        print(table(("Benchmark", "What it measures"), first_lines.items()))
        return 0
    name = args.rest[0]
    if name not in programs:
        raise FailedError(f"there is no benchmark {name}; known: {', '.join(programs) or 'none'}")
    return call([sys.executable, programs[name], *args.rest[1:]])
