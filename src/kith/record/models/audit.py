"""Who did what, when, to whose record. Rows are only ever added; the database refuses the rest."""

from django.db import models

from kith.record import clock


class AuditEvent(models.Model):
    """One act. It holds no foreign keys, so that history outlives what it tells of."""

    organisation_id = models.BigIntegerField()
    at = models.DateTimeField(default=clock.now)
    # as `audit.name_of` writes it: staff:4, link:12 or system
    actor = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    client_id = models.BigIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["client_id", "at"]),
            models.Index(fields=["organisation_id", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.target}"
