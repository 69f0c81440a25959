"""Writes docs/reference from the program itself: what it knows, what it takes, who sees what.

Run by `kith docs`; with --check it writes nothing and exits 1 naming each page that is stale.
The pages are made from data files, command parsers, settings and docstrings, so they cannot say
anything else than the program does. Nothing here is prose that somebody must keep true by hand.
"""

import argparse
import inspect
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import reference_library as clinical

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT / "src"))

README = ROOT / "README.md"
BEGIN = "<!-- The library: written by `kith docs` from the data files. -->"
END = "<!-- The library ends here. -->"
NOTE = "<!-- Written by `kith docs` from the program. Change the program, not this page. -->"


def main(arguments: Sequence[str]) -> int:
    """Write every page, or with --check compare; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if a page is stale")
    only_look = parser.parse_args(arguments).check
    _set_up()
    stale = [*_pages(only_look=only_look), *_readme(only_look=only_look)]
    for path in stale:
        print(f"{path.relative_to(ROOT)} {'is stale; run ./kith docs' if only_look else 'written'}")
    return 1 if stale and only_look else 0


def _pages(*, only_look: bool) -> Iterable[Path]:
    """The pages that are not what the program says; writes them if it may."""
    pages = PAGES | {f"protocols/{name}": write for name, write in clinical.each_protocol()}
    for path in sorted((PLACE / "protocols").glob("*.md")):
        if f"protocols/{path.stem}" not in pages:
            if not only_look:
                path.unlink()
            yield path
    for name, write in pages.items():
        text = f"{NOTE}\n\n" + "\n".join(write()).rstrip() + "\n"
        path = PLACE / f"{name}.md"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if not only_look:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        yield path


def _readme(*, only_look: bool) -> Iterable[Path]:
    """The README, if its table of the library is not what the data say; mends it if it may."""
    text = README.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _table, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"README.md has no place for the library: {BEGIN} … {END}")
    fresh = before + begin + "\n" + "\n".join(clinical.summary()) + "\n" + end + after
    if fresh != text:
        if not only_look:
            README.write_text(fresh, encoding="utf-8")
        yield README


def _set_up() -> None:
    """Settings are read with a clinic's defaults, not with this machine's."""
    for name in [name for name in os.environ if name.startswith("KITH_")]:
        del os.environ[name]
    os.environ["KITH_DATA"] = tempfile.mkdtemp(prefix="kith-docs-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "kith.site.settings"
    import django  # noqa: PLC0415 - only once the environment is clean

    django.setup()


# ------------------------------------------------------------------ the pages


def commands() -> Iterable[str]:
    """Each command with its options and examples."""
    from kith.commands import COMMANDS  # noqa: PLC0415 - after the set-up

    yield from ("# Commands", "", "`./kith` in a checkout; `kith` where it is installed.", "")
    for command in COMMANDS:
        module = command.load()
        parser = argparse.ArgumentParser(prog=f"kith {command.name}", add_help=False)
        parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=96)
        module.configure(parser)
        yield from (f"## kith {command.name}", "", inspect.cleandoc(module.__doc__ or ""), "")
        yield from ("```text", parser.format_help().strip(), "```", "", "Examples:", "")
        yield from ("```sh", inspect.cleandoc(module.EXAMPLES), "```", "")


def settings() -> Iterable[str]:
    """Each environment variable."""
    from kith.site.settings import env  # noqa: PLC0415 - after the set-up

    yield from (
        "# Settings",
        "",
        "Everything that differs between clinics, from the environment.",
        "",
    )
    yield from ("| variable | kind | default | meaning |", "|---|---|---|---|")
    for one in sorted(env.known.values(), key=lambda setting: setting.name):
        kind = one.kind if len(one.kind) < 80 else one.kind[:60] + " …"
        yield f"| `{one.name}` | {kind} | {one.default and f'`{one.default}`'} | {one.meaning} |"


def access() -> Iterable[str]:
    """Who may see what, from the one module that decides it, and every address."""
    from django.urls import get_resolver  # noqa: PLC0415 - after the set-up

    from kith.record import access as door  # noqa: PLC0415 - after the set-up

    yield from ("# Who may see what", "", inspect.cleandoc(door.__doc__ or ""), "")
    yield from ("| asked for | what is given |", "|---|---|")
    for name, function in vars(door).items():
        if inspect.isfunction(function) and function.__module__ == door.__name__ and name[0] != "_":
            first = (function.__doc__ or "").strip().splitlines()[0]
            yield f"| `{name}` | {first} |"
    yield from ("", "## Addresses", "", "| address | name |", "|---|---|")
    for route, name in sorted(_routes(get_resolver().url_patterns, "/")):
        if not route.startswith("/accounts/"):
            yield f"| `{route}` | {name} |"
    yield from ("", "Below `/accounts/` are the pages for signing in, of django-allauth.")


def _routes(patterns, before: str) -> Iterable[tuple[str, str]]:
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from _routes(one.url_patterns, route)
        else:
            yield route, one.name or ""


PAGES: dict[str, Callable[[], Iterable[str]]] = {
    "instruments": clinical.instruments,
    "protocols": clinical.protocols,
    "suitability": clinical.suitability,
    "terms": clinical.terms,
    "commands": commands,
    "settings": settings,
    "access": access,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
