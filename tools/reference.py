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

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT / "src"))

NOTE = "<!-- Written by `kith docs` from the program. Change the program, not this page. -->"


def main(arguments: Sequence[str]) -> int:
    """Write every page, or with --check compare; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if a page is stale")
    only_look = parser.parse_args(arguments).check
    _set_up()
    stale = []
    for name, write in PAGES.items():
        text = f"{NOTE}\n\n" + "\n".join(write()).rstrip() + "\n"
        path = PLACE / f"{name}.md"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT))
        if not only_look:
            PLACE.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path} {'is stale; run ./kith docs' if only_look else 'written'}")
    return 1 if stale and only_look else 0


def _set_up() -> None:
    """Settings are read with a clinic's defaults, not with this machine's."""
    for name in [name for name in os.environ if name.startswith("KITH_")]:
        del os.environ[name]
    os.environ["KITH_DATA"] = tempfile.mkdtemp(prefix="kith-docs-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "kith.site.settings"
    import django  # noqa: PLC0415 - only once the environment is clean

    django.setup()


# ------------------------------------------------------------------ the pages


def instruments() -> Iterable[str]:
    """Each questionnaire: whose it is, how it is scored, what it raises."""
    from kith.core import catalogue  # noqa: PLC0415 - after the set-up

    yield from ("# Instruments", "", "Every questionnaire that Kith ships, newest versions.", "")
    for one in catalogue.instruments():
        yield from (f"## {one.name} (`{one.id}`, version {one.version})", "")
        items = "item" if len(one.scored) == 1 else "items"
        yield f"Measures {one.measures}; {len(one.scored)} scored {items}; recall: {one.recall}."
        yield f"Wording: {one.licence.text} ({one.licence.class_}). {one.licence.basis}."
        if one.licence.credit:
            yield from ("", f"> {one.licence.credit}")
        yield ""
        for name, scale in one.scales.items():
            yield from _scale(name, scale, one)
        for rule in one.rules.values():
            said = "; ".join(outcome.label for outcome in rule.outcomes)
            yield from (f"- Rule *{rule.name}*: {said}. {_cited(one, rule)}", "")
        for alert in one.alerts:
            yield f"- Alert, {alert.level}: {alert.why} {_cited(one, alert)}"
        yield from ("", "Sources:", "")
        yield from (f"- {source.cite}{_mark(source)}" for source in one.sources)
        yield ""


def _scale(name, scale, one) -> Iterable[str]:
    low, high = scale.range
    way = f"{low} to {high}; higher is {scale.higher_is}"
    yield f"Scale `{name}`: {scale.name}, {scale.method}, {way}."
    yield ""
    for banding in scale.bandings:
        bands = ", ".join(f"{band.at_least}+ {band.label}" for band in banding.bands)
        yield f"- Bands ({banding.scheme}): {bands}. {_cited(one, banding)}"
    for cut in scale.cut_offs:
        yield f"- Cut-off `{cut.name}`: {cut.at_least} or more, {cut.meaning}. {_cited(one, cut)}"
    if scale.missing:
        yield f"- Missing: up to {scale.missing.allowed} prorated. {_cited(one, scale.missing)}"
    if scale.reliable_change:
        rule = scale.reliable_change
        yield f"- Reliable change: {rule.points} points. {_cited(one, rule)}"
    yield ""


def _cited(one, rule) -> str:
    return f"Source: {one.source(rule.source).cite}{_mark(rule)}."


def _mark(cited) -> str:
    return "" if cited.verified else " **(source not confirmed)**"


def protocols() -> Iterable[str]:
    """Each protocol, whole: for whom, its phases, meetings, measures and rules, with reasons."""
    from kith.core import catalogue  # noqa: PLC0415 - after the set-up
    from kith.core.protocols.outline import outline  # noqa: PLC0415

    yield from ("# Protocols", "", "Every treatment that Kith runs, newest versions.", "")
    for one in catalogue.protocols():
        yield from (f"## {one.name} (`{one.id}`, version {one.version})", "", one.summary, "")
        for section in outline(one):
            yield from (f"### {section.title}", "")
            for line in section.lines:
                yield from _line(line)
            yield ""


def _line(line, indent: str = "") -> Iterable[str]:
    """A line of a protocol with its reason and source, and what stands under it."""
    text = line.text if line.text.endswith(".") or not line.why else f"{line.text}."
    why = f" {line.why}" if line.why else ""
    source = f" Source: {line.source}{_mark(line)}." if line.source else ""
    yield f"{indent}- {text}{why}{source}"
    for one in line.under:
        yield from _line(one, f"{indent}  ")


def vocabulary() -> Iterable[str]:
    """The words that protocols share: techniques, steps of an agenda, ways to end."""
    from kith.core.protocols.terms import shared_terms  # noqa: PLC0415 - after the set-up

    terms = shared_terms()
    yield from ("# Vocabulary", "", "The shared terms, which protocols refer to.", "")
    kinds = ("circumstances", "cautions", "conditions", "techniques", "proscribed", "steps")
    for kind in (*kinds, "milestones", "dispositions", "maintenance"):
        yield from (f"## {kind.capitalize()}", "")
        for name, term in getattr(terms, kind).items():
            cited = f"{terms.cite(term.source)}{_mark(term)}"
            yield f"- `{name}`: {term.title}. {term.why} Source: {cited}."
        yield ""


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
    "instruments": instruments,
    "protocols": protocols,
    "vocabulary": vocabulary,
    "commands": commands,
    "settings": settings,
    "access": access,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
