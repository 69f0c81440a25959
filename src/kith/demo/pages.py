"""The rhythm diary of a course: weeks of pages, drawn by lot round the times the tale gives.

The client brings the sheet to each session, where it is entered; for some weeks the client keeps
it day by day through the link. Two short nights raise their alert on the day they are written.
"""

from datetime import date, time, timedelta

from kith.core.rhythm import BED, DAY, RISE, Day, Entry, anchors, minutes_of
from kith.demo import asking, measuring
from kith.demo.chart import Chart, later, moment_at
from kith.demo.needs import Rhythm, Stretch
from kith.demo.tale import Risk
from kith.record.services import diary

WEEK = 7
WRITTEN = time(8, 50)  # by when the client has written of the day before
_LATEST_BED = DAY + 45  # a clock that goes forward leaves out the hour after one
SHORT_NIGHTS = 2


def begin(chart: Chart, day: date) -> None:
    """Agree on the diary in the session in which it is begun."""
    told = chart.tale.rhythm
    if told and told.begun == chart.held:
        diary.begin(by=chart.by, episode=chart.episode)
        if any(one.by_client for one in told.stretches):
            chart.diary_link, _ = diary.make_link(by=chart.by, episode=chart.episode)
        chart.diary_from = chart.diary_next = day + timedelta(days=1)


def keep_until(chart: Chart, day: date) -> None:
    """Write the pages up to the evening before a session."""
    told = chart.tale.rhythm
    if not told or chart.diary_next is None or chart.diary_from is None:
        return
    sheet: list[Day] = []
    while chart.diary_next < day:
        on = chart.diary_next
        week, which = divmod((on - chart.diary_from).days, WEEK)
        chart.diary_next += timedelta(days=1)
        stretch = _stretch(told, week)
        if stretch is None:
            continue
        page = _page(chart, told, stretch, on, _short_night(told, week, which))
        if stretch.by_client:
            _keep_by_client(chart, page)
            _answer_short_nights(chart, told, week, which, on)
        else:
            sheet.append(page)
    if sheet:
        _enter(chart, sheet, day)


def aim(chart: Chart) -> None:
    """Agree on the times to move to."""
    for one in chart.tale.rhythm.aims if chart.tale.rhythm else ():
        if one.session == chart.held:
            diary.agree_target(
                by=chart.by,
                episode=chart.episode,
                anchor=one.anchor,
                at=minutes_of(one.at),
                step=one.step,
            )


def _stretch(told: Rhythm, week: int) -> Stretch | None:
    for one in told.stretches:
        if week < one.weeks:
            return one
        week -= one.weeks
    return None


def _short_night(told: Rhythm, week: int, which: int) -> int | None:
    short = told.short
    is_there = short is not None and short.week == week and which in range(2, 2 + SHORT_NIGHTS)
    return short.night + 10 * which if short and is_there else None


def _page(chart: Chart, told: Rhythm, stretch: Stretch, on: date, short: int | None) -> Day:
    """One day: five activities round their times, the night before it, and the mood."""
    lots = chart.lots
    entries, before = {}, 0
    for name in anchors():
        placed = minutes_of(told.times[name]) + round(lots.gauss(0, stretch.spread))
        if name == BED:
            placed = min(placed + DAY if placed < DAY // 2 else placed, _LATEST_BED)
        before = max(placed, before + 10)
        who = lots.choice((0, 0, 1) if name == RISE else (0, 1, 1, 2))
        if lots.random() >= stretch.gaps:
            entries[name] = Entry(before % DAY, who)
    if RISE in entries and short is not None:
        entries[RISE] = Entry(minutes_of("4:50"), 0)
    night = short or max(240, round(lots.gauss(stretch.night, stretch.spread / 3)))
    mood = max(-5, min(5, round(lots.gauss(stretch.mood, 0.7)) + (3 if short else 0)))
    return Day(on=on, entries=entries, mood=mood, slept=night)


def _enter(chart: Chart, sheet: list[Day], day: date) -> None:
    with chart.on(day, *later(chart.place.hour, -20)):
        for page in sheet:
            diary.enter_day(by=chart.by, episode=chart.episode, day=page, expected_version=0)


def _keep_by_client(chart: Chart, page: Day) -> None:
    """Through the link: the night on waking, the rest in the evening or the next morning."""
    link = chart.diary_link
    assert link is not None, "made when the diary was begun"  # noqa: S101
    if moment_at(page.on + timedelta(days=1), WRITTEN) > chart.now:
        return
    with chart.on(page.on + timedelta(days=1), *later(WRITTEN, chart.lots.randrange(-40, 0))):
        for name, entry in page.entries.items():
            diary.save_entry(by=link, on=page.on, anchor=name, entry=entry)
        diary.save_night(by=link, on=page.on, slept=page.slept)
        if page.mood is not None:
            diary.save_mood(by=link, on=page.on, mood=page.mood)


def _answer_short_nights(chart: Chart, told: Rhythm, week: int, which: int, on: date) -> None:
    """The alert is seen within the hour, the client called, and what was found written down."""
    short = told.short
    if short is None or (week, which) != (short.week, 1 + SHORT_NIGHTS):
        return
    with chart.on(on + timedelta(days=1), 10, 20):
        measuring.take_on(chart)
    with chart.on(on + timedelta(days=1), 11, 5):
        found = Risk(found=short.found, agreed=short.agreed, care="closer_contact", next_days=3)
        asking.review(chart, found, because=short.settled)
