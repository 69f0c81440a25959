"""What the facts of a course add up to: counts, dates and names.

Here: each kind of fact entered in the books, and simple sums over them. Not here: whether a fact is
allowed (refusals.py), what is due (due.py), what a page shows (engine.py).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kith.core.protocols.facts import CALLED_OFF, Fact
from kith.core.protocols.model import Protocol
from kith.core.protocols.parts import Measure, Phase


class Entry(NamedTuple):
    """The beginning of a phase: the day, if a fact said so, and the sessions held before it.

    `used`: those that were taken from the contract before it. `early` is by how many sessions it
    came before its usual first, as the contract then stood. Below zero, it came later because the
    phase before it was left by clinical judgement.
    """

    on: date | None
    held: int
    used: int
    early: int = 0


class Ledger:
    """The books of one course.

    Entering a fact changes the ledger in place, for speed; whoever hands a ledger on enters facts
    into a `copy` only. The values themselves are replaced, never altered, so a copy is cheap.
    """

    __slots__ = (
        "answers",
        "areas",
        "contract",
        "ended",
        "entries",
        "extra",
        "facts",
        "gaps",
        "last_number",
        "meetings",
        "met",
        "missed",
        "missed_in_row",
        "protocol",
        "reached",
        "sessions",
        "used_on",
        "worked",
    )

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.facts: tuple[Fact, ...] = ()
        self.sessions: tuple[date, ...] = ()
        self.used_on: tuple[date, ...] = ()  # sessions held, and those missed that count like them
        self.last_number = 0  # the number of the last session held
        self.missed = 0
        self.missed_in_row = 0
        self.contract: int | None = None
        self.extra = 0
        self.entries: tuple[Entry, ...] = (Entry(None, 0, 0),)
        self.reached: dict[str, date] = {}
        self.answers: dict[str, date] = {}  # the newest answer of each instrument
        self.gaps: dict[str, date] = {}  # the last session held without it, not answered since
        self.met: dict[str, date] = {}  # conditions, each with the day it was first met
        self.meetings: dict[str, tuple[date, ...]] = {}
        self.areas: tuple[str, ...] = ()
        self.worked: dict[str, date] = {}
        self.ended: Fact | None = None

    def copy(self) -> "Ledger":
        """Another ledger that says the same."""
        twin = Ledger.__new__(Ledger)
        twin.protocol = self.protocol
        twin.facts = self.facts
        twin.sessions = self.sessions
        twin.used_on = self.used_on
        twin.last_number = self.last_number
        twin.missed = self.missed
        twin.missed_in_row = self.missed_in_row
        twin.contract = self.contract
        twin.extra = self.extra
        twin.entries = self.entries
        twin.reached = self.reached
        twin.answers = self.answers
        twin.gaps = self.gaps
        twin.met = self.met
        twin.meetings = self.meetings
        twin.areas = self.areas
        twin.worked = self.worked
        twin.ended = self.ended
        return twin

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ledger):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Ledger.__slots__)

    __hash__ = None  # type: ignore[assignment]  # it changes

    # ------------------------------------------------------------ sums

    @property
    def held(self) -> int:
        """Sessions held."""
        return len(self.sessions)

    @property
    def used(self) -> int:
        """Sessions taken from the contract."""
        return len(self.used_on)

    @property
    def number(self) -> int:
        """The next session's number: where missed sessions count, a group has gone on meanwhile."""
        return len(self.used_on) + 1

    @property
    def total(self) -> int:
        """Sessions agreed, extensions included; before the contract, what the protocol plans."""
        agreed = self.protocol.sessions.total if self.contract is None else self.contract
        return agreed + self.extra

    @property
    def left(self) -> int:
        """Sessions of the contract that are still to come."""
        return max(0, self.total - self.used)

    @property
    def shift(self) -> int:
        """By how many sessions the end lies later than the protocol's ranges are written for."""
        return self.total - self.protocol.sessions.total

    @property
    def phase(self) -> Phase:
        """The phase the course is in."""
        return self.protocol.phases[len(self.entries) - 1]

    def number_in(self, phase: Phase) -> int:
        """The next session's number as this phase counts, in the ranges of the protocol.

        A phase entered early counts from its first session; one that is extended counts it again.
        """
        number = self.number - self._moved(phase)
        if phase is self.phase:
            number += self.entries[-1].early
            return max(phase.first, number)
        return number - self.delay(phase)

    def delay(self, phase: Phase) -> int:
        """By how many sessions a phase comes later, because one before it was left by judgement."""
        if not self.protocol.has_clinical_exits or phase.counts_from == "end":
            return 0
        place, here = self.protocol.phase_numbers[phase.id], len(self.entries) - 1
        late = max(0, -self.entries[min(place, here)].early)
        return max(late, self.number - phase.first) if self.waits(phase) else late

    def waits(self, phase: Phase) -> bool:
        """Whether a phase ahead begins by clinical judgement only, whatever the session."""
        if not self.protocol.has_clinical_exits:
            return False
        place, here = self.protocol.phase_numbers[phase.id], len(self.entries) - 1
        between = self.protocol.phases[here:place]
        return phase.counts_from == "start" and any(one.exit == "clinical" for one in between)

    @property
    def planned_number(self) -> int:
        """The next session's number for the rhythm of sessions.

        Where phases are left by judgement, a phase that runs over keeps its rhythm.
        """
        if not self.protocol.has_clinical_exits:
            return self.number
        phase, number = self.phase, self.number_in(self.phase)
        return min(number, phase.last) if phase.exit == "clinical" else number

    def _moved(self, phase: Phase) -> int:
        return self.shift if phase.counts_from == "end" else 0

    def lacking(
        self, measures: Sequence[Measure], session: int, day: date | None, today: date
    ) -> Iterator[Measure]:
        """Those of the measures that a session asks for and nobody has answered for it."""
        for measure in measures:
            always = not measure.after and measure.when != "start_middle_end"
            if (always or self.asks(measure, session, day)) and not self.answered(measure, today):
                yield measure

    def asks(self, measure: Measure, session: int, day: date | None) -> bool:
        """Whether a measure belongs to the session of this number; `day` None: still to come."""
        if measure.after:
            reached = self.reached.get(measure.after)
            # What was agreed in a session is measured from the next one on.
            if reached is None or (day is not None and reached >= day):
                return False
        if measure.when == "start_middle_end":
            review = self.protocol.review
            points = (1, review.session if review else self.total // 2, self.total)
            # A session that was missed is measured in the next one.
            return any(self.last_number < point <= session for point in points)
        return True

    def answered(self, measure: Measure, day: date) -> bool:
        """Whether a session on this day would have the measure's answer."""
        answer = self.answers.get(measure.instrument)
        if measure.instead is not None:
            answer = self.newest_answer(measure)
        if answer is None or measure.when == "baseline":
            return answer is not None
        if measure.days is not None:
            return (day - answer).days < measure.days
        if self.sessions and answer <= self.sessions[-1]:
            return False
        return (day - answer).days <= measure.valid_days

    def newest_answer(self, measure: Measure) -> date | None:
        """The day of the newest answer to a measure, or to what counts in its place."""
        answer = self.answers.get(measure.instrument)
        if measure.instead is None:
            return answer
        other = self.answers.get(measure.instead)
        return max((day for day in (answer, other) if day is not None), default=None)

    # ------------------------------------------------------------ entering facts

    def enter(self, fact: Fact) -> None:
        """Put one fact into the books, allowed or not."""
        self.facts = (*self.facts, fact)
        _ENTERING[fact.kind](self, fact)

    def _session(self, fact: Fact) -> None:
        day, number = fact.on, self.number
        required = self.protocol.required_measures
        missing = [one.instrument for one in self.lacking(required, number, day, day)]
        if missing:
            self.gaps = {**self.gaps, **dict.fromkeys(missing, day)}
        self.sessions = (*self.sessions, day)
        self.used_on = (*self.used_on, day)
        self.last_number = number
        self.missed_in_row = 0

    def _missed(self, fact: Fact) -> None:
        if self.protocol.missed.counts and fact.name != CALLED_OFF:
            self.used_on = (*self.used_on, fact.on)
        self.missed += 1
        self.missed_in_row += 1

    def _measure(self, fact: Fact) -> None:
        self.answers = {**self.answers, fact.name: fact.on}
        if self.gaps:
            settled = self.protocol.settles.get(fact.name, ())
            self.gaps = {name: day for name, day in self.gaps.items() if name not in settled}

    def _milestone(self, fact: Fact) -> None:
        if fact.name not in self.reached:
            self.reached = {**self.reached, fact.name: fact.on}

    def _condition(self, fact: Fact) -> None:
        if fact.name not in self.met:
            self.met = {**self.met, fact.name: fact.on}

    def _meeting(self, fact: Fact) -> None:
        self.meetings = {
            **self.meetings, fact.name: (*self.meetings.get(fact.name, ()), fact.on),
        }  # fmt: skip

    def _area(self, fact: Fact) -> None:
        if fact.name not in self.areas:
            self.areas = (*self.areas, fact.name)

    def _strategy(self, fact: Fact) -> None:
        if fact.name not in self.worked:
            self.worked = {**self.worked, fact.name: fact.on}

    def _contract(self, fact: Fact) -> None:
        if self.contract is None:
            self.contract = fact.amount
        elif fact.amount != self.contract:
            # A later contract names the sessions of the whole course, extensions included.
            self.contract = fact.amount - self.extra

    def _extension(self, fact: Fact) -> None:
        self.extra += fact.amount

    def _phase(self, fact: Fact) -> None:
        if fact.name == self.phase.id:
            self.entries = (*self.entries[:-1], self.entries[-1]._replace(on=fact.on))
            return
        following = self.protocol.phases[len(self.entries)]
        early = following.first + self._moved(following) - self.number
        latest = 0  # a phase by count begins, in its own count, with its usual first at the latest
        if following.counts_from == "start":
            by_judgement = self.phase.exit == "clinical"
            latest = early if by_judgement else min(0, self.entries[-1].early)
        self.entries = (*self.entries, Entry(fact.on, self.held, self.used, max(latest, early)))

    def _ended(self, fact: Fact) -> None:
        self.ended = fact


_ENTERING: dict[str, Callable[[Ledger, Fact], None]] = {
    "session": Ledger._session,
    "missed": Ledger._missed,
    "meeting": Ledger._meeting,
    "measure": Ledger._measure,
    "condition": Ledger._condition,
    "milestone": Ledger._milestone,
    "area": Ledger._area,
    "strategy": Ledger._strategy,
    "contract": Ledger._contract,
    "extension": Ledger._extension,
    "phase": Ledger._phase,
    "ended": Ledger._ended,
}
