"""A button pressed twice is one act: what the same form says again at once is stored once.

What forms with a version do about it, and what happens once only, stands in their own files.
"""

from datetime import timedelta

import pytest

from kith.record import clock
from kith.record.models import AuditEvent
from kith.record.services import interpersonal, measures
from tests.cast import NOW, REFERRED
from tests.record.acts import ACTS, world

__all__ = ["world"]


def new_event(w, by):
    details = {"title": "Lost her job", "kind": "work", "on": REFERRED, "precision": "day"}
    return interpersonal.record_event(by=by, episode=w.care, details=details, people=[w.person])


TWICE = {
    name: ACTS[name]
    for name in (
        "agreements.agree_contract",
        "course.add_task",
        "course.extend",
        "letters.start_letter",
        "measures.enter_response",
        "safety.review_risk",
    )
} | {"interpersonal.record_event": new_event}


@pytest.mark.parametrize("name", TWICE)
def test_the_same_again_at_once_is_stored_once(world, name):
    first = TWICE[name](world, world.cast.alice)
    trail, rows = AuditEvent.objects.count(), type(first).objects.count()
    with clock.at(NOW + timedelta(seconds=3)):
        assert TWICE[name](world, world.cast.alice) == first
    assert type(first).objects.count() == rows
    assert AuditEvent.objects.count() == trail


@pytest.mark.parametrize("name", TWICE.keys() - {"agreements.agree_contract"})
def test_the_same_again_later_is_another(world, name):
    first = TWICE[name](world, world.cast.alice)
    with clock.at(NOW + timedelta(minutes=1)):
        assert TWICE[name](world, world.cast.alice) != first


def test_the_same_from_somebody_else_is_another(world):
    first = ACTS["safety.review_risk"](world, world.cast.alice)
    assert ACTS["safety.review_risk"](world, world.cast.bob) != first


def test_a_risk_answer_entered_twice_raises_one_alert(world):
    answers = {"interest": 1, "self_harm": 2}
    before = world.care.alerts.count()
    for _ in range(2):
        enter(world, answers)
    assert world.care.alerts.count() == before + 1


def enter(world, answers):
    return measures.enter_response(
        by=world.cast.alice,
        episode=world.care,
        instrument="phq9",
        answers=answers,
        mode="paper",
        given_on=clock.today(),
    )
