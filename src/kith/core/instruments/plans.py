"""Definitions made ready to be applied: one plan for each instrument, worked out once.

Here: skip rules, alerts and rules by counts as look-ups, so that scoring costs a few microseconds.
Not here: the arithmetic of a scale (scale_plans), the functions others call (scoring).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from sys import maxsize

from kith.core.instruments.model import (
    AlertRule,
    Condition,
    Instrument,
    Outcome,
    Rule,
    TallyTerm,
    Threshold,
    Values,
)
from kith.core.instruments.scale_plans import (
    NOTHING,
    Answers,
    ScalePlan,
    Score,
    edges_of,
    rounded_half_up,
)

__all__ = [
    "NOTHING", "Answers", "Plan", "Result", "RulePlan", "ScalePlan", "Score", "edges_of", "plan_of",
    "rounded_half_up",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule found: the outcome's id and label (none while answers are missing)."""

    id: str | None
    label: str | None
    missing: int


BITS = 12
MOST_COUNTED = (1 << BITS) - 1
"""How many answers one count can hold: more than any questionnaire has."""

Way = tuple[list[tuple[int, int, int]], list[tuple[str, Threshold]], Result]
"""One outcome: bounds of counts by their place, bounds of scales, and what it gives."""


class RulePlan:
    """One rule by counts, ready to be applied.

    `packed`: for each item, by its answer, what it adds to every count at once, each count in its
    own bits; a missing answer that is needed adds the bit above them all.
    """

    def __init__(self, instrument: Instrument, rule: Rule, plan: "Plan") -> None:
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
        self.flag = 1 << BITS * len(self.tallies)
        self.packed = self._packed(plan)
        self.once = [
            (1 << BITS * place, term)
            for place, tally in enumerate(self.tallies)
            for term in plan.tallies[tally][1]
        ]
        self.ways = [self._way(outcome) for outcome in rule.outcomes]

    def _packed(self, plan: "Plan") -> list[tuple[str, dict[int | float | None, int]]]:
        found: dict[str, dict[int | float | None, int]] = {
            item: dict.fromkeys(plan.allowed[item], 0) | {None: self.flag} for item in self.needed
        }
        for place, tally in enumerate(self.tallies):
            for item, firing in plan.tallies[tally][0]:
                table = found.setdefault(item, dict.fromkeys(plan.allowed[item], 0) | {None: 0})
                for value in firing:
                    table[value] += 1 << BITS * place
        return list(found.items())

    def _way(self, outcome: Outcome) -> Way:
        spans = [
            (
                BITS * self.tallies.index(tally),
                span.at_least,
                maxsize if span.at_most is None else span.at_most,
            )
            for tally, span in outcome.when.items()
        ]
        return spans, list(outcome.scales.items()), Result(outcome.id, outcome.label, 0)

    def result(self, plan: "Plan", answers: Answers, scores: Mapping[str, Score]) -> Result:
        """The first outcome whose conditions hold."""
        counts = sum([table[answers.get(item)] for item, table in self.packed])
        if counts >= self.flag or self.scales:
            missing = self._missing(plan, answers, scores)
            if missing:
                return Result(None, None, missing)
        for one, term in self.once:
            if any(answers.get(item) in firing for item, firing in term):
                counts += one
        return self._found(counts, scores)

    def _found(self, counts: int, scores: Mapping[str, Score]) -> Result:
        for spans, bounds, result in self.ways:
            for place, least, most in spans:
                if not least <= counts >> place & MOST_COUNTED <= most:
                    break
            else:
                # every scale named has a value: _missing saw to it
                if not bounds or all(
                    bound.met_by(scores[name].value or 0) for name, bound in bounds
                ):
                    return result
        raise AssertionError  # the last outcome has no conditions: consistency.check saw to it

    def _missing(self, plan: "Plan", answers: Answers, scores: Mapping[str, Score]) -> int:
        skipped = plan.skipped(answers) if self.conditional else NOTHING
        missing = 0
        for item in self.needed:
            missing += answers.get(item) is None and item not in skipped
        for name in self.scales:
            if scores[name].value is None:
                missing = max(missing, scores[name].missing, 1)
        return missing


Counted = tuple[str, frozenset[int | float | None]]
Tally = tuple[list[Counted], list[list[Counted]]]
"""Answers that count each for itself, and terms of which each counts once."""

Decider = tuple[tuple[str, ...], frozenset[int | float | None], int]


class Plan:
    """One instrument, ready to be applied."""

    def __init__(self, instrument: Instrument) -> None:
        self.allowed = {item.id: frozenset(instrument.values_of(item)) for item in instrument.items}
        self.pairs: frozenset[tuple[str, object]] = frozenset(
            (item, value) for item, values in self.allowed.items() for value in (*values, None)
        )
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
        self.tallies = {name: self._tally(terms) for name, terms in instrument.tallies.items()}
        self.rules = [
            (name, RulePlan(instrument, one, self)) for name, one in instrument.rules.items()
        ]

    def _firing(self, item: str, values: Values) -> frozenset[int | float | None]:
        """The answers to an item that are among the values."""
        return frozenset(value for value in self.allowed[item] if values.met_by(value))

    def _tally(self, terms: Iterable[TallyTerm]) -> Tally:
        each: list[Counted] = []
        once: list[list[Counted]] = []
        for term in terms:
            counted = [(item, self._counted(item, term)) for item in term.items]
            if term.once:
                once.append(counted)
            else:
                each += counted
        return each, once

    def _counted(self, item: str, term: TallyTerm) -> frozenset[int | float | None]:
        firing = self._firing(item, term)
        return firing | {None} if term.counts_missing else firing

    def _decider(self, condition: Condition, scored: tuple[str, ...]) -> Decider:
        items = condition.items or scored
        firing = frozenset(
            value for item in items for value in self.allowed[item] if condition.met_by(value)
        )
        return items, frozenset(firing), condition.count

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
