"""An instrument as pages and forms: one question a screen for a client, one form for staff.

Here: which question comes next, how an answer is read from a form, and answers in words. Nothing
of a single page, and no reading of the record.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core.instruments import scoring
from kith.core.instruments.model import Instrument, Item
from kith.record import clock
from kith.web.forms import choice, day, text

Answer = int | float | None
Answers = Mapping[str, Answer]

SKIP = "skip"
"""What the form sends for "I would rather not answer this"; it is stored as null."""
SECONDS_A_QUESTION = 15
MOST_CHOICES = 11
"""Up to so many answers are shown to choose from; of more, one is typed."""
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,4})?")
PREFIX = "item-"
"""Before an item's id in the form for staff, so that no item can take the name of another field."""


@dataclass(frozen=True)
class Row:
    """One question with its answer, as a person reads them."""

    number: int
    item: Item
    title: str
    words: str
    value: Answer
    is_open: bool

    @property
    def is_skipped(self) -> bool:
        """The client came to this question and would rather not answer it."""
        return self.value is None and not self.is_open


# ---------------------------------------------------------------- the way through the questions


def put_to(instrument: Instrument, goals: Sequence[str], answers: Answers) -> Instrument:
    """Return the instrument as one client meets it: of the three goals, those that were agreed.

    A goal that was rated before it was dropped from the contract stays.
    """
    if not asks_goals(instrument) or not goals:
        return instrument
    items = [
        item
        for number, item in enumerate(instrument.items)
        if number < len(goals) or answers.get(item.id) is not None
    ]
    return instrument.model_copy(update={"items": tuple(items)})


def asks_goals(instrument: Instrument) -> bool:
    """Return whether its questions are the client's own goals."""
    return instrument.id == "goals" or any(item.own == "goal" for item in instrument.items)


def number_of(instrument: Instrument, item: Item) -> int:
    """Return the place of a question in its instrument: what its address carries."""
    return instrument.items.index(item) + 1


def item_at(instrument: Instrument, number: int) -> Item | None:
    """Return the question at this place, if there is one."""
    return instrument.items[number - 1] if 1 <= number <= len(instrument.items) else None


def always_asked(instrument: Instrument) -> list[Item]:
    """Return the questions that are put whatever the answers: the number a client is told."""
    return [item for item in instrument.items if not item.ask_when]


def is_asked(instrument: Instrument, draft: Answers, item: Item) -> bool:
    """Return whether the answers so far lead to this question."""
    return item in scoring.asked(instrument, draft)


def next_number(instrument: Instrument, draft: Answers, after: int) -> int | None:
    """Return the place of the next question to put, or none after the last."""
    return next((n for n in _asked_numbers(instrument, draft) if n > after), None)


def number_before(instrument: Instrument, draft: Answers, before: int) -> int | None:
    """Return the place of the question before, or none before the first."""
    return max((n for n in _asked_numbers(instrument, draft) if n < before), default=None)


def first_open(instrument: Instrument, draft: Answers) -> int | None:
    """Return the place of the first question that has not been come to yet."""
    items = instrument.items
    return next(
        (n for n in _asked_numbers(instrument, draft) if items[n - 1].id not in draft), None
    )


def _asked_numbers(instrument: Instrument, draft: Answers) -> list[int]:
    return [number_of(instrument, item) for item in scoring.asked(instrument, draft)]


def answered(instrument: Instrument, draft: Answers) -> tuple[int, int]:
    """Return how many questions were come to, and how many there are: "5 of 9".

    Those that only some answers lead to are not counted: the number told at first stays.
    """
    asked = always_asked(instrument)
    return sum(item.id in draft for item in asked), len(asked)


def minutes(instruments: Iterable[Instrument]) -> int:
    """Return how long the questions take, rounded up to whole minutes."""
    count = sum(len(always_asked(one)) for one in instruments)
    return max(1, -(-count * SECONDS_A_QUESTION // 60))


# ---------------------------------------------------------------- answers in words


def rows(instrument: Instrument, answers: Answers, goals: Sequence[str] = ()) -> list[Row]:
    """Return the questions that were asked, each with its answer in words."""
    return [
        Row(
            number=number_of(instrument, item),
            item=item,
            title=title_of(instrument, item, goals),
            words=words_of(instrument, item, answers.get(item.id)),
            value=answers.get(item.id),
            is_open=item.id not in answers,
        )
        for item in scoring.asked(instrument, answers)
    ]


def title_of(instrument: Instrument, item: Item, goals: Sequence[str] = ()) -> str:
    """Return the official wording, a client's own goal, or where it is withheld our short label."""
    if asks_goals(instrument) and (number := number_of(instrument, item)) <= len(goals):
        return goals[number - 1]
    return item.text or _("Question %(n)s: %(label)s") % {
        "n": number_of(instrument, item),
        "label": item.label,
    }


def words_of(instrument: Instrument, item: Item, value: Answer) -> str:
    """Return an answer as it was offered: its words, or its number where these are withheld."""
    if value is None:
        return _("No answer")
    known = {option.value: option.text for option in instrument.options_of(item)}
    if words := next((text for one, text in known.items() if one == value), ""):
        return words
    values = instrument.values_of(item)
    if item.ends and value in {values[0], values[-1]}:
        return f"{value} ({item.ends[0 if value == values[0] else 1]})"
    return str(value)


def number_in(words: str) -> Answer:
    """Return an answer as it was stored in words: whole numbers as such."""
    return float(words) if "." in words else int(words)


# ---------------------------------------------------------------- forms


def takes_number(instrument: Instrument, item: Item) -> bool:
    """Return whether an answer is typed as a number: there are too many to choose from."""
    return len(instrument.values_of(item)) > MOST_CHOICES


class NumberField(forms.CharField):
    """A number of an item's range, or nothing."""

    def __init__(self, instrument: Instrument, item: Item, *, label: str, hint: str = "") -> None:
        whole = all(isinstance(one, int) for one in instrument.values_of(item))
        said = _("%(range)s. Leave it empty for no answer.") % {
            "range": scoring.choices(instrument, item)
        }
        super().__init__(
            label=label,
            required=False,
            max_length=12,
            help_text=f"{hint} {said}".strip(),
            widget=forms.TextInput(attrs={"inputmode": "numeric" if whole else "decimal"}),
        )
        self.values = instrument.values_of(item)
        self.choice = scoring.choices(instrument, item)

    def clean(self, value: Any) -> Answer:
        """Return the number; a comma may stand for the point."""
        typed = super().clean(value).replace(",", ".")
        if not typed:
            return None
        number = next((one for one in self.values if NUMBER.fullmatch(typed)
                       and one == float(typed)), None)  # fmt: skip
        if number is None:
            raise forms.ValidationError(
                _("This is not one of the answers. Allowed: %(values)s, or no answer.")
                % {"values": self.choice}
            )
        return number


class QuestionForm(forms.Form):
    """One question: its official answers, and leave to pass it by."""

    answer = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the answers below."),
            "invalid_choice": gettext_lazy(
                "That is not one of the answers to this question. Choose one of those below."
            ),
        },
    )

    def __init__(self, instrument: Instrument, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.number = number_of(instrument, item)
        self.takes_number = takes_number(instrument, item)
        if self.takes_number:
            self.fields["answer"] = NumberField(instrument, item, label=item.text)
            if self.initial.get("answer") == SKIP:
                self.initial = {}
            return
        options = instrument.options_of(item)
        choices = [(str(one.value), words_of(instrument, item, one.value)) for one in options]
        if not any(option.refusal for option in options):
            choices.append((SKIP, _("I would rather not answer this")))
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        field.label = item.text
        field.choices = choices

    @property
    def value(self) -> Answer:
        """The answer chosen in a valid form."""
        chosen: Any = self.cleaned_data["answer"]
        return chosen if self.takes_number else None if chosen == SKIP else int(chosen)

    @staticmethod
    def chosen(draft: Answers, item: Item) -> dict[str, str]:
        """Return the initial state of the form for an answer given before."""
        if item.id not in draft:
            return {}
        value = draft[item.id]
        return {"answer": SKIP if value is None else str(value)}


class CommentForm(forms.Form):
    """What a client wants to add before sending."""

    comment = text(
        gettext_lazy("Is there anything you want to add?"),
        hint=gettext_lazy("Only if you want to. Your therapist reads it."),
        most=2000,
        rows=3,
    )


class AnswersForm(forms.Form):
    """All answers of an instrument at once: given on paper or aloud, entered by staff."""

    given_on = day(gettext_lazy("Day of the answers"))
    mode = choice(
        gettext_lazy("How were they given?"),
        [
            ("paper", gettext_lazy("On paper, by the client")),
            ("interview", gettext_lazy("Aloud, with me asking")),
        ],
    )
    comment = text(gettext_lazy("What the client added"), most=2000, rows=2)

    def __init__(
        self, instrument: Instrument, *args: Any, goals: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_on"].initial = clock.today
        self.instrument = instrument
        for item in instrument.items:
            self.fields[PREFIX + item.id] = self._field(item, goals)
        self.order_fields(["given_on", "mode", *(PREFIX + one.id for one in instrument.items)])

    def _field(self, item: Item, goals: Sequence[str]) -> forms.Field:
        options = self.instrument.options_of(item)
        values = self.instrument.values_of(item)
        title = title_of(self.instrument, item, goals)
        if self.instrument.withheld:
            said = {"label": item.label, "least": min(values), "most": max(values)}
            title = _("%(label)s, %(least)s to %(most)s") % said
        hint = _("Only where an earlier answer leads to it.") if item.ask_when else ""
        if takes_number(self.instrument, item):
            label = f"{number_of(self.instrument, item)}. {title}"
            return NumberField(self.instrument, item, label=label, hint=hint)
        shown = [(str(one.value), _with_number(one.value, one.text)) for one in options]
        field = forms.ChoiceField(
            label=f"{number_of(self.instrument, item)}. {title}",
            help_text=hint,
            choices=[*shown, ("", _("No answer"))],
            required=False,
            widget=forms.RadioSelect,
        )
        field.error_messages["invalid_choice"] = _(
            "This is not one of the answers. Allowed: %(values)s, or no answer."
        ) % {"values": ", ".join(str(value) for value in values)}
        return field

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the questions, in their order."""
        return [self[PREFIX + item.id] for item in self.instrument.items]

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers of a valid form, by item."""
        given = {item.id: self.cleaned_data[PREFIX + item.id] for item in self.instrument.items}
        return {name: _answer(value) for name, value in given.items()}


def _answer(cleaned: Any) -> Answer:
    """Return what a field of answers holds as an answer: a choice is its digits, or nothing."""
    if isinstance(cleaned, str):
        return int(cleaned) if cleaned else None
    answer: Answer = cleaned
    return answer


def _with_number(value: int, words: str) -> str:
    return f"{value} {words}" if words and not words.startswith(str(value)) else words or str(value)
