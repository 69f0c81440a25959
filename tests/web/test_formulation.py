"""The formulation room, `/episodes/<pk>/formulation/`: drafted, edited, agreed, versioned."""

import pytest

from kith.record.models import Formulation
from kith.record.services import agreements, assessment, course
from tests.web.reading import field_of, words

TEXT = "You have depression. It began when Ben stopped talking. Does this sound right to you?"


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/formulation/"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def written(cast):
    return agreements.save_formulation(
        by=cast.alice, episode=cast.cleo_care, expected_version=0, text=TEXT
    )


@pytest.fixture
def agreed(cast, written):
    return agreements.share_formulation(
        by=cast.alice, formulation=written, view="agreed", words="Yes."
    )


def test_it_drafts_from_the_record_and_says_what_is_missing(alice, cast, address):
    found = {"diagnosis": "Depressive episode, first, moderate"}
    assessment.save_assessment(
        by=cast.alice, episode=cast.cleo_care, expected_version=0, found=found
    )
    page = alice.get(address)
    assert field_of(page, "text").startswith("What you have is depression")
    assert "Still to be talked about When did it begin?" in words(page)
    assert not Formulation.objects.exists()


def test_it_keeps_what_was_written_and_says_what_comes_next(alice, address):
    typed = {"version": 0, "text": TEXT}
    assert alice.post(address, typed).headers["Location"] == address
    assert Formulation.objects.get().text == TEXT
    page = alice.get(address)
    assert "Read it with the client, and record what they say." in words(page)
    assert field_of(page, "text") == TEXT
    assert field_of(page, "version") == "1"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "This field is required"),
        (" \n", "This field is required"),
        ("x" * 8001, "at most 8000"),
    ],
)
def test_it_says_what_is_wrong_with_a_text(alice, address, text, says):
    answer = alice.post(address, {"version": 0, "text": text})
    assert answer.status_code == 422
    assert says in words(answer)
    assert field_of(answer, "text").strip() == text.strip()
    assert not Formulation.objects.exists()


def test_it_records_that_the_client_agrees(alice, address, written):
    typed = {"version": 1, "view": "agreed", "words": "Yes, that is it."}
    assert alice.post(f"{address}{written.pk}/", typed).headers["Location"] == address
    written.refresh_from_db()
    assert (written.client_view, written.client_words) == ("agreed", "Yes, that is it.")
    said = words(alice.get(address))
    assert "Next: the contract." in said
    assert "Agreed on 2 March 2026" in said
    assert "The client: “Yes, that is it.”" in said
    assert "Read it with the client" not in said


def test_it_records_that_the_client_wants_it_changed(alice, address, written):
    typed = {"version": 1, "view": "amend", "words": "It was not Ben alone."}
    alice.post(f"{address}{written.pk}/", typed)
    said = words(alice.get(address))
    assert "The client wants it changed" in said
    assert "It was not Ben alone." in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"view": ""}, "This field is required"),
        ({"view": "shrug"}, "not one of the available choices"),
        ({"words": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_it_says_what_is_wrong_with_an_answer(alice, address, written, change, says):
    typed = {"version": 1, "view": "amend", "words": "Not Ben alone."} | change
    answer = alice.post(f"{address}{written.pk}/", typed)
    assert answer.status_code == 422
    assert says in words(answer)
    assert field_of(answer, "words") == typed["words"]
    written.refresh_from_db()
    assert written.client_view == "not_yet"


def test_nobody_agrees_to_a_text_that_was_changed_meanwhile(alice, cast, address, written):
    agreements.save_formulation(
        by=cast.bob, episode=cast.cleo_care, expected_version=1, text="Bob's text."
    )
    typed = {"version": 1, "view": "agreed", "words": "Yes."}
    answer = alice.post(f"{address}{written.pk}/", typed)
    assert answer.status_code == 409
    said = words(answer)
    assert "The text was changed meanwhile. Read it again with the client." in said
    assert "Bob's text." in said
    assert field_of(answer, "words") == "Yes."
    written.refresh_from_db()
    assert written.agreed_on is None


def test_an_agreed_text_is_never_overwritten(alice, address, agreed):
    alice.post(address, {"version": 0, "text": "It is the birth, too."})
    first, second = Formulation.objects.order_by("number")
    assert (first.text, second.text) == (TEXT, "It is the birth, too.")
    said = words(alice.get(address))
    assert f"Agreed on 2 March 2026 {TEXT}" in said
    assert "Earlier versions Version 1" in said
    answer = alice.post(f"{address}{first.pk}/", {"version": 1, "view": "amend", "words": "Hm."})
    assert answer.status_code == 422
    assert "This formulation is agreed." in words(answer)


def test_it_shows_both_texts_when_two_people_wrote_and_then_saves(alice, cast, address, written):
    agreements.save_formulation(
        by=cast.bob, episode=cast.cleo_care, expected_version=1, text="Bob's text."
    )
    answer = alice.post(address, {"version": 1, "text": "Alice's text."})
    assert answer.status_code == 409
    said = words(answer)
    assert "The formulation: theirs Bob's text." in said
    assert "The formulation: yours, still in the form Alice's text." in said
    again = {"version": field_of(answer, "version"), "text": "Both."}
    assert alice.post(address, again).status_code == 302
    assert Formulation.objects.get().text == "Both."


def test_it_can_be_read_but_not_written_once_the_course_has_ended(alice, cast, address, agreed):
    course.end_episode(
        by=cast.alice, episode=cast.cleo_care, disposition="dropped_out", words="Moved far away."
    )
    page = alice.get(address)
    assert TEXT in words(page)
    assert "<textarea" not in page.content.decode()
    answer = alice.post(address, {"version": 0, "text": "Typed too late."})
    assert answer.status_code == 422
    assert field_of(answer, "text") == "Typed too late."


@pytest.mark.parametrize("person", ["charlie", "olga", "ada"])
def test_it_does_not_exist_for_others(client, cast, address, written, person):
    client.force_login(getattr(cast, person))
    assert client.get(address).status_code == 404
    assert client.post(address, {"version": 1, "text": "Mine."}).status_code == 404
    typed = {"version": 1, "view": "agreed"}
    assert client.post(f"{address}{written.pk}/", typed).status_code == 404
    written.refresh_from_db()
    assert (written.text, written.agreed_on) == (TEXT, None)


def test_a_formulation_belongs_to_its_own_course_only(alice, cast, address):
    other = agreements.save_formulation(
        by=cast.charlie, episode=cast.dana_care, expected_version=0, text="Dana's."
    )
    typed = {"version": 1, "view": "agreed"}
    assert alice.post(f"{address}{other.pk}/", typed).status_code == 404


def test_it_costs_the_same_however_many_versions(
    alice, cast, address, django_assert_max_num_queries
):
    for n in range(5):
        one = agreements.save_formulation(
            by=cast.alice, episode=cast.cleo_care, expected_version=0, text=f"Text {n}."
        )
        agreements.share_formulation(by=cast.alice, formulation=one, view="agreed")
    with django_assert_max_num_queries(22):
        alice.get(address)
