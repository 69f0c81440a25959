"""How far apart the sessions of a tale are, by its protocol, and so when the first one was.

Weeks are kept: a month is four weeks, so that everybody keeps the same day of the week. Where
sessions are only days apart, two of them fill a week, neither at a weekend.
"""

from datetime import date, timedelta

from kith.core import catalogue
from kith.demo.tale import Tale

WEEK = 7
MONDAY, TUESDAY, WEDNESDAY = range(3)


def gap(tale: Tale, number: int, before: date) -> timedelta:
    """From the session before, on that day, to this one."""
    if not _is_dense(tale, number):
        return timedelta(days=_usual(tale, number))
    day = before.weekday()
    if number % 2 == 0:
        return timedelta(days=3 if day in {MONDAY, TUESDAY} else 5)
    return timedelta(days=2 if day <= WEDNESDAY else 4)


def first_day(tale: Tale, next_day: date) -> date:
    """The day of the first session, when the next one is on that day."""
    held = len(tale.meetings)
    days = sum(_counted(tale, number) for number in range(2, held + 1))
    if held:
        ahead = WEEK if tale.close else _counted(tale, held + 1)
        days += max(ahead, WEEK * tale.weeks_since)
    return next_day - timedelta(days=days + WEEK * tale.lost)


def _usual(tale: Tale, number: int) -> int:
    if not tale.by_protocol:
        return WEEK
    days = catalogue.protocol(tale.protocol).cadence_of(number)[0]
    return max(1, round(days / WEEK)) * WEEK


def _is_dense(tale: Tale, number: int) -> bool:
    """Two of these sessions fill a week, and the second of each two ends it."""
    if not tale.by_protocol:
        return False
    of = catalogue.protocol(tale.protocol).cadence_of
    return of(number)[0] < WEEK or (number % 2 == 1 and of(number - 1)[0] < WEEK)


def _counted(tale: Tale, number: int) -> int:
    if _is_dense(tale, number):
        return WEEK * (number % 2)
    return _usual(tale, number)
