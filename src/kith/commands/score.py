"""Score filled-in questionnaires, one by one or a whole table.

Reads one JSON object a line from standard input, {"answers": [2, 1, null, ...]} with the answers
in the order of the items and null for a blank, and writes one for each: its scales, results of
rules and alerts, or {"error": "..."} that names the item and what is allowed. One bad line never
stops the rest; the exit code is 1 if there was one.

With --input it reads a table instead, Parquet or CSV: a row for each questionnaire, a column for
each question, named by the item's id or numbered (q1, q2, ...), empty where there is no answer.
Other columns are passed on. --output gets the scores; a row that cannot be scored stays in it with
the reason in the column `error`, and is counted and named.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kith.commands.terminal import FailedError, say

if TYPE_CHECKING:
    import argparse

    from kith.core.instruments.model import Instrument

EXAMPLES = """\
  echo '{"answers": [2, 1, 3, 2, 0, 1, 2, 0, 1]}' | kith score PHQ-9
  kith score gad7 < answers.jsonl > scores.jsonl
  kith score PCL-5 --input answers.parquet --output scores.parquet
  kith score phq9 --version 1 < answers.jsonl"""

NAMED = 10
"""How many refused rows are named on the screen; the column `error` names them all."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Which questionnaire."""
    parser.add_argument(
        "instrument",
        metavar="CODE",
        help="its name, as `kith instruments list` prints it; PCL-5 and pcl5 are the same",
    )
    parser.add_argument("--version", type=int, help="which version of it (the newest)")
    parser.add_argument("--input", type=Path, metavar="FILE", help="a table: .parquet or .csv")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where its scores go")


def run(args: argparse.Namespace) -> int:
    """Score every line as it comes, or a table."""
    from kith.core import catalogue

    definition = catalogue.instrument(args.instrument, args.version)
    if args.input is None and args.output is None:
        return _lines(definition)
    if args.input is None or args.output is None:
        raise FailedError("a table needs both --input and --output")
    return _table(definition, args.input, args.output)


def _lines(definition: Instrument) -> int:
    from kith.core.instruments.lines import read_lines, score_lines

    had_error = False
    for line in score_lines(definition, read_lines(sys.stdin.buffer)):
        print(line, flush=sys.stdout.isatty())
        had_error = had_error or "error" in json.loads(line)
    return 1 if had_error else 0


def _table(definition: Instrument, source: Path, target: Path) -> int:
    from kith.columns.files import score_file

    done = score_file(definition, source, target)
    scored = done.rows - len(done.refused)
    say(f"{definition.short_name}: {done.rows:,} rows, {scored:,} scored, "
        f"{len(done.refused):,} refused. Written to {target}.")  # fmt: skip
    for row, reason in done.refused[:NAMED]:
        say(f"  row {row:,}: {reason}")
    if len(done.refused) > NAMED:
        say(f"  and {len(done.refused) - NAMED:,} more: see the column error")
    return 1 if done.refused else 0
