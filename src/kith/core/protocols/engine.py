"""Facts in, course out: where a client stands in a protocol, and what comes next.

    course = replay(protocol, facts, today=today)
    course.due, course.agenda, course.blockers  # for pages
    course = course.after(Fact(today, "session"))  # NotYetError if the protocol forbids it

Here: the course as pages read it. Not here: the rules themselves (refusals.py, due.py, agenda.py,
contacts.py), how each part is drawn up (shown.py), and anything stored: a course is replayed each
time it is shown.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Generic, TypeVar

from kith.core.errors import RefusedError
from kith.core.protocols import agenda as agendas
from kith.core.protocols import due as dues
from kith.core.protocols import shown
from kith.core.protocols.contacts import contract_blockers, session_blockers
from kith.core.protocols.facts import Fact, is_told_before
from kith.core.protocols.ledger import Ledger
from kith.core.protocols.model import Protocol
from kith.core.protocols.refusals import ending_blockers, no_session, phase_blockers, refusal
from kith.core.protocols.telling import irregular, tell
from kith.core.protocols.views import (
    AgendaItem,
    Blocker,
    ConditionView,
    Due,
    Ending,
    Irregularity,
    MeetingView,
    Notice,
    PhaseView,
    Reasoned,
    ReviewView,
)

_Value = TypeVar("_Value")


class _Kept(Generic[_Value]):
    """A property drawn up once, as functools.cached_property; without its lock, which is slow.

    Nothing changes a course: drawn up twice at once, it would be the same twice.
    """

    def __init__(self, draw: Callable[["Course"], _Value]) -> None:
        self.draw = draw
        self.name = draw.__name__
        self.__doc__ = draw.__doc__

    def __get__(self, course: "Course", _: object = None) -> _Value:
        found = course.__dict__[self.name] = self.draw(course)
        return found


class Course:
    """Where a client stands in a protocol, on a day. Nothing changes it; `after` makes the next."""

    def __init__(
        self, ledger: Ledger, today: date, irregularities: tuple[Irregularity, ...] = ()
    ) -> None:
        self._ledger = ledger
        self.today = today
        #: Stored facts that the protocol would not have allowed, each with the reason.
        self.irregularities = irregularities

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Course):
            return NotImplemented
        same = self._ledger == other._ledger and self.today == other.today
        return same and self.irregularities == other.irregularities

    __hash__ = None  # type: ignore[assignment]  # compared in tests, never a key

    def __repr__(self) -> str:
        return (
            f"<Course {self.protocol.id}: session {self.session_number} of {self.total}, "
            f"{self._ledger.phase.id}>"
        )

    # ------------------------------------------------------------ moving on

    def after(self, fact: Fact) -> "Course":
        """The course once this fact is added.

        NotYetError, naming what comes first, if the protocol does not allow it yet; RefusedError if
        it cannot be so (a date before the last session, an unknown name, a course that has ended).
        A fact of an earlier day than the newest (a measure entered late) is told in its place.
        """
        ledger, today = self._ledger, self.today
        if ledger.facts and is_told_before(fact, ledger.facts[-1], ledger.protocol):
            return self._told_again(fact)
        if refused := refusal(ledger, fact):
            raise refused.error
        following = ledger.copy()
        following.enter(fact)
        return Course(following, max(today, fact.on), self.irregularities)

    def _told_again(self, fact: Fact) -> "Course":
        held = self._ledger.sessions
        if fact.kind == "session" and held and fact.on < held[-1]:
            day = f"{held[-1].day} {held[-1]:%B %Y}"
            text = f"The last session was on {day}: a session cannot be recorded before it."
            raise RefusedError(text, "on")
        known = [one.fact for one in self.irregularities]
        ignored = [one for one in known if one not in self._ledger.facts]
        ledger, refused = tell(self.protocol, (*self._ledger.facts, *ignored, fact))
        for one, why in refused:
            if one not in known:
                raise why.error
            known.remove(one)
        return Course(ledger, max(self.today, fact.on), irregular(refused))

    def on(self, day: date) -> "Course":
        """The same course seen on another day."""
        return Course(self._ledger, day, self.irregularities)

    # ------------------------------------------------------------ counting

    @property
    def protocol(self) -> Protocol:
        """The protocol the course follows."""
        return self._ledger.protocol

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that count, in the order in which they are told."""
        return self._ledger.facts

    @property
    def session_number(self) -> int:
        """Sessions held."""
        return self._ledger.held

    @property
    def sessions_used(self) -> int:
        """Sessions held, and those missed where a missed session counts like one."""
        return self._ledger.used

    @property
    def total(self) -> int:
        """Sessions agreed, with extensions; before the contract, what the protocol plans."""
        return self._ledger.total

    @property
    def sessions_left(self) -> int:
        """Sessions of the contract still to come."""
        return self._ledger.left

    @property
    def has_contract(self) -> bool:
        """Whether the number of sessions has been agreed."""
        return self._ledger.contract is not None

    @property
    def session_dates(self) -> tuple[date, ...]:
        """The days of the sessions held."""
        return self._ledger.sessions

    @property
    def missed(self) -> int:
        """Sessions missed in all."""
        return self._ledger.missed

    @property
    def missed_in_a_row(self) -> int:
        """Sessions missed since the last one held."""
        return self._ledger.missed_in_row

    @property
    def reached(self) -> dict[str, date]:
        """The milestones reached, with the day of each."""
        return dict(self._ledger.reached)

    @property
    def areas(self) -> tuple[Reasoned, ...]:
        """The agreed problem areas."""
        known = self.protocol.vocabulary.areas
        return tuple(shown.said(self._ledger, area, known[area]) for area in self._ledger.areas)

    @property
    def strategies_worked(self) -> dict[str, date]:
        """The strategies worked on, with the first day of each."""
        return dict(self._ledger.worked)

    @property
    def ended_on(self) -> date | None:
        """The day the course ended."""
        return self._ledger.ended.on if self._ledger.ended else None

    @property
    def disposition(self) -> str:
        """How it ended: the id of the disposition; empty while it goes on."""
        return self._ledger.ended.name if self._ledger.ended else ""

    # ------------------------------------------------------------ phases

    @_Kept
    def phases(self) -> tuple[PhaseView, ...]:
        """The phases in their order, each done, current or next."""
        return tuple(
            shown.phase(self._ledger, number) for number in range(len(self.protocol.phases))
        )

    @property
    def phase(self) -> PhaseView:
        """The phase the course is in; the last one entered, once it has ended."""
        return shown.phase(self._ledger, len(self._ledger.entries) - 1)

    @_Kept
    def next_phase(self) -> PhaseView | None:
        """The phase after this one; None in the last, and once the course has ended."""
        number = len(self._ledger.entries)
        is_last = number == len(self.protocol.phases)
        return None if self._ledger.ended or is_last else shown.phase(self._ledger, number)

    @_Kept
    def blockers(self) -> tuple[Blocker, ...]:
        """What stands in the way of the next phase; in the last phase, of the end of the course."""
        if self._ledger.ended:
            return ()
        if self.next_phase is None:
            return ending_blockers(self._ledger)
        return phase_blockers(self._ledger)

    # ------------------------------------------------------------ what to do

    @_Kept
    def due(self) -> tuple[Due, ...]:
        """Everything that is due, what is late first, each with its rule and source."""
        return tuple(dues.due(self._ledger, self.today))

    @property
    def overdue(self) -> tuple[Due, ...]:
        """What is late."""
        return tuple(item for item in self.due if item.overdue)

    @_Kept
    def measures_for_next_session(self) -> tuple[str, ...]:
        """The instruments to send now: required, and not answered for the next session."""
        rules = self.protocol.required_measures
        return tuple(rule.instrument for rule in dues.unanswered(self._ledger, self.today, rules))

    @property
    def alternatives(self) -> dict[str, str]:
        """For an instrument that the clinic may lack: the one whose answer counts in its place."""
        return dict(self.protocol.alternatives)

    @property
    def late_measures(self) -> tuple[str, ...]:
        """The instruments that a session was held without, and that nobody has answered since."""
        return () if self._ledger.ended else tuple(self._ledger.gaps)

    @_Kept
    def optional_measures(self) -> tuple[str, ...]:
        """The instruments that may be sent too, where the clinic has them."""
        rules = tuple(rule for rule in self.protocol.measures if not rule.required)
        return tuple(rule.instrument for rule in dues.unanswered(self._ledger, self.today, rules))

    @_Kept
    def agenda(self) -> tuple[AgendaItem, ...]:
        """The proposed agenda of the next session, with what earlier sessions left undone."""
        return tuple(agendas.agenda(self._ledger))

    @_Kept
    def warnings(self) -> tuple[Notice, ...]:
        """What is unusual, though allowed."""
        return tuple(dues.notices(self._ledger))

    @property
    def may_hold_session(self) -> bool:
        """Whether the contract allows another session."""
        return not self.why_no_session

    @property
    def why_no_session(self) -> str:
        """Why no session can be held, as a sentence; empty if one can."""
        if self._ledger.ended:
            return "The course has ended."
        refused = no_session(self._ledger)
        return str(refused.error) if refused else ""

    @_Kept
    def review(self) -> ReviewView | None:
        """The half-way review, for the page that compares the scores; None if there is none."""
        return shown.review(self._ledger)

    @_Kept
    def ending(self) -> Ending:
        """The countdown, the tasks of ending, what still blocks the end, and the ways to end."""
        return shown.ending(self._ledger)

    # ------------------------------------------------------------ beside the sessions

    @property
    def focus_kind(self) -> str:
        """What the work keeps to: areas, pattern, schema or themes."""
        return self.protocol.focus.kind

    @property
    def every_days(self) -> int:
        """How many days the next session comes after the last one."""
        return self.protocol.cadence_of(self._ledger.planned_number)[0]

    @property
    def minutes(self) -> tuple[int, int]:
        """How long the next session usually lasts."""
        return self.protocol.cadence_of(self._ledger.planned_number)[1]

    @_Kept
    def meetings(self) -> tuple[MeetingView, ...]:
        """The contacts beside the numbered sessions."""
        return shown.meetings(self._ledger, self.today)

    @property
    def boosters(self) -> tuple[MeetingView, ...]:
        """Those that follow the sessions, also once the course has ended."""
        return tuple(one for one in self.meetings if one.when == "after")

    @_Kept
    def conditions(self) -> tuple[ConditionView, ...]:
        """What must be on record, met or not."""
        return shown.conditions(self._ledger)

    @_Kept
    def session_blockers(self) -> tuple[Blocker, ...]:
        """What must be on record, or held, before the next session."""
        return () if self._ledger.ended else session_blockers(self._ledger)

    @_Kept
    def contract_blockers(self) -> tuple[Blocker, ...]:
        """What must be on record before the contract."""
        return () if self._ledger.ended else contract_blockers(self._ledger)


def replay(
    protocol: Protocol, facts: Iterable[Fact], *, today: date, strict: bool = False
) -> Course:
    """Where the course stands on a day, told from its facts in whatever order they come.

    A stored fact that the protocol forbids never breaks a page: it is listed in `irregularities`
    with the reason, and counts all the same if it truly happened. With `strict`, it raises.
    """
    ledger, refused = tell(protocol, facts)
    if strict and refused:
        raise refused[0][1].error
    return Course(ledger, today, irregular(refused))


__all__ = ["Course", "Fact", "replay"]
