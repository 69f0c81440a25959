"""What `kith instruments` and `kith protocols` have in common: list, show and check data files."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kith.commands.terminal import FailedError, table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def configure(parser: argparse.ArgumentParser, noun: str) -> Verbs:
    """The three words after `instruments` or `protocols`; returns where to add more."""
    verbs = parser.add_subparsers(title="what to do", metavar="WORD", required=True)
    one = verbs.add_parser("list", help=f"every {noun}, its version and what it is for")
    one.add_argument("--json", action="store_true", help="for a program to read")
    one.set_defaults(act=list_all)
    one = verbs.add_parser("show", help=f"one {noun}, whole")
    one.add_argument("id", help=f"the {noun}'s name, as `list` prints it")
    one.add_argument("--version", type=int, help="which version (the newest)")
    one.add_argument("--json", action="store_true", help="for a program to read")
    one.set_defaults(act=show)
    one = verbs.add_parser("check", help="read data files, and say what is wrong in which key")
    one.add_argument(
        "paths", nargs="*", metavar="FILE", help="files or folders (all of Kith's own)"
    )
    one.add_argument("--json", action="store_true", help="for a program to read")
    one.set_defaults(act=check)
    return verbs


def list_all(args: argparse.Namespace, kind: str) -> int:
    """One line for each definition."""
    from kith.core import catalogue

    found: list[Any] = getattr(catalogue, kind)()
    rows = [(one.id, one.version, one.name, purpose(one)) for one in found]
    if args.json:
        keys = ("id", "version", "name", "purpose")
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2))
    else:
        print(table(("Id", "Version", "Name", "For"), rows))
    return 0


def purpose(one: Any) -> str:
    """What it measures, or what it treats: the one line a list has room for."""
    if hasattr(one, "indications"):
        return "; ".join(each.condition for each in one.indications)
    return str(one.measures)


def show(args: argparse.Namespace, kind: str) -> int:
    """Everything the file says, in its own keys."""
    from kith.core import catalogue

    get = getattr(catalogue, kind.removesuffix("s"))
    content = get(args.id, args.version).model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    if args.json:
        print(json.dumps(content, indent=2, ensure_ascii=False))
    else:
        print("\n".join(outline(content)))
    return 0


def outline(content: dict[str, Any] | list[Any], indent: str = "") -> Iterator[str]:
    """Nested content as an indented outline: short things on their key's line, long ones below."""
    pairs = content.items() if isinstance(content, dict) else enumerate(content, 1)
    for key, value in pairs:
        if isinstance(value, dict | list) and value:
            brief = ", ".join(map(str, value)) if is_flat_list(value) else ""
            if brief and len(brief) < 80:
                yield f"{indent}{key}: {brief}"
            else:
                yield f"{indent}{key}:"
                yield from outline(value, indent + "  ")
        elif value not in ([], {}):
            yield f"{indent}{key}: {value}"


def is_flat_list(value: object) -> bool:
    """Whether a list holds words and numbers only."""
    return isinstance(value, list) and not any(isinstance(each, dict | list) for each in value)


def check(args: argparse.Namespace, kind: str) -> int:
    """Read every file; exit code 1 if one of them is wrong."""
    problems = problems_of([Path(path) for path in args.paths], kind)
    if args.json:
        print(json.dumps([{"problem": problem} for problem in problems], indent=2))
    else:
        print("\n".join(problems) if problems else f"All {kind} are well.")
    return 1 if problems else 0


def problems_of(paths: list[Path], kind: str) -> list[str]:
    """A sentence for each file that cannot be used, and for each example that comes out wrong."""
    from kith.core import catalogue
    from kith.core.catalogue import Catalogue

    if not paths:
        return problems_in(catalogue, kind)
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / kind
        shelf.mkdir()
        for path in paths:
            files = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
            if not files or not path.exists():
                raise FailedError(f"{path}: there is no data file (.toml) here")
            for file in files:
                shutil.copy(file, shelf / file.name)
        return problems_in(Catalogue([Path(folder)], shipped=False), kind)


def problems_in(catalogue: Any, kind: str) -> list[str]:
    """What the catalogue could not read, then what the readable files get wrong themselves."""
    found = [str(problem) for problem in catalogue.problems(kind)]
    if kind == "instruments":
        from kith.core.instruments.examples import failing_examples

        packs = [one for one in catalogue.packs() if not catalogue.is_open(one)]
        for instrument in (*catalogue.instruments(), *packs):
            found += failing_examples(instrument)
    return found
