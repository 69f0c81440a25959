"""The errors Kith raises on purpose, each a sentence for a person: what is wrong, where, what next.

Here: errors of the domain. Not here: errors of the network, the database or the framework.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError


class KithError(Exception):
    """The root of every error that Kith raises on purpose."""


class DefinitionError(KithError):
    """A data file cannot be used. Names the file, the key in it and what is wrong there."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(file, key, problem)
        self.file = file
        self.key = key
        self.problem = problem

    def __str__(self) -> str:
        where = f"{self.file}, key {self.key}" if self.key else self.file
        return f"{where}: {self.problem}"


class KeyProblem(ValueError):  # noqa: N818 - raised inside validators; always becomes a DefinitionError
    """What a definition's own validator raises to name the key that is wrong."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(problem)
        self.key = key
        self.problem = problem


def definition_error(file: str, error: ValidationError) -> DefinitionError:
    """The first thing a model found wrong, as file, key and reason."""
    found = error.errors()
    # A misspelt key is also a missing one: the key that stands in the file is the one to name.
    first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
    key = ""
    for part in first["loc"]:
        key += f"[{part}]" if isinstance(part, int) else f".{part}"
    cause = first.get("ctx", {}).get("error")
    problem = first["msg"]
    if isinstance(cause, KeyProblem):
        key, problem = f"{key}.{cause.key}", cause.problem
    elif isinstance(cause, ValueError):
        problem = str(cause)
    elif first["type"] == "extra_forbidden":
        problem = "is not a key that Kith knows; is it misspelt?"
    elif first["type"] == "missing":
        problem = "is missing"
    elif first["type"] == "too_short":
        problem = f"is too short: it needs at least {first['ctx']['min_length']}"
    return DefinitionError(file, key.lstrip("."), problem)


class UnknownDefinitionError(KithError):
    """Nothing in the catalogue has this name, or not in this version."""

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        super().__init__(kind, name, known)
        self.kind = kind
        self.name = name
        self.known = tuple(known)

    def __str__(self) -> str:
        known = ", ".join(self.known) or "none"
        return f"There is no {self.kind} called {self.name}. Known: {known}."


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer that cannot be accepted: which item, and why."""

    item: str
    message: str


class AnswersError(KithError):
    """Answers that do not fit their instrument. Carries one problem for each item concerned."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "; ".join(problem.message for problem in self.problems)


class NotYetError(KithError):
    """The protocol does not allow this step yet. Carries what stands in the way."""

    def __init__(self, what: str, blockers: Sequence[str]) -> None:
        super().__init__(what, blockers)
        self.what = what
        self.blockers = tuple(blockers)

    def __str__(self) -> str:
        if not self.blockers:
            return f"{self.what} is not possible yet."
        return f"{self.what} is not possible yet. First: {'; '.join(self.blockers)}."


class RefusedError(KithError):
    """A rule of the record refuses a change. `field` names the form field to correct, if one is."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message, field)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return self.message


class ConflictError(KithError):
    """Somebody else changed this meanwhile. Carries their words, so that neither text is lost."""

    def __init__(self, what: str, theirs: Mapping[str, object], who: str, when: datetime) -> None:
        super().__init__(what, theirs, who, when)
        self.what = what
        self.theirs = dict(theirs)
        self.who = who
        self.when = when

    def __str__(self) -> str:
        when = f"at {self.when:%H:%M} on {self.when.day} {self.when:%B %Y}"
        return (
            f"{self.who} changed {self.what} {when}, while you were writing. "
            "Nothing is lost: both texts are below. Bring them together and save again."
        )
