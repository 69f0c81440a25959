"""The session workspace's acts: the work kept, the session held, tasks set and settled."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kith.core.errors import ConflictError, NotYetError
from kith.record import access
from kith.record.services import course as courses
from kith.record.services import notes
from kith.web.clinic.desk import MADE_IN, TaskForm, WorkForm, desk_of, page
from kith.web.forms import save, with_version
from kith.web.http import Request, refused


@login_required
@require_GET
def session(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Show the workspace."""
    return page(request, desk_of(request, pk, session_pk))


@login_required
@require_POST
def save_work(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Keep what was worked on; a step that was ticked is reached."""
    desk = desk_of(request, pk, session_pk)
    form = WorkForm(request.POST)
    if not form.is_valid():
        return page(request, desk, status=422, work=form)
    words = dict(form.cleaned_data)
    version = words.pop("version")
    ticked = request.POST.getlist("agenda")
    items = {item.id: item for item in desk.agenda}
    work = {
        **words,
        "agenda_done": [one for one in ticked if one in items],
        "strategies": [one for one in ticked if one in items and items[one].kind == "strategy"],
        "techniques": request.POST.getlist("techniques"),
    }
    steps = [
        one for one in ticked
        if one in items and items[one].kind == "milestone" and one not in MADE_IN
    ]  # fmt: skip
    try:
        saved = save(
            form,
            lambda: notes.save_work(
                by=request.user,
                session=desk.session,
                expected_version=version,
                work=work,
                steps=steps,
            ),
        )
    except ConflictError as conflict:
        form = WorkForm(with_version(request.POST, conflict.theirs["version"]))
        return page(request, desk, status=409, work=form, conflict=conflict)
    if saved is None:
        return page(request, desk, status=422, work=form)
    messages.success(request, _("Saved."))
    return redirect("session", pk, session_pk)


@login_required
@require_POST
def hold(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Record that the session took place."""
    desk = desk_of(request, pk, session_pk)
    try:
        courses.hold_session(by=request.user, session=desk.session)
    except NotYetError as error:
        return refused(request, error)
    messages.success(request, _("Recorded: the session took place."))
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
            messages.success(request, _("The task is written down."))
            return redirect("session", pk, session_pk)
    return page(request, desk, status=422, task_form=form)


@login_required
@require_POST
def settle_task(request: Request, pk: int, session_pk: int, task_pk: int) -> HttpResponse:
    """Record what came of a task."""
    desk = desk_of(request, pk, session_pk)
    task = get_object_or_404(
        access.tasks(request.user).filter(episode=desk.room.episode), pk=task_pk
    )
    courses.settle_task(
        by=request.user,
        task=task,
        state=request.POST.get("state", ""),
        outcome=request.POST.get("outcome", "").strip()[:2000],
    )
    messages.success(request, _("Recorded what came of it."))
    return redirect("session", pk, session_pk)
