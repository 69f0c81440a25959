"""Answers as columns of small numbers: which answer it is, none, or one that is not allowed.

Here: what arrives (bytes, whole numbers, numbers with gaps) to codes. Not here: arithmetic.

A code is the place of the answer among the item's allowed values in rising order; after these come
`none` and `bad`. A column of bytes holds the answers themselves, with 255 where there is none.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kith.core.instruments.plans import Plan

Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Codes = NDArray[np.uint16]
Column = NDArray[Any]

NONE = 255
"""In a column of bytes: no answer."""


@dataclass(frozen=True)
class Coding:
    """One item's answers: the allowed values in rising order, and how each arrives."""

    item: str
    values: NDArray[np.float64]
    by_byte: Codes

    @property
    def none(self) -> int:
        """The code of no answer."""
        return len(self.values)

    @property
    def bad(self) -> int:
        """The code of what is not allowed."""
        return len(self.values) + 1

    def codes(self, column: Column) -> Codes:
        """The codes of a column; numbers with gaps may hold NaN where there is no answer."""
        if column.dtype == np.uint8:
            return self.by_byte[column]
        numbers = column.astype(np.float64)
        places = np.searchsorted(self.values, numbers)
        places[places == len(self.values)] = 0
        codes = np.where(self.values[places] == numbers, places, self.bad)
        codes[np.isnan(numbers)] = self.none
        return codes.astype(np.uint16)


def coding_of(plan: Plan, item: str) -> Coding:
    """How one item's answers are coded."""
    values = np.array(sorted(plan.allowed[item]), dtype=np.float64)
    by_byte = np.full(256, len(values) + 1, dtype=np.uint16)
    for place, value in enumerate(values):
        if value == int(value) and 0 <= value < NONE:
            by_byte[int(value)] = place
    by_byte[NONE] = len(values)
    return Coding(item, values, by_byte)
