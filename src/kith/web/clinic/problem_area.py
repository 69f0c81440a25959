"""The problem area: what the record says for and against each, the choice, and the work on it.

The record informs; therapist and client choose. Every reason leads to its fact and its rule.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kith.core import offered_areas, problem_areas
from kith.core.case import Facts
from kith.core.problem_areas import Consideration
from kith.record import access
from kith.record.considering import facts_for_areas
from kith.record.services import agreements as service
from kith.web.clinic.problem_area_forms import (
    AsideForm,
    DetailForm,
    FocusForm,
    PickForm,
)
from kith.web.clinic.problem_area_work import chosen_areas, earlier_choices
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.visits import visits_of
from kith.web.forms import save
from kith.web.http import Request, render

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kith.record.models import ProblemArea


@login_required
@require_GET
def problem_area(request: Request, pk: int) -> HttpResponse:
    """Show the areas with their reasons, and the agreed one with its work."""
    return _page(request, open_room(request, pk, "problem_area"))


@login_required
@require_http_methods(["GET", "POST"])
def choose_area(request: Request, pk: int) -> HttpResponse:
    """Choose one area, at most two: why, about whom, and why the others were set aside."""
    room = open_room(request, pk, "problem_area")
    considered = _considered(room, facts_for_areas(room.episode))
    most = room.course.protocol.focus.most
    pick = PickForm(request.GET, offered=_offered(room, considered), most=most)
    if not pick.is_valid():
        return _page(request, room, status=422, pick=pick)
    focuses = _focuses(request, room, pick.chosen)
    others = [one for one in considered if one.area.id not in pick.chosen]
    aside = AsideForm(request.POST or None, others=others, prefix="aside", initial=_aside(room))
    if request.method == "POST" and all([*(form.is_valid() for form in focuses), aside.is_valid()]):
        choices = [form.choice() for form in focuses]
        agreed = save(
            focuses[0],
            lambda: service.agree_problem_areas(
                by=request.user,
                episode=room.episode,
                choices=choices,
                set_aside=aside.cleaned_data,
            ),
        )
        if agreed is not None:
            messages.success(
                request, _("The focus is agreed and on record. Next: write the formulation.")
            )
            return redirect("problem_area", pk)
    protocol = room.course.protocol
    titled = [(offered_areas.area_in(protocol, form.area), form) for form in focuses]
    context = room.context(focuses=titled, aside=aside, others=others)
    is_wrong = aside.errors or any(form.errors for form in focuses)
    status = 422 if is_wrong else 200
    return render(request, "clinic/problem_area_choose.html", context, status=status)


@login_required
@require_POST
def describe_area(request: Request, pk: int, area_pk: int) -> HttpResponse:
    """Write down where the work stands: the stage of a dispute, the old and the new role."""
    room = open_room(request, pk, "problem_area")
    area = get_object_or_404(_agreed(room), pk=area_pk)
    form = DetailForm(request.POST, area=area.area, prefix=str(area.pk))
    if form.is_valid():
        details = form.details()
        stored = save(
            form, lambda: service.describe_area(by=request.user, area=area, details=details)
        )
        if stored is not None:
            messages.success(request, _("Saved. What changed is kept with its date."))
            return redirect(f"{reverse('problem_area', args=[pk])}#focus")
    return _page(request, room, status=422, detail=form, detail_of=area.pk)


def _agreed(room: Room) -> "QuerySet[ProblemArea]":
    areas = access.areas(room.user).filter(episode=room.episode)
    return areas.select_related("person", "by", "episode")


def _considered(room: Room, facts: Facts) -> list[Consideration]:
    """The areas that this course's protocol offers, the best supported first."""
    return offered_areas.consider(room.course.protocol, facts)


def _offered(room: Room, considered: Sequence[Consideration]) -> list[tuple[str, str]]:
    degrees = {one.area.id: one for one in considered}
    return [
        (key, f"{degrees[key].area.name} ({degrees[key].degree})")
        for key in room.course.protocol.problem_areas
        if key in degrees
    ]


def _focuses(request: Request, room: Room, chosen: Sequence[str]) -> list[FocusForm]:
    """A form for each chosen area, with what is agreed about it already."""
    people = list(access.people(room.user).filter(client=room.client))
    agreed: dict[str, ProblemArea] = {
        one.area: one for one in _agreed(room).filter(left_on__isnull=True)
    }
    forms = []
    for rank, key in enumerate(chosen, start=1):
        now = agreed.get(key)
        initial = {**now.details, "reasons": now.reasons, "person": now.person_id} if now else {}
        posted = request.POST or None
        forms.append(
            FocusForm(posted, area=key, people=people, initial=initial, prefix=f"focus{rank}")
        )
    return forms


def _aside(room: Room) -> dict[str, str]:
    """What was said about the areas set aside, where some were."""
    now = _agreed(room).filter(left_on__isnull=True).order_by("rank").first()
    return dict(now.set_aside) if now else {}


def _page(request: Request, room: Room, status: int = 200, **shown: Any) -> HttpResponse:
    if room.course.focus_kind != "areas":
        return render(request, "clinic/problem_area_none.html", room.context())
    facts = facts_for_areas(room.episode)
    considered = _considered(room, facts)
    most = room.course.protocol.focus.most
    areas = list(_agreed(room).order_by("-agreed_on", "rank", "-pk"))
    context = room.context(
        **{"pick": PickForm(offered=_offered(room, considered), most=most), **shown},
        considered=considered,
        reading=problem_areas.reading(considered),
        to_ask=problem_areas.to_ask(facts),
        focus=chosen_areas(room, areas, visits_of(room), shown),
        earlier=earlier_choices(room, areas),
    )
    return render(request, "clinic/problem_area.html", context, status=status)
