"""The focus that is no problem area: a pattern (DIT) or a schema (MIT), part by part.

Here: which parts there are, what is missing, and how it is said to the client. Not here: the agreed
words and the told episodes, which the record keeps.
"""

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from kith.core.errors import UnknownDefinitionError
from kith.core.knowledge import Table, shipped
from kith.core.protocols.terms import Term

LONGEST = 300  # characters of one part: a focus that cannot be said briefly is not one


class Part(Term):
    """One part of a focus: the question that leads to it, and an example in Kith's words."""

    ask: str
    hint: str


class Kind(Term):
    """A kind of focus: its parts in their order, and the sentences in which it is told.

    `say` needs every required part; `more` is added once its parts are known.
    """

    say: str
    more: str
    required: tuple[str, ...] = Field(min_length=1)
    parts: dict[str, Part]


class _Table(Table):
    kinds: dict[str, Kind]


@cache
def _table() -> _Table:
    return shipped("focus", _Table)


def kinds() -> Mapping[str, Kind]:
    """Every kind of focus that is put together from parts, by id."""
    return _table().kinds


def kind(id: str) -> Kind:  # noqa: A002 - its name
    """One kind of focus by its id."""
    try:
        return kinds()[id]
    except KeyError:
        raise UnknownDefinitionError("kind of focus", id, list(kinds())) from None


def source_of(one: Term) -> str:
    """Where a kind or a part comes from, as a citation."""
    return _table().cite(one)


def lacking(one: Kind, parts: Mapping[str, str]) -> tuple[str, ...]:
    """The required parts that are not known yet, by id."""
    return tuple(key for key in one.required if not parts.get(key, "").strip())


def said(one: Kind, parts: Mapping[str, str]) -> str:
    """The focus in the second person; empty while a required part is missing."""
    if lacking(one, parts):
        return ""
    known = {key: _clause(words) for key, words in parts.items() if words.strip()}
    sentences = one.say.format_map(known)
    optional = set(one.parts) - set(one.required)
    if optional <= known.keys():
        sentences = f"{sentences} {one.more.format_map(known)}"
    return sentences


def _clause(words: str) -> str:
    """Words as they stand inside a sentence: one line, without a full stop at the end."""
    return " ".join(words.split()).rstrip(".")
