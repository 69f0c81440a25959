"""The interpersonal circumplex: eight scales round a circle, summed up as one cosine wave.

Here: the structural summary of one person's eight scores (Gurtman 1992, J Pers Soc Psychol
63:105-18; Wright, Pincus, Conroy & Hilsenroth 2009, J Pers Assess 91:311-22). Not here: which
scales these are; the instrument's file says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, floor, hypot, radians, sin

from kith.core.instruments.model import Instrument
from kith.core.instruments.plans import Answers, plan_of

DEFINITIONS = {
    "elevation": "the mean of the octant scores",
    "x": "love: 2/n times the sum of each octant score times the cosine of its angle",
    "y": "dominance: 2/n times the sum of each octant score times the sine of its angle",
    "amplitude": "the length of the vector (x, y): how distinct the profile is",
    "angle": "the direction of the vector in degrees from love towards dominance; none if flat",
    "fit": "R2: how much of the octants' differences one cosine wave explains; none if flat",
}
"""What each number of a summary means, as a page may tell it."""

FLAT = 1e-9
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Summary:
    """One profile round the circle. No direction and no fit where the profile is flat."""

    elevation: float
    x: float
    y: float
    amplitude: float
    angle: float | None
    fit: float | None


def summarise(scores: Sequence[float], angles: Sequence[float]) -> Summary:
    """The structural summary of scores at these angles (degrees), which lie evenly spaced.

    elevation e = mean of s; x = 2/n sum s cos t; y = 2/n sum s sin t; amplitude a = sqrt(x2 + y2);
    angle d = atan2(y, x); fit = 1 - SS(s - e - a cos(t - d)) / SS(s - e).
    """
    count = len(scores)
    turns = [radians(angle) for angle in angles]
    elevation = sum(scores) / count
    x = 2 / count * sum(one * cos(turn) for one, turn in zip(scores, turns, strict=True))
    y = 2 / count * sum(one * sin(turn) for one, turn in zip(scores, turns, strict=True))
    amplitude = hypot(x, y)
    spread = sum((one - elevation) ** 2 for one in scores)
    left = sum(
        (one - elevation - x * cos(turn) - y * sin(turn)) ** 2
        for one, turn in zip(scores, turns, strict=True)
    )
    angle = degrees(atan2(y, x)) % 360 if amplitude > FLAT else None
    return Summary(elevation, x, y, amplitude, angle, 1 - left / spread if spread > FLAT else None)


def summary(instrument: Instrument, answers: Answers) -> Summary | None:
    """The summary of one set of checked answers; none without a circumplex or without a score."""
    if instrument.circumplex is None:
        return None
    plan = plan_of(instrument)
    scores = []
    for name in instrument.circumplex.octants:
        value, _ = plan.scale[name].exactly(plan, answers)
        if value is None:
            return None
        scores.append(float(value))
    found = summarise(scores, list(instrument.circumplex.octants.values()))
    return Summary(
        _rounded(found.elevation),
        _rounded(found.x),
        _rounded(found.y),
        _rounded(found.amplitude),
        None if found.angle is None else _rounded(found.angle) % 360,
        None if found.fit is None else _rounded(found.fit),
    )


def _rounded(number: float) -> float:
    """To so many places, half up, and never as minus nothing."""
    tens: int = 10**DECIMALS
    return floor(number * tens + 0.5) / tens + 0.0
