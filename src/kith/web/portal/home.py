"""The first and the last page of a link: what it is about, "not today", and what happens next."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from kith.core import safety
from kith.record import access
from kith.record.services import measures
from kith.web import questions
from kith.web.http import render
from kith.web.portal.links import Link, by_link


@require_safe
@by_link()
def home(request: HttpRequest, link: Link) -> HttpResponse:
    """Say who asks, why, how long it takes and who reads it; and where the client was."""
    left = [one for one in link.asked if one.is_open]
    begun = any(one.draft for one in link.asked)
    context = link.context(
        left=left,
        begun=begun,
        minutes=questions.minutes(one.instrument for one in left),
        onward=link.continue_at(left[0]) if left else "",
        therapist=link.episode.therapist,
        words=safety.help_words(),
    )
    return render(request, "portal/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link()
def not_today(request: HttpRequest, link: Link) -> HttpResponse:
    """Put the questions aside: for a while, or for this time. Nobody asks why."""
    if request.method == "POST":
        measures.decline(by=link.invitation)
        return HttpResponseRedirect(link.url("portal_done"), status=HTTPStatus.SEE_OTHER)
    context = link.context(
        back=link.url("portal"), begun=any(one.draft for one in link.asked if one.is_open)
    )
    return render(request, "portal/not_today.html", context)


@require_safe
@by_link(after_sending=True)
def done(request: HttpRequest, link: Link) -> HttpResponse:
    """Say what was sent, what was put aside, and what happens next."""
    if access.is_live(link.invitation):
        return HttpResponseRedirect(link.url("portal"))
    context = link.context(
        sent=[one for one in link.asked if one.is_sent],
        aside=[one for one in link.asked if one.is_put_aside],
        therapist=link.episode.therapist,
        next_session=access.next_session_of(link.invitation),
        words=safety.help_words(),
    )
    return render(request, "portal/done.html", context)
