"""The body mass index by hand-reckoned values, and the floor of the trials."""

from decimal import Decimal

import pytest

from kith.core.body import FLOOR, TRIAL_FLOOR, bmi, is_low


@pytest.mark.parametrize(
    ("height", "weight", "index"),
    [
        ("168", "61.5", "21.8"),
        ("160", "44.8", "17.5"),
        ("180", "81", "25.0"),
        ("200", "70.2", "17.6"),  # 17.55 goes up
        ("100", "20", "20.0"),
    ],
)
def test_the_index_is_weight_by_height_squared(height, weight, index):
    assert bmi(height_cm=Decimal(height), weight_kg=Decimal(weight)) == Decimal(index)


@pytest.mark.parametrize(("index", "low"), [("17.4", True), ("17.5", True), ("17.6", False)])
def test_at_the_floor_of_the_trials_it_is_pointed_out(index, low):
    assert is_low(Decimal(index)) is low
    assert str(TRIAL_FLOOR) in FLOOR.why
    assert FLOOR.source
