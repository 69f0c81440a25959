"""What is agreed for the time after the course: warning signs, the plan, how it goes on."""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.organisations import Row
from kith.record.models.people import Staff


class EndingPlan(Row):
    """One for each episode, written in the last sessions in the client's own words."""

    episode = models.OneToOneField(Episode, models.PROTECT, related_name="ending_plan")
    # {question id: [line, ..]}, the questions of `kith.core.ending`
    answers = models.JSONField(default=dict)
    # one of the ways in which the protocol says that a course can end
    disposition = models.CharField(max_length=40, blank=True)
    disposition_words = models.TextField(max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ending plan of {self.episode}"
