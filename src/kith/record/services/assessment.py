"""The assessment: what was found, and the clinician's decision on suitability."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from kith.core.errors import ConflictError, RefusedError
from kith.record import audit, clock
from kith.record.models import Assessment, Episode, Staff
from kith.record.writing import change, checked, permit

if TYPE_CHECKING:
    from datetime import date

FIELDS = frozenset({
    "complaint", "icd11", "icd10", "diagnosis", "onset_on", "onset_precision", "earlier_episodes",
    "history", "treatments", "medication", "substances", "strengths", "cautions", "decision",
    "decision_reason",
})  # fmt: skip
CAUTION_ANSWERS = frozenset({"yes", "no", "unknown"})


@change
def save_assessment(
    *, by: Staff, episode: Episode, expected_version: int, found: Mapping[str, Any]
) -> Assessment:
    """Store what was found. ConflictError when somebody else saved since `expected_version`."""
    unknown = set(found) - FIELDS
    assert not unknown, f"not fields of an assessment: {unknown}"  # noqa: S101 - a caller's slip
    episode = permit(by, episode)
    assessment = Assessment.objects.select_related("changed_by").filter(episode=episode).first()
    if assessment is None:
        assessment = Assessment(organisation=episode.organisation, episode=episode)
    else:
        _check_version(assessment, expected_version, found)
    for field, value in found.items():
        setattr(assessment, field, value)
    _check(assessment, episode)
    assessment.version += 1
    assessment.changed_by, assessment.changed_at = by, clock.now()
    checked(assessment).save()
    audit.write(
        by, "assessment.saved", assessment, client=episode.client_id, version=assessment.version
    )
    return assessment


def _check_version(assessment: Assessment, expected_version: int, found: Mapping[str, Any]) -> None:
    theirs = {field: getattr(assessment, field) for field in found}
    if assessment.version != expected_version and theirs != found:
        raise ConflictError(
            "the assessment",
            {"version": assessment.version, **theirs},
            str(assessment.changed_by),
            timezone.localtime(assessment.changed_at),
        )


def _check(assessment: Assessment, episode: Episode) -> None:
    onset: date | None = assessment.onset_on
    if onset and onset > clock.today():
        raise RefusedError("The episode of illness cannot begin after today.", "onset_on")
    if onset and onset < episode.client.born_on:
        raise RefusedError("The illness cannot begin before the client was born.", "onset_on")
    for caution in assessment.cautions.values():
        if caution.get("answer") not in CAUTION_ANSWERS:
            raise RefusedError("Answer each caution with yes, no or not known.", "cautions")
    decided = assessment.decision != Assessment.Decision.OPEN
    if decided and not assessment.decision_reason.strip():
        raise RefusedError("Write the reason for the decision in a sentence.", "decision_reason")
