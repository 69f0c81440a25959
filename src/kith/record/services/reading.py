"""Looking at a client's record leaves a trace too."""

from kith.record import audit
from kith.record.models import Client, Episode, Staff
from kith.record.writing import change


@change
def note_read(
    *, by: Staff, page: str, client: Client | None = None, episode: Episode | None = None
) -> None:
    """Put on record that `by` opened `page` of this client."""
    target = episode or client
    if target is None:
        return
    client_id = episode.client_id if episode else target.pk
    audit.write(by, "record.read", target, client=client_id, page=page)
