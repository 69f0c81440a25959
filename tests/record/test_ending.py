"""The plan for staying well and how it goes on: kept, audited, and the steps they reach."""

import pytest

from kith.core.ending import plan_questions
from kith.core.errors import ConflictError, RefusedError
from kith.record.facts import course_of
from kith.record.models import AuditEvent, EndingPlan
from kith.record.services import ending
from tests.cast import NOW

WHOLE = {key: [f"Said of {key}"] for key in plan_questions()}


@pytest.fixture
def care(cast):
    return cast.cleo_care


@pytest.fixture
def save(cast, care):
    def keep(by=None, seen=None, **answers):
        return ending.save_plan(
            by=by or cast.alice, episode=care, answers=answers, expected_version=seen
        )

    return keep


# ---------------------------------------------------------------- the plan


def test_the_plan_is_kept_line_by_line(cast, save, audited):
    with audited(cast.alice, cast.cleo, "ending.planned", "step.reached"):
        save(signs=["  Not answering the telephone ", "", "Staying in bed"])

    plan = EndingPlan.objects.get()
    assert plan.answers == {"signs": ["Not answering the telephone", "Staying in bed"]}
    assert (plan.version, plan.changed_by, plan.changed_at) == (1, cast.alice, NOW)


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        ({}, set()),
        ({"situations": ["Christmas"]}, set()),
        ({"signs": ["Staying in bed"]}, {"warning_signs_listed"}),
        (WHOLE, {"warning_signs_listed", "relapse_plan_agreed"}),
        (WHOLE | {"come_back_when": [" "]}, {"warning_signs_listed"}),
    ],
    ids=["nothing", "a situation", "a sign", "everything", "but one"],
)
def test_steps_follow_from_what_the_plan_says(care, save, answers, reached):
    save(**answers)

    assert set(course_of(care).reached) == reached


def test_the_trail_keeps_what_the_plan_said_before(save):
    save(signs=["Staying in bed"])
    save(signs=["Not eating"])

    trail = AuditEvent.objects.filter(action="ending.planned").order_by("pk")
    assert [row.details["before"] for row in trail] == [{}, {"signs": ["Staying in bed"]}]


def test_a_question_the_plan_does_not_ask_is_refused(save, refused):
    with refused(RefusedError, "The plan has no question horoscope."):
        save(horoscope=["Leo"])


def test_two_people_at_one_plan_lose_nothing(cast, save, refused):
    save(seen=0, signs=["Staying in bed"])

    with refused(ConflictError, "Alice changed the plan for staying well at 10:00") as caught:
        save(by=cast.bob, seen=0, signs=["Not eating"])

    assert caught.value.theirs == {"version": 1, "signs": ["Staying in bed"]}
    save(by=cast.bob, seen=1, signs=["Staying in bed", "Not eating"])
    assert EndingPlan.objects.get().answers["signs"] == ["Staying in bed", "Not eating"]


def test_saving_the_same_twice_is_no_conflict(save):
    save(seen=0, signs=["Staying in bed"])
    save(seen=0, signs=["Staying in bed"])


def test_what_is_not_written_yet_reads_as_an_empty_plan(care, save):
    assert not any(
        (empty := ending.plan_of(None)).signs + list(empty.what_to_do) + [empty.come_back_when]
    )
    plan = ending.plan_of(save(come_back_when=["After two bad weeks.", "Ring the clinic."]))
    assert plan.come_back_when == "After two bad weeks. Ring the clinic."


# ---------------------------------------------------------------- how it goes on


def test_what_was_agreed_is_kept_beside_the_plan(cast, care, save, audited):
    save(signs=["Staying in bed"])
    with audited(cast.alice, cast.cleo, "ending.disposition", "step.reached"):
        ending.agree_disposition(
            by=cast.alice,
            episode=care,
            disposition="maintenance",
            words=" One session a month until autumn. ",
        )

    plan = EndingPlan.objects.get()
    assert plan.disposition == "maintenance"
    assert plan.disposition_words == "One session a month until autumn."
    assert plan.answers == {"signs": ["Staying in bed"]}
    assert "disposition_agreed" in course_of(care).reached


def test_agreeing_on_how_it_goes_on_is_no_conflict_for_who_writes_the_plan(cast, care, save):
    save(seen=0, signs=["Staying in bed"])
    ending.agree_disposition(
        by=cast.bob, episode=care, disposition="ended", words="Nothing more is needed."
    )
    save(seen=1, signs=["Not eating"])


@pytest.mark.parametrize(
    ("disposition", "words", "says", "field"),
    [
        ("vanished", "Nobody knows where to.", "Choose how it goes on.", "disposition"),
        ("", "Nothing more is needed.", "Choose how it goes on.", "disposition"),
        ("ended", "Fine.", "Say in a sentence what was agreed.", "words"),
        ("ended", "x" * 4001, "at most 4000 characters", "disposition_words"),
    ],
)
def test_it_needs_a_way_and_a_sentence(cast, care, refused, disposition, words, says, field):
    with refused(RefusedError, says, field):
        ending.agree_disposition(by=cast.alice, episode=care, disposition=disposition, words=words)
