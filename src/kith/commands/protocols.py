"""The treatment protocols Kith knows: list them, show one, check a file, walk them at random.

`walk` sends invented clients through a protocol, each step chosen by lot among those allowed, and
looks for what must never happen: a dead end, a measure, a meeting or a condition forgotten, a
session beyond the contract without a recorded extension. `diff` says what a new version changes.
"""

from __future__ import annotations

import json
import os
import random  # noqa: TID251  # seeded below
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kith.commands import definitions
from kith.commands.terminal import Progress, table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from kith.core.protocols.model import Protocol
    from kith.core.protocols.outline import Line
    from kith.core.protocols.walk import WalkReport

WIDTH = 100
PART = 2_500  # walks that one process makes at a time
EXAMPLES = """\
  kith protocols list
  kith protocols show ipsrt
  kith protocols diff ipt-standard-16 1 2
  kith protocols check my-protocols/ipt-brief.v1.toml
  kith protocols walk ipt-standard-16 --walks 100000 --seed 7
  kith protocols walk --all --walks 100000"""


def configure(parser: argparse.ArgumentParser) -> None:
    """list, show, check, diff, walk."""
    verbs = definitions.configure(parser, "protocol")
    verbs.choices["list"].set_defaults(act=list_all)
    verbs.choices["show"].set_defaults(act=show)
    one = verbs.add_parser("diff", help="what one version changes in another, in words")
    one.add_argument("id", help="the protocol's name")
    one.add_argument("before", type=int, help="the earlier version: 1")
    one.add_argument("after", type=int, help="the later version: 2")
    one.add_argument("--json", action="store_true", help="for a program to read")
    one.set_defaults(act=diff)
    one = verbs.add_parser("walk", help="random courses through a protocol, looking for dead ends")
    one.add_argument("id", nargs="?", help="the protocol's name (every protocol)")
    one.add_argument("--all", action="store_true", help="every protocol")
    one.add_argument("--version", type=int, help="which version (the newest)")
    one.add_argument("--walks", type=int, default=10_000, help="how many in each (10000)")
    one.add_argument("--seed", type=int, default=1, help="same seed, same walks (1)")
    one.add_argument("--workers", type=int, help="processes that share them (one a core)")
    one.add_argument("--json", action="store_true", help="for a program to read")
    one.set_defaults(act=walk)


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen word."""
    return int(args.act(args, "protocols"))


def list_all(args: argparse.Namespace, kind: str) -> int:  # as the other words take it
    """One line for each protocol: format, sessions, what it is for and how well that is shown."""
    from kith.core import catalogue
    from kith.core.protocols.outline import STATUSES

    found = catalogue.protocols()
    if args.json:
        print(json.dumps([_listed(one) for one in found], indent=2, ensure_ascii=False))
        return 0
    rows = [
        (
            one.id, one.version, one.format, one.sessions.total,
            "; ".join(f"{each.condition} ({STATUSES[each.status]})" for each in one.indications),
        )
        for one in found
    ]  # fmt: skip
    print(table(("Id", "Version", "Format", "Sessions", "For (and how well that is shown)"), rows))
    return 0


def _listed(one: Protocol) -> dict[str, object]:
    return {
        "id": one.id,
        "version": one.version,
        "name": one.name,
        "purpose": one.indication_line,
        "format": one.format,
        "sessions": one.sessions.total,
        "indications": [
            each.model_dump(include={"condition", "status", "disorders"})
            for each in one.indications
        ],
    }


def show(args: argparse.Namespace, kind: str) -> int:
    """Everything one protocol says, in words; with --json, in the keys of its file."""
    if args.json:
        return definitions.show(args, kind)
    from kith.core import catalogue
    from kith.core.protocols.outline import outline

    protocol = catalogue.protocol(args.id, args.version)
    print(f"{protocol.name} ({protocol.id}, version {protocol.version})")
    print(textwrap.fill(protocol.summary, WIDTH))
    if protocol.replaces:
        print(textwrap.fill(f"Replaces version {protocol.replaces}: {protocol.because}", WIDTH))
    for section in outline(protocol):
        print(f"\n{section.title}\n{'-' * len(section.title)}")
        for line in section.lines:
            print("\n".join(_written(line)))
    return 0


def _written(line: Line, indent: str = "") -> Iterator[str]:
    """A line and what stands under it; reasons and sources further in."""
    yield from textwrap.wrap(
        line.text, WIDTH, initial_indent=f"{indent}- ", subsequent_indent=f"{indent}  "
    )
    why = f"{line.why} [{line.source}]" if line.source else line.why
    if line.verified is False:
        why += " Not checked against a published text."
    yield from textwrap.wrap(
        why, WIDTH, initial_indent=f"{indent}    ", subsequent_indent=f"{indent}    "
    )
    for one in line.under:
        yield from _written(one, f"{indent}    ")


def diff(args: argparse.Namespace, kind: str) -> int:
    """What changed between two versions: one sentence for each change."""
    from kith.core import catalogue
    from kith.core.protocols.differences import differences

    before, after = (catalogue.protocol(args.id, each) for each in (args.before, args.after))
    found = differences(before, after)
    if args.json:
        keys = ("key", "kind", "title", "words")
        told = [{key: getattr(one, key) for key in keys} for one in found]
        print(json.dumps({"because": after.because, "changes": told}, indent=2, ensure_ascii=False))
        return 0
    if after.because and after.replaces == before.version:
        print(textwrap.fill(f"Why: {after.because}", WIDTH))
    for one in found:
        print(textwrap.fill(one.words, WIDTH, initial_indent="- ", subsequent_indent="  "))
    if not found:
        print("Nothing has changed.")
    return 0


def walk(args: argparse.Namespace, kind: str) -> int:
    """Walk; exit code 1 if a walk found a fault."""
    from kith.core import catalogue

    one = args.id and not args.all
    chosen = [catalogue.protocol(args.id, args.version)] if one else catalogue.protocols()
    workers = args.workers or os.cpu_count() or 1
    return walk_all(chosen, args.walks, args.seed, workers=workers, as_json=args.json)


def walk_through(names: list[str], walks: int, seed: int) -> int:
    """Walk each protocol by name; `kith drill walk` does the same at length."""
    from kith.core import catalogue

    chosen = [catalogue.protocol(name) for name in names]
    return walk_all(chosen, walks, seed, workers=os.cpu_count() or 1)


def walk_all(
    chosen: list[Protocol], walks: int, seed: int, *, workers: int = 1, as_json: bool = False
) -> int:
    """Walk each protocol and report."""
    had_fault = False
    for protocol in chosen:
        report = _walk_in_parts(protocol, walks, seed, workers)
        had_fault = had_fault or bool(report.faulty)
        if as_json:
            print(json.dumps({"protocol": protocol.id, **report.as_dict()}), flush=True)
        else:
            print(f"{protocol.id}: {report}", flush=True)
    return 1 if had_fault else 0


def _walk_in_parts(protocol: Protocol, walks: int, seed: int, workers: int) -> WalkReport:
    """The same walks for the same seed, however many processes share them."""
    from kith.core.protocols.walk import WalkReport

    sizes = [min(PART, walks - done) for done in range(0, walks, PART)]
    jobs = [(protocol, size, f"{seed} {part}") for part, size in enumerate(sizes)]
    report = WalkReport(protocol.id)
    progress = Progress(f"Walking {protocol.id}")
    with _several(min(workers, len(jobs))) as told:
        for part in told(_walk_part, jobs):
            report.add(part)
            progress(report.walks, walks)
    progress.close()
    return report


def _walk_part(job: tuple[Protocol, int, str]) -> WalkReport:
    from kith.core.protocols.walk import walk as random_walks

    protocol, walks, seed = job
    # Lots for invented courses, the same for the same seed: nothing secret hangs on them.
    return random_walks(protocol, walks, random.Random(seed))  # noqa: S311


@contextmanager
def _several(workers: int) -> Iterator[Callable[..., Iterable[WalkReport]]]:
    """A map over as many processes; over none of its own for one."""
    if workers < 2:
        yield map
        return
    # Its standard library names the main module anew, so it is brought in only where it is used.
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers) as pool:
        yield pool.map
