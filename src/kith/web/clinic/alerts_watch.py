"""An alert of a protocol's watch, as the pages of alerts show it beside those of single answers."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kith.core import catalogue, safety
from kith.core.protocols.model import Protocol
from kith.core.protocols.parts import Watch
from kith.record import clock, facts

if TYPE_CHECKING:
    from kith.record.models import Alert


@dataclass(frozen=True)
class Watched:
    """An alert with the rule of the protocol that a score or the diary met."""

    alert: "Alert"
    state: safety.AlertState
    is_unsent = False
    now_words = ""

    @cached_property
    def protocol(self) -> Protocol:
        """The protocol of the course, in the version that the course follows."""
        return facts.protocol_of(self.alert.episode)

    @cached_property
    def rule(self) -> Watch | None:
        """The rule that was met."""
        return next((one for one in self.protocol.watch if one.id == self.alert.watch), None)

    @property
    def came_from(self) -> str:
        """What was looked at: the diary, or an instrument."""
        if not self.alert.instrument:
            return _("Rhythm diary")
        return catalogue.instrument(self.alert.instrument).short_name

    @property
    def where(self) -> str:
        """The same, with what looks at it."""
        known = {"what": self.came_from, "protocol": self.protocol.short_name}
        return _("%(what)s, watched by %(protocol)s") % known

    @property
    def asked(self) -> str:
        """What the rule looks for."""
        return self.rule.title if self.rule else self.alert.watch

    label = asked

    @property
    def words(self) -> str:
        """What was found."""
        return self.alert.why

    @property
    def because(self) -> str:
        """Why the rule is there."""
        return self.rule.why.rstrip(".") if self.rule else self.alert.why

    @property
    def is_overdue(self) -> bool:
        """Nobody has taken it on in the time its level allows."""
        return safety.is_overdue(self.state, clock.now())

    @property
    def rule_source(self) -> dict[str, object]:
        """Where the rule comes from, as a page shows it."""
        if self.rule is None:
            return {"source": "", "verified": False}
        return {"source": self.protocol.cite(self.rule), "verified": self.rule.verified}
