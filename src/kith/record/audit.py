"""The audit trail: one row for each act, written with the act, and never changed afterwards.

Services call `write` inside their transaction. The guard is the database's own: triggers refuse
every UPDATE and DELETE of an audit row, on SQLite and on PostgreSQL.
"""

from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from kith.record.models import AuditEvent, DiaryLink, Invitation, Organisation, Staff

By = Staff | Invitation | DiaryLink | None

_REFUSAL = "the audit trail is append-only"
# SQLite runs no delete trigger for the row that a REPLACE puts out: hence the third.
_SQLITE = {
    "audit_no_update": "before update on record_auditevent",
    "audit_no_delete": "before delete on record_auditevent",
    "audit_no_replace": "before insert on record_auditevent "
    "when exists (select 1 from record_auditevent where id = new.id)",
}
_POSTGRESQL = f"""
create or replace function kith_audit_is_append_only() returns trigger language plpgsql as $$
begin raise exception '{_REFUSAL}'; end $$;
create or replace trigger audit_append_only before update or delete or truncate
on record_auditevent for each statement execute function kith_audit_is_append_only();
"""


def write(
    by: By, action: str, on: models.Model, *, client: int | None = None, **details: Any
) -> None:
    """Add one row: who did `action` on what, to whose record."""
    AuditEvent.objects.create(
        organisation_id=on.pk if isinstance(on, Organisation) else _owner(on),
        actor=name_of(by),
        action=action,
        target=name_of_row(on),
        client_id=client,
        details=details,
    )


def name_of(by: By) -> str:
    """Return how the trail names an actor: staff:4, link:12, diary:3 or system."""
    if by is None:
        return "system"
    kind = "staff" if isinstance(by, Staff) else "link" if isinstance(by, Invitation) else "diary"
    return f"{kind}:{by.pk}"


def name_of_row(row: models.Model) -> str:
    """Return how the trail names what was acted on: episode:7."""
    return f"{row._meta.model_name}:{row.pk}"


def install_guard(using: str = "default", **_: Any) -> None:
    """Create the triggers that keep the trail append-only; safe to run again."""
    connection = connections[using]
    if AuditEvent._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _guard(connection):
            cursor.execute(statement)


def _guard(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor != "sqlite":
        return [_POSTGRESQL]
    return [
        f"create trigger if not exists {name} {when} begin select raise(abort, '{_REFUSAL}'); end"
        for name, when in _SQLITE.items()
    ]


def _owner(row: models.Model) -> int:
    organisation: int = row.organisation_id  # type: ignore[attr-defined]  # every row has one
    return organisation
