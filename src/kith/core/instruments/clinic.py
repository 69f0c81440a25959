"""What a clinic adds to the shipped instruments: wording it may use, packs whose terms it accepted.

Here: one folder of files, read and written. Not here: what a file of wording may say (wording), who
may do it. The folder lies with the clinic's data, never with Kith. Each file is put in its place
whole, so that other processes see the old one or the new one; the folder's time tells them.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kith.core.errors import DefinitionError
from kith.core.instruments.model import Instrument, Int, Part, Text, Word
from kith.core.instruments.wording import Wording, fitted, worded

WORDING = "wording-{}.v{}.json"
ACCEPTED = "accepted-{}.json"


class Acceptance(Part):
    """Somebody accepted the terms of a pack. The hash says which words they accepted."""

    instrument: Word
    version: Int
    terms: str
    by: Text
    on: str


@dataclass(frozen=True)
class Additions:
    """What stood in the folder when it was read."""

    wordings: dict[tuple[str, int], Wording] = field(default_factory=dict)
    accepted: dict[str, Acceptance] = field(default_factory=dict)
    problems: tuple[DefinitionError, ...] = ()


def terms_hash(instrument: Instrument) -> str:
    """Which terms these are: changed words are terms that nobody has accepted yet."""
    return hashlib.sha256(instrument.licence.terms.strip().encode()).hexdigest()


def is_pack(instrument: Instrument) -> bool:
    """Whether its wording is for those only who accepted its terms."""
    return instrument.licence.class_ == "PACK_NC"


def wordless(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a definition without its words: what may be shown before they are accepted."""
    bare = {key: value for key, value in content.items() if key not in {"stem", "instructions"}}
    options = [
        {key: value for key, value in option.items() if key != "text"}
        for option in content.get("options", ())
    ]
    items = [wordless(item) for item in content.get("items", ())]
    bare |= ({"options": options} if options else {}) | ({"items": items} if items else {})
    return {key: value for key, value in bare.items() if key not in {"text", "ends"}}


class ClinicFolder:
    """The folder of one clinic's additions. It need not be there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def stamp(self) -> int:
        """Changes whenever a file comes, goes or is replaced."""
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return 0

    def read(self) -> Additions:
        """Everything in the folder; what cannot be read is told, and hides nothing else."""
        wordings: dict[tuple[str, int], Wording] = {}
        accepted: dict[str, Acceptance] = {}
        problems = []
        for path in sorted(self.path.glob("*.json")):
            try:
                if path.name.startswith("wording-"):
                    one = Wording.model_validate_json(path.read_bytes())
                    wordings[one.instrument, one.version or 0] = one
                elif path.name.startswith("accepted-"):
                    acceptance = Acceptance.model_validate_json(path.read_bytes())
                    accepted[acceptance.instrument] = acceptance
            except (OSError, ValidationError) as error:
                problem = f"cannot be read: {str(error).splitlines()[0]}"
                problems.append(DefinitionError(path.name, "", problem))
        return Additions(wordings, accepted, tuple(problems))

    def keep(self, wording: Wording) -> Path:
        """Put wording in its place, instead of what was there for the same version."""
        name = WORDING.format(wording.instrument, wording.version)
        return self._write(name, wording.model_dump(mode="json"))

    def forget(self, instrument: Instrument) -> bool:
        """Take wording away again; False if there was none."""
        return self._remove(WORDING.format(instrument.id, instrument.version))

    def accept(self, instrument: Instrument, *, by: str, on: str) -> Acceptance:
        """Note that the terms of a pack were accepted."""
        acceptance = Acceptance(
            instrument=instrument.id, version=instrument.version, terms=terms_hash(instrument),
            by=by, on=on,
        )  # fmt: skip
        self._write(ACCEPTED.format(instrument.id), acceptance.model_dump())
        return acceptance

    def withdraw(self, instrument: Instrument) -> bool:
        """Take an acceptance back; False if there was none."""
        return self._remove(ACCEPTED.format(instrument.id))

    def _write(self, name: str, content: object) -> Path:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        target, part = self.path / name, self.path / f".{name}.part"
        part.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        with self._seen_by_all():
            part.replace(target)
        return target

    def _remove(self, name: str) -> bool:
        try:
            with self._seen_by_all():
                (self.path / name).unlink()
        except FileNotFoundError:
            return False
        return True

    @contextmanager
    def _seen_by_all(self) -> Iterator[None]:
        """A change moves the folder's time on, though two may fall into one tick of its clock."""
        before = self.stamp
        yield
        if self.stamp <= before:
            os.utime(self.path, ns=(before + 1, before + 1))


class Clinic:
    """A folder's additions, read again whenever it has changed."""

    def __init__(self, folder: ClinicFolder) -> None:
        self.folder = folder
        self._stamp = -1
        self._additions = Additions()
        self._worded: dict[tuple[str, int], Instrument | DefinitionError] = {}

    @property
    def additions(self) -> Additions:
        """What the folder says now: another process may have changed it."""
        if (stamp := self.folder.stamp) != self._stamp:
            self._additions, self._stamp, self._worded = self.folder.read(), stamp, {}
        return self._additions

    def has_accepted(self, pack: Instrument) -> bool:
        """Whether somebody accepted the terms of a pack, as these stand now."""
        acceptance = self.additions.accepted.get(pack.id)
        return acceptance is not None and acceptance.terms == terms_hash(pack)

    def in_words(self, definition: Instrument) -> Instrument:
        """The definition in the clinic's words, where it has loaded some that fit."""
        found = self._found(definition)
        return found if isinstance(found, Instrument) else definition

    def problems(self, definitions: Iterable[Instrument]) -> list[DefinitionError]:
        """What of the folder cannot be used."""
        found = (self._found(one) for one in definitions)
        misfits = [one for one in found if isinstance(one, DefinitionError)]
        return [*self.additions.problems, *misfits]

    def _found(self, definition: Instrument) -> Instrument | DefinitionError | None:
        key = definition.id, definition.version
        wording = self.additions.wordings.get(key)
        if wording is None:
            return None
        if key not in self._worded:
            file = WORDING.format(*key)
            try:
                self._worded[key] = worded(definition, fitted(definition, wording, file))
            except DefinitionError as error:
                self._worded[key] = error
            except ValidationError as error:
                first = str(error.errors()[0]["msg"])
                self._worded[key] = DefinitionError(file, "", f"cannot be used: {first}")
        return self._worded[key]
