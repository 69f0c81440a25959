"""Letters to the referrer: drafted from the record, edited, signed, set as a PDF."""

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
from kith.core.errors import ConflictError
from kith.record import access
from kith.record.corresponding import letter_facts
from kith.record.gains import measured
from kith.record.services import letters as service
from kith.web import pdf, wording
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import line, save, text, with_version
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
    return render(request, "clinic/letters.html", room.context(letters=found))


def _begin(request: Request, room: Room) -> "Letter":
    facts = letter_facts(room.episode, room.course)
    referral = room.episode.referral
    scores = [
        {
            "measure": one.name,
            "first": wording.number(one.first) or "-",
            "last": wording.number(one.last),
        }
        for one in measured(room.episode)
    ]
    return service.start_letter(
        by=request.user,
        episode=room.episode,
        recipient=referral.referrer or str(referral.get_source_display()),
        address=referral.referrer_address,
        subject=core.subject(facts),
        text=core.draft(facts),
        scores=scores,
    )


@login_required
@require_http_methods(["GET", "POST"])
def one_letter(request: Request, pk: int, letter_pk: int) -> HttpResponse:
    """Show one letter, or keep what was changed in it."""
    room, found = _find(request, pk, letter_pk)
    initial = {name: getattr(found, name) for name in LetterForm.base_fields}
    if request.method == "GET":
        return _page(request, room, found, LetterForm(initial=initial))
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _page(request, room, found, form, status=422)
    given = dict(form.cleaned_data)
    version = given.pop("version")
    try:
        kept = save(
            form,
            lambda: service.save_letter(
                by=request.user, letter=found, expected_version=version, **given
            ),
        )
    except ConflictError as conflict:
        form = LetterForm(with_version(request.POST, conflict.theirs["version"]))
        return _page(request, room, found, form, status=409, conflict=conflict)
    if kept is None:
        return _page(request, room, found, form, status=422)
    if request.POST.get("act") == "sign":
        service.sign_letter(by=request.user, letter=kept, expected_version=kept.version)
        messages.success(request, _("The letter is signed. It can be printed and sent."))
    else:
        messages.success(request, _("The draft is kept."))
    return redirect("one_letter", pk, letter_pk)


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
    return room, get_object_or_404(rows.select_related("signed_by"), pk=letter_pk)


def _page(
    request: Request, room: Room, found: "Letter", form: LetterForm, **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    context = room.context(letter=found, form=form, conflict=more.get("conflict"))
    return render(request, "clinic/letter.html", context, status=status)
