"""Reviews of risk and safety plans: what is stored, what is audited, what is refused."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core import safety as rules
from kith.core.errors import ConflictError, RefusedError
from kith.record import clock, facts
from kith.record.models import Milestone, RiskReview, SafetyPlan
from kith.record.services import interpersonal
from kith.record.services import safety as service
from tests.record.racing import race

STEPS = {
    "warning_signs": ["I stop answering the phone", "  "],
    "professionals": ["Samaritans 116 123"],
}


@pytest.fixture
def care(cast):
    return cast.cleo_care


def review(cast, episode, **more):
    return service.review_risk(
        **{
            "by": cast.alice,
            "episode": episode,
            "found": "  Passing thoughts, no plan. ",
            "agreed": "Plan gone through together.",
            "care": "as_planned",
            "next_on": clock.today() + timedelta(days=7),
            **more,
        }
    )


def agree(cast, care, steps=STEPS, **more):
    return service.agree_safety_plan(**{"by": cast.alice, "episode": care, "steps": steps, **more})


# ---------------------------------------------------------------- reviews of risk


def test_a_review_is_kept_in_the_clinicians_words(cast, care, audited):
    with audited(cast.alice, cast.cleo, "risk.reviewed", "step.reached"):
        one = review(cast, care, protective=" Her children. ")
    assert (one.found, one.protective) == ("Passing thoughts, no plan.", "Her children.")
    assert (one.on, one.by) == (clock.today(), cast.alice)


def test_the_first_review_reaches_the_step_of_the_protocol_once(cast, care):
    review(cast, care)
    review(cast, care, found="Nothing new since this morning.")
    assert Milestone.objects.filter(episode=care, name=service.BASELINE).count() == 1
    assert RiskReview.objects.count() == 2


WRONG = {
    "nothing found": ({"found": "  "}, "found"),
    "nothing agreed": ({"agreed": ""}, "agreed"),
    "no care": ({"care": ""}, "care"),
    "unknown care": ({"care": "high risk"}, "care"),
    "nobody told": ({"care": "urgent_help"}, "shared_with"),
    "no next contact": ({"next_on": None}, "next_on"),
    "too long": ({"found": "x" * 4001}, "found"),
}


@pytest.mark.parametrize("case", WRONG)
def test_half_a_review_is_refused_at_the_field_it_lacks(cast, care, refused, case):
    wrong, field = WRONG[case]
    with refused(RefusedError, field=field):
        review(cast, care, **wrong)


@pytest.mark.parametrize("care_agreed", rules.care())
def test_the_next_contact_comes_as_soon_as_the_care_agreed_says(cast, care, refused, care_agreed):
    latest = clock.today() + timedelta(days=rules.care()[care_agreed].next_contact_days)
    told = {"care": care_agreed, "shared_with": "Bob"}
    assert review(cast, care, next_on=latest, **told).next_on == latest
    for wrong in (latest + timedelta(days=1), clock.today() - timedelta(days=1)):
        with refused(RefusedError, "the next contact is by", "next_on"):
            review(cast, care, next_on=wrong, **told)


# ---------------------------------------------------------------- safety plans


def test_a_plan_keeps_what_was_said_of_each_step(cast, care, audited):
    with audited(cast.alice, cast.cleo, "safety_plan.agreed"):
        plan = agree(
            cast,
            care,
            obstacles={"professionals": " I may be too tired to call. ", "own_coping": ""},
            set_aside={"distraction": "Cannot leave the house.", "professionals": "Not needed."},
        )
    assert plan.number == 1
    assert list(plan.steps) == list(rules.steps())
    assert plan.steps["warning_signs"] == ["I stop answering the phone"]
    assert plan.obstacles == {"professionals": "I may be too tired to call."}
    assert plan.set_aside == {"distraction": "Cannot leave the house."}, "a filled step is not left"


def test_each_change_is_a_new_version(cast, care):
    agree(cast, care)
    agree(cast, care, {"warning_signs": ["I lie awake"]}, after=1)
    assert [one.number for one in SafetyPlan.objects.all()] == [1, 2]


def test_a_plan_relies_on_people_of_the_inventory(cast, care):
    [ann] = interpersonal.add_people(by=cast.alice, episode=care, labels=["Ann"])
    assert list(agree(cast, care, people=[ann]).people.all()) == [ann]


def test_a_plan_does_not_rely_on_another_clients_people(cast, care, refused):
    [other] = interpersonal.add_people(by=cast.charlie, episode=cast.dana_care, labels=["Max"])
    with refused(RefusedError, "people of this client", "people"):
        agree(cast, care, people=[other])


@pytest.mark.parametrize("steps", [{}, {"people": [" "]}, {"unknown": ["words"]}])
def test_an_empty_plan_is_refused(cast, care, refused, steps):
    with refused(RefusedError, "nothing in the plan yet"):
        agree(cast, care, steps)


def test_the_second_of_two_writers_is_told_and_nothing_is_lost(cast, care, refused):
    agree(cast, care, by=cast.bob)
    with refused(ConflictError, "Bob changed the safety plan") as caught:
        agree(cast, care, {"warning_signs": ["I lie awake"]}, after=0)
    assert caught.value.theirs["number"] == 1
    assert caught.value.theirs["steps"]["professionals"] == ["Samaritans 116 123"]


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_at_the_same_moment_one_is_kept_and_the_other_told(cast, care):
    found = race(
        *[lambda by=by: agree(cast, care, by=by, after=0) for by in (cast.alice, cast.bob)]
    )
    assert sorted(type(one).__name__ for one in found) == ["ConflictError", "SafetyPlan"]
    assert SafetyPlan.objects.get().number == 1


def test_a_plan_is_a_step_of_the_protocols_that_ask_for_one(cast, care):
    agree(cast, care)
    assert "safety_plan_agreed" not in facts.course_of(care).reached
    definition = catalogue.protocol("ipt-bpd-34")
    care.protocol, care.protocol_version = definition.id, definition.version
    care.save(update_fields=["protocol", "protocol_version"])
    agree(cast, care, {**STEPS, "warning_signs": ["I stop eating"]}, after=1)
    assert "safety_plan_agreed" in facts.course_of(care).reached
