"""The first room of a record: where the course stands, what is due and why, and the last scores."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kith.record import access
from kith.record.writing import may_hand_over
from kith.web.clinic.rooms import open_room
from kith.web.clinic.scores import charts_of
from kith.web.clinic.surroundings import Around
from kith.web.clinic.visits import line_of, visits_of
from kith.web.http import Request, render


@login_required
@require_GET
def episode(request: Request, pk: int) -> HttpResponse:
    """Show the overview; asked by htmx every half minute, only the alerts."""
    room = open_room(request, pk, "episode")
    alerts = list(room.alerts.select_related("owner", "acknowledged_by"))
    if request.htmx:
        return render(request, "clinic/episode.html#alerts", room.context(alerts=alerts))
    visits = visits_of(room)
    return render(
        request,
        "clinic/episode.html",
        room.context(
            alerts=alerts,
            line=line_of(room, visits),
            charts=charts_of(room, visits, only=("phq9", "gad7")),
            next_visit=next((one for one in visits if one.session.state == "planned"), None),
            tasks=list(access.tasks(request.user).filter(episode=room.episode, state="open")),
            areas=list(
                access.areas(request.user)
                .filter(episode=room.episode, left_on__isnull=True)
                .select_related("person")
            ),
            risk=room.risk,
            around=Around(room) if "conditions" not in room.left_out else None,
            referral=room.episode.referral,
            may_hand_over=may_hand_over(request.user, room.episode),
        ),
    )
