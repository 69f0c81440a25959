"""The rhythm diary: five daily anchors, who was there, mood and sleep, kept day by day.

Here: what a diary day holds, what it may hold, and how long a night was. Not here: how regular a
week was (rhythm_score), when a clinician must be told (watch), and how any of it is drawn.

Times are what the clock on the wall said, in minutes after midnight, on the client's own date:
nothing is converted when clocks change or a client travels. A time after midnight belongs to the
day that it ends: to bed at 00:40 on Tuesday's date is written on Monday's page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from kith.core.errors import AnswersError, Problem
from kith.core.knowledge import Table, shipped
from kith.core.protocols.terms import Shape, Term

DAY = 24 * 60
NOON = DAY // 2
NEW_DAY = 4 * 60
"""Until four in the morning the day before is still going on: nobody is asked about the next."""

LONGEST_NIGHT = 18 * 60
SOON = timedelta(minutes=15)  # a watch that runs fast is no mistake
MOODS = range(-5, 6)
NO_SUCH_TIME = "A day has the times from 0:00 to 23:59."
BED = "bed"
RISE = "rise"


class Anchor(Term):
    """One of the five activities, with the words in which a client is asked about it."""

    ask: str
    none: str
    hint: str = ""


class Company(Shape):
    """An answer to who was there."""

    value: int
    title: str
    ask: str


class _Table(Table):
    anchors: dict[str, Anchor]
    company: tuple[Company, ...]
    rules: dict[str, Term]


@cache
def _table() -> _Table:
    return shipped("rhythm", _Table)


def anchors() -> Mapping[str, Anchor]:
    """The five activities by id, in the order of a day."""
    return _table().anchors


def company() -> Mapping[int, Company]:
    """Who was there: 0 alone to 3 very stimulating."""
    return {one.value: one for one in _table().company}


def rules() -> Mapping[str, Term]:
    """The rules by which the diary is read."""
    return _table().rules


def cite(rule: Term) -> str:
    """Where a rule of the diary comes from, as a person reads it."""
    return _table().cite(rule)


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of one day. Without a time: it did not happen that day, and somebody said so.

    `usual`: the client took the usual time over with one touch, which may hide small differences.
    """

    at: int | None
    who: int | None = None
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One page of the diary. The night is the one that ended this morning.

    `slept`: minutes of sleep as said, which go before those between falling asleep and waking.
    `elsewhere`: the clocks changed or the client travelled, so no length is taken from clocks.
    """

    on: date
    entries: Mapping[str, Entry] = field(default_factory=dict)
    mood: int | None = None
    asleep: int | None = None
    woke: int | None = None
    slept: int | None = None
    elsewhere: bool = False

    @property
    def is_kept(self) -> bool:
        """Something of the day is known."""
        return bool(self.entries) or self.mood is not None or self.has_night

    @property
    def has_night(self) -> bool:
        """Something of the night is known."""
        return any(part is not None for part in (self.asleep, self.woke, self.slept))

    def at(self, anchor: str) -> int | None:
        """The time of an activity, if it happened and is known."""
        entry = self.entries.get(anchor)
        return entry.at if entry else None

    def placed(self, anchor: str) -> int | None:
        """Minutes from the midnight in which this day began: past midnight is more than a day.

        Bed before noon is of the morning after. Anything else before four in the morning is too,
        unless the client was up by then.
        """
        at = self.at(anchor)
        if at is None or anchor == RISE:
            return at
        if anchor == BED:
            return at + DAY if at < NOON else at
        rise = self.at(RISE)
        is_late = at < NEW_DAY and (rise is None or at < rise)
        return at + DAY if is_late else at


# ---------------------------------------------------------------- clock times

_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE)


def minutes_of(words: str) -> int:
    """Read a clock time: 7:30, 07.30, 0730, 7.30 pm. ValueError, in words, for what is none."""
    found = _TIME.fullmatch(words.strip())
    if not found or not words.strip().isascii():
        raise ValueError("Write the time like 7:30 or 22:15.")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(f"There is no {hour} {half}. Write the time like 7:30 or 22:15.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"There is no {words.strip()} on a clock. Write it like 7:30 or 22:15.")
    return hour * 60 + minute


def clock_words(minutes: float) -> str:
    """07:30; what lies past midnight is read as the clock shows it."""
    whole = round(minutes) % DAY
    return f"{whole // 60:02}:{whole % 60:02}"


def length_words(minutes: int) -> str:
    """7 h 30 min"""
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} h"] if hours or not rest else []
    return " ".join([*said, f"{rest} min"] if rest else said)


def day_of(moment: datetime) -> date:
    """The diary day of a moment on the client's clock: until four it is still the day before."""
    return (moment - timedelta(minutes=NEW_DAY)).date()


def moment_of(on: date, placed: int) -> datetime:
    """The wall-clock moment, without a zone, of a place on a day."""
    return datetime.combine(on, time()) + timedelta(minutes=placed)


def exists(moment: datetime, zone: tzinfo) -> bool:
    """Whether a clock in this zone ever showed this: summer time begins by leaving an hour out."""
    back = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None) == moment


# ---------------------------------------------------------------- what a day may hold


def check(day: Day, *, zone: tzinfo | None = None, now: datetime | None = None) -> None:
    """Refuse what cannot be, with a message for each field: AnswersError.

    `zone`: the clinic's, for hours that the change to summer time leaves out. `now`: the wall
    clock there; what has not happened yet cannot be written down. Neither is looked at where the
    client was elsewhere.
    """
    found = [*_wrong_values(day), *_wrong_order(day)]
    if not found and not day.elsewhere:
        found = [*_wrong_moments(day, zone, now)]
    if found:
        raise AnswersError(found)


def _wrong_values(day: Day) -> Iterator[Problem]:
    for name, entry in day.entries.items():
        if message := _wrong_entry(name, entry):
            yield Problem(name, message)
    for name, part in (("asleep", day.asleep), ("woke", day.woke)):
        if part is not None and not 0 <= part < DAY:
            yield Problem(name, NO_SUCH_TIME)
    if day.slept is not None and not 0 <= day.slept <= DAY:
        yield Problem("slept", "A night has between 0 and 24 hours.")
    if day.mood is not None and day.mood not in MOODS:
        yield Problem("mood", "Choose a mood from -5 to 5.")


def _wrong_entry(name: str, entry: Entry) -> str:
    if name not in anchors():
        return f"The diary does not ask about {name}."
    if entry.at is not None and not 0 <= entry.at < DAY:
        return NO_SUCH_TIME
    if entry.who is not None and entry.who not in company():
        return "Choose one of the answers for who was there."
    return ""


def _wrong_order(day: Day) -> Iterator[Problem]:
    """A day begins with getting up and ends with going to bed; a night begins and ends."""
    rise, bed = day.placed(RISE), day.placed(BED)
    if rise is not None and bed is not None and bed <= rise:
        said = f"To bed at {clock_words(bed)} is before getting up at {clock_words(rise)}."
        yield Problem(BED, f"{said} Check both times.")
    if day.asleep is not None and day.asleep == day.woke:
        yield Problem("woke", "That is the time of falling asleep. Check both times.")
    elif (minutes := _between(day)) is not None and minutes > LONGEST_NIGHT:
        said = f"That would be {length_words(minutes)} of sleep."
        yield Problem("woke", f"{said} Check both times, or give the hours.")


def _wrong_moments(day: Day, zone: tzinfo | None, now: datetime | None) -> Iterator[Problem]:
    for name, moment in _moments(day):
        if zone is not None and not exists(moment, zone):
            yield Problem(
                name,
                f"There was no {moment:%H:%M} that night: the clocks went forward. "
                "Write what the clock showed after that.",
            )
        elif now is not None and moment > now + SOON:
            yield Problem(
                name,
                f"It is not {moment:%H:%M} yet. Write it down afterwards, or tick that you are in "
                "another time zone.",
            )


def _moments(day: Day) -> Iterator[tuple[str, datetime]]:
    for name in day.entries:
        placed = day.placed(name)
        if placed is not None:
            yield name, moment_of(day.on, placed)
    if day.asleep is not None:
        yield "asleep", moment_of(day.on, _asleep(day))
    if day.woke is not None:
        yield "woke", moment_of(day.on, day.woke)


# ---------------------------------------------------------------- sleep


@dataclass(frozen=True, slots=True)
class Night:
    """The night that ended on a day: its minutes of sleep, or None where they are not known."""

    on: date
    minutes: int | None

    @property
    def words(self) -> str:
        """7 h 30 min, or nothing."""
        return "" if self.minutes is None else length_words(self.minutes)


def night_of(day: Day, zone: tzinfo | None = None) -> Night:
    """How long the night was. What was said goes before the clocks; half a night is not known.

    Between two clock times passes what passed in the clinic's zone: an hour less in the night
    that summer time begins, one more when it ends. Where an hour came twice the shorter reading
    is taken, so that no short night is missed.
    """
    if day.slept is not None:
        return Night(day.on, day.slept)
    minutes = _between(day)
    if minutes is None or day.elsewhere:
        return Night(day.on, None)
    return Night(day.on, _passed(day, zone) if zone else minutes)


def _asleep(day: Day) -> int:
    """Where falling asleep lies, from this day's midnight: mostly before it."""
    at, woke = day.asleep or 0, day.woke
    is_before = at > woke if woke is not None else at >= NOON
    return at - DAY if is_before else at


def _between(day: Day) -> int | None:
    if day.asleep is None or day.woke is None:
        return None
    return day.woke - _asleep(day)


def _passed(day: Day, zone: tzinfo) -> int:
    asleep = moment_of(day.on, _asleep(day)).replace(tzinfo=zone, fold=1)
    woke = moment_of(day.on, day.woke or 0).replace(tzinfo=zone, fold=0)
    passed = woke.astimezone(UTC) - asleep.astimezone(UTC)
    if passed <= timedelta():  # both within the hour that came twice
        passed = woke.replace(tzinfo=None) - asleep.replace(tzinfo=None)
    return int(passed.total_seconds() // 60)
