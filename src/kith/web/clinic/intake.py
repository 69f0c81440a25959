"""Taking a client in: who the person is, the referral, and the course that is opened."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kith.record import access, clock
from kith.record.services import corrections, intake
from kith.record.writing import may_hand_over, may_take_in
from kith.web.clinic.protocol_choice import USUAL, offered
from kith.web.clinic.rooms import open_room
from kith.web.forms import choice, day, line, save, text
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Episode

SOURCES = [
    ("gp", gettext_lazy("General practitioner")),
    ("self", gettext_lazy("The client")),
    ("hospital", gettext_lazy("Hospital or community team")),
    ("other", gettext_lazy("Somebody else")),
]


class ClientForm(forms.Form):
    """Who the client is."""

    given_name = line(gettext_lazy("Given name"), required=True, most=80)
    family_name = line(gettext_lazy("Family name"), required=True, most=80)
    known_as = line(gettext_lazy("Known as"), most=80, hint=gettext_lazy("If it is another name."))
    pronouns = line(gettext_lazy("Pronouns"), most=30)
    born_on = day(gettext_lazy("Date of birth"))
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = line(gettext_lazy("Telephone"), most=40)
    address = text(gettext_lazy("Address"), rows=3, most=400)
    emergency_contact = line(
        gettext_lazy("Whom to call in an emergency"),
        most=200,
        hint=gettext_lazy("Name and number."),
    )
    contact_wishes = line(
        gettext_lazy("How we may get in touch"),
        most=300,
        hint=gettext_lazy("For example: text messages only; a partner reads the letters."),
    )

    def particulars(self) -> intake.Particulars:
        """Return what was typed, for the service."""
        fields = ClientForm.base_fields
        return intake.Particulars(**{name: self.cleaned_data[name] for name in fields})


class CourseForm(forms.Form):
    """The referral, and the course that begins with it."""

    received_on = day(gettext_lazy("Referral received on"))
    source = choice(gettext_lazy("Who referred"), SOURCES)
    referrer = line(gettext_lazy("Name of the referrer"))
    referrer_address = text(gettext_lazy("Address of the referrer"), rows=3, most=400)
    reason = text(gettext_lazy("Reason for the referral"), rows=4)
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=gettext_lazy("Team"), empty_label=None
    )
    therapist: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=gettext_lazy("Therapist"), empty_label=None
    )
    supervisor: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=gettext_lazy("Supervisor"), required=False, empty_label=gettext_lazy("None yet")
    )
    protocol = choice(
        gettext_lazy("Course"),
        [],
        hint=gettext_lazy(
            "Until the contract it can be changed, once more is known, under “Which therapy?”."
        ),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = access.staff(user).order_by("name")
        self._set("team", access.teams(user).order_by("name"))
        self._set("therapist", colleagues.filter(role__in=("therapist", "supervisor")))
        self._set("supervisor", colleagues.filter(role="supervisor"))
        self.offered = offered()
        self.fields["protocol"].choices = [  # type: ignore[attr-defined]  # a ChoiceField has them
            (one.id, one.protocol.name) for _status, some in self.offered for one in some
        ]
        self.fields["protocol"].initial = USUAL
        self.fields["received_on"].initial = clock.today()
        self.fields["therapist"].initial = user.pk

    def _set(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField has it

    def opening(self) -> dict[str, Any]:
        """Return what was chosen, for the service that opens the course."""
        given = self.cleaned_data
        names = ("received_on", "source", "referrer", "referrer_address", "reason")
        request = intake.Request(**{name: given[name] for name in names})
        chosen = ("team", "therapist", "supervisor", "protocol")
        return {**{name: given[name] for name in chosen}, "request": request}


class NewClientForm(CourseForm, ClientForm):
    """Both at once: the person and the course."""

    although_known = forms.BooleanField(
        label=gettext_lazy("This is another person with the same name and date of birth"),
        required=False,
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_client(request: Request) -> HttpResponse:
    """Register a client with the referral, and open the course: both, or neither."""
    if not may_take_in(request.user):
        raise Http404
    form = NewClientForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        episode = save(
            form,
            lambda: intake.take_in(
                by=request.user,
                particulars=form.particulars(),
                although_known=form.cleaned_data["although_known"],
                **form.opening(),
            ),
        )
        if episode is not None:
            return _opened(request, episode)
    return _page(request, form, gettext_lazy("A new client"))


@login_required
@require_http_methods(["GET", "POST"])
def new_course(request: Request, pk: int) -> HttpResponse:
    """Open another course for a client who has been here before."""
    client = get_object_or_404(access.clients(request.user), pk=pk)
    form = CourseForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        episode = save(
            form, lambda: intake.open_episode(by=request.user, client=client, **form.opening())
        )
        if episode is not None:
            return _opened(request, episode)
    return _page(request, form, _("A new course for %(name)s") % {"name": client})


@login_required
@require_http_methods(["GET", "POST"])
def client_details(request: Request, pk: int) -> HttpResponse:
    """Correct what is known of a client; the earlier words stay in the trail."""
    episode = open_room(request, pk, "client_details").episode
    client = episode.client
    names = ClientForm.base_fields
    form = ClientForm(request.POST or None, initial={name: getattr(client, name) for name in names})
    if request.method == "POST" and form.is_valid():
        corrected = save(
            form,
            lambda: intake.correct_client(
                by=request.user, client=client, particulars=form.particulars()
            ),
        )
        if corrected is not None:
            messages.success(request, _("The details are saved."))
            return redirect("episode", episode.pk)
    return _page(request, form, _("Details of %(name)s") % {"name": client})


class HandOverForm(forms.Form):
    """Who looks after the client from now on."""

    therapist: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=gettext_lazy("Therapist"), empty_label=None
    )
    supervisor: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=gettext_lazy("Supervisor"), required=False, empty_label=gettext_lazy("None yet")
    )
    reason = line(gettext_lazy("Why"), required=True, most=300)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = access.staff(user).order_by("name")
        carers = {"therapist": ("therapist", "supervisor"), "supervisor": ("supervisor",)}
        for name, roles in carers.items():
            self.fields[name].queryset = colleagues.filter(role__in=roles)  # type: ignore[attr-defined]  # a ModelChoiceField has it


@login_required
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, pk: int) -> HttpResponse:
    """Give the course to another therapist, with its open alerts."""
    room = open_room(request, pk, "hand_over")
    episode = room.episode
    if not may_hand_over(request.user, episode):
        raise Http404
    initial = {"therapist": episode.therapist_id, "supervisor": episode.supervisor_id}
    form = HandOverForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = save(form, lambda: corrections.hand_over(by=request.user, episode=episode, **given))
        if done is not None:
            messages.success(
                request, _("%(name)s looks after this client now.") % {"name": done.therapist}
            )
            return redirect("caseload")
    context = room.context(form=form)
    status = 422 if form.errors else 200
    return render(request, "clinic/hand_over.html", context, status=status)


def _opened(request: Request, episode: "Episode") -> HttpResponse:
    messages.success(
        request,
        _("%(name)s is here. Next: send the first questionnaires, then the first session.")
        % {"name": episode.client},
    )
    return redirect("episode", episode.pk)


def _page(request: Request, form: forms.Form, title: object) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "clinic/intake.html", {"form": form, "title": title}, status=status)
