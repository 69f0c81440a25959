"""The facts of one case that can speak for or against a problem area.

Here: their shape, and how an inventory and a timeline become such facts. Not here: what they say
(problem_areas). Times are months before the onset: negative after it, None where not known.
None elsewhere means "not asked", which is never read as "no".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kith.core.network import CONFIDANT_FROM, CONFLICT_FROM, Kind, Person
from kith.core.timeline import Event, EventKind, Precision, When, distance

# Events that move a person from one role to another.
ROLE_CHANGING = frozenset({
    EventKind.SEPARATION, EventKind.RELATIONSHIP, EventKind.PREGNANCY, EventKind.PREGNANCY_LOSS,
    EventKind.BIRTH, EventKind.MOVE, EventKind.MIGRATION, EventKind.WORK, EventKind.STUDY,
    EventKind.MONEY, EventKind.RETIREMENT, EventKind.ILLNESS, EventKind.CARING,
})  # fmt: skip
# Those of them that are losses without a death.
LOSSES = frozenset({
    EventKind.SEPARATION, EventKind.MONEY, EventKind.ILLNESS, EventKind.RETIREMENT,
})  # fmt: skip

MOURNING = {
    "": "not asked yet",
    "usual": "has gone its usual course",
    "absent": "has not happened",
    "delayed": "was put off",
    "prolonged": "does not end",
    "distorted": "shows itself as something else",
}


@dataclass(frozen=True, slots=True)
class Death:
    """Somebody close who died."""

    ref: str
    who: str
    before_onset: float | None = None
    mourning: str = ""  # a key of MOURNING
    signs: tuple[str, ...] = ()  # of mourning held back or without end, as the clinician noted them
    exact: bool = True  # known to the month or better, so that an anniversary means something
    bereaved: bool | None = None  # named as what the client mourns now


@dataclass(frozen=True, slots=True)
class Tie:
    """A living person with whom there may be a dispute."""

    ref: str
    who: str
    conflict: bool | None = None
    mismatch: bool | None = None
    before_onset: float | None = None  # when it began or grew worse
    long_standing: bool | None = None  # there for years, unchanged at the onset
    stage: str = ""


@dataclass(frozen=True, slots=True)
class RoleChange:
    """A move from one role to another."""

    ref: str
    what: str
    kind: EventKind = EventKind.OTHER
    before_onset: float | None = None
    under_way: bool | None = None
    hard: bool | None = None  # the old role is missed, or the new one is too much

    @property
    def is_under_way(self) -> bool:
        """Still going on; a pregnancy without a date is a present one."""
        undated = self.before_onset is None and self.kind is EventKind.PREGNANCY
        return self.under_way is True or (self.under_way is None and undated)


@dataclass(frozen=True, slots=True)
class Isolation:
    """How much company and confidence there is, now and before."""

    long_standing: bool | None = None
    lonely_now: bool | None = None
    has_confidant: bool | None = None
    withdrew_since_onset: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known. The three `all_…` say that the clinician has asked to the end."""

    onset_known: bool = False
    deaths: tuple[Death, ...] = ()
    ties: tuple[Tie, ...] = ()
    changes: tuple[RoleChange, ...] = ()
    isolation: Isolation = field(default_factory=Isolation)
    all_deaths: bool = False
    all_ties: bool = False
    all_changes: bool = False
    illnesses: tuple[tuple[str, str], ...] = ()  # where it stands, and what it was


@dataclass(frozen=True, slots=True)
class Detail:
    """What the clinician has noted about one person, beyond the inventory."""

    mourning: str = ""
    signs: tuple[str, ...] = ()
    since: When | None = None  # when the dispute began or grew worse
    long_standing: bool | None = None
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the clinician has noted beyond inventory and timeline, and what is asked to the end."""

    details: Mapping[str, Detail] = field(default_factory=dict)  # by person's id
    isolation: Isolation | None = None
    inventory_done: bool = False
    timeline_done: bool = False


def gather(
    people: Sequence[Person],
    events: Sequence[Event],
    onset: When | None,
    asked: Asked | None = None,
) -> Facts:
    """The facts of a case, from its inventory and its timeline."""
    asked = asked or Asked()
    noted = asked.details
    return Facts(
        onset_known=onset is not None,
        deaths=tuple(_deaths(people, events, onset, noted)),
        ties=tuple(_ties(people, events, onset, noted)),
        changes=tuple(_change(e, onset) for e in events if e.kind in ROLE_CHANGING),
        isolation=asked.isolation or Isolation(has_confidant=_confidant(people)),
        all_deaths=asked.inventory_done and asked.timeline_done,
        all_ties=asked.inventory_done,
        all_changes=asked.timeline_done,
        illnesses=tuple((f"event:{e.id}", e.title) for e in events if e.kind is EventKind.ILLNESS),
    )


def months_before(when: When | None, onset: When | None) -> float | None:
    """Months from `when` to the onset, by the middle of what the dates allow."""
    if when is None or onset is None:
        return None
    apart = distance(when, onset)
    return round((apart.least + apart.most) / 2 / 30.44, 1)


def _deaths(
    people: Sequence[Person],
    events: Sequence[Event],
    onset: When | None,
    noted: Mapping[str, Detail],
) -> Iterable[Death]:
    """Deaths of people of the inventory, and those that stand on the timeline alone.

    Somebody linked with a death need not be the one who died: only the inventory says who did.
    """
    gone = [person for person in people if person.kind is Kind.PERSON and person.gone]
    deaths = [event for event in events if event.kind is EventKind.DEATH]
    for person in gone:
        when = person.died or next((e.when for e in deaths if person.id in e.people), None)
        detail = noted.get(person.id, Detail())
        months = months_before(when, onset)
        exact = when is None or _exact(when, onset)
        yield Death(
            f"person:{person.id}", person.named, months, detail.mourning, detail.signs, exact=exact
        )
    for event in deaths:
        if not any(_is_death_of(event, person) for person in gone):
            months, exact = months_before(event.when, onset), _exact(event.when, onset)
            yield Death(f"event:{event.id}", event.title, months, exact=exact)


def _exact(*known: When | None) -> bool:
    """Whether all dates are known to the month, without which an anniversary means nothing."""
    return all(w is None or w.precision in {Precision.DAY, Precision.MONTH} for w in known)


def _is_death_of(event: Event, person: Person) -> bool:
    """Whether the event is this person's death: linked, or unlinked and at the same time."""
    if event.people:
        return person.id in event.people
    died = person.died
    return (
        died is not None
        and event.when.earliest <= died.latest
        and died.earliest <= event.when.latest
    )


def _ties(
    people: Sequence[Person],
    events: Sequence[Event],
    onset: When | None,
    noted: Mapping[str, Detail],
) -> Iterable[Tie]:
    """Everybody who is here, and quarrels of the timeline that belong to nobody in particular.

    A quarrel or betrayal on the timeline says when it began where nothing else does.
    """
    quarrels = [event for event in events if event.kind is EventKind.CONFLICT]
    for person in people:
        if person.here:
            own = [event for event in quarrels if person.id in event.people]
            yield _tie(person, onset, noted.get(person.id, Detail()), own)
    for event in quarrels:
        if not event.people:
            before = months_before(event.when, onset)
            yield Tie(f"event:{event.id}", event.title, conflict=True, before_onset=before)


def _tie(person: Person, onset: When | None, detail: Detail, quarrels: Sequence[Event]) -> Tie:
    conflict = None if person.conflict is None else person.conflict >= CONFLICT_FROM
    since = detail.since or (max(quarrels, key=lambda e: e.when.on).when if quarrels else None)
    return Tie(
        f"person:{person.id}",
        person.named,
        conflict=True if quarrels and conflict is None else conflict,
        mismatch={"matched": False, "mismatched": True}.get(person.match),
        before_onset=months_before(since, onset),
        long_standing=detail.long_standing,
        stage=detail.stage,
    )


def _change(event: Event, onset: When | None) -> RoleChange:
    return RoleChange(
        f"event:{event.id}", event.title, event.kind, months_before(event.when, onset)
    )


def _confidant(people: Sequence[Person]) -> bool | None:
    """Whether there is somebody to confide in; None where nobody was asked about it."""
    asked = [p.confiding for p in people if p.here and p.confiding is not None]
    return max(asked) >= CONFIDANT_FROM if asked else None
