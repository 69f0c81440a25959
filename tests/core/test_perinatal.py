"""Weeks of a pregnancy and since a birth, day by day; nothing is counted after a loss."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.perinatal import LONGEST, TERM, Dates

TODAY = date(2026, 3, 2)


def due(**ahead):
    return Dates(due_on=TODAY + timedelta(**ahead))


def born(**ago):
    return Dates(born_on=TODAY - timedelta(**ago))


@pytest.mark.parametrize(
    ("dates", "weeks", "words"),
    [
        (due(weeks=40), 0, "0 weeks pregnant, due on 7 December 2026"),
        (due(weeks=39), 1, "1 week pregnant, due on 30 November 2026"),
        (due(weeks=16), 24, "24 weeks pregnant, due on 22 June 2026"),
        (due(weeks=16, days=-1), 24, "24 weeks pregnant, due on 21 June 2026"),
        (due(days=0), 40, "40 weeks pregnant, due on 2 March 2026"),
        (due(weeks=-1), 41, "41 weeks pregnant, due on 23 February 2026"),
        (due(weeks=41), None, ""),
        (due(weeks=-5), None, ""),
    ],
)
def test_a_pregnancy_is_counted_in_weeks_to_the_due_date(dates, weeks, words):
    assert dates.weeks_pregnant(TODAY) == weeks
    assert dates.words(TODAY) == words


@pytest.mark.parametrize(
    ("dates", "weeks", "words"),
    [
        (born(days=0), 0, "born today"),
        (born(days=1), 0, "1 day since the birth"),
        (born(days=13), 1, "13 days since the birth"),
        (born(days=14), 2, "2 weeks since the birth"),
        (born(weeks=52), 52, "52 weeks since the birth"),
        (Dates(born_on=date(2025, 1, 2)), 60, "14 months since the birth"),
        (Dates(born_on=date(2025, 1, 3)), 60, "13 months since the birth"),
        (Dates(born_on=TODAY + timedelta(days=1)), None, ""),
        (Dates(), None, ""),
    ],
)
def test_the_time_since_a_birth_is_counted_as_people_count_it(dates, weeks, words):
    assert dates.weeks_since_birth(TODAY) == weeks
    assert dates.words(TODAY) == words


def test_a_birth_ends_the_pregnancy_whatever_the_due_date():
    dates = Dates(due_on=TODAY + timedelta(days=10), born_on=TODAY - timedelta(days=3))
    assert dates.weeks_pregnant(TODAY) is None
    assert dates.words(TODAY) == "3 days since the birth"


@pytest.mark.parametrize("dates", [due(weeks=20), born(weeks=6)])
def test_after_a_loss_nothing_counts_weeks(dates):
    lost = Dates(dates.due_on, dates.born_on, lost_on=TODAY)
    assert lost.weeks_pregnant(TODAY) is None
    assert lost.weeks_since_birth(TODAY) is None
    assert lost.words(TODAY) == ""


@given(st.integers(0, LONGEST.days))
def test_a_week_is_added_every_seven_days(day):
    first = Dates(due_on=TODAY + TERM)
    assert first.weeks_pregnant(TODAY + timedelta(days=day)) == day // 7
