"""Reads the tables of clinical knowledge in `data/`, each entry with its source.

Here: file to checked table, once per process. Not here: what a table means (problem_areas,
safety, suitability, diagnoses), and the definitions that come in versions (catalogue).
"""

from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from kith.core.catalogue import definition_error, read_toml

DATA = Path(__file__).parent / "data"


class Entry(BaseModel):
    """Anything written in a table: it never changes once read, and has no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Entry):
    """A statement with where it comes from; `verified` is False until somebody has looked."""

    source: str
    verified: bool


Table = TypeVar("Table", bound=BaseModel)


def read(path: Path, shape: type[Table]) -> Table:
    """The table of one file; DefinitionError naming file and key where it is wrong."""
    try:
        return shape.model_validate(read_toml(path))
    except ValidationError as error:
        raise definition_error(path.name, error) from error


@cache
def table(name: str, shape: type[Table]) -> Table:
    """The table `data/<name>.toml`, read once."""
    return read(DATA / f"{name}.toml", shape)
