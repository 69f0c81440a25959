"""The protocols as somebody chooses one: by how well they are shown to help, and for what.

Which of them suits a client is worked out on the page "Which therapy?", from what is known. Here
every protocol of the library is in view; what is not shown, or not to be done, is said plainly.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from kith.core import catalogue
from kith.core.protocols.model import Protocol
from kith.core.protocols.parts import Indication

USUAL = "ipt-standard-16"
STATUS: dict[str, str | Promise] = {
    "established": gettext_lazy("Established"),
    "promising": gettext_lazy("Promising"),
    "limited": gettext_lazy("Limited evidence"),
    "under_investigation": gettext_lazy("Under investigation"),
    "not_recommended": gettext_lazy("Not recommended"),
}
FORMATS: dict[str, str | Promise] = {
    "individual": gettext_lazy("individual"),
    "group": gettext_lazy("in a group"),
    "mixed": gettext_lazy("in a group, with meetings alone"),
}
_RANK = list(STATUS)


@dataclass(frozen=True)
class Offered:
    """One protocol in the list."""

    protocol: Protocol

    @property
    def id(self) -> str:
        """What the form sends."""
        return self.protocol.id

    @property
    def status(self) -> str:
        """The best that is shown of it, for whatever condition."""
        return min((one.status for one in self.protocol.indications), key=_RANK.index)

    @property
    def words(self) -> str:
        """How many sessions, and in what company."""
        total = self.protocol.sessions.total
        sessions = ngettext("%(n)s session", "%(n)s sessions", total) % {"n": total}
        return f"{sessions}, {FORMATS[self.protocol.format]}"

    @property
    def for_what(self) -> list[tuple[Indication, str]]:
        """What it is for, each with how well that is shown; the best first."""
        indications = sorted(self.protocol.indications, key=lambda one: _RANK.index(one.status))
        return [(one, str(STATUS[one.status])) for one in indications]


def offered() -> list[tuple[str, list[Offered]]]:
    """Return every protocol of the library, under the heading of the best that is shown of it."""
    found = [Offered(one) for one in catalogue.protocols()]
    return list(_grouped(found))


def _grouped(found: list[Offered]) -> Iterator[tuple[str, list[Offered]]]:
    for status, title in STATUS.items():
        some = [one for one in found if one.status == status]
        if some:
            usual_first = sorted(some, key=lambda one: (one.id != USUAL, one.protocol.name))
            yield str(title), usual_first
