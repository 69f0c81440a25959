"""From referral to the end of care: the referral, and the episode that everything hangs on."""

from django.db import models

from kith.record.models.organisations import Row, Team, both_or_neither
from kith.record.models.people import Client, Staff


class Referral(Row):
    """A request that somebody be seen, and what became of it."""

    class Source(models.TextChoices):
        """Who asked."""

        GP = "gp", "General practitioner"
        SELF = "self", "The client"
        HOSPITAL = "hospital", "Hospital or community team"
        OTHER = "other", "Somebody else"

    client = models.ForeignKey(Client, models.PROTECT, related_name="referrals")
    team = models.ForeignKey(Team, models.PROTECT, related_name="referrals")
    received_on = models.DateField()
    source = models.CharField(max_length=8, choices=Source)
    referrer = models.CharField(max_length=160, blank=True)
    referrer_address = models.TextField(max_length=400, blank=True)
    reason = models.TextField(max_length=4000, blank=True)

    def __str__(self) -> str:
        return f"referral of {self.client}, {self.received_on}"


class Episode(Row):
    """One course of care of one client in one team, on one version of one protocol for life."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="episodes")
    team = models.ForeignKey(Team, models.PROTECT, related_name="episodes")
    therapist = models.ForeignKey(Staff, models.PROTECT, related_name="episodes")
    supervisor = models.ForeignKey(
        Staff, models.PROTECT, related_name="supervised", null=True, blank=True
    )
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="episode")
    protocol = models.CharField(max_length=40)
    protocol_version = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    # one of the ways in which the protocol says that a course can end
    disposition = models.CharField(max_length=40, blank=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    ending_words = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "team"],
                condition=models.Q(ended_on__isnull=True),
                name="one_open_episode",
            ),
            both_or_neither("ended_by", "ended_on"),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, disposition="")
                | (models.Q(ended_on__isnull=False) & ~models.Q(disposition="")),
                name="episode_ended_somehow",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "ended_on"]),
            models.Index(fields=["therapist", "ended_on"]),
            models.Index(fields=["team", "ended_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.client} with {self.therapist}"

    @property
    def is_open(self) -> bool:
        """Whether care is still going on."""
        return self.ended_on is None
