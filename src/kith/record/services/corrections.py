"""What people put right: a slip taken back, a course handed over, somebody who leaves."""

from kith.core.errors import RefusedError
from kith.record import audit
from kith.record.models import Alert, Episode, Role, Session, Staff
from kith.record.writing import change, check_carers, permit, permit_housekeeping

A_WORD = 5


@change
def reopen_session(*, by: Staff, session: Session, reason: str) -> Session:
    """Take back that a session was held or not held; it stands in the diary again.

    Only the session recorded last, and only while no signed note says that it took place.
    """
    permit(by, session.episode)
    session = Session.objects.get(pk=session.pk)
    if session.state == Session.State.PLANNED:
        raise RefusedError("Nothing is recorded of this session yet.")
    if len(reason.strip()) < A_WORD:
        raise RefusedError("Say what happened.", "reason")
    if Session.objects.filter(note__signed_at__isnull=False, pk=session.pk).exists():
        raise RefusedError("A signed note says that this session took place. Amend the note.")
    recorded = Session.objects.filter(episode=session.episode).exclude(state=Session.State.PLANNED)
    if recorded.filter(starts_at__gt=session.starts_at).exists():
        raise RefusedError("A later session is recorded already. Take that one back first.")
    before = {"state": session.state, "reason": session.state_reason}
    session.state, session.state_reason = Session.State.PLANNED, ""
    session.save(update_fields=["state", "state_reason"])
    audit.write(
        by,
        "session.reopened",
        session,
        client=session.episode.client_id,
        before=before,
        reason=reason.strip(),
    )
    return session


@change
def hand_over(
    *, by: Staff, episode: Episode, therapist: Staff, supervisor: Staff | None, reason: str
) -> Episode:
    """Give a course to another therapist, with its open alerts; what was signed stays signed."""
    episode = permit(by, episode)
    if by.role != Role.LEAD and by.pk != episode.supervisor_id:
        raise RefusedError("Only the supervisor or the service lead hands a course over.")
    if len(reason.strip()) < A_WORD:
        raise RefusedError("Say why the course is handed over.", "reason")
    check_carers(by, episode.team, therapist, supervisor)
    before = {"therapist": episode.therapist_id, "supervisor": episode.supervisor_id}
    if before == {"therapist": therapist.pk, "supervisor": supervisor.pk if supervisor else None}:
        raise RefusedError("Nothing changes: they look after this client already.", "therapist")
    Alert.objects.filter(
        episode=episode, owner=episode.therapist_id, settled_at__isnull=True
    ).update(owner=therapist)
    episode.therapist, episode.supervisor = therapist, supervisor
    episode.save(update_fields=["therapist", "supervisor"])
    audit.write(
        by,
        "episode.handed_over",
        episode,
        client=episode.client_id,
        before=before,
        therapist=therapist.pk,
        reason=reason.strip(),
    )
    return episode


@change
def leave(*, by: Staff, person: Staff) -> Staff:
    """Somebody leaves: they sign in no more. Their courses and alerts are handed over first."""
    permit_housekeeping(by, person.organisation)
    if person.pk == by.pk:
        raise RefusedError("You cannot end your own sign-in. Ask a colleague.")
    person = Staff.objects.select_for_update().get(pk=person.pk)
    held = Episode.objects.filter(therapist=person, ended_on__isnull=True).count()
    if held:
        courses = "1 open course" if held == 1 else f"{held} open courses"
        raise RefusedError(f"{person} still looks after {courses}. Hand them over first.")
    if Alert.objects.filter(owner=person, settled_at__isnull=True).exists():
        raise RefusedError(f"{person} still owns an open alert. Somebody must take it on first.")
    person.is_active = False
    person.save(update_fields=["is_active"])
    audit.write(by, "staff.left", person)
    return person
