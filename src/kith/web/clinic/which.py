"""Which form of IPT fits this client: the library in order, with reasons, and the choice.

Kith lists; the clinician answers what is not known, chooses, and may differ with a reason.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kith.core import catalogue, fitting, suitability
from kith.core.errors import ConflictError
from kith.core.protocols.terms import shared_terms
from kith.record import access, choosing
from kith.record.services import assessment as assessments
from kith.record.services import choosing as service
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import save, text, with_version
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.core.fitting import Fit, Fitting, Side
    from kith.core.situation import Situation

UNFOLDED = 3  # protocols of the list whose reasons are read without opening anything
ANSWERS = [
    ("", gettext_lazy("Not known yet")),
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
]
# What the list shows of each verdict.
TONES = {"fits": "good", "ask": "info", "unfit": "quiet", "first": "attention"}
SIDES: tuple[tuple["Side", Any], ...] = (
    ("exclusion", gettext_lazy("Not while this is so")),
    ("against", gettext_lazy("Speaks against it")),
    ("for", gettext_lazy("Speaks for it")),
    ("caution", gettext_lazy("Think of first")),
    ("open", gettext_lazy("Not known yet")),
)
STATUS_TONES = {"established": "good", "promising": "info"}


class KnownForm(forms.Form):
    """What no other page asks: circumstances, more cautions, and disorders that have no code."""

    is_voluntary = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, stored: dict[str, Any], version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        for key, title in questions().items():
            answer = stored.get(key, {}).get("answer", "")
            self.fields[f"ask_{key}"] = forms.ChoiceField(
                label=title,
                choices=ANSWERS,
                required=False,
                initial=answer if answer in {"yes", "no"} else "",
            )
        named = [key for key in fitting.names() if stored.get(f"disorder.{key}")]
        self.fields["disorders"] = forms.MultipleChoiceField(
            label=_("Also present, or not a diagnosis with a code"),
            choices=list(fitting.names().items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=named,
        )

    def answers(self) -> dict[str, dict[str, str]]:
        """Return what was answered, as the assessment keeps it."""
        given = self.cleaned_data
        asked = {key: given[f"ask_{key}"] for key in questions()}
        said = {key: {"answer": answer, "words": ""} for key, answer in asked.items() if answer}
        named = {f"disorder.{key}": {"answer": "yes", "words": ""} for key in given["disorders"]}
        return {**said, **named}


class ChoiceForm(forms.Form):
    """The protocol chosen, and why where it is not the first of the list."""

    protocol = forms.CharField(widget=forms.HiddenInput)
    reason = text(gettext_lazy("Why this one"), rows=2, most=2000)


def questions() -> dict[str, str]:
    """The circumstances and cautions that the assessment does not ask about, by id."""
    terms, asked = shared_terms(), {one.id for one in suitability.cautions()}
    both = {**terms.circumstances, **terms.cautions}
    return {key: one.title for key, one in both.items() if key not in asked}


@login_required
@require_GET
def which_therapy(request: Request, pk: int) -> HttpResponse:
    """Show the list, what it stands on, and what is not known yet."""
    room = open_room(request, pk, "which_therapy")
    return _page(request, room)


@login_required
@require_POST
def what_is_known(request: Request, pk: int) -> HttpResponse:
    """Keep what was answered, beside the answers of the assessment."""
    room = open_room(request, pk, "which_therapy")
    stored = access.assessment(room.user, room.episode)
    kept = stored.cautions if stored else {}
    form = KnownForm(request.POST, stored=kept, version=stored.version if stored else 0)
    if not form.is_valid():
        return _page(request, room, known=form, status=422)
    others = {
        key: one
        for key, one in kept.items()
        if key not in questions() and not key.startswith("disorder.")
    }
    try:
        saved = save(
            form,
            lambda: assessments.save_assessment(
                by=request.user,
                episode=room.episode,
                expected_version=form.cleaned_data["version"],
                found={"cautions": {**others, **form.answers()}},
            ),
        )
    except ConflictError as conflict:
        newer = with_version(request.POST, conflict.theirs["version"])
        form = KnownForm(newer, stored=kept, version=0)
        form.add_error(None, str(conflict))
        return _page(request, room, known=form, status=409)
    if saved is None:
        return _page(request, room, known=form, status=422)
    messages.success(request, _("Kept. The list below takes it into account."))
    return redirect("which_therapy", pk)


@login_required
@require_POST
def choose_therapy(request: Request, pk: int) -> HttpResponse:
    """Let the course follow the chosen protocol."""
    room = open_room(request, pk, "which_therapy")
    form, made = ChoiceForm(request.POST), None
    if form.is_valid():
        made = save(
            form,
            lambda: service.choose_protocol(
                by=request.user, episode=room.episode, **form.cleaned_data
            ),
        )
    if made is None:
        return _page(request, room, choice=form, status=422)
    messages.success(request, _("The course follows this protocol from now on."))
    return redirect("course", pk)


def _page(
    request: Request,
    room: Room,
    known: KnownForm | None = None,
    choice: ChoiceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    situation = choosing.situation_of(room.episode)
    found = fitting.fit(situation)
    stored = access.assessment(room.user, room.episode)
    answers, version = (stored.cautions, stored.version) if stored else ({}, 0)
    context = {
        "found": found,
        "listed": grouped(found, choice["protocol"].value() if choice else ""),
        "verdicts": fitting.VERDICTS,
        "asked": _asked(found),
        "facts_known": _facts(situation),
        "known": known or KnownForm(stored=answers, version=version),
        "choice": choice or ChoiceForm(),
        "chosen": choice["protocol"].value() if choice else "",
        "may_choose": room.may_write and not room.course.has_contract,
        "choices": list(access.protocol_choices(room.user).filter(episode=room.episode)),
        "names": {one.id: one.name for one in catalogue.protocols()},
        "now": room.course.protocol,
    }
    return render(request, "clinic/which.html", room.context(**context), status=status)


def grouped(found: "Fitting", chosen: object = "") -> list[tuple[str, bool, list[dict[str, Any]]]]:
    """The list by verdict: its title, whether it is shown at once, and its protocols.

    The first few that may fit are shown with their reasons; of the others the reasons are folded.
    """
    groups = []
    for verdict, title in fitting.VERDICTS.items():
        some = [one for one in found.fits if one.verdict == verdict]
        if some:
            shown = verdict in {"fits", "ask"} or chosen in {one.protocol.id for one in some}
            first = UNFOLDED if verdict == "fits" else 0
            groups.append((title, shown, [_listed(one, n < first) for n, one in enumerate(some)]))
    return groups


def _asked(found: "Fitting") -> set[str]:
    """The fields of what bears on any of the listed protocols: asked first."""
    needed = set()
    for one in found.fits:
        rule = one.protocol.eligibility
        needed |= {*one.protocol.exclusions, *(rule.needs if rule else ()),
                   *(rule.helps if rule else ())}  # fmt: skip
    return {f"ask_{key}" for key in needed}


def _listed(one: "Fit", unfolded: bool) -> dict[str, Any]:
    return {
        "fit": one,
        "unfolded": unfolded,
        "tone": TONES[one.verdict],
        "status_tone": STATUS_TONES.get(one.status, "attention"),
        "sides": [(title, one.on(side)) for side, title in SIDES if one.on(side)],
    }


def _facts(situation: "Situation") -> list[tuple[str, str]]:
    named, terms = fitting.names(), shared_terms()
    so = [terms.circumstances[key].title for key in sorted(situation.circumstances)
          if key in terms.circumstances]  # fmt: skip
    return [
        (_("Codes"), ", ".join(situation.codes)),
        (_("Meant"), ", ".join(named[key] for key in situation.disorders)),
        (_("Age"), str(situation.age)),
        (_("Circumstances"), ", ".join(so)),
        (_("Cautions"), ", ".join(terms.cautions[key].title for key in situation.raised)),
    ]
