"""Sessions: the diary of the course, its phases with what they need, and more sessions agreed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kith.core.errors import NotYetError
from kith.record import access
from kith.record.services import corrections
from kith.record.services import course as service
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.visits import Numbered, line_of, usual_minutes, visits_of
from kith.web.forms import MomentInput, choice, save, text
from kith.web.http import Request, refused, render

if TYPE_CHECKING:
    from kith.record.models import Session

MEDIA = [
    ("room", gettext_lazy("In person")),
    ("video", gettext_lazy("By video")),
    ("phone", gettext_lazy("By telephone")),
]
USUAL_MINUTES = 50
NOT_HELD = [
    ("cancelled", gettext_lazy("The client cancelled")),
    ("absent", gettext_lazy("The client did not come")),
    ("called_off", gettext_lazy("The clinic called it off")),
]


class PlanForm(forms.Form):
    """A session for the diary."""

    starts_at = forms.DateTimeField(label=gettext_lazy("Day and time"), widget=MomentInput())
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), initial=50)
    medium = choice(gettext_lazy("Where"), MEDIA)


class MissedForm(forms.Form):
    """Why a session did not take place."""

    state = choice(gettext_lazy("What happened"), NOT_HELD)
    reason = forms.CharField(label=gettext_lazy("Reason given"), required=False, max_length=300)


class MoveForm(forms.Form):
    """Another time."""

    starts_at = forms.DateTimeField(label=gettext_lazy("New day and time"), widget=MomentInput())


class ExtendForm(forms.Form):
    """More sessions than the contract says."""

    sessions = forms.IntegerField(label=gettext_lazy("Sessions to add"), min_value=1, max_value=12)
    reason = text(gettext_lazy("Reason"), rows=3, required=True, most=2000)


@login_required
@require_GET
def course(request: Request, pk: int) -> HttpResponse:
    """Show the course: its line, its phases, every session."""
    room = open_room(request, pk, "course")
    return _page(request, room)


def _page(request: Request, room: Room, status: int = 200, **forms_shown: Any) -> HttpResponse:
    visits = visits_of(room)
    recorded = [one for one in visits if one.session.state != "planned"]
    shown: dict[str, Any] = {
        "slip": recorded[-1] if recorded and not is_signed(recorded[-1].session) else None,
        "plan": PlanForm(initial=_next(room, visits)),
        "extend": ExtendForm(),
        **forms_shown,
    }
    return render(
        request,
        "clinic/course.html",
        room.context(visits=visits, line=line_of(room, visits), **shown),
        status=status,
    )


def _next(room: Room, visits: list[Numbered]) -> dict[str, Any]:
    """What the form proposes: the day and the length that the protocol's rhythm asks for."""
    last = visits[-1].session if visits else None
    proposed: dict[str, Any] = {
        "minutes": usual_minutes(room.course, last.minutes if last else USUAL_MINUTES),
        "medium": last.medium if last else "room",
    }
    if last is not None:
        here = timezone.localtime(last.starts_at)  # the same hour, also as clocks change
        proposed["starts_at"] = here + timedelta(days=room.course.every_days)
    return proposed


def is_signed(session: "Session") -> bool:
    """Whether a signed note says that the session took place."""
    note = getattr(session, "note", None)
    return note is not None and note.signed_at is not None


@login_required
@require_POST
def plan_session(request: Request, pk: int) -> HttpResponse:
    """Put a session into the diary."""
    room = open_room(request, pk, "course")
    form = PlanForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        planned = save(
            form, lambda: service.plan_session(by=request.user, episode=room.episode, **given)
        )
        if planned is not None:
            messages.success(request, _("The session is in the diary."))
            return redirect("session", pk, planned.pk)
    return _page(request, room, status=422, plan=form)


@login_required
@require_POST
def extend_course(request: Request, pk: int) -> HttpResponse:
    """Agree on more sessions, with the reason."""
    room = open_room(request, pk, "course")
    form = ExtendForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        added = save(form, lambda: service.extend(by=request.user, episode=room.episode, **given))
        if added is not None:
            messages.success(request, _("The longer course is on record."))
            return redirect("course", pk)
    return _page(request, room, status=422, extend=form)


@login_required
@require_POST
def enter_phase(request: Request, pk: int) -> HttpResponse:
    """Begin the next phase, or say what it still needs."""
    room = open_room(request, pk, "course")
    try:
        service.enter_phase(
            by=request.user, episode=room.episode, phase=request.POST.get("phase", "")
        )
    except NotYetError as error:
        return refused(request, error)
    messages.success(request, _("The next phase has begun."))
    return redirect("course", pk)


@login_required
@require_POST
def step(request: Request, pk: int) -> HttpResponse:
    """Record a step of the protocol as reached, or take a slip back."""
    room = open_room(request, pk, "course")
    name = request.POST.get("step", "")
    if "undo" in request.POST:
        service.undo_step(by=request.user, episode=room.episode, step=name)
        messages.success(request, _("Taken back. The trail keeps that it was there."))
    else:
        service.reach(
            by=request.user,
            episode=room.episode,
            step=name,
            words=request.POST.get("words", "").strip(),
        )
        messages.success(request, _("Recorded."))
    goes_to = request.POST.get("next", "course")
    return redirect(goes_to if goes_to in _ROOMS else "course", pk)


_ROOMS = {"course", "episode", "assessment", "inventory", "timeline", "ending"}


@login_required
@require_http_methods(["GET", "POST"])
def not_held(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Record that a session did not take place, or give it another time."""
    room = open_room(request, pk, "course")
    session = get_object_or_404(
        access.sessions(request.user).filter(episode=room.episode), pk=session_pk
    )
    missed = MissedForm(request.POST if "state" in request.POST else None)
    move = MoveForm(
        request.POST if "starts_at" in request.POST else None,
        initial={"starts_at": session.starts_at},
    )
    if request.method == "POST":
        done = None
        if missed.is_bound and missed.is_valid():
            given = missed.cleaned_data
            done = save(
                missed, lambda: service.miss_session(by=request.user, session=session, **given)
            )
        elif move.is_bound and move.is_valid():
            at = move.cleaned_data["starts_at"]
            done = save(
                move, lambda: service.move_session(by=request.user, session=session, starts_at=at)
            )
        if done is not None:
            messages.success(request, _("Recorded."))
            return redirect("course", pk)
    status = 422 if missed.errors or move.errors else 200
    context = room.context(session=session, missed=missed, move=move)
    return render(request, "clinic/session_not_held.html", context, status=status)


class ReopenForm(forms.Form):
    """Why what was recorded is taken back."""

    reason = forms.CharField(label=gettext_lazy("What happened"), max_length=300)


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: Request, pk: int, session_pk: int) -> HttpResponse:
    """Take back a slip: the session stands in the diary again."""
    room = open_room(request, pk, "course")
    session = get_object_or_404(
        access.sessions(request.user).filter(episode=room.episode), pk=session_pk
    )
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = save(
            form,
            lambda: corrections.reopen_session(by=request.user, session=session, reason=reason),
        )
        if done is not None:
            messages.success(request, _("The session stands in the diary again."))
            return redirect("session", pk, session_pk)
    status = 422 if form.errors else 200
    context = room.context(session=session, form=form)
    return render(request, "clinic/session_reopen.html", context, status=status)
