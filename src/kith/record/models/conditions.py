"""What a course needs beside its sessions: conditions met, medicine, body, the people around.

Here: the rows. Which of them a protocol asks for is its file's business; what counts as a
condition met is read from these rows in `facts`.
"""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.organisations import Row, both_or_neither
from kith.record.models.people import Staff


class Entry(Row):
    """Something put on record in one course. A mistake is withdrawn with a reason, never erased."""

    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            both_or_neither("withdrawn_by", "withdrawn_on"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True) | ~models.Q(withdrawn_because=""),
                name="%(class)s_withdrawn_with_reason",
            ),
        ]


class ConditionMet(Entry):
    """A condition of the protocol that somebody says is met, in words and with its day."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="conditions_met")
    condition = models.CharField(max_length=40)
    on = models.DateField()
    words = models.TextField(max_length=2000)

    class Meta(Entry.Meta):
        ordering = ["on", "pk"]
        verbose_name_plural = "conditions met"
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["episode", "condition"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="condition_met_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition}, {self.on}"


class MedicalReview(Entry):
    """A look by somebody with medical training: when, by whom, what they found, when again."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="medical_reviews")
    on = models.DateField()
    reviewer = models.CharField(max_length=160)
    found = models.TextField(max_length=2000, blank=True)
    next_on = models.DateField(null=True, blank=True)

    class Meta(Entry.Meta):
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"medical review of {self.episode}, {self.on}"


class Weight(Entry):
    """Height and weight on one day; the index of the two is computed, never stored."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="weights")
    on = models.DateField()
    height_cm = models.DecimalField(max_digits=4, decimal_places=1)
    weight_kg = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta(Entry.Meta):
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"weight of {self.episode}, {self.on}"


class Medication(Entry):
    """A medicine the client takes or took; its doses stand in rows of their own."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="medications")
    name = models.CharField(max_length=120)
    on = models.DateField()
    purpose = models.CharField(max_length=160, blank=True)
    prescriber = models.CharField(max_length=160, blank=True)
    started_on = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)
    stopped_because = models.CharField(max_length=300, blank=True)
    adherence = models.TextField(max_length=1000, blank=True)

    class Meta(Entry.Meta):
        ordering = ["started_on", "pk"]

    def __str__(self) -> str:
        return self.name


class Dose(Row):
    """How much of a medicine from a day on, in the prescriber's words, and why it changed."""

    medication = models.ForeignKey(Medication, models.PROTECT, related_name="doses")
    on = models.DateField()
    words = models.CharField(max_length=160)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.medication}, {self.words}"


class Contact(Entry):
    """Somebody around the client whom the course has to do with, and what they may know."""

    class Kind(models.TextChoices):
        """Who they are to the course."""

        GUARDIAN = "guardian", "Parent or guardian"
        SCHOOL = "school", "School"
        PARTNER = "partner", "Partner"
        PRESCRIBER = "prescriber", "Prescriber"
        GP = "gp", "General practitioner"
        FAMILY = "family", "Family or friend"
        OTHER = "other", "Another service"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=160, blank=True)
    reach = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    # the day on which the consent was given that this kind of contact needs
    consent_on = models.DateField(null=True, blank=True)
    role = models.TextField(max_length=1000, blank=True)
    shared = models.TextField(max_length=1000, blank=True)
    # what stays between client and therapist, as agreed with this person
    confidential = models.TextField(max_length=1000, blank=True)
    notes = models.TextField(max_length=2000, blank=True)

    class Meta(Entry.Meta):
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.name


class Baby(Entry):
    """A child expected or born around the course. Where it was lost, nothing counts weeks."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="babies")
    name = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True, blank=True)
    born_on = models.DateField(null=True, blank=True)
    lost_on = models.DateField(null=True, blank=True)
    feeding = models.TextField(max_length=1000, blank=True)
    sleep = models.TextField(max_length=1000, blank=True)
    notes = models.TextField(max_length=2000, blank=True)
    on = models.DateField()

    class Meta(Entry.Meta):
        verbose_name_plural = "babies"
        ordering = ["pk"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(due_on__isnull=False) | models.Q(born_on__isnull=False),
                name="baby_due_or_born",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"baby of {self.episode.client}"
