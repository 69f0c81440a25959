"""Say what speaks for and against each problem area of one case.

Reads one JSON object, the `facts` of a case as they were known at assessment (or an object with
them under "facts"): people, life events, role changes, bereavement, network, episode. Null is "not
known" and never counts as no. Prints JSON: the areas of the protocol at hand, the best supported
first, each with its support (a degree from 0 to 1, no probability) and its reasons, and as `answer`
the first of them, or null where not enough is known yet. It informs; therapist and client choose.

Areas are named as in such files: grief, role_dispute, role_transition, deficits.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kith.commands.terminal import say

if TYPE_CHECKING:
    import argparse

    from kith.core.case_file import Suggestion
    from kith.core.problem_areas import Reason

EXAMPLES = """\
  kith suggest case.json
  kith suggest case.json --words
  echo '{"people": [{"label": "Tom", "conflict": "present"}]}' | kith suggest -"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The file, and how to print."""
    parser.add_argument("case", help="a JSON file, or - for standard input")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="one JSON object; the default")
    shown.add_argument("--words", action="store_true", help="sentences, for people")


def run(args: argparse.Namespace) -> int:
    """Print what speaks for each area; 1 if the case cannot be read."""
    from kith.core.case_file import read_case, suggest
    from kith.core.errors import RefusedError

    try:
        text = sys.stdin.read() if args.case == "-" else Path(args.case).read_text("utf-8")
        found = suggest(read_case(json.loads(text)))
    except json.JSONDecodeError as error:
        say(f"kith suggest: {args.case} is not JSON: {error}")
        return 1
    except (OSError, ValueError, RecursionError, RefusedError) as error:
        say(f"kith suggest: {error}")
        return 1
    if args.words:
        _print(found)
    else:
        print(json.dumps(as_dict(found), ensure_ascii=False, indent=2))
    return 0


def as_dict(found: Suggestion) -> dict[str, Any]:
    """What was found, as JSON holds it."""
    return {
        "ranking": [
            {
                "area": name,
                "support": one.support,
                "for": [_reason(reason) for reason in one.speaks_for],
                "against": [_reason(reason) for reason in one.speaks_against],
            }
            for name, one in found.ranking
        ],
        "answer": found.answer,
    }


def _reason(one: Reason) -> dict[str, Any]:
    return {
        "text": one.text,
        "fact": one.fact,
        "rule": one.rule,
        "source": one.source,
        "verified": one.verified,
    }


def _print(found: Suggestion) -> None:
    print(found.reading)
    for name, one in found.ranking:
        print(f"\n{name}  {one.support:.2f}  {one.degree}")
        for mark, reasons in (("+", one.speaks_for), ("-", one.speaks_against)):
            for reason in reasons:
                print(f"  {mark} {reason.text}")
    for question in found.to_ask:
        print(f"  ask: {question}")
