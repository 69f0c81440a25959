"""The pieces an instrument's questions are made of: sources, licence, items and their answers.

Here: shape and plain look-ups. Not here: scales and rules (scales), the whole (model).

Every number that came from somewhere names its source and says whether it was verified there.
"""

from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    model_validator,
)

from kith.core.errors import KeyProblem

Int = Annotated[int, Strict()]
Number = Annotated[int, Strict()] | Annotated[float, Strict(), Field(allow_inf_nan=False)]
Bool = Annotated[bool, Strict()]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

MOST_VALUES = 20_001
"""How many different numbers one item may offer: enough for 0 to 200 in steps of a hundredth."""


def exact(number: float) -> Fraction:
    """A number as it was written: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(number) if isinstance(number, int) else Fraction(str(number))


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
    """Whether the wording may be reproduced here, on what ground, and what is shown with it.

    `terms`: what an organisation accepts before it uses a pack for non-commercial use.
    """

    text: Literal["free", "permission", "withheld"]
    class_: Literal["FULL", "VERBATIM", "PACK_NC", "SCORING", "OUT"] = Field(alias="class")
    basis: Text
    holder: str = ""
    credit: str = ""
    notice: str = ""
    terms: str = ""
    wording_from: str = ""
    verified: Bool


class Ages(Part):
    """For whom the instrument is meant, in years."""

    at_least: Int = Field(alias="from", ge=0)
    at_most: Int | None = Field(default=None, alias="to")
    note: str = ""


class Option(Part):
    """One answer that can be chosen: the value stored, the official words, the code.

    `refusal`: the instrument itself counts declining to answer, so no other way is offered.
    `counts`: what the answer counts in a scale where that is not its value.
    """

    value: Int
    text: str = ""
    code: str = ""
    refusal: Bool = False
    counts: Number | None = None


class Values(Part):
    """Which values count: those of a stretch, or those listed."""

    at_least: Number | None = None
    at_most: Number | None = None
    values: tuple[Int, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        stretch = self.at_least is not None or self.at_most is not None
        if stretch == bool(self.values):
            raise KeyProblem("at_least", "give either at_least or values, and only one of them")
        return self

    def met_by(self, value: float | None) -> bool:
        """Whether an answer is among the values; no answer never is."""
        if value is None:
            return False
        if self.values:
            return value in self.values
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


class Condition(Values):
    """A skip rule: ask only when `count` of these items (all scored ones, if none is named) fit."""

    items: tuple[Word, ...] = ()
    count: Int = Field(default=1, ge=1)


def _listed(value: object) -> object:
    """One condition may stand by itself, without a list round it."""
    return value if isinstance(value, list | tuple) else [value]


class Item(Part):
    """One question. `text` is the official wording, `label` Kith's own short words for it.

    Its answers are `options` to choose from, or numbers of a `range`. `own`: the words are the
    person's own, such as a goal of the contract.
    """

    id: Word
    text: str = ""
    label: Text
    code: str = ""
    options: tuple[Option, ...] = ()
    range: tuple[Number, Number] | None = None
    step: Number = Field(default=1, gt=0)
    ends: tuple[Text, Text] | None = None
    scored: Bool = True
    own: Literal["", "goal"] = ""
    ask_when: Annotated[tuple[Condition, ...], BeforeValidator(_listed)] = ()


@lru_cache(maxsize=512)
def numbers(span: tuple[float, float], step: float) -> tuple[int | float, ...]:
    """The numbers of a range, whole ones as whole numbers: (0, 1), 0.5 gives 0, 0.5, 1."""
    low, high, by = exact(span[0]), exact(span[1]), exact(step)
    count = (high - low) / by
    if high <= low or count.denominator != 1:
        raise KeyProblem("range", f"steps of {step:g} do not lead from {span[0]:g} to {span[1]:g}")
    if count >= MOST_VALUES:
        raise KeyProblem("range", f"these are more than {MOST_VALUES:,} different answers")
    found = (low + by * place for place in range(int(count) + 1))
    return tuple(int(one) if one.denominator == 1 else float(one) for one in found)
