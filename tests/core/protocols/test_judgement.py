"""Phases left by clinical judgement, strategies of a phase, and other kinds of focus."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kith.core.errors import NotYetError
from kith.core.protocols.agenda import next_strategies
from kith.core.protocols.engine import Fact, replay
from kith.core.protocols.ledger import Ledger
from tests.core.protocols.rich import rich
from tests.core.protocols.stories import course, day, fact

GROUP = rich()
DONE = "!illness_named !inventory_mapped"


def held(sessions, more="", protocol=GROUP):
    """A course after so many sessions, with more said on the day of the last."""
    story = "1: ?rules_agreed ?guardian_said_yes &pre"
    story += "".join(f"\n{week}: session" for week in range(2, 2 + sessions))
    return course(f"{story}\n{1 + sessions}: {more}", protocol)


def tasks(found):
    """The tasks that are due; what is late with an exclamation mark."""
    named = (item for item in found.due if item.kind == "task")
    return {f"{item.id}{'!' if item.overdue else ''}" for item in named}


def kinds(found):
    return {item.kind: item for item in found.due}


# ---------------------------------------------------------------- judgement


@pytest.mark.parametrize(("sessions", "asked"), [(1, False), (2, False), (3, True), (6, True)])
def test_once_the_guide_is_used_up_the_judgement_is_asked_for_and_nothing_warned_of(
    sessions, asked
):
    found = held(sessions)
    assert ("judgement" in kinds(found)) is asked
    assert "over_range" not in {one.id for one in found.warnings}
    if asked:
        item = kinds(found)["judgement"]
        assert (item.id, item.overdue) == ("initial", False)
        assert "Not yet: Name the illness" in item.why
        assert item.since == day(4)


@pytest.mark.parametrize("sessions", [1, 2, 5])
def test_the_next_phase_is_due_as_soon_as_the_work_is_judged_done(sessions):
    found = held(sessions, DONE)
    item = kinds(found)["phase"]
    assert (item.id, item.overdue, item.since) == ("middle", False, day(1 + sessions))
    assert "judgement" not in kinds(found)
    entered = found.after(fact(str(1 + sessions), ">middle"))
    assert entered.phase.id == "middle"
    assert entered.warnings == ()


def test_it_is_never_left_because_its_sessions_are_over():
    leave = 'milestones = ["illness_named", "inventory_mapped"]'
    strategic = rich((leave, f"{leave}\nstrategies_worked = 1"))
    found = held(6, DONE, strategic)
    assert [one.title for one in found.blockers] == ["Work on the problem area"]
    assert found.after(fact(8, "*steady_first")).blockers == ()


def test_the_phase_after_it_counts_from_its_own_beginning():
    """Entered two sessions late: its tasks are due two sessions later, and it is as long."""
    late = held(5, f"{DONE} >middle")
    assert (late.phase.first, late.phase.last) == (6, 6)  # the end stands where it was agreed
    later = late.after(fact(7, "session"))
    latest = later.after(fact(8, "session"))
    assert [tasks(one) for one in (late, later, latest)] == [
        {"timeline_drawn"}, {"timeline_drawn"}, {"timeline_drawn!", "goodbye_said"},
    ]  # fmt: skip


def test_what_lies_behind_a_judgement_is_not_due_before_it():
    early = held(6)
    assert "timeline_drawn" not in {item.id for item in early.due}
    by_count = held(6, protocol=rich(('exit = "clinical"\n', "")))
    assert "timeline_drawn" in {item.id for item in by_count.overdue}


def test_the_ranges_move_with_the_judgement_and_stay_in_order():
    for sessions in range(9):
        for found in (held(sessions), held(sessions, f"{DONE} >middle")):
            assert all(phase.first <= phase.last for phase in found.phases)
            assert [phase.first for phase in found.phases] == sorted(
                phase.first for phase in found.phases
            )


def test_entered_early_by_judgement_it_begins_with_its_first_session():
    early = held(1, f"{DONE} >middle")
    assert early.after(fact(3, "session")).phase.held == 1
    assert tasks(early) == {"timeline_drawn"}


# ---------------------------------------------------------------- strategies of a phase


def test_the_strategies_of_the_phase_and_of_the_areas_come_in_turn():
    found = held(1, "@grief")
    assert [item.id for item in found.agenda if item.kind == "strategy"] == [
        "steady_first", "grief_link_onset",
    ]  # fmt: skip
    worked = found.after(fact(3, "*steady_first"))
    assert next_strategies(worked._ledger)[0] == "steady_next"


def test_without_an_area_the_phase_has_strategies_all_the_same():
    assert next_strategies(Ledger(GROUP)) == ["steady_first", "steady_next"]
    middle = held(3, f"{DONE} >middle")
    assert [item for item in middle.agenda if item.kind == "strategy"] == []


def test_they_count_as_worked_on():
    found = held(3, f"{DONE} >middle *steady_first *grief_feelings", GROUP)
    assert set(found.strategies_worked) == {"steady_first", "grief_feelings"}
    assert found.blockers == ()


# ---------------------------------------------------------------- other kinds of focus

OTHER = ('problem_areas = ["grief", "role_dispute"]', "problem_areas = []")


@pytest.mark.parametrize(
    ("kind", "least", "most", "title"),
    [
        ("pattern", 1, 1, "Work on the focus, or hold"),
        ("schema", 1, 1, "Work on the schema, or hold"),
        ("themes", 0, 0, "Work on the themes, or hold"),
        ("themes", 0, 1, "Work on the themes, or hold"),
        ("themes", 1, 1, "Work on the themes, or hold"),
    ],
)
def test_a_course_without_problem_areas_runs_from_its_phases(kind, least, most, title):
    numbers = ("least = 1\nmost = 2", f'kind = "{kind}"\nleast = {least}\nmost = {most}')
    protocol = rich(OTHER, numbers)
    found = held(3, f"{DONE} >middle", protocol)
    assert found.focus_kind == kind
    assert found.areas == ()
    assert found.blockers[0].title.startswith(title)
    # only phases have strategies here
    assert set(protocol.strategies) == {"steady_first", "steady_next"}
    with pytest.raises(NotYetError, match=title):
        found.after(fact(4, ">ending"))
    assert found.after(fact(4, "*steady_first")).after(fact(4, "*steady_next")).blockers == ()


# ---------------------------------------------------------------- any story


NAMES = {
    "session": [""] * 4, "missed": [""], "measure": ["phq9", "phq2", "gad7"],
    "milestone": list(GROUP.milestones), "strategy": list(GROUP.strategies)[:3],
    "meeting": [*GROUP.meeting, "picnic"], "condition": [*GROUP.condition, "good_weather"],
    "phase": ["initial", "middle", "ending"], "ended": list(GROUP.dispositions),
}  # fmt: skip
something = st.sampled_from(sorted(NAMES)).flatmap(
    lambda kind: st.builds(
        Fact,
        st.integers(0, 120).map(lambda number: day(f"1+{number}")),
        st.just(kind),
        st.sampled_from(NAMES[kind]),
    )
)


@settings(max_examples=200, deadline=None)
@given(st.lists(something, max_size=40), st.integers(0, 200))
def test_any_story_can_be_told_and_shown(facts, later):
    """In any order, on any day: nothing breaks, what is told is in order, counts agree."""
    found = replay(GROUP, facts, today=day(f"1+{later}"))
    assert [one.on for one in found.facts] == sorted(one.on for one in found.facts)
    assert found.session_number == len([one for one in found.facts if one.kind == "session"])
    met = {one.id for one in found.conditions if one.is_met}
    assert met == {one.name for one in found.facts if one.kind == "condition"}
    for one in found.meetings:
        on = [each.on for each in found.facts if (each.kind, each.name) == ("meeting", one.id)]
        assert list(one.dates) == on
        assert not (one.overdue and not one.due)
    due = {item.id for item in found.due if item.kind == "meeting"}
    assert due == {one.id for one in found.meetings if one.due}
    if found.ended_on:
        assert {item.kind for item in found.due} <= {"meeting"}
        assert due <= {one.id for one in found.boosters}
    assert all(phase.first <= phase.last for phase in found.phases)
    assert bool(found.session_blockers) <= bool(found.why_no_session)


@settings(max_examples=100, deadline=None)
@given(st.lists(something, max_size=30))
def test_facts_of_a_course_tell_the_same_course_again(facts):
    found = replay(GROUP, facts, today=day(40))
    again = replay(GROUP, found.facts, today=day(40))
    assert again.facts == found.facts
    assert again.due == found.due
    assert again.meetings == found.meetings
