"""Who runs the clinic: the organisation that owns every row, and its teams."""

from django.db import models

from kith.record import clock


class Organisation(models.Model):
    """A clinic or a trust. Every row of the record belongs to exactly one."""

    name = models.CharField(max_length=120, unique=True)
    # [{"name", "number", "hours", "text"}]: shape and checks in `kith.core.safety`
    crisis_lines = models.JSONField(default=list)
    contact = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Row(models.Model):
    """What every clinical row has: the organisation that owns it, and when it was written."""

    # No index of its own: a table is searched by episode, client or team, which narrow further. An
    # index on it would tempt SQLite to read a whole clinic to find one client's rows.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True


class Team(Row):
    """A group of staff who share clients; one open episode for a client in each."""

    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


def both_or_neither(one: str, other: str) -> models.CheckConstraint:
    """Return the constraint that `one` and `other` are set together: who and when, never half."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{one}__isnull": True, f"{other}__isnull": True})
        | models.Q(**{f"{one}__isnull": False, f"{other}__isnull": False}),
        name=f"%(class)s_{one}_and_when",
    )
