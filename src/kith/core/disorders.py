"""Disorders by name, and the codes that mean them in ICD-11, ICD-10 and DSM-5-TR.

Here: which disorders a code stands for, and what a disorder raises by itself. Not here: criteria (a
clinician makes the diagnosis), and which treatment fits (fitting).
"""

from collections.abc import Iterable, Mapping
from functools import cache

from kith.core.knowledge import Table, shipped
from kith.core.protocols.terms import Term


class Disorder(Term):
    """A disorder that protocols name, its codes, and the cautions and circumstances it brings."""

    icd11: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    dsm5tr: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all three classifications, each once."""
        return tuple(dict.fromkeys((*self.icd11, *self.icd10, *self.dsm5tr)))

    def has(self, code: str) -> bool:
        """Whether a code is one of the disorder's, or continues one of them."""
        return any(_continues(code, own) for own in self.codes)


class _Table(Table):
    disorders: dict[str, Disorder]


@cache
def _table() -> _Table:
    return shipped("disorders", _Table)


def disorders() -> Mapping[str, Disorder]:
    """Every disorder, by id."""
    return _table().disorders


def source_of(one: Disorder) -> str:
    """Where a disorder's codes come from, as a citation."""
    return _table().cite(one)


def by_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """The ids of the disorders that any of these codes stands for, in the order of the table."""
    wanted = [code.strip().upper() for code in codes if code.strip()]
    return tuple(key for key, one in disorders().items() if any(one.has(code) for code in wanted))


def unknown_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes that stand for none of the disorders."""
    wanted = [code.strip().upper() for code in codes if code.strip()]
    return tuple(code for code in wanted if not any(one.has(code) for one in disorders().values()))


def _continues(code: str, own: str) -> bool:
    """F31.3 continues F31, and 6A70.1 is itself; F320 (without its point) is F32.0."""
    plain, mine = code.replace(".", ""), own.upper().replace(".", "")
    return plain.startswith(mine)
