"""The drawing of the rhythm diary: where dots, bands, nights and weeks stand, and what is not."""

import re
from datetime import date, timedelta

import pytest

from kith.core.rhythm import Day, Entry, Night
from kith.core.rhythm_score import weeks
from kith.web.charts_rhythm import RhythmChart, key_mark

MONDAY = date(2026, 3, 2)
ANCHORS = {"rise": 420, "contact": 440, "start": 540, "dinner": 1110, "bed": 1380}


def day(n, **times):
    return Day(MONDAY + timedelta(days=n), {name: Entry(at) for name, at in times.items()})


def chart(days, nights=(), length=14):
    last = MONDAY + timedelta(days=length - 1)
    return RhythmChart(
        first=MONDAY,
        last=last,
        days=days,
        nights=nights,
        weeks=weeks(days, begun=MONDAY, until=last),
        title="The days of Cleo",
    )


def wide(drawn):
    return str(drawn.svg).partition('<div class="narrow">')[0]


def spots(drawn, words):
    """Where the marks whose title begins with these words stand, as (x, y)."""
    found = re.findall(rf"<g><title>{words}[^<]*</title>(<[^>]*>)", wide(drawn))
    return [
        (float(re.search(r'cx="([\d.]+)"', one)[1]), float(re.search(r'cy="([\d.]+)"', one)[1]))
        for one in found
    ]


def test_it_draws_a_day_to_the_right_of_the_day_before_and_later_times_lower():
    drawn = chart([day(0, rise=420, contact=480), day(1, rise=420)])
    [monday] = spots(drawn, "2 March 2026, Out of bed")
    [tuesday] = spots(drawn, "3 March 2026, Out of bed")
    [contact] = spots(drawn, "2 March 2026, First contact")

    assert monday[0] < tuesday[0]
    assert monday[1] == tuesday[1]
    assert contact[1] > monday[1]


def test_it_draws_past_midnight_below_midnight():
    drawn = wide(chart([day(0, bed=1430), day(1, bed=40)]))
    tops = [
        float(points.split(",")[1].split()[0])
        for points in re.findall(r'<polygon points="([^"]+)" class="at">', drawn)
    ]

    assert tops[0] < tops[1]


def test_it_gives_each_activity_a_shape_of_its_own():
    marks = {str(key_mark(name)) for name in ANCHORS}

    assert len(marks) == 5


def test_it_draws_a_band_round_a_usual_time_and_none_without_three_days():
    three = chart([day(n, rise=420) for n in range(3)])

    assert wide(three).count('class="usual"') == 1
    assert "Out of bed: 07:00" in wide(three)
    assert 'class="usual"' not in wide(chart([day(n, rise=420) for n in range(2)]))


def test_its_band_stands_where_its_dots_stand_on_either_side_of_midnight():
    drawn = wide(chart([day(n, bed=20) for n in range(3)]))
    band = re.search(r"<title>To bed: 00:20</title></rect>", drawn)
    top = float(re.findall(r'<rect x="[\d.]+" y="([\d.]+)"', drawn)[0])
    dot = float(re.search(r'<polygon points="[\d.]+,([\d.]+)', drawn)[1])

    assert band
    assert abs(top - dot) < 20


def test_it_leaves_out_what_nobody_wrote_down():
    drawn = wide(chart([day(0, rise=420)], nights=[Night(MONDAY, None)]))

    assert drawn.count('class="at"') == 1
    assert 'class="night"' not in drawn


def test_it_draws_a_longer_night_as_a_longer_bar():
    nights = [Night(MONDAY, 240), Night(MONDAY + timedelta(days=1), 480)]
    drawn = wide(chart([day(0, rise=420)], nights=nights))
    heights = [float(one) for one in re.findall(r'height="([\d.]+)" class="night"', drawn)]

    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)


def test_it_keeps_a_night_without_sleep_to_be_seen():
    drawn = wide(chart([day(0, rise=420)], nights=[Night(MONDAY, 0)]))

    assert re.search(r"<title>2 March 2026: 0 h</title>", drawn)


def test_it_says_a_week_that_is_not_over_is_so_far():
    drawn = chart([day(n, rise=420) for n in range(10)], length=10)

    assert "7.0" in wide(drawn)
    assert "3.0 so far" in wide(drawn)
    assert drawn.words == (
        "10 days of 10 are kept. Regularity in the week to 8 March 2026: 7.0 of 7."
    )


def test_it_parts_the_line_where_a_week_has_no_score():
    days = [day(n, rise=420) for n in (*range(7), *range(14, 21), *range(21, 28))]
    drawn = wide(chart(days, length=28))

    assert len(re.findall(r'<polyline [^>]*class="line"', drawn)) == 1
    assert drawn.count('class="dot last"') == 3


def test_it_draws_nothing_from_nothing():
    assert str(chart([]).svg) == ""
    assert chart([]).words == "0 days of 14 are kept."


def test_it_names_and_describes_both_drawings_and_carries_no_style():
    drawn = str(chart([day(0, **ANCHORS)]).svg)

    assert drawn.count('role="img"') == 2
    assert len(set(re.findall(r'id="([^"]+)"', drawn))) == 4
    assert "style=" not in drawn


def test_on_a_phone_it_draws_the_last_two_weeks():
    drawn = str(chart([day(n, rise=420) for n in range(28)], length=28).svg)
    narrow = drawn.partition('<div class="narrow">')[2]

    assert narrow.count('class="at"') == 14
