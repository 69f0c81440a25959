"""One session written into the record: what was on its agenda, what was done, noted and agreed.

What belongs on the agenda, and when a phase begins, the protocol decides: what it would refuse is
refused here too. Not here: the weeks between sessions (course).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kith.core.protocols.engine import Course
from kith.core.protocols.views import AgendaItem
from kith.demo import around, asking, beginning, closing, measuring, pages, steps
from kith.demo.chart import Chart, later, moment_at
from kith.demo.tale import Meeting
from kith.record import access, clock, facts
from kith.record.facts import protocol_of
from kith.record.services import agreements, course, notes, safety

if TYPE_CHECKING:
    from kith.record.models import Session

_WEEK = timedelta(days=7)


def plan(chart: Chart, day: date, medium: str = "room") -> "Session":
    """Put a session into the diary, a week before it."""
    earliest = chart.referred + timedelta(days=3)
    with chart.on(max(earliest, day - _WEEK), *later(chart.place.hour, 55)):
        return course.plan_session(
            by=chart.by,
            episode=chart.episode,
            starts_at=moment_at(day, chart.place.hour),
            minutes=_minutes(chart),
            medium=medium,
        )


def _minutes(chart: Chart) -> int:
    """How long a session of this protocol lasts, at least."""
    if not chart.tale.by_protocol:
        return 50
    return protocol_of(chart.episode).cadence_of(chart.held + 1)[1][0]


def meet(chart: Chart, number: int, meeting: Meeting, day: date) -> None:
    """Hold a session, from the questions before it to what is agreed at its end."""
    session = plan(chart, day, meeting.medium)
    before = _prepare(chart, number, meeting, session, day)
    chart.held = number
    agenda = [item for item in before.agenda if _is_reached(chart, number, meeting, item)]
    with chart.on(day, *later(chart.place.hour, 52)):
        session = course.hold_session(by=chart.by, session=session)
        _act(chart, meeting, [item.id for item in agenda if not _is_known(chart, item)])
        _keep_work(chart, meeting, session, agenda)
        _keep_tasks(chart, meeting, session)
    with chart.on(day, *later(chart.place.hour, chart.lots.randrange(62, 130))):
        keep = notes.save_draft if meeting.unsigned else notes.sign_note
        keep(by=chart.by, session=session, expected_version=0, text=meeting.note)
    with chart.on(day, *later(chart.place.hour, 58)):
        _agree(chart, day, may_move_on=_may_move_on(chart, before))


def _prepare(chart: Chart, number: int, meeting: Meeting, session: "Session", day: date) -> Course:
    """What is asked and entered before a session; returns where the course stood."""
    if chart.tale.by_protocol:
        pages.keep_until(chart, day)
        around.go_on(chart, number, day)
        return measuring.fill(chart, number, day)
    if not meeting.unanswered:
        asking.ask_and_answer(chart, meeting, day)
    return facts.course_before(session)


def _is_reached(chart: Chart, number: int, meeting: Meeting, item: AgendaItem) -> bool:
    """Whether a line of the agenda was done in this session."""
    if item.id in meeting.leaves:
        return False
    if chart.tale.by_protocol:
        return steps.is_done(chart, item)
    if item.id == "inventory_mapped":  # takes two sessions, where there are two
        return number > 2 or chart.tale.protocol.endswith("12")
    return item.kind != "strategy" or item.id in meeting.strategies


def _may_move_on(chart: Chart, before: Course) -> bool:
    if before.next_phase is None:
        return False
    return chart.tale.by_protocol or chart.held >= before.phase.last


def _is_known(chart: Chart, item: AgendaItem) -> bool:
    """Done in an earlier session, and proposed once more."""
    return chart.tale.by_protocol and item.done


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
    _plan_for_safety(chart)
    pages.begin(chart, clock.today())
    steps.act(chart, agenda, meeting)
    steps.keep_thread(chart)
    steps.settle(chart)
    if meeting.describes:
        focus = access.areas(chart.by).filter(episode=chart.episode, left_on=None)[0]
        agreements.describe_area(by=chart.by, area=focus, details=meeting.describes)


def _plan_for_safety(chart: Chart) -> None:
    made = chart.tale.plan
    if not made or made.session != chart.held:
        return
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
    ticked = [item for item in agenda if item.kind == "milestone" and item.id not in steps.FOLLOW]
    worked = [item.id for item in agenda if item.kind == "strategy"]
    notes.save_work(
        by=chart.by,
        session=session,
        expected_version=0,
        work={
            "agenda_done": [item.id for item in agenda],
            "techniques": list(meeting.techniques) or _some_techniques(chart),
            "strategies": list(meeting.strategies) or (worked if chart.tale.by_protocol else []),
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


def _some_techniques(chart: Chart) -> list[str]:
    known = protocol_of(chart.episode).techniques
    return sorted(chart.lots.sample(known, min(3, len(known))))


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
