"""The disorders that protocols name, and the codes of three classifications that mean them."""

import re
from typing import get_args

import pytest

from kith.core.diagnoses import diagnoses
from kith.core.disorders import by_codes, disorders, source_of, unknown_codes
from kith.core.protocols.parts import Disorder
from kith.core.protocols.terms import shared_terms

# a code | what it stands for, in the order of the table
CODES = """
    6A70.1  | depression distress
    6A70.3  | depression severe_depression
    6A71.4  | depression severe_depression psychotic_depression
    6A71.7  | depression_in_remission
    6A72    | persistent_depression
    6A60.4  | bipolar
    6A60.0  | bipolar mania_now
    6A61    | bipolar
    6B81    | bulimia
    6B82    | binge_eating
    6B80.1  | anorexia
    6B41    | ptsd
    6B42    | prolonged_grief
    6B04    | social_anxiety
    6B01    | panic
    6B21    | body_dysmorphic
    7A00    | insomnia
    6D11.5  | borderline
    6D10.1  | personality
    6C40.2  | substance_use
    6C40.4  | withdrawal_now
    6A20.0  | psychotic_disorder
    6E21    | psychotic_disorder
    6E20.0  | depression
    F32.1   | depression distress
    F32.2   | depression severe_depression
    F33.4   | depression_in_remission
    F33.42  | depression_in_remission
    F34.1   | persistent_depression
    F31.3   | bipolar
    F31.81  | bipolar
    F31.12  | bipolar mania_now
    F50.0   | anorexia
    F50.2   | bulimia
    F50.81  | binge_eating
    F43.1   | ptsd
    F43.10  | ptsd
    F43.2   | distress
    F43.81  | prolonged_grief
    F40.10  | social_anxiety
    F41.0   | panic
    F45.22  | body_dysmorphic
    F51.01  | insomnia
    G47.0   | insomnia
    F60.3   | borderline
    F60.31  | borderline
    F60.6   | personality
    F10.20  | substance_use
    F10.3   | withdrawal_now
    F20.0   | psychotic_disorder
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in CODES.strip().splitlines()]


@pytest.mark.parametrize(("code", "meant"), ROWS)
def test_a_code_stands_for_its_disorders(code, meant):
    assert by_codes([code]) == tuple(meant.split())
    assert by_codes([f" {code.lower()} "]) == by_codes([code])


def test_every_disorder_that_protocols_may_name_is_in_the_table():
    assert set(get_args(Disorder)) <= set(disorders())


def test_every_code_of_the_table_is_met_by_a_row_of_these_or_by_its_own_disorder():
    for key, one in disorders().items():
        for code in one.codes:
            assert key in by_codes([code]), code
            assert re.fullmatch(r"[6-7][A-E][0-9][0-9E](\.[0-9A-Z])?|6A7[YZ]|6A2[YZ]|7A0Z"
                                r"|[FG][0-9]{2}(\.[0-9A]{1,3})?", code), code  # fmt: skip


def test_a_diagnosis_of_depression_means_what_its_own_table_says():
    for one in diagnoses().values():
        meant = by_codes(filter(None, [one.icd11, one.icd10]))
        psychotic = {"psychotic_depression", "psychotic_disorder"}
        assert bool(psychotic & set(meant)) is one.psychotic, one.title
        assert ("depression_in_remission" in meant) is one.remission, one.title


def test_what_a_disorder_raises_is_in_the_vocabulary():
    terms = shared_terms()
    for one in disorders().values():
        assert set(one.raises) <= set(terms.cautions)
        assert set(one.circumstances) <= set(terms.circumstances)
        assert source_of(one)


@pytest.mark.parametrize("codes", [[], [""], ["X99"], ["6A"], ["F3"], ["F32"]])
def test_a_code_that_means_nothing_here_stands_for_nothing(codes):
    assert by_codes(codes) == ()


def test_codes_that_are_not_known_are_named():
    assert unknown_codes(["F32.1", "x99 ", ""]) == ("X99",)


def test_no_code_is_called_checked_that_nobody_checked():
    assert not any(one.verified for one in disorders().values())
