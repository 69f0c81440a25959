"""From inventory and timeline to the facts that speak for a problem area."""

from dataclasses import replace
from datetime import date

import pytest

from kith.core.case import (
    Asked,
    Death,
    Detail,
    Facts,
    Isolation,
    RoleChange,
    Tie,
    gather,
    months_before,
)
from kith.core.network import Kind, Person
from kith.core.problem_areas import (
    EXPLAINS,
    consider,
)
from kith.core.timeline import Event, EventKind, Precision, When

LONELY = Isolation(long_standing=True, lonely_now=True, has_confidant=False)


def told(facts, key):
    return next(one for one in consider(facts) if one.area.id == key)


def rules_of(facts, key):
    one = told(facts, key)
    return [reason.rule for reason in (*one.speaks_for, *one.speaks_against)]


# ---- from the record


def month(text):
    return When(date.fromisoformat(f"{text}-01"), Precision.MONTH)


ONSET = month("2024-06")


@pytest.mark.parametrize(
    ("happened", "before"),
    [("2024-06", 0), ("2024-04", 2), ("2023-06", 12), ("2024-08", -2), ("2014-06", 120)],
)
def test_months_are_counted_from_the_middle_of_the_dates(happened, before):
    assert months_before(month(happened), ONSET) == pytest.approx(before, abs=0.1)


def test_without_a_date_there_are_no_months():
    assert months_before(None, ONSET) is None
    assert months_before(ONSET, None) is None


PEOPLE = [
    Person("1", "Mother", "mother", died=month("2024-05")),
    Person("2", "Paul", "partner", conflict=3, match="mismatched", confiding=1),
    Person("3", "Ann", "sister", conflict=1, match="matched", confiding=0),
    Person("4", "Rex", "dog", kind=Kind.PET, deceased=True),
    Person("5", "Jo", "friend", deceased=True),
    Person("6", "Tom", "friend", lost=True, conflict=3),
]
EVENTS = [
    Event("10", "Jo died", month("2020-01"), EventKind.DEATH, people=("5",)),
    Event("11", "Neighbour died", month("2024-01"), EventKind.DEATH),
    Event("12", "Moved", month("2024-04"), EventKind.MOVE),
    Event("13", "Holiday", month("2024-04"), EventKind.POSITIVE),
]


def test_inventory_and_timeline_become_facts():
    facts = gather(PEOPLE, EVENTS, ONSET)
    assert [(one.ref, one.who, round(one.before_onset)) for one in facts.deaths] == [
        ("person:1", "Mother", 1),
        ("person:5", "Jo (friend)", 53),
        ("event:11", "Neighbour died", 5),
    ]
    assert [(one.ref, one.conflict, one.mismatch) for one in facts.ties] == [
        ("person:2", True, True),
        ("person:3", False, False),
    ]
    assert [(one.ref, one.what) for one in facts.changes] == [("event:12", "Moved")]
    assert facts.isolation.has_confidant is False
    assert facts.onset_known
    assert not facts.all_deaths


# the event's people | its month | the deaths that are known
LINKED = [
    ((), "2024-05", ["person:1"]),
    ((), "2024-02", ["person:1", "event:9"]),
    (("1",), "2024-02", ["person:1"]),
    (("3",), "2024-02", ["person:1", "event:9"]),
]


@pytest.mark.parametrize(("people", "text", "refs"), LINKED)
def test_only_the_inventory_says_who_died_and_no_death_counts_twice(people, text, refs):
    death = Event("9", "A death", month(text), EventKind.DEATH, people=people)
    facts = gather([PEOPLE[0], PEOPLE[2]], [death], ONSET)
    assert [one.ref for one in facts.deaths] == refs
    assert [one.ref for one in facts.ties] == ["person:3"]


def test_what_the_clinician_noted_is_added():
    details = {
        "1": Detail(mourning="absent"),
        "2": Detail(since=month("2024-03"), stage="impasse"),
    }
    asked = Asked(details, Isolation(long_standing=False), inventory_done=True, timeline_done=True)
    facts = gather(PEOPLE, EVENTS, ONSET, asked)
    assert facts.deaths[0].mourning == "absent"
    assert facts.ties[0].stage == "impasse"
    assert facts.ties[0].before_onset == pytest.approx(3, abs=0.1)
    assert facts.isolation == Isolation(long_standing=False)
    assert facts.all_deaths
    assert facts.all_ties
    assert facts.all_changes


def test_an_empty_record_gives_empty_facts():
    facts = gather([], [], None)
    assert facts == Facts()
    assert all(one.support < EXPLAINS for one in consider(facts))


# ---- quarrels of the timeline, unsure dates, and what is nearer to the onset


def quarrel(when, *people):
    return Event("20", "Row over money", when, EventKind.CONFLICT, people=people)


def test_a_quarrel_on_the_timeline_dates_the_dispute_with_that_person():
    facts = gather([Person("2", "Paul", "partner")], [quarrel(month("2024-05"), "2")], ONSET)
    (tie,) = facts.ties
    assert (tie.ref, tie.conflict) == ("person:2", True)
    assert tie.before_onset == pytest.approx(1, abs=0.1)


def test_a_quarrel_never_outvotes_what_was_said_of_the_tie():
    paul = Person("2", "Paul", "partner", conflict=0)
    facts = gather([paul], [quarrel(month("2024-05"), "2")], ONSET)
    assert facts.ties[0].conflict is False


def test_a_quarrel_with_nobody_of_the_inventory_stands_by_itself():
    facts = gather([], [quarrel(month("2024-05"))], ONSET)
    assert [(one.ref, one.conflict) for one in facts.ties] == [("event:20", True)]
    assert rules_of(facts, "role_dispute") == ["conflict_now", "dispute_near_onset"]


@pytest.mark.parametrize(
    ("precision", "counts"),
    [("day", True), ("month", True), ("season", False), ("year", False)],
)
def test_an_anniversary_counts_only_where_the_date_is_known_to_the_month(precision, counts):
    died = When(date(2019, 6, 20), Precision(precision))
    facts = gather([Person("1", "Mother", "mother", died=died)], [], ONSET)
    assert facts.deaths[0].exact is counts
    facts = replace(facts, deaths=(replace(facts.deaths[0], before_onset=60.0),))
    assert ("death_anniversary" in rules_of(facts, "grief")) is counts


def test_a_change_that_came_with_a_death_leaves_the_mourning_first():
    death = Death("person:1", "Husband", 2)
    moved = RoleChange("event:1", "Moved in with her son", EventKind.MOVE, 1)
    considered = consider(Facts(deaths=(death,), changes=(moved,)))
    assert considered[0].area.id == "grief"
    assert "change_follows_death" in rules_of(
        Facts(deaths=(death,), changes=(moved,)), "role_transition"
    )
    for other in (replace(death, mourning="usual"), replace(death, before_onset=40.0)):
        facts = Facts(deaths=(other,), changes=(moved,))
        assert "change_follows_death" not in rules_of(facts, "role_transition")


def test_of_equal_areas_the_nearer_to_the_onset_comes_first():
    """Treat first what lies nearer to the onset; only then the order of the checks."""
    expecting = RoleChange("event:1", "Expecting", EventKind.PREGNANCY)
    facts = Facts(ties=(Tie("person:2", "Paul", True, True),), changes=(expecting,))
    first, second = consider(facts)[:2]
    assert first.support == second.support
    assert [first.area.id, second.area.id] == ["role_transition", "role_dispute"]


def test_a_bare_change_does_not_push_deficits_aside_and_a_felt_one_does():
    for change, first in (
        (RoleChange("event:1", "A course", EventKind.STUDY), "interpersonal_deficits"),
        (RoleChange("event:1", "A course", EventKind.STUDY, hard=True), "role_transition"),
    ):
        considered = consider(Facts(isolation=LONELY, changes=(change,)))
        assert considered[0].area.id == first
