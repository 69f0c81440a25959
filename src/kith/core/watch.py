"""What a course is watched for: a score, or something in the rhythm diary, that a person must see.

Here: whether a watch rule of a protocol is met, and the sentence that says why. Not here: the
rules (they stand in each protocol), whom an alert goes to, and what an instrument says of its own
answers. Nothing here predicts: each rule reads what was written down, and never what was not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from kith.core.rhythm import Night, length_words
from kith.core.rhythm_score import Week

if TYPE_CHECKING:
    from kith.core.protocols.parts import Watch


@dataclass(frozen=True, slots=True)
class Scored:
    """One scale of one response."""

    on: date
    value: float | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that was met. `about` names the occasion, `said` what met it, `why` both in words."""

    about: str
    said: str
    why: str


# ---------------------------------------------------------------- scores


def met_by_scores(rule: "Watch", name: str, scores: Sequence[Scored]) -> Hit | None:
    """Whether the last of these scores, oldest first, meets a rule on the instrument `name`.

    A response without a score is passed over: it says nothing for or against.
    """
    known = [one for one in scores if one.value is not None]
    if not known or scores[-1].value is None or len(known) < rule.times:
        return None
    last = known[-rule.times :]
    words = _score_words(rule, [one.value or 0 for one in last], _before(known, rule.times))
    if not words:
        return None
    values = _joined([f"{one.value:g}" for one in last])
    return Hit(rule.scale or "", f"{last[-1].value:g}", f"{name} {values}: {words}")


def _before(known: Sequence[Scored], times: int) -> float | None:
    return known[-times - 1].value if len(known) > times else None


def _score_words(rule: "Watch", values: Sequence[float], before: float | None) -> str:
    row = f", {rule.times} times in a row" if rule.times > 1 else ""
    if rule.at_least is not None:
        is_met = all(value >= rule.at_least for value in values)
        return f"{rule.at_least:g} or more{row}" if is_met else ""
    if rule.at_most is not None:
        is_met = all(value <= rule.at_most for value in values)
        return f"{rule.at_most:g} or less{row}" if is_met else ""
    if rule.rise is None or before is None:
        return ""
    is_met = all(value - before >= rule.rise for value in values)
    return f"a rise of {rule.rise:g} or more from {before:g}{row}" if is_met else ""


# ---------------------------------------------------------------- the diary


def met_by_nights(rule: "Watch", nights: Iterable[Night], on: date) -> Hit | None:
    """Whether `on` belongs to so many short nights in a row.

    A night that nobody wrote down breaks the row: it is not taken for a short one, nor a long one.
    """
    if rule.hours is None or rule.nights is None:
        return None
    lengths = {one.on: one.minutes for one in nights if one.minutes is not None}

    def is_short(day: date) -> bool:
        return day in lengths and lengths[day] < (rule.hours or 0) * 60

    if not is_short(on):
        return None
    first, last = on, on
    while is_short(first - timedelta(days=1)):
        first -= timedelta(days=1)
    while is_short(last + timedelta(days=1)):
        last += timedelta(days=1)
    count = (last - first).days + 1
    if count < rule.nights:
        return None
    lately = [first + timedelta(days=n) for n in range(count)][-3:]
    said = _joined([length_words(lengths[day]) for day in lately])
    row = f"{count} nights in a row" if count > 1 else "One night"
    until = f"the last on {last.day} {last:%B}"
    return Hit(
        first.isoformat(), str(count), f"{row} under {rule.hours:g} hours of sleep, {until}: {said}"
    )


def met_by_weeks(rule: "Watch", weeks: Sequence[Week]) -> Hit | None:
    """Whether regularity fell from one whole week to the next by as much as the rule says.

    Missing entries of the later week are read in the client's favour.
    """
    whole = [week for week in weeks if week.is_whole and week.score.exact is not None]
    if rule.fall is None or len(whole) < 2:
        return None
    before, after = list(pairwise(whole))[-1]
    was, now, at_most = before.score.exact, after.score.exact, after.at_most
    if was is None or now is None or at_most is None or was - at_most < rule.fall:
        return None
    said = f"from {float(was):.1f} to {float(now):.1f} in the week to {after.last.day}"
    why = f"Regularity of the days fell {said} {after.last:%B}: by {rule.fall:g} or more"
    return Hit(after.first.isoformat(), f"{float(now):.1f}", why)


def met_by_silence(rule: "Watch", kept_at: datetime | None, now: datetime) -> Hit | None:
    """Whether the diary had been left longer than the rule allows, before what is written now."""
    allowed = rule.hours if rule.hours is not None else 24 * (rule.nights or 0)
    if kept_at is None or not allowed:
        return None
    hours = int((now - kept_at).total_seconds() // 3600)
    if hours <= allowed:
        return None
    gap = f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
    why = f"Nothing had been written in the diary for {gap}: more than {allowed:g} hours"
    return Hit(f"{kept_at:%Y-%m-%d}", gap, why)


def _joined(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
