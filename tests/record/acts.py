"""Every change a person can make to the record, each ready to be tried by anybody.

Read by test_services.py, which holds the rights; a service that is not here fails its test.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from kith.core import catalogue
from kith.core import safety as rules_of_safety
from kith.core.rhythm import Day, Entry
from kith.record import clock
from kith.record.models import (
    Alert,
    Assignment,
    Contract,
    Diary,
    DiaryDay,
    DiaryLink,
    DiaryTarget,
    Episode,
    Formulation,
    InterpersonalFocus,
    Invitation,
    Letter,
    LifeEvent,
    Narrative,
    PackAcceptance,
    Person,
    ProblemArea,
    Session,
    Task,
)
from kith.record.services import (
    agreements,
    assessment,
    choosing,
    corrections,
    course,
    diary,
    ending,
    enrolment,
    focus,
    intake,
    interpersonal,
    letters,
    library,
    measures,
    notes,
    reading,
    safety,
)
from tests.cast import NOW, PASS_PHRASE, REFERRED, Cast, furnish
from tests.record import acts_beside, acts_wording

BEFORE_MIDDLE = (
    "illness_named", "sick_role_given", "inventory_mapped", "timeline_drawn",
)  # fmt: skip


@dataclass
class World:
    """Cleo's record, with something of every kind to change."""

    cast: Cast
    planned: Session
    signed: Session
    drafted: Session
    alert: Alert
    area: ProblemArea
    assignment: Assignment
    diary_link: DiaryLink
    target: DiaryTarget
    event: LifeEvent
    formulation: Formulation
    invitation: Invitation
    letter: Letter
    person: Person
    task: Task

    @property
    def care(self):
        return self.cast.cleo_care


@pytest.fixture
def world(cast):
    """Cleo's record, ready for the middle phase, with one session in the diary."""
    care = cast.cleo_care
    signed = course.plan_session(by=cast.alice, episode=care, starts_at=NOW - timedelta(days=5))
    course.hold_session(by=cast.alice, session=signed)
    notes.sign_note(by=cast.alice, session=signed, expected_version=0, text="She was calm.")
    furnish(cast.alice, care)
    for step in BEFORE_MIDDLE:
        course.reach(by=cast.alice, episode=care, step=step)
    return World(
        cast=cast,
        planned=course.plan_session(
            by=cast.alice, episode=care, starts_at=NOW - timedelta(hours=1)
        ),
        signed=signed,
        drafted=Session.objects.get(episode=care, note__signed_at__isnull=True, state="held"),
        alert=Alert.objects.get(episode=care),
        area=ProblemArea.objects.get(episode=care),
        assignment=Assignment.objects.get(episode=care),
        diary_link=DiaryLink.objects.get(episode=care),
        target=DiaryTarget.objects.get(episode=care),
        event=LifeEvent.objects.get(client=cast.cleo),
        formulation=Formulation.objects.get(episode=care),
        invitation=Invitation.objects.get(episode=care),
        letter=Letter.objects.get(episode=care),
        person=Person.objects.get(client=cast.cleo),
        task=Task.objects.get(episode=care),
    )


PARTICULARS = intake.Particulars(
    given_name="Robin", family_name="Hale", born_on=date(1979, 3, 4), known_as="Rob"
)
REQUEST = intake.Request(received_on=REFERRED, source="gp", referrer="Dr Green")


def end(w, by):
    Session.objects.filter(pk=w.planned.pk).delete()
    return course.end_episode(
        by=by, episode=w.care, disposition="dropped_out", words="Has not come since last month."
    )


def with_a_pattern(w):
    """Let Cleo's course follow DIT, with a focus written down."""
    Episode.objects.filter(pk=w.care.pk).update(protocol="dit-16", protocol_version=1)
    w.care.refresh_from_db()
    return InterpersonalFocus.objects.get_or_create(
        organisation=w.care.organisation, episode=w.care, number=1, kind="pattern",
        parts={"self": "too much"}, version=1, changed_by=w.cast.alice, changed_at=NOW,
    )[0]  # fmt: skip


def told(w):
    """An episode that Cleo told."""
    return Narrative.objects.get_or_create(
        organisation=w.care.organisation, episode=w.care, told_on=NOW.date(), text="A quarrel.",
        by=w.cast.alice,
    )[0]  # fmt: skip


def write_focus(w, by):
    seen = with_a_pattern(w).version
    return focus.save_focus(
        by=by, episode=w.care, expected_version=seen, parts={"self": "never enough"}
    )


def choose_another(w, by):
    """Choose another protocol, as long as no contract stands."""
    Contract.objects.filter(episode=w.care).delete()
    return choosing.choose_protocol(
        by=by, episode=w.care, protocol="ipt-standard-12", reason="Shorter, by wish."
    )


def open_another(w, by):
    """Open a second course for Cleo, in the team of whoever opens it."""
    return intake.open_episode(
        by=by,
        client=w.cast.cleo,
        team=w.cast.south,
        therapist=w.cast.charlie,
        protocol="ipt-standard-12",
        request=REQUEST,
    )


def take_in(w, by):
    return intake.take_in(
        by=by,
        particulars=PARTICULARS,
        although_known=False,
        team=w.cast.north,
        therapist=w.cast.alice,
        protocol="ipt-standard-16",
        request=REQUEST,
    )


def add_staff(w, by):
    return intake.add_staff(
        by=by,
        organisation=w.cast.clinic,
        email="nell@example.org",
        name="Nell",
        role="therapist",
        pass_phrase=PASS_PHRASE,
        teams=[w.cast.north],
    )


def contract(w, by):
    terms = agreements.Terms(
        sessions=14,
        starts_on=REFERRED,
        ends_on=REFERRED + timedelta(weeks=14),
        goals=["See Ann again"],
        reason="A holiday in between.",
    )
    return agreements.agree_contract(by=by, episode=w.care, terms=terms)


def enter_response(w, by):
    return measures.enter_response(
        by=by,
        episode=w.care,
        instrument="gad7",
        answers={one.id: 1 for one in catalogue.instrument("gad7").items},
        mode="interview",
        given_on=clock.today(),
    )


def review_risk(w, by):
    return safety.review_risk(
        by=by,
        episode=w.care,
        found="Thoughts, no plan.",
        agreed="A call on Thursday.",
        care="as_planned",
        next_on=clock.today() + timedelta(days=3),
    )


def safety_plan(w, by):
    lines = {step: ["Ring Samaritans on 116 123"] for step in rules_of_safety.steps()}
    return safety.agree_safety_plan(by=by, episode=w.care, steps=lines)


def settle_alert(w, by):
    measures.acknowledge_alert(by=by, alert=w.alert)
    measures.settle_alert(by=by, alert=w.alert, because="Rang her: safe, sister with her.")


def describe_event(w, by):
    return interpersonal.record_event(
        by=by, episode=w.care, event=w.event, people=[], details={"title": "Moved house"}
    )


def begin_diary(w, by):
    """Begin the diary of a course that has none yet."""
    for model in (DiaryTarget, DiaryLink, DiaryDay, Diary):
        model.objects.filter(episode=w.care).delete()
    diary.begin(by=by, episode=w.care)


def withdraw_pack(w, by):
    PackAcceptance.objects.create(
        organisation=w.cast.clinic, instrument="who5", instrument_version=1, terms="hash",
        by=w.cast.ada, at=NOW,
    )  # fmt: skip
    return library.withdraw_pack(by=by, instrument="who5")


def save_work(w, by):
    work = {"mood": "Low on Sunday", "techniques": ["exploration"]}
    return notes.save_work(by=by, session=w.drafted, expected_version=0, work=work)


ACTS = (
    acts_beside.ACTS
    | acts_wording.ACTS
    | {
        "agreements.agree_problem_areas": lambda w, by: agreements.agree_problem_areas(
            by=by,
            episode=w.care,
            choices=[agreements.Choice(area="role_dispute", reasons="The quarrel with Ann.")],
            set_aside={"grief": "It is not about her mother."},
        ),
        "agreements.describe_area": lambda w, by: agreements.describe_area(
            by=by, area=w.area, details={"who": "Her mother"}
        ),
        "agreements.save_formulation": lambda w, by: agreements.save_formulation(
            by=by, episode=w.care, expected_version=1, text="Low since Ann left."
        ),
        "agreements.share_formulation": lambda w, by: agreements.share_formulation(
            by=by, formulation=w.formulation, view="agreed"
        ),
        "agreements.agree_contract": contract,
        "assessment.save_assessment": lambda w, by: assessment.save_assessment(
            by=by, episode=w.care, expected_version=1, found={"history": "Once before, in 2014."}
        ),
        "choosing.choose_protocol": choose_another,
        "focus.save_focus": write_focus,
        "focus.share_focus": lambda w, by: focus.share_focus(
            by=by, focus=with_a_pattern(w), expected_version=1, view="amend"
        ),
        "focus.tell": lambda w, by: focus.tell(
            by=by, episode=w.care, text="Ann did not ring.", told_on=NOW.date()
        ),
        "focus.withdraw_narrative": lambda w, by: focus.withdraw_narrative(
            by=by, narrative=told(w)
        ),
        "corrections.reopen_session": lambda w, by: corrections.reopen_session(
            by=by, session=w.drafted, reason="A slip of the finger"
        ),
        "corrections.hand_over": lambda w, by: corrections.hand_over(
            by=by,
            episode=w.cast.cleo_care,
            therapist=w.cast.bob,
            supervisor=None,
            reason="Alice goes on leave",
        ),
        "corrections.leave": lambda w, by: corrections.leave(by=by, person=w.cast.bob),
        "course.plan_session": lambda w, by: course.plan_session(
            by=by, episode=w.care, starts_at=NOW + timedelta(days=7)
        ),
        "course.move_session": lambda w, by: course.move_session(
            by=by, session=w.planned, starts_at=NOW + timedelta(days=1)
        ),
        "course.hold_session": lambda w, by: course.hold_session(by=by, session=w.planned),
        "course.miss_session": lambda w, by: course.miss_session(
            by=by, session=w.planned, state="cancelled", reason="A cold."
        ),
        "course.reach": lambda w, by: course.reach(
            by=by, episode=w.care, step="diagnosis_reviewed"
        ),
        "course.undo_step": lambda w, by: course.undo_step(
            by=by, episode=w.care, step="illness_named"
        ),
        "course.enter_phase": lambda w, by: (
            agreements.share_formulation(by=w.cast.alice, formulation=w.formulation, view="agreed"),
            course.enter_phase(by=by, episode=w.care, phase="middle"),
        ),
        "course.extend": lambda w, by: course.extend(
            by=by, episode=w.care, sessions=2, reason="Her mother died last week."
        ),
        "course.add_task": lambda w, by: course.add_task(
            by=by, episode=w.care, text="Write to Ann."
        ),
        "course.settle_task": lambda w, by: course.settle_task(by=by, task=w.task, state="done"),
        "course.end_episode": end,
        "diary.begin": begin_diary,
        "diary.make_link": lambda w, by: diary.make_link(by=by, episode=w.care),
        "diary.close_link": lambda w, by: diary.close_link(by=by, link=w.diary_link),
        "diary.enter_day": lambda w, by: diary.enter_day(
            by=by, episode=w.care, day=Day(REFERRED, {"rise": Entry(420)}), expected_version=0
        ),
        "diary.agree_target": lambda w, by: diary.agree_target(
            by=by, episode=w.care, anchor="bed", at=1380, step=0
        ),
        "diary.leave_target": lambda w, by: diary.leave_target(by=by, target=w.target),
        "ending.save_plan": lambda w, by: ending.save_plan(
            by=by, episode=w.care, answers={"signs": ["Staying in bed"]}
        ),
        "ending.agree_disposition": lambda w, by: ending.agree_disposition(
            by=by, episode=w.care, disposition="ended", words="Nothing more is planned."
        ),
        "enrolment.give_pass_phrase": lambda w, by: enrolment.give_pass_phrase(
            by=by, person=w.cast.charlie, pass_phrase="a slow and steady tram"
        ),
        "intake.register_client": lambda w, by: intake.register_client(
            by=by, particulars=PARTICULARS
        ),
        "intake.correct_client": lambda w, by: intake.correct_client(
            by=by, client=w.cast.cleo, particulars=PARTICULARS
        ),
        "intake.open_episode": open_another,
        "intake.take_in": take_in,
        "library.accept_pack": lambda w, by: library.accept_pack(by=by, instrument="who5"),
        "library.withdraw_pack": withdraw_pack,
        "intake.add_team": lambda w, by: intake.add_team(
            by=by, organisation=w.cast.clinic, name="East"
        ),
        "intake.add_staff": add_staff,
        "interpersonal.add_people": lambda w, by: interpersonal.add_people(
            by=by, episode=w.care, labels=["Ben"]
        ),
        "interpersonal.place_person": lambda w, by: interpersonal.place_person(
            by=by, episode=w.care, person=w.person, ring=2
        ),
        "interpersonal.place_people": lambda w, by: interpersonal.place_people(
            by=by,
            episode=w.care,
            moves=[interpersonal.Move(person=w.person, to=interpersonal.Spot(ring=1))],
        ),
        "interpersonal.describe_person": lambda w, by: interpersonal.describe_person(
            by=by, episode=w.care, person=w.person, details={"relation": "sister"}
        ),
        "interpersonal.remove_person": lambda w, by: interpersonal.remove_person(
            by=by, episode=w.care, person=w.person
        ),
        "interpersonal.describe_company": lambda w, by: interpersonal.describe_company(
            by=by, episode=w.care, details={"before": "enough"}
        ),
        "interpersonal.record_event": describe_event,
        "interpersonal.remove_event": lambda w, by: interpersonal.remove_event(
            by=by, episode=w.care, event=w.event
        ),
        "letters.start_letter": lambda w, by: letters.start_letter(
            by=by, episode=w.care, recipient="Dr Green", address="", subject="Cleo", text="Dear Dr"
        ),
        "letters.save_letter": lambda w, by: letters.save_letter(
            by=by,
            letter=w.letter,
            expected_version=0,
            recipient="Dr Ash",
            address="",
            text="Dear Dr",
        ),
        "letters.sign_letter": lambda w, by: letters.sign_letter(
            by=by, letter=w.letter, expected_version=0
        ),
        "measures.send_measures": lambda w, by: measures.send_measures(
            by=by, episode=w.care, instruments=["phq9"]
        ),
        "measures.withdraw_link": lambda w, by: measures.withdraw_link(
            by=by, invitation=w.invitation
        ),
        "measures.enter_response": enter_response,
        "measures.acknowledge_alert": lambda w, by: measures.acknowledge_alert(
            by=by, alert=w.alert
        ),
        "measures.settle_alert": settle_alert,
        "notes.save_work": save_work,
        "notes.save_draft": lambda w, by: notes.save_draft(
            by=by, session=w.drafted, expected_version=1, text="A longer draft."
        ),
        "notes.sign_note": lambda w, by: notes.sign_note(
            by=by, session=w.drafted, expected_version=1, text="A longer draft."
        ),
        "notes.amend_note": lambda w, by: notes.amend_note(
            by=by, session=w.signed, expected_version=1, text="Calm.", reason="Too long."
        ),
        "reading.note_read": lambda w, by: reading.note_read(by=by, page="course", episode=w.care),
        "safety.review_risk": review_risk,
        "safety.agree_safety_plan": safety_plan,
    }
)


def save_usual(w, by):
    """Take the usual time over, after three days on which it was given."""
    days = [clock.today() - timedelta(days=n) for n in (1, 2, 3)]
    DiaryDay.objects.bulk_create(
        DiaryDay(
            organisation=w.cast.clinic,
            episode=w.care,
            on=on,
            entries={"start": {"at": 480, "who": 1, "usual": False}},
            changed_at=clock.now(),
        )
        for on in days
    )
    diary.save_usual(by=by, on=clock.today(), anchor="start")


# What the holder of a link does: no member of staff can, so these have no line in the rights.
ACTS_OF_A_LINK = {
    "diary.save_entry": lambda w, by: diary.save_entry(
        by=by, on=clock.today(), anchor="contact", entry=Entry(430, 1)
    ),
    "diary.save_usual": save_usual,
    "diary.save_night": lambda w, by: diary.save_night(by=by, on=clock.today(), slept=400),
    "diary.save_mood": lambda w, by: diary.save_mood(by=by, on=clock.today(), mood=2),
    "diary.put_aside": lambda w, by: diary.put_aside(by=by, on=clock.today()),
    "measures.save_answer": lambda w, by: measures.save_answer(
        by=by, assignment=w.assignment, item=catalogue.instrument("gad7").items[0].id, value=2
    ),
    "measures.save_answers": lambda w, by: measures.save_answers(
        by=by,
        assignment=w.assignment,
        answers={one.id: 2 for one in catalogue.instrument("gad7").items},
    ),
    "measures.submit_response": lambda w, by: (
        measures.save_answer(
            by=by, assignment=w.assignment, item=catalogue.instrument("gad7").items[0].id, value=2
        ),
        measures.submit_response(by=by, assignment=w.assignment),
    ),
    "measures.decline": lambda w, by: measures.decline(by=by, assignment=w.assignment),
}
