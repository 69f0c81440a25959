"""The timeline as one picture: life events above, scores below, onset and sessions on one axis.

Here: how it is drawn. Not here: which events there are, and any claim that one led to another.
A date that is not exact is drawn as wide as it is unsure. Gaps in the scores stay gaps.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from html import escape
from string import ascii_uppercase

from django.utils.dateformat import format as written
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.core.timeline import Event, When, shift_months
from kith.web import svg, wording
from kith.web.charts import Held, Point, Threshold

ROW = 22  # height of a lane of events
LANE = 26  # height of a lane of something that lasted
PANEL = 150  # height of the scores
FLAG = 8  # half a flag
LETTER = 6.4
WIDTHS = {"full": 1100, "wide": 760, "narrow": 340}
MOST_TICKS = {"full": 16, "wide": 11, "narrow": 4}
YEARS = (1, 2, 5, 10, 20)

_Drawn = tuple[float, float, Point]  # across, up, and what it shows


@dataclass(frozen=True)
class Series:
    """The scores of one instrument, in unbroken runs."""

    name: str
    lowest: float
    highest: float
    higher: str
    runs: Sequence[Sequence[Point]]
    thresholds: Sequence[Threshold] = ()


@dataclass(frozen=True)
class Lettered:
    """A life event with the letter that stands for it in the picture."""

    letter: str
    event: Event


@dataclass(frozen=True)
class Span:
    """A stretch of time with its words; without `last` it goes on."""

    first: date
    last: date | None
    words: str


@dataclass(frozen=True)
class Lasting:
    """Something that lasted, span by span: a medicine with its doses."""

    name: str
    spans: Sequence[Span]

    def shows(self, first: date, last: date) -> bool:
        """Whether any of it lies between two days."""
        return any(one.first <= last and (one.last or last) >= first for one in self.spans)


@dataclass(frozen=True, kw_only=True)
class LifeLine:
    """All of one picture, from `first` to `last`."""

    first: date
    last: date
    title: str
    events: Sequence[Event]
    onset: When | None = None
    window_from: date | None = None  # where the months before the onset begin
    series: Series | None = None
    sessions: Sequence[Held] = ()
    lasting: Sequence[Lasting] = ()
    today: date | None = None

    @property
    def lanes(self) -> list[Lasting]:
        """What lasted inside the picture, a lane for each."""
        return [one for one in self.lasting if one.shows(self.first, self.last)]

    @cached_property
    def lettered(self) -> list[Lettered]:
        """The events inside the picture, in the order of time, each with its letter."""
        inside = [
            event
            for event in self.events
            if event.when.earliest <= self.last and event.when.latest >= self.first
        ]
        return [
            Lettered(ascii_uppercase[n % 26] * (n // 26 + 1), event)
            for n, event in enumerate(inside)
        ]

    @property
    def outside(self) -> int:
        """How many events the picture leaves out."""
        return len(self.events) - len(self.lettered)

    @property
    def words(self) -> str:
        """The picture in a sentence, for those who do not see it."""
        events, held = len(self.lettered), sum(bool(one.number) for one in self.sessions)
        said = [ngettext("%(n)s life event", "%(n)s life events", events) % {"n": events}]
        if self.onset:
            said.append(_("onset %(when)s") % {"when": self.onset.phrase})
        if self.series:
            scores = sum(len(run) for run in self.series.runs)
            words = ngettext("%(n)s score of %(name)s", "%(n)s scores of %(name)s", scores)
            said.append(words % {"n": scores, "name": self.series.name})
        if self.lanes:
            medicines = ngettext("%(n)s medicine", "%(n)s medicines", len(self.lanes))
            said.append(medicines % {"n": len(self.lanes)})
        said.append(ngettext("%(n)s session", "%(n)s sessions", held) % {"n": held})
        return f"{', '.join(said)}."

    @property
    def svg(self) -> SafeString:
        """A drawing for each width of page; the style sheet shows one of them."""
        drawn = [
            svg.tag("div", _Drawing(self, form, width).draw(), class_=form)
            for form, width in WIDTHS.items()
        ]
        return svg.safe("".join(drawn))


class _Drawing:
    """One timeline at one size; each method draws one layer."""

    def __init__(self, line: LifeLine, form: str, width: int) -> None:
        self.line, self.form, self.width = line, form, width
        self.is_named = form != "narrow"
        self.x = svg.Days(line.first, line.last, 34, width - (56 if self.is_named else 12))
        self.places = list(self._lanes())
        lanes = 1 + max((lane for _e, lane, _n in self.places), default=0)
        self.top = 34
        self.lasting = self.top + ROW * lanes + 4
        self.middle = self.lasting + LANE * len(line.lanes) + 8
        self.bottom = self.middle + (PANEL if line.series else 8)
        self.height = self.bottom + (46 if line.sessions else 26)

    def draw(self) -> str:
        layers = [*self.onset(), *self.axis(), *self.happened(), *self.lasted()]
        layers += [*self.scores(), *self.visits()]
        return svg.picture(
            layers,
            box=(0, 0, self.width, self.height),
            title=self.line.title,
            words=self.line.words,
            key=f"timeline-{self.form}",
        )

    def at(self, day: date) -> float:
        """Where a day stands, never beyond the edges."""
        return self.x(min(max(day, self.line.first), self.line.last))

    # ------------------------------------------------------------ the ground

    def onset(self) -> Iterator[str]:
        """The stretch in which the symptoms began, and the months before it."""
        onset = self.line.onset
        if onset is None or onset.latest < self.line.first:
            return
        start, end = (
            self.at(onset.earliest),
            max(self.at(onset.latest), self.at(onset.earliest) + 3),
        )
        tall = self.bottom - 18
        if self.line.window_from:
            before = self.at(self.line.window_from)
            width = max(start - before, 0)
            yield svg.tag("rect", x=before, y=18, width=width, height=tall, class_="before")
        yield svg.tag("rect", x=start, y=18, width=end - start, height=tall, class_="onset")
        words = _("onset, %(when)s") % {"when": onset.words}
        reach = end + 8 + svg.width(words)
        room = reach < (self.at(self.line.today) if self.line.today else self.width)
        yield svg.text(
            words, end + 4 if room else start - 4, 28, "onset-name", "start" if room else "end"
        )

    def axis(self) -> Iterator[str]:
        start, end = self.x.start, self.x.end
        yield svg.line(start, self.bottom, end, self.bottom, "axis")
        for day, words in _ticks(self.line.first, self.line.last, MOST_TICKS[self.form]):
            yield svg.line(self.x(day), self.top, self.x(day), self.bottom, "grid")
            yield svg.text(words, self.x(day), self.bottom + 17, anchor="middle")
        if self.line.today and self.line.first <= self.line.today <= self.line.last:
            at = self.x(self.line.today)
            yield svg.line(at, 18, at, self.bottom, "today")
            yield svg.text(_("today"), at, 12, anchor="end" if at > self.width - 30 else "middle")

    # ------------------------------------------------------------ life events

    def _lanes(self) -> Iterator[tuple[Lettered, int, str]]:
        """Each event with the lane it stands in, and its name where that fits; none overlaps."""
        ends: list[float] = []
        for each in self.line.lettered:
            start, end, at = self._extent(each.event)
            name = each.event.title if self.is_named and len(each.event.title) <= 40 else ""
            if at + FLAG + 6 + svg.width(name, LETTER) > self.width:
                name = ""
            reach = max(end, at + FLAG + (6 + svg.width(name, LETTER) if name else 0))
            lane = next((n for n, taken in enumerate(ends) if taken + 5 < start), len(ends))
            ends[lane : lane + 1] = [reach]
            yield each, lane, name

    def _extent(self, event: Event) -> tuple[float, float, float]:
        """From where to where the event is drawn, and where its flag stands."""
        first, last = self.at(event.when.earliest), self.at(event.when.latest)
        at = (first + last) / 2
        return min(first, at - FLAG), max(last, at + FLAG), at

    def happened(self) -> Iterator[str]:
        for each, lane, name in self.places:
            event, up = each.event, self.top + ROW * lane + FLAG
            first, last = self.at(event.when.earliest), self.at(event.when.latest)
            _start, _end, at = self._extent(event)
            said = f"{event.when.words}: {event.title}"
            parts = [svg.tag("title", escape(said))]
            if last - first > 4:
                parts.append(svg.line(first, up, last, up, "unsure"))
            parts += [*_flag(at, up, event.valence), _letter(each.letter, at, up, event.valence)]
            if name:
                parts.append(svg.text(name, at + FLAG + 5, up + 4, "event-name"))
            yield svg.tag("g", *parts, data_event=event.id)

    def lasted(self) -> Iterator[str]:
        """A lane for each medicine: a bar while it was taken, a mark where the dose changed."""
        for n, one in enumerate(self.line.lanes):
            up = self.lasting + LANE * (n + 1) - 6
            for number, span in enumerate(one.spans):
                if not one.shows(self.line.first, self.line.last) or span.first > self.line.last:
                    continue
                until = span.last or self.line.today or self.line.last
                start, end = self.at(span.first), self.at(until)
                title = svg.tag("title", escape(f"{one.name}: {span.words}"))
                parts = [title, svg.line(start, up, max(end, start + 3), up, "lasting")]
                if number and span.first >= self.line.first:
                    parts.append(svg.line(start, up - 5, start, up + 5, "lasting-change"))
                yield svg.tag("g", *parts)
            begins = self.at(one.spans[0].first)
            is_left = begins + svg.width(one.name, LETTER) < self.width - 6
            at, anchor = (begins, "start") if is_left else (self.x.end, "end")
            yield svg.text(one.name, at, up - 6, "event-name", anchor)

    # ------------------------------------------------------------ scores and sessions

    def scores(self) -> Iterator[str]:
        series = self.line.series
        if series is None:
            return
        y = svg.Scale(series.lowest, series.highest, self.bottom, self.middle + 16)
        higher = _("%(name)s: ↑ higher = %(what)s") % {"name": series.name, "what": series.higher}
        yield svg.text(higher, self.x.start + 4, self.middle + 6, "direction")
        for tick in y.ticks(5):
            yield svg.text(tick, self.x.start - 8, y(tick) + 4, anchor="end")
        runs = [
            [(self.x(p.on), y(p.value or 0), p) for p in run if self._shows(p.on)]
            for run in series.runs
        ]
        yield from self._limits(series, y, [at for run in runs for at in run])
        for run in filter(None, runs):
            path = " ".join(f"{x:.1f},{up:.1f}" for x, up, _point in run)
            yield svg.tag("polyline", points=path, class_="line")
            for x, up, point in run:
                yield svg.tag("circle", _title(point), cx=x, cy=up, r=3, class_="dot")
        ends = [run[n] for run, n in ((runs[0], 0), (runs[-1], -1)) if run]
        for x, up, point in {id(end[2]): end for end in ends}.values():
            yield svg.text(wording.number(point.value), x, up - 8, "value", "middle")

    def _limits(self, series: Series, y: svg.Scale, points: Sequence[_Drawn]) -> Iterator[str]:
        """Thresholds with their names, on the side where fewer points stand."""
        for limit in series.thresholds:
            up, words = y(limit.at), f"{wording.number(limit.at)} {limit.name}"
            near = [x for x, point_up, _point in points if abs(point_up - up + 8) < 14]
            reach = svg.width(words) + 12
            left = sum(x < self.x.start + reach for x in near)
            right = sum(x > self.x.end - reach for x in near)
            yield svg.line(self.x.start, up, self.x.end, up, "threshold")
            if right < left:
                yield svg.text(words, self.x.end - 4, up - 4, "threshold-name", "end")
            else:
                yield svg.text(words, self.x.start + 4, up - 4, "threshold-name")

    def _shows(self, day: date) -> bool:
        return self.line.first <= day <= self.line.last

    def visits(self) -> Iterator[str]:
        up = self.height - 10
        inside = [one for one in self.line.sessions if self._shows(one.on)]
        for held in inside:
            words = _("Session %(n)s") % {"n": held.number} if held.number else _("Not held")
            title = svg.tag("title", escape(f"{wording.long_date(held.on)}: {words}"))
            kind = "session" if held.number else "session-missed"
            yield svg.tag("circle", title, cx=self.x(held.on), cy=up, r=2.5, class_=kind)
        if inside:
            at = self.x(inside[0].on) - 8
            yield svg.text(_("sessions"), at, up + 4, anchor="end")


def _title(point: Point) -> str:
    words = f"{wording.long_date(point.on)}: {wording.number(point.value)}"
    return svg.tag("title", escape(", ".join(filter(None, [words, point.band]))))


def _flag(at: float, up: float, valence: str) -> Iterator[str]:
    """A filled square for what was hard, an open one for mixed, an open circle for good."""
    kind = "event-flag" if valence == "bad" else "event-flag open"
    round_ = FLAG if valence == "good" else 2
    side = 2 * FLAG
    yield svg.tag("rect", x=at - FLAG, y=up - FLAG, width=side, height=side, rx=round_, class_=kind)


def _letter(letter: str, at: float, up: float, valence: str) -> str:
    kind = "event-letter" if valence == "bad" else "event-letter open"
    return svg.text(letter, at, up + 4, kind, "middle")


def _ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Days of the axis with their words: months while there is room, then years."""
    months = (last - first).days / 30.44
    for step in (1, 2, 3, 6):
        if months / step <= most:
            days = _firsts(first, last, step)
            return [(day, _month(day, is_first=n == 0)) for n, day in enumerate(days)]
    step = next((each for each in YEARS if months / 12 / each <= most), YEARS[-1])
    days = [day for day in _firsts(first, last, 12) if day.year % step == 0]
    return [(day, str(day.year)) for day in days]


def _firsts(first: date, last: date, step: int) -> list[date]:
    """The first day of every so manieth month within two dates."""
    day = shift_months(first.replace(day=1), 1) if first.day > 1 else first
    while (day.month - 1) % step:
        day = shift_months(day, 1)
    days = []
    while day <= last:
        days.append(day)
        day = shift_months(day, step)
    return days


def _month(day: date, *, is_first: bool) -> str:
    return written(day, "M Y" if is_first or day.month == 1 else "M")


def padded(first: date, last: date) -> tuple[date, date]:
    """The two days with a little air, at least two months apart."""
    if (last - first).days < 60:
        first = last - timedelta(days=60)
    air = timedelta(days=max(4, (last - first).days // 40))
    return first - air, last + air
