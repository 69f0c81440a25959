"""Who sees what: the whole policy of reading as tables. No page decides any of this."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from kith.record import access
from kith.record.models import (
    Alert,
    AuditEvent,
    Client,
    Episode,
    Group,
    GroupMember,
    InterpersonalFocus,
    Narrative,
    PackAcceptance,
    ProtocolChoice,
    Role,
    Staff,
)
from kith.record.services import (
    course,
    intake,
    notes,
)
from tests.cast import NOW, PASS_PHRASE, REFERRED, furnish, put_beside

# Cleo is Alice's client and Bob supervises; Dana is Charlie's; Otto is Olga's, elsewhere.
# `left` was a lead of the clinic and does not work there any more.
POLICY = """
             | alice  | bob    | charlie | mira        | ada         | olga | left | nobody
episodes     | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
clients      | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
sessions     | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
assessment   | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
notes        | cleo   | -      | dana    | -           | -           | otto | -    | -
tasks        | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
responses    | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
invitations  | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
alerts       | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
open_alerts  | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
diary_days   | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
diary_links  | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
diary_targets | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
people       | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
ending_plan  | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
events       | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
areas        | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
protocol_choices | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
contracts    | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
focuses      | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
narratives   | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
formulations | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
risk_reviews | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
safety_plans | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
conditions_met | cleo  | cleo  | dana    | cleo dana   | -           | otto | -    | -
medications  | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
medical_reviews | cleo | cleo  | dana    | cleo dana   | -           | otto | -    | -
weights      | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
contacts     | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
babies       | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
meetings     | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
group_of     | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
groups       | cleo   | -      | dana    | cleo dana   | -           | otto | -    | -
group_members | cleo  | -      | dana    | cleo dana   | -           | otto | -    | -
group_meetings | cleo | -      | dana    | cleo dana   | -           | otto | -    | -
letters      | cleo   | cleo   | dana    | cleo dana   | -           | otto | -    | -
staff        | clinic | clinic | clinic  | clinic      | clinic      | hill | -    | -
teams        | North  | North  | South   | North South | North South | Hill | -    | -
organisation | clinic | clinic | clinic  | clinic      | clinic      | hill | -    | -
pack_acceptances | clinic | clinic | clinic | clinic    | clinic      | hill | -    | -
audit_events | -      | -      | -       | all         | no client's | -    | -    | -
trail        | -      | -      | -       | all         | all         | -    | -    | -
"""


def policy():
    """Return the table as {person: {root: what they see}}."""
    head, *body = [
        [cell.strip() for cell in line.split("|")] for line in POLICY.split("\n") if line
    ]
    return {
        person: {root: set() if cells[place] == "-" else set(cells[place].split())
                 for root, *cells in body}
        for place, person in enumerate(head[1:])
    }  # fmt: skip


POLICY_OF = policy()
ROOTS = sorted(POLICY_OF["alice"])


@pytest.fixture
def house(cast):
    """Something of every kind in the record of each of the three clients."""
    for by, care in (
        (cast.alice, cast.cleo_care),
        (cast.charlie, cast.dana_care),
        (cast.olga, cast.otto_care),
    ):
        furnish(by, care)
        put_beside(by, care)
        ProtocolChoice.objects.create(
            organisation=care.organisation, episode=care, protocol=care.protocol,
            protocol_version=1, previous="ipt-standard-12", by=by, at=NOW,
        )  # fmt: skip
        InterpersonalFocus.objects.create(
            organisation=care.organisation, episode=care, number=1, kind="pattern",
            changed_by=by, changed_at=NOW,
        )  # fmt: skip
        Narrative.objects.create(
            organisation=care.organisation, episode=care, told_on=REFERRED, text="A scene.", by=by
        )
    for by in (cast.alice, cast.olga):
        PackAcceptance.objects.create(
            organisation=by.organisation, instrument="who5", instrument_version=1, terms="hash",
            by=by, at=NOW,
        )  # fmt: skip
    left = intake.add_staff(
        organisation=cast.clinic,
        email="left@example.org",
        name="Lee",
        role=Role.LEAD,
        pass_phrase=PASS_PHRASE,
        teams=[cast.north],
    )
    Staff.objects.filter(pk=left.pk).update(is_active=False)
    left.refresh_from_db()
    return {
        **{one: getattr(cast, one) for one in POLICY_OF if one not in {"left", "nobody"}},
        "left": left,
        "nobody": AnonymousUser(),
    }


def look(root, user):
    """Return what `user` sees of a root."""
    function = getattr(access, root)
    if "episode" in function.__annotations__:
        return [found for care in Episode.objects.all() if (found := function(user, care))]
    return function(user)


def whose(row):
    """Return the client whom a row tells of, or the name of a row that tells of none."""
    session = getattr(row, "session", None)
    episode = row if isinstance(row, Episode) else getattr(session or row, "episode", None)
    client = row if isinstance(row, Client) else getattr(episode or row, "client", None)
    return client.given_name.casefold() if client else str(row)


def in_words(root, found, cast):
    if root == "group_meetings":
        return {one.group.name for one in found}
    if root == "organisation":
        return {"clinic" if found == cast.clinic else "hill"} if found else set()
    if root in {"staff", "pack_acceptances"}:
        return {"clinic" if one.organisation == cast.clinic else "hill" for one in found}
    if root == "audit_events":
        tells = {one.client_id is not None for one in found}
        return {"all"} if True in tells else {"no", "client's"} if tells else set()
    if root == "trail":
        return {"all"} if any(one.client_id for one in found) else set()
    return {whose(one) for one in found}


@pytest.mark.parametrize("person", POLICY_OF)
def test_everybody_sees_what_the_policy_says(house, cast, person):
    seen = {root: in_words(root, look(root, house[person]), cast) for root in ROOTS}

    assert seen == POLICY_OF[person]


def test_the_policy_names_every_function_that_takes_a_person():
    roots = {
        name
        for name, function in vars(access).items()
        if getattr(function, "__module__", "").startswith(access.__name__)
        and not name.startswith("_")
        and "user" in getattr(function, "__annotations__", {})
    }

    assert roots == set(ROOTS)


# ---------------------------------------------------------------- the organisation


def test_every_row_of_the_record_belongs_to_an_organisation():
    ownerless = {
        model.__name__
        for model in apps.get_app_config("record").get_models()
        if not any(
            field.name in {"organisation", "organisation_id"} for field in model._meta.fields
        )
    }

    assert ownerless == {"Organisation"}


def test_a_row_belongs_to_the_organisation_of_its_episode_or_client(house):
    for model in apps.get_app_config("record").get_models():
        for path in ("episode", "client", "session", "person"):
            if path in {field.name for field in model._meta.fields}:
                for row in model._default_manager.select_related(path):
                    owner = getattr(row, path)
                    assert owner is None or row.organisation_id == owner.organisation_id, row


@pytest.mark.parametrize("person", ["alice", "bob", "charlie", "mira", "ada"])
def test_no_row_of_another_house_is_ever_seen(house, cast, person):
    for root in set(ROOTS) - {"organisation"}:
        found = look(root, house[person])

        assert cast.otto.organisation_id not in {one.organisation_id for one in found}, root


def test_a_foreign_name_on_an_episode_opens_nothing(cast):
    # What no service would store: Olga as supervisor of a client of another house.
    Episode.objects.filter(pk=cast.cleo_care.pk).update(supervisor=cast.olga)

    assert cast.cleo_care not in access.episodes(cast.olga)


# ---------------------------------------------------------------- episodes over time


def test_an_ended_episode_can_still_be_read(cast):
    ended = course.end_episode(
        by=cast.alice,
        episode=cast.cleo_care,
        disposition="dropped_out",
        words="Moved away without a word.",
    )

    assert ended in access.episodes(cast.alice)
    assert ended in access.episodes(cast.bob)
    assert cast.cleo in access.clients(cast.alice)


def test_a_supervisor_with_clients_of_their_own_sees_both(cast):
    own = intake.open_episode(
        by=cast.bob,
        client=cast.dana,
        team=cast.north,
        therapist=cast.bob,
        protocol="ipt-standard-16",
        request=intake.Request(received_on=REFERRED, source="gp"),
    )

    assert set(access.episodes(cast.bob)) == {cast.cleo_care, own}


def test_two_teams_see_one_client_but_each_its_own_episode(cast):
    intake.open_episode(
        by=cast.bob,
        client=cast.dana,
        team=cast.north,
        therapist=cast.bob,
        protocol="ipt-standard-16",
        request=intake.Request(received_on=REFERRED, source="gp"),
    )

    assert cast.dana in access.clients(cast.bob)
    assert cast.dana_care not in access.episodes(cast.bob)


def test_somebody_who_has_left_sees_nothing_even_of_their_own(house, cast):
    Staff.objects.filter(pk=cast.alice.pk).update(is_active=False)
    cast.alice.refresh_from_db()

    for root in ROOTS:
        assert not look(root, cast.alice), root


# ---------------------------------------------------------------- groups


def test_who_leads_a_group_sees_its_members_while_they_belong_to_it(house, cast):
    group = Group.objects.get(team=cast.north)
    group.leaders.add(cast.charlie)

    assert cast.cleo_care in access.episodes(cast.charlie)
    assert cast.cleo in access.clients(cast.charlie)
    assert access.medications(cast.charlie).filter(episode=cast.cleo_care).exists()

    GroupMember.objects.filter(group=group).update(left_on=NOW.date(), left_because="Moved away.")

    assert cast.cleo_care not in access.episodes(cast.charlie)


def test_a_leader_of_another_house_sees_no_member(house, cast):
    Group.objects.get(team=cast.north).leaders.add(cast.olga)

    assert cast.cleo_care not in access.episodes(cast.olga)
    assert set(access.groups(cast.olga).values_list("name", flat=True)) == {"otto"}


# ---------------------------------------------------------------- notes


@pytest.mark.parametrize(
    ("person", "reads_draft", "reads_signed"),
    [
        ("alice", True, True),
        ("bob", False, True),
        ("mira", False, True),
        ("charlie", False, False),
        ("ada", False, False),
        ("olga", False, False),
    ],
)
def test_a_draft_is_the_therapists_own_until_it_is_signed(
    cast, held, person, reads_draft, reads_signed
):
    session = held()
    notes.save_draft(by=cast.alice, session=session, expected_version=0, text="Unsure yet.")
    assert access.notes(getattr(cast, person)).exists() is reads_draft

    notes.sign_note(by=cast.alice, session=session, expected_version=1, text="She was calm.")

    assert access.notes(getattr(cast, person)).exists() is reads_signed


# ---------------------------------------------------------------- alerts


def test_an_alert_is_seen_by_its_owner_even_without_the_episode(house, cast):
    alert = Alert.objects.get(episode=cast.cleo_care)
    Alert.objects.filter(pk=alert.pk).update(owner=cast.charlie)

    assert alert in access.open_alerts(cast.charlie)
    assert cast.cleo_care not in access.episodes(cast.charlie)


def test_open_alerts_come_oldest_first_and_leave_once_settled(house, cast):
    first = Alert.objects.get(episode=cast.cleo_care)
    second = Alert.objects.get(episode=cast.dana_care)
    Alert.objects.filter(pk=second.pk).update(raised_at=first.raised_at - timedelta(hours=1))
    assert list(access.open_alerts(cast.mira)) == [second, first]

    Alert.objects.filter(pk=second.pk).update(
        settled_at=NOW, settled_by=cast.charlie, settled_because="Talked it through."
    )

    assert list(access.open_alerts(cast.mira)) == [first]
    assert set(access.alerts(cast.mira)) == {first, second}


# ---------------------------------------------------------------- the trail


def test_an_administrator_reads_no_clients_trail(house, cast):
    actions = set(access.audit_events(cast.ada).values_list("action", flat=True))

    assert actions == {"organisation.added", "team.added", "staff.added"}


def test_a_lead_reads_the_newest_first(house, cast):
    trail = list(access.audit_events(cast.mira))

    assert trail == sorted(trail, key=lambda row: (row.at, row.pk), reverse=True)
    assert AuditEvent.objects.count() > len(trail)  # the other house's stays there
