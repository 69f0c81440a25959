"""A tale written into the record week by week, as a clinic would have done it.

Here: the order of the weeks, those without a session, and how things stand on the day of loading.
What happens in a session: sitting.
"""

from datetime import date, timedelta

from kith.demo import around, arrival, asides, asking, calendar, closing, pages
from kith.demo.chart import Chart, later
from kith.demo.sitting import meet, plan
from kith.demo.tale import Lost
from kith.record.services import course
from kith.record.writing import together

WEEK = timedelta(days=7)


def write(chart: Chart) -> None:
    """Write one client's whole record: all of it, or nothing."""
    with together():
        arrival.arrive(chart)
        day = chart.first_day
        if chart.tale.by_protocol:
            around.prepare(chart)
            asides.before_the_first(chart, day)
        for number, meeting in enumerate(chart.tale.meetings, start=1):
            day = _lose(chart, meeting.before, day)
            meet(chart, number, meeting, day)
            asides.follow(chart, number, day)
            day += calendar.gap(chart.tale, number + 1, day)
        day = _lose(chart, chart.tale.after, day)
        _stand(chart, day)


def _lose(chart: Chart, weeks: tuple[Lost, ...], day: date) -> date:
    """The weeks without a session; returns the day after them."""
    for week in weeks:
        if week.how != "-":
            session = plan(chart, day)
            when = day if week.how == "absent" else day - timedelta(days=1)
            with chart.on(when, *later(chart.place.hour, 15)):
                course.miss_session(
                    by=chart.by, session=session, state=week.how, reason=week.reason
                )
        day += WEEK
    return day


def _stand(chart: Chart, day: date) -> None:
    """How the record stands on the day of loading."""
    tale = chart.tale
    if tale.close and tale.after:
        with chart.on(day, 16, 20):
            closing.close(chart)
    if tale.close or tale.now == "no_date":
        return
    plan(chart, chart.place.next_day)
    if tale.by_protocol:
        pages.keep_until(chart, chart.now.date())
    asking.leave_now(chart)
