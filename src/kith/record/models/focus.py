"""The focus that is no problem area, and the told episodes from which it is drawn."""

from django.db import models

from kith.record.models.course import Session
from kith.record.models.episode import Episode
from kith.record.models.interpersonal import Person
from kith.record.models.organisations import Row
from kith.record.models.people import Staff


class InterpersonalFocus(Row):
    """One pattern or schema in its parts; a new version for each agreed change."""

    class Kind(models.TextChoices):
        """What it is put together as."""

        PATTERN = "pattern", "Interpersonal-affective focus"
        SCHEMA = "schema", "Interpersonal schema"

    class View(models.TextChoices):
        """What the client says to it."""

        NOT_YET = "not_yet", "Not talked about yet"
        AGREED = "agreed", "Agreed"
        AMEND = "amend", "Wants it changed"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="focuses")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=7, choices=Kind)
    # {part id: words}
    parts = models.JSONField(default=dict)
    words = models.TextField(max_length=4000, blank=True)
    client_view = models.CharField(max_length=7, choices=View, default=View.NOT_YET)
    client_words = models.TextField(max_length=2000, blank=True)
    # the day on which every part that it needs was known
    recorded_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="focus_once"),
        ]

    def __str__(self) -> str:
        return f"focus {self.number} of {self.episode}"


class Narrative(Row):
    """An episode with somebody, as the client told it: what a focus is drawn from and seen in."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="narratives")
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="narratives", null=True, blank=True
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="narratives", null=True, blank=True
    )
    told_on = models.DateField()
    text = models.TextField(max_length=4000)
    feeling = models.CharField(max_length=200, blank=True)
    shows_focus = models.BooleanField(default=False)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["told_on", "pk"]

    def __str__(self) -> str:
        return f"episode told by {self.episode.client}, {self.told_on}"
