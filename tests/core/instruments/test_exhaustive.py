"""Every complete pattern of answers, against a second implementation that shares no code.

The naive one is written from the published scoring only: add up, look up, look at item 9.
"""

from itertools import product

import pytest

from kith.core import catalogue
from kith.core.instruments import scoring

BANDS = {
    "phq9": ["none-minimal"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["moderately severe"] * 5
    + ["severe"] * 8,
    "gad7": ["minimal"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["severe"] * 7,
}  # fmt: skip


def naive(name, pattern):
    total = 0
    for answer in pattern:
        total = total + answer
    alarmed = name == "phq9" and pattern[8] > 0
    return total, BANDS[name][total], alarmed


@pytest.mark.parametrize(
    ("name", "length", "patterns"), [("phq9", 9, 262_144), ("gad7", 7, 16_384)]
)
def test_every_complete_pattern(name, length, patterns):
    instrument = catalogue.instrument(name)
    items = [item.id for item in instrument.scored]
    seen = 0
    for pattern in product(range(4), repeat=length):
        answers = dict(zip(items, pattern, strict=True))
        score = scoring.score(instrument, answers)["total"]
        alarmed = bool(scoring.alerts(instrument, answers))
        if (score.value, score.band, alarmed) != naive(name, pattern) or score.missing:
            pytest.fail(f"{pattern} gives {score}, alert {alarmed}")
        seen += 1
    assert seen == patterns


def test_every_pattern_of_the_phq9_algorithm_on_its_deciding_values():
    """Item by item below and at the threshold: 512 patterns, counted by hand-written code."""
    phq9 = catalogue.instrument("phq9")
    items = [item.id for item in phq9.scored]
    for present in product((False, True), repeat=9):
        pattern = [2 if there else 1 for there in present]
        pattern[8] = 1 if present[8] else 0
        core, all_symptoms = sum(present[:2]), sum(present)
        expected = "none"
        if core and all_symptoms >= 2:
            expected = "major" if all_symptoms >= 5 else "other"
        found = scoring.results(phq9, dict(zip(items, pattern, strict=True)))
        assert found["syndrome"].id == expected
