"""Dates, times and numbers as pages say them; today is Monday 2 March 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kith.record import clock
from kith.web import wording

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
SUMMER = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight on the 2nd in London


@pytest.fixture(autouse=True)
def monday():
    with clock.at(NOW):
        yield


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (2, "in 2 days"),
        (-13, "13 days ago"),
        (14, "in 2 weeks"),
        (-60, "9 weeks ago"),
        (61, "2 May"),
        (-61, "31 Dec 2025"),
    ],
)
def test_it_says_how_far_a_day_is(days, words):
    assert wording.relative(TODAY + timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("say", "value", "words"),
    [
        (wording.long_date, date(2026, 3, 3), "3 March 2026"),
        (wording.long_date, SUMMER, "2 July 2026"),
        (wording.short_date, date(2026, 3, 3), "3 Mar"),
        (wording.short_date, date(2025, 3, 3), "3 Mar 2025"),
        (wording.iso, date(2026, 3, 3), "2026-03-03"),
        (wording.iso, SUMMER, "2026-07-02T00:30+01:00"),
        (wording.time_of_day, SUMMER, "00:30"),
        (wording.moment, SUMMER, "2 July 2026 at 00:30"),
        (wording.number, 9.0, "9"),
        (wording.number, 9.5, "9.5"),
        (wording.tel, "+44 (0)20 7946-0000", "tel:+4402079460000"),
    ],
)
def test_it_says_a_value(say, value, words):
    assert say(value) == words


@pytest.mark.parametrize(
    "say",
    [
        wording.long_date,
        wording.short_date,
        wording.iso,
        wording.time_of_day,
        wording.moment,
        wording.relative,
        wording.number,
    ],
)
def test_it_says_nothing_of_nothing(say):
    assert say(None) == ""


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("My sister Ann, 020 7946 0001", ["020 7946 0001"]),
        ("Samaritans 116 123, day and night", ["116 123"]),
        ("+44 20 7946 0000 or (020) 7946-0001", ["+44 20 7946 0000", "(020) 7946-0001"]),
        ("999", ["999"]),
        ("Walk 5 km, home by 10", []),
        ("", []),
    ],
)
def test_it_finds_what_a_phone_can_dial_and_loses_no_word(line, numbers):
    pieces = wording.phones(line)
    assert [piece for piece, is_number in pieces if is_number] == numbers
    assert "".join(piece for piece, _ in pieces) == line
