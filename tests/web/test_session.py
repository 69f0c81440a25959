"""The session workspace, `/episodes/<pk>/sessions/<pk>/`: agenda, work, tasks, what comes next."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.record import clock
from kith.record.models import Milestone, Session, Task
from kith.record.services import course, measures, notes
from tests.cast import NOW
from tests.record.conftest import GROUNDS
from tests.web.reading import field_of, is_ticked, words

WEEK = timedelta(weeks=1)
JSON = {"Accept": "application/json"}
EMPTY = {"version": 0, "opening": "", "mood": "", "event": "", "link": "", "next_time": ""}


@pytest.fixture
def session(cast):
    """Cleo's first session, whose hour has come."""
    return course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW)


@pytest.fixture
def address(cast, session):
    return f"/episodes/{cast.cleo_care.pk}/sessions/{session.pk}/"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


def hold(cast, times):
    """Hold so many of Cleo's sessions, one a day up to yesterday."""
    for days in range(times, 0, -1):
        at = NOW - timedelta(days=days)
        one = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=at)
        course.hold_session(by=cast.alice, session=one)


@pytest.fixture
def middle(cast, session):
    """Cleo's course in its middle phase: four sessions held, the fifth today."""
    hold(cast, 4)
    with clock.at(NOW - timedelta(hours=12)):
        for act in GROUNDS.values():
            act(cast.alice, cast.cleo_care)
        for step in ("illness_named", "sick_role_given", "inventory_mapped", "timeline_drawn"):
            course.reach(by=cast.alice, episode=cast.cleo_care, step=step)
        course.enter_phase(by=cast.alice, episode=cast.cleo_care, phase="middle")
    return session


def page_of(session):
    return f"/episodes/{session.episode_id}/sessions/{session.pk}/"


def fresh(session):
    return Session.objects.get(pk=session.pk)


# ---------------------------------------------------------------- what it shows


def test_it_proposes_the_agenda_with_its_why(alice, address):
    said = words(alice.get(address))
    assert "Session 1 of 16" in said
    assert "Look at the measures together" in said
    assert "Scores and the answers that moved, self-harm first" in said
    assert "Source not confirmed" in said


def test_it_says_what_was_left_for_today_and_asks_after_tasks(alice, cast, middle):
    before = Session.objects.filter(state="held").last()
    notes.save_work(
        by=cast.alice, session=before, expected_version=0, work={"next_time": "Ask about Sunday."}
    )
    course.add_task(by=cast.alice, episode=cast.cleo_care, session=before, text="Ring Ann.")
    said = words(alice.get(page_of(middle)))
    assert "Left for today Ask about Sunday." in said
    assert "Tasks to ask about Ring Ann." in said


def test_it_shows_the_last_weeks_scores_and_which_way_they_went(alice, cast, address):
    items = [one.id for one in catalogue.instrument("phq9").scored]
    for days, value in ((14, 2), (0, 1)):
        measures.enter_response(
            by=cast.alice,
            episode=cast.cleo_care,
            instrument="phq9",
            answers=dict.fromkeys(items, value),
            mode="paper",
            given_on=NOW.date() - timedelta(days=min(days, 7)),
        )
    said = words(alice.get(address))
    assert "PHQ-9 9 of 27, mild" in said
    assert "9 better than on 23 Feb" in said
    assert "An alert is open" in said
    assert "question 9" in said


def test_it_says_which_questionnaires_nobody_has_answered(alice, address):
    said = words(alice.get(address))
    assert "Not answered yet PHQ-9 (depression) for session 1" in said
    assert "ASQ (suicide-risk screen) for session 1" in said


def test_it_numbers_sessions_by_what_was_held(alice, cast, session, address):
    later = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW + WEEK)
    assert "Session 2 of 16" in words(alice.get(page_of(later)))
    course.miss_session(by=cast.alice, session=session, state="cancelled", reason="Child ill")
    assert "Session 1 of 16" in words(alice.get(page_of(later)))
    said = words(alice.get(address))
    assert "Session not held" in said
    assert "Child ill" in said
    assert "Agenda" not in said


@pytest.mark.parametrize(("week", "says"), [(11, False), (12, True), (16, True)])
def test_it_counts_the_ending_down(alice, cast, middle, week, says):
    course.hold_session(by=cast.alice, session=middle)
    for number in range(1, week - 4):
        with clock.at(NOW + number * WEEK):
            one = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=clock.now())
            course.hold_session(by=cast.alice, session=one)
    with clock.at(NOW + (week - 4) * WEEK):
        alice.force_login(cast.alice)
        one = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=clock.now())
        said = words(alice.get(page_of(one)))
    left = {12: "3 sessions left after this one", 16: "This is the last session"}
    assert ("Say it aloud today." in said) is says
    assert left.get(week, "") in said


# ---------------------------------------------------------------- holding it


def test_it_records_that_the_session_took_place(alice, session, address):
    assert "It took place" in words(alice.get(address))
    assert alice.post(f"{address}held/").headers["Location"] == address
    assert fresh(session).state == "held"
    said = words(alice.get(address))
    assert "Next: the note" in said
    assert "It took place" not in said


def test_it_does_not_offer_to_record_what_lies_ahead(alice, cast):
    ahead = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW + WEEK)
    page = alice.get(page_of(ahead))
    assert "It took place" not in words(page)
    assert alice.post(f"{page_of(ahead)}held/").status_code == 409
    assert fresh(ahead).state == "planned"


def test_it_puts_the_next_one_into_the_diary_at_the_same_hour(alice, address):
    page = alice.get(address).content.decode()
    assert 'value="2026-03-09T10:00"' in page
    alice.post(
        f"{address.partition('sessions')[0]}course/plan/",
        {"starts_at": "2026-03-09T10:00", "minutes": "50", "medium": "room"},
    )
    assert "In the diary: 9 March 2026 at 10:00" in words(alice.get(address))


def test_it_keeps_the_hour_when_the_clocks_change(alice, cast):
    with clock.at(NOW + timedelta(days=21)):
        last_of_winter = course.plan_session(
            by=cast.alice, episode=cast.cleo_care, starts_at=NOW + timedelta(days=21)
        )
        alice.force_login(cast.alice)
        page = alice.get(page_of(last_of_winter)).content.decode()
    assert 'value="2026-03-30T10:00"' in page


# ---------------------------------------------------------------- the work


def test_it_keeps_the_work(alice, session, address):
    typed = EMPTY | {
        "opening": "Worse on Sunday.",
        "mood": "Low",
        "event": "Ben came home late",
        "link": "The silence came first.",
        "next_time": "Ask about Sunday.",
        "techniques": ["exploration", "affect"],
        "agenda": ["measure_review", "close"],
    }
    assert alice.post(f"{address}work/", typed).headers["Location"] == address
    kept = fresh(session)
    assert (kept.opening, kept.mood, kept.link) == (
        "Worse on Sunday.", "Low", "The silence came first.",
    )  # fmt: skip
    assert kept.techniques == ["exploration", "affect"]
    assert kept.agenda_done == ["measure_review", "close"]
    page = alice.get(address)
    assert is_ticked(page, "agenda", "close")
    assert is_ticked(page, "techniques", "affect")
    assert not is_ticked(page, "agenda", "risk_baseline")
    assert field_of(page, "mood") == "Low"


def test_it_keeps_the_work_as_it_is_typed(alice, session, address):
    answer = alice.post(f"{address}work/", EMPTY | {"mood": "Low"}, headers=JSON)
    assert answer.json() == {"saved_at": "10:00", "version": 1}
    answer = alice.post(f"{address}work/", EMPTY | {"mood": "Lower", "version": 1}, headers=JSON)
    assert answer.json()["version"] == 2
    assert fresh(session).mood == "Lower"


def test_it_reaches_a_step_that_is_ticked_and_takes_back_what_is_unticked(alice, address):
    alice.post(f"{address}work/", EMPTY | {"agenda": ["illness_named"]})
    assert Milestone.objects.get().name == "illness_named"
    assert is_ticked(alice.get(address), "agenda", "illness_named")
    alice.post(f"{address}work/", EMPTY | {"version": 1})
    assert not Milestone.objects.exists()


def test_it_shows_a_step_reached_elsewhere_as_done_and_leaves_it(alice, cast, address):
    course.reach(by=cast.alice, episode=cast.cleo_care, step="illness_named")
    page = alice.get(address)
    assert 'value="illness_named"' not in page.content.decode()
    assert "on 2 Mar" in words(page)
    alice.post(f"{address}work/", EMPTY | {"mood": "Low"})
    assert Milestone.objects.filter(name="illness_named").exists()


@pytest.mark.parametrize(
    ("step", "room"),
    [("risk_baseline", "safety"), ("problem_area_agreed", "problem-area")],
)
def test_it_leads_to_the_room_of_a_step_that_no_tick_can_stand_for(
    alice, cast, address, step, room
):
    hold(cast, 2)  # the third session chooses the problem area
    page = alice.get(address).content.decode()
    assert f"/episodes/{cast.cleo_care.pk}/{room}/" in page
    assert f'value="{step}"' not in page
    answer = alice.post(f"{address}work/", EMPTY | {"agenda": [step], "mood": "Low"})
    assert answer.status_code == 422
    assert field_of(answer, "mood") == "Low"
    assert not Milestone.objects.exists()


def test_it_offers_the_strategies_of_the_focus_and_remembers_them(alice, cast, middle):
    page = alice.get(page_of(middle))
    assert "More strategies of the focus" in words(page)
    typed = EMPTY | {"strategies": ["grief_link_onset", "grief_mementoes"], "agenda": ["close"]}
    alice.post(f"{page_of(middle)}work/", typed)
    kept = fresh(middle)
    assert kept.strategies == ["grief_link_onset", "grief_mementoes"]
    assert kept.agenda_done == ["close", "grief_link_onset"]
    course.hold_session(by=cast.alice, session=middle)
    page = alice.get(page_of(middle))
    assert is_ticked(page, "strategies", "grief_link_onset")
    assert is_ticked(page, "strategies", "grief_mementoes")


def test_it_keeps_its_agenda_once_it_is_over(alice, cast, session, address):
    course.hold_session(by=cast.alice, session=session)
    with clock.at(NOW + WEEK):
        alice.force_login(cast.alice)
        said = words(alice.get(address))
    assert "Say how long the treatment will be" in said
    assert "Go through the inventory" not in said


def test_it_loses_nothing_that_was_typed_when_something_is_wrong(alice, session, address):
    typed = EMPTY | {
        "opening": "Worse on Sunday.",
        "mood": "x" * 2001,
        "agenda": ["close"],
        "techniques": ["affect"],
    }
    answer = alice.post(f"{address}work/", typed)
    assert answer.status_code == 422
    assert "at most 2000 characters" in words(answer)
    assert field_of(answer, "opening") == "Worse on Sunday."
    assert is_ticked(answer, "agenda", "close")
    assert is_ticked(answer, "techniques", "affect")
    assert fresh(session).version == 0
    answer = alice.post(f"{address}work/", typed, headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Mood: Ensure this value has at most 2000")


@pytest.mark.parametrize("field", ["agenda", "techniques", "strategies"])
def test_it_refuses_what_the_protocol_does_not_know(alice, session, address, field):
    answer = alice.post(f"{address}work/", EMPTY | {field: ["tarot"]})
    assert answer.status_code == 422
    assert "tarot is not one of the available choices" in words(answer)
    assert fresh(session).version == 0


# ---------------------------------------------------------------- two people at once


def test_it_shows_both_texts_when_two_people_wrote_and_then_saves(alice, cast, session, address):
    bobs = {"mood": "Angry", "agenda_done": ["measure_review"]}
    notes.save_work(by=cast.bob, session=session, expected_version=0, work=bobs)
    typed = EMPTY | {"mood": "Low", "agenda": ["close"]}
    answer = alice.post(f"{address}work/", typed)
    assert answer.status_code == 409
    said = words(answer)
    assert "Bob changed this session at 10:00 on 2 March 2026" in said
    assert "Mood: theirs Angry" in said
    assert "Mood: yours, still in the form Low" in said
    assert "Agenda: theirs Look at the measures together" in said
    assert is_ticked(answer, "agenda", "close")
    assert fresh(session).mood == "Angry"
    again = typed | {"version": field_of(answer, "version"), "mood": "Low, then angry"}
    assert alice.post(f"{address}work/", again).status_code == 302
    assert fresh(session).mood == "Low, then angry"


def test_it_tells_the_typing_browser_of_the_other_text(alice, cast, session, address):
    notes.save_work(by=cast.bob, session=session, expected_version=0, work={"mood": "Angry"})
    answer = alice.post(f"{address}work/", EMPTY | {"mood": "Low"}, headers=JSON)
    assert answer.status_code == 409
    assert answer.json() == {"by": "Bob", "theirs": "Mood:\nAngry", "version": 1}


# ---------------------------------------------------------------- tasks


def test_it_writes_a_task_down_and_records_what_came_of_it(alice, cast, session, address):
    assert alice.post(f"{address}tasks/", {"text": "Ring Ann."}).headers["Location"] == address
    task = Task.objects.get()
    assert (task.session, task.state) == (session, "open")
    assert "Ring Ann." in words(alice.get(address))
    typed = {"state": "done", "outcome": "They talked for an hour."}
    alice.post(f"{address}tasks/{task.pk}/", typed)
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", "They talked for an hour.")
    assert "Ring Ann.: They talked for an hour." in words(alice.get(address))
    alice.post(f"{address}tasks/{task.pk}/", {"state": "open", "outcome": task.outcome})
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("open", "They talked for an hour.")


@pytest.mark.parametrize(
    ("typed", "says"),
    [({"text": ""}, "This field is required"), ({"text": "x" * 401}, "at most 400 characters")],
)
def test_it_says_what_is_wrong_with_a_task(alice, address, typed, says):
    answer = alice.post(f"{address}tasks/", typed)
    assert answer.status_code == 422
    assert says in words(answer)
    assert not Task.objects.exists()


@pytest.mark.parametrize("typed", [{"state": "lost"}, {}, {"state": "done", "outcome": "x" * 2001}])
def test_it_refuses_what_is_no_outcome_and_keeps_the_words(alice, cast, address, typed):
    task = course.add_task(by=cast.alice, episode=cast.cleo_care, text="Ring Ann.")
    answer = alice.post(f"{address}tasks/{task.pk}/", {"outcome": "Fine."} | typed)
    assert answer.status_code == 422
    assert typed.get("outcome", "Fine.") in answer.content.decode()
    task.refresh_from_db()
    assert task.state == "open"


def test_a_task_of_another_client_does_not_exist(alice, cast, address):
    task = course.add_task(by=cast.charlie, episode=cast.dana_care, text="Ring Ann.")
    assert alice.post(f"{address}tasks/{task.pk}/", {"state": "done"}).status_code == 404


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("act", ["", "work/", "held/", "note/", "tasks/", "tasks/1/"])
@pytest.mark.parametrize("person", ["charlie", "olga", "ada"])
def test_it_does_not_exist_for_others(client, cast, session, address, person, act):
    client.force_login(getattr(cast, person))
    ask = client.post if act else client.get
    assert ask(f"{address}{act}", EMPTY).status_code == 404
    assert fresh(session).version == 0


def test_a_session_belongs_to_its_own_course_only(alice, cast, session):
    own = cast.cleo_care.pk
    other = course.plan_session(by=cast.charlie, episode=cast.dana_care, starts_at=NOW)
    assert alice.get(f"/episodes/{own}/sessions/{other.pk}/").status_code == 404


def test_it_can_be_read_but_not_written_once_the_course_has_ended(alice, cast, session, address):
    course.hold_session(by=cast.alice, session=session)
    work = {"mood": "Low on Sunday", "techniques": ["affect"], "agenda_done": ["close"]}
    notes.save_work(by=cast.alice, session=session, expected_version=0, work=work)
    course.end_episode(
        by=cast.alice,
        episode=cast.cleo_care,
        disposition="dropped_out",
        words="Moved far away.",
    )
    page = alice.get(address)
    said = words(page)
    assert "Low on Sunday" in said
    assert "Encouraging feeling" in said
    assert "Save the work" not in said
    assert "Write it down" not in said
    answer = alice.post(f"{address}work/", EMPTY | {"mood": "Better", "version": 1})
    assert answer.status_code == 422
    assert "This course of care ended on" in words(answer)
    assert fresh(session).mood == "Low on Sunday"


def test_it_costs_the_same_however_long_the_course(
    alice, cast, middle, django_assert_max_num_queries
):
    with django_assert_max_num_queries(22):
        alice.get(page_of(middle))
    for n in range(20):
        course.add_task(by=cast.alice, episode=cast.cleo_care, text=f"Task {n}")
    for one in Session.objects.filter(state="held"):
        notes.sign_note(by=cast.alice, session=one, expected_version=0, text="She was calm.")
    with django_assert_max_num_queries(22):
        alice.get(page_of(middle))
