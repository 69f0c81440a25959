"""Young people, groups, borderline and substance use: each protocol as its sources say."""

import random

from kith.core.protocols.engine import Fact, replay
from kith.core.protocols.terms import rules
from kith.core.protocols.walk import walk
from tests.core.protocols.adaptations_groups import each, everything, of, statuses
from tests.core.protocols.stories import day

# ---------------------------------------------------------------- the specification, part by part


@each
def test_sessions_and_phases(name, spec):
    protocol = of(name)
    plan = protocol.sessions
    assert protocol.format == spec.format
    assert (plan.total, plan.least, plan.most) == spec.sessions
    assert (plan.minutes, plan.every_days) == (spec.minutes, spec.every_days)
    assert {one.id: (one.first, one.last) for one in protocol.phases} == spec.phases


@each
def test_areas_and_focus(name, spec):
    protocol = of(name)
    focus = protocol.focus
    assert protocol.problem_areas == spec.areas
    assert (focus.kind, focus.least, focus.most) == spec.focus


@each
def test_for_whom_and_for_what(name, spec):
    protocol = of(name)
    assert protocol.eligibility.ages == spec.ages
    assert protocol.eligibility.needs == spec.needs
    assert statuses(name) == spec.status
    assert set(protocol.exclusions) == spec.exclusions


@each
def test_the_group(name, spec):
    group = of(name).group
    assert (group and (*group.size, group.leaders)) == spec.group


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
def test_who_does_everything_in_time_finishes_and_never_has_anything_overdue(name, spec):
    protocol = of(name)
    total = protocol.sessions.total
    for held in range(1, total + 1):
        told = everything(protocol, held)
        course = replay(protocol, told, today=day(held), strict=True)
        assert (course.session_number, course.overdue, course.warnings) == (held, (), ())
    course = course.after(Fact(day(total), "ended", "ended"))
    assert course.disposition == "ended"
    assert course.ending.outstanding == ()


@each
def test_it_can_be_walked_at_random(name, spec):
    report = walk(of(name), 150, random.Random(11))
    assert not report.faulty, str(report)


# ---------------------------------------------------------------- what holds for all of them


@each
def test_every_claim_can_be_read_where_it_is_said_to_be(name, spec):
    protocol = of(name)
    for key, rule in rules(protocol):
        assert rule.why.endswith((".", "?")), key
        assert protocol.cite(rule), key
        kinds = {protocol.vocabulary.sources[one].kind for one in rule.source}
        assert not rule.verified or "published" in kinds, key


@each
def test_what_the_references_leave_unconfirmed_is_marked(name, spec):
    """Spread of tasks, missed sessions, number of areas, review: nobody has shown these."""
    protocol = of(name)
    unconfirmed = [protocol.focus, protocol.missed, protocol.extension, protocol.ending]
    unconfirmed += list(protocol.strategies.values())
    unconfirmed += list(protocol.watch)
    unconfirmed += [protocol.review] if protocol.review else []
    assert [rule.why for rule in unconfirmed if rule.verified] == []


@each
def test_every_task_stands_on_an_agenda_of_its_phase_or_in_its_meeting(name, spec):
    protocol = of(name)
    for phase in protocol.phases:
        planned = {item for one in protocol.agendas if one.phase == phase.id for item in one.items}
        for task in phase.tasks:
            meeting = protocol.meeting[task.meeting].items if task.meeting else ()
            assert task.milestone in planned | set(meeting), task.milestone


@each
def test_no_agenda_invites_a_task_of_another_phase(name, spec):
    """Else the tasks of the ending could be ticked off long before it."""
    protocol = of(name)
    home = {task.milestone: phase.id for phase in protocol.phases for task in phase.tasks}
    for one in protocol.agendas:
        tasks = [item for item in one.items if item in protocol.vocabulary.milestones]
        assert set(tasks) <= protocol.milestones.keys(), one.session
        assert {home.get(task, one.phase) for task in tasks} <= {one.phase}, one.session


@each
def test_every_agenda_ends_with_the_time_that_is_left(name, spec):
    assert all(one.items[-1] == "close" for one in of(name).agendas)


@each
def test_suicide_risk_is_screened_for_and_the_screen_says_why_it_is_the_asq(name, spec):
    protocol = of(name)
    [screen] = [one for one in protocol.measures if one.instrument == "asq"]
    assert screen.required
    assert "C-SSRS" in screen.why
    assert {"self_harm_answer", "screen_then_plan", "no_score_decides"} <= set(protocol.safety)
    assert "imminent_risk" in protocol.exclusions


@each
def test_nobody_is_a_patient_and_nothing_is_interpreted(name, spec):
    protocol = of(name)
    text = protocol.model_dump_json().lower()
    assert "patient" not in text
    if name != "mit-g-16":
        assert "transference_interpretation" in protocol.proscribed


@each
def test_nothing_is_promised_beyond_its_status(name, spec):
    protocol = of(name)
    if "established" not in spec.status.values():
        said = f"{protocol.name} {protocol.short_name} {protocol.summary}".lower()
        assert "established" not in said
    if set(spec.status.values()) <= {"under_investigation", "not_recommended"}:
        assert "under investigation" in protocol.summary.lower()
