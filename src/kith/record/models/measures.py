"""Questionnaires in use: the link a client opens, what was asked, the answers, the alerts."""

from django.db import models

from kith.record.models.diary import DiaryDay
from kith.record.models.episode import Episode
from kith.record.models.organisations import Row, both_or_neither
from kith.record.models.people import Staff


class Invitation(Row):
    """A one-time link to one client's questions. Only a digest of its token is kept."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"link for {self.episode}"


class Response(Row):
    """A filled-in instrument: raw answers with the definition's version, and its scores."""

    class Mode(models.TextChoices):
        """How the answers reached the record."""

        LINK = "link", "By the client, on a link"
        PAPER = "paper", "On paper, entered by staff"
        INTERVIEW = "interview", "Asked aloud, entered by staff"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="responses")
    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    # {scale id: {"value", "band", "missing"}}
    scores = models.JSONField(default=dict, blank=True)
    # {rule id: {"id", "label", "missing"}}: what the instrument's rules by counts found
    results = models.JSONField(default=dict, blank=True)
    total = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    band = models.CharField(max_length=60, blank=True)
    mode = models.CharField(max_length=9, choices=Mode)
    given_on = models.DateField()
    submitted_at = models.DateTimeField()
    comment = models.TextField(max_length=2000, blank=True)
    entered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["episode", "instrument", "given_on"])]

    def __str__(self) -> str:
        return f"{self.instrument} of {self.episode}, {self.given_on}"


class Assignment(Row):
    """One instrument asked of one client; its draft holds each answer as it is given."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="assignments")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="assignments")
    instrument = models.CharField(max_length=40)
    instrument_version = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    draft = models.JSONField(default=dict, blank=True)
    response = models.OneToOneField(
        Response, models.PROTECT, related_name="assignment", null=True, blank=True
    )
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "instrument"], name="asked_once_in_a_link"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} asked of {self.episode}"


class Alert(Row):
    """Something in an answer, or in the diary, that a clinician must see; looking never clears it.

    An answer's alert names its question and answer. One of a protocol's watch names the rule in
    `watch`: then `item` is the scale, or the occasion in the diary, and `answer` what was found.
    """

    class Level(models.TextChoices):
        """How soon a person must look."""

        URGENT = "urgent", "Urgent"
        REVIEW = "review", "For review"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="alerts")
    # null while the answer is still in a draft: a client may stop after the risk question
    response = models.ForeignKey(
        Response, models.PROTECT, related_name="alerts", null=True, blank=True
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="alerts", null=True, blank=True
    )
    # the page of the diary whose keeping raised it
    day = models.ForeignKey(DiaryDay, models.PROTECT, related_name="alerts", null=True, blank=True)
    # the id of the watch rule in the episode's protocol; empty for a rule of the instrument
    watch = models.CharField(max_length=40, blank=True)
    instrument = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=40)
    answer = models.CharField(max_length=40)
    level = models.CharField(max_length=6, choices=Level)
    why = models.CharField(max_length=300)
    raised_at = models.DateTimeField()
    owner = models.ForeignKey(Staff, models.PROTECT, related_name="owned_alerts")
    acknowledged_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", null=True, blank=True
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_because = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [
            both_or_neither("acknowledged_by", "acknowledged_at"),
            both_or_neither("settled_by", "settled_at"),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True) | ~models.Q(settled_because=""),
                name="alert_settled_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["settled_at", "owner"])]

    def __str__(self) -> str:
        return f"{self.level} alert of {self.episode}: {self.instrument or self.watch} {self.item}"
