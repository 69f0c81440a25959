"""Weeks of a pregnancy and since a birth, from two dates. Pure sums, for pages and letters.

A pregnancy is counted as it is in the clinic: forty weeks to the due date. Where a child was lost,
nothing counts weeks.
"""

from dataclasses import dataclass
from datetime import date, timedelta

TERM = timedelta(weeks=40)
LONGEST = timedelta(weeks=44)
"""A due date is never further ahead, or missed by more, than this: else it is a slip of the pen."""
COUNTED_IN_WEEKS = 52
COUNTED_IN_DAYS = 14


@dataclass(frozen=True)
class Dates:
    """What is known of one child: when it is due, when it was born, or that it was lost."""

    due_on: date | None = None
    born_on: date | None = None
    lost_on: date | None = None

    def weeks_pregnant(self, today: date) -> int | None:
        """Whole weeks of the pregnancy; None before it, after it, and where it was lost."""
        if self.due_on is None or self.born_on or self.lost_on:
            return None
        days = (today - (self.due_on - TERM)).days
        return days // 7 if 0 <= days <= LONGEST.days else None

    def weeks_since_birth(self, today: date) -> int | None:
        """Whole weeks since the birth; None where there was none, and where the child was lost."""
        if self.born_on is None or self.lost_on or self.born_on > today:
            return None
        return (today - self.born_on).days // 7

    def words(self, today: date) -> str:
        """Where it stands, for the people who work with the client; empty where nobody counts."""
        if (weeks := self.weeks_pregnant(today)) is not None:
            return f"{_some(weeks, 'week')} pregnant, due on {_day(self.due_on or today)}"
        if (weeks := self.weeks_since_birth(today)) is None:
            return ""
        born = self.born_on or today
        if (days := (today - born).days) < COUNTED_IN_DAYS:
            return f"{_some(days, 'day')} since the birth" if days else "born today"
        if weeks <= COUNTED_IN_WEEKS:
            return f"{_some(weeks, 'week')} since the birth"
        months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
        return f"{_some(months, 'month')} since the birth"


def _some(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
