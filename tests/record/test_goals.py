"""The goals of the contract at the end: each with the ratings that were given of it, no others."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.ending import Goal
from kith.record import clock
from kith.record.gains import course_that_ends
from kith.record.services import agreements, measures
from tests.cast import NOW, REFERRED

ITEMS = [one.id for one in catalogue.instrument("goals").scored]


@pytest.fixture
def agree(cast):
    def on(day, *goals):
        terms = agreements.Terms(
            sessions=16, starts_on=REFERRED, ends_on=REFERRED + timedelta(weeks=20), goals=goals,
            reason="Her goals have changed.",
        )  # fmt: skip
        with clock.at(NOW + timedelta(days=day)):
            agreements.agree_contract(by=cast.alice, episode=cast.cleo_care, terms=terms)

    return on


@pytest.fixture
def rate(cast):
    def on(day, *values):
        with clock.at(NOW + timedelta(days=day)):
            measures.enter_response(
                by=cast.alice, episode=cast.cleo_care, instrument="goals", mode="interview",
                answers=dict(zip(ITEMS, values, strict=False)), given_on=clock.today(),
            )  # fmt: skip

    return on


@pytest.fixture
def goals(cast):
    return lambda: list(course_that_ends(cast.cleo_care).goals)


def test_without_a_contract_there_are_none(goals, rate):
    rate(0, 3)
    assert goals() == []


def test_a_goal_comes_with_its_first_and_last_rating(goals, agree, rate):
    agree(0, "See Ann", "Rest")
    rate(1, 2, 5)
    rate(8, 4, None)
    rate(15, 7, 6)
    assert goals() == [Goal("See Ann", 2, 7), Goal("Rest", 5, 6)]


def test_one_rating_is_the_last_and_no_first(goals, agree, rate):
    agree(0, "See Ann", "Rest")
    rate(1, 2)
    assert goals() == [Goal("See Ann", None, 2), Goal("Rest", None, None)]


def test_a_rating_of_another_goal_in_the_same_place_does_not_count(goals, agree, rate):
    agree(0, "See Ann", "Rest")
    rate(1, 2, 5)
    agree(10, "See Ann", "Sing again")
    rate(15, 7, 1)
    rate(22, 8, 4)
    assert goals() == [Goal("See Ann", 2, 8), Goal("Sing again", 1, 4)]


def test_a_goal_taken_up_again_starts_anew(goals, agree, rate):
    agree(0, "Rest")
    rate(1, 9)
    agree(10, "See Ann")
    agree(20, "Rest")
    rate(25, 3)
    assert goals() == [Goal("Rest", None, 3)]
