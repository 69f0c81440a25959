"""The sessions of one course with their numbers, and the course drawn as a line.

A session's number is not stored: it is its place among the sessions that were held, and among
those missed too where the protocol counts them, since a group goes on meanwhile.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from kith.core.protocols.engine import Course
from kith.record import access
from kith.web.charts import Held
from kith.web.charts_course import CourseLine, Phase, Visit, course_line
from kith.web.clinic.rooms import Room

if TYPE_CHECKING:
    from kith.record.models import Session


@dataclass(frozen=True)
class Numbered:
    """A session of the course. number: its place among those used; 0 if not held."""

    session: "Session"
    number: int

    @property
    def on(self) -> date:
        """The day in the clinic's time zone."""
        return timezone.localtime(self.session.starts_at).date()

    @property
    def href(self) -> str:
        """The address of its workspace."""
        return reverse("session", args=[self.session.episode_id, self.session.pk])


def visits_of(room: Room) -> list[Numbered]:
    """Return every session of the course, the earliest first, with its number."""
    rows = access.sessions(room.user).filter(episode=room.episode)
    uses = {"held", "absent", "cancelled"} if room.course.protocol.missed.counts else {"held"}
    found, number = [], 0
    for session in rows.select_related("note").order_by("starts_at", "pk"):
        number += session.state in uses
        found.append(Numbered(session, number if session.state == "held" else 0))
    return found


def line_of(room: Room, visits: list[Numbered]) -> CourseLine:
    """Return the course as a line of phases and sessions."""
    course = room.course
    phases = [Phase(one.title, one.last) for one in course.phases]
    happened = [one for one in visits if one.session.state != "planned"]
    return course_line(
        phases=phases,
        visits=[Visit(one.on, one.number, href=one.href) for one in happened],
        total=course.total or 0,
        current=course.phase.title,
    )


def usual_minutes(course: Course, wished: int) -> int:
    """Return how long the next session would be: as wished, as far as the protocol allows."""
    least, most = course.minutes
    return min(max(wished, least), most)


def marks_of(visits: list[Numbered]) -> list[Held]:
    """Return the sessions as marks on a chart's time axis."""
    return [Held(one.on, one.number) for one in visits if one.session.state != "planned"]
