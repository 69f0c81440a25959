"""The diagnoses with which the forms of IPT are used, as codes of ICD-11 and ICD-10.

Here: codes, short labels in Kith's own words, the plain name for the client. Not here: criteria;
a clinician makes the diagnosis.
"""

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from kith.core.errors import UnknownDefinitionError
from kith.core.knowledge import Table, shipped
from kith.core.protocols.terms import Term


class Diagnosis(Term):
    """One diagnosis. An empty code: that classification has no single code that says the same."""

    icd11: str
    icd10: str = Field(default="", min_length=0)
    plain: str
    psychotic: bool = False
    remission: bool = False

    @property
    def codes(self) -> str:
        """The codes as they stand in a letter."""
        pairs = (("ICD-11", self.icd11), ("ICD-10", self.icd10))
        return ", ".join(f"{name} {code}" for name, code in pairs if code)


class _Table(Table):
    diagnoses: dict[str, Diagnosis]


@cache
def diagnoses() -> Mapping[str, Diagnosis]:
    """All diagnoses by id, in the order of a list of choices."""
    return shipped("diagnoses", _Table).diagnoses


def diagnosis(id: str) -> Diagnosis:  # noqa: A002 - its name
    """One diagnosis by its id."""
    try:
        return diagnoses()[id]
    except KeyError:
        raise UnknownDefinitionError("diagnosis", id, list(diagnoses())) from None


def by_code(code: str) -> list[Diagnosis]:
    """The diagnoses with this code of either classification; empty for an unknown one."""
    wanted = code.strip().upper()
    return [one for one in diagnoses().values() if wanted and wanted in {one.icd11, one.icd10}]
