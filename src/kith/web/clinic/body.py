"""Body: medical reviews with what comes next, and weight with its index. No advice is given."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kith.core import body as core
from kith.record import clock
from kith.record.services import conditions as service
from kith.web.clinic.rooms import open_room
from kith.web.clinic.surroundings import Around
from kith.web.forms import Beside, day, line, save, text
from kith.web.http import Request, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from kith.web.clinic.rooms import Room


class ReviewForm(Beside):
    """A medical review."""

    called = "review"
    on = day(gettext_lazy("Day"))
    reviewer = line(gettext_lazy("Who looked"), required=True)
    found = text(gettext_lazy("What was found"), rows=3, most=2000)
    next_on = day(gettext_lazy("Next review due on"), required=False)


class WeightForm(Beside):
    """Height and weight."""

    called = "weight"
    on = day(gettext_lazy("Day"))
    height_cm = forms.DecimalField(
        label=gettext_lazy("Height in centimetres"), max_digits=4, decimal_places=1
    )
    weight_kg = forms.DecimalField(
        label=gettext_lazy("Weight in kilograms"), max_digits=4, decimal_places=1
    )


@login_required
@require_http_methods(["GET", "POST"])
def body(request: Request, pk: int) -> HttpResponse:
    """Show reviews and weights; put one on record."""
    room = open_room(request, pk, "body")
    around = Around(room)
    height = around.weights[0].row.height_cm if around.weights else None
    shown: dict[str, forms.Form] = {
        "review": ReviewForm(initial={"on": clock.today()}),
        "weight": WeightForm(initial={"on": clock.today(), "height_cm": height}),
    }
    act = request.POST.get("act", "")
    if act in shown:
        form = shown[act] = type(shown[act])(request.POST)
        if form.is_valid() and save(form, _call(request, room, act, form.cleaned_data)) is not None:
            messages.success(request, _("Recorded."))
            return redirect("body", pk)
    context = room.context(around=around, shown=shown, floor=core.FLOOR)
    status = 422 if any(form.errors for form in shown.values()) else 200
    return render(request, "clinic/body.html", {**context, "room": "conditions"}, status)


def _call(
    request: Request, room: "Room", act: str, given: dict[str, Any]
) -> "Callable[[], object]":
    common: dict[str, Any] = {"by": request.user, "episode": room.episode, **given}
    if act == "review":
        return lambda: service.review_medically(**common)
    return lambda: service.weigh(**common)
