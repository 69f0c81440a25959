"""One session on the therapist's desk: what the workspace shows, and how it is drawn.

Here: reading and drawing. The acts on it stand in `session` and `session_notes`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from kith.core.protocols.engine import Course
from kith.core.protocols.views import AgendaItem, Due, Reasoned
from kith.record import access, clock, facts, grounds
from kith.web.clinic.recent import recent_scores
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.session_forms import WORDS, AmendForm, NoteForm, TaskForm, WorkForm
from kith.web.clinic.surroundings import Around
from kith.web.clinic.visits import Numbered, usual_minutes, visits_of
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Note, Session, Task

# Steps that follow from what is written elsewhere, and the room in which it is written.
MADE_IN = {
    "problem_area_agreed": "problem_area",
    "formulation_agreed": "formulation",
    "contract_agreed": "contract",
    "risk_baseline": "safety",
    "warning_signs_listed": "ending",
    "relapse_plan_agreed": "ending",
    "disposition_agreed": "ending",
}
assert set(MADE_IN) >= grounds.STEPS, "a step that nobody can tick needs its room"  # noqa: S101


@dataclass(frozen=True)
class Line:
    """A line of the agenda: what the protocol proposes, and how it stands in this session."""

    item: AgendaItem
    is_done: bool = False
    reached_on: date | None = None  # a step that was reached, though not ticked in this session
    room: str = ""  # the room in which it is done

    @property
    def id(self) -> str:
        """The id of the step, milestone or strategy."""
        return self.item.id

    @property
    def title(self) -> str:
        """Its name, as the protocol words it."""
        return self.item.title

    @property
    def field(self) -> str:
        """The form's field that a tick belongs to."""
        return "strategies" if self.item.kind == "strategy" else "agenda"

    @property
    def is_tickable(self) -> bool:
        """Whether a tick here can say that it was done."""
        return not self.room and self.reached_on is None and self.item.kind != "strategy"


@dataclass(frozen=True)
class Strategy:
    """A strategy of an agreed area that the agenda does not propose today."""

    id: str
    about: Reasoned
    worked_on: date | None


@dataclass(frozen=True)
class Desk:
    """One session on the therapist's desk: its place in the course and its agenda."""

    room: Room
    session: "Session"
    visits: list[Numbered]

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.session.state == "held"

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come, or nobody has said what became of it."""
        return self.session.state == "planned"

    @property
    def may_be_held(self) -> bool:
        """Whether it can be recorded as held: it waits, and its time has come."""
        return self.is_planned and self.session.starts_at <= clock.now()

    @property
    def number(self) -> int:
        """Its number if held; else the number it will have."""
        if self.is_held:
            return next(one.number for one in self.visits if one.session == self.session)
        waiting = [one.session for one in self.visits if one.session.state == "planned"]
        place = waiting.index(self.session) if self.session in waiting else 0
        return self.room.course.sessions_used + 1 + place

    @property
    def left_after(self) -> int:
        """How many sessions of the contract remain after this one."""
        return max(0, self.room.course.total - self.number)

    @cached_property
    def course(self) -> Course:
        """The course as it stood when this session began."""
        return facts.course_before(self.session) if self.is_held else self.room.course

    @cached_property
    def agenda(self) -> list[Line]:
        """The agenda the protocol proposed for this session, with what is done by now."""
        ticked = {*self.session.agenda_done, *self.session.strategies}
        reached = self.room.course.reached
        lines = []
        for item in self.course.agenda:
            here = item.id in ticked
            on = None if here else reached.get(item.id)
            room = MADE_IN.get(item.id, "")
            lines.append(Line(item, here or on is not None, on, room))
        return lines

    @cached_property
    def more_strategies(self) -> list[Strategy]:
        """The strategies of the agreed areas that are not on the agenda, in their order."""
        protocol, worked = self.course.protocol, self.course.strategies_worked
        areas = protocol.vocabulary.areas
        names = [name for one in self.course.areas for name in areas[one.id].strategies]
        proposed = {line.id for line in self.agenda}
        return [
            Strategy(name, _reasoned(self.course, name), worked.get(name))
            for name in dict.fromkeys([*names, *self.session.strategies])
            if name not in proposed and name in protocol.strategies
        ]

    @property
    def stored(self) -> dict[str, Any]:
        """The work as it is kept: what a fresh form shows."""
        session = self.session
        return {
            **{name: getattr(session, name) for name in WORDS},
            "agenda": session.agenda_done,
            "strategies": session.strategies,
            "techniques": session.techniques,
            "version": session.version,
        }

    @property
    def before(self) -> "Session | None":
        """The session held before this one: what it left for today."""
        at = self.session.starts_at
        earlier = [one.session for one in self.visits if one.number and one.session.starts_at < at]
        return earlier[-1] if earlier else None

    @cached_property
    def following(self) -> "Session | None":
        """The next session in the diary."""
        later = (
            one.session
            for one in self.visits
            if one.session.state == "planned" and one.session.starts_at > self.session.starts_at
        )
        return next(later, None)

    @property
    def is_newest(self) -> bool:
        """Whether no later session was held: what comes next is decided here."""
        at = self.session.starts_at
        return not any(one.number and one.session.starts_at > at for one in self.visits)

    @property
    def next_at(self) -> str:
        """When the next session would be, in the rhythm of the protocol, for a field."""
        days = self.room.course.every_days
        here = timezone.localtime(self.session.starts_at)  # the same hour, also as clocks change
        return f"{here + timedelta(days=days):%Y-%m-%dT%H:%M}"

    @property
    def next_minutes(self) -> int:
        """How long the next session would be: like this one, as far as the protocol allows."""
        return usual_minutes(self.room.course, self.session.minutes)

    @property
    def waiting_measures(self) -> list[Due]:
        """The questionnaires that nobody has answered for the session to come."""
        return [one for one in self.room.course.due if one.kind == "measure"]


def _reasoned(course: Course, name: str) -> Reasoned:
    term = course.protocol.strategies[name]
    return Reasoned(name, term.title, term.why, course.protocol.cite(term), term.verified)


def desk_of(request: Request, pk: int, session_pk: int) -> Desk:
    """Open a session of an episode; 404 for whoever may not see it."""
    room = open_room(request, pk, "course")
    sessions = access.sessions(request.user).filter(episode=room.episode)
    return Desk(room, get_object_or_404(sessions, pk=session_pk), visits_of(room))


def page(request: Request, desk: Desk, status: int = 200, **more: Any) -> HttpResponse:
    """Draw the workspace, with forms as they were typed when something has to be mended."""
    room, session = desk.room, desk.session
    note = access.notes(request.user).filter(session=session).select_related("signed_by").first()
    protocol = room.course.protocol
    known = protocol.vocabulary
    rows: list[Task] = list(access.tasks(request.user).filter(episode=room.episode))
    context = {
        "desk": desk,
        "session": session,
        "work": WorkForm(desk=desk),
        "task_form": TaskForm(),
        "techniques": [(key, known.techniques[key]) for key in protocol.techniques],
        "proscribed": [(known.proscribed[key], protocol.cite(known.proscribed[key]))
                       for key in protocol.proscribed],
        "scores": recent_scores(room, desk.visits, session),
        "open_tasks": [one for one in rows if one.state == "open"],
        "settled_tasks": [one for one in rows if one.state != "open" and _is_of(one, desk)],
        "conflict": None,
        "around": Around(room),
        "shows_medicine": any(one.record == "medication" for one in room.course.conditions),
        "shows_baby": any(one.record in {"baby", "birth_date"} for one in room.course.conditions),
        **shown_note(note, room, desk),
        **more,
    }  # fmt: skip
    context["note_form"] = _fitting(context["note_form"], note)
    return render(request, "clinic/session.html", room.context(**context), status=status)


def _is_of(task: "Task", desk: Desk) -> bool:
    """Whether a settled task was set here, or asked after here."""
    earlier = desk.before
    return task.session_id in {desk.session.pk, earlier.pk if earlier else None}


def _fitting(form: NoteForm, note: "Note | None") -> NoteForm:
    """What was typed for a draft, as an amendment where the note was signed meanwhile."""
    if note is None or note.signed_at is None or isinstance(form, AmendForm):
        return form
    amended = AmendForm(form.data)
    for said in form.non_field_errors():
        amended.add_error(None, str(said))
    return amended


def shown_note(note: "Note | None", room: Room, desk: Desk) -> dict[str, Any]:
    """Return what the workspace shows of the note: its form, its state, its earlier texts."""
    signed = note is not None and note.signed_at is not None
    kept = {"version": note.version if note else 0, "text": note.text if note else ""}
    versions = list(note.versions.select_related("by")) if note and signed else []
    return {
        "note": note,
        "note_form": AmendForm(initial=kept) if signed else NoteForm(initial=kept),
        "note_versions": versions,
        "note_conflict": None,
        "may_write_note": room.is_therapist,
        "may_sign": desk.is_held,
    }
