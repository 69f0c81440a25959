"""A tale written into the record, session by session, as a therapist would have done it.

Here: the order of things in a week and in a session. What belongs on a session's agenda, and when
a phase begins, the protocol decides: what it would refuse is refused here too.
"""

from collections.abc import Callable
from datetime import date, timedelta

from kith.demo import arrival, asking, beginning, closing
from kith.demo.chart import Chart, later, moment_at
from kith.demo.tale import Lost, Meeting
from kith.record import facts
from kith.record.services import agreements, course, notes, safety
from kith.record.writing import together

_MADE: dict[str, Callable[[Chart], None]] = {
    "problem_area_agreed": beginning.choose_focus,
    "formulation_agreed": beginning.formulate,
    "warning_signs_listed": closing.plan_ahead,
    "disposition_agreed": closing.agree_what_next,
}
_ELSEWHERE = {*_MADE, "contract_agreed", "risk_baseline", "relapse_plan_agreed"}


def write(chart: Chart) -> None:
    """Write one client's whole record: all of it, or nothing."""
    with together():
        arrival.arrive(chart)
        day = _first_day(chart)
        for number, meeting in enumerate(chart.tale.meetings, start=1):
            day = _lose(chart, meeting.before, day)
            _meet(chart, number, meeting, day)
            day += timedelta(days=7)
        day = _lose(chart, chart.tale.after, day)
        _stand(chart, day)


def _first_day(chart: Chart) -> date:
    return chart.place.next_day - timedelta(days=7 * chart.tale.weeks)


def _lose(chart: Chart, weeks: tuple[Lost, ...], day: date) -> date:
    """The weeks without a session; returns the day after them."""
    for week in weeks:
        if week.how != "-":
            session = _plan(chart, day)
            hour, minute = later(chart.place.hour, 15)
            when = day if week.how == "absent" else day - timedelta(days=1)
            with chart.on(when, hour, minute):
                course.miss_session(
                    by=chart.by, session=session, state=week.how, reason=week.reason
                )
        day += timedelta(days=7)
    return day


def _plan(chart: Chart, day: date, medium: str = "room"):  # type: ignore[no-untyped-def]
    """Put a session into the diary, a week before it."""
    if day in chart.planned:
        return chart.planned[day]
    earliest = chart.referred + timedelta(days=3)
    with chart.on(max(earliest, day - timedelta(days=7)), *later(chart.place.hour, 55)):
        session = course.plan_session(
            by=chart.by,
            episode=chart.episode,
            starts_at=moment_at(day, chart.place.hour),
            medium=medium,
        )
    chart.planned[day] = session
    return session


def _meet(chart: Chart, number: int, meeting: Meeting, day: date) -> None:
    session = _plan(chart, day, meeting.medium)
    if not meeting.unanswered:
        asking.ask_and_answer(chart, meeting, day)
    with chart.on(day, *later(chart.place.hour, 52)):
        before = facts.course_before(session)
        agenda = before.agenda
        session = course.hold_session(by=chart.by, session=session)
        chart.held = number
        ids = [item.id for item in agenda if item.id not in meeting.leaves]
        _do(chart, number, meeting, ids, day)
        done = [one for one in ids if not _is_unworked_strategy(agenda, one, meeting)]
        if number == 2 and _has_long_start(chart):
            done = [one for one in done if one != "inventory_mapped"]
        milestones = {item.id for item in agenda if item.kind == "milestone"}
        notes.save_work(
            by=chart.by,
            session=session,
            expected_version=0,
            work={
                "agenda_done": done,
                "techniques": list(meeting.techniques),
                "strategies": list(meeting.strategies),
                "opening": meeting.opening,
                "mood": meeting.mood,
                "event": meeting.event,
                "link": meeting.link,
                "next_time": meeting.next_time,
            },
            steps=[one for one in done if one in milestones and one not in _ELSEWHERE],
        )
        _tasks(chart, meeting, session)
        _steps_in_words(chart, meeting)
    _write_note(chart, meeting, session, day)
    _after(chart, number, day, may_move_on=number >= before.phase.last)


def _has_long_start(chart: Chart) -> bool:
    return chart.tale.protocol.endswith("16")


def _is_unworked_strategy(agenda, one: str, meeting: Meeting) -> bool:  # type: ignore[no-untyped-def]
    item = next(item for item in agenda if item.id == one)
    return item.kind == "strategy" and one not in meeting.strategies


def _do(chart: Chart, number: int, meeting: Meeting, ids: list[str], day: date) -> None:
    """What the session holds beside talk: the acts behind its agenda."""
    if number == 1:
        beginning.assess(chart)
    if "risk_baseline" in ids:
        beginning.risk_baseline(chart, meeting)
    elif meeting.review:
        asking.review(chart, meeting.review)
    if number > 1:
        everybody = "inventory_mapped" in ids and not (number == 2 and _has_long_start(chart))
        beginning.name_people(chart, number, everybody=everybody)
        beginning.move_people(chart, number)
        beginning.tell_news(chart, day - timedelta(days=7 * (1 + len(meeting.before))))
    if "timeline_drawn" in ids:
        beginning.draw_timeline(chart)
    for step, act in _MADE.items():
        if step in ids:
            act(chart)
    if "contract_agreed" in ids:
        beginning.contract(chart, day)
    if meeting.describes:
        area = chart.episode.areas.filter(left_on__isnull=True).order_by("rank")[0]
        agreements.describe_area(by=chart.by, area=area, details=meeting.describes)
    if chart.tale.plan and chart.tale.plan.session == number:
        _make_plan(chart)


def _make_plan(chart: Chart) -> None:
    plan = chart.tale.plan
    assert plan is not None, "asked for"  # noqa: S101
    safety.agree_safety_plan(
        by=chart.by,
        episode=chart.episode,
        steps=plan.steps,
        obstacles=plan.obstacles,
        people=[chart.people[label] for label in plan.people if label in chart.people],
        copy_given=True,
    )


def _tasks(chart: Chart, meeting: Meeting, session) -> None:  # type: ignore[no-untyped-def]
    for task, outcome, state in chart.tasks:
        if state != "open":
            course.settle_task(by=chart.by, task=task, state=state, outcome=outcome)
    chart.tasks = [
        (
            course.add_task(by=chart.by, episode=chart.episode, text=one.text, session=session),
            one.outcome,
            one.state,
        )
        for one in meeting.tasks
    ]


def _steps_in_words(chart: Chart, meeting: Meeting) -> None:
    for step, words in meeting.words.items():
        course.reach(by=chart.by, episode=chart.episode, step=step, words=words)


def _write_note(chart: Chart, meeting: Meeting, session, day: date) -> None:  # type: ignore[no-untyped-def]
    with chart.on(day, *later(chart.place.hour, chart.lots.randrange(62, 130))):
        keep = notes.save_draft if meeting.unsigned else notes.sign_note
        keep(by=chart.by, session=session, expected_version=0, text=meeting.note)


def _after(chart: Chart, number: int, day: date, *, may_move_on: bool) -> None:
    """What is agreed at the end of a session: more sessions, the next phase, the end."""
    with chart.on(day, *later(chart.place.hour, 58)):
        more = chart.tale.more
        if more and more.session == number:
            course.extend(
                by=chart.by, episode=chart.episode, sessions=more.sessions, reason=more.reason
            )
        if may_move_on:
            for due in facts.course_of(chart.episode, day).due:
                if due.kind == "phase":
                    course.enter_phase(by=chart.by, episode=chart.episode, phase=due.id)
        is_last = number == len(chart.tale.meetings) and not chart.tale.after
        if chart.tale.close and is_last:
            closing.close(chart)


def _stand(chart: Chart, day: date) -> None:
    """How the record stands on the day of loading."""
    tale = chart.tale
    if tale.close:
        if tale.after:
            with chart.on(day, 16, 20):
                closing.close(chart)
        return
    if tale.now == "no_date":
        return
    _plan(chart, chart.place.next_day)
    asking.leave_now(chart)
