"""The rhythm diary on a client's phone: one thing a page, kept as given, and nothing guessed."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kith.core import safety as rules
from kith.core.rhythm import Day, Entry
from kith.record import clock, rhythm
from kith.record.models import Alert, DiaryDay
from kith.record.services import diary, safety
from tests.cast import NOW
from tests.watched import watched
from tests.web.portal import heading, words

__all__ = ["watched"]

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
HELP = "116 123"


class Walk:
    """A diary link in a browser without an account."""

    def __init__(self, token):
        self.token, self.browser = token, Client(enforce_csrf_checks=True)

    def url(self, name="diary", *rest):
        return reverse(name, args=[self.token, *rest])

    def get(self, name="diary", *rest):
        return self.browser.get(self.url(name, *rest))

    def post(self, name, *rest, **typed):
        return self.browser.post(self.url(name, *rest), typed)

    def keep(self, anchor, on=TODAY, **typed):
        return self.post("diary_entry", on.isoformat(), anchor, **typed)


@pytest.fixture
def walk(cast):
    return Walk(diary.make_link(by=cast.alice, episode=cast.cleo_care)[1])


def kept(on=TODAY):
    return rhythm.day_of(DiaryDay.objects.get(on=on))


# ---------------------------------------------------------------- the day


def test_it_opens_today_with_all_that_is_asked(walk):
    page = walk.get()
    said = words(page)

    assert page.status_code == 200
    assert heading(page) == "Today, Monday 2 March"
    for told in ("Last night", "Out of bed", "First contact", "Dinner", "To bed", "Mood", HELP):
        assert told in said
    assert said.count("not yet") == 7


def test_it_says_who_reads_it_and_that_nobody_watches(walk):
    said = words(walk.get())

    assert "Alice and the people who work with Alice on your care read your diary" in said
    assert "Nobody reads your answers the moment you send them" in said
    assert "Keep this link" in said


def test_its_titles_say_nothing_of_the_matter(walk):
    for name, *rest in PAGES:
        title = walk.get(name, *rest).content.decode().partition("<title>")[2].partition("<")[0]
        assert title in {"My days", "My weeks", "Not today", "There is no such page"}


DAY = TODAY.isoformat()
PAGES = [
    ("diary",),
    ("diary_day", YESTERDAY.isoformat()),
    ("diary_night", DAY),
    ("diary_mood", DAY),
    ("diary_not_today", DAY),
    ("diary_entry", DAY, "rise"),
    ("diary_picture",),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page[0])
def test_every_page_is_private_and_carries_help(walk, page):
    answer = walk.get(*page)

    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert HELP in words(answer)
    assert "<script" not in answer.content.decode()
    assert not walk.browser.cookies


def test_past_midnight_it_is_still_the_page_of_the_day_before(walk):
    with clock.at(datetime(2026, 3, 3, 0, 40, tzinfo=NOW.tzinfo)):
        page = walk.get()
        assert heading(page) == "Today, Monday 2 March"
        assert "It is past midnight" in words(page)
        walk.keep("bed", now="1")
    assert kept().at("bed") == 40


def test_yesterday_can_be_completed(walk):
    assert heading(walk.get("diary_day", YESTERDAY.isoformat())) == "Yesterday, Sunday 1 March"
    answer = walk.keep("dinner", YESTERDAY, at="18:30", who="2")

    assert answer["Location"] == walk.url("diary_day", YESTERDAY.isoformat())
    assert kept(YESTERDAY).entries == {"dinner": Entry(1110, 2)}


@pytest.mark.parametrize(
    "on", ["2026-02-28", "2026-03-03", "1999-01-01", "yesterday", "2026-13-40", "x" * 200]
)
def test_no_other_day_is_open(walk, on):
    for name in ("diary_day", "diary_night", "diary_mood", "diary_not_today"):
        page = walk.get(name, on)
        assert page.status_code == 404
        assert "You can fill in today and yesterday" in words(page)
        assert walk.post(name, on, mood="1", slept="7").status_code in {404, 405}
    assert walk.post("diary_entry", on, "rise", at="7:00").status_code == 404
    assert not DiaryDay.objects.exists()


# ---------------------------------------------------------------- one thing


def test_it_keeps_a_time_and_who_was_there(walk):
    answer = walk.keep("rise", at="07:10", who="1")

    assert (answer.status_code, answer["Location"]) == (303, walk.url("diary"))
    assert kept().entries == {"rise": Entry(430, 1)}
    assert "07:10. Somebody was there" in words(walk.get())


def test_just_now_is_one_touch(walk):
    assert "Just now, 10:00" in words(walk.get("diary_entry", DAY, "contact"))
    walk.keep("contact", now="1", who="2")

    assert kept().entries == {"contact": Entry(600, 2)}


def test_just_now_is_not_offered_for_yesterday(walk):
    assert "Just now" not in words(walk.get("diary_entry", YESTERDAY.isoformat(), "contact"))
    assert walk.keep("contact", YESTERDAY, now="1").status_code == 422


def test_what_did_not_happen_is_an_answer(walk):
    walk.keep("dinner", none="1", at="", who="")

    assert kept().entries == {"dinner": Entry(None)}
    assert "No dinner today" in words(walk.get())


@pytest.mark.parametrize("who", ["", "skip"])
def test_who_was_there_can_be_left_out(walk, who):
    walk.keep("rise", at="7:10", who=who)

    assert kept().entries == {"rise": Entry(430)}


def test_no_answer_is_chosen_for_the_client(walk):
    assert " checked" not in walk.get("diary_entry", DAY, "rise").content.decode()


def test_an_answer_can_be_changed(walk):
    walk.keep("rise", at="7:10", who="1")
    page = walk.get("diary_entry", DAY, "rise").content.decode()
    assert 'value="07:10"' in page
    walk.keep("rise", at="7:40", who="0")

    assert kept().entries == {"rise": Entry(460, 0)}


def test_it_is_kept_once_however_often_it_is_sent(walk):
    for _ in range(3):
        walk.keep("rise", at="7:10", who="1")

    assert DiaryDay.objects.get().version == 1


BAD = [
    ({"at": "25:00"}, "There is no 25:00 on a clock"),
    ({"at": "7:60"}, "There is no 7:60"),
    ({"at": "soon"}, "Write the time like 7:30 or 22:15"),
    ({"at": ""}, "Give the time"),
    ({"at": "7:10", "who": "9"}, "not one of the available choices"),
    ({"at": "a\0b"}, "Null characters are not allowed"),
    ({"at": "9" * 300}, "Write the time like"),
    ({"at": "22:00"}, "It is not 22:00 yet"),
]


@pytest.mark.parametrize(("typed", "says"), BAD, ids=[one[1] for one in BAD])
def test_what_cannot_be_is_refused_in_words_and_nothing_stored(walk, typed, says):
    answer = walk.keep("contact", **typed)

    assert answer.status_code == 422
    assert says in words(answer)
    assert not DiaryDay.objects.exists()


def test_an_hour_that_the_clocks_left_out_is_named(walk):
    with clock.at(datetime(2026, 3, 29, 9, tzinfo=NOW.tzinfo)):
        answer = walk.keep("bed", datetime(2026, 3, 28).date(), at="1:30")  # noqa: DTZ001 - a day

    assert answer.status_code == 422
    assert "the clocks went forward" in words(answer)


def test_a_time_that_does_not_fit_the_rest_of_the_day_is_named(walk):
    walk.keep("bed", YESTERDAY, at="13:00")
    answer = walk.keep("rise", YESTERDAY, at="14:00")

    assert answer.status_code == 422
    assert "13:00 is before getting up at 14:00" in words(answer)


@pytest.mark.parametrize("anchor", ["lunch", "x" * 100])
def test_it_knows_no_other_activity(walk, anchor):
    assert walk.get("diary_entry", DAY, anchor).status_code == 404
    assert walk.keep(anchor, at="7:00").status_code == 404
    assert walk.post("diary_usual", DAY, anchor).status_code == 404


# ---------------------------------------------------------------- night and mood


def test_it_keeps_the_night_by_its_times(walk):
    walk.post("diary_night", DAY, asleep="23:40", woke="6:30", slept="")

    assert (kept().asleep, kept().woke) == (1420, 390)
    assert "6 h 50 min, 23:40 to 06:30" in words(walk.get())


def test_it_keeps_the_night_by_its_hours(walk):
    walk.post("diary_night", DAY, slept="7.5")

    assert kept().slept == 450
    assert 'value="7.5"' in walk.get("diary_night", DAY).content.decode()


def test_a_night_without_sleep_is_an_answer(walk):
    walk.post("diary_night", DAY, slept="0")

    assert kept().slept == 0
    assert "0 h" in words(walk.get())


def test_in_another_time_zone_only_the_hours_tell(walk):
    walk.post("diary_night", DAY, asleep="23:40", woke="6:30", elsewhere="on")

    assert kept().elsewhere
    assert "6 h 50 min" not in words(walk.get())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Give the two times, or the hours"),
        ({"slept": "25"}, "less than or equal to 24"),
        ({"slept": "-1"}, "greater than or equal to 0"),
        ({"slept": "some"}, "Enter a number"),
        ({"asleep": "7:00", "woke": "7:00"}, "That is the time of falling asleep"),
        ({"asleep": "7:00", "woke": "6:00"}, "23 h of sleep"),
        ({"asleep": "99:00"}, "There is no 99:00"),
    ],
)
def test_a_night_that_cannot_be_is_refused(walk, typed, says):
    answer = walk.post("diary_night", DAY, **typed)

    assert answer.status_code == 422
    assert says in words(answer)
    assert not DiaryDay.objects.exists()


@pytest.mark.parametrize("value", [-5, 0, 5])
def test_it_keeps_a_mood(walk, value):
    walk.post("diary_mood", DAY, mood=str(value))

    assert kept().mood == value


@pytest.mark.parametrize("value", ["6", "-6", "x", ""])
def test_it_takes_no_other_mood(walk, value):
    assert walk.post("diary_mood", DAY, mood=value).status_code == 422
    assert not DiaryDay.objects.exists()


# ---------------------------------------------------------------- as usual, not today


def some_days(cast, *times, anchor="rise"):
    for n, one in enumerate(times):
        on = TODAY - timedelta(days=n + 1)
        if on < cast.cleo_care.referral.received_on:
            break
        day = Day(on, {anchor: Entry(one, 1)})
        diary.enter_day(by=cast.alice, episode=cast.cleo_care, day=day, expected_version=0)


def test_what_was_as_usual_is_one_touch(cast, walk):
    some_days(cast, 420, 421, 422)
    assert "As usual, 07:00" in words(walk.get())
    answer = walk.post("diary_usual", DAY, "rise")

    assert (answer.status_code, answer["Location"]) == (303, walk.url("diary"))
    assert kept().entries == {"rise": Entry(420, 1, usual=True)}


def test_without_three_days_nothing_is_usual(cast, walk):
    some_days(cast, 420, 421)

    assert "As usual" not in words(walk.get())
    assert walk.post("diary_usual", DAY, "rise").status_code == 409


def test_a_usual_time_that_has_not_come_is_not_offered_and_leads_to_the_question(cast, walk):
    some_days(cast, 1380, 1380, 1380, anchor="bed")
    assert "As usual" not in words(walk.get())
    answer = walk.post("diary_usual", DAY, "bed")

    assert answer["Location"] == walk.url("diary_entry", DAY, "bed")


def test_a_day_can_be_put_aside_and_taken_up_again(walk):
    walk.post("diary_not_today", DAY)
    assert "You have put this day aside" in words(walk.get())
    walk.keep("rise", at="7:10")

    assert "put this day aside" not in words(walk.get())


# ---------------------------------------------------------------- targets and weeks


def test_it_shows_the_time_that_is_meant_this_week(cast, walk):
    some_days(cast, 540, 540, 540)
    diary.agree_target(by=cast.alice, episode=cast.cleo_care, anchor="rise", at=450, step=15)

    assert "aim this week: 08:45" in words(walk.get())


def test_it_tells_the_weeks_in_plain_words(cast, walk):
    some_days(cast, *[420] * 7)
    said = words(walk.get("diary_picture"))

    assert "You kept 7 days of 7" in said
    assert "Your number is 7.0 of 7" in said
    assert "Out of bed: mostly about 07:00. Near that on 7 of 7 days" in said


def test_a_week_that_is_not_over_has_no_number(walk):
    walk.keep("rise", at="7:10")

    assert "The week is not over yet" in words(walk.get("diary_picture"))


def test_before_the_first_day_there_is_nothing_to_show(walk):
    assert "There is nothing to show yet" in words(walk.get("diary_picture"))


# ---------------------------------------------------------------- whose it is


def test_a_closed_link_is_calm_and_keeps_nothing(cast, walk):
    diary.close_link(by=cast.alice, link=cast.cleo_care.diary_links.get())
    for page in [*PAGES, ("diary_plan",)]:
        answer = walk.get(*page)
        assert answer.status_code == 410
        assert "This link is closed" in words(answer)
        assert "You have done nothing wrong" in words(answer)
        assert HELP in words(answer)
    assert walk.keep("rise", at="7:00").status_code == 410
    assert not DiaryDay.objects.exists()


@pytest.mark.parametrize("token", ["a", "wrong" * 8])
def test_an_altered_link_opens_nothing(walk, token):
    assert Walk(token).get().status_code == 404
    assert Walk(token).keep("rise", at="7:00").status_code == 404


def test_a_link_to_questions_opens_no_diary_and_the_other_way_round(cast, walk):
    assert walk.browser.get(reverse("portal", args=[walk.token])).status_code == 404


def test_a_plan_is_shown_where_there_is_one(cast, walk):
    assert walk.get("diary_plan").status_code == 404
    lines = {step: ["Ring Samaritans on 116 123"] for step in rules.steps()}
    safety.agree_safety_plan(by=cast.alice, episode=cast.cleo_care, steps=lines)

    assert "Open my safety plan" in words(walk.get())
    assert heading(walk.get("diary_plan")) == "My safety plan"


def test_a_short_night_reaches_the_therapist_and_says_nothing_alarming(cast, watched):
    walk = Walk(diary.make_link(by=cast.alice, episode=watched)[1])
    walk.post("diary_night", YESTERDAY.isoformat(), slept="4")
    answer = walk.post("diary_night", DAY, slept="4")

    assert answer["Location"] == walk.url("diary")
    assert Alert.objects.get().owner == cast.alice


@pytest.mark.parametrize(
    ("page", "most"), [(("diary",), 9), (("diary_entry", DAY, "rise"), 9), (("diary_picture",), 9)]
)
def test_it_asks_the_database_little(cast, walk, page, most, django_assert_max_num_queries):
    some_days(cast, *[420] * 7)
    with django_assert_max_num_queries(most):
        assert walk.get(*page).status_code == 200
