"""One change of level: the Nile as published, how sure its place is, and what must always hold."""

import math
from datetime import date
from statistics import fmean

import pytest

from kith.core.series.changepoint import (
    LEAST_SERIES,
    LEAST_SIDE,
    chances_of,
    change_point,
    pettitt,
    squares_left,
)
from kith.core.series.model import values


def test_the_nile_changes_after_1898_as_published(nile):
    """Cobb 1978; R's strucchange finds the break in 1898 with 1 597 457 left over."""
    found = change_point(nile)
    assert found.last_before == date(1898, 1, 1)
    assert found.first_after == date(1899, 1, 1)
    assert found.pettitt_on == date(1898, 1, 1)
    assert found.level_before == pytest.approx(1097.75)
    assert found.level_after == pytest.approx(849.97, abs=0.005)
    assert squares_left(values(nile), 28) == pytest.approx(1_597_457, abs=1)
    assert found.is_clear
    assert date(1895, 1, 1) <= found.earliest <= found.last_before
    assert found.first_after <= found.latest <= date(1902, 1, 1)


def test_pettitts_figures_agree_with_counting_every_pair(nile):
    found = values(nile)
    sums = [
        abs(sum((a > b) - (a < b) for a in found[:k] for b in found[k:])) for k in range(1, 100)
    ]
    most, at, p = pettitt(found)
    assert (most, at) == (max(sums), sums.index(max(sums)) + 1) == (1617, 28)
    assert p == pytest.approx(2 * math.exp(-6 * 1617**2 / (100**3 + 100**2)))


def test_the_shares_agree_with_going_through_every_place(nile):
    """The formula written out plainly; no published figures for it were found."""
    found = values(nile)[20:45]
    n = len(found)
    weights = {}
    for k in range(LEAST_SIDE, n - LEAST_SIDE + 1):
        one, two = found[:k], found[k:]
        left = sum((v - fmean(one)) ** 2 for v in one) + sum((v - fmean(two)) ** 2 for v in two)
        weights[k] = left ** (-(n - 2) / 2) / math.sqrt(k * (n - k))
    whole = sum(weights.values())
    for k, share in chances_of(found).items():
        assert share == pytest.approx(weights[k] / whole)


def test_alike_neighbours_make_the_place_less_sure(nile):
    found = values(nile)
    assert max(chances_of(found, 0.5).values()) < max(chances_of(found).values())


@pytest.mark.parametrize("n", range(LEAST_SERIES))
def test_too_few_scores_give_no_place_but_the_reason(weekly, n):
    found = change_point(weekly(*range(n)))
    assert not found.is_enough
    assert "more score" in found.needs[0]
    assert found.last_before is None
    assert not found.is_clear


def test_below_the_least_number_the_plainest_step_would_be_doubtful():
    step = [0] * 5 + [9] * 5
    assert pettitt(step)[2] > 0.05
    step = [0] * 6 + [9] * 6
    assert pettitt(step)[2] < 0.05


def test_scores_that_never_vary_have_no_change(weekly):
    found = change_point(weekly(*[7] * 20))
    assert not found.is_enough
    assert "all of them are the same" in found.needs[0]


def test_scores_about_one_level_show_no_clear_change(weekly):
    found = change_point(weekly(9, 7, 8, 9, 6, 8, 7, 9, 8, 7, 9, 8, 6, 8))
    assert found.is_enough
    assert not found.is_clear
    assert found.earliest < found.last_before or found.latest > found.first_after


STEP = (20, 19, 21, 18, 20, 19, 14, 13, 15, 12, 14, 11, 13)
MIXED = (4, 9, 9, 2, 7, 7, 7, 3, 1, 1, 8, 2, 2, 5)


@pytest.mark.parametrize("found", [STEP, MIXED])
@pytest.mark.parametrize(("by", "add"), [(1, 40), (0.5, 0), (-1, 27), (12, -5)])
def test_units_and_direction_do_not_move_the_place(weekly, found, by, add):
    one = change_point(weekly(*found))
    two = change_point(weekly(*(by * v + add for v in found)))
    for name in ("last_before", "first_after", "earliest", "latest", "pettitt", "pettitt_on", "p"):
        assert getattr(one, name) == getattr(two, name)
    assert two.share == pytest.approx(one.share)
    assert two.level_after == pytest.approx(by * one.level_after + add)


def test_time_run_backwards_finds_the_same_place():
    one = chances_of(STEP)
    two = chances_of(STEP[::-1])
    for k, share in one.items():
        assert two[len(STEP) - k] == pytest.approx(share)
    assert pettitt(STEP)[0] == pettitt(STEP[::-1])[0]


def test_a_perfect_step_is_sure_of_its_place(weekly):
    found = change_point(weekly(*[5] * 6, *[9] * 7))
    assert (found.level_before, found.level_after) == (5, 9)
    assert found.share == pytest.approx(1)
    assert (found.earliest, found.latest) == (found.last_before, found.first_after)
