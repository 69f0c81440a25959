"""The ending: the plan for staying well, and how it goes on after the last session."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from kith.core import ending
from kith.core.errors import ConflictError, RefusedError
from kith.record import audit, clock
from kith.record.facts import protocol_of
from kith.record.models import EndingPlan, Episode, Staff
from kith.record.services.course import reach_if_asked
from kith.record.writing import change, checked, permit


@change
def save_plan(
    *,
    by: Staff,
    episode: Episode,
    answers: Mapping[str, Sequence[str]],
    expected_version: int | None = None,
) -> EndingPlan:
    """Keep the plan for staying well; the steps of the protocol follow from what it says.

    With `expected_version`, ConflictError when somebody else saved the plan since.
    """
    episode = permit(by, episode)
    if strange := set(answers) - set(ending.plan_questions()):
        raise RefusedError(f"The plan has no question {', '.join(sorted(strange))}.")
    plan = _plan(episode)
    before = dict(plan.answers)
    said = {key: [line.strip() for line in lines if line.strip()] for key, lines in answers.items()}
    if plan.pk and expected_version not in {None, plan.version} and before != said:
        theirs = {"version": plan.version, **before}
        when = timezone.localtime(plan.changed_at)
        raise ConflictError("the plan for staying well", theirs, str(plan.changed_by), when)
    plan.answers, plan.version = said, plan.version + 1
    _store(by, plan)
    audit.write(by, "ending.planned", plan, client=episode.client_id, before=before)
    if plan.answers.get("signs"):
        reach_if_asked(by=by, episode=episode, step="warning_signs_listed")
    if not ending.plan_lacks(plan_of(plan)):
        reach_if_asked(by=by, episode=episode, step="relapse_plan_agreed")
    return plan


@change
def agree_disposition(*, by: Staff, episode: Episode, disposition: str, words: str) -> EndingPlan:
    """Record how it goes on after the last session, as agreed with the client."""
    episode = permit(by, episode)
    if disposition not in protocol_of(episode).dispositions:
        raise RefusedError("Choose how it goes on.", "disposition")
    if len(words.strip()) < 10:
        raise RefusedError("Say in a sentence what was agreed.", "words")
    plan = _plan(episode)
    before = [plan.disposition, plan.disposition_words]
    plan.disposition, plan.disposition_words = disposition, words.strip()
    _store(by, plan)
    audit.write(
        by,
        "ending.disposition",
        plan,
        client=episode.client_id,
        disposition=disposition,
        before=before,
    )
    reach_if_asked(by=by, episode=episode, step="disposition_agreed")
    return plan


def plan_of(plan: EndingPlan | None) -> ending.WarningPlan:
    """Return the plan as core reads it; an empty one where nothing is written yet."""
    said: Mapping[str, list[str]] = plan.answers if plan else {}
    return ending.WarningPlan(
        signs=said.get("signs", []),
        situations=said.get("situations", []),
        who_notices=said.get("who_notices", []),
        what_to_do=said.get("what_to_do", []),
        come_back_when=" ".join(said.get("come_back_when", [])),
    )


def _plan(episode: Episode) -> EndingPlan:
    kept = EndingPlan.objects.select_related("changed_by").filter(episode=episode).first()
    return kept or EndingPlan(organisation=episode.organisation, episode=episode)


def _store(by: Staff, plan: EndingPlan) -> None:
    plan.changed_by, plan.changed_at = by, clock.now()
    checked(plan, known=["answers"]).save()  # a plan may be begun with nothing in it
