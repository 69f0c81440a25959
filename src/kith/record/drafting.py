"""From rows to the pieces of a formulation: what is known of one episode, for a first draft."""

from kith.core.diagnoses import diagnoses
from kith.core.formulation import Began, Focus, Pieces, Someone
from kith.core.offered_areas import own_name
from kith.core.protocols.model import Protocol
from kith.core.timeline import EventKind, Precision, When, candidates
from kith.record import inventory
from kith.record.facts import protocol_of
from kith.record.models import (
    Assessment,
    Contract,
    Episode,
    LifeEvent,
    Person,
    ProblemArea,
    Session,
)


def pieces_of(episode: Episode) -> Pieces:
    """Return what the record holds for a formulation; what it does not hold stays empty."""
    assessment = Assessment.objects.filter(episode=episode).first()
    contract = Contract.objects.filter(episode=episode).order_by("-number").first()
    areas = ProblemArea.objects.filter(episode=episode, left_on__isnull=True)
    onset = inventory.onset_of(episode)
    return Pieces(
        illness=_plain_name(assessment),
        onset=onset,
        began=_began(episode, onset),
        feelings=_feelings(episode),
        focus=[
            _focus(one, protocol_of(episode))
            for one in areas.select_related("person").order_by("rank")
        ],
        sessions=contract.sessions if contract else None,
        goals=list(contract.goals) if contract else [],
        strengths=[assessment.strengths] if assessment and assessment.strengths else [],
    )


def _plain_name(assessment: Assessment | None) -> str:
    """Return the name of the illness as it is said to the client."""
    if assessment is None:
        return ""
    named = (one.plain for one in diagnoses().values() if one.title == assessment.diagnosis)
    return next(named, "")


def _someone(person: Person | None) -> Someone | None:
    return Someone(person.label, person.relation) if person else None


def _focus(area: ProblemArea, protocol: Protocol) -> Focus:
    details = area.details
    return Focus(
        area=area.area,
        person=_someone(area.person),
        stage=details.get("stage", ""),
        old_role=details.get("old_role", ""),
        new_role=details.get("new_role", ""),
        plain=own_name(protocol, area.area),
    )


def _began(episode: Episode, onset: When | None) -> Began | None:
    """Return the one event near the onset; of several, the therapist chooses and writes."""
    if onset is None:
        return None
    near = candidates(inventory.events_of(episode), onset)
    if len(near) != 1:
        return None
    event = near[0].event
    linked = list(LifeEvent.objects.get(pk=event.id).people.all())
    if event.kind == EventKind.DEATH:  # of those linked with a death, only who died then is named
        linked = [one for one in linked if one.died_on and _overlap(one, event.when)]
        if not linked:
            return Began(event.title)
    person = linked[0] if len(linked) == 1 else None
    return Began(event.title, _someone(person), event.kind)


def _overlap(person: Person, when: When) -> bool:
    """Whether the person can have died when the event happened: an anniversary is not a death."""
    assert person.died_on is not None, "asked of the dead only"  # noqa: S101
    died = When(person.died_on, Precision(person.died_precision))
    return died.earliest <= when.latest and when.earliest <= died.latest


def _feelings(episode: Episode) -> list[str]:
    """Return what the first session noted of the mood, for the client's own words."""
    rows = Session.objects.filter(episode=episode, state=Session.State.HELD).exclude(mood="")
    first = rows.order_by("starts_at").first()
    return [first.mood] if first else []
