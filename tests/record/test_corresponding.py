"""From rows to what a letter speaks of: what the record holds, and nothing it does not hold."""

from datetime import date, timedelta

import pytest

from kith.core import catalogue
from kith.record import clock
from kith.record.corresponding import addressee, letter_facts
from kith.record.facts import course_of
from kith.record.models import Referral
from kith.record.services import assessment, course, ending, measures
from tests.cast import NOW
from tests.record.conftest import agree_area, agree_contract


@pytest.fixture
def care(cast):
    return cast.cleo_care


@pytest.fixture
def facts(care):
    def read():
        care.refresh_from_db()
        return letter_facts(care, course_of(care))

    return read


def answered(cast, instrument, value):
    items = [one.id for one in catalogue.instrument(instrument).scored]
    measures.enter_response(
        by=cast.alice,
        episode=cast.cleo_care,
        instrument=instrument,
        answers={one: value if one != "self_harm" else 0 for one in items},
        mode="paper",
        given_on=clock.today(),
    )


def test_a_new_record_says_who_and_when(facts):
    found = facts()
    assert (found.client, found.first_name) == ("Cleo Marsh", "Cleo")
    assert found.received_on == "23 February 2026"
    assert (found.diagnosis, found.medication, found.ended) == ("", "", "")
    assert (found.held, found.agreed, found.missed, found.focus) == (0, 0, 0, [])
    assert found.gains.lines == ()


def test_the_assessment_gives_diagnosis_onset_and_medication(cast, care, facts):
    assessment.save_assessment(
        by=cast.alice,
        episode=care,
        expected_version=0,
        found={
            "diagnosis": "Depressive episode, first, moderate",
            "icd11": "6A70.1",
            "icd10": "F32.1",
            "medication": "Sertraline 50 mg",
            "onset_on": date(2025, 10, 1),
            "onset_precision": "month",
        },
    )
    found = facts()
    assert found.diagnosis == "Depressive episode, first, moderate"
    assert found.codes == "ICD-11 6A70.1, ICD-10 F32.1"
    assert found.onset == "in October 2025"
    assert found.medication == "Sertraline 50 mg"


def test_sessions_are_counted_against_the_contract_only_where_there_is_one(cast, care, facts, held):
    held()
    missed = course.plan_session(by=cast.alice, episode=care, starts_at=NOW - timedelta(hours=1))
    course.miss_session(by=cast.alice, session=missed, state="cancelled")
    assert (facts().held, facts().agreed, facts().missed) == (1, 0, 1)
    agree_contract(cast.alice, care)
    assert (facts().held, facts().agreed) == (1, 16)


def test_the_focus_is_named_in_plain_words(cast, care, facts):
    agree_area(cast.alice, care)
    assert facts().focus == ["grief after a death (grief)"]


def test_goals_that_nobody_rated_are_left_out(cast, care, facts):
    agree_contract(cast.alice, care)
    answered(cast, "phq9", 2)
    assert [line.words for line in facts().gains.goals] == []
    measures.enter_response(
        by=cast.alice, episode=care, instrument="goals",
        answers={catalogue.instrument("goals").scored[0].id: 3},
        mode="interview", given_on=clock.today(),
    )  # fmt: skip
    assert [line.words for line in facts().gains.goals] == ["Goal: See Ann again. Now 3 of 10."]


def test_one_score_is_told_without_a_comparison(cast, facts):
    answered(cast, "phq9", 1)
    (line,) = facts().gains.symptoms
    assert line.words.endswith("8 (mild). There is no earlier score to compare it with.")


def test_the_plan_and_what_was_agreed_are_passed_on(cast, care, facts):
    ending.save_plan(
        by=cast.alice, episode=care,
        answers={"signs": ["Staying in bed"], "come_back_when": ["Two bad weeks", "in a row"]},
    )  # fmt: skip
    ending.agree_disposition(
        by=cast.alice, episode=care, disposition="maintenance", words="Once a month until autumn."
    )
    found = facts()
    assert found.warning_signs == ["Staying in bed"]
    assert found.come_back == "Two bad weeks in a row"
    assert found.agreed_next == "Once a month until autumn."
    assert not found.left_early


def test_an_early_end_is_told_as_one(cast, care, facts):
    course.end_episode(
        by=cast.alice, episode=care, disposition="dropped_out", words="Has not come since spring."
    )
    found = facts()
    assert (found.ended, found.left_early) == ("2 March 2026", True)


@pytest.mark.parametrize(
    ("source", "referrer", "name", "alone"),
    [
        ("gp", "Dr Green", "Dr Green", False),
        ("gp", "", "The general practitioner", False),
        ("hospital", "", "Colleagues", False),
        ("other", "", "Colleagues", False),
        ("self", "", "Colleague", True),
    ],
)
def test_it_goes_to_whoever_referred_as_far_as_that_is_known(
    care, facts, source, referrer, name, alone
):
    Referral.objects.filter(pk=care.referral_id).update(
        source=source, referrer=referrer, referrer_address="1 High Street"
    )
    care.refresh_from_db()
    assert addressee(care) == (name, "1 High Street")
    assert facts().came_alone is alone
