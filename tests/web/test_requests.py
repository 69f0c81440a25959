"""Requests that no page of Kith makes: forged, garbled, too large, other methods, other rows.

The addresses are those of the table in test_access.py, which names every route. What a form does
with what is typed into it stands in test_bad_input.py.
"""

import pytest
from django.conf import settings
from django.test import Client

from kith.record.models import AuditEvent, Person
from tests.cast import furnish
from tests.record.conftest import everything
from tests.web.portal import link, words
from tests.web.test_access import places, rows

__all__ = ["places"]

ROWS = [(route, address) for route, _how, address, _answers in rows()]
OF_STAFF = [(route, address) for route, address in ROWS if not address.startswith("/m/")]
FORM = "application/x-www-form-urlencoded"
OTHERS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "NONSENSE")


def stored():
    """Everything but the trail, which notes every look."""
    return {name: rows for name, rows in everything().items() if name != AuditEvent.__name__}


# ---------------------------------------------------------------- rows of somebody else


@pytest.fixture
def theirs(cast, places):
    """The numbers of Dana's rows, which Mira may see as well as Cleo's."""
    furnish(cast.charlie, cast.dana_care)
    care = cast.dana_care
    invitation = care.invitations.first()
    return {
        "session": care.sessions.get().pk,
        "link": invitation.pk,
        "response": care.responses.get().pk,
        "person": Person.objects.get(client=cast.dana).pk,
        "event": cast.dana.events.get().pk,
        "area": care.areas.get().pk,
        "formulation": care.formulations.get().pk,
        "task": care.tasks.get().pk,
        "letter": care.letters.get().pk,
        "asked": invitation.assignments.get().pk,
    }


def mixed(address, places, theirs):
    """The address with each of its numbers in turn taken from the other record."""
    return [
        address.format(**{**places, name: pk})
        for name, pk in theirs.items()
        if "{care}" in address and f"{{{name}}}" in address
    ]


def test_a_row_is_found_in_its_own_record_only(client, cast, places, theirs):
    """Even for somebody who may see both records: nothing is shown or stored in the wrong one."""
    client.force_login(cast.mira)
    before, tried = stored(), 0
    for route, address in OF_STAFF:
        for wrong in mixed(address, places, theirs):
            assert client.get(wrong).status_code in {302, 404}, route  # 302: takes forms only
            assert client.post(wrong, {"act": "draft"}).status_code in {404, 405}, route
            tried += 1
    assert tried > 15
    assert stored() == before


def test_a_link_opens_nobody_elses_questions(cast, places, theirs):
    """Somebody with a link of their own cannot read or answer another's questionnaire."""
    before, somebody = stored(), Client()
    for route, address in ROWS:
        if "{asked}" in address:
            wrong = address.format(**{**places, "asked": theirs["asked"]})
            assert somebody.get(wrong).status_code == 404, route
            assert somebody.post(wrong, {"answer": "3"}).status_code in {404, 405}, route
    assert stored() == before


@pytest.mark.parametrize(
    ("page", "field"),
    [("timeline/add/", "people"), ("problem-area/choose/?first=grief", "1-person")],
)
def test_nobody_of_another_inventory_can_be_chosen(client, cast, places, theirs, page, field):
    client.force_login(cast.mira)
    before = stored()
    answer = client.post(f"{places['care']}/{page}", {field: theirs["person"]})
    assert answer.status_code == 422
    assert stored() == before


# ---------------------------------------------------------------- methods and forged forms


@pytest.mark.parametrize("method", OTHERS)
def test_another_method_changes_nothing(client, cast, places, method):
    client.force_login(cast.mira)
    before = stored()
    for route, address in ROWS:
        answer = client.generic(method, address.format(**places), content_type=FORM)
        assert answer.status_code in {200, 302, 303, 404, 405}, route
        if method == "HEAD":
            assert not answer.content
    assert stored() == before


def test_a_form_from_another_site_is_not_taken(cast, places):
    """Without the proof that Kith put into the form nothing is done, whoever is signed in."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.mira)
    before = stored()
    for route, address in OF_STAFF:
        answer = browser.post(address.format(**places), {"text": "Forged."})
        assert answer.status_code == 403, route
    assert "This page was open too long" in words(answer)
    assert stored() == before


def test_signing_in_and_out_need_the_proof_too(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alice)
    for address in ("login", "logout", "password/change", "password/reset", "2fa/totp/activate"):
        assert browser.post(f"/accounts/{address}/", {}).status_code == 403, address
    assert browser.get("/").status_code == 200


# ---------------------------------------------------------------- bodies that cannot be read

TOO_LARGE = b"text=" + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
TOO_MANY = b"&".join(b"a=1" for _ in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
BODIES = {
    "too large": (TOO_LARGE, FORM),
    "too many fields": (TOO_MANY, FORM),
    "no boundary": (b"--x", "multipart/form-data"),
    "cut short": (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
    "JSON": (b'{"text": "Words."}', "application/json"),
    "XML": (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "text/xml"),
    "not UTF-8": (b"text=%ff%fe\xff", FORM),
    "half a character": (b"comment=%ed%a0%80&answer=%ed%a0%80", FORM),
    "another alphabet": (b"text=abc", f"{FORM}; charset=utf-7"),
    "no such alphabet": (b"text=abc", f"{FORM}; charset=klingon"),
}


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_makes_no_sense_is_answered_in_words(client, cast, places, body):
    """On a clinic's page and on a client's: the form again or a sentence, and nothing stored."""
    sent, content_type = BODIES[body]
    walked, [asked] = link(cast.alice, cast.cleo_care, "gad7")
    client.force_login(cast.alice)
    before = stored()
    for address, again in (
        (f"{places['care']}/contract/", "First goal"),
        (walked.url("portal_question", asked.pk, 1), "Feeling nervous"),
    ):
        answer = client.generic("POST", address, sent, content_type=content_type)
        assert answer.status_code in {200, 400, 422}, address
        stays = "stored" if answer.status_code == 400 else again
        assert stays in words(answer), address
        assert "root:" not in words(answer)
    assert stored() == before


def test_a_comment_that_is_not_unicode_is_kept_readable(cast):
    """What a broken keyboard sends becomes marks of replacement, never a fault."""
    walked, [asked] = link(cast.alice, cast.cleo_care, "gad7")
    walked.answer_all(asked, [1] * 7)
    address = walked.url("portal_check", asked.pk)
    answer = walked.browser.generic("POST", address, b"comment=%ff%ed%a0%80", content_type=FORM)
    assert answer.status_code == 303
    asked.refresh_from_db()
    assert set(asked.response.comment) == {"\ufffd"}


def test_another_host_is_not_answered(client, cast):
    client.force_login(cast.alice)
    answer = client.get("/clients/", headers={"host": "evil.example.org"})
    assert answer.status_code == 400
    assert b"evil" not in answer.content
