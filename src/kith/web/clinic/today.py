"""Today: the first page after signing in. What happens, what waits, what is overdue."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kith.record import access, clock
from kith.record.facts import protocol_of
from kith.record.writing import may_administer, may_take_in
from kith.web.clinic.caseload import Line, lines_of
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.core.protocols.views import Due
    from kith.record.models import Meeting, Session

DAYS_AHEAD = 7
MOST_OVERDUE = 12


@dataclass(frozen=True)
class Waiting:
    """Something overdue in one course, with the rule behind it."""

    line: Line
    due: "Due"


@login_required
@require_GET
def today(request: Request) -> HttpResponse:
    """Show the day: alerts first, then sessions, then what waits for a decision or a word."""
    episodes = access.episodes(request.user).filter(ended_on__isnull=True)
    lines = lines_of(request.user, episodes.select_related("client", "therapist"))
    planned = _planned(request)
    start, tomorrow = _start_of(clock.today()), _start_of(clock.today() + timedelta(days=1))
    overdue = [Waiting(line, due) for line in lines for due in line.course.overdue]
    return render(
        request,
        "clinic/today.html",
        {
            "alerts": list(
                access.open_alerts(request.user).select_related(
                    "episode__client", "owner", "acknowledged_by"
                )
            ),
            "sessions": [one for one in planned if start <= one.starts_at < tomorrow],
            "ahead": [one for one in planned if one.starts_at >= tomorrow],
            "unrecorded": [one for one in planned if one.starts_at < start],
            "unsigned": _unsigned(request),
            "meetings": _meetings(request),
            "links": _links(request),
            "overdue": overdue[:MOST_OVERDUE],
            "more_overdue": max(0, len(overdue) - MOST_OVERDUE),
            "lines": {line.episode.pk: line for line in lines},
            "is_first_day": not lines,
            "may_administer": may_administer(request.user),
            "may_take_in": may_take_in(request.user),
        },
    )


def _planned(request: Request) -> "list[Session]":
    """Return every session in the diary up to a week from now, the forgotten ones too."""
    end = _start_of(clock.today() + timedelta(days=1 + DAYS_AHEAD))
    rows = access.sessions(request.user).filter(state="planned", starts_at__lt=end)
    return list(rows.select_related("episode__client", "episode__therapist").order_by("starts_at"))


def _meetings(request: Request) -> "list[tuple[Meeting, str]]":
    """Return the meetings beside the sessions up to a week from now, with what each is called."""
    end = _start_of(clock.today() + timedelta(days=1 + DAYS_AHEAD))
    rows = access.meetings(request.user).filter(state="planned", starts_at__lt=end)
    found = []
    for one in rows.select_related("episode__client").order_by("starts_at"):
        kind = protocol_of(one.episode).meeting.get(one.kind)
        found.append((one, kind.title if kind else one.kind))
    return found


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _unsigned(request: Request) -> "list[Session]":
    """Return held sessions of one's own clients whose note is not signed yet."""
    rows = access.sessions(request.user).filter(
        state="held", episode__therapist=request.user.pk, note__signed_at__isnull=True
    )
    return list(rows.select_related("episode__client").order_by("starts_at")[:20])


def _links(request: Request) -> list[dict[str, object]]:
    """Return the links that clients have not finished yet, with how far they are."""
    rows = (
        access.invitations(request.user)
        .filter(finished_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
        .select_related("episode__client")
        .prefetch_related("assignments")
        .order_by("expires_at")
    )
    found: list[dict[str, object]] = []
    for one in rows:
        asked = list(one.assignments.all())
        done = sum(each.response_id is not None for each in asked)
        begun = any(each.draft for each in asked)
        found.append({"invitation": one, "done": done, "asked": len(asked), "begun": begun})
    return found
