"""What must be on record before some steps of the protocol count as reached. Reads only.

Most steps are reached because somebody says so. These follow from an agreement or a review that is
kept in the record: a tick cannot stand for it.
"""

from collections.abc import Callable, Mapping

from kith.record.models import Contract, Episode, Formulation, ProblemArea, RiskReview

_GROUNDS: Mapping[str, tuple[Callable[[Episode], bool], str]] = {
    "problem_area_agreed": (
        lambda episode: ProblemArea.objects.filter(episode=episode, left_on=None).exists(),
        "No problem area is agreed yet: agree on it on its own page, and the step follows.",
    ),
    "formulation_agreed": (
        lambda episode: Formulation.objects.filter(
            episode=episode, agreed_on__isnull=False
        ).exists(),
        "The client has not agreed to a formulation yet: record it there, and the step follows.",
    ),
    "contract_agreed": (
        lambda episode: Contract.objects.filter(episode=episode).exists(),
        "No contract is agreed yet: agree on it on its own page, and the step follows.",
    ),
    "risk_baseline": (
        lambda episode: RiskReview.objects.filter(episode=episode).exists(),
        "The risk has not been reviewed yet: review it under Safety, and the step follows.",
    ),
}

STEPS = frozenset(_GROUNDS)
"""The steps that nobody can tick."""


def lacking(episode: Episode, step: str) -> str:
    """Return what must come first, as a sentence; empty if the step may be recorded."""
    holds, sentence = _GROUNDS.get(step, (None, ""))
    return "" if holds is None or holds(episode) else sentence
