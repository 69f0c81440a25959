"""Opening one client's record: who may, what stands in its header, and the trace it leaves.

Every page of a record starts with `open_room`. Nothing here belongs to a single page.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404

from kith.core import focus, safety
from kith.core.protocols.engine import Course
from kith.record import access, clock, facts
from kith.record.services import reading
from kith.record.writing import may_write
from kith.web.header import Header

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kith.record.models import Alert, Client, Episode, RiskReview, Staff
    from kith.web.http import Request


@dataclass(frozen=True)
class Room:
    """One page of one client's record, opened by somebody who may."""

    name: str
    user: "Staff"
    episode: "Episode"

    @property
    def client(self) -> "Client":
        """Whose record it is."""
        return self.episode.client

    @cached_property
    def course(self) -> Course:
        """Where the course stands today."""
        return facts.course_of(self.episode)

    @cached_property
    def alerts(self) -> "QuerySet[Alert]":
        """The alerts of this episode that nobody has settled."""
        return access.open_alerts(self.user).filter(episode=self.episode)

    @cached_property
    def risk(self) -> "RiskReview | None":
        """The newest risk review."""
        return access.risk_reviews(self.user).filter(episode=self.episode).last()

    @cached_property
    def may_write(self) -> bool:
        """Whether this person may change the record, while the course goes on."""
        return may_write(self.user, self.episode)

    @property
    def left_out(self) -> frozenset[str]:
        """The rooms that this course has no use for."""
        surrounded = getattr(self.episode, "is_surrounded", True)
        asks = bool(self.course.conditions) or surrounded
        rooms = set() if asks else {"conditions"}
        if self.course.focus_kind != "areas":
            rooms.add("problem_area")
        if self.course.focus_kind not in focus.kinds():
            rooms.add("focus")
        if not self.keeps_diary:
            rooms.add("rhythm")
        return frozenset(rooms)

    @property
    def keeps_diary(self) -> bool:
        """Whether a rhythm diary belongs to this course: begun already, or asked for."""
        protocol = self.course.protocol
        watched = any(rule.diary for rule in protocol.watch)
        return hasattr(self.episode, "diary") or watched

    @property
    def is_therapist(self) -> bool:
        """Whether this person is the therapist, who alone writes and signs notes."""
        return self.user.pk == self.episode.therapist_id

    def context(self, **more: Any) -> dict[str, Any]:
        """Return what the page's frame needs, and `more` for the page itself."""
        return {
            "header": self.header,
            "room": self.name,
            "episode": self.episode,
            "client": self.client,
            "course": self.course,
            "may_write": self.may_write,
            "is_therapist": self.is_therapist,
            **more,
        }

    @cached_property
    def header(self) -> Header:
        """The header of the record."""
        course = self.course
        # the care agreed at the last review is for a course that goes on, not for one that is over
        review = self.risk if self.episode.is_open else None
        care = safety.care()[review.care] if review else None
        return Header(
            episode=self.episode.pk,
            name=str(self.client),
            age=self.client.age_on(clock.today()),
            pronouns=self.client.pronouns,
            therapist=str(self.episode.therapist),
            phase=course.phase.title,
            session=course.sessions_used,
            total=course.total or 0,
            alerts=len(self.alerts),
            marks={"conditions": sum(not one.is_met for one in course.conditions if one.before)},
            left_out=self.left_out,
            risk=care.title if care else "",
            risk_tone="attention" if care and care.needs_sharing else "quiet",
        )


def open_room(request: "Request", pk: int, name: str) -> Room:
    """Open a page of the record of episode `pk`, on record; 404 for whoever may not see it."""
    episode = get_object_or_404(
        access.surrounded(access.episodes(request.user)).select_related(
            "client", "therapist", "supervisor", "team", "referral", "organisation", "diary"
        ),
        pk=pk,
    )
    reading.note_read(by=request.user, page=name, episode=episode)
    return Room(name, request.user, episode)
