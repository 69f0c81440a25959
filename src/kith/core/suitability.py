"""Whether standard IPT fits: what speaks for it, what to look at first, and the decision's form.

Here: questions with reasons and sources, what the answers raise, what a decision must say.
Not here: the decision. Nothing in Kith accepts or refuses a client; a clinician does, with reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kith.core.diagnoses import Diagnosis
from kith.core.knowledge import Table, shipped
from kith.core.protocols.terms import Shape, Term, shared_terms

Answer = Literal["yes", "no", "unknown"]
DECISIONS = {
    "proceed": "go ahead with this therapy",
    "conditions": "go ahead, with conditions",
    "refer": "another kind of help first",
}


class Indication(Term):
    """Something that speaks for standard IPT, as a question to which yes is a good sign."""

    ask: str


class _Question(Shape):
    about: str
    kind: Literal["exclusion", "caution"]
    ask: str
    instead: str


class _Table(Table):
    indications: dict[str, Indication]
    questions: tuple[_Question, ...]


@dataclass(frozen=True, slots=True)
class Caution:
    """A question to which yes is a reason to pause. An exclusion is one to settle first."""

    id: str
    kind: Literal["exclusion", "caution"]
    ask: str
    title: str
    reason: str
    instead: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Suitability:
    """What the answers say, for the clinician to weigh."""

    raised: tuple[Caution, ...]
    unanswered: tuple[Caution, ...]
    speaks_for: tuple[Indication, ...]

    @property
    def exclusions(self) -> tuple[Caution, ...]:
        """The raised ones that standard IPT leaves to other care, at least at first."""
        return tuple(one for one in self.raised if one.kind == "exclusion")

    @property
    def words(self) -> str:
        """The whole in one sentence."""
        if len(self.unanswered) == len(cautions()):
            return "None of the questions has been answered yet."
        if self.raised:
            names = "; ".join(one.title.lower() for one in self.raised)
            words = f"To be weighed before the contract: {names}."
        else:
            words = "Nothing asked so far speaks against standard IPT."
        if not self.unanswered:
            return words
        count = len(self.unanswered)
        return f"{words} {count} question{'s' if count > 1 else ''} not answered yet."


@cache
def _table() -> _Table:
    return shipped("suitability", _Table)


def indications() -> Mapping[str, Indication]:
    """What speaks for standard IPT, by id."""
    return _table().indications


def source_of(one: Indication) -> str:
    """Where an indication comes from, as a citation."""
    return _table().cite(one)


@cache
def cautions() -> tuple[Caution, ...]:
    """The questions to ask before the contract, in their order."""
    table = _table()
    terms = shared_terms().cautions
    found = []
    for one in table.questions:
        term = terms[one.about]
        source = table.cite(term)
        found.append(
            Caution(
                one.about, one.kind, one.ask, term.title, term.why, one.instead, source,
                term.verified,
            )
        )  # fmt: skip
    return tuple(found)


def review(answers: Mapping[str, Answer], diagnosis: Diagnosis | None = None) -> Suitability:
    """What the answers raise. Keys are ids of cautions and indications; unknown keys are ignored.

    "Unknown" is not "no": it counts as not answered. A psychotic diagnosis answers its question.
    """
    if diagnosis is not None and diagnosis.psychotic:
        answers = {**answers, "psychosis": "yes"}
    return Suitability(
        raised=tuple(one for one in cautions() if answers.get(one.id) == "yes"),
        unanswered=tuple(one for one in cautions() if answers.get(one.id) not in {"yes", "no"}),
        speaks_for=tuple(one for key, one in indications().items() if answers.get(key) == "yes"),
    )


def decision_lacks(suitability: Suitability, decision: str, reason: str) -> list[str]:
    """What a decision still needs before it can be kept, each as something to do."""
    if decision not in DECISIONS:
        return [f"Choose one: {'; '.join(DECISIONS.values())}."]
    found = []
    open_exclusions = [one for one in suitability.unanswered if one.kind == "exclusion"]
    if decision != "refer" and open_exclusions:
        asks = " ".join(one.ask for one in open_exclusions)
        found.append(f"Answer these before going ahead: {asks}")
    if not reason.strip() and (suitability.raised or decision != "proceed"):
        found.append("Give the reason for the decision, in words.")
    return found
