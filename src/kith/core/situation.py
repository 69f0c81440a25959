"""What is known about one person and one service before a course is chosen.

Here: the facts, and what follows from them by a named rule. Not here: which forms of IPT fit
(fitting). What nobody has answered is never read as no.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NoReturn, Self

from pydantic import Field

from kith.core.catalogue import definition
from kith.core.disorders import by_codes, disorders, source_of
from kith.core.errors import RefusedError, UnknownDefinitionError
from kith.core.knowledge import Table, shipped
from kith.core.protocols.terms import Term, shared_terms

FORMATS = ("individual", "group", "mixed")
OLDEST = 120


class ActFirst(Term):
    """The cautions that come before any therapy."""

    cautions: tuple[str, ...] = Field(min_length=1)


class Derived(Term):
    """A caution that follows from a score or a result; with `asks`, only as a question to ask."""

    gives: str
    asks: bool = False
    instrument: str
    scale: str = Field(default="", min_length=0)
    at_least: float | None = None
    result: str = Field(default="", min_length=0)
    equals: str = Field(default="", min_length=0, alias="is")

    def met_by(self, found: float | str | None) -> bool:
        """Whether what the instrument found is what the rule speaks of."""
        if found is None:
            return False
        if self.at_least is not None:
            return isinstance(found, int | float) and found >= self.at_least
        return found == self.equals

    @property
    def what(self) -> tuple[str, str]:
        """The instrument, and the scale or result looked at."""
        return self.instrument, self.scale or self.result


class FittingTable(Table):
    """The rules of `data/fitting.toml`."""

    act_first: ActFirst
    derived: tuple[Derived, ...]
    rules: dict[str, Term]


@cache
def table() -> FittingTable:
    """The rules, read once."""
    return shipped("fitting", FittingTable)


@dataclass(frozen=True, slots=True)
class Known:
    """A caution or circumstance that is so, or is to be asked about, and how that is known."""

    id: str
    because: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Situation:
    """One person and one service.

    `codes`: diagnoses as ICD-11, ICD-10 or DSM-5-TR codes. `named`: disorders by id, for what no
    code stands for. `age` in years. `yes` and `no`: ids of circumstances and cautions that were
    answered. `found`: what instruments found, by instrument and scale or result. `formats`: what is
    on offer.
    """

    codes: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    age: int | None = None
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    found: Mapping[tuple[str, str], float | str] = field(default_factory=dict)
    formats: frozenset[str] = frozenset(FORMATS)

    @classmethod
    def from_mapping(cls, case: Mapping[str, Any]) -> Self:
        """A situation from a file's keys; RefusedError naming the key that is wrong."""
        if not isinstance(case, Mapping):
            raise RefusedError("A case is one object with keys, not a list or a word.")
        known = {"codes", "disorders", "age", "yes", "no", "scores", "results", "formats"}
        for key in case:
            if key not in known:
                _refuse(key, f"is not known; there are: {', '.join(sorted(known))}")
        age = case.get("age")
        if age is not None and (type(age) is not int or not 0 <= age <= OLDEST):
            _refuse("age", f"must be whole years from 0 to {OLDEST}, or left out")
        answers = {key: _words(case, key) for key in ("yes", "no")}
        _check(answers["yes"], _answerable(), "yes")
        _check(answers["no"], _answerable(), "no")
        if both := sorted(answers["yes"] & answers["no"]):
            _refuse("no", f"{both[0]} is answered both yes and no")
        formats = _words(case, "formats") or frozenset(FORMATS)
        _check(formats, set(FORMATS), "formats")
        named = _words(case, "disorders")
        _check(named, set(disorders()), "disorders")
        codes = tuple(sorted(_words(case, "codes")))
        found = {**_found(case, "scores", (int, float)), **_found(case, "results", (str,))}
        return cls(codes, named, age, answers["yes"], answers["no"], found, formats)

    # ------------------------------------------------------------ what follows

    @property
    def disorders(self) -> tuple[str, ...]:
        """The disorders by id, those that follow from two together included."""
        all_of = {*self.named, *by_codes(self.codes)}
        if "substance_use" in all_of and all_of & {"depression", "persistent_depression"}:
            all_of.add("substance_with_depression")
        return tuple(key for key in disorders() if key in all_of)

    @property
    def raised(self) -> dict[str, Known]:
        """The cautions that are so: answered yes, brought by a diagnosis, or by a score."""
        answered = Known("", "Answered yes.", "", True)
        cautions = shared_terms().cautions
        found = {key: _named(answered, key) for key in sorted(self.yes) if key in cautions}
        for key in self.disorders:
            one = disorders()[key]
            because = f"Diagnosis: {one.title.lower()}."
            for caution in one.raises:
                known = Known(caution, because, source_of(one), one.verified)
                if not self._settled(caution):
                    found.setdefault(caution, known)
        for known in self._derived(asks=False):
            if not self._settled(known.id):
                found.setdefault(known.id, known)
        return found

    @property
    def to_ask(self) -> tuple[Known, ...]:
        """What a score says should be asked about, and nobody has answered."""
        answered = self.yes | self.no | set(self.raised)
        return tuple(one for one in self._derived(asks=True) if one.id not in answered)

    @property
    def circumstances(self) -> frozenset[str]:
        """The circumstances that are so, those that a diagnosis brings included."""
        brought = {name for key in self.disorders for name in disorders()[key].circumstances}
        if "depression_in_remission" in self.disorders:
            brought.add("remitted")
        if self.formats != frozenset(FORMATS) and self.formats & {"group", "mixed"}:
            brought.add("group_on_offer")  # somebody said what is on offer, and named it
        return frozenset((self.yes | brought) - self.no)

    def _settled(self, caution: str) -> bool:
        """A clinician's no outweighs what only follows; a mood stabiliser settles its caution."""
        return caution in self.no or (caution == "bipolar" and "mood_stabiliser" in self.yes)

    def _derived(self, *, asks: bool) -> list[Known]:
        rules = [one for one in table().derived if one.asks is asks]
        return [
            Known(one.gives, f"{one.title}. {one.why}", table().cite(one), one.verified)
            for one in rules
            if one.met_by(self.found.get(one.what))
        ]


def _named(known: Known, key: str) -> Known:
    return Known(key, known.because, known.source, known.verified)


def _answerable() -> set[str]:
    terms = shared_terms()
    return {*terms.circumstances, *terms.cautions}


def _words(case: Mapping[str, Any], key: str) -> frozenset[str]:
    given = case.get(key, [])
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        _refuse(key, "must be a list of words")
    return frozenset(given)


def _found(
    case: Mapping[str, Any], key: str, kinds: tuple[type, ...]
) -> dict[tuple[str, str], float | str]:
    """`{"phq9": 18}` speaks of the total, `{"phq9.total": 18}` names the scale."""
    given = case.get(key, {})
    if not isinstance(given, Mapping):
        _refuse(key, "must be an object of instrument and value")
    found = {}
    for name, value in given.items():
        if type(value) not in kinds:
            _refuse(f"{key}.{name}", f"must be a {'number' if float in kinds else 'word'}")
        instrument, _, part = str(name).partition(".")
        part = part or ("total" if float in kinds else "screen")
        _check_found(f"{key}.{name}", instrument, part, value)
        found[instrument, part] = value
    return found


def _check_found(key: str, name: str, part: str, value: float | str) -> None:
    """A misspelt instrument, scale or result would else be passed over, and with it a warning."""
    try:
        instrument = definition(name)
    except UnknownDefinitionError:
        _refuse(key, f"there is no instrument {name}")
    if not isinstance(value, str):
        if part not in instrument.scales:
            _refuse(key, f"{name} has no scale {part}; it has: {', '.join(instrument.scales)}")
        return
    if part not in instrument.rules:
        _refuse(key, f"{name} has no result {part}; it has: {', '.join(instrument.rules)}")
    outcomes = [one.id for one in instrument.rules[part].outcomes]
    if value not in {*outcomes, "none"}:
        _refuse(key, f"{value} is no result of {name}; there are: {', '.join(outcomes)}")


def _check(given: frozenset[str], known: set[str], key: str) -> None:
    for one in sorted(given - known):
        _refuse(key, f"{one} is not known; there are: {', '.join(sorted(known))}")


def _refuse(key: str, problem: str) -> NoReturn:
    raise RefusedError(f"{key}: {problem}.", key)
