"""The people around the client, what they may know, and a baby expected or born."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kith.record import access
from kith.record.services import contacts as service
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.surroundings import Around
from kith.web.forms import day, line, save, text
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Baby, Contact

KINDS: Mapping[str, Promise] = {
    "guardian": gettext_lazy("Parent or guardian"),
    "school": gettext_lazy("School"),
    "partner": gettext_lazy("Partner"),
    "prescriber": gettext_lazy("Prescriber"),
    "gp": gettext_lazy("General practitioner"),
    "family": gettext_lazy("Family or friend"),
    "other": gettext_lazy("Another service"),
}


def _fields() -> dict[str, forms.Field]:
    return {
        "name": line(gettext_lazy("Name"), required=True, most=120),
        "relation": line(gettext_lazy("What they are to the client"), most=80),
        "place": line(gettext_lazy("Where they work")),
        "reach": line(
            gettext_lazy("How to reach them"),
            most=200,
            hint=gettext_lazy("Telephone, e-mail, and when."),
        ),
        "consent_on": day(gettext_lazy("Consent given on"), required=False),
        "role": text(gettext_lazy("What part they take in the treatment"), rows=2, most=1000),
        "shared": text(gettext_lazy("What is shared with them"), rows=2, most=1000),
        "confidential": text(
            gettext_lazy("What stays between client and therapist"), rows=2, most=1000
        ),
        "notes": text(gettext_lazy("Notes"), rows=2, most=2000),
    }


_WORKING = ("name", "relation", "place", "reach", "notes")
_CLOSE = ("name", "relation", "reach", "consent_on", "role", "shared", "notes")
FIELDS = {
    "guardian": (
        "name", "relation", "reach", "consent_on", "role", "shared", "confidential", "notes",
    ),
    "school": ("name", "relation", "place", "reach", "consent_on", "shared", "notes"),
    "partner": _CLOSE,
    "prescriber": _WORKING,
    "gp": _WORKING,
    "family": _CLOSE,
    "other": ("name", "relation", "place", "reach", "consent_on", "shared", "notes"),
}  # fmt: skip
LABELS = {
    ("guardian", "consent_on"): gettext_lazy("Consented to the treatment on"),
    ("guardian", "role"): gettext_lazy("The guardian's part: when they join, what they do"),
    ("school", "place"): gettext_lazy("Name of the school"),
    ("school", "relation"): gettext_lazy("What they are at the school"),
    ("school", "consent_on"): gettext_lazy("Client and guardian agreed to the contact on"),
    ("partner", "consent_on"): gettext_lazy("The client agreed to invite them on"),
    ("family", "consent_on"): gettext_lazy("The client agreed to the contact on"),
    ("other", "consent_on"): gettext_lazy("The client agreed to the contact on"),
    ("prescriber", "relation"): gettext_lazy("Profession"),
    ("gp", "relation"): gettext_lazy("Profession"),
}


class ContactForm(forms.Form):
    """Somebody around the client; which fields there are depends on who they are."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = _fields()
        for name in FIELDS[kind]:
            self.fields[name] = known[name]
            self.fields[name].label = LABELS.get((kind, name), known[name].label)


class BabyForm(forms.Form):
    """A baby, expected or born."""

    name = line(gettext_lazy("Name"), most=80, hint=gettext_lazy("If there is one already."))
    due_on = day(gettext_lazy("Due on"), required=False)
    born_on = day(gettext_lazy("Born on"), required=False)
    lost_on = day(
        gettext_lazy("Lost on"),
        required=False,
        hint=gettext_lazy(
            "If the pregnancy ended early, or the baby died. No page counts weeks then."
        ),
    )
    feeding = text(gettext_lazy("Feeding"), rows=2, most=1000)
    sleep = text(gettext_lazy("Sleep, the baby's and the parents'"), rows=2, most=1000)
    notes = text(gettext_lazy("Notes"), rows=2, most=2000)


@login_required
@require_GET
def contacts(request: Request, pk: int) -> HttpResponse:
    """Show the people around the client."""
    room = open_room(request, pk, "contacts")
    context = room.context(around=Around(room), kinds=KINDS)
    return render(request, "clinic/contacts.html", {**context, "room": "conditions"})


@login_required
@require_http_methods(["GET", "POST"])
def add_contact(request: Request, pk: int, kind: str) -> HttpResponse:
    """Put somebody on record."""
    room = open_room(request, pk, "contacts")
    if kind not in KINDS:
        raise Http404
    return _contact(request, room, kind, None)


@login_required
@require_http_methods(["GET", "POST"])
def contact(request: Request, pk: int, contact_pk: int) -> HttpResponse:
    """Correct what is known of somebody."""
    room = open_room(request, pk, "contacts")
    rows = access.contacts(request.user).filter(episode=room.episode, withdrawn_on=None)
    row = get_object_or_404(rows, pk=contact_pk)
    return _contact(request, room, row.kind, row)


def _contact(request: Request, room: Room, kind: str, row: "Contact | None") -> HttpResponse:
    initial = {name: getattr(row, name) for name in FIELDS[kind]} if row else {}
    form = ContactForm(request.POST or None, kind=kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        details = {**form.cleaned_data, "kind": kind}
        kept = save(
            form,
            lambda: service.record_contact(
                by=request.user, episode=room.episode, details=details, contact=row
            ),
        )
        if kept is not None:
            messages.success(request, _("%(name)s is on record.") % {"name": kept})
            return redirect("contacts", room.episode.pk)
    context = room.context(form=form, kind=KINDS[kind], contact=row)
    status = 422 if form.errors else 200
    return render(request, "clinic/contact.html", {**context, "room": "conditions"}, status)


@login_required
@require_http_methods(["GET", "POST"])
def baby(request: Request, pk: int) -> HttpResponse:
    """Show the babies; put one on record."""
    room = open_room(request, pk, "baby")
    return _baby(request, room, None)


@login_required
@require_http_methods(["GET", "POST"])
def one_baby(request: Request, pk: int, baby_pk: int) -> HttpResponse:
    """Correct what is known of a baby."""
    room = open_room(request, pk, "baby")
    rows = access.babies(request.user).filter(episode=room.episode, withdrawn_on=None)
    return _baby(request, room, get_object_or_404(rows, pk=baby_pk))


def _baby(request: Request, room: Room, row: "Baby | None") -> HttpResponse:
    initial = {name: getattr(row, name) for name in BabyForm.base_fields} if row else {}
    form = BabyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        details = form.cleaned_data
        kept = save(
            form,
            lambda: service.record_baby(
                by=request.user, episode=room.episode, details=details, baby=row
            ),
        )
        if kept is not None:
            messages.success(request, _("The baby is on record."))
            return redirect("baby", room.episode.pk)
    context = room.context(around=Around(room), form=form, baby=row)
    status = 422 if form.errors else 200
    return render(request, "clinic/baby.html", {**context, "room": "conditions"}, status)
