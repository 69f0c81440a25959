"""The note of a session: kept as a draft while it is typed, signed, amended with a reason."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.core.errors import ConflictError, RefusedError
from kith.record.services import notes
from kith.web import wording
from kith.web.clinic.desk import Desk, desk_of, page
from kith.web.clinic.session_forms import AmendForm, NoteForm
from kith.web.forms import Both, both_texts, save, with_version, wrong
from kith.web.http import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from kith.record.models import Note, Session, Staff


@login_required
@require_POST
def note(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Keep, sign or amend the note, as the button says; typing alone keeps it as a draft."""
    desk = desk_of(request, pk, session_pk)
    if "application/json" in request.headers.get("accept", ""):
        return _typed(request, desk)
    act = request.POST.get("act", "draft")
    kind = AmendForm if act == "amend" else NoteForm
    form, kept = kind(request.POST), None
    try:
        if form.is_valid():
            kept = save(form, _call(request.user, desk.session, act, form.cleaned_data))
    except ConflictError as conflict:
        both = Both(str(conflict), both_texts(form, conflict.theirs))
        form = kind(with_version(request.POST, conflict.theirs["version"]))
        return page(request, desk, status=409, note_form=form, note_conflict=both)
    if kept is None:
        return page(request, desk, status=422, note_form=form)
    said = {
        "sign": _("The note is signed. From now on it is amended, with a reason, never replaced."),
        "amend": _("The note is amended; the earlier text stays readable."),
    }
    messages.success(request, said.get(act, _("The draft is kept. Only you can read it.")))
    return redirect("session", pk, session_pk)


def _typed(request: Request, desk: Desk) -> JsonResponse:
    """Keep what is being typed, and say truthfully whether it is kept."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": wrong(form)}, status=422)
    try:
        kept = _call(request.user, desk.session, "draft", form.cleaned_data)()
    except ConflictError as conflict:
        return JsonResponse(
            {
                "by": conflict.who,
                "theirs": conflict.theirs["text"],
                "version": conflict.theirs["version"],
            },
            status=409,
        )
    except RefusedError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse({"saved_at": wording.time_of_day(kept.changed_at), "version": kept.version})


def _call(by: "Staff", session: "Session", act: str, given: dict[str, Any]) -> "Callable[[], Note]":
    common = {
        "by": by,
        "session": session,
        "expected_version": given["version"],
        "text": given["text"],
    }
    if act == "sign":
        return lambda: notes.sign_note(**common)
    if act == "amend":
        return lambda: notes.amend_note(**common, reason=given["reason"])
    return lambda: notes.save_draft(**common)
