"""One client's record while it is being written: who writes it, and what day it is then.

Here: time and place, and what was written so far that later lines refer to. Not here: what is
written (arrival, asking, beginning, course).
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from kith.demo.tale import Attempt, Tale
from kith.record import clock

if TYPE_CHECKING:
    from kith.record.models import (
        Alert,
        DiaryLink,
        Episode,
        InterpersonalFocus,
        Medication,
        Person,
        Staff,
        Task,
        Team,
    )

MONTH = 30.44


@dataclass(frozen=True)
class Place:
    """Who sees a client, and on which day and at what hour the next session is."""

    therapist: "Staff"
    supervisor: "Staff"
    lead: "Staff"
    team: "Team"
    room: str
    next_day: date
    hour: time
    beside: "Staff | None" = None  # who leads a group with the therapist


@dataclass
class Chart:
    """One record, as far as it is written."""

    tale: Tale
    place: Place
    lots: random.Random
    now: datetime  # the day of loading: nothing is written after it
    referred: date
    first_day: date
    episode: "Episode" = field(init=False)
    people: "dict[str, Person]" = field(default_factory=dict)
    tasks: "list[tuple[Task, Attempt]]" = field(default_factory=list)  # set last time
    alerts: "list[Alert]" = field(default_factory=list)  # not settled yet
    held: int = 0
    ended: bool = False
    level: int = 15  # the PHQ-9 of somebody whose sessions lie ahead
    medicines: "dict[int, Medication]" = field(default_factory=dict)
    focus: "InterpersonalFocus | None" = None
    diary_link: "DiaryLink | None" = None
    diary_from: date | None = None
    diary_next: date | None = None  # the first page that is not written

    @property
    def by(self) -> "Staff":
        """Whose client it is."""
        return self.place.therapist

    @contextmanager
    def on(self, day: date, hour: int, minute: int = 0) -> Iterator[None]:
        """Live on that day, at that hour; never later than the day of loading."""
        moment = moment_at(day, time(hour, minute))
        with clock.at(min(moment, self.now)):
            yield

    def back(self, months: float) -> date:
        """The day so many months before the referral."""
        return self.referred - timedelta(days=round(months * MONTH))


def moment_at(day: date, hour: time) -> datetime:
    """A moment in the clinic's time zone."""
    return timezone.make_aware(datetime.combine(day, hour))


def later(hour: time, minutes: int) -> tuple[int, int]:
    """The hour and minute so long after a time of day."""
    whole = hour.hour * 60 + hour.minute + minutes
    return whole // 60, whole % 60
