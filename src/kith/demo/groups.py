"""Groups: opened, joined one after the other, and met week by week, each member's part in words.

Here: the shape of a group's file, and the order in which it is written. What belongs in a member's
own record goes there through the same steps as for anybody else.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from kith.core import catalogue
from kith.core.protocols.views import AgendaItem
from kith.demo import around, arrival, asides, beginning, closing, measuring, scores, steps
from kith.demo.chart import Chart, Place, later, moment_at
from kith.demo.house import House
from kith.demo.library import Brief, drawn
from kith.demo.material import Shape, read
from kith.demo.needs import Aside
from kith.record import clock, facts
from kith.record.services import course, groups
from kith.record.writing import together

if TYPE_CHECKING:
    from kith.record.models import Group, GroupMeeting, GroupMember

FILES = ("thursday", "kitchen_table", "first_year", "after_school", "motives")
WEEK = timedelta(days=7)
FRIDAY = 4
PREPARED = 3  # days from the meeting that prepares to the first of the group


class Met(Shape):
    """One meeting of a group: the leaders' notes, members' own words, and who was not there."""

    note: str
    words: dict[str, str] = {}
    absent: dict[str, str] = {}


class GroupTale(Shape):
    """A group from its opening on. `hour` is the hour of the evening at which it meets."""

    name: str
    protocol: str
    leaders: tuple[str, str]
    place: str
    hour: int = 17
    weeks_since: int = 1
    ended: bool = False
    before: str = ""  # the note of the meeting before the group, with {name}; empty: none
    members: tuple[Brief, ...]
    meetings: tuple[Met, ...] = ()
    worth: str = ""


@dataclass
class Circle:
    """One group while it is being written."""

    tale: GroupTale
    charts: list[Chart]
    rows: list[list[scores.Scores]]
    starts_on: date
    group: "Group" = field(init=False)
    members: "dict[str, GroupMember]" = field(default_factory=dict)  # by family name

    @property
    def place(self) -> Place:
        """Whose group it is, and when it meets."""
        return self.charts[0].place


def tales() -> list[GroupTale]:
    """Every group of the clinic."""
    return [read(f"library/{name}", GroupTale) for name in FILES]


def gather(home: House, tale: GroupTale, seed: int, today: date) -> Circle:
    """A group with its members' charts, ready to be written."""
    first, second = tale.leaders
    place = Place(
        therapist=home.staff[first],
        supervisor=home.of("supervisor"),
        lead=home.of("lead"),
        team=home.team_of(first),
        room=tale.place,
        next_day=_next_day(today, tale),
        hour=time(tale.hour, 30),
        beside=home.staff[second],
    )
    starts_on = place.next_day - WEEK * (len(tale.meetings) + tale.weeks_since - 1)
    charts, rows = [], []
    for one in tale.members:
        lots = random.Random(f"{seed} {one.name}")
        told = drawn(one.model_copy(update={"protocol": tale.protocol}), lots)
        referred = starts_on - timedelta(days=lots.randrange(18, 40))
        charts.append(Chart(told, place, lots, clock.now(), referred, first_day=starts_on))
        rows.append(scores.course(lots, one.start, one.outlook, max(8, len(tale.meetings) + 1)))
    return Circle(tale, charts, rows, starts_on)


def _next_day(today: date, tale: GroupTale) -> date:
    """In the coming days, not today, and not at a weekend."""
    day = today + timedelta(days=1 + tale.hour % 3)
    while day.weekday() > FRIDAY:
        day += timedelta(days=1)
    return day


def write(circle: Circle) -> None:
    """Write the whole group with everybody in it: all of it, or nothing."""
    with together():
        _open(circle)
        for chart in circle.charts:
            _let_in(circle, chart)
        day = circle.starts_on
        for number, met in enumerate(circle.tale.meetings, start=1):
            _meet(circle, number, met, day)
            day += WEEK
        if not circle.tale.ended:
            _plan(circle, circle.place.next_day)


def _open(circle: Circle) -> None:
    place, tale = circle.place, circle.tale
    with circle.charts[0].on(circle.starts_on - timedelta(days=42), 9, 20):
        circle.group = groups.open_group(
            by=place.therapist,
            team=place.team,
            protocol=tale.protocol,
            leaders=[place.therapist, place.beside or place.therapist],
            plan=groups.Plan(
                name=tale.name,
                starts_on=circle.starts_on,
                day=circle.starts_on.isoweekday(),
                starts_at=place.hour,
                place=tale.place,
            ),
        )


def _let_in(circle: Circle, chart: Chart) -> None:
    """Referred, told about the group, and let in, before the meeting that prepares for it."""
    arrival.arrive(chart)
    around.prepare(chart)
    joined = circle.starts_on - timedelta(days=PREPARED + 1)
    with chart.on(joined, 12, chart.lots.randrange(50)):
        member = groups.add_member(by=chart.by, group=circle.group, episode=chart.episode)
        groups.agree_rules(by=chart.by, member=member, on=clock.today())
    circle.members[chart.tale.family] = member
    around.go_on(chart, 1, joined)
    if circle.tale.before:
        name = chart.tale.known_as or chart.tale.given
        prepared = Aside(
            kind="before_the_group",
            days=PREPARED,
            came=name,
            note=circle.tale.before.format(name=name),
        )
        chart.held = 1
        with chart.on(circle.starts_on - timedelta(days=PREPARED), 16, 50):
            beginning.assess(chart)
        chart.held = 0
        measuring.fill(chart, 1, circle.starts_on - timedelta(days=PREPARED))
        asides.hold(chart, prepared, circle.starts_on - timedelta(days=PREPARED))
    asides.before_the_first(chart, circle.starts_on)


def _plan(circle: Circle, day: date) -> "GroupMeeting":
    before = max(day - WEEK, circle.starts_on - timedelta(days=2))
    with circle.charts[0].on(before, *later(circle.place.hour, 110)):
        return groups.plan_group_meeting(
            by=circle.place.therapist,
            group=circle.group,
            starts_at=moment_at(day, circle.place.hour),
            minutes=_minutes(circle),
        )


def _minutes(circle: Circle) -> int:
    return catalogue.protocol(circle.tale.protocol).sessions.minutes[0]


def _meet(circle: Circle, number: int, met: Met, day: date) -> None:
    """One meeting, from the sheets filled in before it to what each member agreed."""
    meeting = _plan(circle, day)
    here = [chart for chart in circle.charts if chart.tale.family not in met.absent]
    before = facts.courses_of([chart.episode for chart in here], day)
    for chart, row in zip(circle.charts, circle.rows, strict=True):
        chart.level = row[number - 1].phq9
        if chart in here and (chart.held or not circle.tale.before):
            measuring.fill(chart, chart.held + 1, day, before[chart.episode.pk])
    with here[0].on(day, *later(circle.place.hour, 100)):
        for chart in here:
            chart.held += 1
        _hold(circle, meeting, met, before[here[0].episode.pk].agenda)
        for chart in here:
            _go_on(circle, chart, before[chart.episode.pk].agenda)
        _move_on(here, day)
    for chart in here:
        asides.follow(chart, chart.held, day)
    _end(circle, number, day)


def _hold(circle: Circle, meeting: "GroupMeeting", met: Met, agenda: Sequence[AgendaItem]) -> None:
    known = {
        item
        for one in catalogue.protocol(circle.tale.protocol).agendas
        for item in one.items
        if item not in steps.FOLLOW
    }
    groups.hold_group_meeting(
        by=circle.place.therapist,
        meeting=meeting,
        expected_version=meeting.version,
        parts={
            circle.members[chart.tale.family].pk: _part(chart.tale.family, met)
            for chart in circle.charts
        },
        agenda_done=[item.id for item in agenda if item.id in known],
        notes_of_group=met.note,
    )


def _part(family: str, met: Met) -> groups.Part:
    if family in met.absent:
        return groups.Part(state="cancelled", words=met.absent[family])
    return groups.Part(state="held", words=met.words.get(family, ""))


def _go_on(circle: Circle, chart: Chart, agenda: Sequence[AgendaItem]) -> None:
    """What the meeting leaves in one member's record beside the words."""
    if chart.held == 1 and not circle.tale.before:
        beginning.assess(chart)
    items = [item for item in agenda if steps.is_done(chart, item)]
    steps.act(chart, [item.id for item in items if not item.done])
    steps.keep_thread(chart)
    steps.settle(chart)
    for item in items:
        if item.kind == "milestone" and item.id not in steps.FOLLOW and not item.done:
            course.reach(by=chart.by, episode=chart.episode, step=item.id)


def _move_on(here: Sequence[Chart], day: date) -> None:
    """Whoever has done what a phase asks for enters the next one."""
    now = facts.courses_of([chart.episode for chart in here], day)
    for chart in here:
        for due in now[chart.episode.pk].due:
            if due.kind == "phase":
                course.enter_phase(by=chart.by, episode=chart.episode, phase=due.id)


def _end(circle: Circle, number: int, day: date) -> None:
    """After the last meeting every member's course ends, and then the group."""
    if not circle.tale.ended or number < len(circle.tale.meetings):
        return
    for chart in circle.charts:
        with chart.on(day, *later(circle.place.hour, 105)):
            closing.close(chart)
    with circle.charts[0].on(day, *later(circle.place.hour, 115)):
        groups.close_group(by=circle.place.therapist, group=circle.group)
