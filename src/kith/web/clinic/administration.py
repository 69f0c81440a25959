"""Looking after the clinic: who works here, and who did what. No clinical record is shown."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kith.core import catalogue
from kith.record import access
from kith.record.services import corrections, enrolment, intake
from kith.record.writing import may_administer
from kith.web.forms import choice, line, save
from kith.web.http import Request, render

ROLES = [
    ("therapist", gettext_lazy("Therapist")),
    ("supervisor", gettext_lazy("Supervisor")),
    ("lead", gettext_lazy("Service lead")),
    ("administrator", gettext_lazy("Administrator")),
]
A_PAGE = 50


class StaffForm(forms.Form):
    """Somebody who joins."""

    name = line(gettext_lazy("Name"), required=True, most=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = choice(gettext_lazy("Role"), ROLES)
    teams = forms.MultipleChoiceField(
        label=gettext_lazy("Teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    pass_phrase = forms.CharField(
        label=gettext_lazy("First pass phrase"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters; several plain words are good."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in access.teams(user).order_by("name")}
        offered = [(key, str(one)) for key, one in self.known.items()]
        self.fields["teams"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField has them


@login_required
@require_http_methods(["GET", "POST"])
def staff(request: Request) -> HttpResponse:
    """Show who works here; let somebody join. For administrators and service leads."""
    if not may_administer(request.user):
        raise Http404
    form = StaffForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        joined = save(
            form,
            lambda: intake.add_staff(
                by=request.user,
                organisation=request.user.organisation,
                **{**given, "teams": [form.known[key] for key in given["teams"]]},
            ),
        )
        if joined is not None:
            messages.success(request, _("%(name)s can sign in now.") % {"name": joined.name})
            return redirect("staff")
    people = access.staff(request.user).prefetch_related("teams").order_by("name")
    context = {"people": people, "form": form}
    return render(request, "clinic/staff.html", context, status=422 if form.errors else 200)


class PassPhraseForm(forms.Form):
    """A new pass phrase for somebody who has lost theirs."""

    pass_phrase = forms.CharField(
        label=gettext_lazy("New pass phrase"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. Tell it in person, not by e-mail."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def pass_phrase(request: Request, pk: int) -> HttpResponse:
    """Give a colleague a new pass phrase."""
    if not may_administer(request.user):
        raise Http404
    person = get_object_or_404(access.staff(request.user), pk=pk)
    form = PassPhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        save(
            form,
            lambda: enrolment.give_pass_phrase(by=request.user, person=person, **form.cleaned_data),
        )
        if not form.errors:
            messages.success(
                request, _("%(name)s signs in with the new one.") % {"name": person.name}
            )
            return redirect("staff")
    context = {"person": person, "form": form}
    status = 422 if form.errors else 200
    return render(request, "clinic/pass_phrase.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: Request, pk: int) -> HttpResponse:
    """Somebody leaves, once their courses are handed over."""
    if not may_administer(request.user):
        raise Http404
    person = get_object_or_404(access.staff(request.user), pk=pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        gone = save(form, lambda: corrections.leave(by=request.user, person=person))
        if gone is not None:
            messages.success(request, _("%(name)s can sign in no more.") % {"name": gone.name})
            return redirect("staff")
    status = 422 if form.errors else 200
    context = {"person": person, "form": form}
    return render(request, "clinic/staff_leave.html", context, status=status)


@login_required
@require_GET
def trail(request: Request) -> HttpResponse:
    """Show who did what, the latest first. For administrators and service leads."""
    if not may_administer(request.user):
        raise Http404
    # PostgreSQL does not take a null character, not even to look for one.
    wanted = request.GET.get("action", "").replace("\0", "").strip()
    rows = access.trail(request.user)
    if wanted:
        rows = rows.filter(action__startswith=wanted)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    names = {f"staff:{one.pk}": one.name for one in access.staff(request.user)}
    context = {"page": page, "names": names, "wanted": wanted}
    return render(request, "clinic/trail.html", context)


@login_required
@require_GET
def about(request: Request) -> HttpResponse:
    """Say what Kith does and leaves to people, and whose questionnaires it shows."""
    context = {
        "instruments": catalogue.instruments(),
        "protocols": catalogue.protocols(),
        "organisation": access.organisation(request.user),
        "may_administer": may_administer(request.user),
    }
    return render(request, "clinic/help.html", context)
