"""The inventory and the life events: who is there, how near, and what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from kith.core.case import MOURNING
from kith.core.errors import ConflictError, RefusedError
from kith.core.timeline import EventKind, Precision, When, check_when
from kith.record import audit, clock
from kith.record.models import (
    AuditEvent,
    Closeness,
    Company,
    Episode,
    LifeEvent,
    Person,
    ProblemArea,
    Staff,
)
from kith.record.writing import change, permit, sent_twice

DETAIL = frozenset({
    "label", "relation", "kind", "died_on", "died_precision", "mourning", "lost_touch", "contact",
    "expects", "expected_of", "match", "support_received", "support_given", "confiding",
    "conflict", "trouble_since", "trouble_precision", "long_standing", "safety", "safety_words",
    "change_since_onset", "wish", "notes",
})  # fmt: skip
COMPANY = frozenset({"before", "lonely_now", "withdrew", "words"})
EVENT = frozenset({"title", "kind", "on", "precision", "valence", "notes"})
MOST_PEOPLE = 60
LONGEST_LABEL = 60
LONGEST_LIFE = 120
RINGS = range(1, 5)

_AMOUNT = (None, 0, 1, 2, 3)
_ANSWERS: Mapping[str, Sequence[object]] = {
    "kind": Person.Kind.values,
    "match": Person.Match.values,
    "safety": Person.Safety.values,
    "mourning": list(MOURNING),
    **dict.fromkeys(("support_received", "support_given", "confiding", "conflict"), _AMOUNT),
}

Row = TypeVar("Row", Person, LifeEvent, Company)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where somebody stands, and is wished: circles 1 to 4. The angle is the client's own."""

    ring: int | None = None
    wished_ring: int | None = None
    angle: float | None = None

    @property
    def circles(self) -> tuple[int | None, int | None]:
        """What it means, without where on the paper it is drawn."""
        return self.ring, self.wished_ring


@dataclass(frozen=True, kw_only=True)
class Move:
    """A person put somewhere; `before` is where the writer saw them, if that was on the page."""

    person: Person
    to: Spot
    before: Spot | None = None


@change
def add_people(
    *,
    by: Staff,
    episode: Episode,
    labels: Sequence[str],
    relations: Mapping[str, str] | None = None,
) -> list[Person]:
    """Add people by the names the client gives them; a name that is there already is left out."""
    permit(by, episode)
    there = Person.objects.filter(client=episode.client_id, removed_on__isnull=True)
    known = {one.label.casefold() for one in there}
    wanted: dict[str, str] = {}
    for label in map(_label, labels):
        wanted.setdefault(label.casefold(), label)
    wanted.pop("", None)
    if len(known | set(wanted)) > MOST_PEOPLE:
        raise RefusedError(
            f"An inventory holds at most {MOST_PEOPLE} people. Choose those who matter most, or "
            "name a group as one.",
            "labels",
        )
    added = []
    for key, label in wanted.items():
        if key in known:
            continue
        person = Person.objects.create(
            organisation=episode.organisation,
            client=episode.client,
            label=label,
            relation=(relations or {}).get(label, "")[:60],
        )
        audit.write(by, "person.added", person, client=episode.client_id)
        added.append(person)
    return added


@change
def place_person(
    *,
    by: Staff,
    episode: Episode,
    person: Person,
    ring: int | None,
    wished_ring: int | None = None,
    angle: float | None = None,
) -> Closeness:
    """Put a person into a circle today; earlier days keep theirs."""
    permit(by, episode)
    return _place(by, episode, person, Spot(ring=ring, wished_ring=wished_ring, angle=angle))


@change
def place_people(*, by: Staff, episode: Episode, moves: Sequence[Move]) -> list[Closeness]:
    """Put several people where they belong, all or none. What has not changed is left alone.

    ConflictError when somebody else moved one of them since the writer saw the page.
    """
    permit(by, episode)
    now = places_of([move.person for move in moves])
    taken = {
        move.person.pk: now[move.person.pk]
        for move in moves
        if move.before and move.before.circles != now[move.person.pk].circles
    }
    if taken:
        who, when = _last_placed(taken)
        raise ConflictError("the circles", {str(pk): spot for pk, spot in taken.items()}, who, when)
    return [
        _place(by, episode, move.person, move.to)
        for move in moves
        if move.to != now[move.person.pk]
    ]


def places_of(people: Sequence[Person]) -> dict[int, Spot]:
    """Return where each of these people stands now."""
    spots = {person.pk: Spot() for person in people}
    rows = Closeness.objects.filter(person__in=list(spots)).order_by("on", "pk")
    for pk, ring, wished, angle in rows.values_list("person", "ring", "wished_ring", "angle"):
        spots[pk] = Spot(ring=ring, wished_ring=wished, angle=angle)
    return spots


@change
def describe_person(
    *, by: Staff, episode: Episode, person: Person, details: Mapping[str, Any]
) -> Person:
    """Write down what is known of a person and of the tie."""
    permit(by, episode)
    _same_client(episode, person.client_id)
    if "label" in details:
        details = {**details, "label": _label(str(details["label"]))}
    before = _set(person, details, DETAIL)
    _check_person(person, episode)
    if before:
        person.save(update_fields=list(before))
        audit.write(by, "person.described", person, client=episode.client_id, before=before)
    return person


@change
def remove_person(*, by: Staff, episode: Episode, person: Person) -> None:
    """Take somebody off the inventory; what was recorded stays in the history."""
    permit(by, episode)
    _same_client(episode, person.client_id)
    if ProblemArea.objects.filter(person=person, left_on__isnull=True).exists():
        raise RefusedError(
            f"The agreed problem area is about {person.label}. Change the problem area first."
        )
    person.removed_on = clock.today()
    person.save(update_fields=["removed_on"])
    audit.write(by, "person.removed", person, client=episode.client_id)


@change
def describe_company(*, by: Staff, episode: Episode, details: Mapping[str, Any]) -> Company:
    """Write down how it is with people on the whole, before this episode of illness and now."""
    permit(by, episode)
    company = Company.objects.filter(episode=episode).first()
    company = company or Company(organisation=episode.organisation, episode=episode)
    before = _set(company, details, COMPANY)
    if company.before not in Company.Before.values:
        raise RefusedError("Choose one of the answers.", "before")
    if before or company.pk is None:
        company.save()
        audit.write(by, "company.described", company, client=episode.client_id, before=before)
    return company


@change
def record_event(
    *,
    by: Staff,
    episode: Episode,
    details: Mapping[str, Any],
    people: Sequence[Person],
    event: LifeEvent | None = None,
) -> LifeEvent:
    """Add a life event, or correct one, with the people it has to do with."""
    permit(by, episode)
    if event is None:
        event = LifeEvent(organisation=episode.organisation, client=episode.client)
    _same_client(episode, event.client_id)
    for person in people:
        _same_client(episode, person.client_id)
    before = _set(event, details, EVENT)
    _check_event(event, episode)
    new = event.pk is None
    if new and (known := sent_twice(event)):
        return known
    event.save()
    event.people.set(people)
    told = {} if new else {"before": before}
    audit.write(
        by, "event.added" if new else "event.changed", event, client=episode.client_id, **told
    )
    return event


@change
def remove_event(*, by: Staff, episode: Episode, event: LifeEvent) -> None:
    """Take an event off the timeline; what was recorded stays in the history."""
    permit(by, episode)
    _same_client(episode, event.client_id)
    event.removed_on = clock.today()
    event.save(update_fields=["removed_on"])
    audit.write(by, "event.removed", event, client=episode.client_id)


def _label(words: str) -> str:
    """One line, as the client says it."""
    label = " ".join(words.split())
    if len(label) > LONGEST_LABEL:
        raise RefusedError(
            f"“{label[:30]}…” is too long for a name. Use at most {LONGEST_LABEL} letters.",
            "labels",
        )
    return label


def _place(by: Staff, episode: Episode, person: Person, spot: Spot) -> Closeness:
    _same_client(episode, person.client_id)
    for field, value in (("ring", spot.ring), ("wished_ring", spot.wished_ring)):
        if value is not None and value not in RINGS:
            raise RefusedError("Choose one of the four circles, or none.", field)
    angle = None if spot.angle is None else round(spot.angle % 360, 1)
    place, _ = Closeness.objects.update_or_create(
        person=person,
        on=clock.today(),
        defaults={
            "organisation": episode.organisation,
            "ring": spot.ring,
            "wished_ring": spot.wished_ring,
            "angle": angle,
        },
    )
    audit.write(
        by,
        "person.placed",
        person,
        client=episode.client_id,
        ring=spot.ring,
        wished=spot.wished_ring,
    )
    return place


def _last_placed(people: Mapping[int, Spot]) -> tuple[str, datetime]:
    """Who placed one of these people last, and when, as the trail tells it."""
    targets = [f"person:{pk}" for pk in people]
    row = AuditEvent.objects.filter(action="person.placed", target__in=targets).last()
    if row is None:
        return "Somebody else", clock.now()
    kind, _, pk = row.actor.partition(":")
    who = Staff.objects.filter(pk=pk).first() if kind == "staff" else None
    return str(who or "Somebody else"), row.at


def _set(row: Row, details: Mapping[str, Any], allowed: frozenset[str]) -> dict[str, str]:
    """Put `details` on the row; return what stood there before, where it differs."""
    unknown = set(details) - allowed
    assert not unknown, f"not details of this: {unknown}"  # noqa: S101 - a caller's slip
    before = {}
    for field, value in details.items():
        if (old := getattr(row, field)) != value:
            before[field] = str(old)
            setattr(row, field, value)
    return before


def _check_person(person: Person, episode: Episode) -> None:
    if not person.label:
        raise RefusedError("Give the person a name, an initial will do.", "label")
    for field, allowed in _ANSWERS.items():
        if getattr(person, field) not in allowed:
            raise RefusedError("Choose one of the answers.", field)
    if died := person.died_on:
        _check_date(died, person.died_precision, "died_on")
    elif person.mourning:
        raise RefusedError("Mourning belongs to a death: enter its date, or the year.", "died_on")
    if since := person.trouble_since:
        born = When(episode.client.born_on)
        _check_date(since, person.trouble_precision, "trouble_since", born)


def _check_event(event: LifeEvent, episode: Episode) -> None:
    event.title = " ".join(event.title.split())
    if not event.title:
        raise RefusedError("Say in a few words what happened.", "title")
    if event.kind not in set(EventKind):
        raise RefusedError("Choose what kind of event it was.", "kind")
    if event.valence not in LifeEvent.Valence.values:
        raise RefusedError("Say how it was for the client.", "valence")
    _check_date(event.on, event.precision, "on", When(episode.client.born_on))


def _check_date(on: date, precision: str, field: str, born: When | None = None) -> None:
    if precision not in set(Precision):
        raise RefusedError("Say how exactly the date is known.", field)
    if on.year < clock.today().year - LONGEST_LIFE:
        raise RefusedError(f"The year {on.year} is too long ago. Check the date.", field)
    check_when(When(on, Precision(precision)), today=clock.today(), born=born, field=field)


def _same_client(episode: Episode, client_id: int | None) -> None:
    if client_id != episode.client_id:
        raise RefusedError("This belongs to another client.")
