"""Reads the tables of clinical knowledge in `data/`, and checks that each rule names its source.

Here: file to checked table. Not here: what a table means (problem_areas, safety, suitability,
diagnoses), the vocabulary of protocols, which the tables build on (protocols.terms), and the
definitions that come in versions (catalogue).
"""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from kith.core.catalogue import read_toml
from kith.core.errors import DefinitionError, KeyProblem, definition_error
from kith.core.protocols.terms import Rule, Shape, Source, check_sources, shared_terms

DATA = Path(__file__).parent / "data"


class Table(Shape):
    """A file of knowledge, with the sources that the shared vocabulary does not list."""

    sources: dict[str, Source] = {}

    @property
    def known(self) -> dict[str, Source]:
        """Every source that a rule of this table may name."""
        return {**shared_terms().sources, **self.sources}

    def cite(self, rule: Rule) -> str:
        """The sources of a rule as a person reads them."""
        return "; ".join(self.known[key].cite for key in rule.source)


Kind = TypeVar("Kind", bound=Table)


def read(path: Path, shape: type[Kind]) -> Kind:
    """The table of one file; DefinitionError naming file and key where it is wrong."""
    try:
        table = shape.model_validate(read_toml(path))
        check_sources(table, table.known)
    except ValidationError as error:
        raise definition_error(path.name, error) from error
    except KeyProblem as error:
        raise DefinitionError(path.name, error.key, error.problem) from error
    return table


def shipped(name: str, shape: type[Kind]) -> Kind:
    """The table `data/<name>.toml`. Whoever asks keeps it: tables never change at run time."""
    return read(DATA / f"{name}.toml", shape)
