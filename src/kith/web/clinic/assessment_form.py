"""The form of the assessment: what was found, and the questions of suitability."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core import suitability
from kith.core.diagnoses import Diagnosis, diagnoses
from kith.web.forms import choice, day, text

if TYPE_CHECKING:
    from django.http import QueryDict

    from kith.record.models import Assessment

KEPT = "as-recorded"  # the choice that stands for a diagnosis which the list does not hold
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

    is_voluntary = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    complaint = text(gettext_lazy("What brings the client, in their own words"), rows=3)
    diagnosis = forms.ChoiceField(label=gettext_lazy("Diagnosis"), required=False)
    onset_on = day(gettext_lazy("This episode began on"), required=False)
    onset_precision = forms.ChoiceField(
        label=gettext_lazy("Of this date, known is"), choices=PRECISIONS, required=False
    )
    earlier_episodes = forms.IntegerField(
        label=gettext_lazy("Episodes before this one"), required=False, min_value=0, max_value=99
    )
    history = text(gettext_lazy("History of this episode and of earlier ones"), rows=5, most=8000)
    treatments = text(gettext_lazy("Treatment so far, and what helped"), rows=3)
    medication = text(gettext_lazy("Medication: now, before, and who prescribes"), rows=3)
    substances = text(gettext_lazy("Alcohol and other substances"), rows=2, most=2000)
    strengths = text(gettext_lazy("Strengths, and what has helped in life"), rows=2, most=2000)
    decision = choice(
        gettext_lazy("Your decision"),
        [
            ("open", gettext_lazy("Not decided yet")),
            ("proceed", gettext_lazy("Go ahead with this therapy")),
            ("conditions", gettext_lazy("Go ahead, with conditions")),
            ("refer", gettext_lazy("Another kind of help first")),
        ],
    )
    decision_reason = text(gettext_lazy("Reason for the decision"), rows=2, most=2000)

    def __init__(
        self, typed: "QueryDict | None" = None, *, stored: "Assessment | None" = None
    ) -> None:
        super().__init__(typed, initial=_initial(stored))
        self.stored = stored
        known = [(key, f"{one.title} ({one.codes})") for key, one in diagnoses().items()]
        if stored and stored.diagnosis and diagnosis_of(stored) is None:
            known.insert(0, (KEPT, stored.diagnosis))
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
        answers = {
            key: {"answer": given[f"ask_{key}"] or "unknown", "words": given[f"say_{key}"]}
            for key in self.questions()
            if given[f"ask_{key}"] or given[f"say_{key}"]
        }
        return {
            **{name: given[name] for name in PLAIN},
            **self._diagnosis(given["diagnosis"]),
            "onset_precision": given["onset_precision"] or "month",
            "cautions": {**self._asked_elsewhere(), **answers},
        }

    def _asked_elsewhere(self) -> dict[str, Any]:
        """Return the answers that another page asked for: this one must not drop them."""
        kept = self.stored.cautions if self.stored else {}
        return {key: one for key, one in kept.items() if key not in self.questions()}

    def _diagnosis(self, chosen: str) -> dict[str, str]:
        if chosen == KEPT and self.stored:
            kept = self.stored
            return {"diagnosis": kept.diagnosis, "icd11": kept.icd11, "icd10": kept.icd10}
        one = diagnoses().get(chosen)
        return {
            "diagnosis": one.title if one else "",
            "icd11": one.icd11 if one else "",
            "icd10": one.icd10 if one else "",
        }


def diagnosis_of(stored: "Assessment") -> Diagnosis | None:
    """Return the diagnosis on record as the list has it; None if the list does not hold it."""
    return next((one for one in diagnoses().values() if one.title == stored.diagnosis), None)


def values_of(found: dict[str, Any]) -> dict[str, Any]:
    """Return what is on record as the form's fields hold it, for comparing two texts."""
    values = {name: found[name] for name in PLAIN if name in found}
    title = found.get("diagnosis", "")
    named = (key for key, one in diagnoses().items() if one.title == title)
    values["diagnosis"] = next(named, title)
    for key in AssessmentForm.questions():
        answer = found.get("cautions", {}).get(key, {})
        values[f"ask_{key}"] = answer.get("answer", "")
        values[f"say_{key}"] = answer.get("words", "")
    return values


def _initial(stored: "Assessment | None") -> dict[str, Any]:
    if stored is None:
        return {"version": 0, "decision": "open", "onset_precision": "month"}
    found = {name: getattr(stored, name) for name in (*PLAIN, "diagnosis", "cautions")}
    initial = values_of(found) | {"version": stored.version}
    if stored.diagnosis and diagnosis_of(stored) is None:
        initial["diagnosis"] = KEPT
    return initial
