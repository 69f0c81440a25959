"""Steps that follow from an agreement or a review: no tick stands for what is not on record."""

import pytest

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.record import grounds
from kith.record.facts import course_of
from kith.record.models import Formulation
from kith.record.services import agreements, course, notes
from tests.record.conftest import GROUNDS


@pytest.fixture
def care(cast):
    return cast.cleo_care


def test_every_such_step_is_known_here_and_to_the_protocols():
    assert set(GROUNDS) == grounds.STEPS
    for protocol in catalogue.protocols():
        assert set(protocol.vocabulary.milestones) >= grounds.STEPS


@pytest.mark.parametrize("step", GROUNDS)
def test_it_cannot_be_ticked(cast, care, refused, step):
    with refused(RefusedError, "and the step follows", "step"):
        course.reach(by=cast.alice, episode=care, step=step)


@pytest.mark.parametrize("step", GROUNDS)
def test_it_cannot_be_ticked_in_a_session_either(cast, held, refused, step):
    session = held()
    with refused(RefusedError, "and the step follows"):
        notes.save_work(
            by=cast.alice, session=session, expected_version=0, work={"mood": "Low"}, steps=[step]
        )


@pytest.mark.parametrize("step", GROUNDS)
def test_it_is_reached_by_what_it_follows_from(cast, care, step):
    GROUNDS[step](cast.alice, care)

    assert step in course_of(care).reached


@pytest.mark.parametrize("step", GROUNDS)
def test_a_slip_taken_back_can_be_put_right_while_the_grounds_stand(cast, care, step):
    GROUNDS[step](cast.alice, care)
    course.undo_step(by=cast.alice, episode=care, step=step)

    course.reach(by=cast.alice, episode=care, step=step)

    assert step in course_of(care).reached


def test_a_formulation_that_the_client_wants_changed_is_no_agreement(cast, care, refused):
    one = agreements.save_formulation(
        by=cast.alice, episode=care, expected_version=0, text="Low since spring."
    )
    agreements.share_formulation(by=cast.alice, formulation=one, view="amend", words="Not quite.")
    assert Formulation.objects.get().agreed_on is None

    with refused(RefusedError, "has not agreed to a formulation"):
        course.reach(by=cast.alice, episode=care, step="formulation_agreed")


def test_other_steps_are_reached_because_somebody_says_so(cast, care):
    assert grounds.lacking(care, "illness_named") == ""
    course.reach(by=cast.alice, episode=care, step="illness_named")
