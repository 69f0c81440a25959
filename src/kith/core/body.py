"""Height and weight: the body mass index, and what a trial of IPT asked of it. No advice.

Whether somebody is well enough for a course is a doctor's judgement; the number only informs it.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HEIGHTS = (Decimal(100), Decimal(230))  # centimetres
WEIGHTS = (Decimal(20), Decimal(350))  # kilograms
TRIAL_FLOOR = Decimal("17.5")


@dataclass(frozen=True)
class FloorRule:
    """Why a low index is pointed out."""

    title: str = "Weight so low that a doctor judges first whether this course is safe"
    why: str = (
        "Trials of IPT for eating disorders took in people with a body mass index above 17.5. At "
        "or under it the body needs medical care first."
    )
    source: str = "Fairburn and colleagues 2015, Behav Res Ther 70:64-71 (PMC4461007)"
    verified: bool = True


FLOOR = FloorRule()


def bmi(*, height_cm: Decimal, weight_kg: Decimal) -> Decimal:
    """Weight in kilograms by the square of the height in metres, to one decimal."""
    metres = height_cm / 100
    return (weight_kg / (metres * metres)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def is_low(index: Decimal) -> bool:
    """Whether the index is at or under the floor of the trials."""
    return index <= TRIAL_FLOOR
