"""A protocol drawn as a line: phases in the length of their sessions, rhythms, meetings beside.

Here: the picture, wide and narrow, and the same in words. Not here: where a client stands in it
(charts_course), and what the phases ask for (the page says it).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.core.protocols.outline import rhythm
from kith.web import svg

if TYPE_CHECKING:
    from kith.core.protocols.model import Protocol
    from kith.core.protocols.parts import Meeting

WIDE, NARROW = 760, 340
BESIDE = 24  # what a meeting before or after the sessions takes
BAR = 30
ROW = 16
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TALL = 300  # of the narrow bar, shared out by sessions
LEAST = 46  # of a phase in it, so that its name has room


@dataclass(frozen=True)
class Stretch:
    """Some sessions with a name of their own: a phase, or a rhythm."""

    name: str
    first: int
    last: int
    is_open: bool = False  # left by judgement: the length is a guide

    @property
    def sessions(self) -> str:
        """The sessions in words."""
        if self.first == self.last:
            return _("session %(n)s") % {"n": self.first}
        return _("sessions %(first)s to %(last)s") % {"first": self.first, "last": self.last}


@dataclass(frozen=True)
class Beside:
    """A meeting beside the sessions, under the letter it has in the picture."""

    letter: str
    meeting: "Meeting"

    @property
    def words(self) -> str:
        """What it is, how often, and when."""
        one = self.meeting
        when = {
            "before": _("before session 1"),
            "during": Stretch("", one.first or 1, one.last or 1).sessions,
            "regular": rhythm(one.every_days or 1),
            "needed": _("when it is needed"),
            "after": _("after the last session"),
        }[one.when]
        times = ngettext("once", "up to %(n)s times", one.most or 0) % {"n": one.most}
        return ", ".join([one.title, when, *([times] if one.most and one.most > 1 else [])])


@dataclass(frozen=True)
class ProtocolLine:
    """What the macro `protocol_line` lays out."""

    name: str
    total: int
    phases: Sequence[Stretch]
    rhythms: Sequence[Stretch]
    meetings: Sequence[Beside]

    @property
    def words(self) -> str:
        """The whole in a sentence, for those who do not see the picture too."""
        parts = [f"{one.name}, {one.sessions}" for one in self.phases]
        number = ngettext("%(n)s session", "%(n)s sessions", self.total) % {"n": self.total}
        said = f"{number}, {self._rhythm_words}: {'; '.join(parts)}."
        if any(one.is_open for one in self.phases):
            said += " " + _("A dashed edge is left by clinical judgement, not by count.")
        return said

    @property
    def _rhythm_words(self) -> str:
        if len(self.rhythms) == 1:
            return self.rhythms[0].name
        return ", ".join(f"{one.name} in {one.sessions}" for one in self.rhythms)

    @property
    def title(self) -> str:
        """The name of the picture."""
        return _("%(name)s as a line") % {"name": self.name}

    @cached_property
    def svg(self) -> SafeString:
        """Both drawings; the style sheet shows the one that fits."""
        return svg.safe(
            svg.tag("div", _Wide(self).drawn(), class_="wide")
            + svg.tag("div", _Narrow(self).drawn(), class_="narrow")
        )

    def at(self, *when: str) -> list[Beside]:
        """The meetings of this kind of time."""
        return [one for one in self.meetings if one.meeting.when in when]


def protocol_line(protocol: "Protocol") -> ProtocolLine:
    """The line of a protocol."""
    total = protocol.sessions.total
    return ProtocolLine(
        name=protocol.name,
        total=total,
        phases=[
            Stretch(protocol.title_of_phase(one.id), one.first, one.last, one.exit == "clinical")
            for one in protocol.phases
        ],
        rhythms=list(_rhythms(protocol, total)),
        meetings=[
            Beside(letter, one) for letter, one in zip(LETTERS, protocol.meetings, strict=False)
        ],
    )


def _rhythms(protocol: "Protocol", total: int) -> Iterator[Stretch]:
    """Stretches of sessions that come equally often."""
    begun, days = 1, protocol.cadence_of(1)[0]
    for session in range(2, total + 2):
        now = protocol.cadence_of(session)[0] if session <= total else None
        if now != days:
            yield Stretch(rhythm(days), begun, session - 1)
            begun, days = session, now or days


def _letter(one: Beside, x: float, y: float) -> str:
    """The mark of a meeting: a square with its letter, as in the key."""
    box = svg.tag("rect", x=x - 8, y=y - 8, width=16, height=16, rx=3, class_="event-flag")
    return box + svg.text(one.letter, x, y + 4, "event-letter", "middle")


def _phase_class(number: int, phase: Stretch) -> str:
    return "phase" + (" even" if number % 2 else "") + (" open" if phase.is_open else "")


class _Wide:
    """The line from left to right."""

    def __init__(self, line: ProtocolLine) -> None:
        self.line = line
        self.left = 8 + BESIDE * len(line.at("before"))
        self.right = WIDE - 8 - BESIDE * len(line.at("after"))
        self.unit = (self.right - self.left) / line.total
        self.names = list(self._placed(line.phases))
        self.top = 8 + ROW * (1 + max(row for *_, row in self.names))
        self.under = self.top + BAR + 12

    def x(self, session: int) -> float:
        """Where a session begins."""
        return round(self.left + (session - 1) * self.unit, 1)

    def drawn(self) -> str:
        rhythms = list(self._rhythms())
        lanes = self.line.at("during", "regular", "needed")
        below = self.under + ROW * (1 + max(row for *_, row in rhythms)) + 10
        parts = [*self._bar(), *self._names(), *self._rhythm_lines(rhythms)]
        for number, one in enumerate(lanes):
            parts += self._lane(one, below + 20 * number)
        parts += self._ends()
        height = below + 20 * len(lanes)
        return svg.picture(
            parts, box=(0, 0, WIDE, height), title=self.line.title, words=self.line.words,
            key="protocol-wide",
        )  # fmt: skip

    def _placed(self, stretches: Sequence[Stretch]) -> Iterator[tuple[Stretch, float, int]]:
        """Each name where its stretch begins, in the first row in which it has room."""
        ends: list[float] = []
        for one in stretches:
            long = svg.width(one.name, 6.8) + 10
            x = min(self.x(one.first), max(WIDE - long, 0))
            row = next((n for n, end in enumerate(ends) if end <= x), len(ends))
            ends[row : row + 1] = [x + long]
            yield one, x, row

    def _bar(self) -> Iterator[str]:
        for number, one in enumerate(self.line.phases):
            x, long = self.x(one.first), (one.last - one.first + 1) * self.unit
            yield svg.tag(
                "rect", x=x + 1, y=self.top, width=round(long - 2, 1), height=BAR, rx=4,
                class_=_phase_class(number, one),
            )  # fmt: skip
            for session in self._numbered(one):
                middle = x + (session - one.first + 0.5) * self.unit
                if long > 24:  # clear of the edges
                    middle = min(max(middle, x + 12), x + long - 12)
                yield svg.text(session, round(middle, 1), self.top + 20, "number", "middle")

    def _numbered(self, one: Stretch) -> Sequence[int]:
        """The sessions whose number has room: all of a phase, or its first and last."""
        if self.unit >= 18:
            return range(one.first, one.last + 1)
        wide = (one.last - one.first) * self.unit >= 18
        return [one.first, one.last] if wide else [one.first]

    def _names(self) -> Iterator[str]:
        for one, x, row in self.names:
            y = self.top - 8 - ROW * row
            if row:
                yield svg.line(x + 1, y + 3, x + 1, self.top, "axis")
            yield svg.text(one.name, x + 3, y, "phase-name")

    def _rhythms(self) -> Iterator[tuple[Stretch, float, int]]:
        return self._placed(self.line.rhythms)

    def _rhythm_lines(self, rhythms: Sequence[tuple[Stretch, float, int]]) -> Iterator[str]:
        for one, x, row in rhythms:
            yield svg.line(self.x(one.first) + 2, self.under - 5, self.x(one.last + 1) - 2,
                           self.under - 5, "axis")  # fmt: skip
            yield svg.text(one.name, x + 3, self.under + 10 + ROW * row)

    def _lane(self, one: Beside, y: float) -> Iterator[str]:
        meeting, total = one.meeting, self.line.total
        first, last = meeting.first or 1, min(meeting.last or total, total)
        is_whole = meeting.when != "during"
        yield svg.line(self.x(first) + 8, y, self.x(last + 1) - 2, y, "gap" if is_whole else "axis")
        yield _letter(one, self.x(first) + 9, y)

    def _ends(self) -> Iterator[str]:
        y = self.top + BAR / 2
        for number, one in enumerate(self.line.at("before")):
            yield _letter(one, 4 + BESIDE * (number + 0.5), y)
        for number, one in enumerate(self.line.at("after")):
            yield _letter(one, self.right + 4 + BESIDE * (number + 0.5), y)


class _Narrow:
    """The line from top to bottom, for a telephone; meetings in between stand in the key alone."""

    def __init__(self, line: ProtocolLine) -> None:
        self.line = line
        self.parts: list[str] = []
        self.y = 4.0
        self.edges: dict[int, float] = {}

    def drawn(self) -> str:
        self._marks("before")
        for number, one in enumerate(self.line.phases):
            self._phase(number, one)
        self._rhythms()
        self._marks("after")
        return svg.picture(
            self.parts, box=(0, 0, NARROW, round(self.y + 4)), title=self.line.title,
            words=self.line.words, key="protocol-narrow",
        )  # fmt: skip

    def _marks(self, when: str) -> None:
        marks = self.line.at(when)
        for number, one in enumerate(marks):
            self.parts.append(_letter(one, 14 + BESIDE * number, self.y + 12))
        self.y += 28 if marks else 0

    def _phase(self, number: int, one: Stretch) -> None:
        many = one.last - one.first + 1
        lines = wrap(one.name, 27)
        tall = max(LEAST + 14 * (len(lines) - 1), round(TALL * many / self.line.total))
        for step in range(many + 1):
            self.edges[one.first + step] = self.y + tall * step / many
        self.parts.append(
            svg.tag("rect", x=2, y=self.y + 1, width=26, height=tall - 2, rx=4,
                    class_=_phase_class(number, one))
        )  # fmt: skip
        for place, words in enumerate(lines):
            self.parts.append(svg.text(words, 38, self.y + 18 + 14 * place, "phase-name"))
        self.parts.append(svg.text(one.sessions, 38, self.y + 18 + 14 * len(lines)))
        self.y += tall

    def _rhythms(self) -> None:
        lowest = 0.0
        for one in self.line.rhythms:
            top, end = self.edges[one.first], self.edges[one.last + 1]
            self.parts.append(svg.line(236, top + 3, 236, end - 3, "axis"))
            lowest = max(top + 16, lowest + 14)
            self.parts.append(svg.text(one.name, 244, lowest))
