"""Every error of the domain reads as a sentence: what is wrong, where, what to do."""

import pytest

from kith.core.errors import (
    AnswersError,
    DefinitionError,
    KithError,
    NotYetError,
    Problem,
    RefusedError,
    UnknownDefinitionError,
)

SENTENCES = [
    (DefinitionError("phq9.v2.toml", "scales.total.range", "the items give 0 to 27"),
     "phq9.v2.toml, key scales.total.range: the items give 0 to 27"),
    (DefinitionError("phq9.v2.toml", "", "is not valid TOML"), "phq9.v2.toml: is not valid TOML"),
    (UnknownDefinitionError("instrument", "phq8", ["gad7", "phq9"]),
     "There is no instrument called phq8. Known: gad7, phq9."),
    (UnknownDefinitionError("protocol", "ipt", []),
     "There is no protocol called ipt. Known: none."),
    (AnswersError([Problem("sleep", "sleep: 7"), Problem("mood", "mood: 8")]), "sleep: 7; mood: 8"),
    (NotYetError("The middle phase", ["agree a contract", "draw the inventory"]),
     "The middle phase is not possible yet. First: agree a contract; draw the inventory."),
    (NotYetError("The ending", []), "The ending is not possible yet."),
    (RefusedError("The date cannot be after today.", "given_on"),
     "The date cannot be after today."),
]  # fmt: skip


@pytest.mark.parametrize(("error", "sentence"), SENTENCES, ids=lambda one: type(one).__name__)
def test_an_error_is_a_sentence(error, sentence):
    assert str(error) == sentence
    assert isinstance(error, KithError)
