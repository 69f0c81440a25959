"""Non-overlap: how many of all pairs, one score before and one after, show an improvement.

NAP is the share of such pairs, ties counting half (Parker & Vannest 2009); 0.5 is what chance
alone gives. Its interval is Newcombe's (2006, method 5), as SingleCaseES gives it. Tau is the same
on a scale from -1 to 1; Tau-U takes off the trend that was there before the event (Parker,
Vannest, Davis & Sauber 2011): (S of the pairs between the sides - S of the pairs before the event,
in their order) / number of pairs between the sides. It can leave -1 to 1 where there are more
scores before than after, and shrinks with the length of the first side (Tarlow 2017).

The p values are those of Kendall's S under exchange of all scores, with ties, by the normal curve:
the two parts of Tau-U are uncorrelated under exchange, so their variances add. This follows from
theory and is tested by going through every order; it is not the published web calculator's rule,
which takes the variance of the first part alone. All of it takes the scores as independent, which
neighbouring scores are not: the p values are too small rather than too large.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from kith.core.series.around import too_few
from kith.core.series.model import LEVEL, HigherIs, Interval


@dataclass(frozen=True, slots=True)
class Overlap:
    """The pairs and what follows from them; no figures where the scores are too few.

    "Better" is lower where higher is worse, and higher otherwise; on a scale that is neither,
    read "higher".
    """

    needs: tuple[str, ...]
    better: int = 0
    worse: int = 0
    tied: int = 0
    nap: Interval | None = None
    tau: float | None = None
    tau_p: float | None = None
    trend_before: int = 0  # Kendall's S of the scores before the event
    tau_u: float | None = None
    tau_u_p: float | None = None

    @property
    def is_enough(self) -> bool:
        """Whether there are scores enough on both sides."""
        return not self.needs

    @property
    def pairs(self) -> int:
        """All pairs of a score before and one after."""
        return self.better + self.worse + self.tied


def overlap(
    before: Sequence[float], after: Sequence[float], higher_is: HigherIs, least: int | None = None
) -> Overlap:
    """Compare every score before with every score after, both in the order of time."""
    needs = too_few(len(before), len(after), *(() if least is None else (least,)))
    if needs or not before or not after:
        return Overlap(needs)
    sign = -1 if higher_is == "worse" else 1
    found = [_sign(sign * (b - a)) for a in before for b in after]
    trend = sign * rising(before)
    pairs, s = len(found), sum(found)
    between = variance_between(before, after)
    tau_u = s - trend
    return Overlap(
        (),
        better=found.count(1),
        worse=found.count(-1),
        tied=found.count(0),
        nap=_nap(len(before), len(after), (s / pairs + 1) / 2),
        tau=s / pairs,
        tau_p=_p(s, between),
        trend_before=trend,
        tau_u=tau_u / pairs,
        tau_u_p=_p(tau_u, between + variance_within(before)),
    )


def rising(found: Sequence[float]) -> int:
    """Kendall's S: pairs in order of time that rise, less those that fall."""
    return sum(_sign(b - a) for n, a in enumerate(found) for b in found[n + 1 :])


def variance_between(before: Sequence[float], after: Sequence[float]) -> float:
    """The variance of S between the sides under exchange, ties taken into account."""
    m, n = len(before), len(after)
    total = m + n
    tied = sum(t**3 - t for t in Counter([*before, *after]).values())
    return m * n / 3 * (total + 1 - tied / (total * (total - 1)))


def variance_within(found: Sequence[float]) -> float:
    """The variance of S of a run of scores under exchange, ties taken into account."""
    n = len(found)
    tied = sum(t * (t - 1) * (2 * t + 5) for t in Counter(found).values())
    return (n * (n - 1) * (2 * n + 5) - tied) / 18


def _p(s: float, variance: float) -> float:
    """Two-sided; 1 where every score is the same."""
    return 2 * NormalDist().cdf(-abs(s) / math.sqrt(variance)) if variance > 0 else 1.0


def _nap(m: int, n: int, found: float) -> Interval:
    """Newcombe's fifth method: the shares from which `found` is less than z errors away."""
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    h = (m + n) / 2 - 1

    def is_near(share: float) -> bool:
        more = 1 / h + (1 - share) / (2 - share) + share / (1 + share)
        return (found - share) ** 2 <= z * z * h * share * (1 - share) / (m * n) * more

    return Interval(found, _edge(found, 0.0, is_near), _edge(found, 1.0, is_near))


def _edge(inside: float, outside: float, is_near: Callable[[float], bool]) -> float:
    """Where, between a share that is near and an end of the scale, shares stop being near."""
    for _ in range(100):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if is_near(middle) else (inside, middle)
    return outside


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
