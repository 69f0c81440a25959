"""How the scores stand before and after an event. It says what went together, never why.

Two differences are worked out. The plain one is the mean after less the mean before. The other
allows one slope through all the scores (least squares), since in treatment scores move anyway: it
is what is left at the event beyond that slope. Beside them stands how often as large a difference
is found when the same scores are divided at any other place (the start-point test of Onghena
1992): it needs no distribution and keeps the likeness of neighbouring scores.

A date known only to the month or year is a stretch of days; the scores within it, as those of the
day itself, are on neither side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median

from kith.core.series.fit import fit
from kith.core.series.model import LEAST, Interval, Point, values, weeks

WINDOW_DAYS = 84
LEAST_PLACED = 3  # scores on each side of any other place at which the scores are divided


@dataclass(frozen=True, slots=True)
class Side:
    """The scores on one side of the event."""

    n: int
    mean: float | None = None
    median: float | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What the scores of the weeks around an event show; no figures where they are too few."""

    before: Side
    after: Side
    left_out: int
    window_days: int
    needs: tuple[str, ...]
    plain: Interval | None = None
    beyond_slope: Interval | None = None
    slope: float | None = None  # per week, the one slope of both sides
    alike: float | None = None  # how alike neighbouring scores are, 0 to 1
    places: int = 0
    as_large: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there are scores enough on both sides."""
        return not self.needs


def split(
    known: Sequence[Point], first: date, last: date, window_days: int = WINDOW_DAYS
) -> tuple[list[Point], list[Point], int]:
    """The scores before and after the event within the window, and how many are on neither side."""
    if last < first:
        raise ValueError("the event ends before it begins")
    window = timedelta(days=window_days)
    before = [point for point in known if first - window <= point.on < first]
    after = [point for point in known if last < point.on <= last + window]
    return before, after, sum(first <= point.on <= last for point in known)


def around(
    known: Sequence[Point],
    first: date,
    last: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Around:
    """Compare the scores before and after an event that lay from `first` to `last`."""
    before, after, left_out = split(known, first, last or first, window_days)
    sides = _side(before), _side(after)
    needs = too_few(len(before), len(after))
    if needs:
        return Around(*sides, left_out, window_days, needs)
    both = [*before, *after]
    found, times = values(both), weeks(both)
    level = [1.0] * len(both)
    step = [0.0] * len(before) + [1.0] * len(after)
    plain = fit([level, step], found, times)
    sloped = fit([level, times, step], found, times)
    places, as_large = _placed(found, len(before))
    return Around(
        *sides,
        left_out,
        window_days,
        (),
        plain=plain.term,
        beyond_slope=sloped.term,
        slope=fit([level, step, times], found, times).term.value,
        alike=plain.alike,
        places=places,
        as_large=as_large,
    )


def too_few(before: int, after: int, least: int = LEAST) -> tuple[str, ...]:
    """What is still needed on either side, in words; nothing where there is enough."""
    sides = (("before", before), ("after", after))
    return tuple(
        f"{least - n} more score{'s' if least - n > 1 else ''} {side} the event"
        for side, n in sides
        if n < least
    )


def _side(known: Sequence[Point]) -> Side:
    if not known:
        return Side(0)
    found = values(known)
    return Side(len(known), fmean(found), median(found), known[0].on, known[-1].on)


def _placed(found: Sequence[float], before: int) -> tuple[int, int]:
    """At how many places the scores can be divided, and at how many the means differ as much."""
    places = range(LEAST_PLACED, len(found) - LEAST_PLACED + 1)
    apart = {place: abs(fmean(found[place:]) - fmean(found[:place])) for place in places}
    same = 1e-9 * max(1.0, *(abs(value) for value in found))
    return len(apart), sum(one >= apart[before] - same for one in apart.values())
