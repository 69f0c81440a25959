"""What stands around the sessions of one course, read for pages: medicine, people, baby, body.

Reading and wording only. What a protocol asks for and whether it is met, the course says.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from kith.core import body, perinatal
from kith.core.protocols.views import ConditionView
from kith.record import access, clock
from kith.record.facts import SHOWN_BY_THE_RECORD, meets
from kith.web.clinic.rooms import Room

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kith.record.models import (
        Baby,
        ConditionMet,
        Contact,
        Dose,
        GroupMember,
        MedicalReview,
        Medication,
        Weight,
    )

OF_AGE = 18

# In which room a kind of record is written; "" where it stands in the details of the course.
WRITTEN_IN = {
    "medication": "medication",
    "prescriber": "contacts",
    "guardian": "contacts",
    "school": "contacts",
    "partner": "contacts",
    "baby": "baby",
    "birth_date": "baby",
    "medical_review": "body",
    "weight": "body",
    "safety_plan": "safety",
    "diary": "rhythm",
}


@dataclass(frozen=True)
class Taken:
    """A medicine with its doses, the newest last."""

    row: "Medication"

    @cached_property
    def doses(self) -> "list[Dose]":
        """Every dose, as it changed."""
        return list(self.row.doses.all())

    @property
    def dose(self) -> str:
        """How much of it is taken, or was at the end."""
        return self.doses[-1].words if self.doses else ""

    @property
    def is_taken(self) -> bool:
        """Whether it is taken now."""
        return self.row.stopped_on is None

    @property
    def words(self) -> str:
        """Name and dose."""
        return f"{self.row.name}, {self.dose}" if self.dose else self.row.name


@dataclass(frozen=True)
class Weighed:
    """One weight with its index."""

    row: "Weight"

    @property
    def index(self) -> Decimal:
        """The body mass index."""
        return body.bmi(height_cm=self.row.height_cm, weight_kg=self.row.weight_kg)

    @property
    def is_low(self) -> bool:
        """Whether it is at or under what trials of IPT asked for."""
        return body.is_low(self.index)


@dataclass(frozen=True)
class Expected:
    """A baby, with where the pregnancy or the time since the birth stands today."""

    row: "Baby"
    today: date

    @property
    def words(self) -> str:
        """Weeks pregnant, or since the birth; empty where nobody counts."""
        row = self.row
        return perinatal.Dates(row.due_on, row.born_on, row.lost_on).words(self.today)


@dataclass(frozen=True)
class Around:
    """Everything around one course that was put on record and not withdrawn."""

    room: Room

    @property
    def _mine(self) -> dict[str, object]:
        return {"episode": self.room.episode, "withdrawn_on": None}

    @cached_property
    def medicines(self) -> list[Taken]:
        """The medicines, those taken now first."""
        rows = access.medications(self.room.user).filter(**self._mine).prefetch_related("doses")
        return sorted(map(Taken, rows), key=lambda one: not one.is_taken)

    @property
    def taken(self) -> list[Taken]:
        """The medicines taken now."""
        return [one for one in self.medicines if one.is_taken]

    @cached_property
    def contacts(self) -> "list[Contact]":
        """The people around the client."""
        return list(access.contacts(self.room.user).filter(**self._mine))

    @cached_property
    def babies(self) -> list[Expected]:
        """The babies expected or born."""
        rows = access.babies(self.room.user).filter(**self._mine)
        return [Expected(one, clock.today()) for one in rows]

    @cached_property
    def reviews(self) -> "list[MedicalReview]":
        """The medical reviews, the newest first."""
        return list(access.medical_reviews(self.room.user).filter(**self._mine).order_by("-on"))

    @cached_property
    def weights(self) -> list[Weighed]:
        """The weights, the newest first."""
        rows = access.weights(self.room.user).filter(**self._mine).order_by("-on", "-pk")
        return [Weighed(one) for one in rows]

    @cached_property
    def said(self) -> "dict[str, ConditionMet]":
        """What was said of each condition."""
        rows = access.conditions_met(self.room.user).filter(**self._mine)
        return {one.condition: one for one in rows.select_related("by")}

    @cached_property
    def belongs(self) -> "GroupMember | None":
        """The group in which the course takes place."""
        return access.group_of(self.room.user, self.room.episode)

    @property
    def review_overdue(self) -> bool:
        """Whether the next medical review should have taken place."""
        next_on = self.reviews[0].next_on if self.reviews else None
        return next_on is not None and next_on < clock.today()

    @property
    def asks_for_guardian(self) -> bool:
        """Whether the client is under age and nobody with parental responsibility is named."""
        young = self.room.client.age_on(clock.today()) < OF_AGE
        return young and not any(one.kind == "guardian" for one in self.contacts)


@dataclass(frozen=True)
class Asked:
    """A condition of the protocol as its page shows it: whether it is met, by what, and where."""

    view: ConditionView
    said: "ConditionMet | None"
    evidence: "Sequence[str]"
    in_words: bool  # whether the therapist may say, in words, that it is met

    @property
    def room(self) -> str:
        """The room in which it is written; empty where words are written here."""
        return WRITTEN_IN.get(self.view.record, "")


def asked_of(around: Around) -> list[Asked]:
    """Return the conditions of the protocol, what is still open first."""
    course = around.room.course
    found = []
    for view in course.conditions:
        shown_only = bool(SHOWN_BY_THE_RECORD & meets(course.protocol, view.id))
        evidence = _evidence(around, view.record) if view.is_met else []
        found.append(Asked(view, around.said.get(view.id), evidence, not shown_only))
    return sorted(found, key=lambda one: (one.view.is_met, not one.view.before))


def _evidence(around: Around, record: str) -> list[str]:
    """What in the record meets a condition, in a line for each."""
    supervisor = around.room.episode.supervisor
    found: dict[str, Callable[[], list[str]]] = {
        "supervisor": lambda: [str(supervisor)] if supervisor else [],
        "roster": lambda: [str(around.belongs.group)] if around.belongs else [],
        "medication": lambda: [one.words for one in around.taken],
        "baby": lambda: [one.words for one in around.babies if one.words],
        "birth_date": lambda: [one.words for one in around.babies if one.words],
        "medical_review": lambda: [one.reviewer for one in around.reviews[:1]],
        "weight": lambda: [f"BMI {one.index}" for one in around.weights[:1]],
    }
    people = [one for one in around.contacts if one.kind == record]
    named = [", ".join(filter(None, (one.name, one.place, one.reach))) for one in people]
    return found[record]() if record in found else named
