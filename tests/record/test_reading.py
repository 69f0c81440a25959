"""Looking at a record is on record: who, what, when; once for a page left open."""

from datetime import timedelta

import pytest

from kith.record import clock
from kith.record.models import AuditEvent
from kith.record.services import reading
from tests.cast import NOW


def reads():
    return list(
        AuditEvent.objects.filter(action="record.read")
        .order_by("pk")
        .values_list("actor", "target", "client_id", "details")
    )


def test_a_look_at_an_episode_is_on_record(cast):
    reading.note_read(by=cast.bob, page="course", episode=cast.cleo_care)

    assert reads() == [
        (f"staff:{cast.bob.pk}", f"episode:{cast.cleo_care.pk}", cast.cleo.pk, {"page": "course"})
    ]


def test_a_look_at_a_client_is_on_record(cast):
    reading.note_read(by=cast.mira, page="details", client=cast.dana)

    assert reads() == [
        (f"staff:{cast.mira.pk}", f"client:{cast.dana.pk}", cast.dana.pk, {"page": "details"})
    ]


def test_a_look_at_nobody_is_a_fault_of_the_page(cast):
    with pytest.raises(AssertionError, match="somebody's record"):
        reading.note_read(by=cast.alice, page="course")


def look(cast, by="alice", page="course", care="cleo_care", minutes=0):
    with clock.at(NOW + timedelta(minutes=minutes)):
        reading.note_read(by=getattr(cast, by), page=page, episode=getattr(cast, care))


def test_a_page_left_open_is_one_look(cast):
    for half_minute in range(9):
        look(cast, minutes=half_minute / 2)

    assert len(reads()) == 1


@pytest.mark.parametrize(
    "another", [{"by": "bob"}, {"page": "safety"}, {"care": "dana_care"}, {"minutes": 5}]
)
def test_every_other_look_is_another(cast, another):
    look(cast)
    look(cast, **another)

    assert len(reads()) == 2


def test_a_look_that_is_on_record_already_writes_nothing(cast, django_assert_num_queries):
    look(cast)

    with django_assert_num_queries(1):
        look(cast)
