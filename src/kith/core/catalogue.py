"""Finds, reads, checks and caches the data files: every instrument, pairing and protocol.

Here: files to definitions. Not here: what a definition means (instruments.model,
instruments.change, protocols.model).

A folder of definitions holds `instruments/`, `pairings/` and `protocols/`, with files named
`<id>.v<version>.toml`, at any depth. A broken file never hides the others: it is reported by
`problems()`, and raised when its own definition is asked for.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar
from typing import Protocol as Shape

from pydantic import ValidationError

from kith.core.errors import (
    DefinitionError,
    KeyProblem,
    UnknownDefinitionError,
    definition_error,
)
from kith.core.instruments.change import Pairing
from kith.core.instruments.clinic import Clinic, ClinicFolder, is_pack
from kith.core.instruments.model import Instrument

if TYPE_CHECKING:
    from kith.core.protocols.model import Protocol

CORE = Path(__file__).parent
SHIPPED = {
    "instruments": CORE / "instruments" / "data",
    "pairings": CORE / "instruments" / "pairings",
    "protocols": CORE / "protocols" / "data",
}
PACKS = CORE / "instruments" / "packs"
FILE_NAME = re.compile(r"(?P<id>[a-z][a-z0-9_-]*)\.v(?P<version>[1-9][0-9]*)\.toml")


def plain(name: str) -> str:
    """A name without what people write differently: "C-SSRS screen" and "cssrsscreen" are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


class _Versioned(Shape):
    """What every definition has."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...


Definition = TypeVar("Definition", bound=_Versioned)


def read_toml(path: Path) -> dict[str, object]:
    """The content of a data file; DefinitionError if it cannot be read as TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DefinitionError(path.name, "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DefinitionError(path.name, "", f"is not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(path.name, "", f"is not valid TOML: {error}") from error


class _Shelf(Generic[Definition]):
    """All definitions of one kind, read once when first asked for."""

    def __init__(
        self,
        kind: str,
        folders: Iterable[Path],
        model: Callable[[dict[str, object]], Definition],
    ) -> None:
        self.kind = kind
        self.good: dict[tuple[str, int], Definition] = {}
        self.bad: dict[tuple[str, int], DefinitionError] = {}
        for folder in folders:
            for path in sorted(folder.rglob("*.toml")):
                self._take(path, model)

    def _take(self, path: Path, model: Callable[[dict[str, object]], Definition]) -> None:
        name = FILE_NAME.fullmatch(path.name)
        key = (name["id"], int(name["version"])) if name else (path.name, 0)
        if name is None:
            problem = "the file name must be <id>.v<version>.toml, for example phq9.v1.toml"
            self.bad[key] = DefinitionError(path.name, "", problem)
        elif key in self.good or key in self.bad:
            problem = f"{key[0]} version {key[1]} is defined twice; give the new one a new version"
            self.good.pop(key, None)
            self.bad[key] = DefinitionError(path.name, "version", problem)
        else:
            try:
                self.good[key] = self._read(path, key, model)
            except DefinitionError as error:
                self.bad[key] = error

    @staticmethod
    def _read(
        path: Path, key: tuple[str, int], model: Callable[[dict[str, object]], Definition]
    ) -> Definition:
        try:
            definition = model(read_toml(path))
        except ValidationError as error:
            raise definition_error(path.name, error) from error
        except KeyProblem as error:
            raise DefinitionError(path.name, error.key, error.problem) from error
        for field, said in (("id", key[0]), ("version", key[1])):
            if getattr(definition, field) != said:
                problem = f"the file is named for {said}, but says {getattr(definition, field)}"
                raise DefinitionError(path.name, field, problem)
        return definition

    @property
    def names(self) -> set[str]:
        """The ids of all definitions here, broken ones too."""
        return {name for name, _ in (*self.good, *self.bad)}

    def named(self, name: str) -> str:
        """The id that is meant, whatever its capitals, hyphens and dots: PCL-5 is pcl5."""
        if name in self.names:
            return name
        meant = [known for known in self.names if plain(known) == plain(name)]
        return meant[0] if len(meant) == 1 else name

    def get(self, name: str, version: int | None) -> Definition:
        """One definition; the newest version when none is named."""
        name = self.named(name)
        versions = [v for known, v in (*self.good, *self.bad) if known == name]
        wanted = max(versions, default=0) if version is None else version
        if (broken := self.bad.get((name, wanted))) is not None:
            raise broken
        try:
            return self.good[name, wanted]
        except KeyError:
            asked = name if version is None else f"{name} version {version}"
            known = sorted({known for known, _ in self.good})
            raise UnknownDefinitionError(self.kind, asked, known) from None

    def scales_of(self, name: str) -> set[str]:
        """The scales of an instrument in any of its readable versions."""
        found = (one for (known, _), one in self.good.items() if known == name)
        return {scale for one in found for scale in getattr(one, "scales", ())}

    def versions(self, name: str) -> list[Definition]:
        """Every readable version of a definition, the newest first."""
        name = self.named(name)
        return [self.good[key] for key in sorted(self.good, reverse=True) if key[0] == name]

    def newest(self) -> list[Definition]:
        """The newest version of each definition, in order of id; those that are broken left out."""
        newest = dict(sorted((*self.good, *self.bad)))
        return [self.good[key] for key in newest.items() if key in self.good]


class Catalogue:
    """The definitions shipped with Kith and those of further folders."""

    def __init__(self, folders: Iterable[Path] = (), *, shipped: bool = True) -> None:
        self._folders = list(folders)
        self._shipped = shipped
        self._instruments: _Shelf[Instrument] | None = None
        self._pairings: _Shelf[Pairing] | None = None
        self._protocols: _Shelf[Protocol] | None = None
        self._clinic: Clinic | None = None

    def add_folder(self, path: Path) -> None:
        """Look for definitions in this folder too, from the next question on."""
        if path not in self._folders:
            self._folders.append(path)
            self._instruments = self._pairings = self._protocols = None

    def use_clinic(self, folder: Path) -> ClinicFolder:
        """From now on, the wording and the acceptances in this folder hold, as they come and go."""
        self._clinic = Clinic(ClinicFolder(folder))
        return self._clinic.folder

    @property
    def clinic(self) -> ClinicFolder | None:
        """The folder of what the clinic adds, where one is used."""
        return None if self._clinic is None else self._clinic.folder

    def is_open(self, instrument: Instrument) -> bool:
        """Whether its words may be used here: of a pack, once its terms were accepted."""
        if not is_pack(instrument):
            return True
        return self._clinic is not None and self._clinic.has_accepted(instrument)

    def packs(self) -> list[Instrument]:
        """The newest version of each pack, accepted or not, in order of id."""
        return [one for one in self._instrument_shelf.newest() if is_pack(one)]

    def _places(self, kind: str) -> list[Path]:
        shipped = [SHIPPED[kind]] if self._shipped else []
        if self._shipped and kind == "instruments":
            shipped.append(PACKS)
        return shipped + [folder / kind for folder in self._folders]

    @property
    def _instrument_shelf(self) -> _Shelf[Instrument]:
        if self._instruments is None:
            places = self._places("instruments")
            self._instruments = _Shelf("instrument", places, Instrument.model_validate)
        return self._instruments

    @property
    def _pairing_shelf(self) -> _Shelf[Pairing]:
        if self._pairings is None:
            places = self._places("pairings")
            self._pairings = _Shelf("pairing", places, Pairing.model_validate)
        return self._pairings

    @property
    def _protocol_shelf(self) -> "_Shelf[Protocol]":
        if self._protocols is None:
            from kith.core.protocols.model import Protocol  # noqa: PLC0415 - only courses need it

            def read(data: dict[str, object]) -> Protocol:
                return self._with_known_measures(Protocol.model_validate(data))

            self._protocols = _Shelf("protocol", self._places("protocols"), read)
        return self._protocols

    def _with_known_measures(self, protocol: "Protocol") -> "Protocol":
        """A protocol may only ask for, and watch, instruments and scales that are there."""
        shelves = (self._instrument_shelf, _default._instrument_shelf)
        known = shelves[0].names | shelves[1].names
        for key, name, scale in protocol.instruments_named:
            if name not in known:
                choice = ", ".join(sorted(known))
                raise KeyProblem(key, f"there is no instrument {name}; there are: {choice}")
            scales = next((found for one in shelves if (found := one.scales_of(name))), None)
            if scale and scales and scale not in scales:
                problem = f"{name} has no scale {scale}; it has: {', '.join(sorted(scales))}"
                raise KeyProblem(key.replace(".instrument", ".scale"), problem)
        return protocol

    def instrument(self, id: str, version: int | None = None) -> Instrument:  # noqa: A002 - its name
        """The instrument of this id, in a clinic's own words where it has loaded some.

        The newest version when none is named. Packs are among them: what was answered stays
        readable. Who offers one to be answered asks `is_open` first.
        """
        return self._in_words(self._instrument_shelf.get(id, version))

    def definition(self, id: str, version: int | None = None) -> Instrument:  # noqa: A002 - its name
        """The instrument as it is shipped, whatever wording a clinic has loaded."""
        return self._instrument_shelf.get(id, version)

    def instruments(self) -> list[Instrument]:
        """The newest version of every readable instrument, in order of id, and of open packs."""
        return [self._in_words(one) for one in self._instrument_shelf.newest() if self.is_open(one)]

    def _in_words(self, instrument: Instrument) -> Instrument:
        return instrument if self._clinic is None else self._clinic.in_words(instrument)

    def pairing(self, id: str, version: int | None = None) -> Pairing:  # noqa: A002 - its name
        """The rule set over two scales of this id; the newest version when none is named."""
        return self._pairing_shelf.get(id, version)

    def pairings(self) -> list[Pairing]:
        """The newest version of every readable pairing, in order of id."""
        return self._pairing_shelf.newest()

    def protocol(self, id: str, version: int | None = None) -> "Protocol":  # noqa: A002 - its name
        """The protocol of this id; the newest version when none is named."""
        return self._protocol_shelf.get(id, version)

    def protocols(self) -> "list[Protocol]":
        """The newest version of every readable protocol, in order of id."""
        return self._protocol_shelf.newest()

    def protocol_versions(self, id: str) -> "list[Protocol]":  # noqa: A002 - its name
        """Every readable version of a protocol, the newest first; none for an unknown one."""
        return self._protocol_shelf.versions(id)

    def problems(self, kind: str = "") -> list[DefinitionError]:
        """Every file that could not be read: of `instruments`, `pairings`, `protocols`, or all."""
        shelves = {
            "instruments": lambda: self._instrument_shelf.bad,
            "pairings": lambda: self._pairing_shelf.bad,
            "protocols": lambda: self._protocol_shelf.bad,
        }
        wanted = [kind] if kind else list(shelves)
        found = [error for name in wanted for error in shelves[name]().values()]
        if self._shipped and "protocols" in wanted:
            from kith.core.protocols.terms import broken_terms  # noqa: PLC0415 - only courses do

            found += broken_terms()
        if self._clinic is not None and "instruments" in wanted:
            found += self._clinic.problems(self._instrument_shelf.good.values())
        return found


_default = Catalogue()

add_folder = _default.add_folder
instrument = _default.instrument
definition = _default.definition
instruments = _default.instruments
is_open = _default.is_open
packs = _default.packs
use_clinic = _default.use_clinic
pairing = _default.pairing
pairings = _default.pairings
protocol = _default.protocol
protocols = _default.protocols
protocol_versions = _default.protocol_versions
problems = _default.problems


def clinic_folder() -> ClinicFolder | None:
    """Where wording that a clinic loads is kept; none in a program that uses no such folder."""
    return _default.clinic
