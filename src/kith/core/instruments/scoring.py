"""Answers to scores, results and alerts.

Here: what others call for one filled-in instrument. Not here: how a definition is made ready
(plans), the comparison of two scores (change), reading and writing of answers (lines).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from kith.core.errors import AnswersError, Problem
from kith.core.instruments.circumplex import Summary, summary
from kith.core.instruments.model import AlertRule, Instrument, Item, Scale
from kith.core.instruments.plans import (
    Answers,
    Plan,
    Result,
    Score,
    plan_of,
    rounded_half_up,
)

__all__ = [
    "Alert", "Answers", "Evaluation", "Result", "Score", "Summary", "alerts", "asked", "bands",
    "check", "critical_unanswered", "evaluate", "results", "rounded_half_up", "score",
]  # fmt: skip


KINDS = frozenset({int, type(None)})
"""What nearly every answer is; numbers with decimals are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What somebody must see, with the rule that says so.

    `item` is the place it arose: the item's id, or `scale:total`, `rule:screen`; `value` is the
    answer, the score, or the id of what the rule found.
    """

    item: str
    value: int | float | str
    level: str
    why: str
    rule: AlertRule


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that follows from one set of answers."""

    scores: dict[str, Score]
    results: dict[str, Result]
    alerts: list[Alert]
    circumplex: Summary | None = None


def check(instrument: Instrument, answers: Mapping[str, object]) -> None:
    """Raise AnswersError, with one problem for each item, unless the answers fit."""
    plan = plan_of(instrument)
    # bool is a kind of int in Python, but true is no answer to "how often": kinds are compared too
    fit = KINDS.issuperset(map(type, answers.values())) and answers.items() <= plan.pairs
    problems = [] if fit else _misfits(instrument, plan, answers)
    if not problems and plan.conditional:
        problems = _answered_though_hidden(instrument, plan, answers)
    if not problems and instrument.one_of:
        problems = _answered_twice(instrument, answers)
    if problems:
        raise AnswersError(problems)


def _misfits(instrument: Instrument, plan: Plan, answers: Mapping[str, object]) -> list[Problem]:
    """Each answer that its question does not have."""
    return [
        Problem(item, _misfit(instrument, item, value))
        for item, value in answers.items()
        if item not in plan.allowed
        or (
            value is not None
            and (
                (type(value) is not int and (type(value) is not float or item not in plan.decimal))
                or value not in plan.allowed[item]
            )
        )
    ]


def _answered_though_hidden(
    instrument: Instrument, plan: Plan, answers: Mapping[str, object]
) -> list[Problem]:
    if all(answers.get(item) is None for item, _ in plan.conditional):
        return []
    return [
        Problem(item, f"{_named(instrument, item)} is not asked after the other answers given")
        for item in sorted(plan.hidden(answers))  # type: ignore[arg-type] # their values were checked
        if answers.get(item) is not None
    ]


def _answered_twice(instrument: Instrument, answers: Mapping[str, object]) -> list[Problem]:
    problems = []
    for choice in instrument.one_of:
        given = [item for item in choice if answers.get(item) is not None]
        if len(given) > 1:
            names = " and ".join(_named(instrument, item) for item in given)
            problems.append(Problem(given[1], f"only one of {names} may be answered"))
    return problems


def _named(instrument: Instrument, item: str) -> str:
    number = [one.id for one in instrument.items].index(item) + 1
    return f"item {number} ({item})"


def _misfit(instrument: Instrument, item: str, value: object) -> str:
    if item not in plan_of(instrument).allowed:
        known = ", ".join(one.id for one in instrument.items)
        return f"{_shown(item)} is no question of {instrument.short_name}; there are: {known}"
    choice = choices(instrument, instrument.item(item))
    return f"{_named(instrument, item)}: {_shown(value)} is not allowed; allowed: {choice} or null"


def choices(instrument: Instrument, item: Item) -> str:
    """The answers one item can have, in a phrase that stays short: "0, 1, 2", "0 to 100"."""
    values = sorted(instrument.values_of(item))
    if len(values) <= 12:
        return ", ".join(str(one) for one in values)
    step = values[1] - values[0]
    by = "" if step == 1 else f" in steps of {step:.4g}"
    return f"{values[0]} to {values[-1]}{by}"


def _shown(value: object) -> str:
    """A value as somebody typed it, kept short: it may be anything, of any size."""
    if isinstance(value, int) and abs(value) >= 10**12:
        return "so large a number"
    if isinstance(value, str):
        value = value if len(value) <= 30 else f"{value[:30]}..."
    return json.dumps(value) if isinstance(value, int | float | str) else "a list or an object"


def asked(instrument: Instrument, answers: Answers) -> list[Item]:
    """The questions to put, given the answers so far: all but those a skip rule hides."""
    hidden = plan_of(instrument).hidden(answers)
    return [item for item in instrument.items if item.id not in hidden]


def score(instrument: Instrument, answers: Answers) -> dict[str, Score]:
    """Every scale's score. The answers are taken as checked."""
    plan = plan_of(instrument)
    return {name: scale.score(plan, answers) for name, scale in plan.scales}


def bands(scale: Scale, value: float | None) -> dict[str, str | None]:
    """The band of a value by each published scheme, by the scheme's name."""
    return {banding.scheme: banding.label(value) for banding in scale.bandings}


def alerts(instrument: Instrument, answers: Answers, *, whole: bool = True) -> list[Alert]:
    """Everything that somebody must see: each answer by itself, also when there is no total.

    `whole = False`: the person is still answering, so scores and rules say nothing yet.
    """
    plan = plan_of(instrument)
    hits = _item_alerts(plan, answers)
    if whole and (plan.score_alerts or plan.result_alerts):
        scores = score(instrument, answers)
        hits += _later_alerts(plan, scores, _results(plan, answers, scores))
    return hits


def _item_alerts(plan: Plan, answers: Answers) -> list[Alert]:
    hits = []
    for item, firing, rule in plan.item_alerts:
        value = answers.get(item)
        if value in firing and value is not None:
            hits.append(Alert(item, value, rule.level, rule.why, rule))
    return hits


def _later_alerts(
    plan: Plan, scores: Mapping[str, Score], found: Mapping[str, Result]
) -> list[Alert]:
    hits = []
    for rule in plan.score_alerts:
        value = scores[rule.scale or ""].value
        if value is not None and rule.met_by(value):
            hits.append(Alert(f"scale:{rule.scale}", value, rule.level, rule.why, rule))
    for rule in plan.result_alerts:
        outcome = found[rule.rule or ""].id
        if outcome is not None and outcome in rule.outcomes:
            hits.append(Alert(f"rule:{rule.rule}", outcome, rule.level, rule.why, rule))
    return hits


def alert_rule(instrument: Instrument, place: str, value: str) -> AlertRule | None:
    """The rule that an alert's place and value, as they were stored, met."""
    kind, _, name = place.rpartition(":")
    for rule in instrument.alerts:
        if kind == "rule":
            if rule.rule == name and value in rule.outcomes:
                return rule
        elif (rule.scale == name if kind else place in rule.items) and rule.met_by(float(value)):
            return rule
    return None


def results(instrument: Instrument, answers: Answers) -> dict[str, Result]:
    """What each rule by counts finds. The answers are taken as checked."""
    plan = plan_of(instrument)
    needed = any(rule.scales for _, rule in plan.rules)
    return _results(plan, answers, score(instrument, answers) if needed else {})


def _results(plan: Plan, answers: Answers, scores: Mapping[str, Score]) -> dict[str, Result]:
    return {name: rule.result(plan, answers, scores) for name, rule in plan.rules}


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
    plan = plan_of(instrument)
    scores = {name: scale.score(plan, answers) for name, scale in plan.scales}
    found = _results(plan, answers, scores)
    hits = _item_alerts(plan, answers)
    if plan.score_alerts or plan.result_alerts:
        hits += _later_alerts(plan, scores, found)
    circle = summary(instrument, answers) if instrument.circumplex else None
    return Evaluation(scores, found, hits, circle)
