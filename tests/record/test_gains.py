"""What has changed between people: against the circles as they were once everybody was named."""

from datetime import timedelta

import pytest

from kith.core.ending import gains
from kith.record import clock
from kith.record.gains import course_that_ends
from kith.record.services import course, interpersonal
from tests.cast import NOW


@pytest.fixture
def place(cast):
    """Name somebody, or place them anew, so many days from now."""
    known = {}

    def placed(label, ring, days):
        with clock.at(NOW + timedelta(days=days)):
            told = {"by": cast.alice, "episode": cast.cleo_care}
            if label not in known:
                (known[label],) = interpersonal.add_people(**told, labels=[label])
            interpersonal.place_person(**told, person=known[label], ring=ring)

    return placed


@pytest.fixture
def map_is_whole(cast):
    def reached(days):
        with clock.at(NOW + timedelta(days=days)):
            course.reach(by=cast.alice, episode=cast.cleo_care, step="inventory_mapped")

    return reached


def told(cast):
    return [line.words for line in gains(course_that_ends(cast.cleo_care)).relationships]


def test_who_was_named_in_the_second_session_of_the_inventory_is_not_new(cast, place, map_is_whole):
    place("Ann", 1, days=7)
    place("Ben", 4, days=14)
    map_is_whole(days=14)
    place("Ben", 2, days=60)
    assert told(cast) == ["Ben moved from far to close."]


def test_who_was_named_later_is_new(cast, place, map_is_whole):
    place("Ann", 1, days=7)
    map_is_whole(days=7)
    place("Ben", 3, days=60)
    assert told(cast) == ["Ben is new, less close."]


def test_without_that_step_the_first_map_counts(cast, place):
    place("Ann", 2, days=7)
    place("Ann", 1, days=60)
    assert told(cast) == ["Ann moved from close to very close."]


def test_one_map_alone_tells_no_change(cast, place):
    place("Ann", 2, days=7)
    assert told(cast) == []
