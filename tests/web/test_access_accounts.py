"""Who gets which answer at the addresses of signing in: one table, which names them all.

They touch nobody's record. What matters is that a stranger meets a way in and nothing else: no
account can be made, none is told to exist, and nobody's keys can be seen or changed.
"""

import pytest
from django.contrib.auth import get_user_model
from django.urls import get_resolver

# A number is the status. Words say where it leads instead: `sign in`; `again`, to give the pass
# phrase once more; `home`, to Today; `change`, to changing the pass phrase.
POLICY = """
route                                | address                                | signed in | nobody
healthz                              | /healthz                               | 200       | 200
account_login                        | /accounts/login/                       | home      | 200
account_logout                       | /accounts/logout/                      | 200       | sign in
account_inactive                     | /accounts/inactive/                    | 200       | 200
account_signup                       | /accounts/signup/                      | home      | 200
account_reauthenticate               | /accounts/reauthenticate/              | 200       | sign in
account_email                        | /accounts/email/                       | 200       | sign in
account_email_verification_sent      | /accounts/confirm-email/               | 200       | 200
account_confirm_email                | /accounts/confirm-email/x/             | 200       | 200
account_change_password              | /accounts/password/change/             | 200       | sign in
account_set_password                 | /accounts/password/set/                | change    | sign in
account_reset_password               | /accounts/password/reset/              | 200       | 200
account_reset_password_done          | /accounts/password/reset/done/         | 200       | 200
account_reset_password_from_key      | /accounts/password/reset/key/1-x/      | 200       | 200
account_reset_password_from_key_done | /accounts/password/reset/key/done/     | 200       | 200
account_confirm_login_code           | /accounts/login/code/confirm/          | home      | sign in
mfa_index                            | /accounts/2fa/                         | 200       | sign in
mfa_authenticate                     | /accounts/2fa/authenticate/            | home      | sign in
mfa_reauthenticate                   | /accounts/2fa/reauthenticate/          | again     | sign in
mfa_activate_totp                    | /accounts/2fa/totp/activate/           | again     | sign in
mfa_deactivate_totp                  | /accounts/2fa/totp/deactivate/         | 404       | sign in
mfa_view_recovery_codes              | /accounts/2fa/recovery-codes/          | 404       | sign in
mfa_generate_recovery_codes          | /accounts/2fa/recovery-codes/generate/ | again     | sign in
mfa_download_recovery_codes          | /accounts/2fa/recovery-codes/download/ | 404       | sign in
mfa_list_webauthn                    | /accounts/2fa/webauthn/                | 200       | sign in
mfa_add_webauthn                     | /accounts/2fa/webauthn/add/            | again     | sign in
mfa_reauthenticate_webauthn          | /accounts/2fa/webauthn/reauthenticate/ | again     | sign in
mfa_remove_webauthn                  | /accounts/2fa/webauthn/keys/1/remove/  | again     | sign in
mfa_edit_webauthn                    | /accounts/2fa/webauthn/keys/1/edit/    | again     | sign in
mfa_login_webauthn                   | /accounts/2fa/webauthn/login/          | home      | sign in
"""
LEADS_TO = {
    "/accounts/login/": "sign in",
    "/accounts/reauthenticate/": "again",
    "/accounts/password/change/": "change",
    "/": "home",
}


def rows():
    return [[cell.strip() for cell in line.split("|")] for line in POLICY.splitlines()[2:]]


def routes(patterns):
    """Every route of the site but those of Kith's own pages, which test_access.py names."""
    for one in patterns:
        if not hasattr(one, "url_patterns"):
            yield one.name
        elif "kith.web.urls" not in str(one.urlconf_name):
            yield from routes(one.url_patterns)


def test_the_table_names_every_route():
    named = [route for route, *_rest in rows()]
    assert sorted(named) == sorted(routes(get_resolver().url_patterns))


@pytest.mark.parametrize(("route", "address", "signed_in", "nobody"), rows())
def test_everybody_gets_what_the_table_says(client, cast, route, address, signed_in, nobody):
    assert in_words(client.get(address)) == nobody
    client.force_login(cast.alice)
    assert in_words(client.get(address)) == signed_in


def in_words(answer):
    """The answer as the table writes it."""
    to = answer.headers.get("Location", "").partition("?")[0]
    return LEADS_TO[to] if to else str(answer.status_code)


def test_nobody_can_make_an_account(client, cast):
    known = get_user_model().objects.count()
    typed = {"email": "new@example.org", "password1": "a calm and quiet lamp"}
    for _ in range(2):
        client.post("/accounts/signup/", typed)
        client.force_login(cast.ada)
    assert get_user_model().objects.count() == known


def test_a_forgotten_pass_phrase_tells_nobody_who_works_here(client, cast, mailoutbox):
    known = client.post("/accounts/password/reset/", {"email": cast.alice.email})
    other = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert known.status_code == other.status_code
    assert known.headers.get("Location") == other.headers.get("Location")
    told = {message.to[0] for message in mailoutbox}
    assert told <= {cast.alice.email}
