"""The areas a protocol offers: the four with Kith's reasons, everyday names for them, its own."""

import pytest

from kith.core import catalogue, offered_areas, problem_areas
from kith.core.case import Asked, gather
from kith.core.offered_areas import LIKE, area_in, consider, like, own_name

PROTOCOLS = [one for one in catalogue.protocols() if one.problem_areas]
NOTHING = gather([], [], None, Asked())


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: one.id)
def test_every_area_of_every_protocol_is_considered_once_under_its_own_name(protocol):
    considered = consider(protocol, NOTHING)

    assert sorted(one.area.id for one in considered) == sorted(protocol.problem_areas)
    for one in considered:
        assert one.area.name == protocol.vocabulary.areas[one.area.id].title
        assert one.area.plain


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: one.id)
def test_only_the_four_are_judged_by_rules(protocol):
    four = {one.id for one in problem_areas.areas()}
    for one in consider(protocol, NOTHING):
        assert one.by_rule == (like(one.area.id) in four)
        if not one.by_rule:
            assert one.degree == "no rule looks for it"
            assert (one.speaks_for, one.speaks_against, one.support) == ((), (), 0.0)


def test_everyday_names_stand_for_three_of_the_four():
    four = {one.id for one in problem_areas.areas()}
    assert set(LIKE.values()) < four
    assert set(LIKE).isdisjoint(four)
    counselling = catalogue.protocol("ipc-6")
    disagreements = area_in(counselling, "disagreements")
    assert disagreements.name == "Disagreements"
    assert disagreements.signs == problem_areas.area("role_dispute").signs


def test_an_area_of_a_protocols_own_has_its_words_and_no_signs():
    pregnancy = area_in(catalogue.protocol("ipt-ante-16"), "complicated_pregnancy")
    assert pregnancy.plain == "complicated pregnancy"
    assert pregnancy.needs == pregnancy.signs.goals == ()
    assert pregnancy.signs.why == pregnancy.term.why


@pytest.mark.parametrize(
    ("protocol", "area", "name"),
    [
        ("ipt-standard-16", "grief", ""),
        ("ipc-6", "loneliness", ""),
        ("ipt-sad-16", "role_insecurity", "role insecurity"),
    ],
)
def test_only_an_area_of_its_own_brings_its_name_into_the_formulation(protocol, area, name):
    assert own_name(catalogue.protocol(protocol), area) == name


def test_an_area_that_is_no_other_names_is_itself():
    assert offered_areas.like("grief") == "grief"
