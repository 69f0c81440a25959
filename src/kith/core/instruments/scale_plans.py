"""Scales made ready to be applied: items, groups and parts as look-ups and whole numbers.

Here: the arithmetic of one scale for one set of answers, so that no half is lost. Not here: skip
rules and rules by counts (plans).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm, nextafter
from typing import Protocol

from kith.core import regularity
from kith.core.instruments.model import Band, Instrument, Scale
from kith.core.instruments.parts import exact

Answers = Mapping[str, int | float | None]
NOTHING: frozenset[str] = frozenset()
MOST_READY = 2000


@dataclass(frozen=True, slots=True)
class Score:
    """A scale's value, its band, and how many of its items were not answered."""

    value: int | float | None
    band: str | None
    missing: int


def rounded_half_up(numerator: int, denominator: int, decimals: int) -> int | float:
    """numerator / denominator rounded half up, in whole numbers so that no half is lost."""
    tens = int(10**decimals)
    units = (2 * numerator * tens + denominator) // (2 * denominator)
    return units if decimals == 0 else units / tens


def edges_of(bands: Sequence[Band]) -> list[float]:
    """Where each band begins, as the least number that lies in it."""
    return [nextafter(band.edge, inf) if band.above is not None else band.edge for band in bands]


class Around(Protocol):
    """What a scale needs of the instrument round it."""

    scale: "dict[str, ScalePlan]"

    def skipped(self, answers: Answers) -> frozenset[str]:
        """The items that answers have ruled out."""


class ScalePlan:
    """One scale, ready to be applied.

    `elements` are what is counted: single items and groups; `tables` give for each item, by its
    answer, what it counts, in units of 1/`unit`. `plain`: the answers' own sum, nothing more.
    """

    def __init__(self, instrument: Instrument, scale: Scale) -> None:
        self.scale = scale
        self.items = instrument.items_of(scale)
        grouped = {item for group in scale.groups for item in group}
        singles = [(item,) for item in self.items if item not in grouped]
        self.elements: tuple[tuple[str, ...], ...] = (*singles, *scale.groups)
        self.parts = scale.scales
        self.mean = scale.method == "mean"
        self.rhythm = scale.method == "rhythm"
        self.counting = scale.method == "count"
        self.never = scale.missing.never if scale.missing else ()
        self.allowed = scale.missing.allowed if scale.missing else 0
        self.unit, self.tables = _tables(instrument, scale, self.items)
        self.factor = exact(scale.multiply) / exact(scale.divide)
        self.add = exact(scale.add)
        self.whole = _is_whole(instrument, scale)
        self.plain = (
            scale.method == "sum" and self.whole and self.factor == 1 and not self.add
            and not scale.groups
            and not self.parts and all(counts == value for table in self.tables.values()
                                       for value, counts in table.items())
        )  # fmt: skip
        self.edges = edges_of(scale.bands)
        self.ready: dict[int | float, Score] = {}
        self.labels = [None, *(band.label for band in scale.bands)]
        self.conditional = any(instrument.item(item).ask_when for item in self.items)

    @property
    def always_whole(self) -> bool:
        """Whether every value is a whole number, prorated ones too."""
        return self.whole and not self.missing_decimals

    @property
    def missing_decimals(self) -> int:
        """The places a prorated sum is rounded to."""
        return self.scale.missing.decimals if self.scale.missing else 0

    def score(self, plan: "Around", answers: Answers) -> Score:
        """The value with its band; the quick way first, which most questionnaires take."""
        items = self.items
        if self.conditional:
            skipped = plan.skipped(answers)
            items = tuple([item for item in items if item not in skipped])
        if self.plain:
            values = list(map(answers.get, items))
            if None not in values:
                total = sum(values)  # type: ignore[arg-type] # None was ruled out above
                return self.ready.get(total) or self._made(total)
        found, missing = self.exactly(plan, answers)
        if found is None:
            return Score(None, None, missing)
        value = self.shown(found, missing)
        return Score(value, self.labels[bisect_right(self.edges, value)], missing)

    def _made(self, total: int | float) -> Score:
        """The score of a whole sum, made once: there are few different ones."""
        score = Score(total, self.labels[bisect_right(self.edges, total)], 0)
        if len(self.ready) < MOST_READY:
            self.ready[total] = score
        return score

    def exactly(self, plan: "Around", answers: Answers) -> tuple[Fraction | None, int]:
        """The value before it is rounded to be shown, and how many answers are missing."""
        skipped = plan.skipped(answers) if self.conditional else NOTHING
        if self.parts:
            return self._of_parts(plan, answers, skipped)
        if self.rhythm:
            return self._of_week(answers)
        given, missing, elements = [], 0, 0
        for element in self.elements:
            chosen = ((item, answers.get(item)) for item in element)
            counts = [self.tables[item][value] for item, value in chosen if value is not None]
            if counts:
                given.append(max(counts))
            elif skipped.issuperset(element):
                continue
            else:
                missing += 1
            elements += 1
        if self._lacks(answers, skipped):
            return None, missing
        return self.value_of(sum(given), len(given), elements), missing

    def value_of(self, total: int, given: int, elements: int) -> Fraction | None:
        """The value of what so many of the elements count together, prorated; none if too few.

        A sum of which nothing was asked is nothing: the answers themselves ruled it out.
        """
        if self.counting:
            return Fraction(given)
        if elements - given > self.allowed or (not given and (elements or self.mean)):
            return None
        value = Fraction(total, self.unit)
        if self.mean:
            value /= given
        elif given < elements:
            value = value * elements / given
        value = value * self.factor + self.add
        if given < elements and self.whole:
            places = self.missing_decimals
            value = exact(rounded_half_up(value.numerator, value.denominator, places))
        return value

    def shown(self, value: Fraction, missing: int) -> int | float:
        """A value as it is told: whole where it must be, else to so many places, half up."""
        if self.whole and value.denominator == 1 and not (missing and self.missing_decimals):
            return value.numerator
        places = self.missing_decimals if self.whole else self.scale.decimals
        return rounded_half_up(value.numerator, value.denominator, places)

    def _lacks(self, answers: Answers, skipped: frozenset[str]) -> bool:
        """Whether an answer is missing without which there is no value."""
        return any(answers.get(item) is None and item not in skipped for item in self.never)

    def _of_week(self, answers: Answers) -> tuple[Fraction | None, int]:
        """The regularity of a week: an activity that was not done is no missing answer to fill."""
        times = {
            str(number): [int(at) for item in group if (at := answers.get(item)) is not None]
            for number, group in enumerate(self.scale.groups)
        }
        missing = sum(answers.get(item) is None for item in self.items)
        return regularity.score(times, outliers=self.scale.outliers).exact, missing

    def _of_parts(
        self, plan: "Around", answers: Answers, skipped: frozenset[str]
    ) -> tuple[Fraction | None, int]:
        missing = sum(answers.get(item) is None and item not in skipped for item in self.items)
        found = [plan.scale[part].exactly(plan, answers)[0] for part in self.parts]
        values = [value for value in found if value is not None]
        few = not values or len(found) - len(values) > self.allowed
        if few or self._lacks(answers, skipped):
            return None, missing
        total = sum(values, Fraction(0))
        if self.mean:
            total /= len(values)
        elif len(values) < len(found):
            total = total * len(found) / len(values)
        return total * self.factor + self.add, missing


def _is_whole(instrument: Instrument, scale: Scale) -> bool:
    """Whether whole counts give whole values: a sum, neither divided nor shifted by a part."""
    factor, add = exact(scale.multiply) / exact(scale.divide), exact(scale.add)
    return (
        scale.method in {"sum", "count"}
        and factor.denominator == add.denominator == 1
        and _tables(instrument, scale, instrument.items_of(scale))[0] == 1
        and all(_is_whole(instrument, instrument.scales[part]) for part in scale.scales)
    )


def _tables(
    instrument: Instrument, scale: Scale, items: Iterable[str]
) -> tuple[int, dict[str, dict[int | float, int]]]:
    """What each answer counts, reversed and weighted, in whole units; and the unit."""
    if scale.scales:
        return 1, {}
    fractions: dict[str, dict[int | float, Fraction]] = {}
    for name in items:
        item = instrument.item(name)
        counts = {one: exact(one) for one in instrument.values_of(item)}
        if not instrument.range_of(item):
            counts |= {
                option.value: exact(option.counts)
                for option in instrument.options_of(item)
                if option.counts is not None
            }
        turn = min(counts.values()) + max(counts.values()) if name in scale.reversed else None
        weight = exact(scale.weights.get(name, 1))
        fractions[name] = {
            value: (counted if turn is None else turn - counted) * weight
            for value, counted in counts.items()
        }
    unit = lcm(*(one.denominator for table in fractions.values() for one in table.values()))
    return unit, {
        name: {value: int(one * unit) for value, one in table.items()}
        for name, table in fractions.items()
    }
