"""The second step of signing in, in a real browser: one-time codes, recovery codes, passkeys."""

import pytest
from allauth.mfa.totp.internal import auth as totp

from tests.cast import PASS_PHRASE


@pytest.fixture
def sign_in(live, page, cast):
    """Fill in the sign-in form as Alice, by the name that passkeys work on."""

    def fill():
        page.goto(f"{live}/accounts/login/")
        page.fill("input[name=login]", cast.alice.email)
        page.fill("input[name=password]", PASS_PHRASE)
        with page.expect_navigation():
            page.press("input[name=password]", "Enter")

    return fill


def confirm(page):
    """Before any change of a second step the pass phrase is asked for again."""
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", PASS_PHRASE)
        with page.expect_navigation():
            page.press("input[name=password]", "Enter")


def code_of(secret):
    """What the telephone shows now."""
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_somebody_adds_one_time_codes_and_is_asked_for_one_next_time(live, page, sign_in):
    sign_in()
    page.goto(f"{live}/accounts/2fa/totp/activate/")
    confirm(page)
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", code_of(secret))
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/2fa/recovery-codes/**")
    page.context.clear_cookies()
    sign_in()
    page.wait_for_url("**/2fa/authenticate/**")
    page.fill("input[name=code]", "000000")
    with page.expect_navigation():
        page.press("input[name=code]", "Enter")
    assert page.locator("input[name=code]").is_visible()


def test_somebody_adds_a_passkey_and_signs_in_with_nothing_else(live, page, sign_in):
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in()
    page.goto(f"{live}/accounts/2fa/webauthn/add/")
    confirm(page)
    page.fill("input[name=name]", "laptop")
    if page.locator("input[name=passwordless]").count():
        page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/2fa/**codes/**")
    page.context.clear_cookies()
    page.goto(f"{live}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(f"{live}/")
