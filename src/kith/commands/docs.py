"""Write the reference pages below docs/reference from the program itself.

With --check it writes nothing and fails if a page is not what it would write.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kith.commands.steps import call, checkout

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith docs
  kith docs --check"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Only for the help: tools/reference.py reads them."""
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if a page is stale")


def run(args: argparse.Namespace) -> int:
    """Hand over to the writer of the reference."""
    return call([sys.executable, checkout() / "tools" / "reference.py", *args.rest])
