"""How scores stand before and after an event: levels, intervals, other places, and too few."""

import random
from datetime import date, timedelta
from statistics import fmean

import pytest

from kith.core.series.around import LEAST_PLACED, around, split
from kith.core.series.model import LEAST, points

STEP = (20, 19, 21, 18, 20, 19, 14, 13, 15, 12, 14, 11)
TREND = (20, 18.5, 17, 17.5, 16, 14.5, 14, 13.5, 11, 11.5, 10, 8.5, 8, 7.5)


def test_it_gives_the_level_on_each_side_and_the_scores_behind_it(weekly, between):
    found = around(weekly(*STEP), between(6))
    assert (found.before.n, found.before.mean, found.before.median) == (6, 19.5, 19.5)
    assert (found.after.n, found.after.median) == (6, 13.5)
    assert found.plain.value == pytest.approx(fmean(STEP[6:]) - fmean(STEP[:6]))
    assert found.before.last == date(2026, 2, 9)
    assert found.after.first == date(2026, 2, 16)


def test_a_step_is_more_than_a_slope_and_a_slope_is_no_step(weekly, between):
    step = around(weekly(*STEP), between(6))
    assert step.plain.is_clear
    assert step.beyond_slope.is_clear
    assert step.as_large == 1
    slope = around(weekly(*TREND), between(7))
    assert slope.plain.value < -5
    assert not slope.beyond_slope.is_clear
    assert slope.slope == pytest.approx(-1, abs=0.1)
    assert slope.as_large > 1


def test_least_squares_agree_with_the_formulas_of_the_textbook(weekly, between):
    """Without likeness of neighbours: the two-sample t interval. Its t for 10 is 2.228."""
    found = around(weekly(*STEP), between(6))
    assert found.alike == 0
    before, after = STEP[:6], STEP[6:]
    squares = sum((v - fmean(side)) ** 2 for side in (before, after) for v in side)
    error = (squares / 10 * (1 / 6 + 1 / 6)) ** 0.5
    assert found.plain.high - found.plain.value == pytest.approx(2.2281 * error, rel=1e-4)


def test_the_slope_is_that_of_a_regression_on_time_and_step(weekly, between):
    """An exact line with an exact step is found again, whatever the gaps."""
    days = (0, 3, 9, 10, 20, 33, 40, 41, 55, 60)
    start = date(2026, 1, 5)
    known = points(
        (start + timedelta(days=day), 20 - 0.5 * day / 7 - 4 * (day > 30) + (day % 2) * 1e-3)
        for day in days
    )
    found = around(known, start + timedelta(days=30))
    assert found.beyond_slope.value == pytest.approx(-4, abs=0.01)
    assert found.slope == pytest.approx(-0.5, abs=0.01)


def test_alike_neighbours_make_the_interval_wider(weekly, between):
    """The same twelve scores: once in waves, once shuffled within their side."""
    waves = (10, 11, 12, 13, 12, 11, 8, 7, 6, 5, 6, 7)
    mixed = (10, 13, 11, 12, 11, 12, 8, 5, 7, 6, 7, 6)
    wide, narrow = (around(weekly(*found), between(6)) for found in (waves, mixed))
    assert wide.plain.value == narrow.plain.value
    assert wide.alike > narrow.alike
    assert wide.plain.high - wide.plain.low > narrow.plain.high - narrow.plain.low


def test_opposite_neighbours_never_make_it_narrower(weekly, between):
    zigzag = (10, 14, 10, 14, 10, 14, 8, 12, 8, 12, 8, 12)
    found = around(weekly(*zigzag), between(6))
    assert found.alike == 0
    squares = 12 * 4.0
    error = (squares / 10 * (1 / 6 + 1 / 6)) ** 0.5
    assert found.plain.high - found.plain.value == pytest.approx(2.2281 * error, rel=1e-4)


def test_the_interval_holds_the_truth_about_as_often_as_it_says(weekly, between):
    """Series without any step, drawn with a given seed; neighbours alike by 0.4."""
    chance, held, times = random.Random(7), 0, 300
    for _ in range(times):
        last, found = chance.gauss(0, 1), []
        for _ in range(14):
            found.append(last)
            last = 0.4 * last + 0.84**0.5 * chance.gauss(0, 1)
        one = around(weekly(*found), between(7)).plain
        held += one.low < 0 < one.high
    assert 0.9 <= held / times <= 0.99


# ---- other places


def test_every_place_is_tried_and_the_own_one_counts(weekly, between):
    found = around(weekly(*STEP), between(6))
    assert found.places == len(STEP) - 2 * LEAST_PLACED + 1
    same = around(weekly(*[5] * 12), between(6))
    assert same.as_large == same.places


# ---- too few


@pytest.mark.parametrize(
    ("before", "after", "needs"),
    [
        (5, 5, ()),
        (4, 5, ("1 more score before the event",)),
        (9, 3, ("2 more scores after the event",)),
        (0, 0, ("5 more scores before the event", "5 more scores after the event")),
    ],
)
def test_too_few_scores_give_no_figure_but_the_reason(weekly, between, before, after, needs):
    known = weekly(*range(before + after))
    found = around(known, between(before))
    assert found.needs == needs
    assert found.is_enough is not bool(needs)
    assert (found.plain is None) is bool(needs)
    assert (found.before.n, found.after.n) == (before, after)


def test_five_on_each_side_is_the_least():
    assert LEAST == 5


def test_only_the_weeks_around_it_count(weekly):
    known = weekly(*range(40))
    event = known[20].on
    found = around(known, event, window_days=42)
    assert (found.before.n, found.after.n, found.left_out) == (6, 6, 1)
    assert around(known, event).before.n == 12


def test_scores_of_the_day_itself_or_of_an_unsure_date_are_on_neither_side(weekly):
    known = weekly(*STEP)
    before, after, left_out = split(known, known[5].on, known[7].on)
    assert [len(before), len(after), left_out] == [5, 4, 3]
    assert before[-1].on < known[5].on
    assert after[0].on > known[7].on


def test_an_event_cannot_end_before_it_begins(weekly):
    with pytest.raises(ValueError, match="ends before"):
        split(weekly(1, 2), date(2026, 2, 2), date(2026, 2, 1))


# ---- what must hold for all series

SERIES = [
    STEP,
    TREND,
    (3, 3, 3, 3, 3, 3, 9, 9, 9, 9, 9, 8),
    (7, 2, 9, 4, 4, 8, 1, 1, 12, 3, 5, 5, 6, 2),
]


@pytest.mark.parametrize("found", SERIES)
def test_adding_to_every_score_changes_no_difference(weekly, between, found):
    one = around(weekly(*found), between(6))
    two = around(weekly(*(v + 100 for v in found)), between(6))
    for name in ("plain", "beyond_slope"):
        a, b = getattr(one, name), getattr(two, name)
        assert (a.value, a.low, a.high) == pytest.approx((b.value, b.low, b.high), abs=1e-6)
    assert (one.places, one.as_large) == (two.places, two.as_large)
    assert one.alike == pytest.approx(two.alike, abs=1e-6)


@pytest.mark.parametrize("found", SERIES)
@pytest.mark.parametrize("by", [3, 0.01, -1, -20])
def test_a_scale_of_other_units_gives_the_same_in_those_units(weekly, between, found, by):
    one = around(weekly(*found), between(6))
    two = around(weekly(*(v * by for v in found)), between(6))
    for name in ("plain", "beyond_slope"):
        a, b = getattr(one, name), getattr(two, name)
        assert b.value == pytest.approx(a.value * by)
        assert sorted((b.low, b.high)) == pytest.approx(sorted((a.low * by, a.high * by)))
    assert one.as_large == two.as_large


@pytest.mark.parametrize("found", SERIES)
def test_time_run_backwards_turns_the_difference_round(weekly, between, found):
    half = len(found) // 2
    one = around(weekly(*found), between(half))
    two = around(weekly(*reversed(found)), between(len(found) - half))
    assert two.plain.value == pytest.approx(-one.plain.value)
    assert two.plain.low == pytest.approx(-one.plain.high)
    assert two.beyond_slope.value == pytest.approx(-one.beyond_slope.value)
    assert two.slope == pytest.approx(-one.slope)


def test_scores_that_never_vary_have_no_interval(weekly, between):
    flat = around(weekly(*[8] * 12), between(6))
    assert (flat.plain.value, flat.plain.low, flat.plain.high) == (0, None, None)
    step = around(weekly(*[5] * 6, *[9] * 6), between(6))
    assert step.plain.value == pytest.approx(4)
    assert step.plain.low is None
    assert not step.plain.is_clear


def test_gaps_and_missing_totals_are_borne(weekly, between):
    start = date(2026, 1, 5)
    days = (0, 7, 7, 9, 30, 31, 45, 47, 60, 80, 90)
    known = points((start + timedelta(days=d), None if d == 9 else d % 5) for d in days)
    found = around(known, start + timedelta(days=40))
    assert (found.before.n, found.after.n) == (4, 5)
    assert found.needs == ("1 more score before the event",)
