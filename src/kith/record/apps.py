"""Django's entry to the record: the one app with models, and the append-only guard on the audit."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordConfig(AppConfig):
    """The clinical record as a Django app; its label is part of every table's name."""

    name = "kith.record"
    label = "record"
    verbose_name = "clinical record"

    def ready(self) -> None:
        """Put the audit's guard back after every migration: SQLite drops it on table rebuilds."""
        from kith.record.audit import install_guard  # noqa: PLC0415 - needs the models loaded

        post_migrate.connect(install_guard, sender=self, dispatch_uid="kith.audit.guard")
