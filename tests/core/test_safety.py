"""Safety plans, reviews of risk, alerts and crisis lines: what each must contain."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from kith.core import safety
from kith.core.network import Person
from kith.core.safety import (
    AlertState,
    CrisisLine,
    Plan,
    Review,
    blocks_settling,
    crisis_lines_lack,
    is_overdue,
    lacks,
    obstacles_to_ask,
    review_lacks,
    supporters_gone,
)

STEPS = ["warning_signs", "own_coping", "distraction", "people", "professionals", "surroundings"]
LINES = {
    "warning_signs": ["I stop answering calls"],
    "own_coping": ["Walk to the river"],
    "distraction": ["Choir, Thursday"],
    "people": ["Ann"],
    "professionals": ["Out-of-hours doctor, 116 117"],
    "surroundings": ["Ann keeps the tablets"],
}


def test_the_plan_has_six_steps_in_their_order():
    assert list(safety.steps()) == STEPS
    assert "Stanley" in safety.attribution()
    assert "Brown" in safety.attribution()
    for step in safety.steps().values():
        assert step.verified
        assert step.ask.endswith("?")
        assert step.obstacle.endswith("?")
        assert step.prompts


def test_a_whole_plan_lacks_nothing():
    assert lacks(Plan(LINES)) == []


@pytest.mark.parametrize("key", STEPS)
def test_every_step_is_filled_or_set_aside_with_a_reason(key):
    without = {step: lines for step, lines in LINES.items() if step != key}
    assert [lack.step for lack in lacks(Plan(without))] == [key]
    assert [lack.step for lack in lacks(Plan({**LINES, key: ["  "]}))] == [key]
    later = lacks(Plan(without, set_aside={key: "next time"}))
    assert bool(later) is (key == "professionals"), "somebody to call is never put off"
    assert [lack.step for lack in lacks(Plan(without, set_aside={key: " "}))] == [key]


@pytest.mark.parametrize(
    ("line", "complete"), [("Call 112", True), ("Dr Lee, 020 7946 0000", True), ("Dr Lee", False)]
)
def test_a_plan_holds_a_number_to_call(line, complete):
    assert (lacks(Plan({**LINES, "professionals": [line]})) == []) is complete


def test_a_plan_is_made_together_and_taken_home():
    words = [lack.words for lack in lacks(Plan(LINES, with_client=False, copy_given=False))]
    assert words == [
        "Make the plan together with the client, in the client's words.",
        "Give the client a copy, on paper or on the phone.",
    ]


def test_an_empty_plan_is_told_step_by_step():
    assert [lack.step for lack in lacks(Plan({}))] == STEPS


def test_obstacles_are_asked_for_steps_that_have_something_in_them():
    plan = Plan({"people": ["Ann"], "own_coping": ["Walk"]}, obstacles={"own_coping": "rain"})
    assert [lack.step for lack in obstacles_to_ask(plan)] == ["people"]


def test_a_plan_is_reviewed_when_somebody_it_leans_on_is_gone():
    people = [
        Person("1", "Ann"),
        Person("2", "Paul", lost=True),
        Person("3", "Mother", deceased=True),
        Person("4", "Tom", lost=True),
    ]
    plan = Plan(LINES, people=frozenset({"1", "2", "3"}))
    assert [person.label for person in supporters_gone(plan, people)] == ["Paul", "Mother"]


# ---- reviews

ON = date(2024, 3, 1)


def review(**more):
    whole = {"on": ON, "found": "Passing thoughts, no plan", "agreed": "Plan gone through"}
    return Review(**{**whole, "care": "as_planned", "next_on": date(2024, 3, 8), **more})


REVIEWS = [
    ({}, []),
    ({"found": " "}, ["found"]),
    ({"agreed": ""}, ["agreed"]),
    ({"care": "high"}, ["care"]),
    ({"care": ""}, ["care"]),
    ({"next_on": None}, ["next_on"]),
    ({"next_on": date(2024, 3, 16)}, ["next_on"]),
    ({"next_on": date(2024, 2, 29)}, ["next_on"]),
    ({"care": "closer_contact"}, ["shared_with"]),
    ({"care": "closer_contact", "shared_with": "Bob"}, []),
    ({"care": "closer_contact", "shared_with": "Bob", "next_on": date(2024, 3, 9)}, ["next_on"]),
    ({"care": "urgent_help", "shared_with": "crisis team"}, ["next_on"]),
    ({"care": "urgent_help", "shared_with": "crisis team", "next_on": date(2024, 3, 2)}, []),
]


@pytest.mark.parametrize(("more", "fields"), REVIEWS)
def test_a_review_says_what_was_found_and_agreed_and_when_next(more, fields):
    assert [lack.step for lack in review_lacks(review(**more))] == fields


def test_the_care_agreed_is_no_level_of_risk():
    assert list(safety.care()) == ["as_planned", "closer_contact", "urgent_help"]
    said = " ".join(one.title + one.why for one in safety.care().values()).lower()
    for word in ("risk", "low", "medium", "high", "level", "score"):
        assert word not in said.split()


# ---- alerts

RAISED = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


def alert(**more):
    return AlertState(**{"level": "urgent", "raised_at": RAISED, "owner": "alice", **more})


ALERTS = [
    ({}, "because", "raised", 2),
    ({}, "", "raised", 3),
    ({"acknowledged_by": "alice"}, "called", "acknowledged", 1),
    ({"acknowledged_by": "alice", "reviewed": True}, "called", "reviewed", 0),
    ({"acknowledged_by": "alice", "reviewed": True}, "  ", "reviewed", 1),
    ({"level": "review", "acknowledged_by": "alice"}, "looked at", "acknowledged", 0),
    ({"acknowledged_by": "alice", "reviewed": True, "settled_by": "bob"}, "x", "settled", 0),
]


@pytest.mark.parametrize(("more", "because", "state", "blockers"), ALERTS)
def test_an_alert_is_settled_by_people_after_what_its_level_asks(more, because, state, blockers):
    one = alert(**more)
    assert one.state == state
    assert len(blocks_settling(one, because)) == blockers


@pytest.mark.parametrize(
    ("more", "minutes", "overdue"),
    [
        ({}, 15, False),
        ({}, 16, True),
        ({"acknowledged_by": "alice"}, 600, False),
        ({"settled_by": "bob"}, 600, False),
        ({"level": "review"}, 600, False),
        ({"level": "review"}, 3 * 24 * 60, True),
    ],
)
def test_an_alert_nobody_has_acknowledged_becomes_overdue(more, minutes, overdue):
    assert is_overdue(alert(**more), RAISED + timedelta(minutes=minutes)) is overdue


# ---- crisis lines

DAY_AND_NIGHT = CrisisLine(name="Help line", number="116 123", hours="24 hours, every day")
EVENINGS = CrisisLine(name="Evening line", number="+44 20 7946 0000", hours="18:00 to 22:00")


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("112", "tel:112"),
        ("116 123", "tel:116123"),
        ("+44 (0)20 7946-0000", "tel:+4402079460000"),
        (" 0800.111.0 ", "tel:08001110"),
    ],
)
def test_a_number_can_be_called(number, link):
    assert CrisisLine(name="Line", number=number, hours="always").link == link


@pytest.mark.parametrize(
    "more",
    [
        {"number": ""},
        {"number": "12"},
        {"number": "call us"},
        {"number": "0000"},
        {"number": "<b>112</b>"},
        {"name": " "},
        {"hours": ""},
        {"text": "x" * 201},
        {"colour": "red"},
    ],
)
def test_a_line_that_could_not_help_is_refused(more):
    whole = {"name": "Line", "number": "112", "hours": "24 hours"}
    with pytest.raises(ValidationError):
        CrisisLine(**{**whole, **more})


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "No crisis line is set"),
        ([EVENINGS], "day and night"),
        ([DAY_AND_NIGHT], ""),
        ([EVENINGS, DAY_AND_NIGHT], ""),
    ],
)
def test_a_service_needs_a_line_that_always_answers(lines, says):
    found = crisis_lines_lack(lines)
    assert len(found) == bool(says)
    assert says in "".join(found)


# ---- the words a client reads


def test_the_help_words_are_short_and_say_what_happens():
    words = safety.help_words()
    for text in words.model_dump().values():
        for sentence in text.split(". "):
            assert len(sentence.split()) <= 20, sentence
    assert "not alone" in words.after_harm_answer
    assert "Nobody reads" in words.not_watched
