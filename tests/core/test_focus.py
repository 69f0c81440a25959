"""The pattern of DIT and the schema of MIT: parts, what is missing, how it is told."""

import pytest

from kith.core.errors import UnknownDefinitionError
from kith.core.focus import kind, kinds, lacking, said, source_of

PATTERN = {
    "self": "somebody who is too much.",
    "other": "somebody about to leave",
    "affect": "shame",
}
SCHEMA = {
    "wish": "to be cared for",
    "self_image": "not worth the trouble",
    "other_response": "look away",
    "self_response": "go quiet and leave early",
}


@pytest.mark.parametrize(
    ("name", "parts", "required"),
    [
        ("pattern", "self other affect defence", "self other affect"),
        (
            "schema",
            "wish self_image other_response self_response healthy_image",
            "wish self_image other_response self_response",
        ),
    ],
)
def test_each_kind_has_its_parts(name, parts, required):
    one = kind(name)
    assert list(one.parts) == parts.split()
    assert list(one.required) == required.split()


@pytest.mark.parametrize("name", kinds())
def test_every_part_has_a_question_an_example_and_a_source(name):
    one = kind(name)
    assert source_of(one)
    for part in one.parts.values():
        assert part.ask.endswith("?")
        assert part.hint.startswith("such as: ")
        assert source_of(part)


@pytest.mark.parametrize(
    ("name", "parts", "missing"),
    [
        ("pattern", PATTERN, ()),
        ("pattern", {}, ("self", "other", "affect")),
        ("pattern", {**PATTERN, "affect": "  "}, ("affect",)),
        ("schema", SCHEMA, ()),
        ("schema", {**SCHEMA, "wish": ""}, ("wish",)),
    ],
)
def test_what_is_missing_is_named_in_order(name, parts, missing):
    assert lacking(kind(name), parts) == missing
    assert bool(said(kind(name), parts)) is not bool(missing)


def test_the_pattern_is_told_in_the_second_person():
    told = said(kind("pattern"), PATTERN)
    assert told == (
        "When you are with people who matter, you tend to feel like somebody who is too much, and "
        "to see the other as somebody about to leave. Between the two runs shame."
    )
    more = said(kind("pattern"), {**PATTERN, "defence": "asking, and being\nrefused"})
    assert more == f"{told} Holding on to this may protect you: asking, and being refused."


def test_the_schema_is_told_with_its_kinder_picture_once_it_is_known():
    told = said(kind("schema"), SCHEMA)
    assert "What you long for is to be cared for." in told
    assert "another picture" not in told
    assert "a friend who is missed" in said(
        kind("schema"), {**SCHEMA, "healthy_image": "a friend who is missed"}
    )


def test_braces_in_somebodys_words_stay_words():
    assert "{wish}" in said(kind("pattern"), {**PATTERN, "self": "the {wish} of others"})


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(UnknownDefinitionError, match="areas"):
        kind("areas")
