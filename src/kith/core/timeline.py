"""Life events beside the course of symptoms: dates as exactly as they are known, in one order.

Here: imprecise dates, what lies near what, anniversaries, one list for a picture and its table.
Not here: how the picture is drawn, and any claim that one thing caused another. What happened
shortly before an episode is offered as a candidate to talk about, never as its cause.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kith.core.errors import RefusedError

MONTHS_BEFORE_ONSET = 3
WINDOW_RULE = (
    "Clinicians ask what was happening with people in the weeks and months before the symptoms "
    "began; three months is Kith's own width for that window."
)
WINDOW_SOURCE = (
    "Frank et al., phases of treatment in IPSRT (alpfmedical.info); outline of interpersonal "
    "counselling. The width of three months is not from a source."
)
ANNIVERSARY_DAYS = 42
SCORE_GAP_DAYS = 28


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


class EventKind(StrEnum):
    """What sort of thing happened. The ids are stored in the record."""

    DEATH = "death"
    PREGNANCY_LOSS = "pregnancy_loss"
    SEPARATION = "separation"
    CONFLICT = "conflict"
    RELATIONSHIP = "relationship"
    PREGNANCY = "pregnancy"
    BIRTH = "birth"
    MOVE = "move"
    MIGRATION = "migration"
    WORK = "work"
    STUDY = "study"
    MONEY = "money"
    RETIREMENT = "retirement"
    ILLNESS = "illness"
    CARING = "caring"
    TRAUMA = "trauma"
    ISOLATION = "isolation"
    POSITIVE = "positive"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The name of the kind, for a list of choices."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    EventKind.DEATH: "Somebody died",
    EventKind.PREGNANCY_LOSS: "A pregnancy or a baby was lost",
    EventKind.SEPARATION: "Separation or divorce",
    EventKind.CONFLICT: "Conflict or betrayal",
    EventKind.RELATIONSHIP: "A new relationship, marriage",
    EventKind.PREGNANCY: "Pregnancy",
    EventKind.BIRTH: "A child was born",
    EventKind.MOVE: "Moving home",
    EventKind.MIGRATION: "Moving to another country",
    EventKind.WORK: "A change at work, job won or lost",
    EventKind.STUDY: "School or study",
    EventKind.MONEY: "Money",
    EventKind.RETIREMENT: "Retirement",
    EventKind.ILLNESS: "Illness or injury",
    EventKind.CARING: "Caring for somebody",
    EventKind.TRAUMA: "Violence, accident or other trauma",
    EventKind.ISOLATION: "Being cut off from people",
    EventKind.POSITIVE: "Something good",
    EventKind.OTHER: "Something else",
}

# A season is stored as any date in it. Names are those of the northern hemisphere.
_SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class When:
    """A date together with how exactly it is known."""

    on: date
    precision: Precision = Precision.DAY

    @property
    def earliest(self) -> date:
        """The first day it can have been."""
        if self.precision is Precision.DAY:
            return self.on
        if self.precision is Precision.MONTH:
            return self.on.replace(day=1)
        if self.precision is Precision.YEAR:
            return date(self.on.year, 1, 1)
        return shift_months(self.on.replace(day=1), -(self.on.month % 3))

    @property
    def latest(self) -> date:
        """The last day it can have been."""
        months = {Precision.MONTH: 1, Precision.SEASON: 3, Precision.YEAR: 12}.get(self.precision)
        if months is None:
            return self.on
        return shift_months(self.earliest, months) - timedelta(days=1)

    @property
    def words(self) -> str:
        """The date as a person says it: 3 March 2024, March 2024, spring 2024, 2024."""
        if self.precision is Precision.DAY:
            return f"{self.on.day} {_MONTHS[self.on.month - 1]} {self.on.year}"
        if self.precision is Precision.MONTH:
            return f"{_MONTHS[self.on.month - 1]} {self.on.year}"
        if self.precision is Precision.YEAR:
            return str(self.on.year)
        start, end = self.earliest, self.latest
        year = str(start.year) if start.year == end.year else f"{start.year}/{end.year % 100:02}"
        return f"{_SEASONS[start.month]} {year}"

    @property
    def phrase(self) -> str:
        """The date with its preposition: on 3 March 2024, in spring 2024."""
        return f"{'on' if self.precision is Precision.DAY else 'in'} {self.words}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the client's life."""

    id: str
    title: str
    when: When
    kind: EventKind = EventKind.OTHER
    valence: str = "bad"
    people: tuple[str, ...] = ()


def shift_months(day: date, months: int) -> date:
    """The same day `months` later; the last day of the month where that day does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def check_when(when: When, *, today: date, born: When | None = None, field: str = "on") -> None:
    """Refuse what cannot have happened yet, and what lies before the client's birth."""
    if when.earliest > today:
        raise RefusedError(f"{when.words} lies in the future. Enter a date up to today.", field)
    if born is not None and when.latest < born.earliest:
        raise RefusedError(f"{when.words} lies before the date of birth, {born.words}.", field)


def in_order(events: Iterable[Event]) -> list[Event]:
    """Oldest first; of two that begin on one day, the less exactly known first."""
    return sorted(events, key=lambda event: (*_place(event.when), event.title, event.id))


def _place(when: When) -> tuple[date, int]:
    return when.earliest, -when.latest.toordinal()


# ---- what lies near what


@dataclass(frozen=True, slots=True)
class Distance:
    """How long before an onset something happened, in days; the two ends are what is possible."""

    least: int
    most: int

    @property
    def words(self) -> str:
        """The distance as a person says it, no more exact than the dates are."""
        if self.most < 0:
            return f"{_span(-self.most, -self.least)} after the onset"
        if self.least <= 0:
            near = self.most - self.least <= 124  # two dates known to the season or better
            return f"at about the time of the onset{'' if near else ', before it or after it'}"
        return f"{_span(self.least, self.most)} before the onset"


def _span(least: int, most: int) -> str:
    if most < 60:
        low, high, unit = round(least / 7), round(most / 7), "week"
    elif most < 730:
        low, high, unit = round(least / 30.44), round(most / 30.44), "month"
    else:
        low, high, unit = round(least / 365.25), round(most / 365.25), "year"
    if high == 0:
        return "less than a week"
    if low in {0, high}:
        return f"{'about' if low else 'up to'} {high} {unit}{'s' if high > 1 else ''}"
    return f"{low} to {high} {unit}s"


def distance(when: When, onset: When) -> Distance:
    """How long `when` lies before `onset`; negative when it lies after."""
    return Distance(
        (onset.earliest - when.latest).days,
        (onset.latest - when.earliest).days,
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event near enough to the onset to be worth asking about. Never a cause."""

    event: Event
    certain: bool
    distance: Distance

    @property
    def words(self) -> str:
        """When it happened, and whether the dates are exact enough to be sure."""
        doubt = "" if self.certain else "; the dates are not exact enough to be sure"
        return f"{self.event.title}: {self.distance.words}{doubt}"


def candidates(
    events: Iterable[Event], onset: When, months: int = MONTHS_BEFORE_ONSET
) -> list[Candidate]:
    """The events that happened, or may have happened, in the months before the onset."""
    found = []
    for event in in_order(events):
        first, last = event.when.earliest, event.when.latest
        if first > onset.latest or last < shift_months(onset.earliest, -months):
            continue
        certain = last <= onset.earliest and first >= shift_months(onset.latest, -months)
        same_day = first == last == onset.earliest == onset.latest
        found.append(Candidate(event, certain or same_day, distance(event.when, onset)))
    return found


# ---- one list for the picture and its table


class EntryKind(StrEnum):
    """What an entry of the timeline shows."""

    ONSET = "onset"
    EVENT = "event"
    SESSION = "session"
    SCORE = "score"
    MEDICATION = "medication"
    RELATIONSHIP = "relationship"
    ANNIVERSARY = "anniversary"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the timeline. `ref` leads back to the record."""

    when: When
    kind: EntryKind
    title: str
    detail: str = ""
    value: float | None = None
    series: str = ""
    ref: str = ""


def of_events(events: Iterable[Event]) -> list[Entry]:
    """Life events as entries."""
    return [
        Entry(event.when, EntryKind.EVENT, event.title, event.kind.words, ref=event.id)
        for event in events
    ]


def together(*lists: Iterable[Entry]) -> list[Entry]:
    """All entries in one order; on one day the onset first, then events, sessions, scores."""
    kinds = list(EntryKind)
    return sorted(
        (entry for entries in lists for entry in entries),
        key=lambda entry: (*_place(entry.when), kinds.index(entry.kind), entry.title, entry.ref),
    )


@dataclass(frozen=True, slots=True)
class Nearby:
    """An entry of a stretch of time, and whether it certainly belongs to it."""

    entry: Entry
    certain: bool


def between(entries: Iterable[Entry], first: date, last: date) -> list[Nearby]:
    """What happened, or may have happened, from `first` to `last`, both included."""
    if last < first:
        raise RefusedError("The stretch ends before it begins. Swap the two dates.", "last")
    return [
        Nearby(entry, first <= entry.when.earliest and entry.when.latest <= last)
        for entry in together(entries)
        if entry.when.earliest <= last and entry.when.latest >= first
    ]


def runs(scores: Sequence[Entry], gap_days: int = SCORE_GAP_DAYS) -> list[list[Entry]]:
    """The scores of one series as unbroken stretches, so that a gap is drawn as a gap."""
    stretches: list[list[Entry]] = []
    for entry in together(scores):
        if entry.value is None:
            continue
        if stretches and (entry.when.on - stretches[-1][-1].when.on).days <= gap_days:
            stretches[-1].append(entry)
        else:
            stretches.append([entry])
    return stretches


def extent(entries: Iterable[Entry], today: date) -> tuple[date, date]:
    """The first and the last day that a picture of these entries must show."""
    listed = list(entries)
    first = min((entry.when.earliest for entry in listed), default=today)
    last = max((min(entry.when.latest, today) for entry in listed), default=today)
    return min(first, today), max(last, first)


# ---- anniversaries


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A day, or a stretch of days, that may be hard because of what happened then."""

    event: Event
    first: date
    last: date
    years: int

    @property
    def words(self) -> str:
        """What comes back, and when."""
        years = f"{self.years} year{'s' if self.years > 1 else ''}"
        when = When(self.first, self.event.when.precision)
        return f"{self.event.title}: {years} {when.phrase}"


def anniversaries(
    events: Iterable[Event], today: date, days: int = ANNIVERSARY_DAYS
) -> list[Anniversary]:
    """The anniversaries from today to `days` ahead. A date known only by its year has none."""
    horizon = today + timedelta(days=days)
    found = []
    for event in events:
        if event.when.precision is Precision.YEAR:
            continue
        first, last = event.when.earliest, event.when.latest
        for year in (today.year - 1, today.year, today.year + 1):
            years = year - first.year
            start, end = shift_months(first, 12 * years), shift_months(last, 12 * years)
            if years > 0 and start <= horizon and end >= today:
                found.append(Anniversary(event, start, end, years))
    return sorted(found, key=lambda found: (found.first, found.last, found.event.title))
