"""The contract room, `/episodes/<pk>/contract/`: proposed, agreed, changed with a reason."""

from datetime import date

import pytest

from kith.record.models import Contract, Milestone, Organisation
from kith.record.services import course
from tests.cast import NOW
from tests.record.conftest import agree_contract
from tests.web.reading import field_of, words

TERMS = {
    "sessions": "16",
    "every_days": "7",
    "minutes": "50",
    "starts_on": "2026-03-02",
    "ends_on": "2026-06-15",
    "place": "Room 4",
    "goal_1": "Talk with Ben about the evenings",
    "goal_2": "",
    "goal_3": "Two evenings a month with Ann",
    "missed_sessions": "Please ring.",
    "confidentiality": "It stays within the team.",
    "in_a_crisis": "Samaritans 116 123.",
    "afterwards": "We look back together.",
    "reason": "",
}


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/contract/"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


def test_it_proposes_what_the_protocol_and_the_record_say(alice, cast, address):
    held = course.plan_session(by=cast.alice, episode=cast.cleo_care, starts_at=NOW)
    course.hold_session(by=cast.alice, session=held)
    page = alice.get(address)
    proposed = {name: field_of(page, name) for name in TERMS if name != "reason"}
    assert proposed["sessions"] == "16"
    assert (proposed["every_days"], proposed["minutes"]) == ("7", "50")
    assert (proposed["starts_on"], proposed["ends_on"]) == ("2026-03-02", "2026-06-15")
    assert "Samaritans 116 123" in proposed["in_a_crisis"]
    assert proposed["goal_1"] == ""
    assert "between 12 and 16 can be agreed at the outset" in words(page)


def test_it_names_an_emergency_number_where_the_clinic_has_no_line(alice, address):
    Organisation.objects.update(crisis_lines=[])
    assert field_of(alice.get(address), "in_a_crisis").endswith("your local emergency number.")


def test_it_keeps_what_was_agreed(alice, cast, address):
    assert alice.post(address, TERMS).headers["Location"] == address
    kept = Contract.objects.get()
    assert (kept.sessions, kept.ends_on, kept.place) == (16, date(2026, 6, 15), "Room 4")
    assert kept.goals == ["Talk with Ben about the evenings", "Two evenings a month with Ann"]
    assert Milestone.objects.filter(name="contract_agreed").exists()
    said = words(alice.get(address))
    assert "16 sessions of 50 minutes, one a week, from 2 March 2026 to 15 June 2026." in said
    assert "Agreed on 2 March 2026, recorded by Alice" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sessions": "0"}, "greater than or equal to 1"),
        ({"sessions": "many"}, "Enter a whole number"),
        ({"sessions": "40"}, "between 12 and 16"),
        ({"minutes": "5"}, "greater than or equal to 10"),
        ({"every_days": "0"}, "greater than or equal to 1"),
        ({"every_days": "61"}, "less than or equal to 60"),
        ({"starts_on": "2026-02-22"}, "cannot begin before the referral"),
        ({"ends_on": "2026-03-02"}, "must end after it begins"),
        ({"ends_on": "summer"}, "Enter a valid date"),
        ({"goal_1": ""}, "This field is required"),
        ({"goal_1": "x" * 301}, "at most 300 characters"),
        ({"confidentiality": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(alice, address, change, says):
    typed = TERMS | change
    answer = alice.post(address, typed)
    assert answer.status_code == 422
    assert says in words(answer)
    for name, value in typed.items():
        if name != "reason":
            assert field_of(answer, name) == value
    assert not Contract.objects.exists()
    assert not Milestone.objects.exists()


def test_a_changed_contract_is_a_new_one_with_its_reason(alice, cast, address):
    alice.post(address, TERMS)
    assert field_of(alice.get(address), "goal_1") == "Talk with Ben about the evenings"
    refused = alice.post(address, TERMS | {"sessions": "12"})
    assert refused.status_code == 422
    assert "Why the contract is changed: This field is required" in words(refused)
    changed = TERMS | {"sessions": "12", "every_days": "14", "reason": "She moves in summer."}
    assert alice.post(address, changed).status_code == 302
    assert [one.sessions for one in Contract.objects.order_by("number")] == [16, 12]
    said = words(alice.get(address))
    assert "12 sessions of 50 minutes, one every 14 days" in said
    assert "She moves in summer." in said
    assert "Earlier contracts Contract 1" in said


def test_whoever_agrees_second_is_told_of_the_first_and_loses_nothing(alice, cast, address):
    agree_contract(cast.alice, cast.cleo_care)  # in another window
    answer = alice.post(address, TERMS)
    assert answer.status_code == 422
    assert "The contract in force" in words(answer)
    assert field_of(answer, "goal_1") == "Talk with Ben about the evenings"
    assert Contract.objects.count() == 1


def test_only_the_therapist_agrees_on_a_contract(client, cast, address):
    for person in (cast.bob, cast.mira):
        client.force_login(person)
        said = words(client.get(address))
        assert "We agree on this" not in said
        assert "have not agreed on a contract yet" in said
        answer = client.post(address, TERMS)
        assert answer.status_code == 422
        assert "Only Alice can do this" in words(answer)
        assert field_of(answer, "place") == "Room 4"
    assert not Contract.objects.exists()


def test_it_can_be_read_but_not_changed_once_the_course_has_ended(alice, cast, address):
    alice.post(address, TERMS)
    course.end_episode(
        by=cast.alice, episode=cast.cleo_care, disposition="dropped_out", words="Moved far away."
    )
    page = alice.get(address)
    assert "Talk with Ben about the evenings" in words(page)
    assert "<textarea" not in page.content.decode()
    answer = alice.post(address, TERMS | {"reason": "A long enough reason."})
    assert answer.status_code == 422
    assert "This course of care ended on" in words(answer)


@pytest.mark.parametrize("person", ["charlie", "olga", "ada"])
def test_it_does_not_exist_for_others(client, cast, address, person):
    client.force_login(getattr(cast, person))
    assert client.get(address).status_code == 404
    assert client.post(address, TERMS).status_code == 404
    assert not Contract.objects.exists()


def test_it_costs_the_same_however_often_it_was_changed(
    alice, cast, address, django_assert_max_num_queries
):
    alice.post(address, TERMS)
    for n in range(4):
        alice.post(address, TERMS | {"reason": f"For the reason number {n}."}, follow=True)
    with django_assert_max_num_queries(13):
        alice.get(address)
