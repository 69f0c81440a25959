"""Somebody who walks away is signed out; somebody who works is not, and reading writes nothing."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from kith.record import clock
from kith.site.sessions import BACKGROUND
from tests.cast import NOW

PAGE = "/accounts/password/change/"


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.alice)
    client.get(PAGE)
    return client


def test_it_writes_the_session_at_most_once_a_minute(signed_in, django_assert_num_queries):
    with clock.at(NOW + timedelta(seconds=30)):
        before = Session.objects.get().session_data
        signed_in.get(PAGE)
        assert Session.objects.get().session_data == before
    with clock.at(NOW + timedelta(seconds=90)):
        signed_in.get(PAGE)
        assert Session.objects.get().session_data != before


def test_it_does_not_count_what_a_page_asks_for_by_itself(signed_in):
    before = Session.objects.get().session_data
    with clock.at(NOW + timedelta(minutes=30)):
        signed_in.get(PAGE, headers={BACKGROUND: "1"})
    assert Session.objects.get().session_data == before


def test_it_ends_after_the_time_without_activity(signed_in, settings):
    session = Session.objects.get()
    assert settings.SESSION_COOKIE_AGE == 60 * 60
    session.expire_date -= timedelta(minutes=61)
    session.save()
    answer = signed_in.get(PAGE)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_it_writes_nothing_for_somebody_who_is_not_signed_in(client, db):
    client.get("/accounts/login/")
    assert not Session.objects.exists()


def test_it_ends_when_the_browser_closes(client, cast):
    client.post(
        "/accounts/login/", {"login": cast.alice.email, "password": "a calm and quiet lamp"}
    )
    assert client.cookies["kith"]["max-age"] == ""
