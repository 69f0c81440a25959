"""Answers to scores, results and alerts.

Here: the arithmetic of one filled-in instrument. Not here: the comparison of two scores (change),
reading and writing of answers (lines).

Each definition is compiled once into a plan, so that scoring costs a few microseconds.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kith.core.errors import AnswersError, Problem
from kith.core.instruments.model import AlertRule, Instrument, Item, Rule, Scale, Values

Answers = Mapping[str, int | None]


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


@dataclass(frozen=True, slots=True)
class Alert:
    """An answer that somebody must see, with the rule that says so."""

    item: str
    value: int
    level: str
    why: str
    rule: AlertRule


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that follows from one set of answers."""

    scores: dict[str, Score]
    results: dict[str, Result]
    alerts: list[Alert]


def rounded_half_up(numerator: int, denominator: int, decimals: int) -> int | float:
    """numerator / denominator rounded half up, in whole numbers so that no half is lost."""
    tens = int(10**decimals)
    units = (2 * numerator * tens + denominator) // (2 * denominator)
    return units if decimals == 0 else units / tens


class _ScalePlan:
    """One scale, ready to be applied."""

    __slots__ = ("allowed", "conditional", "decimals", "edges", "items", "labels", "mean", "turned")

    def __init__(self, instrument: Instrument, scale: Scale) -> None:
        self.items = instrument.items_of(scale)
        self.mean = scale.method == "mean"
        self.allowed = scale.missing.allowed if scale.missing else 0
        missing_decimals = scale.missing.decimals if scale.missing else 0
        self.decimals = scale.decimals if self.mean else missing_decimals
        self.edges = [band.at_least for band in scale.bands]
        self.labels = [None, *(band.label for band in scale.bands)]
        self.conditional = any(instrument.item(item).ask_when for item in self.items)
        self.turned: dict[str, int] = {}
        for name in scale.reversed:
            values = [option.value for option in instrument.options_of(instrument.item(name))]
            self.turned[name] = min(values) + max(values)

    def score(self, answers: Answers, hidden: frozenset[str]) -> Score:
        items = self.items
        if hidden:
            items = tuple(item for item in items if item not in hidden)
        values = list(map(answers.get, items))
        if None in values or self.turned or self.mean:
            return self._carefully(items, values)
        total = sum(values)  # type: ignore[arg-type] # None was ruled out above
        return Score(total, self.labels[bisect_right(self.edges, total)], 0)

    def _carefully(self, items: tuple[str, ...], values: list[int | None]) -> Score:
        turned = self.turned
        given = [
            turned[item] - value if item in turned else value
            for item, value in zip(items, values, strict=True)
            if value is not None
        ]
        missing = len(items) - len(given)
        if not given or missing > self.allowed:
            return Score(None, None, missing)
        if self.mean:
            value = rounded_half_up(sum(given), len(given), self.decimals)
        elif missing:
            value = rounded_half_up(sum(given) * len(items), len(given), self.decimals)
        else:
            value = sum(given)
        return Score(value, self.labels[bisect_right(self.edges, value)], missing)


class _RulePlan:
    """One rule by counts, ready to be applied."""

    __slots__ = ("conditional", "needed", "rule", "tallies")

    def __init__(self, instrument: Instrument, rule: Rule) -> None:
        self.rule = rule
        self.tallies = sorted({tally for outcome in rule.outcomes for tally in outcome.when})
        counted = (
            item
            for tally in self.tallies
            for term in instrument.tallies[tally]
            for item in term.items
        )
        self.needed = list(dict.fromkeys(rule.needs or counted))
        self.conditional = any(instrument.item(item).ask_when for item in self.needed)

    def result(self, plan: "_Plan", answers: Answers) -> Result:
        hidden = plan.hidden(answers) if self.conditional else ()
        missing = 0
        for item in self.needed:
            missing += answers.get(item) is None and item not in hidden
        if missing:
            return Result(None, None, missing)
        counts = {tally: plan.count(tally, answers) for tally in self.tallies}
        for outcome in self.rule.outcomes:
            if all(span.holds(counts[tally]) for tally, span in outcome.when.items()):
                return Result(outcome.id, outcome.label, 0)
        raise AssertionError  # the last outcome has no conditions: consistency.check saw to it


class _Plan:
    """One instrument, ready to be applied."""

    def __init__(self, instrument: Instrument) -> None:
        self.allowed = {
            item.id: frozenset(option.value for option in instrument.options_of(item))
            for item in instrument.items
        }
        scored = tuple(item.id for item in instrument.scored)
        self.conditional = [
            (item.id, item.ask_when.items or scored, self._firing(item.id, item.ask_when))
            for item in instrument.items
            if item.ask_when
        ]
        self.scales = [
            (name, _ScalePlan(instrument, scale)) for name, scale in instrument.scales.items()
        ]
        self.alerts = [
            (item, self._firing(item, rule), rule)
            for rule in instrument.alerts
            for item in rule.items
        ]
        self.tallies = {
            name: [
                (item, self._firing(item, term) | ({None} if term.counts_missing else set()))
                for term in terms
                for item in term.items
            ]
            for name, terms in instrument.tallies.items()
        }
        self.rules = [
            (name, _RulePlan(instrument, rule)) for name, rule in instrument.rules.items()
        ]

    def _firing(self, item: str, values: Values) -> frozenset[int | None]:
        """The answers to an item that are among the values."""
        return frozenset(value for value in self.allowed[item] if values.met_by(value))

    def count(self, tally: str, answers: Answers) -> int:
        """How many answers a tally counts."""
        return sum([answers.get(item) in firing for item, firing in self.tallies[tally]])

    def hidden(self, answers: Answers) -> frozenset[str]:
        """The items whose skip rule says that they are not asked, given these answers."""
        hidden: set[str] = set()
        for item, earlier, firing in self.conditional:
            for name in earlier:
                if answers.get(name) in firing and name not in hidden:
                    break
            else:
                hidden.add(item)
        return frozenset(hidden)


@lru_cache(maxsize=1024)
def _plan(instrument: Instrument) -> _Plan:
    return _Plan(instrument)


def check(instrument: Instrument, answers: Mapping[str, object]) -> None:
    """Raise AnswersError, with one problem for each item, unless the answers fit."""
    plan = _plan(instrument)
    problems = [
        Problem(item, _misfit(instrument, item, value))
        for item, value in answers.items()
        # bool is a kind of int in Python, but true is no answer to "how often"
        if item not in plan.allowed
        or (value is not None and (type(value) is not int or value not in plan.allowed[item]))
    ]
    if not problems and any(answers.get(item) is not None for item, _, _ in plan.conditional):
        problems = [
            Problem(item, f"{_named(instrument, item)} is not asked after the other answers given")
            for item in sorted(plan.hidden(answers))  # type: ignore[arg-type] # checked above
            if answers.get(item) is not None
        ]
    if problems:
        raise AnswersError(problems)


def _named(instrument: Instrument, item: str) -> str:
    number = [one.id for one in instrument.items].index(item) + 1
    return f"item {number} ({item})"


def _misfit(instrument: Instrument, item: str, value: object) -> str:
    allowed = _plan(instrument).allowed.get(item)
    if allowed is None:
        known = ", ".join(one.id for one in instrument.items)
        return f"{_shown(item)} is no question of {instrument.short_name}; there are: {known}"
    choice = ", ".join(str(one) for one in sorted(allowed))
    return f"{_named(instrument, item)}: {_shown(value)} is not allowed; allowed: {choice} or null"


def _shown(value: object) -> str:
    """A value as somebody typed it, kept short: it may be anything, of any size."""
    if isinstance(value, int) and abs(value) >= 10**12:
        return "so large a number"
    if isinstance(value, str):
        value = value if len(value) <= 30 else f"{value[:30]}..."
    return json.dumps(value) if isinstance(value, int | float | str) else "a list or an object"


def asked(instrument: Instrument, answers: Answers) -> list[Item]:
    """The questions to put, given the answers so far: all but those a skip rule hides."""
    hidden = _plan(instrument).hidden(answers)
    return [item for item in instrument.items if item.id not in hidden]


def score(instrument: Instrument, answers: Answers) -> dict[str, Score]:
    """Every scale's score. The answers are taken as checked."""
    plan = _plan(instrument)
    scores = {}
    for name, scale in plan.scales:
        hidden = plan.hidden(answers) if scale.conditional else frozenset()
        scores[name] = scale.score(answers, hidden)
    return scores


def alerts(instrument: Instrument, answers: Answers) -> list[Alert]:
    """Every answer that somebody must see: each from its own item, also when there is no total."""
    hits = []
    for item, firing, rule in _plan(instrument).alerts:
        value = answers.get(item)
        if value in firing and value is not None:
            hits.append(Alert(item, value, rule.level, rule.why, rule))
    return hits


def results(instrument: Instrument, answers: Answers) -> dict[str, Result]:
    """What each rule by counts finds. The answers are taken as checked."""
    plan = _plan(instrument)
    return {name: rule.result(plan, answers) for name, rule in plan.rules}


def critical_unanswered(instrument: Instrument, answers: Answers) -> list[Item]:
    """Questions that were asked and left open although an answer might have raised an alert.

    Nothing is ever inferred for them: a person has to ask again.
    """
    critical = {item for rule in instrument.alerts for item in rule.items}
    return [
        item
        for item in asked(instrument, answers)
        if item.id in critical and answers.get(item.id) is None
    ]


def evaluate(instrument: Instrument, answers: Answers) -> Evaluation:
    """Check the answers, then score them; AnswersError if they do not fit."""
    check(instrument, answers)
    return Evaluation(
        score(instrument, answers), results(instrument, answers), alerts(instrument, answers)
    )


def failing_examples(instrument: Instrument) -> list[str]:
    """The worked examples of the definition that do not come out as it says, in words."""
    failing = []
    for number, example in enumerate(instrument.examples, 1):
        where = f"{instrument.id}.v{instrument.version}.toml, example {number}"
        answers: dict[str, int | None] = dict(
            zip((item.id for item in instrument.scored), example.values, strict=True)
        )
        answers.update(example.extra)
        try:
            found = evaluate(instrument, answers)
        except AnswersError as error:
            failing.append(f"{where}: {error}")
            continue
        for scale, said in example.scores.items():
            expected = Score(said.value, said.band, said.missing)
            if found.scores[scale] != expected:
                failing.append(f"{where}: {scale} gives {found.scores[scale]}")
        for rule, label in example.results.items():
            if (found.results[rule].label or "") != label:
                failing.append(f"{where}: {rule} gives {found.results[rule].label}")
        if [alert.item for alert in found.alerts] != list(example.alerts):
            failing.append(f"{where}: the alerts are {[a.item for a in found.alerts]}")
    return failing
