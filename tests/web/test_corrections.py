"""The pages on which people put things right: a slip, a hand-over, somebody who leaves."""

import pytest

from kith.record import clock
from kith.record.services import course


@pytest.fixture
def session(cast):
    planned = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=clock.now())
    return course.hold_session(by=cast.alice, session=planned)


@pytest.fixture
def reopening(cast, session):
    return f"/episodes/{cast.cleo_care.pk}/sessions/{session.pk}/reopen/"


@pytest.fixture
def handing_over(cast):
    return f"/episodes/{cast.cleo_care.pk}/hand-over/"


def test_it_leads_from_the_last_session_to_taking_it_back(client, cast, session, reopening):
    client.force_login(cast.alice)
    assert reopening in client.get(f"/episodes/{cast.cleo_care.pk}/course/").content.decode()
    assert "Recorded by mistake" in client.get(reopening).content.decode()
    assert client.post(reopening, {"reason": "The wrong button"}).status_code == 302
    session.refresh_from_db()
    assert session.state == "planned"


def test_it_asks_what_happened_before_it_takes_anything_back(client, cast, session, reopening):
    client.force_login(cast.alice)
    answer = client.post(reopening, {"reason": "hm"})
    assert answer.status_code == 422
    assert "Say what happened" in answer.content.decode()
    session.refresh_from_db()
    assert session.state == "held"


def test_it_hands_a_course_over(client, cast, handing_over):
    client.force_login(cast.mira)
    assert handing_over in client.get(f"/episodes/{cast.cleo_care.pk}/").content.decode()
    assert "Hand the course over" in client.get(handing_over).content.decode()
    typed = {"therapist": cast.bob.pk, "supervisor": "", "reason": "Alice goes on leave"}
    answer = client.post(handing_over, typed, follow=True)
    assert "Bob looks after this client now." in answer.content.decode()


def test_it_says_why_a_hand_over_cannot_be(client, cast, handing_over):
    client.force_login(cast.bob)
    typed = {"therapist": cast.charlie.pk, "supervisor": cast.bob.pk, "reason": "On leave"}
    answer = client.post(handing_over, typed)
    assert answer.status_code == 422
    assert "Charlie does not work in North" in answer.content.decode()
    assert "On leave" in answer.content.decode()


@pytest.mark.parametrize("who", ["alice", "charlie", "ada", "olga"])
def test_it_is_not_for_a_therapist_to_hand_over(client, cast, handing_over, who):
    client.force_login(getattr(cast, who))
    assert client.get(handing_over).status_code == 404
    if who == "alice":
        page = client.get(f"/episodes/{cast.cleo_care.pk}/").content.decode()
        assert handing_over not in page


def test_it_ends_a_sign_in_only_when_nothing_is_left_behind(client, cast):
    client.force_login(cast.ada)
    address = f"/staff/{cast.alice.pk}/leave/"
    assert "Alice leaves" in client.get(address).content.decode()
    answer = client.post(address)
    assert answer.status_code == 422
    assert "Hand them over first" in answer.content.decode()
    answer = client.post(f"/staff/{cast.bob.pk}/leave/", follow=True)
    assert "Bob can sign in no more." in answer.content.decode()
    cast.bob.refresh_from_db()
    assert not cast.bob.is_active


@pytest.mark.parametrize(("who", "whose"), [("alice", "bob"), ("ada", "olga")])
def test_it_ends_nobody_elses_colleagues_sign_in(client, cast, who, whose):
    client.force_login(getattr(cast, who))
    assert client.post(f"/staff/{getattr(cast, whose).pk}/leave/").status_code == 404
