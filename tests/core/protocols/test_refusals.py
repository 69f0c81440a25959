"""What the protocol forbids: the next fact, and the sentence a person reads instead."""

import pytest

from kith.core import catalogue
from kith.core.errors import NotYetError, RefusedError
from kith.core.protocols.engine import Fact, replay
from kith.core.protocols.refusals import phase_blockers
from tests.core.protocols.stories import MONDAY, course, day, diligent, fact, facts, rows

IPT16 = catalogue.protocol("ipt-standard-16")

# After so many sessions of a diligent client and a story: one more fact, allowed or not.
NEXT = """
    case                            | after | story                    | then                        | says
    a session within the contract   | 15    |                          | 17: session                 | yes
    a session beyond it             | 16    |                          | 17: session                 | Session 17 of 16 is not possible yet. First: Extend the contract, with the reason.
    beyond it, extended             | 16    | 17: extend=1:more_time   | 17: session                 | yes
    beyond the extension            | 16    | 17: extend=1:a session   | 18: session                 | Session 18 of 17 is not possible yet. First: Extend the contract, with the reason.
    beyond a shorter contract       | 3     | 3: contract=12           | 4: session                  | yes
    missed sessions are no matter   | 16    |                          | 17: missed                  | yes
    before the last session         | 2     |                          | 1+1: session                | The last session was on 12 January 2026: a session cannot be recorded before it.
    on the day of the last          | 2     |                          | 2: session                  | A session on 12 January 2026 is recorded already.
    the next phase in time          | 4     | without >middle          | 5: >middle                  | yes
    the phase one is in             | 5     |                          | 6: >middle                  | The middle phase has begun already.
    a phase one has left            | 5     |                          | 6: >initial                 | The initial phase has begun already.
    the first phase, dated          | 0     |                          | 1: >initial                 | yes
    the first phase, dated twice    | 0     | 1: >initial              | 2: >initial                 | The initial phase has begun already.
    a phase after the next          | 3     |                          | 3: >ending                  | Entering the ending is not possible yet. First: Enter the middle phase.
    a phase of another protocol     | 3     |                          | 3: >maintenance             | IPT, 16 sessions has no phase called maintenance.
    ending before any work          | 6     |                          | 6: >ending                  | Entering the ending is not possible yet. First: Work on the problem area, or hold every session of the middle phase.
    ending once work has begun      | 6     | 6: *grief_feelings       | 6: >ending                  | yes
    ending by count                 | 12    | without >ending          | 12: >ending                 | yes
    a known task                    | 1     |                          | 1: !timeline_drawn          | yes
    an unknown task                 | 1     |                          | 1: !homework                | IPT, 16 sessions has no task called homework.
    a task without a name           | 1     |                          | 1: !                        | IPT, 16 sessions has no task called (no name).
    an area                         | 3     |                          | 3: @grief                   | yes
    the same area again             | 3     | 3: @grief @role_dispute  | 3: @grief                   | yes
    a third area                    | 3     | 3: @grief @role_dispute  | 3: @role_transition         | At most 2 problem areas are worked on at once: leave one first.
    an area of another protocol     | 3     |                          | 3: @role_insecurity         | IPT, 16 sessions has no problem area called role_insecurity.
    a strategy                      | 5     |                          | 5: *dispute_stage           | yes
    an unknown strategy             | 5     |                          | 5: *exposure                | IPT, 16 sessions has no strategy called exposure.
    any measure                     | 5     |                          | 5: phq2                     | yes
    a first contract                | 2     |                          | 2: contract=16              | yes
    one too short                   | 2     |                          | 2: contract=11              | IPT, 16 sessions is agreed for 12 to 16 sessions, not 11.
    one too long                    | 2     |                          | 2: contract=17              | IPT, 16 sessions is agreed for 12 to 16 sessions, not 17.
    one of nothing                  | 2     |                          | 2: contract=0               | A contract has at least one session.
    the same again                  | 2     | 2: contract=12           | 3: contract=12              | yes
    more without an extension       | 2     | 2: contract=12           | 3: contract=14              | A contract of 14 sessions is not possible yet. First: Extend the contract, with the reason.
    what the extension made of it   | 2     | 2: contract=12 extend=2:a| 3: contract=14              | yes
    fewer than were agreed          | 8     | 8: contract=16           | 9: contract=10              | yes
    fewer than were held            | 8     | 8: contract=16           | 9: contract=7               | 8 sessions have been held: a contract cannot be for 7.
    an extension with its reason    | 8     |                          | 8: extend=2:a_new_loss      | yes
    an extension without            | 8     |                          | 8: extend=2:                | An extension is a new agreement: write down its reason.
    an extension by nothing         | 8     |                          | 8: extend=0:a_new_loss      | An extension adds at least one session.
    the end, with its tasks         | 16    |                          | 16: end=ended               | yes
    maintenance, with its tasks     | 16    |                          | 16: end=maintenance         | yes
    the end in the middle           | 8     |                          | 8: end=ended                | Ending the course is not possible yet. First: Enter the ending; Say that the end is near; Review symptoms and goals; Ask why things are better, and whose doing it is; List early warning signs; Agree on a plan for hard times; Decide what comes after the last session; Say goodbye.
    the end without goodbye         | 16    | without !goodbye_said    | 16: end=ended               | Ending the course is not possible yet. First: Say goodbye.
    the end without feelings        | 16    | without !ending_feelings | 16: end=ended               | yes
    the end without a last measure  | 16    | without last gad7        | 16: end=recontracted        | Ending the course is not possible yet. First: Answer the GAD-7 (anxiety) for the last session.
    referred on at once, no reason  | 8     |                          | 8: end=referred_on          | Ending the course is not possible yet.
    referred on with the reason     | 8     |                          | 8: end=referred_on:mania    | yes
    a reason does not end as planned| 8     |                          | 8: end=ended:it_is_enough   | Ending the course is not possible yet.
    stopped coming                  | 8     |                          | 8: end=dropped_out          | yes
    stopped before the first        | 0     |                          | 2: end=dropped_out          | yes
    an unknown way to end           | 16    |                          | 16: end=vanished            | IPT, 16 sessions has no way of ending called vanished.
    a session ahead called off      | 8     | 10: missed               | 9: end=dropped_out          | yes
    a session after the end         | 8     | 8: end=dropped_out       | 9: session                  | The course ended on 23 February 2026: nothing can be added but a measure.
    a task after the end            | 8     | 8: end=dropped_out       | 9: !goodbye_said            | The course ended on 23 February 2026: nothing can be added but a measure.
    another end                     | 8     | 8: end=dropped_out       | 9: end=dropped_out          | The course ended on 23 February 2026: nothing can be added but a measure.
    an answer after the end         | 8     | 8: end=dropped_out       | 9: phq9                     | yes
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(NEXT), ids=lambda row: row[0])
def test_the_next_fact(row):
    _, after, story, then, says = row
    told = diligent(IPT16, int(after)) if int(after) else []
    if story == "without last gad7":
        told = [one for one in told if (one.on, one.name) != (day(16), "gad7")]
    elif story.startswith("without"):
        told = [one for one in told if one.name != story.split()[1][1:]]
    elif story:
        told += facts(story)
    before = course(told)
    when, _, word = then.partition(": ")
    following = fact(when, word)
    if says == "yes":
        after_it = before.after(following)
        assert after_it.facts.count(following) == before.facts.count(following) + 1
        # A fact of an earlier place in the story does not make anything else irregular.
        assert after_it.irregularities == ()
        return
    with pytest.raises((NotYetError, RefusedError)) as caught:
        before.after(following)
    assert says in str(caught.value)
    # The stored course is told all the same, and names it; strictly told, it is refused.
    if following.kind != "session" or following.on > told[-1].on:
        lenient = replay(IPT16, [*told, following], today=day(20))
        assert [one.fact for one in lenient.irregularities] == [following]
        with pytest.raises((NotYetError, RefusedError)):
            replay(IPT16, [*told, following], today=day(20), strict=True)


# Leaving the initial phase takes these, each by itself.
BLOCKERS = """
    without             | blocks
    illness_named       | Name the illness
    sick_role_given     | Give the sick role
    inventory_mapped    | Map the people in the client's life
    timeline_drawn      | Draw the timeline
    problem_area_agreed | Agree on the problem area
    formulation_agreed  | Agree on the formulation
    contract_agreed     | Agree on the contract
    risk_baseline       | Ask about suicide and self-harm
    diagnosis_reviewed  |
    medication_reviewed |
"""


@pytest.mark.parametrize("row", rows(BLOCKERS), ids=lambda row: row[0])
@pytest.mark.parametrize("length", [16, 12])
def test_what_the_initial_phase_takes(row, length):
    without, blocks = row
    protocol = catalogue.protocol(f"ipt-standard-{length}")
    last = protocol.phases[0].last
    told = [one for one in diligent(protocol, last) if one.name != without and one.kind != "phase"]
    before = replay(protocol, told, today=day(last), strict=True)
    assert [one.title for one in before.blockers] == ([blocks] if blocks else [])
    if not blocks:
        assert before.after(Fact(day(last), "phase", "middle")).phase.id == "middle"
        return
    assert (before.blockers[0].id, before.blockers[0].kind) == (without, "milestone")
    with pytest.raises(NotYetError) as caught:
        before.after(Fact(day(last), "phase", "middle"))
    assert caught.value.blockers == (blocks,)
    assert caught.value.what == "Entering the middle phase"


def test_a_new_course_shows_everything_that_the_initial_phase_takes():
    assert len(course("").blockers) == 8


def test_the_middle_is_left_by_work_or_by_count():
    [blocker] = course(diligent(IPT16, 6)).blockers
    assert (blocker.id, blocker.kind) == ("middle", "strategy")
    assert course([*diligent(IPT16, 6), *facts("6: *grief_feelings")]).blockers == ()
    told = [one for one in diligent(IPT16, 12) if one.name != "ending"]
    assert course(told).blockers == ()


def test_a_longer_contract_makes_the_middle_longer():
    told = [one for one in diligent(IPT16, 12) if one.name != "ending"]
    longer = course([*told, *facts("12: extend=2:a_new_loss")])
    assert [one.kind for one in longer.blockers] == ["strategy"]
    longer = longer.after(fact("13", "session")).after(fact("14", "session"))
    assert longer.blockers == ()


def test_the_last_phase_shows_what_the_end_takes():
    told = [one for one in diligent(IPT16, 13) if one.name != "ending_opened"]
    found = course(told)
    assert found.next_phase is None
    assert [one.id for one in found.blockers] == [
        "ending_opened", "goals_reviewed", "gains_reviewed", "warning_signs_listed",
        "relapse_plan_agreed", "disposition_agreed", "goodbye_said",
    ]  # fmt: skip
    assert found.blockers == found.ending.blockers
    assert phase_blockers(found._ledger) == ()


# ---------------------------------------------------------------- errors for a form


@pytest.mark.parametrize(
    ("story", "following", "field"),
    [
        ("1: session", Fact(day(1), "session"), "on"),
        ("2: session", Fact(day(1), "session"), "on"),
        ("", Fact(MONDAY, "contract", amount=3), "sessions"),
        ("", Fact(MONDAY, "extension", "", 2), "reason"),
        ("", Fact(MONDAY, "extension", "why", -2), "sessions"),
        ("", Fact(MONDAY, "phase", "warmup"), "name"),
        ("", Fact(MONDAY, "party"), "kind"),
    ],
)
def test_a_refusal_names_the_field_to_correct(story, following, field):
    with pytest.raises(RefusedError) as caught:
        course(story).after(following)
    assert caught.value.field == field


def test_an_extension_may_carry_its_reason_in_either_place():
    found = course("").after(Fact(MONDAY, "extension", amount=2, reason="a new loss"))
    assert found.total == 18


def test_a_session_can_be_asked_for_before_it_is_held():
    assert course(diligent(IPT16, 15)).may_hold_session
    full = course(diligent(IPT16))
    assert not full.may_hold_session
    assert full.why_no_session == (
        "Session 17 of 16 is not possible yet. First: Extend the contract, with the reason."
    )


def test_a_late_fact_that_would_break_what_was_stored_is_refused():
    """To end the course before sessions that have been held cannot be told."""
    before = course(diligent(IPT16, 3))
    with pytest.raises(RefusedError, match="The course ended on 12 January 2026"):
        before.after(Fact(day(2), "ended", "dropped_out"))


# ---------------------------------------------------------------- the ending


def test_the_ending_counts_down():
    said = {}
    for held in range(17):
        ending = course(diligent(IPT16, held) if held else []).ending
        said[held] = (ending.sessions_left, ending.near, ending.says)
    assert said[0] == (16, False, "16 sessions left")
    assert said[11] == (5, False, "5 sessions left")
    assert said[12] == (4, True, "4 sessions left")
    assert said[15] == (1, True, "1 session left")
    assert said[16] == (0, True, "No sessions left")


def test_the_ending_lists_its_tasks_and_which_must_be_done():
    ending = course(diligent(IPT16, 13)).ending
    assert [(task.id, task.done, task.required) for task in ending.tasks] == [
        ("ending_opened", True, True),
        ("ending_feelings", False, False),
        ("goals_reviewed", False, True),
        ("gains_reviewed", False, True),
        ("warning_signs_listed", False, True),
        ("relapse_plan_agreed", False, True),
        ("disposition_agreed", False, True),
        ("goodbye_said", False, True),
    ]
    assert [task.id for task in ending.outstanding] == [task.id for task in ending.tasks[1:]]


def test_the_ways_to_end_have_names_for_people():
    assert [(way.id, way.title) for way in course("").ending.dispositions] == [
        ("ended", "Ended as planned"),
        ("maintenance", "Goes on in maintenance"),
        ("referred_on", "Referred on"),
        ("recontracted", "New contract for another course"),
        ("dropped_out", "Stopped coming"),
    ]
