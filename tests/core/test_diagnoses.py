"""The table of diagnoses: codes, short labels, plain names."""

import re

import pytest

from kith.core.diagnoses import by_code, diagnoses, diagnosis
from kith.core.disorders import by_codes
from kith.core.errors import UnknownDefinitionError

# ICD-11 | ICD-10 | what it is
CODES = """
    6A70.0 | F32.0 | single_mild
    6A70.1 | F32.1 | single_moderate
    6A70.3 | F32.2 | single_severe
    6A70.4 | F32.3 | single_severe_psychotic
    6A71.0 | F33.0 | recurrent_mild
    6A71.1 | F33.1 | recurrent_moderate
    6A71.3 | F33.2 | recurrent_severe
    6A71.4 | F33.3 | recurrent_severe_psychotic
    6A71.7 | F33.4 | recurrent_full_remission
    6A72   | F34.1 | dysthymic
    6A73   | F41.2 | mixed
"""


@pytest.mark.parametrize("row", CODES.strip().splitlines())
def test_the_codes_of_both_classifications(row):
    icd11, icd10, key = (cell.strip() for cell in row.split("|"))
    one = diagnosis(key)
    assert (one.icd11, one.icd10) == (icd11, icd10)
    assert one.codes == f"ICD-11 {icd11}, ICD-10 {icd10}"
    assert one in by_code(icd11)
    assert one in by_code(f" {icd10.lower()} ")


def test_every_code_has_the_form_of_its_classification_and_icd11_is_never_twice():
    for one in diagnoses().values():
        assert re.fullmatch(r"(6[A-E]|7A)[0-9][0-9YZE](\.[0-9])?|6A7[YZ]", one.icd11)
        assert re.fullmatch(r"(F[0-9]{2}(\.[0-9])?)?", one.icd10)
        assert one.title
        assert one.plain
    codes = [one.icd11 for one in diagnoses().values()]
    assert len(codes) == len(set(codes))


def test_psychotic_forms_and_remission_are_told_apart():
    assert {key for key, one in diagnoses().items() if one.psychotic} == {
        "single_moderate_psychotic",
        "single_severe_psychotic",
        "recurrent_moderate_psychotic",
        "recurrent_severe_psychotic",
        "schizophrenia",
    }
    assert all("remission" in one.title for one in diagnoses().values() if one.remission)


def test_without_a_code_in_one_classification_only_the_other_is_shown():
    assert diagnosis("single_moderate_psychotic").codes == "ICD-11 6A70.2"


@pytest.mark.parametrize("code", ["", "F99", "6A7"])
def test_an_unknown_code_finds_nothing(code):
    assert by_code(code) == []


def test_an_unknown_diagnosis_is_named():
    with pytest.raises(UnknownDefinitionError, match="flu"):
        diagnosis("flu")


def test_a_code_that_nobody_checked_is_not_called_checked():
    checked = {key for key, one in diagnoses().items() if one.verified}
    assert all(diagnosis(key).icd11.startswith("6A7") for key in checked)


def test_every_diagnosis_of_the_list_means_a_disorder_that_the_library_knows():
    for one in diagnoses().values():
        assert by_codes([one.icd11]), one.title
