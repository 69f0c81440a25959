"""The rhythm diary on a client's phone: today's page, one question a page, and how regular it was.

Each answer is kept when its page is sent, and can be changed as long as the day is open: today and
yesterday. What is not known is left empty; nobody is asked twice, and nobody why.
"""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kith.core import rhythm as core
from kith.core import safety
from kith.core.errors import AnswersError
from kith.core.rhythm import clock_words, night_of
from kith.core.rhythm_score import STEADY, Usual, Week
from kith.record import rhythm
from kith.record.services import diary as service
from kith.web import rhythm_forms as forms
from kith.web.forms import save
from kith.web.http import render
from kith.web.portal.diary_links import Diary, by_diary, missing

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

ANY = ["GET", "HEAD", "POST"]
WEEKS_SHOWN = 6


@dataclass(frozen=True)
class Line:
    """One thing of a day, as the list of the day shows it."""

    name: str
    title: str
    words: str
    href: str
    usual: Usual | None = None
    usual_url: str = ""
    aim: str = ""

    @property
    def usual_words(self) -> str:
        """The usual time."""
        return clock_words(self.usual.at) if self.usual else ""


# ---------------------------------------------------------------- a day


@require_safe
@by_diary
def today(request: HttpRequest, diary: Diary) -> HttpResponse:
    """Open the page that the diary is at."""
    return _day(request, diary, diary.today)


@require_safe
@by_diary
def day(request: HttpRequest, diary: Diary, on: str) -> HttpResponse:
    """Open today's or yesterday's page."""
    open_day = diary.open_day(on)
    return _day(request, diary, open_day) if open_day else missing(request, diary)


def _day(request: HttpRequest, diary: Diary, on: date) -> HttpResponse:
    lines = _lines(diary, on)
    row = diary.kept.row(on) if diary.kept else None
    context = diary.context(
        **diary.about(on),
        lines=lines,
        left=sum(not line.words for line in lines),
        is_aside=bool(row and row.aside_at),
        words=safety.help_words(),
    )
    return render(request, "portal/diary.html", context)


def _lines(diary: Diary, on: date) -> list[Line]:
    """Return the night, the five activities and the mood, in the order of a day."""
    page = diary.day(on)
    key = on.isoformat()
    night = night_of(page, rhythm.zone()).minutes
    found = [
        Line(
            "night",
            _("Last night"),
            forms.night_words(page, night),
            diary.url("diary_night", key),
        )
    ]
    for name, anchor in core.anchors().items():
        entry = page.entries.get(name)
        target = diary.targets.get(name)
        known = None if entry else diary.usual(name, on)
        found.append(
            Line(
                name,
                anchor.title,
                forms.words_of(name, entry, asked=True),
                diary.url("diary_entry", key, name),
                usual=known,
                usual_url=diary.url("diary_usual", key, name) if known else "",
                aim=clock_words(target.on(on)) if target else "",
            )
        )
    return [
        *found,
        Line("mood", _("Mood"), forms.mood_words(page.mood), diary.url("diary_mood", key)),
    ]


# ---------------------------------------------------------------- one thing


@require_http_methods(ANY)
@by_diary
def entry(request: HttpRequest, diary: Diary, on: str, anchor: str) -> HttpResponse:
    """Ask when one activity was and who was there; keep it, and go back to the day."""
    open_day = diary.open_day(on)
    if open_day is None or anchor not in core.anchors():
        return missing(request, diary)
    wall = rhythm.wall_clock()
    now = wall.hour * 60 + wall.minute if open_day == diary.today else None
    known = diary.day(open_day).entries.get(anchor)
    data = request.POST if request.method == "POST" else None
    form = forms.EntryForm(anchor, data, now=now, initial=forms.EntryForm.of(known))

    def keep() -> None:
        _at(form, anchor, lambda: service.save_entry(
            by=diary.link, on=open_day, anchor=anchor, entry=form.entry
        ))  # fmt: skip

    more = {
        "anchor": core.anchors()[anchor],
        "name": anchor,
        "now_words": clock_words(now) if now is not None else "",
    }
    return _ask(request, diary, open_day, _Asked(form, keep, "portal/diary_entry.html", more))


@require_POST
@by_diary
def as_usual(request: HttpRequest, diary: Diary, on: str, anchor: str) -> HttpResponse:
    """Keep one activity at its usual time, with one touch."""
    open_day = diary.open_day(on)
    if open_day is None or anchor not in core.anchors():
        return missing(request, diary)
    try:
        service.save_usual(by=diary.link, on=open_day, anchor=anchor)
    except AnswersError:  # it has not come to that hour yet, or does not fit: ask for the time
        return _see(diary.url("diary_entry", on, anchor))
    return _back(diary, open_day)


@require_http_methods(ANY)
@by_diary
def night(request: HttpRequest, diary: Diary, on: str) -> HttpResponse:
    """Ask about the night that ended this morning."""
    open_day = diary.open_day(on)
    if open_day is None:
        return missing(request, diary)
    data = request.POST if request.method == "POST" else None
    form = forms.NightForm(data, initial=forms.NightForm.of(diary.day(open_day)))

    def keep() -> None:
        service.save_night(by=diary.link, on=open_day, **form.night)

    return _ask(request, diary, open_day, _Asked(form, keep, "portal/diary_night.html", {}))


@require_http_methods(ANY)
@by_diary
def mood(request: HttpRequest, diary: Diary, on: str) -> HttpResponse:
    """Ask how the day was, from low to high."""
    open_day = diary.open_day(on)
    if open_day is None:
        return missing(request, diary)
    known = diary.day(open_day).mood
    initial = {} if known is None else {"mood": str(known)}
    form = forms.MoodForm(request.POST if request.method == "POST" else None, initial=initial)

    def keep() -> None:
        service.save_mood(by=diary.link, on=open_day, mood=form.value)

    return _ask(request, diary, open_day, _Asked(form, keep, "portal/diary_mood.html", {}))


@dataclass(frozen=True)
class _Asked:
    """A question page: its form, what keeps it, and how it is drawn."""

    form: "Form"
    keep: "Callable[[], None]"
    template: str
    more: dict[str, Any]


def _ask(request: HttpRequest, diary: Diary, on: date, asked: _Asked) -> HttpResponse:
    """Show a question, or keep its answer and go back to the day."""
    form = asked.form
    if request.method == "POST" and form.is_valid():
        save(form, asked.keep)
        if not form.errors:
            return _back(diary, on)
    context = diary.context(
        **diary.about(on),
        form=form,
        back=_url_of(diary, on),
        **asked.more,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, asked.template, context, status)


def _at(form: "Form", anchor: str, call: "Callable[[], object]") -> None:
    """Put what is wrong with an activity at the field of its time."""
    try:
        call()
    except AnswersError as error:
        for problem in error.problems:
            form.add_error("at" if problem.item == anchor else None, problem.message)


def _url_of(diary: Diary, on: date) -> str:
    return diary.url("diary") if on == diary.today else diary.url("diary_day", on.isoformat())


def _back(diary: Diary, on: date) -> HttpResponse:
    return _see(_url_of(diary, on))


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


@require_http_methods(ANY)
@by_diary
def not_today(request: HttpRequest, diary: Diary, on: str) -> HttpResponse:
    """Put a day aside. Nobody asks why, and the link stays open for tomorrow."""
    open_day = diary.open_day(on)
    if open_day is None:
        return missing(request, diary)
    if request.method == "POST":
        service.put_aside(by=diary.link, on=open_day)
        return _back(diary, open_day)
    context = diary.context(on=open_day, back=_url_of(diary, open_day))
    return render(request, "portal/diary_not_today.html", context)


# ---------------------------------------------------------------- how regular it was


@dataclass(frozen=True)
class OwnWeek:
    """A week in plain words, for whose week it was."""

    week: Week

    @property
    def score(self) -> str:
        """Its score, once the week is over."""
        value = self.week.score.value
        return f"{value:.1f}" if value is not None and self.week.is_whole else ""

    @property
    def is_steady(self) -> bool:
        """At or above the line that has been called stable."""
        return (self.week.score.value or 0) >= STEADY

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each activity that was there on three days: its usual time, and how often near it."""
        return [
            {
                "title": core.anchors()[name].title,
                "at": clock_words(float(item.habitual)),
                "hits": item.hits,
                "days": item.days,
            }
            for name, item in self.week.score.items.items()
            if item.habitual is not None
        ]


@require_safe
@by_diary
def picture(request: HttpRequest, diary: Diary) -> HttpResponse:
    """Tell a client in plain words how regular their own weeks were."""
    weeks = diary.kept.weeks(diary.today) if diary.kept else []
    shown = [OwnWeek(week) for week in reversed(weeks) if week.kept][:WEEKS_SHOWN]
    context = diary.context(weeks=shown, back=diary.url("diary"))
    return render(request, "portal/diary_picture.html", context)


@require_safe
@by_diary
def plan(request: HttpRequest, diary: Diary) -> HttpResponse:
    """Show the client's own safety plan."""
    if diary.plan is None:
        return missing(request, diary)
    context = diary.context(
        plan=diary.plan,
        steps=safety.steps(),
        attribution=safety.attribution(),
        back=diary.url("diary"),
        plan_url="",
    )
    return render(request, "portal/plan.html", context)
