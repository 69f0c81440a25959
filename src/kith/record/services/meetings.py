"""Meetings beside the sessions: planned, held, missed, and what was talked about.

Which kinds there are, and when, is the protocol's. A booster may be planned and held after the end
of the course; nothing else may.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from kith.core.errors import ConflictError, RefusedError
from kith.core.protocols.engine import Fact
from kith.core.protocols.parts import Meeting as Kind
from kith.record import audit, clock, grounds
from kith.record.facts import course_of, protocol_of
from kith.record.models import Episode, Meeting, Milestone, Session, Staff
from kith.record.services.course import FURTHEST, NOT_HELD, reach, undo_step
from kith.record.writing import change, checked, permit

SHORTEST = 5
LONGEST = 180
A_REASON = 5


def kind_of(episode: Episode, kind: str) -> Kind:
    """Return the protocol's meeting of this kind; RefusedError if it has none."""
    protocol = protocol_of(episode)
    found = protocol.meeting.get(kind)
    if found is None:
        raise RefusedError(f"{protocol.short_name} has no meeting called {kind}.", "kind")
    return found


@change
def plan_meeting(
    *,
    by: Staff,
    episode: Episode,
    kind: str,
    starts_at: datetime,
    minutes: int = 30,
    medium: str = "room",
) -> Meeting:
    """Put a meeting beside the sessions into the diary."""
    episode = _permit(by, episode, kind)
    _check_time(episode, kind, starts_at)
    if not SHORTEST <= minutes <= LONGEST:
        raise RefusedError(f"A meeting lasts {SHORTEST} to {LONGEST} minutes.", "minutes")
    meeting = Meeting(
        organisation=episode.organisation,
        episode=episode,
        kind=kind,
        starts_at=starts_at,
        minutes=minutes,
        medium=medium,
        changed_by=by,
        changed_at=clock.now(),
    )
    checked(meeting).save()
    audit.write(by, "meeting.planned", meeting, client=episode.client_id, kind=kind)
    return meeting


@change
def move_meeting(*, by: Staff, meeting: Meeting, starts_at: datetime) -> Meeting:
    """Give a planned meeting another time."""
    meeting = _planned(by, meeting)
    if meeting.starts_at == starts_at:
        return meeting
    _check_time(meeting.episode, meeting.kind, starts_at)
    before, meeting.starts_at = meeting.starts_at.isoformat(), starts_at
    meeting.save(update_fields=["starts_at"])
    client = meeting.episode.client_id
    audit.write(by, "meeting.moved", meeting, client=client, before=before)
    return meeting


@change
def hold_meeting(*, by: Staff, meeting: Meeting, came: str) -> Meeting:
    """Record that the meeting took place, and who came."""
    meeting = _planned(by, meeting)
    if meeting.starts_at > clock.now():
        raise RefusedError("This meeting lies ahead: record it once its time has come.")
    if not came.strip():
        raise RefusedError("Say who was there.", "came")
    day = timezone.localtime(meeting.starts_at).date()
    course_of(meeting.episode).after(Fact(day, "meeting", meeting.kind))
    meeting.state, meeting.came = Session.State.HELD, came.strip()
    checked(meeting).save(update_fields=["state", "came"])
    audit.write(by, "meeting.held", meeting, client=meeting.episode.client_id, kind=meeting.kind)
    return meeting


@change
def miss_meeting(*, by: Staff, meeting: Meeting, state: str, reason: str = "") -> Meeting:
    """Record that the meeting did not take place, and why."""
    meeting = _planned(by, meeting)
    if state not in NOT_HELD:
        raise RefusedError("Say what happened: choose one of the answers.", "state")
    meeting.state, meeting.state_reason = state, reason.strip()
    checked(meeting).save(update_fields=["state", "state_reason"])
    audit.write(by, "meeting.missed", meeting, client=meeting.episode.client_id, state=state)
    return meeting


@change
def reopen_meeting(*, by: Staff, meeting: Meeting, reason: str) -> Meeting:
    """Take back a slip: the meeting stands in the diary again, with what was written of it."""
    meeting = _now(by, meeting)
    if meeting.state == Session.State.PLANNED:
        raise RefusedError("Nothing is recorded of this meeting yet.")
    if len(reason.strip()) < A_REASON:
        raise RefusedError("Say what happened.", "reason")
    before = {"state": meeting.state, "reason": meeting.state_reason, "came": meeting.came}
    meeting.state, meeting.state_reason = Session.State.PLANNED, ""
    meeting.save(update_fields=["state", "state_reason"])
    audit.write(
        by,
        "meeting.reopened",
        meeting,
        client=meeting.episode.client_id,
        before=before,
        reason=reason.strip(),
    )
    return meeting


@change
def save_meeting(
    *, by: Staff, meeting: Meeting, expected_version: int, agenda_done: Sequence[str], note: str
) -> Meeting:
    """Keep what was talked about; a step of the protocol that is ticked is reached.

    The earlier text stays in the trail. ConflictError when another save came between.
    """
    meeting = _now(by, meeting)
    kind = kind_of(meeting.episode, meeting.kind)
    if strange := set(agenda_done) - set(kind.items):
        message = f"This meeting has no agenda item {', '.join(sorted(strange))}."
        raise RefusedError(message, "agenda_done")
    done = [one for one in kind.items if one in set(agenda_done)]
    theirs = {"agenda_done": list(meeting.agenda_done), "note": meeting.note}
    if theirs == {"agenda_done": done, "note": note.strip()}:
        return meeting
    if meeting.version != expected_version:
        raise ConflictError(
            "this meeting",
            {"version": meeting.version, **theirs},
            str(meeting.changed_by),
            timezone.localtime(meeting.changed_at),
        )
    meeting.agenda_done, meeting.note = done, note.strip()
    meeting.version += 1
    meeting.changed_by, meeting.changed_at = by, clock.now()
    fields = ["agenda_done", "note", "version", "changed_by", "changed_at"]
    checked(meeting).save(update_fields=fields)
    audit.write(by, "meeting.written", meeting, client=meeting.episode.client_id, before=theirs)
    _reach(by, meeting, set(theirs["agenda_done"]), set(done))
    return meeting


def _reach(by: Staff, meeting: Meeting, before: set[str], done: set[str]) -> None:
    """Record the steps that were ticked as reached, and take back those that are not any more."""
    episode = meeting.episode
    steps = set(protocol_of(episode).milestones) - grounds.STEPS
    if episode.ended_on or meeting.state != Session.State.HELD:
        return
    reached = set(
        Milestone.objects.filter(episode=episode, name__in=steps).values_list("name", flat=True)
    )
    for step in sorted(done & steps - reached):
        reach(by=by, episode=episode, step=step)
    for step in sorted((before - done) & steps & reached):
        undo_step(by=by, episode=episode, step=step)


def _permit(by: Staff, episode: Episode, kind: str) -> Episode:
    """Hold the episode; only a meeting that belongs after the course outlives its end."""
    return permit(by, episode, ended=kind_of(episode, kind).when == "after")


def _now(by: Staff, meeting: Meeting) -> Meeting:
    """Return the meeting as it is now, its episode held."""
    episode = _permit(by, meeting.episode, meeting.kind)
    fresh = Meeting.objects.select_related("changed_by").get(pk=meeting.pk)
    fresh.episode = episode
    return fresh


def _planned(by: Staff, meeting: Meeting) -> Meeting:
    fresh = _now(by, meeting)
    if fresh.state != Session.State.PLANNED:
        raise RefusedError(f"This meeting is recorded already: {fresh.get_state_display()}.")
    return fresh


def _check_time(episode: Episode, kind: str, starts_at: datetime) -> None:
    if timezone.localtime(starts_at).date() < episode.referral.received_on:
        raise RefusedError("A meeting cannot be before the referral.", "starts_at")
    if starts_at > clock.now() + FURTHEST:
        raise RefusedError("This is more than two years ahead. Check the year.", "starts_at")
    planned = Meeting.objects.filter(episode=episode, state=Session.State.PLANNED)
    if planned.filter(kind=kind, starts_at=starts_at).exists():
        raise RefusedError("There is such a meeting at this time already.", "starts_at")
