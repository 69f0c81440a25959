"""Dates, times and numbers as people say them; each function is also a template filter.

Here belong words that many pages share and that depend on nothing but a value and the clock.
"""

import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.translation import gettext, ngettext

from kith.record import clock


def day(value: date) -> date:
    """The calendar day of a date, or of a moment in the clinic's own time zone."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def long_date(value: date | None) -> str:
    """3 March 2026"""
    return written(day(value), "j F Y") if value else ""


def short_date(value: date | None) -> str:
    """3 Mar, and the year only where it is not this one"""
    if not value:
        return ""
    on = day(value)
    return written(on, "j M" if on.year == clock.today().year else "j M Y")


def iso(value: date | None) -> str:
    """2026-03-03, for the datetime attribute and date fields"""
    if not value:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value.isoformat()


def time_of_day(value: datetime | None) -> str:
    """14:03"""
    return written(timezone.localtime(value), "H:i") if value else ""


def moment(value: datetime | None) -> str:
    """3 March 2026 at 14:03"""
    if not value:
        return ""
    return gettext("%(day)s at %(time)s") % {"day": long_date(value), "time": time_of_day(value)}


def relative(value: date | None) -> str:
    """today, tomorrow, 3 days ago, in 2 weeks; a plain date beyond two months"""
    if not value:
        return ""
    days = (day(value) - clock.today()).days
    if abs(days) < 2:
        return gettext(("today", "tomorrow", "yesterday")[days])
    if abs(days) > 60:
        return short_date(value)
    if abs(days) < 14:
        span = ngettext("%(n)s day", "%(n)s days", abs(days)) % {"n": abs(days)}
    else:
        weeks = round(abs(days) / 7)
        span = ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}
    said = gettext("in %(span)s") if days > 0 else gettext("%(span)s ago")
    return said % {"span": span}


def number(value: float | None) -> str:
    """9 for 9.0, 9.5 for 9.5: a score as it is read aloud"""
    return "" if value is None else f"{value:g}"


def tel(value: str) -> str:
    """tel:+44116123, so that a number on a phone is one touch"""
    return "tel:" + "".join(c for c in value if c.isdigit() or c == "+")


def phones(value: str) -> list[tuple[str, bool]]:
    """A line in pieces, each with whether it is a number to call: what a phone can dial."""
    pieces = re.split(r"([+(]?\d[\d ()/-]*\d)", value)
    return [
        (one, sum(c.isdigit() for c in one) >= 3 and n % 2 == 1) for n, one in enumerate(pieces)
    ]


FILTERS = {
    "date": long_date,
    "shortdate": short_date,
    "iso": iso,
    "time": time_of_day,
    "moment": moment,
    "relative": relative,
    "number": number,
    "tel": tel,
    "phones": phones,
}
