"""What can happen in a course, as dated facts, and the order in which they are told.

Here: the shape of a fact. Not here: what it changes (ledger.py), or whether it is allowed
(refusals.py).
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kith.core.protocols.model import Protocol

# What happened on one day is told in this order: what was agreed and answered before a session
# counts for it, and a phase or a course ends after the session of its day. What follows the course
# (a booster, on the day it ended) is told last.
ORDER = (
    "condition",
    "contract",
    "extension",
    "measure",
    "milestone",
    "area",
    "strategy",
    "meeting",
    "session",
    "missed",
    "phase",
    "ended",
)
CALLED_OFF = "called_off"  # by the clinic: nobody missed it, so it never counts as used
RANK = {kind: number for number, kind in enumerate(ORDER)}


class Fact(NamedTuple):
    """Something that happened on a day.

    | kind      | name            | amount        | reason                       |
    |-----------|-----------------|---------------|------------------------------|
    | session   |                 |               |                              |
    | missed    | how, CALLED_OFF |               |                              |
    | meeting   | meeting         |               |                              |
    | measure   | instrument      |               |                              |
    | condition | condition met   |               |                              |
    | milestone | milestone       |               |                              |
    | area      | problem area    |               |                              |
    | strategy  | strategy        |               |                              |
    | phase     | phase entered   |               |                              |
    | contract  |                 | sessions      |                              |
    | extension | the reason      | more sessions | or the reason here           |
    | ended     | disposition     |               | why without the ending tasks |
    """

    on: date
    kind: str
    name: str = ""
    amount: int = 0
    reason: str = ""


def told_by(protocol: "Protocol") -> Callable[[Fact], tuple[date, int, int]]:
    """The sort key of facts: day, then kind; phases of one day in their order."""
    numbers = protocol.phase_numbers

    def key(fact: Fact) -> tuple[date, int, int]:
        within = numbers.get(fact.name, 0) if fact.kind == "phase" else fact.amount
        return fact.on, _rank(fact, protocol), within

    return key


def _rank(fact: Fact, protocol: "Protocol") -> int:
    """The place of a fact among those of its day."""
    if fact.kind == "meeting" and fact.name in protocol.meetings_after:
        return len(ORDER)
    return RANK.get(fact.kind, len(ORDER))


def is_told_before(fact: Fact, other: Fact, protocol: "Protocol") -> bool:
    """Whether a fact has its place before another in the story: `told_by`, for two only."""
    if fact.on is not other.on and fact.on != other.on:
        return fact.on < other.on
    if fact.kind != other.kind or fact.kind == "meeting":
        mine, theirs = _rank(fact, protocol), _rank(other, protocol)
        if mine != theirs:
            return mine < theirs
    if fact.kind == other.kind == "phase":
        numbers = protocol.phase_numbers
        return numbers.get(fact.name, 0) < numbers.get(other.name, 0)
    return fact.amount < other.amount
