"""How a form meets a service: what the record refuses is shown at the field it concerns.

Here: what forms of several pages share. A page's own fields stand in the page's module.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.http import QueryDict

from kith.core.errors import AnswersError, NotYetError, RefusedError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

T = TypeVar("T")


def save(form: forms.Form, call: Callable[[], T]) -> T | None:
    """Return what `call` returns, or None once its refusal stands on the form."""
    try:
        return call()
    except RefusedError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    except NotYetError as error:
        form.add_error(None, str(error))
    except AnswersError as error:
        for problem in error.problems:
            form.add_error(problem.item if problem.item in form.fields else None, problem.message)
    return None


@dataclass(frozen=True)
class Row:
    """One field in which two people wrote different words."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Both:
    """Two people wrote at once: what happened, and both texts, field by field."""

    says: str
    rows: Sequence[Row]


def both_texts(form: forms.Form, theirs: Mapping[str, object]) -> list[Row]:
    """Return the fields in which what was typed is not what is on record by now."""
    rows = []
    for name, value in theirs.items():
        if name not in form.fields or name == "version":
            continue
        row = Row(str(form[name].label), _shown(form, name, value),
                  _shown(form, name, form[name].value()))  # fmt: skip
        if row.theirs != row.mine:
            rows.append(row)
    return rows


def _shown(form: forms.Form, name: str, value: object) -> str:
    """A value as a person reads it: the words of a choice, one line for each of several."""
    choices = {str(key): str(words) for key, words in getattr(form.fields[name], "choices", ())}
    several = value if isinstance(value, list | tuple) else [value]
    said = ["" if one is None else choices.get(str(one), str(one)) for one in several]
    return "\n".join(said).replace("\r\n", "\n").strip()


def as_read(form: forms.Form) -> list[tuple[str, str]]:
    """Return what is filled in, field by field, for those who may read and not write."""
    shown = [(str(one.label), _shown(form, one.name, one.value())) for one in form.visible_fields()]
    return [(label, words) for label, words in shown if words]


def wrong(form: forms.Form) -> str:
    """Return everything that is wrong with a form on one line, for an answer without a page."""
    labels = {name: f"{form[name].label}: " for name in form.fields}
    return " ".join(
        f"{labels.get(name, '')}{message}"
        for name, messages in form.errors.items()
        for message in messages
    )


def with_version(typed: QueryDict, version: object) -> QueryDict:
    """Return what was typed on top of another version: the next save is made knowing theirs."""
    fresh = typed.copy()
    fresh["version"] = str(version)
    return fresh


class Beside(forms.Form):
    """A form that stands on a page beside others: the ids of its fields carry its name."""

    called = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.called}_%s", **kwargs})


class DayInput(forms.DateInput):
    """A date chosen from the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A date with its time, chosen in the browser's own way."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def text(
    label: "Words", *, rows: int = 4, required: bool = False, hint: "Words" = "", most: int = 4000
) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(
    label: "Words", *, required: bool = False, hint: "Words" = "", most: int = 160
) -> forms.CharField:
    """Return a field of one line."""
    return forms.CharField(label=label, required=required, help_text=hint, max_length=most)


def day(label: "Words", *, required: bool = True, hint: "Words" = "") -> forms.DateField:
    """Return a field for a date."""
    return forms.DateField(label=label, required=required, help_text=hint, widget=DayInput())


def choice(
    label: "Words",
    choices: "Sequence[tuple[str, Words]]",
    *,
    required: bool = True,
    hint: "Words" = "",
) -> forms.ChoiceField:
    """Return a field of which one answer is chosen, all of them in view."""
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=hint, widget=forms.RadioSelect
    )
