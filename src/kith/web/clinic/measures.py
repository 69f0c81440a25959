"""The measures room: what is due and why, links to send, answers given on paper, and the history.

Here: the room, its links and its responses. The history's lines stand in measures_history.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kith.core import catalogue
from kith.core.errors import AnswersError, Problem, UnknownDefinitionError
from kith.core.instruments import scoring
from kith.core.instruments.model import Instrument, Scale
from kith.record import access
from kith.record.services import measures as service
from kith.web import questions
from kith.web.clinic.measures_history import Line, last_answered, lines_of, links_of
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.scores import charts_of
from kith.web.clinic.visits import visits_of
from kith.web.forms import save
from kith.web.http import Request, render, url

if TYPE_CHECKING:
    from kith.record.models import Response


class SendForm(forms.Form):
    """Which questionnaires a link asks; what is due is chosen already."""

    instruments = forms.MultipleChoiceField(
        label=gettext_lazy("Questionnaires"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one questionnaire.")},
    )

    def __init__(self, *args: object, room: Room, **kwargs: object) -> None:
        due = room.course.measures_for_next_session
        # The order of the protocol, which puts the primary outcome first; then the others by name.
        asked = [measure.instrument for measure in room.course.protocol.measures]
        place = {name: number for number, name in enumerate(asked)}
        offered = sorted(
            _sendable(room), key=lambda one: (place.get(one.id, len(asked)), one.short_name)
        )
        # What a therapist may ask aloud is better asked aloud: it can be chosen, but is not yet.
        chosen = [one.id for one in offered if one.id in due and one.respondent == "client"]
        kwargs.setdefault("initial", {"instruments": chosen})
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        field = self.fields["instruments"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - it is declared above
        field.choices = [(one.id, _named(one)) for one in offered]


def _named(one: Instrument) -> str:
    said = {"name": one.short_name, "what": one.measures, "minutes": questions.minutes([one])}
    words = _("%(name)s: %(what)s, about %(minutes)s min") % said
    return (
        words
        if one.respondent == "client"
        else _("%(words)s (better asked aloud)") % {"words": words}
    )


def _sendable(room: Room) -> list[Instrument]:
    """Return the instruments whose wording may be shown, and which clients fill in themselves."""
    return [
        one
        for one in access.offered(room.episode.organisation)
        if not one.withheld and one.respondent.startswith("client")
    ]


@login_required
@require_GET
def measures(request: Request, pk: int) -> HttpResponse:
    """Show what is due, what was sent, and every score so far."""
    room = open_room(request, pk, "measures")
    return _page(request, room, SendForm(room=room))


def _page(request: Request, room: Room, form: SendForm) -> HttpResponse:
    lines = lines_of(room)
    links = links_of(room)
    course = room.course
    context = room.context(
        due=[one for one in course.due if one.kind == "measure"],
        optional=[catalogue.instrument(name) for name in course.optional_measures],
        form=form,
        open_links=[one for one in links if one.is_open],
        past_links=[one for one in links if not one.is_open],
        lines=lines,
        days_ago=last_answered(lines),
        charts=charts_of(room, visits_of(room)) if lines else [],
        instruments=access.offered(room.episode.organisation),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "clinic/measures.html", context, status)


# ---------------------------------------------------------------- links


@login_required
@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """Make a link and show it, once: only its digest is kept."""
    room = open_room(request, pk, "measures")
    form = SendForm(request.POST, room=room)
    if form.is_valid():
        chosen = form.cleaned_data["instruments"]
        sent = save(
            form,
            lambda: service.send_measures(
                by=request.user, episode=room.episode, instruments=chosen
            ),
        )
        if sent is not None:
            invitation, token = sent
            context = room.context(
                invitation=invitation,
                names=[catalogue.instrument(name).short_name for name in chosen],
                address=request.build_absolute_uri(url("portal", token)),
            )
            return render(request, "clinic/measures_link.html", context)
    return _page(request, room, form)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, pk: int, link_pk: int) -> HttpResponse:
    """Ask once, then close a link before it is used."""
    room = open_room(request, pk, "measures")
    rows = access.invitations(request.user).filter(episode=room.episode)
    invitation = get_object_or_404(rows, pk=link_pk)
    if request.method == "POST":
        service.withdraw_link(by=request.user, invitation=invitation)
        messages.success(request, _("The link is closed. Send a new one when it is time."))
        return redirect("measures", pk)
    context = room.context(invitation=invitation)
    return render(request, "clinic/measures_withdraw.html", context)


# ---------------------------------------------------------------- answers on paper or aloud


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: Request, pk: int, instrument: str) -> HttpResponse:
    """Enter answers that were given on paper or aloud."""
    room = open_room(request, pk, "measures")
    try:
        definition = catalogue.instrument(instrument)
    except UnknownDefinitionError as error:
        raise Http404 from error
    if not access.may_offer(room.episode.organisation, definition):
        messages.warning(
            request,
            _("%(name)s cannot be used before its terms are accepted.")
            % {"name": definition.short_name},
        )
        return redirect("library_instrument", definition.id)
    goals = _goals(room) if questions.asks_goals(definition) else []
    asked = questions.put_to(definition, goals, {})
    form = questions.AnswersForm(asked, request.POST or None, goals=goals)
    if request.method == "POST" and form.is_valid():
        response = save(form, lambda: _entered(request, room, form))
        if response is not None:
            messages.success(request, _("The answers are in the record."))
            return redirect("response", pk, response.pk)
    context = room.context(form=form, instrument=definition)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "clinic/measures_enter.html", context, status)


def _entered(request: Request, room: Room, form: questions.AnswersForm) -> "Response":
    given = form.cleaned_data
    try:
        return service.enter_response(
            by=request.user,
            episode=room.episode,
            instrument=form.instrument.id,
            answers=form.answers,
            mode=given["mode"],
            given_on=given["given_on"],
            comment=given["comment"],
        )
    except AnswersError as error:
        named = [Problem(questions.PREFIX + one.item, one.message) for one in error.problems]
        raise AnswersError(named) from error


def _goals(room: Room) -> list[str]:
    contracts = access.contracts(room.user).filter(episode=room.episode).order_by("-number")
    newest = contracts.first()
    return list(newest.goals) if newest else []


# ---------------------------------------------------------------- one response


@login_required
@require_GET
def response(request: Request, pk: int, response_pk: int) -> HttpResponse:
    """Show one response: the raw answers, then the scores, each with its rule and source."""
    room = open_room(request, pk, "measures")
    line = next((one for one in lines_of(room) if one.response.pk == response_pk), None)
    if line is None:
        raise Http404
    answers, instrument = line.response.answers, line.instrument
    goals = _goals(room) if questions.asks_goals(instrument) else []
    context = room.context(
        line=line,
        rows=questions.rows(questions.put_to(instrument, goals, answers), answers, goals),
        unanswered=scoring.critical_unanswered(instrument, answers),
        results=_results(line),
        bandings=[_cited(instrument, scale.bandings[0]) for scale in _banded(instrument)],
    )
    return render(request, "clinic/measures_response.html", context)


def _banded(instrument: Instrument) -> list[Scale]:
    return [scale for scale in instrument.scales.values() if scale.bandings]


def _cited(instrument: Instrument, rule: object) -> dict[str, object]:
    """Return what a page shows of a rule: its words, its source as a reader knows it."""
    name: str = getattr(rule, "source", "")
    return {
        "title": getattr(rule, "scheme", None) or getattr(rule, "name", ""),
        "note": getattr(rule, "note", ""),
        "source": instrument.source(name).cite,
        "verified": getattr(rule, "verified", False),
    }


def _results(line: Line) -> list[dict[str, object]]:
    """Return what the instrument's rules by counts found, for clinicians."""
    found = []
    for name, rule in line.instrument.rules.items():
        result = line.response.results.get(name) or {}
        outcome = next((one for one in rule.outcomes if one.id == result.get("id")), None)
        found.append(
            {
                "label": outcome.label if outcome else _("no result: an answer is missing"),
                "meaning": outcome.meaning if outcome else "",
                **_cited(line.instrument, rule),
            }
        )
    return found
