"""Reliable change, response, remission, caseness and recovery: tables, formulas, properties."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core import catalogue
from kith.core.instruments import change


def total(name):
    return catalogue.instrument(name).scales["total"]


RELIABLE = [
    ("phq9", 20, 14, "improved", 6),
    ("phq9", 20, 15, "no reliable change", 5),
    ("phq9", 10, 15, "no reliable change", -5),
    ("phq9", 10, 16, "deteriorated", -6),
    ("phq9", 12, 12, "no reliable change", 0),
    ("gad7", 12, 8, "improved", 4),
    ("gad7", 12, 9, "no reliable change", 3),
    ("gad7", 3, 7, "deteriorated", -4),
    ("wsas", 30, 22, "improved", 8),
]


@pytest.mark.parametrize(("name", "first", "last", "verdict", "points"), RELIABLE)
def test_reliable_change(name, first, last, verdict, points):
    found = change.reliable_change(total(name), first, last)
    assert (found.verdict, found.points) == (verdict, points)
    assert found.is_reliable_improvement == (verdict == "improved")
    assert found.is_reliable_deterioration == (verdict == "deteriorated")


def test_a_change_says_why_and_whence():
    phq9 = catalogue.instrument("phq9")
    found = change.reliable_change(phq9.scales["total"], 20, 12)
    assert found.why == "from 20 to 12: 8 points better; a change of 6 or more is reliable"
    assert found.threshold == 6
    assert found.verified
    assert "Talking Therapies" in phq9.source(found.source).cite
    assert "8 points worse" in change.reliable_change(phq9.scales["total"], 4, 12).why


@pytest.mark.parametrize(("first", "last"), [(None, 5), (5, None), (None, None)])
def test_nothing_is_said_of_a_missing_score(first, last):
    phq9 = total("phq9")
    for rule in (change.reliable_change, change.important_change, change.response):
        assert rule(phq9, first, last) is None
    assert change.remission(phq9, None) is None
    assert change.caseness(phq9, None) is None


def test_nothing_is_said_where_no_value_is_published():
    goals = total("goals")
    assert change.reliable_change(goals, 2, 9) is None
    assert change.important_change(goals, 2, 9) is None
    assert change.response(goals, 2, 9) is None
    assert change.remission(goals, 9) is None
    assert change.caseness(goals, 9) is None


def test_where_higher_is_better_a_rise_is_a_gain():
    assert change.gain(total("goals"), 2, 9) == 7
    assert change.gain(total("phq9"), 9, 2) == 7


RESPONSE = [(20, 10, True), (20, 11, False), (21, 10, True), (1, 0, True), (15, 15, False)]


@pytest.mark.parametrize(("first", "last", "holds"), RESPONSE)
def test_response_is_a_fall_by_half(first, last, holds):
    assert change.response(total("phq9"), first, last).holds == holds


def test_of_a_first_score_of_zero_no_response_can_be_said():
    assert change.response(total("phq9"), 0, 0) is None


@pytest.mark.parametrize(("last", "holds"), [(0, True), (4, True), (5, False), (27, False)])
def test_remission_is_below_five(last, holds):
    found = change.remission(total("phq9"), last)
    assert (found.holds, found.threshold) == (holds, 5)


CASES = [("phq9", 9, False), ("phq9", 10, True), ("gad7", 7, False), ("gad7", 8, True)]


@pytest.mark.parametrize(("name", "value", "holds"), CASES)
def test_caseness(name, value, holds):
    assert change.caseness(total(name), value).holds == holds


def test_other_cut_offs_go_by_name():
    gad7 = total("gad7")
    assert not change.caseness(gad7, 9, "generalised_anxiety_disorder").holds
    assert change.caseness(gad7, 10, "generalised_anxiety_disorder").holds
    assert change.caseness(gad7, 10, "no_such_cut_off") is None


def test_an_important_change_is_five_points_on_the_phq9():
    assert change.important_change(total("phq9"), 15, 10).holds
    assert not change.important_change(total("phq9"), 15, 11).holds
    assert not change.important_change(total("phq9"), 15, 11).verified


# ---------------------------------------------------------------- formulas


def test_the_formulas_on_a_worked_case():
    """SD 7.5 and r .88: SE = 7.5 x sqrt(.12) = 2.598, S_diff = 3.674, 1.96 x that = 7.202."""
    assert isclose(change.standard_error(7.5, 0.88), 2.5981, abs_tol=1e-4)
    assert isclose(change.s_diff(7.5, 0.88), 3.6742, abs_tol=1e-4)
    assert isclose(change.smallest_reliable_change(7.5, 0.88), 7.2015, abs_tol=1e-4)
    assert isclose(change.reliable_change_index(32.5, 47.5, 7.5, 0.88), 4.0825, abs_tol=1e-4)
    assert isclose(change.smallest_reliable_change(7.5, 0.88, z=1.645), 6.0441, abs_tol=1e-4)


def test_criterion_c_lies_where_both_populations_are_as_far_in_their_own_units():
    cut = change.cut_off_between(10.57, 5.0, 4.14, 3.5)
    assert isclose((10.57 - cut) / 5.0, (cut - 4.14) / 3.5)


@pytest.mark.parametrize(("sd", "reliability"), [(0, 0.8), (-1, 0.8), (5, 1.0), (5, -0.1)])
def test_an_impossible_reference_sample_is_refused(sd, reliability):
    with pytest.raises(ValueError, match="standard deviation"):
        change.s_diff(sd, reliability)


@given(st.floats(0.1, 50), st.floats(0, 0.99))
def test_s_diff_is_the_root_of_two_times_the_standard_error(sd, reliability):
    expected = sqrt(2) * change.standard_error(sd, reliability)
    assert isclose(change.s_diff(sd, reliability), expected)


# ---------------------------------------------------------------- two scales together

# first PHQ-9, GAD-7 · last PHQ-9, GAD-7 · case, recovered, improved, deteriorated, both
PAIRED = """
    20 15 |  4  3 | case recovered improved - both
    20 15 |  9  7 | case recovered improved - both
    20 15 |  9  8 | case -         improved - -
    20 15 | 10  7 | case -         improved - -
    10  7 |  9  7 | case recovered -        - -
     9  8 |  9  7 | case recovered -        - -
     9  7 |  2  1 | -    -         improved - -
     9  7 |  9  7 | -    -         -        - -
    20  7 | 14 11 | case -         -        - -
    20  7 | 14 10 | case -         improved - -
    10  3 | 16  3 | case -         -        deteriorated -
     9  3 |  9  7 | -    -         -        deteriorated -
    20 15 | 15 12 | case -         -        - -
"""


@pytest.mark.parametrize("row", PAIRED.strip().splitlines())
def test_the_paired_rule(row):
    first, last, expected = (cell.split() for cell in row.split("|"))
    pairing = catalogue.pairing("nhs_talking_therapies")
    found = change.paired_outcome(pairing, scores(first), scores(last))
    words = ["case", "recovered", "improved", "deteriorated", "both"]
    verdicts = [
        found.caseness, found.recovery, found.reliable_improvement, found.reliable_deterioration,
        found.reliable_recovery,
    ]  # fmt: skip
    told = [word if verdict.holds else "-" for word, verdict in zip(words, verdicts, strict=True)]
    assert told == expected


def scores(cells):
    return {"phq9": int(cells[0]), "gad7": int(cells[1])}


def test_the_paired_rule_needs_all_four_scores_and_says_its_rules():
    pairing = catalogue.pairing("nhs_talking_therapies")
    whole = {"phq9": 12, "gad7": 9}
    assert change.paired_outcome(pairing, whole, {"phq9": 12, "gad7": None}) is None
    assert change.paired_outcome(pairing, {"gad7": 9}, whole) is None
    found = change.paired_outcome(pairing, whole, whole)
    assert "below 10 on PHQ-9" in found.recovery.why
    assert found.recovery.source in {source.id for source in pairing.sources}
    assert found.recovery.verified
    assert not found.reliable_deterioration.verified


def test_the_pairing_uses_the_thresholds_of_its_instruments():
    for measure in catalogue.pairing("nhs_talking_therapies").measures:
        scale = catalogue.instrument(measure.instrument).scales[measure.scale]
        assert scale.higher_is == "worse"
        assert scale.cut_off("caseness").at_least == measure.case_at_least
        assert scale.reliable_change.points == measure.reliable_points


phq9_scores, gad7_scores = st.integers(0, 27), st.integers(0, 21)
pairs = st.fixed_dictionaries({"phq9": phq9_scores, "gad7": gad7_scores})


@given(pairs, pairs)
def test_properties_of_the_paired_rule(first, last):
    pairing = catalogue.pairing("nhs_talking_therapies")
    found = change.paired_outcome(pairing, first, last)
    back = change.paired_outcome(pairing, last, first)
    assert not (found.reliable_improvement.holds and found.reliable_deterioration.holds)
    assert found.reliable_improvement.holds == back.reliable_deterioration.holds
    assert not found.recovery.holds or found.caseness.holds
    both = found.recovery.holds and found.reliable_improvement.holds
    assert found.reliable_recovery.holds == both


@given(phq9_scores, phq9_scores)
def test_change_there_and_back_is_opposite(first, last):
    there = change.reliable_change(total("phq9"), first, last)
    back = change.reliable_change(total("phq9"), last, first)
    assert there.points == -back.points
    assert there.is_reliable_improvement == back.is_reliable_deterioration
