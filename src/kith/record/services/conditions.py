"""What a protocol asks for beside the sessions: conditions met, medical reviews, weight.

Nothing is met by itself because it is likely: somebody says so with a day, or the record shows it.
What was put on record by mistake is withdrawn with a reason; the trail keeps that it was there.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from kith.core import body
from kith.core.errors import RefusedError
from kith.record import audit, clock
from kith.record.facts import SHOWN_BY_THE_RECORD, protocol_of
from kith.record.models import ConditionMet, Episode, MedicalReview, Staff, Weight
from kith.record.models.conditions import Entry
from kith.record.writing import change, checked, permit, sent_twice, unless_taken

A_WORD = 3
A_REASON = 5
FURTHEST = timedelta(days=730)  # a next review beyond it is a slip of the pen

Kept = TypeVar("Kept", bound=Entry)


@change
def meet(*, by: Staff, episode: Episode, condition: str, on: date, words: str) -> ConditionMet:
    """Record that a condition of the protocol is met: on which day, and how, in words."""
    episode = permit(by, episode)
    protocol = protocol_of(episode)
    if condition not in {one.id for one in protocol.conditions}:
        raise RefusedError(f"{protocol.short_name} has no condition called {condition}.")
    term = protocol.vocabulary.conditions[condition]
    if SHOWN_BY_THE_RECORD & {condition, term.record}:
        raise RefusedError("This condition is met by what stands in the record, not by a tick.")
    check_past(episode, on)
    if len(words.strip()) < A_WORD:
        raise RefusedError("Say in a few words how it was met.", "words")
    met = ConditionMet(
        organisation=episode.organisation,
        episode=episode,
        condition=condition,
        on=on,
        words=words.strip(),
        by=by,
    )
    if known := sent_twice(met):
        return known
    with unless_taken("This is on record already. Withdraw it first to write it anew."):
        checked(met).save()
    audit.write(by, "condition.met", met, client=episode.client_id, condition=condition)
    return met


@change
def review_medically(
    *,
    by: Staff,
    episode: Episode,
    on: date,
    reviewer: str,
    found: str = "",
    next_on: date | None = None,
) -> MedicalReview:
    """Record a medical review: when, by whom, what was found, and when the next is due."""
    episode = permit(by, episode)
    check_past(episode, on)
    if len(reviewer.strip()) < A_WORD:
        raise RefusedError("Say who looked at the client.", "reviewer")
    if next_on and not on < next_on <= clock.today() + FURTHEST:
        raise RefusedError("The next review comes after this one, within two years.", "next_on")
    review = MedicalReview(
        organisation=episode.organisation,
        episode=episode,
        on=on,
        reviewer=reviewer.strip(),
        found=found.strip(),
        next_on=next_on,
        by=by,
    )
    return _keep(by, episode, review, "medical_review.recorded")


@change
def weigh(
    *, by: Staff, episode: Episode, on: date, height_cm: Decimal, weight_kg: Decimal
) -> Weight:
    """Record height and weight."""
    episode = permit(by, episode)
    check_past(episode, on)
    lowest, highest = body.HEIGHTS
    if not lowest <= height_cm <= highest:
        message = f"A height between {lowest} and {highest} centimetres, please."
        raise RefusedError(message, "height_cm")
    lowest, highest = body.WEIGHTS
    if not lowest <= weight_kg <= highest:
        message = f"A weight between {lowest} and {highest} kilograms, please."
        raise RefusedError(message, "weight_kg")
    weight = Weight(
        organisation=episode.organisation,
        episode=episode,
        on=on,
        height_cm=height_cm,
        weight_kg=weight_kg,
        by=by,
    )
    return _keep(by, episode, weight, "weight.recorded")


@change
def withdraw(*, by: Staff, entry: Kept, because: str) -> Kept:
    """Take back what was put on record by mistake. It stays readable, with the reason."""
    episode: Episode = permit(by, entry.episode)  # type: ignore[attr-defined]  # every entry has one
    entry = type(entry)._default_manager.select_for_update(no_key=True).get(pk=entry.pk)
    if entry.withdrawn_on:
        raise RefusedError("This was withdrawn already.")
    if len(because.strip()) < A_REASON:
        raise RefusedError("Say why it is withdrawn.", "because")
    entry.withdrawn_on, entry.withdrawn_by = clock.today(), by
    entry.withdrawn_because = because.strip()
    fields = ["withdrawn_on", "withdrawn_by", "withdrawn_because"]
    checked(entry).save(update_fields=fields)
    audit.write(
        by, "entry.withdrawn", entry, client=episode.client_id, because=entry.withdrawn_because
    )
    return entry


def check_past(episode: Episode, on: date, field: str = "on") -> None:
    """Refuse a day that is still to come, or before the client was born."""
    if on > clock.today():
        raise RefusedError("This day is still to come. Check the date.", field)
    if on < episode.client.born_on:
        raise RefusedError("This is before the client was born. Check the year.", field)


def _keep(by: Staff, episode: Episode, row: Kept, action: str) -> Kept:
    if known := sent_twice(row):
        return known
    checked(row).save()
    audit.write(by, action, row, client=episode.client_id)
    return row
