"""The assessment: what was found, and the clinician's decision on suitability."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kith.core.errors import ConflictError, RefusedError
from kith.record import audit, clock
from kith.record.models import Assessment, Episode, Staff
from kith.record.writing import change, locked, permit

if TYPE_CHECKING:
    from datetime import date

FIELDS = frozenset({
    "complaint", "icd11", "icd10", "diagnosis", "onset_on", "onset_precision", "earlier_episodes",
    "history", "treatments", "medication", "substances", "strengths", "cautions", "decision",
    "decision_reason",
})  # fmt: skip


@change
def save_assessment(
    *, by: Staff, episode: Episode, expected_version: int, found: Mapping[str, Any]
) -> Assessment:
    """Store what was found. ConflictError when somebody else saved since `expected_version`."""
    permit(by, episode)
    unknown = set(found) - FIELDS
    assert not unknown, f"not fields of an assessment: {unknown}"  # noqa: S101 - a caller's slip
    locked(episode)
    assessment = Assessment.objects.filter(episode=episode).first()
    if assessment is None:
        assessment = Assessment(organisation=episode.organisation, episode=episode, changed_by=by)
    elif assessment.version != expected_version:
        raise ConflictError(
            "the assessment",
            {field: getattr(assessment, field) for field in found},
            str(assessment.changed_by),
            assessment.changed_at,
        )
    for field, value in found.items():
        setattr(assessment, field, value)
    _check(assessment, episode)
    assessment.version += 1
    assessment.changed_by, assessment.changed_at = by, clock.now()
    assessment.save()
    audit.write(
        by, "assessment.saved", assessment, client=episode.client_id, version=assessment.version
    )
    return assessment


def _check(assessment: Assessment, episode: Episode) -> None:
    onset: date | None = assessment.onset_on
    if onset and onset > clock.today():
        raise RefusedError("The episode of illness cannot begin after today.", "onset_on")
    if onset and onset < episode.client.born_on:
        raise RefusedError("The illness cannot begin before the client was born.", "onset_on")
    decided = assessment.decision != Assessment.Decision.OPEN
    if decided and not assessment.decision_reason.strip():
        raise RefusedError("Write the reason for the decision in a sentence.", "decision_reason")
