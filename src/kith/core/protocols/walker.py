"""One invented client, sent through a protocol by lot.

Week by week conditions are met or not, measures answered or not, tasks done or not, sessions and
meetings held or missed, phases entered, the contract extended; some stop coming. After some weeks,
chosen by lot, the walk makes straight for the end, so that every place it reached is shown to have
a way out; and then for what follows the end.

Here: the walk, and what must never happen in it. Not here: the books that the watching is done by
(books.py), and the report (walk.py).
"""

from collections.abc import Callable
from datetime import date, timedelta

from kith.core.errors import KithError, NotYetError
from kith.core.protocols.books import Books, Plan
from kith.core.protocols.engine import Course, Fact, replay
from kith.core.protocols.facts import CALLED_OFF, RANK
from kith.core.protocols.parts import Meeting

START = date(2024, 1, 1)
DAYS = [START + timedelta(days=day) for day in range(9000)]
LONGEST = 40  # sessions' time of wandering, or more in long courses; most walks wander for a few


class Chance:
    """How often things happen in a week: often enough that each is seen with every other."""

    LATE_WEEK = 0.1
    CONTRACT = 0.2
    EXTENSION = 0.3
    CONDITION = 0.4
    TASK_OUT_OF_TURN = 0.1
    OTHER_MEASURE = 0.3
    AREA = 0.3
    STRATEGY = 0.2
    MEETING_BEFORE = 0.6
    MEETING = 0.15
    SESSION = 0.85
    CALLED_OFF = 0.2
    MOVING_ON = 0.4
    LEAVING = 0.01
    # What is refused, and reading all that is due, or telling a course again, costs more.
    FORBIDDEN = 0.05
    READING_ALL = 0.04
    TELLING_AGAIN = 0.1
    COMING_AGAIN = 0.3


class WrongError(Exception):
    """Something that must never happen has happened."""


class Walker:
    """One invented client, with the watcher's own books."""

    def __init__(self, plan: Plan, lot: Callable[[], float]) -> None:
        self.plan = plan
        self.protocol = plan.protocol
        self.lot = lot
        self.day = 0
        self.course = replay(self.protocol, (), today=START)
        self.kept: Course | None = None
        self.focused = False
        self.boosters = 0
        self.books = Books(plan)

    # ------------------------------------------------------------ moving

    def wander(self) -> None:
        """Some weeks of an ordinary, untidy course; it may end by the client staying away."""
        weeks = int(max(LONGEST, 2 * self.protocol.sessions.total) * self.lot() ** 4)
        diligence = self.lot()
        keep = int(weeks * self.lot())
        for week in range(weeks):
            self._wait()
            self._record()
            self._agree()
            self._answer(diligence)
            self._reach(diligence)
            self._work()
            self._meet_beside()
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
        self._unblock_sessions()
        while self.course.ended_on is None:
            self.day += 1
            for blocker in sorted(self.course.blockers, key=lambda one: RANK[one.kind]):
                self._add(blocker.kind, self._name_for(blocker.kind, blocker.id))
            if ahead := self.course.next_phase:
                if not self.course.blockers:  # another strategy may be wanted
                    self._add("phase", ahead.id)
                    self.day += 1
            else:
                ways = self._ways("required", "or_reason")
                self._add("ended", ways[int(self.lot() * len(ways))])
        self._watch_the_end()

    def come_again(self) -> None:
        """Meetings once the course has ended: due in their time, as often as planned, no more."""
        if not self.plan.meetings or not self._does(Chance.COMING_AGAIN):
            return
        self.day += 1  # on the day itself, a meeting may still have come before the end
        for meeting in self.plan.meetings:
            if meeting.when != "after":
                self._expect_refusal("meeting", meeting.id)
                continue
            way = self.protocol.dispositions[self.course.disposition]
            while len(self.books.meetings.get(meeting.id, ())) < self.plan.most(meeting):
                self._come(meeting, expected=way.ending != "not_required")
            self._expect_refusal("meeting", meeting.id)

    def _come(self, meeting: Meeting, *, expected: bool) -> None:
        held = self.books.meetings.get(meeting.id)
        before = held[-1] if held else self.books.last_session
        if before < 0:
            before = self.day
        self.day = max(self.day + 1, before + (meeting.after_days or 0))
        self.course = self.course.on(DAYS[self.day])
        if meeting.after_days or not held:
            is_due = any(item.id == meeting.id for item in self.course.due)
            if is_due != expected:
                raise WrongError(f"the meeting {meeting.id} is {'' if is_due else 'not '}due")
        self._add("meeting", meeting.id)
        self.boosters += 1

    def _wait(self) -> None:
        """Until the next session is usual, or twice as long."""
        every = self.course.every_days
        if every not in self.plan.rhythms(self.books.number):
            raise WrongError(f"session {self.books.number} does not come after {every} days")
        self.day += 2 * every if self._does(Chance.LATE_WEEK) else every
        self.course = self.course.on(DAYS[self.day])

    def _unblock_sessions(self) -> None:
        """Whatever must come before a session can be done, and then a session can be held."""
        if self.course.ended_on or not self.course.session_blockers:
            return
        self.day += 1
        for blocker in sorted(self.course.session_blockers, key=lambda one: RANK[one.kind]):
            self._add(blocker.kind, blocker.id)
        if self.books.left > 0:
            self._add("session")
            self.books.hold(self.day)

    def _leave(self) -> None:
        """End before the ending, in a way that allows it."""
        if ways := self._ways("or_reason", "not_required"):
            self._add("ended", ways[int(self.lot() * len(ways))], reason="moved away")

    def _ways(self, *endings: str) -> list[str]:
        ways = self.protocol.dispositions
        return [name for name, way in ways.items() if way.ending in endings]

    def _name_for(self, kind: str, name: str) -> str:
        """What is done about a blocker: of strategies, one that has not been worked on."""
        if kind != "strategy":
            return name
        return next(one for one in self.plan.strategies if one not in self.books.worked)

    def _does(self, chance: float) -> bool:
        return self.lot() < chance

    def _add(self, kind: str, name: str = "", amount: int = 0, reason: str = "") -> None:
        self.course = self.course.after(Fact(DAYS[self.day], kind, name, amount, reason))
        if name:
            self.books.write(kind, name, self.day)

    # ------------------------------------------------------------ one week

    def _record(self) -> None:
        if len(self.books.met) < len(self.plan.conditions):
            for name in self.plan.conditions:
                if name not in self.books.met and self._does(Chance.CONDITION):
                    self._add("condition", name)

    def _agree(self) -> None:
        books = self.books
        if not books.contracted and self._does(Chance.CONTRACT):
            plan = self.protocol.sessions
            number = plan.least + int(self.lot() * (plan.most - plan.least + 1))
            if books.before_contract():
                self._expect_refusal("contract", amount=plan.total)
            elif number >= books.agreed - books.left:
                self._add("contract", amount=number)
                books.agreed = number + books.extended
                books.contracted = True
        if books.left <= 0:
            self._expect_refusal("session")
        if books.left < 2 and self._does(Chance.EXTENSION):
            more = 1 + int(self.lot() * 4)
            self._add("extension", "more time is needed", more)
            books.agreed += more
            books.extended += more

    def _answer(self, diligence: float) -> None:
        other = self.protocol.alternatives
        for name in self.course.measures_for_next_session:
            if self.lot() < diligence:
                instead = name in other and self._does(Chance.OTHER_MEASURE)
                self._add("measure", other[name] if instead else name)

    def _reach(self, diligence: float) -> None:
        waiting = [name for name in self.plan.milestones if name not in self.books.reached]
        for name in waiting[:3]:
            if self.lot() < diligence:
                self._add("milestone", name)
        if waiting and self._does(Chance.TASK_OUT_OF_TURN):
            self._add("milestone", waiting[int(self.lot() * len(waiting))])

    def _work(self) -> None:
        areas, strategies = self.protocol.problem_areas, self.plan.strategies
        if areas and not self.focused and self._does(Chance.AREA):
            self._add("area", areas[int(self.lot() * len(areas))])
            self.focused = True
        if strategies and self._does(Chance.STRATEGY):
            self._add("strategy", strategies[int(self.lot() * len(strategies))])

    def _meet_beside(self) -> None:
        for meeting in self.plan.meetings:
            first = meeting.when == "before" and self.books.held == 0
            if self._does(Chance.MEETING_BEFORE if first else Chance.MEETING):
                if not self.books.may_be_held(meeting):
                    self._expect_refusal("meeting", meeting.id)
                elif meeting.when != "after":  # which is told after the session of its day
                    self._add("meeting", meeting.id)

    def _meet(self) -> None:
        books = self.books
        if books.left > 0 and self._does(Chance.SESSION):
            if books.before_session():
                self._expect_refusal("session")
                return
            self._add("session")
            books.hold(self.day)
        else:
            called_off = self._does(Chance.CALLED_OFF)
            self._add("missed", CALLED_OFF if called_off else "")
            books.miss(called_off=called_off)

    def _move_on(self) -> None:
        if not self._does(Chance.MOVING_ON):
            return
        ahead = self.course.next_phase
        if ahead is None:
            return
        if not self.course.blockers:
            self._add("phase", ahead.id)
        elif self._does(Chance.FORBIDDEN):
            self._expect_refusal("phase", ahead.id)

    # ------------------------------------------------------------ watching

    def _watch(self) -> None:
        """No measure forgotten: what the next session lacks is asked for, what is late is shown."""
        course, books = self.course, self.books
        shown = {*course.measures_for_next_session, *course.late_measures}
        lacking = books.lacking(self.day) if books.left > 0 else set()
        if not lacking <= shown or books.gaps != set(course.late_measures):
            forgotten = sorted((lacking - shown) | (books.gaps ^ set(course.late_measures)))
            raise WrongError(f"{', '.join(forgotten)} was forgotten after session {books.held}")
        gone = (course.session_number, course.sessions_used, course.total)
        if gone != (books.held, books.number - 1, books.agreed):
            raise WrongError(f"{course} is not session {books.held} of {books.agreed}")
        if self._does(Chance.READING_ALL):
            self._watch_all(lacking)

    def _watch_all(self, lacking: set[str]) -> None:
        course, books = self.course, self.books
        after = f"after session {books.held}"
        due = {kind: {one.id for one in course.due if one.kind == kind} for kind in _WATCHED}
        late = {item.id for item in course.overdue if item.kind == "measure"}
        if not (lacking | books.gaps) <= due["measure"] or late != books.gaps:
            raise WrongError(f"what is due {after} leaves out a measure")
        if due["condition"] != set(self.plan.conditions) - books.met:
            raise WrongError(f"what is due {after} leaves out a condition, or has one that is met")
        if not books.meetings_due(self.day) <= due["meeting"]:
            raise WrongError(f"what is due {after} leaves out a meeting")
        if {one.id for one in course.session_blockers} != books.before_session():
            raise WrongError(f"what comes before a session is told wrongly {after}")
        over = any(one.id == "over_range" for one in course.warnings)
        if over and course.phase.id in self.plan.clinical:
            raise WrongError(f"a phase left by judgement is called too long {after}")
        if not course.agenda:
            raise WrongError(f"no agenda {after}")

    def _expect_refusal(self, kind: str, name: str = "", amount: int = 0) -> None:
        try:
            self.course.after(Fact(DAYS[self.day], kind, name, amount))
        except KithError as error:
            if isinstance(error, NotYetError) or kind == "meeting":
                return
            raise
        raise WrongError(f"a {kind} {name} was allowed after session {self.books.held}")

    def _watch_the_end(self) -> None:
        course = self.course
        missing = set(self.protocol.ending.required) - self.books.reached.keys()
        way, reason = self.protocol.dispositions[course.disposition], course.facts[-1].reason
        if missing and way.ending != "not_required" and not reason:
            raise WrongError(f"ended without {', '.join(sorted(missing))}")
        if self.kept is not None and self._does(Chance.TELLING_AGAIN):
            for before in (self.kept, course):
                again = replay(self.protocol, before.facts, today=before.today, strict=True)
                if again != before:
                    raise WrongError(f"told again, {before} became {again}")


_WATCHED = ("measure", "condition", "meeting")
