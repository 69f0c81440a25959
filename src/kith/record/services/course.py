"""The course: sessions planned, held and missed, steps reached, phases entered, care ended."""

from datetime import datetime

from django.utils import timezone

from kith.core.errors import NotYetError, RefusedError
from kith.core.protocols.engine import Fact
from kith.record import audit, clock
from kith.record.facts import course_of, protocol_of
from kith.record.models import (
    Episode,
    Extension,
    Milestone,
    PhaseStart,
    Session,
    Staff,
    Task,
)
from kith.record.writing import change, locked, permit, permit_therapist


@change
def plan_session(
    *, by: Staff, episode: Episode, starts_at: datetime, minutes: int = 50, medium: str = "room"
) -> Session:
    """Put a session into the diary."""
    permit(by, episode)
    _check_time(episode, starts_at)
    if not 10 <= minutes <= 180:
        raise RefusedError("A session lasts between 10 and 180 minutes.", "minutes")
    same = Session.objects.filter(episode=episode, starts_at=starts_at, state=Session.State.PLANNED)
    if same.exists():
        raise RefusedError("There is a session at this time already.", "starts_at")
    session = Session.objects.create(
        organisation=episode.organisation,
        episode=episode,
        starts_at=starts_at,
        minutes=minutes,
        medium=medium,
    )
    audit.write(by, "session.planned", session, client=episode.client_id)
    return session


@change
def move_session(*, by: Staff, session: Session, starts_at: datetime) -> Session:
    """Give a planned session another time."""
    session = _planned(by, session)
    _check_time(session.episode, starts_at)
    before, session.starts_at = session.starts_at, starts_at
    session.save(update_fields=["starts_at"])
    audit.write(
        by, "session.moved", session, client=session.episode.client_id, before=before.isoformat()
    )
    return session


@change
def hold_session(*, by: Staff, session: Session) -> Session:
    """Record that the session took place. NotYetError when the contract has no session left."""
    session = _planned(by, session)
    _check_not_ahead(session)
    locked(session.episode)
    day = timezone.localtime(session.starts_at).date()
    course_of(session.episode).after(Fact(day, "session"))
    session.state = Session.State.HELD
    session.save(update_fields=["state"])
    audit.write(by, "session.held", session, client=session.episode.client_id)
    return session


@change
def miss_session(*, by: Staff, session: Session, state: str, reason: str = "") -> Session:
    """Record that the session did not take place, and why."""
    session = _planned(by, session)
    if state not in {Session.State.CANCELLED, Session.State.ABSENT, Session.State.CALLED_OFF}:
        raise RefusedError("Say who could not come: choose one of the answers.", "state")
    if state == Session.State.ABSENT:
        _check_not_ahead(session)
    session.state, session.state_reason = state, reason[:300]
    session.save(update_fields=["state", "state_reason"])
    audit.write(by, "session.missed", session, client=session.episode.client_id, state=state)
    return session


@change
def reach(*, by: Staff, episode: Episode, step: str, words: str = "") -> Milestone:
    """Record that a step of the protocol was reached today. A step is reached once."""
    permit(by, episode)
    if step not in protocol_of(episode).milestones:
        raise RefusedError(f"This protocol has no step called {step}.")
    reached, new = Milestone.objects.get_or_create(
        episode=episode,
        name=step,
        defaults={
            "organisation": episode.organisation,
            "on": clock.today(),
            "words": words,
            "by": by,
        },
    )
    if new:
        audit.write(by, "step.reached", reached, client=episode.client_id, step=step)
    elif words and words != reached.words:
        reached.words = words
        reached.save(update_fields=["words"])
        audit.write(by, "step.described", reached, client=episode.client_id, step=step)
    return reached


@change
def undo_step(*, by: Staff, episode: Episode, step: str) -> None:
    """Take back a step recorded by mistake; the trail keeps that it was there."""
    permit(by, episode)
    reached = Milestone.objects.filter(episode=episode, name=step).first()
    if reached is None:
        raise RefusedError("This step is not recorded as reached.")
    audit.write(
        by, "step.undone", reached, client=episode.client_id, step=step, words=reached.words
    )
    reached.delete()


@change
def enter_phase(*, by: Staff, episode: Episode, phase: str) -> PhaseStart:
    """Begin the next phase. NotYetError, with what is missing, when it is too early."""
    permit(by, episode)
    locked(episode)
    course_of(episode).after(Fact(clock.today(), "phase", phase))
    start = PhaseStart.objects.create(
        organisation=episode.organisation, episode=episode, phase=phase, on=clock.today(), by=by
    )
    audit.write(by, "phase.entered", start, client=episode.client_id, phase=phase)
    return start


@change
def extend(*, by: Staff, episode: Episode, sessions: int, reason: str) -> Extension:
    """Agree on more sessions than the contract says; the reason is part of the record."""
    permit_therapist(by, episode)
    if not 1 <= sessions <= 12:
        raise RefusedError(
            "Between 1 and 12 sessions can be added; more is a new course.", "sessions"
        )
    if len(reason.strip()) < 10:
        raise RefusedError("Write the reason in a sentence.", "reason")
    locked(episode)
    course_of(episode).after(Fact(clock.today(), "extension", reason.strip(), sessions))
    extension = Extension.objects.create(
        organisation=episode.organisation,
        episode=episode,
        sessions=sessions,
        reason=reason.strip(),
        agreed_on=clock.today(),
        by=by,
    )
    audit.write(by, "course.extended", extension, client=episode.client_id, sessions=sessions)
    return extension


@change
def add_task(*, by: Staff, episode: Episode, text: str, session: Session | None = None) -> Task:
    """Write down what the client means to try before the next meeting."""
    permit(by, episode)
    if not text.strip():
        raise RefusedError("Write what the client means to try.", "text")
    task = Task.objects.create(
        organisation=episode.organisation,
        episode=episode,
        session=session,
        text=text.strip(),
        set_on=clock.today(),
    )
    audit.write(by, "task.added", task, client=episode.client_id)
    return task


@change
def settle_task(*, by: Staff, task: Task, state: str, outcome: str = "") -> Task:
    """Record what came of a task."""
    permit(by, task.episode)
    if state not in {Task.State.DONE, Task.State.DROPPED, Task.State.OPEN}:
        raise RefusedError("Say whether it was tried or let go.", "state")
    task.state, task.outcome = state, outcome
    task.settled_on = None if state == Task.State.OPEN else clock.today()
    task.save(update_fields=["state", "outcome", "settled_on"])
    audit.write(by, "task.settled", task, client=task.episode.client_id, state=state)
    return task


@change
def end_episode(*, by: Staff, episode: Episode, disposition: str, words: str) -> Episode:
    """End the course. NotYetError names the ending tasks that are still open.

    A client who stops coming ends as `dropped_out`, with the reason in `words`; the protocol
    asks for no ending tasks then.
    """
    permit_therapist(by, episode)
    if len(words.strip()) < 10:
        raise RefusedError("Say in a sentence how the course ended.", "words")
    waiting = Session.objects.filter(episode=episode, state=Session.State.PLANNED)
    if waiting.exists():
        raise RefusedError(
            "There is still a session in the diary. Hold it, or record that it was called off."
        )
    episode = locked(episode)
    course_of(episode).after(Fact(clock.today(), "ended", disposition, reason=words.strip()))
    episode.ended_on, episode.ended_by = clock.today(), by
    episode.disposition, episode.ending_words = disposition, words.strip()
    episode.save(update_fields=["ended_on", "ended_by", "disposition", "ending_words"])
    audit.write(by, "episode.ended", episode, client=episode.client_id, disposition=disposition)
    return episode


def _planned(by: Staff, session: Session) -> Session:
    fresh = (
        Session.objects.select_for_update(of=("self",))
        .select_related("episode__client", "episode__referral")
        .get(pk=session.pk)
    )
    permit(by, fresh.episode)
    if fresh.state != Session.State.PLANNED:
        raise RefusedError(f"This session is recorded already: {fresh.get_state_display()}.")
    return fresh


def _check_time(episode: Episode, starts_at: datetime) -> None:
    if timezone.localtime(starts_at).date() < episode.referral.received_on:
        raise RefusedError(
            f"A session cannot be before the referral, which came on "
            f"{episode.referral.received_on:%d %B %Y}.",
            "starts_at",
        )


def _check_not_ahead(session: Session) -> None:
    if session.starts_at > clock.now():
        raise RefusedError("This session lies ahead: record it once its time has come.")


__all__ = [
    "NotYetError",
    "add_task",
    "end_episode",
    "enter_phase",
    "extend",
    "hold_session",
    "miss_session",
    "move_session",
    "plan_session",
    "reach",
    "settle_task",
    "undo_step",
]
