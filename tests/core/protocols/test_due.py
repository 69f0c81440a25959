"""What is due, what is late, what is unusual: stories, and the list a page shows."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.protocols.engine import Fact, replay
from tests.core.protocols.stories import course, day, diligent, facts, rows

IPT16 = catalogue.protocol("ipt-standard-16")


def listed(items):
    """Due things in short: what is late with an exclamation mark."""
    return {f"{item.id}{'!' if item.overdue else ''}" for item in items}


# Which measures are due; `!` where a session was held without.
MEASURES = """
    case                          | story                                                 | on   | due
    before the first session      |                                                       | 1    | phq9 gad7 asq
    one answered                  | 1: phq9                                               | 1    | gad7 asq
    all answered                  | 1: phq9 gad7 asq                                      | 1    |
    again for the next session    | 1: phq9 gad7 asq session                              | 1    | phq9 gad7
    held without                  | 1: gad7 asq session                                   | 1    | phq9! gad7
    late answer settles it        | 1: gad7 asq session / 1+1: phq9                       | 2    | gad7
    the screen until answered     | 1: phq9 gad7 session / 2: phq9 gad7 session           | 2    | phq9 gad7 asq!
    the screen answered late      | 1: phq9 gad7 session / 1+2: asq                       | 2    | phq9 gad7
    an answer too old             | 1: phq9 gad7 asq                                      | 4    | phq9 gad7
    two weeks old is new enough   | 1: phq9 gad7 asq                                      | 3    |
    too old at the session        | 1: phq9 gad7 asq / 4: session                         | 4    | phq9! gad7!
    goals, once agreed            | 1: phq9 gad7 asq !contract_agreed session             | 1+1  | phq9 gad7 goals
    not for the day of agreeing   | 1: phq9 gad7 asq !contract_agreed session             | 1    | phq9 gad7 goals
    but from the next session on  | 1: phq9 gad7 asq !contract_agreed session / 2: phq9 gad7 session | 2 | phq9 gad7 goals!
    a missed session asks nothing | 1: phq9 gad7 asq session / 1+6: phq9 gad7 / 2: missed | 2    |
    an unasked one is no harm     | 1: phq9 gad7 asq phq2                                 | 1    |
    after dropping out            | 1: session / 2: end=dropped_out                       | 2    |
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(MEASURES), ids=lambda row: row[0])
def test_measures(row):
    _, story, on, due = row
    found = course(story.replace(" / ", "\n"), today=day(on))
    assert listed(item for item in found.due if item.kind == "measure") == set(due.split())
    late = {name.removesuffix("!") for name in due.split() if name.endswith("!")}
    assert set(found.late_measures) == late
    assert {item.id for item in found.overdue if item.kind == "measure"} == late


def test_a_measure_says_for_which_session_and_since_when():
    found = course("1: asq session\n2: gad7 session")
    by_name = {item.id: item for item in found.due}
    assert by_name["phq9"].title == "PHQ-9 (depression), not answered for session 2"
    assert (by_name["phq9"].since, by_name["phq9"].overdue) == (day(2), True)
    assert by_name["gad7"].title == "GAD-7 (anxiety) for session 3"
    assert (by_name["gad7"].since, by_name["gad7"].overdue) == (day(2), False)
    assert "NHS England" in by_name["phq9"].source
    assert course("").due[0].since is None


def test_only_what_is_not_answered_is_sent():
    found = course("1: phq9 gad7 asq session\n1+5: phq9", today=day("1+5"))
    assert found.measures_for_next_session == ("gad7",)


def test_after_the_last_session_only_what_is_missing_is_asked_for():
    told = [one for one in diligent(IPT16) if (one.on, one.name) != (day(16), "gad7")]
    found = course(told)
    assert found.measures_for_next_session == ()
    assert listed(item for item in found.due if item.kind == "measure") == {"gad7!"}


@pytest.mark.parametrize(("held", "offered"), [(0, True), (1, False), (7, True), (8, False),
                                               (14, False), (15, True), (16, False)])  # fmt: skip
def test_the_optional_measure_is_offered_at_start_middle_and_end_and_never_demanded(held, offered):
    found = course(diligent(IPT16, held) if held else [])
    assert found.optional_measures == (("wsas",) if offered else ())
    assert "wsas" not in listed(found.due)


def test_the_end_at_which_it_is_offered_moves_with_the_contract():
    told = [*diligent(IPT16, 15), *facts("16: extend=2:more")]
    assert course(told).optional_measures == ()
    more = [Fact(day(16), "session"), Fact(day(17), "session")]
    assert course([*told, *more]).optional_measures == ("wsas",)


# Tasks: a diligent client of so many sessions who left something out; what is then due.
TASKS = """
    case                         | protocol | after | without              | due
    the first session            | 16       | 0     |                      | diagnosis_reviewed illness_named medication_reviewed risk_baseline sick_role_given
    the second                   | 16       | 1     |                      | inventory_mapped timeline_drawn
    the third                    | 16       | 2     |                      | inventory_mapped problem_area_agreed
    the fourth                   | 16       | 3     |                      | contract_agreed formulation_agreed
    the middle has no tasks      | 16       | 4     |                      |
    until the review             | 16       | 7     |                      | mid_review
    the ending opens             | 16       | 12    |                      | ending_feelings ending_opened
    and goes on                  | 16       | 14    |                      | disposition_agreed gains_reviewed goals_reviewed relapse_plan_agreed warning_signs_listed
    to the last                  | 16       | 15    |                      | disposition_agreed goodbye_said relapse_plan_agreed
    a task left out is late      | 16       | 1     | illness_named        | illness_named! inventory_mapped timeline_drawn
    and stays late               | 16       | 9     | medication_reviewed  | medication_reviewed!
    the inventory has two        | 16       | 2     | inventory_mapped     | inventory_mapped problem_area_agreed
    and is late after them       | 16       | 3     | inventory_mapped     | contract_agreed formulation_agreed inventory_mapped!
    the review is late           | 16       | 8     | mid_review           | mid_review!
    the twelve: third            | 12       | 2     |                      | contract_agreed formulation_agreed problem_area_agreed
    the twelve: review           | 12       | 5     |                      | mid_review
    the twelve: ending           | 12       | 10    |                      | ending_feelings ending_opened gains_reviewed goals_reviewed warning_signs_listed
    the twelve: last             | 12       | 11    |                      | disposition_agreed gains_reviewed goodbye_said relapse_plan_agreed warning_signs_listed
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(TASKS), ids=lambda row: row[0])
def test_tasks(row):
    _, length, after, without, due = row
    told = diligent(f"ipt-standard-{length}", int(after)) if int(after) else []
    # What holds a phase back would be refused; a task that does not is simply left out.
    found = course(
        [one for one in told if one.name not in without.split()],
        f"ipt-standard-{length}",
        strict=False,
    )
    tasks = [item for item in found.due if item.kind in {"task", "review"}]
    assert listed(tasks) == set(due.split())


def test_a_task_says_when_it_is_usual_and_that_nobody_has_checked_that():
    [task] = [item for item in course(diligent(IPT16, 1)).due if item.id == "inventory_mapped"]
    assert task.title == "Map the people in the client's life"
    assert task.why.endswith("Usual in session 2 to 3, which nobody has checked against a manual.")
    assert task.verified is True
    assert (task.since, task.overdue) == (day(1), False)


def test_a_late_task_is_late_since_the_session_it_belonged_to():
    told = [one for one in diligent(IPT16, 3) if one.name != "timeline_drawn"]
    [task] = course(told).overdue
    assert (task.id, task.since) == ("timeline_drawn", day(2))


def test_the_tasks_of_ending_follow_the_end_of_the_contract():
    """Twelve sessions agreed on the sixteen-session form: the ending opens after the eighth."""
    told = [
        *diligent(IPT16, 3),
        *facts("4: contract=12"),
        *diligent(IPT16, 8)[len(diligent(IPT16, 3)) :],
    ]
    found = course(told)
    assert listed(item for item in found.due if item.kind == "task") == {
        "ending_opened", "ending_feelings",
    }  # fmt: skip
    assert next(item.why for item in found.due if item.id == "ending_opened").endswith(
        "Usual in session 9, which nobody has checked against a manual."
    )


def test_the_tasks_of_ending_come_early_when_the_ending_is_entered_early():
    told = [*diligent(IPT16, 6), *facts("6: *grief_feelings >ending")]
    assert {"ending_opened", "ending_feelings"} <= listed(course(told).due)
    told += facts("7: session")
    found = listed(course(told).due)
    assert {"ending_opened!", "goals_reviewed", "gains_reviewed"} <= found


def test_an_extension_gives_the_tasks_of_ending_more_time():
    told = [one for one in diligent(IPT16, 15) if one.name != "relapse_plan_agreed"]
    assert "relapse_plan_agreed" in listed(course(told).due)
    more = [*told, *facts("16: extend=4:a_new_loss")]
    assert not {"relapse_plan_agreed", "goodbye_said"} & listed(course(more).due)
    more += [Fact(day(week), "session") for week in (16, 17)]
    assert "relapse_plan_agreed" not in listed(course(more).due)
    more += [Fact(day(18), "session")]
    assert "relapse_plan_agreed" in listed(course(more).due)


def test_the_review_names_the_scale_to_look_at():
    found = course(diligent(IPT16, 7))
    assert (found.review.session, found.review.due, found.review.done) == (8, True, False)
    assert (found.review.instrument, found.review.scale) == ("phq9", "total")
    [item] = [item for item in found.due if item.kind == "review"]
    assert "No reliable improvement by session 8 of 16" in item.why
    assert item.verified is False
    assert course(diligent(IPT16, 8)).review.done
    assert not course(diligent(IPT16, 6)).review.due


# Contact: after how many missed sessions, or how long a silence.
CONTACT = """
    case                       | story                                         | on   | due
    nothing has happened yet   |                                               | 9    |
    one missed                 | 1: session / 2: missed                        | 2    |
    two in a row               | 1: session / 2: missed / 3: missed            | 3    | missed
    two, but not in a row      | 1: missed / 2: session / 3: missed            | 3    |
    three, and silence         | 1: missed / 2: missed / 3: missed             | 9    | missed!
    came again                 | 1: missed / 2: missed / 3: session            | 3    |
    three weeks of silence     | 1: session                                    | 4    | missed!
    a day less                 | 1: session                                    | 3+6  |
    three weeks after a missed | 1: missed                                     | 4    | missed!
    stopped coming             | 1: session / 2: end=dropped_out               | 9    |
"""


@pytest.mark.parametrize("row", rows(CONTACT), ids=lambda row: row[0])
def test_contact(row):
    _, story, on, due = row
    found = course(story.replace(" / ", "\n"), today=day(on))
    assert listed(item for item in found.due if item.kind == "contact") == set(due.split())


def test_contact_says_since_when():
    [item] = [one for one in course("1: missed\n2: missed").due if one.kind == "contact"]
    assert item.since == day(2)
    assert item.title == "Get in touch, and look at why sessions are missed"


# Phases: when the next is due, and what is unusual.
PHASES = """
    case                     | after | story                                  | due     | warned
    before its last session  | 3     |                                        |         |
    in time                  | 4     |                                        |         |
    not left, though free    | 4     | without >middle                        | middle  |
    one session over         | 5     | without >middle                        | middle! | 5 sessions held, and still in the initial phase
    over, and something lacks| 5     | without >middle !timeline_drawn        |         | 5 sessions held, and still in the initial phase
    middle over              | 13    | without >ending                        | ending! | 13 sessions held, and still in the middle phase
    ending entered early     | 6     | 6: *grief_feelings >ending             |         | Ending entered early, after session 6
    middle entered early     | 2     | 2: !formulation_agreed !contract_agreed !inventory_mapped !problem_area_agreed >middle | | Middle phase entered early, after session 2
    the last phase           | 16    |                                        |         |
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(PHASES), ids=lambda row: row[0])
def test_phases(row):
    _, after, story, due, warned = row
    told = diligent(IPT16, int(after))
    if story.startswith("without"):
        left_out = {word[1:] for word in story.split()[1:]}
        told = [one for one in told if one.name not in left_out]
    elif story:
        told += facts(story)
    found = course(told)
    assert listed(item for item in found.due if item.kind == "phase") == set(due.split())
    assert [warning.title for warning in found.warnings] == ([warned] if warned else [])


def test_a_warning_says_what_is_usual():
    told = [one for one in diligent(IPT16, 5) if one.kind != "phase"]
    [warning] = course(told).warnings
    assert warning.why.startswith("Its usual sessions are 1 to 4.")
    assert warning.source == "IPT-UK, stages of IPT"


def test_a_contract_that_is_used_up_asks_for_an_end_or_an_extension():
    [item] = [one for one in course(diligent(IPT16)).due if one.kind == "ending"]
    assert item.title == "All 16 sessions are used: end the course, or extend it with a reason"
    assert item.since == day(16)
    assert not [one for one in course(diligent(IPT16, 15)).due if one.kind == "ending"]


def test_what_is_late_comes_first():
    for held in range(1, 16):
        told = [one for one in diligent(IPT16, held) if one.kind in {"session", "phase"}]
        found = replay(IPT16, told, today=day(held) + timedelta(days=30))
        lateness = [item.overdue for item in found.due]
        assert lateness == sorted(lateness, reverse=True)
        assert list(found.overdue) == [item for item in found.due if item.overdue]
