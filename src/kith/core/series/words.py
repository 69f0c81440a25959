"""A reading of scores around an event, in sentences, figures and definitions.

Here: association, never cause; the direction by the scale's own. Not here: the arithmetic.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kith.core.series.around import WINDOW_DAYS, Around, around, split
from kith.core.series.changepoint import LEAST_SERIES, ChangePoint, change_point
from kith.core.series.model import LEAST, HigherIs, Interval, Point, values
from kith.core.series.overlap import Overlap, overlap
from kith.core.timeline import When

TENTH, HUNDREDTH = 0.05, 0.005  # what is below them is shown as nothing
CAUTION = (
    "This says what went together in one person's scores. It does not say that the event changed "
    "them: treatment, time and other events ran on as well."
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table."""

    what: str
    found: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a word of the table means, and whose method it is."""

    term: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is read from one series around one event."""

    around: Around
    overlap: Overlap
    change: ChangePoint
    higher_is: HigherIs
    event: When

    @property
    def is_enough(self) -> bool:
        """Whether there are scores enough on both sides."""
        return self.around.is_enough

    @property
    def sentences(self) -> list[str]:
        """What the scores show, or why they show nothing yet."""
        return list(_told(self) if self.is_enough else _too_few(self))

    @property
    def of_the_series(self) -> list[str]:
        """What the whole series shows, the event left aside."""
        return list(_changed(self))

    @property
    def figures(self) -> list[Figure]:
        """The same as a table."""
        return list(_figures(self))


def read(known: Sequence[Point], event: When, higher_is: HigherIs) -> Reading:
    """Read one series around one event."""
    first, last = event.earliest, event.latest
    before, after, _ = split(known, first, last)
    return Reading(
        around(known, first, last),
        overlap(values(before), values(after), higher_is),
        change_point(known),
        higher_is,
        event,
    )


# ---- sentences


def _too_few(read: Reading) -> Iterator[str]:
    found = read.around
    yield f"Too few scores for a reading. It would need {' and '.join(found.needs)}."
    yield (
        f"Within {_weeks(found)} weeks of it there are {found.before.n} before and "
        f"{found.after.n} after; with fewer than {LEAST} on a side, chance alone moves the figures "
        "too far."
    )
    yield from _left_out(read)


def _told(read: Reading) -> Iterator[str]:
    found = read.around
    before, after = found.before, found.after
    assert found.plain and found.beyond_slope and found.slope is not None  # noqa: PT018, S101
    yield (
        f"In the {_weeks(found)} weeks before, the mean of {before.n} scores is "
        f"{_number(before.mean)}; in the {_weeks(found)} weeks after, of {after.n} scores, "
        f"{_number(after.mean)}: {_apart(found.plain)}{_direction(read, found.plain)}."
    )
    yield _sloped(found.slope, found.beyond_slope)
    yield _placed(found)
    yield from _pairs(read)
    yield from _left_out(read)


def _sloped(slope: float, beyond: Interval) -> str:
    if abs(slope) < TENTH:
        moving = "The scores have hardly any slope of their own"
    else:
        moving = f"One slope runs through all of them, {_amount(slope)} each week"
    held = "" if beyond.is_clear or beyond.low is None else ", so a step at the event is not plain"
    return f"{moving}; beyond it, those after are {_apart(beyond, 'the same')}{held}."


def _placed(found: Around) -> str:
    if found.as_large == 1:
        return (
            f"Of the {found.places} places at which these scores can be divided, no other gives "
            "so large a difference."
        )
    return (
        f"Of the {found.places} places at which these scores can be divided, {found.as_large} "
        "give as large a difference as this one, or a larger, this one counted."
    )


def _pairs(read: Reading) -> Iterator[str]:
    found = read.overlap
    if found.nap is None:
        return
    word = "higher" if read.higher_is == "neither" else "better"
    tied = f", and in {found.tied} the two are the same" if found.tied else ""
    yield (
        f"In {found.better} of {found.pairs} pairs of one score before and one after, the one "
        f"after is {word}{tied}."
    )


def _left_out(read: Reading) -> Iterator[str]:
    n = read.around.left_out
    if not n:
        return
    of = "of that day" if read.event.earliest == read.event.latest else "of that time"
    yield f"{n} score{'s' if n > 1 else ''} {of} {'are' if n > 1 else 'is'} on neither side."


def _changed(read: Reading) -> Iterator[str]:
    found = read.change
    if not found.is_enough:
        yield f"To look for a change of level by itself there would have to be {found.needs[0]}."
        return
    if not found.is_clear:
        yield (
            f"Without the event in mind, no change of level stands out in the {found.n} scores "
            f"({_p(found.p)})."
        )
        return
    assert found.last_before and found.first_after and found.earliest and found.latest  # noqa: PT018, S101
    low, high = _number(found.level_before), _number(found.level_after)
    yield (
        f"Without the event in mind, the level of the {found.n} scores changes most between "
        f"{_day(found.last_before)} and {_day(found.first_after)}, from {low} to {high} "
        f"({_p(found.p)}); {_unsure(found)}. {_lies(read, found.earliest, found.latest)}"
    )


def _unsure(found: ChangePoint) -> str:
    if (found.earliest, found.latest) == (found.last_before, found.first_after):
        return "no other place is nearly as likely"
    assert found.earliest and found.latest  # noqa: PT018, S101 - together with the rest
    return f"the change may lie anywhere from {_day(found.earliest)} to {_day(found.latest)}"


def _lies(read: Reading, earliest: date, latest: date) -> str:
    if read.event.latest < earliest:
        return "The event lies before that stretch."
    if read.event.earliest > latest:
        return "The event lies after that stretch."
    return "The event lies in that stretch."


def _direction(read: Reading, found: Interval) -> str:
    """For the better or worse, where the interval and the scale both say so."""
    if read.higher_is == "neither" or not found.is_clear:
        return "" if found.is_clear or found.low is None else "; it could be either"
    falls = found.value < 0
    return ", for the better" if falls == (read.higher_is == "worse") else ", for the worse"


# ---- figures


def _figures(read: Reading) -> Iterator[Figure]:
    found, pairs = read.around, read.overlap
    yield Figure("Scores before, after", f"{found.before.n}, {found.after.n}")
    if not read.is_enough or found.plain is None or found.beyond_slope is None:
        return
    yield Figure("Mean before", _number(found.before.mean))
    yield Figure("Mean after", _number(found.after.mean))
    yield Figure("Difference", _signed(found.plain.value), _interval(found.plain))
    yield Figure("Slope, each week", _signed(found.slope or 0.0))
    beyond = found.beyond_slope
    yield Figure("Difference beyond the slope", _signed(beyond.value), _interval(beyond))
    yield Figure("Places with as large a difference", f"{found.as_large} of {found.places}")
    yield Figure("Likeness of neighbouring scores", _share(found.alike))
    if pairs.nap is None:
        return
    low, high = _share(pairs.nap.low), _share(pairs.nap.high)
    yield Figure("NAP", _share(pairs.nap.value), f"{low} to {high}")
    yield Figure("Tau", _signed(pairs.tau or 0.0, 2), _p(pairs.tau_p))
    yield Figure("Tau-U", _signed(pairs.tau_u or 0.0, 2), _p(pairs.tau_u_p))


DEFINITIONS = (
    Definition(
        "Which scores",
        f"Those of the {WINDOW_DAYS // 7} weeks before the event and the {WINDOW_DAYS // 7} weeks "
        "after it, one for each day (the mean of several). A date known to the month or year is "
        f"that whole time. At least {LEAST} on each side.",
        "Kratochwill et al. 2010, standards for single-case designs (five in a phase). The width "
        "in weeks is Kith's own.",
    ),
    Definition(
        "Difference, and its 95% interval",
        "The mean after less the mean before. The interval is widened by how alike neighbouring "
        "scores are; with few scores it is still an estimate.",
        "Least squares with a first-order autoregression; Huitema & McKean 1991 for the likeness "
        "in short series.",
    ),
    Definition(
        "Difference beyond the slope",
        "What is left at the event once one slope is allowed through the scores of both sides: "
        "scores in treatment often move without any event.",
        "Interrupted time series with one slope, fitted as above.",
    ),
    Definition(
        "Places with as large a difference",
        "The same scores divided at every place that leaves three on each side. If many places "
        "give as large a difference, this one is nothing special.",
        "Onghena 1992, start-point test; the date of an event is not chosen by lot, so this is no "
        "p value.",
    ),
    Definition(
        "NAP, Tau and Tau-U",
        "NAP: the share of all pairs, one score before and one after, in which the one after is "
        "better, ties counting half; 0.5 is chance. Tau: the same from -1 to 1. Tau-U: less the "
        "trend there was before the event. The p values take the scores as independent, which "
        "they are not quite.",
        "Parker & Vannest 2009; Parker, Vannest, Davis & Sauber 2011; interval of Newcombe 2006.",
    ),
    Definition(
        "A change of level",
        f"One change in all the scores of the measure, at least {LEAST_SERIES} of them, whatever "
        "the events. A steady slope also looks like a change in its middle.",
        "Pettitt 1979 for whether; Smith 1975 for where.",
    ),
)


# ---- numbers


def _weeks(found: Around) -> int:
    return found.window_days // 7


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _signed(value: float, places: int = 1) -> str:
    shown = f"{value:+.{places}f}".replace("-", "−")  # noqa: RUF001 - a true minus
    return shown[1:] if float(f"{value:.{places}f}") == 0 else shown


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return "p < 0.01" if value < HUNDREDTH else f"p = {value:.2f}"


def _amount(value: float) -> str:
    return f"{abs(value):.1f} {'lower' if value < 0 else 'higher'}"


def _interval(found: Interval) -> str:
    if found.low is None or found.high is None:
        return "none: nothing varies"
    return f"{_signed(found.low)} to {_signed(found.high)}"


def _apart(found: Interval, same: str = "no different") -> str:
    """How far apart, with the interval in words."""
    value = same if abs(found.value) < TENTH else f"{_amount(found.value)}"
    if found.low is None or found.high is None:
        return f"{value} (nothing varies within the sides, so there is no interval)"
    if found.is_clear:
        near, far = sorted((abs(found.low), abs(found.high)))
        return f"{value} (95% interval {near:.1f} to {far:.1f})"
    return f"{value} (95% interval from {_amount(found.low)} to {_amount(found.high)})"


def _day(day: date) -> str:
    return When(day).words
