"""The course of treatment: sessions with their notes, tasks, and the steps of the protocol."""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.organisations import Row, both_or_neither
from kith.record.models.people import Staff


class Session(Row):
    """A meeting: planned, then held or not. What was worked on stands in its own fields."""

    class State(models.TextChoices):
        """What became of the appointment."""

        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled by the client"
        ABSENT = "absent", "Client did not come"
        CALLED_OFF = "called_off", "Called off by the clinic"

    class Medium(models.TextChoices):
        """Where it took place."""

        ROOM = "room", "In person"
        VIDEO = "video", "By video"
        PHONE = "phone", "By telephone"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=50)
    medium = models.CharField(max_length=5, choices=Medium, default=Medium.ROOM)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    state_reason = models.CharField(max_length=300, blank=True)
    # ids of the protocol's agenda items, techniques and strategies
    agenda_done = models.JSONField(default=list, blank=True)
    techniques = models.JSONField(default=list, blank=True)
    strategies = models.JSONField(default=list, blank=True)
    opening = models.TextField(max_length=4000, blank=True)
    mood = models.TextField(max_length=2000, blank=True)
    event = models.TextField(max_length=2000, blank=True)
    link = models.TextField(max_length=2000, blank=True)
    next_time = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=0)
    # who wrote down the work last: what a second writer is told
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    # where the session is a member's part in a meeting of their group
    group_meeting = models.ForeignKey(
        "GroupMeeting", models.PROTECT, related_name="sessions", null=True, blank=True
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            both_or_neither("changed_by", "changed_at"),
            models.UniqueConstraint(
                fields=["episode", "group_meeting"], name="one_session_a_group_meeting"
            ),
        ]
        indexes = [
            models.Index(fields=["episode", "starts_at"]),
            models.Index(fields=["state", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"session of {self.episode}, {self.starts_at:%Y-%m-%d}"


class Note(Row):
    """The note of a session: a draft until signed, then changed only by amendment."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="note")
    text = models.TextField(max_length=40000, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [both_or_neither("signed_by", "signed_at")]

    def __str__(self) -> str:
        return f"note of {self.session}"


class NoteVersion(Row):
    """A signed text of a note as it stood: the first signature, then each amendment."""

    note = models.ForeignKey(Note, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=40000)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="note_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.note}, text {self.number}"


class Task(Row):
    """Something the client means to try before the next meeting, and what came of it."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "To try"
        DONE = "done", "Tried"
        DROPPED = "dropped", "Let go"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="tasks")
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="tasks", null=True, blank=True
    )
    text = models.CharField(max_length=400)
    set_on = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    outcome = models.TextField(max_length=2000, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["set_on", "pk"]

    def __str__(self) -> str:
        return self.text


class Milestone(Row):
    """A step of the protocol that was reached; the names are those of the protocol's terms."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="milestones")
    name = models.CharField(max_length=40)
    on = models.DateField()
    words = models.TextField(max_length=4000, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "name"], name="milestone_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.on}"


class PhaseStart(Row):
    """The day a phase of the protocol began."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="phases")
    phase = models.CharField(max_length=40)
    on = models.DateField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "phase"], name="phase_once"),
        ]

    def __str__(self) -> str:
        return f"{self.phase}, {self.on}"


class Extension(Row):
    """More sessions than the contract said, agreed and recorded with the reason."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="extensions")
    sessions = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=2000)
    agreed_on = models.DateField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.sessions} more, {self.agreed_on}"
