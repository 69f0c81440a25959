"""Which scores count: one for each day, in order, and only those that have a total."""

import math
from datetime import date

import pytest

from kith.core.series import student
from kith.core.series.model import Interval, Point, points, values, weeks

MONDAY, TUESDAY, NEXT = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 12)


def test_scores_stand_in_the_order_of_their_days():
    known = points([(NEXT, 9), (MONDAY, 12)])
    assert known == (Point(MONDAY, 12.0), Point(NEXT, 9.0))
    assert values(known) == [12.0, 9.0]
    assert weeks(known) == [0.0, 1.0]


@pytest.mark.parametrize("missing", [None, math.nan, math.inf, -math.inf])
def test_what_has_no_total_is_no_score(missing):
    assert points([(MONDAY, missing), (TUESDAY, 0)]) == (Point(TUESDAY, 0.0),)


def test_several_scores_of_one_day_are_one_their_mean():
    assert points([(MONDAY, 10), (MONDAY, 13), (MONDAY, None)]) == (Point(MONDAY, 11.5),)


def test_no_scores_are_no_series():
    assert points([]) == ()


@pytest.mark.parametrize(
    ("low", "high", "clear"),
    [(1, 2, True), (-2, -1, True), (-1, 2, False), (0, 1, False), (None, None, False)],
)
def test_an_interval_is_clear_where_nothing_lies_outside_it(low, high, clear):
    assert Interval(1.0, low, high).is_clear is clear


# Share, degrees of freedom and quantile as tables of the t distribution print them.
TABLE = [
    (0.975, 1, 12.706), (0.975, 2, 4.303), (0.975, 5, 2.571), (0.975, 10, 2.228),
    (0.975, 30, 2.042), (0.975, 120, 1.980), (0.95, 4, 2.132), (0.995, 9, 3.250), (0.5, 7, 0.0),
]  # fmt: skip


@pytest.mark.parametrize(("share", "freedom", "expected"), TABLE)
def test_students_quantiles_are_those_of_the_tables(share, freedom, expected):
    assert student.quantile(share, freedom) == pytest.approx(expected, abs=0.0006)
    assert student.quantile(1 - share, freedom) == pytest.approx(-expected, abs=0.0006)


@pytest.mark.parametrize("freedom", [1, 1.5, 3.7, 8, 41.2])
@pytest.mark.parametrize("share", [0.05, 0.4, 0.6, 0.9, 0.999])
def test_a_quantile_has_its_share_below_it(share, freedom):
    assert student.below(student.quantile(share, freedom), freedom) == pytest.approx(share)


@pytest.mark.parametrize(("share", "freedom"), [(0, 5), (1, 5), (0.5, 0), (0.5, -1)])
def test_what_is_no_share_is_refused(share, freedom):
    with pytest.raises(ValueError, match="between 0 and 1"):
        student.quantile(share, freedom)
