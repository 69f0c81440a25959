"""One scale over the rows of a block, as exact fractions and as they are shown.

Here: sums of items and groups, scales of scales, the rhythm of a week. Not here: which rows are
refused (general), what a sum is worth (core's plans say it).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from kith.columns.answers import Flags
from kith.core.instruments.plans import Plan, ScalePlan

if TYPE_CHECKING:
    from kith.columns.general import Block

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]

MOST_KEPT = 4_000_000
"""Up to so many different sums and numbers of answers, their values are kept in a table."""


@dataclass(frozen=True)
class Exact:
    """Values as fractions, where there are any, and how many answers are missing."""

    numerator: Whole
    denominator: Whole
    has: Flags
    missing: Whole

    def as_float(self) -> Numbers:
        """The values as numbers, NaN where there is none."""
        return np.where(self.has, self.numerator / self.denominator, np.nan)


class Part(Protocol):
    """A scale, ready to be applied to rows."""

    def exactly(self, block: "Block", parts: Mapping[str, "Part"]) -> Exact:
        """The values before they are rounded to be shown."""

    def shown(self, exact: Exact) -> Numbers:
        """The values as they are told."""


def part_of(plan: Plan, name: str) -> Part:
    """The scale of this name in the form that fits it."""
    scale = plan.scale[name]
    if scale.rhythm:
        return _ByRow(plan, scale)
    return _OfScales(scale) if scale.parts else _OfItems(scale)


def _rounded(scale: ScalePlan, exact: Exact) -> Numbers:
    """Half up to the places the scale is told in, in whole numbers, as core does."""
    places = scale.missing_decimals if scale.whole else scale.scale.decimals
    tens = 10**places
    units = (2 * exact.numerator * tens + exact.denominator) // (2 * exact.denominator)
    return np.where(exact.has, units / tens, np.nan)


class _OfItems:
    """A scale of items and groups: the value hangs on the sum and on how many answers there are."""

    def __init__(self, scale: ScalePlan) -> None:
        self.scale = scale
        self.count = len(scale.elements)
        ends = [self._ends(element) for element in scale.elements]
        self.low = min(0, sum(min(0, low) for low, _ in ends))
        self.high = sum(max(0, high) for _, high in ends)
        size = (self.high - self.low + 1) * (self.count + 1) ** 2
        self.kept = _Kept(self, size) if size <= MOST_KEPT else None

    def _ends(self, element: tuple[str, ...]) -> tuple[int, int]:
        counts = [one for item in element for one in self.scale.tables[item].values()]
        return min(counts), max(counts)

    def exactly(self, block: "Block", parts: Mapping[str, Part]) -> Exact:
        total = np.zeros(block.rows, np.int64)
        given, missing = total.copy(), total.copy()
        for element in self.scale.elements:
            counted, there = self._counted(block, element)
            total += counted
            given += there
            open_ = ~there
            if all(item in block.out for item in element):
                ruled_out = np.logical_and.reduce([block.out[item] for item in element])
                open_ &= ~ruled_out
            missing += open_
        keys = ((total - self.low) * (self.count + 1) + given) * (self.count + 1) + given + missing
        numerator, denominator, has = self.values(keys)
        for item in self.scale.never:
            has = has & ~block.open(item)
        return Exact(numerator, denominator, has, missing)

    def _counted(self, block: "Block", element: tuple[str, ...]) -> tuple[Whole, Flags]:
        """What each row counts for an element, and whether it was answered."""
        lowest = np.iinfo(np.int64).min
        best = np.full(block.rows, lowest)
        there = block.nothing()
        for item in element:
            coding, table = block.codings[item], self.scale.tables[item]
            by_code = np.full(coding.bad + 1, lowest)
            by_code[: coding.none] = [table[_number(value)] for value in coding.values]
            np.maximum(best, by_code[block.codes[item]], out=best)
            there |= block.given[item]
        return np.where(there, best, 0), there

    def values(self, keys: Whole) -> tuple[Whole, Whole, Flags]:
        """Numerators, denominators and whether there is a value, by sum and number of answers."""
        if self.kept is not None:
            return self.kept.values(keys)
        different, back = np.unique(keys, return_inverse=True)
        found = [self.value(int(key)) for key in different]
        numerator = np.array([0 if one is None else one.numerator for one in found], np.int64)
        denominator = np.array([1 if one is None else one.denominator for one in found], np.int64)
        has = np.array([one is not None for one in found], np.bool_)
        return numerator[back], denominator[back], has[back]

    def value(self, key: int) -> Fraction | None:
        """What core's plan says of one sum and number of answers."""
        rest, elements = divmod(key, self.count + 1)
        total, given = divmod(rest, self.count + 1)
        return self.scale.value_of(total + self.low, given, elements)

    def shown(self, exact: Exact) -> Numbers:
        return _rounded(self.scale, exact)


class _Kept:
    """Values asked of core once, and kept by key."""

    def __init__(self, part: _OfItems, size: int) -> None:
        self.part = part
        self.known = np.zeros(size, np.bool_)
        self.numerator = np.zeros(size, np.int64)
        self.denominator = np.ones(size, np.int64)
        self.has = np.zeros(size, np.bool_)

    def values(self, keys: Whole) -> tuple[Whole, Whole, Flags]:
        new = ~self.known[keys]
        if new.any():
            for key in np.unique(keys[new]):
                value = self.part.value(int(key))
                self.known[key] = True
                if value is not None:
                    self.has[key] = True
                    self.numerator[key], self.denominator[key] = value.as_integer_ratio()
        return self.numerator[keys], self.denominator[keys], self.has[keys]


class _OfScales:
    """A scale made of other scales."""

    def __init__(self, scale: ScalePlan) -> None:
        self.scale = scale

    def exactly(self, block: "Block", parts: Mapping[str, Part]) -> Exact:
        found = [parts[name].exactly(block, parts) for name in self.scale.parts]
        numerator = np.zeros(block.rows, np.int64)
        denominator = np.ones(block.rows, np.int64)
        there = np.zeros(block.rows, np.int64)
        for one in found:
            numerator = np.where(
                one.has, numerator * one.denominator + one.numerator * denominator, numerator
            )
            denominator = np.where(one.has, denominator * one.denominator, denominator)
            divisor = np.gcd(numerator, denominator)
            numerator, denominator = numerator // divisor, denominator // divisor
            there += one.has
        has = (there > 0) & (len(found) - there <= self.scale.allowed)
        for item in self.scale.never:
            has &= ~block.open(item)
        counted = np.maximum(there, 1)
        if self.scale.mean:
            denominator = denominator * counted
        else:
            numerator, denominator = numerator * len(found), denominator * counted
        numerator, denominator = self._after(numerator, denominator)
        missing = np.zeros(block.rows, np.int64)
        for item in self.scale.items:
            missing += block.open(item)
        return Exact(numerator, denominator, has, missing)

    def _after(self, numerator: Whole, denominator: Whole) -> tuple[Whole, Whole]:
        """Multiplied, divided and added to."""
        factor, add = self.scale.factor, self.scale.add
        numerator = numerator * factor.numerator * add.denominator + (
            denominator * factor.denominator * add.numerator
        )
        return numerator, denominator * factor.denominator * add.denominator

    def shown(self, exact: Exact) -> Numbers:
        return _rounded(self.scale, exact)


class _ByRow:
    """A scale of which each row is worked out by itself."""

    def __init__(self, plan: Plan, scale: ScalePlan) -> None:
        self.plan = plan
        self.scale = scale

    def exactly(self, block: "Block", parts: Mapping[str, Part]) -> Exact:
        numerator, denominator = np.zeros(block.rows, np.int64), np.ones(block.rows, np.int64)
        has, missing = block.nothing(), np.zeros(block.rows, np.int64)
        for row in range(block.rows):
            answers = {
                item: _number(block.codings[item].values[block.codes[item][row]])
                for item in self.scale.items
                if block.given[item][row]
            }
            value, missing[row] = self.scale.exactly(self.plan, answers)
            if value is not None:
                has[row] = True
                numerator[row], denominator[row] = value.as_integer_ratio()
        return Exact(numerator, denominator, has, missing)

    def shown(self, exact: Exact) -> Numbers:
        return _rounded(self.scale, exact)


def _number(value: float) -> int | float:
    """A number as core has it: whole ones as such."""
    return int(value) if value == int(value) else float(value)
