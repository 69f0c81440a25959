"""What people put right: a slip taken back, a course handed over, somebody who leaves."""

import pytest

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.record import access, clock, facts
from kith.record.models import AuditEvent
from kith.record.services import corrections, course, measures, notes

REASON = "A slip of the finger"


@pytest.fixture
def session(cast):
    return course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=clock.now())


def alert(cast):
    response = measures.enter_response(
        by=cast.alice,
        episode=cast.cleo_care,
        instrument="phq9",
        answers={item.id: 1 for item in catalogue.instrument("phq9").scored},
        mode="paper",
        given_on=clock.today(),
    )
    return response.alerts.get()


class TestReopening:
    def test_the_session_stands_in_the_diary_again_and_counts_no_more(self, cast, session):
        course.hold_session(by=cast.alice, session=session)
        assert facts.course_of(cast.cleo_care).session_number == 1
        corrections.reopen_session(by=cast.alice, session=session, reason=REASON)
        session.refresh_from_db()
        assert session.state == "planned"
        assert facts.course_of(cast.cleo_care).session_number == 0
        course.miss_session(by=cast.alice, session=session, state="absent")

    def test_the_trail_keeps_what_was_recorded_before(self, cast, session):
        course.miss_session(by=cast.alice, session=session, state="cancelled", reason="Flu")
        corrections.reopen_session(by=cast.alice, session=session, reason=REASON)
        event = AuditEvent.objects.get(action="session.reopened")
        assert event.details["before"] == {"state": "cancelled", "reason": "Flu"}
        assert event.details["reason"] == REASON

    def test_a_signed_note_speaks_against_it(self, cast, session):
        held = course.hold_session(by=cast.alice, session=session)
        notes.sign_note(by=cast.alice, session=held, expected_version=0, text="We met.")
        with pytest.raises(RefusedError, match="A signed note says"):
            corrections.reopen_session(by=cast.alice, session=held, reason=REASON)

    def test_only_what_was_recorded_last_is_taken_back(self, cast, session):
        course.hold_session(by=cast.alice, session=session)
        with clock.at(clock.now().replace(hour=15)):
            later = course.plan_session(
                by=cast.alice, episode=cast.cleo_care, starts_at=clock.now()
            )
            course.miss_session(by=cast.alice, session=later, state="absent")
        with pytest.raises(RefusedError, match="A later session is recorded"):
            corrections.reopen_session(by=cast.alice, session=session, reason=REASON)

    def test_there_is_nothing_to_take_back_of_a_planned_one(self, cast, session):
        with pytest.raises(RefusedError, match="Nothing is recorded"):
            corrections.reopen_session(by=cast.alice, session=session, reason=REASON)

    def test_it_needs_a_reason(self, cast, session):
        course.hold_session(by=cast.alice, session=session)
        with pytest.raises(RefusedError, match="Say what happened") as refusal:
            corrections.reopen_session(by=cast.alice, session=session, reason=" no ")
        assert refusal.value.field == "reason"


class TestHandingOver:
    def hand(self, cast, **changed):
        given = {"therapist": cast.bob, "supervisor": None, "reason": "Alice goes on leave"}
        return corrections.hand_over(by=cast.mira, episode=cast.cleo_care, **given | changed)

    def test_the_other_sees_the_client_and_owns_the_open_alerts(self, cast):
        raised = alert(cast)
        episode = self.hand(cast)
        assert (episode.therapist, episode.supervisor) == (cast.bob, None)
        raised.refresh_from_db()
        assert raised.owner == cast.bob
        assert not access.clients(cast.alice).filter(pk=cast.cleo.pk).exists()
        assert access.clients(cast.bob).filter(pk=cast.cleo.pk).exists()

    def test_a_settled_alert_stays_with_who_settled_it(self, cast):
        raised = alert(cast)
        raised.settled_by, raised.settled_at = cast.alice, clock.now()
        raised.settled_because = "Asked, and a plan was made."
        raised.save()
        self.hand(cast)
        raised.refresh_from_db()
        assert raised.owner == cast.alice

    @pytest.mark.parametrize(
        ("changed", "said", "field"),
        [
            ({"therapist": "charlie"}, "does not work in North", "therapist"),
            ({"therapist": "olga"}, "cannot take a client here", "therapist"),
            ({"therapist": "ada"}, "cannot take a client here", "therapist"),
            ({"supervisor": "bob"}, "Nobody supervises their own work", "supervisor"),
            ({"reason": "x"}, "Say why", "reason"),
            ({"therapist": "alice", "supervisor": "bob"}, "Nothing changes", "therapist"),
        ],
    )
    def test_it_refuses(self, cast, changed, said, field):
        people = {
            key: getattr(cast, value) if key != "reason" else value
            for key, value in changed.items()
        }
        with pytest.raises(RefusedError, match=said) as refusal:
            self.hand(cast, **people)
        assert refusal.value.field == field
        cast.cleo_care.refresh_from_db()
        assert cast.cleo_care.therapist == cast.alice


class TestLeaving:
    def test_who_has_left_signs_in_no_more_and_sees_nothing(self, cast):
        corrections.leave(by=cast.ada, person=cast.bob)
        cast.bob.refresh_from_db()
        assert not cast.bob.is_active
        assert not access.episodes(cast.bob).exists()

    def test_open_courses_are_handed_over_first(self, cast):
        with pytest.raises(RefusedError, match="still looks after 1 open course"):
            corrections.leave(by=cast.ada, person=cast.alice)

    def test_an_owned_alert_is_taken_on_by_somebody_first(self, cast):
        measures.acknowledge_alert(by=cast.bob, alert=alert(cast))
        with pytest.raises(RefusedError, match="owns an open alert"):
            corrections.leave(by=cast.ada, person=cast.bob)

    def test_nobody_ends_their_own_sign_in(self, cast):
        with pytest.raises(RefusedError, match="You cannot end your own"):
            corrections.leave(by=cast.ada, person=cast.ada)
