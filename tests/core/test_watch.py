"""Rules of a protocol's watch: what meets them, what does not, and the sentence that says why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kith.core.protocols.parts import Watch
from kith.core.rhythm import Day, Entry, Night
from kith.core.rhythm_score import weeks
from kith.core.watch import Scored, met_by_nights, met_by_scores, met_by_silence, met_by_weeks

MONDAY = date(2026, 3, 2)
NIGHT = datetime(2026, 3, 2, 20, tzinfo=UTC)


def rule(**given):
    whole = {
        "id": "one", "title": "One", "level": "review", "action": "Ring the prescriber",
        "why": "It matters.", "source": ["kith"], "verified": False, **given,
    }  # fmt: skip
    return Watch.model_validate(whole)


def scored(*values):
    return [Scored(MONDAY + timedelta(weeks=n), value) for n, value in enumerate(values)]


# ---------------------------------------------------------------- scores

AT_LEAST = {"instrument": "asrm", "scale": "total", "at_least": 6}
TWICE = {"instrument": "phq9", "scale": "total", "at_least": 10, "times": 2}
AT_MOST = {"instrument": "who5", "scale": "total", "at_most": 28}
RISE = {"instrument": "asrm", "scale": "total", "rise": 4}
RISE_TWICE = {**RISE, "times": 2}

SCORES = [
    (AT_LEAST, [6], "6: 6 or more"),
    (AT_LEAST, [5.5], None),
    (AT_LEAST, [9, 2], None),  # the last one speaks
    (AT_LEAST, [None], None),
    (AT_LEAST, [9, None], None),  # a response without a score says nothing
    (AT_LEAST, [], None),
    (TWICE, [12], None),
    (TWICE, [12, 9], None),
    (TWICE, [9, 12], None),
    (TWICE, [12, 10], "12 and 10: 10 or more, 2 times in a row"),
    (TWICE, [12, None, 10], "12 and 10: 10 or more, 2 times in a row"),
    (AT_MOST, [28], "28: 28 or less"),
    (AT_MOST, [29], None),
    (RISE, [2, 6], "6: a rise of 4 or more from 2"),
    (RISE, [2, 5], None),
    (RISE, [6], None),
    (RISE, [8, 2], None),
    (RISE_TWICE, [2, 6, 7], "6 and 7: a rise of 4 or more from 2, 2 times in a row"),
    (RISE_TWICE, [2, 6, 5], None),
]


@pytest.mark.parametrize(("given", "values", "says"), SCORES)
def test_a_rule_on_a_score(given, values, says):
    hit = met_by_scores(rule(**given), "XYZ", scored(*values))

    assert (hit.why if hit else None) == (f"XYZ {says}" if says else None)


def test_a_hit_names_the_scale_and_the_last_value():
    hit = met_by_scores(rule(**AT_LEAST), "ASRM", scored(7, 8.0))

    assert (hit.about, hit.said) == ("total", "8")


# ---------------------------------------------------------------- nights

SHORT = {"diary": "short_sleep", "hours": 6, "nights": 2}


def nights(*hours):
    return [
        Night(MONDAY + timedelta(days=n), None if one is None else int(one * 60))
        for n, one in enumerate(hours)
    ]


# hours of the nights from Monday on, the day that was saved, the nights in a row it makes
NIGHTS = [
    ([5, 5], 1, 2),
    ([5, 5], 0, 2),  # the other end of the same row
    ([5, 5, 5.9], 2, 3),
    ([5], 0, None),
    ([5, 7, 5], 2, None),
    ([5, 6], 1, None),  # six hours are not less than six
    ([5, None, 5], 2, None),  # nobody knows of the night between
    ([5, 5, 8], 2, None),
    ([0, 0], 1, 2),
    ([], 0, None),
]


@pytest.mark.parametrize(("hours", "saved", "row"), NIGHTS)
def test_short_nights_in_a_row(hours, saved, row):
    hit = met_by_nights(rule(**SHORT), nights(*hours), MONDAY + timedelta(days=saved))

    assert (hit.said if hit else None) == (str(row) if row else None)


def test_the_reason_names_the_nights():
    hit = met_by_nights(rule(**SHORT), nights(5, 4.5), MONDAY + timedelta(days=1))

    assert hit.why == (
        "2 nights in a row under 6 hours of sleep, the last on 3 March: 5 h and 4 h 30 min"
    )
    assert hit.about == "2026-03-02"


def test_the_occasion_stays_the_same_while_the_row_grows():
    both = [
        met_by_nights(rule(**SHORT), nights(*[5] * n), MONDAY + timedelta(days=n - 1))
        for n in (2, 30)
    ]

    assert {one.about for one in both} == {"2026-03-02"}
    assert len(both[1].why) < 200


def test_one_night_can_be_enough():
    hit = met_by_nights(rule(**{**SHORT, "nights": 1}), nights(3), MONDAY)

    assert hit.why.startswith("One night under 6 hours")


# ---------------------------------------------------------------- regularity

FALL = {"diary": "irregular", "fall": 2}


def diary(*weeks_of_rising):
    """One activity in each week: on each day a time, or nothing."""
    days = [
        Day(MONDAY + timedelta(days=7 * week + n), {"rise": Entry(one)} if one else {})
        for week, times in enumerate(weeks_of_rising)
        for n, one in enumerate(times)
    ]
    return weeks(days, begun=MONDAY, until=MONDAY + timedelta(days=len(days) - 1))


STEADY = [420] * 7
WILD = [300, 420, 540, 660, 780, 900, 1020]
GONE = [420, 420, 420, None, None, None, None]
EMPTY = [None] * 7

WEEKS = [
    ([STEADY, WILD], True),
    ([WILD, STEADY], False),
    ([STEADY, STEADY], False),
    ([STEADY], False),
    ([STEADY, GONE], False),  # four missing days can explain it
    ([STEADY, WILD[:6]], False),  # the week is not over
    ([STEADY, EMPTY], False),  # no score is no fall
    ([STEADY, EMPTY, WILD], True),  # compared with the last week that had one
    ([STEADY, WILD, WILD], False),  # it has fallen already: told a week ago
]


@pytest.mark.parametrize(("given", "is_met"), WEEKS)
def test_a_fall_of_regularity(given, is_met):
    assert (met_by_weeks(rule(**FALL), diary(*given)) is not None) == is_met


def test_the_reason_names_both_scores():
    hit = met_by_weeks(rule(**FALL), diary(STEADY, WILD))

    assert hit.why == (
        "Regularity of the days fell from 7.0 to 1.0 in the week to 15 March: by 2 or more"
    )
    assert hit.about == "2026-03-09"


# ---------------------------------------------------------------- silence


@pytest.mark.parametrize(
    ("given", "hours", "says"),
    [
        ({"hours": 72}, 73, "for 3 days: more than 72 hours"),
        ({"hours": 72}, 72, None),
        ({"hours": 24}, 30, "for 30 hours"),
        ({"nights": 2}, 49, "for 2 days: more than 48 hours"),
        ({"fall": 1}, 900, None),
    ],
)
def test_a_diary_that_was_left(given, hours, says):
    hit = met_by_silence(rule(diary="late_entry", **given), NIGHT, NIGHT + timedelta(hours=hours))

    assert (says in hit.why) if says else hit is None


def test_before_the_first_day_nothing_was_left():
    assert met_by_silence(rule(diary="late_entry", hours=1), None, NIGHT) is None
