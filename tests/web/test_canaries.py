"""What people type is shown as they typed it, on every page and to everybody, and never obeyed.

The canary is typed into every field of words of every form that the site shows; then every page is
read by everybody who may, the client's too.
"""

import re
from datetime import timedelta

import pytest

from kith.core import safety as rules_of_safety
from kith.record.models import Alert, Letter, Organisation, Session, Staff, Team
from kith.record.services import agreements, course, measures, safety
from tests.cast import REFERRED
from tests.web.every_form import filled, forms_on, furnish_all, route_of, send, walk
from tests.web.markup import Page
from tests.web.portal import link

pytestmark = pytest.mark.once  # every form and page, whatever keeps the rows

CANARY = "'\"><x-canary>{{983*977}}\u202e\U0001f642"
OBEYED = ("<x-canary", "960391")
SAFE = ("/", "#", "?", "tel:", "mailto:", "https://", "http://testserver/")
ROUNDS = 2  # a form that somebody's earlier words call for is met in the second
KINDS = 25  # of forms with words, at least; a walk that found fewer has lost its way


@pytest.fixture
def house(cast):
    """Three furnished records, in a clinic and by colleagues whose names are canaries too."""
    furnish_all(cast)
    measures.acknowledge_alert(by=cast.alice, alert=Alert.objects.get(episode=cast.cleo_care))
    line = {"name": CANARY, "number": CANARY, "hours": CANARY, "text": CANARY}
    clinic = Organisation.objects.filter(pk=cast.clinic.pk)
    clinic.update(name=CANARY, contact=CANARY, crisis_lines=[line])
    Team.objects.filter(pk=cast.north.pk).update(name=CANARY)
    Staff.objects.filter(pk=cast.alice.pk).update(name=CANARY)
    return cast


def takes_any_words(field):
    return field.takes_words and field.kind not in {"email", "password"}


def has_numbers(form):
    """A questionnaire of numbers: its one field of words is the comment, met on the others too."""
    return any(name.startswith("item-") for name in form.fields)


def with_canaries(form):
    """Return the form with the canary in every field of words."""
    words = {one.name: [CANARY] for one in form.fields.values() if takes_any_words(one)}
    return {**filled(form), **words}


def kind_of(form):
    """Forms of one kind differ in whom they are about, not in what they ask."""
    return route_of(form), tuple(sorted(re.sub(r"\d+", "N", name) for name in form.fields))


def type_everywhere(browser):
    """Send a form of each kind with canaries until it is taken once.

    Returns the kinds that were taken, and those that never were with their last status. The form
    that ends the course waits: an ended course has few forms left to read.
    """
    taken, refused = set(), {}
    for _round in range(ROUNDS):
        for form in forms_on(walk(browser)):
            kind = kind_of(form)
            has_words = any(map(takes_any_words, form.fields.values()))
            if kind in taken or not has_words or kind[0] == "end_course" or has_numbers(form):
                continue
            answer = send(browser, form, with_canaries(form))
            if answer.status_code == 200:
                taken.add(kind)
                refused.pop(kind, None)
            else:
                refused[kind] = answer.status_code
    return taken, refused


def assert_harmless(page):
    """The page holds no element and no address that somebody typed, and has obeyed no template."""
    for obeyed in OBEYED:
        assert obeyed not in page.text, page.address
    for tag, given in page.tags:
        assert not [name for name in given if name.startswith("on")], f"{page.address}: {tag}"
        where = given.get("href", "") or given.get("src", "")
        assert not where or where.startswith(SAFE), f"{page.address}: {tag} to {where}"
        assert "canary" not in where, f"{page.address}: {tag} to {where}"


def read_everywhere(browser, starts=("/",)):
    """Read every page that somebody reaches; returns the addresses that show the canary."""
    pages = walk(browser, starts)
    for page in pages.values():
        assert_harmless(page)
    return {address for address, page in pages.items() if CANARY in "".join(page.shown)}


def end(cast, browser):
    """Close Cleo's course with canaries: she has stopped coming."""
    for session in Session.objects.filter(episode=cast.cleo_care, state="planned"):
        course.miss_session(by=cast.alice, session=session, state="cancelled", reason=CANARY)
    address = f"/episodes/{cast.cleo_care.pk}/ending/end/"
    assert browser.post(address, {"left-words": CANARY}, follow=True).status_code == 200


def test_words_are_shown_as_they_were_typed_to_everybody_who_reads_them(house, client):
    client.force_login(house.mira)
    joins = next(form for form in forms_on(walk(client, ["/staff/"])) if "email" in form.fields)
    assert send(client, joins, with_canaries(joins)).status_code == 200
    client.force_login(house.alice)
    taken, refused = type_everywhere(client)
    assert refused == {}
    assert len(taken) >= KINDS
    for person, pages in (("alice", 30), ("bob", 25), ("mira", 25), ("ada", 2)):
        client.force_login(getattr(house, person))
        assert len(read_everywhere(client)) >= pages, person
    client.force_login(house.alice)
    end(house, client)
    assert len(read_everywhere(client, [f"/episodes/{house.cleo_care.pk}/"])) >= 10
    for one in Letter.objects.filter(episode=house.cleo_care):
        made = client.get(f"/episodes/{house.cleo_care.pk}/letter/{one.pk}/pdf/")
        assert made.content.startswith(b"%PDF-")


def test_a_client_reads_what_staff_typed_as_words_alone(house, client):
    """The clinic's name, help lines, goals and the safety plan: typed by staff, read by clients."""
    alice, care = house.alice, house.cleo_care
    terms = agreements.Terms(
        sessions=16,
        starts_on=REFERRED,
        ends_on=REFERRED + timedelta(weeks=16),
        goals=[CANARY] * 3,
        reason=CANARY,
    )
    agreements.agree_contract(by=alice, episode=care, terms=terms)
    steps = {step: [CANARY] for step in rules_of_safety.steps()}
    safety.agree_safety_plan(by=alice, episode=care, steps=steps, after=1)
    walked, asked = link(alice, care, "goals", "phq9")
    assert len(read_everywhere(walked.browser, [walked.url("portal")])) >= 3
    for one in asked:
        last = walked.answer_all(one, [0] * 3 if one.instrument == "goals" else [1] * 8 + [3])
        assert_harmless(Page(last))  # after item 9 of the PHQ-9: the page of help
        sent = walked.send(one, comment=CANARY)
        assert_harmless(Page(walked.browser.get(sent.headers["Location"])))
    assert read_everywhere(walked.browser, [walked.url("portal_done")])
    client.force_login(alice)
    assert read_everywhere(client, [f"/episodes/{care.pk}/measures/"])
