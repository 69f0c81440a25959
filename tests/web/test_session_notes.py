"""The note in the session workspace: a draft that keeps itself, signed, amended, never lost."""

import pytest

from kith.record.models import Note, NoteVersion
from kith.record.services import course, notes
from tests.cast import NOW
from tests.web.reading import field_of, words

JSON = {"Accept": "application/json"}


@pytest.fixture
def session(cast):
    """Cleo's first session, held."""
    planned = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW)
    return course.hold_session(by=cast.alice, session=planned)


@pytest.fixture
def page(cast, session):
    return f"/episodes/{cast.cleo_care.pk}/sessions/{session.pk}/"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def signed(cast, session):
    return notes.sign_note(by=cast.alice, session=session, expected_version=0, text="She was calm.")


# ---------------------------------------------------------------- the draft


def test_it_keeps_a_draft_by_the_button(alice, page):
    answer = alice.post(f"{page}note/", {"version": 0, "text": "She was", "act": "draft"})
    assert answer.headers["Location"] == page
    assert Note.objects.get().signed_at is None
    shown = alice.get(page)
    assert "The draft is kept. Only you can read it." in words(shown)
    assert field_of(shown, "text") == "She was"


def test_it_keeps_a_draft_as_it_is_typed(alice, page):
    first = alice.post(f"{page}note/", {"version": 0, "text": "She was"}, headers=JSON)
    assert first.json() == {"saved_at": "10:00", "version": 1}
    typed = {"version": 1, "text": "She was calm", "act": "sign"}  # typing never signs
    assert alice.post(f"{page}note/", typed, headers=JSON).json()["version"] == 2
    kept = Note.objects.get()
    assert (kept.text, kept.signed_at) == ("She was calm", None)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"version": 0, "text": "x" * 40001}, "Note: Ensure this value has at most 40000"),
        ({"version": "one", "text": "She was calm"}, "Version: Enter a whole number"),
    ],
)
def test_it_tells_the_typing_browser_why_nothing_was_kept(alice, page, typed, says):
    answer = alice.post(f"{page}note/", typed, headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(says)
    assert not Note.objects.exists()


def test_it_tells_the_typing_browser_that_the_note_is_signed(alice, page, signed):
    typed = {"version": signed.version, "text": "She was calm, and"}
    answer = alice.post(f"{page}note/", typed, headers=JSON)
    assert answer.status_code == 422
    assert answer.json() == {"error": "This note is signed. Amend it instead, with a reason."}


def test_a_draft_is_nobody_elses_to_read(client, cast, session, page):
    notes.save_draft(by=cast.alice, session=session, expected_version=0, text="Unsure yet.")
    for person in (cast.bob, cast.mira):
        client.force_login(person)
        said = words(client.get(page))
        assert "Unsure yet." not in said
        assert "The therapist has not signed the note yet." in said


# ---------------------------------------------------------------- two windows at once


def test_it_shows_both_texts_when_two_windows_wrote_and_then_saves(alice, cast, session, page):
    notes.save_draft(by=cast.alice, session=session, expected_version=0, text="Written at home.")
    answer = alice.post(f"{page}note/", {"version": 0, "text": "Written here.", "act": "sign"})
    assert answer.status_code == 409
    said = words(answer)
    assert "Alice changed this note at 10:00 on 2 March 2026" in said
    assert "Note: theirs Written at home." in said
    assert field_of(answer, "text") == "Written here."
    assert Note.objects.get().text == "Written at home."
    both = {"version": "1", "text": "Written at home and here.", "act": "sign"}
    assert f'name="version" value="{both["version"]}"' in answer.content.decode()
    assert alice.post(f"{page}note/", both).status_code == 302
    assert Note.objects.get().text == "Written at home and here."


def test_it_tells_the_typing_browser_of_the_other_text(alice, cast, session, page):
    notes.save_draft(by=cast.alice, session=session, expected_version=0, text="Written at home.")
    answer = alice.post(f"{page}note/", {"version": 0, "text": "Written here."}, headers=JSON)
    assert answer.status_code == 409
    assert answer.json() == {"by": "Alice", "theirs": "Written at home.", "version": 1}


def test_what_was_typed_for_a_draft_becomes_an_amendment_once_it_is_signed(alice, page, signed):
    typed = {"version": signed.version, "text": "She was calm, and slept.", "act": "draft"}
    answer = alice.post(f"{page}note/", typed)
    assert answer.status_code == 422
    assert "Amend it instead, with a reason." in words(answer)
    assert field_of(answer, "text") == "She was calm, and slept."
    assert field_of(answer, "reason") == ""


# ---------------------------------------------------------------- signing and amending


def test_it_signs_the_note(alice, cast, page):
    alice.post(f"{page}note/", {"version": 0, "text": "She was calm.", "act": "sign"})
    note = Note.objects.get()
    assert (note.signed_by, note.text) == (cast.alice, "She was calm.")
    said = words(alice.get(page))
    assert "signed Alice, 2 March 2026 at 10:00" in said
    assert "Sign the note" not in said


@pytest.mark.parametrize(
    ("text", "says"), [("", "An empty note cannot be signed"), ("x" * 40001, "at most 40000")]
)
def test_it_says_why_a_note_cannot_be_signed(alice, page, text, says):
    answer = alice.post(f"{page}note/", {"version": 0, "text": text, "act": "sign"})
    assert answer.status_code == 422
    assert says in words(answer)
    assert field_of(answer, "text") == text
    assert not Note.objects.exists()


def test_it_does_not_sign_a_note_of_a_session_that_was_not_held(alice, cast):
    ahead = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW)
    page = f"/episodes/{cast.cleo_care.pk}/sessions/{ahead.pk}/"
    assert "It can be signed once the session is recorded as held." in words(alice.get(page))
    answer = alice.post(f"{page}note/", {"version": 0, "text": "She was calm.", "act": "sign"})
    assert answer.status_code == 422
    assert "Record first that the session took place" in words(answer)
    assert field_of(answer, "text") == "She was calm."


def test_it_amends_a_signed_note_and_keeps_the_earlier_text(alice, page, signed):
    typed = {"version": 1, "text": "She was calm. PHQ-9 12.", "reason": "The score was missing."}
    alice.post(f"{page}note/", typed | {"act": "amend"})
    said = words(alice.get(page))
    assert "She was calm. PHQ-9 12." in said
    assert "1 earlier text" in said
    assert "Changed by Alice, 2 March 2026 at 10:00, because: The score was missing." in said
    assert [one.text for one in NoteVersion.objects.all()] == [
        "She was calm.",
        "She was calm. PHQ-9 12.",
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": ""}, "This field is required"),
        ({"reason": "typo"}, "Say why the note is changed"),
        ({"reason": "x" * 301}, "at most 300 characters"),
        ({"text": ""}, "A note cannot be emptied"),
    ],
)
def test_it_says_what_an_amendment_needs(alice, page, signed, change, says):
    typed = {"version": 1, "text": "Calmer.", "reason": "The word was wrong.", "act": "amend"}
    answer = alice.post(f"{page}note/", typed | change)
    assert answer.status_code == 422
    assert says in words(answer)
    assert field_of(answer, "text") == (typed | change)["text"]
    assert Note.objects.get().text == "She was calm."


def test_a_supervisor_reads_a_signed_note_and_cannot_sign_or_amend(client, cast, page, signed):
    for person in (cast.bob, cast.mira):
        client.force_login(person)
        said = words(client.get(page))
        assert "She was calm." in said
        assert "Amend the note" not in said
        for act in ("draft", "sign", "amend"):
            typed = {"version": 1, "text": "Mine.", "reason": "Because I can.", "act": act}
            answer = client.post(f"{page}note/", typed)
            assert answer.status_code == 422
            assert "Only Alice can do this" in words(answer)
            assert "Mine." in words(answer)
    assert Note.objects.get().text == "She was calm."


def test_the_therapist_still_signs_and_amends_once_the_course_has_ended(alice, cast, page):
    course.end_episode(
        by=cast.alice,
        episode=cast.cleo_care,
        disposition="dropped_out",
        words="Moved far away.",
    )
    alice.post(f"{page}note/", {"version": 0, "text": "She was calm.", "act": "sign"})
    assert Note.objects.get().signed_by == cast.alice
    assert "Amend the note" in words(alice.get(page))


def test_what_is_typed_is_shown_as_words(alice, cast, session, page):
    hostile = '<script>alert("x")</script> & {{ 7*7 }}'
    notes.sign_note(by=cast.alice, session=session, expected_version=0, text=hostile)
    body = alice.get(page).content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; {{ 7*7 }}" in body
