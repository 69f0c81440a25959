"""What stands in the records that a person may open: found through the episode or the client."""

from django.db.models import Q, QuerySet

from kith.record.access.whose import User, clients, clinician_of, episodes
from kith.record.models import (
    Alert,
    Assessment,
    Contract,
    EndingPlan,
    Episode,
    Formulation,
    InterpersonalFocus,
    Invitation,
    Letter,
    LifeEvent,
    Narrative,
    Note,
    Person,
    ProblemArea,
    ProtocolChoice,
    Response,
    RiskReview,
    SafetyPlan,
    Session,
    Task,
)


def sessions(user: User) -> QuerySet[Session]:
    """Return the sessions of the episodes that `user` may open."""
    return Session.objects.filter(episode__in=episodes(user))


def assessment(user: User, episode: Episode) -> Assessment | None:
    """Return the assessment of an episode that `user` may open, if it has begun."""
    seen = Assessment.objects.filter(episode__in=episodes(user), episode=episode)
    return seen.select_related("changed_by").first()


def protocol_choices(user: User) -> QuerySet[ProtocolChoice]:
    """Return the choices of protocol in the episodes that `user` may open, the oldest first."""
    return ProtocolChoice.objects.filter(episode__in=episodes(user)).select_related("by")


def contracts(user: User) -> QuerySet[Contract]:
    """Return the contracts of the episodes that `user` may open."""
    return Contract.objects.filter(episode__in=episodes(user))


def notes(user: User) -> QuerySet[Note]:
    """Return the session notes that `user` may read; drafts belong to the therapist alone."""
    seen = Note.objects.filter(session__episode__in=episodes(user))
    return seen.filter(Q(signed_at__isnull=False) | Q(session__episode__therapist=user.pk))


def tasks(user: User) -> QuerySet[Task]:
    """Return the tasks of the episodes that `user` may open."""
    return Task.objects.filter(episode__in=episodes(user))


def responses(user: User) -> QuerySet[Response]:
    """Return the filled-in instruments of the episodes that `user` may open."""
    return Response.objects.filter(episode__in=episodes(user))


def invitations(user: User) -> QuerySet[Invitation]:
    """Return the links sent in the episodes that `user` may open."""
    return Invitation.objects.filter(episode__in=episodes(user))


def alerts(user: User) -> QuerySet[Alert]:
    """Return the alerts of the episodes that `user` may open, and those `user` owns."""
    clinician = clinician_of(user)
    if clinician is None:
        return Alert.objects.none()
    return Alert.objects.filter(
        Q(episode__in=episodes(user))
        | Q(owner=clinician.pk, organisation=clinician.organisation_id)
    )


def open_alerts(user: User) -> QuerySet[Alert]:
    """Return the alerts that nobody has settled yet, the oldest first."""
    return alerts(user).filter(settled_at__isnull=True).order_by("raised_at")


def people(user: User) -> QuerySet[Person]:
    """Return the people in the inventories of the clients that `user` may see."""
    return Person.objects.filter(client__in=clients(user), removed_on__isnull=True)


def events(user: User) -> QuerySet[LifeEvent]:
    """Return the life events of the clients that `user` may see."""
    return LifeEvent.objects.filter(client__in=clients(user), removed_on__isnull=True)


def areas(user: User) -> QuerySet[ProblemArea]:
    """Return the problem areas of the episodes that `user` may open."""
    return ProblemArea.objects.filter(episode__in=episodes(user))


def formulations(user: User) -> QuerySet[Formulation]:
    """Return the formulations of the episodes that `user` may open."""
    return Formulation.objects.filter(episode__in=episodes(user))


def risk_reviews(user: User) -> QuerySet[RiskReview]:
    """Return the risk reviews of the episodes that `user` may open."""
    return RiskReview.objects.filter(episode__in=episodes(user))


def safety_plans(user: User) -> QuerySet[SafetyPlan]:
    """Return the safety plans of the clients that `user` may see."""
    return SafetyPlan.objects.filter(client__in=clients(user))


def ending_plan(user: User, episode: Episode) -> EndingPlan | None:
    """Return the plan for the time after the course, of an episode that `user` may open."""
    return EndingPlan.objects.filter(episode__in=episodes(user), episode=episode).first()


def letters(user: User) -> QuerySet[Letter]:
    """Return the letters of the episodes that `user` may open."""
    return Letter.objects.filter(episode__in=episodes(user))


def focuses(user: User) -> QuerySet[InterpersonalFocus]:
    """Return the patterns and schemas of the episodes that `user` may open."""
    return InterpersonalFocus.objects.filter(episode__in=episodes(user))


def narratives(user: User) -> QuerySet[Narrative]:
    """Return the episodes that clients told, of the records that `user` may open."""
    return Narrative.objects.filter(episode__in=episodes(user), withdrawn_on__isnull=True)
