"""The card "Around this event": one measure read around one life event, cautiously.

Core reads (kith.core.series); here the measure and the event are chosen. It asks the record for
nothing that the picture has not read already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy

from kith.core import catalogue
from kith.core.series import words
from kith.core.series.around import split
from kith.core.series.model import Point, points
from kith.core.timeline import Event
from kith.web.charts import ScoreChart


class ReadingForm(forms.Form):
    """Which measure, and around which event."""

    scores = forms.ChoiceField(label=gettext_lazy("Measure"))
    event = forms.ChoiceField(label=gettext_lazy("Life event"))

    def __init__(
        self, charts: Mapping[str, str], events: Sequence[Event], *, scores: str, event: str
    ) -> None:
        super().__init__(initial={"scores": scores, "event": event}, auto_id="around_%s")
        listed = [(one.id, f"{one.title}, {one.when.words}") for one in reversed(events)]
        for name, choices in (("scores", list(charts.items())), ("event", listed)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices


@dataclass(frozen=True)
class AroundEvent:
    """What the card shows."""

    measure: str
    event: Event
    form: ReadingForm
    reading: words.Reading
    caution: str = words.CAUTION
    definitions: tuple[words.Definition, ...] = words.DEFINITIONS


def around_event(
    charts: Mapping[str, str], chart: ScoreChart | None, events: Sequence[Event], wanted: str
) -> AroundEvent | None:
    """Read the chosen measure around the wanted event; None without scores or without events."""
    if chart is None or not chart.scored or not events:
        return None
    known = points((point.on, point.value) for point in chart.points)
    event = next((one for one in events if one.id == wanted), None) or _fullest(known, events)
    scale = catalogue.instrument(chart.key).scales["total"]
    return AroundEvent(
        chart.name,
        event,
        ReadingForm(charts, events, scores=chart.key, event=event.id),
        words.read(known, event.when, scale.higher_is),
    )


def _fullest(known: Sequence[Point], events: Sequence[Event]) -> Event:
    """The event with the most scores on its poorer side; of equal ones the latest."""

    def poorer(event: Event) -> int:
        before, after, _ = split(known, event.when.earliest, event.when.latest)
        return min(len(before), len(after))

    return max(reversed(events), key=poorer)
