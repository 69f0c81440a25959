"""Meetings beside the sessions: their kinds, what is planned, and what was talked about."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kith.core.errors import ConflictError, NotYetError
from kith.record import access, clock
from kith.record.services import meetings as service
from kith.record.writing import may_write
from kith.web.clinic.course import MEDIA, MissedForm, MoveForm, ReopenForm
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.surroundings import Around
from kith.web.forms import (
    Beside,
    Both,
    MomentInput,
    both_texts,
    choice,
    line,
    save,
    text,
    with_version,
)
from kith.web.http import Request, refused, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from kith.core.protocols.parts import Meeting as Kind
    from kith.record.models import Meeting

USUAL_MINUTES = 30


class PlanForm(forms.Form):
    """A meeting for the diary."""

    kind = choice(gettext_lazy("Which meeting"), [])
    starts_at = forms.DateTimeField(label=gettext_lazy("Day and time"), widget=MomentInput())
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), initial=USUAL_MINUTES)
    medium = choice(gettext_lazy("Where"), MEDIA)

    def __init__(self, *args: Any, kinds: "list[Kind]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField has them
            (one.id, one.title) for one in kinds
        ]


class HeldForm(Beside):
    """Who was there."""

    called = "held"
    came = line(gettext_lazy("Who was there"), required=True, most=300)


class WrittenForm(Beside):
    """What was talked about."""

    called = "written"
    is_voluntary = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    agenda_done = forms.MultipleChoiceField(
        label=gettext_lazy("Done"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = text(gettext_lazy("Note"), rows=8, most=20000)

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agenda_done"].choices = items  # type: ignore[attr-defined]  # it has them


def _plannable(room: Room) -> "list[Kind]":
    """The kinds of meeting that may be planned today; after the end, only those that follow it."""
    kinds = room.course.protocol.meetings
    return [one for one in kinds if may_write(room.user, room.episode, ended=one.when == "after")]


def _first(room: Room, kinds: "list[Kind]") -> dict[str, Any]:
    """What the form proposes: the meeting that is due, and how long it usually lasts."""
    ids = [one.id for one in kinds]
    due = next((one.id for one in room.course.meetings if one.due and one.id in ids), None)
    kind = next((one for one in kinds if one.id == due), kinds[0] if kinds else None)
    if kind is None:
        return {}
    minutes = kind.minutes[0] if kind.minutes else USUAL_MINUTES
    medium = "phone" if kind.kind == "phone" else "room"
    return {"kind": kind.id, "minutes": minutes, "medium": medium}


@login_required
@require_GET
def meetings(request: Request, pk: int) -> HttpResponse:
    """Show the kinds of meeting with their rule, and every meeting there was."""
    return _page(request, open_room(request, pk, "meetings"))


def _page(
    request: Request, room: Room, status: int = 200, form: PlanForm | None = None
) -> HttpResponse:
    kinds = _plannable(room)
    rows = list(access.meetings(request.user).filter(episode=room.episode))
    by_kind = {one.id: [row for row in rows if row.kind == one.id] for one in room.course.meetings}
    context = room.context(
        views=room.course.meetings,
        by_kind=by_kind,
        form=form or PlanForm(kinds=kinds, initial=_first(room, kinds)),
        may_plan=bool(kinds),
        around=Around(room),
    )
    return render(request, "clinic/meetings.html", {**context, "room": "course"}, status)


@login_required
@require_POST
def plan_meeting(request: Request, pk: int) -> HttpResponse:
    """Put a meeting into the diary."""
    room = open_room(request, pk, "meetings")
    form = PlanForm(request.POST, kinds=list(room.course.protocol.meetings))
    if form.is_valid():
        given = form.cleaned_data
        planned = save(
            form, lambda: service.plan_meeting(by=request.user, episode=room.episode, **given)
        )
        if planned is not None:
            messages.success(request, _("The meeting is in the diary."))
            return redirect("meeting", pk, planned.pk)
    return _page(request, room, status=422, form=form)


@login_required
@require_http_methods(["GET", "POST"])
def meeting(request: Request, pk: int, meeting_pk: int) -> HttpResponse:
    """Show one meeting; hold it, write it down, move it, record that it was missed, or a slip."""
    room = open_room(request, pk, "meetings")
    rows = access.meetings(request.user).filter(episode=room.episode)
    row = get_object_or_404(rows.select_related("episode", "changed_by"), pk=meeting_pk)
    row.episode = room.episode
    shown = _forms(room, row)
    act = request.POST.get("act", "")
    if act not in shown:
        return _one(request, room, row, shown)
    form = shown[act] = _filled(request, shown[act])
    try:
        if form.is_valid() and save(form, _call(request, row, act, form.cleaned_data)) is not None:
            messages.success(request, _("Recorded."))
            return redirect("meeting", pk, meeting_pk)
    except NotYetError as error:
        return refused(request, error)
    except ConflictError as conflict:
        both = Both(str(conflict), both_texts(form, conflict.theirs))
        typed = with_version(request.POST, conflict.theirs["version"])
        shown["write"] = WrittenForm(typed, items=_items(room, row))
        return _one(request, room, row, shown, both)
    return _one(request, room, row, shown)


def _items(room: Room, row: "Meeting") -> list[tuple[str, str]]:
    view = next((one for one in room.course.meetings if one.id == row.kind), None)
    return [(one.id, one.title) for one in view.items] if view else []


def _forms(room: Room, row: "Meeting") -> dict[str, forms.Form]:
    written = {"version": row.version, "agenda_done": row.agenda_done, "note": row.note}
    return {
        "hold": HeldForm(initial={"came": row.came or str(room.client)}),
        "write": WrittenForm(items=_items(room, row), initial=written),
        "miss": MissedForm(),
        "move": MoveForm(initial={"starts_at": row.starts_at}),
        "reopen": ReopenForm(),
    }


def _filled(request: Request, form: forms.Form) -> forms.Form:
    """The same form with what was typed."""
    if isinstance(form, WrittenForm):
        return WrittenForm(request.POST, items=form.fields["agenda_done"].choices)  # type: ignore[attr-defined]  # it has them
    return type(form)(request.POST)


def _call(
    request: Request, row: "Meeting", act: str, given: dict[str, Any]
) -> "Callable[[], object]":
    common: dict[str, Any] = {"by": request.user, "meeting": row}
    if act == "write":
        version = given.pop("version")
        return lambda: service.save_meeting(**common, expected_version=version, **given)
    calls: dict[str, Callable[..., object]] = {
        "hold": service.hold_meeting,
        "miss": service.miss_meeting,
        "move": service.move_meeting,
        "reopen": service.reopen_meeting,
    }
    return lambda: calls[act](**common, **given)


def _one(
    request: Request,
    room: Room,
    row: "Meeting",
    shown: dict[str, forms.Form],
    conflict: Both | None = None,
) -> HttpResponse:
    view = next((one for one in room.course.meetings if one.id == row.kind), None)
    belongs_after = view is not None and view.when == "after"
    context = room.context(
        meeting=row,
        view=view,
        shown=shown,
        conflict=conflict,
        may_write=may_write(room.user, room.episode, ended=belongs_after),
        has_come=row.starts_at <= clock.now(),
        around=Around(room),
    )
    is_wrong = any(form.errors for form in shown.values())
    status = 409 if conflict else 422 if is_wrong else 200
    return render(request, "clinic/meeting.html", {**context, "room": "course"}, status)
