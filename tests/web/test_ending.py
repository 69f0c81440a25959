"""The ending, `/episodes/<pk>/ending/`: what changed, the plan, how it goes on, the end itself."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.core.ending import WITHOUT_GAIN, plan_questions
from kith.record import clock
from kith.record.models import EndingPlan, Episode
from kith.record.services import course, ending, measures
from tests.cast import NOW
from tests.record.conftest import GROUNDS
from tests.web.reading import field_of, words

WEEK = timedelta(weeks=1)
PLAN = {"version": 0, **{key: f"Said of {key}" for key in plan_questions()}}
WAY = {"disposition": "maintenance", "words": "One session a month until autumn."}
WORDS = "Ended as agreed; she is well."


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/ending/"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


def answered(cast, instrument, value):
    items = [one.id for one in catalogue.instrument(instrument).scored]
    measures.enter_response(
        by=cast.alice,
        episode=cast.cleo_care,
        instrument=instrument,
        answers={one: value if one != "self_harm" else 0 for one in items},
        mode="paper",
        given_on=clock.today(),
    )


@pytest.fixture
def done(cast):
    """Cleo's course with everything done but to say how it goes on, at its last day."""
    care = cast.cleo_care
    answered(cast, "phq9", 2)
    for act in GROUNDS.values():
        act(cast.alice, care)
    ending.save_plan(
        by=cast.alice, episode=care, answers={key: ["Said."] for key in plan_questions()}
    )
    written = {*GROUNDS, "warning_signs_listed", "relapse_plan_agreed", "disposition_agreed"}
    for step in set(catalogue.protocol("ipt-standard-16").milestones) - written:
        course.reach(by=cast.alice, episode=care, step=step)
    course.enter_phase(by=cast.alice, episode=care, phase="middle")
    for week in range(12):
        with clock.at(NOW + week * WEEK):
            one = course.plan_session(by=cast.alice, episode=care, starts_at=clock.now())
            course.hold_session(by=cast.alice, session=one)
    with clock.at(NOW + 12 * WEEK):
        answered(cast, "phq9", 0)
        answered(cast, "gad7", 0)
        course.enter_phase(by=cast.alice, episode=care, phase="ending")
        yield care


# ---------------------------------------------------------------- what it shows


def test_it_says_how_far_off_the_end_is_and_what_it_needs(alice, address):
    said = words(alice.get(address))
    assert "16 sessions left" in said
    assert "The record holds nothing to compare yet." in said
    assert "Say goodbye" in said
    assert "tasks above are still open." in said
    assert "Enter the ending" in said


def test_it_shows_the_gains_with_their_rule(client, cast, done, address):
    client.force_login(cast.alice)
    said = words(client.get(address))
    assert "from 16 (moderately severe) to 0 (none-minimal): clearly better" in said
    assert "a change of 6 or more is reliable" in said
    assert "Anxiety symptoms (GAD-7): 0 (minimal). There is no earlier score" in said
    assert WITHOUT_GAIN not in said


def test_it_speaks_of_no_gain_only_near_the_end(alice, cast, address):
    answered(cast, "phq9", 2)
    with clock.at(NOW + timedelta(days=3)):
        answered(cast, "phq9", 2)
        alice.force_login(cast.alice)
        assert WITHOUT_GAIN not in words(alice.get(address))
        course.end_episode(
            by=cast.alice,
            episode=cast.cleo_care,
            disposition="dropped_out",
            words="Moved away now.",
        )
        assert WITHOUT_GAIN in words(alice.get(address))


# ---------------------------------------------------------------- the plan


def test_it_keeps_the_plan_line_by_line(alice, address):
    typed = PLAN | {"signs": "Staying in bed\r\n\r\nNot answering the telephone "}
    assert alice.post(f"{address}plan/", typed).headers["Location"] == address
    plan = EndingPlan.objects.get()
    assert plan.answers["signs"] == ["Staying in bed", "Not answering the telephone"]
    page = alice.get(address)
    assert "answers every question" in words(page)
    assert field_of(page, "signs") == "Staying in bed\nNot answering the telephone"


def test_it_says_when_the_plan_still_has_open_questions(alice, address):
    alice.post(f"{address}plan/", PLAN | {"situations": ""})
    assert "Some questions are still open." in words(alice.get(address))


def test_it_says_what_is_wrong_with_a_plan_and_keeps_it(alice, address):
    answer = alice.post(f"{address}plan/", PLAN | {"signs": "x" * 2001})
    assert answer.status_code == 422
    assert "at most 2000 characters" in words(answer)
    assert field_of(answer, "situations") == "Said of situations"
    assert not EndingPlan.objects.exists()


def test_it_shows_both_plans_when_two_people_wrote_and_then_saves(alice, cast, address):
    ending.save_plan(
        by=cast.bob, episode=cast.cleo_care, answers={"signs": ["Not eating", "Not sleeping"]}
    )
    answer = alice.post(f"{address}plan/", PLAN)
    assert answer.status_code == 409
    said = words(answer)
    assert "Bob changed the plan for staying well at 10:00" in said
    assert "is coming back?: theirs Not eating Not sleeping" in said
    assert field_of(answer, "signs") == "Said of signs"
    again = PLAN | {"version": field_of(answer, "version")}
    assert alice.post(f"{address}plan/", again).status_code == 302
    assert EndingPlan.objects.get().answers["signs"] == ["Said of signs"]


# ---------------------------------------------------------------- how it goes on


def test_it_records_how_it_goes_on(alice, address):
    assert alice.post(f"{address}disposition/", WAY).headers["Location"] == address
    assert EndingPlan.objects.get().disposition_words == WAY["words"]
    page = alice.get(address)
    assert field_of(page, "words") == WAY["words"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"disposition": ""}, "This field is required"),
        ({"disposition": "vanished"}, "not one of the available choices"),
        ({"disposition": "dropped_out"}, "not one of the available choices"),
        ({"words": ""}, "This field is required"),
        ({"words": "Fine."}, "Say in a sentence what was agreed"),
    ],
)
def test_it_says_what_is_wrong_with_a_disposition(alice, address, change, says):
    answer = alice.post(f"{address}disposition/", WAY | change)
    assert answer.status_code == 422
    assert says in words(answer)
    assert field_of(answer, "words") == (WAY | change)["words"]
    assert not EndingPlan.objects.exists()


def test_it_names_what_speaks_for_maintenance(client, cast, address, done):
    Episode.objects.filter(pk=done.pk).update(opened_on=NOW.date())
    with clock.at(NOW + 13 * WEEK):
        answered(cast, "phq9", 2)
        client.force_login(cast.alice)
        said = words(client.get(address))
    assert "These speak for offering maintenance sessions: Symptoms that remain" in said


# ---------------------------------------------------------------- the end


def test_it_ends_the_course_and_leads_to_the_letter(client, cast, done, address):
    client.force_login(cast.alice)
    assert "1 task above is still open." in words(client.get(address))
    client.post(f"{address}disposition/", WAY)
    assert "Everything is done." in words(client.get(address))
    answer = client.post(f"{address}end/", {"words": WORDS})
    assert answer.headers["Location"] == f"/episodes/{done.pk}/letter/"
    done.refresh_from_db()
    assert (done.disposition, done.ending_words) == ("maintenance", WORDS)
    page = client.get(address)
    said = words(page)
    assert "Ended on 25 May 2026" in said
    assert "Goes on in maintenance" in said
    assert "<textarea" not in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"words": WORDS}, "Choose how the course ends."),
        ({"words": ""}, "This field is required"),
        ({"left-words": ""}, "This field is required"),
        ({"left-words": "Gone."}, "Say in a sentence how the course ended."),
    ],
)
def test_it_says_why_the_course_cannot_end(alice, cast, address, typed, says):
    answer = alice.post(f"{address}end/", typed)
    assert answer.status_code == 422
    assert says in words(answer)
    assert all(said in answer.content.decode() for said in typed.values())
    cast.cleo_care.refresh_from_db()
    assert cast.cleo_care.is_open


def test_a_course_ended_too_early_is_told_what_is_missing(alice, cast, address):
    alice.post(f"{address}disposition/", {"disposition": "ended", "words": "Nothing is planned."})
    answer = alice.post(f"{address}end/", {"words": WORDS})
    assert answer.status_code == 422
    assert "Ending the course is not possible yet. First: Enter the middle phase" in words(answer)
    assert WORDS in answer.content.decode()
    cast.cleo_care.refresh_from_db()
    assert cast.cleo_care.is_open


def test_a_client_who_stopped_coming_is_let_go_with_a_reason(alice, cast, address):
    answer = alice.post(f"{address}end/", {"left-words": "Three letters, no answer since May."})
    assert answer.status_code == 302
    cast.cleo_care.refresh_from_db()
    assert cast.cleo_care.disposition == "dropped_out"


def test_a_session_in_the_diary_comes_before_the_end(alice, cast, address):
    course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW + WEEK)
    answer = alice.post(f"{address}end/", {"left-words": "Three letters, no answer since May."})
    assert answer.status_code == 422
    assert "There is still a session in the diary." in words(answer)


def test_only_the_therapist_ends_a_course(client, cast, address):
    for person in (cast.bob, cast.mira):
        client.force_login(person)
        assert "The client stopped coming" not in words(client.get(address))
        answer = client.post(f"{address}end/", {"left-words": "Three letters, no answer."})
        assert answer.status_code == 422
        assert "Only Alice can do this" in words(answer)
    cast.cleo_care.refresh_from_db()
    assert cast.cleo_care.is_open


@pytest.mark.parametrize("act", ["plan/", "disposition/", "end/"])
def test_nothing_is_changed_once_it_has_ended_and_nothing_typed_is_lost(alice, cast, address, act):
    course.end_episode(
        by=cast.alice, episode=cast.cleo_care, disposition="dropped_out", words="Moved far away."
    )
    typed = {"plan/": PLAN, "disposition/": WAY, "end/": {"left-words": "Typed too late, sadly."}}
    answer = alice.post(f"{address}{act}", typed[act])
    assert answer.status_code == 422
    assert "This course of care ended on" in words(answer)
    for said in list(typed[act].values())[1:]:
        assert str(said) in answer.content.decode()


@pytest.mark.parametrize("person", ["charlie", "olga", "ada"])
def test_it_does_not_exist_for_others(client, cast, address, person):
    client.force_login(getattr(cast, person))
    assert client.get(address).status_code == 404
    for act, typed in (("plan/", PLAN), ("disposition/", WAY), ("end/", {"left-words": WORDS})):
        assert client.post(f"{address}{act}", typed).status_code == 404
    assert not EndingPlan.objects.exists()


def test_it_costs_the_same_however_much_was_done(
    client, cast, done, address, django_assert_max_num_queries
):
    for n in range(10):
        task = course.add_task(by=cast.alice, episode=done, text=f"Task {n}")
        course.settle_task(by=cast.alice, task=task, state="done")
    client.force_login(cast.alice)
    with django_assert_max_num_queries(35):
        client.get(address)
