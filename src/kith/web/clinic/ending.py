"""The ending: the countdown, what was gained, warning signs and the plan, how it goes on."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kith.core import ending as core
from kith.core.errors import ConflictError
from kith.core.protocols.views import Blocker
from kith.record import access, gains
from kith.record.services import course as courses
from kith.record.services import ending as service
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import Beside, Both, as_read, both_texts, choice, save, text, with_version
from kith.web.http import Request, render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Steps that follow from what is written on this page; the others are ticked by hand.
WRITTEN_HERE = frozenset({"warning_signs_listed", "relapse_plan_agreed", "disposition_agreed"})


class PlanForm(forms.Form):
    """The plan for staying well: one line for each thing, in the client's words."""

    is_voluntary = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, ask in core.plan_questions().items():
            self.fields[key] = text(ask, rows=3, most=2000)

    def answers(self) -> dict[str, list[str]]:
        """Return the lines of each answer."""
        return {key: self.cleaned_data[key].splitlines() for key in core.plan_questions()}


class DispositionForm(Beside):
    """How it goes on, as agreed."""

    called = "way"
    disposition = choice(gettext_lazy("How it goes on"), [])
    words = text(gettext_lazy("What was agreed"), rows=3, required=True)

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = left_early(room)
        self.fields["disposition"].choices = [  # type: ignore[attr-defined]  # a ChoiceField has them
            (one.id, one.title) for one in room.course.ending.dispositions if one.id != left
        ]


def left_early(room: Room) -> str:
    """Return how the protocol calls an end that the client made by staying away; empty if none."""
    ways = room.course.protocol.dispositions.items()
    return next((key for key, way in ways if way.ending == "not_required"), "")


class EndForm(Beside):
    """The end of the course."""

    called = "end"
    words = text(gettext_lazy("How the course ended, in a sentence"), rows=3, required=True)


@login_required
@require_GET
def ending(request: Request, pk: int) -> HttpResponse:
    """Show the ending's room."""
    return _page(request, open_room(request, pk, "ending"))


def _page(request: Request, room: Room, status: int = 200, **more: Any) -> HttpResponse:
    plan = access.ending_plan(request.user, room.episode)
    gained = core.gains(gains.course_that_ends(room.episode))
    plan_form = PlanForm(initial=_said(plan.answers, plan.version) if plan else {"version": 0})
    agreed = {"disposition": plan.disposition, "words": plan.disposition_words} if plan else {}
    reasons = core.speaks_for_maintenance(
        gains.history_of(room.episode), gains.measured(room.episode)
    )
    protocol = room.course.protocol
    context = {
        "gains": gained,
        "without_gain": core.WITHOUT_GAIN,
        "plan": plan,
        "plan_form": plan_form,
        "plan_read": as_read(plan_form),
        "shows_no_gain": gained.is_without_symptom_gain and _is_near(room),
        "other_blockers": _blockers_but_tasks(room),
        "lacks": core.plan_lacks(service.plan_of(plan)),
        "disposition_form": DispositionForm(initial=agreed, room=room),
        "end_form": EndForm(initial={"words": plan.disposition_words if plan else ""}),
        "left_form": EndForm(prefix="left"),
        "maintenance": [(one, protocol.vocabulary.cite(one.source)) for one in reasons],
        "written_here": WRITTEN_HERE,
        "left_early": left_early(room),
        "conflict": None,
        **more,
    }
    return render(request, "clinic/ending.html", room.context(**context), status=status)


def _said(answers: "Mapping[str, Sequence[str]]", version: object) -> dict[str, Any]:
    """Return the plan as its form shows it: a line for each thing."""
    return {**{key: "\n".join(lines) for key, lines in answers.items()}, "version": version}


def _is_near(room: Room) -> bool:
    return room.course.ending.near or room.episode.ended_on is not None


def _blockers_but_tasks(room: Room) -> list[Blocker]:
    """What the end needs beside the tasks that the page lists anyway."""
    listed = {task.id for task in room.course.ending.tasks}
    return [one for one in room.course.ending.blockers if one.id not in listed]


@login_required
@require_POST
def save_ending_plan(request: Request, pk: int) -> HttpResponse:
    """Keep the plan for staying well."""
    room = open_room(request, pk, "ending")
    form, kept = PlanForm(request.POST), None
    try:
        if form.is_valid():
            kept = save(
                form,
                lambda: service.save_plan(
                    by=request.user,
                    episode=room.episode,
                    answers=form.answers(),
                    expected_version=form.cleaned_data["version"],
                ),
            )
    except ConflictError as conflict:
        answers = {key: conflict.theirs.get(key, []) for key in core.plan_questions()}
        both = Both(str(conflict), both_texts(form, answers))
        form = PlanForm(with_version(request.POST, conflict.theirs["version"]))
        return _page(request, room, status=409, plan_form=form, conflict=both)
    if kept is None:
        return _page(request, room, status=422, plan_form=form)
    lacks = core.plan_lacks(service.plan_of(kept))
    messages.success(request, _("The plan is kept. Some questions are still open.") if lacks else
                     _("The plan is kept, and answers every question."))  # fmt: skip
    return redirect("ending", pk)


@login_required
@require_POST
def agree_disposition(request: Request, pk: int) -> HttpResponse:
    """Record how it goes on after the last session."""
    room = open_room(request, pk, "ending")
    form = DispositionForm(request.POST, room=room)
    if form.is_valid():
        given = form.cleaned_data
        agreed = save(
            form,
            lambda: service.agree_disposition(by=request.user, episode=room.episode, **given),
        )
        if agreed is not None:
            messages.success(request, _("Recorded. The course can end once its tasks are done."))
            return redirect("ending", pk)
    return _page(request, room, status=422, disposition_form=form)


@login_required
@require_POST
def end_course(request: Request, pk: int) -> HttpResponse:
    """End the course as agreed; or, where the client stopped coming, as left."""
    room = open_room(request, pk, "ending")
    has_left = "left-words" in request.POST
    form = EndForm(request.POST, prefix="left" if has_left else None)
    name = "left_form" if has_left else "end_form"
    if not form.is_valid():
        return _page(request, room, status=422, **{name: form})
    plan = access.ending_plan(request.user, room.episode)
    disposition = left_early(room) if has_left else plan.disposition if plan else ""
    ended = save(
        form,
        lambda: courses.end_episode(
            by=request.user,
            episode=room.episode,
            disposition=disposition,
            words=form.cleaned_data["words"],
        ),
    )
    if ended is None:
        return _page(request, room, status=422, **{name: form})
    messages.success(request, _("The course has ended. Next: the letter to the referrer."))
    return redirect("letter", pk)
