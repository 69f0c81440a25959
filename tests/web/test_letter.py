"""Letters, `/episodes/<pk>/letter/`: drafted from the record, edited, signed, as PDF."""

import pytest

from kith.record.models import Letter
from kith.record.services import assessment, course, focus, letters
from kith.web import pdf
from tests.cast import NOW
from tests.record.test_focus import PATTERN, follow
from tests.web.reading import field_of, words


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/letter/"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def draft(cast):
    return letters.start_letter(
        by=cast.alice, episode=cast.cleo_care, recipient="Dr Green", address="1 High Street",
        subject="Progress of treatment: Cleo Marsh", text="Thank you for referring Cleo Marsh.",
    )  # fmt: skip


def typed(letter, **change):
    return {
        "version": letter.version,
        "recipient": letter.recipient,
        "address": letter.address,
        "text": letter.text,
        "act": "draft",
    } | change


def test_it_says_what_to_do_when_there_is_none(alice, address):
    said = words(alice.get(address))
    assert "No letter yet." in said
    assert "Draft a letter from the record" in said


def test_it_drafts_from_the_record(alice, cast, address):
    planned = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW)
    course.hold_session(by=cast.alice, session=planned)
    found = {"diagnosis": "Depressive episode, first, moderate", "icd11": "6A70.1"}
    assessment.save_assessment(
        by=cast.alice, episode=cast.cleo_care, expected_version=0, found=found
    )
    answer = alice.post(address)
    letter = Letter.objects.get()
    assert answer.headers["Location"] == f"{address}{letter.pk}/"
    page = alice.get(answer.headers["Location"])
    assert "Read every line before you sign." in words(page)
    assert field_of(page, "recipient") == "Dr Green"
    text = field_of(page, "text")
    assert "Diagnosis: Depressive episode, first, moderate (ICD-11 6A70.1)." in text
    assert "So far Cleo has come to 1 session" in text
    assert letter.subject == "Progress of treatment: Cleo Marsh"


def test_it_keeps_a_draft(alice, address, draft):
    page = f"{address}{draft.pk}/"
    text = "Thank you.\r\n\r\n- one point"
    assert alice.post(page, typed(draft, text=text)).headers["Location"] == page
    draft.refresh_from_db()
    assert draft.text.splitlines() == ["Thank you.", "", "- one point"]
    assert draft.signed_at is None


def test_it_signs_just_what_was_read(alice, cast, address, draft):
    page = f"{address}{draft.pk}/"
    alice.post(page, typed(draft, text="Cleo is well.", act="sign"))
    draft.refresh_from_db()
    assert (draft.text, draft.signed_by) == ("Cleo is well.", cast.alice)
    said = words(alice.get(page))
    assert "Signed by Alice, 2 March 2026 at 10:00" in said
    assert "Keep as a draft" not in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"recipient": ""}, "This field is required"),
        ({"text": ""}, "This field is required"),
        ({"recipient": "x" * 161}, "at most 160 characters"),
        ({"address": "x" * 401}, "at most 400 characters"),
        ({"text": "x" * 20001}, "at most 20000 characters"),
        ({"version": "one"}, "Enter a whole number"),
    ],
)
@pytest.mark.parametrize("act", ["draft", "sign"])
def test_it_says_what_is_wrong_and_keeps_what_was_typed(alice, address, draft, change, says, act):
    answer = alice.post(
        f"{address}{draft.pk}/", typed(draft, text="Typed just now.", act=act) | change
    )
    assert answer.status_code == 422
    assert says in words(answer)
    assert field_of(answer, "text") == change.get("text", "Typed just now.")
    draft.refresh_from_db()
    assert (draft.text, draft.signed_at) == ("Thank you for referring Cleo Marsh.", None)


def test_it_shows_both_texts_when_two_people_wrote_and_then_saves(alice, cast, address, draft):
    letters.save_letter(
        by=cast.bob, letter=draft, expected_version=0,
        recipient="Dr Ash", address="1 High Street", text="Bob's words.",
    )  # fmt: skip
    page = f"{address}{draft.pk}/"
    answer = alice.post(page, typed(draft, text="Alice's words.", act="sign"))
    assert answer.status_code == 409
    said = words(answer)
    assert "Letter: theirs Bob's words." in said
    assert "To: theirs Dr Ash" in said
    assert field_of(answer, "text") == "Alice's words."
    version = field_of(answer, "version")
    assert alice.post(page, typed(draft, text="Both.", version=version)).status_code == 302
    draft.refresh_from_db()
    assert (draft.text, draft.signed_at) == ("Both.", None)


def test_a_signed_letter_is_never_changed_and_nothing_typed_is_lost(alice, cast, address, draft):
    letters.sign_letter(by=cast.alice, letter=draft, expected_version=0)
    answer = alice.post(f"{address}{draft.pk}/", typed(draft, text="Second thoughts."))
    assert answer.status_code == 422
    assert "This letter is signed" in words(answer)
    assert field_of(answer, "text") == "Second thoughts."


def test_a_supervisor_writes_but_does_not_sign(client, cast, address, draft):
    client.force_login(cast.bob)
    page = f"{address}{draft.pk}/"
    said = words(client.get(page))
    assert "Keep as a draft" in said
    assert "Sign the letter" not in said
    assert "Alice signs it." in said
    answer = client.post(page, typed(draft, text="Bob's words.", act="sign"))
    assert answer.status_code == 422
    assert "Only Alice can do this" in words(answer)
    assert field_of(answer, "text") == "Bob's words."
    draft.refresh_from_db()
    assert draft.text == "Thank you for referring Cleo Marsh."  # nothing half is stored
    assert client.post(page, typed(draft, text="Bob's words.")).status_code == 302


def test_it_can_be_written_once_the_course_has_ended(alice, cast, address):
    course.end_episode(
        by=cast.alice, episode=cast.cleo_care, disposition="dropped_out", words="Moved far away."
    )
    assert "Draft a letter from the record" in words(alice.get(address))
    assert alice.post(address).status_code == 302
    assert "Cleo left before the agreed end." in Letter.objects.get().text


def test_it_gives_the_letter_as_pdf(alice, cast, address, draft):
    answer = alice.get(f"{address}{draft.pk}/pdf/")
    assert answer.headers["Content-Type"] == "application/pdf"
    name = f'inline; filename="letter-{cast.cleo.code.lower()}-{draft.pk}.pdf"'
    assert answer.headers["Content-Disposition"] == name
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("person", ["charlie", "olga", "ada"])
def test_it_does_not_exist_for_others(client, cast, address, draft, person):
    client.force_login(getattr(cast, person))
    for page in (address, f"{address}{draft.pk}/", f"{address}{draft.pk}/pdf/"):
        assert client.get(page).status_code == 404
    assert client.post(address).status_code == 404
    assert Letter.objects.count() == 1


def test_a_letter_belongs_to_its_own_course_only(alice, cast, address):
    other = letters.start_letter(
        by=cast.charlie, episode=cast.dana_care, recipient="Dr Ash", address="", subject="Dana",
        text="Dear Dr Ash",
    )  # fmt: skip
    assert alice.get(f"{address}{other.pk}/").status_code == 404


def test_it_costs_the_same_however_many_there_are(
    alice, cast, address, draft, django_assert_max_num_queries
):
    for _ in range(10):
        letters.start_letter(
            by=cast.alice, episode=cast.cleo_care, recipient="Dr Ash", address="",
            subject="Cleo", text="Dear Dr Ash",
        )  # fmt: skip
    for page in (address, f"{address}{draft.pk}/"):
        with django_assert_max_num_queries(17):
            alice.get(page)


# ---------------------------------------------------------------- to the client


def test_it_drafts_a_letter_to_the_client(alice, cast, address):
    planned = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW)
    course.hold_session(by=cast.alice, session=planned)
    answer = alice.post(address, {"to": "client"})
    letter = Letter.objects.get()
    assert (letter.to, letter.recipient) == ("client", "Cleo")
    page = alice.get(answer.headers["Location"])
    assert "Make it your own" in words(page)
    assert "We have met once" in field_of(page, "text")


def test_a_letter_to_the_client_calls_dit_by_its_name_and_tells_the_agreed_focus(
    alice, cast, address
):
    care = follow(cast.cleo_care, "dit-16")
    one = focus.save_focus(by=cast.alice, episode=care, expected_version=0, parts=PATTERN)
    focus.share_focus(by=cast.alice, focus=one, expected_version=1, view="agreed")
    planned = course.plan_session(by=cast.alice, episode=care, starts_at=NOW)
    course.hold_session(by=cast.alice, session=planned)
    alice.post(address, {"to": "client"})
    assert "you tend to feel like too much" in Letter.objects.get(to="client").text
    alice.post(address)
    assert "of Dynamic interpersonal therapy." in Letter.objects.get(to="referrer").text


def test_the_pdf_of_a_letter_to_the_client_does_not_say_who_they_are(cast):
    care = cast.cleo_care
    one = Letter(episode=care, to="client", recipient="Cleo", subject="Our work", text="Hello.",
                 changed_at=NOW)  # fmt: skip
    assert pdf.data_of(one, care)["about"] == ""
    one.to = "referrer"
    assert "Born" in pdf.data_of(one, care)["about"]
