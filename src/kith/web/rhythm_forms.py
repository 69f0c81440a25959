"""The rhythm diary as forms: one thing a page for a client, one day a page for staff.

Here: fields, and how they become entries of the diary. Nothing of a single page, and no reading of
the record.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core import rhythm
from kith.core.rhythm import MOODS, Day, Entry, clock_words, minutes_of
from kith.web.forms import choice

NOT_SAID = "skip"
"""What the form sends for "I would rather not say"; it is stored as null."""


class TimeInput(forms.TextInput):
    """A clock time, chosen in the browser's own way."""

    input_type = "time"


class ClockField(forms.CharField):
    """A time of day in minutes after midnight."""

    widget = TimeInput

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"max_length": 12, **given})

    def to_python(self, value: Any) -> Any:
        """Read what was written; empty is None."""
        words = super().to_python(value) or ""
        if not words or "\0" in words:
            return words or None
        try:
            return minutes_of(words)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        """Show minutes as the clock does, and what could not be read as it was typed."""
        return clock_words(value) if isinstance(value, int) else value

    def run_validators(self, value: Any) -> None:
        """Check words only: minutes are right already."""
        if isinstance(value, str):
            super().run_validators(value)


def hours(label: Any, *, hint: Any = "") -> forms.DecimalField:
    """Return a field for hours of sleep."""
    return forms.DecimalField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_value=24,
        decimal_places=2,
        max_digits=4,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


def _in_minutes(value: Decimal | None) -> int | None:
    return None if value is None else round(value * 60)


def _in_hours(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def _said(value: str) -> int | None:
    return None if value in {"", NOT_SAID} else int(value)


# ---------------------------------------------------------------- one thing a page


class EntryForm(forms.Form):
    """When, and who was there. `now` and `none` are buttons that say the time themselves."""

    at = ClockField(required=False)
    who = forms.ChoiceField(
        label=gettext_lazy("Who was there?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, anchor: str, *args: Any, now: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anchor, self.now = anchor, now
        words = rhythm.anchors()[anchor]
        self.fields["at"].label = words.ask
        self.fields["at"].help_text = words.hint
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - it is declared above
        asked = [(str(one.value), one.ask) for one in rhythm.company().values()]
        who.choices = [*asked, (NOT_SAID, _("I would rather not say"))]

    def clean(self) -> dict[str, Any]:
        """Take the time that a button says; without one a time is needed."""
        given = super().clean() or {}
        if "none" in self.data:
            self.errors.pop("at", None)
            given["at"] = None
        elif "now" in self.data and self.now is not None:
            self.errors.pop("at", None)
            given["at"] = self.now
        elif given.get("at") is None and "at" not in self.errors:
            self.add_error("at", _("Give the time, or choose the other button."))
        return given

    @property
    def entry(self) -> Entry:
        """What a valid form says."""
        given = self.cleaned_data
        if given["at"] is None:
            return Entry(None)
        return Entry(given["at"], _said(given["who"]))

    @staticmethod
    def of(entry: Entry | None) -> dict[str, Any]:
        """Return the initial state of the form for what was kept before."""
        if entry is None:
            return {}
        return {"at": entry.at, "who": "" if entry.who is None else str(entry.who)}


class NightForm(forms.Form):
    """Last night: falling asleep and waking, or the hours."""

    is_voluntary = True
    asleep = ClockField(label=gettext_lazy("I fell asleep at about"), required=False)
    woke = ClockField(label=gettext_lazy("I woke up for good at"), required=False)
    slept = hours(
        gettext_lazy("Or just the hours I slept"),
        hint=gettext_lazy("7.5 means seven and a half. 0 means no sleep."),
    )
    elsewhere = forms.BooleanField(
        label=gettext_lazy("The clocks changed, or I was in another time zone"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Something must be said."""
        given = super().clean() or {}
        if not self.errors and all(given.get(one) is None for one in ("asleep", "woke", "slept")):
            self.add_error("slept", _("Give the two times, or the hours."))
        return given

    @property
    def night(self) -> dict[str, Any]:
        """What a valid form says, as the record takes it."""
        given = self.cleaned_data
        return {**given, "slept": _in_minutes(given["slept"])}

    @staticmethod
    def of(day: Day) -> dict[str, Any]:
        """Return the initial state of the form for what was kept before."""
        return {
            "asleep": day.asleep,
            "woke": day.woke,
            "slept": _in_hours(day.slept),
            "elsewhere": day.elsewhere,
        }


MOOD_WORDS = {
    5: gettext_lazy("as high as I have ever been"),
    3: gettext_lazy("much higher than usual"),
    1: gettext_lazy("a bit high"),
    0: gettext_lazy("even"),
    -1: gettext_lazy("a bit low"),
    -3: gettext_lazy("much lower than usual"),
    -5: gettext_lazy("as low as I have ever been"),
}


def moods() -> list[tuple[str, str]]:
    """The moods from high to low, some of them with words."""
    found = []
    for value in reversed(MOODS):
        number = f"{value:+}" if value else "0"
        words = MOOD_WORDS.get(value)
        found.append((str(value), f"{number} {words}" if words else number))
    return found


class MoodForm(forms.Form):
    """How the day was, from low to high."""

    mood = forms.ChoiceField(
        label=gettext_lazy("How was your mood today?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the answers below.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mood"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        field.choices = moods()

    @property
    def value(self) -> int:
        """The mood chosen in a valid form."""
        return int(self.cleaned_data["mood"])


# ---------------------------------------------------------------- one day a page

DID_NOT = "none"


class DayForm(forms.Form):
    """A whole day, from paper or told aloud, entered by staff."""

    is_voluntary = True
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    asleep = ClockField(label=gettext_lazy("Fell asleep the night before"), required=False)
    woke = ClockField(label=gettext_lazy("Woke"), required=False)
    slept = hours(gettext_lazy("Or hours of sleep"))
    elsewhere = forms.BooleanField(
        label=gettext_lazy("The clocks changed, or the client was in another time zone"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = [(str(one.value), one.title) for one in rhythm.company().values()]
        for name, anchor in rhythm.anchors().items():
            self.fields[name] = ClockField(label=anchor.title, required=False)
            self.fields[f"{name}_who"] = forms.ChoiceField(
                label=_("Who was there (%(what)s)") % {"what": anchor.title},
                choices=[("", _("not said")), *who, (DID_NOT, _("it did not happen"))],
                required=False,
            )
        self.fields["mood"] = forms.ChoiceField(
            label=_("Mood"), choices=[("", _("not said")), *moods()], required=False
        )
        order = [one for name in rhythm.anchors() for one in (name, f"{name}_who")]
        self.order_fields(["asleep", "woke", "slept", "elsewhere", *order, "mood", "version"])

    @property
    def activities(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each activity."""
        return [(self[name], self[f"{name}_who"]) for name in rhythm.anchors()]

    def clean(self) -> dict[str, Any]:
        """A time and that it did not happen exclude each other."""
        given = super().clean() or {}
        for name in rhythm.anchors():
            who = given.get(f"{name}_who", "")
            if given.get(name) is not None and who == DID_NOT:
                self.add_error(name, _("Give a time, or say that it did not happen."))
            elif given.get(name) is None and who not in {"", DID_NOT} and name not in self.errors:
                self.add_error(name, _("Give the time too."))
        return given

    def day(self, on: date) -> Day:
        """What a valid form says."""
        given = self.cleaned_data
        return Day(
            on=on,
            entries=dict(self._entries()),
            mood=_said(given["mood"]),
            asleep=given["asleep"],
            woke=given["woke"],
            slept=_in_minutes(given["slept"]),
            elsewhere=given["elsewhere"],
        )

    def _entries(self) -> list[tuple[str, Entry]]:
        found = []
        for name in rhythm.anchors():
            at, who = self.cleaned_data[name], self.cleaned_data[f"{name}_who"]
            if who == DID_NOT:
                found.append((name, Entry(None)))
            elif at is not None:
                found.append((name, Entry(at, _said(who))))
        return found

    @staticmethod
    def of(day: Day) -> dict[str, Any]:
        """Return what the form shows for a day as it stands."""
        shown: dict[str, Any] = {
            **NightForm.of(day),
            "mood": "" if day.mood is None else str(day.mood),
        }
        for name in rhythm.anchors():
            entry = day.entries.get(name)
            shown[name] = entry.at if entry else None
            shown[f"{name}_who"] = _company(entry)
        return shown

    @staticmethod
    def read(day: Day) -> dict[str, Any]:
        """Return the same as somebody reads it: times as the clock shows them."""
        shown = DayForm.of(day)
        return {
            name: clock_words(one) if isinstance(one, int) and not isinstance(one, bool) else one
            for name, one in shown.items()
        }


def _company(entry: Entry | None) -> str:
    if entry is None:
        return ""
    if entry.at is None:
        return DID_NOT
    return "" if entry.who is None else str(entry.who)


class TargetForm(forms.Form):
    """A time to move to, and by how much a week."""

    anchor = choice(gettext_lazy("Activity"), ())
    at = ClockField(label=gettext_lazy("Time meant"))
    step = forms.IntegerField(
        label=gettext_lazy("Minutes a week"),
        help_text=gettext_lazy("0: at once."),
        min_value=0,
        max_value=120,
        initial=15,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["anchor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        field.choices = [(name, one.title) for name, one in rhythm.anchors().items()]


# ---------------------------------------------------------------- in words


def words_of(name: str, entry: Entry | None, *, asked: bool = False) -> str:
    """One entry as it is read: 07:30, others involved. `asked`: in the words of the client."""
    if entry is None:
        return ""
    anchor = rhythm.anchors()[name]
    if entry.at is None:
        return anchor.none if asked else _("did not happen")
    company = rhythm.company().get(entry.who) if entry.who is not None else None
    if asked:
        return ". ".join(filter(None, [clock_words(entry.at), company.ask if company else ""]))
    return ", ".join(filter(None, [clock_words(entry.at), company.title if company else ""]))


def mood_words(mood: int | None) -> str:
    """+2, or nothing."""
    if mood is None:
        return ""
    return f"{mood:+}" if mood else "0"


def night_words(day: Day, minutes: int | None) -> str:
    """The night as it is read: 6 h 50 min, from 23:40 to 06:30."""
    said = rhythm.length_words(minutes) if minutes is not None else ""
    if day.asleep is None and day.woke is None:
        return said
    known = {
        "asleep": clock_words(day.asleep) if day.asleep is not None else "?",
        "woke": clock_words(day.woke) if day.woke is not None else "?",
    }
    times = _("%(asleep)s to %(woke)s") % known
    return ", ".join(filter(None, [said, times]))
