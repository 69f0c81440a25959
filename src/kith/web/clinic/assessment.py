"""The assessment room: diagnosis, history, treatment so far, cautions, and what was told.

The answers raise cautions with their reasons; whether to go on is the clinician's to say.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kith.core import suitability
from kith.core.errors import ConflictError
from kith.core.protocols.views import Reasoned
from kith.record import access
from kith.record.services import assessment as service
from kith.web.clinic.assessment_form import AssessmentForm, diagnosis_of, values_of
from kith.web.clinic.rooms import Room, open_room
from kith.web.forms import Both, as_read, both_texts, save, with_version
from kith.web.http import Request, render

if TYPE_CHECKING:
    from datetime import date

    from kith.record.models import Assessment

# What is told to the client in the first meetings: steps of the protocol that are recorded here.
TOLD = ("diagnosis_reviewed", "illness_named", "sick_role_given", "medication_reviewed")


@login_required
@require_http_methods(["GET", "POST"])
def assessment(request: Request, pk: int) -> HttpResponse:
    """Show the assessment, or keep what was typed."""
    room = open_room(request, pk, "assessment")
    stored = access.assessment(room.user, room.episode)
    if request.method == "GET":
        return _page(request, room, AssessmentForm(stored=stored))
    form, kept = AssessmentForm(request.POST, stored=stored), None
    try:
        if form.is_valid():
            kept = save(
                form,
                lambda: service.save_assessment(
                    by=request.user,
                    episode=room.episode,
                    expected_version=form.cleaned_data["version"],
                    found=form.found(),
                ),
            )
    except ConflictError as conflict:
        both = Both(str(conflict), both_texts(form, values_of(conflict.theirs)))
        typed = with_version(request.POST, conflict.theirs["version"])
        form = AssessmentForm(typed, stored=stored)
        return _page(request, room, form, status=409, conflict=both)
    if kept is None:
        return _page(request, room, form, status=422)
    messages.success(request, _("The assessment is kept."))
    return redirect("assessment", pk)


def _page(
    request: Request, room: Room, form: AssessmentForm, status: int = 200, **more: Any
) -> HttpResponse:
    stored = form.stored
    review = _review(stored)
    context = {
        "form": form,
        "read": as_read(form),
        "stored": stored,
        "cautions": _cautions(),
        "indications": _indications(),
        "review": review,
        "lacks": _lacks(stored, review),
        "told": [_told(room, key) for key in TOLD if key in room.course.protocol.milestones],
        "conflict": None,
        **more,
    }
    return render(request, "clinic/assessment.html", room.context(**context), status=status)


def _cautions() -> list[Reasoned]:
    """The questions to which yes is a reason to pause, each with what to do instead."""
    return [
        Reasoned(one.id, one.title, f"{one.reason} {one.instead}", one.source, one.verified)
        for one in suitability.cautions()
    ]


def _indications() -> list[Reasoned]:
    return [
        Reasoned(key, one.title, one.why, suitability.source_of(one), one.verified)
        for key, one in suitability.indications().items()
    ]


def _told(room: Room, key: str) -> tuple[Reasoned, str, "date | None"]:
    """A step of the first meetings: its reason, how it is said once done, and since when it is."""
    protocol = room.course.protocol
    step = protocol.milestones[key]
    reason = Reasoned(key, step.title, step.why, protocol.cite(step), step.verified)
    return reason, step.reached, room.course.reached.get(key)


def _review(stored: "Assessment | None") -> suitability.Suitability:
    """What the answers on record raise, the diagnosis among them."""
    if stored is None:
        return suitability.review({})
    answers = {key: one["answer"] for key, one in stored.cautions.items()}
    return suitability.review(answers, diagnosis_of(stored))


def _lacks(stored: "Assessment | None", review: suitability.Suitability) -> list[str]:
    """What a decision that was made does not say yet. It stands all the same: it is a person's."""
    if stored is None or stored.decision == "open":
        return []
    return suitability.decision_lacks(review, stored.decision, stored.decision_reason)
