"""Staff who join from the command line, before or without a sign-in, and new pass phrases."""

import pytest
from django.contrib.auth import authenticate

from kith.core.errors import RefusedError
from kith.record.models import AuditEvent, Organisation, Staff, Team
from kith.record.services import enrolment
from tests.cast import PASS_PHRASE

LAKESIDE = enrolment.House(
    organisation="Lakeside",
    teams=("Lake", "Hill"),
    help_lines=(("Samaritans", "116 123"),),
    contact="020 7946 0100",
)


def enrol(house=LAKESIDE, **more):
    given = {
        "email": "Nell@Example.org", "name": "Nell", "role": "administrator",
        "pass_phrase": PASS_PHRASE, **more,
    }  # fmt: skip
    return enrolment.enrol(house=house, **given)


def test_the_first_person_brings_the_organisation_and_its_teams(db):
    nell = enrol()

    assert nell.organisation.name == "Lakeside"
    assert nell.organisation.crisis_lines == [{"name": "Samaritans", "number": "116 123"}]
    assert {team.name for team in nell.teams.all()} == {"Lake", "Hill"}
    assert [row.action for row in AuditEvent.objects.order_by("pk")] == [
        "organisation.added",
        "team.added",
        "team.added",
        "staff.added",
    ]
    assert {row.actor for row in AuditEvent.objects.all()} == {"system"}


def test_the_next_person_joins_what_is_there(db):
    enrol()
    enrol(email="sam@example.org", name="Sam", role="therapist")

    assert (Organisation.objects.count(), Team.objects.count()) == (1, 2)


def test_where_there_is_one_organisation_it_need_not_be_named(db):
    enrol()

    sam = enrol(enrolment.House(teams=("Lake",)), email="sam@example.org", name="Sam")

    assert sam.organisation.name == "Lakeside"


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"role": "owner"}, "role", "there are: therapist, supervisor, lead, administrator"),
        ({"pass_phrase": "short"}, "pass_phrase", "at least 12 characters"),
        ({"house": enrolment.House(organisation="Lakeside")}, "", "at least one help line"),
        ({"house": enrolment.House()}, "organisation", "Name the organisation"),
    ],
)
def test_who_cannot_join_leaves_nothing_behind(cast, refused, given, field, says):
    with refused(RefusedError, says, field):
        enrol(**given)


def test_a_new_pass_phrase_ends_the_old_one_and_every_open_sign_in(cast, audited):
    open_sign_in = cast.alice.get_session_auth_hash()
    with audited(cast.ada, None, "staff.pass_phrase"):
        enrolment.give_pass_phrase(
            by=cast.ada, person=cast.alice, pass_phrase="a slow and steady tram"
        )

    assert authenticate(email="alice@example.org", password="a slow and steady tram")
    assert authenticate(email="alice@example.org", password=PASS_PHRASE) is None
    assert Staff.objects.get(pk=cast.alice.pk).get_session_auth_hash() != open_sign_in


def test_a_new_pass_phrase_is_judged_like_the_first(cast, refused):
    with refused(RefusedError, "at least 12 characters", "pass_phrase"):
        enrolment.give_pass_phrase(by=cast.ada, person=cast.alice, pass_phrase="short")


def test_staff_are_found_by_the_address_they_sign_in_with(cast, refused):
    assert enrolment.staff_by_email(" ALICE@example.org ") == cast.alice

    Staff.objects.filter(pk=cast.alice.pk).update(is_active=False)
    for address in ("alice@example.org", "nobody@example.org"):
        with refused(RefusedError, f"Nobody signs in with {address}.", "email"):
            enrolment.staff_by_email(address)


def test_everybody_who_can_sign_in_is_listed_by_house(cast):
    Staff.objects.filter(pk=cast.bob.pk).update(is_active=False)

    listed = enrolment.staff_names()

    assert listed[0] == ("Olga", "olga@example.org", "Therapist", "Hillside Practice")
    assert [name for name, *_ in listed] == ["Olga", "Ada", "Alice", "Charlie", "Mira"]
