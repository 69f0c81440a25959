"""Imprecise dates, what lies near an onset, anniversaries, and one list for a picture."""

from datetime import date

import pytest

from kith.core.errors import RefusedError
from kith.core.timeline import (
    Entry,
    EntryKind,
    Event,
    EventKind,
    Precision,
    When,
    anniversaries,
    between,
    candidates,
    check_when,
    distance,
    extent,
    in_order,
    of_events,
    runs,
    shift_months,
    together,
)

DAY, MONTH, SEASON, YEAR = Precision


def when(text):
    """2024-03-05 | 2024-03 | spring 2024 | 2024."""
    seasons = {"spring": 4, "summer": 7, "autumn": 10, "winter": 1}
    if " " in text:
        name, year = text.split()
        return When(date(int(year), seasons[name], 15), SEASON)
    parts = [int(part) for part in text.split("-")]
    precision = {1: YEAR, 2: MONTH, 3: DAY}[len(parts)]
    year, month, day = [*parts, 7, 15][:3] if len(parts) == 1 else [*parts, 15][:3]
    return When(date(year, month, day), precision)


def event(title, text, kind=EventKind.OTHER, **more):
    return Event(title, title, when(text), kind, **more)


# what is stored   | first day  | last day   | as said       | in a sentence
DATES = """
    2024-03-05     | 2024-03-05 | 2024-03-05 | 5 March 2024   | on 5 March 2024
    2024-03        | 2024-03-01 | 2024-03-31 | March 2024     | in March 2024
    2024-02        | 2024-02-01 | 2024-02-29 | February 2024  | in February 2024
    spring 2024    | 2024-03-01 | 2024-05-31 | spring 2024    | in spring 2024
    autumn 2023    | 2023-09-01 | 2023-11-30 | autumn 2023    | in autumn 2023
    winter 2024    | 2023-12-01 | 2024-02-29 | winter 2023/24 | in winter 2023/24
    2024           | 2024-01-01 | 2024-12-31 | 2024           | in 2024
"""


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("stored", "first", "last", "words", "phrase"), rows(DATES))
def test_a_date_says_no_more_than_is_known(stored, first, last, words, phrase):
    known = when(stored)
    assert known.earliest.isoformat() == first
    assert known.latest.isoformat() == last
    assert known.words == words
    assert known.phrase == phrase


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_lies_in_its_own_season(month):
    season = When(date(2024, month, 28), SEASON)
    assert season.earliest <= date(2024, month, 28) <= season.latest


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-01-15", -1, "2023-12-15"),
        ("2024-05-31", -3, "2024-02-29"),
        ("2024-05-31", 0, "2024-05-31"),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, expected):
    assert shift_months(date.fromisoformat(day), months).isoformat() == expected


# event           | onset      | what may be said
DISTANCES = """
    2024-03-01    | 2024-03-03 | less than a week before the onset
    2024-02-25    | 2024-03-03 | about 1 week before the onset
    2024-02-10    | 2024-03-03 | about 3 weeks before the onset
    2023-12-03    | 2024-03-03 | about 3 months before the onset
    2024-01       | 2024-04    | 2 to 4 months before the onset
    2019          | 2024-04    | 4 to 5 years before the onset
    2024-03-03    | 2024-03-03 | at about the time of the onset
    2024-03       | 2024-03    | at about the time of the onset
    2024          | 2024-03    | at about the time of the onset, before it or after it
    2024-05-03    | 2024-03-03 | about 2 months after the onset
    2024-03-06    | 2024-03-03 | less than a week after the onset
    2024-02       | 2024-03-02 | up to 4 weeks before the onset
"""


@pytest.mark.parametrize(("happened", "onset", "words"), rows(DISTANCES))
def test_a_distance_is_no_more_exact_than_its_dates(happened, onset, words):
    assert distance(when(happened), when(onset)).words == words


# event           | onset      | is it a candidate, three months before?
CANDIDATES = """
    2024-02-01    | 2024-04-15 | yes
    2024-01-15    | 2024-04-15 | yes
    2024-01-14    | 2024-04-15 | no
    2024-04-15    | 2024-04-15 | yes
    2024-04-16    | 2024-04-15 | no
    2024-02       | 2024-04-15 | yes
    2024-01       | 2024-04-15 | perhaps
    2024-04       | 2024-04-15 | perhaps
    2024-05       | 2024-04-15 | no
    2024-04       | 2024-04    | perhaps
    2024-02       | 2024-04    | yes
    winter 2024   | 2024-03-10 | perhaps
    2024          | 2024-04-15 | perhaps
    2023          | 2024-04-15 | no
    2023          | 2024-03    | perhaps
"""


@pytest.mark.parametrize(("happened", "onset", "expected"), rows(CANDIDATES))
def test_events_shortly_before_the_onset_are_candidates(happened, onset, expected):
    found = candidates([event("A move", happened)], when(onset))
    said = {True: "yes", False: "perhaps"}[found[0].certain] if found else "no"
    assert said == expected


def test_a_candidate_says_when_its_dates_leave_doubt():
    sure, unsure = candidates(
        [event("Began a new job", "2024-02"), event("Moved", "2024-04")], when("2024-04-15")
    )
    assert sure.words == "Began a new job: about 2 months before the onset"
    assert unsure.words == (
        "Moved: at about the time of the onset; the dates are not exact enough to be sure"
    )


@pytest.mark.parametrize(
    ("stored", "born", "says"),
    [
        ("2025-01-01", None, "lies in the future"),
        ("2025", None, "lies in the future"),
        ("1970", "1980-05-01", "lies before the date of birth, 1 May 1980"),
        ("2024", None, ""),
        ("2024-06", None, ""),
        ("1980", "1980-05-01", ""),
    ],
)
def test_it_refuses_what_cannot_have_happened(stored, born, says):
    args = {"today": date(2024, 6, 2), "born": when(born) if born else None}
    if not says:
        check_when(when(stored), **args)
        return
    with pytest.raises(RefusedError, match=says) as refused:
        check_when(when(stored), **args)
    assert refused.value.field == "on"


def test_events_stand_in_order_the_less_exactly_known_first():
    titles = ["2024", "2024-01", "2024-01-01", "2024-02"]
    listed = in_order([event(title, title) for title in reversed(titles)])
    assert [one.title for one in listed] == titles


# event           | today      | days | anniversary
ANNIVERSARIES = """
    2020-03-10    | 2024-03-01 | 42   | 4 years on 10 March 2024
    2020-03-10    | 2024-03-10 | 0    | 4 years on 10 March 2024
    2020-03-10    | 2024-03-11 | 42   | -
    2020-03-10    | 2024-01-01 | 42   | -
    2023-01-05    | 2023-12-20 | 42   | 1 year on 5 January 2024
    2020-02-29    | 2023-02-20 | 42   | 3 years on 28 February 2023
    2020-02-29    | 2024-02-20 | 42   | 4 years on 29 February 2024
    2020-03       | 2024-03-20 | 42   | 4 years in March 2024
    winter 2020   | 2024-02-01 | 20   | 4 years in winter 2023/24
    2020          | 2024-03-01 | 400  | -
    2024-03-10    | 2024-03-01 | 42   | -
"""


@pytest.mark.parametrize(("happened", "today", "days", "expected"), rows(ANNIVERSARIES))
def test_anniversaries_are_announced_in_time(happened, today, days, expected):
    found = anniversaries([event("Father died", happened)], date.fromisoformat(today), int(days))
    said = [one.words for one in found]
    assert said == ([] if expected == "-" else [f"Father died: {expected}"])


def test_anniversaries_come_in_order():
    events = [event("B", "2020-04-01"), event("A", "2021-03-20")]
    assert [one.event.title for one in anniversaries(events, date(2024, 3, 10))] == ["A", "B"]


def score(day, value, series="phq9"):
    return Entry(when(day), EntryKind.SCORE, "PHQ-9", value=value, series=series)


def test_everything_stands_in_one_order():
    entries = together(
        [score("2024-03-05", 14)],
        of_events([event("Quarrel", "2024-03-05", EventKind.CONFLICT, people=("7",))]),
        [Entry(when("2024-03-05"), EntryKind.SESSION, "Session 2")],
        [Entry(when("2024-03"), EntryKind.ONSET, "Onset")],
    )
    assert [(one.kind.value, one.title) for one in entries] == [
        ("onset", "Onset"),
        ("event", "Quarrel"),
        ("session", "Session 2"),
        ("score", "PHQ-9"),
    ]
    assert entries[1].detail == "Conflict or betrayal"
    assert entries[1].ref == "Quarrel"


def test_a_stretch_shows_what_lies_in_it_and_what_may():
    entries = [
        Entry(when(text), EntryKind.EVENT, text)
        for text in ("2024-03-05", "2024-03", "2024", "2024-05", "2024-02-28")
    ]
    found = between(entries, date(2024, 3, 1), date(2024, 3, 31))
    assert [(one.entry.title, one.certain) for one in found] == [
        ("2024", False),
        ("2024-03", True),
        ("2024-03-05", True),
    ]


def test_a_stretch_that_ends_before_it_begins_is_refused():
    with pytest.raises(RefusedError, match="Swap the two dates"):
        between([], date(2024, 3, 2), date(2024, 3, 1))


def test_a_gap_between_scores_stays_a_gap():
    days = ["2024-03-01", "2024-03-08", "2024-04-30", "2024-05-07"]
    entries = [score(day, 10 + n) for n, day in enumerate(days)]
    entries.insert(2, score("2024-03-15", None))
    assert [[one.value for one in run] for run in runs(entries)] == [[10, 11], [12, 13]]


def test_the_picture_reaches_from_the_first_day_to_the_last_and_not_beyond_today():
    entries = [Entry(when("2022"), EntryKind.EVENT, "Then"), score("2024-03-01", 3)]
    today = date(2024, 3, 9)
    assert extent(entries, today) == (date(2022, 1, 1), date(2024, 3, 1))
    assert extent([Entry(when("2024"), EntryKind.EVENT, "This year")], today)[1] == today
    assert extent([], today) == (today, today)


def test_every_kind_of_event_has_words():
    assert all(kind.words for kind in EventKind)
    assert max(len(kind) for kind in EventKind) <= 20
