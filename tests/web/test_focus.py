"""The focus room: the pattern of DIT or the schema of MIT, and the episodes that were told."""

import pytest

from kith.record.models import InterpersonalFocus, Narrative
from kith.record.services import focus as service
from tests.cast import NOW
from tests.record.test_focus import PATTERN, follow
from tests.web.reading import field_of, words

PARTS = {f"part_{key}": one for key, one in PATTERN.items()}


@pytest.fixture
def care(cast):
    return follow(cast.cleo_care, "dit-16")


@pytest.fixture
def alice(client, cast, care):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def address(care):
    return f"/episodes/{care.pk}/focus/"


def written(cast, care):
    return service.save_focus(by=cast.alice, episode=care, expected_version=0, parts=PATTERN)


def test_it_asks_for_each_part_with_an_example(alice, address):
    said = words(alice.get(address))
    assert "In these moments with others, who is the client, in their own eyes?" in said
    assert "The interpersonal-affective focus" in said


def test_it_keeps_the_parts_and_drafts_the_sentences(alice, address):
    answer = alice.post(address, {"version": 0, **PARTS}, follow=True)
    assert "Kept. Read it with the client" in words(answer)
    assert "you tend to feel like too much" in words(answer)
    assert InterpersonalFocus.objects.get().parts["affect"] == "shame"


def test_it_says_what_is_missing(alice, address):
    answer = alice.post(address, {"version": 0, "part_self": "too much"}, follow=True)
    assert "Still missing: how the client sees the other, the feeling that joins them" in words(
        answer
    )


def test_it_refuses_an_empty_form_and_keeps_what_was_typed(alice, address):
    answer = alice.post(address, {"version": 0, "words": "You and the others."})
    assert answer.status_code == 422
    assert field_of(answer, "words") == "You and the others."
    assert not InterpersonalFocus.objects.exists()


def test_it_shows_both_texts_when_somebody_else_saved(alice, cast, care, address):
    written(cast, care)
    answer = alice.post(address, {"version": 0, **PARTS, "part_affect": "anger"})
    assert answer.status_code == 409
    said = words(answer)
    assert "shame" in said
    assert "anger" in said
    assert field_of(answer, "version") == "1"


def test_it_records_that_the_client_agrees(alice, cast, care, address):
    one = written(cast, care)
    answer = alice.post(
        f"{address}{one.pk}/", {"version": 1, "view": "agreed", "words": "Yes."},
        follow=True,
    )  # fmt: skip
    said = words(answer)
    assert "Agreed on" in said
    assert "The client: “Yes.”" in said


def test_it_keeps_an_episode_that_was_told_and_takes_it_off_again(alice, care, address):
    typed = {"text": "Ann did not ring.", "told_on": NOW.date(), "feeling": "hurt"}
    answer = alice.post(f"{address}told/", typed, follow=True)
    assert "Ann did not ring." in words(answer)
    one = Narrative.objects.get()
    answer = alice.post(f"{address}told/{one.pk}/withdraw/", follow=True)
    assert "Ann did not ring." not in words(answer)


def test_it_refuses_an_episode_without_words(alice, address):
    answer = alice.post(f"{address}told/", {"text": "", "told_on": NOW.date()})
    assert answer.status_code == 422
    assert not Narrative.objects.exists()


def test_it_is_not_there_for_a_course_with_problem_areas(alice, cast):
    follow(cast.cleo_care, "ipt-standard-16")
    assert alice.get(f"/episodes/{cast.cleo_care.pk}/focus/").status_code == 404
    record = alice.get(f"/episodes/{cast.cleo_care.pk}/").content.decode()
    assert f"/episodes/{cast.cleo_care.pk}/focus/" not in record


def test_it_stands_in_the_place_of_the_problem_area(alice, care, address):
    record = alice.get(f"/episodes/{care.pk}/").content.decode()
    assert address in record
    assert f"/episodes/{care.pk}/problem-area/" not in record


def test_it_is_not_there_for_somebody_else(client, cast, address):
    client.force_login(cast.charlie)
    assert client.get(address).status_code == 404


def test_its_queries_do_not_grow(alice, cast, care, address, django_assert_max_num_queries):
    written(cast, care)
    for number in range(5):
        service.tell(by=cast.alice, episode=care, text=f"Scene {number}.", told_on=NOW.date())
    with django_assert_max_num_queries(30):
        alice.get(address)
