"""Which therapy fits somebody who is only supposed: `/library/suitability/`. Nothing is stored."""

import pytest

from kith.core import catalogue
from tests.record.conftest import everything
from tests.web.markup import Page
from tests.web.reading import field_of, words

PLACE = "/library/suitability/"


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.alice)
    return client


def found(desk, **asked):
    answer = desk.get(PLACE, asked)
    assert answer.status_code == 200
    return answer


def listed(answer):
    """The protocols of the list, in order."""
    ids = [attributes.get("id") for tag, attributes in Page(answer).tags if tag == "section"]
    return [one for one in ids if one in {each.id for each in catalogue.protocols()}]


def test_it_says_how_to_begin(desk):
    said = words(found(desk))
    assert "Give a diagnosis, by its code or from the list" in said
    assert "Nothing is stored." in said


def test_it_lists_what_may_fit_with_reasons_and_evidence(desk):
    answer = found(desk, codes="6A70.1", age="34")
    said = words(answer)
    assert listed(answer)[0] in {"ipt-standard-12", "ipt-standard-16"}
    assert "Evidence: established" in said
    assert "Meant: Depressive episode" in said
    assert "/library/protocols/ipt-standard-12/" in Page(answer).links


def test_it_takes_several_codes_however_they_are_parted(desk):
    answer = found(desk, codes="F33.1; 6B82,  f51.0")
    assert {"ipt-standard-12", "ipt-bed-20", "ipt-i-12"} <= set(listed(answer))


def test_it_asks_by_age_and_circumstance(desk):
    young = found(desk, codes="6A70.1", age="14")
    assert listed(young)[0] == "ipt-a-12"
    pregnant = found(
        desk, codes="6A70.1", age="30", circumstances_pregnant="yes", circumstances_postpartum="no"
    )
    assert "ipt-ante-16" in listed(pregnant)[:4]


def test_what_comes_first_is_said_first(desk):
    said = words(found(desk, codes="6A70.1", age="30", cautions_imminent_risk="yes"))
    assert "Something else comes first" in said
    assert "May fit" not in said


def test_it_lists_groups_only_where_groups_are_on_offer(desk):
    answer = found(desk, disorders=["personality"], age="25", formats=["individual"])
    assert "which is not on offer" in words(answer)


def test_it_says_plainly_where_no_form_of_ipt_is_meant(desk):
    assert "think of another treatment" in words(found(desk, codes="Z99.9"))


def test_it_names_a_code_that_no_protocol_speaks_of(desk):
    said = words(found(desk, codes="6A70.1 Z99.9"))
    assert "Z99.9 stands for none of the disorders in the library." in said


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"age": "500"}, "less than or equal to 120"),
        ({"age": "-1"}, "greater than or equal to 0"),
        ({"age": "old"}, "Enter a whole number"),
        ({"disorders": "sadness"}, "not one of the available choices"),
        ({"circumstances_pregnant": "perhaps"}, "not one of the available choices"),
        ({"formats": "solo"}, "not one of the available choices"),
        ({"codes": "\0"}, "Null characters are not allowed"),
        ({"codes": "6" * 300}, "at most 200 characters"),
    ],
)
def test_it_names_what_is_wrong_and_keeps_what_was_typed(desk, asked, says):
    answer = desk.get(PLACE, {"codes": "6A70.1", **asked})
    assert answer.status_code == 422
    assert says in words(answer)
    if "codes" not in asked:
        assert field_of(answer, "codes") == "6A70.1"


def test_it_stores_nothing(desk):
    before = everything()
    found(desk, codes="6A70.1", age="34", cautions_psychosis="yes")
    assert everything() == before


def test_it_asks_the_database_for_nothing_but_the_frame(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        found(desk, codes="6A70.1", age="34")
