"""What the rhythm room shows: the chart, one week day by day, every week in a row, and targets.

Nothing here decides: core says how regular a week was, with its rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.dateformat import format as written
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core import rhythm as core
from kith.core.protocols.parts import Watch
from kith.core.rhythm import Day, clock_words, night_of
from kith.core.rhythm_score import STEADY, WEEK, Outliers, Target, Week, near
from kith.record import access, rhythm
from kith.web import rhythm_forms as forms
from kith.web.charts_rhythm import RhythmChart, key_mark
from kith.web.clinic.rooms import Room

if TYPE_CHECKING:
    from kith.record.models import DiaryDay, DiaryTarget

SPANS = {"2": gettext_lazy("2 weeks"), "6": gettext_lazy("6 weeks"), "13": gettext_lazy("3 months")}
READINGS: Mapping[str, Outliers] = {"count": "count", "leave_out": "leave_out"}


@dataclass(frozen=True)
class Page:
    """One day as the week's table shows it."""

    on: date
    cells: Sequence[str]
    night: str
    mood: str
    by: str
    is_aside: bool
    is_ahead: bool

    @property
    def key(self) -> str:
        """What its address carries."""
        return self.on.isoformat()

    @property
    def weekday(self) -> str:
        """Mon 2 Mar, never parted."""
        return written(self.on, "D j M").replace(" ", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True)
class Line:
    """One week as the table of weeks shows it."""

    week: Week
    usual: Sequence[str]
    sleep: str
    touched: int  # entries taken over as usual, with one touch

    @property
    def score(self) -> str:
        """The score of the week, or nothing."""
        return "" if self.week.score.value is None else f"{self.week.score.value:.2f}"

    @property
    def missing(self) -> int:
        """How many entries nobody made."""
        return sum(self.week.missing.values())


@dataclass(frozen=True)
class Aim:
    """A target, what is meant this week, and how near the last days came."""

    row: "DiaryTarget"
    target: Target
    now: date
    days: Sequence[Day]

    @property
    def title(self) -> str:
        """The activity."""
        return core.anchors()[self.target.anchor].title

    @property
    def words(self) -> str:
        """7:30, by 15 minutes a week from 9:00."""
        known = {"at": clock_words(self.target.at), "step": self.target.step}
        if self.target.start is None or not self.target.step:
            return _("%(at)s") % known
        known["start"] = clock_words(self.target.start)
        return _("%(at)s, by %(step)s minutes a week from %(start)s") % known

    @property
    def this_week(self) -> str:
        """The time meant now."""
        return clock_words(self.target.on(self.now))

    @cached_property
    def reached(self) -> tuple[int, int]:
        """On how many of the last seven kept days it was within the window of the time meant."""
        since = self.now - timedelta(days=WEEK - 1)
        lately = [day for day in self.days if since <= day.on <= self.now]
        known = [(day.on, at) for day in lately if (at := day.at(self.target.anchor)) is not None]
        return sum(near(at, self.target.on(on)) for on, at in known), len(known)


def shown(room: Room, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what the room shows of a diary, as the address asks for it."""
    kept = rhythm.kept(room.episode)
    if kept is None:
        return {"kept": None}
    today = rhythm.today()
    outliers = READINGS.get(asked.get("outliers", ""), "count")
    weeks = kept.weeks(today, outliers)
    span = asked.get("span", "") if asked.get("span", "") in SPANS else "6"
    chosen = _chosen(weeks, asked.get("week", ""))
    return {
        "kept": kept,
        "chart": _chart(room, kept, weeks, int(span)),
        "key": [(key_mark(name), anchor.title) for name, anchor in core.anchors().items()],
        "span": span,
        "spans": SPANS,
        "outliers": outliers,
        "anchors": core.anchors(),
        "lines": [_line(kept, week) for week in reversed(weeks)],
        "week": chosen,
        "earlier": chosen.number - 1 if chosen.number > 1 else None,
        "later": chosen.number + 1 if chosen.number < len(weeks) else None,
        "pages": _pages(room, kept, chosen, today),
        "last": next((week for week in reversed(weeks) if week.is_whole), None),
        "steady": STEADY,
        "today": today,
        "rules": {name: _rule(name) for name in core.rules()},
        "aims": _aims(room, kept, today),
    }


def _chosen(weeks: Sequence[Week], number: str) -> Week:
    """The week that the address names; else the last one."""
    return next((week for week in weeks if str(week.number) == number), weeks[-1])


def _chart(room: Room, kept: rhythm.Kept, weeks: Sequence[Week], span: int) -> RhythmChart:
    last = weeks[-1].last
    first = max(weeks[0].first, last - timedelta(days=WEEK * span - 1))
    return RhythmChart(
        first=first,
        last=last,
        days=[day for day in kept.days if first <= day.on <= last and day.is_kept],
        nights=kept.nights,
        weeks=[week for week in weeks if week.last >= first],
        title=_("The days of %(name)s") % {"name": room.client.first_name},
    )


def _line(kept: rhythm.Kept, week: Week) -> Line:
    days = [day for day in kept.days if week.first <= day.on <= week.last]
    nights = [one.minutes for one in kept.nights if week.first <= one.on <= week.last]
    known = [one for one in nights if one is not None]
    mean = _("%(mean)s (%(n)s nights)") % {
        "mean": core.length_words(round(sum(known) / len(known))) if known else "",
        "n": len(known),
    }
    return Line(
        week=week,
        usual=[_usual(item.habitual, item.hits, item.days) for item in week.score.items.values()],
        sleep=mean if known else "",
        touched=sum(entry.usual for day in days for entry in day.entries.values()),
    )


def _usual(habitual: Any, hits: int, days: int) -> str:
    if habitual is None:
        return ""
    known = {"at": clock_words(float(habitual)), "hits": hits, "days": days}
    return _("%(at)s, %(hits)s of %(days)s") % known


def _pages(room: Room, kept: rhythm.Kept, week: Week, today: date) -> list[Page]:
    dates = [week.first + timedelta(days=n) for n in range(WEEK)]
    return [_page(room, on, kept.row(on), is_ahead=on > today) for on in dates]


def _page(room: Room, on: date, row: "DiaryDay | None", *, is_ahead: bool) -> Page:
    day = rhythm.day_of(row) if row else Day(on)
    by = ""
    if row and day.is_kept:
        by = str(row.changed_by) if row.changed_by else room.client.first_name
    return Page(
        on=on,
        cells=[_cell(day, name) for name in core.anchors()],
        night=forms.night_words(day, night_of(day, rhythm.zone()).minutes),
        mood=forms.mood_words(day.mood),
        by=by,
        is_aside=bool(row and row.aside_at),
        is_ahead=is_ahead,
    )


def _cell(day: Day, name: str) -> str:
    entry = day.entries.get(name)
    words = forms.words_of(name, entry)
    return _("%(words)s (as usual)") % {"words": words} if entry and entry.usual else words


def _rule(name: str) -> dict[str, Any]:
    rule = core.rules()[name]
    return {
        "title": rule.title,
        "why": rule.why,
        "source": core.cite(rule),
        "verified": rule.verified,
    }


def _aims(room: Room, kept: rhythm.Kept, today: date) -> list[Aim]:
    rows = access.diary_targets(room.user).filter(episode=room.episode, left_on__isnull=True)
    order = list(core.anchors())
    aims = [Aim(row, rhythm.target_of(row), today, kept.days) for row in rows]
    return sorted(aims, key=lambda one: order.index(one.target.anchor))


def watches(room: Room) -> list[dict[str, Any]]:
    """Return the rules by which this course's diary is watched, each with why and source."""
    protocol = room.course.protocol
    return [_watch(rule, protocol.cite(rule)) for rule in protocol.watch if rule.diary]


def _watch(rule: Watch, source: str) -> dict[str, Any]:
    return {
        "title": rule.title,
        "level": rule.level,
        "action": rule.action,
        "why": rule.why,
        "source": source,
        "verified": rule.verified,
    }
