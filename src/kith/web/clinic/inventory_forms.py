"""Forms of the inventory: names given at once, circles for everybody, what is known of one tie."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from kith.core import network
from kith.core.case import MOURNING
from kith.core.timeline import Precision, When
from kith.record.services.interpersonal import Move, Spot
from kith.web.clinic.timeline_forms import Dated, when
from kith.web.forms import choice, line, text

if TYPE_CHECKING:
    from kith.record.models import Company, Person

_NOT_ASKED = ("", gettext_lazy("Not asked yet"))
_RELATION = re.compile(r"^(?P<label>[^()]+)\((?P<relation>[^()]{1,60})\)$")
_YES_NO = [_NOT_ASKED, ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
_AMOUNTS = [_NOT_ASKED, *((str(n), words) for n, words in enumerate(network.AMOUNTS))]
_CONFIDES = [_NOT_ASKED, *((str(n), words) for n, words in enumerate(network.CONFIDES))]
CIRCLES = [
    ("", gettext_lazy("not placed")),
    *((str(circle.number), circle.name) for circle in network.CIRCLES),
]
MOST_FIGURES = 4
WISHES = [("", gettext_lazy("as it is")), *CIRCLES[1:]]


class NamesForm(forms.Form):
    """Several people at once, as they come to the client's mind."""

    labels = forms.CharField(
        label=gettext_lazy("Names"),
        help_text=gettext_lazy(
            "Everybody who comes to mind, with commas between them or on lines of their own. "
            "Initials or nicknames will do: Mum, Tom (brother), the choir."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def named(self) -> dict[str, str]:
        """Each name with its relation, if one was given in brackets."""
        found = {}
        for part in re.split(r"[,;\n]", self.cleaned_data["labels"]):
            words = " ".join(part.split())
            if match := _RELATION.match(words):
                found[match["label"].strip()] = match["relation"].strip()
            elif words:
                found[words] = ""
        return found


class PlacesForm(forms.Form):
    """The circle of everybody, and where each is wished: the real control behind the drawing.

    `was-12` carries where the page showed person 12, so that a change made meanwhile by somebody
    else is noticed.
    """

    def __init__(
        self,
        *args: Any,
        people: "Sequence[Person]",
        spots: Mapping[int, Spot],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for person in people:
            spot = spots[person.pk]
            circle = forms.ChoiceField(choices=CIRCLES, required=False, label=person.label)
            wish = forms.ChoiceField(choices=WISHES, required=False, label=person.label)
            angle = forms.FloatField(required=False, widget=forms.HiddenInput)
            was = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[f"ring-{person.pk}"] = circle
            self.fields[f"wished-{person.pk}"] = wish
            self.fields[f"angle-{person.pk}"] = angle
            self.fields[f"was-{person.pk}"] = was
            self.initial.update(
                {
                    f"ring-{person.pk}": spot.ring or "",
                    f"wished-{person.pk}": spot.wished_ring or "",
                    f"angle-{person.pk}": spot.angle,
                    f"was-{person.pk}": written(spot),
                }
            )

    def rows(self) -> "list[tuple[Person, dict[str, forms.BoundField]]]":
        """Each person with the fields of that person."""
        names = ("ring", "wished", "angle", "was")
        return [
            (person, {name: self[f"{name}-{person.pk}"] for name in names})
            for person in self.people
        ]

    def moves(self, only: str = "") -> list[Move]:
        """Everybody whom the writer moved; with `only`, that one person at most."""
        moves = []
        for person in self.people:
            before = read(self.cleaned_data[f"was-{person.pk}"])
            to = Spot(
                ring=number(self.cleaned_data[f"ring-{person.pk}"]),
                wished_ring=number(self.cleaned_data[f"wished-{person.pk}"]),
                angle=self.cleaned_data[f"angle-{person.pk}"],
            )
            if to != before and only in {"", str(person.pk)}:
                moves.append(Move(person=person, to=to, before=before))
        return moves


def written(spot: Spot) -> str:
    """A place in the form of a hidden field: circle, wish, angle."""
    parts = (spot.ring, spot.wished_ring, spot.angle)
    return " ".join("-" if part is None else str(part) for part in parts)


def read(words: str) -> Spot:
    """The place that `written` wrote; an altered one counts as not placed."""
    match words.split():
        case [ring, wished, angle]:
            try:
                turn = None if angle == "-" else float(angle)
            except ValueError:
                return Spot()
            return Spot(ring=number(ring), wished_ring=number(wished), angle=turn)
    return Spot()


def number(words: str) -> int | None:
    """A circle as a form sends it; anything that is not a small number is none."""
    return int(words) if words.isdecimal() and len(words) <= MOST_FIGURES else None


class PersonForm(Dated):
    """All that is asked about one tie. Nothing is needed but a name."""

    dates: ClassVar[Mapping[str, bool]] = {"died_on": False, "trouble_since": False}

    label = line(
        gettext_lazy("Name"), required=True, most=60, hint=gettext_lazy("As the client says it.")
    )
    relation = line(
        gettext_lazy("Relation"), most=60, hint=gettext_lazy("Sister, friend, manager, dog…")
    )
    kind = choice(
        gettext_lazy("This is"),
        [
            ("person", gettext_lazy("A person")),
            ("group", gettext_lazy("A group")),
            ("pet", gettext_lazy("An animal")),
        ],
    )
    contact = line(
        gettext_lazy("Contact"),
        most=200,
        hint=gettext_lazy("How often, in what way, who begins, when last."),
    )
    lost_touch = forms.BooleanField(label=gettext_lazy("Contact is lost"), required=False)
    expects = text(gettext_lazy("What the client expects"), rows=2, most=1000)
    expected_of = text(
        gettext_lazy("What the other expects, as the client sees it"), rows=2, most=1000
    )
    match = choice(
        gettext_lazy("Do the two fit?"),
        [
            ("unknown", gettext_lazy("Not known yet")),
            ("matched", gettext_lazy("They fit")),
            ("mismatched", gettext_lazy("They do not fit")),
        ],
    )
    support_received = forms.ChoiceField(
        label=gettext_lazy("Support the client gets"), choices=_AMOUNTS, required=False
    )
    support_given = forms.ChoiceField(
        label=gettext_lazy("Support the client gives"), choices=_AMOUNTS, required=False
    )
    confiding = forms.ChoiceField(
        label=gettext_lazy("What the client tells them"), choices=_CONFIDES, required=False
    )
    conflict = forms.ChoiceField(label=gettext_lazy("Conflict"), choices=_AMOUNTS, required=False)
    trouble_since = when(
        gettext_lazy("When did it begin, or grow worse?"),
        hint=gettext_lazy("The year will do. Leave it empty where there is no conflict."),
    )
    long_standing = forms.ChoiceField(
        label=gettext_lazy("Has it been like this for years?"), choices=_YES_NO, required=False
    )
    change_since_onset = forms.ChoiceField(
        label=gettext_lazy("Since the symptoms began"), required=False
    )
    wish = text(gettext_lazy("What the client would like to be different"), rows=2, most=1000)
    died_on = when(
        gettext_lazy("When they died"),
        hint=gettext_lazy("Leave it empty for somebody who is alive."),
    )
    mourning = forms.ChoiceField(
        label=gettext_lazy("How the mourning goes"),
        required=False,
        choices=[(key, words.capitalize()) for key, words in MOURNING.items()],
    )
    safety = choice(
        gettext_lazy("Fear, control, threats or violence"),
        [
            _NOT_ASKED,
            ("safe", gettext_lazy("Asked alone: no concern")),
            ("concern", gettext_lazy("Asked alone: there is a concern")),
        ],
        required=False,
    )
    safety_words = text(gettext_lazy("What was said, and what was agreed"), rows=2, most=1000)
    notes = text(
        gettext_lazy("Notes"),
        rows=4,
        hint=gettext_lazy("How it began, what is good, what is hard, how talks go."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["change_since_onset"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        known = [_NOT_ASKED, *((key, words.capitalize()) for key, words in network.CHANGES.items())]
        told = self.initial.get("change_since_onset", "")
        # what was written in the client's own words stays a choice
        own = [] if told in {"", *network.CHANGES} else [(told, told)]
        field.choices = [*known, *own]

    def details(self) -> dict[str, Any]:
        """What the service stores."""
        given = dict(self.cleaned_data)
        for name in self.dates:
            for part in ("day", "month", "year"):
                given.pop(f"{name}_{part}")
        for name in ("support_received", "support_given", "confiding", "conflict"):
            given[name] = number(given[name])
        given["long_standing"] = _answer(given["long_standing"])
        for name, precision in (
            ("died_on", "died_precision"),
            ("trouble_since", "trouble_precision"),
        ):
            if known := given[name]:
                given[name], given[precision] = known.on, known.precision.value
        return given


def of_person(person: "Person") -> dict[str, Any]:
    """Return what is known of a person as the form shows it."""
    shown = {name: getattr(person, name) for name in PersonForm.base_fields}
    for name, precision in (
        ("died_on", person.died_precision),
        ("trouble_since", person.trouble_precision),
    ):
        shown[name] = shown[name] and When(shown[name], Precision(precision))
    shown["long_standing"] = _said(person.long_standing)
    return {name: "" if value is None else value for name, value in shown.items()}


class CompanyForm(forms.Form):
    """How it is with people on the whole."""

    before = choice(
        gettext_lazy("Before this episode"),
        [
            _NOT_ASKED,
            ("enough", gettext_lazy("There were enough good ties")),
            ("few", gettext_lazy("Ties were few or unfulfilling for a long time")),
        ],
        required=False,
    )
    lonely_now = forms.ChoiceField(
        label=gettext_lazy("Lonely or cut off now"), choices=_YES_NO, required=False
    )
    withdrew = forms.ChoiceField(
        label=gettext_lazy("Withdrew from people since the symptoms began"),
        choices=_YES_NO,
        required=False,
    )
    words = text(gettext_lazy("In the client's words"), rows=2, most=2000)

    def details(self) -> dict[str, Any]:
        """What the service stores."""
        given = self.cleaned_data
        return {
            "before": given["before"],
            "lonely_now": _answer(given["lonely_now"]),
            "withdrew": _answer(given["withdrew"]),
            "words": given["words"],
        }


def of_company(company: "Company | None") -> dict[str, Any]:
    """Return the answers as the form shows them."""
    if company is None:
        return {"before": ""}
    return {
        "before": company.before,
        "lonely_now": _said(company.lonely_now),
        "withdrew": _said(company.withdrew),
        "words": company.words,
    }


def _answer(words: str) -> bool | None:
    return {"yes": True, "no": False}.get(words)


def _said(answer: bool | None) -> str:
    return {True: "yes", False: "no"}.get(answer, "") if answer is not None else ""
