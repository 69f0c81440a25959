"""The people around the client whom the course has to do with, and a baby expected or born.

What a parent, a school or a partner may know is agreed and written down; nothing is sent to them.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from kith.core import perinatal
from kith.core.errors import RefusedError
from kith.record import audit, clock
from kith.record.models import Baby, Contact, Episode, Staff
from kith.record.services.conditions import check_past
from kith.record.writing import change, checked, permit, sent_twice

CONTACT = frozenset({
    "kind", "name", "relation", "place", "reach", "consent_on", "role", "shared", "confidential",
    "notes",
})  # fmt: skip
BABY = frozenset({"name", "due_on", "born_on", "lost_on", "feeding", "sleep", "notes"})

Around = TypeVar("Around", Contact, Baby)


@change
def record_contact(
    *, by: Staff, episode: Episode, details: Mapping[str, Any], contact: Contact | None = None
) -> Contact:
    """Put somebody around the client on record, or correct what is known of them."""
    episode = permit(by, episode)
    row = (
        Contact.objects.get(pk=contact.pk)
        if contact
        else Contact(organisation=episode.organisation, episode=episode, by=by, on=clock.today())
    )
    before = _set(episode, row, details, CONTACT)
    if row.kind not in Contact.Kind.values:
        raise RefusedError("Say who this is to the course.", "kind")
    if not row.name:
        raise RefusedError("Write a name.", "name")
    if row.consent_on:
        check_past(episode, row.consent_on, "consent_on")
    return _keep(by, episode, row, before)


@change
def record_baby(
    *, by: Staff, episode: Episode, details: Mapping[str, Any], baby: Baby | None = None
) -> Baby:
    """Put a baby on record, expected or born, or correct what is known."""
    episode = permit(by, episode)
    row = (
        Baby.objects.get(pk=baby.pk)
        if baby
        else Baby(organisation=episode.organisation, episode=episode, by=by, on=clock.today())
    )
    before = _set(episode, row, details, BABY)
    if not (row.due_on or row.born_on):
        raise RefusedError("Write when the baby is due, or when it was born.", "due_on")
    for field in ("born_on", "lost_on"):
        if on := getattr(row, field):
            check_past(episode, on, field)
    if row.due_on and row.due_on > clock.today() + perinatal.LONGEST:
        raise RefusedError("This is more than a pregnancy ahead. Check the year.", "due_on")
    if row.due_on and row.born_on and abs(row.born_on - row.due_on) > perinatal.LONGEST:
        raise RefusedError("The birth and the due date do not belong together.", "born_on")
    return _keep(by, episode, row, before)


def _set(
    episode: Episode, row: Around, details: Mapping[str, Any], allowed: frozenset[str]
) -> dict[str, str]:
    """Put the details on the row; return what stood there before, where it differs."""
    unknown = set(details) - allowed
    assert not unknown, f"not details of this: {unknown}"  # noqa: S101 - a caller's slip
    if row.episode_id != episode.pk:
        raise RefusedError("This belongs to another course of care.")
    if row.withdrawn_on:
        raise RefusedError("This was withdrawn. Write it anew.")
    before = {}
    for field, value in details.items():
        new = value.strip() if isinstance(value, str) else value
        if (old := getattr(row, field)) != new:
            before[field] = str(old or "")
            setattr(row, field, new)
    return before


def _keep(by: Staff, episode: Episode, row: Around, before: dict[str, str]) -> Around:
    name = row._meta.model_name
    if row.pk is None:
        if known := sent_twice(row):
            return known
        checked(row).save()
        audit.write(by, f"{name}.recorded", row, client=episode.client_id)
    elif before:
        checked(row).save(update_fields=list(before))
        audit.write(by, f"{name}.described", row, client=episode.client_id, before=before)
    return row
