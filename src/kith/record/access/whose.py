"""Whose record a person may open: the one rule from which all others follow."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from kith.record.models import (
    Baby,
    Client,
    ConditionMet,
    Contact,
    Episode,
    GroupMember,
    MedicalReview,
    Medication,
    Role,
    Staff,
    Weight,
)

User = Staff | AnonymousUser


def colleague_of(user: User) -> Staff | None:
    """Return `user` if they work here now."""
    return user if isinstance(user, Staff) and user.is_active else None


def clinician_of(user: User) -> Staff | None:
    """Return `user` if they work here now, with clients."""
    colleague = colleague_of(user)
    return colleague if colleague and colleague.role != Role.ADMINISTRATOR else None


def episodes(user: User) -> QuerySet[Episode]:
    """Return the episodes of care that `user` may open."""
    clinician = clinician_of(user)
    if clinician is None:
        return Episode.objects.none()
    own = Episode.objects.filter(organisation=clinician.organisation_id)
    if clinician.role == Role.LEAD:
        return own
    led = GroupMember.objects.filter(group__leaders=clinician.pk, left_on=None)
    return own.filter(
        Q(therapist=clinician.pk) | Q(supervisor=clinician.pk) | Q(pk__in=led.values("episode"))
    )


def surrounded(rows: QuerySet[Episode]) -> QuerySet[Episode]:
    """Return the episodes, each with `is_surrounded`: whether anything beside it is on record."""
    kinds = (ConditionMet, Medication, MedicalReview, Weight, Contact, Baby)
    found = Q()
    for one in kinds:
        found |= Q(Exists(one._default_manager.filter(episode=OuterRef("pk"))))
    return rows.annotate(is_surrounded=found)


def clients(user: User) -> QuerySet[Client]:
    """Return the clients with at least one episode that `user` may open."""
    return Client.objects.filter(pk__in=episodes(user).values("client"))
