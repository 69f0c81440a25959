"""The inventory and the life events: who is there, how near, and what happened."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kith.core.errors import RefusedError
from kith.record import audit, clock
from kith.record.models import Client, Closeness, Episode, LifeEvent, Person, Staff
from kith.record.writing import change, permit

if TYPE_CHECKING:
    from datetime import date

DETAIL = frozenset({
    "label", "relation", "died_on", "died_precision", "lost_touch", "contact", "expects",
    "expected_of", "match", "support_received", "support_given", "confiding", "conflict",
    "change_since_onset", "wish", "notes",
})  # fmt: skip
EVENT = frozenset({"title", "kind", "on", "precision", "valence", "notes"})
MOST_PEOPLE = 60
RINGS = range(1, 5)


@change
def add_people(*, by: Staff, episode: Episode, labels: list[str]) -> list[Person]:
    """Add people by the names the client gives them; a name that is there already is left out."""
    permit(by, episode)
    there = Person.objects.filter(client=episode.client_id, removed_on__isnull=True)
    known = {one.label.casefold() for one in there}
    wanted = {label.strip()[:60].casefold(): label.strip()[:60] for label in labels}
    wanted.pop("", None)
    if len(known | set(wanted)) > MOST_PEOPLE:
        raise RefusedError(f"An inventory holds at most {MOST_PEOPLE} people.", "labels")
    added = []
    for key, label in wanted.items():
        if key in known:
            continue
        person = Person.objects.create(
            organisation=episode.organisation, client=episode.client, label=label
        )
        audit.write(by, "person.added", person, client=episode.client_id)
        added.append(person)
    return added


@change
def place_person(
    *, by: Staff, episode: Episode, person: Person, ring: int | None, wished_ring: int | None = None
) -> Closeness:
    """Put a person into a circle today; earlier days keep theirs."""
    permit(by, episode)
    _same_client(episode, person.client_id)
    for field, value in (("ring", ring), ("wished_ring", wished_ring)):
        if value is not None and value not in RINGS:
            raise RefusedError("Choose one of the four circles, or none.", field)
    place, _ = Closeness.objects.update_or_create(
        person=person,
        on=clock.today(),
        defaults={
            "organisation": episode.organisation,
            "ring": ring,
            "wished_ring": wished_ring,
        },
    )
    audit.write(
        by, "person.placed", person, client=episode.client_id, ring=ring, wished=wished_ring
    )
    return place


@change
def describe_person(
    *, by: Staff, episode: Episode, person: Person, details: Mapping[str, Any]
) -> Person:
    """Write down what is known of a person and of the tie."""
    permit(by, episode)
    _same_client(episode, person.client_id)
    unknown = set(details) - DETAIL
    assert not unknown, f"not details of a person: {unknown}"  # noqa: S101 - a caller's slip
    died: date | None = details.get("died_on")
    if died and died > clock.today():
        raise RefusedError("A death cannot be after today.", "died_on")
    for field in ("support_received", "support_given", "confiding", "conflict"):
        if (value := details.get(field)) is not None and value not in range(4):
            raise RefusedError("Choose a value from 0 to 3.", field)
    if "label" in details and not str(details["label"]).strip():
        raise RefusedError("Give the person a name, an initial will do.", "label")
    before = {}
    for field, value in details.items():
        if (old := getattr(person, field)) != value:
            before[field] = str(old)
            setattr(person, field, value)
    if before:
        person.save(update_fields=list(before))
        audit.write(by, "person.described", person, client=episode.client_id, before=before)
    return person


@change
def remove_person(*, by: Staff, episode: Episode, person: Person) -> None:
    """Take somebody off the inventory; what was recorded stays in the history."""
    permit(by, episode)
    _same_client(episode, person.client_id)
    person.removed_on = clock.today()
    person.save(update_fields=["removed_on"])
    audit.write(by, "person.removed", person, client=episode.client_id)


@change
def record_event(
    *,
    by: Staff,
    episode: Episode,
    details: Mapping[str, Any],
    people: list[Person],
    event: LifeEvent | None = None,
) -> LifeEvent:
    """Add a life event, or correct one, with the people it has to do with."""
    permit(by, episode)
    unknown = set(details) - EVENT
    assert not unknown, f"not details of an event: {unknown}"  # noqa: S101 - a caller's slip
    if event is None:
        event = LifeEvent(organisation=episode.organisation, client=episode.client)
    _same_client(episode, event.client_id)
    for person in people:
        _same_client(episode, person.client_id)
    for field, value in details.items():
        setattr(event, field, value)
    _check_event(event, episode.client)
    new = event.pk is None
    event.save()
    event.people.set(people)
    audit.write(by, "event.added" if new else "event.changed", event, client=episode.client_id)
    return event


@change
def remove_event(*, by: Staff, episode: Episode, event: LifeEvent) -> None:
    """Take an event off the timeline; what was recorded stays in the history."""
    permit(by, episode)
    _same_client(episode, event.client_id)
    event.removed_on = clock.today()
    event.save(update_fields=["removed_on"])
    audit.write(by, "event.removed", event, client=episode.client_id)


def _check_event(event: LifeEvent, client: Client) -> None:
    if not event.title.strip():
        raise RefusedError("Say in a few words what happened.", "title")
    if event.on > clock.today():
        raise RefusedError("A life event cannot be after today.", "on")
    if event.on.year < client.born_on.year:
        raise RefusedError("A life event cannot be before the client was born.", "on")


def _same_client(episode: Episode, client_id: int | None) -> None:
    if client_id != episode.client_id:
        raise RefusedError("This belongs to another client.")
