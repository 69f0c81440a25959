"""What stands beside the sessions of those records: conditions, people, groups, diaries."""

from django.db.models import QuerySet

from kith.record.access.whose import User, clinician_of, episodes
from kith.record.models import (
    Baby,
    ConditionMet,
    Contact,
    DiaryDay,
    DiaryLink,
    DiaryTarget,
    Episode,
    Group,
    GroupMeeting,
    GroupMember,
    MedicalReview,
    Medication,
    Meeting,
    Role,
    Weight,
)


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
    clinician = clinician_of(user)
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
