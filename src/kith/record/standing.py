"""What the standing link to a rhythm diary opens, for whoever holds it, while the course goes on.

The same rules as for one-time links (access), for a link that lasts: it is known by a digest
alone, shows one client's own diary and plan, and nothing once the clinic has closed it.
"""

from kith.core.rhythm_score import Target
from kith.record import access, rhythm
from kith.record.models import DiaryLink, SafetyPlan


def link(token: str) -> DiaryLink | None:
    """Return the diary link that `token` opens, whatever its state; None for an unknown token."""
    whole = DiaryLink.objects.select_related(
        "episode__client", "episode__therapist", "organisation"
    )
    return whole.filter(digest=access.digest(token)).first()


def is_open(one: DiaryLink) -> bool:
    """Return whether the link still opens: it is not closed, and the course goes on."""
    return one.withdrawn_at is None and one.episode.is_open


def diary(one: DiaryLink) -> rhythm.Kept | None:
    """Return the client's own diary, while the link is open."""
    return rhythm.kept(one.episode) if is_open(one) else None


def safety_plan(one: DiaryLink) -> SafetyPlan | None:
    """Return the newest safety plan of the client, while the link is open."""
    if not is_open(one):
        return None
    return SafetyPlan.objects.filter(client=one.episode.client_id).order_by("-number").first()


def targets(one: DiaryLink) -> list[Target]:
    """Return the times that were agreed with the client, while the link is open."""
    return rhythm.targets(one.episode) if is_open(one) else []
