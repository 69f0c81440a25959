"""The shared vocabulary of protocols: every task, step, strategy and source, written once.

Here: the shape of `terms.toml` and of the files of `terms/`, which are read as one, and of the
terms a protocol file may bring of its own. Not here: when a term is due or in which session it
stands; that is a protocol's business (model.py).
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from kith.core.errors import DefinitionError, KeyProblem

TERMS_FILE = Path(__file__).parent / "terms.toml"
TERMS_FOLDER = Path(__file__).parent / "terms"


class Shape(BaseModel):
    """A part of a data file: never changed after reading, and no key in it is ignored."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, str_min_length=1
    )


class Source(Shape):
    """Where a rule comes from. Only what is `published` can make a rule verified."""

    cite: str
    link: str = ""
    kind: Literal["published", "practice", "kith"] = "published"


class Rule(Shape):
    """Something Kith asks for, with its reason and where the reason comes from.

    `verified = false` means that nobody has yet checked it against a published text: pages say so.
    """

    why: str
    source: tuple[str, ...] = Field(min_length=1)
    verified: Annotated[bool, Strict()]


class Term(Rule):
    """A rule with a name of its own."""

    title: str


class Milestone(Term):
    """A task of the course, and the words for having done it. Its id is the fact's name."""

    code: str
    reached: str


class Step(Term):
    """A step of a session's agenda, and what the course itself puts in after it, if anything."""

    then: Literal["", "carried_over", "strategies"] = ""


class Area(Term):
    """A problem area, and its strategies in their order."""

    strategies: tuple[str, ...] = Field(min_length=1)


class Technique(Term):
    """A way of working, with the code that a session's form uses for it."""

    code: str


class Disposition(Term):
    """How a course can end, and whether that takes the tasks of ending, or a reason."""

    ending: Literal["required", "or_reason", "not_required"]


class Circumstance(Term):
    """Something about the client's life that a protocol may need; `ask` puts it as a question."""

    ask: str | None = None


class ConditionTerm(Term):
    """Something that must be on record, and what kind of record meets it.

    `words`: the therapist writes down, with the day, how it was met.
    """

    record: Literal[
        "words",
        "medication",
        "prescriber",
        "guardian",
        "school",
        "baby",
        "birth_date",
        "partner",
        "medical_review",
        "weight",
        "supervisor",
        "safety_plan",
        "diary",
        "roster",
        "focus",
        "schema",
    ]


class Terms(Shape):
    """A vocabulary: terms by kind and id."""

    sources: dict[str, Source] = {}
    phases: dict[str, Term] = {}
    milestones: dict[str, Milestone] = {}
    steps: dict[str, Step] = {}
    areas: dict[str, Area] = {}
    strategies: dict[str, Term] = {}
    techniques: dict[str, Technique] = {}
    proscribed: dict[str, Term] = {}
    dispositions: dict[str, Disposition] = {}
    maintenance: dict[str, Term] = {}
    safety: dict[str, Term] = {}
    cautions: dict[str, Term] = {}
    circumstances: dict[str, Circumstance] = {}
    conditions: dict[str, ConditionTerm] = {}

    def joined(self, more: "Terms") -> "Terms":
        """This vocabulary and another; KeyProblem where the other redefines a term."""
        both: dict[str, Any] = {}
        for kind in Terms.model_fields:
            mine, theirs = getattr(self, kind), getattr(more, kind)
            if twice := sorted(mine.keys() & theirs.keys()):
                problem = "is in the shared terms already; refer to it there"
                raise KeyProblem(f"{kind}.{twice[0]}", problem)
            both[kind] = {**mine, **theirs}
        return Terms.model_construct(None, **both)

    def without(self, key: str) -> "Terms":
        """This vocabulary without the term of this key: kind.id, and whatever follows."""
        kind, name = key.split(".")[:2]
        fewer: dict[str, Any] = {one: getattr(self, one) for one in Terms.model_fields}
        fewer[kind] = {one: term for one, term in fewer[kind].items() if one != name}
        return Terms.model_construct(None, **fewer)

    def cite(self, source: tuple[str, ...]) -> str:
        """The sources as a person reads them."""
        return "; ".join(self.sources[key].cite for key in source)

    def check(self, whole: "Terms | None" = None) -> None:
        """KeyProblem if a term leans on one that does not exist, or claims what no source holds.

        The terms it leans on may stand in the `whole` that it is joined to.
        """
        known = whole or self
        for key in self.steps.keys() & known.milestones.keys():
            raise KeyProblem(f"steps.{key}", "is also a milestone; an agenda could not tell which")
        for key in self.milestones.keys() & known.steps.keys():
            raise KeyProblem(f"milestones.{key}", "is also a step; an agenda could not tell which")
        for key, area in self.areas.items():
            for strategy in area.strategies:
                if strategy not in known.strategies:
                    raise KeyProblem(f"areas.{key}.strategies", f"{strategy} is not a strategy")
        check_sources(self, known.sources)


def rules(part: object, key: str = "") -> Iterator[tuple[str, Rule]]:
    """Every rule in a part of a definition, with the key under which it stands."""
    if isinstance(part, Rule):
        yield key, part
    if isinstance(part, Shape):
        for name in type(part).model_fields:
            yield from rules(getattr(part, name), f"{key}.{name}".lstrip("."))
    elif isinstance(part, Mapping):
        for name, one in part.items():
            yield from rules(one, f"{key}.{name}")
    elif isinstance(part, tuple):
        for number, one in enumerate(part):
            yield from rules(one, f"{key}[{number}]")


def check_sources(part: Shape, known: Mapping[str, Source]) -> None:
    """KeyProblem for a rule whose source is not listed, or verified by no published text."""
    for key, rule in rules(part):
        for source in rule.source:
            if source not in known:
                problem = f"there is no source called {source}; list it under sources"
                raise KeyProblem(f"{key}.source", problem)
        if rule.verified and all(known[source].kind != "published" for source in rule.source):
            problem = "only a published source can verify a rule; name one, or say verified = false"
            raise KeyProblem(f"{key}.verified", problem)


def read_terms(path: Path) -> Terms:
    """A whole vocabulary from its file; DefinitionError naming file and key."""
    terms = _parsed(path)
    try:
        terms.check()
    except KeyProblem as error:
        raise DefinitionError(path.name, error.key, error.problem) from error
    return terms


def _parsed(path: Path) -> Terms:
    """The terms of a file, each by itself as it should be."""
    try:
        return Terms.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(path.name, "", f"cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise DefinitionError(path.name, key, first["msg"]) from error


def join_files(main: Path, more: Iterable[Path]) -> tuple[Terms, list[DefinitionError]]:
    """A vocabulary in several files, and what is wrong in the further ones.

    The files may lean on each other's terms and sources. A term that is wrong is left out, and a
    protocol that needs it says so; the others stay.
    """
    whole, problems = read_terms(main), []
    parts: dict[Path, Terms] = {}
    for path in more:
        try:
            part = _parsed(path)
        except DefinitionError as error:
            problems.append(error)
            continue
        while True:
            try:
                whole, parts[path] = whole.joined(part), part
                break
            except KeyProblem as error:
                problems.append(DefinitionError(path.name, error.key, error.problem))
                part = part.without(error.key)
    while (found := _wrong(parts, whole)) is not None:
        path, wrong = found
        problems.append(DefinitionError(path.name, wrong.key, wrong.problem))
        parts[path], whole = parts[path].without(wrong.key), whole.without(wrong.key)
    return whole, problems


def _wrong(parts: Mapping[Path, Terms], whole: Terms) -> tuple[Path, KeyProblem] | None:
    for path, part in parts.items():
        try:
            part.check(whole)
        except KeyProblem as error:
            return path, error
    return None


@cache
def shared_terms() -> Terms:
    """The vocabulary that all protocols share: `terms.toml` and every file of `terms/`."""
    return join_files(TERMS_FILE, sorted(TERMS_FOLDER.glob("*.toml")))[0]


def broken_terms() -> list[DefinitionError]:
    """What is wrong in the files of `terms/`: each term or file left out, with the reason."""
    return join_files(TERMS_FILE, sorted(TERMS_FOLDER.glob("*.toml")))[1]
