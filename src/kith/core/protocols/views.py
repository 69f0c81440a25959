"""What a course shows: the small, finished things that pages and letters read.

Here: their shapes, no decisions. Each names its rule's reason and source, in words for people.
`verified` is False where no published text read for Kith confirms the rule; pages say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kith.core.protocols.facts import Fact


@dataclass(frozen=True, slots=True)
class Reasoned:
    """Something the course says, and why."""

    id: str
    title: str
    why: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Blocker(Reasoned):
    """What stands in the way of the next phase, or of the end of the course.

    `kind`: milestone (id of the milestone), measure (id of the instrument), strategy (id of the
    phase to be worked in), phase (id of the phase to be entered). In the way of a session or of the
    contract: condition (id of the condition), meeting (id of the meeting).
    """

    kind: Literal["milestone", "measure", "strategy", "phase", "condition", "meeting"] = "milestone"


@dataclass(frozen=True, slots=True)
class Notice(Reasoned):
    """Something unusual that the protocol allows."""


DueKind = Literal[
    "measure", "task", "review", "contact", "phase", "judgement", "condition", "meeting", "ending"
]


@dataclass(frozen=True, slots=True)
class Due(Reasoned):
    """What is to be done now.

    | kind      | id                                                               |
    |-----------|------------------------------------------------------------------|
    | measure   | instrument; `instead` is one whose answer counts too             |
    | task      | milestone                                                        |
    | review    | milestone of the half-way review                                 |
    | contact   | `missed`: sessions missed or a long silence                      |
    | phase     | the phase that can be entered                                    |
    | judgement | the present phase, which is left when the clinician judges so    |
    | condition | condition that nothing on record meets                           |
    | meeting   | meeting beside the sessions; some also once the course has ended |
    | ending    | `contract`: every agreed session has been held                   |

    `since` is the day from which it is due (or, when `overdue`, late); None where the course has
    not had the session that would date it.
    """

    kind: DueKind
    since: date | None
    overdue: bool
    instead: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem(Reasoned):
    """A line of the next session's agenda.

    `kind`: step (id of the step), milestone (id of the milestone; `done` once reached), strategy
    (id of the strategy, next in its area's order), contact (sessions were missed).
    `carried_over` marks a task of an earlier session that is not done yet.
    """

    kind: Literal["step", "milestone", "strategy", "contact"] = "step"
    done: bool = False
    carried_over: bool = False


@dataclass(frozen=True, slots=True)
class PhaseView:
    """One phase, as the course's line shows it. The range moves with the end of the contract."""

    id: str
    title: str
    why: str
    first: int
    last: int
    state: Literal["done", "current", "next"]
    held: int
    entered_on: date | None

    @property
    def sessions(self) -> str:
        """The usual sessions, for people: 1 to 4."""
        return f"{self.first} to {self.last}" if self.first != self.last else f"{self.first}"


@dataclass(frozen=True, slots=True)
class EndingTask(Reasoned):
    """A task of the ending. What is `required` must be done before the course can end."""

    done: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """The ending: how far off it is, and what it still needs."""

    sessions_left: int
    near: bool
    tasks: tuple[EndingTask, ...]
    blockers: tuple[Blocker, ...]
    dispositions: tuple[Reasoned, ...]

    @property
    def outstanding(self) -> tuple[EndingTask, ...]:
        """The tasks that are not done."""
        return tuple(task for task in self.tasks if not task.done)

    @property
    def says(self) -> str:
        """The countdown in words."""
        if self.sessions_left == 0:
            return "No sessions left"
        return f"{self.sessions_left} session{'s' if self.sessions_left > 1 else ''} left"


@dataclass(frozen=True, slots=True)
class ReviewView(Reasoned):
    """The half-way review: whether this scale shows reliable improvement by this session."""

    session: int
    instrument: str
    scale: str
    done: bool
    due: bool


@dataclass(frozen=True, slots=True)
class MeetingView(Reasoned):
    """A contact beside the numbered sessions.

    `held`: how often, of `count` at most (None: any number). `next_on`: the day on which it comes
    next, where the protocol counts days. `due`, and `overdue` where it was required and has not
    been held.
    """

    kind: str
    when: Literal["before", "during", "regular", "needed", "after"]
    held: int
    dates: tuple[date, ...]
    count: int | None
    required: bool
    next_on: date | None
    due: bool
    overdue: bool
    minutes: tuple[int, int] | None
    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, slots=True)
class ConditionView(Reasoned):
    """Something that must be on record; `record` says what kind of record meets it.

    `before`: what may not happen until then (session, contract, or nothing).
    """

    met_on: date | None
    before: Literal["session", "contract", ""]
    record: str

    @property
    def is_met(self) -> bool:
        """Whether something on record meets it."""
        return self.met_on is not None


@dataclass(frozen=True, slots=True)
class Irregularity:
    """A stored fact that the protocol would not have allowed, and why not."""

    fact: Fact
    reason: str


def titles(items: Sequence[Reasoned]) -> list[str]:
    """The names of some things, in their order."""
    return [item.title for item in items]
