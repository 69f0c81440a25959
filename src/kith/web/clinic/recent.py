"""The last weeks' scores as the session workspace shows them: the newest, and which way it went."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kith.core import catalogue
from kith.core.instruments.change import gain
from kith.web import wording
from kith.web.charts import Point, ScoreChart, sparkline
from kith.web.clinic.rooms import Room
from kith.web.clinic.scores import charts_of
from kith.web.clinic.visits import Numbered

if TYPE_CHECKING:
    from kith.record.models import Session

WEEKS = 8


@dataclass(frozen=True)
class Recent:
    """One measure: its newest score before or at this session, and how it got there."""

    chart: ScoreChart
    points: list[Point]  # of the last weeks, the newest last

    @property
    def last(self) -> Point:
        """The newest, with a total or without."""
        return self.points[-1]

    @property
    def line(self) -> SafeString | None:
        """The last weeks as a line."""
        values = [one.value for one in self.points]
        if len([one for one in values if one is not None]) < 2:
            return None
        said = ", ".join(wording.number(one) or _("none") for one in values)
        return sparkline(
            values,
            lowest=self.chart.lowest,
            highest=self.chart.highest,
            words=_("%(name)s of the last weeks: %(values)s")
            % {"name": self.chart.name, "values": said},
        )

    @property
    def change(self) -> str:
        """The step from the score before, in words; empty where there is none."""
        scored = [(one.on, one.value) for one in self.points if one.value is not None]
        if self.last.value is None or len(scored) < 2:
            return ""
        (on, before), (_on, now) = scored[-2:]
        scale = catalogue.instrument(self.chart.key).scales["total"]
        points = gain(scale, before, now)
        said = {"n": wording.number(abs(points)), "day": wording.short_date(on)}
        if points == 0:
            return _("as on %(day)s") % said
        worse = _("%(n)s worse than on %(day)s")
        return (_("%(n)s better than on %(day)s") if points > 0 else worse) % said


def recent_scores(room: Room, visits: list[Numbered], session: "Session") -> list[Recent]:
    """Return the scores of the last weeks before this session, of each measure of the protocol."""
    only = {measure.instrument for measure in room.course.protocol.measures}
    day = wording.day(session.starts_at)
    found = []
    for chart in charts_of(room, visits, only=only):
        points = [one for one in chart.points if _is_recent(one.on, day)]
        if points:
            found.append(Recent(chart, points))
    return found


def _is_recent(on: date, day: date) -> bool:
    return day - timedelta(weeks=WEEKS) <= on <= day
