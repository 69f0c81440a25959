"""Looking after the clinic: `/staff/`, `/trail/` and `/help/`."""

import pytest
from django.test import Client as Browser

from kith.record.models import AuditEvent, Staff
from tests.cast import PASS_PHRASE

JOINS = {
    "name": "Tara",
    "email": "tara@example.org",
    "role": "therapist",
    "pass_phrase": "seven herons over water",
}


@pytest.mark.parametrize("address", ["/staff/", "/trail/"])
@pytest.mark.parametrize(
    ("who", "status"), [("ada", 200), ("mira", 200), ("alice", 404), ("bob", 404)]
)
def test_it_is_for_administrators_and_leads(client, cast, address, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(address).status_code == status


def test_it_lets_somebody_join(client, cast):
    client.force_login(cast.ada)
    answer = client.post("/staff/", JOINS | {"teams": [cast.north.pk]}, follow=True)
    assert "Tara can sign in now." in answer.content.decode()
    tara = Staff.objects.get(name="Tara")
    assert tara.organisation == cast.clinic
    assert list(tara.teams.all()) == [cast.north]
    assert tara.check_password("seven herons over water")
    assert AuditEvent.objects.filter(action="staff.added", actor=f"staff:{cast.ada.pk}").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pass_phrase": "short"}, "too short"),
        ({"pass_phrase": "123456789012345"}, "entirely numeric"),
        ({"pass_phrase": "qwerty123456"}, "too common"),
        ({"email": "alice@example.org"}, "signs in as alice@example.org already"),
        ({"email": "nowhere"}, "Enter a valid email address"),
        ({"role": "king"}, "not one of the available choices"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_it_says_what_is_wrong_and_adds_nobody(client, cast, change, said):
    client.force_login(cast.ada)
    before = Staff.objects.count()
    answer = client.post("/staff/", JOINS | change)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Staff.objects.count() == before


def test_it_does_not_show_a_pass_phrase_again(client, cast):
    client.force_login(cast.ada)
    answer = client.post("/staff/", JOINS | {"name": ""})
    assert "seven herons" not in answer.content.decode()


def test_it_offers_only_the_teams_of_the_house(client, cast):
    client.force_login(cast.ada)
    page = client.get("/staff/").content.decode()
    assert "North" in page
    assert "Hill" not in page
    assert "Olga" not in page


def test_it_shows_who_read_whose_record_and_nothing_of_other_houses(client, cast):
    client.force_login(cast.alice)
    client.get(f"/episodes/{cast.cleo_care.pk}/course/")
    client.force_login(cast.olga)
    client.get(f"/episodes/{cast.otto_care.pk}/course/")
    client.force_login(cast.ada)
    page = client.get("/trail/", {"action": "record.read"}).content.decode()
    assert "Alice" in page
    assert f"episode:{cast.cleo_care.pk}" in page
    assert f"episode:{cast.otto_care.pk}" not in page
    assert "Cleo" not in page


def test_it_finds_nothing_calmly(client, cast):
    client.force_login(cast.ada)
    page = client.get("/trail/", {"action": "zzz", "page": "999"})
    assert "Nothing is recorded that begins so." in page.content.decode()


def test_it_takes_in_no_client(client, cast):
    client.force_login(cast.ada)
    assert client.get("/clients/new/").status_code == 404
    assert "New client" not in client.get("/clients/").content.decode()


def test_it_helps_everybody_with_what_kith_does_and_leaves_to_people(client, cast):
    client.force_login(cast.alice)
    page = client.get("/help/").content.decode()
    assert "decides nothing about a person" in page
    assert "Samaritans" in page
    assert "Spitzer" in page
    assert "/trail/" not in page
    client.force_login(cast.ada)
    assert "/trail/" in client.get("/help/").content.decode()


def test_it_gives_somebody_a_new_pass_phrase_and_ends_their_sign_ins(client, cast):
    theirs = Browser()
    theirs.force_login(cast.alice)
    client.force_login(cast.ada)
    address = f"/staff/{cast.alice.pk}/pass-phrase/"
    assert "for Alice" in client.get(address).content.decode()
    answer = client.post(address, {"pass_phrase": "nine grey geese asleep"}, follow=True)
    assert "Alice signs in with the new one." in answer.content.decode()
    cast.alice.refresh_from_db()
    assert cast.alice.check_password("nine grey geese asleep")
    assert theirs.get("/").status_code == 302
    assert AuditEvent.objects.filter(action="staff.pass_phrase").exists()


def test_it_refuses_a_weak_pass_phrase_and_keeps_the_old_one(client, cast):
    client.force_login(cast.ada)
    answer = client.post(f"/staff/{cast.alice.pk}/pass-phrase/", {"pass_phrase": "short"})
    assert answer.status_code == 422
    assert "too short" in answer.content.decode()
    cast.alice.refresh_from_db()
    assert cast.alice.check_password(PASS_PHRASE)


@pytest.mark.parametrize(("who", "whose"), [("alice", "bob"), ("ada", "olga")])
def test_it_gives_nobody_elses_colleagues_a_pass_phrase(client, cast, who, whose):
    client.force_login(getattr(cast, who))
    address = f"/staff/{getattr(cast, whose).pk}/pass-phrase/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"pass_phrase": "nine grey geese asleep"}).status_code == 404
