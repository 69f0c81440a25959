"""One session written into the record: what was on its agenda, what was done, noted and agreed.

What belongs on the agenda, and when a phase begins, the protocol decides: what it would refuse is
refused here too. Not here: the weeks between sessions (course).
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kith.core.protocols.views import AgendaItem
from kith.demo import asking, beginning, closing
from kith.demo.chart import Chart, later, moment_at
from kith.demo.tale import Meeting
from kith.record import access, facts
from kith.record.services import agreements, course, notes, safety

if TYPE_CHECKING:
    from kith.record.models import Session

# Steps that are more than a tick: what is done when the agenda holds them, in this order.
_DONE: dict[str, Callable[[Chart, Meeting], None]] = {
    "risk_baseline": beginning.risk_baseline,
    "inventory_mapped": lambda chart, _: beginning.name_people(chart, everybody=True),
    "timeline_drawn": lambda chart, _: beginning.draw_timeline(chart),
    "problem_area_agreed": lambda chart, _: beginning.choose_focus(chart),
    "formulation_agreed": lambda chart, _: beginning.formulate(chart),
    "contract_agreed": lambda chart, _: beginning.contract(chart),
    "warning_signs_listed": lambda chart, _: closing.plan_ahead(chart),
    "disposition_agreed": lambda chart, _: closing.agree_what_next(chart),
}
# Steps that follow from what is done, and are not ticked.
_FOLLOW = {*_DONE, "relapse_plan_agreed"} - {"inventory_mapped", "timeline_drawn"}
_WEEK = timedelta(days=7)


def plan(chart: Chart, day: date, medium: str = "room") -> "Session":
    """Put a session into the diary, a week before it."""
    earliest = chart.referred + timedelta(days=3)
    with chart.on(max(earliest, day - _WEEK), *later(chart.place.hour, 55)):
        return course.plan_session(
            by=chart.by,
            episode=chart.episode,
            starts_at=moment_at(day, chart.place.hour),
            medium=medium,
        )


def meet(chart: Chart, number: int, meeting: Meeting, day: date) -> None:
    """Hold a session, from the questions before it to what is agreed at its end."""
    session = plan(chart, day, meeting.medium)
    if not meeting.unanswered:
        asking.ask_and_answer(chart, meeting, day)
    before = facts.course_before(session)
    agenda = [item for item in before.agenda if _is_reached(chart, number, meeting, item)]
    chart.held = number
    with chart.on(day, *later(chart.place.hour, 52)):
        session = course.hold_session(by=chart.by, session=session)
        _act(chart, meeting, [item.id for item in agenda])
        _keep_work(chart, meeting, session, agenda)
        _keep_tasks(chart, meeting, session)
    with chart.on(day, *later(chart.place.hour, chart.lots.randrange(62, 130))):
        keep = notes.save_draft if meeting.unsigned else notes.sign_note
        keep(by=chart.by, session=session, expected_version=0, text=meeting.note)
    with chart.on(day, *later(chart.place.hour, 58)):
        _agree(chart, day, may_move_on=number >= before.phase.last)


def _is_reached(chart: Chart, number: int, meeting: Meeting, item: AgendaItem) -> bool:
    """Whether a line of the agenda was done in this session."""
    if item.id in meeting.leaves:
        return False
    if item.id == "inventory_mapped":  # takes two sessions, where there are two
        return number > 2 or chart.tale.protocol.endswith("12")
    return item.kind != "strategy" or item.id in meeting.strategies


def _act(chart: Chart, meeting: Meeting, agenda: Sequence[str]) -> None:
    """What the session leaves in the record beside its own page."""
    if chart.held == 1:
        beginning.assess(chart)
    elif meeting.review:
        asking.review(chart, meeting.review)
    if chart.held > 1:
        beginning.name_people(chart)
        beginning.move_people(chart)
        beginning.tell_news(chart, _WEEK * (1 + len(meeting.before)))
    for step, act in _DONE.items():
        if step in agenda:
            act(chart, meeting)
    if meeting.describes:
        focus = access.areas(chart.by).filter(episode=chart.episode, left_on=None)[0]
        agreements.describe_area(by=chart.by, area=focus, details=meeting.describes)
    if chart.tale.plan and chart.tale.plan.session == chart.held:
        _make_safety_plan(chart)


def _make_safety_plan(chart: Chart) -> None:
    made = chart.tale.plan
    assert made is not None, "asked for"  # noqa: S101
    safety.agree_safety_plan(
        by=chart.by,
        episode=chart.episode,
        steps=made.steps,
        obstacles=made.obstacles,
        people=[chart.people[label] for label in made.people if label in chart.people],
        copy_given=True,
    )


def _keep_work(
    chart: Chart, meeting: Meeting, session: "Session", agenda: Sequence[AgendaItem]
) -> None:
    ticked = [item for item in agenda if item.kind == "milestone" and item.id not in _FOLLOW]
    notes.save_work(
        by=chart.by,
        session=session,
        expected_version=0,
        work={
            "agenda_done": [item.id for item in agenda],
            "techniques": list(meeting.techniques),
            "strategies": list(meeting.strategies),
            "opening": meeting.opening,
            "mood": meeting.mood,
            "event": meeting.event,
            "link": meeting.link,
            "next_time": meeting.next_time,
        },
        steps=[item.id for item in ticked],
    )
    for step, words in meeting.words.items():
        course.reach(by=chart.by, episode=chart.episode, step=step, words=words)


def _keep_tasks(chart: Chart, meeting: Meeting, session: "Session") -> None:
    """What became of the tasks of last time, and those for next time."""
    for task, told in chart.tasks:
        if told.state != "open":
            course.settle_task(by=chart.by, task=task, state=told.state, outcome=told.outcome)
    chart.tasks = [
        (course.add_task(by=chart.by, episode=chart.episode, text=one.text, session=session), one)
        for one in meeting.tasks
    ]


def _agree(chart: Chart, day: date, *, may_move_on: bool) -> None:
    """What is agreed at the end of a session: more sessions, the next phase, the end."""
    more = chart.tale.more
    if more and more.session == chart.held:
        course.extend(
            by=chart.by, episode=chart.episode, sessions=more.sessions, reason=more.reason
        )
    if may_move_on:
        for due in facts.course_of(chart.episode, day).due:
            if due.kind == "phase":
                course.enter_phase(by=chart.by, episode=chart.episode, phase=due.id)
    if chart.tale.close and chart.held == len(chart.tale.meetings) and not chart.tale.after:
        closing.close(chart)
