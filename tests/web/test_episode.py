"""The overview of a record, `/episodes/<pk>/`."""

from datetime import timedelta

import pytest

from kith.core import catalogue
from kith.record import clock
from kith.record.models import AuditEvent
from kith.record.services import course, measures

PHQ9 = [item.id for item in catalogue.instrument("phq9").scored]


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/"


def answered(cast, value=1):
    return measures.enter_response(
        by=cast.alice,
        episode=cast.cleo_care,
        instrument="phq9",
        answers=dict.fromkeys(PHQ9, value),
        mode="paper",
        given_on=clock.today(),
    )


def test_it_says_who_where_and_what_is_due(client, cast, address):
    client.force_login(cast.alice)
    page = client.get(address).content.decode()
    assert "Cleo Marsh" in page
    assert "35 years" in page
    assert "Session 0 of 16" in page
    assert "Dr Green" in page
    assert "Due now" in page
    assert "No scores yet." in page


def test_it_leaves_a_trace_of_who_read_it(client, cast, address):
    client.force_login(cast.bob)
    client.get(address)
    event = AuditEvent.objects.filter(action="record.read").last()
    assert event.actor == f"staff:{cast.bob.pk}"
    assert event.client_id == cast.cleo.pk
    assert event.details == {"page": "episode"}


@pytest.mark.parametrize("who", ["charlie", "ada", "olga"])
def test_it_does_not_exist_for_those_who_do_not_look_after_her(client, cast, address, who):
    client.force_login(getattr(cast, who))
    assert client.get(address).status_code == 404
    assert not AuditEvent.objects.filter(action="record.read").exists()


def test_it_draws_scores_with_sessions_on_one_axis_and_as_a_table(client, cast, address):
    session = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=clock.now())
    course.hold_session(by=cast.alice, session=session)
    answered(cast, 2)
    client.force_login(cast.alice)
    page = client.get(address).content.decode()
    assert "<svg" in page
    assert "more symptoms" in page
    assert "The same as a table" in page
    assert "moderately severe" in page


def test_it_shows_an_open_alert_and_gives_only_that_to_htmx(client, cast, address):
    answered(cast)
    client.force_login(cast.alice)
    assert "Open alerts" in client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Open alerts" in part
    assert "<html" not in part


def test_it_opens_the_next_session_at_a_touch(client, cast, address):
    session = course.plan_session(
        by=cast.alice, episode=cast.cleo_care, starts_at=clock.now() + timedelta(days=1)
    )
    client.force_login(cast.alice)
    assert f'href="{address}sessions/{session.pk}/"' in client.get(address).content.decode()


def test_it_keeps_to_its_budget_of_queries(client, cast, address, django_assert_max_num_queries):
    for days in range(6):
        session = course.plan_session(
            by=cast.alice,
            episode=cast.cleo_care,
            starts_at=clock.now() - timedelta(days=5 - days),
        )
        course.hold_session(by=cast.alice, session=session)
        answered(cast)
    client.force_login(cast.alice)
    with django_assert_max_num_queries(26):
        client.get(address)
