"""One meeting of a group: who came, what the agenda was, and each member's own words."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kith.core import catalogue
from kith.core.errors import ConflictError
from kith.record import access, clock
from kith.record.services import groups as service
from kith.web.clinic.group_agenda import agenda_of
from kith.web.forms import Beside, Both, Row, choice, line, save, text, with_version
from kith.web.http import Request, render

if TYPE_CHECKING:
    from django.http import QueryDict

    from kith.core.protocols.views import AgendaItem
    from kith.record.models import GroupMeeting, GroupMember, Session

CAME = [
    ("held", gettext_lazy("Came")),
    ("absent", gettext_lazy("Did not come")),
    ("cancelled", gettext_lazy("Cancelled")),
]


class WholeForm(forms.Form):
    """What concerns the whole group."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agenda_done = forms.MultipleChoiceField(
        label=gettext_lazy("Done"), required=False, widget=forms.CheckboxSelectMultiple
    )
    notes_of_group = text(
        gettext_lazy("Notes on the group"),
        rows=4,
        most=8000,
        hint=gettext_lazy("The group as a whole: what it took up, how it worked. Nobody by name."),
    )

    def __init__(self, *args: Any, agenda: "list[AgendaItem]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [(one.id, one.title) for one in agenda]
        self.fields["agenda_done"].choices = items  # type: ignore[attr-defined]  # it has them


class PartForm(forms.Form):
    """One member's part in the meeting."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    state = choice(gettext_lazy("Attendance"), CAME)
    words = text(
        gettext_lazy("What they brought and took with them"),
        rows=2,
        hint=gettext_lazy(
            "Goes into this member's own record only. If they did not come: the reason."
        ),
    )

    def __init__(
        self, typed: "QueryDict | None", *, member: "GroupMember", initial: dict[str, Any]
    ) -> None:
        super().__init__(typed, prefix=f"member{member.pk}", initial=initial)
        self.member = member


class CallOffForm(Beside):
    """Why the group does not meet."""

    called = "off"
    because = line(gettext_lazy("Why the group does not meet"), required=True, most=300)


@login_required
@require_http_methods(["GET", "POST"])
def group_meeting(request: Request, pk: int, meeting_pk: int) -> HttpResponse:
    """Show the meeting; record it for everybody at once, or put it right."""
    group = get_object_or_404(access.groups(request.user), pk=pk)
    rows = access.group_meetings(request.user).filter(group=group).select_related("group")
    meeting = get_object_or_404(rows, pk=meeting_pk)
    protocol = catalogue.protocol(group.protocol, group.protocol_version)
    agenda = agenda_of(protocol, meeting.number)
    members = list(
        access.group_members(request.user)
        .filter(group=group, left_on=None, episode__ended_on=None)
        .select_related("episode__client")
    )
    typed = request.POST if request.POST.get("act") == "hold" else None
    whole = WholeForm(typed, agenda=agenda, initial=_whole(meeting))
    sessions = {one.episode_id: one for one in meeting.sessions.all()}
    parts = [
        PartForm(typed, member=one, initial=_part(sessions.get(one.episode_id))) for one in members
    ]
    off = CallOffForm(request.POST if request.POST.get("act") == "call_off" else None)
    conflict = None
    try:
        if _is_done(request, meeting, whole, parts, off):
            messages.success(request, _("Recorded, in each member's own record."))
            return redirect("group", pk)
    except ConflictError as error:
        mine = str(whole["notes_of_group"].value() or "")
        theirs = str(error.theirs.get("notes_of_group", error.theirs.get("opening", "")))
        conflict = Both(str(error), [Row(_("Written meanwhile"), theirs, mine)])
        fresh = with_version(request.POST, error.theirs["version"])
        if "notes_of_group" in error.theirs:
            whole = WholeForm(fresh, agenda=agenda)
    context = {
        "group": group, "meeting": meeting, "agenda": agenda, "whole": whole, "parts": parts,
        "off": off, "conflict": conflict, "has_come": meeting.starts_at <= clock.now(),
    }  # fmt: skip
    is_wrong = whole.errors or off.errors or any(one.errors for one in parts)
    status = 409 if conflict else 422 if is_wrong else 200
    return render(request, "clinic/group_meeting.html", context, status=status)


def _whole(meeting: "GroupMeeting") -> dict[str, Any]:
    return {
        "version": meeting.version,
        "agenda_done": meeting.agenda_done,
        "notes_of_group": meeting.notes,
    }


def _part(session: "Session | None") -> dict[str, Any]:
    """What is on record of one member's part."""
    if session is None:
        return {"seen": 0, "state": "held", "words": ""}
    known = {value for value, _words in CAME}
    words = session.opening if session.state in {"planned", "held"} else session.state_reason
    state = session.state if session.state in known else "held"
    return {"seen": session.version, "state": state, "words": words}


def _is_done(
    request: Request,
    meeting: "GroupMeeting",
    whole: WholeForm,
    parts: list[PartForm],
    off: CallOffForm,
) -> bool:
    """Store what was sent; False where nothing was, or something has to be mended."""
    if off.is_bound and off.is_valid():
        because = off.cleaned_data["because"]
        done = save(
            off,
            lambda: service.call_off_group_meeting(
                by=request.user, meeting=meeting, because=because
            ),
        )
        return done is not None
    if not whole.is_bound or not all([whole.is_valid(), *(one.is_valid() for one in parts)]):
        return False
    given = dict(whole.cleaned_data)
    done = save(
        whole,
        lambda: service.hold_group_meeting(
            by=request.user,
            meeting=meeting,
            expected_version=given.pop("version"),
            parts={one.member.pk: service.Part(**one.cleaned_data) for one in parts},
            **given,
        ),
    )
    return done is not None
