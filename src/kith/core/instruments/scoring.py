"""Answers to scores, results and alerts.

Here: the arithmetic of one filled-in instrument. Not here: the comparison of two scores (change),
reading and writing of answers (lines).

Each definition is compiled once into a plan, so that scoring costs a few microseconds.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kith.core.errors import AnswersError, Problem
from kith.core.instruments.model import AlertRule, Instrument, Item, Rule, Scale, TallyTerm

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


class _Plan:
    """One instrument, ready to be applied."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.allowed = {
            item.id: frozenset(option.value for option in instrument.options_of(item))
            for item in instrument.items
        }
        self.conditional = [item for item in instrument.items if item.ask_when]
        self.scales = [
            (name, _ScalePlan(instrument, scale)) for name, scale in instrument.scales.items()
        ]
        self.alerts = [
            (item, frozenset(value for value in self.allowed[item] if rule.met_by(value)), rule)
            for rule in instrument.alerts
            for item in rule.items
        ]

    def hidden(self, answers: Answers) -> frozenset[str]:
        """The items whose skip rule says that they are not asked, given these answers."""
        hidden: set[str] = set()
        for item in self.conditional:
            if item.ask_when is None:
                continue
            names = item.ask_when.items or tuple(one.id for one in self.instrument.scored)
            asked = (name for name in names if name not in hidden and name != item.id)
            if not any(item.ask_when.met_by(answers.get(name)) for name in asked):
                hidden.add(item.id)
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
        if value is not None
        # bool is a kind of int in Python, but true is no answer to "how often"
        and (type(value) is not int or value not in plan.allowed.get(item, ()))
    ]
    problems += [
        Problem(item, f"{item} is not a question of {instrument.short_name}")
        for item, value in answers.items()
        if value is None and item not in plan.allowed
    ]
    if not problems and plan.conditional:
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
        return f"{item} is not a question of {instrument.short_name}; its questions are: {known}"
    choice = ", ".join(str(one) for one in sorted(allowed))
    shown = repr(value) if len(repr(value)) <= 40 else f"{repr(value)[:37]}..."
    return f"{_named(instrument, item)}: {shown} is not allowed; allowed: {choice} or null"


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
    if not instrument.rules:
        return {}
    counts = {
        name: sum(_count(term, answers) for term in terms)
        for name, terms in instrument.tallies.items()
    }
    hidden = _plan(instrument).hidden(answers)
    return {
        name: _result(instrument, rule, answers, counts, hidden)
        for name, rule in instrument.rules.items()
    }


def _count(term: TallyTerm, answers: Answers) -> int:
    count = 0
    for item in term.items:
        value = answers.get(item)
        count += term.counts_missing if value is None else term.met_by(value)
    return count


def _result(
    instrument: Instrument,
    rule: Rule,
    answers: Answers,
    counts: Mapping[str, int],
    hidden: frozenset[str],
) -> Result:
    used = {tally for outcome in rule.outcomes for tally in outcome.when}
    counted = {item for t in used for term in instrument.tallies[t] for item in term.items}
    needed = set(rule.needs or counted) - hidden
    missing = sum(answers.get(item) is None for item in needed)
    if missing:
        return Result(None, None, missing)
    for outcome in rule.outcomes:
        if all(span.holds(counts[tally]) for tally, span in outcome.when.items()):
            return Result(outcome.id, outcome.label, 0)
    raise AssertionError  # the last outcome has no conditions: consistency.check saw to it


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
        answers: dict[str, int | None] = dict(
            zip((item.id for item in instrument.scored), example.values, strict=True)
        )
        answers.update(example.extra)
        try:
            found = evaluate(instrument, answers)
        except AnswersError as error:
            failing.append(f"example {number}: {error}")
            continue
        for scale, said in example.scores.items():
            expected = Score(said.value, said.band, said.missing)
            if found.scores[scale] != expected:
                failing.append(f"example {number}: {scale} gives {found.scores[scale]}")
        for rule, label in example.results.items():
            if (found.results[rule].label or "") != label:
                failing.append(f"example {number}: {rule} gives {found.results[rule].label}")
        if [alert.item for alert in found.alerts] != list(example.alerts):
            failing.append(f"example {number}: the alerts are {[a.item for a in found.alerts]}")
    return failing
