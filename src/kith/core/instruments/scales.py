"""The pieces an instrument's results are made of: scales, bands, thresholds, rules, alerts.

Here: shape and plain look-ups. Not here: questions (parts), arithmetic (scoring).
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from kith.core.errors import KeyProblem
from kith.core.instruments.parts import Bool, Cited, Int, Number, Part, Text, Values, Word

Whom = Literal["", "women", "men", "children", "adolescents", "adults", "older_adults"]


class Threshold(Part):
    """One bound of a score; exactly one of the four is given."""

    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(bound is not None for bound in self._bounds) != 1:
            raise KeyProblem("at_least", "give one of at_least, above, at_most, below")
        return self

    @property
    def _bounds(self) -> tuple[float | None, ...]:
        return self.at_least, self.above, self.at_most, self.below

    @property
    def value(self) -> int | float:
        """The number of the bound, whichever it is."""
        return next(bound for bound in self._bounds if bound is not None)

    @property
    def words(self) -> str:
        """The bound as a phrase: "10 or more", "below 13.5"."""
        if self.above is not None:
            return f"above {self.above:g}"
        if self.below is not None:
            return f"below {self.below:g}"
        return f"{self.value:g} or {'less' if self.at_least is None else 'more'}"

    def met_by(self, value: float) -> bool:
        """Whether a score lies on the side that is meant."""
        if self.at_least is not None:
            return value >= self.at_least
        if self.above is not None:
            return value > self.above
        return value <= self.at_most if self.at_most is not None else value < self.value


class Band(Part):
    """A named stretch of a scale, from this value (or just above it) up to the next band."""

    at_least: Number | None = Field(default=None, alias="from")
    above: Number | None = None
    label: Text

    @model_validator(mode="after")
    def _one_edge(self) -> Self:
        if (self.at_least is None) == (self.above is None):
            raise KeyProblem("from", "give either from or above, and only one of them")
        return self

    @property
    def edge(self) -> int | float:
        """The value at which the band begins."""
        return self.at_least if self.at_least is not None else self.above or 0

    def begins_by(self, value: float) -> bool:
        """Whether a value lies in this band or a higher one."""
        return value > self.above if self.above is not None else value >= self.edge


class Banding(Cited):
    """One published division of a scale into bands. A scale's first banding names its scores."""

    scheme: Text
    bands: tuple[Band, ...] = Field(min_length=2)
    for_: Whom = Field(default="", alias="for")

    def label(self, value: float | None) -> str | None:
        """The band a value lies in; none for no value."""
        if value is None:
            return None
        return next((one.label for one in reversed(self.bands) if one.begins_by(value)), None)


class CutOff(Cited, Threshold):
    """A named threshold, such as `caseness`, perhaps for some people only."""

    name: Word
    meaning: Text
    for_: Whom = Field(default="", alias="for")
    ages: tuple[Int] | tuple[Int, Int] | None = None


class Points(Cited):
    """A change that means something from so many points on."""

    points: Number = Field(gt=0)


class Response(Cited):
    """Response to treatment: a fall of the first score by so many per cent, or so many points."""

    reduction_percent: Number | None = Field(default=None, gt=0, le=100)
    reduction_points: Number | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.reduction_percent is None) == (self.reduction_points is None):
            raise KeyProblem("reduction_percent", "give this or reduction_points, one of them")
        return self


class Remission(Cited, Threshold):
    """Remission: a score on this side of a bound."""


class MissingRule(Cited):
    """How many answers may be missing; the score is then the mean of the others times their number.

    Rounded half up to `decimals` places. Without one of `never` there is no score.
    """

    allowed: Int = Field(ge=0)
    decimals: Int = Field(default=0, ge=0, le=4)
    never: tuple[Word, ...] = ()


class Scale(Part):
    """A score over items (all scored ones, if none is named), groups of items, or other scales.

    A group counts once, with the highest of its answers. The sum or mean, with answers reversed
    and weighted first, is multiplied, divided and added to last. `count`: how many were answered.
    `rhythm`: the Social Rhythm Metric, each group one activity's clock times in minutes; `outliers`
    says whether a time that does not shape the usual time can still be near it.
    """

    name: Text
    items: tuple[Word, ...] = ()
    groups: tuple[tuple[Word, ...], ...] = ()
    scales: tuple[Word, ...] = ()
    method: Literal["sum", "mean", "count", "rhythm"] = "sum"
    outliers: Literal["count", "leave_out"] = "count"
    reversed: tuple[Word, ...] = ()
    weights: dict[Word, Number] = Field(default_factory=dict)
    multiply: Number = Field(default=1, gt=0)
    divide: Number = Field(default=1, gt=0)
    add: Number = 0
    range: tuple[Number, Number]
    decimals: Int = Field(default=0, ge=0, le=4)
    missing: MissingRule | None = None
    higher_is: Literal["worse", "better", "neither"]
    bandings: tuple[Banding, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    reliable_change: Points | None = None
    further_changes: tuple[Points, ...] = ()
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
        """The cut-off of this name, the one for everybody first; none if the scale has none."""
        found = [cut for cut in self.cut_offs if cut.name == name]
        return min(found, key=lambda cut: (bool(cut.for_), cut.ages is not None), default=None)


class TallyTerm(Values):
    """Items counted when their answer is among the values; unanswered ones too, if so said.

    `once`: the term counts one, however many of its items fit.
    """

    items: tuple[Word, ...] = Field(min_length=1)
    counts_missing: Bool = False
    once: Bool = False


class Span(Part):
    """Bounds for a count."""

    at_least: Int = 0
    at_most: Int | None = None

    def holds(self, count: int) -> bool:
        """Whether the count lies within the bounds."""
        return self.at_least <= count and (self.at_most is None or count <= self.at_most)


class Outcome(Part):
    """One way a rule can end: it applies when every tally and scale named is within its bounds."""

    id: Word
    label: Text
    when: dict[Word, Span] = Field(default_factory=dict)
    scales: dict[Word, Threshold] = Field(default_factory=dict)
    meaning: str = ""


class Rule(Cited):
    """A named result found by counting answers; the first outcome that applies is the result.

    `needs` names the items without which there is no result; without it, all that are counted.
    """

    name: Text
    needs: tuple[Word, ...] = ()
    outcomes: tuple[Outcome, ...] = Field(min_length=1)


class AlertRule(Cited):
    """What somebody must see: an answer by itself, a score, or what a rule found."""

    level: Literal["urgent", "review"]
    items: tuple[Word, ...] = ()
    scale: Word | None = None
    rule: Word | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    values: tuple[Int, ...] = ()
    outcomes: tuple[Word, ...] = ()
    why: Text
    action: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (bool(self.items), self.scale is not None, self.rule is not None).count(True) != 1:
            raise KeyProblem("items", "name items, a scale or a rule, and only one of them")
        stretch = self.at_least is not None or self.at_most is not None
        if (stretch, bool(self.values), bool(self.outcomes)).count(True) != 1:
            raise KeyProblem("at_least", "give either at_least or values, and only one of them")
        if bool(self.outcomes) != (self.rule is not None):
            raise KeyProblem("outcomes", "outcomes belong to a rule")
        if self.values and self.scale is not None:
            raise KeyProblem("values", "a scale needs at_least or at_most")
        return self

    @property
    def span(self) -> Values | None:
        """The values that call, for items and scales."""
        if self.rule is not None:
            return None
        return Values(at_least=self.at_least, at_most=self.at_most, values=self.values)

    def met_by(self, value: float | None) -> bool:
        """Whether this answer or score calls."""
        span = self.span
        return span is not None and span.met_by(value)


class Circumplex(Cited):
    """Eight scales round a circle, by their angle in degrees, summed up as one cosine wave."""

    name: Text
    octants: dict[Word, Number] = Field(min_length=3)
