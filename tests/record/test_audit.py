"""The audit trail: one row for each act, and no way to change or remove one."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from kith.record import audit
from kith.record.models import AuditEvent
from kith.record.services import measures
from tests.cast import NOW

IS_SQLITE = connection.vendor == "sqlite"
AGAIN = (
    "into record_auditevent (id, organisation_id, at, actor, action, target, details) "
    "select id, organisation_id, at, 'nobody', action, target, details "
    "from record_auditevent where id = (select min(id) from record_auditevent)"
)
FORBIDDEN = {
    "sqlite": [
        "replace " + AGAIN,
        "insert " + AGAIN + " on conflict (id) do update set actor = 'nobody'",
        "update or replace record_auditevent set actor = 'nobody'",
    ],
    "postgresql": [
        "insert " + AGAIN + " on conflict (id) do update set actor = 'nobody'",
        "truncate record_auditevent",
        "truncate record_auditevent cascade",
    ],
}[connection.vendor] + [
    "update record_auditevent set actor = 'nobody'",
    "update record_auditevent set details = '{}' where client_id is null",
    "delete from record_auditevent",
    "delete from record_auditevent where client_id is null",
]


@pytest.fixture
def unchanged(cast):
    """Check that the database refuses the block, and that the trail stays as it is."""

    def check(change):
        before = list(AuditEvent.objects.order_by("pk").values())
        assert before
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
        assert list(AuditEvent.objects.order_by("pk").values()) == before

    return check


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_no_statement_changes_the_trail(unchanged, sql):
    unchanged(lambda: run(sql))


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(actor="nobody"),
        lambda rows: rows.delete(),
        lambda rows: rows.first().delete(),
        lambda rows: rows.first().save(),
        lambda rows: rows.bulk_update([rows.first()], ["actor"]),
    ],
    ids=["update", "delete", "delete one", "save one", "bulk_update"],
)
def test_no_model_changes_the_trail(unchanged, change):
    unchanged(lambda: change(AuditEvent.objects.order_by("pk")))


def guards():
    with connection.cursor() as cursor:
        if IS_SQLITE:
            cursor.execute("select name from sqlite_master where type = 'trigger' order by name")
        else:
            cursor.execute("select tgname from pg_trigger where not tgisinternal order by tgname")
        return [name for (name,) in cursor.fetchall()]


def lift_the_guard():
    with connection.cursor() as cursor:
        for name in guards():
            on = "" if IS_SQLITE else " on record_auditevent"
            cursor.execute(f"drop trigger {name}{on}")


def test_the_guard_comes_back_with_every_migration(unchanged):
    stood = guards()
    assert stood
    lift_the_guard()
    assert guards() == []

    call_command("migrate", verbosity=0)

    assert guards() == stood
    unchanged(lambda: run("delete from record_auditevent"))


def test_putting_up_the_guard_twice_is_no_harm(cast):
    stood = guards()

    audit.install_guard()

    assert guards() == stood


def test_without_the_table_there_is_nothing_to_guard(db):
    lift_the_guard()
    with transaction.atomic():
        run("alter table record_auditevent rename to somewhere_else")
        audit.install_guard()
        assert guards() == []
        transaction.set_rollback(True)


# ---------------------------------------------------------------- what a row says


def test_a_row_names_actor_act_target_and_client(cast):
    audit.write(cast.alice, "thing.done", cast.cleo_care, client=cast.cleo.pk, how="well")

    row = AuditEvent.objects.latest("pk")
    assert (row.actor, row.action) == (f"staff:{cast.alice.pk}", "thing.done")
    assert (row.target, row.client_id) == (f"episode:{cast.cleo_care.pk}", cast.cleo.pk)
    assert (row.organisation_id, row.at, row.details) == (cast.clinic.pk, NOW, {"how": "well"})
    assert str(row) == f"2026-03-02 10:00 staff:{cast.alice.pk} thing.done {row.target}"


def test_a_client_acts_by_the_name_of_the_link(cast):
    invitation, _ = measures.send_measures(
        by=cast.alice, episode=cast.cleo_care, instruments=["phq9"]
    )

    measures.decline(by=invitation)

    actors = AuditEvent.objects.filter(action__in=["measure.declined", "link.finished"])
    assert {row.actor for row in actors} == {f"link:{invitation.pk}"}
    assert {row.client_id for row in actors} == {cast.cleo.pk}


def test_nobody_in_particular_is_the_system(cast):
    assert audit.name_of(None) == "system"


def test_an_organisation_owns_the_row_about_itself(cast):
    audit.write(None, "organisation.changed", cast.clinic)

    assert AuditEvent.objects.latest("pk").organisation_id == cast.clinic.pk


def test_the_trail_outlives_what_it_tells_of(cast):
    # no foreign key: a row of the trail stays when what it names is gone
    assert not [field for field in AuditEvent._meta.get_fields() if field.is_relation]
