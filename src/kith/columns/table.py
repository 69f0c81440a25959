"""What comes back when a table of answers is scored.

Here: the shape of scores, results and alerts by columns. Not here: how they are worked out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kith.columns.answers import NONE, Flags


@dataclass(frozen=True)
class ScaleColumns:
    """One scale's values and numbers of missing answers.

    Values are bytes with 255 where there is none, or floats with NaN.
    """

    value: NDArray[Any]
    missing: NDArray[Any]

    @property
    def has_value(self) -> Flags:
        """The rows that have a score."""
        found: Flags = self.value != NONE if self.value.dtype == np.uint8 else ~np.isnan(self.value)
        return found


@dataclass(frozen=True)
class Scored:
    """What became of each row. Rows in `rejected` have no scores, results or alerts.

    `results`: by rule, the place of the outcome in the file, -1 for none. `alerts`: by place
    (an item, `scale:` or `rule:`) and level, the rows that call.
    """

    scales: dict[str, ScaleColumns]
    rejected: Flags
    results: dict[str, NDArray[np.int16]] = field(default_factory=dict)
    alerts: dict[tuple[str, int], Flags] = field(default_factory=dict)
    circumplex: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.rejected)


def joined(pieces: Sequence[Scored]) -> Scored:
    """Blocks of rows as one table."""
    if len(pieces) == 1:
        return pieces[0]
    first = pieces[0]
    return Scored(
        {
            name: ScaleColumns(
                np.concatenate([one.scales[name].value for one in pieces]),
                np.concatenate([one.scales[name].missing for one in pieces]),
            )
            for name in first.scales
        },
        np.concatenate([one.rejected for one in pieces]),
        {name: np.concatenate([one.results[name] for one in pieces]) for name in first.results},
        {key: np.concatenate([one.alerts[key] for one in pieces]) for key in first.alerts},
        {
            name: np.concatenate([one.circumplex[name] for one in pieces])
            for name in first.circumplex
        },
    )
