"""The rhythm room: the diary as clinicians read it, from paper too, and alerts of its watch."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kith.core.rhythm import Day, Entry
from kith.record import clock, rhythm
from kith.record.models import Alert, AuditEvent, DiaryDay, DiaryLink, DiaryTarget
from kith.record.services import diary, measures
from tests.cast import NOW
from tests.watched import watched
from tests.web.reading import field_of, words

__all__ = ["watched"]

TODAY = NOW.date()
LONG_AGO = TODAY - timedelta(days=6)


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


def url(name, cast, *rest):
    return reverse(name, args=[cast.cleo_care.pk, *rest])


def keep(cast, on=TODAY, **times):
    """Keep a day from paper: a time for each activity, and mood, slept and so on by name."""
    apart = {name: times.pop(name) for name in list(times) if name in {"mood", "slept"}}
    entries = {name: Entry(at, 1) for name, at in times.items()}
    row = DiaryDay.objects.filter(episode=cast.cleo_care, on=on).first()
    day = Day(on, entries, **apart)
    version = row.version if row else 0
    return diary.enter_day(by=cast.alice, episode=cast.cleo_care, day=day, expected_version=version)


def a_week(cast):
    for n in range(7):
        keep(cast, LONG_AGO + timedelta(days=n), rise=420 + n, slept=430)


def room(client, cast, **asked):
    return client.get(url("rhythm", cast), asked)


# ---------------------------------------------------------------- whether there is one


def test_it_has_no_room_in_a_course_that_keeps_none(alice, cast):
    page = alice.get(url("course", cast)).content.decode()

    assert url("rhythm", cast) not in page


def test_it_has_a_room_once_a_diary_is_begun(alice, cast):
    diary.begin(by=cast.alice, episode=cast.cleo_care)

    assert url("rhythm", cast) in alice.get(url("course", cast)).content.decode()


def test_it_has_a_room_where_the_protocol_watches_the_diary(alice, cast, watched):
    assert url("rhythm", cast) in alice.get(url("course", cast)).content.decode()


def test_before_it_is_begun_it_says_what_to_do(alice, cast):
    said = words(room(alice, cast))

    assert "No rhythm diary is kept in this course yet" in said
    assert "Make the client's link" in said


def test_it_is_begun_on_paper(alice, cast):
    answer = alice.post(url("begin_diary", cast), follow=True)

    assert "The diary is begun" in words(answer)
    assert cast.cleo_care.diary.begun_by == cast.alice


# ---------------------------------------------------------------- the link


def test_the_link_is_shown_once_with_neutral_words(alice, cast):
    answer = alice.post(url("make_diary_link", cast))

    assert answer.status_code == 200
    assert "It is shown this once" in words(answer)
    page = answer.content.decode()
    token = page.partition("/m/")[2].partition("/")[0]
    assert alice.get(reverse("diary", args=[token])).status_code == 200
    assert "therapy" not in page.partition("<textarea")[2].partition("</textarea>")[0]
    assert token not in room(alice, cast).content.decode()


def test_a_link_is_closed_after_asking(alice, cast):
    diary.make_link(by=cast.alice, episode=cast.cleo_care)
    link = DiaryLink.objects.get()
    address = url("close_diary_link", cast, link.pk)
    assert "Close this link?" in words(alice.get(address))
    assert DiaryLink.objects.get().withdrawn_at is None
    answer = alice.post(address, follow=True)

    assert "The link is closed" in words(answer)
    assert DiaryLink.objects.get().withdrawn_at is not None


# ---------------------------------------------------------------- what it shows


def test_it_shows_the_week_day_by_day(alice, cast):
    a_week(cast)
    said = words(room(alice, cast))

    assert "7 of 7 days are kept" in said
    assert "Regularity: 7.0 of 7" in said
    assert "From 3.5 up has been called stable" in said
    assert "07:06, others present" in said
    assert "7 h 10 min" in said
    assert "by Alice" in said


def test_it_says_what_is_missing_and_fills_nothing_in(alice, cast):
    keep(cast, LONG_AGO, rise=420)
    said = words(room(alice, cast))

    assert "1 of 7 days are kept" in said
    assert "No activity was there on three days, so there is no score" in said


def test_a_week_that_is_not_over_has_no_final_score(alice, cast):
    for n in range(3):
        keep(cast, TODAY - timedelta(days=n), rise=420)

    assert "Regularity so far: 3.0. The week is not over" in words(room(alice, cast))


def test_an_earlier_week_can_be_opened(alice, cast):
    with clock.at(NOW + timedelta(days=7)):
        a_week(cast)
        keep(cast, TODAY + timedelta(days=3), rise=600)
        alice.force_login(cast.alice)
        assert "Week 2, from 3 March 2026" in words(room(alice, cast))
        said = words(room(alice, cast, week=1))

    assert "Week 1, from 24 February 2026" in said
    assert "The week after" in said


def test_both_readings_of_far_times_are_offered_and_named(alice, cast):
    for n in range(6):
        keep(cast, LONG_AGO + timedelta(days=n), rise=420)
    keep(cast, TODAY, rise=430)
    counted, left = room(alice, cast), room(alice, cast, outliers="leave_out")

    assert "Regularity: 7.0 of 7" in words(counted)
    assert "Regularity: 6.0 of 7" in words(left)
    assert "the published text defines a hit by the 45 minutes alone" in words(counted)
    assert "a public programme of one trial" in words(left)


def test_the_drawing_says_the_same_in_words(alice, cast):
    a_week(cast)
    page = room(alice, cast).content.decode()

    assert page.count('class="at"') >= 7
    assert page.count('class="night"') >= 7
    assert 'class="usual"' in page
    assert "Regularity in the week to 2 March 2026: 7.0 of 7." in page


def test_what_was_taken_over_as_usual_is_marked(alice, cast):
    a_week(cast)
    link, _ = diary.make_link(by=cast.alice, episode=cast.cleo_care)
    with clock.at(NOW + timedelta(days=1)):
        diary.save_usual(by=link, on=rhythm.today(), anchor="rise")
        alice.force_login(cast.alice)
        said = words(room(alice, cast))

    assert "(as usual)" in said
    assert "by Cleo" in said


@pytest.mark.parametrize("asked", [{"week": "x"}, {"span": "9"}, {"outliers": "maybe"}])
def test_what_nobody_offers_is_passed_over(alice, cast, asked):
    a_week(cast)

    assert room(alice, cast, **asked).status_code == 200


# ---------------------------------------------------------------- a day from paper

FORM = {"version": "0", "rise": "7:10", "rise_who": "1", "dinner_who": "none", "mood": "-2",
        "asleep": "23:40", "woke": "6:30"}  # fmt: skip


def day_url(cast, on=TODAY):
    return url("enter_day", cast, on.isoformat())


def test_a_day_is_written_from_paper(alice, cast):
    answer = alice.post(day_url(cast), FORM)

    assert answer.status_code == 302
    day = rhythm.day_of(DiaryDay.objects.get())
    assert day.entries == {"rise": Entry(430, 1), "dinner": Entry(None)}
    assert (day.mood, day.asleep, day.woke) == (-2, 1420, 390)


def test_a_day_is_put_right(alice, cast):
    keep(cast, rise=420, mood=1)
    page = alice.get(day_url(cast))
    assert field_of(page, "rise") == "07:00"
    assert "Last written by Alice" in words(page)
    alice.post(day_url(cast), {"version": "1", "rise": "7:30", "rise_who": ""})

    assert rhythm.day_of(DiaryDay.objects.get()).entries == {"rise": Entry(450)}


WRONG = [
    ({"rise": "25:00"}, "There is no 25:00"),
    ({"rise": "", "rise_who": "1"}, "Give the time too"),
    ({"dinner": "18:00"}, "Give a time, or say that it did not happen"),
    ({"rise_who": "9"}, "not one of the available choices"),
    ({"mood": "6"}, "not one of the available choices"),
    ({"asleep": "7:00", "woke": "6:00"}, "23 h of sleep"),
    ({"slept": "30"}, "less than or equal to 24"),
    ({"bed": "23:00"}, "It is not 23:00 yet"),
    ({"version": "x"}, "Enter a whole number"),
]


@pytest.mark.parametrize(("typed", "says"), WRONG, ids=[one[1] for one in WRONG])
def test_a_day_that_cannot_be_is_refused_with_everything_typed_kept(alice, cast, typed, says):
    answer = alice.post(day_url(cast), {**FORM, **typed})

    assert answer.status_code == 422
    assert says in words(answer)
    assert field_of(answer, "woke") == typed.get("woke", "6:30")
    assert not DiaryDay.objects.exists()


def test_two_who_write_one_day_see_both_texts(alice, cast):
    keep(cast, rise=420)
    link, _ = diary.make_link(by=cast.alice, episode=cast.cleo_care)
    diary.save_entry(by=link, on=TODAY, anchor="rise", entry=Entry(440, 1))
    answer = alice.post(day_url(cast), {**FORM, "version": "1"})

    assert answer.status_code == 409
    said = words(answer)
    assert "Cleo Marsh changed this day of the diary" in said
    assert "07:20" in said
    assert field_of(answer, "version") == "2"
    assert alice.post(day_url(cast), {**FORM, "version": "2"}).status_code == 302


@pytest.mark.parametrize("on", ["2026-13-01", "2026-3-2", "tomorrow", "0", "9" * 30])
def test_a_day_that_is_none_leads_nowhere(alice, cast, on):
    assert alice.get(url("enter_day", cast, on)).status_code == 404


@pytest.mark.parametrize(
    ("days", "says"), [(1, "before it has come"), (-30, "before the referral")]
)
def test_a_day_out_of_reach_is_refused(alice, cast, days, says):
    answer = alice.post(day_url(cast, TODAY + timedelta(days=days)), {"version": 0, "mood": "1"})

    assert answer.status_code == 422
    assert says in words(answer)


# ---------------------------------------------------------------- targets


def test_a_time_is_agreed_and_let_go(alice, cast):
    a_week(cast)
    answer = alice.post(
        url("agree_target", cast), {"anchor": "rise", "at": "6:00", "step": "15"}, follow=True
    )
    said = words(answer)
    assert "06:00, by 15 minutes a week from 07:05" in said
    assert "This week: 06:50" in said
    alice.post(url("leave_target", cast, DiaryTarget.objects.get().pk))

    assert "No time is agreed yet" in words(room(alice, cast))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"anchor": "lunch"}, "not one of the available choices"),
        ({"at": "26:00"}, "There is no 26:00"),
        ({"at": ""}, "This field is required"),
        ({"step": "500"}, "less than or equal to 120"),
        ({"step": "15"}, "There is no usual time yet to move from"),
    ],
)
def test_a_time_that_cannot_be_is_refused(alice, cast, typed, says):
    diary.begin(by=cast.alice, episode=cast.cleo_care)
    given = {"anchor": "rise", "at": "7:30", "step": "0", **typed}
    answer = alice.post(url("agree_target", cast), given)

    assert answer.status_code == 422
    assert says in words(answer)
    assert not DiaryTarget.objects.exists()


# ---------------------------------------------------------------- the watch


def test_it_says_what_is_watched_and_why(alice, cast, watched):
    diary.begin(by=cast.alice, episode=watched)
    said = words(room(alice, cast))

    assert "Under five hours of sleep, two nights in a row" in said
    assert "Call the client today" in said
    assert "Short sleep can be the first sign of mania" in said


def short_nights(cast, hours=4):
    keep(cast, TODAY - timedelta(days=1), slept=hours * 60)
    keep(cast, TODAY, slept=hours * 60)
    return Alert.objects.get()


def test_an_alert_of_the_diary_is_shown_with_its_rule_and_its_action(alice, cast, watched):
    alert = short_nights(cast)
    for page in (alice.get("/"), room(alice, cast), alice.get(reverse("alerts"))):
        assert "2 nights in a row under 5 hours of sleep" in words(page)
    said = words(alice.get(reverse("alert", args=[alert.pk])))

    assert "Rhythm diary, watched by" in said
    assert "Call the client today" in said
    assert "Short sleep can be the first sign of mania" in said
    assert "Source not confirmed" in said
    assert "The diary of these weeks" in said


def test_an_alert_of_the_diary_is_taken_on_and_settled(alice, cast, watched):
    alert = short_nights(cast, hours=5)  # for review: under six
    answer = alice.post(reverse("acknowledge_alert", args=[alert.pk]), follow=True)
    assert "do what it asks for" in words(answer)
    answer = alice.post(
        reverse("settle_alert", args=[alert.pk]),
        {"because": "Rang her: the neighbours had a party."},
        follow=True,
    )

    assert "The alert is settled" in words(answer)
    assert "neighbours had a party" in words(alice.get(reverse("alert", args=[alert.pk])))


def test_an_alert_on_scores_leads_to_the_answers(alice, cast, watched):
    items = measures.catalogue.instrument("phq9").scored
    for days in (1, 0):
        response = measures.enter_response(
            by=cast.alice,
            episode=watched,
            instrument="phq9",
            answers={one.id: 0 if one.id == "self_harm" else 3 for one in items},
            mode="paper",
            given_on=TODAY - timedelta(days=days),
        )
    said = alice.get(reverse("alert", args=[Alert.objects.get().pk]))

    assert "PHQ-9 24 and 24: 20 or more, 2 times in a row" in words(said)
    assert url("response", cast, response.pk) in said.content.decode()
    assert alice.get(url("response", cast, response.pk)).status_code == 200
    assert alice.get(url("measures", cast)).status_code == 200


# ---------------------------------------------------------------- who, and how much it asks


def test_whoever_may_only_read_is_offered_no_form(client, cast):
    a_week(cast)
    cast.cleo_care.refresh_from_db()
    type(cast.cleo_care).objects.filter(pk=cast.cleo_care.pk).update(
        ended_on=TODAY, ended_by=cast.alice, disposition="ended"
    )
    client.force_login(cast.bob)
    page = room(client, cast)

    assert "Regularity" in words(page)
    assert 'method="post"' not in page.content.decode().partition("<main")[2]


def test_reading_it_is_on_the_trail(alice, cast):
    room(alice, cast)

    assert AuditEvent.objects.filter(action="record.read", details__page="rhythm").exists()


def test_it_asks_the_database_the_same_however_long_the_diary_is(
    alice, cast, django_assert_max_num_queries
):
    with clock.at(NOW + timedelta(days=60)):
        for n in range(0, 60, 3):
            keep(cast, TODAY + timedelta(days=n), rise=420, slept=400)
        alice.force_login(cast.alice)
        room(alice, cast)
        with django_assert_max_num_queries(24):
            assert room(alice, cast).status_code == 200
