"""The sign-in page: one way in for staff, and the cast of an invented clinic where there is one."""

import pytest
from django.conf import settings

from kith.demo import clinic
from kith.site import invented

SIGN_IN = "/accounts/login/"


@pytest.fixture
def demo():
    """The mark that `kith demo` leaves beside its database."""
    mark = invented.mark()
    mark.write_text("complete\n", encoding="utf-8")
    yield
    mark.unlink()


def page(client) -> str:
    response = client.get(SIGN_IN)
    assert response.status_code == 200
    return response.content.decode()


def test_it_offers_one_heading_and_labelled_fields(client, db):
    text = page(client)
    assert text.count("<h1") == 1
    assert '<label for="id_login">' in text
    assert "kith.css" in text


def test_it_tells_nobody_of_a_demo_that_is_not_there(client, db):
    assert "demonstration" not in page(client)


def test_it_offers_each_role_of_the_demo(client, db, demo):
    text = page(client)
    for one in clinic.sign_ins():
        assert one.role in text
        assert f'value="{one.email}"' in text


@pytest.mark.parametrize(
    "address",
    ["/accounts/2fa/", "/accounts/password/change/", "/accounts/logout/"],
)
def test_it_gives_the_account_pages_the_look_of_the_rest(client, cast, address):
    client.force_login(cast.alice, backend=settings.AUTHENTICATION_BACKENDS[0])
    text = client.get(address).content.decode()
    assert 'class="wordmark"' in text
    assert 'id="main"' in text
    assert "style=" not in text
