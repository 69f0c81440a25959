"""SVG as text: one tag at a time, escaped, with classes and never a style (strict CSP).

Here: tags, numbers, scales and the width of words. Not here: any particular chart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from django.utils.safestring import SafeString, mark_safe

STEPS = (1, 2, 3, 5, 10, 20, 25, 50, 100)
LETTER = 6.3  # mean width of a letter at 12 px


def tag(name: str, *inside: str, **attributes: object) -> str:
    """One element. `inside` is markup already; `class_` stands for class, `_` for a hyphen."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>"


def text(words: object, x: float, y: float, class_: str = "", anchor: str = "start") -> str:
    return tag(
        "text",
        escape(str(words)),
        x=x,
        y=y,
        class_=class_ or None,
        text_anchor=None if anchor == "start" else anchor,
    )


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def picture(parts: Iterable[str], *, box: Sequence[float], title: str, words: str, key: str) -> str:
    """A whole drawing with its name and description for those who do not see it."""
    return tag(
        "svg",
        tag("title", escape(title), id=f"{key}-title"),
        tag("desc", escape(words), id=f"{key}-words"),
        *parts,
        viewBox=" ".join(_value(each) for each in box),
        role="img",
        aria_labelledby=f"{key}-title {key}-words",
    )


def safe(markup: str) -> SafeString:
    """Markup made by this module's functions, which escape every text they are given."""
    return mark_safe(markup)  # noqa: S308  # see the docstring


def width(words: str, letter: float = LETTER) -> float:
    return len(words) * letter


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return escape(str(value))


@dataclass(frozen=True)
class Scale:
    """Maps a run of numbers to a run of pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 7) -> list[int]:
        """Round numbers from the low end to the high end, at most so many."""
        run = self.high - self.low
        step = next((each for each in STEPS if run / each < most), STEPS[-1])
        return list(range(int(self.low), int(self.high) + 1, step))


@dataclass(frozen=True)
class Days:
    """Maps dates to pixels: a real time axis, on which two empty weeks are two weeks wide."""

    first: date
    last: date
    start: float
    end: float

    def __call__(self, on: date) -> float:
        run = (self.last - self.first).days or 1
        return self.start + (on - self.first).days / run * (self.end - self.start)

    def ticks(self, most: int) -> list[date]:
        """Mondays, or firsts of months, as many as there is room for."""
        run = (self.last - self.first).days
        for weeks in (1, 2):
            if run / (7 * weeks) <= most:
                monday = self.first + timedelta(days=-self.first.weekday() % 7)
                return _every(monday, self.last, 7 * weeks)
        months = next((each for each in (1, 2, 3, 6, 12) if run / 30.4 / each <= most), 24)
        return [day for day in _firsts(self.first, self.last) if (day.month - 1) % months == 0]


def _every(first: date, last: date, days: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, days)]


def _firsts(first: date, last: date) -> list[date]:
    """The first day of each month that lies between two dates."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = (date(n // 12, n % 12 + 1, 1) for n in months)
    return [day for day in days if first <= day <= last]
