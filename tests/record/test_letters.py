"""Letters: a draft two people may work on, then words that no longer change."""

import pytest

from kith.core.errors import ConflictError, RefusedError
from kith.record.models import Letter
from kith.record.services import course, letters
from tests.cast import NOW

SCORES = [{"measure": "PHQ-9", "first": "18", "last": "6", "change": "reliably lower"}]


def start(cast, **more):
    given = {
        "recipient": " Dr Green ", "address": " 1 High Street ", "subject": " Cleo Marsh ",
        "text": "Dear Dr Green", **more,
    }  # fmt: skip
    return letters.start_letter(by=cast.alice, episode=cast.cleo_care, **given)


def save(letter, by, seen=0, **more):
    given = {"recipient": "Dr Green", "address": "1 High Street", "text": "Dear Dr Green", **more}
    return letters.save_letter(by=by, letter=letter, expected_version=seen, **given)


def test_a_letter_is_begun(cast, audited):
    with audited(cast.alice, cast.cleo, "letter.started"):
        start(cast, scores=SCORES)

    letter = Letter.objects.get()
    assert (letter.recipient, letter.address) == ("Dr Green", "1 High Street")
    assert (letter.subject, letter.text, letter.scores) == ("Cleo Marsh", "Dear Dr Green", SCORES)
    assert (letter.version, letter.signed_at) == (0, None)


def test_a_letter_is_changed(cast, audited):
    letter = start(cast)
    with audited(cast.bob, cast.cleo, "letter.saved"):
        save(letter, cast.bob, text="Dear Dr Green, thank you.")

    letter.refresh_from_db()
    assert (letter.text, letter.version) == ("Dear Dr Green, thank you.", 1)
    assert letter.changed_by == cast.bob


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"recipient": "  "}, "recipient", "Say to whom the letter goes."),
        ({"recipient": "x" * 161}, "recipient", "at most 160 characters"),
        ({"text": ""}, "text", "cannot be blank"),
        ({"text": "x" * 20001}, "text", "at most 20000 characters"),
    ],
)
def test_a_letter_that_cannot_be_is_refused(cast, refused, given, field, says):
    with refused(RefusedError, says, field):
        start(cast, **given)
    letter = start(cast)
    with refused(RefusedError, says, field):
        save(letter, cast.alice, **given)


def test_a_letter_needs_a_subject(cast, refused):
    with refused(RefusedError, "cannot be blank", "subject"):
        start(cast, subject=" ")


def test_a_signed_letter_is_kept_word_for_word(cast, audited, refused):
    letter = start(cast)
    with audited(cast.alice, cast.cleo, "letter.signed"):
        letters.sign_letter(by=cast.alice, letter=letter, expected_version=0)

    letter.refresh_from_db()
    assert (letter.signed_by, letter.signed_at) == (cast.alice, NOW)
    with refused(RefusedError, "This letter is signed"):
        save(letter, cast.alice, text="Dear Dr Ash")
    with refused(RefusedError, "This letter is signed"):
        letters.sign_letter(by=cast.alice, letter=letter, expected_version=0)


def test_two_writers_of_a_letter_lose_nothing(cast, refused):
    letter = start(cast)
    save(letter, cast.bob, text="Dear Dr Green, thank you.")

    with refused(ConflictError, "Bob changed this letter") as caught:
        save(letter, cast.alice, recipient="Dr Ash")

    assert caught.value.theirs == {
        "recipient": "Dr Green",
        "address": "1 High Street",
        "text": "Dear Dr Green, thank you.",
        "version": 1,
    }
    save(letter, cast.alice, seen=1, recipient="Dr Ash", text="Dear Dr Ash, thank you.")


def test_saving_the_same_twice_is_no_conflict(cast):
    letter = start(cast)
    save(letter, cast.alice, text="Dear Dr Green, thank you.")
    save(letter, cast.alice, text="Dear Dr Green, thank you.")


def test_nobody_signs_words_they_have_not_read(cast, refused):
    letter = start(cast)
    save(letter, cast.bob, text="Dear Dr Green, thank you.")
    letter.refresh_from_db()  # as a page does when the button is pressed

    with refused(ConflictError, "Bob changed this letter") as caught:
        letters.sign_letter(by=cast.alice, letter=letter, expected_version=0)

    assert caught.value.theirs["text"] == "Dear Dr Green, thank you."


def test_the_last_letter_is_written_after_the_end(cast):
    course.end_episode(
        by=cast.alice, episode=cast.cleo_care, disposition="dropped_out", words="Moved away."
    )

    letter = save(start(cast), cast.alice, text="Dear Dr Green, this is the last.")
    letters.sign_letter(by=cast.alice, letter=letter, expected_version=1)
