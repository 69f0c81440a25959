"""The session workspace's acts: the work kept, the session held, tasks set and settled."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kith.core.errors import ConflictError, NotYetError
from kith.record import access
from kith.record.services import course as courses
from kith.record.services import notes
from kith.web import wording
from kith.web.clinic.desk import Desk, desk_of, page
from kith.web.clinic.session_forms import WORDS, OutcomeForm, TaskForm, WorkForm
from kith.web.forms import Both, both_texts, save, with_version, wrong
from kith.web.http import Request, refused

if TYPE_CHECKING:
    from kith.record.models import Session


@login_required
@require_GET
def session(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Show the workspace."""
    return page(request, desk_of(request, pk, session_pk))


@login_required
@require_POST
def save_work(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Keep what was worked on, by the button or as it is typed; a ticked step is reached."""
    desk = desk_of(request, pk, session_pk)
    form = WorkForm(request.POST, desk=desk)
    is_typing = "application/json" in request.headers.get("accept", "")
    kept = None
    try:
        if form.is_valid():
            kept = save(form, lambda: _keep(request, desk, form))
    except ConflictError as conflict:
        return _conflict(request, desk, form, conflict, is_typing=is_typing)
    if kept is None:
        if is_typing:
            return JsonResponse({"error": wrong(form)}, status=422)
        return page(request, desk, status=422, work=form)
    if is_typing:
        at = wording.time_of_day(kept.changed_at)
        return JsonResponse({"saved_at": at, "version": kept.version})
    messages.success(request, _("The work is saved."))
    return redirect("session", pk, session_pk)


def _keep(request: Request, desk: Desk, form: WorkForm) -> "Session":
    given: dict[str, Any] = form.cleaned_data
    lines = {line.id: line for line in desk.agenda}
    # What is on record, and has no box on the page, stays: a step done in another room.
    boxes = {line.id for line in desk.agenda if line.is_tickable or line.field == "strategies"}
    others = [one for one in desk.session.agenda_done if one not in boxes]
    strategies = given["strategies"]
    done = [*given["agenda"], *(one for one in strategies if one in lines)]
    return notes.save_work(
        by=request.user,
        session=desk.session,
        expected_version=given["version"],
        work={
            **{name: given[name] for name in WORDS},
            "agenda_done": [*others, *done],
            "strategies": strategies,
            "techniques": given["techniques"],
        },
        steps=[one for one in given["agenda"] if lines[one].item.kind == "milestone"],
    )


def _conflict(
    request: Request, desk: Desk, form: WorkForm, conflict: ConflictError, *, is_typing: bool
) -> HttpResponse:
    theirs = {**conflict.theirs, "agenda": conflict.theirs["agenda_done"]}
    rows = both_texts(form, theirs)
    if is_typing:
        said = {
            "by": conflict.who,
            "theirs": "\n\n".join(f"{row.label}:\n{row.theirs}" for row in rows),
            "version": theirs["version"],
        }
        return JsonResponse(said, status=409)
    form = WorkForm(with_version(request.POST, theirs["version"]), desk=desk)
    both = Both(str(conflict), rows)
    return page(request, desk, status=409, work=form, conflict=both)


@login_required
@require_POST
def hold(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Record that the session took place."""
    desk = desk_of(request, pk, session_pk)
    try:
        courses.hold_session(by=request.user, session=desk.session)
    except NotYetError as error:
        return refused(request, error)
    messages.success(request, _("Recorded as held. Next: the note, and the day of the next one."))
    return redirect("session", pk, session_pk)


@login_required
@require_POST
def add_task(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Write down what the client means to try."""
    desk = desk_of(request, pk, session_pk)
    form = TaskForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["text"]
        added = save(
            form,
            lambda: courses.add_task(
                by=request.user, episode=desk.room.episode, session=desk.session, text=words
            ),
        )
        if added is not None:
            messages.success(
                request, _("The task is written down; next time asks what came of it.")
            )
            return redirect("session", pk, session_pk)
    return page(request, desk, status=422, task_form=form)


@login_required
@require_POST
def settle_task(request: Request, pk: int, session_pk: int, task_pk: int) -> HttpResponse:
    """Record what came of a task, or take that back."""
    desk = desk_of(request, pk, session_pk)
    task = get_object_or_404(
        access.tasks(request.user).filter(episode=desk.room.episode), pk=task_pk
    )
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return page(request, desk, status=422, settling=(task.pk, form))
    courses.settle_task(by=request.user, task=task, **form.cleaned_data)
    is_open = form.cleaned_data["state"] == "open"
    messages.success(request, _("The task is open again.") if is_open else _("Recorded."))
    return redirect("session", pk, session_pk)
