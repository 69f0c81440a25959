"""A page of the rhythm diary: clock times as people write them, what cannot be, and the night."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core import rhythm
from kith.core.errors import AnswersError
from kith.core.rhythm import DAY, Day, Entry, check, clock_words, day_of, minutes_of, night_of
from kith.core.rhythm_score import score, times_of

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 3, 2)
SPRING = date(2026, 3, 29)  # the clocks go from 1:00 to 2:00
AUTUMN = date(2026, 10, 25)  # the clocks go from 2:00 back to 1:00


def at(words):
    return minutes_of(words)


def page(on=MONDAY, **times):
    known = {"mood", "asleep", "woke", "slept", "elsewhere"}
    given_apart = {name: times.pop(name) for name in list(times) if name in known}
    return Day(on, {name: Entry(at(one)) for name, one in times.items()}, **given_apart)


def problems(day, **options):
    try:
        check(day, **options)
    except AnswersError as error:
        return {one.item: one.message for one in error.problems}
    return {}


# ---------------------------------------------------------------- clock times


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("7:30", 450), ("07:30", 450), ("7.30", 450), ("0730", 450), ("7", 420), ("7h30", 450),
        ("7.30 pm", 1170), ("7pm", 1140), ("12am", 0), ("12 pm", 720), ("0:00", 0),
        ("23:59", 1439), (" 22:15 ", 1335),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(words, minutes):
    assert minutes_of(words) == minutes


@pytest.mark.parametrize(
    "words",
    ["", "25:00", "24:00", "7:60", "13 pm", "0 am", "noonish", "7:3", "-1:00", "7:30:00", "1e3",
     "99999", "\0", "\u0667:\u0663\u0660"],
)  # fmt: skip
def test_what_is_no_time_is_refused_in_words(words):
    with pytest.raises(ValueError, match="like 7:30 or 22:15"):
        minutes_of(words)


@given(st.integers(0, DAY - 1))
def test_a_time_reads_back_as_it_was_written(minutes):
    assert minutes_of(clock_words(minutes)) == minutes


def test_past_midnight_a_clock_shows_small_hours():
    assert clock_words(DAY + 40) == "00:40"


# ---------------------------------------------------------------- which day it is


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-03T00:40", MONDAY),
        ("2026-03-03T03:59", MONDAY),
        ("2026-03-03T04:00", MONDAY + timedelta(days=1)),
        ("2026-03-02T23:59", MONDAY),
    ],
)
def test_until_four_in_the_morning_it_is_still_the_day_before(moment, day):
    assert day_of(datetime.fromisoformat(moment)) == day


@pytest.mark.parametrize(
    ("times", "anchor", "placed"),
    [
        ({"bed": "0:40"}, "bed", DAY + 40),
        ({"bed": "9:00"}, "bed", DAY + 540),  # after a night's work
        ({"bed": "22:00"}, "bed", 1320),
        ({"bed": "12:00"}, "bed", 720),
        ({"dinner": "0:30"}, "dinner", DAY + 30),
        ({"rise": "7:00", "dinner": "1:00"}, "dinner", DAY + 60),
        ({"rise": "2:45", "start": "3:30"}, "start", 210),  # a baker
        ({"rise": "0:30"}, "rise", 30),  # awake far too early: still this day's beginning
        ({}, "bed", None),
    ],
)
def test_a_time_after_midnight_belongs_to_the_day_it_ends(times, anchor, placed):
    assert page(**times).placed(anchor) == placed


# ---------------------------------------------------------------- what cannot be


@pytest.mark.parametrize(
    ("day", "field", "says"),
    [
        (Day(MONDAY, {"rise": Entry(DAY)}), "rise", "0:00 to 23:59"),
        (Day(MONDAY, {"rise": Entry(-1)}), "rise", "0:00 to 23:59"),
        (Day(MONDAY, {"rise": Entry(420, 4)}), "rise", "who was there"),
        (Day(MONDAY, {"lunch": Entry(420)}), "lunch", "does not ask about lunch"),
        (Day(MONDAY, mood=6), "mood", "from -5 to 5"),
        (Day(MONDAY, slept=DAY + 1), "slept", "between 0 and 24 hours"),
        (Day(MONDAY, asleep=DAY), "asleep", "0:00 to 23:59"),
        (page(rise="14:00", bed="13:00"), "bed", "13:00 is before getting up at 14:00"),
        (Day(MONDAY, asleep=420, woke=420), "woke", "the time of falling asleep"),
        (Day(MONDAY, asleep=420, woke=360), "woke", "23 h of sleep"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_cannot_be_is_refused_at_its_field(day, field, says):
    assert says in problems(day)[field]


@pytest.mark.parametrize(
    "day",
    [
        page(rise="7:00", contact="7:10", start="9:00", dinner="18:30", bed="0:40"),
        page(rise="7:00", contact="6:50"),  # a word before getting up
        page(rise="16:00", start="22:00", dinner="2:00", bed="9:00"),  # a night shift
        Day(MONDAY, {"dinner": Entry(None, None)}, mood=-5, slept=0),
        Day(MONDAY, asleep=at("9:00"), woke=at("16:30")),
        Day(MONDAY),
    ],
)
def test_a_life_that_is_unlike_others_is_possible(day):
    assert problems(day, zone=LONDON) == {}


def test_what_has_not_happened_yet_cannot_be_written_down():
    noon = datetime.combine(MONDAY, datetime.min.time()).replace(hour=12)

    assert "not 22:00 yet" in problems(page(bed="22:00"), now=noon)["bed"]
    assert "not 00:40 yet" in problems(page(bed="0:40"), now=noon)["bed"]
    assert problems(page(rise="12:10"), now=noon) == {}  # a watch runs fast
    assert problems(page(rise="7:00"), now=noon) == {}


# ---------------------------------------------------------------- clocks that change


def test_an_hour_that_the_clocks_left_out_is_refused():
    """To bed at half past one, in the night in which one o'clock became two."""
    saturday = SPRING - timedelta(days=1)

    assert "the clocks went forward" in problems(page(saturday, bed="1:30"), zone=LONDON)["bed"]
    assert (
        "clocks" in problems(Day(SPRING, asleep=at("1:15"), woke=at("8:00")), zone=LONDON)["asleep"]
    )
    assert problems(page(saturday, bed="0:59"), zone=LONDON) == {}
    assert problems(page(saturday, bed="2:00"), zone=LONDON) == {}
    assert problems(page(saturday, bed="1:30"), zone=ZoneInfo("Asia/Tokyo")) == {}


def test_an_hour_that_came_twice_is_as_good_as_any():
    saturday = AUTUMN - timedelta(days=1)

    assert problems(page(saturday, bed="1:30"), zone=LONDON) == {}


def test_elsewhere_other_clocks_are_right():
    saturday = SPRING - timedelta(days=1)
    noon = datetime.combine(saturday, datetime.min.time()).replace(hour=12)

    assert problems(page(saturday, bed="1:30", elsewhere=True), zone=LONDON, now=noon) == {}
    assert "0:00 to 23:59" in problems(Day(saturday, {"bed": Entry(DAY)}, elsewhere=True))["bed"]


def test_a_week_across_the_change_of_clocks_scores_as_any_other():
    """Times are what the clock on the wall said: seven at seven is seven at seven."""
    days = [page(SPRING + timedelta(days=n - 3), rise="7:00", bed="23:00") for n in range(7)]

    assert score(times_of(days)).value == 7.0


def test_a_week_across_time_zones_is_read_by_the_clocks_that_the_client_saw():
    """London until Wednesday, Tokyo from Thursday: up at seven by each clock is regular."""
    days = [page(MONDAY + timedelta(days=n), rise="7:00", elsewhere=n >= 3) for n in range(7)]

    assert score(times_of(days)).value == 7.0


# ---------------------------------------------------------------- the night

NIGHTS = [
    ("fell asleep before midnight", MONDAY, {"asleep": "23:30", "woke": "7:00"}, 450),
    ("fell asleep after it", MONDAY, {"asleep": "0:40", "woke": "7:00"}, 380),
    ("a day's sleep after a night's work", MONDAY, {"asleep": "9:00", "woke": "16:30"}, 450),
    ("the hour left out in spring", SPRING, {"asleep": "23:00", "woke": "7:00"}, 420),
    ("the hour more in autumn", AUTUMN, {"asleep": "23:00", "woke": "7:00"}, 540),
    ("woken in the hour that came twice", AUTUMN, {"asleep": "23:00", "woke": "1:30"}, 150),
    ("asleep in the hour that came twice", AUTUMN, {"asleep": "1:30", "woke": "7:00"}, 330),
    ("both in the hour that came twice", AUTUMN, {"asleep": "1:10", "woke": "1:50"}, 40),
    ("the evening alone", MONDAY, {"asleep": "23:30"}, None),
    ("the morning alone", MONDAY, {"woke": "7:00"}, None),
]


@pytest.mark.parametrize(
    ("on", "times", "minutes"), [row[1:] for row in NIGHTS], ids=[row[0] for row in NIGHTS]
)
def test_the_length_of_a_night(on, times, minutes):
    day = Day(on, **{name: at(one) for name, one in times.items()})

    assert night_of(day, LONDON).minutes == minutes


def test_what_was_said_goes_before_the_clocks():
    day = Day(MONDAY, asleep=at("23:00"), woke=at("7:00"), slept=300)

    assert night_of(day, LONDON).minutes == 300
    assert night_of(Day(MONDAY, slept=0)).minutes == 0


def test_across_time_zones_only_what_was_said_is_known():
    times = {"asleep": at("23:00"), "woke": at("7:00"), "elsewhere": True}

    assert night_of(Day(MONDAY, **times), LONDON).minutes is None
    assert night_of(Day(MONDAY, **times, slept=240), LONDON).minutes == 240


def test_a_night_of_which_nothing_is_known_is_not_guessed():
    assert night_of(Day(MONDAY), LONDON).minutes is None
    assert night_of(Day(MONDAY), LONDON).words == ""


@pytest.mark.parametrize(
    ("minutes", "words"), [(450, "7 h 30 min"), (420, "7 h"), (40, "40 min"), (0, "0 h")]
)
def test_a_length_is_read_aloud(minutes, words):
    assert rhythm.length_words(minutes) == words


# ---------------------------------------------------------------- the words


def test_there_are_five_anchors_and_four_kinds_of_company():
    assert list(rhythm.anchors()) == ["rise", "contact", "start", "dinner", "bed"]
    assert list(rhythm.company()) == [0, 1, 2, 3]


def test_every_rule_says_where_it_comes_from():
    for rule in [*rhythm.rules().values(), *rhythm.anchors().values()]:
        assert rhythm.cite(rule)


def test_a_page_counts_as_kept_once_anything_is_known():
    assert not Day(MONDAY).is_kept
    for day in (page(rise="7:00"), Day(MONDAY, mood=0), Day(MONDAY, slept=0), Day(MONDAY, woke=0)):
        assert day.is_kept
