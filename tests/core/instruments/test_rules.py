"""Every kind of rule a definition can have, each by hand: groups, parts, skips, tallies, alerts."""

from fractions import Fraction
from math import cos, radians, sqrt

import pytest

from kith.core import catalogue
from kith.core.errors import AnswersError
from kith.core.instruments import circumplex, scoring
from kith.core.instruments.scoring import Score
from tests.core.instruments.made import (
    AUDIT,
    BY_HAND,
    CIRCLE,
    DASS,
    EDEQ,
    GATE,
    MDQ,
    OCTANTS,
    QIDS,
    RHYTHM,
    TURNED,
    WEIGHTS,
    WHO5,
)


def answered(instrument, words, **extra):
    """Answers in the order of the scored items, `-` for none."""
    values = [None if word == "-" else float(word) if "." in word else int(word)
              for word in words.split()]  # fmt: skip
    names = [item.id for item in instrument.scored]
    return dict(zip(names, values, strict=True)) | extra


def scores(instrument, words, **extra):
    return scoring.evaluate(instrument, answered(instrument, words, **extra)).scores


def value(instrument, words, scale="total", **extra):
    return scores(instrument, words, **extra)[scale].value


# ---------------------------------------------------------------- after the sum


def test_a_sum_times_four():
    assert value(WHO5, "1 2 3 4 5") == 60
    assert value(WHO5, "1 2 3 4 5", "raw") == 15


@pytest.mark.parametrize(("words", "expected"), [
    ("1 1 1 1 1 1 1", 14), ("3 3 3 3 3 3 3", 42),
    ("1 1 1 1 1 1 -", 14),  # 6 x 7 / 6 x 2
    ("1 0 0 0 0 0 -", 2),  # 1 x 7 / 6 x 2 = 2.33
    ("1 1 1 0 0 0 -", 7),  # 3 x 7 / 6 x 2 = 7
    ("1 1 1 1 1 - -", None),
])  # fmt: skip
def test_a_prorated_sum_is_doubled_before_it_is_rounded(words, expected):
    assert value(DASS, words, "stress") == expected


def test_weights_reversals_and_what_an_answer_counts():
    # q1 and q2 reversed (0-3, 1-5), q2 three times, q3 twice
    assert value(WEIGHTS, "0 5 0 0") == 3 + 3 * 1 + 0
    assert value(WEIGHTS, "3 1 2 0") == 0 + 3 * 5 + 2 * 2
    assert value(WEIGHTS, "4 1 2 0") == 0 + 3 * 5 + 2 * 2, "4 counts 3"
    assert value(WEIGHTS, "0 5 0.5 0") == 3 + 3 + 1
    assert value(WEIGHTS, "0 5 - 0") == 9.0, "(3 + 3) x 3 / 2"
    assert value(WEIGHTS, "1 1 0 -1", "halves") == 0.5 - 1.5
    assert value(WEIGHTS, "0 1 0 -2", "around") == -2


def test_reversed_items_and_one_that_may_not_be_missing():
    assert value(TURNED, "1 5 5 1 1 1") == 6
    assert value(TURNED, "1 5 5 - - 1") == 6
    assert value(TURNED, "1 5 5 1 1 -") is None
    assert value(TURNED, "5 - - - - 1", "mean") == 1
    assert value(TURNED, "- - - - - 1", "mean") is None


# ---------------------------------------------------------------- groups and parts


@pytest.mark.parametrize(("words", "expected", "missing"), [
    ("3 2 1 0 1 0 - 2 - 1 1 1 1 1 0 3", 3 + 1 + 2 + 1 + 1 + 1 + 1 + 1 + 3, 0),
    ("- - - 1 0 - 1 - - 0 0 0 0 0 - 0", 1 + 1, 0),
    ("- - - - 0 1 - 0 - 0 0 0 0 0 0 0", None, 1),
    ("0 0 0 0 - 1 - 0 - 0 0 0 0 0 0 0", None, 1),
])  # fmt: skip
def test_a_group_counts_with_the_highest_of_its_answers(words, expected, missing):
    found = scores(QIDS, words)["total"]
    assert (found.value, found.missing) == (expected, missing)


def test_only_one_of_two_may_be_answered():
    with pytest.raises(AnswersError, match=r"only one of item 6 \(q6\) and item 7 \(q7\)"):
        scores(QIDS, "0 0 0 0 0 1 1 0 - 0 0 0 0 0 0 0")


def test_a_mean_of_means_takes_them_unrounded():
    found = scores(EDEQ, "1 2 3 4 6 0 0 1 0 0 0 1")
    restraint, shape = Fraction(16, 5), Fraction(8, 8)
    assert (found["restraint"].value, found["shape"].value) == (3.2, 1.0)
    assert found["total"].value == float((restraint + shape) / 2)
    assert found["sum"].value == 4.2
    gaps = scores(EDEQ, "1 2 - - 6 0 0 1 0 0 0 1")
    assert gaps["restraint"].value == 3.0
    assert gaps["total"].missing == 2, "items 3 and 4 once each"


def test_a_part_without_a_value_may_be_allowed_to_lack():
    found = scores(EDEQ, "- - - 1 6 6 6 6 6 6 6 6")
    assert found["restraint"].value is None
    assert found["total"].value == 6.0
    assert found["sum"].value is None
    assert scores(EDEQ, "1 1 1 1 1 1 1 1 1 1 1 -")["total"].value is None, "never without q12"


def test_parts_are_taken_as_their_own_missing_rule_rounded_them():
    # whole: (1 + 1 + 1 + 2) x 5 / 4 = 6.25, rounded to 6; restraint 1.25; (6 + 1.25) x 3 / 4 + 1
    assert value(EDEQ, "1 1 1 2 - 0 0 0 0 0 0 0", "twice") == 6.44
    assert value(EDEQ, "1 1 1 2 - 0 0 0 0 0 0 0", "whole") == 6


# ---------------------------------------------------------------- questions that are skipped


@pytest.mark.parametrize(("words", "expected", "missing"), [
    ("0 - - - - 4", 4, 0),
    ("1 0 0 - - 2", 3, 0),
    ("1 0 2 3 4 0", 10, 0),
    ("1 0 2 3 - 0", None, 1),
    ("- - - - - 0", None, 5),
    ("1 - 0 - - 0", None, 3),
    ("1 - 2 1 1 0", None, 1),
])  # fmt: skip
def test_what_an_answer_rules_out_counts_nothing_and_what_is_undecided_is_missing(
    words, expected, missing
):
    found = scores(AUDIT, words)["total"]
    assert (found.value, found.missing) == (expected, missing)


@pytest.mark.parametrize("words", ["0 1 - - - 0", "1 0 0 1 - 0", "0 - - 2 - 0", "- 1 - - - 0"])
def test_an_answer_to_a_question_that_is_not_asked_is_refused(words):
    with pytest.raises(AnswersError, match="is not asked"):
        scores(AUDIT, words)


def test_a_gate_that_is_shut_gives_nothing_and_one_left_open_no_score():
    assert scores(GATE, "- - -", gate=0) == {
        "total": Score(0, None, 0), "mean": Score(None, None, 0),
    }  # fmt: skip
    assert scores(GATE, "- - -")["total"] == Score(None, None, 3)
    assert value(GATE, "1 0 1", gate=1) == 2


def test_a_question_may_wait_for_two_answers_and_for_another():
    def asked(words):
        return [item.id for item in scoring.asked(MDQ, answered(MDQ, words))][5:]

    assert asked("1 0 0 0 0 - -") == []
    assert asked("1 1 0 0 0 - -") == ["together"]
    assert asked("1 1 0 0 0 1 -") == ["together", "trouble"]
    assert asked("1 1 0 0 0 0 -") == ["together"]


# ---------------------------------------------------------------- rules and alerts


@pytest.mark.parametrize(("words", "screen", "pairs"), [
    ("1 1 1 0 0 1 2", "positive", "two"),
    ("1 1 1 0 0 1 1", "negative", "two"),
    ("1 1 1 1 0 0 -", "high", "less"),
    ("1 0 0 0 0 - -", "negative", "two"),
    ("0 1 0 1 0 0 -", "negative", "two"),
    ("1 1 1 - 0 1 2", None, "two"),
    ("1 1 1 0 - 1 2", None, None),
])  # fmt: skip
def test_rules_count_terms_once_and_look_at_scores(words, screen, pairs):
    found = scoring.results(MDQ, answered(MDQ, words))
    assert found["screen"].id == screen
    assert found["pairs"].id == pairs


def test_alerts_arise_from_answers_then_scores_then_results():
    found = scoring.evaluate(MDQ, answered(MDQ, "1 1 1 1 1 1 3")).alerts
    assert [(one.item, one.value) for one in found] == [
        ("q5", 1), ("scale:total", 5), ("rule:screen", "positive"),
    ]  # fmt: skip
    for one in found:
        rule = scoring.alert_rule(MDQ, one.item, str(one.value))
        assert rule is one.rule
    assert scoring.alert_rule(MDQ, "scale:total", "1") is None
    assert scoring.alert_rule(MDQ, "rule:screen", "negative") is None
    assert scoring.alert_rule(MDQ, "q5", "0") is None


def test_while_somebody_answers_only_single_answers_call():
    answers = answered(MDQ, "1 1 1 1 1 1 3")
    assert [one.item for one in scoring.alerts(MDQ, answers, whole=False)] == ["q5"]
    assert len(scoring.alerts(MDQ, answers)) == 3


def test_a_low_score_calls_where_low_is_bad():
    low = scoring.evaluate(WHO5, answered(WHO5, "1 1 1 1 3"))
    assert [one.item for one in low.alerts] == ["scale:total"]
    assert scoring.evaluate(WHO5, answered(WHO5, "2 1 1 1 3")).alerts == []


def test_schemes_stand_side_by_side_and_an_edge_belongs_where_it_says():
    scale = AUDIT.scales["total"]
    assert scoring.bands(scale, 8) == {"A": "high", "B": "low"}
    assert scoring.bands(scale, 9) == {"A": "high", "B": "up"}
    assert scoring.bands(scale, None) == {"A": None, "B": None}
    assert scores(AUDIT, "0 - - - - 4")["total"].band == "low"


# ---------------------------------------------------------------- by hand, by week, by angle


def test_totals_entered_by_hand_may_have_decimals():
    found = scores(BY_HAND, "21 2.13")
    assert (found["total"].value, found["mean"].value) == (21, 2.13)
    for wrong in ("64 1.5", "1 2.135", "1 0.99"):
        with pytest.raises(AnswersError):
            scores(BY_HAND, wrong)
    with pytest.raises(AnswersError, match=r"allowed: 1 to 5 in steps of 0.01 or null"):
        scores(BY_HAND, "1 5.5")


def test_a_week_is_as_regular_as_its_hits():
    same = " ".join(["420"] * 7 + ["1430", "10", "0", "1439", "5", "1435", "0"])
    assert scores(RHYTHM, same)["total"].value == 7
    twice = " ".join(["420"] * 7 + ["1430", "10", "-", "-", "-", "-", "-"])
    found = scores(RHYTHM, twice)
    assert found["total"].value == 7, "an activity of two days does not count"
    assert found["entries"].value == 9
    assert scores(RHYTHM, " ".join("-" * 14))["total"].value is None


def test_a_pure_wave_round_the_circle_is_found_again():
    """Scores 3 + 1.2 cos(t - 60): what went in comes out."""
    angles = list(OCTANTS.values())
    found = circumplex.summarise([3 + 1.2 * cos(radians(at - 60)) for at in angles], angles)
    assert found.elevation == pytest.approx(3)
    assert found.amplitude == pytest.approx(1.2)
    assert found.angle == pytest.approx(60)
    assert (found.x, found.y) == (pytest.approx(0.6), pytest.approx(1.2 * sqrt(3) / 2))
    assert found.fit == pytest.approx(1)


def test_a_flat_profile_has_no_direction_and_a_gap_no_summary():
    flat = scoring.evaluate(CIRCLE, answered(CIRCLE, " ".join("3" * 16))).circumplex
    assert (flat.elevation, flat.amplitude, flat.angle, flat.fit) == (3.0, 0.0, None, None)
    gap = " ".join(["-"] + ["3"] * 7 + ["-"] + ["3"] * 7)
    assert scoring.evaluate(CIRCLE, answered(CIRCLE, gap)).circumplex is None
    assert scoring.evaluate(WHO5, answered(WHO5, "1 1 1 1 1")).circumplex is None


def test_one_warm_octant_points_to_love():
    """One octant at 0 degrees a point above the others: x = 2/8, R2 = 8 x (1/4)2 / 2 / (7/8)."""
    warm = " ".join(["3"] * 6 + ["4", "3"] + ["3"] * 6 + ["4", "3"])
    found = scoring.evaluate(CIRCLE, answered(CIRCLE, warm)).circumplex
    assert (found.elevation, found.x, found.y, found.angle) == (3.125, 0.25, 0.0, 0.0)
    assert found.fit == pytest.approx(0.25 / 0.875, abs=1e-4)


# ---------------------------------------------------------------- codes


@pytest.mark.parametrize("code", ["PCL-5", "pcl5", "Pcl 5", "PCL_5", "P.C.L.5"])
def test_a_code_is_found_however_it_is_written(code):
    assert catalogue.instrument(code).id == "pcl5"
