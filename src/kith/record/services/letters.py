"""Letters: drafted, changed, signed. A signed letter is kept word for word."""

from collections.abc import Sequence

from django.utils import timezone

from kith.core.errors import ConflictError, RefusedError
from kith.record import audit, clock
from kith.record.models import Episode, Letter, Staff
from kith.record.writing import change, checked, permit, permit_therapist, sent_twice


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
    to: str = "referrer",
) -> Letter:
    """Begin a letter from a drafted text: to the referrer, or `to` the client."""
    episode = permit(by, episode, ended=True)
    letter = Letter(
        organisation=episode.organisation,
        episode=episode,
        to=to,
        recipient=recipient.strip(),
        address=address.strip(),
        subject=subject.strip(),
        text=text,
        scores=list(scores),
        changed_by=by,
    )
    if known := sent_twice(letter):
        return known
    _write_down(by, letter, recipient, address, text)
    audit.write(by, "letter.started", letter, client=episode.client_id)
    return letter


@change
def save_letter(
    *, by: Staff, letter: Letter, expected_version: int, recipient: str, address: str, text: str
) -> Letter:
    """Change an unsigned letter."""
    permit(by, letter.episode, ended=True)
    letter = _unsigned(letter)
    mine = (recipient.strip(), address.strip(), text)
    if letter.version != expected_version and mine != (
        letter.recipient, letter.address, letter.text,
    ):  # fmt: skip
        raise _conflict(letter)
    letter.version += 1
    _write_down(by, letter, recipient, address, text)
    audit.write(by, "letter.saved", letter, client=letter.episode.client_id, version=letter.version)
    return letter


@change
def sign_letter(*, by: Staff, letter: Letter, expected_version: int) -> Letter:
    """Sign a letter in the version that was read: it can be sent, and no longer changed."""
    permit_therapist(by, letter.episode, ended=True)
    letter = _unsigned(letter)
    if letter.version != expected_version:
        raise _conflict(letter)
    letter.signed_by, letter.signed_at = by, clock.now()
    letter.save(update_fields=["signed_by", "signed_at"])
    audit.write(by, "letter.signed", letter, client=letter.episode.client_id)
    return letter


def _unsigned(letter: Letter) -> Letter:
    fresh = Letter.objects.select_related("episode", "changed_by").get(pk=letter.pk)
    if fresh.signed_at:
        raise RefusedError("This letter is signed: write another one to correct it.")
    return fresh


def _conflict(letter: Letter) -> ConflictError:
    theirs = {
        "recipient": letter.recipient,
        "address": letter.address,
        "text": letter.text,
        "version": letter.version,
    }
    when = timezone.localtime(letter.changed_at)
    return ConflictError("this letter", theirs, str(letter.changed_by), when)


def _write_down(by: Staff, letter: Letter, recipient: str, address: str, text: str) -> None:
    if not recipient.strip():
        raise RefusedError("Say to whom the letter goes.", "recipient")
    letter.recipient, letter.address, letter.text = recipient.strip(), address.strip(), text
    letter.changed_by, letter.changed_at = by, clock.now()
    checked(letter).save()
