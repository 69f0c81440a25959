"""The people of the record: staff who sign in, and clients who do not."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from kith.record.models.organisations import Row, Team


class Role(models.TextChoices):
    """What a member of staff does; `access` decides what each may see."""

    THERAPIST = "therapist", "Therapist"
    SUPERVISOR = "supervisor", "Supervisor"
    LEAD = "lead", "Service lead"
    ADMINISTRATOR = "administrator", "Administrator"


class StaffManager(BaseUserManager["Staff"]):
    """Finds staff by e-mail, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """Return the member of staff with this e-mail address."""
        return self.get(email__iexact=username)


class Staff(AbstractBaseUser, Row):
    """Somebody who works at the clinic and signs in with an e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=13, choices=Role)
    teams = models.ManyToManyField(Team, related_name="staff", blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return self.name


class Client(Row):
    """A person who comes for help. Clients answer by one-time link and have no account."""

    code = models.CharField(max_length=12)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    known_as = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=30, blank=True)
    born_on = models.DateField()
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True, max_length=400)
    emergency_contact = models.CharField(max_length=200, blank=True)
    # how the clinic may reach the person: neutral words only, a partner may read them
    contact_wishes = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="client_code_once"),
        ]
        indexes = [models.Index(fields=["organisation", "family_name", "given_name"])]

    def __str__(self) -> str:
        return f"{self.first_name} {self.family_name}"

    @property
    def first_name(self) -> str:
        """The name the person goes by."""
        return self.known_as or self.given_name

    def age_on(self, day: date) -> int:
        """Return the age in whole years on `day`."""
        before_birthday = (day.month, day.day) < (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - before_birthday
