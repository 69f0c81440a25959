"""Which protocol a course follows, when that was decided anew, and why."""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.organisations import Row
from kith.record.models.people import Staff


class ProtocolChoice(Row):
    """A decision about the protocol of a course, with what Kith's list had first that day."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="protocol_choices")
    protocol = models.CharField(max_length=40)
    protocol_version = models.PositiveSmallIntegerField()
    previous = models.CharField(max_length=40)
    suggested = models.CharField(max_length=40, blank=True)
    # how the chosen one stood in the list: fits, ask, unfit, first; empty if it was not in it
    verdict = models.CharField(max_length=5, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.protocol} for {self.episode}"
