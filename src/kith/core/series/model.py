"""The scores of one measure by day, and what every reading of them says about itself."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Literal

HigherIs = Literal["worse", "better", "neither"]
LEVEL = 0.95
LEAST = 5  # scores on each side of an event, below which nothing is worked out
LEAST_SOURCE = (
    "Kratochwill et al. 2010, What Works Clearinghouse standards for single-case designs: five "
    "measurements in a phase; recalled, not re-read"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One day's score."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, and the values that are compatible with the scores; none where none can be had."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def is_clear(self) -> bool:
        """Whether no difference at all lies outside the interval."""
        return self.low is not None and self.high is not None and self.low * self.high > 0


def points(scores: Iterable[tuple[date, float | None]]) -> tuple[Point, ...]:
    """The scores in their order, one for each day.

    What has no total (None, or not a number) is no score. Several of one day become their mean:
    two answers of one afternoon are not two weeks of news.
    """
    by_day: dict[date, list[float]] = defaultdict(list)
    for on, value in scores:
        if value is not None and math.isfinite(value):
            by_day[on].append(float(value))
    return tuple(Point(on, fmean(by_day[on])) for on in sorted(by_day))


def values(known: Sequence[Point]) -> list[float]:
    """The bare scores."""
    return [point.value for point in known]


def weeks(known: Sequence[Point]) -> list[float]:
    """When each score was given, in weeks after the first."""
    return [(point.on - known[0].on).days / 7 for point in known]
