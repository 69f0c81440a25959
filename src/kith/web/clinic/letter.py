"""Letters to the referrer and to the client: drafted from the record, edited, signed, as PDF."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kith.core import letters as core
from kith.core.ending import Measured
from kith.core.errors import ConflictError
from kith.core.instruments.change import reliable_change
from kith.record import access
from kith.record.corresponding import addressee, letter_facts
from kith.record.gains import measured
from kith.record.services import letters as service
from kith.record.writing import may_write, together
from kith.web import pdf, wording
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import Both, both_texts, line, save, text, with_version
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Letter


class LetterForm(forms.Form):
    """The letter's words."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    recipient = line(gettext_lazy("To"), required=True)
    address = text(gettext_lazy("Address"), rows=3, most=400)
    text = text(
        gettext_lazy("Letter"),
        rows=18,
        required=True,
        most=20000,
        hint=gettext_lazy("An empty line parts paragraphs; a line that begins with - is a point."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def letter(request: Request, pk: int) -> HttpResponse:
    """Show the letters of the course; begin one from the record."""
    room = open_room(request, pk, "letter")
    if request.method == "POST":
        begun = _begin(request, room)
        messages.success(request, _("A draft from the record. Read every line before you sign."))
        return redirect("one_letter", pk, begun.pk)
    rows = access.letters(request.user).filter(episode=room.episode)
    found = list(rows.select_related("signed_by", "changed_by").order_by("-pk"))
    context = room.context(letters=found, may_begin=may_write(room.user, room.episode, ended=True))
    return render(request, "clinic/letters.html", context)


def _begin(request: Request, room: Room) -> "Letter":
    facts = letter_facts(room.episode, room.course)
    if request.POST.get("to") == "client":
        return service.start_letter(
            by=request.user,
            episode=room.episode,
            to="client",
            recipient=room.client.first_name,
            address=room.client.address,
            subject=core.subject_to_client(facts),
            text=core.draft_to_client(facts),
        )
    recipient, address = addressee(room.episode)
    scores = [
        {
            "measure": one.name,
            "first": wording.number(one.first) or _("none"),
            "last": wording.number(one.last),
            "change": _change(one),
        }
        for one in measured(room.episode)
    ]
    return service.start_letter(
        by=request.user,
        episode=room.episode,
        recipient=recipient,
        address=address,
        subject=core.subject(facts),
        text=core.draft(facts),
        scores=scores,
    )


def _change(one: Measured) -> str:
    """Return the verdict on a change, as the gains word it; empty where none can be given."""
    change = reliable_change(one.scale, one.first, one.last)
    said = {
        "improved": _("clearly better"),
        "deteriorated": _("clearly worse"),
        "no reliable change": _("no clear change"),
    }
    return said[change.verdict] if change else ""


@login_required
@require_http_methods(["GET", "POST"])
def one_letter(request: Request, pk: int, letter_pk: int) -> HttpResponse:
    """Show one letter; keep what was changed in it, and sign it if that is the button."""
    room, found = _find(request, pk, letter_pk)
    initial = {name: getattr(found, name) for name in LetterForm.base_fields}
    if request.method == "GET":
        return _page(request, room, found, LetterForm(initial=initial))
    form, kept = LetterForm(request.POST), None
    signs = request.POST.get("act") == "sign"
    try:
        if form.is_valid():
            kept = save(form, lambda: _keep(request, found, form, signs=signs))
    except ConflictError as conflict:
        both = Both(str(conflict), both_texts(form, conflict.theirs))
        form = LetterForm(with_version(request.POST, conflict.theirs["version"]))
        return _page(request, room, found, form, status=409, conflict=both)
    if kept is None:
        return _page(request, room, found, form, status=422)
    if signs:
        messages.success(request, _("The letter is signed. It can be printed and sent."))
    else:
        messages.success(request, _("The draft is kept."))
    return redirect("one_letter", pk, letter_pk)


def _keep(request: Request, found: "Letter", form: LetterForm, *, signs: bool) -> "Letter":
    """Keep the words, and sign just these, or do neither."""
    given = dict(form.cleaned_data)
    version = given.pop("version")
    with together():
        kept = service.save_letter(by=request.user, letter=found, expected_version=version, **given)
        if not signs:
            return kept
        return service.sign_letter(by=request.user, letter=kept, expected_version=kept.version)


@login_required
@require_GET
def letter_pdf(request: Request, pk: int, letter_pk: int) -> HttpResponse:
    """Give the letter as a tagged PDF."""
    room, found = _find(request, pk, letter_pk)
    answer = HttpResponse(pdf.letter(found, room.episode), content_type="application/pdf")
    name = slugify(f"letter {room.client.code} {found.pk}")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _find(request: Request, pk: int, letter_pk: int) -> "tuple[Room, Letter]":
    room = open_room(request, pk, "letter")
    rows = access.letters(request.user).filter(episode=room.episode)
    return room, get_object_or_404(rows.select_related("signed_by", "changed_by"), pk=letter_pk)


def _page(
    request: Request, room: Room, found: "Letter", form: LetterForm, status: int = 200, **more: Any
) -> HttpResponse:
    may_change = may_write(room.user, room.episode, ended=True)
    context = {"letter": found, "form": form, "may_change": may_change, "conflict": None, **more}
    return render(request, "clinic/letter.html", room.context(**context), status=status)
