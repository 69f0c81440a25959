"""The rhythm diary drawn on the server: clock times by day, nights, and the score of each week.

One axis of days for all three. Every activity has a shape of its own, so that nothing hangs on
colour; a usual time is a band round it, as wide as what counts as a hit; a day without a word is
left empty. The same stands in tables beside it. What is regular is core's business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from html import escape

from django.utils.dateformat import format as written
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.core.rhythm import DAY, Day, Night, anchors, clock_words
from kith.core.rhythm_score import WINDOW, Week
from kith.web import svg, wording

WIDE, NARROW = 760, 340
PHONE_DAYS = 14
HOUR = 60
TALL = 280  # of the panel of clock times
PANEL = 74  # of the nights, and of the weeks
GAP = 34
MARK = 4.5
SHAPES = {"rise": "circle", "contact": "ring", "start": "square", "dinner": "diamond",
          "bed": "triangle"}  # fmt: skip


@dataclass(frozen=True)
class RhythmChart:
    """A stretch of days; the macro `rhythm_chart` lays it out."""

    first: date
    last: date
    days: Sequence[Day]
    nights: Sequence[Night]
    weeks: Sequence[Week]
    title: str = ""

    @cached_property
    def words(self) -> str:
        """How much was kept, and the last score, as one would say it."""
        kept = sum(day.is_kept for day in self.days)
        of = (self.last - self.first).days + 1
        said = ngettext("%(n)s day of %(of)s is kept.", "%(n)s days of %(of)s are kept.", kept)
        scored = [week for week in self.weeks if week.is_whole and week.score.value is not None]
        parts = [said % {"n": kept, "of": of}]
        if scored:
            known = {
                "score": f"{scored[-1].score.value:.1f}",
                "day": wording.long_date(scored[-1].last),
            }
            parts.append(_("Regularity in the week to %(day)s: %(score)s of 7.") % known)
        return " ".join(parts)

    @property
    def svg(self) -> SafeString:
        """Two drawings, for a wide page and for a phone, which shows the last two weeks."""
        if not self.days:
            return svg.safe("")
        since = max(self.first, self.last - timedelta(days=PHONE_DAYS - 1))
        wide = _Drawing(self, self.first, WIDE, form="wide").svg()
        narrow = _Drawing(self, since, NARROW, form="narrow").svg()
        return svg.safe(f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>')


def key_mark(anchor: str) -> SafeString:
    """The shape of an activity, for the key."""
    mark = _mark(anchor, 8, 8)
    return svg.safe(
        svg.tag("svg", mark, viewBox="0 0 16 16", class_="flag-mark", aria_hidden="true")
    )


class _Drawing:
    """One chart at one size. Each method draws one layer."""

    def __init__(self, chart: RhythmChart, first: date, width: int, *, form: str) -> None:
        self.chart, self.first, self.width, self.form = chart, first, width, form
        self.days = [day for day in chart.days if first <= day.on <= chart.last]
        half = (width - 62) / ((chart.last - first).days + 1) / 2
        self.x = svg.Days(first, chart.last, 48 + half, width - 14 - half)
        self.half = half
        placed = [one for day in self.days for name in anchors() if (one := day.placed(name))]
        early = min([*placed, 6 * HOUR]) // HOUR * HOUR
        late = -(-max([*placed, 24 * HOUR]) // HOUR) * HOUR
        self.early, self.late = early - 30, late + 30
        self.top, self.bottom = 20.0, 20.0 + TALL
        self.y = svg.Scale(self.early, self.late, self.top, self.bottom)
        self.nights = self.bottom + GAP
        self.weeks = self.nights + PANEL + GAP
        self.height = self.weeks + PANEL + 24

    def svg(self) -> str:
        layers = [*self.grid(), *self.bands(), *self.times(), *self.sleep(), *self.scores()]
        return svg.picture(
            layers,
            box=(0, 0, self.width, self.height),
            title=self.chart.title,
            words=self.chart.words,
            key=f"rhythm-{self.form}",
        )

    def grid(self) -> Iterator[str]:
        """Hours across, days along; later is lower, as a day goes by."""
        start, end = 48, self.width - 14
        step = 2 * HOUR if self.late - self.early < 26 * HOUR else 3 * HOUR
        first = -(-self.early // step) * step
        for hour in range(int(first), int(self.late) + 1, step):
            kind = "axis" if hour == DAY else "grid"
            yield svg.line(start, self.y(hour), end, self.y(hour), kind)
            yield svg.text(clock_words(hour), start - 8, self.y(hour) + 4, anchor="end")
        yield svg.text(_("↓ later in the day"), 0, 12, "direction")
        for day in self.x.ticks(9 if self.form == "wide" else 3):
            yield svg.text(written(day, "j M"), self.x(day), self.height - 4, anchor="middle")
            yield svg.line(self.x(day), self.top, self.x(day), self.height - 20, "grid")

    def bands(self) -> Iterator[str]:
        """The usual time of each week: from 45 minutes before to 45 after."""
        for week in self.chart.weeks:
            first, last = max(week.first, self.first), min(week.last, self.chart.last)
            if first > last:
                continue
            left, right = self.x(first) - self.half, self.x(last) + self.half
            for name, item in week.score.items.items():
                if item.habitual is None:
                    continue
                middle = self._beside(name, float(item.habitual), first, last)
                up, down = self.y(middle - WINDOW), self.y(middle + WINDOW)
                said = f"{anchors()[name].title}: {clock_words(middle)}"
                yield svg.tag(
                    "rect",
                    svg.tag("title", escape(said)),
                    x=left + 1,
                    y=up,
                    width=right - left - 2,
                    height=down - up,
                    rx=3,
                    class_="usual",
                )

    def _beside(self, name: str, middle: float, first: date, last: date) -> float:
        """The usual time on the side of midnight on which its own dots stand."""
        here = [day.placed(name) for day in self.days if first <= day.on <= last]
        known = [one for one in here if one is not None]
        is_late = bool(known) and sum(known) / len(known) - middle > DAY / 2
        return middle + DAY if is_late else middle

    def times(self) -> Iterator[str]:
        for day in self.days:
            for name in anchors():
                placed = day.placed(name)
                if placed is None:
                    continue
                said = f"{wording.long_date(day.on)}, {anchors()[name].title}: "
                title = svg.tag("title", escape(said + clock_words(placed)))
                yield svg.tag("g", title, _mark(name, self.x(day.on), self.y(placed)))

    def sleep(self) -> Iterator[str]:
        """A bar for each night that is known, standing on the day it ended."""
        known = [one for one in self.chart.nights if one.minutes is not None]
        shown = [one for one in known if self.first <= one.on <= self.chart.last]
        y = svg.Scale(0, 12, self.nights + PANEL, self.nights)
        yield svg.text(_("Hours of sleep"), 0, self.nights - 8, "direction")
        for hours in (0, 6, 12):
            yield svg.line(48, y(hours), self.width - 14, y(hours), "axis" if not hours else "grid")
            yield svg.text(hours, 40, y(hours) + 4, anchor="end")
        wide = min(self.half * 1.3, 11)
        for night in shown:
            up = y(min((night.minutes or 0) / 60, 12))
            title = svg.tag("title", escape(f"{wording.long_date(night.on)}: {night.words}"))
            yield svg.tag(
                "rect",
                title,
                x=self.x(night.on) - wide / 2,
                y=up,
                width=wide,
                height=max(y(0) - up, 1.5),
                class_="night",
            )

    def scores(self) -> Iterator[str]:
        """A point for each week in its middle; a week that is not over is open and apart."""
        y = svg.Scale(0, 7, self.weeks + PANEL, self.weeks)
        yield svg.text(_("Regularity of the week, 0 to 7"), 0, self.weeks - 8, "direction")
        for score in (0, 7):
            yield svg.line(48, y(score), self.width - 14, y(score), "grid" if score else "axis")
            yield svg.text(score, 40, y(score) + 4, anchor="end")
        run: list[str] = []
        points: list[str] = []
        for week in self.chart.weeks:
            at = self._middle(week)
            value = week.score.value
            if at is None:
                continue
            if value is None or not week.is_whole:
                yield from _line(run)
                run = []
            if value is None:
                continue
            up = y(value)
            if week.is_whole:
                run.append(f"{at:.1f},{up:.1f}")
            said = _("Week to %(day)s") % {"day": wording.long_date(week.last)}
            title = svg.tag("title", escape(f"{said}: {value:.1f}"))
            kind = "dot last" if week.is_whole else "dot"
            points.append(svg.tag("circle", title, cx=at, cy=up, r=4, class_=kind))
            number = f"{value:.1f}" if week.is_whole else _("%(n)s so far") % {"n": f"{value:.1f}"}
            down = up + 17 if up < self.weeks + 14 else up - 9
            points.append(svg.text(number, at, down, "value", "middle"))
        yield from _line(run)
        yield from points

    def _middle(self, week: Week) -> float | None:
        """Where a week's point stands: in the middle of what is seen of it."""
        first = max(week.first, self.first)
        last = min(week.last, self.chart.last)
        return (self.x(first) + self.x(last)) / 2 if first <= last else None


def _line(run: list[str]) -> Iterator[str]:
    if len(run) > 1:
        yield svg.tag("polyline", points=" ".join(run), class_="line")


def _mark(anchor: str, x: float, y: float) -> str:
    """The shape of an activity; dots that are full begin and end a day."""
    shape, r = SHAPES[anchor], MARK
    kind = "at" if shape in {"circle", "triangle"} else "at open"
    if shape in {"circle", "ring"}:
        return svg.tag("circle", cx=x, cy=y, r=r - 0.5, class_=kind)
    if shape == "square":
        side = 2 * r - 2
        return svg.tag("rect", x=x - r + 1, y=y - r + 1, width=side, height=side, class_=kind)
    if shape == "diamond":
        far = r + 1
        points = [(x, y - far), (x + far, y), (x, y + far), (x - far, y)]
    else:
        points = [(x - r - 0.5, y - r + 0.5), (x + r + 0.5, y - r + 0.5), (x, y + r + 0.5)]
    said = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
    return svg.tag("polygon", points=said, class_=kind)
