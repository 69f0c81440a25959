"""A course of any protocol, carried forward through the services that a therapist would use.

Here: what every protocol can ask for beside its sessions, put on record; sessions held with the
steps that fall due; the end. What a course must then show stands in the tests that use this.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from kith.core import focus as core
from kith.core import safety as rules_of_safety
from kith.core.errors import NotYetError
from kith.record import clock, grounds
from kith.record.facts import course_of, protocol_of
from kith.record.models import Episode
from kith.record.services import (
    agreements,
    conditions,
    contacts,
    course,
    diary,
    focus,
    groups,
    intake,
    medication,
    meetings,
    safety,
)
from tests.cast import NOW, REFERRED, Cast


def open_course(cast: Cast, protocol: str) -> Episode:
    """Open a course of this protocol for Dana with Alice, Bob supervising."""
    return intake.open_episode(
        by=cast.alice,
        client=cast.dana,
        team=cast.north,
        therapist=cast.alice,
        supervisor=cast.bob,
        protocol=protocol,
        request=intake.Request(received_on=REFERRED, source="gp"),
    )


def group_for(cast: Cast, protocol: str):
    """A group of this protocol that Alice leads."""
    return groups.open_group(
        by=cast.alice,
        team=cast.north,
        protocol=protocol,
        leaders=[cast.alice],
        plan=groups.Plan(name=f"Group for {protocol}", starts_on=clock.today()),
    )


def meet_conditions(cast: Cast, care: Episode) -> None:
    """Put on record whatever the protocol asks for beside the sessions."""
    common = {"by": cast.alice, "episode": care}
    for one in course_of(care).conditions:
        if not one.is_met:
            _MAKES.get(one.record, _in_words)(cast, care, one.id, common)


def _in_words(cast, care, condition, common):
    conditions.meet(**common, condition=condition, on=clock.today(), words="Talked through.")


def _contact(kind):
    def make(cast, care, condition, common):
        details = {"kind": kind, "name": "Sam Field", "consent_on": clock.today(), "role": "Joins."}
        contacts.record_contact(**common, details=details)

    return make


def _medicine(cast, care, condition, common):
    details = {"name": "Lithium", "purpose": "mood"}
    medication.add(**common, started_on=REFERRED, dose="800 mg", details=details)


def _baby(cast, care, condition, common):
    contacts.record_baby(**common, details={"born_on": REFERRED - timedelta(weeks=5)})


def _review(cast, care, condition, common):
    conditions.review_medically(**common, on=REFERRED, reviewer="Dr Green")


def _weight(cast, care, condition, common):
    conditions.weigh(**common, on=REFERRED, height_cm=Decimal(168), weight_kg=Decimal(61))


def _plan(cast, care, condition, common):
    steps = {step: ["Ring Samaritans on 116 123"] for step in rules_of_safety.steps()}
    safety.agree_safety_plan(**common, steps=steps)


def _focus(cast, care, condition, common):
    kind = core.kind(protocol_of(care).focus.kind)
    parts = dict.fromkeys(kind.parts, "As she told it.")
    focus.save_focus(**common, expected_version=0, parts=parts, words="This comes back.")


def _group(cast, care, condition, common):
    groups.add_member(**common, group=group_for(cast, care.protocol))


_MAKES = {
    "medication": _medicine,
    "prescriber": _contact("prescriber"),
    "guardian": _contact("guardian"),
    "school": _contact("school"),
    "partner": _contact("partner"),
    "baby": _baby,
    "birth_date": _baby,
    "medical_review": _review,
    "weight": _weight,
    "safety_plan": _plan,
    "roster": _group,
    "focus": _focus,
    "schema": _focus,
    "diary": lambda cast, care, condition, common: diary.begin(**common),
}


def hold_meetings(cast: Cast, care: Episode, when: str) -> None:
    """Hold one of each meeting of this time in the course."""
    for one in course_of(care).meetings:
        if one.when == when and not one.held:
            met = meetings.plan_meeting(
                by=cast.alice, episode=care, kind=one.id, starts_at=clock.now()
            )
            meetings.hold_meeting(by=cast.alice, meeting=met, came="The client")


def agree(cast: Cast, care: Episode, sessions: int | None = None) -> None:
    """Agree on a focus, where the protocol has areas, on a formulation, and on the contract."""
    agree_focus(cast, care)
    terms = agreements.Terms(
        sessions=sessions or protocol_of(care).sessions.total,
        starts_on=REFERRED,
        ends_on=REFERRED + timedelta(weeks=52),
        goals=["See Ann again"],
    )
    agreements.agree_contract(by=cast.alice, episode=care, terms=terms)


def agree_focus(cast: Cast, care: Episode) -> None:
    """Agree on a problem area, where the protocol has any, and on a formulation."""
    protocol = protocol_of(care)
    if protocol.focus.kind == "areas":
        choice = agreements.Choice(area=protocol.problem_areas[0], reasons="It began with this.")
        agreements.agree_problem_areas(by=cast.alice, episode=care, choices=[choice], set_aside={})
    written = agreements.save_formulation(
        by=cast.alice, episode=care, expected_version=0, text="Low since spring."
    )
    agreements.share_formulation(by=cast.alice, formulation=written, view="agreed")


def hold_session(cast: Cast, care: Episode, at: datetime) -> None:
    """Hold a session at this time, with what is due by then done, and the phase entered."""
    with clock.at(at):
        _reach_due(cast, care)
        planned = course.plan_session(by=cast.alice, episode=care, starts_at=at)
        course.hold_session(by=cast.alice, session=planned)
        _reach_due(cast, care)
        here = course_of(care)
        if here.next_phase and not here.blockers:
            course.enter_phase(by=cast.alice, episode=care, phase=here.next_phase.id)


def _reach_due(cast: Cast, care: Episode) -> None:
    """Reach the steps that are due, as far as they can be ticked."""
    now = course_of(care)
    due = {one.id for one in now.due if one.kind in {"task", "review"}}
    due |= {one.id for one in now.blockers if one.kind == "milestone"}
    for step in sorted(due - grounds.STEPS):
        course.reach(by=cast.alice, episode=care, step=step)


def carry(cast: Cast, care: Episode, upto: int, since: datetime = NOW) -> datetime:
    """Hold sessions, in the rhythm of the protocol, until so many are held: until when."""
    at = since
    while (here := course_of(care)).session_number < upto:
        at += timedelta(days=here.every_days)
        hold_session(cast, care, at)
    return at


def end(cast: Cast, care: Episode) -> Episode:
    """End the course as agreed, or as left where something is still missing."""
    ways = protocol_of(care).dispositions
    for way in ways:
        try:
            return course.end_episode(
                by=cast.alice, episode=care, disposition=way, words="This is how it ended for us."
            )
        except NotYetError:
            continue
    raise AssertionError("no way of ending went through")
