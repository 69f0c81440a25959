"""Walking through a link as a client does: by its pages, with forms and links, without script."""

import re
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from kith.core import catalogue
from kith.record.services import measures

ZEROS = [0] * 9


@dataclass
class Walk:
    """One link, opened by somebody without an account."""

    token: str
    browser: Client

    def url(self, name, *rest):
        return reverse(name, args=[self.token, *rest])

    def get(self, name="portal", *rest):
        return self.browser.get(self.url(name, *rest))

    def post(self, name, *rest, **typed):
        return self.browser.post(self.url(name, *rest), typed)

    def answer(self, assignment, number, value, change=False):
        """Send the page of one question; None is "I would rather not answer this"."""
        address = self.url("portal_question", assignment.pk, number) + ("?change" if change else "")
        return self.browser.post(address, {"answer": "skip" if value is None else value})

    def answer_all(self, assignment, values):
        """Answer the questions in order; returns the last page shown."""
        return [self.answer(assignment, n, value) for n, value in enumerate(values, 1)][-1]

    def send(self, assignment, **typed):
        return self.post("portal_check", assignment.pk, **typed)


def link(by, episode, *instruments):
    """Send a link; returns the walk through it and what it asks, in order."""
    invitation, token = measures.send_measures(
        by=by, episode=episode, instruments=instruments or ["phq9"]
    )
    # Checked as a browser would: a form that needs a proof it does not carry must fail here.
    browser = Client(enforce_csrf_checks=True)
    return Walk(token, browser), list(invitation.assignments.order_by("position"))


def number_of(instrument, item):
    ids = [one.id for one in catalogue.instrument(instrument).items]
    return ids.index(item) + 1


def words(response):
    """What a page says: its text without tags, on one line."""
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def heading(response):
    return re.sub(
        r"\s+", " ", re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)[1]
    ).strip()
