"""The course: sessions planned, held and missed, steps reached, phases entered, care ended."""

from datetime import datetime, timedelta

from django.utils import timezone

from kith.core.errors import RefusedError
from kith.core.protocols.engine import Fact
from kith.record import audit, clock, grounds
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
from kith.record.writing import change, checked, permit, permit_therapist, sent_twice

SHORTEST = 10
LONGEST = 180
MOST_EXTRA = 12
FURTHEST = timedelta(days=730)  # ahead of today: beyond it, the year is a slip of the pen
NOT_HELD = frozenset({Session.State.CANCELLED, Session.State.ABSENT, Session.State.CALLED_OFF})


# ---------------------------------------------------------------- sessions


@change
def plan_session(
    *, by: Staff, episode: Episode, starts_at: datetime, minutes: int = 50, medium: str = "room"
) -> Session:
    """Put a session into the diary."""
    episode = permit(by, episode)
    _check_time(episode, starts_at)
    if not SHORTEST <= minutes <= LONGEST:
        raise RefusedError(f"A session lasts between {SHORTEST} and {LONGEST} minutes.", "minutes")
    session = checked(
        Session(
            organisation=episode.organisation,
            episode=episode,
            starts_at=starts_at,
            minutes=minutes,
            medium=medium,
        )
    )
    session.save()
    audit.write(by, "session.planned", session, client=episode.client_id)
    return session


@change
def move_session(*, by: Staff, session: Session, starts_at: datetime) -> Session:
    """Give a planned session another time."""
    session = _planned(by, session)
    if session.starts_at == starts_at:
        return session
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
    if state not in NOT_HELD:
        raise RefusedError("Say who could not come: choose one of the answers.", "state")
    if state == Session.State.ABSENT:
        _check_not_ahead(session)
    session.state, session.state_reason = state, reason.strip()
    checked(session).save(update_fields=["state", "state_reason"])
    audit.write(by, "session.missed", session, client=session.episode.client_id, state=state)
    return session


def _planned(by: Staff, session: Session) -> Session:
    """Return the session as it is now, its episode held; refuse once its outcome is recorded."""
    episode = permit(by, session.episode)
    fresh = Session.objects.get(pk=session.pk)
    fresh.episode = episode
    if fresh.state != Session.State.PLANNED:
        raise RefusedError(f"This session is recorded already: {fresh.get_state_display()}.")
    return fresh


def _check_time(episode: Episode, starts_at: datetime) -> None:
    received_on = episode.referral.received_on
    if timezone.localtime(starts_at).date() < received_on:
        day = f"{received_on.day} {received_on:%B %Y}"
        raise RefusedError(
            f"A session cannot be before the referral, which came on {day}.", "starts_at"
        )
    if starts_at > clock.now() + FURTHEST:
        raise RefusedError("This is more than two years ahead. Check the year.", "starts_at")
    planned = Session.objects.filter(episode=episode, state=Session.State.PLANNED)
    if planned.filter(starts_at=starts_at).exists():
        raise RefusedError("There is a session at this time already.", "starts_at")


def _check_not_ahead(session: Session) -> None:
    if session.starts_at > clock.now():
        raise RefusedError("This session lies ahead: record it once its time has come.")


# ---------------------------------------------------------------- steps and phases


@change
def reach(*, by: Staff, episode: Episode, step: str, words: str = "") -> Milestone:
    """Record that a step of the protocol was reached today. A step is reached once.

    A step that follows from an agreement is refused until the agreement is on record.
    """
    episode = permit(by, episode)
    if step not in protocol_of(episode).milestones:
        raise RefusedError(f"This protocol has no step called {step}.", "step")
    reached = Milestone.objects.filter(episode=episode, name=step).first()
    if reached is None:
        if lacking := grounds.lacking(episode, step):
            raise RefusedError(lacking, "step")
        reached = Milestone(
            organisation=episode.organisation,
            episode=episode,
            name=step,
            on=clock.today(),
            words=words,
            by=by,
        )
        checked(reached).save()
        audit.write(by, "step.reached", reached, client=episode.client_id, step=step)
    elif words and words != reached.words:
        before, reached.words = reached.words, words
        checked(reached).save(update_fields=["words"])
        audit.write(
            by, "step.described", reached, client=episode.client_id, step=step, before=before
        )
    return reached


def reach_if_asked(*, by: Staff, episode: Episode, step: str) -> Milestone | None:
    """Record a step that follows from another change, where the episode's protocol asks for it."""
    if step not in protocol_of(episode).milestones:
        return None
    return reach(by=by, episode=episode, step=step)


@change
def undo_step(*, by: Staff, episode: Episode, step: str) -> None:
    """Take back a step recorded by mistake; the trail keeps that it was there."""
    episode = permit(by, episode)
    reached = Milestone.objects.filter(episode=episode, name=step).first()
    if reached is None:
        raise RefusedError("This step is not recorded as reached.", "step")
    audit.write(
        by, "step.undone", reached, client=episode.client_id, step=step, words=reached.words
    )
    reached.delete()


@change
def enter_phase(*, by: Staff, episode: Episode, phase: str) -> PhaseStart:
    """Begin the next phase. NotYetError, with what is missing, when it is too early."""
    episode = permit(by, episode)
    course_of(episode).after(Fact(clock.today(), "phase", phase))
    start = PhaseStart.objects.create(
        organisation=episode.organisation, episode=episode, phase=phase, on=clock.today(), by=by
    )
    audit.write(by, "phase.entered", start, client=episode.client_id, phase=phase)
    return start


@change
def extend(*, by: Staff, episode: Episode, sessions: int, reason: str) -> Extension:
    """Agree on more sessions than the contract says; the reason is part of the record."""
    episode = permit_therapist(by, episode)
    if not 1 <= sessions <= MOST_EXTRA:
        raise RefusedError(
            f"Between 1 and {MOST_EXTRA} sessions can be added; more is a new course.", "sessions"
        )
    if len(reason.strip()) < 10:
        raise RefusedError("Write the reason in a sentence.", "reason")
    extension = Extension(
        organisation=episode.organisation,
        episode=episode,
        sessions=sessions,
        reason=reason.strip(),
        agreed_on=clock.today(),
        by=by,
    )
    if known := sent_twice(extension):
        return known
    course_of(episode).after(Fact(clock.today(), "extension", reason.strip(), sessions))
    checked(extension).save()
    audit.write(by, "course.extended", extension, client=episode.client_id, sessions=sessions)
    return extension


# ---------------------------------------------------------------- tasks


@change
def add_task(*, by: Staff, episode: Episode, text: str, session: Session | None = None) -> Task:
    """Write down what the client means to try before the next meeting."""
    episode = permit(by, episode)
    if not text.strip():
        raise RefusedError("Write what the client means to try.", "text")
    if session is not None and session.episode_id != episode.pk:
        raise RefusedError("This session belongs to another course of care.", "session")
    task = Task(
        organisation=episode.organisation,
        episode=episode,
        session=session,
        text=text.strip(),
        set_on=clock.today(),
    )
    if known := sent_twice(task):
        return known
    checked(task).save()
    audit.write(by, "task.added", task, client=episode.client_id)
    return task


@change
def settle_task(*, by: Staff, task: Task, state: str, outcome: str = "") -> Task:
    """Record what came of a task; `open` takes that back."""
    episode = permit(by, task.episode)
    if state not in Task.State.values:
        raise RefusedError("Say whether it was tried or let go.", "state")
    task = Task.objects.get(pk=task.pk)
    before, task.state, task.outcome = task.state, state, outcome.strip()
    task.settled_on = None if state == Task.State.OPEN else clock.today()
    checked(task).save(update_fields=["state", "outcome", "settled_on"])
    audit.write(by, "task.settled", task, client=episode.client_id, state=state, before=before)
    return task


# ---------------------------------------------------------------- the end


@change
def end_episode(*, by: Staff, episode: Episode, disposition: str, words: str) -> Episode:
    """End the course. NotYetError names the ending tasks that are still open.

    A client who stops coming ends as `dropped_out`, with the reason in `words`; the protocol
    asks for no ending tasks then.
    """
    episode = permit_therapist(by, episode)
    if disposition not in protocol_of(episode).dispositions:
        raise RefusedError("Choose how the course ends.", "disposition")
    if len(words.strip()) < 10:
        raise RefusedError("Say in a sentence how the course ended.", "words")
    waiting = Session.objects.filter(episode=episode, state=Session.State.PLANNED)
    if waiting.exists():
        raise RefusedError(
            "There is still a session in the diary. Hold it, or record that it was called off."
        )
    reason = words.strip()
    course_of(episode).after(Fact(clock.today(), "ended", disposition, reason=reason))
    episode.ended_on, episode.ended_by = clock.today(), by
    episode.disposition, episode.ending_words = disposition, reason
    checked(episode).save(update_fields=["ended_on", "ended_by", "disposition", "ending_words"])
    audit.write(by, "episode.ended", episode, client=episode.client_id, disposition=disposition)
    return episode
