"""A questionnaire behind a link: its questions one by one, the check, sending, and the result.

Each answer is stored when its page is sent. An answer that calls for help is answered with help,
in the same breath: the page after it is the stop page, not the next question.
"""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from kith.core import safety
from kith.core.errors import AnswersError, RefusedError
from kith.core.instruments.change import Change, reliable_change
from kith.core.instruments.model import Scale
from kith.record import access
from kith.record.services import measures
from kith.web import questions
from kith.web.http import render
from kith.web.portal.links import Asked, Link, by_link, done_already, missing

if TYPE_CHECKING:
    from kith.record.models import Alert, Response


@dataclass(frozen=True)
class Result:
    """One score as its owner reads it."""

    scale: Scale
    value: float | None
    band: str
    missing: int
    before: float | None = None
    before_on: date | None = None
    change: Change | None = None

    @property
    def difference(self) -> float:
        """By how much the score is higher than the last one; below zero: lower."""
        return 0 if self.before is None or self.value is None else self.value - self.before


# ---------------------------------------------------------------- one question


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(after_sending=True)
def question(request: HttpRequest, link: Link, pk: int, number: int) -> HttpResponse:
    """Put one question; keep its answer; go on to the next, or stop and show help first."""
    one = link.find(pk)
    item = questions.item_at(one.instrument, number) if one else None
    if one is None or item is None:
        return missing(request, link)
    if not one.is_open:
        return done_already(request, link, one)
    if not questions.is_asked(one.instrument, one.draft, item):
        return HttpResponseRedirect(link.continue_at(one))
    if request.method != "POST":
        chosen = questions.QuestionForm.chosen(one.draft, item)
        form = questions.QuestionForm(one.instrument, item, initial=chosen)
        return _ask(request, link, one, form)
    form = questions.QuestionForm(one.instrument, item, request.POST)
    if not form.is_valid():
        return _ask(request, link, one, form)
    return _keep(request, link, one, form)


def _ask(
    request: HttpRequest, link: Link, one: Asked, form: questions.QuestionForm
) -> HttpResponse:
    instrument, pk, item = one.instrument, one.assignment.pk, form.item
    asked = questions.always_asked(instrument)
    before = questions.number_before(instrument, one.draft, form.number)
    if "change" in request.GET:
        back = link.url("portal_check", pk)
    else:
        back = link.url("portal_question", pk, before) if before else link.url("portal")
    context = link.context(
        one=one,
        title=questions.title_of(instrument, item, _goals(link, one)),
        place=asked.index(item) + 1 if item in asked else None,
        places=len(asked),
        form=form,
        back=back,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portal/question.html", context, status)


def _keep(
    request: HttpRequest, link: Link, one: Asked, form: questions.QuestionForm
) -> HttpResponse:
    """Store one answer, and show what comes next: help, where the answer calls for it."""
    try:
        alerts = measures.save_answer(
            by=link.invitation, assignment=one.assignment, item=form.item.id, value=form.value
        )
    except AnswersError:
        # Another device changed the answers that led here: this question is not put any more.
        return HttpResponseRedirect(link.continue_at(_fresh(link, one)))
    is_change = "change" in request.GET
    onward = _onward(link, _fresh(link, one), form.number, is_change=is_change)
    if alerts:
        return stop(request, link, alerts, onward)
    return HttpResponseRedirect(onward, status=HTTPStatus.SEE_OTHER)


def _onward(link: Link, one: Asked, number: int, *, is_change: bool) -> str:
    """Return what follows a saved answer: the next question, or the check once all were put."""
    pk = one.assignment.pk
    following = questions.next_number(one.instrument, one.draft, number)
    if is_change:
        following = questions.first_open(one.instrument, one.draft)
    if following is None:
        return link.url("portal_check", pk)
    address = link.url("portal_question", pk, following)
    return f"{address}?change" if is_change else address


def _fresh(link: Link, one: Asked) -> Asked:
    """Return the questionnaire with the answers as they are now."""
    again = Link(link.token, link.invitation).find(one.assignment.pk)
    return again or one


def _goals(link: Link, one: Asked) -> list[str]:
    return link.goals if questions.asks_goals(one.instrument) else []


# ---------------------------------------------------------------- help first


def stop(request: HttpRequest, link: Link, alerts: "list[Alert]", onward: str) -> HttpResponse:
    """Show help at once after an answer that says somebody may be in danger."""
    pks = {alert.pk for alert in alerts}
    earlier = access.alerts_of(link.invitation).exclude(pk__in=pks).exists()
    context = link.context(
        words=safety.help_words(),
        plan=link.plan,
        steps=safety.steps(),
        therapist=link.episode.therapist,
        onward=onward,
        is_first=not earlier,
    )
    return render(request, "portal/stop.html", context)


# ---------------------------------------------------------------- check and send


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(after_sending=True)
def check(request: HttpRequest, link: Link, pk: int) -> HttpResponse:
    """Show all answers with a way to change each; then send them."""
    one = link.find(pk)
    if one is None:
        return missing(request, link)
    if one.is_sent:
        # Sent twice, by a second click or a second device: the first one stands.
        return HttpResponseRedirect(link.url("portal_result", pk), status=HTTPStatus.SEE_OTHER)
    if not one.is_open:
        return done_already(request, link, one)
    if request.method != "POST":
        return _check(request, link, one, questions.CommentForm())
    form = questions.CommentForm(request.POST)
    if not form.is_valid() or not _has_answer(one):
        return _check(request, link, one, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        measures.submit_response(
            by=link.invitation, assignment=one.assignment, comment=form.cleaned_data["comment"]
        )
    except RefusedError:
        if not _fresh(link, one).is_sent:
            raise
    return HttpResponseRedirect(link.url("portal_result", pk), status=HTTPStatus.SEE_OTHER)


def _has_answer(one: Asked) -> bool:
    return any(value is not None for value in one.draft.values())


def _check(
    request: HttpRequest,
    link: Link,
    one: Asked,
    form: questions.CommentForm,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    rows = questions.rows(one.instrument, one.draft, _goals(link, one))
    return render(
        request,
        "portal/check.html",
        link.context(
            one=one,
            rows=rows,
            left=sum(row.is_open for row in rows),
            form=form,
            can_send=_has_answer(one),
            back=link.url("portal_question", one.assignment.pk, rows[-1].number),
        ),
        status,
    )


# ---------------------------------------------------------------- the result


@require_safe
@by_link(after_sending=True)
def result(request: HttpRequest, link: Link, pk: int) -> HttpResponse:
    """Say what was sent, what the score means, who reads it and when, and what comes next."""
    one = link.find(pk)
    if one is None:
        return missing(request, link)
    response = one.assignment.response
    if response is None:
        return HttpResponseRedirect(link.continue_at(one) if one.is_open else link.url("portal"))
    following = link.after(one)
    context = link.context(
        one=one,
        results=_results(link, one, response),
        therapist=link.episode.therapist,
        next_session=access.next_session_of(link.invitation),
        following=following,
        following_at=link.continue_at(following) if following else "",
        told=access.alerts_of(link.invitation).filter(response=response).exists(),
        words=safety.help_words(),
    )
    return render(request, "portal/result.html", context)


def _results(link: Link, one: Asked, response: "Response") -> list[Result]:
    """Return each scale's score, beside the one before. Rules by counts are for clinicians only."""
    earlier = (
        access.responses_of(link.invitation)
        .filter(instrument=response.instrument, submitted_at__lt=response.submitted_at)
        .first()
    )
    found = []
    for name, scale in one.instrument.scales.items():
        score = response.scores[name]
        before = (earlier.scores.get(name) or {}).get("value") if earlier else None
        found.append(
            Result(
                scale=scale,
                value=score["value"],
                band=score["band"] or "",
                missing=score["missing"],
                before=before,
                before_on=earlier.given_on if earlier else None,
                change=reliable_change(scale, before, score["value"]),
            )
        )
    return found
