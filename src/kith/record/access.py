"""Who may see what. Every read of the record by a page starts here, with the person who reads.

One function for each root. What a person may not see does not exist for that person: pages turn
an empty answer into a 404. Nothing here changes anything.

- A therapist sees the episodes in which they are therapist or supervisor, ended ones too.
- A supervisor sees the same, and so all they supervise.
- Whoever leads a group sees the episodes of its members while they belong to it.
- A service lead sees every episode of the organisation.
- An administrator looks after staff and settings, and sees no clinical record.
- Whoever has left sees nothing.
- A link sees its own invitation, while it lasts.

Rows that belong to an episode or a client are found through it, so that one rule decides for all.
"""

import hashlib
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from kith.record import clock
from kith.record.models import (
    Alert,
    Assessment,
    Assignment,
    AuditEvent,
    Baby,
    Client,
    ConditionMet,
    Contact,
    Contract,
    DiaryDay,
    DiaryLink,
    DiaryTarget,
    EndingPlan,
    Episode,
    Formulation,
    Group,
    GroupMeeting,
    GroupMember,
    Invitation,
    Letter,
    LifeEvent,
    MedicalReview,
    Medication,
    Meeting,
    Note,
    Organisation,
    Person,
    ProblemArea,
    ProtocolChoice,
    Response,
    RiskReview,
    Role,
    SafetyPlan,
    Session,
    Staff,
    Task,
    Team,
    Weight,
)

User = Staff | AnonymousUser

READABLE_AFTER_SENDING = timedelta(hours=1)
"""Long enough to read one's result; short enough that a link found later tells nothing."""


def episodes(user: User) -> QuerySet[Episode]:
    """Return the episodes of care that `user` may open."""
    clinician = _clinician(user)
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
    clinician = _clinician(user)
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


def conditions_met(user: User) -> QuerySet[ConditionMet]:
    """Return what was said of the conditions of the episodes that `user` may open."""
    return ConditionMet.objects.filter(episode__in=episodes(user))


def medications(user: User) -> QuerySet[Medication]:
    """Return the medicines in the episodes that `user` may open."""
    return Medication.objects.filter(episode__in=episodes(user))


def medical_reviews(user: User) -> QuerySet[MedicalReview]:
    """Return the medical reviews of the episodes that `user` may open."""
    return MedicalReview.objects.filter(episode__in=episodes(user))


def weights(user: User) -> QuerySet[Weight]:
    """Return the weights of the episodes that `user` may open."""
    return Weight.objects.filter(episode__in=episodes(user))


def contacts(user: User) -> QuerySet[Contact]:
    """Return the people around the clients of the episodes that `user` may open."""
    return Contact.objects.filter(episode__in=episodes(user))


def babies(user: User) -> QuerySet[Baby]:
    """Return the babies expected or born in the episodes that `user` may open."""
    return Baby.objects.filter(episode__in=episodes(user))


def meetings(user: User) -> QuerySet[Meeting]:
    """Return the meetings beside the sessions of the episodes that `user` may open."""
    return Meeting.objects.filter(episode__in=episodes(user))


def groups(user: User) -> QuerySet[Group]:
    """Return the groups that `user` leads; all of the organisation for a lead."""
    clinician = _clinician(user)
    if clinician is None:
        return Group.objects.none()
    own = Group.objects.filter(organisation=clinician.organisation_id)
    if clinician.role == Role.LEAD:
        return own
    return own.filter(pk__in=Group.leaders.through.objects.filter(staff=clinician).values("group"))


def group_members(user: User) -> QuerySet[GroupMember]:
    """Return who belongs, or belonged, to the groups that `user` may open."""
    return GroupMember.objects.filter(group__in=groups(user))


def group_meetings(user: User) -> QuerySet[GroupMeeting]:
    """Return the meetings of the groups that `user` may open."""
    return GroupMeeting.objects.filter(group__in=groups(user))


def group_of(user: User, episode: Episode) -> GroupMember | None:
    """Return the membership of an episode that `user` may open: the group's name, nobody else's."""
    belongs = GroupMember.objects.filter(episode__in=episodes(user), episode=episode, left_on=None)
    return belongs.select_related("group").first()


def diary_days(user: User) -> QuerySet[DiaryDay]:
    """Return the pages of the rhythm diaries of the episodes that `user` may open."""
    return DiaryDay.objects.filter(episode__in=episodes(user))


def diary_links(user: User) -> QuerySet[DiaryLink]:
    """Return the standing links to the diaries of the episodes that `user` may open."""
    return DiaryLink.objects.filter(episode__in=episodes(user))


def diary_targets(user: User) -> QuerySet[DiaryTarget]:
    """Return the times agreed in the diaries of the episodes that `user` may open."""
    return DiaryTarget.objects.filter(episode__in=episodes(user))


def staff(user: User) -> QuerySet[Staff]:
    """Return the colleagues of `user`: everybody active in the same organisation."""
    colleague = _colleague(user)
    if colleague is None:
        return Staff.objects.none()
    return Staff.objects.filter(organisation=colleague.organisation_id, is_active=True)


def teams(user: User) -> QuerySet[Team]:
    """Return the teams into which `user` may take a client."""
    colleague = _colleague(user)
    if colleague is None:
        return Team.objects.none()
    own = Team.objects.filter(organisation=colleague.organisation_id)
    return own if colleague.role in {Role.LEAD, Role.ADMINISTRATOR} else own.filter(staff=colleague)


def organisation(user: User) -> Organisation | None:
    """Return the organisation that `user` works for."""
    colleague = _colleague(user)
    return colleague.organisation if colleague else None


def audit_events(user: User) -> QuerySet[AuditEvent]:
    """Return the trail: all of it for a lead; for an administrator what touches no client."""
    colleague = _colleague(user)
    if colleague is None or colleague.role not in {Role.LEAD, Role.ADMINISTRATOR}:
        return AuditEvent.objects.none()
    own = AuditEvent.objects.filter(organisation_id=colleague.organisation_id)
    if colleague.role == Role.ADMINISTRATOR:
        own = own.filter(client_id__isnull=True)
    return own.order_by("-at", "-pk")


def trail(user: User) -> QuerySet[AuditEvent]:
    """Return who did what on which row, the latest first, for leads and administrators.

    Who read what must be open to those who keep the clinic lawful; what was read or written is
    not theirs, so the words in `details` stay behind, but for the name of the page.
    """
    colleague = _colleague(user)
    rows = AuditEvent.objects.defer("details").annotate(page=KT("details__page")).order_by("-pk")
    if colleague is None or colleague.role not in {Role.LEAD, Role.ADMINISTRATOR}:
        return rows.none()
    return rows.filter(organisation_id=colleague.organisation_id)


def _colleague(user: User) -> Staff | None:
    """Return `user` if they work here now."""
    return user if isinstance(user, Staff) and user.is_active else None


def _clinician(user: User) -> Staff | None:
    """Return `user` if they work here now, with clients."""
    colleague = _colleague(user)
    return colleague if colleague and colleague.role != Role.ADMINISTRATOR else None


def digest(token: str) -> str:
    """Return what is kept of a link's token: enough to know it again, useless to anybody else."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation(token: str) -> Invitation | None:
    """Return the invitation that `token` opens, whatever its state; None for an unknown token."""
    return (
        Invitation.objects.select_related("episode__client", "episode__therapist", "organisation")
        .filter(digest=digest(token))
        .first()
    )


def is_live(one: Invitation) -> bool:
    """Return whether the link still takes answers."""
    return one.withdrawn_at is None and one.finished_at is None and clock.now() < one.expires_at


def is_readable(one: Invitation) -> bool:
    """Return whether the link still shows what was sent: while it lasts, and an hour after."""
    if one.withdrawn_at is not None or one.finished_at is None:
        return is_live(one)
    return clock.now() < one.finished_at + READABLE_AFTER_SENDING


def assignments(one: Invitation) -> QuerySet[Assignment]:
    """Return what the link asks, in order; nothing once it can no longer be read."""
    asked = Assignment.objects.filter(invitation=one).order_by("position")
    return asked if is_readable(one) else asked.none()


def safety_plan_of(one: Invitation) -> SafetyPlan | None:
    """Return the newest safety plan of the client whom the link was made for, while it lasts."""
    if not is_readable(one):
        return None
    return SafetyPlan.objects.filter(client=one.episode.client_id).order_by("-number").first()


def alerts_of(one: Invitation) -> QuerySet[Alert]:
    """Return the alerts that the answers given through this link have raised."""
    raised = Alert.objects.filter(assignment__invitation=one)
    return raised if is_readable(one) else raised.none()


def responses_of(one: Invitation) -> QuerySet[Response]:
    """Return what the client whom the link was made for has sent before, the newest first."""
    sent = Response.objects.filter(episode=one.episode_id).order_by("-given_on", "-pk")
    return sent if is_readable(one) else sent.none()


def next_session_of(one: Invitation) -> Session | None:
    """Return the next session planned with the client whom the link was made for."""
    if not is_readable(one):
        return None
    planned = Session.objects.filter(episode=one.episode_id, state=Session.State.PLANNED)
    return planned.filter(starts_at__gte=clock.now()).order_by("starts_at").first()


def goals_of(one: Invitation) -> list[str]:
    """Return the goals of the client's newest contract, in the client's words."""
    if not is_readable(one):
        return []
    contract = Contract.objects.filter(episode=one.episode_id).order_by("-number").first()
    return list(contract.goals) if contract else []


def crisis_lines() -> list[dict[str, str]]:
    """Return every clinic's help lines, each number once: for pages that belong to no clinic."""
    known = Organisation.objects.order_by("pk").values_list("crisis_lines", flat=True)
    by_number = {line["number"]: line for lines in known for line in lines}
    return list(by_number.values())
