"""What every answer says to the browser: nothing from elsewhere, nothing inline, nothing kept."""

import pytest

from tests.servers import kith


@pytest.fixture
def answer(client, db):
    """The sign-in page: what everybody can reach."""
    return client.get("/accounts/login/")


def test_it_allows_only_what_comes_from_kith_itself(answer):
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ],
)
def test_it_sends_the_protective_headers(answer, header, value):
    assert answer.headers[header] == value


def test_it_is_kept_by_no_cache(answer):
    assert "no-store" in answer.headers["Cache-Control"]


def test_its_cookies_are_out_of_reach_of_scripts_and_other_sites(answer):
    for cookie in answer.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def settings_with(**environment):
    """What the settings come to in a process of its own."""
    done = kith(
        "manage",
        "shell",
        "-v0",
        "-c",
        "from django.conf import settings as s; print(s.SECURE_HSTS_SECONDS,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME,"
        " s.CSRF_TRUSTED_ORIGINS, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)",
        **environment,
    )
    return done.stdout.strip()


def test_https_turns_on_everything_that_needs_it():
    found = settings_with(KITH_HTTPS="1", KITH_HOSTS="kith.example.org")
    assert found == "31536000 True True __Host-kith ['https://kith.example.org'] False"


def test_without_https_a_clinic_can_still_try_it_on_its_own_machine():
    assert settings_with() == "0 False False kith [] True"
