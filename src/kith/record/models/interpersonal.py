"""People and what is between them: inventory, life events, focus, formulation, contract."""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.organisations import Row
from kith.record.models.people import Client, Staff


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", "The day"
    MONTH = "month", "The month"
    SEASON = "season", "The season"
    YEAR = "year", "The year"


class Person(Row):
    """Somebody in the client's life, by the name the client gives; never found by search."""

    class Match(models.TextChoices):
        """Whether what each expects of the other fits."""

        UNKNOWN = "unknown", "Not known yet"
        MATCHED = "matched", "They fit"
        MISMATCHED = "mismatched", "They do not fit"

    class Kind(models.TextChoices):
        """What is meant by a name: people also live with animals, and among groups."""

        PERSON = "person", "A person"
        GROUP = "group", "A group"
        PET = "pet", "An animal"

    class Safety(models.TextChoices):
        """What the client says about fear, control and violence, asked alone."""

        NOT_ASKED = "", "Not asked yet"
        SAFE = "safe", "Asked alone: no concern"
        CONCERN = "concern", "Asked alone: there is a concern"

    client = models.ForeignKey(Client, models.PROTECT, related_name="people")
    label = models.CharField(max_length=60)
    relation = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.PERSON)
    died_on = models.DateField(null=True, blank=True)
    died_precision = models.CharField(max_length=6, choices=Precision, default=Precision.DAY)
    # how the mourning goes: the words of `kith.core.case.MOURNING`
    mourning = models.CharField(max_length=10, blank=True)
    lost_touch = models.BooleanField(default=False)
    contact = models.CharField(max_length=200, blank=True)
    expects = models.TextField(max_length=1000, blank=True)
    expected_of = models.TextField(max_length=1000, blank=True)
    match = models.CharField(max_length=10, choices=Match, default=Match.UNKNOWN)
    support_received = models.PositiveSmallIntegerField(null=True, blank=True)
    support_given = models.PositiveSmallIntegerField(null=True, blank=True)
    confiding = models.PositiveSmallIntegerField(null=True, blank=True)
    conflict = models.PositiveSmallIntegerField(null=True, blank=True)
    # when the conflict began or grew worse; or that it has always been so
    trouble_since = models.DateField(null=True, blank=True)
    trouble_precision = models.CharField(max_length=6, choices=Precision, default=Precision.MONTH)
    long_standing = models.BooleanField(null=True, blank=True)
    # never on a page that the client may see
    safety = models.CharField(max_length=7, choices=Safety, default=Safety.NOT_ASKED, blank=True)
    safety_words = models.TextField(max_length=1000, blank=True)
    change_since_onset = models.TextField(max_length=1000, blank=True)
    wish = models.TextField(max_length=1000, blank=True)
    notes = models.TextField(max_length=4000, blank=True)
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class Closeness(Row):
    """Where a person stands on one day: circle 1 (nearest) to 4, and where the client wishes."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="places")
    on = models.DateField()
    ring = models.PositiveSmallIntegerField(null=True, blank=True)
    wished_ring = models.PositiveSmallIntegerField(null=True, blank=True)
    # degrees clockwise from the top, where somebody was put by hand; no meaning but the client's
    angle = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "on"], name="one_place_a_day"),
            models.CheckConstraint(
                condition=models.Q(ring__isnull=True) | models.Q(ring__range=(1, 4)),
                name="ring_1_to_4",
            ),
            models.CheckConstraint(
                condition=models.Q(wished_ring__isnull=True) | models.Q(wished_ring__range=(1, 4)),
                name="wished_ring_1_to_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: circle {self.ring}, {self.on}"


class Company(Row):
    """How it is with people on the whole: before this episode of illness, and now."""

    class Before(models.TextChoices):
        """What there was of good company in the years before."""

        NOT_ASKED = "", "Not asked yet"
        ENOUGH = "enough", "There were enough good ties"
        FEW = "few", "Ties were few or unfulfilling for a long time"

    episode = models.OneToOneField(Episode, models.PROTECT, related_name="company")
    before = models.CharField(max_length=6, choices=Before, default=Before.NOT_ASKED, blank=True)
    lonely_now = models.BooleanField(null=True, blank=True)
    withdrew = models.BooleanField(null=True, blank=True)
    words = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name_plural = "company"

    def __str__(self) -> str:
        return f"company of {self.episode}"


class LifeEvent(Row):
    """Something that happened in the client's life, as exactly as the date is known."""

    class Valence(models.TextChoices):
        """How it was for the client."""

        BAD = "bad", "Hard"
        MIXED = "mixed", "Mixed"
        GOOD = "good", "Good"

    client = models.ForeignKey(Client, models.PROTECT, related_name="events")
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20)
    on = models.DateField()
    precision = models.CharField(max_length=6, choices=Precision, default=Precision.MONTH)
    valence = models.CharField(max_length=5, choices=Valence, default=Valence.BAD)
    people = models.ManyToManyField(Person, related_name="events", blank=True)
    notes = models.TextField(max_length=4000, blank=True)
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.title


class ProblemArea(Row):
    """The focus that therapist and client chose, why, and why the others were set aside."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="areas")
    area = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField()
    reasons = models.TextField(max_length=4000)
    # {area id: why not}
    set_aside = models.JSONField(default=dict, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="focus_of", null=True, blank=True
    )
    # stage of a dispute, old and new role, ...: what this kind of area needs
    details = models.JSONField(default=dict, blank=True)
    agreed_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "rank"],
                condition=models.Q(left_on__isnull=True),
                name="one_area_a_rank",
            ),
            models.CheckConstraint(condition=models.Q(rank__in=(1, 2)), name="two_areas_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.area} of {self.episode}"


class Formulation(Row):
    """The shared understanding in plain words; a new version for each agreed change."""

    class View(models.TextChoices):
        """What the client says to it."""

        NOT_YET = "not_yet", "Not talked about yet"
        AGREED = "agreed", "Agreed"
        AMEND = "amend", "Wants it changed"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="formulations")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=8000)
    client_view = models.CharField(max_length=7, choices=View, default=View.NOT_YET)
    client_words = models.TextField(max_length=2000, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="formulation_once"),
        ]

    def __str__(self) -> str:
        return f"formulation {self.number} of {self.episode}"


class Contract(Row):
    """What client and therapist agreed to do, for how long, and how it ends."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="contracts")
    number = models.PositiveSmallIntegerField()
    sessions = models.PositiveSmallIntegerField()
    every_days = models.PositiveSmallIntegerField(default=7)
    minutes = models.PositiveSmallIntegerField(default=50)
    place = models.CharField(max_length=160, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # one to three sentences
    goals = models.JSONField(default=list)
    missed_sessions = models.TextField(max_length=1000, blank=True)
    confidentiality = models.TextField(max_length=2000, blank=True)
    in_a_crisis = models.TextField(max_length=1000, blank=True)
    afterwards = models.TextField(max_length=1000, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    agreed_on = models.DateField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="contract_once"),
        ]

    def __str__(self) -> str:
        return f"contract {self.number} of {self.episode}"
