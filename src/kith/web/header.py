"""The header and the rooms of one client's record, the same on each of its pages.

Here: what the header says and which rooms there are. Not here: any reading of the record; the
page hands over what it has read already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

# The route name of each room, in the order of a course of treatment.
ROOMS: Mapping[str, str | Promise] = {
    "episode": _("Overview"),
    "assessment": _("Assessment"),
    "conditions": _("Conditions"),
    "measures": _("Measures"),
    "rhythm": _("Rhythm"),
    "inventory": _("Inventory"),
    "timeline": _("Timeline"),
    "problem_area": _("Problem area"),
    "focus": _("Focus"),
    "formulation": _("Formulation"),
    "contract": _("Contract"),
    "course": _("Sessions"),
    "ending": _("Ending"),
    "safety": _("Safety"),
    "letter": _("Letter"),
}


@dataclass(frozen=True)
class Room:
    """A page of the record, as its link in the header."""

    name: str
    title: str
    href: str
    mark: int = 0


@dataclass(frozen=True)
class Header:
    """Who the record is about and where the treatment stands, in the words the header shows."""

    episode: int
    name: str
    age: int | None = None
    pronouns: str = ""
    therapist: str = ""
    phase: str = ""
    session: int = 0
    total: int = 0
    alerts: int = 0
    risk: str = ""
    risk_tone: str = "quiet"
    marks: Mapping[str, int] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    @property
    def age_words(self) -> str:
        return "" if self.age is None else gettext("%(age)s years") % {"age": self.age}

    @property
    def session_words(self) -> str:
        if not self.total:
            return ngettext("%(n)s session", "%(n)s sessions", self.session) % {"n": self.session}
        return gettext("Session %(n)s of %(of)s") % {"n": self.session, "of": self.total}

    @cached_property
    def rooms(self) -> tuple[Room, ...]:
        """Every room that the course needs, and how much in it waits for the therapist."""
        return tuple(
            Room(name, str(title), reverse(name, args=[self.episode]), self.marks.get(name, 0))
            for name, title in ROOMS.items()
            if name not in self.left_out
        )
