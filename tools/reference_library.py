"""The reference of what Kith knows clinically: instruments, protocols, terms, suitability.

Here: from the data files to Markdown. Not here: when it is written and checked (reference.py). The
imports stand in the functions: they need the environment that reference.py sets up first.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

CLASSES = {
    "FULL": "official wording, free to reproduce",
    "VERBATIM": "official wording, unchanged, with its own notice",
    "PACK_NC": "a pack for non-commercial use, off until a clinic accepts its terms",
    "SCORING": "scoring without wording; a clinic loads its own",
    "OUT": "a total entered by hand",
}
NOT_CONFIRMED = " **(source not confirmed)**"


def _mark(cited) -> str:
    return "" if cited.verified else NOT_CONFIRMED


def _cell(text: object) -> str:
    """Words for one cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def _row(*cells: object) -> str:
    return f"| {' | '.join(_cell(one) for one in cells)} |"


def _head(*names: str) -> Iterable[str]:
    return (_row(*names), "|" + "---|" * len(names))


# ---------------------------------------------------------------- instruments


def _instruments():
    from kith.core import catalogue  # noqa: PLC0415

    found = {one.id: one for one in (*catalogue.packs(), *catalogue.instruments())}
    return [found[name] for name in sorted(found)]


def instruments() -> Iterable[str]:
    """Each questionnaire: whose it is, how it is scored, what it raises."""
    yield from ("# Instruments", "", "Every questionnaire that Kith ships, newest versions.", "")
    yield from ("## Licences", "")
    yield from _head("class", "means")
    yield from (_row(f"`{key}`", means) for key, means in CLASSES.items())
    yield ""
    yield from _head("instrument", "measures", "class", "holder", "ground", "checked")
    for one in _instruments():
        terms = one.licence
        checked = "yes" if terms.verified else "no"
        link = f"[{one.short_name}](#{one.id})"
        yield _row(link, one.measures, terms.class_, terms.holder, terms.basis, checked)
    yield ""
    for one in _instruments():
        yield from _instrument(one)


def _instrument(one) -> Iterable[str]:
    yield from (f'<a id="{one.id}"></a>', "", f"## {one.name} (`{one.id}`, version {one.version})")
    items = "item" if len(one.scored) == 1 else "items"
    yield ""
    yield f"Measures {one.measures}; {len(one.scored)} scored {items}; recall: {one.recall}."
    yield f"Wording: {one.licence.text} ({one.licence.class_}). {one.licence.basis}."
    for words in (one.licence.credit, one.licence.notice, one.licence.terms):
        if words:
            yield from ("", f"> {_cell(words)}")
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
    way = f"{low:g} to {high:g}; higher is {scale.higher_is}"
    yield f"Scale `{name}`: {scale.name}, {scale.method}, {way}."
    yield ""
    for banding in scale.bandings:
        bands = ", ".join(_band(band) for band in banding.bands)
        scheme = f"{banding.scheme}, {banding.for_}" if banding.for_ else banding.scheme
        yield f"- Bands ({scheme}): {bands}. {_cited(one, banding)}"
    for cut in scale.cut_offs:
        whom = f" ({cut.for_.replace('_', ' ')})" if cut.for_ else ""
        yield f"- Cut-off `{cut.name}`{whom}: {cut.words}, {cut.meaning}. {_cited(one, cut)}"
    if scale.missing:
        yield f"- Missing: up to {scale.missing.allowed} prorated. {_cited(one, scale.missing)}"
    for title, rule in (
        ("Reliable change", scale.reliable_change),
        ("Important change", scale.important_change),
        *(("Also published", rule) for rule in scale.further_changes),
    ):
        if rule:
            yield f"- {title}: {rule.points:g} points. {_cited(one, rule)}"
    yield ""


def _band(band) -> str:
    edge = f"above {band.above:g}" if band.above is not None else f"{band.at_least:g}+"
    return f"{edge} {band.label}"


def _cited(one, rule) -> str:
    return f"Source: {one.source(rule.source).cite}{_mark(rule)}."


# ---------------------------------------------------------------- protocols


def protocols() -> Iterable[str]:
    """All protocols in one table, each with a page of its own."""
    yield from ("# Protocols", "", "Every treatment that Kith runs, newest versions.", "")
    yield from _protocol_table("protocols")


def each_protocol() -> Iterable[tuple[str, Callable[[], Iterable[str]]]]:
    """The page of each protocol, by its id."""
    from kith.core import catalogue  # noqa: PLC0415

    return [(one.id, partial(protocol, one)) for one in catalogue.protocols()]


def protocol(one) -> Iterable[str]:
    """One protocol, whole: for whom, its phases, meetings, measures and rules, with reasons."""
    from kith.core.protocols.outline import outline  # noqa: PLC0415

    yield from (f"# {one.name}", "", f"`{one.id}`, version {one.version}. {one.summary}", "")
    for section in outline(one):
        yield from (f"## {section.title}", "")
        for line in section.lines:
            yield from _line(line)
        yield ""


def _protocol_table(place: str) -> Iterable[str]:
    from kith.core import catalogue  # noqa: PLC0415
    from kith.core.protocols.outline import FORMATS, STATUSES  # noqa: PLC0415

    yield from _head("protocol", "format", "sessions", "for, and how well that is shown")
    for one in catalogue.protocols():
        meant = "; ".join(f"{each.condition}: {STATUSES[each.status]}" for each in one.indications)
        yield _row(
            f"[{one.name}]({place}/{one.id}.md)", FORMATS[one.format], one.sessions.total, meant
        )


def _line(line, indent: str = "") -> Iterable[str]:
    """A line of a protocol with its reason and source, and what stands under it."""
    text = line.text if line.text.endswith(".") or not line.why else f"{line.text}."
    why = f" {line.why}" if line.why else ""
    source = f" Source: {line.source}{_mark(line)}." if line.source else ""
    yield f"{indent}- {text}{why}{source}"
    for one in line.under:
        yield from _line(one, f"{indent}  ")


# ---------------------------------------------------------------- terms and suitability


def terms() -> Iterable[str]:
    """The words that protocols share, each with what it means: written once, referred to."""
    from kith.core.protocols.terms import Terms, shared_terms  # noqa: PLC0415

    shared = shared_terms()
    yield from ("# Terms", "", "What protocols refer to, by kind, each with its meaning.", "")
    for kind in Terms.model_fields:
        if kind != "sources":
            yield from (f"## {kind.capitalize()}", "")
            for name, term in getattr(shared, kind).items():
                yield f"- `{name}`: {term.title}. {term.why} {_of(shared, term)}"
                for strategy in getattr(term, "strategies", ()):
                    yield f"  - {shared.strategies[strategy].title}"
            yield ""
    yield from ("## Sources", "")
    for name, source in shared.sources.items():
        yield f"- `{name}`: {source.cite} {source.link}".rstrip()


def _of(shared, term) -> str:
    return f"Source: {shared.cite(term.source)}{_mark(term)}."


def suitability() -> Iterable[str]:
    """By which rules Kith lists what may fit; the disorders, circumstances and cautions."""
    from kith.core.disorders import disorders, source_of  # noqa: PLC0415
    from kith.core.fitting import STATUSES, VERDICTS  # noqa: PLC0415
    from kith.core.protocols.terms import shared_terms  # noqa: PLC0415
    from kith.core.situation import table  # noqa: PLC0415

    shared, rules = shared_terms(), table()
    yield from (
        "# Suitability",
        "",
        "How `kith fit` and the page *Which therapy* make their list.",
        "",
    )
    yield from (
        "## The order",
        "",
        "By verdict, then by evidence, then by what it was made for.",
        "",
    )
    yield from (f"{n}. {words}" for n, words in enumerate(VERDICTS.values(), start=1))
    yield from ("", f"Evidence, from best to worst: {', '.join(STATUSES.values())}.", "")
    yield from ("## What comes first", "", f"{rules.act_first.title}. {rules.act_first.why}", "")
    yield from (f"- {shared.cautions[key].title}" for key in rules.act_first.cautions)
    yield from ("", "## What a score or a result says", "")
    for one in rules.derived:
        gives = shared.cautions[one.gives].title
        verb = "Asks about" if one.asks else "Raises"
        yield f"- {one.title}. {one.why} {verb}: {gives}. Source: {rules.cite(one)}{_mark(one)}."
    yield from ("", "## Rules", "")
    for key, one in rules.rules.items():
        yield f"- `{key}`: {one.title}. {one.why} Source: {rules.cite(one)}{_mark(one)}."
    yield from (
        "",
        "## Disorders and their codes",
        "",
        "A code continues: F33 stands for F33.1 too.",
        "",
    )
    yield from _head("disorder", "ICD-11", "ICD-10", "DSM-5-TR", "brings", "source")
    for key, one in disorders().items():
        brings = [*(shared.cautions[name].title for name in one.raises),
                  *(shared.circumstances[name].title for name in one.circumstances)]  # fmt: skip
        codes = (", ".join(some) for some in (one.icd11, one.icd10, one.dsm5tr))
        source = f"{source_of(one)}{_mark(one)}"
        yield _row(f"{one.title} (`{key}`)", *codes, "; ".join(brings), source)
    for kind in ("circumstances", "cautions"):
        yield from ("", f"## {kind.capitalize()}", "")
        for name, term in getattr(shared, kind).items():
            yield f"- `{name}`: {term.title}. {term.why} {_of(shared, term)}"


# ---------------------------------------------------------------- the README's table


def summary() -> Iterable[str]:
    """The library in two tables."""
    from kith.core import catalogue  # noqa: PLC0415

    found = _instruments()
    count = len(catalogue.protocols())
    yield f"{count} protocols ([all they say](docs/reference/protocols.md)):"
    yield ""
    yield from _protocol_table("docs/reference/protocols")
    yield ""
    yield f"{len(found)} questionnaires ([licence table](docs/reference/instruments.md)):"
    yield ""
    number = Counter(one.licence.class_ for one in found)
    yield from _head("licence class", "number", "which")
    for key, means in CLASSES.items():
        names = ", ".join(one.short_name for one in found if one.licence.class_ == key)
        yield _row(f"`{key}`: {means}", number[key], names)
