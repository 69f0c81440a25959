"""What the first meetings find out: diagnosis, history, treatment so far, suitability."""

from django.db import models

from kith.record.models.episode import Episode
from kith.record.models.interpersonal import Precision
from kith.record.models.organisations import Row
from kith.record.models.people import Staff


class Assessment(Row):
    """The assessment of one episode; `version` grows with each change so that none is lost."""

    class Decision(models.TextChoices):
        """The clinician's own decision on suitability; never made by Kith."""

        OPEN = "open", "Not decided yet"
        PROCEED = "proceed", "Go ahead with this therapy"
        CONDITIONS = "conditions", "Go ahead, with conditions"
        REFER = "refer", "Another kind of help first"

    episode = models.OneToOneField(Episode, models.PROTECT, related_name="assessment")
    complaint = models.TextField(max_length=4000, blank=True)
    icd11 = models.CharField(max_length=12, blank=True)
    icd10 = models.CharField(max_length=12, blank=True)
    diagnosis = models.CharField(max_length=160, blank=True)
    onset_on = models.DateField(null=True, blank=True)
    onset_precision = models.CharField(max_length=6, choices=Precision, default=Precision.MONTH)
    earlier_episodes = models.PositiveSmallIntegerField(null=True, blank=True)
    history = models.TextField(max_length=8000, blank=True)
    treatments = models.TextField(max_length=4000, blank=True)
    medication = models.TextField(max_length=4000, blank=True)
    substances = models.TextField(max_length=2000, blank=True)
    strengths = models.TextField(max_length=2000, blank=True)
    # {caution id: {"answer": "yes"|"no"|"unknown", "words": ".."}}: ids of the protocol
    cautions = models.JSONField(default=dict, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    decision_reason = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"assessment of {self.episode}"
