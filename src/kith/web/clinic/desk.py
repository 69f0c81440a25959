"""One session on the therapist's desk: what the workspace shows, and its forms.

Here: reading and drawing. The acts on it stand in `session` and `session_notes`.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from kith.core.protocols.views import AgendaItem
from kith.record import access, facts
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.scores import charts_of
from kith.web.clinic.visits import Numbered, visits_of
from kith.web.forms import text
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Note, Session

# Steps that are reached by an agreement on record, and the room in which it is made.
MADE_IN = {
    "problem_area_agreed": "problem_area",
    "formulation_agreed": "formulation",
    "contract_agreed": "contract",
    "risk_baseline": "safety",
}


class WorkForm(forms.Form):
    """What was worked on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    opening = text(
        gettext_lazy("How have things been since we last met?"),
        rows=3,
        hint=gettext_lazy("What came first, in the client's words: a feeling or an event."),
    )
    mood = text(gettext_lazy("Mood"), rows=2, most=2000)
    event = text(gettext_lazy("What happened with people"), rows=2, most=2000)
    link = text(
        gettext_lazy("How the two belong together"),
        rows=2,
        most=2000,
        hint=gettext_lazy("Did the event change the mood, the mood the event, or both?"),
    )
    next_time = text(gettext_lazy("What next time needs"), rows=2, most=2000)


class TaskForm(forms.Form):
    """What the client means to try."""

    text = forms.CharField(
        label=gettext_lazy("What will be tried before the next meeting"), max_length=400
    )


class NoteForm(forms.Form):
    """The note's text with the version it was read in."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = text(gettext_lazy("Note"), rows=12, most=40000)
    reason = forms.CharField(
        label=gettext_lazy("Reason for the change"), required=False, max_length=300
    )


@dataclass(frozen=True)
class Desk:
    """One session on the therapist's desk: its place in the course and its agenda."""

    room: Room
    session: "Session"
    visits: list[Numbered]

    @property
    def number(self) -> int:
        """Its number if held; else the number it will have."""
        held = next((one.number for one in self.visits if one.session == self.session), 0)
        return held or self.room.course.session_number + 1

    @property
    def agenda(self) -> list[AgendaItem]:
        """The agenda the protocol proposed for this session, with what is done by now."""
        held = self.session.state == "held"
        course = facts.course_before(self.session) if held else self.room.course
        ticked = set(self.session.agenda_done) | set(self.session.strategies)
        reached = self.room.course.reached
        return [
            replace(item, done=item.done or item.id in ticked or item.id in reached)
            for item in course.agenda
        ]

    @property
    def before(self) -> "Session | None":
        """The session held before this one: what it left for today."""
        earlier = [
            one.session
            for one in self.visits
            if one.number and one.session.starts_at < self.session.starts_at
        ]
        return earlier[-1] if earlier else None


def desk_of(request: Request, pk: int, session_pk: int) -> Desk:
    """Open a session of an episode; 404 for whoever may not see it."""
    room = open_room(request, pk, "course")
    session = get_object_or_404(
        access.sessions(request.user).filter(episode=room.episode), pk=session_pk
    )
    return Desk(room, session, visits_of(room))


def page(request: Request, desk: Desk, status: int = 200, **more: Any) -> HttpResponse:
    """Draw the workspace, with forms as they were typed when something has to be mended."""
    room, session = desk.room, desk.session
    values = {name: getattr(session, name) for name in ("opening", "mood", "event", "link")}
    note = access.notes(request.user).filter(session=session).select_related("signed_by").first()
    protocol = room.course.protocol
    tasks = access.tasks(request.user).filter(episode=room.episode)
    context = {
        "desk": desk,
        "session": session,
        "made_in": MADE_IN,
        "work": WorkForm(
            initial={**values, "next_time": session.next_time, "version": session.version}
        ),
        "task_form": TaskForm(),
        "techniques": [(key, protocol.vocabulary.techniques[key]) for key in protocol.techniques],
        "proscribed": [(key, protocol.vocabulary.proscribed[key]) for key in protocol.proscribed],
        "charts": charts_of(room, desk.visits, only=("phq9",)),
        "open_tasks": list(tasks.filter(state="open")),
        "tasks_set": list(tasks.filter(session=session)),
        "conflict": None,
        **shown_note(note, room),
        **more,
    }
    return render(request, "clinic/session.html", room.context(**context), status=status)


def shown_note(note: "Note | None", room: "Room") -> dict[str, Any]:
    """Return what the workspace shows of the note: its form, its state, its earlier texts."""
    earlier = list(note.versions.select_related("by")) if note and note.signed_at else []
    return {
        "note": note,
        "note_form": NoteForm(
            initial={"version": note.version if note else 0, "text": note.text if note else ""}
        ),
        "note_versions": earlier,
        "note_conflict": None,
        "may_write_note": room.is_therapist,
    }
