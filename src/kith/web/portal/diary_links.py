"""Opening the standing link to a diary: whose it is, whether it is open, what each page carries.

As with one-time links, the token in the address is the client's whole key: no cookie, no script,
nothing kept by anybody on the way. A page is of one day, and its address names the day: a page
that was opened before midnight still writes into the day it was opened for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.dateformat import format as written
from django.views.decorators.csrf import csrf_exempt

from kith.core.errors import RefusedError
from kith.core.rhythm import Day, Entry, moment_of
from kith.core.rhythm_score import Target, Usual, usual
from kith.record import rhythm, standing
from kith.web.http import render, url
from kith.web.portal.links import private, unknown

if TYPE_CHECKING:
    from kith.record.models import DiaryLink, Episode, Organisation, SafetyPlan

P = ParamSpec("P")


@dataclass(frozen=True)
class Diary:
    """A diary link that opens: one client's own days."""

    token: str
    link: "DiaryLink"

    @property
    def clinic(self) -> "Organisation":
        """Who reads it."""
        return self.link.organisation

    @property
    def episode(self) -> "Episode":
        """The course of care it belongs to."""
        return self.link.episode

    @cached_property
    def kept(self) -> rhythm.Kept | None:
        """Everything that was kept so far."""
        return standing.diary(self.link)

    @cached_property
    def today(self) -> date:
        """The day that the diary is at."""
        return rhythm.today()

    @property
    def yesterday(self) -> date:
        """The day before, which may still be filled in."""
        return self.today - timedelta(days=1)

    @cached_property
    def plan(self) -> "SafetyPlan | None":
        """The client's own safety plan."""
        return standing.safety_plan(self.link)

    @cached_property
    def targets(self) -> dict[str, Target]:
        """The times agreed, by activity."""
        return {one.anchor: one for one in standing.targets(self.link)}

    def day(self, on: date) -> Day:
        """One page as it was kept so far."""
        days = self.kept.days if self.kept else []
        return next((one for one in days if one.on == on), Day(on))

    def usual(self, anchor: str, on: date) -> Usual | None:
        """What "as usual" means for an activity on a day; nothing before that time has come."""
        known = usual(self.kept.days, anchor, before=on) if self.kept else None
        if known is None:
            return None
        day = self.day(on)
        placed = replace(day, entries={**day.entries, anchor: Entry(known.at)}).placed(anchor) or 0
        return known if moment_of(on, placed) <= rhythm.wall_clock() else None

    def open_day(self, words: str) -> date | None:
        """Return the day that an address names, if it is today or yesterday."""
        return {one.isoformat(): one for one in (self.today, self.yesterday)}.get(words)

    def url(self, name: str, *rest: object) -> str:
        """Return the address of a page of this link."""
        return url(name, self.token, *rest)

    def about(self, on: date) -> dict[str, Any]:
        """Return what each page of a day says about the day."""
        return {
            "on": on,
            "is_today": on == self.today,
            "weekday": written(on, "l j F"),
            "is_late": rhythm.wall_clock().date() != self.today,
        }

    def context(self, **more: Any) -> dict[str, Any]:
        """Return what the frame of a client's page needs, and `more` for the page itself."""
        return {
            "diary": self,
            "crisis_lines": self.clinic.crisis_lines,
            "plan_url": self.url("diary_plan") if self.plan else "",
            "therapist": self.episode.therapist,
            **more,
        }


View = Callable[Concatenate[HttpRequest, Diary, P], HttpResponse]


def by_diary(view: View[P]) -> Callable[..., HttpResponse]:
    """Open the diary of the address for a view; a link that is closed gets its own calm page."""

    @csrf_exempt
    @wraps(view)
    def open_diary(
        request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        link = standing.link(token)
        if link is None:
            return private(unknown(request))
        if not standing.is_open(link):
            return private(_closed(request, link))
        diary = Diary(token, link)
        try:
            return private(view(request, diary, *args, **kwargs))
        except RefusedError as refusal:
            return private(_refused(request, diary, refusal))

    return open_diary


def missing(request: HttpRequest, diary: Diary) -> HttpResponse:
    """The page for an address behind a good link that leads nowhere, or to another day."""
    return render(request, "portal/diary_missing.html", diary.context(), HTTPStatus.NOT_FOUND)


def _closed(request: HttpRequest, link: "DiaryLink") -> HttpResponse:
    clinic = link.organisation
    context = {"clinic": clinic, "crisis_lines": clinic.crisis_lines}
    return render(request, "portal/diary_closed.html", context, HTTPStatus.GONE)


def _refused(request: HttpRequest, diary: Diary, refusal: RefusedError) -> HttpResponse:
    """The page for a change the record refused; mostly the link was closed meanwhile."""
    link = standing.link(diary.token)
    if link is None or not standing.is_open(link):
        return _closed(request, link or diary.link)
    context = diary.context(message=refusal.message)
    return render(request, "portal/diary_refused.html", context, HTTPStatus.CONFLICT)
