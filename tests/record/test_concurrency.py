"""Several people at once, on the real database: nothing is lost, nothing happens twice.

Nothing here measures time. Threads start together and are left to the database; what must hold
holds in whatever order they come.
"""

from datetime import date, timedelta
from functools import partial

import pytest

from kith.core.errors import ConflictError, NotYetError, RefusedError
from kith.record import clock
from kith.record.models import (
    AuditEvent,
    Client,
    Contract,
    Episode,
    Milestone,
    Note,
    PhaseStart,
    Referral,
    Session,
    Staff,
    Task,
)
from kith.record.services import agreements, assessment, course, intake, notes, reading
from tests.cast import NOW, PASS_PHRASE, REFERRED, build
from tests.record.conftest import GROUNDS, LAST_TUESDAY
from tests.record.racing import race

ROUNDS = 5
"""How often each race is run: the order of two threads is never the same for long."""


@pytest.fixture
def cast(transactional_db):
    """The cast, committed: every thread has a connection of its own and sees it."""
    with clock.at(NOW):
        yield build()


def one_went_through(outcomes, error):
    """Return the error of the one that did not."""
    failed = [one for one in outcomes if isinstance(one, Exception)]
    assert [type(one) for one in failed] == [error] * (len(outcomes) - 1), outcomes
    return failed[0]


def trail(action):
    return AuditEvent.objects.filter(action=action).count()


# ---------------------------------------------------------------- two who write the same


@pytest.fixture
def session(cast):
    planned = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=LAST_TUESDAY)
    return course.hold_session(by=cast.alice, session=planned)


def draft(cast, session, seen, text):
    return notes.save_draft(by=cast.alice, session=session, expected_version=seen, text=text)


def test_of_two_windows_with_one_note_the_second_is_told(cast, session):
    draft(cast, session, 0, "First.")
    for seen in range(1, ROUNDS + 1):
        texts = [f"Calm {seen}.", f"Tense {seen}."]

        outcomes = race(*(partial(draft, cast, session, seen, text) for text in texts))

        conflict, kept = one_went_through(outcomes, ConflictError), Note.objects.get()
        assert kept.version == seen + 1
        assert conflict.theirs == {"text": kept.text, "version": seen + 1}
        mine = texts[next(i for i, one in enumerate(outcomes) if one is conflict)]
        assert {kept.text, mine} == set(texts)  # both texts are still there to be brought together


def test_of_two_first_drafts_one_is_kept_and_the_other_told(cast, session):
    outcomes = race(*(partial(draft, cast, session, 0, text) for text in ("Calm.", "Tense.")))

    conflict = one_went_through(outcomes, ConflictError)
    assert conflict.theirs["text"] == Note.objects.get().text


def test_of_two_who_write_down_the_work_the_second_is_told(cast, session):
    outcomes = race(
        *(
            lambda by=by: notes.save_work(
                by=by, session=session, expected_version=0, work={"mood": f"Low, says {by}"}
            )
            for by in (cast.alice, cast.bob)
        )
    )

    conflict = one_went_through(outcomes, ConflictError)
    session.refresh_from_db()
    assert conflict.theirs == {"version": 1, "mood": session.mood}
    assert conflict.who == str(session.changed_by)


def test_of_two_first_assessments_one_is_kept_and_the_other_told(cast):
    outcomes = race(
        *(
            lambda by=by: assessment.save_assessment(
                by=by, episode=cast.cleo_care, expected_version=0, found={"complaint": str(by)}
            )
            for by in (cast.alice, cast.bob)
        )
    )

    one_went_through(outcomes, ConflictError)
    assert trail("assessment.saved") == 1


def test_of_two_signatures_one_stands(cast, session):
    notes.save_draft(by=cast.alice, session=session, expected_version=0, text="Calm.")

    outcomes = race(
        *[lambda: notes.sign_note(by=cast.alice, session=session, expected_version=1, text="Calm.")]
        * 2
    )

    one_went_through(outcomes, RefusedError)
    assert Note.objects.get().versions.count() == trail("note.signed") == 1


# ---------------------------------------------------------------- two who do the same


def test_of_two_courses_opened_at_once_one_is_refused(cast):
    def opening():
        return intake.open_episode(
            by=cast.alice,
            client=cast.dana,
            team=cast.north,
            therapist=cast.alice,
            protocol="ipt-standard-16",
            request=intake.Request(received_on=REFERRED, source="gp"),
        )

    for number in range(1, ROUNDS + 1):
        refusal = one_went_through(race(opening, opening), RefusedError)

        assert "already has an open course of care in North" in str(refusal)
        assert refusal.field == "team"
        opened = Episode.objects.filter(client=cast.dana, team=cast.north)
        assert opened.count() == number
        assert Referral.objects.filter(client=cast.dana, team=cast.north).count() == number
        course.end_episode(
            by=cast.alice,
            episode=opened.get(ended_on=None),
            disposition="dropped_out",
            words="Did not come.",
        )


def test_a_session_is_held_once(cast):
    for day in range(ROUNDS):
        planned = course.plan_session(
            by=cast.alice, episode=cast.cleo_care, starts_at=LAST_TUESDAY + timedelta(days=day)
        )

        hold = partial(course.hold_session, by=cast.alice, session=planned)
        outcomes = race(hold, hold)

        assert "recorded already: Held" in str(one_went_through(outcomes, RefusedError))
        assert trail("session.held") == day + 1


def test_a_session_is_held_or_missed_not_both(cast):
    planned = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=LAST_TUESDAY)

    outcomes = race(
        lambda: course.hold_session(by=cast.alice, session=planned),
        lambda: course.miss_session(by=cast.bob, session=planned, state="absent"),
    )

    one_went_through(outcomes, RefusedError)
    assert trail("session.held") + trail("session.missed") == 1


def test_two_take_the_last_session_of_the_contract_and_one_gets_it(cast):
    agree(cast, 12)
    for day in range(11):
        with clock.at(NOW + timedelta(days=day)):
            planned = plan(cast, clock.now())
            course.hold_session(by=cast.alice, session=planned)
    last = [plan(cast, NOW + timedelta(days=day)) for day in (11, 12)]

    def hold(session):
        with clock.at(NOW + timedelta(days=20)):
            course.hold_session(by=cast.alice, session=session)

    outcomes = race(*(lambda one=one: hold(one) for one in last))

    failed = [one for one in outcomes if isinstance(one, Exception)]
    # held in the other order, the earlier one is refused for its date, and that is right too
    assert [type(one) for one in failed] in ([NotYetError], [RefusedError])
    assert Session.objects.filter(state="held").count() == 12


def plan(cast, starts_at):
    return course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=starts_at)


def agree(cast, sessions, reason=""):
    return agreements.agree_contract(
        by=cast.alice,
        episode=cast.cleo_care,
        terms=agreements.Terms(
            sessions=sessions,
            starts_on=REFERRED,
            ends_on=REFERRED + timedelta(weeks=20),
            goals=["See Ann again"],
            reason=reason,
        ),
    )


def test_two_contracts_at_once_are_two_numbers(cast):
    outcomes = race(
        lambda: agree(cast, 16, "A second thought."), lambda: agree(cast, 14, "A second thought.")
    )

    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    assert list(Contract.objects.values_list("number", flat=True)) == [1, 2]


def test_a_step_is_reached_once(cast):
    race(*[lambda: course.reach(by=cast.alice, episode=cast.cleo_care, step="illness_named")] * 4)

    assert Milestone.objects.count() == trail("step.reached") == 1


def test_a_phase_is_entered_once(cast):
    for step in ("illness_named", "sick_role_given", "inventory_mapped", "timeline_drawn"):
        course.reach(by=cast.alice, episode=cast.cleo_care, step=step)
    for ground in GROUNDS.values():
        ground(cast.alice, cast.cleo_care)

    outcomes = race(
        *[lambda: course.enter_phase(by=cast.alice, episode=cast.cleo_care, phase="middle")] * 3
    )

    one_went_through(outcomes, RefusedError)
    assert PhaseStart.objects.count() == 1


def test_a_course_that_ends_lets_nothing_in_behind_it(cast):
    outcomes = race(
        lambda: course.end_episode(
            by=cast.alice, episode=cast.cleo_care, disposition="dropped_out", words="Moved away."
        ),
        *(
            lambda name=name: course.add_task(
                by=cast.bob, episode=cast.cleo_care, text=f"Ring {name}."
            )
            for name in ("Ann", "Ben", "Cas", "Dee", "Eve", "Flo")
        ),
    )

    assert not isinstance(outcomes[0], Exception)
    [end] = AuditEvent.objects.filter(action="episode.ended")
    added = AuditEvent.objects.filter(action="task.added")
    assert all(row.pk < end.pk for row in added)
    assert Task.objects.count() == added.count()
    assert added.count() + sum(isinstance(one, RefusedError) for one in outcomes) == 6


# ---------------------------------------------------------------- many who do different things


def test_clients_registered_at_once_have_each_their_number(cast):
    race(
        *(
            lambda family=family: intake.register_client(
                by=cast.alice,
                particulars=intake.Particulars(
                    given_name="Robin", family_name=family, born_on=date(1979, 3, 4)
                ),
            )
            for family in ("Ash", "Beech", "Cedar", "Elm", "Fir", "Oak")
        )
    )

    codes = Client.objects.filter(organisation=cast.clinic).values_list("code", flat=True)
    assert sorted(codes) == [f"K-{number}" for number in range(1001, 1009)]


def test_of_two_who_register_one_person_the_second_is_asked(cast):
    robin = intake.Particulars(given_name="Robin", family_name="Hale", born_on=date(1979, 3, 4))

    outcomes = race(*[lambda: intake.register_client(by=cast.alice, particulars=robin)] * 2)

    assert one_went_through(outcomes, RefusedError).field == "although_known"


def test_an_address_signs_in_one_person(cast):
    outcomes = race(
        *[
            lambda: intake.add_staff(
                by=cast.ada,
                organisation=cast.clinic,
                email="nell@example.org",
                name="Nell",
                role="therapist",
                pass_phrase=PASS_PHRASE,
                teams=[cast.north],
            )
        ]
        * 2
    )

    assert one_went_through(outcomes, RefusedError).field == "email"
    assert Staff.objects.filter(email="nell@example.org").count() == 1


def test_work_on_different_records_never_fails_for_the_others(cast):
    def work(by, care, name):
        for number in range(8):
            course.add_task(by=by, episode=care, text=f"{name} {number}")
            reading.note_read(by=by, page=f"{name} {number}", episode=care)

    outcomes = race(
        lambda: work(cast.alice, cast.cleo_care, "a"),
        lambda: work(cast.bob, cast.cleo_care, "b"),
        lambda: work(cast.mira, cast.cleo_care, "m"),
        lambda: work(cast.charlie, cast.dana_care, "c"),
        lambda: work(cast.mira, cast.dana_care, "d"),
        lambda: work(cast.olga, cast.otto_care, "o"),
    )

    assert outcomes == [None] * 6
    assert Task.objects.count() == trail("task.added") == trail("record.read") == 48
