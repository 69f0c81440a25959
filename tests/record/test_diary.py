"""The rhythm diary: begun, kept by link or by staff, and never lost between two."""

from datetime import datetime, timedelta

import pytest

from kith.core.errors import AnswersError, ConflictError, RefusedError
from kith.core.rhythm import Day, Entry
from kith.record import clock, facts, rhythm, standing
from kith.record.models import AuditEvent, Diary, DiaryDay, DiaryLink, DiaryTarget, Episode
from kith.record.services import diary
from tests.cast import NOW
from tests.watched import watched

__all__ = ["watched"]

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
SEVEN = Entry(420, 1)


@pytest.fixture
def link(cast):
    return diary.make_link(by=cast.alice, episode=cast.cleo_care)[0]


def page(on=TODAY):
    return rhythm.day_of(DiaryDay.objects.get(on=on))


def later(days=0, hours=0):
    return clock.at(NOW + timedelta(days=days, hours=hours))


# ---------------------------------------------------------------- begun, and its link


def test_a_diary_is_begun_once(cast, audited):
    with audited(cast.alice, cast.cleo, "diary.begun"):
        first = diary.begin(by=cast.alice, episode=cast.cleo_care)
        second = diary.begin(by=cast.alice, episode=cast.cleo_care)

    assert first == second
    assert (first.begun_on, first.begun_by) == (TODAY, cast.alice)


def test_a_link_begins_the_diary_and_closes_the_one_before(cast, audited):
    with audited(
        cast.alice, cast.cleo, "diary.begun", "diary_link.sent", "diary_link.closed",
        "diary_link.sent",
    ):  # fmt: skip
        old, old_token = diary.make_link(by=cast.alice, episode=cast.cleo_care)
        new, new_token = diary.make_link(by=cast.alice, episode=cast.cleo_care)

    assert not standing.is_open(standing.link(old_token))
    assert standing.is_open(standing.link(new_token))
    assert (standing.link(old_token), standing.link(new_token)) == (old, new)
    assert new_token not in str(vars(new))


def test_no_client_is_asked_without_help_numbers(cast, refused):
    cast.clinic.crisis_lines = []
    cast.clinic.save()

    with refused(RefusedError, "no help numbers"):
        diary.make_link(by=cast.alice, episode=cast.cleo_care)


def test_a_closed_link_keeps_nothing(cast, link, refused):
    diary.close_link(by=cast.alice, link=link)

    with refused(RefusedError, "closed"):
        diary.save_entry(by=link, on=TODAY, anchor="rise", entry=SEVEN)
    diary.close_link(by=cast.alice, link=link)  # a second time changes nothing
    assert AuditEvent.objects.filter(action="diary_link.closed").count() == 1


def test_a_link_ends_with_the_course(cast, link, refused):
    Episode.objects.filter(pk=cast.cleo_care.pk).update(
        ended_on=TODAY, ended_by=cast.alice, disposition="ended"
    )

    assert not standing.is_open(DiaryLink.objects.get())
    with refused(RefusedError, "closed"):
        diary.save_entry(by=link, on=TODAY, anchor="rise", entry=SEVEN)


def test_a_link_shows_its_own_client_alone(cast, link):
    diary.save_entry(by=link, on=TODAY, anchor="rise", entry=SEVEN)
    other, _ = diary.make_link(by=cast.charlie, episode=cast.dana_care)

    assert standing.diary(other).days == []
    assert len(standing.diary(link).days) == 1
    assert standing.safety_plan(other) is None


@pytest.mark.parametrize("token", ["", "a", "wrong" * 8])
def test_an_unknown_token_opens_nothing(link, token):
    assert standing.link(token) is None


def test_a_link_that_is_closed_shows_nothing(cast, link):
    diary.save_entry(by=link, on=TODAY, anchor="rise", entry=SEVEN)
    diary.close_link(by=cast.alice, link=link)
    closed = DiaryLink.objects.get()

    assert (standing.diary(closed), standing.safety_plan(closed)) == (None, None)
    assert standing.targets(closed) == []


# ---------------------------------------------------------------- what a client keeps


def test_each_thing_is_kept_as_it_is_given(cast, link, audited):
    with audited(link, cast.cleo, "diary.kept", "diary.kept", "diary.kept", "diary.kept"):
        diary.save_entry(by=link, on=TODAY, anchor="rise", entry=SEVEN)
        diary.save_entry(by=link, on=TODAY, anchor="contact", entry=Entry(None))
        diary.save_night(by=link, on=TODAY, asleep=1420, woke=410)
        diary.save_mood(by=link, on=TODAY, mood=-2)

    assert page() == Day(
        TODAY, {"rise": SEVEN, "contact": Entry(None)}, mood=-2, asleep=1420, woke=410
    )
    assert DiaryDay.objects.get().changed_by is None


def test_what_was_sent_twice_is_stored_once(cast, link, audited):
    with audited(link, cast.cleo, "diary.kept"):
        for _ in range(2):
            diary.save_entry(by=link, on=TODAY, anchor="rise", entry=SEVEN)

    assert DiaryDay.objects.get().version == 1


def test_another_answer_takes_the_place_of_the_first(link):
    diary.save_entry(by=link, on=TODAY, anchor="rise", entry=SEVEN)
    diary.save_entry(by=link, on=TODAY, anchor="rise", entry=Entry(430, 0))

    assert page().entries == {"rise": Entry(430, 0)}


def test_entries_are_kept_in_the_order_of_a_day(link):
    diary.save_entry(by=link, on=YESTERDAY, anchor="bed", entry=Entry(40))
    diary.save_entry(by=link, on=YESTERDAY, anchor="rise", entry=SEVEN)

    assert list(page(YESTERDAY).entries) == ["rise", "bed"]


def test_past_midnight_the_day_before_is_still_today(link):
    with clock.at(datetime(2026, 3, 3, 0, 40, tzinfo=NOW.tzinfo)):
        diary.save_entry(by=link, on=TODAY, anchor="bed", entry=Entry(40))

        assert rhythm.today() == TODAY
    assert page().placed("bed") == 24 * 60 + 40


@pytest.mark.parametrize("days", [-2, 1, 400])
def test_a_client_fills_in_today_and_yesterday_alone(link, refused, days):
    with refused(RefusedError, "today and yesterday"):
        diary.save_entry(by=link, on=TODAY + timedelta(days=days), anchor="rise", entry=SEVEN)


@pytest.mark.parametrize(
    ("anchor", "entry", "says"),
    [
        ("rise", Entry(24 * 60), "0:00 to 23:59"),
        ("rise", Entry(420, 7), "who was there"),
        ("lunch", SEVEN, "does not ask about lunch"),
        ("bed", Entry(23 * 60), "not 23:00 yet"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stored(link, refused, anchor, entry, says):
    with refused(AnswersError, says):
        diary.save_entry(by=link, on=TODAY, anchor=anchor, entry=entry)


def test_the_hour_that_the_clocks_left_out_is_refused(link, refused):
    with (
        clock.at(datetime(2026, 3, 29, 9, tzinfo=NOW.tzinfo)),
        refused(AnswersError, "the clocks went forward"),
    ):
        on = datetime(2026, 3, 28).date()  # noqa: DTZ001 - a day
        diary.save_entry(by=link, on=on, anchor="bed", entry=Entry(90))


def test_the_night_in_which_clocks_change_is_an_hour_shorter(cast, link):
    with clock.at(datetime(2026, 3, 29, 9, tzinfo=NOW.tzinfo)):
        diary.save_night(by=link, on=clock.today(), asleep=23 * 60, woke=7 * 60)

    [night] = rhythm.kept(cast.cleo_care).nights
    assert night.minutes == 7 * 60


def test_as_usual_takes_the_usual_time_over_and_says_so(cast, link):
    for days in range(3):
        with later(days):
            on = rhythm.today()
            diary.save_entry(by=link, on=on, anchor="rise", entry=Entry(420 + days, 1))
    with later(3):
        diary.save_usual(by=link, on=rhythm.today(), anchor="rise")

        assert page(rhythm.today()).entries["rise"] == Entry(420, 1, usual=True)


@pytest.mark.parametrize("anchor", ["rise", "lunch"])
def test_without_a_usual_time_there_is_no_as_usual(link, refused, anchor):
    with refused(RefusedError, "no usual time yet"):
        diary.save_usual(by=link, on=TODAY, anchor=anchor)


def test_not_today_is_kept_and_undone_by_an_answer(cast, link, audited):
    with audited(link, cast.cleo, "diary.put_aside", "diary.kept"):
        diary.put_aside(by=link, on=TODAY)
        diary.put_aside(by=link, on=TODAY)
        diary.save_mood(by=link, on=TODAY, mood=0)

    assert DiaryDay.objects.get().aside_at is None


def test_a_day_before_the_beginning_becomes_the_beginning(link):
    diary.save_entry(by=link, on=YESTERDAY, anchor="rise", entry=SEVEN)

    assert Diary.objects.get().begun_on == YESTERDAY


# ---------------------------------------------------------------- what staff write


def enter(cast, day, version=0):
    return diary.enter_day(by=cast.alice, episode=cast.cleo_care, day=day, expected_version=version)


def test_staff_write_a_whole_day_from_paper(cast, audited):
    day = Day(YESTERDAY, {"rise": SEVEN, "bed": Entry(40, 0)}, mood=1, slept=400)

    with audited(cast.alice, cast.cleo, "diary.begun", "diary.kept"):
        row = enter(cast, day)

    assert rhythm.day_of(row) == day
    assert row.changed_by == cast.alice
    assert Diary.objects.get().begun_on == YESTERDAY


def test_whoever_writes_over_another_is_shown_what_they_wrote(cast, link, refused):
    row = enter(cast, Day(TODAY, {"rise": SEVEN}))
    diary.save_entry(by=link, on=TODAY, anchor="contact", entry=Entry(430, 1))

    with refused(ConflictError) as caught:
        enter(cast, Day(TODAY, {"rise": Entry(450)}), version=row.version)
    assert caught.value.who == "Cleo Marsh"
    assert caught.value.theirs["version"] == 2
    assert caught.value.theirs["day"].entries["contact"] == Entry(430, 1)
    saved = enter(cast, Day(TODAY, {"rise": Entry(450)}), version=2)
    assert rhythm.day_of(saved).entries == {"rise": Entry(450)}


def test_the_same_day_sent_twice_is_no_conflict(cast):
    day = Day(TODAY, {"rise": SEVEN})
    enter(cast, day)

    assert enter(cast, day).version == 1


def test_what_was_taken_over_as_usual_stays_marked(cast, link):
    for days in range(3):
        with later(days):
            diary.save_entry(by=link, on=rhythm.today(), anchor="rise", entry=SEVEN)
    with later(3):
        on = rhythm.today()
        diary.save_usual(by=link, on=on, anchor="rise")
        day = Day(on, {"rise": SEVEN}, mood=2)
        saved = enter(cast, day, version=1)

    assert rhythm.day_of(saved).entries["rise"].usual


@pytest.mark.parametrize(
    ("days", "says"), [(1, "before it has come"), (-8, "before the referral"), (-9999, "referral")]
)
def test_staff_write_no_day_that_cannot_be(cast, refused, days, says):
    with refused(RefusedError, says, "on"):
        enter(cast, Day(TODAY + timedelta(days=days), {"rise": SEVEN}))


def test_an_empty_day_is_not_written(cast, refused):
    with refused(RefusedError, "at least one thing"):
        enter(cast, Day(TODAY))


def test_a_day_can_be_emptied_again(cast):
    enter(cast, Day(TODAY, {"rise": SEVEN}))

    assert not rhythm.day_of(enter(cast, Day(TODAY), version=1)).is_kept


# ---------------------------------------------------------------- targets


def target(cast, at=450, step=0, anchor="rise"):
    return diary.agree_target(
        by=cast.alice, episode=cast.cleo_care, anchor=anchor, at=at, step=step
    )


def rise_late(cast):
    for days in range(3):
        enter(cast, Day(TODAY - timedelta(days=days), {"rise": Entry(540)}))


def test_a_target_moves_from_the_usual_time_by_its_steps(cast, audited):
    rise_late(cast)
    with audited(cast.alice, cast.cleo, "diary_target.agreed"):
        target(cast, at=450, step=15)
        target(cast, at=450, step=15)  # sent twice

    [one] = rhythm.targets(cast.cleo_care)
    assert (one.start, one.on(TODAY), one.on(TODAY + timedelta(days=7))) == (540, 525, 510)


def test_a_new_target_takes_the_place_of_the_one_before(cast):
    target(cast, at=450)
    new = target(cast, at=480)

    assert [one.at for one in rhythm.targets(cast.cleo_care)] == [480]
    assert DiaryTarget.objects.exclude(pk=new.pk).get().left_by == cast.alice


def test_a_target_is_let_go_once(cast, audited):
    one = target(cast)
    with audited(cast.alice, cast.cleo, "diary_target.left"):
        diary.leave_target(by=cast.alice, target=one)
        diary.leave_target(by=cast.alice, target=one)

    assert rhythm.targets(cast.cleo_care) == []


def test_targets_stand_in_the_order_of_a_day(cast):
    target(cast, anchor="bed", at=1380)
    target(cast, anchor="rise", at=450)

    assert [one.anchor for one in rhythm.targets(cast.cleo_care)] == ["rise", "bed"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"anchor": "lunch"}, "anchor"),
        ({"at": 1440}, "at"),
        ({"at": -1}, "at"),
        ({"step": 121}, "step"),
        ({"step": 15}, "step"),  # nothing to move from yet
    ],
)
def test_a_target_that_cannot_be_is_refused(cast, refused, given, field):
    with refused(RefusedError, field=field):
        target(cast, **given)


# ---------------------------------------------------------------- the course knows


def test_a_begun_diary_meets_the_protocols_condition(cast, watched):
    def condition():
        [one] = facts.course_of(watched).conditions
        return one.met_on

    assert condition() is None
    diary.begin(by=cast.alice, episode=watched)
    assert condition() == TODAY
