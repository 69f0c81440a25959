"""The safety room: reviews of risk in the clinician's words, and the client's safety plan.

No level of risk is shown or computed: a review says what was found and which care was agreed.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kith.core import network, safety
from kith.core.errors import ConflictError
from kith.record import access, inventory
from kith.record.services import safety as service
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.safety_forms import PlanForm, ReviewForm
from kith.web.forms import save
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Person, RiskReview, SafetyPlan


@dataclass(frozen=True)
class Reviewed:
    """A review of risk, with the care agreed in its words."""

    review: "RiskReview"

    @property
    def care(self) -> safety.Care:
        """The care that was agreed."""
        return safety.care()[self.review.care]


@dataclass(frozen=True)
class Shown:
    """A version of the safety plan, what it still needs, and whom it can no longer rely on."""

    plan: "SafetyPlan"
    lacks: list[safety.Lack]
    to_ask: list[safety.Lack]
    gone: list[str]


@login_required
@require_GET
def safety_room(request: Request, pk: int) -> HttpResponse:
    """Show alerts, reviews of risk and the safety plan."""
    room = open_room(request, pk, "safety")
    reviews = access.risk_reviews(request.user).filter(episode=room.episode).select_related("by")
    plans = _plans(room)
    terms = room.course.protocol
    context = room.context(
        alerts=list(room.alerts.select_related("owner", "acknowledged_by")),
        reviews=[Reviewed(one) for one in reviews.order_by("-on", "-pk")],
        shown=_shown(room, plans[0]) if plans else None,
        plans=plans,
        steps=safety.steps(),
        guidance=[
            {
                "title": term.title,
                "why": term.why,
                "source": terms.cite(term),
                "verified": term.verified,
            }
            for term in (terms.vocabulary.safety[name] for name in terms.safety)
        ],
    )
    return render(request, "clinic/safety.html", context)


# ---------------------------------------------------------------- reviews of risk


@login_required
@require_http_methods(["GET", "POST"])
def risk_review(request: Request, pk: int) -> HttpResponse:
    """Write down what was found and what was agreed."""
    room = open_room(request, pk, "safety")
    form = ReviewForm(request.POST or None)
    alert = _alert(room, request.GET.get("alert", ""))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        written = save(
            form,
            lambda: service.review_risk(by=request.user, episode=room.episode, **given),
        )
        if written is not None:
            messages.success(request, _("The review is in the record."))
            return redirect("alert", alert) if alert else redirect("safety", pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = room.context(form=form, alerts=list(room.alerts), earlier=room.risk)
    return render(request, "clinic/risk_review.html", context, status)


def _alert(room: Room, pk: str) -> int | None:
    """Return the alert to come back to, if it is one of this course's."""
    known = {str(one): one for one in room.alerts.values_list("pk", flat=True)}
    return known.get(pk)


# ---------------------------------------------------------------- the safety plan


@login_required
@require_http_methods(["GET", "POST"])
def safety_plan(request: Request, pk: int) -> HttpResponse:
    """Make the plan with the client, or change it: each time a new version."""
    room = open_room(request, pk, "safety")
    plans = _plans(room)
    people = _people(room)
    newest = plans[0] if plans else None
    if request.method != "POST":
        return _edit(request, room, PlanForm(people=people, newest=newest))
    form = PlanForm(request.POST, people=people, newest=newest)
    if not form.is_valid():
        return _edit(request, room, form)
    try:
        agreed = save(
            form,
            lambda: service.agree_safety_plan(by=request.user, episode=room.episode, **form.plan()),
        )
    except ConflictError as error:
        return _conflict(request, room, people, error)
    if agreed is None:
        return _edit(request, room, form)
    messages.success(request, _("The plan is kept as version %(n)s.") % {"n": agreed.number})
    return redirect("safety_plan_version", pk, agreed.number)


def _edit(request: Request, room: Room, form: PlanForm) -> HttpResponse:
    context = room.context(form=form, attribution=safety.attribution(), theirs=None, conflict=None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "clinic/safety_plan_edit.html", context, status)


def _conflict(
    request: Request, room: Room, people: "list[Person]", error: ConflictError
) -> HttpResponse:
    """Show both plans; what is typed is saved over the other one only knowing it."""
    typed = request.POST.copy()
    typed["after"] = str(error.theirs["number"])
    context = room.context(
        form=PlanForm(typed, people=people),
        attribution=safety.attribution(),
        theirs=_plans(room)[0],
        steps=safety.steps(),
        conflict=error,
    )
    return render(request, "clinic/safety_plan_edit.html", context, HTTPStatus.CONFLICT)


@login_required
@require_GET
def safety_plan_version(request: Request, pk: int, number: int) -> HttpResponse:
    """Show one version of the plan; it prints on one page."""
    room = open_room(request, pk, "safety")
    plans = _plans(room)
    plan = next((one for one in plans if one.number == number), None)
    if plan is None:
        raise Http404
    context = room.context(
        shown=_shown(room, plan),
        is_newest=plan is plans[0],
        steps=safety.steps(),
        attribution=safety.attribution(),
        crisis_lines=room.episode.organisation.crisis_lines,
    )
    return render(request, "clinic/safety_plan.html", context)


def _plans(room: Room) -> "list[SafetyPlan]":
    """Return every version of the client's plan, the newest first."""
    rows = access.safety_plans(room.user).filter(client=room.client)
    return list(rows.select_related("by").prefetch_related("people").order_by("-number"))


def _people(room: Room) -> "list[Person]":
    """Return those of the inventory on whom a plan can rely: alive, and in contact."""
    rows = access.people(room.user).filter(client=room.client)
    return list(rows.filter(died_on__isnull=True, lost_touch=False))


def _shown(room: Room, plan: "SafetyPlan") -> Shown:
    rows = list(plan.people.all())
    core = safety.Plan(
        lines=plan.steps,
        obstacles=plan.obstacles,
        set_aside=plan.set_aside,
        copy_given=plan.copy_given,
        people=frozenset(str(one.pk) for one in rows),
    )
    removed = [one.label for one in rows if one.removed_on]
    known: list[network.Person] = [inventory.person_of(one) for one in rows]
    gone: list[Any] = [one.label for one in safety.supporters_gone(core, known)]
    return Shown(
        plan=plan,
        lacks=safety.lacks(core),
        to_ask=safety.obstacles_to_ask(core),
        gone=sorted({*gone, *removed}),
    )
