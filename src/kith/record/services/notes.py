"""The session's own page: what was worked on, and the note, drafted, signed and amended."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from kith.core.errors import ConflictError, RefusedError
from kith.record import audit, clock, grounds
from kith.record.facts import protocol_of
from kith.record.models import Episode, Milestone, Note, NoteVersion, Session, Staff
from kith.record.services.course import reach, undo_step
from kith.record.writing import change, checked, permit, permit_therapist

WORK = frozenset({
    "agenda_done", "techniques", "strategies", "opening", "mood", "event", "link", "next_time",
})  # fmt: skip


# ---------------------------------------------------------------- the work


@change
def save_work(
    *,
    by: Staff,
    session: Session,
    expected_version: int,
    work: Mapping[str, Any],
    steps: Sequence[str] = (),
) -> Session:
    """Store what was worked on in the session, and the steps of the protocol that it reached.

    A step that was ticked in this session before, and is not any more, is taken back. What is
    saved again unchanged leaves no trace. ConflictError when another save came between.
    """
    unknown = set(work) - WORK
    assert not unknown, f"not part of a session's work: {unknown}"  # noqa: S101 - a caller's slip
    episode = permit(by, session.episode)
    session = Session.objects.select_related("changed_by").get(pk=session.pk)
    session.episode = episode
    theirs = {field: getattr(session, field) for field in work}
    if session.version != expected_version and theirs != work:
        raise ConflictError(
            "this session",
            {"version": session.version, **theirs},
            str(session.changed_by),
            timezone.localtime(session.changed_at or clock.now()),
        )
    if theirs != work:
        _check_terms(session, work)
        _store_work(by, session, work)
    for step in steps:
        reach(by=by, episode=episode, step=step)
    for step in _unticked(episode, theirs, work):
        undo_step(by=by, episode=episode, step=step)
    return session


def _store_work(by: Staff, session: Session, work: Mapping[str, Any]) -> None:
    for field, value in work.items():
        setattr(session, field, value)
    session.version += 1
    session.changed_by, session.changed_at = by, clock.now()
    checked(session).save(update_fields=[*work, "version", "changed_by", "changed_at"])
    audit.write(
        by, "session.work", session, client=session.episode.client_id, version=session.version
    )


def _unticked(episode: Episode, before: Mapping[str, Any], work: Mapping[str, Any]) -> list[str]:
    """Return the steps that were ticked in this session and reached, and are not ticked now."""
    gone = set(before.get("agenda_done", ())) - set(work.get("agenda_done", ())) - grounds.STEPS
    reached = Milestone.objects.filter(episode=episode, name__in=gone)
    return sorted(reached.values_list("name", flat=True)) if gone else []


def _check_terms(session: Session, work: Mapping[str, Any]) -> None:
    protocol = protocol_of(session.episode)
    agenda = (item for one in protocol.agendas for item in one.items)
    known = {
        "techniques": {*protocol.techniques, *protocol.proscribed},
        "strategies": set(protocol.strategies),
        # a task that was left over may stand on the agenda of any session
        "agenda_done": {*agenda, *protocol.milestones, *protocol.strategies, "missed"},
    }
    for field, terms in known.items():
        if strange := set(work.get(field, ())) - terms:
            raise RefusedError(f"The protocol does not know: {', '.join(sorted(strange))}.", field)


# ---------------------------------------------------------------- the note


@change
def save_draft(*, by: Staff, session: Session, expected_version: int, text: str) -> Note:
    """Keep the note as a draft. It is no part of the record until it is signed."""
    note = _note(by, session, expected_version, text)
    if note.signed_at:
        raise RefusedError("This note is signed. Amend it instead, with a reason.")
    if note.pk and note.text == text:
        return note
    return _keep(by, note, text, "note.drafted")


@change
def sign_note(*, by: Staff, session: Session, expected_version: int, text: str) -> Note:
    """Sign the note: from now on it is part of the record, and only amended."""
    note = _note(by, session, expected_version, text)
    if note.signed_at:
        raise RefusedError("This note is signed already. Amend it instead, with a reason.")
    if note.session.state != Session.State.HELD:
        raise RefusedError("Record first that the session took place, then sign its note.")
    if not text.strip():
        raise RefusedError("An empty note cannot be signed.", "text")
    note.signed_by, note.signed_at = by, clock.now()
    note = _keep(by, note, text, "note.signed")
    _keep_version(note, by, "")
    return note


@change
def amend_note(
    *, by: Staff, session: Session, expected_version: int, text: str, reason: str
) -> Note:
    """Change a signed note; the earlier text stays readable beside the reason."""
    note = _note(by, session, expected_version, text)
    if not note.signed_at:
        raise RefusedError("This note is a draft still: sign it first.")
    if len(reason.strip()) < 5:
        raise RefusedError("Say why the note is changed.", "reason")
    if not text.strip():
        raise RefusedError("A note cannot be emptied.", "text")
    note = _keep(by, note, text, "note.amended")
    _keep_version(note, by, reason.strip())
    return note


def _note(by: Staff, session: Session, expected_version: int, text: str) -> Note:
    """Return the session's note as it is now, or a new one; ConflictError if `by` saw another."""
    episode = permit_therapist(by, session.episode, ended=True)
    session = Session.objects.get(pk=session.pk)
    session.episode = episode
    note = Note.objects.select_related("changed_by").filter(session=session).first()
    if note is None:
        return Note(organisation=session.organisation, session=session)
    note.session = session
    if note.version != expected_version and note.text != text:
        raise ConflictError(
            "this note",
            {"text": note.text, "version": note.version},
            str(note.changed_by),
            timezone.localtime(note.changed_at),
        )
    return note


def _keep(by: Staff, note: Note, text: str, action: str) -> Note:
    note.text, note.version = text, note.version + 1
    note.changed_by, note.changed_at = by, clock.now()
    checked(note).save()
    audit.write(by, action, note, client=note.session.episode.client_id, version=note.version)
    return note


def _keep_version(note: Note, by: Staff, reason: str) -> None:
    version = NoteVersion(
        organisation=note.organisation,
        note=note,
        number=note.versions.count() + 1,
        text=note.text,
        reason=reason,
        by=by,
        at=clock.now(),
    )
    checked(version).save()
