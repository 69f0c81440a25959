"""Taking a client in: `/clients/new/`, another course, and the client's details."""

from datetime import date

import pytest

from kith.record import access
from kith.record.models import AuditEvent, Client, Episode, Referral

TYPED = {
    "given_name": "Ines",
    "family_name": "Okafor",
    "born_on": "1979-08-04",
    "received_on": "2026-02-27",
    "source": "gp",
    "referrer": "Dr Patel",
    "reason": "Low since the move.",
    "protocol": "ipt-standard-16",
}


@pytest.fixture
def typed(cast):
    return {**TYPED, "team": cast.north.pk, "therapist": cast.alice.pk, "supervisor": cast.bob.pk}


def test_it_registers_the_client_with_the_referral_and_opens_the_course(client, cast, typed):
    client.force_login(cast.alice)
    answer = client.post("/clients/new/", typed, follow=True)
    episode = Episode.objects.get(client__family_name="Okafor")
    assert answer.redirect_chain == [(f"/episodes/{episode.pk}/", 302)]
    assert "Ines Okafor is here" in answer.content.decode()
    assert (episode.therapist, episode.supervisor, episode.team) == (
        cast.alice,
        cast.bob,
        cast.north,
    )
    assert (episode.protocol, episode.protocol_version) == ("ipt-standard-16", 2)
    assert episode.referral.referrer == "Dr Patel"
    done = AuditEvent.objects.filter(client_id=episode.client_id).values_list("action", flat=True)
    assert {"client.registered", "referral.taken", "episode.opened"} <= set(done)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"given_name": ""}, "This field is required"),
        ({"born_on": "2026-03-02"}, "The date of birth must lie in the past"),
        ({"born_on": "1850-01-01"}, "more than 120 years ago"),
        ({"born_on": "the spring"}, "Enter a valid date"),
        ({"received_on": "2026-03-03"}, "A referral cannot arrive after today"),
        ({"received_on": "1960-01-01"}, "The referral cannot be older than the client"),
        ({"email": "no address"}, "Enter a valid email address"),
        ({"protocol": "hypnosis"}, "not one of the available choices"),
        ({"source": "nobody"}, "not one of the available choices"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(client, cast, typed, change, said):
    client.force_login(cast.alice)
    answer = client.post("/clients/new/", typed | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Low since the move." in page
    assert not Client.objects.filter(family_name="Okafor").exists()
    assert not Referral.objects.filter(referrer="Dr Patel").exists()


def test_it_asks_before_it_takes_in_somebody_with_a_known_name_and_birthday(client, cast, typed):
    client.force_login(cast.alice)
    twin = typed | {"given_name": "Cleo", "family_name": "Marsh", "born_on": "1990-05-17"}
    answer = client.post("/clients/new/", twin)
    assert answer.status_code == 422
    assert "already here as K-1001" in answer.content.decode()
    assert 'name="although_known"' in answer.content.decode()
    answer = client.post("/clients/new/", twin | {"although_known": "on"})
    assert answer.status_code == 302
    assert Client.objects.filter(family_name="Marsh").count() == 2


def test_it_offers_only_ones_own_teams_and_colleagues(client, cast):
    client.force_login(cast.alice)
    page = client.get("/clients/new/").content.decode()
    assert "North" in page
    assert "South" not in page
    assert "Olga" not in page
    assert "Ada" not in page


def test_it_refuses_a_therapist_of_another_team(client, cast, typed):
    client.force_login(cast.alice)
    answer = client.post("/clients/new/", typed | {"therapist": cast.charlie.pk})
    assert answer.status_code == 422
    assert "Charlie does not work in North" in answer.content.decode()


def test_it_refuses_a_second_open_course_in_one_team(client, cast, typed):
    client.force_login(cast.alice)
    address = f"/clients/{cast.cleo.pk}/new-course/"
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "already has an open course of care in North" in answer.content.decode()
    assert Episode.objects.filter(client=cast.cleo).count() == 1


def test_it_opens_no_course_for_somebody_elses_client(client, cast, typed):
    client.force_login(cast.alice)
    assert client.get(f"/clients/{cast.dana.pk}/new-course/").status_code == 404
    assert client.post(f"/clients/{cast.dana.pk}/new-course/", typed).status_code == 404


def test_it_corrects_details_and_keeps_the_earlier_words_in_the_trail(client, cast):
    client.force_login(cast.alice)
    address = f"/episodes/{cast.cleo_care.pk}/details/"
    assert "Marsh" in client.get(address).content.decode()
    typed = {"given_name": "Cleo", "family_name": "Marsh-Lund", "born_on": "1990-05-17"}
    assert client.post(address, typed | {"phone": "07700 900123"}).status_code == 302
    cast.cleo.refresh_from_db()
    assert (cast.cleo.family_name, cast.cleo.born_on) == ("Marsh-Lund", date(1990, 5, 17))
    event = AuditEvent.objects.get(action="client.corrected")
    assert event.details["before"] == {"family_name": "Marsh", "phone": ""}


def test_it_gives_a_new_client_to_those_who_look_after_them_only(client, cast, typed):
    client.force_login(cast.alice)
    client.post("/clients/new/", typed)
    names = {
        person.name: access.clients(person).filter(family_name="Okafor").exists()
        for person in (cast.alice, cast.bob, cast.charlie, cast.mira, cast.ada, cast.olga)
    }
    assert names == {
        "Alice": True,
        "Bob": True,
        "Charlie": False,
        "Mira": True,
        "Ada": False,
        "Olga": False,
    }
