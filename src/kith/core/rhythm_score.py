"""How regular the weeks of a diary were: scores week by week, usual times, times to move to.

Here: a diary's days to weeks and their scores. Not here: the computation (regularity), what a diary
day may hold (rhythm), and what a low score means for anybody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from kith.core.regularity import (
    WINDOW,
    Item,
    Outliers,
    Score,
    item_of,
    middle_of,
    minutes_apart,
    offset_from,
    score,
)
from kith.core.rhythm import DAY, Day, anchors

__all__ = [
    "STEADY", "WINDOW", "Item", "Outliers", "Score", "Target", "Usual", "Week", "item_of",
    "middle_of", "near", "score", "times_of", "usual", "weeks",
]  # fmt: skip

WEEK = 7
STEADY = 3.5
LATELY = timedelta(days=14)

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
        way = offset_from(self.start, self.at)
        moved = self.step * (max((day - self.agreed_on).days, 0) // WEEK + 1)
        done = min(moved, abs(way))
        return (self.start + (done if way > 0 else -done)) % DAY

    def is_reached_on(self, day: date) -> bool:
        """The steps have come to their end."""
        return self.on(day) == self.at


def near(at: int, aim: int) -> bool:
    """Whether a time lies within the window of another."""
    return minutes_apart(at, Fraction(aim)) <= WINDOW
