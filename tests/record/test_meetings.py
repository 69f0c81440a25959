"""Meetings beside the sessions: planned, held, written down, and boosters after the end."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.errors import ConflictError, NotYetError, RefusedError
from kith.record import clock, grounds
from kith.record.facts import course_of
from kith.record.models import AuditEvent, Meeting, Milestone
from kith.record.services import course, meetings
from tests import courses
from tests.cast import NOW

WITH_MEETINGS = [one.id for one in catalogue.protocols() if one.meetings]
WITH_BOOSTERS = [
    one.id for one in catalogue.protocols() if any(each.when == "after" for each in one.meetings)
]


@pytest.fixture
def care(cast):
    """A course of brief IPT, which has an engagement meeting first and calls in between."""
    return courses.open_course(cast, "ipt-b-8")


@pytest.fixture
def plan(cast, care):
    def make(kind="engagement", at=NOW):
        return meetings.plan_meeting(by=cast.alice, episode=care, kind=kind, starts_at=at)

    return make


def view(care, kind):
    return next(one for one in course_of(care).meetings if one.id == kind)


@pytest.mark.parametrize("protocol", WITH_MEETINGS)
def test_every_meeting_of_every_protocol_can_be_held(cast, protocol):
    care = courses.open_course(cast, protocol)
    courses.meet_conditions(cast, care)
    courses.hold_meetings(cast, care, "before")
    last = courses.carry(cast, care, 1)
    with clock.at(last + timedelta(days=1)):
        for when in ("during", "regular", "needed"):
            courses.hold_meetings(cast, care, when)

        held = {one.id for one in course_of(care).meetings if one.held}
        assert held == {one.id for one in course_of(care).meetings if one.when != "after"}
        assert course_of(care).irregularities == ()


def test_a_meeting_that_was_held_is_told_to_the_course(cast, care, plan, audited):
    planned = plan()
    assert view(care, "engagement").held == 0

    with audited(cast.alice, cast.dana, "meeting.held"):
        meetings.hold_meeting(by=cast.alice, meeting=planned, came=" Dana and her sister ")

    assert view(care, "engagement").held == 1
    assert Meeting.objects.get().came == "Dana and her sister"
    assert course_of(care).session_number == 0  # it counts as no session


def test_a_meeting_that_was_missed_is_not_told(cast, care, plan):
    meetings.miss_meeting(by=cast.alice, meeting=plan(), state="absent", reason="A strike.")
    assert view(care, "engagement").held == 0
    assert course_of(care).missed == 0


def test_a_meeting_is_planned_once_for_a_time(plan, refused):
    plan()
    with refused(RefusedError, "at this time already", "starts_at"):
        plan()
    assert plan(at=NOW + timedelta(hours=2)).pk


REFUSED = {
    "of another protocol": (lambda by, care: plan_one(by, care, kind="booster"), "kind"),
    "before the referral": (lambda by, care: plan_one(by, care, days=-30), "starts_at"),
    "in three years": (lambda by, care: plan_one(by, care, days=1100), "starts_at"),
    "of a minute": (lambda by, care: plan_one(by, care, minutes=1), "minutes"),
}


def plan_one(by, care, kind="engagement", days=0, minutes=30):
    meetings.plan_meeting(
        by=by, episode=care, kind=kind, starts_at=NOW + timedelta(days=days), minutes=minutes
    )


@pytest.mark.parametrize("case", REFUSED)
def test_a_meeting_that_cannot_be_is_refused(cast, care, refused, case):
    act, field = REFUSED[case]
    with refused(RefusedError, field=field):
        act(cast.alice, care)


def test_what_lies_ahead_cannot_be_held_and_nobody_is_not_there(cast, plan, refused):
    ahead = plan(at=NOW + timedelta(days=1))
    with refused(RefusedError, "lies ahead"):
        meetings.hold_meeting(by=cast.alice, meeting=ahead, came="Dana")
    now = plan(at=NOW)
    with refused(RefusedError, field="came"):
        meetings.hold_meeting(by=cast.alice, meeting=now, came=" ")


def test_a_slip_is_taken_back_and_what_was_written_stays(cast, care, plan, refused):
    one = plan()
    meetings.hold_meeting(by=cast.alice, meeting=one, came="Dana")
    with refused(RefusedError, "recorded already"):
        meetings.hold_meeting(by=cast.alice, meeting=one, came="Dana")

    meetings.reopen_meeting(by=cast.alice, meeting=one, reason="The wrong day")

    assert view(care, "engagement").held == 0
    one.refresh_from_db()
    assert (one.state, one.came) == ("planned", "Dana")


def test_a_moved_meeting_keeps_its_first_time_in_the_trail(cast, plan, audited):
    one = plan()
    with audited(cast.alice, cast.dana, "meeting.moved"):
        meetings.move_meeting(by=cast.alice, meeting=one, starts_at=NOW + timedelta(hours=2))
    assert AuditEvent.objects.filter(action="meeting.moved").get().details["before"]


# ---------------------------------------------------------------- what was talked about


def write(cast, one, seen, note, done=()):
    return meetings.save_meeting(
        by=cast.alice, meeting=one, expected_version=seen, agenda_done=list(done), note=note
    )


def test_of_two_who_write_the_second_is_told(cast, plan):
    one = plan()
    write(cast, one, 0, "First.")
    with pytest.raises(ConflictError) as caught:
        write(cast, one, 0, "Second.")
    assert caught.value.theirs["note"] == "First."
    write(cast, one, 1, "Second.")
    before = AuditEvent.objects.filter(action="meeting.written").last().details["before"]
    assert before["note"] == "First."


def test_the_same_words_again_leave_no_trace(cast, plan, audited):
    one = write(cast, plan(), 0, "First.")
    with audited(cast.alice, cast.dana):
        write(cast, one, 0, " First. ")


def test_only_what_stands_on_its_agenda_can_be_done(cast, plan, refused):
    one = plan()
    with refused(RefusedError, "no agenda item", "agenda_done"):
        write(cast, one, 0, "", ["goodbye_said"])


def with_a_step():
    """Protocols with a meeting whose agenda reaches a step of the course."""
    for protocol in catalogue.protocols():
        for meeting in protocol.meetings:
            ticked = protocol.milestones.keys() - grounds.STEPS  # the others follow from agreements
            steps = [item for item in meeting.items if item in ticked]
            if steps and meeting.when == "before":
                yield protocol.id, meeting.id, steps[0]


@pytest.mark.parametrize(("protocol", "kind", "step"), list(with_a_step()))
def test_a_step_ticked_in_a_held_meeting_is_reached_and_can_be_taken_back(
    cast, protocol, kind, step
):
    care = courses.open_course(cast, protocol)
    courses.meet_conditions(cast, care)
    one = meetings.plan_meeting(by=cast.alice, episode=care, kind=kind, starts_at=NOW)
    meetings.hold_meeting(by=cast.alice, meeting=one, came="Dana")
    reached = Milestone.objects.filter(episode=care, name=step)

    one = write(cast, one, 0, "Well begun.", [step])
    assert reached.exists()
    write(cast, one, 1, "Well begun.", [])

    assert not reached.exists()


# ---------------------------------------------------------------- after the end


@pytest.mark.parametrize("protocol", WITH_BOOSTERS)
def test_a_booster_is_planned_and_held_after_the_end_and_nothing_else_is(cast, protocol, refused):
    care = courses.open_course(cast, protocol)
    courses.meet_conditions(cast, care)
    courses.hold_meetings(cast, care, "before")
    last = courses.carry(cast, care, 1)
    with clock.at(last + timedelta(days=1)):
        ended = courses.end(cast, care)
    with clock.at(last + timedelta(days=40)):
        courses.hold_meetings(cast, ended, "after")
        boosters = course_of(ended).boosters
        assert boosters
        assert all(one.held == 1 for one in boosters)
        assert course_of(ended).irregularities == ()
        with refused(RefusedError, "ended on"):
            course.plan_session(by=cast.alice, episode=ended, starts_at=clock.now())


def test_a_session_waits_for_the_meeting_that_must_come_first(cast, refused):
    care = courses.open_course(cast, "ipt-g-who-8")
    courses.meet_conditions(cast, care)
    planned = course.plan_session(by=cast.alice, episode=care, starts_at=NOW)
    with refused(NotYetError, "before the group"):
        course.hold_session(by=cast.alice, session=planned)
    courses.hold_meetings(cast, care, "before")
    course.hold_session(by=cast.alice, session=planned)
