"""The client's own safety plan, in the client's own words, behind a link that lasts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kith.core import safety
from kith.record import access
from kith.web.http import render
from kith.web.portal.links import Link, by_link, missing


@require_safe
@by_link(after_sending=True)
def plan(request: HttpRequest, link: Link) -> HttpResponse:
    """Show the newest version of the plan; it prints on one page."""
    if link.plan is None:
        return missing(request, link)
    context = link.context(
        plan=link.plan,
        steps=safety.steps(),
        attribution=safety.attribution(),
        back=link.url("portal" if access.is_live(link.invitation) else "portal_done"),
        plan_url="",
    )
    return render(request, "portal/plan.html", context)
