"""The watcher's own books in a random walk, kept without asking the engine.

Here: the same rules read a second time, plainly: what a session lacks, what must come first, what
is due beside the sessions. Not here: the walk (walker.py).
"""

from kith.core.protocols.model import Protocol
from kith.core.protocols.parts import Measure, Meeting


class Plan:
    """What the watcher reads in a protocol, once for all walks."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.strategies = tuple(protocol.strategies)
        self.milestones = tuple(protocol.milestones)
        self.required = tuple(one for one in protocol.measures if one.required)
        self.conditions = tuple(one.id for one in protocol.conditions)
        self.meetings = protocol.meetings
        self.after = tuple(one for one in protocol.meetings if one.when == "after")
        self.clinical = {one.id for one in protocol.phases if one.exit == "clinical"}
        self.first_of = {
            what: frozenset(one.id for one in protocol.conditions if one.before == what)
            for what in ("session", "contract")
        }
        self.first_meetings = frozenset(
            one.id for one in protocol.meetings if one.when == "before" and one.required
        )
        self.counts_for: dict[str, list[str]] = {}
        for rule in protocol.measures:
            for name in {rule.instrument, rule.instead or rule.instrument}:
                self.counts_for.setdefault(name, []).append(rule.instrument)
        self._rhythm = {
            session: one.every_days
            for one in protocol.cadence
            for session in range(one.first, one.last + 1)
        }

    def rhythms(self, session: int) -> tuple[int, ...]:
        """How many days a session comes after the one before it.

        Where phases are left by judgement, any rhythm of the protocol will do.
        """
        usual = self.protocol.sessions.every_days
        if self.clinical:
            return (usual, *self._rhythm.values())
        return (self._rhythm.get(session, usual),)

    @staticmethod
    def most(meeting: Meeting) -> int:
        """How often a meeting is held at most; a large number for any."""
        if meeting.count is None:
            return 10_000 if meeting.when in {"regular", "needed"} else 1
        return meeting.count


class Books:
    """What has happened to one invented client; days are counted from the start."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.held = 0
        self.missed = 0  # of those that count as used
        self.last_number = 0
        self.agreed = plan.protocol.sessions.total
        self.extended = 0
        self.contracted = False
        self.first_session = self.last_session = -1
        self.answered: dict[str, int] = {}  # by the measure that the answer counts for
        self.gaps: set[str] = set()
        self.reached: dict[str, int] = {}
        self.worked: set[str] = set()
        self.met: set[str] = set()
        self.meetings: dict[str, list[int]] = {}

    # ------------------------------------------------------------ writing

    def write(self, kind: str, name: str, day: int) -> None:
        """Something that happened; sessions and contracts have words of their own."""
        if kind == "measure":
            for measure in self.plan.counts_for.get(name, ()):
                self.answered[measure] = day
                self.gaps.discard(measure)
        elif kind == "milestone":
            self.reached.setdefault(name, day)
        elif kind == "condition":
            self.met.add(name)
        elif kind == "meeting":
            self.meetings.setdefault(name, []).append(day)
        elif kind == "strategy":
            self.worked.add(name)

    def hold(self, day: int) -> None:
        """A session held, with whatever it lacked."""
        self.gaps |= self.lacking(day)
        self.last_number = self.number
        self.held += 1
        self.last_session = day
        if self.first_session < 0:
            self.first_session = day

    def miss(self, *, called_off: bool) -> None:
        """A session that was not held; where it counts, the others of a group go on."""
        self.missed += self.plan.protocol.missed.counts and not called_off

    # ------------------------------------------------------------ reading

    @property
    def number(self) -> int:
        """The number of the next session."""
        return self.held + self.missed + 1

    @property
    def left(self) -> int:
        """Sessions of the contract still to come."""
        return self.agreed - self.number + 1

    def lacking(self, day: int) -> set[str]:
        """The required instruments that a session on this day would lack."""
        return {rule.instrument for rule in self.plan.required if self._lacks(rule, day)}

    def _lacks(self, rule: Measure, day: int) -> bool:
        if rule.after and not 0 <= self.reached.get(rule.after, -1) < day:
            return False
        if rule.when == "start_middle_end" and not self._is_a_point():
            return False
        answer = self.answered.get(rule.instrument)
        if answer is None or rule.when == "baseline":
            return answer is None
        if rule.when == "every_days":
            return day - answer >= (rule.days or 0)
        return answer <= self.last_session or day - answer > rule.valid_days

    def _is_a_point(self) -> bool:
        review = self.plan.protocol.review
        middle = review.session if review else self.agreed // 2
        since = range(self.last_number + 1, self.number + 1)
        return any(point in since for point in (1, middle, self.agreed))

    def before_session(self) -> frozenset[str] | set[str]:
        """What must be on record or held before the next session."""
        waiting = self.plan.first_of["session"] - self.met
        if self.held == 0:
            waiting |= self.plan.first_meetings - self.meetings.keys()
        return waiting

    def before_contract(self) -> frozenset[str]:
        """What must be on record before the contract."""
        return self.plan.first_of["contract"] - self.met

    def may_be_held(self, meeting: Meeting) -> bool:
        """Whether a meeting may be held while the course goes on."""
        if len(self.meetings.get(meeting.id, ())) >= self.plan.most(meeting):
            return False
        return meeting.when != "after" or (self.held > 0 and self.left <= 0)

    def meetings_due(self, day: int) -> set[str]:
        """Meetings that must be told as due: the required ones before, and the regular ones."""
        return {one.id for one in self.plan.meetings if self._is_due(one, day)}

    def _is_due(self, meeting: Meeting, day: int) -> bool:
        held = self.meetings.get(meeting.id, [])
        if meeting.when == "before":
            return meeting.required and not held
        if meeting.when == "regular" and meeting.every_days and self.held:
            since = held[-1] if held else self.first_session
            return len(held) < self.plan.most(meeting) and day >= since + meeting.every_days
        return False
