"""What a one-time link shows to whoever holds it: one client's own questions, while it lasts."""

from datetime import timedelta

import pytest

from kith.record import access
from kith.record.services import course, measures
from tests.cast import NOW, furnish


@pytest.fixture
def link(cast):
    furnish(cast.alice, cast.cleo_care)
    furnish(cast.charlie, cast.dana_care)
    return measures.send_measures(by=cast.alice, episode=cast.cleo_care, instruments=["phq9"])


def opened(one):
    """Return all that a link shows."""
    return {
        "assignments": list(access.assignments(one)),
        "responses": list(access.responses_of(one)),
        "alerts": list(access.alerts_of(one)),
        "plan": access.safety_plan_of(one),
        "session": access.next_session_of(one),
        "goals": access.goals_of(one),
    }


def test_a_link_shows_its_own_client_alone(link, cast):
    course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW + timedelta(days=1))
    invitation, token = link

    found = access.invitation(token)
    shown = opened(found)

    assert found == invitation
    assert [one.instrument for one in shown["assignments"]] == ["phq9"]
    assert {one.episode_id for one in shown["responses"]} == {cast.cleo_care.pk}
    assert shown["plan"].client_id == cast.cleo.pk
    assert shown["session"].starts_at == NOW + timedelta(days=1)
    assert shown["goals"] == ["See Ann again"]
    assert shown["alerts"] == []  # Cleo has one, from answers on paper


def test_before_a_contract_a_link_shows_no_goals(cast):
    invitation, _ = measures.send_measures(
        by=cast.bob, episode=cast.cleo_care, instruments=["phq9"]
    )

    assert access.goals_of(invitation) == []


@pytest.mark.parametrize("token", ["", "a", "wrong" * 8])
def test_an_unknown_token_opens_nothing(link, token):
    assert access.invitation(token) is None


def test_an_altered_token_opens_nothing(link):
    _, token = link

    assert access.invitation(token[:-1] + ("A" if token[-1] != "A" else "B")) is None


def test_the_record_keeps_no_token(link):
    invitation, token = link

    assert token not in str(vars(invitation))
    assert access.digest(token) == invitation.digest


@pytest.mark.parametrize(
    ("state", "is_live", "is_readable"),
    [
        ({}, True, True),
        ({"expires_at": NOW}, False, False),
        ({"withdrawn_at": NOW}, False, False),
        ({"finished_at": NOW}, False, True),
        ({"finished_at": NOW - timedelta(minutes=59)}, False, True),
        ({"finished_at": NOW - timedelta(hours=1)}, False, False),
        ({"finished_at": NOW, "withdrawn_at": NOW}, False, False),
    ],
)
def test_a_link_shows_something_only_while_it_lasts(link, state, is_live, is_readable):
    invitation, _ = link
    for field, value in state.items():
        setattr(invitation, field, value)

    assert access.is_live(invitation) is is_live
    assert access.is_readable(invitation) is is_readable
    assert any(opened(invitation).values()) is is_readable


def test_help_lines_of_every_house_are_named_once(cast):
    assert access.crisis_lines() == cast.clinic.crisis_lines


def test_a_link_shows_the_alerts_of_its_own_answers(link):
    invitation, _ = link
    [asked] = access.assignments(invitation)

    raised = measures.save_answer(by=invitation, assignment=asked, item="self_harm", value=1)

    assert list(access.alerts_of(invitation)) == raised
