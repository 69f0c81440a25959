"""The treatment protocols Kith knows: list them, show one, check a file, walk them at random.

`walk` sends invented clients through a protocol, each step chosen by lot among those allowed, and
looks for what must never happen: a dead end, a measure forgotten, a session beyond the contract
without a recorded extension.
"""

from __future__ import annotations

import json
import random  # noqa: TID251  # seeded below
from typing import TYPE_CHECKING

from kith.commands import definitions
from kith.commands.terminal import Progress

if TYPE_CHECKING:
    import argparse

EXAMPLES = """\
  kith protocols list
  kith protocols show ipt-standard-16
  kith protocols check my-protocols/ipt-brief.v1.toml
  kith protocols walk ipt-standard-16 --walks 100000 --seed 7"""


def configure(parser: argparse.ArgumentParser) -> None:
    """list, show, check, walk."""
    verbs = definitions.configure(parser, "protocol")
    one = verbs.add_parser("walk", help="random courses through a protocol, looking for dead ends")
    one.add_argument("id", nargs="?", help="the protocol's name (every protocol)")
    one.add_argument("--version", type=int, help="which version (the newest)")
    one.add_argument("--walks", type=int, default=10_000, help="how many in each (10000)")
    one.add_argument("--seed", type=int, default=1, help="same seed, same walks (1)")
    one.add_argument("--json", action="store_true", help="for a program to read")
    one.set_defaults(act=walk)


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen word."""
    return int(args.act(args, "protocols"))


def walk(args: argparse.Namespace, kind: str) -> int:  # as the other words take it
    """Walk; exit code 1 if a walk found a fault."""
    from kith.core import catalogue

    chosen = [catalogue.protocol(args.id, args.version)] if args.id else catalogue.protocols()
    return walk_through([one.id for one in chosen], args.walks, args.seed, as_json=args.json)


def walk_through(names: list[str], walks: int, seed: int, *, as_json: bool = False) -> int:
    """Walk each protocol and report; `kith drill walk` does the same at length."""
    from kith.core import catalogue
    from kith.core.protocols.walk import walk as random_walks

    had_fault = False
    for name in names:
        protocol = catalogue.protocol(name)
        progress = Progress(f"Walking {name}")
        # Lots for invented courses, the same for the same seed: nothing secret hangs on them.
        lots = random.Random(seed)  # noqa: S311
        report = random_walks(protocol, walks, lots, progress)
        progress.close()
        had_fault = had_fault or bool(report.faulty)
        if as_json:
            print(json.dumps({"protocol": name, **report.as_dict()}))
        else:
            print(f"{name}: {report}")
    return 1 if had_fault else 0
