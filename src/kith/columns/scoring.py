"""Columns of answers to columns of scores.

Here: the choice between the quick way (symmetric) and the general one, block by block, and what
comes back. Not here: files.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kith.columns.answers import Bytes, Column
from kith.columns.general import General
from kith.columns.symmetric import BLOCK, FEW, Bounds, SymmetricScale, bounded, symmetric
from kith.columns.table import ScaleColumns, Scored
from kith.core.instruments.model import Instrument
from kith.core.instruments.plans import plan_of


def score(instrument: Instrument, columns: Mapping[str, Column], *, rules: bool = True) -> Scored:
    """Score every row. A column for each scored item; bytes (255: no answer) are the quickest.

    `rules = False`: scores only, neither results by counts nor alerts nor a circumplex.
    """
    scorer = _scorer(instrument)
    if not rules and scorer.takes(columns):
        return scorer.quickly(columns)
    return scorer.general.score(columns, rules=rules)


@lru_cache(maxsize=256)
def _scorer(instrument: Instrument) -> "_Scorer":
    return _Scorer(instrument)


class _Scorer:
    """One instrument, ready to be applied to columns."""

    def __init__(self, instrument: Instrument) -> None:
        plan = plan_of(instrument)
        self.general = General(instrument)
        self.items = tuple(item.id for item in instrument.scored)
        scales = [symmetric(plan, name) for name in instrument.scales]
        self.scales: list[SymmetricScale] = [one for one in scales if one is not None]
        bounds = {item: found for item in self.items if (found := bounded(plan, item))}
        self.bounds = Bounds.of(bounds) if bounds else None
        self.is_quick = (
            len(self.scales) == len(scales) > 0
            and len(bounds) == len(self.items)
            and not instrument.one_of
            and not any(item.ask_when for item in instrument.scored)
        )

    def takes(self, columns: Mapping[str, Column]) -> bool:
        """Whether these columns can be scored the quick way."""
        return (
            self.is_quick
            and set(columns) == set(self.items)
            and all(column.dtype == np.uint8 for column in columns.values())
        )

    def quickly(self, columns: Mapping[str, Bytes]) -> Scored:
        """Score by blocks: whole where nothing is missing or wrong, else with care."""
        rows = len(columns[self.items[0]])
        scored = Scored(
            {
                one.name: ScaleColumns(np.empty(rows, one.table.dtype), np.zeros(rows, np.uint8))
                for one in self.scales
            },
            np.zeros(rows, np.bool_),
        )
        marks, room = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8)
        for start in range(0, rows, BLOCK):
            end = min(start + BLOCK, rows)
            block = {item: columns[item][start:end] for item in self.items}
            self._block(block, scored, start, marks[: end - start], room[: end - start])
        return scored

    def _block(
        self, block: Mapping[str, Bytes], scored: Scored, start: int, marks: Bytes, room: Bytes
    ) -> None:
        assert self.bounds is not None  # noqa: S101 - is_quick says so
        end = start + len(marks)
        care = np.arange(0)
        if self.bounds.cares(list(block.values()), marks):
            care = np.flatnonzero(marks > self.bounds.high)
        if len(care) * FEW <= len(marks):
            for scale in self.scales:
                scale.of_clean(block, scored.scales[scale.name].value[start:end], room)
        else:
            care = np.arange(len(marks))
        if len(care):
            few = len(care) < len(marks)
            rows = {item: column[care] for item, column in block.items()} if few else block
            self._with_care(rows, scored, start + care if few else slice(start, end))

    def _with_care(
        self, rows: Mapping[str, Bytes], scored: Scored, places: NDArray[Any] | slice
    ) -> None:
        assert self.bounds is not None  # noqa: S101 - is_quick says so
        broken = self.bounds.broken(rows)
        scored.rejected[places] = broken
        for scale in self.scales:
            value, missing = scale.of_rows(rows)
            value[broken] = scale.nothing
            missing[broken] = 0
            scored.scales[scale.name].value[places] = value
            scored.scales[scale.name].missing[places] = missing


def items_of(instrument: Instrument) -> Iterable[str]:
    """The columns a table must have, in order."""
    return [item.id for item in instrument.scored]
