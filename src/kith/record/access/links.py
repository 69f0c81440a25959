"""What a link opens, for whoever holds it: its own questions, while it lasts."""

import hashlib
from datetime import timedelta

from django.db.models import QuerySet

from kith.record import clock
from kith.record.models import (
    Alert,
    Assignment,
    Contract,
    Invitation,
    Response,
    SafetyPlan,
    Session,
)

READABLE_AFTER_SENDING = timedelta(hours=1)
"""Long enough to read one's result; short enough that a link found later tells nothing."""


def digest(token: str) -> str:
    """Return what is kept of a link's token: enough to know it again, useless to anybody else."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation(token: str) -> Invitation | None:
    """Return the invitation that `token` opens, whatever its state; None for an unknown token."""
    return (
        Invitation.objects.select_related("episode__client", "episode__therapist", "organisation")
        .filter(digest=digest(token))
        .first()
    )


def is_live(one: Invitation) -> bool:
    """Return whether the link still takes answers."""
    return one.withdrawn_at is None and one.finished_at is None and clock.now() < one.expires_at


def is_readable(one: Invitation) -> bool:
    """Return whether the link still shows what was sent: while it lasts, and an hour after."""
    if one.withdrawn_at is not None or one.finished_at is None:
        return is_live(one)
    return clock.now() < one.finished_at + READABLE_AFTER_SENDING


def assignments(one: Invitation) -> QuerySet[Assignment]:
    """Return what the link asks, in order; nothing once it can no longer be read."""
    asked = Assignment.objects.filter(invitation=one).order_by("position")
    return asked if is_readable(one) else asked.none()


def safety_plan_of(one: Invitation) -> SafetyPlan | None:
    """Return the newest safety plan of the client whom the link was made for, while it lasts."""
    if not is_readable(one):
        return None
    return SafetyPlan.objects.filter(client=one.episode.client_id).order_by("-number").first()


def alerts_of(one: Invitation) -> QuerySet[Alert]:
    """Return the alerts that the answers given through this link have raised."""
    raised = Alert.objects.filter(assignment__invitation=one)
    return raised if is_readable(one) else raised.none()


def responses_of(one: Invitation) -> QuerySet[Response]:
    """Return what the client whom the link was made for has sent before, the newest first."""
    sent = Response.objects.filter(episode=one.episode_id).order_by("-given_on", "-pk")
    return sent if is_readable(one) else sent.none()


def next_session_of(one: Invitation) -> Session | None:
    """Return the next session planned with the client whom the link was made for."""
    if not is_readable(one):
        return None
    planned = Session.objects.filter(episode=one.episode_id, state=Session.State.PLANNED)
    return planned.filter(starts_at__gte=clock.now()).order_by("starts_at").first()


def goals_of(one: Invitation) -> list[str]:
    """Return the goals of the client's newest contract, in the client's words."""
    if not is_readable(one):
        return []
    contract = Contract.objects.filter(episode=one.episode_id).order_by("-number").first()
    return list(contract.goals) if contract else []
