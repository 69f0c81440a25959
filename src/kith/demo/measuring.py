"""Answers to whatever a protocol asks for, with totals that the tale gives, or its course.

Here: what is asked before a session, and answers that add up. Not here: questions sent by link
(asking), nor the scores of the standard courses (scores).
"""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from kith.core import catalogue
from kith.core.instruments import scoring
from kith.core.instruments.model import Instrument, Item
from kith.core.protocols.engine import Course
from kith.demo import asking
from kith.demo.chart import Chart, later
from kith.record import access, facts

Answers = dict[str, int | None]

WORST = 24  # the PHQ-9 from which a course starts at its heaviest
# What the heaviest start of a course may be on an instrument; elsewhere nine tenths of its range.
_HEAVIEST: Mapping[str, float] = {
    "phq9": 24, "phqa": 24, "gad7": 19, "epds": 26, "core10": 32, "pcl5": 66, "isi": 26,
    "lsassr": 104, "cesd": 46, "edeq": 5.2, "audit": 26, "auditc": 9, "iip32": 2.6, "wsas": 33,
    "cgas": 100, "asrm": 2,
}  # fmt: skip
_RISES = {"cgas", "goals"}  # a higher total is better
_HARM = {"phq9": "self_harm", "phqa": "self_harm", "epds": "q10", "core10": "plans"}
_NEVER = {"thoughts_month", "attempt_ever", "past_year"}
_GOAL_AT_BEST = 9


def fill(chart: Chart, number: int, day: date, before: Course | None = None) -> Course:
    """Enter what the coming session asks for, and take on what it raises.

    Returns the course as it stood before, which a caller may have at hand.
    """
    before = before or facts.course_of(chart.episode, day)
    asked = [_instead(before, name) for name in before.measures_for_next_session]
    given = [name for name, row in chart.tale.totals.items() if _given(row, number) is not None]
    with chart.on(day, *later(chart.place.hour, -10)):
        for name in dict.fromkeys((*asked, *given)):
            if name != "asq":
                asking.enter(chart, name, _answers(chart, name, number), "paper")
            elif number > 1:
                _ask_aloud(chart)
        take_on(chart)
    return before


def _instead(before: Course, name: str) -> str:
    """What counts in the place of an interview that has no total to enter."""
    has_total = "total" in catalogue.instrument(name).scales or name == "asq"
    return name if has_total else before.alternatives.get(name, name)


def take_on(chart: Chart) -> None:
    """Every alert that waits is seen and taken on."""
    chart.alerts = list(access.open_alerts(chart.by).filter(episode=chart.episode))
    asking.acknowledge(chart)


def _ask_aloud(chart: Chart) -> None:
    nothing = {"wished_dead": 0, "better_off": 0, "thoughts": 0, "ever_tried": 0}
    asking.enter(chart, "asq", nothing, "interview")


def _given(row: tuple[float, ...], number: int) -> float | None:
    """What the tale says of one session; a negative number: it was not asked."""
    value = row[number - 1] if number <= len(row) else -1
    return value if value >= 0 else None


def _answers(chart: Chart, name: str, number: int) -> Answers:
    tale = chart.tale
    total = _given(tale.totals.get(name, ()), number)
    meeting = tale.meetings[number - 1] if number <= len(tale.meetings) else None
    level = (meeting.phq9 if meeting else chart.level) / WORST
    if name == "goals":
        return _goals(chart, level if total is None else 1 - total / _GOAL_AT_BEST)
    if total is None:
        total = _HEAVIEST.get(name, 0.0) * (1 - level * 0.5 if name in _RISES else level)
    harm = meeting.self_harm if meeting else 0
    return answers(chart.lots, catalogue.instrument(name), total, harm)


def _goals(chart: Chart, level: float) -> Answers:
    lifted = max(0.0, min(1.0, 1 - level))
    number = min(3, len(chart.tale.agreed.goals))
    values = [round(1 + 8 * lifted + chart.lots.uniform(-0.8, 0.8)) for _ in range(number)]
    return {f"goal_{n}": max(0, min(10, one)) for n, one in enumerate(values, start=1)}


def answers(lots: random.Random, instrument: Instrument, total: float, harm: int = 0) -> Answers:
    """Answers with about this total: the very one where the scale is a plain sum."""
    alone: Answers = {item.id: 0 for item in instrument.items if item.id in _NEVER}
    if instrument.id in _HARM:
        alone[_HARM[instrument.id]] = harm
    rated = [item for item in instrument.items if item.scored and item.id not in alone]
    if len(rated) == 1:
        nearest = min(instrument.values_of(rated[0]), key=lambda one: abs(one - total))
        return {rated[0].id: int(nearest)}
    counted = [item for item in instrument.items if not item.scored]
    scale = instrument.scales.get("total")
    aim = total * len(rated) if scale and scale.method == "mean" else total - harm
    turned = set(scale.reversed) if scale else set()
    found = {
        **{item.id: 0 for item in counted},
        **alone,
        **_spread(lots, instrument, rated, aim, turned),
    }
    asked = {item.id for item in scoring.asked(instrument, found)}
    return {name: value for name, value in found.items() if name in asked}


def _spread(
    lots: random.Random,
    instrument: Instrument,
    items: Sequence[Item],
    aim: float,
    turned: Collection[str],
) -> Answers:
    """Raise one answer after the other, by lot, until their sum is reached."""
    values = {item.id: sorted(instrument.values_of(item)) for item in items}
    at = {item.id: 0 for item in items}
    reached: float = sum(row[0] for row in values.values())
    while reached < aim:
        room = [name for name, row in values.items() if at[name] < len(row) - 1]
        if not room:
            break
        name = lots.choice(room)
        row, at[name] = values[name], at[name] + 1
        reached += row[at[name]] - row[at[name] - 1]
    return {
        name: int(row[len(row) - 1 - at[name]] if name in turned else row[at[name]])
        for name, row in values.items()
    }
