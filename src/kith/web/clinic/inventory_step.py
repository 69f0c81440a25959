"""The step of the protocol that a room's own work completes, with its why, and the day it was done.

The inventory and the timeline each end in one; the button that records it belongs to `course.step`.
"""

from dataclasses import dataclass
from datetime import date

from kith.web.clinic.rooms import Room


@dataclass(frozen=True)
class Step:
    """One step, as the macro `why` reads it. on: when it was recorded; None: still to do."""

    id: str
    title: str
    reached: str
    why: str
    source: str
    verified: bool
    on: date | None


def step_of(room: Room, key: str) -> Step | None:
    """Return the step; None where the protocol of this course has no such step."""
    protocol = room.course.protocol
    known = protocol.milestones.get(key)
    if known is None:
        return None
    on = room.course.reached.get(key)
    source = protocol.cite(known)
    return Step(key, known.title, known.reached, known.why, source, known.verified, on)
