"""What the record knows that bears on the choice of a protocol.

Here: the rows of one episode as the core's `Situation`. Not here: the rules (core.fitting), and
the choice (services.choosing).
"""

from typing import TYPE_CHECKING, Any

from kith.core.perinatal import Dates
from kith.core.situation import Situation
from kith.record import clock
from kith.record.models import (
    Assessment,
    Baby,
    ConditionMet,
    Contact,
    MedicalReview,
    Medication,
    Response,
)

if TYPE_CHECKING:
    from kith.record.models import Episode

WEEKS_OF_A_YEAR = 52


def situation_of(episode: "Episode", formats: frozenset[str] | None = None) -> Situation:
    """What is known of the client today: diagnosis, age, answers, and the newest scores."""
    assessment = Assessment.objects.filter(episode=episode).first()
    codes = (assessment.icd11, assessment.icd10) if assessment else ()
    answers = assessment.cautions if assessment else {}
    no = frozenset(_answered(answers, "no"))
    offered = {} if formats is None else {"formats": formats}
    return Situation(
        codes=tuple(code for code in codes if code),
        named=frozenset(_given(answers, "disorder.")),
        age=episode.client.age_on(clock.today()),
        yes=frozenset({*_answered(answers, "yes"), *(_shown(episode) - no)}),
        no=no,
        found=_found(episode),
        **offered,
    )


def _answered(answers: dict[str, Any], answer: str) -> list[str]:
    return [key for key, one in answers.items() if one["answer"] == answer and "." not in key]


def _shown(episode: "Episode") -> set[str]:
    """The circumstances that other pages of the record show, so that nobody is asked twice."""
    today, own = clock.today(), {"episode": episode, "withdrawn_on": None}
    contacts = set(Contact.objects.filter(**own).values_list("kind", flat=True))
    met = set(ConditionMet.objects.filter(**own).values_list("condition", flat=True))
    babies = [
        Dates(due_on=one.due_on, born_on=one.born_on, lost_on=one.lost_on)
        for one in Baby.objects.filter(**own)
    ]
    born = [weeks for one in babies if (weeks := one.weeks_since_birth(today)) is not None]
    shown = {
        "medicated": Medication.objects.filter(**own, stopped_on=None).exists(),
        "prescriber": Contact.Kind.PRESCRIBER in contacts,
        "guardian_involved": Contact.Kind.GUARDIAN in contacts,
        "mood_stabiliser": "mood_stabiliser_or_review" in met,
        "addiction_care": "addiction_care" in met,
        "medical_review": MedicalReview.objects.filter(**own).exists(),
        "pregnant": any(one.weeks_pregnant(today) is not None for one in babies),
        "postpartum": any(weeks <= WEEKS_OF_A_YEAR for weeks in born),
    }
    return {key for key, is_so in shown.items() if is_so}


def _given(answers: dict[str, Any], prefix: str) -> list[str]:
    """The disorders that were named, kept among the answers as `disorder.<id>`."""
    said = [key for key, one in answers.items() if one["answer"] == "yes"]
    return [key.removeprefix(prefix) for key in said if key.startswith(prefix)]


def _found(episode: "Episode") -> dict[tuple[str, str], float | str]:
    """What each instrument found when it was last answered."""
    newest: dict[str, Response] = {}
    for one in Response.objects.filter(episode=episode).order_by("given_on", "submitted_at"):
        newest[one.instrument] = one
    found: dict[tuple[str, str], float | str] = {}
    for instrument, one in newest.items():
        for scale, score in one.scores.items():
            if score["value"] is not None:
                found[instrument, scale] = score["value"]
        for rule, result in one.results.items():
            if result["id"]:
                found[instrument, rule] = result["id"]
    return found
