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
from kith.web.clinic.agreeing import ViewForm, read_again
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import Both, both_texts, save, text, with_version
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Formulation


class FormulationForm(forms.Form):
    """The text, in words that are read with the client."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = text(gettext_lazy("The formulation"), rows=10, required=True, most=8000)


@login_required
@require_http_methods(["GET", "POST"])
def formulation(request: Request, pk: int) -> HttpResponse:
    """Show the formulation with a draft from the record, or keep what was typed."""
    room = open_room(request, pk, "formulation")
    if request.method == "GET":
        return _page(request, room)
    form, kept = FormulationForm(request.POST), None
    try:
        if form.is_valid():
            kept = save(
                form,
                lambda: agreements.save_formulation(
                    by=request.user,
                    episode=room.episode,
                    expected_version=form.cleaned_data["version"],
                    text=form.cleaned_data["text"],
                ),
            )
    except ConflictError as conflict:
        both = Both(str(conflict), both_texts(form, conflict.theirs))
        form = FormulationForm(with_version(request.POST, conflict.theirs["version"]))
        return _page(request, room, status=409, form=form, conflict=both)
    if kept is None:
        return _page(request, room, status=422, form=form)
    messages.success(request, _("Kept. Read it with the client, and record what they say."))
    return redirect("formulation", pk)


@login_required
@require_POST
def share_formulation(request: Request, pk: int, formulation_pk: int) -> HttpResponse:
    """Record what the client says to the formulation that was read with them."""
    room = open_room(request, pk, "formulation")
    one = get_object_or_404(
        access.formulations(request.user).filter(episode=room.episode), pk=formulation_pk
    )
    form, shared = ViewForm(request.POST), None
    try:
        if form.is_valid():
            given = dict(form.cleaned_data)
            version = given.pop("version")
            shared = save(
                form,
                lambda: agreements.share_formulation(
                    by=request.user, formulation=one, expected_version=version, **given
                ),
            )
    except ConflictError as conflict:
        form = read_again(request.POST, conflict.theirs["version"])
        return _page(request, room, status=409, view_form=form)
    if shared is None:
        return _page(request, room, status=422, view_form=form)
    if shared.agreed_on:
        messages.success(request, _("Agreed, and on record. Next: the contract."))
    else:
        messages.success(request, _("What the client says is on record."))
    return redirect("formulation", pk)


def _page(request: Request, room: Room, status: int = 200, **more: Any) -> HttpResponse:
    rows = access.formulations(request.user).filter(episode=room.episode)
    versions = list(rows.select_related("changed_by").order_by("-number"))
    newest: Formulation | None = versions[0] if versions else None
    is_open = newest is not None and newest.agreed_on is None
    pieces = drafting.pieces_of(room.episode)
    draft = core.draft(pieces)
    version = newest.version if newest and is_open else 0
    context = {
        "form": FormulationForm(
            initial={"text": newest.text if newest else draft, "version": version}
        ),
        "view_form": ViewForm(initial={"version": version}),
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
