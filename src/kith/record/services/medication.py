"""Medicines: what the client takes, how much since when, and why it changed or stopped.

Kith keeps what the prescriber decided. It proposes no medicine and no dose.
"""

from collections.abc import Mapping
from datetime import date

from kith.core.errors import RefusedError
from kith.record import audit, clock
from kith.record.models import Dose, Episode, Medication, Staff
from kith.record.services.conditions import check_past
from kith.record.writing import change, checked, permit, sent_twice

FIELDS = frozenset({"name", "purpose", "prescriber", "adherence"})
A_WORD = 3


@change
def add(
    *, by: Staff, episode: Episode, started_on: date, dose: str, details: Mapping[str, str]
) -> Medication:
    """Put a medicine on the list, with the dose it is taken in."""
    episode = permit(by, episode)
    check_past(episode, started_on, "started_on")
    taken = Medication(
        organisation=episode.organisation,
        episode=episode,
        by=by,
        on=clock.today(),
        started_on=started_on,
    )
    _set(taken, details)
    if known := sent_twice(taken):
        return known
    checked(taken).save()
    _keep_dose(by, taken, started_on, dose, "")
    audit.write(by, "medication.added", taken, client=episode.client_id)
    return taken


@change
def describe(*, by: Staff, medication: Medication, details: Mapping[str, str]) -> Medication:
    """Correct the name, the purpose or the prescriber, or note how it is taken."""
    episode, medication = _held(by, medication)
    before = _set(medication, details)
    if before:
        checked(medication).save(update_fields=list(before))
        audit.write(by, "medication.described", medication, client=episode.client_id, before=before)
    return medication


@change
def change_dose(
    *, by: Staff, medication: Medication, on: date, dose: str, reason: str = ""
) -> Dose:
    """Record another dose from a day on, and why."""
    episode, medication = _held(by, medication)
    _check_taken(medication, on)
    kept = _keep_dose(by, medication, on, dose, reason)
    audit.write(by, "medication.dose", medication, client=episode.client_id)
    return kept


@change
def stop(*, by: Staff, medication: Medication, on: date, because: str) -> Medication:
    """Record that the medicine is not taken any more, since when and why."""
    episode, medication = _held(by, medication)
    _check_taken(medication, on)
    if len(because.strip()) < A_WORD:
        raise RefusedError("Say why it was stopped.", "because")
    medication.stopped_on, medication.stopped_because = on, because.strip()
    checked(medication).save(update_fields=["stopped_on", "stopped_because"])
    audit.write(by, "medication.stopped", medication, client=episode.client_id)
    return medication


def _held(by: Staff, medication: Medication) -> tuple[Episode, Medication]:
    """Return the medicine as it is now, its episode held."""
    episode = permit(by, medication.episode)
    medication = Medication.objects.get(pk=medication.pk)
    medication.episode = episode
    if medication.withdrawn_on:
        raise RefusedError("This medicine was withdrawn from the list.")
    return episode, medication


def _check_taken(medication: Medication, on: date) -> None:
    check_past(medication.episode, on)
    if medication.stopped_on:
        raise RefusedError("This medicine was stopped. Add it again if it is taken anew.")
    if on < medication.started_on:
        raise RefusedError("It was not taken yet on this day.", "on")


def _keep_dose(by: Staff, medication: Medication, on: date, dose: str, reason: str) -> Dose:
    if not dose.strip():
        raise RefusedError("Write the dose as the prescriber says it.", "dose")
    kept = Dose(
        organisation=medication.organisation,
        medication=medication,
        on=on,
        words=dose.strip(),
        reason=reason.strip(),
        by=by,
    )
    if known := sent_twice(kept):
        return known
    checked(kept).save()
    return kept


def _set(medication: Medication, details: Mapping[str, str]) -> dict[str, str]:
    """Put the details on the row; return what stood there before, where it differs."""
    unknown = set(details) - FIELDS
    assert not unknown, f"not details of a medicine: {unknown}"  # noqa: S101 - a caller's slip
    before = {}
    for field, value in details.items():
        if (old := getattr(medication, field)) != value.strip():
            before[field] = old
            setattr(medication, field, value.strip())
    if not medication.name:
        raise RefusedError("Write the name of the medicine.", "name")
    return before
