"""Coming in: clients, referrals, episodes, and the people who sign in."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.record.models import AuditEvent, Client, Episode, Referral, Role, Staff
from kith.record.services import course, intake
from tests.cast import CRISIS_LINES, NOW, PASS_PHRASE, REFERRED

ROBIN = intake.Particulars(given_name="Robin", family_name="Hale", born_on=date(1979, 3, 4))
REQUEST = intake.Request(received_on=REFERRED, source="gp", referrer="Dr Green")


# ---------------------------------------------------------------- clients


def test_a_client_is_registered_with_the_next_number_of_the_house(cast):
    robin = intake.register_client(by=cast.alice, particulars=ROBIN)

    assert (robin.organisation, robin.code, str(robin)) == (cast.clinic, "K-1003", "Robin Hale")
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.client_id) == ("client.registered", robin.pk)


def test_each_house_counts_its_own_clients(cast):
    assert [cast.cleo.code, cast.dana.code, cast.otto.code] == ["K-1001", "K-1002", "K-1001"]


def test_what_is_typed_is_stored_without_the_blanks_around_it(cast):
    typed = replace(ROBIN, given_name="  Robin ", known_as=" Rob ", address=" 1 High Street\n")

    robin = intake.register_client(by=cast.alice, particulars=typed)

    assert (robin.given_name, robin.first_name, robin.address) == ("Robin", "Rob", "1 High Street")


BAD_PARTICULARS = [
    # what is typed                                  | field        | says
    ({"given_name": " "}, "given_name", "cannot be blank"),
    ({"family_name": ""}, "family_name", "cannot be blank"),
    ({"family_name": "H" * 81}, "family_name", "at most 80 characters"),
    ({"born_on": NOW.date()}, "born_on", "must lie in the past"),
    ({"born_on": NOW.date() + timedelta(days=1)}, "born_on", "must lie in the past"),
    ({"born_on": date(1905, 12, 31)}, "born_on", "more than 120 years ago"),
    ({"born_on": "soon"}, "born_on", "Born on: “soon” value has an invalid date format"),
    ({"email": "robin at home"}, "email", "valid email address"),
    ({"contact_wishes": "x" * 301}, "contact_wishes", "at most 300 characters"),
]


@pytest.mark.parametrize(("typed", "field", "says"), BAD_PARTICULARS)
def test_particulars_that_cannot_be_are_refused(cast, refused, typed, field, says):
    with refused(RefusedError, says, field):
        intake.register_client(by=cast.alice, particulars=replace(ROBIN, **typed))


@pytest.mark.parametrize(("typed", "field", "says"), BAD_PARTICULARS)
def test_a_correction_is_judged_like_a_registration(cast, refused, typed, field, says):
    with refused(RefusedError, says, field):
        intake.correct_client(by=cast.alice, client=cast.cleo, particulars=replace(ROBIN, **typed))


TWIN = intake.Particulars(given_name="cleo", family_name="MARSH", born_on=date(1990, 5, 17))


def test_a_client_who_seems_to_be_here_already_is_asked_about(cast, refused):
    with refused(RefusedError, "already here as K-1001", "although_known"):
        intake.register_client(by=cast.alice, particulars=TWIN)

    twin = intake.register_client(by=cast.alice, particulars=TWIN, although_known=True)

    assert twin.code == "K-1003"


def test_a_namesake_with_another_birthday_is_no_twin(cast):
    intake.register_client(by=cast.alice, particulars=replace(TWIN, born_on=date(1991, 5, 17)))


def test_a_client_of_another_house_is_no_twin(cast):
    intake.register_client(by=cast.olga, particulars=TWIN)


def test_a_correction_keeps_the_earlier_words_in_the_trail(cast):
    now = intake.Particulars(
        given_name="Cleo", family_name="Marsh", born_on=date(1990, 5, 18), phone="020 7946 0001"
    )

    intake.correct_client(by=cast.bob, client=cast.cleo, particulars=now)

    cast.cleo.refresh_from_db()
    assert (cast.cleo.born_on, cast.cleo.phone) == (date(1990, 5, 18), "020 7946 0001")
    event = AuditEvent.objects.get(action="client.corrected")
    assert event.details == {"before": {"born_on": "1990-05-17", "phone": ""}}


def test_a_correction_that_changes_nothing_leaves_no_trace(cast, audited):
    same = intake.Particulars(given_name="Cleo", family_name="Marsh", born_on=date(1990, 5, 17))

    with audited(cast.alice, cast.cleo):
        intake.correct_client(by=cast.alice, client=cast.cleo, particulars=same)


def test_a_correction_is_made_to_the_client_as_they_are_now(cast):
    seen_earlier = Client.objects.get(pk=cast.cleo.pk)
    Client.objects.filter(pk=cast.cleo.pk).update(pronouns="they")

    intake.correct_client(
        by=cast.alice,
        client=seen_earlier,
        particulars=intake.Particulars(
            given_name="Cleo", family_name="Marsh", born_on=date(1990, 5, 17), pronouns="they"
        ),
    )

    assert not AuditEvent.objects.filter(action="client.corrected").exists()


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 5, 16), 35), (date(2026, 5, 17), 36), (date(2027, 1, 1), 36)]
)
def test_age_is_counted_in_whole_years(cast, day, age):
    assert cast.cleo.age_on(day) == age


# ---------------------------------------------------------------- episodes


def opening(cast, **more):
    """Return what opens a second course for Dana, now in the North team."""
    return {
        "by": cast.alice,
        "client": cast.dana,
        "team": cast.north,
        "therapist": cast.alice,
        "supervisor": cast.bob,
        "protocol": "ipt-standard-16",
        "request": REQUEST,
        **more,
    }


def test_an_episode_opens_with_its_referral_and_pins_the_protocol(cast, audited):
    with audited(cast.alice, cast.dana, "referral.taken", "episode.opened"):
        episode = intake.open_episode(**opening(cast))

    newest = catalogue.protocol("ipt-standard-16")
    assert (episode.protocol, episode.protocol_version) == (newest.id, newest.version)
    assert (episode.therapist, episode.supervisor, episode.team) == (
        cast.alice,
        cast.bob,
        cast.north,
    )
    assert episode.opened_on == NOW.date()
    assert episode.is_open
    assert (episode.referral.received_on, episode.referral.referrer) == (REFERRED, "Dr Green")
    assert AuditEvent.objects.latest("pk").details == {"protocol": "ipt-standard-16"}


def request(**more):
    return replace(REQUEST, **more)


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"client": "cleo"}, "team", "Cleo Marsh already has an open course of care in North"),
        ({"client": "otto"}, "", "same organisation"),
        ({"team": "south"}, "team", "You do not work in South"),
        ({"by": "mira", "team": "south"}, "therapist", "Alice does not work in South"),
        ({"therapist": "charlie"}, "therapist", "Charlie does not work in North"),
        ({"therapist": "ada"}, "therapist", "Ada cannot take a client"),
        ({"therapist": "olga"}, "therapist", "Olga cannot take a client"),
        ({"supervisor": "olga"}, "supervisor", "Olga cannot supervise"),
        ({"supervisor": "ada"}, "supervisor", "Ada cannot supervise"),
        ({"supervisor": "alice"}, "supervisor", "Nobody supervises their own work"),
        ({"protocol": "ipt-standard-99"}, "protocol", "There is no protocol called"),
        ({"request": request(source="aunt")}, "source", "not a valid choice"),
        ({"request": request(referrer="x" * 161)}, "referrer", "at most 160 characters"),
        (
            {"request": request(received_on=NOW.date() + timedelta(days=1))},
            "received_on",
            "cannot arrive after today",
        ),
        (
            {"request": request(received_on=date(1984, 11, 1))},
            "received_on",
            "cannot be older than the client",
        ),
    ],
)
def test_an_episode_that_cannot_be_is_refused(cast, refused, change, field, says):
    named = {
        key: getattr(cast, value) if isinstance(value, str) and key != "protocol" else value
        for key, value in change.items()
    }
    with refused(RefusedError, says, field):
        intake.open_episode(**opening(cast, **named))


def test_a_therapist_who_has_left_takes_no_client(cast, refused):
    Staff.objects.filter(pk=cast.alice.pk).update(is_active=False)
    cast.alice.refresh_from_db()

    with refused(RefusedError, "Alice cannot take a client here", "therapist"):
        intake.open_episode(**opening(cast, by=cast.bob, supervisor=None))


def test_a_client_comes_back_once_the_first_course_has_ended(cast):
    course.end_episode(
        by=cast.alice, episode=cast.cleo_care, disposition="dropped_out", words="Moved away."
    )

    again = intake.open_episode(**opening(cast, client=cast.cleo))

    assert again.is_open
    assert Episode.objects.filter(client=cast.cleo).count() == 2


def test_a_course_that_is_refused_leaves_no_referral_behind(cast, refused):
    with refused(RefusedError, "already has an open course", "team"):
        intake.open_episode(**opening(cast, client=cast.cleo))

    assert Referral.objects.filter(client=cast.cleo).count() == 1


def taking_in(cast, **more):
    given = opening(cast, particulars=ROBIN, although_known=False, **more)
    return {key: value for key, value in given.items() if key != "client"}


def test_client_and_course_come_in_together(cast):
    episode = intake.take_in(**taking_in(cast))

    assert str(episode.client) == "Robin Hale"
    told = AuditEvent.objects.filter(client_id=episode.client_id).order_by("pk")
    assert [row.action for row in told] == [
        "client.registered",
        "referral.taken",
        "episode.opened",
    ]


def test_a_client_whose_course_is_refused_is_not_registered(cast, refused):
    with refused(RefusedError, "Charlie does not work in North", "therapist"):
        intake.take_in(**taking_in(cast, therapist=cast.charlie))


# ---------------------------------------------------------------- the house and its staff


def joining(cast, **more):
    return {
        "by": cast.ada,
        "organisation": cast.clinic,
        "email": "Nell@Example.org ",
        "name": " Nell Price",
        "role": Role.THERAPIST,
        "pass_phrase": PASS_PHRASE,
        "teams": [cast.north],
        **more,
    }


def test_somebody_new_can_sign_in(cast, audited):
    with audited(cast.ada, None, "staff.added"):
        nell = intake.add_staff(**joining(cast))

    assert (nell.email, nell.name, nell.role) == ("nell@example.org", "Nell Price", "therapist")
    assert list(nell.teams.all()) == [cast.north]
    assert authenticate(email="NELL@example.org", password=PASS_PHRASE) == nell
    assert authenticate(email="nell@example.org", password="another calm lamp") is None


def test_the_record_keeps_no_pass_phrase(cast):
    nell = intake.add_staff(**joining(cast))

    assert PASS_PHRASE not in nell.password


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"pass_phrase": "short"}, "pass_phrase", "at least 12 characters"),
        ({"pass_phrase": "123456789012345"}, "pass_phrase", "entirely numeric"),
        ({"pass_phrase": "1qaz2wsx3edc"}, "pass_phrase", "too common"),
        ({"pass_phrase": "nell price 1"}, "pass_phrase", "too similar to the name"),
        ({"email": "nobody"}, "email", "valid email address"),
        ({"email": "ALICE@example.org"}, "email", "Somebody signs in as alice@example.org"),
        ({"name": "  "}, "name", "cannot be blank"),
        ({"role": "owner"}, "role", "not a valid choice"),
    ],
)
def test_somebody_who_cannot_be_is_refused(cast, refused, typed, field, says):
    with refused(RefusedError, says, field):
        intake.add_staff(**joining(cast, **typed))


def test_nobody_joins_a_team_of_another_house(cast, refused):
    [hill] = cast.olga.teams.all()

    with refused(RefusedError, "team of another organisation", "teams"):
        intake.add_staff(**joining(cast, teams=[hill]))


def test_an_administrator_adds_nobody_to_another_house(cast, refused):
    with refused(RefusedError, "Only an administrator or the service lead"):
        intake.add_staff(**joining(cast, organisation=cast.olga.organisation, teams=[]))


def test_a_team_is_named_once_in_a_house(cast, refused):
    with refused(RefusedError, "There is a team called North already.", "name"):
        intake.add_team(by=cast.ada, organisation=cast.clinic, name=" North ")

    intake.add_team(organisation=cast.olga.organisation, name="North")


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"name": "Riverside Clinic"}, "name", "called Riverside Clinic already"),
        ({"name": ""}, "name", "cannot be blank"),
        ({"crisis_lines": []}, "", "at least one help line"),
        ({"crisis_lines": [{"name": "Samaritans"}]}, "crisis_lines", "a name and a number"),
        ({"crisis_lines": [{"name": " ", "number": "1"}]}, "crisis_lines", "a name and a number"),
    ],
)
def test_a_house_that_cannot_be_is_refused(cast, refused, given, field, says):
    house = {"name": "Lakeside", "crisis_lines": CRISIS_LINES, "contact": "", **given}
    with refused(RefusedError, says, field):
        intake.add_organisation(**house)


def test_a_house_is_on_its_own_trail(cast):
    event = AuditEvent.objects.get(action="organisation.added", organisation_id=cast.clinic.pk)

    assert (event.actor, event.target) == ("system", f"organisation:{cast.clinic.pk}")
