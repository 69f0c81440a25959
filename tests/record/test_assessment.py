"""The assessment: what was found, the decision, and two people who write at once."""

from datetime import date, timedelta

import pytest

from kith.core.errors import ConflictError, RefusedError
from kith.record.models import Assessment
from kith.record.services import assessment
from tests.cast import NOW


def save(cast, seen=0, by=None, **found):
    return assessment.save_assessment(
        by=by or cast.alice, episode=cast.cleo_care, expected_version=seen, found=found
    )


def test_what_was_found_is_stored(cast, audited):
    with audited(cast.alice, cast.cleo, "assessment.saved"):
        save(
            cast, diagnosis="Single depressive episode, moderate", icd11="6A70.1",
            onset_on=date(2025, 10, 1), onset_precision="month",
            cautions={"psychosis": {"answer": "no", "words": ""}},
        )  # fmt: skip

    found = Assessment.objects.get()
    assert (found.icd11, found.onset_on) == ("6A70.1", date(2025, 10, 1))
    assert found.cautions == {"psychosis": {"answer": "no", "words": ""}}
    assert (found.version, found.changed_by, found.changed_at) == (1, cast.alice, NOW)
    assert found.decision == "open"


def test_each_save_adds_to_what_was_found(cast):
    save(cast, complaint="Cannot sleep.")
    save(cast, seen=1, by=cast.bob, history="Once before, in 2014.")

    found = Assessment.objects.get()
    assert (found.complaint, found.history) == ("Cannot sleep.", "Once before, in 2014.")
    assert (found.version, found.changed_by) == (2, cast.bob)


@pytest.mark.parametrize(
    ("found", "field", "says"),
    [
        ({"onset_on": NOW.date() + timedelta(days=1)}, "onset_on", "cannot begin after today"),
        ({"onset_on": date(1990, 5, 16)}, "onset_on", "before the client was born"),
        ({"onset_precision": "century"}, "onset_precision", "not a valid choice"),
        ({"earlier_episodes": -1}, "earlier_episodes", "greater than or equal to 0"),
        ({"earlier_episodes": "some"}, "earlier_episodes", "must be an integer"),
        ({"diagnosis": "x" * 161}, "diagnosis", "at most 160 characters"),
        ({"medication": "x" * 4001}, "medication", "at most 4000 characters"),
        ({"cautions": {"psychosis": {"answer": "perhaps"}}}, "cautions", "yes, no or not known"),
        ({"cautions": {"psychosis": {}}}, "cautions", "yes, no or not known"),
        ({"decision": "maybe", "decision_reason": "Unsure."}, "decision", "not a valid choice"),
        ({"decision": "proceed"}, "decision_reason", "Write the reason"),
        ({"decision": "refer", "decision_reason": "  "}, "decision_reason", "Write the reason"),
    ],
)
def test_what_cannot_be_is_refused(cast, refused, found, field, says):
    with refused(RefusedError, says, field):
        save(cast, **found)


@pytest.mark.parametrize("decision", ["proceed", "conditions", "refer"])
def test_a_decision_stands_with_its_reason(cast, decision):
    assert save(cast, decision=decision, decision_reason="A clear focus.").decision == decision


def test_what_is_no_part_of_an_assessment_is_a_fault_of_the_page(cast):
    with pytest.raises(AssertionError, match="not fields of an assessment"):
        save(cast, version=7)


def test_two_people_who_begin_at_once_lose_nothing(cast, refused):
    save(cast, by=cast.bob, complaint="Cannot sleep.", history="None.")

    with refused(ConflictError, "Bob changed the assessment at 10:00") as caught:
        save(cast, complaint="Cannot eat.")

    assert caught.value.theirs == {"version": 1, "complaint": "Cannot sleep."}
    save(cast, seen=1, complaint="Cannot sleep or eat.")
    assert Assessment.objects.get().history == "None."


def test_saving_the_same_twice_is_no_conflict(cast):
    save(cast, complaint="Cannot sleep.")
    save(cast, complaint="Cannot sleep.")
