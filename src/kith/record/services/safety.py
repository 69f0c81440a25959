"""Safety: a clinician's review of risk, and the client's safety plan."""

from collections.abc import Mapping, Sequence
from datetime import date

from kith.core import safety
from kith.core.errors import RefusedError
from kith.record import audit, clock
from kith.record.models import Episode, RiskReview, SafetyPlan, Staff
from kith.record.services.course import reach
from kith.record.writing import change, permit


@change
def review_risk(
    *,
    by: Staff,
    episode: Episode,
    found: str,
    agreed: str,
    care: str,
    protective: str = "",
    shared_with: str = "",
    next_on: date | None = None,
) -> RiskReview:
    """Record what a clinician found and what was agreed. Nothing here is computed."""
    permit(by, episode)
    if len(found.strip()) < 10:
        raise RefusedError("Write what you found in a sentence.", "found")
    if len(agreed.strip()) < 10:
        raise RefusedError("Write what was agreed in a sentence.", "agreed")
    if care not in safety.CARE:
        raise RefusedError("Choose the care that was agreed.", "care")
    if next_on and next_on < clock.today():
        raise RefusedError("The next look at this must lie ahead.", "next_on")
    review = RiskReview.objects.create(
        organisation=episode.organisation,
        episode=episode,
        on=clock.today(),
        found=found.strip(),
        protective=protective.strip(),
        agreed=agreed.strip(),
        care=care,
        shared_with=shared_with.strip(),
        next_on=next_on,
        by=by,
    )
    audit.write(by, "risk.reviewed", review, client=episode.client_id, care=care)
    reach(by=by, episode=episode, step="risk_baseline")
    return review


@change
def agree_safety_plan(
    *,
    by: Staff,
    episode: Episode,
    steps: Mapping[str, Sequence[str]],
    obstacles: Mapping[str, str] | None = None,
) -> SafetyPlan:
    """Keep the client's safety plan as a new version; the earlier ones stay readable."""
    permit(by, episode)
    clean = {key: [line.strip() for line in lines if line.strip()] for key, lines in steps.items()}
    safety.check_plan(clean)
    number = SafetyPlan.objects.filter(client=episode.client_id).count() + 1
    plan = SafetyPlan.objects.create(
        organisation=episode.organisation,
        client=episode.client,
        number=number,
        steps=clean,
        obstacles=dict(obstacles or {}),
        agreed_on=clock.today(),
        by=by,
    )
    audit.write(by, "safety_plan.agreed", plan, client=episode.client_id, number=number)
    return plan
