"""Conditions: what the protocol asks for beside the sessions, what is met, and what waits for it.

Kith lists and reminds. That something is met is said by a person, or stands in the record.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kith.record import access, clock
from kith.record.services import conditions as service
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.surroundings import Around, asked_of
from kith.web.forms import day, line, save, text
from kith.web.http import Request, render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet
    from django.http import QueryDict

# What can be withdrawn: where it is found, where it stands, and how a page speaks of it.
WITHDRAWN: "Mapping[str, tuple[Callable[..., QuerySet[Any]], str]]" = {
    "condition": (access.conditions_met, "conditions"),
    "medicine": (access.medications, "medication"),
    "contact": (access.contacts, "contacts"),
    "baby": (access.babies, "baby"),
    "review": (access.medical_reviews, "body"),
    "weight": (access.weights, "body"),
}


class MetForm(forms.Form):
    """A condition that is met: since when, and how."""

    on = day(gettext_lazy("Since"))
    words = text(gettext_lazy("How it is met"), rows=2, required=True, most=2000)

    def __init__(self, typed: "QueryDict | None" = None, *, condition: str) -> None:
        super().__init__(typed, auto_id=f"{condition}_%s", initial={"on": clock.today()})


class WithdrawForm(forms.Form):
    """Why something is taken back."""

    because = line(gettext_lazy("Why it is withdrawn"), required=True, most=300)


@login_required
@require_GET
def conditions(request: Request, pk: int) -> HttpResponse:
    """Show the conditions, and everything around the course."""
    return _page(request, open_room(request, pk, "conditions"))


@login_required
@require_POST
def meet_condition(request: Request, pk: int, condition: str) -> HttpResponse:
    """Record that a condition is met, in words and with its day."""
    room = open_room(request, pk, "conditions")
    form = MetForm(request.POST, condition=condition)
    if form.is_valid():
        given = form.cleaned_data
        met = save(
            form,
            lambda: service.meet(
                by=request.user, episode=room.episode, condition=condition, **given
            ),
        )
        if met is not None:
            messages.success(request, _("Recorded, with its day and your words."))
            return redirect("conditions", pk)
    return _page(request, room, status=422, wrong=(condition, form))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, pk: int, kind: str, entry_pk: int) -> HttpResponse:
    """Ask, then take back what was put on record by mistake."""
    room = open_room(request, pk, "conditions")
    if kind not in WITHDRAWN:
        raise Http404
    find, back = WITHDRAWN[kind]
    rows = find(request.user).filter(episode=room.episode, withdrawn_on=None)
    entry = get_object_or_404(rows.select_related("episode"), pk=entry_pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        done = save(form, lambda: service.withdraw(by=request.user, entry=entry, because=because))
        if done is not None:
            messages.success(request, _("Withdrawn. The trail keeps that it was there, and why."))
            return redirect(back, pk)
    context = room.context(entry=entry, form=form, back=back, told=_told(room, kind, entry))
    status = 422 if form.errors else 200
    return render(request, "clinic/withdraw.html", context, status=status)


def _told(room: Room, kind: str, entry: Any) -> str:
    """What is withdrawn, in words."""
    if kind == "condition":
        term = room.course.protocol.vocabulary.conditions.get(entry.condition)
        return term.title if term else str(entry)
    return str(entry)


def _page(
    request: Request, room: Room, status: int = 200, wrong: tuple[str, MetForm] | None = None
) -> HttpResponse:
    around = Around(room)
    asked = asked_of(around)
    wordy = [one.view.id for one in asked if one.in_words and one.view.met_on is None]
    shown = {key: MetForm(condition=key) for key in wordy} | dict([wrong] if wrong else [])
    context = room.context(around=around, asked=asked, forms=shown, wrong=wrong)
    return render(request, "clinic/conditions.html", context, status=status)
