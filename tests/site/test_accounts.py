"""Signing in: closed to strangers, slow to guessers, and only with a pass phrase that is strong."""

import pytest
from django.core.cache import cache

from kith.core.errors import RefusedError
from kith.record.services import enrolment
from tests.cast import PASS_PHRASE

HOUSE = enrolment.House("Seaside Clinic", ("East",), (("Samaritans", "116 123"),))


@pytest.fixture(autouse=True)
def no_earlier_attempts(db):
    """Limits are counted in the database, which each test starts afresh, and nowhere else."""
    cache.clear()


def sign_in(client, email, pass_phrase=PASS_PHRASE):
    return client.post("/accounts/login/", {"login": email, "password": pass_phrase})


def test_it_lets_staff_in_by_email_whatever_its_capitals(client, cast):
    answer = sign_in(client, "Alice@Example.org")
    assert (answer.status_code, answer.url) == (302, "/")


def test_it_says_the_same_of_a_wrong_pass_phrase_and_of_nobody(client, cast):
    wrong = sign_in(client, cast.alice.email, "not the one it is")
    nobody = sign_in(client, "nobody@example.org")
    assert wrong.context["form"].errors == nobody.context["form"].errors
    assert wrong.status_code == nobody.status_code == 200


def test_it_lets_nobody_in_who_has_left(client, cast):
    cast.alice.is_active = False
    cast.alice.save()
    assert sign_in(client, cast.alice.email).url != "/"


def test_it_stops_a_guesser_after_five_tries_even_if_the_sixth_is_right(client, cast):
    for _ in range(5):
        sign_in(client, cast.alice.email, "a guess that is wrong")
    answer = sign_in(client, cast.alice.email)
    assert answer.status_code == 200
    assert "Too many failed login attempts" in str(answer.context["form"].errors)


def test_it_counts_tries_where_every_process_sees_them(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_it_makes_no_account_for_a_stranger(client, db, django_user_model):
    client.post(
        "/accounts/signup/", {"email": "stranger@example.org", "password1": "a long one indeed"}
    )
    assert not django_user_model.objects.exists()


def enrol(pass_phrase=PASS_PHRASE, **changes):
    who = {"name": "Nora Quill", "email": "nora@example.org", "role": "therapist", **changes}
    return enrolment.enrol(house=HOUSE, pass_phrase=pass_phrase, **who)


@pytest.mark.parametrize(
    ("pass_phrase", "problem"),
    [
        ("short", "too short"),
        ("password1234", "too common"),
        ("314159265358979", "entirely numeric"),
        ("nora@example.org", "too similar to the email"),
    ],
)
def test_a_weak_pass_phrase_is_refused_and_nothing_half_is_stored(
    db, django_user_model, pass_phrase, problem
):
    with pytest.raises(RefusedError, match=problem):
        enrol(pass_phrase)
    assert not django_user_model.objects.exists()
    assert enrolment.staff_names() == []


def test_the_first_person_brings_the_organisation_and_the_team(db, client):
    enrol()
    assert enrolment.staff_names() == [
        ("Nora Quill", "nora@example.org", "Therapist", "Seaside Clinic")
    ]
    assert sign_in(client, "nora@example.org").url == "/"


def test_the_next_person_joins_them(db):
    first = enrol()
    second = enrol(name="Sam", email="sam@example.org", role="supervisor")
    assert second.organisation == first.organisation
    assert list(second.teams.all()) == list(first.teams.all())


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"role": "king"}, "king is not a role; there are: therapist"),
        ({"email": "nora"}, "valid email address"),
        ({"name": ""}, "cannot be blank"),
    ],
)
def test_what_is_wrong_with_somebody_is_said(db, changes, problem):
    with pytest.raises(RefusedError, match=problem):
        enrol(**changes)


def test_the_same_email_twice_is_refused(db):
    enrol()
    with pytest.raises(RefusedError, match="already"):
        enrol(name="Somebody else")


def test_a_new_organisation_needs_help_lines(db):
    house = enrolment.House("Seaside Clinic")
    with pytest.raises(RefusedError, match="help line"):
        enrolment.enrol(
            house=house, name="Nora", email="n@example.org", role="lead", pass_phrase=PASS_PHRASE
        )
