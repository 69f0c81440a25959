"""The cast: the same invented people in every test, built through the services they would use.

Alice (therapist) and Bob (her supervisor) work in the North team; Charlie (therapist) in the South
team; Mira leads the service, Ada administers it. Olga is a therapist of another organisation.
Cleo is Alice's client, Dana is Charlie's, Otto is Olga's.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kith.core import catalogue
from kith.core import safety as rules_of_safety
from kith.core.rhythm import Day, Entry
from kith.record import clock
from kith.record.models import (
    Client,
    ConditionMet,
    Episode,
    Group,
    GroupMeeting,
    GroupMember,
    Meeting,
    Organisation,
    Role,
    Staff,
    Team,
)
from kith.record.services import (
    agreements,
    assessment,
    conditions,
    contacts,
    course,
    diary,
    ending,
    intake,
    interpersonal,
    letters,
    measures,
    medication,
    notes,
    safety,
)

PASS_PHRASE = "a calm and quiet lamp"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Europe/London"))
"""When the tests happen: a Monday morning. Cleo and Dana were referred on 23 February 2026."""
REFERRED = date(2026, 2, 23)
CRISIS_LINES = [
    {"name": "Samaritans", "number": "116 123", "hours": "day and night", "text": "Free to call."},
]


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    clinic: Organisation
    north: Team
    south: Team
    alice: Staff
    bob: Staff
    charlie: Staff
    mira: Staff
    ada: Staff
    olga: Staff
    cleo: Client
    dana: Client
    otto: Client
    cleo_care: Episode
    dana_care: Episode
    otto_care: Episode


@pytest.fixture
def now():
    """Stop the clock at NOW for the whole test."""
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def cast(db, now):
    """The cast, on a Monday morning a week after Cleo and Dana were referred."""
    return build()


def build() -> Cast:
    """Store the cast."""
    clinic = intake.add_organisation(
        name="Riverside Clinic", crisis_lines=CRISIS_LINES, contact="020 7946 0000"
    )
    other = intake.add_organisation(
        name="Hillside Practice", crisis_lines=CRISIS_LINES, contact="020 7946 0999"
    )
    north = intake.add_team(organisation=clinic, name="North")
    south = intake.add_team(organisation=clinic, name="South")
    hill = intake.add_team(organisation=other, name="Hill")
    alice = _staff(clinic, "alice", Role.THERAPIST, [north])
    bob = _staff(clinic, "bob", Role.SUPERVISOR, [north])
    charlie = _staff(clinic, "charlie", Role.THERAPIST, [south])
    mira = _staff(clinic, "mira", Role.LEAD, [north, south])
    ada = _staff(clinic, "ada", Role.ADMINISTRATOR, [])
    olga = _staff(other, "olga", Role.THERAPIST, [hill])
    cleo = _client(alice, "Cleo", "Marsh", date(1990, 5, 17))
    dana = _client(charlie, "Dana", "Field", date(1984, 11, 2))
    otto = _client(olga, "Otto", "Stone", date(1971, 1, 30))
    return Cast(
        clinic=clinic,
        north=north,
        south=south,
        alice=alice,
        bob=bob,
        charlie=charlie,
        mira=mira,
        ada=ada,
        olga=olga,
        cleo=cleo,
        dana=dana,
        otto=otto,
        cleo_care=_episode(alice, cleo, north, bob),
        dana_care=_episode(charlie, dana, south),
        otto_care=_episode(olga, otto, hill),
    )


def _staff(clinic: Organisation, name: str, role: str, teams: list[Team]) -> Staff:
    return intake.add_staff(
        organisation=clinic,
        email=f"{name}@example.org",
        name=name.capitalize(),
        role=role,
        pass_phrase=PASS_PHRASE,
        teams=teams,
    )


def _client(by: Staff, given: str, family: str, born_on: date) -> Client:
    return intake.register_client(
        by=by,
        particulars=intake.Particulars(given_name=given, family_name=family, born_on=born_on),
    )


def _episode(by: Staff, client: Client, team: Team, supervisor: Staff | None = None) -> Episode:
    return intake.open_episode(
        by=by,
        client=client,
        team=team,
        therapist=by,
        supervisor=supervisor,
        protocol="ipt-standard-16",
        request=intake.Request(
            received_on=REFERRED, source="gp", referrer="Dr Green", reason="Low mood since spring."
        ),
    )


def furnish(by, care):
    """Put something of every kind into one record, by the services a therapist would use."""
    session = course.plan_session(by=by, episode=care, starts_at=NOW - timedelta(days=2))
    course.hold_session(by=by, session=session)
    notes.save_draft(by=by, session=session, expected_version=0, text="A draft.")
    course.add_task(by=by, episode=care, text="Ring Ann.", session=session)
    people = interpersonal.add_people(by=by, episode=care, labels=["Ann"])
    interpersonal.record_event(
        by=by,
        episode=care,
        details={
            "title": "Moved", "kind": "move", "on": REFERRED, "precision": "day",
        },
        people=people,
    )  # fmt: skip
    agreements.agree_problem_areas(
        by=by,
        episode=care,
        choices=[agreements.Choice(area="grief", reasons="Low since the death of the mother.")],
        set_aside={},
    )
    agreements.save_formulation(by=by, episode=care, expected_version=0, text="Low since spring.")
    assessment.save_assessment(
        by=by, episode=care, expected_version=0, found={"complaint": "Cannot sleep."}
    )
    agreements.agree_contract(
        by=by,
        episode=care,
        terms=agreements.Terms(
            sessions=16,
            starts_on=REFERRED,
            ends_on=REFERRED + timedelta(weeks=16),
            goals=["See Ann again"],
        ),
    )
    ending.save_plan(by=by, episode=care, answers={"signs": ["Not answering the telephone"]})
    letters.start_letter(
        by=by, episode=care, recipient="Dr Green", address="", subject="Cleo", text="Dear Dr Green"
    )
    answers = {"interest": 1, "mood": 1, "self_harm": 2}
    items = catalogue.instrument("phq9").items
    measures.enter_response(
        by=by,
        episode=care,
        instrument="phq9",
        answers={one.id: answers.get(one.id, 0) for one in items},
        mode="paper",
        given_on=clock.today(),
    )
    measures.send_measures(by=by, episode=care, instruments=["gad7"])
    keep_diary(by, care)
    keep_safe(by, care)
    surround(by, care)


def keep_diary(by, care):
    """Begin a rhythm diary: a link, a day and a time to move to."""
    diary.make_link(by=by, episode=care)
    page = Day(clock.today(), {"rise": Entry(450, 0)}, mood=1, asleep=1410, woke=440)
    diary.enter_day(by=by, episode=care, day=page, expected_version=0)
    diary.agree_target(by=by, episode=care, anchor="rise", at=450, step=0)


def keep_safe(by, care):
    """Review risk, and make a safety plan."""
    safety.review_risk(
        by=by,
        episode=care,
        found="Nothing new since last week.",
        agreed="Same time next week.",
        care="as_planned",
        next_on=clock.today() + timedelta(days=7),
    )
    lines = {step: ["Ring Samaritans on 116 123"] for step in rules_of_safety.steps()}
    safety.agree_safety_plan(by=by, episode=care, steps=lines, copy_given=True)


def surround(by, care):
    """Put something of every kind beside the sessions of one course."""
    medication.add(
        by=by,
        episode=care,
        started_on=REFERRED,
        dose="50 mg in the morning",
        details={"name": "Sertraline", "purpose": "low mood", "prescriber": "Dr Green"},
    )
    contacts.record_contact(
        by=by,
        episode=care,
        details={
            "kind": "gp",
            "name": "Dr Green",
            "place": "The Surgery",
            "reach": "020 7946 0111",
        },
    )
    contacts.record_baby(
        by=by, episode=care, details={"name": "Robin", "born_on": REFERRED - timedelta(weeks=6)}
    )
    conditions.review_medically(
        by=by, episode=care, on=REFERRED, reviewer="Dr Green", next_on=NOW.date() + timedelta(90)
    )
    conditions.weigh(
        by=by, episode=care, on=REFERRED, height_cm=Decimal(168), weight_kg=Decimal("61.5")
    )


def put_beside(by, care):
    """Rows that only some protocols ask for: a condition, a meeting, and a group with its meeting.

    Stored as they are, so that whoever may see them can be tried on a course of any protocol.
    """
    own = {"organisation": care.organisation, "episode": care}
    written = {"changed_by": by, "changed_at": NOW}
    met = ConditionMet.objects.create(**own, condition="infant_safety", on=REFERRED, words="Asked.",
                                      by=by)  # fmt: skip
    meeting = Meeting.objects.create(**own, kind="booster", starts_at=NOW, **written)
    group = Group.objects.create(
        organisation=care.organisation, team=care.team, name=care.client.given_name.casefold(),
        protocol=care.protocol, protocol_version=care.protocol_version, starts_on=REFERRED,
    )  # fmt: skip
    group.leaders.add(by)
    member = GroupMember.objects.create(**own, group=group, joined_on=REFERRED, by=by)
    together = GroupMeeting.objects.create(
        organisation=care.organisation, group=group, number=1, starts_at=NOW, **written
    )
    return met, meeting, group, member, together
