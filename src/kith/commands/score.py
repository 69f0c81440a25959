"""Score filled-in questionnaires.

Reads one JSON object a line from standard input, {"answers": [2, 1, null, ...]} with the answers
in the order of the items and null for a blank, and writes one for each: its scales and alerts, or
{"error": "..."} that names the item and what is allowed. One bad line never stops the rest; the
exit code is 1 if there was one.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  echo '{"answers": [2, 1, 3, 2, 0, 1, 2, 0, 1]}' | kith score phq9
  kith score gad7 < answers.jsonl > scores.jsonl
  kith score phq9 --version 1 < answers.jsonl"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Which questionnaire."""
    parser.add_argument("instrument", help="its name, as `kith instruments list` prints it")
    parser.add_argument("--version", type=int, help="which version of it (the newest)")


def run(args: argparse.Namespace) -> int:
    """Score every line as it comes."""
    from kith.core import catalogue
    from kith.core.instruments.lines import read_lines, score_lines

    definition = catalogue.instrument(args.instrument, args.version)
    had_error = False
    for line in score_lines(definition, read_lines(sys.stdin.buffer)):
        print(line, flush=sys.stdout.isatty())
        had_error = had_error or "error" in json.loads(line)
    return 1 if had_error else 0
