"""The interpersonal circumplex of many rows.

Here: core.instruments.circumplex over columns, in the same order of steps. Not here: which scales.
"""

from collections.abc import Sequence
from math import cos, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kith.core.instruments.circumplex import DECIMALS, FLAT

Numbers = NDArray[np.float64]


def summaries(scores: Sequence[Numbers], angles: Sequence[float]) -> dict[str, Numbers]:
    """Elevation, x, y, amplitude, angle and fit of every row; NaN where there is none."""
    count = len(scores)
    turns = [radians(angle) for angle in angles]
    elevation = sum(scores[1:], scores[0]) / count
    x = 2 / count * sum(one * cos(turn) for one, turn in zip(scores, turns, strict=True))
    y = 2 / count * sum(one * sin(turn) for one, turn in zip(scores, turns, strict=True))
    amplitude = np.hypot(x, y)
    spread = sum((one - elevation) ** 2 for one in scores)
    left = sum(
        (one - elevation - x * cos(turn) - y * sin(turn)) ** 2
        for one, turn in zip(scores, turns, strict=True)
    )
    angle = np.where(amplitude > FLAT, np.degrees(np.arctan2(y, x)) % 360, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = np.where(spread > FLAT, 1 - left / spread, np.nan)
    found = {"elevation": elevation, "x": x, "y": y, "amplitude": amplitude}
    rounded = {name: _rounded(one) for name, one in found.items()}
    return rounded | {"angle": _rounded(angle) % 360, "fit": _rounded(fit)}


def _rounded(numbers: Any) -> Numbers:
    tens = 10**DECIMALS
    rounded: Numbers = np.floor(np.asarray(numbers) * tens + 0.5) / tens + 0.0
    return rounded
