"""Forms of the problem area: which one, at most two, why, and what the work on each kind needs."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core import problem_areas
from kith.core.offered_areas import like
from kith.core.problem_areas import Consideration
from kith.record.services.agreements import Choice
from kith.web.forms import line, text

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

    from kith.record.models import Person

RANKS = (("1", gettext_lazy("the main one")), ("2", gettext_lazy("the second one")))


class PickForm(forms.Form):
    """Which area, and a second one only where it must be. Nothing is stored by this form."""

    area = forms.ChoiceField(label=gettext_lazy("Problem area"), widget=forms.RadioSelect)
    second = forms.ChoiceField(
        label=gettext_lazy("A second one"),
        required=False,
        help_text=gettext_lazy("One focus is better for a short treatment. Two at most."),
    )

    def __init__(
        self, *args: Any, offered: Sequence[tuple[str, str]], most: int = 2, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if most < 2:
            del self.fields["second"]
        nothing: dict[str, list[tuple[str, Words]]] = {"second": [("", gettext_lazy("None"))]}
        for name, field in self.fields.items():
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [*nothing.get(name, []), *offered]

    def clean(self) -> dict[str, Any]:
        """Refuse the same area twice."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("area") and cleaned.get("area") == cleaned.get("second"):
            self.add_error("second", _("Choose a different second area, or none."))
        return cleaned

    @property
    def chosen(self) -> list[str]:
        """The areas picked, the main one first."""
        named = (self.cleaned_data["area"], self.cleaned_data.get("second"))
        return [area for area in named if area]


class DetailForm(forms.Form):
    """What this kind of area needs. The names of the fields are those of the record."""

    def __init__(self, *args: Any, area: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        fields = _details(area)
        self.detail = tuple(fields)
        self.fields.update(fields)

    def details(self) -> dict[str, Any]:
        """What the record keeps."""
        return {name: self.cleaned_data[name] for name in self.detail}


class FocusForm(DetailForm):
    """One chosen area: why, who it is about, and its details."""

    reasons = text(
        gettext_lazy("Why this is the focus"),
        rows=3,
        required=True,
        hint=gettext_lazy("In a sentence or two: what links it with this episode."),
    )
    person = forms.ChoiceField(label=gettext_lazy("Who it is about"), required=False)

    def __init__(self, *args: Any, people: "Sequence[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", gettext_lazy("Nobody in particular"))] + [
            (key, one.label) for key, one in self.people.items()
        ]

    def clean(self) -> dict[str, Any]:
        """A dispute is with somebody, and grief is for somebody who has died."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person = self.people.get(cleaned.get("person", ""))
        if like(self.area) == "role_dispute" and person is None:
            self.add_error("person", _("Choose with whom. Add the person to the inventory first."))
        if like(self.area) == "grief":
            if person is not None and person.died_on is None:
                told = {"name": person.label}
                message = _(
                    "The inventory does not say that %(name)s has died. Say when on that page "
                    "first; a loss without a death is a role transition."
                )
                self.add_error("person", message % told)
            elif person is None and not cleaned.get("who"):
                self.add_error("person", _("Choose who died, or write it below."))
        return cleaned

    def choice(self) -> Choice:
        """What the service stores."""
        given = self.cleaned_data
        person = self.people.get(given["person"])
        return Choice(
            area=self.area, reasons=given["reasons"], person=person, details=self.details()
        )


class AsideForm(forms.Form):
    """Why each of the other areas was set aside."""

    def __init__(self, *args: Any, others: Sequence[Consideration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in others:
            self.fields[one.area.id] = text(one.area.name, rows=2, required=True, most=1000)
            against = " ".join(reason.text for reason in one.speaks_against)
            self.initial.setdefault(one.area.id, against)


def _stage(label: "Words", hint: "Words" = "") -> forms.ChoiceField:
    stages = [(key, one.title) for key, one in problem_areas.stages().items()]
    choices = [("", gettext_lazy("Not named yet")), *stages]
    return forms.ChoiceField(label=label, choices=choices, required=False, help_text=hint)


def _grief() -> Mapping[str, forms.Field]:
    return {
        "who": line(
            gettext_lazy("Who died"), hint=gettext_lazy("Where the person is not in the inventory.")
        ),
        "relationship": text(gettext_lazy("What the person was to the client"), rows=2),
        "unsaid": text(gettext_lazy("What was left unsaid or undone"), rows=2),
    }


def _dispute() -> Mapping[str, forms.Field]:
    return {
        "issue": text(gettext_lazy("What it is about"), rows=2),
        "stage": _stage(gettext_lazy("Stage, as you see it")),
        "stage_client": _stage(gettext_lazy("Stage, as the client sees it")),
    }


def _transition() -> Mapping[str, forms.Field]:
    return {
        "old_role": line(gettext_lazy("The old role")),
        "new_role": line(gettext_lazy("The new role")),
        "when": line(gettext_lazy("When it changed")),
    }


def _deficits() -> Mapping[str, forms.Field]:
    return {
        "earlier_ties": text(gettext_lazy("Earlier ties, and how they ended"), rows=3),
        "pattern": text(gettext_lazy("What repeats itself"), rows=2),
    }


_DETAILS = {
    "grief": _grief,
    "role_dispute": _dispute,
    "role_transition": _transition,
    "interpersonal_deficits": _deficits,
}


def _details(area: str) -> Mapping[str, forms.Field]:
    """What this area needs beside its reasons; an area of a protocol's own needs nothing more."""
    make = _DETAILS.get(like(area))
    return make() if make else {}


def label_of(area: str, name: str) -> "Words":
    """What a detail is called, for the history of its changes."""
    fields = _details(area)
    return fields[name].label or name if name in fields else name
