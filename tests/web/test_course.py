"""The room *Sessions*: `/episodes/<pk>/course/`, the diary, phases, and more sessions."""

from datetime import timedelta

import pytest

from kith.record import clock
from kith.record.models import Extension, Milestone, PhaseStart, Session
from kith.record.services import agreements
from kith.record.services import course as service

WEEK = timedelta(days=7)


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/course/"


def held(cast, times, start):
    for number in range(times):
        with clock.at(start + number * WEEK):
            session = service.plan_session(
                by=cast.alice, episode=cast.cleo_care, starts_at=clock.now()
            )
            service.hold_session(by=cast.alice, session=session)


def contract(cast, sessions=12):
    agreements.agree_contract(
        by=cast.alice,
        episode=cast.cleo_care,
        terms=agreements.Terms(
            sessions=sessions,
            starts_on=clock.today(),
            ends_on=clock.today() + sessions * WEEK,
            goals=["Speak with her sister again"],
        ),
    )


def test_it_shows_the_phases_and_what_the_next_one_needs(signed_in, address):
    page = signed_in.get(address).content.decode()
    assert "Initial" in page
    assert "Name the illness" in page
    assert "Why this?" in page
    assert "No session is in the diary yet." in page


def test_it_puts_a_session_into_the_diary(signed_in, address, cast):
    typed = {"starts_at": "2026-03-04T09:30", "minutes": "50", "medium": "room"}
    answer = signed_in.post(f"{address}plan/", typed)
    session = Session.objects.get(episode=cast.cleo_care)
    assert answer.headers["Location"] == f"/episodes/{cast.cleo_care.pk}/sessions/{session.pk}/"
    page = signed_in.get(address).content.decode()
    assert "4 March 2026" in page
    assert "09:30" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts_at": "2026-02-01T09:30"}, "A session cannot be before the referral"),
        ({"starts_at": "soon"}, "Enter a valid date/time"),
        ({"minutes": "500"}, "between 10 and 180 minutes"),
        ({"medium": "pigeon"}, "not one of the available choices"),
    ],
)
def test_it_says_what_is_wrong_with_a_session(signed_in, address, cast, change, said):
    typed = {"starts_at": "2026-03-04T09:30", "minutes": "50", "medium": "room"} | change
    answer = signed_in.post(f"{address}plan/", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Session.objects.exists()


def test_it_refuses_two_sessions_at_one_time(signed_in, address):
    typed = {"starts_at": "2026-03-04T09:30", "minutes": "50", "medium": "room"}
    signed_in.post(f"{address}plan/", typed)
    answer = signed_in.post(f"{address}plan/", typed)
    assert answer.status_code == 422
    assert Session.objects.count() == 1


def test_it_moves_a_session_or_records_why_it_was_not_held(signed_in, address, cast, now):
    session = service.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=now)
    page = f"/episodes/{cast.cleo_care.pk}/sessions/{session.pk}/not-held/"
    assert signed_in.get(page).status_code == 200
    assert signed_in.post(page, {"starts_at": "2026-03-05T11:00"}).status_code == 302
    session.refresh_from_db()
    assert session.starts_at.day == 5
    assert signed_in.post(page, {"state": "tired"}).status_code == 422
    assert signed_in.post(page, {"state": "cancelled", "reason": "Child ill"}).status_code == 302
    session.refresh_from_db()
    assert (session.state, session.state_reason) == ("cancelled", "Child ill")
    assert "Child ill" in signed_in.get(address).content.decode()


def test_it_records_a_step_and_takes_a_slip_back(signed_in, address, cast):
    signed_in.post(f"{address}step/", {"step": "illness_named"})
    assert Milestone.objects.filter(name="illness_named").exists()
    answer = signed_in.post(
        f"{address}step/", {"step": "illness_named", "undo": "1", "next": "assessment"}
    )
    assert answer.headers["Location"].endswith("/assessment/")
    assert not Milestone.objects.filter(name="illness_named").exists()


def test_it_goes_nowhere_else_after_a_step_than_to_a_room(signed_in, address):
    answer = signed_in.post(
        f"{address}step/", {"step": "illness_named", "next": "https://example.org/"}
    )
    assert answer.headers["Location"] == address


def test_it_refuses_a_phase_that_is_left_too_early_and_says_what_is_missing(signed_in, address):
    answer = signed_in.post(f"{address}phase/", {"phase": "middle"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "not possible yet" in page
    assert "problem area" in page.lower()
    assert not PhaseStart.objects.exists()


def test_it_refuses_a_step_the_protocol_does_not_know(signed_in, address):
    answer = signed_in.post(f"{address}step/", {"step": "tarot_read"})
    assert answer.status_code == 409
    assert "no step called tarot_read" in answer.content.decode()


def test_it_offers_more_sessions_once_there_is_a_contract(signed_in, address, cast):
    contract(cast, 12)
    assert "The contract says 12 sessions" in signed_in.get(address).content.decode()
    typed = {"sessions": "2", "reason": "The move comes in week eleven."}
    assert signed_in.post(f"{address}extend/", typed).status_code == 302
    assert Extension.objects.get().sessions == 2
    assert "of 14" in signed_in.get(address).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sessions": "2", "reason": "why"}, "Write the reason in a sentence"),
        ({"sessions": "40", "reason": "A very long reason."}, "less than or equal to 12"),
        ({"sessions": "", "reason": "A good reason, really."}, "This field is required"),
    ],
)
def test_it_says_what_an_extension_needs(signed_in, address, cast, typed, said):
    contract(cast)
    answer = signed_in.post(f"{address}extend/", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Extension.objects.exists()


def test_it_holds_no_session_beyond_the_contract(signed_in, cast, now):
    contract(cast, 12)
    held(cast, 12, now)
    with clock.at(now + 12 * WEEK):
        signed_in.force_login(cast.alice)
        session = service.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=clock.now())
        answer = signed_in.post(f"/episodes/{cast.cleo_care.pk}/sessions/{session.pk}/held/")
    assert answer.status_code == 409
    session.refresh_from_db()
    assert session.state == "planned"


def test_it_lets_the_supervisor_read_and_plan_but_not_extend(client, cast, address):
    contract(cast)
    client.force_login(cast.bob)
    page = client.get(address).content.decode()
    assert "Plan a session" in page
    assert "Agree on more sessions" not in page
    typed = {"sessions": "2", "reason": "The move comes in week eleven."}
    assert client.post(f"{address}extend/", typed).status_code == 422
    assert not Extension.objects.exists()


def test_it_does_not_exist_for_a_stranger(client, cast, address):
    client.force_login(cast.charlie)
    assert client.get(address).status_code == 404
    for act in ("plan", "extend", "phase", "step"):
        assert client.post(f"{address}{act}/", {}).status_code == 404


def test_it_costs_the_same_number_of_queries_however_long_the_course(
    signed_in, address, cast, now, django_assert_max_num_queries
):
    contract(cast, 12)
    held(cast, 8, now)
    with clock.at(now + 9 * WEEK):
        signed_in.force_login(cast.alice)
        with django_assert_max_num_queries(18):
            signed_in.get(address)
