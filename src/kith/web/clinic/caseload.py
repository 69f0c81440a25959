"""The caseload: every client somebody looks after, one line each, to be sorted and narrowed.

Here too: the lines that *Today* shares. A line says; it never ranks a person by risk.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from kith.core import catalogue, safety
from kith.core.instruments import change
from kith.core.protocols.engine import Course
from kith.record import access, clock, facts
from kith.record.writing import may_take_in
from kith.web import wording
from kith.web.charts import sparkline
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Episode

PRIMARY = "phq9"
"""The measure whose trend stands in a line: the primary outcome of the standard course."""


@dataclass(frozen=True)
class Line:
    """One client's care, as a line of the caseload."""

    episode: "Episode"
    course: Course
    scores: list[tuple[date, float | None]] = field(default_factory=list)
    alerts: int = 0
    care: str = ""
    next_at: datetime | None = None

    @property
    def name(self) -> str:
        """The client's name, family name first, as a list is read."""
        client = self.episode.client
        return f"{client.family_name}, {client.first_name}"

    @cached_property
    def totals(self) -> list[float]:
        """The scores that have a value, the oldest first."""
        return [value for _on, value in self.scores if value is not None]

    @cached_property
    def change(self) -> change.Change | None:
        """What the first and the last score say, by the published rule."""
        if len(self.totals) < 2:
            return None
        scale = catalogue.instrument(PRIMARY).scales["total"]
        return change.reliable_change(scale, self.totals[0], self.totals[-1])

    @property
    def last_contact(self) -> date | None:
        """The day of the last session held."""
        days = self.course.session_dates
        return days[-1] if days else None

    @cached_property
    def change_words(self) -> str:
        """The change as a few words, never as a judgement of the person."""
        if self.change is None:
            return ""
        return _(CHANGES[self.change.verdict])

    @property
    def tone(self) -> str:
        """The tone of the change's badge; the words beside it say the same."""
        if self.change is None:
            return "quiet"
        return {"improved": "good", "deteriorated": "attention"}.get(self.change.verdict, "quiet")

    @property
    def spark(self) -> SafeString:
        """The trend as a small line."""
        scale = catalogue.instrument(PRIMARY).scales["total"]
        said = ", ".join(wording.number(value) for value in self.totals[-12:])
        return sparkline(
            [value for _on, value in self.scores][-12:],
            lowest=scale.range[0],
            highest=scale.range[1],
            words=_("PHQ-9, oldest first: %(said)s") % {"said": said},
        )

    @property
    def care_title(self) -> str:
        """The care agreed at the last risk review, in its words."""
        return safety.care()[self.care].title if self.care else ""


OVERDUE = ("%(num)s thing overdue", "%(num)s things overdue")
ALERTED = ("%(num)s open alert", "%(num)s open alerts")
CHANGES = {
    "improved": "reliably lower",
    "deteriorated": "reliably higher",
    "no reliable change": "about the same",
}
SORTS: dict[str, tuple[str, Callable[[Line], Any]]] = {
    "name": ("Name", lambda line: line.name.casefold()),
    "attention": ("Needs a look first", lambda line: (-line.alerts, -len(line.course.overdue))),
    "next": ("Next session", lambda line: (line.next_at is None, line.next_at)),
    "session": ("Session number", lambda line: -line.course.sessions_used),
    "score": ("Last PHQ-9", lambda line: -(line.totals[-1] if line.totals else -1)),
    "contact": ("Longest without contact", lambda line: line.last_contact or date.min),
}


def lines_of(user: Any, episodes: "Iterable[Episode]") -> list[Line]:
    """Return a line for each episode, in a fixed number of queries however many there are."""
    several = list(episodes)
    ids = [one.pk for one in several]
    courses = facts.courses_of(several)
    scores: dict[int, list[tuple[date, float | None]]] = defaultdict(list)
    answered = access.responses(user).filter(episode__in=ids, instrument=PRIMARY)
    for pk, on, total in answered.order_by("given_on", "pk").values_list(
        "episode", "given_on", "total"
    ):
        scores[pk].append((on, None if total is None else float(total)))
    alerts: dict[int, int] = defaultdict(int)
    for pk in access.open_alerts(user).filter(episode__in=ids).values_list("episode", flat=True):
        alerts[pk] += 1
    reviews = access.risk_reviews(user).filter(episode__in=ids).order_by("on", "pk")
    care = dict(reviews.values_list("episode", "care"))
    ahead = _next_sessions(user, ids)
    return [
        Line(
            episode=one,
            course=courses[one.pk],
            scores=scores[one.pk],
            alerts=alerts[one.pk],
            care=care.get(one.pk, ""),
            next_at=ahead.get(one.pk),
        )
        for one in several
    ]


def _next_sessions(user: Any, ids: list[int]) -> dict[int, datetime]:
    """Return when the next session of each course is."""
    rows = access.sessions(user).filter(
        episode__in=ids, state="planned", starts_at__gte=clock.now()
    )
    return dict(rows.order_by("-starts_at").values_list("episode", "starts_at"))


@login_required
@require_GET
def caseload(request: Request) -> HttpResponse:
    """Show the lines, narrowed and sorted as the address says."""
    wanted = _wanted(request)
    episodes = access.episodes(request.user).select_related("client", "therapist")
    episodes = episodes.filter(ended_on__isnull=wanted["state"] != "ended")
    lines = [line for line in lines_of(request.user, episodes) if _fits(line, wanted)]
    lines.sort(key=lambda line: line.name.casefold())
    lines.sort(key=SORTS[wanted["sort"]][1])
    return render(
        request,
        "clinic/caseload.html",
        {
            "lines": lines,
            "place": _("%(n)s of %(of)s"),
            "overdue": _counted({len(line.course.overdue) for line in lines}, OVERDUE),
            "alerted": _counted({line.alerts for line in lines}, ALERTED),
            "wanted": wanted,
            "may_take_in": may_take_in(request.user),
            "sorts": [(key, _(title)) for key, (title, _rule) in SORTS.items()],
            "phases": _phases(),
            "has_many_therapists": len({line.episode.therapist_id for line in lines}) > 1,
        },
    )


def _counted(numbers: set[int], forms: tuple[str, str]) -> dict[int, str]:
    """Return the words for each number once: looking up a plural costs more than a row."""
    return {number: ngettext(*forms, number) % {"num": number} for number in numbers if number}


def _wanted(request: Request) -> dict[str, str]:
    """Return what the address asks for; an unknown wish is as none."""
    asked = {
        key: request.GET.get(key, "").strip() for key in ("q", "state", "phase", "sort", "with")
    }
    asked["state"] = asked["state"] if asked["state"] in {"open", "ended"} else "open"
    asked["sort"] = asked["sort"] if asked["sort"] in SORTS else "name"
    return asked


def _fits(line: Line, wanted: dict[str, str]) -> bool:
    text = wanted["q"].casefold()
    client = line.episode.client
    searched = f"{client.given_name} {client} {client.code} {line.episode.therapist}".casefold()
    phase = line.course.phase.id
    return (
        text in searched
        and wanted["phase"] in {"", phase}
        and (wanted["with"] != "alerts" or line.alerts > 0)
        and (wanted["with"] != "overdue" or bool(line.course.overdue))
    )


def _phases() -> list[tuple[str, str]]:
    """Return every phase that some protocol has, by id and title, in the order first met."""
    return list(
        {
            phase.id: protocol.title_of_phase(phase.id)
            for protocol in catalogue.protocols()
            for phase in protocol.phases
        }.items()
    )
