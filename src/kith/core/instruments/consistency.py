"""Whether the parts of an instrument agree with one another, checked when its file is read.

Here: what no single field can know. Each function raises KeyProblem for the first wrong key.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

from kith.core.errors import KeyProblem

if TYPE_CHECKING:
    from kith.core.instruments.model import Example, Instrument, Item, Scale, Values


def check(instrument: "Instrument") -> None:
    """Raise KeyProblem for the first disagreement found."""
    _ids_are_unique(instrument)
    _sources_exist(instrument)
    _wording_fits_licence(instrument)
    _options_are_sound(instrument)
    _skip_rules_look_back(instrument)
    if not instrument.scales and not instrument.rules:
        raise KeyProblem("scales", "there is neither a scale nor a rule, so nothing can be scored")
    for name, scale in instrument.scales.items():
        _scale_is_sound(instrument, f"scales.{name}", scale)
    _rules_are_sound(instrument)
    for number, alert in enumerate(instrument.alerts):
        _values_can_occur(instrument, f"alerts[{number}]", alert.items, alert)
    for number, example in enumerate(instrument.examples):
        _example_fits(instrument, f"examples[{number}]", example)


def _unique(key: str, names: Iterable[object]) -> None:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            raise KeyProblem(key, f"{name} occurs twice")
        seen.add(name)


def _known(key: str, names: Iterable[str], known: Iterable[str], what: str) -> None:
    there = set(known)
    for name in names:
        if name not in there:
            choice = ", ".join(sorted(there)) or "none"
            raise KeyProblem(key, f"{name} is no {what} of this file; there are: {choice}")


def _ids_are_unique(instrument: "Instrument") -> None:
    _unique("items", (item.id for item in instrument.items))
    _unique("sources", (source.id for source in instrument.sources))


def _parts(key: str, value: object) -> Iterator[tuple[str, BaseModel]]:
    """Every part of a definition with the key it stands under."""
    if isinstance(value, BaseModel):
        yield key, value
        for name in type(value).model_fields:
            yield from _parts(f"{key}.{name}" if key else name, getattr(value, name))
    elif isinstance(value, tuple):
        for number, member in enumerate(value):
            yield from _parts(f"{key}[{number}]", member)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _parts(f"{key}.{name}", member)


def _sources_exist(instrument: "Instrument") -> None:
    known = [source.id for source in instrument.sources]
    for key, part in _parts("", instrument):
        source = getattr(part, "source", None)
        if isinstance(source, str) and not key.startswith("examples"):
            _known(f"{key}.source", [source], known, "source")


def _wording_fits_licence(instrument: "Instrument") -> None:
    if not instrument.withheld:
        if not instrument.credit:
            raise KeyProblem("licence.credit", "wording that is shown needs its credit line")
        for number, item in enumerate(instrument.items):
            if not item.text:
                raise KeyProblem(f"items[{number}].text", f"{item.id} has no wording")
        return
    if instrument.stem or instrument.instructions:
        raise KeyProblem("stem", "the licence withholds the wording, so none may stand here")
    for number, item in enumerate(instrument.items):
        options = instrument.options_of(item)
        if item.text or any(option.text for option in options):
            raise KeyProblem(f"items[{number}]", "the licence withholds the wording of this item")


def _options_are_sound(instrument: "Instrument") -> None:
    for number, item in enumerate(instrument.items):
        key = f"items[{number}].options" if item.options else "options"
        options = instrument.options_of(item)
        if len(options) < 2:
            raise KeyProblem(key, f"{item.id} needs at least two answers to choose from")
        _unique(key, (option.value for option in options))
        if not instrument.withheld and not all(option.text for option in options):
            raise KeyProblem(key, f"{item.id} has an answer without words")


def _skip_rules_look_back(instrument: "Instrument") -> None:
    before: list[str] = []
    for number, item in enumerate(instrument.items):
        if item.ask_when is not None:
            key = f"items[{number}].ask_when"
            _known(f"{key}.items", item.ask_when.items, before, "earlier item")
            _values_can_occur(instrument, key, item.ask_when.items or before, item.ask_when)
        before.append(item.id)


def _values_of(instrument: "Instrument", item: "Item") -> list[int]:
    return [option.value for option in instrument.options_of(item)]


def _values_can_occur(
    instrument: "Instrument", key: str, items: Iterable[str], values: "Values"
) -> None:
    """A threshold nobody can reach, or a value nobody can choose, is a slip of the pen."""
    names = list(items)
    _known(f"{key}.items", names, (item.id for item in instrument.items), "item")
    for name in names:
        possible = _values_of(instrument, instrument.item(name))
        for value in values.values:
            if value not in possible:
                raise KeyProblem(f"{key}.values", f"{value} is no answer to {name}")
        if values.at_least is not None and not min(possible) < values.at_least <= max(possible):
            problem = f"{values.at_least} divides no answers to {name}"
            raise KeyProblem(f"{key}.at_least", problem)


def _scale_is_sound(instrument: "Instrument", key: str, scale: "Scale") -> None:
    _known(f"{key}.items", scale.items, (item.id for item in instrument.scored), "scored item")
    _unique(f"{key}.items", scale.items)
    items = instrument.items_of(scale)
    _known(f"{key}.reversed", scale.reversed, items, "item of this scale")
    possible = [_values_of(instrument, instrument.item(item)) for item in items]
    low: float = sum(min(values) for values in possible)
    high: float = sum(max(values) for values in possible)
    if scale.method == "mean":
        low, high = low / len(items), high / len(items)
    if (low, high) != scale.range:
        raise KeyProblem(f"{key}.range", f"the items give {low:g} to {high:g}")
    if scale.missing and scale.missing.allowed >= len(items):
        raise KeyProblem(f"{key}.missing.allowed", f"there are only {len(items)} items")
    _unique(f"{key}.cut_offs", (cut.name for cut in scale.cut_offs))
    for number, cut in enumerate(scale.cut_offs):
        if not low < cut.at_least <= high:
            raise KeyProblem(f"{key}.cut_offs[{number}].at_least", "lies outside the scale")
    _bands_cover(key, scale)


def _bands_cover(key: str, scale: "Scale") -> None:
    low, high = scale.range
    for number, banding in enumerate(scale.bandings):
        where = f"{key}.bandings[{number}].bands"
        edges = [band.at_least for band in banding.bands]
        if edges[0] != low:
            raise KeyProblem(where, f"the first band must start at {low:g}, not at {edges[0]:g}")
        if edges != sorted(set(edges)):
            raise KeyProblem(where, "the bands must rise, each starting above the one before")
        if edges[-1] > high:
            raise KeyProblem(where, f"a band starts at {edges[-1]:g}, above the scale's {high:g}")
        _unique(where, (band.label for band in banding.bands))


def _rules_are_sound(instrument: "Instrument") -> None:
    for name, terms in instrument.tallies.items():
        for number, term in enumerate(terms):
            _values_can_occur(instrument, f"tallies.{name}[{number}]", term.items, term)
    for name, rule in instrument.rules.items():
        items = [item.id for item in instrument.items]
        _known(f"rules.{name}.needs", rule.needs, items, "item")
        _unique(f"rules.{name}.outcomes", (outcome.id for outcome in rule.outcomes))
        for number, outcome in enumerate(rule.outcomes):
            where = f"rules.{name}.outcomes[{number}].when"
            _known(where, outcome.when, instrument.tallies, "tally")
        if rule.outcomes[-1].when:
            problem = "the last outcome must have no conditions, so that every case has a result"
            raise KeyProblem(f"rules.{name}.outcomes", problem)


def _example_fits(instrument: "Instrument", key: str, example: "Example") -> None:
    values = example.values
    if len(values) != len(instrument.scored):
        problem = f"{len(values)} answers for {len(instrument.scored)} scored items"
        raise KeyProblem(f"{key}.answers", problem)
    for item, value in zip(instrument.scored, values, strict=True):
        if value is not None and value not in _values_of(instrument, item):
            raise KeyProblem(f"{key}.answers", f"{value} is no answer to {item.id}")
    items = [item.id for item in instrument.items]
    _known(f"{key}.scores", example.scores, instrument.scales, "scale")
    _known(f"{key}.results", example.results, instrument.rules, "rule")
    _known(f"{key}.alerts", example.alerts, items, "item")
    _known(f"{key}.extra", example.extra, items, "item")
