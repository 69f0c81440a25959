"""The shape of an instrument's data file: what a questionnaire is made of.

Here: the whole and plain look-ups. Not here: its pieces (parts, scales), agreement between the
parts (consistency), scores (scoring), comparison of two scores (change).
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from kith.core.instruments import consistency
from kith.core.instruments.parts import (
    Ages,
    Bool,
    Cited,
    Condition,
    Int,
    Item,
    Licence,
    Number,
    Option,
    Part,
    Source,
    Text,
    Values,
    Word,
    numbers,
)
from kith.core.instruments.scales import (
    AlertRule,
    Band,
    Banding,
    Circumplex,
    CutOff,
    MissingRule,
    Outcome,
    Points,
    Remission,
    Response,
    Rule,
    Scale,
    Span,
    TallyTerm,
    Threshold,
)

__all__ = [
    "Ages", "AlertRule", "Band", "Banding", "Bool", "Circumplex", "Cited", "Codes", "Condition",
    "CutOff", "Example", "ExampleScore", "Instrument", "Int", "Item", "Licence", "Loaded",
    "MissingRule", "Number", "Option", "Outcome", "Part", "Points", "Remission", "Response",
    "Rule", "Scale", "Source", "Span", "TallyTerm", "Text", "Threshold", "Values", "Word",
]  # fmt: skip

Place = Annotated[str, StringConstraints(pattern=r"^((scale|rule):)?[a-z][a-z0-9_]*$")]
"""Where an alert arises: an item's id, or `scale:` or `rule:` before the name of one."""


class Codes(Part):
    """Codes of the whole instrument, and where they were checked."""

    system: str = "http://loinc.org"
    panel: str = ""
    source: Word
    verified: Bool
    notice: str = ""


class Loaded(Part):
    """Whence a clinic's own wording came: it is no part of what Kith ships."""

    by: str = ""
    on: str = ""
    file: str = ""
    permission: str = ""


class ExampleScore(Part):
    """What a scale must give; `bands`: by the further schemes."""

    value: Number | None = None
    band: str | None = None
    missing: Int = 0
    bands: dict[str, str] = Field(default_factory=dict)


class Example(Part):
    """A worked example: answers to the scored items in order (`-`: none), and what follows."""

    answers: Annotated[str, StringConstraints(pattern=r"^(-|-?\d+(\.\d+)?)( (-|-?\d+(\.\d+)?))*$")]
    extra: dict[Word, Number] = Field(default_factory=dict)
    scores: dict[Word, ExampleScore] = Field(default_factory=dict)
    results: dict[Word, str] = Field(default_factory=dict)
    alerts: tuple[Place, ...] = ()
    circumplex: dict[Word, Number] = Field(default_factory=dict)
    source: Text

    @property
    def values(self) -> list[int | float | None]:
        """The answers as numbers."""
        return [
            None if word == "-" else float(word) if "." in word else int(word)
            for word in self.answers.split()
        ]


class Instrument(Part):
    """The definition of a questionnaire, in one version."""

    id: Word
    version: Int = Field(ge=1)
    name: Text
    short_name: Text
    measures: Text
    purpose: str = ""
    respondent: Literal[
        "client", "therapist", "client or therapist", "client with therapist",
        "supervisor", "supervisor or therapist", "observer",
    ]  # fmt: skip
    entry: Literal["answers", "total", "diary"] = "answers"
    per_person: Bool = False
    ages: Ages | None = None
    recall: Text
    stem: str = ""
    instructions: str = ""
    notes: tuple[str, ...] = ()
    licence: Licence
    loaded: Loaded | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    codes: Codes | None = None
    options: tuple[Option, ...] = ()
    range: tuple[Number, Number] | None = None
    step: Number = Field(default=1, gt=0)
    items: tuple[Item, ...] = Field(min_length=1)
    one_of: tuple[tuple[Word, ...], ...] = ()
    scales: dict[Word, Scale] = Field(default_factory=dict)
    tallies: dict[Word, tuple[TallyTerm, ...]] = Field(default_factory=dict)
    rules: dict[Word, Rule] = Field(default_factory=dict)
    alerts: tuple[AlertRule, ...] = ()
    circumplex: Circumplex | None = None
    examples: tuple[Example, ...] = Field(min_length=1)

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        consistency.check(self)
        return self

    @property
    def credit(self) -> str:
        """The line shown wherever the instrument is shown."""
        return self.licence.credit

    @property
    def withheld(self) -> bool:
        """Whether the wording is not Kith's to give: staff enter values from the clinic's form."""
        return self.licence.text == "withheld"

    @property
    def scored(self) -> tuple[Item, ...]:
        """The items that count towards a scale or a rule, in order."""
        return tuple(item for item in self.items if item.scored)

    def item(self, id: str) -> Item:  # noqa: A002 - its name
        """The item of this id; KeyError if there is none."""
        for item in self.items:
            if item.id == id:
                return item
        raise KeyError(id)

    def range_of(self, item: Item) -> tuple[int | float, ...]:
        """The numbers one item takes; nothing if its answers are chosen from options."""
        if item.options:
            return ()
        if item.range is not None:
            return numbers(item.range, item.step)
        if self.options or self.range is None:
            return ()
        return numbers(self.range, self.step)

    def options_of(self, item: Item) -> tuple[Option, ...]:
        """The answers one item offers to choose from; whole numbers of a range as such."""
        if item.options or (item.range is None and self.options):
            return item.options or self.options
        return tuple(Option(value=one) for one in self.range_of(item) if isinstance(one, int))

    def values_of(self, item: Item) -> tuple[int | float, ...]:
        """Every answer one item can have."""
        return self.range_of(item) or tuple(option.value for option in self.options_of(item))

    def items_of(self, scale: Scale) -> tuple[str, ...]:
        """The ids of the items a scale is made of, those of its groups and parts too."""
        if scale.scales:
            parts = (item for part in scale.scales for item in self.items_of(self.scales[part]))
            return tuple(dict.fromkeys(parts))
        if scale.groups:
            return scale.items + tuple(item for group in scale.groups for item in group)
        return scale.items or tuple(item.id for item in self.scored)

    def source(self, id: str) -> Source:  # noqa: A002 - its name
        """The source of this id; KeyError if there is none."""
        for source in self.sources:
            if source.id == id:
                return source
        raise KeyError(id)
