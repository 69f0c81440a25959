"""Logs name the kind of page and the status: never an address with a token, never a form."""

import logging

import pytest
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.urls import path

from kith.site.privacy import WithoutRequests


def broken(request, token):
    raise RuntimeError("broken on purpose")


def missing(request, token):
    raise Http404


def unreadable(request, token):
    try:
        int(request.POST["note"])
    except ValueError:
        raise KeyError(token) from None


def refused(request, token):
    try:
        int(request.POST["note"])
    except ValueError as error:
        # As PostgreSQL tells it, with the row of somebody who sent nothing today.
        row = "null value in column\nDETAIL: Failing row contains (7, Cleo, low since spring)."
        raise IntegrityError(row) from error


urlpatterns = [
    path("m/<token>/broken/", broken, name="a_broken_page"),
    path("m/<token>/missing/", missing, name="a_missing_page"),
    path("m/<token>/unreadable/", unreadable, name="an_unreadable_page"),
    path("m/<token>/refused/", refused, name="a_refused_page"),
]
handler404 = handler500 = "tests.site.test_privacy.plain"


def plain(request, *_, **__):
    return HttpResponse("no", status=500)


@pytest.fixture
def logged(settings, client, caplog):
    """Ask for a page, and read what the log of a real installation would hold."""
    settings.ROOT_URLCONF = "tests.site.test_privacy"
    client.raise_request_exception = False

    def ask(address, **form):
        client.post(address, form)
        kept = [record for record in caplog.records if WithoutRequests().filter(record)]
        return "\n".join(logging.Formatter("%(name)s %(message)s").format(each) for each in kept)

    return ask


@pytest.mark.parametrize("page", ["broken", "missing", "unreadable", "refused"])
def test_a_log_keeps_neither_tokens_nor_words(logged, page):
    said = logged(f"/m/tok3n/{page}/?secret=inquiry", note="what a client wrote")
    assert f"_{page}_page" in said
    for private in ("tok3n", "inquiry", "what a client wrote", "Cleo", "spring"):
        assert private not in said


def test_a_log_keeps_the_place_and_the_kind_of_every_fault(logged):
    said = logged("/m/tok3n/refused/", note="what a client wrote")
    for kept in ("ValueError", "IntegrityError: null value in column", 'int(request.POST["note"])'):
        assert kept in said
    assert said.index("ValueError") < said.index("IntegrityError")


def test_the_fault_itself_stays_in_the_log(logged):
    assert "broken on purpose" in logged("/m/tok3n/broken/")


def test_an_unknown_address_is_not_repeated(logged):
    assert "unknown page" in logged("/m/tok3n/elsewhere/")


def test_other_records_pass_untouched():
    record = logging.LogRecord("kith", logging.INFO, "", 1, "sent %d messages", (3,), None)
    assert WithoutRequests().filter(record)
    assert record.getMessage() == "sent 3 messages"
