"""What keeps typed words from being lost: the way back after signing in, and which copy may go."""

import pytest
from django.urls import reverse

from kith.record.services import course
from kith.web.typed import TAKEN, above
from tests.cast import NOW, PASS_PHRASE


@pytest.fixture
def room(cast):
    return f"/episodes/{cast.cleo_care.pk}/"


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/episodes/1/course/plan/", "/episodes/1/course/"),
        ("/episodes/1/sessions/2/work/", "/episodes/1/sessions/2/"),
        ("/episodes/1/", "/episodes/"),
        ("/x/", "/"),
    ],
)
def test_the_page_above_an_address(path, page):
    assert above(path) == page


def test_it_leads_back_to_the_page_whose_form_met_the_sign_in_page(client, cast, room):
    session = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW)
    page = f"{room}sessions/{session.pk}/"
    task = course.add_task(by=cast.alice, episode=cast.cleo_care, text="Ring Ann.")
    to_sign_in = client.post(f"{page}tasks/{task.pk}/", {"state": "done"})
    assert to_sign_in.url.startswith(reverse("account_login"))
    found = client.post(
        to_sign_in.url, {"login": cast.alice.email, "password": PASS_PHRASE}, follow=True
    )
    assert found.redirect_chain[-1][0] == page
    assert found.status_code == 200


def test_it_names_the_copy_whose_words_the_record_has_taken(client, cast, room):
    client.force_login(cast.alice)
    answer = client.post(f"{room}course/step/", {"step": "illness_named", "draft": "17.ab-c"})
    assert answer.status_code == 302
    cookie = answer.cookies[TAKEN]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("17.ab-c", 60, "Lax")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"step": "tarot_read", "draft": "17.abc"}, "refused"),
        ({"step": "illness_named"}, "no copy"),
        ({"step": "illness_named", "draft": "a;b"}, "no name of a copy"),
        ({"step": "illness_named", "draft": "x" * 41}, "no name of a copy"),
    ],
)
def test_it_names_no_copy_otherwise(client, cast, room, typed, why):
    client.force_login(cast.alice)
    assert TAKEN not in client.post(f"{room}course/step/", typed).cookies, why


def test_it_names_no_copy_when_the_words_met_the_sign_in_page(client, cast, room):
    answer = client.post(f"{room}course/step/", {"step": "illness_named", "draft": "17.abc"})
    assert answer.status_code == 302
    assert TAKEN not in answer.cookies


def test_what_takes_no_form_and_shows_no_page_is_still_refused(client, db):
    assert client.put("/healthz").status_code == 405
