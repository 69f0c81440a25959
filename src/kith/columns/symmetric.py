"""The quick way: scales in which every item counts the same, over columns of bytes.

Here: sums and means, reversed items, prorating, bounds of answers, block by block. Not here: skip
rules, weights, groups, scales of scales (general); what a sum is worth (core's plans say it).

All of it rests on two facts. Missing answers arrive as 255, which is -1 where bytes wrap round: the
sum of a row is short by exactly the number of its missing answers. And the value of such a scale
depends on that number and that sum alone, so it stands in a table worked out beforehand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kith.columns.answers import NONE, Bytes, Flags
from kith.core.instruments.plans import Plan, ScalePlan

BLOCK = 1 << 17
"""Rows taken at a time: their sums, counts and marks stay in the processor's cache."""

FEW = 8
"""Where fewer than one row in so many needs care, those rows are looked at by themselves."""


@dataclass(frozen=True)
class SymmetricScale:
    """One scale: its items, what a reversed answer is taken from, and its table of values.

    `table[missing, sum]` is the value, `nothing` where there is none.
    """

    name: str
    items: tuple[str, ...]
    turned: Mapping[str, int]
    never: tuple[str, ...]
    table: NDArray[Any]
    nothing: float
    identity: bool

    def of_clean(self, columns: Mapping[str, Bytes], out: NDArray[Any], room: Bytes) -> None:
        """Values of rows in which nothing is missing."""
        total = out if self.identity else room
        self._add(columns, total, None)
        if not self.identity:
            np.take(self.table[0], total, out=out, mode="clip")

    def of_rows(self, columns: Mapping[str, Bytes]) -> tuple[NDArray[Any], Bytes]:
        """Values and numbers of missing answers of rows that may have gaps."""
        rows = len(columns[self.items[0]])
        total, missing = np.empty(rows, np.uint8), np.zeros(rows, np.uint8)
        gap = np.empty(rows, np.bool_)
        for item in self.items:
            np.equal(columns[item], NONE, out=gap)
            np.add(missing, gap.view(np.uint8), out=missing)
        self._add(columns, total, gap)
        np.add(total, missing, out=total)
        value = self.table[missing, total]
        for item in self.never:
            value[columns[item] == NONE] = self.nothing
        return value, missing

    def _add(self, columns: Mapping[str, Bytes], total: Bytes, gap: Flags | None) -> None:
        total[:] = 0
        for item in self.items:
            column = columns[item]
            if item in self.turned:
                column = np.subtract(np.uint8(self.turned[item]), column)
                if gap is not None:
                    np.equal(columns[item], NONE, out=gap)
                    column[gap] = NONE
            np.add(total, column, out=total)


def symmetric(plan: Plan, name: str) -> SymmetricScale | None:
    """The scale in its quick form; none if it needs the general way."""
    scale = plan.scale[name]
    turned = _turned(plan, scale)
    if turned is None:
        return None
    highest = sum(max(scale.tables[item].values()) for item in scale.items)
    if highest >= NONE or len(scale.items) >= NONE:
        return None
    table = _table(scale, highest)
    whole = all(isinstance(one, int) for row in table for one in row if one is not None)
    fits = whole and all(0 <= one < NONE for row in table for one in row if one is not None)
    nothing: float = NONE if fits else np.nan
    array = np.array(
        [[nothing if one is None else one for one in row] for row in table],
        dtype=np.uint8 if fits else np.float64,
    )
    same = bool(fits and np.array_equal(array[0, : highest + 1], np.arange(highest + 1)))
    return SymmetricScale(name, scale.items, turned, scale.never, array, nothing, same)


def _turned(plan: Plan, scale: ScalePlan) -> dict[str, int] | None:
    """From what each reversed answer is taken; none if some item counts in another way."""
    if scale.parts or scale.conditional or scale.unit != 1 or scale.rhythm:
        return None
    if any(len(element) > 1 for element in scale.elements):
        return None
    turned = {}
    for item in scale.items:
        counts = scale.tables[item]
        if not bounded(plan, item):
            return None
        if any(count != value for value, count in counts.items()):
            sums = {int(value) + count for value, count in counts.items()}
            if len(sums) != 1 or min(counts.values()) < 0:
                return None
            turned[item] = sums.pop()
    return turned


def bounded(plan: Plan, item: str) -> tuple[int, int] | None:
    """The least and the most of an item whose answers are all the whole numbers between."""
    values = sorted(plan.allowed[item])
    low, high = values[0], values[-1]
    if isinstance(low, float) or isinstance(high, float) or not 0 <= low < high < NONE - 1:
        return None
    return (low, high) if values == list(range(low, high + 1)) else None


def _table(scale: ScalePlan, highest: int) -> list[list[int | float | None]]:
    """What core says of each number of missing answers and each sum of the others."""
    elements = len(scale.elements)
    rows: list[list[int | float | None]] = []
    for missing in range(elements + 1):
        row: list[int | float | None] = [None] * 256
        for total in range(highest + 1):
            value = scale.value_of(total, elements - missing, elements)
            row[total] = None if value is None else scale.shown(value, missing)
        rows.append(row)
    return rows


@dataclass(frozen=True)
class Bounds:
    """Which bytes are answers: the bounds of each item, and the narrowest of all."""

    by_item: Mapping[str, tuple[int, int]]
    low: int
    high: int
    by_or: bool

    @classmethod
    def of(cls, by_item: Mapping[str, tuple[int, int]]) -> "Bounds":
        """The bounds of several items. Where all end at 1, 3 or 7, ORed bytes tell as much."""
        low = max(low for low, _ in by_item.values())
        high = min(high for _, high in by_item.values())
        return cls(by_item, low, high, high & (high + 1) == 0)

    def cares(self, columns: Sequence[Bytes], room: Bytes) -> bool:
        """Whether any row has a gap or an answer out of bounds; marks them in `room`."""
        join = np.bitwise_or if self.by_or else np.maximum
        room[:] = columns[0]
        for column in columns[1:]:
            join(room, column, out=room)
        if self.low:
            least = columns[0].copy()
            for column in columns[1:]:
                np.minimum(least, column, out=least)
            room[least < self.low] = NONE
        return bool(room.max(initial=0) > self.high)

    def broken(self, columns: Mapping[str, Bytes]) -> Flags:
        """The rows with an answer that is not allowed."""
        rows = len(next(iter(columns.values())))
        bad = np.zeros(rows, np.bool_)
        for item, (low, high) in self.by_item.items():
            column = columns[item]
            bad |= (column > high) & (column != NONE)
            if low:
                bad |= column < low
        return bad
