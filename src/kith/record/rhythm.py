"""From rows to the rhythm diary that core reads. Reads only.

Here: days, weeks and targets as core's own shapes, and the clock by which they are judged. Not
here: who may see them; a page hands over an episode that it got from `access`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property

from django.utils import timezone

from kith.core import rhythm
from kith.core.rhythm import Day, Entry, Night
from kith.core.rhythm_score import Outliers, Target, Week, weeks
from kith.record import clock
from kith.record.models import Diary, DiaryDay, DiaryTarget, Episode


@dataclass(frozen=True)
class Kept:
    """The diary of one course as it stands: its rows, and the same as core reads them."""

    begun_on: date
    rows: list[DiaryDay]

    @cached_property
    def days(self) -> list[Day]:
        """The pages that were kept, in order."""
        return [day_of(row) for row in self.rows]

    @cached_property
    def nights(self) -> list[Night]:
        """Each night of which something is known."""
        return [rhythm.night_of(day, zone()) for day in self.days if day.has_night]

    def weeks(self, until: date | None = None, outliers: Outliers = "count") -> list[Week]:
        """Every week from the beginning, empty ones too."""
        last = until or today()
        return weeks(self.days, begun=self.begun_on, until=last, outliers=outliers)

    def row(self, on: date) -> DiaryDay | None:
        """The page of one day, if it was begun."""
        return next((row for row in self.rows if row.on == on), None)


def kept(episode: Episode) -> Kept | None:
    """Return the diary of a course; None where none was begun."""
    diary = Diary.objects.filter(episode=episode).first()
    if diary is None:
        return None
    rows = DiaryDay.objects.filter(episode=episode).select_related("changed_by").order_by("on")
    return Kept(diary.begun_on, list(rows))


def targets(episode: Episode) -> list[Target]:
    """Return the times that are meant to be moved to now, in the order of a day."""
    rows = DiaryTarget.objects.filter(episode=episode, left_on__isnull=True)
    order = list(rhythm.anchors())
    return sorted(map(target_of, rows), key=lambda one: order.index(one.anchor))


def target_of(row: DiaryTarget) -> Target:
    """Return a target as core reads it."""
    return Target(row.anchor, row.at, row.start, row.step, row.agreed_on)


def day_of(row: DiaryDay) -> Day:
    """Return a page of the diary as core reads it."""
    return Day(
        on=row.on,
        # PostgreSQL keeps the keys of JSON in an order of its own
        entries=dict(in_order((name, Entry(**said)) for name, said in row.entries.items())),
        mood=row.mood,
        asleep=row.asleep,
        woke=row.woke,
        slept=row.slept,
        elsewhere=row.elsewhere,
    )


def put(row: DiaryDay, day: Day) -> None:
    """Write a day into its row."""
    row.entries = {
        name: {"at": entry.at, "who": entry.who, "usual": entry.usual}
        for name, entry in day.entries.items()
    }
    row.mood, row.asleep, row.woke = day.mood, day.asleep, day.woke
    row.slept, row.elsewhere = day.slept, day.elsewhere


def in_order(entries: Iterable[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
    """Return entries in the order of a day; what no day has stands last."""
    order = [*rhythm.anchors()]
    return sorted(entries, key=lambda one: order.index(one[0]) if one[0] in order else len(order))


def wall_clock() -> datetime:
    """Return the time on the clinic's wall, without a zone: what diary times are compared with."""
    return timezone.localtime(clock.now()).replace(tzinfo=None)


def zone() -> tzinfo:
    """Return the clinic's time zone."""
    return timezone.get_current_timezone()


def today() -> date:
    """Return the day that the diary is at: until four in the morning still the day before."""
    return rhythm.day_of(wall_clock())
