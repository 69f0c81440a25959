"""What changed from one version of a protocol to another.

Here: two protocols in, typed changes out, each with its words. Not here: who is told of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from kith.core.protocols.model import Protocol
from kith.core.protocols.outline import name_of

# What every new version changes, and nobody needs told as a change.
_ALWAYS = {"version", "replaces", "because"}
# The words for keys that do not speak for themselves.
_WORDS = {
    "total": "number of sessions",
    "least": "least",
    "most": "most",
    "every_days": "days between sessions",
    "why": "reason",
    "source": "sources",
    "verified": "checked against a published text",
    "by": "late after session",
    "opens": "due from session",
    "leave": "leaving",
    "cadence": "rhythm",
    "exit": "how it is left",
    "instead": "counts in its place",
    "valid_days": "days an answer stands",
    "watch": "watched",
    "counts_from": "counted from",
}

Value = object
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `key` is its place in the file, with names for numbers: phases.initial.last.

    What was `added` has no before; what was `removed` has no after. Of a list of names, each name
    is a change of its own. `title` is the place in words, and `words` the change in one sentence.
    """

    key: str
    kind: Literal["changed", "added", "removed"]
    before: Value
    after: Value
    title: str
    words: str


def differences(before: Protocol, after: Protocol) -> tuple[Difference, ...]:
    """Every change between two versions, in the order of the file; empty if there is none."""
    words = _Words(before, after)
    return tuple(words.said(path, old, new) for path, old, new in _between((), before, after))


_Found = Iterator[tuple[Path, Value, Value]]


def _between(path: Path, before: Value, after: Value) -> _Found:
    if before == after:
        return
    if isinstance(before, BaseModel) and isinstance(after, BaseModel):
        for name in type(before).model_fields:
            if path or name not in _ALWAYS:
                yield from _between((*path, name), getattr(before, name), getattr(after, name))
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _members(path, before, after)
    elif isinstance(before, tuple) and isinstance(after, tuple) and not _is_span(before, after):
        yield from _members(path, _named(before), _named(after))
    else:
        yield path, before, after


def _members(path: Path, before: Mapping[str, Value], after: Mapping[str, Value]) -> _Found:
    """Members by name; of plain names, those added and removed, and a mere new order."""
    found = False
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        where = path if name in (old, new) else (*path, name)
        for one in _between(where, old, new):
            found = True
            yield one
    if not found:
        yield path, tuple(before), tuple(after)


def _is_span(before: tuple[Value, ...], after: tuple[Value, ...]) -> bool:
    """Whether these are numbers from and to, which are one value."""
    return any(isinstance(one, int) for one in (*before, *after))


def _named(members: tuple[Value, ...]) -> dict[str, Value]:
    return {name_of(one): one for one in members}


class _Words:
    """Says changes between two versions with the titles that either of them has."""

    def __init__(self, *versions: Protocol) -> None:
        self.titles: dict[str, str] = {}
        for one in versions:
            for kind in type(one.vocabulary).model_fields:
                for name, term in getattr(one.vocabulary, kind).items():
                    self.titles.setdefault(name, getattr(term, "title", "") or term.cite)
            self.titles |= {part.instrument: part.title for part in one.measures}
            self.titles |= {part.id: part.title for part in one.meetings}
            self.titles |= {part.id: part.title for part in one.watch}

    def said(self, path: Path, before: Value, after: Value) -> Difference:
        title = ": ".join(self._part(part) for part in path)
        key, title = ".".join(path), title[:1].upper() + title[1:]
        if before is None:
            words = f"{title}: added {self._value(after)}."
            return Difference(key, "added", before, after, title, words)
        if after is None:
            words = f"{title}: no longer {self._value(before)}."
            return Difference(key, "removed", before, after, title, words)
        words = f"{title}: {self._value(before)} became {self._value(after)}."
        return Difference(key, "changed", before, after, title, words)

    def _part(self, part: str) -> str:
        """One step of the place: the title of what it names, or the key in words."""
        if part in _WORDS:
            return _WORDS[part]
        phase, _, session = part.partition(".")
        if session and phase in self.titles:
            which = "every other session" if session == "every" else f"session {session}"
            return f"{self.titles[phase]}, {which}"
        return self.titles.get(part, part.replace("_", " "))

    def _value(self, value: Value) -> str:
        """A value for people; of a part of the file, its title or its reason."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, tuple):
            if _is_span(value, ()):
                return " to ".join(str(one) for one in value)
            return ", ".join(self._value(one) for one in value) or "nothing"
        if isinstance(value, BaseModel):
            said = getattr(value, "title", None) or getattr(value, "condition", None)
            return f"“{said or getattr(value, 'why', value)}”"
        return f"“{self.titles.get(str(value), value)}”"
