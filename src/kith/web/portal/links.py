"""Opening a link: whose it is, whether it still lasts, and what every page behind it carries.

Every page of the portal is wrapped by `by_link`. The token in the address is the client's whole
key: it never stands in a log, a page of a link that is over, or a header sent elsewhere. Forms
carry no other proof, since whoever could forge one would have to know the token; so no cookie is
set, and nothing a client typed is lost to an expired one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from kith.core.errors import RefusedError
from kith.core.instruments.model import Instrument
from kith.record import access
from kith.record.services import measures
from kith.web import questions
from kith.web.http import help_lines, render, url

if TYPE_CHECKING:
    from kith.record.models import Assignment, Episode, Invitation, Organisation, SafetyPlan

P = ParamSpec("P")


@dataclass(frozen=True)
class Asked:
    """One questionnaire of a link, and how far the client is with it."""

    assignment: "Assignment"
    instrument: Instrument

    @property
    def draft(self) -> Mapping[str, int | None]:
        """The answers given so far."""
        draft: Mapping[str, int | None] = self.assignment.draft
        return draft

    @property
    def is_sent(self) -> bool:
        """It is in the record."""
        return self.assignment.response_id is not None

    @property
    def is_put_aside(self) -> bool:
        """The client said "not today"."""
        return self.assignment.declined_at is not None

    @property
    def is_open(self) -> bool:
        """It still takes answers, as far as the link does."""
        return not self.is_sent and not self.is_put_aside

    @cached_property
    def progress(self) -> tuple[int, int]:
        """How many of how many questions the client has come to."""
        return questions.answered(self.instrument, self.draft)


@dataclass(frozen=True)
class Link:
    """A link that opens: one client's questions, at one clinic."""

    token: str
    invitation: "Invitation"

    @property
    def clinic(self) -> "Organisation":
        """Who asks."""
        return self.invitation.organisation

    @property
    def episode(self) -> "Episode":
        """The course of care it belongs to."""
        return self.invitation.episode

    @cached_property
    def asked(self) -> list[Asked]:
        """What it asks, in order."""
        found = []
        for one in access.assignments(self.invitation):
            instrument = measures.definition_of(one)
            if questions.asks_goals(instrument):
                instrument = questions.put_to(instrument, self.goals, one.draft)
            found.append(Asked(one, instrument))
        return found

    @cached_property
    def goals(self) -> list[str]:
        """The goals of the contract, in the client's words."""
        return access.goals_of(self.invitation)

    @cached_property
    def plan(self) -> "SafetyPlan | None":
        """The client's own safety plan."""
        return access.safety_plan_of(self.invitation)

    def find(self, pk: int) -> Asked | None:
        """Return the questionnaire with this number, if it is one of this link's."""
        return next((one for one in self.asked if one.assignment.pk == pk), None)

    def after(self, one: Asked) -> Asked | None:
        """Return the next questionnaire that still takes answers, `one` set aside."""
        left = [other for other in self.asked if other.is_open and other is not one]
        return left[0] if left else None

    def url(self, name: str, *rest: object) -> str:
        """Return the address of a page of this link."""
        return url(name, self.token, *rest)

    def continue_at(self, one: Asked) -> str:
        """Return where the client goes on: the first question not come to yet, or the check."""
        number = questions.first_open(one.instrument, one.draft)
        if number is None:
            return self.url("portal_check", one.assignment.pk)
        return self.url("portal_question", one.assignment.pk, number)

    def context(self, **more: Any) -> dict[str, Any]:
        """Return what the frame of a client's page needs, and `more` for the page itself."""
        return {
            "link": self,
            "crisis_lines": self.clinic.crisis_lines,
            "plan_url": self.url("portal_plan") if self.plan else "",
            **more,
        }


View = Callable[Concatenate[HttpRequest, Link, P], HttpResponse]


def by_link(*, after_sending: bool = False) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Open the link of the address for a view; a link that is over gets its own calm page.

    `after_sending`: the page may still be read for an hour after the last answers were sent.
    """
    lasts = access.is_readable if after_sending else access.is_live

    def wrap(view: View[P]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def open_link(
            request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            invitation = access.invitation(token)
            if invitation is None:
                return private(unknown(request))
            if not lasts(invitation):
                return private(over(request, invitation))
            link = Link(token, invitation)
            try:
                return private(view(request, link, *args, **kwargs))
            except RefusedError as refusal:
                return private(_refused(request, link, refusal))

        return open_link

    return wrap


def unknown(request: HttpRequest) -> HttpResponse:
    """The page for a token that no link has: cut short, altered, or never made."""
    context = {"state": "unknown", "clinic": None, "crisis_lines": help_lines()}
    return render(request, "portal/over.html", context, HTTPStatus.NOT_FOUND)


def over(request: HttpRequest, invitation: "Invitation") -> HttpResponse:
    """The page for a link that was sent, withdrawn, or left until it ran out."""
    state = "old"
    if invitation.finished_at:
        state = "sent"
    elif invitation.withdrawn_at:
        state = "withdrawn"
    clinic = invitation.organisation
    context = {"state": state, "clinic": clinic, "crisis_lines": clinic.crisis_lines}
    return render(request, "portal/over.html", context, HTTPStatus.GONE)


def missing(request: HttpRequest, link: Link) -> HttpResponse:
    """The page for an address behind a good link that leads nowhere."""
    return render(request, "portal/missing.html", link.context(), HTTPStatus.NOT_FOUND)


def done_already(request: HttpRequest, link: Link, one: Asked) -> HttpResponse:
    """The page for a questionnaire that was sent or put aside already: nothing is changed."""
    return render(request, "portal/done_already.html", link.context(one=one), HTTPStatus.GONE)


def _refused(request: HttpRequest, link: Link, refusal: RefusedError) -> HttpResponse:
    """The page for a change the record refused; mostly the link ended on another device."""
    invitation = access.invitation(link.token)
    if invitation is None or not access.is_live(invitation):
        return over(request, invitation or link.invitation)
    context = link.context(message=refusal.message, typed=request.POST.get("comment", ""))
    return render(request, "portal/refused.html", context, HTTPStatus.CONFLICT)


def private(response: HttpResponse) -> HttpResponse:
    """Say that nobody may keep the page, and that its address is told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
