"""Definitions made ready to be applied: one plan for each instrument, worked out once.

Here: skip rules, scales and rules by counts as look-ups and whole numbers, so that no half is lost
and scoring costs a few microseconds. Not here: the functions others call (scoring).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import inf, lcm, nextafter

from kith.core import regularity
from kith.core.instruments.model import (
    AlertRule,
    Band,
    Condition,
    Instrument,
    Rule,
    Scale,
    TallyTerm,
    Values,
)
from kith.core.instruments.parts import exact

Answers = Mapping[str, int | float | None]
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """A scale's value, its band, and how many of its items were not answered."""

    value: int | float | None
    band: str | None
    missing: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule found: the outcome's id and label (none while answers are missing)."""

    id: str | None
    label: str | None
    missing: int


def rounded_half_up(numerator: int, denominator: int, decimals: int) -> int | float:
    """numerator / denominator rounded half up, in whole numbers so that no half is lost."""
    tens = int(10**decimals)
    units = (2 * numerator * tens + denominator) // (2 * denominator)
    return units if decimals == 0 else units / tens


def edges_of(bands: Sequence[Band]) -> list[float]:
    """Where each band begins, as the least number that lies in it."""
    return [nextafter(band.edge, inf) if band.above is not None else band.edge for band in bands]


class ScalePlan:
    """One scale, ready to be applied.

    `elements` are what is counted: single items and groups; `tables` give for each item, by its
    answer, what it counts, in units of 1/`unit`. `plain`: the answers' own sum, nothing more.
    """

    def __init__(self, instrument: Instrument, scale: Scale) -> None:
        self.scale = scale
        self.items = instrument.items_of(scale)
        grouped = {item for group in scale.groups for item in group}
        singles = [(item,) for item in self.items if item not in grouped]
        self.elements: tuple[tuple[str, ...], ...] = (*singles, *scale.groups)
        self.parts = scale.scales
        self.mean = scale.method == "mean"
        self.rhythm = scale.method == "rhythm"
        self.counting = scale.method == "count"
        self.never = scale.missing.never if scale.missing else ()
        self.allowed = scale.missing.allowed if scale.missing else 0
        self.unit, self.tables = _tables(instrument, scale, self.items)
        self.factor = exact(scale.multiply) / exact(scale.divide)
        self.add = exact(scale.add)
        self.whole = _is_whole(instrument, scale)
        self.plain = (
            scale.method == "sum" and self.whole and self.factor == 1 and not self.add
            and not scale.groups
            and not self.parts and all(counts == value for table in self.tables.values()
                                       for value, counts in table.items())
        )  # fmt: skip
        self.edges = edges_of(scale.bands)
        self.labels = [None, *(band.label for band in scale.bands)]
        self.conditional = any(instrument.item(item).ask_when for item in self.items)

    @property
    def always_whole(self) -> bool:
        """Whether every value is a whole number, prorated ones too."""
        return self.whole and not self.missing_decimals

    @property
    def missing_decimals(self) -> int:
        """The places a prorated sum is rounded to."""
        return self.scale.missing.decimals if self.scale.missing else 0

    def score(self, plan: "Plan", answers: Answers) -> Score:
        """The value with its band; the quick way first, which most questionnaires take."""
        items = self.items
        if self.conditional:
            skipped = plan.skipped(answers)
            items = tuple([item for item in items if item not in skipped])
        if self.plain:
            values = list(map(answers.get, items))
            if None not in values:
                total = sum(values)  # type: ignore[arg-type] # None was ruled out above
                return Score(total, self.labels[bisect_right(self.edges, total)], 0)
        found, missing = self.exactly(plan, answers)
        if found is None:
            return Score(None, None, missing)
        value = self.shown(found, missing)
        return Score(value, self.labels[bisect_right(self.edges, value)], missing)

    def exactly(self, plan: "Plan", answers: Answers) -> tuple[Fraction | None, int]:
        """The value before it is rounded to be shown, and how many answers are missing."""
        skipped = plan.skipped(answers) if self.conditional else NOTHING
        if self.parts:
            return self._of_parts(plan, answers, skipped)
        if self.rhythm:
            return self._of_week(answers)
        given, missing, elements = [], 0, 0
        for element in self.elements:
            chosen = ((item, answers.get(item)) for item in element)
            counts = [self.tables[item][value] for item, value in chosen if value is not None]
            if counts:
                given.append(max(counts))
            elif skipped.issuperset(element):
                continue
            else:
                missing += 1
            elements += 1
        if self._lacks(answers, skipped):
            return None, missing
        return self.value_of(sum(given), len(given), elements), missing

    def value_of(self, total: int, given: int, elements: int) -> Fraction | None:
        """The value of what so many of the elements count together, prorated; none if too few.

        A sum of which nothing was asked is nothing: the answers themselves ruled it out.
        """
        if self.counting:
            return Fraction(given)
        if elements - given > self.allowed or (not given and (elements or self.mean)):
            return None
        value = Fraction(total, self.unit)
        if self.mean:
            value /= given
        elif given < elements:
            value = value * elements / given
        value = value * self.factor + self.add
        if given < elements and self.whole:
            places = self.missing_decimals
            value = exact(rounded_half_up(value.numerator, value.denominator, places))
        return value

    def shown(self, value: Fraction, missing: int) -> int | float:
        """A value as it is told: whole where it must be, else to so many places, half up."""
        if self.whole and value.denominator == 1 and not (missing and self.missing_decimals):
            return value.numerator
        places = self.missing_decimals if self.whole else self.scale.decimals
        return rounded_half_up(value.numerator, value.denominator, places)

    def _lacks(self, answers: Answers, skipped: frozenset[str]) -> bool:
        """Whether an answer is missing without which there is no value."""
        return any(answers.get(item) is None and item not in skipped for item in self.never)

    def _of_week(self, answers: Answers) -> tuple[Fraction | None, int]:
        """The regularity of a week: an activity that was not done is no missing answer to fill."""
        times = {
            str(number): [int(at) for item in group if (at := answers.get(item)) is not None]
            for number, group in enumerate(self.scale.groups)
        }
        missing = sum(answers.get(item) is None for item in self.items)
        return regularity.score(times).exact, missing

    def _of_parts(
        self, plan: "Plan", answers: Answers, skipped: frozenset[str]
    ) -> tuple[Fraction | None, int]:
        missing = sum(answers.get(item) is None and item not in skipped for item in self.items)
        found = [plan.scale[part].exactly(plan, answers)[0] for part in self.parts]
        values = [value for value in found if value is not None]
        few = not values or len(found) - len(values) > self.allowed
        if few or self._lacks(answers, skipped):
            return None, missing
        total = sum(values, Fraction(0))
        if self.mean:
            total /= len(values)
        elif len(values) < len(found):
            total = total * len(found) / len(values)
        return total * self.factor + self.add, missing


def _is_whole(instrument: Instrument, scale: Scale) -> bool:
    """Whether whole counts give whole values: a sum, neither divided nor shifted by a part."""
    factor, add = exact(scale.multiply) / exact(scale.divide), exact(scale.add)
    return (
        scale.method in {"sum", "count"}
        and factor.denominator == add.denominator == 1
        and _tables(instrument, scale, instrument.items_of(scale))[0] == 1
        and all(_is_whole(instrument, instrument.scales[part]) for part in scale.scales)
    )


def _tables(
    instrument: Instrument, scale: Scale, items: Iterable[str]
) -> tuple[int, dict[str, dict[int | float, int]]]:
    """What each answer counts, reversed and weighted, in whole units; and the unit."""
    if scale.scales:
        return 1, {}
    fractions: dict[str, dict[int | float, Fraction]] = {}
    for name in items:
        item = instrument.item(name)
        counts = {one: exact(one) for one in instrument.values_of(item)}
        if not instrument.range_of(item):
            counts |= {
                option.value: exact(option.counts)
                for option in instrument.options_of(item)
                if option.counts is not None
            }
        turn = min(counts.values()) + max(counts.values()) if name in scale.reversed else None
        weight = exact(scale.weights.get(name, 1))
        fractions[name] = {
            value: (counted if turn is None else turn - counted) * weight
            for value, counted in counts.items()
        }
    unit = lcm(*(one.denominator for table in fractions.values() for one in table.values()))
    return unit, {
        name: {value: int(one * unit) for value, one in table.items()}
        for name, table in fractions.items()
    }


class RulePlan:
    """One rule by counts, ready to be applied."""

    def __init__(self, instrument: Instrument, rule: Rule) -> None:
        self.rule = rule
        self.tallies = sorted({tally for outcome in rule.outcomes for tally in outcome.when})
        self.scales = sorted({scale for outcome in rule.outcomes for scale in outcome.scales})
        counted = (
            item
            for tally in self.tallies
            for term in instrument.tallies[tally]
            for item in term.items
        )
        self.needed = list(dict.fromkeys(rule.needs or counted))
        self.conditional = any(instrument.item(item).ask_when for item in self.needed)

    def result(self, plan: "Plan", answers: Answers, scores: Mapping[str, Score]) -> Result:
        """The first outcome whose conditions hold."""
        skipped = plan.skipped(answers) if self.conditional else NOTHING
        missing = 0
        for item in self.needed:
            missing += answers.get(item) is None and item not in skipped
        values = {}
        for name in self.scales:
            score = scores[name]
            if score.value is None:
                missing = max(missing, score.missing, 1)
            else:
                values[name] = score.value
        if missing:
            return Result(None, None, missing)
        counts = {tally: plan.count(tally, answers) for tally in self.tallies}
        for outcome in self.rule.outcomes:
            if all(span.holds(counts[tally]) for tally, span in outcome.when.items()) and all(
                bound.met_by(values[scale]) for scale, bound in outcome.scales.items()
            ):
                return Result(outcome.id, outcome.label, 0)
        raise AssertionError  # the last outcome has no conditions: consistency.check saw to it


Decider = tuple[tuple[str, ...], frozenset[int | float | None], int]


class Plan:
    """One instrument, ready to be applied."""

    def __init__(self, instrument: Instrument) -> None:
        self.allowed = {item.id: frozenset(instrument.values_of(item)) for item in instrument.items}
        self.decimal = {
            name for name, values in self.allowed.items()
            if any(isinstance(value, float) for value in values)
        }  # fmt: skip
        scored = tuple(item.id for item in instrument.scored)
        self.conditional: list[tuple[str, list[Decider]]] = [
            (item.id, [self._decider(one, scored) for one in item.ask_when])
            for item in instrument.items
            if item.ask_when
        ]
        self.scale = {
            name: ScalePlan(instrument, scale) for name, scale in instrument.scales.items()
        }
        self.scales = list(self.scale.items())
        self.item_alerts = [
            (item, self._firing(item, rule.span), rule)
            for rule in instrument.alerts
            if rule.span and rule.scale is None
            for item in rule.items
        ]
        self.score_alerts: list[AlertRule] = [one for one in instrument.alerts if one.scale]
        self.result_alerts: list[AlertRule] = [one for one in instrument.alerts if one.rule]
        self.tallies = {
            name: [([(item, self._counted(item, term)) for item in term.items], term.once)
                   for term in terms]
            for name, terms in instrument.tallies.items()
        }  # fmt: skip
        self.rules = [(name, RulePlan(instrument, one)) for name, one in instrument.rules.items()]

    def _firing(self, item: str, values: Values) -> frozenset[int | float | None]:
        """The answers to an item that are among the values."""
        return frozenset(value for value in self.allowed[item] if values.met_by(value))

    def _counted(self, item: str, term: TallyTerm) -> frozenset[int | float | None]:
        firing = self._firing(item, term)
        return firing | {None} if term.counts_missing else firing

    def _decider(self, condition: Condition, scored: tuple[str, ...]) -> Decider:
        items = condition.items or scored
        firing = frozenset(
            value for item in items for value in self.allowed[item] if condition.met_by(value)
        )
        return items, frozenset(firing), condition.count

    def count(self, tally: str, answers: Answers) -> int:
        """How many answers a tally counts."""
        total = 0
        for items, once in self.tallies[tally]:
            found = sum([answers.get(item) in firing for item, firing in items])
            total += min(found, 1) if once else found
        return total

    def _passed_by(self, answers: Answers) -> tuple[set[str], set[str]]:
        """The items that are not asked: those ruled out, and those whose turn is not decided."""
        out: set[str] = set()
        undecided: set[str] = set()
        for item, conditions in self.conditional:
            least = most = True
            for deciding, firing, count in conditions:
                fits, waiting = _standing(
                    [name for name in deciding if name not in out], firing, answers, undecided
                )
                least = least and fits >= count
                most = most and fits + waiting >= count
            if not most:
                out.add(item)
            elif not least:
                undecided.add(item)
        return out, undecided

    def hidden(self, answers: Answers) -> frozenset[str]:
        """The items whose skip rule says that they are not asked, given these answers."""
        out, undecided = self._passed_by(answers)
        return frozenset(out | undecided)

    def skipped(self, answers: Answers) -> frozenset[str]:
        """The items that answers have ruled out: neither counted nor missing."""
        return frozenset(self._passed_by(answers)[0])


def _standing(
    deciding: Iterable[str],
    firing: frozenset[int | float | None],
    answers: Answers,
    undecided: set[str],
) -> tuple[int, int]:
    """How many of the deciding answers fit, and how many may still come to fit."""
    fits = waiting = 0
    for name in deciding:
        value = answers.get(name)
        if value is None or name in undecided:
            waiting += 1
        elif value in firing:
            fits += 1
    return fits, waiting


@lru_cache(maxsize=1024)
def plan_of(instrument: Instrument) -> Plan:
    """The plan of an instrument, made when it is first needed."""
    return Plan(instrument)
