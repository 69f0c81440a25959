"""From rows to the inventory and the timeline that core reads. Reads only.

Here: people, their places by date, life events and the onset, as core's own shapes. Not here: who
may see them; a page hands over an episode that it got from `access`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from kith.core import network
from kith.core.timeline import Event, EventKind, Precision, When
from kith.record.models import Assessment, Closeness, Episode, LifeEvent, Person

_Places = Mapping[int, Sequence[Closeness]]


@dataclass(frozen=True)
class Inventory:
    """All people of a client's inventory, those taken off it too, with their dated places."""

    everybody: Sequence[Person]
    places: _Places

    @cached_property
    def rows(self) -> list[Person]:
        """Those who are in it now, in the order in which they were named."""
        return [person for person in self.everybody if person.removed_on is None]

    @cached_property
    def people(self) -> list[network.Person]:
        """The same as the map shows them, where they stand now."""
        return [person_of(row, _last(self.places[row.pk])) for row in self.rows]

    @cached_property
    def maps(self) -> list[network.Map]:
        """The circles as they stood on each day on which somebody was placed, oldest first.

        Where people stand is dated; what else is known of them is as it is known now.
        """
        days = sorted({place.on for several in self.places.values() for place in several})
        return [network.Map(day, tuple(self._standing(day))) for day in days]

    def _standing(self, day: date) -> Iterator[network.Person]:
        """Everybody who was in the inventory on `day`, where they stood then."""
        for person in self.everybody:
            then = [place for place in self.places[person.pk] if place.on <= day]
            named = timezone.localtime(person.created_at).date()
            if named > day and not then:
                continue
            if person.removed_on is None or person.removed_on > day:
                yield person_of(person, _last(then))


def inventory_of(episode: Episode) -> Inventory:
    """Return the client's inventory, in two queries."""
    people = list(Person.objects.filter(client=episode.client_id))
    found: dict[int, list[Closeness]] = defaultdict(list)
    rows = Closeness.objects.filter(person__in=[one.pk for one in people])
    for place in rows.order_by("on", "pk"):
        found[place.person_id].append(place)
    return Inventory(people, found)


def people_of(episode: Episode) -> list[network.Person]:
    """Return the inventory as it stands now, in the order in which people were named."""
    return inventory_of(episode).people


def maps_of(episode: Episode) -> list[network.Map]:
    """Return the circles as they stood on each day on which somebody was placed."""
    return inventory_of(episode).maps


def person_of(person: Person, place: Closeness | None = None) -> network.Person:
    """Return one person as the map shows them, standing at `place`."""
    died = person.died_on and When(person.died_on, Precision(person.died_precision))
    return network.Person(
        id=str(person.pk),
        label=person.label,
        relation=person.relation,
        kind=network.Kind(person.kind),
        ring=place.ring if place else None,
        wished_ring=place.wished_ring if place else None,
        angle=place.angle if place else None,
        deceased=died is not None,
        died=died or None,
        lost=person.lost_touch,
        support_given=person.support_given,
        support_received=person.support_received,
        confiding=person.confiding,
        conflict=person.conflict,
        match=person.match,
        change_since_onset=person.change_since_onset,
    )


def _last(places: Sequence[Closeness]) -> Closeness | None:
    return places[-1] if places else None


def events_of(episode: Episode) -> list[Event]:
    """Return the life events, oldest first."""
    rows = LifeEvent.objects.filter(client=episode.client_id, removed_on__isnull=True)
    return [event_of(row) for row in rows.prefetch_related("people")]


def event_of(event: LifeEvent) -> Event:
    """Return one life event as core knows it; a kind it does not know is “something else”."""
    kind = event.kind if event.kind in set(EventKind) else EventKind.OTHER
    return Event(
        id=str(event.pk),
        title=event.title,
        when=When(event.on, Precision(event.precision)),
        kind=EventKind(kind),
        valence=event.valence,
        people=tuple(str(person.pk) for person in event.people.all()),
    )


def onset_of(episode: Episode) -> When | None:
    """Return when this episode of illness began; None where the assessment does not say yet."""
    row = (
        Assessment.objects.filter(episode=episode)
        .values_list("onset_on", "onset_precision")
        .first()
    )
    return When(row[0], Precision(row[1])) if row and row[0] else None
