"""Safety: the clinician's reviews of risk, and the client's own safety plan."""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.interpersonal import Person
from kith.record.models.organisations import Row
from kith.record.models.people import Client, Staff


class RiskReview(Row):
    """What a clinician found and what was agreed. Words first; no score, no prediction."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="risk_reviews")
    on = models.DateField()
    found = models.TextField(max_length=4000)
    protective = models.TextField(max_length=2000, blank=True)
    agreed = models.TextField(max_length=4000)
    # the vocabulary of `kith.core.safety`: the care agreed, not a level of risk
    care = models.CharField(max_length=20)
    shared_with = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"risk review of {self.episode}, {self.on}"


class SafetyPlan(Row):
    """The client's safety plan in the client's own words; each change is a new version."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="safety_plans")
    number = models.PositiveSmallIntegerField()
    # {step id: [line, ..]}, the six steps of `kith.core.safety`
    steps = models.JSONField()
    # {step id: words}: what could get in the way, and why a step is left for now
    obstacles = models.JSONField(default=dict, blank=True)
    set_aside = models.JSONField(default=dict, blank=True)
    # the inventory's people whom the plan relies on
    people = models.ManyToManyField(Person, related_name="safety_plans", blank=True)
    copy_given = models.BooleanField(default=False)
    agreed_on = models.DateField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["client", "number"], name="safety_plan_once"),
        ]

    def __str__(self) -> str:
        return f"safety plan {self.number} of {self.client}"
