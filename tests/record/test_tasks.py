"""Tasks: what the client means to try before the next meeting, and what came of it."""

from datetime import timedelta

import pytest

from kith.core.errors import RefusedError
from kith.record.models import AuditEvent, Task
from kith.record.services import course
from tests.cast import NOW


@pytest.fixture
def care(cast):
    return cast.cleo_care


def test_a_task_is_set_and_what_came_of_it_recorded(cast, care, held, audited):
    session = held()
    with audited(cast.alice, cast.cleo, "task.added"):
        task = course.add_task(by=cast.alice, episode=care, text=" Ring Ann. ", session=session)
    with audited(cast.bob, cast.cleo, "task.settled"):
        course.settle_task(by=cast.bob, task=task, state="done", outcome=" They met. ")

    task.refresh_from_db()
    assert (task.text, task.session, task.set_on) == ("Ring Ann.", session, NOW.date())
    assert (task.state, task.outcome, task.settled_on) == ("done", "They met.", NOW.date())


def test_a_settled_task_can_be_opened_again(cast, care):
    task = course.add_task(by=cast.alice, episode=care, text="Ring Ann.")
    course.settle_task(by=cast.alice, task=task, state="dropped")

    course.settle_task(by=cast.alice, task=task, state="open")

    assert (Task.objects.get().state, Task.objects.get().settled_on) == ("open", None)
    assert AuditEvent.objects.latest("pk").details == {"state": "open", "before": "dropped"}


@pytest.mark.parametrize(
    ("text", "says"), [("  ", "Write what the client means"), ("x" * 401, "at most 400 characters")]
)
def test_a_task_that_cannot_be_is_refused(cast, care, refused, text, says):
    with refused(RefusedError, says, "text"):
        course.add_task(by=cast.alice, episode=care, text=text)


def test_a_task_belongs_to_a_session_of_its_own_course(cast, refused):
    elsewhere = course.plan_session(
        by=cast.charlie, episode=cast.dana_care, starts_at=NOW + timedelta(days=1)
    )

    with refused(RefusedError, "another course of care", "session"):
        course.add_task(by=cast.alice, episode=cast.cleo_care, text="Ring Ann.", session=elsewhere)


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"state": "forgotten"}, "state", "Say whether it was tried"),
        ({"state": "done", "outcome": "x" * 2001}, "outcome", "at most 2000 characters"),
    ],
)
def test_an_outcome_of_a_task_that_cannot_be_is_refused(cast, care, refused, given, field, says):
    task = course.add_task(by=cast.alice, episode=care, text="Ring Ann.")

    with refused(RefusedError, says, field):
        course.settle_task(by=cast.alice, task=task, **given)
