"""The interpersonal inventory: who is in the client's life, how near, and what passes between.

The list is the real control; the circles are drawn from it. Derived facts are described with their
definition and never added up. Places are dated, so the map can be read as it stood on a day.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kith.core import network
from kith.core.errors import ConflictError, RefusedError
from kith.record import access
from kith.record import inventory as reader
from kith.record.services import interpersonal as service
from kith.record.services.interpersonal import Spot
from kith.web.clinic import inventory_map
from kith.web.clinic.inventory_forms import (
    CompanyForm,
    NamesForm,
    PersonForm,
    PlacesForm,
    number,
    of_company,
    of_person,
    written,
)
from kith.web.clinic.inventory_step import step_of
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import save
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import Person

STEP = "inventory_mapped"


@login_required
@require_GET
def inventory(request: Request, pk: int) -> HttpResponse:
    """Show the inventory as it stands; with `on`, the circles as they stood on that day."""
    return _page(request, open_room(request, pk, "inventory"))


@login_required
@require_POST
def add_people(request: Request, pk: int) -> HttpResponse:
    """Add several people at once."""
    room = open_room(request, pk, "inventory")
    form = NamesForm(request.POST)
    if form.is_valid():
        named = form.named()
        added = save(
            form,
            lambda: service.add_people(
                by=request.user, episode=room.episode, labels=list(named), relations=named
            ),
        )
        if added is not None:
            messages.success(request, _added(added, len(named)))
            return redirect("inventory", pk)
    return _page(request, room, status=422, names=form)


def _added(added: "Sequence[Person]", given: int) -> str:
    words = ngettext("%(num)s person added.", "%(num)s people added.", len(added))
    said = words % {"num": len(added)}
    if there := given - len(added):
        known = ngettext(
            "%(num)s name is there already.", "%(num)s names are there already.", there
        )
        said = f"{said} {known % {'num': there}}"
    return f"{said} {_('Now say how near each one is.')}" if added else said


@login_required
@require_POST
def place_people(request: Request, pk: int) -> HttpResponse:
    """Put everybody where the list says; with `only`, that one person."""
    room = open_room(request, pk, "inventory")
    people = reader.inventory_of(room.episode).rows
    form = PlacesForm(request.POST, people=people, spots=service.places_of(people))
    if form.is_valid():
        moves = form.moves(request.POST.get("only", ""))
        try:
            save(
                form,
                lambda: service.place_people(by=request.user, episode=room.episode, moves=moves),
            )
        except ConflictError as conflict:
            again = _meanwhile(request, form, conflict)
            return _page(request, room, status=409, places=again, conflict=conflict)
        if not form.errors:
            messages.success(request, _moved([(move.person.label, move.to) for move in moves]))
            return redirect("inventory", pk)
    return _page(request, room, status=422, places=form)


def _moved(moves: Sequence[tuple[str, Spot]]) -> str:
    if not moves:
        return _("Nothing has changed.")
    words = [f"{label}: {network.circle_name(spot.ring)}" for label, spot in moves[:6]]
    more = [_("and %(n)s more") % {"n": len(moves) - 6}] if len(moves) > 6 else []
    return _("Saved with today's date. %(moves)s.") % {"moves": "; ".join([*words, *more])}


def _meanwhile(request: Request, form: PlacesForm, conflict: ConflictError) -> PlacesForm:
    """The same form with what was chosen, knowing now where the others stand."""
    typed = request.POST.copy()
    for key, spot in conflict.theirs.items():
        assert isinstance(spot, Spot)  # noqa: S101 - what place_people puts there
        typed[f"was-{key}"] = written(spot)
    return PlacesForm(typed, people=form.people, spots=service.places_of(form.people))


@login_required
@require_POST
def place_person(request: Request, pk: int, person_pk: int) -> HttpResponse:
    """Put one person into a circle, or on record as not to be placed; then offer the next."""
    room = open_room(request, pk, "inventory")
    person = _person(room, person_pk)
    service.place_person(
        by=request.user,
        episode=room.episode,
        person=person,
        ring=number(request.POST.get("ring", "")),
    )
    return redirect("inventory", pk)


@login_required
@require_POST
def company(request: Request, pk: int) -> HttpResponse:
    """Write down how it is with people on the whole."""
    room = open_room(request, pk, "inventory")
    form = CompanyForm(request.POST)
    if form.is_valid():
        details = form.details()
        stored = save(
            form,
            lambda: service.describe_company(
                by=request.user, episode=room.episode, details=details
            ),
        )
        if stored is not None:
            messages.success(request, _("Saved. The problem area room reads it too."))
            return redirect("inventory", pk)
    return _page(request, room, status=422, company=form)


@login_required
@require_http_methods(["GET", "POST"])
def person(request: Request, pk: int, person_pk: int) -> HttpResponse:
    """Show and change what is known of one tie."""
    room = open_room(request, pk, "inventory")
    one = _person(room, person_pk)
    form = PersonForm(request.POST or None, initial=of_person(one))
    if request.method == "POST" and form.is_valid():
        details = form.details()
        stored = save(
            form,
            lambda: service.describe_person(
                by=request.user, episode=room.episode, person=one, details=details
            ),
        )
        if stored is not None:
            messages.success(request, _("What is known of %(name)s is saved.") % {"name": stored})
            return redirect("inventory", pk)
        one.refresh_from_db()
    context = room.context(
        person=one,
        form=form,
        history=list(reversed(one.places.all())),
        circle=network.circle_name,
        events=[event for event in reader.events_of(room.episode) if str(one.pk) in event.people],
    )
    status = 422 if form.errors else 200
    return render(request, "clinic/inventory_person.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def remove_person(request: Request, pk: int, person_pk: int) -> HttpResponse:
    """Ask, then take somebody off the inventory."""
    room = open_room(request, pk, "inventory")
    one = _person(room, person_pk)
    problem = ""
    if request.method == "POST":
        try:
            service.remove_person(by=request.user, episode=room.episode, person=one)
        except RefusedError as refusal:
            problem = refusal.message
        else:
            messages.success(
                request, _("%(name)s is off the inventory. The history stays.") % {"name": one}
            )
            return redirect("inventory", pk)
    context = room.context(person=one, problem=problem)
    status = 422 if problem else 200
    return render(request, "clinic/inventory_remove.html", context, status=status)


def _person(room: Room, pk: int) -> "Person":
    """Somebody of this client's inventory; 404 for anybody else."""
    people = access.people(room.user).filter(client=room.client)
    return get_object_or_404(people.prefetch_related("places"), pk=pk)


def _page(request: Request, room: Room, status: int = 200, **shown: Any) -> HttpResponse:
    known = reader.inventory_of(room.episode)
    later = request.GET.get("later", "")
    forms = {
        "names": NamesForm(),
        "places": PlacesForm(people=known.rows, spots=service.places_of(known.rows)),
        "company": CompanyForm(initial=of_company(getattr(room.episode, "company", None))),
        "conflict": None,
    }
    context = room.context(
        **{**forms, **shown},
        **inventory_map.shown(room, known, request.GET.get("on", ""), ties="ties" in request.GET),
        next_one=inventory_map.next_one(known, later),
        later=f"{later}-" if later else "",
        step=step_of(room, "inventory_mapped"),
    )
    return render(request, "clinic/inventory.html", context, status=status)
