"""The rhythm room: how regular the days are, the client's link, a day from paper, and targets."""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kith.core.errors import ConflictError
from kith.core.rhythm import Day
from kith.record import access
from kith.record import rhythm as reader
from kith.record.services import diary as service
from kith.web import rhythm_forms as forms
from kith.web.clinic.rhythm_picture import shown, watches
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import Both, both_texts, save, with_version
from kith.web.http import Request, render, url

if TYPE_CHECKING:
    from kith.record.models import DiaryDay, DiaryLink


@login_required
@require_GET
def rhythm(request: Request, pk: int) -> HttpResponse:
    """Show the diary: `span` in weeks, one `week` day by day, and how `outliers` are read."""
    room = open_room(request, pk, "rhythm")
    return _page(request, room)


def _page(
    request: Request, room: Room, form: forms.TargetForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    names = ("span", "week", "outliers")
    asked = {name: request.GET.get(name, "") for name in names}
    context = room.context(
        **shown(room, asked),
        link=_link(room),
        alerts=[one for one in room.alerts if one.watch],
        watches=watches(room),
        form=form or forms.TargetForm(),
    )
    return render(request, "clinic/rhythm.html", context, status)


def _link(room: Room) -> "DiaryLink | None":
    """The client's standing link, if one is open."""
    rows = access.diary_links(room.user).filter(episode=room.episode, withdrawn_at__isnull=True)
    return rows.select_related("sent_by").first()


# ---------------------------------------------------------------- begun, and its link


@login_required
@require_POST
def begin(request: Request, pk: int) -> HttpResponse:
    """Agree that a diary is kept."""
    room = open_room(request, pk, "rhythm")
    service.begin(by=request.user, episode=room.episode)
    messages.success(request, _("The diary is begun. Next: make the client's link."))
    return redirect("rhythm", pk)


@login_required
@require_POST
def make_link(request: Request, pk: int) -> HttpResponse:
    """Make the standing link and show it, once: only its digest is kept."""
    room = open_room(request, pk, "rhythm")
    _made, token = service.make_link(by=request.user, episode=room.episode)
    context = room.context(address=request.build_absolute_uri(url("diary", token)))
    return render(request, "clinic/rhythm_link.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def close_link(request: Request, pk: int, link_pk: int) -> HttpResponse:
    """Ask once, then close the client's link."""
    room = open_room(request, pk, "rhythm")
    rows = access.diary_links(request.user).filter(episode=room.episode).select_related("episode")
    link = get_object_or_404(rows, pk=link_pk)
    if request.method == "POST":
        service.close_link(by=request.user, link=link)
        messages.success(request, _("The link is closed. Make a new one when it is wanted."))
        return redirect("rhythm", pk)
    return render(request, "clinic/rhythm_close.html", room.context(link=link))


# ---------------------------------------------------------------- a day from paper


@login_required
@require_http_methods(["GET", "POST"])
def enter_day(request: Request, pk: int, on: str) -> HttpResponse:
    """Write a day for a client without a phone, or put one right."""
    room = open_room(request, pk, "rhythm")
    day = _date(on)
    rows = access.diary_days(request.user).filter(episode=room.episode, on=day)
    row = rows.select_related("changed_by").first()
    page = reader.day_of(row) if row else Day(day)
    initial = {**forms.DayForm.of(page), "version": row.version if row else 0}
    form = forms.DayForm(request.POST or None, initial=initial)
    if request.method != "POST":
        return _day(request, room, form, on=day, row=row)
    if form.is_valid():
        try:
            if save(form, lambda: _entered(request, room, form, day)):
                messages.success(request, _("The day is in the diary."))
                return redirect(f"{url('rhythm', pk)}#week")
        except ConflictError as conflict:
            both = Both(str(conflict), both_texts(form, _read(conflict)))
            data = with_version(request.POST, conflict.theirs["version"])
            form = forms.DayForm(data, initial=initial)
            return _day(request, room, form, on=day, row=row, both=both)
    return _day(request, room, form, on=day, row=row)


def _date(words: str) -> date:
    try:
        day = parse_date(words)
    except ValueError:
        day = None
    if day is None or day.isoformat() != words:
        raise Http404
    return day


def _entered(request: Request, room: Room, form: forms.DayForm, on: date) -> "DiaryDay":
    return service.enter_day(
        by=request.user,
        episode=room.episode,
        day=form.day(on),
        expected_version=form.cleaned_data["version"],
    )


def _read(conflict: ConflictError) -> dict[str, Any]:
    theirs = conflict.theirs["day"]
    assert isinstance(theirs, Day)  # noqa: S101 - the service says so
    return forms.DayForm.read(theirs)


def _day(request: Request, room: Room, form: forms.DayForm, **more: Any) -> HttpResponse:
    context = room.context(form=form, today=reader.today(), **{"both": None, **more})
    status = HTTPStatus.OK
    if context["both"]:
        status = HTTPStatus.CONFLICT
    elif form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "clinic/rhythm_day.html", context, status)


# ---------------------------------------------------------------- targets


@login_required
@require_POST
def agree_target(request: Request, pk: int) -> HttpResponse:
    """Agree a time to move to."""
    room = open_room(request, pk, "rhythm")
    form = forms.TargetForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        agreed = save(
            form,
            lambda: service.agree_target(
                by=request.user,
                episode=room.episode,
                anchor=given["anchor"],
                at=given["at"],
                step=given["step"],
            ),
        )
        if agreed:
            messages.success(request, _("The time is agreed. The client sees this week's step."))
            return redirect(f"{url('rhythm', pk)}#targets")
    return _page(request, room, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@login_required
@require_POST
def leave_target(request: Request, pk: int, target_pk: int) -> HttpResponse:
    """Let a time go."""
    room = open_room(request, pk, "rhythm")
    rows = access.diary_targets(request.user).filter(episode=room.episode)
    target = get_object_or_404(rows.select_related("episode"), pk=target_pk)
    service.leave_target(by=request.user, target=target)
    messages.success(request, _("The time is let go."))
    return redirect(f"{url('rhythm', pk)}#targets")
