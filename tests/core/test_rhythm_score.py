"""How regular a week was: the published computation on examples, and what must always hold."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.rhythm import DAY, Day, Entry, anchors
from kith.core.rhythm_score import (
    Target,
    item_of,
    middle_of,
    score,
    times_of,
    usual,
    weeks,
)

MONDAY = date(2026, 3, 2)


def at(words):
    """Clock times in minutes: "7:00 7:10"."""
    return [int(one.split(":")[0]) * 60 + int(one.split(":")[1]) for one in words.split()]


# ---------------------------------------------------------------- worked examples

# times | habitual | hits by rule A (count) | hits by rule B (leave out)
EXAMPLES = [
    ("an hour that never changes", "7:00 " * 7, "7:00", 7, 7),
    # the reference's own example: the two readings of the outlier rule differ here
    ("a very regular week", "7:00 " * 6 + "7:10", "7:00", 7, 6),
    ("one wild morning is dropped from the usual time", "7:00 " * 6 + "11:00", "7:00", 6, 6),
    ("45 minutes is still a hit", "7:00 7:00 7:00 8:00", "7:15", 4, 4),
    ("46 minutes is none", "7:00 7:00 7:00 8:02", "7:15:30", 3, 3),
    ("midnight between them", "23:50 0:20 0:05", "0:05", 3, 3),
    ("bed on both sides of midnight", "23:30 23:45 0:00 0:15 0:30 23:30 0:30", "0:00", 7, 7),
    ("two days are too few", "7:00 7:00", None, 0, 0),
    ("never", "", None, 0, 0),
    ("no two alike", "6:00 8:00 10:00 12:00", "9:00", 0, 0),
    # of four, one alone can lie at 1.5 SD exactly, which is not further than 1.5 SD
    ("exactly one and a half deviations stays", "7:00 7:00 7:00 9:00", "7:30", 3, 3),
]


@pytest.mark.parametrize(
    ("times", "habitual", "counted", "left_out"),
    [row[1:] for row in EXAMPLES],
    ids=[row[0] for row in EXAMPLES],
)
def test_one_activity(times, habitual, counted, left_out):
    item = item_of(at(times))

    if habitual is None:
        assert (item.habitual, item.counts, item.spread) == (None, False, None)
    else:
        parts = [int(one) for one in habitual.split(":")]
        assert item.habitual == parts[0] * 60 + parts[1] + Fraction(sum(parts[2:]), 60)
    assert item.hits == counted
    assert item_of(at(times), outliers="leave_out").hits == left_out


def test_a_week_scores_the_mean_of_hits_over_the_activities_that_count():
    week = score(
        {
            "rise": at("7:00 " * 7),
            "contact": at("8:00 " * 6 + "12:00"),
            "start": at("9:00 9:00"),  # two days: left out
            "dinner": at("18:00 19:30 21:00"),
            "bed": at("23:30 23:45 0:00 0:15 0:30 23:30 0:30"),
        }
    )

    assert [one.hits for one in week.items.values()] == [7, 6, 0, 1, 7]
    assert week.value == 5.25  # (7 + 6 + 1 + 7) / 4
    assert week.activity == 26


def test_where_nothing_was_done_on_three_days_there_is_no_score():
    assert score({name: at("7:00 7:05") for name in anchors()}).value is None
    assert score({}).value is None


def test_the_score_is_given_to_two_places():
    three = {"rise": at("7:00 " * 7), "bed": at("7:00 " * 6), "dinner": at("7:00 " * 7)}

    assert score(three).value == 6.67
    assert score(three).exact == Fraction(20, 3)


# ---------------------------------------------------------------- what must always hold

TIMES = st.lists(st.integers(0, DAY - 1), max_size=7)
# Weeks as people live them: near some hour, with a stray one.
LIVED = st.builds(
    lambda hour, away: [(hour + one) % DAY for one in away],
    st.integers(0, DAY - 1),
    st.lists(st.integers(-100, 100), max_size=7),
)
WEEKS = st.fixed_dictionaries({name: st.one_of(TIMES, LIVED) for name in anchors()})
READINGS = st.sampled_from(["count", "leave_out"])


def shown(item):
    return item.days, item.hits, item.spread, len(item.far)


@given(WEEKS, st.integers(0, DAY), READINGS)
def test_living_an_hour_later_changes_no_score(week, later, outliers):
    shifted = {name: [(one + later) % DAY for one in times] for name, times in week.items()}
    before, after = score(week, outliers=outliers), score(shifted, outliers=outliers)

    assert after.exact == before.exact
    for name, item in before.items.items():
        assert shown(after.items[name]) == shown(item)


@given(WEEKS, READINGS)
def test_a_score_lies_between_0_and_7(week, outliers):
    found = score(week, outliers=outliers)

    assert found.exact is None or 0 <= found.exact <= 7
    assert 0 <= found.activity <= 35


@given(st.one_of(TIMES, LIVED).flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))))
def test_the_order_of_the_days_does_not_matter(both):
    times, mixed = both

    assert shown(item_of(mixed)) == shown(item_of(times))
    assert item_of(mixed).habitual == item_of(times).habitual


@given(WEEKS)
def test_leaving_far_times_out_never_raises_a_score(week):
    kept, left = score(week), score(week, outliers="leave_out")

    assert kept.exact is None or kept.exact >= left.exact


@given(st.integers(0, DAY - 1), st.lists(st.integers(-100, 100), min_size=1, max_size=7))
def test_a_middle_lies_among_times_that_lie_together(hour, away):
    middle = middle_of([(hour + one) % DAY for one in away])
    offset = (middle - hour + DAY // 2) % DAY - DAY // 2

    assert min(away) - 1 <= offset <= max(away) + 1


@given(st.integers(0, DAY - 1))
def test_times_all_round_the_clock_still_have_some_middle(start):
    around = [(start + one * DAY // 4) % DAY for one in range(4)]

    assert item_of(around).hits <= 1


# ---------------------------------------------------------------- weeks


def kept(on, **times):
    return Day(on, {name: Entry(one) for name, one in times.items()})


def test_weeks_are_counted_from_the_day_the_diary_was_begun():
    thursday = MONDAY + timedelta(days=3)
    days = [kept(thursday + timedelta(days=n), rise=420) for n in range(10)]
    first, second = weeks(days, begun=thursday, until=thursday + timedelta(days=9))

    assert (first.number, first.first, first.last) == (1, thursday, thursday + timedelta(days=6))
    assert (first.kept, first.is_whole, first.score.value) == (7, True, 7.0)
    assert (second.kept, second.days, second.is_whole, second.score.value) == (3, 3, False, 3.0)


def test_a_week_without_a_word_is_there_and_empty():
    days = [kept(MONDAY, rise=420), kept(MONDAY + timedelta(days=14), rise=420)]
    found = weeks(days, begun=MONDAY, until=MONDAY + timedelta(days=20))

    assert [week.kept for week in found] == [1, 0, 1]
    assert found[1].score.value is None
    assert found[1].missing["rise"] == 7


def test_what_is_missing_is_counted_and_what_did_not_happen_is_not_missing():
    days = [Day(MONDAY, {"rise": Entry(420), "dinner": Entry(None)})]
    [week] = weeks(days, begun=MONDAY, until=MONDAY + timedelta(days=2))

    assert week.missing == {"rise": 2, "contact": 3, "start": 3, "dinner": 2, "bed": 3}
    assert times_of(days)["dinner"] == []


def test_what_a_week_could_still_have_been_reads_the_missing_as_hits():
    days = [kept(MONDAY + timedelta(days=n), rise=420) for n in range(5)]
    [week] = weeks(days, begun=MONDAY, until=MONDAY + timedelta(days=6))

    assert (week.score.value, week.at_most) == (5.0, 7)


def test_days_before_the_beginning_and_after_the_end_are_not_read():
    days = [kept(MONDAY + timedelta(days=n), rise=420) for n in (-1, 0, 7)]
    [week] = weeks(days, begun=MONDAY, until=MONDAY + timedelta(days=6))

    assert week.kept == 1


# ---------------------------------------------------------------- as usual


def lately(*times, anchor="rise", who=None):
    return [
        Day(MONDAY - timedelta(days=n + 1), {anchor: Entry(one, who)})
        for n, one in enumerate(times)
    ]


def test_as_usual_is_the_habitual_time_of_two_weeks_to_five_minutes():
    assert usual(lately(420, 424, 431), "rise", before=MONDAY).at == 425
    assert usual(lately(1435, 5, 1439), "rise", before=MONDAY).at == 0


@pytest.mark.parametrize(
    "days",
    [
        [],
        lately(420, 420),
        lately(420, 420, None),
        [Day(one.on - timedelta(days=14), one.entries) for one in lately(420, 420, 420)],
        [Day(one.on, {"rise": Entry(420, usual=True)}) for one in lately(1, 2, 3)],
    ],
    ids=["none", "two days", "a day it did not happen", "long ago", "taken over as usual"],
)
def test_without_three_days_given_lately_nothing_is_usual(days):
    assert usual(days, "rise", before=MONDAY) is None


def test_as_usual_carries_who_was_there_most_often():
    days = [*lately(420, 420, 420, who=1), Day(MONDAY - timedelta(days=9), {"rise": Entry(420, 2)})]

    assert usual(days, "rise", before=MONDAY).who == 1
    assert usual(lately(420, 420, 420), "rise", before=MONDAY).who is None


# ---------------------------------------------------------------- targets

# from, to, step, after so many days: the time meant
TARGETS = [
    ("9:00", "7:30", 15, 0, "8:45"),
    ("9:00", "7:30", 15, 6, "8:45"),
    ("9:00", "7:30", 15, 7, "8:30"),
    ("9:00", "7:30", 15, 35, "7:30"),
    ("9:00", "7:30", 15, 350, "7:30"),
    ("9:00", "7:30", 0, 0, "7:30"),
    ("1:30", "23:00", 30, 14, "0:00"),
    ("23:00", "0:30", 60, 0, "0:00"),
    ("7:00", "7:00", 15, 0, "7:00"),
]


@pytest.mark.parametrize(("start", "to", "step", "days", "meant"), TARGETS)
def test_a_target_moves_by_its_step_each_week_the_shorter_way(start, to, step, days, meant):
    [begun], [end], [then] = at(start), at(to), at(meant)
    target = Target("rise", end, begun, step, MONDAY)

    assert target.on(MONDAY + timedelta(days=days)) == then
    assert target.is_reached_on(MONDAY + timedelta(days=days)) == (then == end)


def test_a_target_without_a_start_is_meant_at_once():
    assert Target("rise", 450, None, 15, MONDAY).on(MONDAY) == 450
