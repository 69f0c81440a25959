"""A clinic's own wording of an instrument whose words Kith may not ship.

Here: its shape, whether it fits the definition it is for, and the definition with it. Not here:
reading FHIR (questionnaires), where it is kept (clinic). Scoring stays the shipped definition's:
wording brings words and nothing else.
"""

from typing import Any

from pydantic import Field

from kith.core.errors import DefinitionError
from kith.core.instruments.model import Instrument, Int, Item, Loaded, Number, Part, Text, Word
from kith.core.instruments.plans import plan_of

MOST_IN_WORDS = 11
"""A question of up to so many answers has words for each; one of more takes a number."""


class OptionWords(Part):
    """The words of one answer."""

    value: Int
    text: Text


class ItemWords(Part):
    """The words of one question. `key`: where it stood in the file it came from."""

    id: str
    text: Text
    options: tuple[OptionWords, ...] = ()
    range: tuple[Number, Number] | None = None
    ends: tuple[Text, Text] | None = None
    key: str = ""


class Wording(Part):
    """Words for every question of an instrument, and on what ground the clinic may use them."""

    instrument: Word
    version: Int | None = Field(default=None, ge=1)
    permission: str = ""
    credit: str = ""
    stem: str = ""
    instructions: str = ""
    options: tuple[OptionWords, ...] = ()
    items: tuple[ItemWords, ...] = Field(min_length=1)
    loaded: Loaded = Loaded()


def refuse_unless_wanted(definition: Instrument, file: str) -> None:
    """Refuse wording for an instrument that has words of its own, or must not have any."""
    class_ = definition.licence.class_
    if class_ == "OUT":
        problem = f"{definition.short_name} is entered as a total by hand; its form may not be kept"
        raise DefinitionError(file, "instrument", problem)
    if class_ != "SCORING":
        problem = f"{definition.short_name} comes with its wording; none is loaded for it"
        raise DefinitionError(file, "instrument", problem)


def fitted(definition: Instrument, wording: Wording, file: str) -> Wording:
    """The wording with its questions named as in the definition; DefinitionError if it differs."""
    if wording.version not in {None, definition.version}:
        problem = (
            f"is for version {wording.version}; the definition is version {definition.version}"
        )
        raise DefinitionError(file, "version", problem)
    if len(wording.items) != len(definition.items):
        problem = (
            f"has {len(wording.items)} questions; {definition.short_name} has "
            f"{len(definition.items)}: {', '.join(item.id for item in definition.items)}"
        )
        raise DefinitionError(file, "items", problem)
    names = _names(definition, wording, file)
    items = tuple(
        _item(definition, definition.item(name), one, wording.options, file)
        for name, one in zip(names, wording.items, strict=True)
    )
    return wording.model_copy(update={"version": definition.version, "items": items, "options": ()})


def _names(definition: Instrument, wording: Wording, file: str) -> list[str]:
    """Which question each is: by its id or code, in the definition's order; or by order alone."""
    known = {_bare(item.id): item.id for item in definition.items}
    if all(item.code for item in definition.items):
        known |= {_bare(item.code): item.id for item in definition.items}
    meant = [known.get(_bare(one.id)) for one in wording.items]
    expected = [item.id for item in definition.items]
    if not any(meant):
        return expected
    for number, (one, name, right) in enumerate(zip(wording.items, meant, expected, strict=True)):
        key = one.key or f"items[{number}].id"
        if name is None:
            problem = f"{one.id} is no question of {definition.short_name}; here stands {right}"
            raise DefinitionError(file, key, problem)
        if name != right:
            problem = f"{one.id} stands in the place of {right}; keep the definition's order"
            raise DefinitionError(file, key, problem)
    return expected


def _bare(name: str) -> str:
    """An id as it is compared: capitals, slashes and underscores do not matter."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _item(
    definition: Instrument, item: Item, words: ItemWords, shared: tuple[OptionWords, ...], file: str
) -> ItemWords:
    key = words.key or f"items.{words.id}"
    allowed = plan_of(definition).allowed[item.id]
    options = words.options or (() if words.range else shared)
    if options:
        values = [one.value for one in options]
        if len(set(values)) != len(values):
            raise DefinitionError(file, f"{key}.options", "gives two answers the same value")
        if set(values) != allowed:
            raise DefinitionError(file, f"{key}.options", _other_values(values, allowed))
    elif words.range is not None and words.range != (min(allowed), max(allowed)):
        problem = f"is {words.range[0]:g} to {words.range[1]:g}; {_said(allowed)}"
        raise DefinitionError(file, f"{key}.range", problem)
    elif not definition.range_of(item) or len(allowed) <= MOST_IN_WORDS:
        raise DefinitionError(file, f"{key}.options", f"has no answers; {_said(allowed)}")
    return words.model_copy(update={"id": item.id, "options": options, "key": ""})


def _other_values(values: list[int], allowed: frozenset[int | float]) -> str:
    given = ", ".join(str(one) for one in values)
    return f"has the values {given}; {_said(allowed)}"


def _said(allowed: frozenset[int | float]) -> str:
    values = sorted(allowed)
    if len(values) > MOST_IN_WORDS:
        return f"the definition has {values[0]:g} to {values[-1]:g}"
    return f"the definition has {', '.join(f'{one:g}' for one in values)}"


def worded(definition: Instrument, wording: Wording) -> Instrument:
    """The definition with a clinic's words, checked as a whole; its scoring is untouched."""
    content: dict[str, Any] = definition.model_dump(by_alias=True, exclude_defaults=True)
    by_id = {one.id: one for one in wording.items}
    for item in content["items"]:
        words = by_id[item["id"]]
        item["text"] = words.text
        if words.ends:
            item["ends"] = words.ends
        if words.options:
            kept = {one.value: one for one in definition.options_of(definition.item(item["id"]))}
            for key in ("range", "step"):
                item.pop(key, None)
            item["options"] = [
                {**kept[one.value].model_dump(exclude_defaults=True), "value": one.value,
                 "text": one.text}
                for one in words.options
            ]  # fmt: skip
    content["stem"], content["instructions"] = wording.stem, wording.instructions
    content["licence"] |= {"text": "permission"}
    if wording.credit:
        content["licence"]["credit"] = wording.credit
    content["licence"].setdefault("credit", definition.name)
    content["loaded"] = wording.loaded.model_dump() | {"permission": wording.permission}
    if all("options" in item for item in content["items"]):
        for key in ("options", "range", "step"):
            content.pop(key, None)
    return Instrument.model_validate(content)
