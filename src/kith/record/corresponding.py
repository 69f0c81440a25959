"""From rows to what a letter speaks of. Reads only."""

from dataclasses import replace
from datetime import date

from kith.core import focus, letters
from kith.core.ending import gains
from kith.core.offered_areas import area_in
from kith.core.protocols.engine import Course
from kith.record import inventory
from kith.record.gains import course_that_ends
from kith.record.models import (
    Assessment,
    EndingPlan,
    Episode,
    InterpersonalFocus,
    Medication,
    Referral,
)

LEFT_EARLY = "dropped_out"


def letter_facts(episode: Episode, course: Course) -> letters.Facts:
    """Return what the record holds for a letter to the referrer."""
    assessment = Assessment.objects.filter(episode=episode).first()
    plan = EndingPlan.objects.filter(episode=episode).first()
    onset = inventory.onset_of(episode)
    answers = plan.answers if plan else {}
    record = course_that_ends(episode)
    rated = [goal for goal in record.goals if goal.last is not None]
    return letters.Facts(
        client=str(episode.client),
        first_name=episode.client.first_name,
        received_on=_day(episode.referral.received_on),
        came_alone=episode.referral.source == Referral.Source.SELF,
        diagnosis=assessment.diagnosis if assessment else "",
        codes=_codes(assessment),
        onset=onset.phrase if onset else "",
        held=course.session_number,
        agreed=course.total if course.has_contract else 0,
        missed=course.missed,
        focus=[
            f"{area_in(course.protocol, one.id).plain} ({one.title.lower()})"
            for one in course.areas
        ],
        medication=_medicines(episode) or (assessment.medication if assessment else ""),
        gains=gains(replace(record, goals=rated)),
        warning_signs=answers.get("signs", []),
        come_back=" ".join(answers.get("come_back_when", [])),
        ended=_day(episode.ended_on) if episode.ended_on else "",
        left_early=episode.disposition == LEFT_EARLY,
        agreed_next=plan.disposition_words if plan else "",
        therapy=_therapy(course),
        pattern=_pattern(episode),
        plain_focus=[area_in(course.protocol, one.id).plain for one in course.areas],
    )


def _therapy(course: Course) -> str:
    """What the treatment is called in a letter: a form of IPT, or what the protocol is."""
    if course.focus_kind in focus.kinds():
        return course.protocol.name.partition(",")[0]
    return letters.IPT


def _pattern(episode: Episode) -> str:
    """The agreed pattern or schema as it is said to the client: the words agreed, or its parts."""
    agreed = InterpersonalFocus.objects.filter(episode=episode, agreed_on__isnull=False)
    newest = agreed.order_by("-number").first()
    if newest is None:
        return ""
    return newest.words or focus.said(focus.kind(newest.kind), newest.parts)


def _medicines(episode: Episode) -> str:
    """The medicines taken now, each with its dose; empty where none is on the list."""
    taken = Medication.objects.filter(episode=episode, withdrawn_on=None, stopped_on=None)
    listed = []
    for one in taken.prefetch_related("doses"):
        doses = [dose.words for dose in one.doses.all()]
        listed.append(f"{one.name} {doses[-1]}" if doses else one.name)
    return "; ".join(listed)


def addressee(episode: Episode) -> tuple[str, str]:
    """Return to whom the letter goes, and the address: as far as the referral says it."""
    referral = episode.referral
    if referral.referrer:
        return referral.referrer, referral.referrer_address
    known = {Referral.Source.GP: "The general practitioner", Referral.Source.SELF: "Colleague"}
    named = known.get(Referral.Source(referral.source), "Colleagues")
    return named, referral.referrer_address


def _codes(assessment: Assessment | None) -> str:
    if assessment is None:
        return ""
    pairs = (("ICD-11", assessment.icd11), ("ICD-10", assessment.icd10))
    return ", ".join(f"{name} {code}" for name, code in pairs if code)


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
