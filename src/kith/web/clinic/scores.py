"""The scores of one course, drawn with its sessions and life events on one time axis."""

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kith.core import catalogue
from kith.core.instruments import scoring
from kith.core.instruments.model import Instrument, Scale
from kith.record import access, clock
from kith.web.charts import Event, Point, ScoreChart, Threshold
from kith.web.clinic.rooms import Room
from kith.web.clinic.visits import Numbered, marks_of
from kith.web.questions import number_of

if TYPE_CHECKING:
    from kith.record.models import Response


def charts_of(
    room: Room, visits: list[Numbered], only: Collection[str] | None = None
) -> list[ScoreChart]:
    """Return a chart of each instrument's total that this client has answered."""
    rows = access.responses(room.user).filter(episode=room.episode)
    if only is not None:
        rows = rows.filter(instrument__in=only)
    answered: dict[tuple[str, int], list[Response]] = defaultdict(list)
    for one in rows.order_by("given_on", "pk"):
        answered[one.instrument, one.instrument_version].append(one)
    if not answered:
        return []
    happened = access.events(room.user).filter(client=room.client)
    events = [Event(on, title) for on, title in happened.values_list("on", "title")]
    drawn = [
        _chart(catalogue.instrument(*key), responses, visits, events)
        for key, responses in answered.items()
    ]
    charts = [one for one in drawn if one is not None]
    return sorted(charts, key=lambda chart: chart.name != "PHQ-9")


def _chart(
    definition: Instrument, responses: "list[Response]", visits: list[Numbered], events: list[Event]
) -> ScoreChart | None:
    scale = definition.scales.get("total")
    if scale is None:
        return None
    return ScoreChart(
        name=definition.short_name,
        lowest=scale.range[0],
        highest=scale.range[1],
        points=[
            Point(
                one.given_on,
                None if one.total is None else float(one.total),
                one.band,
                _flag(definition, one),
            )
            for one in responses
        ],
        higher=_higher(scale),
        thresholds=[
            Threshold(cut.value, cut.meaning) for cut in scale.cut_offs if cut.name == "caseness"
        ],
        events=events,
        sessions=marks_of(visits),
        today=clock.today(),
        key=definition.id,
    )


def _flag(definition: Instrument, one: "Response") -> str:
    """Return which answer somebody must see, in a few words: "question 9"."""
    hits = scoring.alerts(definition, one.answers)
    if not hits:
        return ""
    if ":" in hits[0].item:
        return _("the score")
    return _("question %(n)s") % {"n": number_of(definition, definition.item(hits[0].item))}


def _higher(scale: Scale) -> str:
    """Return what a higher score means, for the axis; nothing of a style, which is no illness."""
    said = {"worse": _("more symptoms"), "better": _("better"), "neither": ""}
    return said[scale.higher_is]
