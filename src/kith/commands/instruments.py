"""The questionnaires Kith knows: list them, show one, check a file.

`check` reads every data file, the ones given or all of Kith's own, and runs the worked examples
inside each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kith.commands import definitions

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith instruments list
  kith instruments show phq9
  kith instruments show phq9 --json
  kith instruments check my-instruments/      a folder with instruments/<id>.v1.toml in it"""


def configure(parser: argparse.ArgumentParser) -> None:
    """list, show, check."""
    definitions.configure(parser, "instrument")


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen word."""
    return int(args.act(args, "instruments"))
