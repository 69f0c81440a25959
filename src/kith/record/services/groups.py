"""Groups: opened, joined and left, and their meetings. Each member's part is a session of theirs.

A meeting is recorded once for all: who came, what the agenda was, and each member's own words,
which go into that member's record and into no other. All of it is stored, or nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from kith.core import catalogue
from kith.core.errors import ConflictError, NotYetError, RefusedError, UnknownDefinitionError
from kith.core.protocols.model import Protocol
from kith.record import access, audit, clock, grounds
from kith.record.facts import protocol_of
from kith.record.models import (
    Episode,
    Group,
    GroupMeeting,
    GroupMember,
    Role,
    Session,
    Staff,
    Team,
)
from kith.record.services import corrections, course, notes
from kith.record.writing import change, checked, may_take_in, permit, sent_twice, unless_taken

A_REASON = 5
MOST_LEADERS = 4
HELD, ABSENT, CANCELLED = Session.State.HELD, Session.State.ABSENT, Session.State.CANCELLED
CAME_OR_NOT = frozenset({HELD, ABSENT, CANCELLED})


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a group is called, when and where it meets."""

    name: str
    starts_on: date
    day: int | None = None
    starts_at: time | None = None
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One member's part in a meeting: whether they came, and their own words or the reason.

    `seen`: the version of the member's session that the writer saw.
    """

    state: str
    words: str = ""
    seen: int = 0


# ---------------------------------------------------------------- the group and its members


@change
def open_group(
    *, by: Staff, team: Team, protocol: str, leaders: Collection[Staff], plan: Plan
) -> Group:
    """Open a group; it keeps the newest version of its protocol to the end."""
    if not may_take_in(by):
        raise RefusedError("An administrator looks after staff and settings, not clients.")
    if not access.teams(by).filter(pk=team.pk).exists():
        raise RefusedError(f"You do not work in {team}. Choose one of your own teams.", "team")
    definition = _for_groups(protocol)
    _check_leaders(by, team, leaders)
    group = Group(
        organisation=team.organisation,
        team=team,
        protocol=definition.id,
        protocol_version=definition.version,
        **{name: value.strip() if isinstance(value, str) else value
           for name, value in vars(plan).items()},
    )  # fmt: skip
    checked(group)
    with unless_taken(f"There is an open group called {group} in {team}.", "name"):
        group.save()
    group.leaders.set(leaders)
    audit.write(by, "group.opened", group, leaders=sorted(one.pk for one in leaders))
    return group


@change
def add_member(*, by: Staff, group: Group, episode: Episode) -> GroupMember:
    """Let a client's course take place in the group."""
    episode = permit(by, episode)
    group = _led(by, group)
    if episode.protocol != group.protocol or episode.team_id != group.team_id:
        raise RefusedError(
            f"{episode.client} has a course of another kind, or in another team. A member's course "
            "follows the group's protocol.",
            "episode",
        )
    member = GroupMember(
        organisation=group.organisation,
        group=group,
        episode=episode,
        joined_on=clock.today(),
        by=by,
    )
    if known := sent_twice(member):
        return known
    with unless_taken(f"{episode.client} belongs to a group already.", "episode"):
        checked(member).save()
    audit.write(by, "group.joined", member, client=episode.client_id, group=group.pk)
    return member


@change
def agree_rules(*, by: Staff, member: GroupMember, on: date) -> GroupMember:
    """Record that a member agreed to the rules of the group, on which day."""
    member = _member(by, member)
    if on > clock.today():
        raise RefusedError("This day is still to come. Check the date.", "on")
    member.rules_agreed_on = on
    member.save(update_fields=["rules_agreed_on"])
    audit.write(by, "group.rules_agreed", member, client=member.episode.client_id)
    return member


@change
def leave_group(*, by: Staff, member: GroupMember, because: str) -> GroupMember:
    """Record that a client leaves the group, and why. The course itself goes on until it ends."""
    member = _member(by, member)
    if len(because.strip()) < A_REASON:
        raise RefusedError("Say why.", "because")
    member.left_on, member.left_because = clock.today(), because.strip()
    checked(member).save(update_fields=["left_on", "left_because"])
    audit.write(by, "group.left", member, client=member.episode.client_id, because=because.strip())
    return member


@change
def close_group(*, by: Staff, group: Group) -> Group:
    """Close the group once it has no member left."""
    group = _led(by, group)
    if group.members.filter(left_on=None, episode__ended_on=None).exists():
        raise RefusedError("There are members still. End their courses, or let them leave, first.")
    group.closed_on = clock.today()
    group.save(update_fields=["closed_on"])
    audit.write(by, "group.closed", group)
    return group


# ---------------------------------------------------------------- meetings


@change
def plan_group_meeting(
    *, by: Staff, group: Group, starts_at: datetime, minutes: int = 90
) -> GroupMeeting:
    """Put the next meeting of the group into the diary of each member."""
    group = _led(by, group)
    if not course.SHORTEST <= minutes <= course.LONGEST:
        said = f"A meeting lasts between {course.SHORTEST} and {course.LONGEST} minutes."
        raise RefusedError(said, "minutes")
    counted = GroupMeeting.objects.filter(group=group, called_off_because="")
    if waiting := counted.filter(held=False).first():
        raise RefusedError(f"Meeting {waiting.number} is not recorded yet. Record that one first.")
    meeting = GroupMeeting(
        organisation=group.organisation,
        group=group,
        number=counted.count() + 1,
        starts_at=starts_at,
        minutes=minutes,
        changed_by=by,
        changed_at=clock.now(),
    )
    checked(meeting).save()
    audit.write(by, "group_meeting.planned", meeting, number=meeting.number)
    for member in _present_members(group):
        _plan_session(by, meeting, member)
    return meeting


@change
def hold_group_meeting(
    *,
    by: Staff,
    meeting: GroupMeeting,
    expected_version: int,
    parts: Mapping[int, Part],
    agenda_done: Sequence[str] = (),
    notes_of_group: str = "",
) -> GroupMeeting:
    """Record the meeting: who came, what was done, each member's words; or put it right later.

    `parts` by the number of the member. All members are recorded, or none: NotYetError and
    RefusedError name the member whom they concern.
    """
    meeting = _meeting(by, meeting, expected_version, notes_of_group)
    if meeting.starts_at > clock.now():
        raise RefusedError("This meeting lies ahead: record it once its time has come.")
    _check_agenda(meeting.group, agenda_done)
    members = {one.pk: one for one in _present_members(meeting.group)}
    if strange := set(parts) - set(members):
        raise RefusedError(f"{len(strange)} of these are not in the group any more. Look again.")
    if not any(part.state == HELD for part in parts.values()):
        raise RefusedError("Nobody came: call the meeting off instead.")
    before = {"agenda": meeting.agenda_done, "notes": meeting.notes}
    dropped = set(meeting.agenda_done) - set(agenda_done)
    meeting.held, meeting.agenda_done = True, list(agenda_done)
    meeting.notes, meeting.version = notes_of_group.strip(), meeting.version + 1
    meeting.changed_by, meeting.changed_at = by, clock.now()
    checked(meeting).save()
    audit.write(by, "group_meeting.held", meeting, before=before)
    for pk, part in parts.items():
        _record_part(by, meeting, members[pk], part, dropped)
    return meeting


@change
def call_off_group_meeting(*, by: Staff, meeting: GroupMeeting, because: str) -> GroupMeeting:
    """Record that the group does not meet, and why, for every member."""
    meeting = _meeting(by, meeting, meeting.version, meeting.notes)
    if meeting.held:
        raise RefusedError("This meeting took place. Put the attendance right instead.")
    if len(because.strip()) < A_REASON:
        raise RefusedError("Say why.", "because")
    meeting.called_off_because = because.strip()
    checked(meeting).save(update_fields=["called_off_because"])
    audit.write(by, "group_meeting.called_off", meeting, because=because.strip())
    planned = Session.objects.filter(group_meeting=meeting, state=Session.State.PLANNED)
    for session in planned.select_related("episode"):
        course.miss_session(by=by, session=session, state=Session.State.CALLED_OFF, reason=because)
    return meeting


def _record_part(
    by: Staff, meeting: GroupMeeting, member: GroupMember, part: Part, dropped: set[str]
) -> None:
    """Put one member's part into that member's own record; a refusal says whose it is."""
    name = str(member.episode.client)
    try:
        session = _hold_or_miss(by, meeting, member, part)
        if part.state == HELD:
            _write_down(by, meeting, session, part, dropped)
    except NotYetError as error:
        raise NotYetError(f"{name}: {error.what}", error.blockers) from error
    except RefusedError as error:
        raise RefusedError(f"{name}: {error.message}", error.field) from error


def _hold_or_miss(by: Staff, meeting: GroupMeeting, member: GroupMember, part: Part) -> Session:
    if part.state not in CAME_OR_NOT:
        raise RefusedError("Say for each member whether they came.", "state")
    session = Session.objects.filter(group_meeting=meeting, episode=member.episode_id).first()
    session = session or _plan_session(by, meeting, member)
    session.episode = member.episode
    if session.state == part.state:
        return session
    if session.state != Session.State.PLANNED:
        reason = "The attendance of the group was put right"
        session = corrections.reopen_session(by=by, session=session, reason=reason)
    if part.state == HELD:
        return course.hold_session(by=by, session=session)
    return course.miss_session(by=by, session=session, state=part.state, reason=part.words)


def _write_down(
    by: Staff, meeting: GroupMeeting, session: Session, part: Part, dropped: set[str]
) -> None:
    """The member's words, and what the group did, in the member's own session."""
    done = meeting.agenda_done
    own = [item for item in session.agenda_done if item not in {*done, *dropped}]
    steps = set(protocol_of(session.episode).milestones) - grounds.STEPS
    notes.save_work(
        by=by,
        session=session,
        expected_version=part.seen,
        work={"opening": part.words.strip(), "agenda_done": [*own, *done]},
        steps=[item for item in done if item in steps],
    )


def _plan_session(by: Staff, meeting: GroupMeeting, member: GroupMember) -> Session:
    """The member's session for a meeting of the group."""
    session = course.plan_session(
        by=by, episode=member.episode, starts_at=meeting.starts_at, minutes=meeting.minutes
    )
    session.group_meeting = meeting
    session.save(update_fields=["group_meeting"])
    return session


# ---------------------------------------------------------------- who may, and what fits


def _led(by: Staff, group: Group) -> Group:
    """Return the group as it is now, held; refuse whoever does not lead it."""
    held = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    leads = held.leaders.filter(pk=by.pk).exists() or by.role == Role.LEAD
    if not by.is_active or by.organisation_id != held.organisation_id or not leads:
        raise RefusedError("Only those who lead a group, or the service lead, can change it.")
    if held.closed_on:
        raise RefusedError("This group is closed. Open a new one.")
    return held


def _member(by: Staff, member: GroupMember) -> GroupMember:
    _led(by, member.group)
    episode = permit(by, member.episode)
    fresh = GroupMember.objects.get(pk=member.pk)
    fresh.episode = episode
    if fresh.left_on:
        raise RefusedError(f"{episode.client} has left the group already.")
    return fresh


def _meeting(by: Staff, meeting: GroupMeeting, seen: int, words: str) -> GroupMeeting:
    """Return the meeting as it is now; ConflictError if `by` saw another."""
    group = _led(by, meeting.group)
    fresh = GroupMeeting.objects.select_related("changed_by").get(pk=meeting.pk)
    fresh.group = group
    if fresh.called_off_because:
        raise RefusedError("This meeting was called off.")
    if fresh.version != seen and fresh.notes != words.strip():
        theirs = {"notes_of_group": fresh.notes, "version": fresh.version}
        when = timezone.localtime(fresh.changed_at)
        raise ConflictError("this meeting", theirs, str(fresh.changed_by), when)
    return fresh


def _present_members(group: Group) -> list[GroupMember]:
    """The members whose course goes on, in the order in which they joined."""
    rows = GroupMember.objects.filter(group=group, left_on=None, episode__ended_on=None)
    return list(rows.select_related("episode__client", "episode__organisation"))


def _for_groups(protocol: str) -> Protocol:
    try:
        definition = catalogue.protocol(protocol)
    except UnknownDefinitionError as error:
        raise RefusedError(str(error), "protocol") from error
    if definition.format == "individual":
        raise RefusedError(f"{definition.short_name} is not given in groups.", "protocol")
    return definition


def _check_leaders(by: Staff, team: Team, leaders: Collection[Staff]) -> None:
    if not 1 <= len(leaders) <= MOST_LEADERS:
        raise RefusedError("A group has one leader, better two, at most four.", "leaders")
    for one in leaders:
        if one.organisation_id != by.organisation_id or not may_take_in(one):
            raise RefusedError(f"{one} cannot lead a group here.", "leaders")
        if not one.teams.filter(pk=team.pk).exists():
            raise RefusedError(f"{one} does not work in {team}.", "leaders")


def _check_agenda(group: Group, done: Sequence[str]) -> None:
    protocol = catalogue.protocol(group.protocol, group.protocol_version)
    known = {item for agenda in protocol.agendas for item in agenda.items}
    if strange := set(done) - known:
        raise RefusedError(f"The agenda has no {', '.join(sorted(strange))}.", "agenda_done")
