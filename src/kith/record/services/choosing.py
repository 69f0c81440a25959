"""The choice of the protocol that a course follows: a clinician's, with a reason if it differs."""

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.core.fitting import Fit, fit
from kith.core.protocols.model import Protocol
from kith.record import audit, clock, facts
from kith.record.choosing import situation_of
from kith.record.models import Contract, Episode, ProtocolChoice, Staff
from kith.record.writing import change, checked, permit


@change
def choose_protocol(
    *, by: Staff, episode: Episode, protocol: str, reason: str = ""
) -> ProtocolChoice:
    """Let the course follow this protocol, in its newest version, from now on.

    RefusedError once a contract is agreed or a phase was left (that course is what was agreed), for
    an unknown protocol, for the one it follows already, and without a reason where the list does
    not have it first, or names something against it.
    """
    episode = permit(by, episode)
    _check_open(episode)
    definition = _another(episode, protocol)
    found = fit(situation_of(episode))
    suggested = found.suggested[0].protocol.id if found.suggested else ""
    stood = next((one for one in found.fits if one.protocol.id == protocol), None)
    _check_reason(reason, stood, is_first=suggested == protocol)
    choice = checked(
        ProtocolChoice(
            organisation=episode.organisation,
            episode=episode,
            protocol=definition.id,
            protocol_version=definition.version,
            previous=episode.protocol,
            suggested=suggested,
            verdict=stood.verdict if stood else "",
            reason=reason.strip(),
            by=by,
            at=clock.now(),
        )
    )
    choice.save()
    episode.protocol, episode.protocol_version = definition.id, definition.version
    checked(episode).save(update_fields=["protocol", "protocol_version"])
    audit.write(
        by,
        "protocol.chosen",
        episode,
        client=episode.client_id,
        protocol=definition.id,
        previous=choice.previous,
        suggested=suggested,
    )
    return choice


def _another(episode: Episode, protocol: str) -> Protocol:
    """The newest version of a protocol that the course does not follow yet."""
    known = {one.id: one for one in catalogue.protocols()}
    definition = known.get(protocol)
    if definition is None:
        raise RefusedError("Choose one of the protocols of the library.", "protocol")
    if (episode.protocol, episode.protocol_version) == (definition.id, definition.version):
        raise RefusedError(f"The course follows {definition.name} already.", "protocol")
    return definition


def _check_reason(reason: str, stood: Fit | None, *, is_first: bool) -> None:
    """Refuse a choice without words unless it is the first of the list, and nothing cautions."""
    plain = stood is not None and stood.verdict == "fits" and not stood.on("caution")
    if not reason.strip() and not (plain and is_first):
        raise RefusedError(
            "Write down why: it is not the first of the list, or something speaks against it.",
            "reason",
        )


def _check_open(episode: Episode) -> None:
    if Contract.objects.filter(episode=episode).exists():
        raise RefusedError(
            "The contract is agreed, so the course stays on its protocol. End it, and open a new "
            "one if another therapy is wanted.",
            "protocol",
        )
    begun = [one for one in facts.course_of(episode).phases if one.state != "next"]
    if len(begun) > 1:
        raise RefusedError("The first phase is over: the course stays on its protocol.", "protocol")
