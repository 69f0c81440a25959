"""The forms of the session workspace: the work, a task and what came of it, the note."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from kith.web.forms import Beside, line, text

if TYPE_CHECKING:
    from django.http import QueryDict

    from kith.web.clinic.desk import Desk

WORDS = ("opening", "mood", "event", "link", "next_time")


class WorkForm(forms.Form):
    """What was worked on: ticks on the agenda, techniques, and words. Nothing is required."""

    is_voluntary = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    agenda = forms.MultipleChoiceField(label=gettext_lazy("Agenda"), required=False)
    strategies = forms.MultipleChoiceField(label=gettext_lazy("Strategies"), required=False)
    techniques = forms.MultipleChoiceField(
        label=gettext_lazy("Techniques used"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
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
    next_time = text(
        gettext_lazy("To take up next time"),
        rows=2,
        most=2000,
        hint=gettext_lazy("You will find it at the top of the next session."),
    )

    def __init__(self, typed: "QueryDict | None" = None, *, desk: "Desk") -> None:
        super().__init__(typed, initial=desk.stored)
        protocol = desk.room.course.protocol
        known = protocol.vocabulary
        offered = {
            "agenda": {one.id: one.title for one in desk.agenda if one.is_tickable},
            "strategies": {key: one.title for key, one in protocol.strategies.items()},
            "techniques": {key: known.techniques[key].title for key in protocol.techniques},
        }
        for name, choices in offered.items():
            self.fields[name].choices = list(choices.items())  # type: ignore[attr-defined]  # a ChoiceField has them

    def ticked(self, name: str) -> list[str]:
        """Return what is ticked in `agenda` or `strategies`, as typed or as stored."""
        value: list[str] = self[name].value() or []
        return value


class TaskForm(Beside):
    """What the client means to try."""

    called = "task"
    text = line(gettext_lazy("What will be tried before the next session"), required=True, most=400)


class OutcomeForm(forms.Form):
    """What came of a task."""

    state = forms.ChoiceField(choices=[("done", ""), ("dropped", ""), ("open", "")])
    outcome = line(gettext_lazy("What came of it"), most=2000)


class NoteForm(Beside):
    """The note's text with the version it was read in."""

    called = "note"
    is_voluntary = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = text(gettext_lazy("Note"), rows=12, most=40000)


class AmendForm(NoteForm):
    """A signed note's new text, and why it changes."""

    is_voluntary = False
    reason = line(gettext_lazy("Reason for the change"), required=True, most=300)
