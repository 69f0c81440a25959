"""The first page, `/`: alerts, sessions, what waits and what is overdue."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.record import clock
from kith.record.services import course, intake, measures, notes
from tests.cast import PASS_PHRASE

PHQ9 = [item.id for item in catalogue.instrument("phq9").scored]


@pytest.fixture
def page(client, cast):
    def get(person=None):
        client.force_login(person or cast.alice)
        return client.get("/").content.decode()

    return get


def plan(cast, **away):
    return course.plan_session(
        by=cast.alice, episode=cast.cleo_care, starts_at=clock.now() + timedelta(**away)
    )


def test_it_sends_a_stranger_to_sign_in(client, db):
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/")


def test_it_tells_a_newcomer_what_to_do_first(page, cast):
    tara = intake.add_staff(
        organisation=cast.clinic,
        email="tara@example.org",
        name="Tara",
        role="therapist",
        pass_phrase=PASS_PHRASE,
        teams=[cast.north],
    )
    assert "Take the first client in" in page(tara)


def test_it_shows_an_administrator_the_clinic_and_no_clients(page, cast):
    shown = page(cast.ada)
    assert "Looking after the clinic" in shown
    assert "New client" not in shown


def test_it_shows_todays_sessions_with_their_number(page, cast):
    plan(cast, hours=2)
    shown = page()
    assert "12:00" in shown
    assert "next is session 1 of 16" in shown


def test_it_parts_what_is_today_from_what_comes_and_what_was_forgotten(page, cast):
    with clock.at(clock.now() - timedelta(days=3)):
        plan(cast, hours=0)
    plan(cast, days=2)
    plan(cast, days=30)
    shown = page()
    assert "No session today." in shown
    assert "Past sessions to record" in shown
    assert shown.count("next is session 1") == 2


def test_it_lists_the_notes_still_to_sign_and_forgets_the_signed(page, cast):
    session = course.hold_session(by=cast.alice, session=plan(cast, hours=0))
    assert "Notes to sign" in page()
    notes.sign_note(
        by=cast.alice, session=session, expected_version=0, text="We met and named the illness."
    )
    assert "Notes to sign" not in page()


def test_it_puts_an_open_alert_first_until_it_is_settled(page, cast):
    response = measures.enter_response(
        by=cast.alice,
        episode=cast.cleo_care,
        instrument="phq9",
        answers=dict.fromkeys(PHQ9, 1),
        mode="paper",
        given_on=clock.today(),
    )
    alert = response.alerts.get()
    shown = page()
    assert shown.index("Cleo Marsh") > shown.index("Open alerts")
    assert "waits for Alice" in shown
    assert "1 alert" in page(cast.bob)
    measures.acknowledge_alert(by=cast.bob, alert=alert)
    assert "taken on by Bob" in page()


def test_it_says_what_is_overdue_and_why(page, cast):
    for number in range(3):
        with clock.at(clock.now() + number * timedelta(days=7)):
            course.hold_session(by=cast.alice, session=plan(cast, hours=0))
    with clock.at(clock.now() + timedelta(days=15)):
        shown = page()
    assert "Overdue" in shown
    assert "Why this?" in shown


def test_it_shows_the_links_that_wait_for_an_answer(page, cast):
    measures.send_measures(by=cast.alice, episode=cast.cleo_care, instruments=["phq9", "gad7"])
    shown = page()
    assert "not opened yet" in shown
    assert "0 of 2 answered" in shown


def test_it_shows_nothing_of_anybody_elses_clients(page, cast):
    plan(cast, hours=1)
    measures.send_measures(by=cast.alice, episode=cast.cleo_care, instruments=["phq9"])
    assert "Cleo" not in page(cast.charlie)
    assert "Cleo" not in page(cast.olga)


def test_it_keeps_to_its_budget_of_queries(page, cast, django_assert_max_num_queries):
    plan(cast, hours=1)
    for _ in range(4):
        measures.send_measures(by=cast.alice, episode=cast.cleo_care, instruments=["phq9"])
    page()
    with django_assert_max_num_queries(22):
        page()
