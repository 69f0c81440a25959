"""The ending: gains in words, the plan for warning signs, what speaks for maintenance."""

from datetime import date

import pytest

from kith.core import catalogue
from kith.core.ending import (
    Course,
    Goal,
    History,
    Measured,
    WarningPlan,
    dispositions,
    gains,
    plan_lacks,
    plan_questions,
    speaks_for_maintenance,
)
from kith.core.network import Map, Person
from kith.core.timeline import Event, EventKind, Precision, When

PHQ9 = catalogue.instrument("phq9")

BETTER = ": clearly better, by more than chance would explain"
WORSE = ": clearly worse, by more than chance would explain"
SAME = ": no clear change"
FREE = "; now in the range without illness"

# first score, last score, which way, what is said
SYMPTOMS = [
    (19, 4, "better", f"from 19 (moderately severe) to 4 (none-minimal){BETTER}{FREE}."),
    (19, 12, "better", f"from 19 (moderately severe) to 12 (moderate){BETTER}."),
    (19, 13, "better", f"from 19 (moderately severe) to 13 (moderate){BETTER}."),
    (19, 14, "same", f"from 19 (moderately severe) to 14 (moderate){SAME}."),
    (8, 4, "same", f"from 8 (mild) to 4 (none-minimal){SAME}{FREE}."),
    (12, 18, "worse", f"from 12 (moderate) to 18 (moderately severe){WORSE}."),
    (None, 7, "same", "7 (mild). There is no earlier score to compare it with."),
]


@pytest.mark.parametrize(("first", "last", "way", "words"), SYMPTOMS)
def test_symptoms_are_told_in_words_with_their_rule(first, last, way, words):
    (line,) = gains(Course([Measured(PHQ9, first, last)])).symptoms
    assert line.words == f"Depressive symptoms (PHQ-9): {words}"
    assert line.way == way
    if first is not None:
        assert "a change of 6 or more is reliable" in line.why
        assert line.source


def test_without_a_last_score_nothing_is_said_of_symptoms():
    found = gains(Course([Measured(PHQ9, 19, None)]))
    assert found.symptoms == ()
    assert not found.is_without_symptom_gain


def test_a_scale_without_a_published_threshold_is_told_without_a_verdict():
    scales = {"total": PHQ9.scales["total"].model_copy(update={"reliable_change": None})}
    (line,) = gains(Course([Measured(PHQ9.model_copy(update={"scales": scales}), 19, 4)])).symptoms
    assert line.words == (
        "Depressive symptoms (PHQ-9): from 19 (moderately severe) to 4 (none-minimal)."
    )
    assert line.way == "same"


@pytest.mark.parametrize(
    ("goal", "words", "way"),
    [
        (Goal("Eat with Ann.", 2, 8), "Goal: Eat with Ann. From 2 to 8 of 10.", "better"),
        (Goal("Eat with Ann", 5, 5), "Goal: Eat with Ann. From 5 to 5 of 10.", "same"),
        (Goal("Eat with Ann", 5, 3), "Goal: Eat with Ann. From 5 to 3 of 10.", "worse"),
        (Goal("Eat with Ann", None, 6), "Goal: Eat with Ann. Now 6 of 10.", "same"),
        (Goal("Eat with Ann", 2), "Goal: Eat with Ann. Not rated yet.", "same"),
    ],
)
def test_goals_are_told_with_their_ratings(goal, words, way):
    (line,) = gains(Course(goals=[goal, Goal("  ")])).goals
    assert (line.words, line.way) == (words, way)


def person(**more):
    return Person("1", "Ann", "sister", **more)


# before, after, what is said, which way
MOVES = [
    ({"ring": 3, "wished_ring": 1}, {"ring": 2}, "moved from less close to close.", "better"),
    ({"ring": 1, "wished_ring": 3}, {"ring": 3}, "moved from very close to less close.", "better"),
    ({"ring": 2, "wished_ring": 1}, {"ring": 3}, "moved from close to less close.", "worse"),
    ({"ring": 2}, {"ring": 1}, "moved from close to very close.", "same"),
    ({"ring": 2, "wished_ring": 3}, {"ring": 4}, "moved from close to far.", "same"),
    ({"match": "mismatched"}, {"match": "matched"}, "now fits: Ann (sister).", "better"),
    ({"conflict": 1}, {"conflict": 3}, "from a little to a great deal.", "worse"),
    ({}, {"deceased": True}, "has died.", "worse"),
    ({"support_given": 3}, {"support_given": 1}, "from a great deal to a little.", "same"),
]


@pytest.mark.parametrize(("then", "since", "words", "way"), MOVES)
def test_a_tie_is_better_where_it_went_as_wished(then, since, words, way):
    first = Map(date(2024, 1, 1), (person(**then),))
    last = Map(date(2024, 6, 1), (person(**since),))
    (line,) = gains(Course(first_map=first, last_map=last)).relationships
    assert line.words.endswith(words)
    assert line.way == way


def test_one_map_alone_says_nothing_of_change():
    only = Map(date(2024, 1, 1), (person(ring=1),))
    assert gains(Course(first_map=only)).relationships == ()


def test_what_was_worked_on_stands_with_the_most_used_first():
    course = Course(
        strategies={"grief_link_onset": 1, "grief_feelings": 3, "no_such_term": 9},
        tried=["Called Ann.", "Went to the grave"],
    )
    assert [line.words for line in gains(course).work] == [
        "Make room for every feeling: in 3 sessions.",
        "Link the illness to the death: in 1 session.",
        "Tried: Called Ann.",
        "Tried: Went to the grave.",
    ]


def test_events_stand_in_their_order():
    def event(title, month, valence):
        when = When(date(2024, month, 1), Precision.MONTH)
        return Event(title, title, when, EventKind.POSITIVE, valence)

    course = Course(events=[event("New post", 5, "good"), event("Moved", 3, "mixed")])
    assert [(line.words, line.way) for line in gains(course).events] == [
        ("Moved, March 2024.", "same"),
        ("New post, May 2024.", "better"),
    ]


def test_what_remains_is_what_did_not_get_better():
    course = Course(
        [Measured(PHQ9, 19, 4), Measured(catalogue.instrument("gad7"), 12, 11)],
        [Goal("Sing", 2, 8), Goal("Rest", 4, 4)],
        Map(date(2024, 1, 1), (person(conflict=1, ring=1),)),
        Map(date(2024, 6, 1), (person(conflict=3, ring=2),)),
    )
    remaining = [line.words.split(":")[0] for line in gains(course).remaining]
    assert remaining == ["Anxiety symptoms (GAD-7)", "Goal", "Conflict with Ann (sister)"]
    assert len(gains(course).lines) == 6


@pytest.mark.parametrize(
    ("scores", "without"),
    [
        ([(19, 4)], False),
        ([(19, 17)], True),
        ([(12, 20)], True),
        ([(19, 17), (19, 4)], False),
        ([(None, 17)], False),
    ],
)
def test_without_a_gain_the_talk_about_other_treatments_is_due(scores, without):
    measures = [Measured(PHQ9, first, last) for first, last in scores]
    assert gains(Course(measures)).is_without_symptom_gain is without


def test_a_line_speaks_of_nobody_in_particular():
    course = Course([Measured(PHQ9, 19, 4)], [Goal("Sing", 2, 8)], tried=["Called Ann"])
    for line in gains(course).lines:
        assert not {"you", "your", "client", "patient"} & set(line.words.lower().split())


# ---- the plan


def test_a_plan_answers_five_questions():
    assert list(plan_questions()) == [
        "signs",
        "situations",
        "who_notices",
        "what_to_do",
        "come_back_when",
    ]
    assert plan_lacks(WarningPlan()) == plan_questions()
    assert list(plan_lacks(WarningPlan(signs=[" "], situations=["Winter"]))) == [
        "signs",
        "who_notices",
        "what_to_do",
        "come_back_when",
    ]
    whole = WarningPlan(["I go quiet"], ["Winter"], ["Ann"], ["Call Ann"], "two bad weeks")
    assert plan_lacks(whole) == {}


# ---- how it goes on


def test_a_course_ends_in_one_of_the_ways_of_the_vocabulary():
    assert {"ended", "maintenance", "referred_on", "dropped_out"} <= set(dispositions())
    assert all(one.title for one in dispositions().values())


@pytest.mark.parametrize(
    ("history", "last", "reasons"),
    [
        (History(), None, ""),
        (History(1, 6, 35), 3, ""),
        (History(episodes=2), 3, "Two or three episodes, or more"),
        (History(), 9, "Symptoms that remain"),
        (History(age=70), 3, "Later life"),
        (History(months_ill=30), 3, "A long illness"),
    ],
)
def test_reasons_for_maintenance_are_named(history, last, reasons):
    found = speaks_for_maintenance(history, [Measured(PHQ9, 19, last)])
    assert "; ".join(term.title for term in found) == reasons
