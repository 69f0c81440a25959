"""How regular the times of day of one week were: the Social Rhythm Metric's published computation.

Here: clock times in minutes after midnight to a score. Not here: diaries, weeks by date and times
to move to (rhythm_score).

Everything after the choice of the middle is whole-number arithmetic, so that "within 45 minutes,
inclusive" and "further than 1.5 standard deviations" mean exactly that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Literal

DAY = 24 * 60
LEAST_DAYS = 3
WINDOW = 45
FAR = Fraction(3, 2)
TIGHT = Fraction(1, 2)  # minutes: a spread this small leaves nothing to drop

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
    offsets = [offset_from(middle, at) for at in times]
    mean = Fraction(sum(offsets), len(offsets))
    variance = sum((at - mean) ** 2 for at in offsets) / (len(offsets) - 1)
    limit = FAR**2 * variance if variance > TIGHT**2 else None
    far = {n for n, at in enumerate(offsets) if limit is not None and (at - mean) ** 2 > limit}
    kept = [at for n, at in enumerate(offsets) if n not in far]
    usual = Fraction(sum(kept), len(kept))
    hits = sum(
        minutes_apart(at, usual) <= WINDOW and (outliers == "count" or n not in far)
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


def offset_from(middle: int, at: int) -> int:
    """How far after the middle, from -719 to 720 minutes."""
    offset = (at - middle) % DAY
    return offset - DAY if offset > DAY // 2 else offset


def minutes_apart(one: int, other: Fraction) -> Fraction:
    apart = abs(one - other) % DAY
    return min(apart, DAY - apart)
