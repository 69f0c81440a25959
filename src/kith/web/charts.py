"""Scores over time, drawn on the server: the score chart of a record and the line in a caseload.

What a chart must keep: a real time axis shared by scores, sessions and life events; the direction
written on it; gaps left open; a point that needs a look marked by shape and words, not by colour
alone; the last value in words; and the same as a table (PRO display evidence: PROTEUS; Snyder
2019). The circles and the course line have modules of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from html import escape
from itertools import groupby
from string import ascii_uppercase

from django.utils.dateformat import format as written
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kith.web import svg, wording

EARLIER = timedelta(days=45)  # life events this long before the first score still widen the axis
LANES = 3


@dataclass(frozen=True)
class Point:
    """One filled-in measure. No value: it was asked for or begun, and there is no total."""

    on: date
    value: float | None
    band: str = ""
    flag: str = ""  # a few words on what in it needs a look: "item 9"


@dataclass(frozen=True)
class Event:
    """A life event on the same axis."""

    on: date
    name: str


@dataclass(frozen=True)
class Held:
    """A session on the same axis; number 0 for one that was missed or cancelled."""

    on: date
    number: int = 0


@dataclass(frozen=True)
class Threshold:
    """A value worth a line across: a cut-off, a band's edge, what counts as reliable change."""

    at: float
    name: str


@dataclass(frozen=True)
class Row:
    """A line of the table that says the same as the chart."""

    on: date
    value: str
    text: str


@dataclass(frozen=True)
class Lettered:
    """A life event with the letter that stands for it in the drawing."""

    letter: str
    on: date
    name: str


@dataclass(frozen=True)
class ScoreChart:
    """All of one chart; the macro `chart` of ui.html lays it out."""

    name: str
    lowest: float
    highest: float
    points: Sequence[Point]
    higher: str = ""  # what a higher score means: "more symptoms"
    thresholds: Sequence[Threshold] = ()
    events: Sequence[Event] = ()
    sessions: Sequence[Held] = ()
    today: date | None = None
    key: str = ""  # where a page has two charts of one name

    @cached_property
    def scored(self) -> list[Point]:
        return [point for point in self.points if point.value is not None]

    @property
    def title(self) -> str:
        return _("%(name)s over time") % {"name": self.name}

    @cached_property
    def words(self) -> str:
        """The last value and how it compares with the first, as one would say it."""
        if not self.scored:
            return _("No %(name)s score yet.") % {"name": self.name}
        last, first = self.scored[-1], self.scored[0]
        said = {
            "name": self.name,
            "value": wording.number(last.value),
            "highest": wording.number(self.highest),
            "band": f" ({last.band})" if last.band else "",
            "on": wording.long_date(last.on),
        }
        sentence = _("%(name)s on %(on)s: %(value)s of %(highest)s%(band)s.") % said
        return sentence if first is last else f"{sentence} {_difference(first, last)}"

    @cached_property
    def lettered(self) -> list[Lettered]:
        """Each life event and its letter, in the order of time."""
        events = sorted(self.events, key=lambda event: event.on)
        return [
            Lettered(ascii_uppercase[n % 26] * (n // 26 + 1), event.on, event.name)
            for n, event in enumerate(events)
        ]

    @property
    def flags(self) -> list[str]:
        """What the diamonds stand for, each said once beneath the drawing."""
        return list(dict.fromkeys(point.flag for point in self.points if point.flag))

    @cached_property
    def rows(self) -> list[Row]:
        """Scores, sessions and events, one row a day."""
        said = [(each.on, "", each.name) for each in self.events]
        said += [(each.on, "", _session(each)) for each in self.sessions]
        said += [(each.on, _value(each), each.band) for each in self.points]
        said += [(each.on, "", each.flag) for each in self.points if each.flag]
        days = groupby(sorted(said, key=lambda each: each[0]), key=lambda each: each[0])
        return [_row(on, list(parts)) for on, parts in days]

    @cached_property
    def svg(self) -> SafeString:
        """Two drawings, for a wide and a narrow page; the style sheet shows one of them."""
        if not self.points and not self.sessions:
            return svg.safe("")
        wide = Drawing(self, 760, 330, form="wide", right=118).svg()
        narrow = Drawing(self, 340, 320, form="narrow", right=10).svg()
        return svg.safe(f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>')


def _difference(first: Point, last: Point) -> str:
    change = (last.value or 0) - (first.value or 0)
    said = {"by": wording.number(abs(change)), "from": wording.number(first.value)}
    if change == 0:
        return _("The same as at the first (%(from)s).") % said
    if change < 0:
        return _("%(by)s lower than the first (%(from)s).") % said
    return _("%(by)s higher than the first (%(from)s).") % said


def _value(point: Point) -> str:
    return _("no total") if point.value is None else wording.number(point.value)


def _session(held: Held) -> str:
    return _("Session %(n)s") % {"n": held.number} if held.number else _("Session not held")


def _row(on: date, parts: list[tuple[date, str, str]]) -> Row:
    values = ", ".join(value for _on, value, _text in parts if value)
    return Row(on, values, "; ".join(text for _on, _value, text in parts if text))


class Drawing:
    """One score chart at one size. Each method draws one layer, back to front."""

    def __init__(
        self, chart: ScoreChart, width: int, height: int, *, form: str, right: int
    ) -> None:
        self.chart, self.width, self.height, self.form = chart, width, height, form
        self.is_wide = form == "wide"
        first, last = _span(chart)
        self.x = svg.Days(first, last, 52 if self.is_wide else 26, width - right)
        self.shown = [event for event in chart.lettered if first <= event.on <= last]
        self.lanes = list(self._lanes())
        self.top = 42 + 19 * (max((lane for _e, lane, _n in self.lanes), default=-1) + 1)
        self.bottom = height - (46 if chart.sessions else 22)
        self.y = svg.Scale(chart.lowest, chart.highest, self.bottom, self.top)

    def svg(self) -> str:
        chart = self.chart
        layers = [*self.frame(), *self.limits(), *self.marks(), *self.visits(), *self.scores()]
        return svg.picture(
            layers,
            box=(0, 0, self.width, self.height),
            title=chart.title,
            words=f"{chart.words} {_counts(chart)}",
            key=f"chart-{chart.key or slugify(chart.name)}-{self.form}",
        )

    def frame(self) -> Iterator[str]:
        """Grid, numbers, dates, and which way is which."""
        start, end = self.x.start, self.x.end
        for tick in self.y.ticks():
            yield svg.line(start, self.y(tick), end, self.y(tick), "grid")
            yield svg.text(tick, start - 8, self.y(tick) + 4, anchor="end")
        yield svg.line(start, self.bottom, end, self.bottom, "axis")
        if self.chart.higher:
            words = _("↑ higher = %(what)s") % {"what": self.chart.higher}
            yield svg.text(words, 0, 12, "direction")
        for day in self.x.ticks(9 if self.is_wide else 4):
            yield svg.line(self.x(day), self.bottom, self.x(day), self.bottom + 4, "axis")
            yield svg.text(_tick(day, self.x), self.x(day), self.bottom + 17, anchor="middle")
        if self.chart.today and self.x.first <= self.chart.today <= self.x.last:
            at = self.x(self.chart.today)
            yield svg.line(at, self.top, at, self.bottom, "today")
            yield svg.text(_("today"), at, self.top - 5, anchor="middle")

    def limits(self) -> Iterator[str]:
        """The lines across, each with its number, and its name where the margin has room."""
        for limit in self.chart.thresholds:
            at, words = self.y(limit.at), f"{wording.number(limit.at)} {limit.name}"
            yield svg.line(self.x.start, at, self.x.end, at, "threshold")
            if self.is_wide:
                fits = svg.width(words) <= self.width - self.x.end - 6
                said = words if fits else wording.number(limit.at)
                yield svg.text(said, self.x.end + 6, at + 4, "threshold-name")
            else:
                yield svg.text(
                    wording.number(limit.at), self.x.end, at - 4, "threshold-name", "end"
                )

    def _lanes(self) -> Iterator[tuple[Lettered, int, str]]:
        """Each event with the row its flag stands in, and its name where that fits."""
        ends = [-10.0] * LANES
        for event in self.shown:
            at = self.x(event.on)
            name = event.name if self.is_wide and len(event.name) <= 34 else ""
            free = [n for n, end in enumerate(ends) if end + 4 < at - 8]
            lane = free[0] if free else min(range(LANES), key=lambda n: ends[n])
            if name and at + 14 + svg.width(name) > self.width:
                name = ""
            ends[lane] = at + 14 + svg.width(name)
            yield event, lane, name

    def marks(self) -> Iterator[str]:
        """Life events: a line, a lettered flag, and the name where there is room."""
        for event, lane, name in self.lanes:
            at, up = self.x(event.on), 22 + 19 * lane
            title = svg.tag("title", escape(f"{wording.long_date(event.on)}: {event.name}"))
            flag = svg.tag("rect", x=at - 8, y=up, width=16, height=16, rx=3, class_="event-flag")
            letter = svg.text(event.letter, at, up + 12, "event-letter", "middle")
            yield svg.line(at, up + 16, at, self.bottom, "event")
            yield svg.tag("g", title, flag, letter)
            if name:
                yield svg.text(name, at + 12, up + 12, "event-name")

    def visits(self) -> Iterator[str]:
        """Sessions in a strip below the dates, numbered as far as there is room."""
        if not self.chart.sessions:
            return
        up, end = self.height - 10, -99.0
        yield svg.text(_("Session") if self.is_wide else "", 0, up + 4)
        for held in self.chart.sessions:
            at = self.x(held.on)
            said = svg.tag("title", escape(f"{wording.long_date(held.on)}: {_session(held)}"))
            if not held.number:
                yield svg.tag("circle", said, cx=at, cy=up, r=3.5, class_="session-missed")
            elif at - end >= 16:
                yield svg.tag("g", said, svg.text(held.number, at, up + 4, "value", "middle"))
                end = at
            else:
                yield svg.tag("circle", said, cx=at, cy=up, r=2.5, class_="session")

    def scores(self) -> Iterator[str]:
        """The line, broken where there is no total, then every point over it."""
        for run in _runs(self.chart.points):
            path = " ".join(f"{self.x(on):.1f},{self.y(value):.1f}" for on, value in run)
            yield svg.tag("polyline", points=path, class_="line")
        for point in self.chart.points:
            yield self._point(point)
        yield from self._values()

    def _point(self, point: Point) -> str:
        at = self.x(point.on)
        words = f"{wording.long_date(point.on)}: {_value(point)}"
        title = svg.tag("title", escape(", ".join(filter(None, [words, point.band, point.flag]))))
        if point.value is None:
            cross = f"M{at - 4:.1f},{self.bottom - 11:.1f}l8,8m0,-8l-8,8"
            return svg.tag("path", title, d=cross, class_="absent")
        up = self.y(point.value)
        if point.flag:
            diamond = f"M{at:.1f},{up - 7.5:.1f}l7.5,7.5l-7.5,7.5l-7.5,-7.5Z"
            return svg.tag("path", title, d=diamond, class_="flagged")
        is_last = point is self.chart.scored[-1]
        kind = "dot last" if is_last else "dot"
        return svg.tag("circle", title, cx=at, cy=up, r=5.5 if is_last else 4, class_=kind)

    def _values(self) -> Iterator[str]:
        """The numbers beside the points, the first and the last always, the rest if they fit."""
        scored, end = self.chart.scored, -99.0
        for n, point in enumerate(scored):
            at, up = self.x(point.on), self.y(point.value or 0)
            is_kept = n == len(scored) - 1 or not n
            after = self.x(scored[-1].on) - at
            if at - end < 22 or (not is_kept and after < 22):
                continue
            sides = [p.value or 0 for p in (*scored[max(n - 1, 0) : n], *scored[n + 1 : n + 2])]
            is_low = bool(sides) and all((point.value or 0) < side for side in sides)
            down = up + 20 if is_low and up + 24 < self.bottom else up - 11
            yield svg.text(wording.number(point.value), at, down, "value", "middle")
            end = at


def _runs(points: Sequence[Point]) -> Iterator[list[tuple[date, float]]]:
    """Stretches of points without a gap; a single point has no line."""
    for is_scored, run in groupby(points, key=lambda point: point.value is not None):
        drawn = [(point.on, point.value) for point in run if point.value is not None]
        if is_scored and len(drawn) > 1:
            yield drawn


def _span(chart: ScoreChart) -> tuple[date, date]:
    """From the first score or session, or a life event shortly before it, to the last of all."""
    days = [point.on for point in chart.points] + [held.on for held in chart.sessions]
    first, last = min(days), max(days)
    near = [event.on for event in chart.events if first - EARLIER <= event.on]
    late = [day for day in (*near, chart.today) if day is not None]
    first, last = min([first, *near]), max([last, *late])
    return first - timedelta(days=3), max(last, first + timedelta(days=14)) + timedelta(days=3)


def _tick(day: date, days: svg.Days) -> str:
    """3 Mar where weeks are counted, Mar where months are, with the year at its start."""
    if (days.last - days.first).days < 130:
        return written(day, "j M")
    return written(day, "M Y" if day.month == 1 else "M")


def _counts(chart: ScoreChart) -> str:
    said = {
        "scores": len(chart.scored),
        "sessions": len(chart.sessions),
        "events": len(chart.lettered),
    }
    return _("%(scores)s scores, %(sessions)s sessions and %(events)s life events.") % said


def sparkline(
    values: Sequence[float | None], *, lowest: float, highest: float, words: str
) -> SafeString:
    """The trend in a row of a table. `words` say it: "PHQ-9 19, 15, 9: falling"."""
    across, up = svg.Scale(0, max(len(values) - 1, 1), 3, 93), svg.Scale(lowest, highest, 34, 3)
    at = [(across(n), up(value)) for n, value in enumerate(values) if value is not None]
    if not at:
        return svg.safe("")
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    return svg.safe(
        f'<svg class="spark" viewBox="0 0 96 36" role="img" aria-label="{escape(words)}">'
        f'<line x1="3" x2="93" y1="34" y2="34"/><polyline points="{path}"/>'
        f'<circle cx="{at[-1][0]:.1f}" cy="{at[-1][1]:.1f}" r="3"/></svg>'
    )
