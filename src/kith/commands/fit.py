"""List the forms of IPT that may fit a person, with reasons, cautions and sources.

Reads one JSON object: what is known before a course is chosen. It suggests; a clinician decides.

  codes      diagnoses: ICD-11, ICD-10 or DSM-5-TR codes
  disorders  disorders that no code stands for, such as subthreshold_depression
  age        in years
  yes, no    circumstances and cautions that were answered (`kith fit --terms` lists them)
  scores     {"phq9": 21}: the total, or {"phq9.total": 21}
  results    {"asq": "acute_positive"}: what a rule of an instrument found
  formats    what is on offer: individual, group, mixed
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kith.commands.terminal import say

if TYPE_CHECKING:
    import argparse

    from kith.core.fitting import Fit, Fitting, Reason

EXAMPLES = """\
  echo '{"codes": ["6A70.1"], "age": 34}' | kith fit -
  kith fit case.json --json
  kith fit --terms"""

SIDES = {
    "for": "+",
    "against": "-",
    "open": "?",
    "caution": "!",
    "exclusion": "x",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The file, and how to print."""
    parser.add_argument("case", nargs="?", help="a JSON file, or - for standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
    parser.add_argument("--terms", action="store_true", help="the words a case may use")


def run(args: argparse.Namespace) -> int:
    """Print what may fit; 2 without a case, 1 if the case cannot be read."""
    from kith.core.disorders import unknown_codes
    from kith.core.errors import RefusedError
    from kith.core.fitting import fit
    from kith.core.situation import Situation

    if args.terms:
        _print_terms()
        return 0
    if not args.case:
        say("kith fit: name a JSON file, or - for standard input")
        return 2
    try:
        case = json.loads(sys.stdin.read() if args.case == "-" else _read(args.case))
        situation = Situation.from_mapping(case)
        found = fit(situation)
    except (OSError, ValueError, RefusedError) as error:
        say(f"kith fit: {error}")
        return 1
    unknown = unknown_codes(situation.codes)
    if args.json:
        print(json.dumps(as_dict(found, unknown), ensure_ascii=False, indent=2))
    else:
        for code in unknown:
            print(f"{code} stands for none of the disorders Kith knows, and was passed over.")
        _print(found)
    return 0


def as_dict(found: Fitting, unknown: tuple[str, ...] = ()) -> dict[str, Any]:
    """What was found, as JSON holds it; `unknown` codes were passed over."""
    return {
        "words": found.words,
        "unknown": list(unknown),
        "first": [_reason(one) for one in found.first],
        "to_ask": [{"id": one.id, "because": one.because} for one in found.to_ask],
        "protocols": [
            {
                "id": one.protocol.id,
                "version": one.protocol.version,
                "name": one.protocol.name,
                "verdict": one.verdict,
                "status": one.status,
                "reasons": [_reason(reason) for reason in one.reasons],
            }
            for one in found.fits
        ],
    }


def _reason(one: Reason) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "side": one.side,
        "about": one.about,
        "words": one.words,
        "source": one.source,
        "verified": one.verified,
    }


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def _print(found: Fitting) -> None:
    print(found.words)
    for known in found.to_ask:
        print(f"  ask: {known.because}")
    for reason in found.first:
        print(f"  x {reason.words}")
    for one in found.fits:
        print()
        _print_fit(one)


def _print_fit(one: Fit) -> None:
    from kith.core.fitting import VERDICTS

    print(f"{one.protocol.id}  {one.protocol.name}")
    print(f"  {VERDICTS[one.verdict]}. Evidence: {one.status_words}.")
    for reason in one.reasons:
        mark = "" if reason.verified else " [not confirmed]"
        print(f"  {SIDES[reason.side]} {reason.words} ({reason.source}){mark}")


def _print_terms() -> None:
    from kith.core.disorders import disorders
    from kith.core.protocols.terms import shared_terms

    terms = shared_terms()
    for title, known in (
        ("disorders", disorders()),
        ("circumstances", terms.circumstances),
        ("cautions", terms.cautions),
    ):
        print(title)
        for key, one in known.items():
            print(f"  {key:26} {one.title}")
