"""Least squares over a few scores that hang together, and how sure their last term is.

Scores of neighbouring weeks are alike, so there is less news in them than their number. The
likeness of neighbours is estimated from what the fit leaves over (Huitema & McKean 1991: raised by
the number of terms over the number of scores, against its downward bias in short series), is never
taken as less than none, and fades with the time between two scores (a first-order autoregression
in continuous time). The interval never becomes narrower than it would be without it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kith.core.series import student
from kith.core.series.model import LEVEL, Interval

MOST_ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Fit:
    """The last term with its interval, what is left over, and how alike neighbours are."""

    term: Interval
    left: tuple[float, ...]
    alike: float


Column = Sequence[float]


def fit(columns: Sequence[Column], found: Column, times: Column) -> Fit:
    """Fit `found` by the columns; the term of the last column is what is asked for."""
    *others, asked = columns
    basis: list[list[float]] = []
    for column in others:
        rest = _beside(column, basis)
        basis.append(_scaled(rest, 1 / math.sqrt(_dot(rest, rest))))
    own = _beside(asked, basis)
    weights = _scaled(own, 1 / _dot(own, own))
    basis.append(_scaled(own, 1 / math.sqrt(_dot(own, own))))
    left = _beside(found, basis)
    value = _dot(weights, found)
    if _dot(left, left) <= 1e-18 * max(1.0, _dot(found, found)):
        return Fit(Interval(value), tuple(left), 0.0)
    alike = _alike(left, len(columns))
    error = max(_error(weights, basis, left, times, r) for r in (0.0, alike))
    freedom = max(1.0, len(left) * (1 - alike) / (1 + alike) - len(columns))
    reach = student.quantile((1 + LEVEL) / 2, freedom) * error
    return Fit(Interval(value, value - reach, value + reach), tuple(left), alike)


def _alike(left: Column, terms: int) -> float:
    pairs = sum(a * b for a, b in pairwise(left))
    return min(max(pairs / _dot(left, left) + terms / len(left), 0.0), MOST_ALIKE)


def _error(
    weights: Column, basis: Sequence[Column], left: Column, times: Column, alike: float
) -> float:
    """The standard error of the term if neighbours are this alike."""
    gap = median(b - a for a, b in pairwise(times))
    likeness = [
        [(alike ** (abs(a - b) / gap) if alike else float(a == b)) for b in times] for a in times
    ]
    used = sum(_quadratic(one, likeness) for one in basis)
    spread = _dot(left, left) / (len(left) - used)
    return math.sqrt(spread * _quadratic(weights, likeness))


def _quadratic(vector: Column, matrix: Sequence[Column]) -> float:
    return _dot(vector, [_dot(row, vector) for row in matrix])


def _beside(column: Column, basis: Sequence[Column]) -> list[float]:
    """What of a column the basis does not hold; taken away twice, for exactness."""
    rest = list(column)
    for one in (*basis, *basis):
        share = _dot(rest, one)
        rest = [a - share * b for a, b in zip(rest, one, strict=True)]
    return rest


def _scaled(column: Column, by: float) -> list[float]:
    return [value * by for value in column]


def _dot(one: Column, other: Column) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))
