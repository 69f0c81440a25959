"""Meetings beside the sessions: a parent, a school, a weekly call, a booster after the end."""

from django.db import models

from kith.record.models.course import Session
from kith.record.models.episode import Episode
from kith.record.models.organisations import Row
from kith.record.models.people import Staff


class Meeting(Row):
    """One contact of a kind that the protocol knows, planned and then held or not."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="meetings")
    # the id of the protocol's meeting
    kind = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    medium = models.CharField(max_length=5, choices=Session.Medium, default=Session.Medium.ROOM)
    state = models.CharField(max_length=10, choices=Session.State, default=Session.State.PLANNED)
    state_reason = models.CharField(max_length=300, blank=True)
    came = models.CharField(max_length=300, blank=True)
    agenda_done = models.JSONField(default=list, blank=True)
    note = models.TextField(max_length=20000, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["episode", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.episode}, {self.starts_at:%Y-%m-%d}"
