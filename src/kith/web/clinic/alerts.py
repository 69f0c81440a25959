"""Alerts: the list, and one alert with the raw answer first. Looking at one never clears it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kith.core import safety
from kith.core.errors import NotYetError, RefusedError
from kith.core.instruments import scoring
from kith.core.instruments.model import AlertRule, Instrument, Item
from kith.record import access, clock
from kith.record.services import measures, reading
from kith.web import questions
from kith.web.clinic.alerts_watch import Watched
from kith.web.clinic.rooms import Room
from kith.web.forms import text
from kith.web.http import Request, render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from kith.record.models import Alert

SETTLED_SHOWN = 20


class SettleForm(forms.Form):
    """Why an alert can be closed."""

    because = text(
        gettext_lazy("What was found and what was done"),
        required=True,
        hint=gettext_lazy("A sentence or two. It stays in the record under your name."),
        rows=3,
    )


@dataclass(frozen=True)
class Raised:
    """An alert with the question and the answer that raised it, in the official words."""

    alert: "Alert"
    instrument: Instrument
    state: safety.AlertState

    @property
    def item(self) -> Item | None:
        """The question; none where a score or a rule raised the alert."""
        return None if ":" in self.alert.item else self.instrument.item(self.alert.item)

    @property
    def place(self) -> str:
        """Where in the questionnaire it arose: a question by its number, a score, a result."""
        if self.item is None:
            return _("result")
        return _("question %(n)s") % {"n": questions.number_of(self.instrument, self.item)}

    @property
    def came_from(self) -> str:
        """The questionnaire."""
        return self.instrument.short_name

    @property
    def where(self) -> str:
        """The questionnaire, where in it, and of what time it asks."""
        return f"{self.came_from}, {self.place}, {self.instrument.recall}"

    @property
    def because(self) -> str:
        """Why such an answer raises an alert."""
        return self.alert.why

    @property
    def asked(self) -> str:
        """What was asked or worked out, in words."""
        if self.item is not None:
            return self.item.text or self.item.label.capitalize()
        return self.label

    @property
    def label(self) -> str:
        """The same in a few words."""
        if self.item is not None:
            return self.item.label
        kind, _colon, name = self.alert.item.partition(":")
        parts = self.instrument.scales if kind == "scale" else self.instrument.rules
        return parts[name].name

    @property
    def words(self) -> str:
        """The answer, as it was offered to the client; the score, or what the rule found."""
        if self.item is not None:
            return questions.words_of(
                self.instrument, self.item, questions.number_in(self.alert.answer)
            )
        kind, _colon, name = self.alert.item.partition(":")
        if kind == "scale":
            return self.alert.answer
        outcomes = {one.id: one.label for one in self.instrument.rules[name].outcomes}
        return outcomes[self.alert.answer]

    @property
    def is_overdue(self) -> bool:
        """Nobody has taken it on in the time its level allows."""
        return safety.is_overdue(self.state, clock.now())

    @property
    def is_unsent(self) -> bool:
        """The client has not sent the questionnaire; the answer stands in a draft."""
        return self.alert.response_id is None

    @property
    def now_words(self) -> str:
        """What the client answers to this question now, where that has changed since."""
        source = self.alert.response.answers if self.alert.response else self._draft
        if (
            self.item is None
            or self.alert.item not in source
            or str(source[self.alert.item]) == self.alert.answer
        ):
            return ""
        return questions.words_of(self.instrument, self.item, source[self.alert.item])

    @property
    def _draft(self) -> dict[str, questions.Answer]:
        draft: dict[str, questions.Answer] = (
            self.alert.assignment.draft if self.alert.assignment else {}
        )
        return draft

    @property
    def rule(self) -> AlertRule | None:
        """The rule of the instrument that this answer met."""
        return scoring.alert_rule(self.instrument, self.alert.item, self.alert.answer)

    @property
    def rule_source(self) -> dict[str, object]:
        """Where the rule comes from, as a page shows it."""
        rule = self.rule
        if rule is None:
            return {"source": "", "verified": False}
        return {"source": self.instrument.source(rule.source).cite, "verified": rule.verified}


def _with_rows(alerts: "QuerySet[Alert]") -> "QuerySet[Alert]":
    return alerts.select_related(
        "episode__client",
        "episode__therapist",
        "owner",
        "acknowledged_by",
        "settled_by",
        "response",
        "assignment",
    )


def _raised(request: Request, alerts: "Iterable[Alert]") -> "list[Raised | Watched]":
    several = list(alerts)
    reviews = access.risk_reviews(request.user).filter(
        episode__in={alert.episode_id for alert in several}
    )
    newest = dict(reviews.order_by("created_at").values_list("episode", "created_at"))
    found: list[Raised | Watched] = []
    for alert in several:
        reviewed_at = newest.get(alert.episode_id)
        reviewed = reviewed_at is not None and reviewed_at >= alert.raised_at
        state = measures.state_of(alert, reviewed=reviewed)
        if alert.watch:
            found.append(Watched(alert, state))
        else:
            found.append(Raised(alert, measures.asked_by(alert), state))
    return found


@login_required
@require_GET
def alerts(request: Request) -> HttpResponse:
    """Show every open alert, the oldest first, then those settled lately."""
    settled = access.alerts(request.user).filter(settled_at__isnull=False).order_by("-settled_at")
    waiting = sorted(
        _raised(request, _with_rows(access.open_alerts(request.user))),
        key=lambda one: (one.alert.level != "urgent", one.alert.acknowledged_at is not None),
    )
    context = {
        "waiting": waiting,
        "settled": _raised(request, _with_rows(settled)[:SETTLED_SHOWN]),
        "levels": safety.alert_levels(),
    }
    return render(request, "clinic/alerts.html", context)


@login_required
@require_GET
def alert(request: Request, pk: int) -> HttpResponse:
    """Show one alert: the raw answer first, then what to do. It stays as it is."""
    one = _open(request, pk)
    return _page(request, one, SettleForm())


@login_required
@require_POST
def acknowledge(request: Request, pk: int) -> HttpResponse:
    """Take an alert on: from now on this person owns it."""
    one = _open(request, pk)
    measures.acknowledge_alert(by=request.user, alert=one.alert)
    messages.success(
        request,
        _("You have taken this on. Next: do what it asks for, and say below what was done.")
        if one.alert.watch
        else _("You have taken this on. Next: ask directly, and write the review of risk."),
    )
    return redirect("alert", pk)


@login_required
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """Close an alert with the reason; or say what it still waits for, with the words kept."""
    one = _open(request, pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        measures.settle_alert(
            by=request.user, alert=one.alert, because=form.cleaned_data["because"]
        )
    except NotYetError as error:
        return _page(request, one, form, HTTPStatus.CONFLICT, not_yet=str(error))
    except RefusedError as refusal:
        if not refusal.field:
            raise  # settled by somebody else meanwhile: the page of a refusal keeps the words
        form.add_error(refusal.field, refusal.message)
        return _page(request, one, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("The alert is settled. Your reason stays with it."))
    return redirect("alerts")


def _open(request: Request, pk: int) -> "Raised | Watched":
    found = get_object_or_404(_with_rows(access.alerts(request.user)), pk=pk)
    reading.note_read(by=request.user, page="alert", episode=found.episode)
    return _raised(request, [found])[0]


def _page(
    request: Request,
    one: "Raised | Watched",
    form: SettleForm,
    status: int = HTTPStatus.OK,
    not_yet: str = "",
) -> HttpResponse:
    episode = (
        access.episodes(request.user)
        .select_related(
            "client", "therapist", "supervisor", "team", "referral", "organisation", "diary"
        )
        .filter(pk=one.alert.episode_id)
        .first()
    )
    # An owner who has handed the client on still sees the alert, but not the record round it.
    frame: dict[str, Any] = Room("alert", request.user, episode).context() if episode else {}
    context = {
        **frame,
        "frame": "record_base.html" if episode else "base.html",
        "one": one,
        "form": form,
        "level": safety.alert_levels()[one.alert.level],
        "waits_for": safety.blocks_settling(one.state, "said"),
        "not_yet": not_yet,
    }
    return render(request, "clinic/alert.html", context, status)
