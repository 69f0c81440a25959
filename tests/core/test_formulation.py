"""The draft of a formulation: plain, whole sentences, from what was noted and nothing else."""

import re
from datetime import date
from itertools import product

import pytest

from kith.core.formulation import (
    ASK,
    VIEWS,
    Began,
    Focus,
    Pieces,
    Someone,
    draft,
    what_is_missing,
)
from kith.core.offered_areas import like
from kith.core.timeline import Precision, When

MARCH = When(date(2024, 3, 1), Precision.MONTH)
SPRING = When(date(2024, 4, 1), Precision.SEASON)
MOTHER = Someone("Mother", "mother")
PAUL = Someone("Paul", "husband")

WHOLE = {
    "grief": (
        Pieces(
            "depression", MARCH, Began("Mother died", MOTHER, "death"), ["empty", "guilty"],
            [Focus("grief", MOTHER)], 16, ["cook for friends again"], ["my sister Ann"],
        ),
        (
            "What you have is depression, an illness and not a fault; it began in March 2024, "
            "around the time your mother died. You have told me how it feels: “empty” and "
            "“guilty”; and what has helped: “my sister Ann”. In our 16 sessions we will work on "
            "your grief for your mother, on all the feelings that belong to it, and on what can "
            "come after. What you want to reach: “cook for friends again”; and as things get "
            "easier there, we expect the symptoms to ease too."
        ),
    ),
    "dispute": (
        Pieces(
            "depression that has come back", SPRING, Began("Found the messages", PAUL, "conflict"),
            focus=[Focus("role_dispute", PAUL, stage="impasse")], sessions=12,
        ),
        (
            "What you have is depression that has come back, an illness and not a fault; it began "
            "in spring 2024, around the time of this: “Found the messages”. In our 12 sessions we "
            "will work on what is hard between you and your husband Paul, at a point where "
            "talking about it has come to a stop, and on the ways forward there are. As things "
            "get easier there, we expect the symptoms to ease too."
        ),
    ),
    "transition and dispute": (
        Pieces(
            "depression", MARCH, Began("lost my post", kind="work", own_words=True),
            focus=[
                Focus("role_transition", old_role="head nurse", new_role="at home"),
                Focus("role_dispute", PAUL),
            ],
        ),
        (
            "What you have is depression, an illness and not a fault; it began in March 2024, "
            "around the time of what you call “lost my post”. We will work first on the change "
            "from “head nurse” to “at home”, on what was lost by it and what may be gained; and "
            "then on what is hard between you and your husband Paul and on the ways forward there "
            "are. As things get easier there, we expect the symptoms to ease too."
        ),
    ),
    "deficits": (
        Pieces(
            "depression", MARCH, focus=[Focus("interpersonal_deficits")], sessions=16,
            strengths=["my dog"],
        ),
        (
            "What you have is depression, an illness and not a fault; it began in March 2024. You "
            "have told me what has helped: “my dog”. In our 16 sessions we will work on the "
            "loneliness you have known for a long time, and on finding and keeping company. As "
            "things get easier there, we expect the symptoms to ease too."
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("pieces", "text"), WHOLE.values(), ids=WHOLE)
def test_it_reads_as_a_person_would_say_it(pieces, text):
    assert draft(pieces) == f"{text} {ASK}"


def test_what_is_not_known_is_marked_and_never_invented():
    assert draft(Pieces()) == (
        "What you have is [to be talked about: what it is called]. "
        f"We will work on [to be talked about: what the work will be about]. {ASK}"
    )
    text = draft(Pieces("depression", focus=[Focus("grief"), Focus("role_transition")]))
    for gap in ("when", "who died", "the old role", "the new role"):
        assert f"[to be talked about: {gap}]" in text


# label      | relation       | as the client is told
PEOPLE = """
    Paul     | husband        | your husband Paul
    Mother   | mother         | your mother
    My wife  | wife           | your wife
    M., sister | sister       | M., sister
             | Partner        | your partner
    Ann      |                | Ann
    Ann      | other          | Ann
    J.       | former partner | your former partner J.
             |                |
"""


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("label", "relation", "named"), rows(PEOPLE))
def test_people_are_named_as_the_client_names_them(label, relation, named):
    assert Someone(label, relation).named == named


# what happened | with whom        | how it stands in the sentence
EVENTS = [
    ("death", Someone("Ann", "sister"), "around the time your sister Ann died"),
    ("death", None, "around the time of this: “It happened”"),
    ("separation", PAUL, "around the time you and your husband Paul parted"),
    ("separation", Someone("J.", "former partner"), "and your former partner J. parted"),
    ("separation", Someone("Mum", "mother"), "around the time of this: “It happened”"),
    ("work", None, "around the time of this: “It happened”"),
    ("birth", Someone("Lia", "daughter"), "around the time of this: “It happened”"),
]


@pytest.mark.parametrize(("kind", "person", "clause"), EVENTS)
def test_an_event_is_a_clause_only_where_its_grammar_is_certain(kind, person, clause):
    assert clause in draft(Pieces("depression", MARCH, Began("It happened.", person, kind)))


@pytest.mark.parametrize("stage", ["renegotiation", "impasse", "dissolution", "", "unheard of"])
def test_every_stage_of_a_dispute_fits_the_sentence(stage):
    text = draft(Pieces(focus=[Focus("role_dispute", PAUL, stage)]))
    assert re.search(r"your husband Paul(, at a point where [a-z ]+,)? and on the ways", text)
    assert ("at a point where" in text) is (stage not in {"", "unheard of"})


ILLNESS = ["", "depression"]
ONSET = [None, MARCH]
BEGAN = [None, Began("  "), Began("Moved house.")]
FEELINGS = [[], ["  "], ["“empty”", "why me?"]]
FOCUS = [
    [],
    [Focus("grief", MOTHER)],
    [Focus("role_dispute"), Focus("role_transition", old_role="a\nb", new_role="c.")],
    [Focus("interpersonal_deficits"), Focus("grief"), Focus("role_dispute")],
]
SESSIONS = [None, 12]
GOALS = [[], ["call Ann", "say no."]]
STRENGTHS = [[], ["my garden"]]
EVERY = list(product(ILLNESS, ONSET, BEGAN, FEELINGS, FOCUS, SESSIONS, GOALS, STRENGTHS))


def test_whatever_is_known_the_draft_is_two_to_five_whole_sentences():
    for pieces in (Pieces(*parts) for parts in EVERY):
        text = draft(pieces)
        sentences = re.split(r"(?<=[.?]) (?=[A-Z])", text)
        assert 2 <= len(sentences) <= 5, text
        assert text.endswith(ASK)
        assert not re.search(r"  |\.\.|,\.|: \.|“”|None| ,|\n", text), text
        assert all(sentence[0].isupper() for sentence in sentences), text
        assert text.count("“") == text.count("”"), text


def test_an_area_of_the_protocols_own_is_called_what_the_protocol_calls_it():
    said = draft(Pieces(focus=[Focus("role_insecurity", plain="role insecurity")]))
    assert "We will work on role insecurity." in said


def test_an_area_without_a_name_is_left_to_be_talked_about():
    assert "We will work on [to be talked about" in draft(Pieces(focus=[Focus("self_image")]))


@pytest.mark.parametrize("area", ["disagreements", "life_changes", "loneliness"])
def test_an_everyday_name_gets_the_sentence_of_its_area(area):
    ann = Someone("Ann", "sister")
    given = {"old_role": "nurse", "new_role": "carer"}
    everyday = draft(Pieces(focus=[Focus(area, ann, **given)]))
    assert everyday == draft(Pieces(focus=[Focus(like(area), ann, **given)]))


def test_a_draft_says_only_what_was_noted():
    said = draft(Pieces("depression", goals=["a"], strengths=["b"], feelings=["c"]))
    assert set(re.findall(r"“(.)”", said)) == {"a", "b", "c"}
    assert "grief" not in said
    assert "died" not in said


@pytest.mark.parametrize(
    ("pieces", "missing"),
    [
        (Pieces(), "illness onset event feelings area sessions goals strengths"),
        (WHOLE["grief"][0], ""),
        (WHOLE["dispute"][0], "feelings goals strengths"),
        (
            Pieces(focus=[Focus("grief")]),
            "illness onset event feelings person sessions goals strengths",
        ),
        (
            Pieces("d", MARCH, Began("x"), ["y"], [Focus("role_dispute", PAUL)], 8, ["z"], ["w"]),
            "stage",
        ),
        (
            Pieces("d", MARCH, Began("x"), ["y"], [Focus("role_transition")], 8, ["z"], ["w"]),
            "old_role new_role",
        ),
        (
            Pieces(
                "d", MARCH, Began("x"), ["y"], [Focus("interpersonal_deficits")], 8, [" "], ["w"]
            ),
            "goals",
        ),
    ],
)
def test_it_says_what_is_still_to_be_talked_about(pieces, missing):
    found = what_is_missing(pieces)
    assert [one.piece for one in found] == missing.split()
    assert all(one.ask.endswith("?") for one in found)


def test_the_client_may_agree_or_want_it_changed():
    assert list(VIEWS) == ["not_yet", "agreed", "amend"]
