"""How regular a week was: the Social Rhythm Metric by its published computation, week by week.

Here: times of day to a score, usual times, and times to move to. Not here: what a diary day may
hold (rhythm), and what a low score means for anybody.

Everything after the choice of the middle is whole-number arithmetic, so that "within 45 minutes,
inclusive" and "further than 1.5 standard deviations" mean exactly that.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Literal

from kith.core.rhythm import DAY, Day, anchors

LEAST_DAYS = 3
WINDOW = 45
FAR = Fraction(3, 2)
TIGHT = Fraction(1, 2)  # minutes: a spread this small leaves nothing to drop
WEEK = 7
STEADY = 3.5
LATELY = timedelta(days=14)

Outliers = Literal["count", "leave_out"]
"""The two readings of the rule on far times: a time left out of the usual time counts as a hit
when it lies in the window ("count", the published wording and the default), or never does."""


@dataclass(frozen=True, slots=True)
class Item:
    """One activity in one week. `habitual` and `spread` in minutes; none below three days."""

    days: int
    habitual: Fraction | None = None
    spread: float | None = None
    hits: int = 0
    far: tuple[int, ...] = ()  # the places of the times that did not shape the usual time

    @property
    def counts(self) -> bool:
        """It was done on enough days to count for the score."""
        return self.habitual is not None


@dataclass(frozen=True, slots=True)
class Score:
    """The score of seven days. `activity`: how many entries there were (at most 35 for five)."""

    items: Mapping[str, Item]
    activity: int

    @property
    def counted(self) -> list[Item]:
        """The activities that count."""
        return [item for item in self.items.values() if item.counts]

    @property
    def exact(self) -> Fraction | None:
        """Hits for each activity that counts; none where none does."""
        counted = self.counted
        return Fraction(sum(item.hits for item in counted), len(counted)) if counted else None

    @property
    def value(self) -> float | None:
        """The score as a number, to two places."""
        return None if self.exact is None else round(float(self.exact), 2)


def score(times: Mapping[str, Sequence[int]], *, outliers: Outliers = "count") -> Score:
    """The score of one week from the clock times of each activity, in minutes after midnight."""
    items = {name: item_of(several, outliers=outliers) for name, several in times.items()}
    return Score(items, sum(item.days for item in items.values()))


def item_of(times: Sequence[int], *, outliers: Outliers = "count") -> Item:
    """One activity: its usual time, and on how many days it was done near that."""
    if len(times) < LEAST_DAYS:
        return Item(len(times))
    middle = middle_of(times)
    offsets = [_from(middle, at) for at in times]
    mean = Fraction(sum(offsets), len(offsets))
    variance = sum((at - mean) ** 2 for at in offsets) / (len(offsets) - 1)
    limit = FAR**2 * variance if variance > TIGHT**2 else None
    far = {n for n, at in enumerate(offsets) if limit is not None and (at - mean) ** 2 > limit}
    kept = [at for n, at in enumerate(offsets) if n not in far]
    usual = Fraction(sum(kept), len(kept))
    hits = sum(
        _apart(at, usual) <= WINDOW and (outliers == "count" or n not in far)
        for n, at in enumerate(offsets)
    )
    return Item(
        days=len(times),
        habitual=(middle + usual) % DAY,
        spread=sqrt(variance),
        hits=hits,
        far=tuple(sorted(far)),
    )


def middle_of(times: Sequence[int]) -> int:
    """The circular mean of clock times, to the minute: of 23:50 and 00:20 it is 00:05.

    Worked out from a start that the times themselves give, so that the same pattern an hour later
    has the same middle an hour later, to the last digit.
    """
    start, offsets = _turned(times)
    angles = [2 * pi * at / DAY for at in offsets]
    up, along = sum(map(sin, angles)), sum(map(cos, angles))
    if hypot(up, along) < 1e-9 * len(times):  # evenly round the clock: no middle is better
        return start
    return (start + round(atan2(up, along) * DAY / (2 * pi))) % DAY


def _turned(times: Sequence[int]) -> tuple[int, list[int]]:
    """The times after the start that reads smallest: the same for all turns of one pattern."""
    ways = {start: sorted((at - start) % DAY for at in times) for start in set(times)}
    start = min(ways, key=lambda one: (ways[one], one))
    return start, ways[start]


def _from(middle: int, at: int) -> int:
    """How far after the middle, from -719 to 720 minutes."""
    offset = (at - middle) % DAY
    return offset - DAY if offset > DAY // 2 else offset


def _apart(one: int, other: Fraction) -> Fraction:
    apart = abs(one - other) % DAY
    return min(apart, DAY - apart)


# ---------------------------------------------------------------- weeks


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a diary, from the weekday on which it was begun."""

    number: int
    first: date
    score: Score
    kept: int
    days: int  # of the week that are over or have begun
    missing: Mapping[str, int] = field(default_factory=dict)  # days on which nothing was said

    @property
    def last(self) -> date:
        """Its seventh day."""
        return self.first + timedelta(days=WEEK - 1)

    @property
    def is_whole(self) -> bool:
        """All its seven days are here."""
        return self.days == WEEK

    @property
    def at_most(self) -> Fraction | None:
        """The score if every missing entry had been a hit: what the score could still have been."""
        counted = {name: one for name, one in self.score.items.items() if one.counts}
        if not counted:
            return None
        hits = sum(one.hits + self.missing.get(name, 0) for name, one in counted.items())
        return Fraction(hits, len(counted))


def weeks(
    days: Iterable[Day], *, begun: date, until: date, outliers: Outliers = "count"
) -> list[Week]:
    """Every week from the first day of the diary to `until`, empty ones too; nothing filled in."""
    by_date = {day.on: day for day in days if begun <= day.on <= until}
    found = []
    for number in range(1, (until - begun).days // WEEK + 2):
        first = begun + timedelta(days=WEEK * (number - 1))
        dates = [first + timedelta(days=n) for n in range(WEEK)]
        here = [by_date[on] for on in dates if on in by_date]
        gone = sum(on <= until for on in dates)
        found.append(
            Week(
                number=number,
                first=first,
                score=score(times_of(here), outliers=outliers),
                kept=sum(day.is_kept for day in here),
                days=gone,
                missing={
                    name: gone - sum(name in day.entries for day in here) for name in anchors()
                },
            )
        )
    return found


def times_of(days: Iterable[Day]) -> dict[str, list[int]]:
    """The clock times of each activity, of the days on which it happened."""
    several = list(days)
    found: dict[str, list[int]] = {}
    for name in anchors():
        given = (day.at(name) for day in several)
        found[name] = [at for at in given if at is not None]
    return found


@dataclass(frozen=True, slots=True)
class Usual:
    """What an activity has been like lately: its time, and who was there most often."""

    at: int
    who: int | None


def usual(days: Iterable[Day], anchor: str, *, before: date) -> Usual | None:
    """What "as usual" means today: from the two weeks before, given three days or more.

    Times that were taken over as usual do not count again: a habit is not made by one touch.
    """
    lately = [day for day in days if before - LATELY <= day.on < before]
    given = [entry for day in lately if (entry := day.entries.get(anchor)) and not entry.usual]
    times = [entry.at for entry in given if entry.at is not None]
    habitual = item_of(times).habitual
    if habitual is None:
        return None
    said = Counter(entry.who for entry in given if entry.at is not None and entry.who is not None)
    who = min(said, key=lambda one: (-said[one], one)) if said else None
    return Usual(round(habitual / 5) * 5 % DAY, who)


# ---------------------------------------------------------------- times to move to


@dataclass(frozen=True, slots=True)
class Target:
    """A time agreed for an activity, reached from `start` by so many minutes a week; 0: at once."""

    anchor: str
    at: int
    start: int | None
    step: int
    agreed_on: date

    def on(self, day: date) -> int:
        """The time meant for the week of this day: the shorter way round, never past the end."""
        if self.start is None or not self.step:
            return self.at
        way = _from(self.start, self.at)
        moved = self.step * (max((day - self.agreed_on).days, 0) // WEEK + 1)
        done = min(moved, abs(way))
        return (self.start + (done if way > 0 else -done)) % DAY

    def is_reached_on(self, day: date) -> bool:
        """The steps have come to their end."""
        return self.on(day) == self.at


def near(at: int, aim: int) -> bool:
    """Whether a time lies within the window of another."""
    return _apart(at, Fraction(aim)) <= WINDOW
