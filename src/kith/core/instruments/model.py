"""The shape of an instrument's data file: what a questionnaire is made of.

Here: shape and plain look-ups. Not here: agreement between the parts (consistency), scores
(scoring), comparison of two scores (change).

Every number that came from somewhere names its source and says whether it was verified there.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator

from kith.core.errors import KeyProblem
from kith.core.instruments import consistency

Int = Annotated[int, Strict()]
Number = Annotated[int, Strict()] | Annotated[float, Strict()]
Bool = Annotated[bool, Strict()]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Part(BaseModel):
    """A piece of a definition: no unknown keys, no change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Part):
    """A publication or page. `verified`: somebody read it for what it is cited for."""

    id: Word
    cite: Text
    doi: str = ""
    url: str = ""
    verified: Bool


class Cited(Part):
    """Something taken from a source; `verified = false` is shown wherever it is used."""

    source: Word
    verified: Bool
    note: str = ""


class Licence(Part):
    """Whether the wording may be reproduced here, on what ground, and what is shown with it."""

    text: Literal["free", "permission", "withheld"]
    class_: Literal["FULL", "VERBATIM", "PACK_NC", "SCORING", "OUT"] = Field(alias="class")
    basis: Text
    holder: str = ""
    credit: str = ""
    notice: str = ""
    wording_from: str = ""
    verified: Bool


class Ages(Part):
    """For whom the instrument is meant, in years."""

    at_least: Int = Field(alias="from", ge=0)
    at_most: Int | None = Field(default=None, alias="to")
    note: str = ""


class Option(Part):
    """One answer that can be chosen: the value scored, the official words, the code.

    `refusal`: the instrument itself counts declining to answer, so no other way is offered.
    """

    value: Int
    text: str = ""
    code: str = ""
    refusal: Bool = False


class Values(Part):
    """Which values count: those from a threshold on, or those listed."""

    at_least: Int | None = None
    values: tuple[Int, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.at_least is None) == (not self.values):
            raise KeyProblem("at_least", "give either at_least or values, and only one of them")
        return self

    def met_by(self, value: int | None) -> bool:
        """Whether an answer is among the values; no answer never is."""
        if value is None:
            return False
        return value in self.values if self.at_least is None else value >= self.at_least


class Condition(Values):
    """A skip rule: ask only when any of these items (all scored ones, if none is named) fits."""

    items: tuple[Word, ...] = ()


class Item(Part):
    """One question. `text` is the official wording, `label` Kith's own short words for it."""

    id: Word
    text: str = ""
    label: Text
    code: str = ""
    options: tuple[Option, ...] = ()
    scored: Bool = True
    ask_when: Condition | None = None


class Band(Part):
    """A named stretch of a scale, from this value up to the next band."""

    at_least: Number = Field(alias="from")
    label: Text


class Banding(Cited):
    """One published division of a scale into bands. A scale's first banding names its scores."""

    scheme: Text
    bands: tuple[Band, ...] = Field(min_length=2)


class CutOff(Cited):
    """A named threshold, such as `caseness`."""

    name: Word
    at_least: Number
    meaning: Text


class Points(Cited):
    """A change that means something from so many points on."""

    points: Number = Field(gt=0)


class Response(Cited):
    """Response to treatment: a fall of the first score by so many per cent."""

    reduction_percent: Number = Field(gt=0, le=100)


class Remission(Cited):
    """Remission: a score below this one."""

    below: Number


class MissingRule(Cited):
    """How many answers may be missing; the score is then the mean of the others times their number.

    Rounded half up to `decimals` places.
    """

    allowed: Int = Field(ge=0)
    decimals: Int = Field(default=0, ge=0, le=4)


class Scale(Part):
    """A score over items (over all scored ones, if none is named)."""

    name: Text
    items: tuple[Word, ...] = ()
    method: Literal["sum", "mean"] = "sum"
    reversed: tuple[Word, ...] = ()
    range: tuple[Number, Number]
    decimals: Int = Field(default=0, ge=0, le=4)
    missing: MissingRule | None = None
    higher_is: Literal["worse", "better"]
    bandings: tuple[Banding, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    reliable_change: Points | None = None
    important_change: Points | None = None
    response: Response | None = None
    remission: Remission | None = None
    code: str = ""
    note: str = ""

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands that name this scale's scores."""
        return self.bandings[0].bands if self.bandings else ()

    def cut_off(self, name: str) -> CutOff | None:
        """The cut-off of this name, if the scale has one."""
        return next((cut for cut in self.cut_offs if cut.name == name), None)


class TallyTerm(Values):
    """Items counted when their answer is among the values; unanswered ones too, if so said."""

    items: tuple[Word, ...] = Field(min_length=1)
    counts_missing: Bool = False


class Span(Part):
    """Bounds for a count."""

    at_least: Int = 0
    at_most: Int | None = None

    def holds(self, count: int) -> bool:
        """Whether the count lies within the bounds."""
        return self.at_least <= count and (self.at_most is None or count <= self.at_most)


class Outcome(Part):
    """One way a rule can end: it applies when every named tally is within its bounds."""

    id: Word
    label: Text
    when: dict[Word, Span] = Field(default_factory=dict)
    meaning: str = ""


class Rule(Cited):
    """A named result found by counting answers; the first outcome that applies is the result.

    `needs` names the items without which there is no result; without it, all that are counted.
    """

    name: Text
    needs: tuple[Word, ...] = ()
    outcomes: tuple[Outcome, ...] = Field(min_length=1)


class AlertRule(Values, Cited):
    """Answers that somebody must see, each on its own, whether or not there is a total."""

    level: Literal["urgent", "review"]
    items: tuple[Word, ...] = Field(min_length=1)
    why: Text
    action: str = ""


class Codes(Part):
    """Codes of the whole instrument, and where they were checked."""

    system: str = "http://loinc.org"
    panel: str = ""
    source: Word
    verified: Bool
    notice: str = ""


class ExampleScore(Part):
    """What a scale must give."""

    value: Number | None = None
    band: str | None = None
    missing: Int = 0


class Example(Part):
    """A worked example: answers to the scored items in order (`-`: none), and what follows."""

    answers: Annotated[str, StringConstraints(pattern=r"^(-|\d+)( (-|\d+))*$")]
    extra: dict[Word, Int] = Field(default_factory=dict)
    scores: dict[Word, ExampleScore] = Field(default_factory=dict)
    results: dict[Word, str] = Field(default_factory=dict)
    alerts: tuple[Word, ...] = ()
    source: Text

    @property
    def values(self) -> list[int | None]:
        """The answers as numbers."""
        return [None if word == "-" else int(word) for word in self.answers.split()]


class Instrument(Part):
    """The definition of a questionnaire, in one version."""

    id: Word
    version: Int = Field(ge=1)
    name: Text
    short_name: Text
    measures: Text
    purpose: str = ""
    respondent: Literal["client", "therapist", "client or therapist", "client with therapist"]
    ages: Ages | None = None
    recall: Text
    stem: str = ""
    instructions: str = ""
    notes: tuple[str, ...] = ()
    licence: Licence
    sources: tuple[Source, ...] = Field(min_length=1)
    codes: Codes | None = None
    options: tuple[Option, ...] = ()
    items: tuple[Item, ...] = Field(min_length=1)
    scales: dict[Word, Scale] = Field(default_factory=dict)
    tallies: dict[Word, tuple[TallyTerm, ...]] = Field(default_factory=dict)
    rules: dict[Word, Rule] = Field(default_factory=dict)
    alerts: tuple[AlertRule, ...] = ()
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

    def options_of(self, item: Item) -> tuple[Option, ...]:
        """The answers one item offers."""
        return item.options or self.options

    def items_of(self, scale: Scale) -> tuple[str, ...]:
        """The ids of the items a scale is made of."""
        return scale.items or tuple(item.id for item in self.scored)

    def source(self, id: str) -> Source:  # noqa: A002 - its name
        """The source of this id; KeyError if there is none."""
        for source in self.sources:
            if source.id == id:
                return source
        raise KeyError(id)
