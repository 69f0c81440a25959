"""What the timeline page shows: the picture, its table, candidates before the onset, anniversaries.

Nothing here decides: core says what lies near what, with its rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core import timeline as core
from kith.core.timeline import Entry, EntryKind, Event, When
from kith.record import clock
from kith.record import inventory as reader
from kith.web.charts import ScoreChart
from kith.web.charts_timeline import Lasting, LifeLine, Series, Span, padded
from kith.web.clinic.rooms import Room
from kith.web.clinic.scores import charts_of
from kith.web.clinic.surroundings import Around, Taken
from kith.web.clinic.timeline_reading import around_event
from kith.web.clinic.visits import Numbered, marks_of, visits_of
from kith.web.wording import number

if TYPE_CHECKING:
    from kith.record.models import Person

BEFORE_ONSET = 18  # months shown before the onset: enough to see what led up to it
VIEWS = {
    "all": gettext_lazy("All of life"),
    "onset": gettext_lazy("Around the onset"),
    "course": gettext_lazy("This course"),
}
VALENCES = {
    "bad": gettext_lazy("hard"),
    "mixed": gettext_lazy("mixed"),
    "good": gettext_lazy("good"),
}


@dataclass(frozen=True)
class Row:
    """A line of the table that says the same as the picture."""

    when: str
    kind: str
    title: str
    detail: str
    event: str = ""


@dataclass(frozen=True)
class Happened:
    """A life event as the list shows it."""

    event: Event
    people: str
    valence: str

    @property
    def pk(self) -> int:
        """Its number in the record."""
        return int(self.event.id)


@dataclass(frozen=True)
class _Known:
    """All that the picture and its table are made of."""

    events: Sequence[Event]
    onset: When | None
    visits: list[Numbered]
    chart: ScoreChart | None
    today: date
    medicines: Sequence[Taken] = ()

    @property
    def course(self) -> list[date]:
        """The days of the sessions and of the scores."""
        scored = [point.on for point in self.chart.points] if self.chart else []
        return [*(mark.on for mark in marks_of(self.visits)), *scored]


def shown(
    room: Room, people: "Sequence[Person]", view: str, scores: str, event: str
) -> dict[str, Any]:
    """Return the picture and all that is said about it."""
    visits = visits_of(room)
    charts = {chart.key: chart for chart in charts_of(room, visits)}
    chart = charts.get(scores) or next(iter(charts.values()), None)
    events = core.in_order(reader.events_of(room.episode))
    onset, medicines = reader.onset_of(room.episode), Around(room).medicines
    known = _Known(events, onset, visits, chart, clock.today(), medicines)
    view = view if view in VIEWS else "onset" if known.onset else "all"
    names = {str(person.pk): person.label for person in people}
    measures = {key: one.name for key, one in charts.items()}
    return {
        "picture": _picture(room, view, known),
        "around": around_event(measures, chart, events, event),
        "view": view,
        "views": VIEWS,
        "charts": measures,
        "chart": chart.key if chart else "",
        "happened": [_happened(event, names) for event in events],
        "rows": _rows(known),
        "onset": known.onset,
        "candidates": core.candidates(events, known.onset) if known.onset else [],
        "rule": core.WINDOW_RULE,
        "rule_source": core.WINDOW_SOURCE,
        "anniversaries": core.anniversaries(events, known.today),
        "anniversary_weeks": core.ANNIVERSARY_DAYS // 7,
    }


def _happened(event: Event, names: Mapping[str, str]) -> Happened:
    people = ", ".join(names[key] for key in event.people if key in names)
    return Happened(event, people, str(VALENCES.get(event.valence, "")))


def _picture(room: Room, view: str, known: _Known) -> LifeLine | None:
    onset = known.onset
    if not (known.events or known.course or known.medicines or onset):
        return None
    first, last = _stretch(view, known)
    return LifeLine(
        first=first,
        last=last,
        title=_("The timeline of %(name)s") % {"name": room.client.first_name},
        events=known.events,
        onset=onset,
        window_from=core.shift_months(onset.earliest, -core.MONTHS_BEFORE_ONSET) if onset else None,
        series=_series(known.chart),
        sessions=marks_of(known.visits),
        lasting=[_lasting(one) for one in known.medicines],
        today=known.today,
    )


def _lasting(one: Taken) -> Lasting:
    """A medicine as its lane: a span for each dose, up to the day it was stopped."""
    starts = [dose.on for dose in one.doses]
    ends = [*starts[1:], one.row.stopped_on]
    spans = [Span(dose.on, end, dose.words) for dose, end in zip(one.doses, ends, strict=True)]
    return Lasting(one.row.name, spans)


def _stretch(view: str, known: _Known) -> tuple[date, date]:
    """From when to when the picture goes."""
    course = [*known.course, known.today]
    if view == "course":
        return padded(min(course) - timedelta(days=14), max(course))
    if view == "onset" and known.onset:
        return padded(core.shift_months(known.onset.earliest, -BEFORE_ONSET), max(course))
    begun = [event.when.earliest for event in known.events]
    onset = [known.onset.earliest] if known.onset else []
    onset += [one.row.started_on for one in known.medicines]
    return padded(min([*course, *begun, *onset]), max(course))


def _series(chart: ScoreChart | None) -> Series | None:
    """The scores in unbroken runs; a gap of more than four weeks is left open."""
    if chart is None or not chart.scored:
        return None
    scored = list(chart.scored)
    entries = [
        Entry(When(point.on), EntryKind.SCORE, chart.name, value=point.value, ref=f"{n:06}")
        for n, point in enumerate(scored)
    ]
    runs = [[scored[int(entry.ref)] for entry in run] for run in core.runs(entries)]
    return Series(
        chart.name, chart.lowest, chart.highest, chart.higher, runs, tuple(chart.thresholds[:1])
    )


def _rows(known: _Known) -> list[Row]:
    """Everything of the picture in one order, as a table."""
    words = {
        EntryKind.ONSET: _("Onset"),
        EntryKind.EVENT: _("Life event"),
        EntryKind.SESSION: _("Session"),
        EntryKind.SCORE: _("Score"),
        EntryKind.MEDICATION: _("Medicine"),
    }
    onset = [Entry(known.onset, EntryKind.ONSET, _("The symptoms began"))] if known.onset else []
    held = [
        Entry(When(one.on), EntryKind.SESSION, _("Session %(n)s") % {"n": one.number})
        for one in known.visits
        if one.number
    ]
    chart = known.chart
    scores = [
        Entry(When(point.on), EntryKind.SCORE, f"{chart.name} {number(point.value)}", point.band)
        for point in (chart.scored if chart else ())
        if chart
    ]
    return [
        Row(entry.when.words, words[entry.kind], entry.title, entry.detail, entry.ref)
        for entry in core.together(
            core.of_events(known.events), onset, held, scores, _taken(known.medicines)
        )
    ]


def _taken(medicines: Sequence[Taken]) -> list[Entry]:
    """Every dose, and every end, of every medicine."""
    doses = [
        Entry(When(dose.on), EntryKind.MEDICATION, f"{one.row.name} {dose.words}", dose.reason)
        for one in medicines
        for dose in one.doses
    ]
    stopped = [
        Entry(
            When(one.row.stopped_on),
            EntryKind.MEDICATION,
            _("%(name)s stopped") % {"name": one.row.name},
            one.row.stopped_because,
        )
        for one in medicines
        if one.row.stopped_on
    ]
    return [*doses, *stopped]
