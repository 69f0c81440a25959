"""Where a client stands: stories of facts, and the course they add up to."""

from dataclasses import astuple
from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.protocols.engine import Fact, replay
from tests.core.protocols.stories import MONDAY, course, day, diligent, facts, rows

IPT16 = catalogue.protocol("ipt-standard-16")
IPT12 = catalogue.protocol("ipt-standard-12")

# A diligent client of so many sessions, then a story; what the course then says.
COUNTS = """
    case                     | protocol | after | story                    | session | total | left | phase   | next
    before the first session | 16       | 0     |                          | 0       | 16    | 16   | initial | middle
    the first                | 16       | 1     |                          | 1       | 16    | 15   | initial | middle
    the fourth, and on       | 16       | 4     |                          | 4       | 16    | 12   | middle  | ending
    the twelfth, and on      | 16       | 12    |                          | 12      | 16    | 4    | ending  | -
    all sixteen              | 16       | 16    |                          | 16      | 16    | 0    | ending  | -
    ended                    | 16       | 16    | 17: end=ended            | 16      | 16    | 0    | ending  | -
    missed do not count      | 16       | 4     | 5: missed / 6: missed    | 4       | 16    | 12   | middle  | ending
    a shorter contract       | 16       | 2     | 3: contract=12           | 2       | 12    | 10   | initial | middle
    contract, then less      | 16       | 2     | 3: contract=16 / 4: contract=14 | 2 | 14   | 12   | initial | middle
    extended                 | 16       | 16    | 17: extend=4:grief_again | 16      | 20    | 4    | ending  | -
    extended twice           | 16       | 16    | 17: extend=2:a / 18: extend=1:b | 16 | 19 | 3    | ending  | -
    extended, then session   | 16       | 16    | 17: extend=1:a session   | 17      | 17    | 0    | ending  | -
    the twelve: third        | 12       | 3     |                          | 3       | 12    | 9    | middle  | ending
    the twelve: tenth        | 12       | 10    |                          | 10      | 12    | 2    | ending  | -
    the twelve, for fourteen | 12       | 2     | 3: contract=14           | 2       | 14    | 12   | initial | middle
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(COUNTS), ids=lambda row: row[0])
def test_sessions_and_phase(row):
    _, length, after, story, session, total, left, phase, following = row
    told = diligent(f"ipt-standard-{length}", int(after)) if int(after) else []
    found = course([*told, *facts(story.replace(" / ", "\n"))], f"ipt-standard-{length}")
    assert found.session_number == int(session)
    assert found.total == int(total)
    assert found.sessions_left == int(left)
    assert found.phase.id == phase
    assert (found.next_phase.id if found.next_phase else "-") == following


# How the contract moves the phases that count from the end.
RANGES = """
    protocol | story                       | ranges
    16       |                             | 1 to 4, 5 to 12, 13 to 16
    16       | 1: contract=12              | 1 to 4, 5 to 8, 9 to 12
    16       | 1: contract=16 extend=4:a   | 1 to 4, 5 to 16, 17 to 20
    12       |                             | 1 to 3, 4 to 10, 11 to 12
    12       | 1: contract=14              | 1 to 3, 4 to 12, 13 to 14
"""


@pytest.mark.parametrize("row", rows(RANGES), ids=lambda row: f"{row[0]} {row[1]}")
def test_the_ranges_of_the_phases(row):
    length, story, ranges = row
    found = course(story, f"ipt-standard-{length}")
    assert ", ".join(phase.sessions for phase in found.phases) == ranges


def test_the_line_of_phases_shows_what_is_done_and_where_the_client_is():
    found = course([*diligent(IPT16, 6)])
    line = [(one.id, one.state, one.held, one.entered_on) for one in found.phases]
    assert line == [
        ("initial", "done", 4, None),
        ("middle", "current", 2, day(4)),
        ("ending", "next", 0, None),
    ]
    assert found.phase.title == "Middle phase"


def test_a_fact_may_date_the_first_phase():
    found = course("1: >initial\n2: session")
    assert found.phase.entered_on == day(1)
    assert found.phase.held == 1


def test_a_course_that_has_ended_says_how_and_asks_for_nothing():
    found = course([*diligent(IPT16), *facts("16: end=maintenance")])
    assert (found.ended_on, found.disposition) == (day(16), "maintenance")
    assert found.due == found.agenda == found.blockers == found.warnings == ()
    assert found.measures_for_next_session == found.optional_measures == ()
    assert found.why_no_session == "The course has ended."
    assert not found.may_hold_session
    assert found.review.due is False


def test_what_was_agreed_and_worked_on_can_be_read():
    found = course(
        """
        1: session !illness_named
        2: @role_dispute @grief session
        3: *dispute_stage session
        4: *dispute_stage missed
        """
    )
    assert [area.title for area in found.areas] == ["Role dispute", "Grief"]
    assert found.strategies_worked == {"dispute_stage": day(3)}
    assert found.reached == {"illness_named": day(1)}
    assert found.session_dates == (day(1), day(2), day(3))
    assert (found.missed, found.missed_in_a_row) == (1, 1)
    assert not found.has_contract
    assert str(found) == repr(found) == "<Course ipt-standard-16: session 3 of 16, initial>"


def test_a_milestone_keeps_its_first_day():
    assert course("1: !illness_named\n3: !illness_named").reached == {"illness_named": day(1)}


# ---------------------------------------------------------------- the order of telling


def test_facts_are_told_by_day_and_kind_whatever_their_order():
    told = [*diligent(IPT16), *facts("16: end=ended")]
    forwards = replay(IPT16, told, today=day(16), strict=True)
    backwards = replay(IPT16, reversed(told), today=day(16), strict=True)
    assert forwards.phases == backwards.phases
    assert forwards.reached == backwards.reached
    assert forwards.session_dates == backwards.session_dates
    assert forwards.due == backwards.due


def test_what_was_answered_on_the_day_of_a_session_counts_for_it():
    """In whatever order it was typed in."""
    before = course("1: phq9 gad7 asq session")
    after = course("1: session phq9 gad7 asq")
    assert before.late_measures == after.late_measures == ()
    assert before.due == after.due


def test_a_course_grows_fact_by_fact_into_the_course_that_is_replayed():
    told = [*diligent(IPT12), *facts("12: end=ended")]
    told.sort(key=lambda one: one.on)
    grown = replay(IPT12, [], today=MONDAY)
    for one in told:
        grown = grown.after(one)
    assert grown == replay(IPT12, told, today=day(12), strict=True)


def test_adding_a_fact_leaves_the_course_before_it_as_it_was():
    before = course("1: phq9 session")
    twin = course("1: phq9 session")
    after = before.after(Fact(day(2), "session"))
    assert before == twin
    assert after != before
    assert (before.session_number, after.session_number) == (1, 2)


def test_a_measure_entered_late_is_told_in_its_place():
    found = course("1: gad7 asq session\n2: phq9 gad7 session")
    assert found.late_measures == ()
    late = found.after(Fact(day(1), "measure", "phq9"))
    assert late == course("1: gad7 asq phq9 session\n2: phq9 gad7 session")


def test_a_late_fact_is_told_among_irregular_ones_without_a_fuss():
    found = course("1: session\n2: >middle session\n2: !nonsense", strict=False)
    assert len(found.irregularities) == 2
    late = found.after(Fact(day(1), "measure", "phq9"))
    assert late.irregularities == found.irregularities
    assert late.session_number == 2


def test_the_day_of_a_course_is_never_before_its_newest_fact():
    found = course("1: session").after(Fact(day(9), "session"))
    assert found.today == day(9)
    assert found.on(day(20)).today == day(20)
    assert found.on(day(20)) != found
    assert found != "a course"
    assert found._ledger != "a ledger"


# ---------------------------------------------------------------- a stored history


IRREGULAR = """
    case                  | story                              | reason                                   | what then counts
    too many sessions     | 1: contract=12 / 2: session / 3: session / 4: session / 5: session / 6: session / 7: session / 8: session / 9: session / 10: session / 11: session / 12: session / 13: session / 14: session | Session 13 of 12 is not possible yet | session_number=13
    two on one day        | 1: session session                 | A session on 5 January 2026 is recorded  | session_number=2
    phase left early      | 1: session / 2: >middle            | Entering the middle phase is not possible| phase=middle
    phase skipped         | 1: session / 2: >ending            | First: Enter the middle phase            | phase=initial
    phase twice           | 1: >initial / 2: >initial          | The initial phase has begun already      | phase=initial
    unknown phase         | 1: >warmup                         | has no phase called warmup               | phase=initial
    unknown task          | 1: !laundry                        | has no task called laundry               | reached={}
    unknown area          | 1: @weather                        | has no problem area called weather       | areas=()
    unknown strategy      | 1: *shouting                       | has no strategy called shouting          | strategies_worked={}
    three areas           | 1: @grief @role_dispute @role_transition | At most 2 problem areas            | areas=3
    contract too short    | 1: contract=3                      | agreed for 12 to 16 sessions, not 3      | total=3
    contract of nothing   | 1: contract=0                      | at least one session                     | total=16
    contract grown        | 1: contract=12 / 2: contract=16    | First: Extend the contract               | total=12
    contract below        | 1: contract=16 / 2: session / 3: session / 4: contract=1 | 2 sessions have been held | total=16
    extension of nothing  | 1: extend=0:why                    | adds at least one session                | total=16
    extension, no reason  | 1: extend=4:                       | write down its reason                    | total=20
    ended without ending  | 1: session / 2: end=ended          | Ending the course is not possible yet    | disposition=ended
    unknown end           | 1: end=vanished                    | has no way of ending called vanished     | disposition=vanished
    after the end         | 1: end=dropped_out / 2: session    | The course ended on 5 January 2026       | session_number=0
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(IRREGULAR), ids=lambda row: row[0])
def test_a_stored_fact_that_the_protocol_forbids_is_named_and_never_breaks_the_page(row):
    _, story, reason, expected = row
    found = course(story.replace(" / ", "\n"), strict=False)
    assert reason in found.irregularities[-1].reason
    name, _, value = expected.partition("=")
    told = getattr(found, name)
    if name == "phase":
        told = told.id
    elif name == "areas" and told:
        told = len(told)
    assert str(told) == value
    # Everything a page reads can be read.
    assert found.phases
    assert found.ending
    assert isinstance(found.due, tuple)
    assert isinstance(found.agenda, tuple)
    assert isinstance(found.blockers, tuple)
    assert isinstance(found.warnings, tuple)


def test_a_kind_of_fact_that_nobody_knows_is_named_too():
    found = replay(IPT16, [Fact(MONDAY, "party")], today=MONDAY)
    assert found.irregularities[0].reason == "There is no kind of fact called party."
    assert found.facts == ()


def test_an_answer_after_the_end_is_welcome():
    found = course("1: session\n2: end=dropped_out\n30: phq9")
    assert found.irregularities == ()
    assert found.ended_on == day(2)


# ---------------------------------------------------------------- what every finished thing says


def test_everything_shown_has_a_title_a_reason_and_a_source():
    shown = 0
    for sessions in range(1, 17):
        found = course(diligent(IPT16, sessions)[:-4], today=day(sessions) + timedelta(days=40))
        things = [*found.due, *found.agenda, *found.blockers, *found.warnings, *found.areas]
        things += [*found.ending.tasks, *found.ending.blockers, *found.ending.dispositions]
        for thing in things:
            name, title, why, source, verified = astuple(thing)[:5]
            assert all(isinstance(text, str) and text for text in (name, title, why, source))
            assert isinstance(verified, bool)
            assert "{" not in title
            shown += 1
    assert shown > 500
