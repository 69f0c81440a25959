"""Forms for what happened when: dates as exactly as they are known, and life events.

A person says "in the spring of 2019", so a date is asked in three parts, of which only the year is
needed; how exactly it is known follows from what was filled in.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core.timeline import EventKind, Precision, When
from kith.web.forms import choice, line, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrOrPromise as Words

    from kith.record.models import LifeEvent, Person

# A season is stored as a day within it. Winter lies in two years, so it is asked for twice.
SEASONS = {
    "winter_start": (1, gettext_lazy("Winter, at the start of the year")),
    "spring": (3, gettext_lazy("Spring")),
    "summer": (6, gettext_lazy("Summer")),
    "autumn": (9, gettext_lazy("Autumn")),
    "winter_end": (12, gettext_lazy("Winter, at the end of the year")),
}
MONTHS = [
    gettext_lazy("January"), gettext_lazy("February"), gettext_lazy("March"),
    gettext_lazy("April"), gettext_lazy("May"), gettext_lazy("June"), gettext_lazy("July"),
    gettext_lazy("August"), gettext_lazy("September"), gettext_lazy("October"),
    gettext_lazy("November"), gettext_lazy("December"),
]  # fmt: skip
VALENCES = [
    ("bad", gettext_lazy("Hard")),
    ("mixed", gettext_lazy("Mixed")),
    ("good", gettext_lazy("Good")),
]


class Dated(forms.Form):
    """A form with dates of unsure precision. `dates`: the name of each, and whether it is needed.

    A date called `on` is asked as `on_day`, `on_month` and `on_year`; `on` itself is a field that
    is never drawn: it carries the date, its label and what is wrong with it.
    """

    dates: ClassVar[Mapping[str, bool]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.dates:
            self.fields.update(_parts(name))
            if isinstance(when := self.initial.get(name), When):
                self.initial.update(_taken_apart(name, when))

    def clean(self) -> dict[str, Any]:
        """Put each date together, or say what it lacks."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, required in self.dates.items():
            cleaned[name] = None
            if any(part in self.errors for part in _parts(name)):
                continue
            try:
                cleaned[name] = _together(name, cleaned, required=required)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return cleaned


def when(label: "Words", *, hint: "Words" = "") -> forms.Field:
    """Return the field that stands for a date's three parts."""
    return forms.Field(label=label, help_text=hint, required=False, widget=forms.HiddenInput)


def _parts(name: str) -> dict[str, forms.Field]:
    months = [(str(n), month) for n, month in enumerate(MONTHS, 1)]
    seasons = [(key, words) for key, (_month, words) in SEASONS.items()]
    return {
        f"{name}_day": forms.IntegerField(
            label=gettext_lazy("Day"), required=False, min_value=1, max_value=31
        ),
        f"{name}_month": forms.ChoiceField(
            label=gettext_lazy("Month or season"),
            required=False,
            choices=[
                ("", gettext_lazy("not known")),
                (gettext_lazy("Month"), months),
                (gettext_lazy("Season"), seasons),
            ],
        ),
        f"{name}_year": forms.IntegerField(
            label=gettext_lazy("Year"),
            required=False,
            min_value=1000,
            max_value=9999,
            error_messages=dict.fromkeys(
                ("min_value", "max_value", "invalid"),
                gettext_lazy("Write the year with four figures, as in 2019."),
            ),
        ),
    }


def _taken_apart(name: str, known: When) -> dict[str, object]:
    parts: dict[str, object] = {f"{name}_year": known.on.year}
    if known.precision is Precision.SEASON:
        parts[f"{name}_month"] = list(SEASONS)[known.on.month // 3]
    elif known.precision is not Precision.YEAR:
        parts[f"{name}_month"] = str(known.on.month)
    if known.precision is Precision.DAY:
        parts[f"{name}_day"] = known.on.day
    return parts


def _together(name: str, given: Mapping[str, Any], *, required: bool) -> When | None:
    day, month, year = (given.get(f"{name}_{part}") for part in ("day", "month", "year"))
    if not (day or month or year):
        if required:
            raise forms.ValidationError(_("Enter when it was. The year alone will do."))
        return None
    if not year:
        raise forms.ValidationError(_("Enter the year as well."))
    if day and not month:
        raise forms.ValidationError(_("Enter the month as well, or leave the day empty."))
    if day and month in SEASONS:
        raise forms.ValidationError(_("A season has no day: choose the month, or no day."))
    return _known(year, month or "", day)


def _known(year: int, month: str, day: int | None) -> When:
    """The date in the parts that are there."""
    if not month:
        return When(date(year, 1, 1), Precision.YEAR)
    if month in SEASONS:
        return When(date(year, SEASONS[month][0], 1), Precision.SEASON)
    if not day:
        return When(date(year, int(month), 1), Precision.MONTH)
    try:
        return When(date(year, int(month), day), Precision.DAY)
    except ValueError:
        said = {"day": day, "month": MONTHS[int(month) - 1], "year": year}
        message = _("There is no %(day)s %(month)s %(year)s. Check the day.") % said
        raise forms.ValidationError(message) from None


class EventForm(Dated):
    """A life event, as the client tells it."""

    dates: ClassVar[Mapping[str, bool]] = {"on": True}

    title = line(
        gettext_lazy("What happened"), required=True, hint=gettext_lazy("In the client's words.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("Choose"))] + [(kind.value, kind.words) for kind in EventKind],
    )
    on = when(
        gettext_lazy("When"), hint=gettext_lazy("As exactly as it is known. The year will do.")
    )
    valence = choice(gettext_lazy("How was it for the client?"), VALENCES)
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Who has to do with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    notes = text(gettext_lazy("Notes"), rows=3)

    def __init__(self, *args: Any, people: "Sequence[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(person.pk): person for person in people}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(key, person.label) for key, person in self.known.items()]

    def details(self) -> dict[str, Any]:
        """What the service stores."""
        known = self.cleaned_data["on"]
        given = {name: self.cleaned_data[name] for name in ("title", "kind", "valence", "notes")}
        return {**given, "on": known.on, "precision": known.precision.value}

    def chosen(self) -> "list[Person]":
        """Who has to do with it."""
        return [self.known[key] for key in self.cleaned_data["people"]]


def of_event(event: "LifeEvent") -> dict[str, Any]:
    """Return the event as the form shows it."""
    return {
        "title": event.title,
        "kind": event.kind,
        "on": When(event.on, Precision(event.precision)),
        "valence": event.valence,
        "people": [str(person.pk) for person in event.people.all()],
        "notes": event.notes,
    }
