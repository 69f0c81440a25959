"""What stands beside the sessions: meetings, conditions, another rhythm, an answer in its place."""

from datetime import timedelta

import pytest

from kith.core.errors import NotYetError, RefusedError
from kith.core.protocols.engine import Fact, replay
from tests.core.protocols.rich import rich
from tests.core.protocols.stories import course, day, fact, rows

GROUP = rich()
READY = "1: ?rules_agreed ?guardian_said_yes ?school_told &pre &family"
SESSIONS = READY + "".join(f"\n{week}: phq9 gad7 session" for week in range(2, 10))
OVER = SESSIONS + "\n9: !illness_named !inventory_mapped !timeline_drawn !goodbye_said"
OVER += "\n9+1: *grief_feelings *steady_first >middle >ending"


def told(story, on=None, protocol=GROUP, *, strict=True):
    text = story.replace(" / ", "\n").replace("READY", READY).replace("OVER", OVER)
    return course(text, protocol, today=day(on) if on else None, strict=strict)


def due(found, kind):
    """What is due of a kind; what is late with an exclamation mark."""
    named = (item for item in found.due if item.kind == kind)
    return {f"{item.id}{'!' if item.overdue else ''}" for item in named}


# ---------------------------------------------------------------- meetings

MEETINGS = """
    case                             | story                                       | on   | due
    at first, those before           |                                             | 1    | pre family parents
    one of two held                  | 1: &pre                                     | 1    | pre family parents
    both held                        | 1: &pre / 1+1: &pre &family                 | 2    | parents
    once sessions run, no more       | READY / 2: session                          | 2    | parents
    a required one never held        | 1: ?rules_agreed / 2: session               | 2    | pre! parents
    the call, a week after the first | READY / 2: session                          | 3    | parents call
    the call, a week after the call  | READY / 2: session / 3: &call               | 3+6  | parents
    the call, a whole round missed   | READY / 2: session                          | 4    | parents call!
    the second parent's turn         | READY / 2: &parents session / 2+1: session / 2+2: session / 2+3: session | 2+3 | parents mid
    half-way, in its range           | READY / 2: session / 2+1: session / 2+2: session | 2+2 | parents mid
    half-way, too late               | READY / 2: session / 2+1: session / 2+2: session / 2+3: session / 2+4: session | 2+4 | parents mid!
    half-way, held                   | READY / 2: session / 2+1: session / 2+2: session / 2+3: &mid session | 2+4 | parents
    what is needed is never due      | READY / 2: session / 2+1: &crisis           | 2+1  | parents
    nothing after it, while it lasts | READY / 2: session                          | 2    | parents
    after the last session           | OVER                                        | 9+2  | follow_up mid! call!
    the booster in its time          | OVER                                        | 13+2 | follow_up mid! call! booster
    the booster late                 | OVER                                        | 15   | follow_up mid! call! booster!
    after the end, only what follows | OVER / 9+3: end=ended                       | 9+3  | follow_up
    the booster after the end        | OVER / 9+3: end=ended                       | 13+2 | follow_up booster
    the next booster                 | OVER / 9+3: end=ended / 13+2: &booster &follow_up | 13+2 |
    the next booster in its time     | OVER / 9+3: end=ended / 13+2: &booster &follow_up | 18 | booster
    all boosters held                | OVER / 9+3: end=ended / 13+2: &booster &follow_up / 18: &booster | 30 |
    none for whoever stopped coming  | READY / 2: session / 3: end=dropped_out     | 13   |
    but for whoever was referred on  | READY / 2: session / 3: end=referred_on:x   | 7    | follow_up booster
    without any session              | 2: end=referred_on:x                        | 3    | follow_up
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(MEETINGS), ids=lambda row: row[0])
def test_when_a_meeting_is_due(row):
    _, story, on, expected = row
    found = told(story, on, strict="never held" not in row[0])
    assert due(found, "meeting") == set(expected.split())
    views = {f"{one.id}{'!' if one.overdue else ''}" for one in found.meetings if one.due}
    assert views == set(expected.split())


def test_a_meeting_says_what_it_is():
    found = told("READY / 2: session", 2)
    pre, call = (
        next(one for one in found.meetings if one.id == name) for name in ("pre", "call")
    )  # fmt: skip
    assert (pre.title, pre.kind, pre.when, pre.minutes) == (
        "First meeting", "individual", "before", (60, 90),
    )  # fmt: skip
    assert (pre.held, pre.count, pre.dates, pre.required) == (1, 2, (day(1),), True)
    assert [item.id for item in pre.items] == ["illness_named", "opening_question"]
    assert [item.kind for item in pre.items] == ["milestone", "step"]
    assert (call.held, call.count, call.next_on, call.due) == (0, None, day(3), False)
    assert [one.id for one in found.boosters] == ["booster", "follow_up"]


def test_a_due_meeting_says_since_when():
    found = {item.id: item for item in told("READY / 2: session", 4).due}
    assert found["call"].since == day(3)
    assert found["call"].source == "Riverside Clinic, local use"


def test_the_tasks_of_a_meeting_belong_to_the_course():
    found = told("1: !illness_named", protocol=rich())
    assert "illness_named" in found.reached
    [task] = [item for item in told("").due if item.id == "illness_named"]
    assert "Usual in “First meeting”, by session 1" in task.why


REFUSED = """
    case                           | story                                      | then      | names
    the first session too early    | 1: ?rules_agreed                           | session   | First meeting
    without the rules              | 1: &pre                                    | session   | Rules of the group agreed
    the contract too early         | 1: ?rules_agreed                           | contract=8 | Guardian said yes
    once more than planned         | 1: &pre / 1+1: &pre                        | &pre      | held 2 times already
    an evening only once           | 1: &family                                 | &family   | held once already
    a booster before the end       | READY / 2: session                         | &booster  | Hold the sessions that are left
    a call after the end           | READY / 2: session / 3: end=dropped_out    | &call     | belongs before the end
    a meeting of no protocol       |                                            | &picnic   | no meeting called picnic
    a condition of no protocol     |                                            | ?good_weather | no condition called good_weather
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(REFUSED), ids=lambda row: row[0])
def test_what_is_refused_and_why(row):
    _, story, then, names = row
    found = told(story)
    with pytest.raises((NotYetError, RefusedError), match=names):
        found.after(fact("4", then))


def test_what_stands_in_the_way_is_named_and_gone_once_done():
    found = told("")
    assert not found.may_hold_session
    assert [(one.kind, one.id) for one in found.session_blockers] == [
        ("condition", "rules_agreed"), ("meeting", "pre"),
    ]  # fmt: skip
    assert "Rules of the group agreed; First meeting" in found.why_no_session
    assert [one.id for one in found.contract_blockers] == ["guardian_said_yes"]
    ready = told("READY")
    assert ready.may_hold_session
    assert ready.session_blockers == ready.contract_blockers == ()
    ready.after(fact(1, "session")).after(fact(2, "contract=8"))


def test_what_comes_before_counts_on_the_day_itself():
    """On one day, conditions and first meetings are told before the contract and the session."""
    on_one_day = told("2: session contract=8 ?rules_agreed ?guardian_said_yes &pre")
    assert on_one_day.irregularities == ()
    last = told(SESSIONS + "\n9: &booster")
    assert last.boosters[0].held == 1


def test_a_session_on_record_stands_though_it_came_too_early():
    found = told("1: session", strict=False)
    assert found.session_number == 1
    [irregular] = found.irregularities
    assert "First: Rules of the group agreed; First meeting" in irregular.reason
    # The meeting is late now, and holds up nothing any more; the rules still do.
    assert [one.id for one in found.session_blockers] == ["rules_agreed"]
    again = found.after(fact("1+1", "?rules_agreed")).after(fact("2", "session"))
    assert again.session_number == 2


def test_a_contract_on_record_stands_too():
    found = told("READY / 2: contract=8", strict=False)
    assert found.irregularities == ()
    found = told("1: contract=8", strict=False)
    assert found.has_contract
    assert len(found.irregularities) == 1


def test_a_meeting_that_is_on_record_too_often_stands():
    found = told("1: &family / 2: &family", strict=False)
    assert [one.held for one in found.meetings if one.id == "family"] == [2]
    assert len(found.irregularities) == 1


def test_after_the_end_records_go_on():
    ended = told("READY / 2: session / 3: end=dropped_out")
    after = ended.after(fact(4, "?school_told")).after(fact(5, "&booster"))
    assert after.irregularities == ()
    assert after.boosters[0].held == 1
    assert after.session_blockers == after.contract_blockers == ()


# ---------------------------------------------------------------- conditions

CONDITIONS = """
    case                        | story                                       | due
    all asked for               |                                             | rules_agreed guardian_said_yes school_told
    met                         | READY                                       |
    late for the session        | 1: &pre session                             | rules_agreed! guardian_said_yes school_told
    late for the contract       | 1: ?rules_agreed contract=8                 | guardian_said_yes! school_told
    what blocks nothing, never  | 1: ?rules_agreed ?guardian_said_yes &pre session contract=8 | school_told
    none once it has ended      | 1: end=dropped_out                          |
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(CONDITIONS), ids=lambda row: row[0])
def test_conditions_are_due_until_they_are_met(row):
    _, story, expected = row
    assert due(told(story, strict=False), "condition") == set(expected.split())


def test_a_condition_says_what_it_waits_for_and_what_meets_it():
    found = {
        one.id: one for one in told("3: ?guardian_said_yes / 4: ?guardian_said_yes").conditions
    }
    rules, guardian = found["rules_agreed"], found["guardian_said_yes"]
    assert (rules.title, rules.before, rules.record) == (
        "Rules of the group agreed", "session", "words",
    )  # fmt: skip
    assert (rules.met_on, rules.is_met) == (None, False)
    assert (guardian.met_on, guardian.is_met) == (day(3), True)
    why = {item.id: item.why for item in told("").due}
    assert why["rules_agreed"].endswith("Before the next session.")
    assert why["guardian_said_yes"].endswith("Before the contract.")


# ---------------------------------------------------------------- rhythm


@pytest.mark.parametrize(
    ("held", "days", "minutes"),
    [(0, 3, (45, 60)), (1, 3, (45, 60)), (2, 7, (90, 90)), (5, 7, (90, 90)), (6, 28, (90, 90)),
     (7, 28, (90, 90))],
)  # fmt: skip
def test_the_rhythm_changes_on_the_way(held, days, minutes):
    by_count = rich(('exit = "clinical"\n', ""))
    story = READY + "".join(f"\n{week}: session" for week in range(2, 2 + held))
    found = told(story, protocol=by_count)
    assert (found.every_days, found.minutes) == (days, minutes)


def test_a_phase_left_by_judgement_keeps_its_rhythm_however_long_it_takes():
    story = READY + "".join(f"\n{week}: session" for week in range(2, 10))
    in_first = told(story + "\n9: contract=8 extend=2:longer")
    assert (in_first.phase.id, in_first.every_days) == ("initial", 7)


# ---------------------------------------------------------------- measures


MEASURES = """
    case                           | story                                     | on   | measures
    at first, all                  | READY                                     | 1    | phq9 gad7
    another in its place           | READY / 1: phq2                           | 1    | gad7
    either, whichever is newer     | READY / 1: phq9 / 1+1: session / 2: phq2  | 2    | gad7
    not again for thirty days      | READY / 1: gad7 phq9 / 1+1: session       | 5+1  | phq9
    nor by a session               | READY / 1: gad7 / 1+1: session / 2: session | 3  | phq9
    but once they have passed      | READY / 1: gad7 / 1+1: session            | 5+2  | phq9 gad7
"""


@pytest.mark.parametrize("row", rows(MEASURES), ids=lambda row: row[0])
def test_measures(row):
    _, story, on, expected = row
    assert set(told(story, on).measures_for_next_session) == set(expected.split())


def test_a_late_answer_to_the_other_settles_it():
    found = told("READY / 2: gad7 session", 2)
    assert found.late_measures == ("phq9",)
    assert found.after(fact("2+1", "phq2")).late_measures == ()


def test_the_course_names_the_alternative():
    found = told("READY")
    assert found.alternatives == {"phq9": "phq2"}
    assert {item.id: item.instead for item in found.due if item.kind == "measure"} == {
        "phq9": "phq2", "gad7": "",
    }  # fmt: skip


def test_the_last_measure_may_be_the_other_too():
    story = OVER.replace("phq9", "phq2")
    found = told(story)
    assert [one.id for one in found.blockers] == []
    assert found.after(Fact(day(10), "ended", "ended")).disposition == "ended"


def test_nothing_of_this_changes_a_course_that_has_none_of_it():
    plain = course("1: phq9 gad7 asq session")
    assert (plain.meetings, plain.boosters, plain.conditions) == ((), (), ())
    assert plain.session_blockers == plain.contract_blockers == ()
    assert (plain.every_days, plain.minutes, plain.focus_kind) == (7, (45, 60), "areas")
    assert plain.alternatives == {}


def test_a_day_before_everything_is_told_again_in_its_place():
    """A meeting entered late, for a day before the first session, is told before it."""
    found = told("1: ?rules_agreed &pre / 3: session")
    again = found.after(Fact(day(2), "meeting", "pre"))
    assert [one.kind for one in again.facts] == ["condition", "meeting", "meeting", "session"]
    assert replay(GROUP, again.facts, today=again.today) == again
    late = told("OVER / 9+3: end=ended / 13+2: &follow_up")
    again = late.after(Fact(day("9+3") + timedelta(days=20), "meeting", "booster"))
    assert [one.held for one in again.boosters] == [1, 1]
