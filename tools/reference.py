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
    """Each protocol: its phases, tasks, measures and rules, with their reasons."""
    from kith.core import catalogue  # noqa: PLC0415 - after the set-up

    yield from ("# Protocols", "", "Every treatment that Kith runs, newest versions.", "")
    for one in catalogue.protocols():
        yield from (f"## {one.name} (`{one.id}`, version {one.version})", "", one.summary, "")
        plan = one.sessions
        yield (
            f"{plan.total} sessions of {plan.minutes[0]} to {plan.minutes[1]} minutes, every "
            f"{plan.every_days} days; from {plan.least} to {plan.most} can be agreed."
        )
        yield _why(one, plan)
        yield ""
        for phase in one.phases:
            yield f"### {one.title_of_phase(phase.id)}: sessions {phase.first} to {phase.last}"
            yield from ("", _why(one, phase), "")
            for task in phase.tasks:
                term = one.milestones[task.milestone]
                yield f"- {term.title} (from session {task.opens}, by {task.by}). {_why(one, term)}"
            yield ""
        yield from ("### Measures", "")
        for measure in one.measures:
            asked = measure.when.replace("_", " ")
            wanted = "required" if measure.required else "optional"
            yield f"- `{measure.instrument}`: {asked}, {wanted}. {_why(one, measure)}"
        yield from ("", "### Rules", "")
        for title, rule in (
            (one.missed.title, one.missed),
            (one.extension.title, one.extension),
            ("Half-way review", one.review),
            ("Ending", one.ending),
        ):
            if rule is not None:
                yield f"- {title}. {_why(one, rule)}"
        yield from ("", "### Problem areas", "")
        for area in one.problem_areas:
            yield from _area(one, area)


def _area(protocol, name: str) -> Iterable[str]:
    area = protocol.vocabulary.areas[name]
    yield from (f"#### {area.title}", "", _why(protocol, area), "")
    for number, strategy in enumerate(area.strategies, start=1):
        term = protocol.vocabulary.strategies[strategy]
        yield f"{number}. {term.title}. {_why(protocol, term)}"
    yield ""


def _why(protocol, rule) -> str:
    return f"{rule.why} Source: {protocol.cite(rule)}{_mark(rule)}."


def vocabulary() -> Iterable[str]:
    """The words that protocols share: techniques, steps of an agenda, ways to end."""
    from kith.core.protocols.terms import shared_terms  # noqa: PLC0415 - after the set-up

    terms = shared_terms()
    yield from ("# Vocabulary", "", "The terms of `terms.toml`, which protocols refer to.", "")
    for kind in ("techniques", "proscribed", "steps", "milestones", "dispositions", "maintenance"):
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
