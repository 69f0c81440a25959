"""Letters: drafted, changed, signed. A signed letter is kept word for word."""

from collections.abc import Sequence

from kith.core.errors import ConflictError, RefusedError
from kith.record import audit, clock
from kith.record.models import Episode, Letter, Staff
from kith.record.writing import change, permit, permit_therapist


@change
def start_letter(
    *,
    by: Staff,
    episode: Episode,
    recipient: str,
    address: str,
    subject: str,
    text: str,
    scores: Sequence[dict[str, str]] = (),
) -> Letter:
    """Begin a letter from a drafted text."""
    permit(by, episode, ended=True)
    letter = Letter.objects.create(
        organisation=episode.organisation,
        episode=episode,
        recipient=recipient,
        address=address,
        subject=subject,
        text=text,
        scores=list(scores),
        changed_by=by,
        changed_at=clock.now(),
    )
    audit.write(by, "letter.started", letter, client=episode.client_id)
    return letter


@change
def save_letter(
    *, by: Staff, letter: Letter, expected_version: int, recipient: str, address: str, text: str
) -> Letter:
    """Change an unsigned letter."""
    letter = _unsigned(letter, expected_version, text)
    permit(by, letter.episode, ended=True)
    if not recipient.strip():
        raise RefusedError("Say to whom the letter goes.", "recipient")
    letter.recipient, letter.address, letter.text = recipient.strip(), address.strip(), text
    letter.version += 1
    letter.changed_by, letter.changed_at = by, clock.now()
    letter.save()
    audit.write(by, "letter.saved", letter, client=letter.episode.client_id)
    return letter


@change
def sign_letter(*, by: Staff, letter: Letter, expected_version: int) -> Letter:
    """Sign a letter: it can be sent, and no longer changed."""
    letter = _unsigned(letter, expected_version, letter.text)
    permit_therapist(by, letter.episode, ended=True)
    if not letter.text.strip():
        raise RefusedError("An empty letter cannot be signed.", "text")
    letter.signed_by, letter.signed_at = by, clock.now()
    letter.save(update_fields=["signed_by", "signed_at"])
    audit.write(by, "letter.signed", letter, client=letter.episode.client_id)
    return letter


def _unsigned(letter: Letter, expected_version: int, text: str) -> Letter:
    fresh = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("episode", "changed_by")
        .get(pk=letter.pk)
    )
    if fresh.signed_at:
        raise RefusedError("This letter is signed: write another one to correct it.")
    if fresh.version != expected_version and fresh.text != text:
        raise ConflictError(
            "this letter",
            {"text": fresh.text, "version": fresh.version},
            str(fresh.changed_by),
            fresh.changed_at,
        )
    return fresh
