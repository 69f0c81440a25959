"""Whatever is sent to Kith, it answers in words, stores nothing by halves, and does not break.

Forms are found on the pages (every_form.py), addresses in the URL table, questions after an address
in the sources: what is added later is tried too.
"""

import re
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.urls import get_resolver

from kith.record.models import AuditEvent, Session
from tests.record.conftest import everything
from tests.servers import ROOT
from tests.web.every_form import filled, forms_on, furnish_all, send, walk
from tests.web.markup import Page
from tests.web.portal import link, words
from tests.web.test_canaries import kind_of

pytestmark = pytest.mark.once  # every form and page, whatever keeps the rows

HUGE = "9" * 30
VAST = "9" * 5000  # more figures than Python reads at once
GARBLED = ["\0", "²", HUGE, VAST, "9999-12-31T23:59", "'"]
# Each is a date, a number or a moment to some form; what a service makes of it counts then.
PLAUSIBLE = {
    "date": ["0001-01-01", "9999-12-31", "2026-02-31"],
    "datetime-local": ["0001-01-01T00:00", "9999-12-31T23:59", "2026-03-29T01:30"],
    "number": ["0", "-1", "2147483648", HUGE],
    "hidden": ["-1", "2147483648", f"{VAST} {VAST} nan"],
}


# Who begins where, so that every form of the site is met by somebody who may send it.
STARTS = [("alice", "/"), ("mira", "/staff/"), ("mira", "/library/instruments/")]


@pytest.fixture
def house(cast):
    furnish_all(cast)
    return cast


@pytest.fixture
def alice(house, client):
    client.force_login(house.alice)
    return client


@pytest.fixture
def mira(house, client):
    client.force_login(house.mira)
    return client


@contextmanager
def undone():
    """Take back what the block stores, so that each attempt meets the same record."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def kinds_of_forms(browser, start="/"):
    """Return one form of each kind; of the questions of a questionnaire, one is enough."""
    forms = {kind_of(form): form for form in forms_on(walk(browser, [start], start))}
    for form in forms.values():
        items = [name for name in form.fields if name.startswith("item-")]
        for name in items[1:]:
            del form.fields[name]
    return forms.values()


def stored():
    """Everything but the trail, which notes every look."""
    return {name: rows for name, rows in everything().items() if name != AuditEvent.__name__}


# ---------------------------------------------------------------- fields


@pytest.mark.parametrize(("person", "start"), STARTS)
def test_no_field_takes_a_null_character(house, client, person, start):
    """PostgreSQL cannot store one: each field refuses it in words, and none by a fault."""
    client.force_login(getattr(house, person))
    for form in kinds_of_forms(client, start):
        typed = {one.name: ["a\0b"] for one in form.fields.values() if one.takes_words}
        if typed:
            answer = send(client, form, {**filled(form), **typed})
            assert answer.status_code == 422, form.action
            said = "".join(Page(answer).shown).count("Null characters are not allowed")
            assert said >= len(typed), form.action


@pytest.mark.parametrize(("person", "start"), STARTS)
def test_no_field_breaks_on_what_it_does_not_expect(house, client, person, start):
    client.force_login(getattr(house, person))
    for form in kinds_of_forms(client, start):
        typed = {one.name for one in form.fields.values() if one.takes_words}
        for value in GARBLED:
            spoilt = {name: [value] for name in filled(form) if name not in typed}
            with undone():
                answer = send(client, form, {**filled(form), **spoilt})
                assert answer.status_code in {200, 404, 409, 422}, f"{form.action} {value[:20]}"


def test_no_number_and_no_date_breaks_the_page_after_it(alice):
    tried = 0
    for form in kinds_of_forms(alice):
        for one in form.fields.values():
            for value in PLAUSIBLE.get(one.kind, ()) if one.name != "csrfmiddlewaretoken" else ():
                with undone():
                    answer = send(alice, form, {**filled(form), one.name: [value]})
                    assert answer.status_code < 500, f"{form.action} {one.name} {value[:20]}"
                tried += 1
    assert tried > 50


@pytest.mark.parametrize(("person", "start"), STARTS)
def test_what_was_not_offered_is_not_taken(house, client, person, start):
    """An option that a form did not offer, another client's above all, changes nothing."""
    client.force_login(getattr(house, person))
    forms, before = kinds_of_forms(client, start), stored()
    for form in forms:
        for one in form.fields.values():
            if one.is_choice and one.options != ["on"]:
                with undone():
                    answer = send(client, form, {**filled(form), one.name: ["987654"]})
                    assert answer.status_code == 422, f"{form.action} {one.name}"
                    assert stored() == before, f"{form.action} {one.name}"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2026-03-29T01:30", "may not exist"),  # the clocks went from 1 to 2 that night
        ("2026-10-25T01:30", "may be ambiguous"),  # and that night the hour came twice
        ("9999-12-31T23:59", "more than two years ahead"),
        ("0001-01-01T00:00", "cannot be before the referral"),
        ("2026-02-31T10:00", "Enter a valid date/time"),
        ("tomorrow", "Enter a valid date/time"),
    ],
)
def test_an_hour_that_cannot_be_is_named(alice, house, typed, says):
    before = Session.objects.count()
    address = f"/episodes/{house.cleo_care.pk}/course/plan/"
    answer = alice.post(address, {"starts_at": typed, "minutes": 50, "medium": "room"})
    assert answer.status_code == 422
    assert says in words(answer)
    assert Session.objects.count() == before


def test_an_hour_of_summer_is_kept_as_it_was_said(alice, house):
    address = f"/episodes/{house.cleo_care.pk}/course/plan/"
    alice.post(address, {"starts_at": "2026-03-29T02:30", "minutes": 50, "medium": "room"})
    assert Session.objects.filter(starts_at="2026-03-29T01:30:00Z").exists()


# ---------------------------------------------------------------- addresses


def routes():
    """Every address with a number in it: {name: pattern}."""
    site = next(one for one in get_resolver().url_patterns if "kith.web.urls" in str(one.__dict__))
    return {one.name: str(one.pattern) for one in site.url_patterns if "<int:" in str(one.pattern)}


@pytest.mark.parametrize("number", ["0", HUGE, VAST, "-1", "٣", "1.0", "1%00"])
def test_a_number_that_no_row_has_leads_nowhere(mira, number):
    for name, pattern in routes().items():
        address = "/" + re.sub("<str:[^>]+>", "x", re.sub("<int:[^>]+>", number, pattern))
        assert mira.get(address, follow=True).status_code == 404, name
        assert mira.post(address).status_code in {404, 405}, name


# The modules that read what stands after the question mark, each with a page and more parameters.
QUESTIONS = {
    "administration": ("/trail/", ()),
    "caseload": ("/clients/", ()),
    "library": ("/library/", ("q", "disorder", "format", "status")),
    "library_fit": ("/library/suitability/", ("codes", "age", "disorders", "formats")),
    "library_instruments": ("/library/instruments/", ("q", "licence", "state")),
    "inventory": ("{care}inventory/", ()),
    "rhythm": ("{care}rhythm/", ("span", "week", "outliers")),
    "timeline": ("{care}timeline/", ()),
    "safety": ("{care}safety/review/", ()),
    "problem_area": ("{care}problem-area/choose/", ("first", "second")),
    "measures": ("{link}", ()),
}


def asked():
    """What is read after the question mark, by module: {name: {parameter}}."""
    found = {}
    for path in (ROOT / "src" / "kith" / "web").rglob("*.py"):
        lines = [line for line in path.read_text().splitlines() if "request.GET" in line]
        for line in lines:
            found.setdefault(path.stem, set()).update(re.findall(r'"(\w+)"', line))
    return found


def test_nothing_after_the_question_mark_breaks_a_page(mira, house):
    assert asked().keys() == QUESTIONS.keys(), "a page reads a new parameter: say which page"
    walked, [one] = link(house.alice, house.cleo_care)
    where = {
        "care": f"/episodes/{house.cleo_care.pk}/",
        "link": walked.url("portal_question", one.pk, 1),
    }
    for name, (address, more) in QUESTIONS.items():
        for parameter in asked()[name].union(more):
            for value in [*GARBLED, "<script>", "grief"]:
                answer = mira.get(address.format(**where), {parameter: value})
                assert answer.status_code in {200, 422}, f"{name} {parameter} {value[:20]}"
