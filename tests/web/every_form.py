"""Every form of a furnished record, found as people find it: by following links from page to page.

A page that is added is found by its link, and a form by its page: neither needs a line here. What
forms must do with what they are sent stands in the tests that use this.
"""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

from django.urls import resolve

from kith.record.services import course
from tests.cast import NOW, furnish
from tests.web.markup import Page

# What a person gives who has no special wish, by the name of the field or the kind of the control.
TYPICAL = {
    "born_on": "1990-05-17",
    "number": "2",
    "year": "2025",
    "day": "",
    "date": "2026-03-02",
    "datetime-local": "2026-03-05T10:00",
    "email": "someone@example.org",
    "password": "seven herons over water",
}
# Where two dates of one form must go together.
TOGETHER = {
    "baby": {"born_on": "2026-02-20", "lost_on": ""},
    "one_baby": {"born_on": "2026-02-20", "lost_on": ""},
    "body": {"next_on": "2026-06-02"},
}
# Who goes first: the rest would settle what these ask. Who goes last: these end everything.
TURNS = {"session_reopen": 0, "session_not_held": 1, "end_course": 3, "staff_leave": 3}
ELSEWHERE = ("/accounts/", "/static/")
# Each has a page for every protocol or questionnaire: one of each class is met here, and all of
# them in the tests of the library.
ONE_OF_EACH = re.compile(r"/library/(protocols|instruments)/(?!(who5|epds|ipsrt)/)[a-z]")


def furnish_all(cast):
    """Something of every kind in three records; one more session of Cleo's held, one ahead."""
    furnish(cast.alice, cast.cleo_care)
    furnish(cast.charlie, cast.dana_care)
    furnish(cast.olga, cast.otto_care)
    held, _ahead = (
        course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW + from_now)
        for from_now in (timedelta(hours=-2), timedelta(days=2))
    )
    course.hold_session(by=cast.alice, session=held)


def walk(browser, starts=("/",), within="/"):
    """Follow every link of the site once; returns {address: page}. Fails where a page fails.

    Addresses that differ only in what stands behind the same question marks count as one page.
    `within`: addresses that begin otherwise are left out.
    """
    pages, seen, waiting = {}, set(), list(starts)
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        kind = (parts.path, tuple(name for name, _ in parse_qsl(parts.query, True)))
        left_out = address.startswith(ELSEWHERE) or ONE_OF_EACH.match(address)
        if kind in seen or left_out or not address.startswith(within):
            continue
        seen.add(kind)
        answer = browser.get(address)
        assert answer.status_code in {200, 302}, f"{address}: {answer.status_code}"
        if "text/html" in answer.headers["Content-Type"] and answer.status_code == 200:
            pages[address] = Page(answer, address)
            waiting += pages[address].links
    return pages


def forms_on(pages):
    """Return the forms that change something, each address once, whatever page shows it."""
    found = {}
    for page in pages.values():
        for form in page.forms:
            if form.method == "post" and not form.action.startswith(ELSEWHERE):
                found.setdefault((form.action, tuple(form.fields)), form)
    return sorted(found.values(), key=lambda form: TURNS.get(route_of(form), 2))


def route_of(form):
    """Return the name of the route that a form is sent to."""
    return resolve(urlsplit(form.action).path).url_name


def filled(form, words="Said in plain words."):
    """Return what somebody sends who fills in every field and presses the first button."""
    data = form.sends(lambda one: typical(one, words))
    both = TOGETHER.get(route_of(form), {})
    data |= {name: [value] for name, value in both.items() if name in form.fields}
    return {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"} | {
        name: [value] for name, value in form.buttons[:1]
    }


def typical(field, words):
    """Return what stands in an empty field once it is filled in."""
    if field.kind in {"text", "search", "textarea", "tel", "url"}:
        return words
    part = field.name.rpartition("_")[2]
    return next((TYPICAL[one] for one in (field.name, part, field.kind) if one in TYPICAL), "")


def send(browser, form, data, **headers):
    """Send a form as a browser does, and go where the answer leads."""
    return browser.post(form.action, data, headers=headers or None, follow=True)
