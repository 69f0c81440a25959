"""The assessment room, `/episodes/<pk>/assessment/`: what was found, cautions, what was told."""

from datetime import date

import pytest

from kith.core import suitability
from kith.core.diagnoses import diagnoses
from kith.record.models import Assessment
from kith.record.services import assessment, course
from tests.web.reading import field_of, is_ticked, words

EMPTY = {"version": 0, "decision": "open", "onset_precision": "month"}


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/assessment/"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def keep(cast):
    def save(by=None, seen=0, **found):
        return assessment.save_assessment(
            by=by or cast.alice, episode=cast.cleo_care, expected_version=seen, found=found
        )

    return save


def test_it_asks_every_question_with_its_why(alice, address):
    said = words(alice.get(address))
    for one in suitability.cautions():
        assert one.ask in said
        assert one.instead in said
    for one in suitability.indications().values():
        assert one.ask in said
        assert suitability.source_of(one) in said
    assert "None of the questions has been answered yet." in said
    assert "(optional)" not in said


def test_it_keeps_what_was_found(alice, address):
    typed = EMPTY | {
        "complaint": "“I cannot get up.”",
        "diagnosis": "single_moderate",
        "onset_on": "2025-10-01",
        "earlier_episodes": "2",
        "history": "Since the birth.",
        "treatments": "None",
        "medication": "Sertraline",
        "substances": "A glass on Fridays",
        "strengths": "Two good friends",
        "ask_psychosis": "no",
        "ask_dependence": "yes",
        "say_dependence": "Stopped in March",
        "decision": "conditions",
        "decision_reason": "As long as the drinking stays at this.",
    }
    assert alice.post(address, typed).headers["Location"] == address
    kept = Assessment.objects.get()
    assert kept.diagnosis == diagnoses()["single_moderate"].title
    assert (kept.icd11, kept.icd10) == ("6A70.1", "F32.1")
    assert (kept.onset_on, kept.onset_precision) == (date(2025, 10, 1), "month")
    assert (kept.earlier_episodes, kept.strengths) == (2, "Two good friends")
    assert kept.cautions == {
        "psychosis": {"answer": "no", "words": ""},
        "dependence": {"answer": "yes", "words": "Stopped in March"},
    }
    page = alice.get(address)
    assert field_of(page, "complaint") == "“I cannot get up.”"
    assert field_of(page, "say_dependence") == "Stopped in March"
    assert is_ticked(page, "ask_dependence", "yes")
    assert 'value="single_moderate" selected' in page.content.decode()


def test_it_says_what_the_answers_raise_and_what_the_decision_leaves_open(alice, address, keep):
    keep(
        cautions={"dependence": {"answer": "yes", "words": ""}},
        decision="proceed",
        decision_reason="She wants to.",
    )
    said = words(alice.get(address))
    assert "To be weighed before the contract" in said
    assert "The decision stands. Still open: Answer these before going ahead:" in said
    assert "The decision is yours." in said


def test_a_psychotic_diagnosis_raises_its_caution_by_itself(alice, address, keep):
    keep(diagnosis=diagnoses()["single_moderate_psychotic"].title, icd11="6A70.2")
    psychosis = next(one for one in suitability.cautions() if one.id == "psychosis")
    said = words(alice.get(address))
    assert f"settle first {psychosis.title}" in said


def test_a_diagnosis_that_the_list_does_not_hold_stays(alice, address, keep):
    keep(diagnosis="Something rare", icd11="8A00", icd10="G20")
    page = alice.get(address)
    assert "Something rare" in words(page)
    typed = EMPTY | {"version": 1, "diagnosis": "as-recorded", "complaint": "Tired"}
    assert alice.post(address, typed).status_code == 302
    kept = Assessment.objects.get()
    assert (kept.diagnosis, kept.icd11, kept.icd10) == ("Something rare", "8A00", "G20")
    assert kept.complaint == "Tired"


def test_words_without_an_answer_are_kept_too(alice, address):
    alice.post(address, EMPTY | {"say_mania": "A week in 2019, perhaps"})
    assert Assessment.objects.get().cautions == {
        "mania": {"answer": "unknown", "words": "A week in 2019, perhaps"}
    }


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"onset_on": "2026-03-03"}, "cannot begin after today"),
        ({"onset_on": "1980-01-01"}, "before the client was born"),
        ({"onset_on": "spring"}, "Enter a valid date"),
        ({"earlier_episodes": "-1"}, "greater than or equal to 0"),
        ({"earlier_episodes": "many"}, "Enter a whole number"),
        ({"diagnosis": "melancholy"}, "not one of the available choices"),
        ({"diagnosis": "as-recorded"}, "not one of the available choices"),
        ({"decision": "proceed"}, "Write the reason for the decision"),
        ({"decision": ""}, "This field is required"),
        ({"ask_psychosis": "maybe"}, "not one of the available choices"),
        ({"say_psychosis": "x" * 501}, "at most 500 characters"),
        ({"medication": "x" * 4001}, "at most 4000 characters"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(alice, address, change, says):
    typed = EMPTY | {"complaint": "Typed just now.", "ask_dependence": "yes"} | change
    answer = alice.post(address, typed)
    assert answer.status_code == 422
    assert says in words(answer)
    assert field_of(answer, "complaint") == "Typed just now."
    assert is_ticked(answer, "ask_dependence", "yes")
    assert not Assessment.objects.exists()


def test_it_shows_both_texts_when_two_people_wrote_and_then_saves(alice, cast, address, keep):
    keep(
        by=cast.bob,
        complaint="Bob's words",
        diagnosis=diagnoses()["single_mild"].title,
        cautions={"dependence": {"answer": "no", "words": ""}},
    )
    typed = EMPTY | {"complaint": "Alice's words", "ask_dependence": "yes"}
    answer = alice.post(address, typed)
    assert answer.status_code == 409
    said = words(answer)
    assert "Bob changed the assessment at 10:00 on 2 March 2026" in said
    assert "What brings the client, in their own words: theirs Bob's words" in said
    assert "Diagnosis: theirs Depressive episode, first, mild (ICD-11 6A70.0" in said
    assert "theirs No" in said
    assert field_of(answer, "complaint") == "Alice's words"
    assert is_ticked(answer, "ask_dependence", "yes")
    assert Assessment.objects.get().complaint == "Bob's words"
    again = typed | {"version": field_of(answer, "version")}
    assert alice.post(address, again).status_code == 302
    assert Assessment.objects.get().complaint == "Alice's words"


def test_it_records_what_was_told_to_the_client(alice, cast, address):
    said = words(alice.get(address))
    assert "Done today : Name the illness" in said
    course.reach(by=cast.alice, episode=cast.cleo_care, step="illness_named")
    said = words(alice.get(address))
    assert "The illness has been named and explained 2 Mar" in said
    assert "Take back : Name the illness" in said


def test_it_can_be_read_but_not_written_once_the_course_has_ended(alice, cast, address, keep):
    keep(complaint="Cannot sleep.", cautions={"psychosis": {"answer": "no", "words": ""}})
    course.end_episode(
        by=cast.alice, episode=cast.cleo_care, disposition="dropped_out", words="Moved far away."
    )
    page = alice.get(address)
    said = words(page)
    assert "Cannot sleep." in said
    assert "Are there delusions or hallucinations? No" in said
    assert "Keep the assessment" not in said
    assert "<textarea" not in page.content.decode()
    answer = alice.post(address, EMPTY | {"version": 1, "complaint": "Sleeps again."})
    assert answer.status_code == 422
    assert "This course of care ended on" in words(answer)
    assert field_of(answer, "complaint") == "Sleeps again."


@pytest.mark.parametrize("person", ["charlie", "olga", "ada"])
def test_it_does_not_exist_for_others(client, cast, address, person):
    client.force_login(getattr(cast, person))
    assert client.get(address).status_code == 404
    assert client.post(address, EMPTY).status_code == 404
    assert not Assessment.objects.exists()


def test_it_costs_a_fixed_number_of_queries(alice, address, keep, django_assert_max_num_queries):
    keep(complaint="Cannot sleep.")
    with django_assert_max_num_queries(17):
        alice.get(address)
