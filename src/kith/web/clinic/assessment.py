"""The assessment room: diagnosis, history, treatment so far, cautions, and what was told.

The answers raise cautions with their reasons; whether to go on is the clinician's to say.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kith.core import suitability
from kith.core.diagnoses import by_code, diagnoses
from kith.core.errors import ConflictError
from kith.record import access
from kith.record.services import assessment as service
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import choice, day, save, text, with_version
from kith.web.http import Request, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kith.record.models import Assessment

# What is told to the client in the first meetings: steps of the protocol that are recorded here.
TOLD = ("diagnosis_reviewed", "illness_named", "sick_role_given", "medication_reviewed")
PRECISIONS = [
    ("day", gettext_lazy("the day")),
    ("month", gettext_lazy("the month")),
    ("season", gettext_lazy("the season")),
    ("year", gettext_lazy("the year")),
]
ANSWERS = [
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
    ("unknown", gettext_lazy("Not known yet")),
]
PLAIN = (
    "complaint", "onset_on", "onset_precision", "earlier_episodes", "history", "treatments",
    "medication", "substances", "strengths", "decision", "decision_reason",
)  # fmt: skip


class AssessmentForm(forms.Form):
    """What was found; nothing is required, for an assessment takes more than one meeting."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    complaint = text(gettext_lazy("What brings the client, in their own words"), rows=3)
    diagnosis = forms.ChoiceField(label=gettext_lazy("Diagnosis"), required=False)
    onset_on = day(gettext_lazy("This episode began on"), required=False)
    onset_precision = forms.ChoiceField(
        label=gettext_lazy("What is known of the date"), choices=PRECISIONS, required=False
    )
    earlier_episodes = forms.IntegerField(
        label=gettext_lazy("Earlier episodes"), required=False, min_value=0, max_value=99
    )
    history = text(gettext_lazy("History of this episode and of earlier ones"), rows=6, most=8000)
    treatments = text(gettext_lazy("Treatment so far, and what helped"), rows=3)
    medication = text(gettext_lazy("Medication: now, before, and who prescribes"), rows=3)
    substances = text(gettext_lazy("Alcohol and other substances"), rows=2, most=2000)
    strengths = text(gettext_lazy("Strengths, and what has helped in life"), rows=2, most=2000)
    decision = choice(
        gettext_lazy("The clinician's decision"),
        [
            ("open", gettext_lazy("Not decided yet")),
            ("proceed", gettext_lazy("Go ahead with this therapy")),
            ("conditions", gettext_lazy("Go ahead, with conditions")),
            ("refer", gettext_lazy("Another kind of help first")),
        ],
    )
    decision_reason = text(gettext_lazy("Reason for the decision"), rows=2, most=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(key, f"{one.title} ({one.codes})") for key, one in diagnoses().items()]
        self.fields["diagnosis"].choices = [("", _("Not made yet")), *known]  # type: ignore[attr-defined]  # a ChoiceField has them
        for key, ask in self.questions().items():
            self.fields[f"ask_{key}"] = forms.ChoiceField(
                label=ask, choices=ANSWERS, widget=forms.RadioSelect, required=False
            )
            self.fields[f"say_{key}"] = forms.CharField(
                label=_("More on this"), max_length=500, required=False
            )

    @staticmethod
    def questions() -> dict[str, str]:
        """Return every question of suitability, cautions first, by id."""
        asked = {one.id: one.ask for one in suitability.cautions()}
        return asked | {key: one.ask for key, one in suitability.indications().items()}

    def asked(self, key: str) -> tuple[BoundField, BoundField]:
        """Return the two fields of one question: the answer, and more on it."""
        return self[f"ask_{key}"], self[f"say_{key}"]

    def found(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        given = self.cleaned_data
        chosen = diagnoses().get(given["diagnosis"])
        answers = {
            key: {"answer": given[f"ask_{key}"], "words": given[f"say_{key}"]}
            for key in self.questions()
            if given[f"ask_{key}"]
        }
        return {
            **{name: given[name] for name in PLAIN},
            "onset_precision": given["onset_precision"] or "month",
            "diagnosis": chosen.title if chosen else "",
            "icd11": chosen.icd11 if chosen else "",
            "icd10": chosen.icd10 if chosen else "",
            "cautions": answers,
        }


@login_required
@require_http_methods(["GET", "POST"])
def assessment(request: Request, pk: int) -> HttpResponse:
    """Show the assessment, or keep what was typed."""
    room = open_room(request, pk, "assessment")
    stored = access.assessment(room.user, room.episode)
    if request.method == "GET":
        return _page(request, room, stored, AssessmentForm(initial=_initial(stored)))
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        return _page(request, room, stored, form, status=422)
    try:
        kept = save(
            form,
            lambda: service.save_assessment(
                by=request.user,
                episode=room.episode,
                expected_version=form.cleaned_data["version"],
                found=form.found(),
            ),
        )
    except ConflictError as conflict:
        form = AssessmentForm(with_version(request.POST, conflict.theirs["version"]))
        return _page(request, room, stored, form, status=409, conflict=conflict)
    if kept is None:
        return _page(request, room, stored, form, status=422)
    messages.success(request, _("The assessment is kept."))
    return redirect("assessment", pk)


def _initial(stored: "Assessment | None") -> dict[str, Any]:
    if stored is None:
        return {"version": 0, "decision": "open", "onset_precision": "month"}
    made = by_code(stored.icd11)
    named = next((key for key, one in diagnoses().items() if one.title == stored.diagnosis), "")
    initial = {name: getattr(stored, name) for name in PLAIN}
    initial |= {"version": stored.version, "diagnosis": named if made else ""}
    for key, answer in stored.cautions.items():
        initial[f"ask_{key}"], initial[f"say_{key}"] = answer["answer"], answer.get("words", "")
    return initial


def _page(
    request: Request,
    room: Room,
    stored: "Assessment | None",
    form: AssessmentForm,
    **more: Any,
) -> HttpResponse:
    status = more.pop("status", 200)
    answers: Mapping[str, Any] = stored.cautions if stored else {}
    reached = room.course.reached
    told = [(key, room.course.protocol.milestones[key]) for key in TOLD if key in _steps(room)]
    context = room.context(
        form=form,
        stored=stored,
        cautions=suitability.cautions(),
        indications=suitability.indications(),
        review=suitability.review({key: one["answer"] for key, one in answers.items()}),
        told=[(key, step, reached.get(key)) for key, step in told],
        conflict=more.get("conflict"),
    )
    return render(request, "clinic/assessment.html", context, status=status)


def _steps(room: Room) -> set[str]:
    return set(room.course.protocol.milestones)
