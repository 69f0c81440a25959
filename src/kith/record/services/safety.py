"""Safety: a clinician's review of risk, and the client's safety plan."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from kith.core import safety
from kith.core.errors import ConflictError, RefusedError
from kith.record import audit, clock
from kith.record.models import Client, Episode, Person, RiskReview, SafetyPlan, Staff
from kith.record.services.course import reach_if_asked
from kith.record.writing import change, checked, permit, sent_twice

PLAN_MADE = "safety_plan_agreed"
BASELINE = "risk_baseline"
"""The step of a protocol that the first review of risk reaches."""


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
    episode = permit(by, episode)
    today = clock.today()
    lacks = safety.review_lacks(
        safety.Review(
            on=today,
            found=found,
            agreed=agreed,
            care=care,
            shared_with=shared_with,
            next_on=next_on,
        )
    )
    if lacks:
        raise RefusedError(lacks[0].words, lacks[0].step)
    review = RiskReview(
        organisation=episode.organisation,
        episode=episode,
        on=today,
        found=found.strip(),
        protective=protective.strip(),
        agreed=agreed.strip(),
        care=care,
        shared_with=shared_with.strip(),
        next_on=next_on,
        by=by,
    )
    if known := sent_twice(review):
        return known
    checked(review).save()
    audit.write(by, "risk.reviewed", review, client=episode.client_id, care=care)
    reach_if_asked(by=by, episode=episode, step=BASELINE)
    return review


@change
def agree_safety_plan(
    *,
    by: Staff,
    episode: Episode,
    steps: Mapping[str, Sequence[str]],
    obstacles: Mapping[str, str] | None = None,
    set_aside: Mapping[str, str] | None = None,
    people: Sequence[Person] = (),
    copy_given: bool = False,
    after: int | None = None,
) -> SafetyPlan:
    """Keep the client's safety plan as a new version; the earlier ones stay readable.

    An unfinished plan is kept too: half a plan is better than none, and its page says what it
    lacks. `after`: the version the writer saw (0 for none); ConflictError if there is a newer one.
    """
    episode = permit(by, episode)
    client = Client.objects.select_for_update().get(pk=episode.client_id)
    lines = {key: _clean(steps.get(key, ())) for key in safety.steps()}
    if not any(lines.values()):
        raise RefusedError("There is nothing in the plan yet. Write one line in one step.")
    if any(person.client_id != client.pk for person in people):
        raise RefusedError(
            "Only people of this client's inventory can stand in the plan.", "people"
        )
    newest = SafetyPlan.objects.filter(client=client).order_by("number").last()
    number = newest.number if newest else 0
    if newest and after is not None and after != number:
        theirs = {"steps": newest.steps, "number": number}
        when = timezone.localtime(newest.created_at)
        raise ConflictError("the safety plan", theirs, str(newest.by), when)
    plan = SafetyPlan(
        organisation=episode.organisation,
        client=client,
        number=number + 1,
        steps=lines,
        obstacles=_words(obstacles),
        set_aside={key: why for key, why in _words(set_aside).items() if not lines[key]},
        copy_given=copy_given,
        agreed_on=clock.today(),
        by=by,
    )
    checked(plan).save()
    plan.people.set(people)
    return _agreed(by, episode, plan)


def _agreed(by: Staff, episode: Episode, plan: SafetyPlan) -> SafetyPlan:
    """Leave the trace, and take the protocol's step of making a plan, where it has one."""
    audit.write(by, "safety_plan.agreed", plan, client=episode.client_id, number=plan.number)
    reach_if_asked(by=by, episode=episode, step=PLAN_MADE)
    return plan


def _clean(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def _words(said: Mapping[str, str] | None) -> dict[str, str]:
    """Return what was said of each step, the steps without words left out."""
    return {key: said[key].strip() for key in safety.steps() if said and said.get(key, "").strip()}
