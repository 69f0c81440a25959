"""The library of questionnaires: whose each is, what of it may be shown, how it is scored.

Everybody on the staff may read it. Who looks after the clinic accepts the terms of a pack here, and
loads wording that the clinic may use. Not here: answers of a client (measures).
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kith.core import catalogue
from kith.core.errors import DefinitionError, UnknownDefinitionError
from kith.core.instruments.clinic import is_pack
from kith.core.instruments.questionnaires import MOST_BYTES
from kith.core.instruments.unverified import unverified
from kith.record import access
from kith.record.services import library as packs
from kith.record.services import wording as service
from kith.record.writing import may_administer
from kith.web.clinic.library import ANY
from kith.web.clinic.library_reading import CLASSES, STATES, Listed, scored_by, used_by
from kith.web.forms import line, save
from kith.web.http import Request, render

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from kith.core.instruments.model import Instrument
    from kith.record.models import PackAcceptance


class SearchForm(forms.Form):
    """What is looked for; nothing of it is needed."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence"),
        required=False,
        choices=[ANY, *((key, title) for key, (title, _why) in CLASSES.items())],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("On screen"), required=False, choices=[ANY, *STATES.items()]
    )


@login_required
@require_GET
def instruments(request: Request) -> HttpResponse:
    """Show every questionnaire under its class of licence; narrowed by what is looked for."""
    form = SearchForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else None
    listed = _listed(request)
    shown = [one for one in listed if wanted is not None and one.answers(**wanted)]
    groups = [
        (key, title, why, [one for one in shown if one.instrument.licence.class_ == key])
        for key, (title, why) in CLASSES.items()
    ]
    context = {
        "form": form,
        "groups": [group for group in groups if group[3]],
        "shown": len(shown),
        "total": len(listed),
        "broken": catalogue.problems("instruments"),
    }
    return render(request, "clinic/library_instruments.html", context, 422 if form.errors else 200)


def _listed(request: Request) -> list[Listed]:
    """Every questionnaire, with what of it this clinic may show."""
    offered = {one.id for one in access.offered(request.user.organisation)}
    everything = {one.id: one for one in (*catalogue.packs(), *catalogue.instruments())}
    users = used_by()
    return [
        Listed(everything[name], is_open=name in offered, users=users.get(name, []))
        for name in sorted(everything, key=lambda name: everything[name].short_name.lower())
    ]


# ---------------------------------------------------------------- one questionnaire


@login_required
@require_GET
def instrument(request: Request, instrument: str) -> HttpResponse:
    """Show one questionnaire: its licence, what of it may be shown, how it is scored."""
    return _page(request, _found(instrument))


def _page(request: Request, one: "Instrument", status: int = 200, **shown: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "listed": Listed(
            one,
            is_open=access.may_offer(request.user.organisation, one),
            users=used_by().get(one.id, []),
        ),
        "one": one,
        "scales": scored_by(one),
        "unverified": unverified(one),
        "is_pack": is_pack(one),
        "acceptances": _acceptances(request, one),
        "may_administer": may_administer(request.user),
        "accept": AcceptForm(),
        "wanted": one.licence.class_ == "SCORING",
        **shown,
    }
    return render(request, "clinic/library_instrument.html", context, status)


def _acceptances(request: Request, one: "Instrument") -> "list[PackAcceptance]":
    if not is_pack(one):
        return []
    return list(access.pack_acceptances(request.user).filter(instrument=one.id))


def _found(name: str) -> "Instrument":
    """The newest version of a questionnaire, in the clinic's words; 404 for an unknown one."""
    try:
        return catalogue.instrument(name)
    except (UnknownDefinitionError, DefinitionError) as error:
        raise Http404 from error


# ---------------------------------------------------------------- packs


class AcceptForm(forms.Form):
    """The terms of a pack, read."""

    read = forms.BooleanField(
        label=gettext_lazy("I have read these terms and accept them for the whole clinic"),
        error_messages={"required": gettext_lazy("Read the terms, and tick that you accept them.")},
    )


@login_required
@require_POST
def accept_pack(request: Request, instrument: str) -> HttpResponse:
    """Accept the terms of a pack; until then it can be neither sent nor entered."""
    one = _pack(request, instrument)
    form = AcceptForm(request.POST)
    if form.is_valid():
        done = save(form, lambda: packs.accept_pack(by=request.user, instrument=one.id))
        if done is not None:
            messages.success(
                request, _("%(name)s can be used in this clinic now.") % {"name": one.short_name}
            )
            return redirect("library_instrument", one.id)
    return _page(request, one, status=422, accept=form)


@login_required
@require_POST
def withdraw_pack(request: Request, instrument: str) -> HttpResponse:
    """Take the acceptance back: the pack is offered no more, what was answered stays."""
    one = _pack(request, instrument)
    packs.withdraw_pack(by=request.user, instrument=one.id)
    messages.success(
        request,
        _("%(name)s is not offered any more. What was answered stays.") % {"name": one.short_name},
    )
    return redirect("library_instrument", one.id)


def _pack(request: Request, name: str) -> "Instrument":
    one = _found(name)
    if not may_administer(request.user) or not is_pack(one):
        raise Http404
    return one


# ---------------------------------------------------------------- wording of the clinic's own


class WordingForm(forms.Form):
    """A file with the words of a questionnaire, and why the clinic may use them."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A FHIR R4 Questionnaire (JSON), or Kith's own format (TOML)."),
        max_length=120,
    )
    permission = line(
        gettext_lazy("On what ground the clinic may use the words"),
        required=True,
        most=300,
        hint=gettext_lazy("For example: licence 4711 of 2026, from the publisher."),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse a file that no questionnaire fills, before it is read."""
        given: UploadedFile[Any] = self.cleaned_data["file"]
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)s bytes.") % {"most": f"{MOST_BYTES:,}"}
            )
        return given


@login_required
@require_http_methods(["GET", "POST"])
def load_wording(request: Request, instrument: str) -> HttpResponse:
    """Load the clinic's own wording; what does not fit is told by file, key and reason."""
    one = _to_be_worded(request, instrument)
    form = WordingForm(request.POST or None, request.FILES or None)
    problem: DefinitionError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            loaded = save(form, lambda: _load(request, one, form))
        except DefinitionError as error:
            loaded, problem = None, error
        if loaded is not None:
            messages.success(
                request,
                _("%(name)s is in the clinic's own wording now. Look at each question below.")
                % {"name": one.short_name},
            )
            return redirect("library_instrument", one.id)
    is_wrong = bool(form.errors) or problem is not None
    context = {"one": one, "form": form, "problem": problem, "may_load": service.may_load()}
    return render(request, "clinic/library_wording.html", context, 422 if is_wrong else 200)


def _load(request: Request, one: "Instrument", form: WordingForm) -> "Instrument":
    given = form.cleaned_data["file"]
    return service.load_wording(
        by=request.user,
        instrument=one.id,
        file=given.name,
        data=given.read(),
        permission=form.cleaned_data["permission"],
    )


@login_required
@require_POST
def unload_wording(request: Request, instrument: str) -> HttpResponse:
    """Take loaded wording away; scores and answers stay."""
    one = _to_be_worded(request, instrument)
    service.unload_wording(by=request.user, instrument=one.id)
    messages.success(request, _("%(name)s is without wording again.") % {"name": one.short_name})
    return redirect("library_instrument", one.id)


def _to_be_worded(request: Request, name: str) -> "Instrument":
    one = _found(name)
    if not may_administer(request.user) or one.licence.class_ != "SCORING":
        raise Http404
    return one
