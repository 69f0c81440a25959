"""The course: sessions, steps, phases and the end. What is stored, audited, refused."""

from datetime import date, datetime, timedelta

import pytest

from kith.core import catalogue
from kith.core.errors import NotYetError, RefusedError
from kith.core.instruments.scoring import asked
from kith.record import clock
from kith.record.facts import course_of
from kith.record.models import AuditEvent, Milestone, PhaseStart
from kith.record.services import agreements, course, measures
from tests.cast import NOW, REFERRED
from tests.record.conftest import GROUNDS

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def care(cast):
    return cast.cleo_care


def plan(cast, starts_at=TOMORROW, **more):
    return course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=starts_at, **more)


def reach(cast, *steps):
    for step in steps:
        if step in GROUNDS:
            GROUNDS[step](cast.alice, cast.cleo_care)
        course.reach(by=cast.alice, episode=cast.cleo_care, step=step)


def agree(cast, sessions=16, **more):
    terms = agreements.Terms(
        sessions=sessions,
        starts_on=REFERRED,
        ends_on=REFERRED + timedelta(weeks=20),
        goals=["See Ann again"],
        **more,
    )
    return agreements.agree_contract(by=cast.alice, episode=cast.cleo_care, terms=terms)


def hold_many(cast, number, start=1):
    """Hold one session a day, from the day after today on; the clock goes along."""
    for day in range(start, start + number):
        with clock.at(NOW + timedelta(days=day)):
            session = plan(cast, clock.now())
            course.hold_session(by=cast.alice, session=session)


def answer(cast, *instruments):
    """Enter today's answers, none of them a worry."""
    for instrument in instruments:
        measures.enter_response(
            by=cast.alice,
            episode=cast.cleo_care,
            instrument=instrument,
            answers={item.id: 0 for item in asked(catalogue.instrument(instrument), {})},
            mode="paper",
            given_on=clock.today(),
        )


# ---------------------------------------------------------------- sessions


def test_a_session_is_put_into_the_diary(cast, audited):
    with audited(cast.alice, cast.cleo, "session.planned"):
        session = plan(cast, minutes=45, medium="video")

    session.refresh_from_db()
    assert (session.starts_at, session.minutes) == (TOMORROW, 45)
    assert (session.medium, session.state) == ("video", "planned")


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"minutes": 9}, "minutes", "between 10 and 180"),
        ({"minutes": 181}, "minutes", "between 10 and 180"),
        ({"medium": "pigeon"}, "medium", "not a valid choice"),
        (
            {"starts_at": datetime(2026, 2, 22, 23, 59, tzinfo=NOW.tzinfo)},
            "starts_at",
            "before the referral, which came on 23 February 2026",
        ),
    ],
)
def test_a_session_that_cannot_be_is_refused(cast, refused, given, field, says):
    with refused(RefusedError, says, field):
        plan(cast, **given)


def test_two_sessions_at_one_moment_are_refused(cast, refused):
    plan(cast)

    with refused(RefusedError, "There is a session at this time already.", "starts_at"):
        plan(cast)


def test_the_hour_of_a_session_called_off_is_free_again(cast):
    course.miss_session(by=cast.alice, session=plan(cast), state="called_off")

    plan(cast)


def test_a_session_on_the_day_of_the_referral_is_accepted(cast):
    plan(cast, datetime(2026, 2, 23, 0, 0, tzinfo=NOW.tzinfo))


def test_a_planned_session_is_moved(cast, audited):
    session = plan(cast)
    with audited(cast.bob, cast.cleo, "session.moved"):
        course.move_session(by=cast.bob, session=session, starts_at=NOW + timedelta(days=2))

    session.refresh_from_db()
    assert session.starts_at == NOW + timedelta(days=2)
    assert AuditEvent.objects.latest("pk").details == {"before": TOMORROW.isoformat()}


def test_moving_a_session_nowhere_leaves_no_trace(cast, audited):
    session = plan(cast)

    with audited(cast.alice, cast.cleo):
        course.move_session(by=cast.alice, session=session, starts_at=TOMORROW)


def test_a_session_is_not_moved_where_it_cannot_be(cast, refused):
    session, _ = plan(cast), plan(cast, NOW + timedelta(days=2))

    with refused(RefusedError, "session at this time already", "starts_at"):
        course.move_session(by=cast.alice, session=session, starts_at=NOW + timedelta(days=2))
    with refused(RefusedError, "before the referral", "starts_at"):
        course.move_session(by=cast.alice, session=session, starts_at=NOW - timedelta(days=30))


def test_a_session_is_held(cast, in_diary, audited):
    session = in_diary()
    with audited(cast.alice, cast.cleo, "session.held"):
        course.hold_session(by=cast.alice, session=session)

    session.refresh_from_db()
    assert session.state == "held"
    assert course_of(cast.cleo_care).session_number == 1


def test_a_session_still_to_come_is_not_held(cast, refused):
    session = plan(cast)

    with refused(RefusedError, "lies ahead"):
        course.hold_session(by=cast.alice, session=session)


def test_a_session_is_held_once_its_hour_has_come(cast):
    session = plan(cast)

    with clock.at(TOMORROW):
        course.hold_session(by=cast.alice, session=session)


@pytest.mark.parametrize("act", ["hold", "miss", "move"])
def test_what_is_recorded_stays_recorded(cast, in_diary, refused, act):
    session = in_diary()
    course.miss_session(by=cast.alice, session=session, state="absent")
    acts = {
        "hold": lambda: course.hold_session(by=cast.alice, session=session),
        "miss": lambda: course.miss_session(by=cast.alice, session=session, state="cancelled"),
        "move": lambda: course.move_session(by=cast.alice, session=session, starts_at=TOMORROW),
    }

    with refused(RefusedError, "recorded already: Client did not come"):
        acts[act]()


def test_two_sessions_on_one_day_are_not_both_held(cast, in_diary, refused):
    course.hold_session(by=cast.alice, session=in_diary())
    second = in_diary(1 / 24)

    with refused(RefusedError, "is recorded already"):
        course.hold_session(by=cast.alice, session=second)


def test_no_session_is_held_before_the_last_one(cast, in_diary, refused):
    earlier = in_diary()
    course.hold_session(by=cast.alice, session=in_diary(3))

    with refused(RefusedError, "a session cannot be recorded before it"):
        course.hold_session(by=cast.alice, session=earlier)


def test_beyond_the_contract_a_session_needs_an_extension(cast, refused):
    agree(cast, sessions=12)
    hold_many(cast, 12)

    with clock.at(NOW + timedelta(days=13)):
        extra = plan(cast, clock.now())
        with refused(NotYetError, "Extend the contract, with the reason"):
            course.hold_session(by=cast.alice, session=extra)
        course.extend(
            by=cast.alice, episode=cast.cleo_care, sessions=1, reason="Her mother has died."
        )
        course.hold_session(by=cast.alice, session=extra)

    assert course_of(cast.cleo_care).session_number == 13


@pytest.mark.parametrize("state", ["cancelled", "absent", "called_off"])
def test_a_session_that_did_not_take_place_is_recorded_with_its_reason(
    cast, in_diary, audited, state
):
    session = in_diary()
    with audited(cast.alice, cast.cleo, "session.missed"):
        course.miss_session(by=cast.alice, session=session, state=state, reason=" A cold. ")

    session.refresh_from_db()
    assert (session.state, session.state_reason) == (state, "A cold.")
    standing = course_of(cast.cleo_care)
    assert (standing.session_number, standing.missed) == (0, 1)


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"state": "held"}, "state", "Say who could not come"),
        ({"state": "planned"}, "state", "Say who could not come"),
        ({"state": "asleep"}, "state", "Say who could not come"),
        ({"state": "cancelled", "reason": "x" * 301}, "state_reason", "at most 300 characters"),
        ({"state": "absent"}, "", "lies ahead"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(cast, refused, given, field, says):
    session = plan(cast)

    with refused(RefusedError, says, field):
        course.miss_session(by=cast.alice, session=session, **given)


def test_a_session_ahead_can_be_called_off(cast):
    course.miss_session(by=cast.alice, session=plan(cast), state="called_off")


# ---------------------------------------------------------------- steps and phases


def test_a_step_is_reached_once(cast, care, audited):
    with audited(cast.alice, cast.cleo, "step.reached"):
        reach(cast, "illness_named")
    with audited(cast.alice, cast.cleo):
        reach(cast, "illness_named")

    step = Milestone.objects.get()
    assert (step.name, step.on, step.by) == ("illness_named", NOW.date(), cast.alice)
    assert course_of(care).reached == {"illness_named": NOW.date()}


def test_the_words_of_a_step_can_be_written_later_and_the_earlier_are_kept(cast, care, audited):
    words = {"by": cast.alice, "episode": care, "step": "illness_named"}
    course.reach(**words, words="It has a name.")
    with audited(cast.alice, cast.cleo, "step.described"):
        course.reach(**words, words="It has a name, and is nobody's fault.")
    with audited(cast.alice, cast.cleo):
        course.reach(**words)

    assert Milestone.objects.get().words == "It has a name, and is nobody's fault."
    assert AuditEvent.objects.latest("pk").details["before"] == "It has a name."


def test_a_step_the_protocol_does_not_know_is_refused(cast, care, refused):
    with refused(RefusedError, "no step called hypnosis", "step"):
        course.reach(by=cast.alice, episode=care, step="hypnosis")

    assert course.reach_if_asked(by=cast.alice, episode=care, step="hypnosis") is None


def test_words_longer_than_a_page_are_refused_not_cut(cast, care, refused):
    with refused(RefusedError, "at most 4000 characters", "words"):
        course.reach(by=cast.alice, episode=care, step="illness_named", words="x" * 4001)


def test_a_step_taken_back_stays_in_the_trail(cast, care, audited):
    course.reach(by=cast.alice, episode=care, step="illness_named", words="It has a name.")
    with audited(cast.bob, cast.cleo, "step.undone"):
        course.undo_step(by=cast.bob, episode=care, step="illness_named")

    assert not Milestone.objects.exists()
    assert AuditEvent.objects.latest("pk").details == {
        "step": "illness_named",
        "words": "It has a name.",
    }


def test_a_step_that_was_not_reached_cannot_be_taken_back(cast, care, refused):
    with refused(RefusedError, "not recorded as reached", "step"):
        course.undo_step(by=cast.alice, episode=care, step="illness_named")


FOR_THE_MIDDLE = (
    "illness_named", "sick_role_given", "inventory_mapped", "timeline_drawn",
    "problem_area_agreed", "formulation_agreed", "contract_agreed", "risk_baseline",
)  # fmt: skip


def test_a_phase_begins_once_nothing_is_missing(cast, care, audited):
    reach(cast, *FOR_THE_MIDDLE)
    with audited(cast.alice, cast.cleo, "phase.entered"):
        course.enter_phase(by=cast.alice, episode=care, phase="middle")

    assert PhaseStart.objects.get().on == NOW.date()
    assert course_of(care).phase.id == "middle"


@pytest.mark.parametrize("missing", FOR_THE_MIDDLE)
def test_a_phase_left_too_early_is_refused_with_what_is_missing(cast, care, refused, missing):
    reach(cast, *(step for step in FOR_THE_MIDDLE if step != missing))

    with refused(NotYetError, "Entering the middle") as caught:
        course.enter_phase(by=cast.alice, episode=care, phase="middle")

    title = catalogue.protocol("ipt-standard-16").milestones[missing].title
    assert caught.value.blockers == (title,)


@pytest.mark.parametrize(
    ("phase", "error", "says"),
    [
        ("ending", NotYetError, "Enter the middle"),
        ("afterlife", RefusedError, "has no phase called afterlife"),
    ],
)
def test_a_phase_that_does_not_come_next_is_refused(cast, care, refused, phase, error, says):
    reach(cast, *FOR_THE_MIDDLE)

    with refused(error, says):
        course.enter_phase(by=cast.alice, episode=care, phase=phase)


def test_a_phase_begins_once(cast, care, refused):
    reach(cast, *FOR_THE_MIDDLE)
    course.enter_phase(by=cast.alice, episode=care, phase="middle")

    with refused(RefusedError, "has begun already"):
        course.enter_phase(by=cast.alice, episode=care, phase="middle")


def test_an_extension_adds_to_the_contract(cast, care, audited):
    agree(cast)
    with audited(cast.alice, cast.cleo, "course.extended"):
        course.extend(by=cast.alice, episode=care, sessions=2, reason=" Her mother has died. ")

    assert care.extensions.get().reason == "Her mother has died."
    assert course_of(care).total == 18


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"sessions": 0}, "sessions", "Between 1 and 12"),
        ({"sessions": 13}, "sessions", "Between 1 and 12"),
        ({"reason": "  why not  "}, "reason", "in a sentence"),
        ({"reason": "x" * 2001}, "reason", "at most 2000 characters"),
    ],
)
def test_an_extension_that_cannot_be_is_refused(cast, care, refused, given, field, says):
    asked = {"sessions": 2, "reason": "Her mother has died.", **given}

    with refused(RefusedError, says, field):
        course.extend(by=cast.alice, episode=care, **asked)


# ---------------------------------------------------------------- the end

WORDS = "Stopped coming after the second session."


def test_a_client_who_stops_coming_ends_without_the_tasks_of_ending(cast, care, audited):
    with audited(cast.alice, cast.cleo, "episode.ended"):
        course.end_episode(
            by=cast.alice, episode=care, disposition="dropped_out", words=f" {WORDS} "
        )

    care.refresh_from_db()
    assert (care.ended_on, care.ended_by) == (NOW.date(), cast.alice)
    assert (care.disposition, care.ending_words) == ("dropped_out", WORDS)
    assert not care.is_open
    assert course_of(care).ended_on == NOW.date()


def test_a_planned_end_names_what_is_still_missing(cast, care, refused):
    with refused(NotYetError, "Enter the ending") as caught:
        course.end_episode(by=cast.alice, episode=care, disposition="ended", words=WORDS)

    assert "Answer the PHQ-9 (depression) for the last session" in caught.value.blockers


def test_a_course_that_did_everything_ends_as_planned(cast, care):
    protocol = catalogue.protocol("ipt-standard-16")
    reach(cast, *protocol.milestones)
    course.enter_phase(by=cast.alice, episode=care, phase="middle")
    hold_many(cast, 12)
    with clock.at(NOW + timedelta(days=13)):
        answer(cast, *protocol.ending.measures)
        course.enter_phase(by=cast.alice, episode=care, phase="ending")
        course.end_episode(by=cast.alice, episode=care, disposition="ended", words=WORDS)

    care.refresh_from_db()
    assert care.disposition == "ended"
    assert course_of(care).irregularities == ()


def test_a_referral_onwards_needs_no_ending_but_a_reason(cast, care):
    course.end_episode(
        by=cast.alice,
        episode=care,
        disposition="referred_on",
        words="Needs the care of the crisis team first.",
    )

    care.refresh_from_db()
    assert course_of(care).irregularities == ()


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"disposition": "forgotten"}, "disposition", "Choose how the course ends"),
        ({"words": " too short "}, "words", "in a sentence"),
        ({"words": "x" * 4001}, "ending_words", "at most 4000 characters"),
    ],
)
def test_an_end_that_cannot_be_is_refused(cast, care, refused, given, field, says):
    asked = {"disposition": "dropped_out", "words": WORDS, **given}

    with refused(RefusedError, says, field):
        course.end_episode(by=cast.alice, episode=care, **asked)


def test_a_session_in_the_diary_comes_before_the_end(cast, care, refused):
    plan(cast)

    with refused(RefusedError, "still a session in the diary"):
        course.end_episode(by=cast.alice, episode=care, disposition="dropped_out", words=WORDS)


def test_what_a_page_knew_before_the_end_opens_no_door(cast, care, refused):
    course.end_episode(by=cast.alice, episode=care, disposition="dropped_out", words=WORDS)
    assert care.ended_on is None  # the page's own copy is from before

    with refused(RefusedError, "ended on 2 March 2026"):
        course.add_task(by=cast.alice, episode=care, text="Ring Ann.")


def test_dates_are_those_of_the_clinic_not_of_the_server(cast):
    half_past_midnight_in_june = datetime(2026, 6, 10, 0, 30, tzinfo=NOW.tzinfo)  # 9 June in UTC
    with clock.at(half_past_midnight_in_june):
        course.hold_session(by=cast.alice, session=plan(cast, half_past_midnight_in_june))

        assert course_of(cast.cleo_care).session_dates == (date(2026, 6, 10),)
