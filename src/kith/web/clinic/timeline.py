"""The timeline: life events beside the scores, the sessions and the onset, in one picture.

What happened in the months before the onset is offered as something to talk about, with the rule
that picks it out. Nothing here says that one thing caused another.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kith.record import access
from kith.record.services import interpersonal as service
from kith.web.clinic import timeline_picture
from kith.web.clinic.inventory_step import step_of
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.timeline_forms import EventForm, of_event
from kith.web.forms import save
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import LifeEvent, Person


@login_required
@require_GET
def timeline(request: Request, pk: int) -> HttpResponse:
    """Show the timeline; `view` chooses the stretch of time, `scores` the instrument.

    `event` chooses the life event around which the scores are read.
    """
    return _page(request, open_room(request, pk, "timeline"))


@login_required
@require_POST
def add_event(request: Request, pk: int) -> HttpResponse:
    """Add a life event."""
    room = open_room(request, pk, "timeline")
    form = EventForm(request.POST, people=_people(room))
    if (event := _stored(request, room, form, None)) is not None:
        messages.success(request, _("“%(title)s” is on the timeline.") % {"title": event.title})
        return redirect("timeline", pk)
    return _page(request, room, status=422, form=form)


@login_required
@require_http_methods(["GET", "POST"])
def life_event(request: Request, pk: int, event_pk: int) -> HttpResponse:
    """Show one life event to be corrected."""
    room = open_room(request, pk, "timeline")
    event = _event(room, event_pk)
    form = EventForm(request.POST or None, initial=of_event(event), people=_people(room))
    if request.method == "POST" and _stored(request, room, form, event) is not None:
        messages.success(request, _("The life event is corrected."))
        return redirect("timeline", pk)
    context = room.context(event=event, form=form)
    status = 422 if form.errors else 200
    return render(request, "clinic/timeline_event.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def remove_event(request: Request, pk: int, event_pk: int) -> HttpResponse:
    """Ask, then take a life event off the timeline."""
    room = open_room(request, pk, "timeline")
    event = _event(room, event_pk)
    if request.method == "POST":
        service.remove_event(by=request.user, episode=room.episode, event=event)
        messages.success(request, _("“%(title)s” is off the timeline.") % {"title": event.title})
        return redirect("timeline", pk)
    return render(request, "clinic/timeline_remove.html", room.context(event=event))


def _stored(
    request: Request, room: Room, form: EventForm, event: "LifeEvent | None"
) -> "LifeEvent | None":
    """The event as stored; None where the form says what is wrong."""
    if not form.is_valid():
        return None
    details, people = form.details(), form.chosen()
    return save(
        form,
        lambda: service.record_event(
            by=request.user, episode=room.episode, details=details, people=people, event=event
        ),
    )


def _people(room: Room) -> "list[Person]":
    return list(access.people(room.user).filter(client=room.client))


def _event(room: Room, pk: int) -> "LifeEvent":
    """One life event of this client; 404 for any other."""
    events = access.events(room.user).filter(client=room.client)
    return get_object_or_404(events.prefetch_related("people"), pk=pk)


def _page(request: Request, room: Room, status: int = 200, **shown: Any) -> HttpResponse:
    people = _people(room)
    chosen = [request.GET.get(name, "") for name in ("view", "scores", "event")]
    context = room.context(
        **{"form": EventForm(people=people), **shown},
        **timeline_picture.shown(room, people, *chosen),
        step=step_of(room, "timeline_drawn"),
    )
    return render(request, "clinic/timeline.html", context, status=status)
