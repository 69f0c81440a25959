"""The audit trail: one row for each act, written with the act, and never changed afterwards.

Services call `write` inside their transaction. The guard is the database's own: triggers refuse
every UPDATE and DELETE of an audit row, on SQLite and on PostgreSQL.
"""

from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from kith.record.models import AuditEvent, Invitation, Staff

By = Staff | Invitation | None

_SQLITE = """
create trigger if not exists audit_no_{op} before {op} on record_auditevent
begin select raise(abort, 'the audit trail is append-only'); end
"""
_POSTGRESQL = """
create or replace function kith_audit_is_append_only() returns trigger language plpgsql as $$
begin raise exception 'the audit trail is append-only'; end $$;
create or replace trigger audit_append_only before update or delete or truncate
on record_auditevent for each statement execute function kith_audit_is_append_only();
"""


def write(
    by: By, action: str, on: models.Model, *, client: int | None = None, **details: Any
) -> None:
    """Add one row: who did `action` on what, to whose record."""
    AuditEvent.objects.create(
        organisation_id=_organisation_of(by, on),
        actor=name_of(by),
        action=action,
        target=f"{on._meta.model_name}:{on.pk}",
        client_id=client,
        details=details,
    )


def name_of(by: By) -> str:
    """Return how the trail names an actor: staff:4, link:12 or system."""
    if by is None:
        return "system"
    return f"{'staff' if isinstance(by, Staff) else 'link'}:{by.pk}"


def install_guard(using: str = "default", **_: Any) -> None:
    """Create the triggers that keep the trail append-only; safe to run again."""
    connection = connections[using]
    if "record_auditevent" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _guard(connection):
            cursor.execute(statement)


def _guard(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        return [_SQLITE.format(op=op) for op in ("update", "delete")]
    return [_POSTGRESQL]


def _organisation_of(by: By, on: models.Model) -> int | None:
    owner = by if by is not None else on
    organisation: int | None = getattr(owner, "organisation_id", None)
    return organisation
