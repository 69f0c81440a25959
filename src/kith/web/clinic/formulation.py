"""The formulation room: drafted from the record in plain words, edited, agreed, versioned."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kith.core import formulation as core
from kith.core.errors import ConflictError
from kith.record import access, drafting
from kith.record.services import agreements
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import choice, save, text, with_version
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Formulation


class FormulationForm(forms.Form):
    """The text, in words that are read with the client."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = text(gettext_lazy("The formulation"), rows=10, required=True, most=8000)


class ViewForm(forms.Form):
    """What the client says to it."""

    view = choice(
        gettext_lazy("What does the client say?"),
        [
            ("agreed", gettext_lazy("Agrees: this is how it is")),
            ("amend", gettext_lazy("Wants something changed")),
            ("not_yet", gettext_lazy("Not talked about yet")),
        ],
    )
    words = text(gettext_lazy("In the client's own words"), rows=2, most=2000)


@login_required
@require_http_methods(["GET", "POST"])
def formulation(request: Request, pk: int) -> HttpResponse:
    """Show the formulation with a draft from the record, or keep what was typed."""
    room = open_room(request, pk, "formulation")
    if request.method == "GET":
        return _page(request, room)
    form = FormulationForm(request.POST)
    if not form.is_valid():
        return _page(request, room, status=422, form=form)
    given = form.cleaned_data
    try:
        kept = save(
            form,
            lambda: agreements.save_formulation(
                by=request.user,
                episode=room.episode,
                expected_version=given["version"],
                text=given["text"],
            ),
        )
    except ConflictError as conflict:
        form = FormulationForm(with_version(request.POST, conflict.theirs["version"]))
        return _page(request, room, status=409, form=form, conflict=conflict)
    if kept is None:
        return _page(request, room, status=422, form=form)
    messages.success(request, _("Kept. Read it with the client, and record what they say."))
    return redirect("formulation", pk)


@login_required
@require_POST
def share_formulation(request: Request, pk: int, formulation_pk: int) -> HttpResponse:
    """Record what the client says to the formulation."""
    room = open_room(request, pk, "formulation")
    one = get_object_or_404(
        access.formulations(request.user).filter(episode=room.episode), pk=formulation_pk
    )
    form = ViewForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        shared = save(
            form, lambda: agreements.share_formulation(by=request.user, formulation=one, **given)
        )
        if shared is not None:
            messages.success(request, _("What the client says is on record."))
            return redirect("formulation", pk)
    return _page(request, room, status=422, view_form=form)


def _page(request: Request, room: Room, status: int = 200, **more: Any) -> HttpResponse:
    rows = access.formulations(request.user).filter(episode=room.episode)
    versions = list(rows.select_related("changed_by").order_by("-number"))
    newest: Formulation | None = versions[0] if versions else None
    is_open = newest is not None and newest.agreed_on is None
    pieces = drafting.pieces_of(room.episode)
    draft = core.draft(pieces)
    text = newest.text if newest else draft
    version = newest.version if newest and is_open else 0
    context = {
        "form": FormulationForm(initial={"text": text, "version": version}),
        "view_form": ViewForm(),
        "newest": newest,
        "is_open": is_open,
        "versions": versions,
        "draft": draft,
        "missing": core.what_is_missing(pieces),
        "source": core.SOURCE,
        "conflict": None,
        **more,
    }
    return render(request, "clinic/formulation.html", room.context(**context), status=status)
