"""A clinic's wording out of a file: a FHIR R4 Questionnaire, or Kith's own TOML.

Here: what the file says, as wording. Not here: whether it fits the definition (wording).
"""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from kith.core.errors import DefinitionError, definition_error
from kith.core.instruments.wording import ItemWords, OptionWords, Wording

ORDINAL = {
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
}
LEAST = "http://hl7.org/fhir/StructureDefinition/minValue"
MOST = "http://hl7.org/fhir/StructureDefinition/maxValue"
MOST_BYTES = 2_000_000
DEEPEST = 8

Object = dict[str, Any]


def read(data: bytes, file: str, instrument: str) -> Wording:
    """The wording in a file for an instrument; DefinitionError with file, key and reason."""
    if len(data) > MOST_BYTES:
        raise DefinitionError(file, "", f"is larger than {MOST_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionError(file, "", f"is not UTF-8 text (byte {error.start})") from error
    if "\0" in text:
        raise DefinitionError(file, "", "holds a null character")
    content = _parsed(text, file)
    if content.get("resourceType") == "Questionnaire":
        content = _Questionnaire(content, file).wording(instrument)
    elif "resourceType" in content:
        problem = f"is a {content['resourceType']}, not a Questionnaire"
        raise DefinitionError(file, "resourceType", problem)
    elif content.setdefault("instrument", instrument) != instrument:
        problem = f"is for {content['instrument']}, not for {instrument}"
        raise DefinitionError(file, "instrument", problem)
    content.pop("loaded", None)
    try:
        return Wording.model_validate(content)
    except ValidationError as error:
        raise definition_error(file, error) from error


def meant_by(data: bytes) -> list[str]:
    """What a file says it is: names that may be an instrument's."""
    try:
        content = _parsed(data.decode("utf-8-sig"), "")
    except (UnicodeDecodeError, DefinitionError):
        return []
    keys = ("instrument", "name", "title", "id")
    said = [content.get(key) for key in keys]
    return [one for one in said if isinstance(one, str) and one]


def _parsed(text: str, file: str) -> Object:
    if text.lstrip().startswith("{"):
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise DefinitionError(file, "", f"is not valid JSON: {error}") from error
    else:
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            problem = f"is neither a FHIR Questionnaire (JSON) nor valid TOML: {error}"
            raise DefinitionError(file, "", problem) from error
    found: Object = content
    return found


class _Questionnaire:
    """A FHIR R4 Questionnaire as it stands in a file."""

    def __init__(self, content: Object, file: str) -> None:
        self.content = content
        self.file = file
        self.stem: list[str] = []

    def wording(self, instrument: str) -> Object:
        """What Kith keeps of it: words, values and order."""
        items = [self._item(key, item) for key, item in self._questions("item", self.content, 0)]
        return {
            "instrument": instrument,
            "credit": self._text("copyright", self.content.get("copyright", "")),
            "stem": "\n".join(self.stem),
            "items": items,
        }

    def _fail(self, key: str, problem: str) -> DefinitionError:
        return DefinitionError(self.file, key, problem)

    def _text(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self._fail(key, "is not text")
        return value.strip()

    def _list(self, key: str, holder: Object) -> list[Object]:
        value = holder.get(key.rpartition(".")[2], [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._fail(key, "is not a list of objects")
        return value

    def _questions(self, key: str, holder: Object, depth: int) -> Iterator[tuple[str, Object]]:
        """The questions in order, out of their groups; words before them become the stem."""
        if depth > DEEPEST:
            raise self._fail(key, "is nested too deep")
        for number, item in enumerate(self._list(key, holder)):
            here = f"{key}[{number}]"
            kind = item.get("type")
            if kind in {"group", "display"}:
                words = self._text(f"{here}.text", item.get("text", ""))
                self.stem += [words] if words else []
                if kind == "group":
                    yield from self._questions(f"{here}.item", item, depth + 1)
            elif kind in {"choice", "open-choice", "integer", "decimal", "boolean", "coding"}:
                yield here, item
            else:
                raise self._fail(f"{here}.type", f"{kind!r} cannot be scored")

    def _item(self, key: str, item: Object) -> Object:
        link = item.get("linkId")
        if not isinstance(link, str) or not link:
            raise self._fail(f"{key}.linkId", "is missing")
        codes = [one.get("code", "") for one in self._list(f"{key}.code", item)]
        words: Object = {"id": link, "text": self._text(f"{key}.text", item.get("text", "")),
                         "key": key}  # fmt: skip
        if not words["text"]:
            raise self._fail(f"{key}.text", f"{link} has no wording")
        if codes and not any(letter.isalpha() for letter in link):
            words["id"] = str(codes[0])
        if item["type"] in {"choice", "open-choice", "coding"}:
            words["options"] = self._options(key, item)
        elif bounds := self._bounds(item):
            words["range"] = bounds
        return words

    def _options(self, key: str, item: Object) -> list[Object]:
        if "answerValueSet" in item:
            return self._value_set(f"{key}.answerValueSet", item["answerValueSet"])
        found = []
        for number, option in enumerate(self._list(f"{key}.answerOption", item)):
            here = f"{key}.answerOption[{number}]"
            if "valueInteger" in option:
                value = option["valueInteger"]
                found.append({"value": value, "text": str(value)})
            elif isinstance(coding := option.get("valueCoding"), dict):
                value = self._value(here, option, coding)
                found.append({"value": value, "text": self._display(here, coding)})
            else:
                raise self._fail(here, "has neither valueCoding nor valueInteger")
        return found

    def _value_set(self, key: str, reference: object) -> list[Object]:
        for place, one in enumerate(self._list("contained", self.content)):
            if reference == f"#{one.get('id')}" and isinstance(one.get("compose"), dict):
                where = f"contained[{place}].compose.include"
                return [
                    {"value": self._value(f"{where}[{number}].concept[{at}]", concept, concept),
                     "text": self._display(f"{where}[{number}].concept[{at}]", concept)}
                    for number, include in enumerate(self._list(where, one["compose"]))
                    for at, concept in enumerate(
                        self._list(f"{where}[{number}].concept", include))
                ]  # fmt: skip
        raise self._fail(key, f"{reference!r} is not contained in the file")

    def _display(self, key: str, coding: Object) -> str:
        words = self._text(f"{key}.display", coding.get("display", ""))
        if not words:
            raise self._fail(f"{key}.display", "has an answer without words")
        return words

    def _value(self, key: str, *holders: Object) -> int:
        """What an answer counts: its ordinal value, or a code that is a number."""
        for holder in holders:
            for extension in self._list(f"{key}.extension", holder):
                value = extension.get("valueDecimal")
                if extension.get("url") in ORDINAL and isinstance(value, int | float):
                    return self._whole(key, value)
        code = holders[-1].get("code", "")
        if isinstance(code, str) and code.isascii() and code.isdigit() and len(code) < 7:
            return int(code)
        raise self._fail(key, "has no value: give it the extension ordinalValue")

    def _whole(self, key: str, value: float) -> int:
        if value != int(value):
            raise self._fail(key, f"has the value {value:g}, which is no whole number")
        return int(value)

    def _bounds(self, item: Object) -> tuple[int, int] | None:
        found = {one.get("url"): one.get("valueInteger", one.get("valueDecimal"))
                 for one in self._list("extension", item)}  # fmt: skip
        least, most = found.get(LEAST), found.get(MOST)
        return None if least is None or most is None else (least, most)


__all__ = ["ItemWords", "OptionWords", "Wording", "read"]
