"""The rhythm diary: one for a course, its standing link, its days, and times to move to."""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.organisations import Row, both_or_neither
from kith.record.models.people import Staff


class Diary(Row):
    """That a course keeps a rhythm diary, and from which day its weeks are counted."""

    episode = models.OneToOneField(Episode, models.PROTECT, related_name="diary")
    begun_on = models.DateField()
    begun_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "diaries"

    def __str__(self) -> str:
        return f"rhythm diary of {self.episode}"


class DiaryLink(Row):
    """The client's standing link to the diary. Only a digest of its token is kept."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="diary_links")
    digest = models.CharField(max_length=64, unique=True)
    sent_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_open_diary_link",
            ),
        ]

    def __str__(self) -> str:
        return f"diary link for {self.episode}"


class DiaryDay(Row):
    """One page of the diary. Times are minutes after midnight by the clock on the client's wall."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="diary_days")
    on = models.DateField()
    # {anchor id: {"at": minutes or null for "did not happen", "who": 0..3 or null, "usual": bool}}
    entries = models.JSONField(default=dict, blank=True)
    mood = models.SmallIntegerField(null=True, blank=True)
    # the night that ended this morning; `slept` are minutes as said
    asleep = models.PositiveSmallIntegerField(null=True, blank=True)
    woke = models.PositiveSmallIntegerField(null=True, blank=True)
    slept = models.PositiveSmallIntegerField(null=True, blank=True)
    # the clocks changed or the client travelled: no length is taken from clock times
    elsewhere = models.BooleanField(default=False)
    # the client said "not today"
    aside_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    # empty: the client wrote last, by the link
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "on"], name="diary_day_once"),
            models.CheckConstraint(
                condition=models.Q(mood__isnull=True) | models.Q(mood__range=(-5, 5)),
                name="diary_mood_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"diary of {self.episode}, {self.on}"


class DiaryTarget(Row):
    """A clock time agreed for one activity, moved to by so many minutes a week; 0: at once."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="diary_targets")
    anchor = models.CharField(max_length=20)
    at = models.PositiveSmallIntegerField()
    start = models.PositiveSmallIntegerField(null=True, blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    agreed_on = models.DateField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    left_on = models.DateField(null=True, blank=True)
    left_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["agreed_on", "pk"]
        constraints = [
            both_or_neither("left_by", "left_on"),
            models.UniqueConstraint(
                fields=["episode", "anchor"],
                condition=models.Q(left_on__isnull=True),
                name="one_target_for_an_anchor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.anchor} of {self.episode}"
