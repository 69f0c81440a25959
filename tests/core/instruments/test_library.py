"""Every shipped definition: its worked examples, its wording, its licence, its sources."""

import re

import pytest

from kith.core import catalogue
from kith.core.instruments import examples
from kith.core.instruments.consistency import _parts
from kith.core.instruments.model import Cited

IDS = [instrument.id for instrument in catalogue.instruments()]


def test_what_the_standard_course_needs_is_there():
    assert {"phq9", "gad7", "phq2", "asq", "wsas", "goals", "ucla3"} <= set(IDS)
    assert catalogue.problems("instruments") == []


@pytest.mark.parametrize("name", IDS)
def test_the_worked_examples_come_out(name):
    assert examples.failing_examples(catalogue.instrument(name)) == []


@pytest.mark.parametrize("name", IDS)
def test_the_examples_reach_every_band_edge_alert_and_result(name):
    """An example at the lowest and the highest value, one with a gap, one for every outcome."""
    instrument = catalogue.instrument(name)
    for scale_name, scale in instrument.scales.items():
        told = [example.scores.get(scale_name) for example in instrument.examples]
        values = {one.value for one in told if one}
        assert set(scale.range) <= values
        assert any(one and one.missing for one in told) or scale_name != "total"
    for rule in instrument.rules.values():
        found = {label for example in instrument.examples for label in example.results.values()}
        assert {outcome.label for outcome in rule.outcomes} <= found


@pytest.mark.parametrize("name", IDS)
def test_nothing_is_shown_that_may_not_be(name):
    instrument = catalogue.instrument(name)
    assert instrument.licence.basis
    assert instrument.credit
    if instrument.licence.text == "withheld":
        assert not any(item.text for item in instrument.items)
        assert not any(option.text for option in instrument.options)
    if instrument.licence.class_ == "VERBATIM":
        folder = catalogue.SHIPPED["instruments"] / "verbatim" / name
        assert instrument.licence.notice
        assert (folder / "NOTICE").exists()
        assert (folder / f"{name}.v{instrument.version}.toml").exists()


@pytest.mark.parametrize("name", IDS)
def test_every_number_has_a_source_and_nothing_rests_on_less_than_it_says(name):
    """A number counts as verified only if its source was read."""
    instrument = catalogue.instrument(name)
    for key, part in _parts("", instrument):
        if isinstance(part, Cited) and part.verified:
            assert instrument.source(part.source).verified, key


@pytest.mark.parametrize("name", IDS)
def test_codes_are_loinc_codes_with_a_check_digit_that_fits(name):
    instrument = catalogue.instrument(name)
    codes = [item.code for item in instrument.items if item.code]
    codes += [scale.code for scale in instrument.scales.values() if scale.code]
    codes += [instrument.codes.panel] if instrument.codes else []
    for code in codes:
        assert re.fullmatch(r"\d{3,6}-\d", code)
        assert luhn(code.replace("-", "")), code
    for item in instrument.items:
        for option in instrument.options_of(item):
            assert not option.code or re.fullmatch(r"LA\d{3,6}-\d", option.code)
    assert not codes or "LOINC" in instrument.codes.notice


def luhn(digits):
    """The mod 10 check of LOINC's last digit."""
    total = 0
    for place, digit in enumerate(reversed([int(one) for one in digits])):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


PHQ_ANSWERS = ["Not at all", "Several days", "More than half the days", "Nearly every day"]


@pytest.mark.parametrize("name", ["phq9", "phq2", "gad7"])
def test_the_lowest_answer_is_plainly_not_at_all(name):
    """A widely copied GAD-7 begins with "not at all sure" and "over half the days"."""
    instrument = catalogue.instrument(name)
    assert [option.text for option in instrument.options] == PHQ_ANSWERS
    assert instrument.stem.startswith("Over the last 2 weeks, how often have you been bothered by")


def test_the_phq2_is_the_first_two_questions_of_the_phq9():
    phq2, phq9 = catalogue.instrument("phq2"), catalogue.instrument("phq9")
    assert [item.text for item in phq2.items] == [item.text for item in phq9.items[:2]]
    assert [item.code for item in phq2.items] == [item.code for item in phq9.items[:2]]


def test_no_patient_in_our_own_words():
    for instrument in catalogue.instruments():
        ours = [instrument.purpose, instrument.measures, *(rule.why for rule in instrument.alerts)]
        assert not [text for text in ours if "patient" in text.lower()]
