"""Letters that leave the clinic: kept word for word as they were signed."""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.organisations import Row, both_or_neither
from kith.record.models.people import Staff


class Letter(Row):
    """A letter: a draft until signed; the PDF is set from these words."""

    class To(models.TextChoices):
        """For whom it is."""

        REFERRER = "referrer", "Letter to the referrer"
        CLIENT = "client", "Letter to the client"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="letters")
    to = models.CharField(max_length=8, choices=To, default=To.REFERRER)
    recipient = models.CharField(max_length=160)
    address = models.TextField(max_length=400, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField(max_length=20000)
    # rows of scores set as a table: [{"measure", "first", "last", "change"}]
    scores = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [both_or_neither("signed_by", "signed_at")]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"
