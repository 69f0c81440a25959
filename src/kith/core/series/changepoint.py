"""One place at which the level of a series may have changed, and how sure that place is.

Whether: Pettitt's rank test (1979) with his approximation of its p value, which is close up to
0.5. Where, and how sure: for every place, how well the scores fit a change of level just there and
nowhere else (normal scores of one spread on both sides, all places alike beforehand; Smith 1975).
The likeliest place is given with the smallest set of places that holds 95 per cent. Since
neighbouring scores are alike, each counts for less than one: what speaks for a place is weakened by
(1 - likeness) / (1 + likeness), which is Kith's own caution and makes the set wider.

Pettitt's p takes the scores as independent; where they are alike it is too small. A steady slope
has no change of level, yet both find one in its middle: the slope is for `around` to say.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from kith.core.series.fit import fit
from kith.core.series.model import LEVEL, Point, values

LEAST_SERIES = 12  # below it hardly the plainest step could be told from none by Pettitt's test
LEAST_SIDE = 3
DOUBT = 0.05


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The likeliest change of level; no figures where the scores are too few or all the same."""

    n: int
    needs: tuple[str, ...]
    last_before: date | None = None  # the last score before the change
    first_after: date | None = None
    level_before: float | None = None
    level_after: float | None = None
    earliest: date | None = None  # the 95 per cent set, from the last score before its first place
    latest: date | None = None  # to the first score after its last
    share: float | None = None  # of the likeliest place
    pettitt: int | None = None
    pettitt_on: date | None = None
    p: float | None = None

    @property
    def is_enough(self) -> bool:
        """Whether there are scores enough."""
        return not self.needs

    @property
    def is_clear(self) -> bool:
        """Whether a change somewhere is more than doubtful."""
        return self.p is not None and self.p < DOUBT


def change_point(known: Sequence[Point]) -> ChangePoint:
    """Look for one change of level."""
    found, n = values(known), len(known)
    if n < LEAST_SERIES:
        more = LEAST_SERIES - n
        return ChangePoint(n, (f"{more} more score{'s' if more > 1 else ''} in all",))
    if len(set(found)) == 1:
        return ChangePoint(n, ("scores that differ: all of them are the same",))
    chances = chances_of(found, _alike(found))
    place = max(chances, key=lambda k: (chances[k], -k))
    kept = _smallest_set(chances)
    rank, at, p = pettitt(found)
    return ChangePoint(
        n,
        (),
        last_before=known[place - 1].on,
        first_after=known[place].on,
        level_before=fmean(found[:place]),
        level_after=fmean(found[place:]),
        earliest=known[min(kept) - 1].on,
        latest=known[max(kept)].on,
        share=chances[place],
        pettitt=rank,
        pettitt_on=known[at - 1].on,
        p=p,
    )


def pettitt(found: Sequence[float]) -> tuple[int, int, float]:
    """Pettitt's K, how many scores lie before the place where it is found, and its p."""
    n, at, most, sofar = len(found), 1, 0, 0
    for k, one in enumerate(found[:-1], 1):
        sofar += sum((one > other) - (one < other) for other in found)
        if abs(sofar) > most:
            most, at = abs(sofar), k
    return most, at, min(1.0, 2 * math.exp(-6 * most * most / (n**3 + n**2)))


def squares_left(found: Sequence[float], place: int) -> float:
    """What is left over if the level changes after `place` scores."""
    return _squares(found[:place]) + _squares(found[place:])


def chances_of(found: Sequence[float], alike: float = 0.0) -> dict[int, float]:
    """For each place, the share of the whole that speaks for a change just there."""
    news = (1 - alike) / (1 + alike)
    n = len(found)
    places = range(LEAST_SIDE, n - LEAST_SIDE + 1)
    floor = 1e-12 * _squares(found)
    logs = {
        k: -0.5 * math.log(k * (n - k))
        - news * (n - 2) / 2 * math.log(max(squares_left(found, k), floor))
        for k in places
    }
    most = max(logs.values())
    weights = {k: math.exp(one - most) for k, one in logs.items()}
    whole = math.fsum(weights.values())
    return {k: one / whole for k, one in weights.items()}


def _alike(found: Sequence[float]) -> float:
    """How alike neighbours are, once the best change of level is taken out."""
    n = len(found)
    place = min(range(LEAST_SIDE, n - LEAST_SIDE + 1), key=lambda k: squares_left(found, k))
    times = [float(one) for one in range(n)]
    return fit([[1.0] * n, [float(k >= place) for k in range(n)]], found, times).alike


def _smallest_set(chances: dict[int, float]) -> list[int]:
    kept: list[int] = []
    held = 0.0
    for place, chance in sorted(chances.items(), key=lambda item: (-item[1], item[0])):
        if held >= LEVEL:
            break
        kept.append(place)
        held += chance
    return kept


def _squares(found: Sequence[float]) -> float:
    middle = fmean(found)
    return math.fsum((value - middle) ** 2 for value in found)
