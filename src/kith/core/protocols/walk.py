"""Random courses through a protocol, looking for what must never happen.

Each walk is an invented client (walker.py). Watched at every step: no dead end, no measure, meeting
or condition forgotten, no session beyond the contract or before what must come first, no course
ended without its ending or a reason, the same course from the same facts.

Here: sending the clients, and the report. Not here: the lots. The caller brings them, with their
seed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from typing import Protocol as Shape

from kith.core.errors import KithError
from kith.core.protocols.books import Plan
from kith.core.protocols.facts import Fact
from kith.core.protocols.model import Protocol
from kith.core.protocols.walker import START, Walker, WrongError

KEPT = 10  # faults told in full


class Chooser(Shape):
    """Where the lots come from; random.Random is one."""

    def random(self) -> float:
        """A number from 0 up to 1."""


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
    meetings: int = 0
    boosters: int = 0
    endings: dict[str, int] = field(default_factory=dict)
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: "WalkReport") -> None:
        """Count in the walks of another part; their numbers go on from these."""
        for fault in other.faults[: KEPT - len(self.faults)]:
            self.faults.append(Fault(self.walks + fault.walk, fault.problem, fault.facts))
        for name in ("walks", "steps", "sessions", "extensions", "meetings", "boosters", "faulty"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for way, count in other.endings.items():
            self.endings[way] = self.endings.get(way, 0) + count

    def as_dict(self) -> dict[str, Any]:
        """For a program to read."""
        return {
            "walks": self.walks,
            "steps": self.steps,
            "sessions": self.sessions,
            "extensions": self.extensions,
            "meetings": self.meetings,
            "boosters": self.boosters,
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
    plan = Plan(protocol)
    for number in range(walks):
        one = Walker(plan, chooser.random)
        try:
            one.wander()
            one.finish()
            one.come_again()
        except (WrongError, KithError) as error:
            report.faulty += 1
            if len(report.faults) < KEPT:
                report.faults.append(Fault(number, str(error), one.course.facts))
        report.walks += 1
        report.steps += len(one.course.facts)
        report.sessions += one.books.held
        report.extensions += one.books.extended
        report.meetings += sum(map(len, one.books.meetings.values()))
        report.boosters += one.boosters
        how = one.course.disposition
        report.endings[how] = report.endings.get(how, 0) + 1
        if progress and (number + 1) % every == 0:
            progress(number + 1, walks)
    return report


__all__ = ["KEPT", "START", "Fault", "WalkReport", "walk"]
