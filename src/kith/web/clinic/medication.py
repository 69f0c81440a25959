"""Medication: the list with its history. What is prescribed, others decide; Kith keeps it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kith.record import access, clock
from kith.record.services import medication as service
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.surroundings import Around, Taken
from kith.web.forms import Beside, day, line, save, text
from kith.web.http import Request, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from kith.record.models import Medication


class MedicineForm(forms.Form):
    """What a medicine is, and what it is for."""

    name = line(gettext_lazy("Medicine"), required=True, most=120)
    purpose = line(gettext_lazy("What it is for"))
    prescriber = line(gettext_lazy("Prescribed by"))
    adherence = text(
        gettext_lazy("How it is taken"),
        rows=2,
        most=1000,
        hint=gettext_lazy("As the client tells it: every day, now and then, left out, why."),
    )


class NewForm(MedicineForm):
    """A medicine with its first dose."""

    dose = line(
        gettext_lazy("Dose"),
        required=True,
        hint=gettext_lazy("In the prescriber's words, for example 50 mg in the morning."),
    )
    started_on = day(gettext_lazy("Taken since"))
    field_order = ("name", "dose", "started_on", "purpose", "prescriber", "adherence")


class DoseForm(Beside):
    """Another dose."""

    called = "dose"
    dose = line(gettext_lazy("New dose"), required=True)
    on = day(gettext_lazy("From"))
    reason = line(gettext_lazy("Why it changed"), most=300)


class StopForm(Beside):
    """The end of a medicine."""

    called = "stop"
    on = day(gettext_lazy("Not taken since"))
    because = line(gettext_lazy("Why it was stopped"), required=True, most=300)


@login_required
@require_http_methods(["GET", "POST"])
def medication(request: Request, pk: int) -> HttpResponse:
    """Show the list; put a medicine on it."""
    room = open_room(request, pk, "medication")
    form = NewForm(request.POST or None, initial={"started_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        first = {name: given.pop(name) for name in ("dose", "started_on")}
        added = save(
            form,
            lambda: service.add(by=request.user, episode=room.episode, details=given, **first),
        )
        if added is not None:
            messages.success(request, _("%(name)s is on the list.") % {"name": added})
            return redirect("medication", pk)
    rows = access.medications(request.user).filter(episode=room.episode)
    withdrawn = list(rows.filter(withdrawn_on__isnull=False).select_related("withdrawn_by"))
    context = room.context(around=Around(room), form=form, withdrawn=withdrawn)
    status = 422 if form.errors else 200
    return render(request, "clinic/medication.html", {**context, "room": "conditions"}, status)


@login_required
@require_http_methods(["GET", "POST"])
def medicine(request: Request, pk: int, medicine_pk: int) -> HttpResponse:
    """Show one medicine: its doses, and the forms that change it."""
    room = open_room(request, pk, "medication")
    rows = access.medications(request.user).filter(episode=room.episode, withdrawn_on=None)
    row = get_object_or_404(rows.select_related("episode").prefetch_related("doses__by"),
                            pk=medicine_pk)  # fmt: skip
    act = request.POST.get("act", "")
    names = MedicineForm.base_fields
    shown: dict[str, forms.Form] = {
        "describe": MedicineForm(initial={name: getattr(row, name) for name in names}),
        "dose": DoseForm(initial={"on": clock.today()}),
        "stop": StopForm(initial={"on": clock.today()}),
    }
    if act in shown:
        form = shown[act] = type(shown[act])(request.POST)
        if form.is_valid() and save(form, _call(request, row, act, form.cleaned_data)) is not None:
            messages.success(request, _("Recorded. The earlier words stay in the trail."))
            return redirect("medicine", pk, medicine_pk)
    return _one(request, room, row, shown)


def _call(
    request: Request, row: "Medication", act: str, given: dict[str, Any]
) -> "Callable[[], object]":
    common: dict[str, Any] = {"by": request.user, "medication": row}
    if act == "dose":
        return lambda: service.change_dose(**common, **given)
    if act == "stop":
        return lambda: service.stop(**common, **given)
    return lambda: service.describe(**common, details=given)


def _one(
    request: Request, room: Room, row: "Medication", shown: dict[str, forms.Form]
) -> HttpResponse:
    context = room.context(medicine=Taken(row), shown=shown)
    status = 422 if any(form.errors for form in shown.values()) else 200
    return render(request, "clinic/medicine.html", {**context, "room": "conditions"}, status)
