"""What speaks for standard IPT, what to look at first, and what a decision must say."""

import pytest

from kith.core.diagnoses import diagnosis
from kith.core.protocols.terms import shared_terms
from kith.core.suitability import (
    DECISIONS,
    cautions,
    decision_lacks,
    indications,
    review,
)

# the question, and whether yes is to be settled before standard IPT
QUESTIONS = """
    psychosis      | exclusion
    mania          | exclusion
    bipolar        | caution
    imminent_risk  | exclusion
    harm_to_others | exclusion
    dependence     | caution
    withdrawal     | exclusion
    medical        | exclusion
    dementia       | caution
    violence       | caution
    no_focus       | caution
"""
KINDS = [[cell.strip() for cell in line.split("|")] for line in QUESTIONS.strip().splitlines()]
ALL_NO = {key: "no" for key, _ in KINDS}


def test_the_questions_stand_in_their_order():
    assert [[one.id, one.kind] for one in cautions()] == KINDS
    assert {one.id for one in cautions()} <= set(shared_terms().cautions)


@pytest.mark.parametrize("one", cautions(), ids=lambda one: one.id)
def test_every_question_has_a_reason_a_source_and_another_way(one):
    assert one.ask.endswith(("?", "(asked alone)"))
    assert one.reason.endswith(".")
    assert one.instead.endswith(".")
    assert one.source
    assert one.verified in {True, False}


def test_every_indication_is_a_question_with_a_source():
    for one in indications().values():
        assert one.ask.endswith("?")
        assert one.source


@pytest.mark.parametrize(("key", "kind"), KINDS)
def test_yes_is_raised_no_is_not_and_unknown_stays_open(key, kind):
    raised = review({**ALL_NO, key: "yes"})
    assert [one.id for one in raised.raised] == [key]
    assert bool(raised.exclusions) is (kind == "exclusion")
    assert raised.unanswered == ()
    unknown = review({**ALL_NO, key: "unknown"})
    assert unknown.raised == ()
    assert [one.id for one in unknown.unanswered] == [key]


def test_what_speaks_for_it_is_listed():
    found = review({"recent_change": "yes", "preference": "no", "anything": "yes"})
    assert [one.title for one in found.speaks_for] == [
        "Something between people changed near the onset"
    ]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "None of the questions has been answered yet."),
        (ALL_NO, "Nothing asked so far speaks against standard IPT."),
        (
            {**ALL_NO, "medical": "unknown"},
            "Nothing asked so far speaks against standard IPT. 1 question not answered yet.",
        ),
        (
            {**ALL_NO, "mania": "yes", "violence": "yes"},
            (
                "To be weighed before the contract: mania or hypomania, now or lately; "
                "violence at home, now."
            ),
        ),
    ],
)
def test_the_whole_is_said_in_a_sentence(answers, words):
    assert review(answers).words == words


@pytest.mark.parametrize(
    ("chosen", "raised"), [("single_severe_psychotic", ["psychosis"]), ("single_severe", [])]
)
def test_a_psychotic_diagnosis_answers_its_question(chosen, raised):
    found = review(ALL_NO, diagnosis(chosen))
    assert [one.id for one in found.raised] == raised


# answers raised | decision | reason given | what is lacking
DECIDED = [
    ({}, "proceed", "", ""),
    ({}, "conditions", "", "Give the reason"),
    ({}, "conditions", "With the GP's review", ""),
    ({}, "refer", "", "Give the reason"),
    ({}, "open", "", "Choose one"),
    ({"psychosis": "yes"}, "proceed", "", "Give the reason"),
    ({"psychosis": "yes"}, "proceed", "Long settled, with treatment", ""),
    ({"violence": "yes"}, "proceed", "  ", "Give the reason"),
    ({"psychosis": "unknown"}, "proceed", "", "Answer these before going ahead: Are there delus"),
    ({"psychosis": "unknown"}, "refer", "To the early psychosis team", ""),
    ({"dementia": "unknown"}, "proceed", "", ""),
]


@pytest.mark.parametrize(("answers", "decision", "reason", "lacking"), DECIDED)
def test_the_clinician_decides_and_gives_the_reason(answers, decision, reason, lacking):
    found = decision_lacks(review({**ALL_NO, **answers}), decision, reason)
    assert len(found) == bool(lacking)
    assert lacking in "".join(found)


def test_no_decision_is_made_by_the_answers():
    assert list(DECISIONS) == ["proceed", "conditions", "refer"]
    everything = review({key: "yes" for key, _ in KINDS})
    assert decision_lacks(everything, "proceed", "Decided with the supervisor") == []
