"""The session's own page: what was worked on, and the note, drafted, signed and amended."""

from collections.abc import Mapping
from typing import Any

from kith.core.errors import ConflictError, RefusedError
from kith.record import audit, clock
from kith.record.facts import protocol_of
from kith.record.models import Note, NoteVersion, Session, Staff
from kith.record.writing import change, permit, permit_therapist

WORK = frozenset({
    "agenda_done", "techniques", "strategies", "opening", "mood", "event", "link", "next_time",
})  # fmt: skip


@change
def save_work(
    *, by: Staff, session: Session, expected_version: int, work: Mapping[str, Any]
) -> Session:
    """Store what was worked on in the session. ConflictError when another save came between."""
    unknown = set(work) - WORK
    assert not unknown, f"not part of a session's work: {unknown}"  # noqa: S101 - a caller's slip
    session = _fresh(session)
    permit(by, session.episode)
    if session.version != expected_version:
        raise ConflictError(
            "this session",
            {field: getattr(session, field) for field in work},
            "Somebody",
            clock.now(),
        )
    _check_terms(session, work)
    for field, value in work.items():
        setattr(session, field, value)
    session.version += 1
    session.save(update_fields=[*work, "version"])
    audit.write(by, "session.work", session, client=session.episode.client_id)
    return session


@change
def save_draft(*, by: Staff, session: Session, expected_version: int, text: str) -> Note:
    """Keep the note as a draft. It is no part of the record until it is signed."""
    note = _note(by, session, expected_version, text)
    if note.signed_at:
        raise RefusedError("This note is signed. Amend it instead, with a reason.")
    return _keep(by, note, text, "note.drafted")


@change
def sign_note(*, by: Staff, session: Session, expected_version: int, text: str) -> Note:
    """Sign the note: from now on it is part of the record, and only amended."""
    note = _note(by, session, expected_version, text)
    if note.signed_at:
        raise RefusedError("This note is signed already. Amend it instead, with a reason.")
    if session.state != Session.State.HELD:
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


def _fresh(session: Session) -> Session:
    return (
        Session.objects.select_for_update(of=("self",)).select_related("episode").get(pk=session.pk)
    )


def _note(by: Staff, session: Session, expected_version: int, text: str) -> Note:
    session = _fresh(session)
    permit_therapist(by, session.episode, ended=True)
    note = Note.objects.select_related("changed_by").filter(session=session).first()
    if note is None:
        return Note(organisation=session.organisation, session=session)
    if note.version != expected_version and note.text != text:
        raise ConflictError(
            "this note",
            {"text": note.text, "version": note.version},
            str(note.changed_by),
            note.changed_at,
        )
    return note


def _keep(by: Staff, note: Note, text: str, action: str) -> Note:
    note.text, note.version = text, note.version + 1
    note.changed_by, note.changed_at = by, clock.now()
    note.save()
    audit.write(by, action, note, client=note.session.episode.client_id, version=note.version)
    return note


def _keep_version(note: Note, by: Staff, reason: str) -> None:
    NoteVersion.objects.create(
        organisation=note.organisation,
        note=note,
        number=note.versions.count() + 1,
        text=note.text,
        reason=reason,
        by=by,
        at=clock.now(),
    )


def _check_terms(session: Session, work: Mapping[str, Any]) -> None:
    protocol = protocol_of(session.episode)
    agenda = (item.id for items in protocol.agenda_items.values() for item in items)
    known = {
        "techniques": {*protocol.techniques, *protocol.proscribed},
        "strategies": set(protocol.strategies),
        "agenda_done": {*agenda, *protocol.strategies},
    }
    for field, terms in known.items():
        if strange := set(work.get(field, ())) - terms:
            raise RefusedError(f"The protocol does not know: {', '.join(sorted(strange))}.", field)
