"""Meetings beside the sessions, written into the record: before the first, between, and after.

Which kinds there are the protocol says; whatever its agenda holds that is more than a tick is done
as in a session (steps).
"""

from datetime import date, timedelta

from kith.demo import steps
from kith.demo.chart import Chart, later, moment_at
from kith.demo.needs import Aside
from kith.record import grounds
from kith.record.services import meetings

USUAL = {"phone": 10, "family": 50, "school": 25, "partner": 60, "individual": 50, "group": 90}


def before_the_first(chart: Chart, day: date) -> None:
    """The meetings that come before the first session, `days` before it."""
    for one in sorted(chart.tale.asides, key=lambda aside: -aside.days):
        if one.after == 0:
            hold(chart, one, day - timedelta(days=one.days))


def follow(chart: Chart, number: int, day: date) -> None:
    """The meetings that come after a session; what lies ahead of today is not there yet."""
    for one in sorted(chart.tale.asides, key=lambda aside: aside.days):
        on = day + timedelta(days=one.days)
        if number and one.after == number and moment_at(on, chart.place.hour) < chart.now:
            hold(chart, one, on)


def hold(chart: Chart, one: Aside, day: date) -> None:
    """Hold one, do what its agenda asks for, and write it down."""
    kind = meetings.kind_of(chart.episode, one.kind)
    starts_at = moment_at(day, chart.place.hour)
    with chart.on(max(chart.referred + timedelta(days=3), day - timedelta(days=4)), 9):
        meeting = meetings.plan_meeting(
            by=chart.by,
            episode=chart.episode,
            kind=one.kind,
            starts_at=starts_at,
            minutes=kind.minutes[0] if kind.minutes else USUAL[kind.kind],
            medium="phone" if kind.kind == "phone" else "room",
        )
    done = [item for item in kind.items if item not in one.leaves]
    with chart.on(day, *later(chart.place.hour, 40)):
        meeting = meetings.hold_meeting(by=chart.by, meeting=meeting, came=one.came)
        if not chart.ended:
            steps.act(chart, done)
            done = [item for item in done if _is_there(chart, item)]
        meetings.save_meeting(
            by=chart.by,
            meeting=meeting,
            expected_version=meeting.version,
            agenda_done=done,
            note=one.note,
        )


def _is_there(chart: Chart, item: str) -> bool:
    """Whether a line of the agenda can be ticked: what follows from an agreement needs it first."""
    return item not in grounds.STEPS or not grounds.lacking(chart.episode, item)
