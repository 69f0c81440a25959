"""Random courses through a protocol, looking for what must never happen.

Each walk is a client: week by week measures are answered or not, tasks done or not, sessions held
or missed, phases entered, the contract extended; some stop coming. After some weeks, chosen by lot,
the walk makes straight for the end, so that every place it reached is shown to have a way out.

Watched at every step: no dead end, no measure forgotten, no session beyond the contract without a
recorded extension, no course ended without its ending or a reason, the same course from the same
facts. The watching keeps books of its own and does not ask the engine.

Here: the walk and what it watches. Not here: the lots. The caller brings them, with their seed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from typing import Protocol as Shape

from kith.core.errors import KithError, NotYetError
from kith.core.protocols.engine import Course, Fact, replay
from kith.core.protocols.facts import RANK
from kith.core.protocols.model import Protocol
from kith.core.protocols.parts import Measure

START = date(2024, 1, 1)
DAYS = [START + timedelta(days=day) for day in range(3000)]
LONGEST = 40  # weeks of wandering; most walks wander for a few only
KEPT = 10  # faults told in full


class Chance:
    """How often things happen in a week: often enough that each is seen with every other."""

    LATE_WEEK = 0.1
    CONTRACT = 0.2
    EXTENSION = 0.3
    TASK_OUT_OF_TURN = 0.1
    AREA = 0.3
    STRATEGY = 0.2
    SESSION = 0.85
    MOVING_ON = 0.4
    MOVING_ON_TOO_EARLY = 0.05
    LEAVING = 0.01
    # Reading all that is due, or telling a course again, costs more than many steps.
    READING_ALL = 0.04
    TELLING_AGAIN = 0.1


class Chooser(Shape):
    """Where the lots come from; random.Random is one."""

    def random(self) -> float:
        """A number from 0 up to 1."""


class WrongError(Exception):
    """Something that must never happen has happened."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in a walk, and the facts that led there."""

    walk: int
    problem: str
    facts: tuple[Fact, ...]


@dataclass(slots=True)
class WalkReport:
    """What a number of walks saw."""

    protocol: str
    walks: int = 0
    steps: int = 0
    sessions: int = 0
    extensions: int = 0
    endings: dict[str, int] = field(default_factory=dict)
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For a program to read."""
        return {
            "walks": self.walks,
            "steps": self.steps,
            "sessions": self.sessions,
            "extensions": self.extensions,
            "endings": self.endings,
            "faulty": self.faulty,
            "faults": [
                {
                    "walk": fault.walk,
                    "problem": fault.problem,
                    "facts": [[str(part) for part in fact] for fact in fault.facts],
                }
                for fault in self.faults
            ],
        }

    def __str__(self) -> str:
        ends = ", ".join(f"{name} {count:,}" for name, count in sorted(self.endings.items()))
        text = f"{self.walks:,} walks, {self.steps:,} steps, {self.sessions:,} sessions ({ends})"
        if not self.faulty:
            return f"{text}: no fault"
        told = "".join(f"\n  walk {fault.walk}: {fault.problem}" for fault in self.faults)
        return f"{text}: {self.faulty:,} walks went wrong{told}"


def walk(
    protocol: Protocol,
    walks: int,
    chooser: Chooser,
    progress: Callable[[int, int], None] | None = None,
) -> WalkReport:
    """Send this many invented clients through a protocol, and report what went wrong."""
    report = WalkReport(protocol.id)
    every = max(1, walks // 200)
    for number in range(walks):
        one = _Walk(protocol, chooser.random)
        try:
            one.wander()
            one.finish()
        except (WrongError, KithError) as error:
            report.faulty += 1
            if len(report.faults) < KEPT:
                report.faults.append(Fault(number, str(error), one.course.facts))
        report.walks += 1
        report.steps += len(one.course.facts)
        report.sessions += one.held
        report.extensions += one.extended
        how = one.course.disposition
        report.endings[how] = report.endings.get(how, 0) + 1
        if progress and (number + 1) % every == 0:
            progress(number + 1, walks)
    return report


class _Walk:
    """One invented client, with the watcher's own books."""

    def __init__(self, protocol: Protocol, lot: Callable[[], float]) -> None:
        self.protocol = protocol
        self.lot = lot
        self.strategies = tuple(protocol.strategies)
        self.day = 0
        self.course = replay(protocol, (), today=START)
        self.kept: Course | None = None
        # the watcher's books
        self.held = 0
        self.agreed = protocol.sessions.total
        self.extended = 0
        self.focused = False
        self.contracted = False
        self.last_session = -1
        self.answered: dict[str, int] = {}
        self.gaps: set[str] = set()
        self.reached: dict[str, int] = {}

    # ------------------------------------------------------------ moving

    def wander(self) -> None:
        """Some weeks of an ordinary, untidy course; it may end by the client staying away."""
        weeks = int(LONGEST * self.lot() ** 4)
        diligence = self.lot()
        keep = int(weeks * self.lot())
        for week in range(weeks):
            self.day += 14 if self._does(Chance.LATE_WEEK) else 7
            self.course = self.course.on(DAYS[self.day])
            self._agree()
            self._answer(diligence)
            self._reach(diligence)
            self._work()
            self._meet()
            self._move_on()
            self._watch()
            if week == keep:
                self.kept = self.course
            if self._does(Chance.LEAVING):
                self._leave()
                return

    def finish(self) -> None:
        """Do what the course itself says stands in the way, until it has ended."""
        while self.course.ended_on is None:
            self.day += 1
            for blocker in sorted(self.course.blockers, key=lambda one: RANK[one.kind]):
                name = self.strategies[0] if blocker.kind == "strategy" else blocker.id
                self._add(blocker.kind, name)
            if ahead := self.course.next_phase:
                self._add("phase", ahead.id)
                self.day += 1
            else:
                ways = self._ways("required", "or_reason")
                self._add("ended", ways[int(self.lot() * len(ways))])
        self._watch_the_end()

    def _leave(self) -> None:
        """End before the ending, in a way that allows it."""
        if ways := self._ways("or_reason", "not_required"):
            self._add("ended", ways[int(self.lot() * len(ways))], reason="moved away")

    def _ways(self, *endings: str) -> list[str]:
        ways = self.protocol.dispositions
        return [name for name, way in ways.items() if way.ending in endings]

    def _does(self, chance: float) -> bool:
        return self.lot() < chance

    def _add(self, kind: str, name: str = "", amount: int = 0, reason: str = "") -> None:
        self.course = self.course.after(Fact(DAYS[self.day], kind, name, amount, reason))
        if kind == "measure":
            self.answered[name] = self.day
            self.gaps.discard(name)
        elif kind == "milestone":
            self.reached.setdefault(name, self.day)

    def _agree(self) -> None:
        if not self.contracted and self._does(Chance.CONTRACT):
            plan = self.protocol.sessions
            number = plan.least + int(self.lot() * (plan.most - plan.least + 1))
            if number >= self.held:
                self._add("contract", amount=number)
                self.agreed = number + self.extended
                self.contracted = True
        if self.held >= self.agreed:
            self._expect_refusal("session")
        if self.agreed - self.held < 2 and self._does(Chance.EXTENSION):
            more = 1 + int(self.lot() * 4)
            self._add("extension", "more time is needed", more)
            self.agreed += more
            self.extended += more

    def _answer(self, diligence: float) -> None:
        for name in self.course.measures_for_next_session:
            if self.lot() < diligence:
                self._add("measure", name)

    def _reach(self, diligence: float) -> None:
        waiting = [name for name in self.protocol.milestones if name not in self.reached]
        for name in waiting[:3]:
            if self.lot() < diligence:
                self._add("milestone", name)
        if waiting and self._does(Chance.TASK_OUT_OF_TURN):
            self._add("milestone", waiting[int(self.lot() * len(waiting))])

    def _work(self) -> None:
        areas, strategies = self.protocol.problem_areas, self.strategies
        if areas and not self.focused and self._does(Chance.AREA):
            self._add("area", areas[int(self.lot() * len(areas))])
            self.focused = True
        if strategies and self._does(Chance.STRATEGY):
            self._add("strategy", strategies[int(self.lot() * len(strategies))])

    def _meet(self) -> None:
        if self.held < self.agreed and self._does(Chance.SESSION):
            missing = self._required()
            self._add("session")
            self.held += 1
            self.gaps |= missing
            self.last_session = self.day
        else:
            self._add("missed")

    def _move_on(self) -> None:
        if not self._does(Chance.MOVING_ON):
            return
        ahead = self.course.next_phase
        if ahead is None:
            return
        if not self.course.blockers:
            self._add("phase", ahead.id)
        elif self._does(Chance.MOVING_ON_TOO_EARLY):
            self._expect_refusal("phase", ahead.id)

    # ------------------------------------------------------------ watching

    def _required(self) -> set[str]:
        """The required instruments that a session today would lack, by the watcher's own books."""
        return {rule.instrument for rule in self.protocol.required_measures if self._lacks(rule)}

    def _lacks(self, rule: Measure) -> bool:
        if rule.after and not 0 <= self.reached.get(rule.after, -1) < self.day:
            return False
        if rule.when == "start_middle_end" and not self._is_a_point():
            return False
        answer = self.answered.get(rule.instrument)
        if answer is None or rule.when == "baseline":
            return answer is None
        return answer <= self.last_session or self.day - answer > rule.valid_days

    def _is_a_point(self) -> bool:
        review = self.protocol.review
        middle = review.session if review else self.agreed // 2
        return self.held + 1 in {1, middle, self.agreed}

    def _watch(self) -> None:
        """No measure forgotten: what the next session lacks is asked for, what is late is shown."""
        course = self.course
        shown = {*course.measures_for_next_session, *course.late_measures}
        lacking = self._required() if self.held < self.agreed else set()
        if not lacking <= shown or self.gaps != set(course.late_measures):
            forgotten = sorted((lacking - shown) | (self.gaps ^ set(course.late_measures)))
            raise WrongError(f"{', '.join(forgotten)} was forgotten after session {self.held}")
        if course.session_number != self.held or course.total != self.agreed:
            raise WrongError(f"{course} is not session {self.held} of {self.agreed}")
        if self._does(Chance.READING_ALL):
            named = {item.id for item in course.due if item.kind == "measure"}
            late = {item.id for item in course.overdue if item.kind == "measure"}
            if not (lacking | self.gaps) <= named or late != self.gaps:
                raise WrongError(f"what is due after session {self.held} leaves out a measure")

    def _expect_refusal(self, kind: str, name: str = "") -> None:
        try:
            self.course.after(Fact(DAYS[self.day], kind, name))
        except NotYetError:
            return
        raise WrongError(f"a {kind} {name} was allowed after session {self.held}")

    def _watch_the_end(self) -> None:
        course = self.course
        missing = set(self.protocol.ending.required) - self.reached.keys()
        way, reason = self.protocol.dispositions[course.disposition], course.facts[-1].reason
        if missing and way.ending != "not_required" and not reason:
            raise WrongError(f"ended without {', '.join(sorted(missing))}")
        if self.kept is not None and self._does(Chance.TELLING_AGAIN):
            for before in (self.kept, course):
                again = replay(self.protocol, before.facts, today=before.today, strict=True)
                if again != before:
                    raise WrongError(f"told again, {before} became {again}")
