"""The contract room: focus, goals, number and pace of sessions, and what else was agreed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kith.record import access, clock
from kith.record.services import agreements
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import day, line, save, text
from kith.web.http import Request, render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kith.core.protocols.model import Protocol
    from kith.record.models import Contract

GOALS = ("goal_1", "goal_2", "goal_3")
USUAL_MINUTES = 50  # what the diary plans, where the protocol leaves room


class ContractForm(forms.Form):
    """The terms. The texts are proposals to be talked through and changed."""

    sessions = forms.IntegerField(
        label=gettext_lazy("Number of sessions"), min_value=1, max_value=99
    )
    every_days = forms.IntegerField(
        label=gettext_lazy("Days from one to the next"), min_value=1, max_value=60
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes each"), min_value=10, max_value=180)
    starts_on = day(gettext_lazy("First session of the course"))
    ends_on = day(gettext_lazy("Last session"))
    place = line(gettext_lazy("Where"))
    goal_1 = line(
        gettext_lazy("First goal"),
        required=True,
        most=300,
        hint=gettext_lazy("Something between the client and others that both of you could see."),
    )
    goal_2 = line(gettext_lazy("Second goal"), most=300)
    goal_3 = line(gettext_lazy("Third goal"), most=300)
    missed_sessions = text(gettext_lazy("If a session cannot take place"), rows=2, most=1000)
    confidentiality = text(gettext_lazy("What stays between us, and its limits"), rows=3, most=2000)
    in_a_crisis = text(gettext_lazy("In a crisis"), rows=3, most=1000)
    afterwards = text(gettext_lazy("After the last session"), rows=2, most=1000)
    reason = line(gettext_lazy("Why the contract is changed"), most=300)

    def terms(self) -> agreements.Terms:
        """Return what was agreed, for the service."""
        given = dict(self.cleaned_data)
        return agreements.Terms(goals=[given.pop(name) for name in GOALS], **given)


@login_required
@require_http_methods(["GET", "POST"])
def contract(request: Request, pk: int) -> HttpResponse:
    """Show the contract, or keep the one that was agreed."""
    room = open_room(request, pk, "contract")
    rows = access.contracts(request.user).filter(episode=room.episode)
    contracts = list(rows.select_related("by").order_by("-number"))
    newest = contracts[0] if contracts else None
    form = ContractForm(request.POST or None, initial=_proposal(room, newest))
    form.fields["reason"].required = newest is not None
    if request.method == "POST" and form.is_valid():
        agreed = save(
            form,
            lambda: agreements.agree_contract(
                by=request.user, episode=room.episode, terms=form.terms()
            ),
        )
        if agreed is not None:
            said = _("The contract is agreed and on record. Next: the sessions of the work itself.")
            messages.success(request, said)
            return redirect("contract", pk)
    plan = room.course.protocol.sessions
    context = room.context(
        form=form,
        contracts=contracts,
        plan=plan,
        cite=room.course.protocol.cite(plan),
        areas=room.course.areas,
    )
    return render(request, "clinic/contract.html", context, status=422 if form.errors else 200)


def _proposal(room: Room, newest: "Contract | None") -> dict[str, Any]:
    """Return the newest terms, or what the protocol and the record propose."""
    if newest is not None:
        names = [name for name in ContractForm.base_fields if name not in {*GOALS, "reason"}]
        goals = dict(zip(GOALS, newest.goals, strict=False))
        return {name: getattr(newest, name) for name in names} | goals
    plan = room.course.protocol.sessions
    starts = room.course.session_dates[0] if room.course.session_dates else clock.today()
    return {
        "sessions": plan.total,
        "every_days": plan.every_days,
        "minutes": min(max(USUAL_MINUTES, plan.minutes[0]), plan.minutes[1]),
        "starts_on": starts,
        "ends_on": starts + timedelta(days=_days(room.course.protocol)),
        "missed_sessions": _(
            "Please tell us as soon as you can, by telephone. We look for another time in the same "
            "week where we can."
        ),
        "confidentiality": _(
            "What you say stays within the team that looks after you. We would speak to others "
            "only if somebody were in serious danger, and to you first wherever possible."
        ),
        "in_a_crisis": _in_a_crisis(room.episode.organisation.crisis_lines),
        "afterwards": _("We look back together in the last sessions and agree on what comes then."),
    }


def _days(protocol: "Protocol") -> int:
    """How many days lie between the first session and the last, in the protocol's rhythm."""
    return sum(protocol.cadence_of(one)[0] for one in range(2, protocol.sessions.total + 1)) or 1


def _in_a_crisis(lines: "Sequence[Mapping[str, str]]") -> str:
    if not lines:
        return _("If things become too much between sessions: your local emergency number.")
    named = "; ".join(f"{one['name']} {one['number']}" for one in lines)
    return _("If things become too much between sessions: %(lines)s.") % {"lines": named}
