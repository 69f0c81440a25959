"""Looking at a client's record leaves a trace too."""

from datetime import timedelta

from kith.record import audit, clock
from kith.record.models import AuditEvent, Client, Episode, Staff
from kith.record.writing import change

SAME_LOOK = timedelta(minutes=5)
"""A page left open asks again every half minute: that is one look, not a hundred."""


def note_read(
    *, by: Staff, page: str, client: Client | None = None, episode: Episode | None = None
) -> None:
    """Put on record that `by` opened `page` of this client."""
    target = episode or client
    assert target is not None, "a look is a look at somebody's record"  # noqa: S101 - a caller's slip
    client_id = episode.client_id if episode else target.pk
    earlier = AuditEvent.objects.filter(
        client_id=client_id,
        at__gt=clock.now() - SAME_LOOK,
        at__lte=clock.now(),
        actor=audit.name_of(by),
        action="record.read",
        target=audit.name_of_row(target),
        details__page=page,
    )
    if not earlier.exists():
        _write(by, page, target, client_id)


@change
def _write(by: Staff, page: str, target: Client | Episode, client_id: int) -> None:
    audit.write(by, "record.read", target, client=client_id, page=page)
