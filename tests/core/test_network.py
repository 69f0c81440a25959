"""The inventory as a network: what one map says, and what changed between two."""

from datetime import date

import pytest

from kith.core.errors import RefusedError
from kith.core.network import (
    CHANGES,
    CIRCLES,
    Kind,
    Map,
    Person,
    changes,
    circle_name,
    describe,
    has_no_confidant,
    listed,
)
from kith.core.timeline import Precision, When


def when(year, month=6):
    return When(date(year, month, 1), Precision.MONTH)


ANN = Person("1", "Ann", "sister", ring=1, confiding=3, support_given=1, support_received=3)
PAUL = Person(
    "2", "Paul", "partner", ring=2, wished_ring=1, conflict=3, match="mismatched",
    confiding=1, support_given=3, support_received=1,
)  # fmt: skip
CHOIR = Person("3", "Choir", kind=Kind.GROUP, ring=3, change_since_onset="new")
MOTHER = Person("4", "Mother", "mother", ring=2, died=when(2024), match="mismatched", conflict=3)
TOM = Person("5", "Tom", "friend", ring=4, lost=True, change_since_onset="lost", wished_ring=3)
MIA = Person("6", "Mia", "colleague")
EVERYBODY = [ANN, PAUL, CHOIR, MOTHER, TOM, MIA]

# what is derived  | in words
DERIVED = """
    size           | 4: Ann (sister), Paul (partner), Choir and Mia (colleague)
    circle_1       | 1: Ann (sister)
    circle_2       | 1: Paul (partner)
    circle_3       | 1: Choir
    circle_4       | nobody
    unplaced       | 1: Mia (colleague)
    confidants     | 1: Ann (sister)
    mismatched     | 1: Paul (partner)
    conflict       | 1: Paul (partner)
    gives_more     | 1: Paul (partner)
    gets_more      | 1: Ann (sister)
    wished_nearer  | 2: Paul (partner) and Tom (friend)
    wished_further | nobody
    gained         | 1: Choir
    died           | 1: Mother
    lost           | 2: Mother and Tom (friend)
"""


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("key", "words"), rows(DERIVED))
def test_a_map_is_described_in_words(key, words):
    found = {one.id: one for one in describe(EVERYBODY, when(2024, 3))}
    assert found[key].words == words


def test_every_description_has_its_definition_and_no_score():
    found = describe(EVERYBODY, when(2024, 3))
    assert [one.id for one in found] == [key for key, _ in rows(DERIVED)]
    for one in found:
        assert one.definition.endswith(".")
        assert not hasattr(one, "score")


def test_an_empty_map_says_nobody():
    assert {one.words for one in describe([])} == {"nobody"}


@pytest.mark.parametrize(
    ("person", "onset", "lost"),
    [
        (Person("1", "Jo", died=when(2024)), when(2024, 3), True),
        (Person("1", "Jo", died=when(2023)), when(2024, 3), False),
        (Person("1", "Jo", died=when(2023)), None, False),
        (Person("1", "Jo", deceased=True), when(2024, 3), False),
        (Person("1", "Jo", deceased=True, change_since_onset="lost"), when(2024, 3), True),
        (Person("1", "Jo", lost=True), when(2024, 3), False),
        (Person("1", "Jo", lost=True, change_since_onset="lost"), None, True),
        (Person("1", "Jo", change_since_onset="we speak less"), None, False),
    ],
)
def test_a_loss_counts_as_since_the_onset_only_where_that_is_known(person, onset, lost):
    found = {one.id: one.people for one in describe([person], onset)}
    assert (found["lost"] == ("1",)) is lost


@pytest.mark.parametrize(
    ("confiding", "nobody"),
    [([], False), ([None, None], False), ([0, None, 1], True), ([0, 2], False), ([3], False)],
)
def test_it_says_that_there_is_nobody_to_confide_in_only_where_it_was_asked(confiding, nobody):
    people = [Person(str(n), "Jo", confiding=much) for n, much in enumerate(confiding)]
    assert has_no_confidant(people) is nobody


def test_somebody_who_died_is_no_confidant():
    assert has_no_confidant([Person("1", "Jo", confiding=3, deceased=True)]) is False


@pytest.mark.parametrize(
    ("label", "relation", "named"),
    [
        ("Ann", "sister", "Ann (sister)"),
        ("Mother", "mother", "Mother"),
        ("M., sister", "sister", "M., sister"),
        ("Choir", "", "Choir"),
    ],
)
def test_a_person_is_named_with_the_relation_where_it_adds_something(label, relation, named):
    assert Person("1", label, relation).named == named


@pytest.mark.parametrize(
    ("field", "value"),
    [("ring", 0), ("ring", 5), ("wished_ring", 9), ("conflict", 4), ("support_given", -1)],
)
def test_it_refuses_what_is_on_no_scale(field, value):
    with pytest.raises(RefusedError) as refused:
        Person("1", "Ann", **{field: value})
    assert refused.value.field == field
    assert "Ann" in str(refused.value)


def test_circles_have_names_and_meanings():
    assert [circle.number for circle in CIRCLES] == [1, 2, 3, 4]
    assert circle_name(None) == "not placed"
    assert Person("1", "Ann", ring=1).place == "very close"
    assert all(circle.means.endswith(".") for circle in CIRCLES)
    assert "" not in CHANGES


# the field that changed | from       | to         | what is said
CHANGED = """
    ring             | 3          | 1          | Ann moved from less close to very close.
    ring             | 1          | 2          | Ann moved from very close to close.
    ring             | -          | 2          | Ann was placed: close.
    ring             | 2          | -          | Ann has no circle any more; it was close.
    confiding        | 1          | 2          | Confiding in Ann: from a little to a good deal.
    conflict         | 3          | 1          | Conflict with Ann: from a great deal to a little.
    support_received | 0          | 2          | Support from Ann: from none to a good deal.
    support_given    | 3          | 2          | Support for Ann: from a great deal to a good deal.
    match            | mismatched | matched    | What is expected on each side now fits: Ann.
    match            | matched    | mismatched | What is expected on each side no longer fits: Ann.
    lost             | 0          | 1          | Ann is now out of contact.
    lost             | 1          | 0          | Ann is back in contact.
    deceased         | 0          | 1          | Ann has died.
    conflict         | -          | 1          | nothing
    match            | unknown    | matched    | nothing
    wished_ring      | 1          | 2          | nothing
    ring             | 2          | 2          | nothing
"""


def value(text):
    return None if text == "-" else int(text) if text.isdigit() else text


@pytest.mark.parametrize(("field", "then", "since", "words"), rows(CHANGED))
def test_a_change_between_two_maps_is_a_sentence(field, then, since, words):
    before = Map(date(2024, 1, 1), (Person("1", "Ann", **{field: value(then)}),))
    after = Map(date(2024, 6, 1), (Person("1", "Ann", **{field: value(since)}),))
    assert [one.words for one in changes(before, after)] == ([] if words == "nothing" else [words])


def test_who_came_and_who_left():
    before = Map(date(2024, 1, 1), (ANN, TOM))
    after = Map(date(2024, 6, 1), (ANN, CHOIR, MIA))
    assert [(one.kind, one.words) for one in changes(before, after)] == [
        ("appeared", "Choir is new, less close."),
        ("appeared", "Mia (colleague) is new."),
        ("left", "Tom (friend) is no longer in the inventory."),
    ]


def test_a_death_comes_first_and_alone():
    alive = Person("4", "Mother", "mother", ring=3, conflict=3)
    gone = Person("4", "Mother", "mother", ring=2, conflict=0, died=when(2024))
    moved = Person("1", "Ann", "sister", ring=2)
    found = changes(Map(date(2024, 1, 1), (ANN, alive)), Map(date(2024, 7, 1), (moved, gone)))
    assert [one.words for one in found] == [
        "Mother has died.",
        "Ann (sister) moved from very close to close.",
    ]


def test_two_maps_must_stand_in_their_order():
    with pytest.raises(RefusedError, match="older than the first"):
        changes(Map(date(2024, 6, 1), ()), Map(date(2024, 1, 1), ()))


def test_nothing_changed_says_nothing():
    assert changes(Map(date(2024, 1, 1), (ANN,)), Map(date(2024, 1, 1), (ANN,))) == []


@pytest.mark.parametrize(
    ("words", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_as_a_person_says_them(words, joined):
    assert listed(words) == joined
