"""The session's work and its note: drafted, signed, amended, and never lost."""

from datetime import datetime

import pytest

from kith.core.errors import ConflictError, RefusedError
from kith.record import clock
from kith.record.models import AuditEvent, Milestone, Note, NoteVersion
from kith.record.services import course, notes
from tests.cast import NOW


@pytest.fixture
def session(held):
    return held()


@pytest.fixture
def note(cast, session):
    """Save, sign or amend the note of the session as Alice, at the version she saw."""
    acts = {"draft": notes.save_draft, "sign": notes.sign_note, "amend": notes.amend_note}

    def write(act, text, seen, **more):
        return acts[act](by=cast.alice, session=session, expected_version=seen, text=text, **more)

    return write


# ---------------------------------------------------------------- the work


def save_work(cast, session, seen=0, by=None, steps=(), **work):
    return notes.save_work(
        by=by or cast.alice, session=session, expected_version=seen, work=work, steps=steps
    )


def test_the_work_of_a_session_is_stored(cast, session, audited):
    with audited(cast.alice, cast.cleo, "session.work"):
        save_work(
            cast, session, mood="Low on Sunday", techniques=["exploration", "thought_records"],
            strategies=["grief_link_onset"], agenda_done=["measure_review", "illness_named"],
        )  # fmt: skip

    session.refresh_from_db()
    assert session.mood == "Low on Sunday"
    assert session.techniques == ["exploration", "thought_records"]
    assert (session.version, session.changed_by, session.changed_at) == (1, cast.alice, NOW)


def test_steps_that_the_work_reached_are_reached_with_it(cast, session, audited):
    with audited(cast.alice, cast.cleo, "session.work", "step.reached"):
        save_work(cast, session, mood="Low", steps=["illness_named"])

    assert Milestone.objects.get().name == "illness_named"


def test_a_step_that_does_not_exist_undoes_the_work_too(cast, session, refused):
    with refused(RefusedError, "no step called hypnosis", "step"):
        save_work(cast, session, mood="Low", steps=["illness_named", "hypnosis"])


@pytest.mark.parametrize("field", ["techniques", "strategies", "agenda_done"])
def test_what_the_protocol_does_not_know_is_refused(cast, session, refused, field):
    with refused(RefusedError, "The protocol does not know: hypnosis, tarot.", field):
        save_work(cast, session, **{field: ["tarot", "hypnosis"]})


def test_work_longer_than_its_page_is_refused(cast, session, refused):
    with refused(RefusedError, "at most 2000 characters", "mood"):
        save_work(cast, session, mood="x" * 2001)


def test_what_is_no_part_of_the_work_is_a_fault_of_the_page(cast, session):
    with pytest.raises(AssertionError, match="not part of a session's work"):
        save_work(cast, session, state="planned")


def test_two_people_at_one_session_lose_nothing(cast, session, refused):
    save_work(cast, session, mood="Low on Sunday", event="A call from Ann")

    with refused(ConflictError, "Alice changed this session at 10:00") as caught:
        save_work(cast, session, by=cast.bob, mood="Low on Monday")

    conflict = caught.value
    assert conflict.theirs == {"version": 1, "mood": "Low on Sunday"}
    save_work(cast, session, seen=1, by=cast.bob, mood="Low on Sunday and Monday")
    session.refresh_from_db()
    assert (session.mood, session.event) == ("Low on Sunday and Monday", "A call from Ann")


def test_saving_the_same_twice_is_no_conflict_and_leaves_no_trace(cast, session, audited):
    save_work(cast, session, mood="Low on Sunday")
    with audited(cast.alice, cast.cleo):
        save_work(cast, session, mood="Low on Sunday")


def test_a_step_that_is_unticked_where_it_was_ticked_is_taken_back(cast, session, audited):
    save_work(cast, session, agenda_done=["illness_named", "close"], steps=["illness_named"])

    with audited(cast.alice, cast.cleo, "session.work", "step.undone"):
        save_work(cast, session, seen=1, agenda_done=["close"])

    assert not Milestone.objects.exists()


def test_a_step_that_another_session_reached_stays(cast, session):
    course.reach(by=cast.alice, episode=cast.cleo_care, step="illness_named")

    save_work(cast, session, agenda_done=["close"])

    assert Milestone.objects.get().name == "illness_named"


def test_the_hour_of_a_conflict_is_the_clinics_own(cast, session, refused):
    with clock.at(datetime(2026, 7, 6, 9, 5, tzinfo=NOW.tzinfo)):
        save_work(cast, session, mood="Low")
        with refused(ConflictError, "at 09:05 on 6 July 2026"):
            save_work(cast, session, mood="Lower")


# ---------------------------------------------------------------- the note


def test_a_draft_is_kept_and_grows(cast, note, audited):
    with audited(cast.alice, cast.cleo, "note.drafted", "note.drafted"):
        note("draft", "She was", 0)
        note("draft", "She was calm", 1)

    kept = Note.objects.get()
    assert (kept.text, kept.version, kept.signed_at) == ("She was calm", 2, None)
    assert not NoteVersion.objects.exists()


def test_saving_an_unchanged_draft_leaves_no_trace(cast, note, audited):
    note("draft", "She was calm", 0)

    with audited(cast.alice, cast.cleo):
        assert note("draft", "She was calm", 1).version == 1


def test_an_empty_draft_is_a_draft(note):
    assert note("draft", "", 0).version == 1


def test_a_note_is_signed_with_its_text(cast, note, audited):
    note("draft", "She was", 0)
    with audited(cast.alice, cast.cleo, "note.signed"):
        note("sign", "She was calm.", 1)

    signed = Note.objects.get()
    assert (signed.text, signed.signed_by, signed.signed_at) == ("She was calm.", cast.alice, NOW)
    [version] = signed.versions.all()
    assert (version.number, version.text, version.reason) == (1, "She was calm.", "")


def test_a_note_can_be_signed_without_a_draft(note):
    assert note("sign", "She was calm.", 0).signed_at == NOW


def test_an_amendment_keeps_the_earlier_text_beside_its_reason(cast, note, audited):
    note("sign", "She was calm.", 0)
    with audited(cast.alice, cast.cleo, "note.amended"):
        note("amend", "She was calm, then tearful.", 1, reason=" Left out the end. ")

    amended = Note.objects.get()
    assert amended.text == "She was calm, then tearful."
    assert amended.signed_at == NOW
    assert list(amended.versions.values_list("number", "text", "reason")) == [
        (1, "She was calm.", ""),
        (2, "She was calm, then tearful.", "Left out the end."),
    ]


@pytest.mark.parametrize(
    ("before", "act", "text", "more", "field", "says"),
    [
        ("sign", "draft", "Other", {}, "", "This note is signed. Amend it"),
        ("sign", "sign", "Other", {}, "", "signed already"),
        ("draft", "sign", "  ", {}, "text", "An empty note cannot be signed."),
        ("draft", "amend", "Other", {"reason": "A reason"}, "", "a draft still"),
        ("sign", "amend", "Other", {"reason": " no "}, "reason", "Say why the note is changed."),
        ("sign", "amend", "  ", {"reason": "A reason"}, "text", "cannot be emptied"),
        ("sign", "amend", "Other", {"reason": "x" * 301}, "reason", "at most 300 characters"),
        ("draft", "draft", "x" * 40001, {}, "text", "at most 40000 characters"),
    ],
)
def test_a_note_that_cannot_be_is_refused(note, refused, before, act, text, more, field, says):
    note(before, "She was calm.", 0)

    with refused(RefusedError, says, field):
        note(act, text, 1, **more)


def test_a_note_waits_for_the_session_to_be_held(cast, in_diary, refused):
    planned = in_diary()
    notes.save_draft(by=cast.alice, session=planned, expected_version=0, text="To ask about Ann.")

    with refused(RefusedError, "Record first that the session took place"):
        notes.sign_note(by=cast.alice, session=planned, expected_version=1, text="She was calm.")


def test_a_page_that_still_shows_the_session_as_planned_can_sign(cast, in_diary):
    seen = in_diary()
    course.hold_session(by=cast.alice, session=seen)

    notes.sign_note(by=cast.alice, session=seen, expected_version=0, text="She was calm.")


@pytest.mark.parametrize("act", ["draft", "sign"])
def test_a_second_writer_is_told_and_loses_nothing(note, refused, act):
    with clock.at(NOW):
        note("draft", "She was calm.", 0)
        note("draft", "She was calm and spoke of Ann.", 1)

    with refused(ConflictError, "Alice changed this note at 10:00 on 2 March 2026") as caught:
        note(act, "She was tense.", 1)

    assert caught.value.theirs == {"text": "She was calm and spoke of Ann.", "version": 2}
    both = "She was calm and spoke of Ann. She was tense."
    assert note(act, both, 2).text == both


def test_a_second_amendment_is_told_of_the_first(note, refused):
    note("sign", "She was calm.", 0)
    note("amend", "She was calm at first.", 1, reason="Not all of it")

    with refused(ConflictError) as caught:
        note("amend", "She was calm at the end.", 1, reason="Not all of it")

    assert caught.value.theirs["text"] == "She was calm at first."


def test_signing_the_very_text_another_window_saved_is_no_conflict(note):
    note("draft", "She was calm.", 0)
    note("draft", "She was calm. ", 1)

    note("sign", "She was calm. ", 1)


def test_the_note_of_an_ended_course_can_still_be_signed(cast, note):
    note("draft", "She was calm.", 0)
    course.end_episode(
        by=cast.alice, episode=cast.cleo_care, disposition="dropped_out", words="Moved away."
    )

    assert note("sign", "She was calm.", 1).signed_at == NOW


def test_the_trail_holds_no_words_of_a_note(note):
    note("sign", "She was calm.", 0)
    note("amend", "She was tense.", 1, reason="The wrong word")

    said = str(list(AuditEvent.objects.values_list("details", flat=True)))
    assert "calm" not in said
    assert "tense" not in said
