"""Groups: who leads, who belongs, when they meet. What was said stands in each member's record."""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.organisations import Row, Team
from kith.record.models.people import Staff


class Group(Row):
    """A group that follows one protocol together, from its first meeting to its last."""

    class Day(models.IntegerChoices):
        """The day of the week, Monday first."""

        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    team = models.ForeignKey(Team, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=120)
    protocol = models.CharField(max_length=40)
    protocol_version = models.PositiveSmallIntegerField()
    leaders = models.ManyToManyField(Staff, related_name="groups")
    day = models.PositiveSmallIntegerField(choices=Day, null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=160, blank=True)
    starts_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"],
                condition=models.Q(closed_on__isnull=True),
                name="group_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(Row):
    """A course of care that takes place in a group, while the client belongs to it."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="members")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="memberships")
    joined_on = models.DateField()
    # the day on which the member agreed to what the group keeps to itself, and to its rules
    rules_agreed_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    left_because = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["joined_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode"],
                condition=models.Q(left_on__isnull=True),
                name="one_group_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | ~models.Q(left_because=""),
                name="left_group_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.episode.client} in {self.group}"


class GroupMeeting(Row):
    """One meeting of the whole group. Its notes speak of the group, never of one member."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=90)
    held = models.BooleanField(default=False)
    called_off_because = models.CharField(max_length=300, blank=True)
    agenda_done = models.JSONField(default=list, blank=True)
    notes = models.TextField(max_length=8000, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "number"],
                condition=models.Q(called_off_because=""),
                name="group_meeting_once",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.number} of {self.group}"
