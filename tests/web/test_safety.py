"""The safety room: reviews in the clinician's words, and the client's own plan."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kith.core import safety as rules
from kith.record import clock
from kith.record.models import RiskReview, SafetyPlan
from kith.record.services import course, interpersonal, safety
from tests.web.portal import link, words

FOUND = "Passing thoughts when alone at night. No plan, no means at home."


@pytest.fixture
def care(cast):
    return cast.cleo_care


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def ann(cast, care):
    return interpersonal.add_people(by=cast.alice, episode=care, labels=["Ann"])[0]


def address(name, care, *rest):
    return reverse(name, args=[care.pk, *rest])


def reviewed(**more):
    return {
        "found": FOUND,
        "protective": "Her children.",
        "agreed": "Plan gone through together.",
        "care": "as_planned",
        "next_on": (clock.today() + timedelta(days=7)).isoformat(),
        **more,
    }


def planned(**more):
    return {
        "warning_signs-lines": "I stop answering the phone",
        "professionals-lines": "Samaritans 116 123, day and night",
        "after": "0",
        **more,
    }


# ---------------------------------------------------------------- reviews of risk


def test_it_says_what_to_do_where_nothing_is_there(alice, care):
    said = words(alice.get(address("safety", care)))
    assert "Everybody is asked directly at the start" in said
    assert "There is no plan yet" in said
    assert "No score decides who is helped" in said


def test_it_keeps_a_review_in_the_clinician_s_words(alice, care):
    page = alice.post(address("risk_review", care), reviewed(), follow=True)
    said = words(page)
    assert "The review is in the record" in said
    for told in (FOUND, "Her children.", "Care as planned", "next contact by 9 March 2026"):
        assert told in said, told


def test_it_shows_no_level_of_risk(alice, care):
    alice.post(address("risk_review", care), reviewed())
    said = words(alice.get(address("safety", care))).lower()
    for level in ("low risk", "medium risk", "high risk", "risk level", "risk score"):
        assert level not in said


WRONG = {
    "nothing found": ({"found": "  "}, "This field is required"),
    "nothing agreed": ({"agreed": ""}, "This field is required"),
    "no care": ({"care": ""}, "This field is required"),
    "unknown care": ({"care": "prayer"}, "Select a valid choice"),
    "not shared": ({"care": "urgent_help"}, "say with whom it was shared"),
    "too late": ({"next_on": "2026-04-20"}, "the next contact is by 16 March"),
    "in the past": ({"next_on": "2026-03-01"}, "the next contact is by 16 March"),
    "no date": ({"next_on": "soon"}, "Enter a valid date"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_it_refuses_half_a_review_and_keeps_what_was_typed(alice, care, wrong):
    typed, message = WRONG[wrong]
    page = alice.post(address("risk_review", care), reviewed(**{"shared_with": "", **typed}))
    assert page.status_code == 422
    assert message in words(page)
    assert "Her children." in words(page)
    assert not RiskReview.objects.exists()


# ---------------------------------------------------------------- the plan


def test_it_asks_the_six_steps_in_their_order(alice, care):
    said = words(alice.get(address("safety_plan", care)))
    places = [said.index(step.title) for step in rules.steps().values()]
    assert places == sorted(places)
    assert "Stanley" in said


def test_it_keeps_the_plan_line_by_line(alice, care):
    typed = planned(**{"own_coping-lines": "Walk to the river\n\n  Play the piano  "})
    page = alice.post(address("safety_plan", care), typed, follow=True)
    plan = SafetyPlan.objects.get()
    assert plan.steps["own_coping"] == ["Walk to the river", "Play the piano"]
    assert "The plan is kept as version 1" in words(page)
    assert "Samaritans 116 123" in words(page)


def test_it_says_what_a_plan_still_lacks(alice, care):
    alice.post(address("safety_plan", care), planned(**{"professionals-lines": "My doctor"}))
    said = words(alice.get(address("safety", care)))
    assert "give at least one number to call" in said
    assert "Fill it, or say why not for now" in said


def test_it_takes_a_reason_for_a_step_that_is_left(alice, care):
    alice.post(
        address("safety_plan", care), planned(**{"distraction-aside": "Cannot leave the house."})
    )
    assert "Left for now: Cannot leave the house." in words(alice.get(address("safety", care)))


def test_it_takes_people_from_the_inventory(alice, care, ann):
    alice.post(address("safety_plan", care), planned(**{"people-people": [ann.pk]}))
    plan = SafetyPlan.objects.get()
    assert plan.steps["people"] == ["Ann"]
    assert list(plan.people.all()) == [ann]
    form = alice.get(address("safety_plan", care)).content.decode()
    assert f'value="{ann.pk}" id="id_people-people_0" checked' in form.replace('" class', '"')


def test_it_asks_for_another_look_when_somebody_can_be_relied_on_no_longer(alice, cast, care, ann):
    alice.post(address("safety_plan", care), planned(**{"people-people": [ann.pk]}))
    assert "needs another look" not in words(alice.get(address("safety", care)))
    interpersonal.remove_person(by=cast.alice, episode=care, person=ann)
    said = words(alice.get(address("safety", care)))
    assert "The plan needs another look" in said
    assert "It relies on Ann" in said


def test_it_keeps_every_version_readable(alice, care):
    alice.post(address("safety_plan", care), planned())
    alice.post(
        address("safety_plan", care),
        planned(**{"after": "1", "warning_signs-lines": "I lie awake"}),
    )
    assert "I lie awake" in words(alice.get(address("safety_plan_version", care, 2)))
    first = words(alice.get(address("safety_plan_version", care, 1)))
    assert "I stop answering the phone" in first
    assert "This is an earlier version" in first
    assert alice.get(address("safety_plan_version", care, 3)).status_code == 404


def test_it_refuses_an_empty_plan(alice, care):
    page = alice.post(address("safety_plan", care), {"after": "0"})
    assert page.status_code == 422
    assert "There is nothing in the plan yet" in words(page)
    assert not SafetyPlan.objects.exists()


def test_it_shows_both_plans_to_the_second_of_two_writers(alice, cast, care):
    theirs = {"warning_signs": ["I sleep all day"], "professionals": ["Samaritans 116 123"]}
    safety.agree_safety_plan(by=cast.bob, episode=care, steps=theirs)
    page = alice.post(address("safety_plan", care), planned())
    said = words(page)
    assert page.status_code == 409
    assert "Bob changed the safety plan" in said
    assert "I sleep all day" in said
    assert "I stop answering the phone" in said
    assert 'name="after" value="1"' in page.content.decode()
    assert alice.post(address("safety_plan", care), planned(after="1")).status_code == 302
    assert SafetyPlan.objects.count() == 2


def test_it_shows_the_client_the_newest_version(alice, cast, care):
    alice.post(address("safety_plan", care), planned())
    walk, _ = link(cast.alice, care)
    alice.post(
        address("safety_plan", care),
        planned(**{"after": "1", "warning_signs-lines": "I lie awake"}),
    )
    said = words(walk.get("portal_plan"))
    assert "I lie awake" in said
    assert "I stop answering the phone" not in said


def test_it_prints_the_help_numbers_with_the_plan(alice, care):
    alice.post(address("safety_plan", care), planned())
    assert "116 123" in words(alice.get(address("safety_plan_version", care, 1)))


@pytest.mark.parametrize("name", ["safety", "risk_review", "safety_plan"])
@pytest.mark.parametrize("person", ["charlie", "ada", "olga"])
def test_it_does_not_exist_for_somebody_else(cast, client, care, person, name):
    client.force_login(getattr(cast, person))
    assert client.get(address(name, care)).status_code == 404
    assert client.post(address(name, care), {**reviewed(), **planned()}).status_code in {404, 405}
    assert not RiskReview.objects.exists()
    assert not SafetyPlan.objects.exists()


def test_it_asks_the_database_no_more_for_a_long_history(
    alice, care, django_assert_max_num_queries
):
    alice.post(address("risk_review", care), reviewed())
    alice.post(address("safety_plan", care), planned())
    with django_assert_max_num_queries(26) as few:
        alice.get(address("safety", care))
    budget = len(few)
    for number in range(1, 6):
        alice.post(address("risk_review", care), reviewed())
        alice.post(address("safety_plan", care), planned(after=str(number)))
    with django_assert_max_num_queries(budget):
        alice.get(address("safety", care))


def test_it_loses_nothing_typed_when_the_course_ended_meanwhile(alice, cast, care):
    course.end_episode(
        by=cast.alice, episode=care, disposition="dropped_out", words="Moved away; wrote to say so."
    )
    assert "You can read this record" in words(alice.get(address("safety_plan", care)))
    for name, typed, kept in (
        ("risk_review", reviewed(), FOUND),
        ("safety_plan", planned(), "I stop answering the phone"),
    ):
        page = alice.post(address(name, care), typed)
        assert page.status_code == 422
        assert "This course of care ended" in words(page)
        assert kept in words(page)
    assert not RiskReview.objects.exists()
    assert not SafetyPlan.objects.exists()
