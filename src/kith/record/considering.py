"""From the record to the facts that can speak for or against a problem area. Reads only.

What the facts say is core's business (problem_areas); what is chosen is the clinician's.
"""

from collections.abc import Sequence
from dataclasses import replace

from kith.core import case
from kith.core.offered_areas import LIKE
from kith.core.timeline import Event, Precision, When
from kith.record import inventory
from kith.record.models import Company, Episode, Milestone, Person, ProblemArea

DISPUTES = ("role_dispute", *(name for name, area in LIKE.items() if area == "role_dispute"))
STEPS = ("inventory_mapped", "timeline_drawn")


def facts_for_areas(episode: Episode) -> case.Facts:
    """Return all that the record knows about the four areas. What was not asked is left open."""
    known = inventory.inventory_of(episode)
    events = inventory.events_of(episode)
    reached = set(
        Milestone.objects.filter(episode=episode, name__in=STEPS).values_list("name", flat=True)
    )
    facts = case.gather(
        known.people,
        events,
        inventory.onset_of(episode),
        case.Asked(
            details=_details(episode, known.rows),
            inventory_done="inventory_mapped" in reached,
            timeline_done="timeline_drawn" in reached,
        ),
    )
    return replace(
        facts,
        isolation=_isolation(episode, facts.isolation.has_confidant),
        changes=tuple(_felt(change, events) for change in facts.changes),
    )


def _details(episode: Episode, people: Sequence[Person]) -> dict[str, case.Detail]:
    """What is noted about a person beyond the inventory, by the person's id."""
    stages = dict(
        ProblemArea.objects.filter(
            episode=episode, left_on__isnull=True, area__in=DISPUTES, person__isnull=False
        ).values_list("person", "details__stage")
    )
    return {
        str(person.pk): case.Detail(
            mourning=person.mourning,
            since=_since(person),
            long_standing=person.long_standing,
            stage=stages.get(person.pk) or "",
        )
        for person in people
    }


def _since(person: Person) -> When | None:
    if person.trouble_since is None:
        return None
    return When(person.trouble_since, Precision(person.trouble_precision))


def _isolation(episode: Episode, confidant: bool | None) -> case.Isolation:
    """How it is with people on the whole; None for each question that was not asked."""
    company = Company.objects.filter(episode=episode).first()
    if company is None:
        return case.Isolation(has_confidant=confidant)
    long_standing = {"few": True, "enough": False}.get(company.before)
    return case.Isolation(
        long_standing=long_standing,
        lonely_now=company.lonely_now,
        has_confidant=confidant,
        withdrew_since_onset=company.withdrew,
    )


def _felt(change: case.RoleChange, events: list[Event]) -> case.RoleChange:
    """A change the client called hard is one that is hard to cope with."""
    hard = {f"event:{event.id}" for event in events if event.valence == "bad"}
    return replace(change, hard=True) if change.ref in hard else change
