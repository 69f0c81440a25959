"""The tables: rules that the database itself holds, and one migration that makes them."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from kith.record import access
from kith.record.models import (
    Alert,
    AuditEvent,
    Baby,
    ConditionMet,
    Contact,
    DiaryDay,
    DiaryLink,
    DiaryTarget,
    Episode,
    Extension,
    GroupMember,
    Letter,
    Medication,
    Milestone,
    Note,
    PhaseStart,
    Referral,
    Response,
    Session,
    Staff,
)
from kith.record.services import notes
from tests.cast import NOW, furnish, put_beside

MODELS = list(apps.get_app_config("record").get_models())
TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


def test_models_and_migrations_agree(db):
    out = StringIO()

    call_command("makemigrations", "record", check=True, dry_run=True, stdout=out)

    assert "No changes detected" in out.getvalue()


def test_until_the_first_release_there_is_one_migration():
    names = [name for app, name in MigrationLoader(None).disk_migrations if app == "record"]

    assert names == ["0001_initial"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_row_can_be_named(db, model):
    # in the admin of a database, in logs and in the trail: never by a bare number alone
    assert model.__str__ is not models.Model.__str__
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


NAMES = {
    "Episode": "Cleo Marsh with Alice",
    "Referral": "referral of Cleo Marsh, 2026-02-23",
    "Session": "session of Cleo Marsh with Alice, 2026-02-25",
    "Note": "note of session of Cleo Marsh with Alice, 2026-02-25",
    "NoteVersion": "note of session of Cleo Marsh with Alice, 2026-02-25, text 1",
    "Milestone": "x, 2026-03-02",
    "PhaseStart": "x, 2026-03-02",
    "Extension": "2 more, 2026-03-02",
    "Letter": "Cleo to Dr Green",
    "Task": "Ring Ann.",
    "Staff": "Alice",
}


def test_the_name_of_a_row_says_whose_it_is(cast, held):
    session = held(1)
    notes.sign_note(by=cast.alice, session=session, expected_version=0, text="Calm.")
    Milestone.objects.create(name="x", **of_cleo(cast))
    PhaseStart.objects.create(phase="x", **of_cleo(cast))
    Extension.objects.create(
        organisation=cast.clinic, episode=cast.cleo_care, by=cast.alice, agreed_on=TODAY, sessions=2
    )
    furnish(cast.alice, cast.cleo_care)

    found = {
        model.__name__: str(row) for model in MODELS if (row := model._default_manager.first())
    }

    assert {name: found[name] for name in NAMES} == NAMES


def test_staff_are_found_by_address_whatever_its_capitals(cast):
    assert Staff.objects.get_by_natural_key("ALICE@example.org") == cast.alice


def store_twice(model, **fields):
    for _ in range(2):
        model.objects.create(**fields)


def change(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)


def open_twice(cast):
    care = cast.cleo_care
    Episode.objects.create(
        organisation=cast.clinic, client=care.client, team=care.team, therapist=cast.bob,
        referral=Referral.objects.create(
            organisation=cast.clinic, client=care.client, team=care.team, received_on=TODAY
        ),
        protocol="ipt-standard-16", protocol_version=1, opened_on=TODAY,
    )  # fmt: skip


def of_cleo(cast):
    return {"organisation": cast.clinic, "episode": cast.cleo_care, "by": cast.alice, "on": TODAY}


IMPOSSIBLE = {
    "two open episodes": open_twice,
    "an end by nobody": lambda cast: change(cast.cleo_care, ended_on=TODAY, disposition="ended"),
    "an end without how": lambda cast: change(cast.cleo_care, ended_on=TODAY, ended_by=cast.alice),
    "how without an end": lambda cast: change(cast.cleo_care, disposition="ended"),
    "a page of the diary twice": lambda cast: store_twice(
        DiaryDay, organisation=cast.clinic, episode=cast.cleo_care, on=YESTERDAY, changed_at=NOW
    ),
    "two open links to one diary": lambda cast: store_twice(
        DiaryLink,
        organisation=cast.clinic,
        episode=cast.cleo_care,
        sent_by=cast.alice,
        digest=str(DiaryLink.objects.count()),
    ),
    "two times for one activity": lambda cast: store_twice(
        DiaryTarget,
        organisation=cast.clinic,
        episode=cast.cleo_care,
        by=cast.alice,
        agreed_on=TODAY,
        anchor="bed",
        at=1380,
    ),
    "a time let go by nobody": lambda cast: DiaryTarget.objects.update(left_on=TODAY),
    "a mood off the scale": lambda cast: DiaryDay.objects.update(mood=6),
    "a step twice": lambda cast: store_twice(Milestone, name="x", **of_cleo(cast)),
    "a phase twice": lambda cast: store_twice(PhaseStart, phase="x", **of_cleo(cast)),
    "a note signed by nobody": lambda cast: Note.objects.update(signed_at=NOW),
    "a letter signed at no time": lambda cast: Letter.objects.update(signed_by=cast.alice),
    "work written by nobody": lambda cast: Session.objects.update(changed_at=NOW),
    "an alert settled by nobody": lambda cast: Alert.objects.update(
        settled_at=NOW, settled_because="Rang her."
    ),
    "an alert settled without a word": lambda cast: Alert.objects.update(
        settled_at=NOW, settled_by=cast.alice
    ),
    "an alert taken on at no time": lambda cast: Alert.objects.update(acknowledged_by=cast.alice),
    "a client's number twice": lambda cast: change(cast.dana, code=cast.cleo.code),
    "an address twice": lambda cast: change(cast.bob, email=cast.alice.email),
    "a medicine withdrawn without a word": lambda cast: Medication.objects.update(
        withdrawn_by=cast.alice, withdrawn_on=TODAY
    ),
    "a contact withdrawn by nobody": lambda cast: Contact.objects.update(
        withdrawn_on=TODAY, withdrawn_because="A slip"
    ),
    "a baby without a date": lambda cast: Baby.objects.update(born_on=None, due_on=None),
    "a condition met twice": lambda cast: store_twice(
        ConditionMet, condition="infant_safety", words="Asked.", **of_cleo(cast)
    ),
    "two groups at a time": lambda cast: (
        put_beside(cast.alice, cast.cleo_care),
        put_beside(cast.alice, cast.cleo_care),
    ),
    "leaving without a reason": lambda cast: (
        put_beside(cast.alice, cast.cleo_care),
        GroupMember.objects.update(left_on=TODAY),
    ),
    "a team's name twice": lambda cast: change(cast.south, name=cast.north.name),
}


@pytest.mark.parametrize("row", IMPOSSIBLE)
def test_the_database_itself_refuses(cast, row):
    furnish(cast.alice, cast.cleo_care)

    with pytest.raises(IntegrityError), transaction.atomic():
        IMPOSSIBLE[row](cast)


@pytest.mark.parametrize("root", ["client", "organisation", "staff"])
def test_nothing_that_is_referred_to_can_be_deleted(cast, root):
    row = {"client": cast.cleo, "organisation": cast.clinic, "staff": cast.alice}[root]

    with pytest.raises(models.ProtectedError):
        row.delete()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small PostgreSQL table is read whole")
def test_what_pages_ask_for_has_an_index(cast):
    asked = {
        "caseload": access.episodes(cast.mira).filter(ended_on__isnull=True),
        "own clients": access.episodes(cast.alice),
        "trend": Response.objects.filter(episode__in=[1, 2], instrument="phq9"),
        "today": access.sessions(cast.alice).filter(starts_at__gte=NOW),
        "open alerts": access.open_alerts(cast.alice),
        "a client's trail": AuditEvent.objects.filter(client_id=1, at__gt=NOW),
        "a house's trail": access.audit_events(cast.mira)[:50],
        "a link": access.invitations(cast.alice).filter(digest="x"),
        "the diary": Session.objects.filter(state="planned", starts_at__lt=NOW),
    }

    read_whole = {name for name, rows in asked.items() if "SCAN record" in rows.explain()}

    assert read_whole == set()
