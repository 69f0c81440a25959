"""The course of treatment as a line: phases as segments, sessions as dots.

Here: what each dot is and says. Not here: any rule of a protocol; the caller knows the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kith.web import wording


@dataclass(frozen=True)
class Phase:
    """A phase by its name, and the number of the session with which it is planned to end."""

    name: str
    until: int


@dataclass(frozen=True)
class Visit:
    """A session that has a date: held under its number, or missed (number 0)."""

    on: date
    number: int = 0
    phase: str = ""  # the name of the phase it was held in, where that is known
    href: str = ""


@dataclass(frozen=True)
class Dot:
    """One session in the line. state: held, missed, next or planned."""

    mark: str
    state: str
    title: str
    href: str = ""


@dataclass(frozen=True)
class Segment:
    """A phase in the line. state: done, current or ahead."""

    name: str
    state: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class CourseLine:
    """What the macro `course_line` draws."""

    words: str
    segments: tuple[Segment, ...]


def course_line(
    *, phases: Sequence[Phase], visits: Sequence[Visit], total: int, current: str
) -> CourseLine:
    """The line of a course of `total` sessions that stands in the phase named `current`.

    Sessions stand in the phase they were held in; those to come, in the phase they are planned
    for, and never in one that is over.
    """
    names = [phase.name for phase in phases]
    now = names.index(current) if current in names else 0
    held = max((visit.number for visit in visits), default=0)
    dots: dict[str, list[Dot]] = {name: [] for name in names}
    place = names[0]
    for visit in sorted(visits, key=lambda each: each.on):
        place = visit.phase if visit.phase in dots else _planned(phases, visit.number, 0) or place
        dots[place].append(_past(visit))
    for number in range(held + 1, total + 1):
        dots[_planned(phases, number, now) or names[-1]].append(_ahead(number, held + 1))
    states = ["done" if n < now else "current" if n == now else "ahead" for n in range(len(names))]
    said = {"n": held, "of": total, "phase": current}
    return CourseLine(
        _("%(n)s of %(of)s sessions held: %(phase)s") % said,
        tuple(
            Segment(name, state, tuple(dots[name]))
            for name, state in zip(names, states, strict=True)
        ),
    )


def _planned(phases: Sequence[Phase], number: int, now: int) -> str:
    """The phase from `now` on in which a session is planned; empty past the last, or for none."""
    return next((each.name for each in phases[now:] if 0 < number <= each.until), "")


def _past(visit: Visit) -> Dot:
    on = wording.long_date(visit.on)
    if not visit.number:
        return Dot("\N{EN DASH}", "missed", _("Not held, %(on)s") % {"on": on}, visit.href)
    title = _("Session %(n)s, %(on)s") % {"n": visit.number, "on": on}
    return Dot(str(visit.number), "held", title, visit.href)


def _ahead(number: int, following: int) -> Dot:
    if number == following:
        return Dot(str(number), "next", _("Session %(n)s, next") % {"n": number})
    return Dot(str(number), "planned", _("Session %(n)s, planned") % {"n": number})
