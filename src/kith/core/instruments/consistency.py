"""Whether the parts of an instrument agree with one another, checked when its file is read.

Here: what no single field can know, of questions, alerts and examples. Not here: scales
(scale_checks). Each function raises KeyProblem for the first wrong key.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

from kith.core.errors import KeyProblem
from kith.core.instruments import scale_checks
from kith.core.instruments.scale_checks import known, unique

if TYPE_CHECKING:
    from kith.core.instruments.model import AlertRule, Example, Instrument, Item
    from kith.core.instruments.parts import Values

LONGEST_PLACE = 30
"""How long the name of a scale or rule may be that raises alerts: the record keeps it."""

SUMMARY = ("elevation", "x", "y", "amplitude", "angle", "fit")


def check(instrument: "Instrument") -> None:
    """Raise KeyProblem for the first disagreement found."""
    _ids_are_unique(instrument)
    _sources_exist(instrument)
    _wording_fits_licence(instrument)
    _answers_are_sound(instrument)
    _skip_rules_look_back(instrument)
    for number, names in enumerate(instrument.one_of):
        known(f"one_of[{number}]", names, (item.id for item in instrument.items), "item")
    if not instrument.scales and not instrument.rules:
        raise KeyProblem("scales", "there is neither a scale nor a rule, so nothing can be scored")
    scale_checks.check(instrument)
    _rules_are_sound(instrument)
    for number, alert in enumerate(instrument.alerts):
        _alert_is_sound(instrument, f"alerts[{number}]", alert)
    for number, example in enumerate(instrument.examples):
        _example_fits(instrument, f"examples[{number}]", example)


def _ids_are_unique(instrument: "Instrument") -> None:
    unique("items", (item.id for item in instrument.items))
    unique("sources", (source.id for source in instrument.sources))


def parts_of(key: str, value: object) -> Iterator[tuple[str, BaseModel]]:
    """Every part of a definition with the key it stands under."""
    if isinstance(value, BaseModel):
        yield key, value
        for name in type(value).model_fields:
            yield from parts_of(f"{key}.{name}" if key else name, getattr(value, name))
    elif isinstance(value, tuple):
        for number, member in enumerate(value):
            yield from parts_of(f"{key}[{number}]", member)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from parts_of(f"{key}.{name}", member)


def _sources_exist(instrument: "Instrument") -> None:
    there = [source.id for source in instrument.sources]
    for key, part in parts_of("", instrument):
        source = getattr(part, "source", None)
        if isinstance(source, str) and not key.startswith("examples"):
            known(f"{key}.source", [source], there, "source")


def _wording_fits_licence(instrument: "Instrument") -> None:
    if instrument.licence.class_ == "PACK_NC" and not instrument.licence.terms:
        raise KeyProblem("licence.terms", "a pack says what an organisation accepts before its use")
    if instrument.withheld:
        _has_no_wording(instrument)
    else:
        _has_wording(instrument)


def _has_wording(instrument: "Instrument") -> None:
    class_ = instrument.licence.class_
    if class_ in {"SCORING", "OUT"} and instrument.loaded is None:
        raise KeyProblem("licence.text", f"wording of class {class_} must be withheld")
    if not instrument.credit:
        raise KeyProblem("licence.credit", "wording that is shown needs its credit line")
    for number, item in enumerate(instrument.items):
        if not item.text:
            raise KeyProblem(f"items[{number}].text", f"{item.id} has no wording")


def _has_no_wording(instrument: "Instrument") -> None:
    if instrument.stem or instrument.instructions:
        raise KeyProblem("stem", "the licence withholds the wording, so none may stand here")
    for number, item in enumerate(instrument.items):
        options = instrument.options_of(item)
        if item.text or item.ends or any(option.text for option in options):
            raise KeyProblem(f"items[{number}]", "the licence withholds the wording of this item")


def _answers_are_sound(instrument: "Instrument") -> None:
    if instrument.options and instrument.range is not None:
        raise KeyProblem("range", "answers are either options or numbers of a range, not both")
    for number, item in enumerate(instrument.items):
        own = f"items[{number}]."
        if item.options and item.range is not None:
            raise KeyProblem(f"{own}range", "answers are either options or a range, not both")
        try:
            if instrument.range_of(item):
                continue
        except KeyProblem as error:
            key = f"{own}range" if item.range is not None else "range"
            raise KeyProblem(key, error.problem) from error
        key = f"{own}options" if item.options else "options"
        options = instrument.options_of(item)
        if len(options) < 2:
            raise KeyProblem(key, f"{item.id} needs at least two answers to choose from")
        unique(key, (option.value for option in options))
        if not instrument.withheld and not all(option.text for option in options):
            raise KeyProblem(key, f"{item.id} has an answer without words")


def _skip_rules_look_back(instrument: "Instrument") -> None:
    before: list[str] = []
    for number, item in enumerate(instrument.items):
        for place, condition in enumerate(item.ask_when):
            index = f"[{place}]" if len(item.ask_when) > 1 else ""
            key = f"items[{number}].ask_when{index}"
            known(f"{key}.items", condition.items, before, "earlier item")
            deciding = condition.items or tuple(before)
            values_can_occur(instrument, key, deciding, condition)
            if condition.count > len(deciding):
                raise KeyProblem(f"{key}.count", f"there are only {len(deciding)} items")
        before.append(item.id)


def values_can_occur(
    instrument: "Instrument", key: str, items: Iterable[str], values: "Values"
) -> None:
    """A threshold nobody can reach, or a value nobody can choose, is a slip of the pen."""
    names = list(items)
    known(f"{key}.items", names, (item.id for item in instrument.items), "item")
    for name in names:
        possible = instrument.values_of(instrument.item(name))
        for value in values.values:
            if value not in possible:
                raise KeyProblem(f"{key}.values", f"{value} is no answer to {name}")
        for bound, number in (("at_least", values.at_least), ("at_most", values.at_most)):
            if number is None:
                continue
            met = sum(one >= number if bound == "at_least" else one <= number for one in possible)
            if met in {0, len(possible)}:
                raise KeyProblem(f"{key}.{bound}", f"{number:g} divides no answers to {name}")


def _rules_are_sound(instrument: "Instrument") -> None:
    for name, terms in instrument.tallies.items():
        for number, term in enumerate(terms):
            values_can_occur(instrument, f"tallies.{name}[{number}]", term.items, term)
    for name, rule in instrument.rules.items():
        items = [item.id for item in instrument.items]
        known(f"rules.{name}.needs", rule.needs, items, "item")
        unique(f"rules.{name}.outcomes", (outcome.id for outcome in rule.outcomes))
        for number, outcome in enumerate(rule.outcomes):
            where = f"rules.{name}.outcomes[{number}]"
            known(f"{where}.when", outcome.when, instrument.tallies, "tally")
            known(f"{where}.scales", outcome.scales, instrument.scales, "scale")
        last = rule.outcomes[-1]
        if last.when or last.scales:
            problem = "the last outcome must have no conditions, so that every case has a result"
            raise KeyProblem(f"rules.{name}.outcomes", problem)


def _alert_is_sound(instrument: "Instrument", key: str, alert: "AlertRule") -> None:
    if len(alert.scale or alert.rule or "") > LONGEST_PLACE:
        raise KeyProblem(key, f"a name of more than {LONGEST_PLACE} letters cannot be kept")
    if alert.rule is not None:
        known(f"{key}.rule", [alert.rule], instrument.rules, "rule")
        outcomes = [outcome.id for outcome in instrument.rules[alert.rule].outcomes]
        known(f"{key}.outcomes", alert.outcomes, outcomes, "outcome of this rule")
    elif alert.scale is not None:
        known(f"{key}.scale", [alert.scale], instrument.scales, "scale")
        low, high = instrument.scales[alert.scale].range
        if alert.at_least is not None and not low < alert.at_least <= high:
            raise KeyProblem(f"{key}.at_least", "lies outside the scale")
        if alert.at_most is not None and not low <= alert.at_most < high:
            raise KeyProblem(f"{key}.at_most", "lies outside the scale")
    elif alert.span is not None:
        values_can_occur(instrument, key, alert.items, alert.span)


def _fits(instrument: "Instrument", key: str, item: "Item", value: float | None) -> None:
    if value is not None and value not in instrument.values_of(item):
        raise KeyProblem(key, f"{value:g} is no answer to {item.id}")


def _example_fits(instrument: "Instrument", key: str, example: "Example") -> None:
    values = example.values
    if len(values) != len(instrument.scored):
        problem = f"{len(values)} answers for {len(instrument.scored)} scored items"
        raise KeyProblem(f"{key}.answers", problem)
    for item, value in zip(instrument.scored, values, strict=True):
        _fits(instrument, f"{key}.answers", item, value)
    items = [item.id for item in instrument.items]
    known(f"{key}.scores", example.scores, instrument.scales, "scale")
    known(f"{key}.results", example.results, instrument.rules, "rule")
    places = [*items, *(f"scale:{one}" for one in instrument.scales)]
    known(f"{key}.alerts", example.alerts, [*places, *(f"rule:{one}" for one in instrument.rules)],
          "item, scale or rule")  # fmt: skip
    known(f"{key}.extra", example.extra, items, "item")
    known(f"{key}.circumplex", example.circumplex, SUMMARY if instrument.circumplex else (), "sum")
    for name, said in example.scores.items():
        schemes = [banding.scheme for banding in instrument.scales[name].bandings]
        known(f"{key}.scores.{name}.bands", said.bands, schemes, "scheme")
