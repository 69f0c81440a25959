"""What a client has answered so far, in the words of the measures room: lines and open links.

Reads only, in a fixed number of queries however much was answered.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kith.core.instruments.change import Change, Verdict, important_change, reliable_change
from kith.core.instruments.model import Instrument
from kith.record import access, clock
from kith.record.services import measures
from kith.web import questions, wording
from kith.web.clinic.rooms import Room

if TYPE_CHECKING:
    from kith.record.models import Alert, Invitation, Response


@dataclass(frozen=True)
class Compared:
    """One scale of a response: its score, and how it compares with the first one."""

    name: str
    value: float | None
    highest: float
    band: str
    missing: int
    change: Change | None
    important: Verdict | None = None

    @property
    def change_words(self) -> str:
        """The change in a few words, never as a judgement of the person."""
        if self.change is None:
            return ""
        return {
            "improved": _("reliably better than at first"),
            "deteriorated": _("reliably worse than at first"),
            "no reliable change": _("no reliable change since the first"),
        }[self.change.verdict]

    @property
    def tone(self) -> str:
        """The tone of those words; they say the same without it."""
        if self.change is None:
            return "quiet"
        return {"improved": "good", "deteriorated": "attention"}.get(self.change.verdict, "quiet")


@dataclass(frozen=True)
class Line:
    """One response, beside the first of its instrument and the alerts it raised."""

    response: "Response"
    instrument: Instrument
    first: "Response | None"
    alerts: "list[Alert]"

    @cached_property
    def scales(self) -> list[Compared]:
        """Each scale of the instrument; the change where there is an earlier response."""
        found = []
        for name, scale in self.instrument.scales.items():
            score = self.response.scores.get(name) or {}
            before = (self.first.scores.get(name) or {}).get("value") if self.first else None
            value = score.get("value")
            found.append(
                Compared(
                    name=scale.name,
                    value=value,
                    highest=scale.range[1],
                    band=score.get("band") or "",
                    missing=score.get("missing", 0),
                    change=reliable_change(scale, before, value),
                    important=important_change(scale, before, value),
                )
            )
        return found

    @property
    def words(self) -> str:
        """The scores, or what was found by counting, as one would say it."""
        said = [
            f"{wording.number(one.value)}{f' ({one.band})' if one.band else ''}"
            for one in self.scales
            if one.value is not None
        ]
        if not self.scales:
            said = [one["label"] for one in self.response.results.values() if one["label"]]
        return ", ".join(said) or _("no total")

    def cite(self, source: str) -> str:
        """Return where a rule of the instrument comes from, as a person reads it."""
        return self.instrument.source(source).cite

    @property
    def main(self) -> Compared | None:
        """The scale that stands for the instrument in a line."""
        return self.scales[0] if self.scales else None


@dataclass(frozen=True)
class Part:
    """One questionnaire of a link, as staff see it before it is sent: how far, never what."""

    name: str
    state: str
    answered: int
    of: int


@dataclass(frozen=True)
class Sent:
    """A link, what it asks and how far the client is."""

    invitation: "Invitation"
    parts: list[Part]

    @property
    def is_open(self) -> bool:
        """It still takes answers."""
        return access.is_live(self.invitation)

    @property
    def state(self) -> str:
        """What became of it, in words."""
        if self.is_open:
            return _("open")
        if self.invitation.withdrawn_at:
            return _("withdrawn")
        if self.invitation.finished_at:
            aside = all(part.state == "aside" for part in self.parts)
            return _("put aside by the client") if aside else _("finished")
        return _("ran out")


def lines_of(room: Room) -> list[Line]:
    """Return every response of the course, the newest first."""
    rows = access.responses(room.user).filter(episode=room.episode).select_related("entered_by")
    responses = list(rows.order_by("given_on", "submitted_at", "pk"))
    alerts = defaultdict(list)
    for alert in access.alerts(room.user).filter(episode=room.episode, response__isnull=False):
        alerts[alert.response_id].append(alert)
    first: dict[str, Response] = {}
    found = []
    for response in responses:
        earlier = first.setdefault(response.instrument, response)
        found.append(
            Line(
                response=response,
                instrument=measures.definition_of(response),
                first=earlier if earlier is not response else None,
                alerts=alerts[response.pk],
            )
        )
    return found[::-1]


def links_of(room: Room, most: int = 12) -> list[Sent]:
    """Return the newest links of the course, those that are open first."""
    rows = (
        access.invitations(room.user)
        .filter(episode=room.episode)
        .select_related("sent_by")
        .prefetch_related("assignments")
        .order_by("-created_at", "-pk")[:most]
    )
    sent = [Sent(one, _parts(one)) for one in rows]
    return sorted(sent, key=lambda one: not one.is_open)


def _parts(invitation: "Invitation") -> list[Part]:
    found = []
    for one in invitation.assignments.all():
        instrument = measures.definition_of(one)
        state = "open"
        if one.response_id:
            state = "sent"
        elif one.declined_at:
            state = "aside"
        answered, of = questions.answered(instrument, one.draft)
        found.append(Part(instrument.short_name, state, answered, of))
    return sorted(found, key=lambda part: part.state != "open")


def last_answered(lines: list[Line]) -> dict[str, int]:
    """Return how many days ago each instrument was answered last."""
    today = clock.today()
    found: dict[str, int] = {}
    for line in lines:
        found.setdefault(line.instrument.id, (today - line.response.given_on).days)
    return found
