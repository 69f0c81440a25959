"""The forms of the safety room: a review of risk, and the six steps of the client's safety plan."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core import safety
from kith.record import clock
from kith.web import wording
from kith.web.forms import choice, day, line, text

if TYPE_CHECKING:
    from kith.record.models import Person, SafetyPlan


class ReviewForm(forms.Form):
    """What a clinician found and what was agreed, in words; no level of risk."""

    found = text(
        gettext_lazy("What did you find?"),
        required=True,
        rows=6,
        hint=gettext_lazy(
            "In your own words: thoughts, plans, means, what brought it on, and between whom."
        ),
    )
    protective = text(
        gettext_lazy("What holds the client?"),
        rows=3,
        most=2000,
        hint=gettext_lazy("People, reasons, plans for the days ahead."),
    )
    agreed = text(
        gettext_lazy("What was agreed?"),
        required=True,
        rows=4,
        hint=gettext_lazy("With the client, and with others who help."),
    )
    care = choice(gettext_lazy("Care agreed"), [])
    shared_with = line(
        gettext_lazy("Shared with"),
        most=300,
        hint=gettext_lazy(
            "Supervisor, doctor, crisis team, family; and whether the client agreed."
        ),
    )
    next_on = day(gettext_lazy("Next contact, by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["care"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        field.choices = [(key, _explained(one)) for key, one in safety.care().items()]


def _explained(one: safety.Care) -> str:
    latest = clock.today() + timedelta(days=one.next_contact_days)
    said = {"title": one.title, "why": one.why, "day": wording.long_date(latest)}
    return _("%(title)s. %(why)s Next contact by %(day)s.") % said


class PlanForm(forms.Form):
    """The six steps. A line of text is a line of the plan; people come from the inventory."""

    copy_given = forms.BooleanField(
        label=gettext_lazy("The client has a copy, on paper or on the phone"), required=False
    )
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        people: "Sequence[Person]",
        newest: "SafetyPlan | None" = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _initial(newest, people))
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        for key, step in safety.steps().items():
            self.fields[f"{key}-lines"] = text(step.ask, hint=_prompts(step), rows=3, most=2000)
            if key in safety.PEOPLE_STEPS and people:
                self.fields[f"{key}-people"] = forms.MultipleChoiceField(
                    label=_("From the inventory"),
                    choices=[(str(one.pk), _named(one)) for one in people],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )
            self.fields[f"{key}-obstacle"] = line(step.obstacle, most=500)
            self.fields[f"{key}-aside"] = line(_("If this step is left for now: why?"), most=300)

    @property
    def steps(self) -> list[tuple[safety.Step, list[forms.BoundField]]]:
        """Each step with its fields, in their order."""
        names = ("lines", "people", "obstacle", "aside")
        return [
            (step, [self[f"{key}-{name}"] for name in names if f"{key}-{name}" in self.fields])
            for key, step in safety.steps().items()
        ]

    def plan(self) -> dict[str, Any]:
        """Return what was agreed, for the service."""
        given = self.cleaned_data
        chosen: dict[str, Person] = {}
        lines: dict[str, list[str]] = {}
        for key in safety.steps():
            lines[key] = [one.strip() for one in given[f"{key}-lines"].splitlines() if one.strip()]
            for pk in given.get(f"{key}-people", ()):
                person = chosen[pk] = self.people[pk]
                if not any(person.label in one for one in lines[key]):
                    lines[key].append(_named(person))
        return {
            "steps": lines,
            "obstacles": {key: given[f"{key}-obstacle"] for key in lines},
            "set_aside": {key: given[f"{key}-aside"] for key in lines},
            "people": list(chosen.values()),
            "copy_given": given["copy_given"],
            "after": given["after"] or 0,
        }


def _named(person: "Person") -> str:
    return f"{person.label}, {person.contact}" if person.contact else person.label


def _prompts(step: safety.Step) -> str:
    return _("One thing a line. Such as: %(list)s.") % {"list": "; ".join(step.prompts)}


def _initial(newest: "SafetyPlan | None", people: "Sequence[Person]") -> Mapping[str, Any]:
    """Return the newest version of the plan as the form shows it."""
    if newest is None:
        return {"after": 0}
    relied_on = {one.pk for one in newest.people.all()}
    shown: dict[str, Any] = {"after": newest.number, "copy_given": False}
    for key in safety.steps():
        said = newest.steps.get(key, [])
        shown[f"{key}-lines"] = "\n".join(said)
        shown[f"{key}-obstacle"] = newest.obstacles.get(key, "")
        shown[f"{key}-aside"] = newest.set_aside.get(key, "")
        shown[f"{key}-people"] = [
            str(one.pk)
            for one in people
            if one.pk in relied_on and any(one.label in each for each in said)
        ]
    return shown
