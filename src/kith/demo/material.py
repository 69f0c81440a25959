"""Reads the files of the invented clinic: its house, its stories, and the phrases they share.

Here: the shape of the files in data/. Not here: what becomes of them (tale, course, chart). A
slip in a file is an error with its name, and never half a clinic.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kith.core.catalogue import read_toml
from kith.core.errors import definition_error

DATA = Path(__file__).parent / "data"
AREAS = ("grief", "role_dispute", "role_transition", "interpersonal_deficits")

Area = Literal["grief", "role_dispute", "role_transition", "interpersonal_deficits"]
Stage = Literal["referred", "initial", "middle", "ending", "ended"]
Outlook = Literal["recovers", "improves", "slow", "unchanged", "worsens"]


class Shape(BaseModel):
    """Every part of a file: nothing unknown, nothing changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---------------------------------------------------------------- the house


class Colleague(Shape):
    """Somebody who signs in."""

    key: str
    name: str
    email: str
    role: Literal["therapist", "supervisor", "lead", "administrator"]
    teams: tuple[str, ...] = ()
    pass_phrase: str
    supervisor: str = ""


class Practice(Shape):
    """The organisation."""

    name: str
    contact: str
    place: str
    crisis_lines: tuple[dict[str, str], ...]
    packs: tuple[str, ...] = ()  # instruments whose terms the clinic has accepted
    teams: dict[str, str]
    staff: tuple[Colleague, ...]


# ---------------------------------------------------------------- one client


class Someone(Shape):
    """Somebody in a client's life. `died` and `since` are months before the referral."""

    label: str
    relation: str = ""
    kind: Literal["person", "group", "pet"] = "person"
    ring: int | None = None
    wished: int | None = None
    died: float | None = None
    mourning: str = ""
    since: float | None = None
    known: dict[str, str | int | bool] = {}
    moves: tuple[tuple[int, int], ...] = ()  # (session, circle)
    changes: tuple[tuple[int, dict[str, str | int | bool]], ...] = ()  # (session, what is known)
    named_in: int = 2  # the session in which the person is first named


class Happening(Shape):
    """A life event, some months before the referral; negative: after it."""

    title: str
    kind: str
    months: float
    precision: Literal["day", "month", "season", "year"] = "month"
    valence: Literal["bad", "mixed", "good"] = "bad"
    people: tuple[str, ...] = ()
    notes: str = ""


class Vignette(Shape):
    """One client in outline: the rest is drawn from the phrases of the area."""

    name: str
    age: int
    work: str
    area: Area
    stage: Stage
    held: int = 0
    sessions: int = 16
    outlook: Outlook = "improves"
    start: int = 16  # PHQ-9 at the first session
    known_as: str = ""
    pronouns: str = "she/her"
    complaint: str
    focus: Someone | None = None
    happened: Happening
    others: tuple[Someone, ...] = ()
    details: dict[str, str] = {}
    goals: tuple[str, ...] = Field(min_length=1, max_length=3)
    moments: tuple[str, ...] = Field(min_length=2)
    strengths: str = ""
    recurrent: bool = False
    ends: str = ""  # the disposition
    ended_weeks: int = 0  # weeks since the last session
    end_words: str = ""
    missed: dict[int, str] = {}  # before this session: one letter for each week (c, a, o, -)
    second_area: str = ""
    extension: int = 0
    extension_reason: str = ""
    quirks: tuple[str, ...] = ()


# ---------------------------------------------------------------- phrases


class Phrases(Shape):
    """What the sessions of one area are written from; {name}, {focus} and the like are filled."""

    plain: str
    reasons: tuple[str, ...]
    set_aside: dict[str, tuple[str, ...]]
    formulation: tuple[str, ...]
    ordinary: tuple[str, ...]  # moments that anybody may have
    moods: dict[str, tuple[str, ...]]  # heavy, moving, light
    links: tuple[str, ...]
    tasks: tuple[tuple[str, str], ...]  # what to try, what came of it
    next_time: tuple[str, ...]
    strategies: dict[str, tuple[str, ...]]  # what the note says of each


class AreaFile(Shape):
    """One problem area: its phrases, and its clients."""

    phrases: Phrases
    clients: tuple[Vignette, ...] = ()


class Shared(Shape):
    """Phrases of every course, whatever its area."""

    openings: dict[str, tuple[str, ...]]  # by how the scores went: better, same, worse, first
    initial: dict[str, tuple[str, ...]]  # by session and part
    closings: tuple[str, ...]
    calm: tuple[str, ...]  # how a note tells that safety was asked about
    troubled: tuple[str, ...]
    comments: tuple[str, ...]
    events: dict[str, tuple[str, ...]]
    plan: dict[str, tuple[str, ...]]
    techniques: dict[str, tuple[str, ...]]
    missed: dict[str, tuple[str, ...]]
    risk: dict[str, tuple[str, ...]]
    ending: dict[str, tuple[str, ...]]
    referral: dict[str, tuple[str, ...]]
    surroundings: dict[str, tuple[str, ...]]  # GPs, streets, wishes


Kind = TypeVar("Kind", bound=Shape)


def read(name: str, shape: type[Kind]) -> Kind:
    """One file of data/; DefinitionError, naming file and key, where it is wrong."""
    file = f"{name}.toml"
    try:
        return shape.model_validate(read_toml(DATA / file))
    except ValidationError as error:
        raise definition_error(file, error) from error


@cache
def practice() -> Practice:
    """The house and who works in it."""
    return read("practice", Practice)


@cache
def shared() -> Shared:
    """The phrases of every course."""
    return read("shared", Shared)


@cache
def areas() -> Mapping[str, AreaFile]:
    """The four problem areas with their clients."""
    return {area: read(area, AreaFile) for area in AREAS}


def filled(words: str, known: Mapping[str, Any]) -> str:
    """A phrase with its blanks filled, and a capital at its beginning."""
    text = words.format_map(known)
    return text[:1].upper() + text[1:]
