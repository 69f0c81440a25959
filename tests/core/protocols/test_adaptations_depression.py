"""Depression and what goes with it: each protocol as its sources say."""

import random

from kith.core.protocols.engine import Fact, replay
from kith.core.protocols.terms import rules
from kith.core.protocols.walk import walk
from tests.core.protocols.adaptations_depression import diligent, each, of, on, said

# ---------------------------------------------------------------- the specification, part by part


@each
def test_sessions_and_phases(name, spec):
    protocol = of(name)
    plan = protocol.sessions
    assert (plan.total, plan.least, plan.most) == spec.sessions
    assert (plan.minutes, plan.every_days) == (spec.minutes, spec.every_days)
    assert {one.id: (one.first, one.last) for one in protocol.phases} == spec.phases


@each
def test_areas_and_focus(name, spec):
    protocol = of(name)
    focus = protocol.focus
    assert set(protocol.problem_areas) == spec.areas
    assert (focus.kind, focus.least, focus.most) == spec.focus


@each
def test_for_whom_and_how_well_it_is_shown(name, spec):
    protocol = of(name)
    assert protocol.eligibility.ages == spec.ages
    assert protocol.eligibility.needs == spec.needs
    found = [(one, part.status) for part in protocol.indications for one in part.disorders]
    assert found == spec.status
    assert set(protocol.exclusions) == spec.exclusions


@each
def test_meetings_and_conditions(name, spec):
    protocol = of(name)
    meetings = {one.id: (one.kind, one.when, one.most, one.required) for one in protocol.meetings}
    assert meetings == spec.meetings
    assert {one.id: one.before for one in protocol.conditions} == spec.conditions


@each
def test_measures_and_the_review(name, spec):
    protocol = of(name)
    asked = {one.instrument: one.when for one in protocol.measures if one.required}
    offered = {one.instrument: one.when for one in protocol.measures if not one.required}
    review = protocol.review and (protocol.review.session, protocol.review.instrument)
    assert (asked, offered, review) == (spec.required, spec.offered, spec.review)


@each
def test_only_what_a_published_text_says_is_called_confirmed(name, spec):
    own = {key for key, rule in rules(of(name)) if rule.verified and not key.startswith("terms.")}
    assert own == spec.confirmed


@each
def test_every_claim_can_be_read_where_it_is_said_to_be(name, spec):
    protocol = of(name)
    for key, rule in rules(protocol):
        assert rule.why.endswith("."), key
        assert protocol.cite(rule), key
        kinds = {protocol.vocabulary.sources[one].kind for one in rule.source}
        assert not rule.verified or kinds & {"published"}, key


@each
def test_no_list_of_strategies_claims_to_have_been_checked_against_a_manual(name, spec):
    assert not any(one.verified for one in of(name).strategies.values())


# ---------------------------------------------------------------- a course from first to last


@each
def test_it_can_be_walked_at_random(name, spec):
    report = walk(of(name), 150, random.Random(11))
    assert not report.faulty, str(report)


@each
def test_who_does_everything_in_time_is_never_late_and_comes_to_the_end(name, spec):
    protocol, total = of(name), spec.sessions[0]
    for held in range(1, total + 1):
        course = replay(protocol, diligent(protocol, held), today=on(held), strict=True)
        assert [item.id for item in course.overdue] == []
        assert list(course.warnings) == []
    told = [*diligent(protocol, total), Fact(on(total), "ended", "ended")]
    course = replay(protocol, told, today=on(total), strict=True)
    assert course.session_number == course.total == total
    assert course.ending.outstanding == ()


@each
def test_every_session_has_an_agenda_that_ends_with_the_time_that_is_left(name, spec):
    for session in range(1, spec.sessions[0] + 1):
        items = said(name, session)
        assert len(items) == len(set(items)) >= 5
        assert items[-1] == "close"


@each
def test_every_task_stands_on_an_agenda_of_its_phase(name, spec):
    protocol = of(name)
    for phase in protocol.phases:
        planned = {item for one in protocol.agendas if one.phase == phase.id for item in one.items}
        assert {task.milestone for task in phase.tasks} <= planned


@each
def test_no_agenda_invites_a_task_before_it_opens_or_outside_its_phase(name, spec):
    protocol = of(name)
    opens = {task.milestone: (phase.id, task.opens)
             for phase in protocol.phases for task in phase.tasks}  # fmt: skip
    for session in range(1, spec.sessions[0] + 1):
        phase = next(one.id for one in protocol.phases if one.first <= session <= one.last)
        for item in said(name, session):
            where, first = opens.get(item, (phase, 1))
            assert (where, first <= session) == (phase, True), f"{item} in session {session}"


@each
def test_no_course_ends_silently(name, spec):
    protocol = of(name)
    assert {"disposition_agreed"} <= set(protocol.ending.required)
    assert set(protocol.ending.measures) & {"phq9", "epds"}
    assert "dropped_out" in protocol.dispositions
    assert {"no_response_talk", "booster_help", "plan_for_alone"} & {
        item for part in (*protocol.agendas, *protocol.meetings) for item in part.items
    }
