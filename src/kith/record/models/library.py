"""What an organisation has agreed to before it uses an instrument."""

from django.db import models
from django.db.models import Q

from kith.record.models.organisations import Row, both_or_neither
from kith.record.models.people import Staff


class PackAcceptance(Row):
    """The terms of a pack, accepted by name. `terms`: the hash of the words that were accepted."""

    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    terms = models.CharField(max_length=64)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["instrument", "-at", "-pk"]
        constraints = [
            both_or_neither("withdrawn_by", "withdrawn_at"),
            models.UniqueConstraint(
                fields=["organisation", "instrument", "terms"],
                condition=Q(withdrawn_at=None),
                name="pack_accepted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} accepted by {self.by}"
