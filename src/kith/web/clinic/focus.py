"""The focus room of the therapies that work on a pattern or a schema instead of a problem area.

The parts are written down, read with the client, agreed and kept; beside them stand the episodes
that the client told, from which the focus is drawn and in which it is seen again.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kith.core import focus as core
from kith.core.errors import ConflictError
from kith.core.protocols.views import Reasoned
from kith.record import access, clock
from kith.record.services import focus as service
from kith.web.clinic.agreeing import ViewForm, read_again
from kith.web.clinic.problem_area_work import Strategy
from kith.web.clinic.rooms import Room, open_room
from kith.web.clinic.visits import visits_of
from kith.web.forms import Beside, Both, both_texts, day, line, save, text, with_version
from kith.web.http import Request, render

if TYPE_CHECKING:
    from kith.record.models import InterpersonalFocus


class FocusForm(forms.Form):
    """Every part of the focus, and the words in which it is told."""

    is_voluntary = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: core.Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, part in kind.parts.items():
            self.fields[f"part_{key}"] = text(part.ask, rows=2, most=core.LONGEST, hint=part.hint)
        self.fields["words"] = text(
            _("In words that you would both use"),
            rows=4,
            most=4000,
            hint=_("A draft from the parts stands beside it, once they are known."),
        )

    def parts(self) -> dict[str, str]:
        """Return the parts as the service takes them."""
        given = self.cleaned_data
        return {
            name.removeprefix("part_"): given[name] for name in given if name.startswith("part_")
        }


class NarrativeForm(Beside):
    """One episode that the client told."""

    called = "told"
    text = text(gettext_lazy("What happened, with whom"), rows=3, required=True, most=4000)
    feeling = line(gettext_lazy("The feeling in it"))
    person: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=gettext_lazy("Person"), required=False, empty_label=gettext_lazy("Not named")
    )
    told_on = day(gettext_lazy("Told on"))
    shows_focus = forms.BooleanField(label=gettext_lazy("The focus shows in it"), required=False)

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = access.people(room.user).filter(client=room.client)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # it has one
        self.fields["told_on"].initial = clock.today()


@login_required
@require_http_methods(["GET", "POST"])
def focus(request: Request, pk: int) -> HttpResponse:
    """Show the focus with what it is drawn from, or keep what was typed."""
    room, kind = _open(request, pk)
    if request.method == "GET":
        return _page(request, room, kind)
    form, kept = FocusForm(request.POST, kind=kind), None
    try:
        if form.is_valid():
            kept = save(
                form,
                lambda: service.save_focus(
                    by=request.user,
                    episode=room.episode,
                    expected_version=form.cleaned_data["version"],
                    parts=form.parts(),
                    words=form.cleaned_data["words"],
                ),
            )
    except ConflictError as conflict:
        theirs = {
            name if name in {"words", "version"} else f"part_{name}": value
            for name, value in conflict.theirs.items()
        }
        both = Both(str(conflict), both_texts(form, theirs))
        form = FocusForm(with_version(request.POST, theirs["version"]), kind=kind)
        return _page(request, room, kind, status=409, form=form, conflict=both)
    if kept is None:
        return _page(request, room, kind, status=422, form=form)
    messages.success(request, _("Kept. Read it with the client, and record what they say."))
    return redirect("focus", pk)


@login_required
@require_POST
def share_focus(request: Request, pk: int, focus_pk: int) -> HttpResponse:
    """Record what the client says to the focus that was read with them."""
    room, kind = _open(request, pk)
    one = get_object_or_404(access.focuses(request.user).filter(episode=room.episode), pk=focus_pk)
    form, shared = ViewForm(request.POST), None
    try:
        if form.is_valid():
            given = dict(form.cleaned_data)
            version = given.pop("version")
            shared = save(
                form,
                lambda: service.share_focus(
                    by=request.user, focus=one, expected_version=version, **given
                ),
            )
    except ConflictError as conflict:
        form = read_again(request.POST, conflict.theirs["version"])
        return _page(request, room, kind, status=409, view_form=form)
    if shared is None:
        return _page(request, room, kind, status=422, view_form=form)
    messages.success(request, _("What the client says is on record."))
    return redirect("focus", pk)


@login_required
@require_POST
def tell_narrative(request: Request, pk: int) -> HttpResponse:
    """Keep an episode that the client told."""
    room, kind = _open(request, pk)
    form, told = NarrativeForm(request.POST, room=room), None
    if form.is_valid():
        told = save(
            form,
            lambda: service.tell(by=request.user, episode=room.episode, **form.cleaned_data),
        )
    if told is None:
        return _page(request, room, kind, status=422, narrative=form)
    messages.success(request, _("The episode is kept."))
    return redirect("focus", pk)


@login_required
@require_POST
def withdraw_narrative(request: Request, pk: int, narrative_pk: int) -> HttpResponse:
    """Take an episode off the page."""
    room, _kind = _open(request, pk)
    own = access.narratives(request.user).filter(episode=room.episode)
    service.withdraw_narrative(by=request.user, narrative=get_object_or_404(own, pk=narrative_pk))
    messages.success(request, _("The episode is off the page."))
    return redirect("focus", pk)


def _open(request: Request, pk: int) -> tuple[Room, core.Kind]:
    room = open_room(request, pk, "focus")
    kind = core.kinds().get(room.course.focus_kind)
    if kind is None:
        raise Http404
    return room, kind


def _page(
    request: Request, room: Room, kind: core.Kind, status: int = 200, **more: Any
) -> HttpResponse:
    rows = access.focuses(request.user).filter(episode=room.episode)
    versions = list(rows.select_related("changed_by").order_by("-number"))
    newest: InterpersonalFocus | None = versions[0] if versions else None
    is_open = newest is not None and newest.agreed_on is None
    told = access.narratives(request.user).filter(episode=room.episode)
    context = {
        "kind": Reasoned("focus", kind.title, kind.why, core.source_of(kind), kind.verified),
        "parts": kind.parts,
        "form": FocusForm(kind=kind, initial=_initial(newest)),
        "view_form": ViewForm(initial={"version": newest.version if newest else 0}),
        "narrative": NarrativeForm(room=room),
        "versions": versions,
        "newest": newest,
        "is_open": is_open,
        "draft": core.said(kind, newest.parts) if newest else "",
        "lacking": [kind.parts[key].title for key in core.lacking(kind, _parts(newest))],
        "narratives": list(told.select_related("person", "by").order_by("-told_on", "-pk")),
        "work": _work(room),
        "conflict": None,
        **more,
    }
    return render(request, "clinic/focus.html", room.context(**context), status=status)


def _parts(one: "InterpersonalFocus | None") -> dict[str, str]:
    return one.parts if one else {}


def _initial(one: "InterpersonalFocus | None") -> "dict[str, Any]":
    named = {f"part_{key}": words for key, words in _parts(one).items()}
    version = one.version if one and one.agreed_on is None else 0
    return {**named, "words": one.words if one else "", "version": version}


def _work(room: Room) -> list[tuple[str, list[Strategy]]]:
    """The steps of each phase, with the sessions in which they were worked on."""
    protocol = room.course.protocol
    visits = [one for one in visits_of(room) if one.number]
    found = []
    for phase in protocol.phases:
        steps = [
            Strategy(
                id=name,
                title=term.title,
                why=term.why,
                source=protocol.cite(term),
                verified=term.verified,
                sessions=[one.number for one in visits if name in one.session.strategies],
            )
            for name in phase.strategies
            for term in (protocol.strategies[name],)
        ]
        if steps:
            found.append((protocol.title_of_phase(phase.id), steps))
    return found
