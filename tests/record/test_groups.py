"""Groups: joined and left, and meetings that become a session in each member's own record."""

from datetime import timedelta

import pytest

from kith.core.errors import ConflictError, NotYetError, RefusedError
from kith.record import clock
from kith.record.facts import course_of
from kith.record.models import Episode, Group, GroupMeeting, GroupMember, Session
from kith.record.services import course, groups, intake, notes
from tests import courses
from tests.cast import NOW, REFERRED

PROTOCOL = "ipt-g-who-8"
TODAY = NOW.date()


@pytest.fixture
def group(cast):
    return courses.group_for(cast, PROTOCOL)


@pytest.fixture
def members(cast, group):
    """Cleo, Dana and Ray: three courses in one group, ready for the first meeting."""
    Episode.objects.filter(pk=cast.cleo_care.pk).update(protocol=PROTOCOL, protocol_version=1)
    ray = intake.register_client(
        by=cast.alice,
        particulars=intake.Particulars(
            given_name="Ray", family_name="Hill", born_on=REFERRED - timedelta(days=9000)
        ),
    )
    opened = intake.open_episode(
        by=cast.alice, client=ray, team=cast.north, therapist=cast.alice, supervisor=cast.bob,
        protocol=PROTOCOL, request=intake.Request(received_on=REFERRED, source="gp"),
    )  # fmt: skip
    cares = [Episode.objects.get(pk=cast.cleo_care.pk), courses.open_course(cast, PROTOCOL), opened]
    joined = []
    for care in cares:
        joined.append(groups.add_member(by=cast.alice, group=group, episode=care))
        groups.agree_rules(by=cast.alice, member=joined[-1], on=TODAY)
        courses.meet_conditions(cast, care)
        courses.hold_meetings(cast, care, "before")
    return joined


@pytest.fixture
def meeting(cast, group, members):
    return groups.plan_group_meeting(by=cast.alice, group=group, starts_at=NOW)


def hold(cast, meeting, parts, seen=0, agenda=(), words="They began to talk to each other."):
    return groups.hold_group_meeting(
        by=cast.alice, meeting=meeting, expected_version=seen, parts=parts,
        agenda_done=list(agenda), notes_of_group=words,
    )  # fmt: skip


def came(members, **words):
    """Everybody came, with these words; `absent` names who did not."""
    absent = words.pop("absent", "")
    return {
        one.pk: groups.Part(
            state="absent" if name_of(one) == absent else "held",
            words=words.get(name_of(one), ""),
        )
        for one in members
    }


def name_of(member):
    return member.episode.client.given_name.casefold()


def session_of(member):
    return Session.objects.get(episode=member.episode, group_meeting__isnull=False)


# ---------------------------------------------------------------- the group


def open_one(cast, by="alice", **changed):
    given = {
        "by": getattr(cast, by), "team": cast.north, "protocol": PROTOCOL,
        "leaders": [cast.alice, cast.bob], "plan": groups.Plan(name="Friday", starts_on=TODAY),
        **changed,
    }  # fmt: skip
    return groups.open_group(**given)


def test_a_group_keeps_the_version_of_its_protocol(cast):
    one = open_one(cast)
    assert (one.protocol, one.protocol_version) == (PROTOCOL, 1)
    assert set(one.leaders.all()) == {cast.alice, cast.bob}


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        (lambda cast: {"protocol": "ipt-standard-16"}, "protocol", "not given in groups"),
        (lambda cast: {"protocol": "ipt-nowhere"}, "protocol", "ipt-nowhere"),
        (lambda cast: {"leaders": []}, "leaders", "one leader"),
        (lambda cast: {"leaders": [cast.charlie]}, "leaders", "does not work in North"),
        (lambda cast: {"leaders": [cast.ada]}, "leaders", "cannot lead"),
        (lambda cast: {"leaders": [cast.olga]}, "leaders", "cannot lead"),
        (lambda cast: {"team": cast.south}, "team", "do not work in South"),
        (lambda cast: {"plan": groups.Plan(name=" ", starts_on=TODAY)}, "name", "blank"),
    ],
)
def test_a_group_that_cannot_be_is_refused(cast, refused, changed, field, says):
    with refused(RefusedError, says, field):
        open_one(cast, **changed(cast))


def test_two_open_groups_of_a_team_have_two_names(cast, refused):
    open_one(cast)
    with refused(RefusedError, "called Friday", "name"):
        open_one(cast)


# ---------------------------------------------------------------- members


def test_joining_puts_the_roster_condition_on_record(cast, group):
    care = courses.open_course(cast, PROTOCOL)
    groups.add_member(by=cast.alice, group=group, episode=care)
    met = {one.id: one.is_met for one in course_of(care).conditions}
    assert met["group_roster"]
    assert not met["group_rules_agreed"]


def test_a_member_follows_the_protocol_of_the_group(cast, group, refused):
    with refused(RefusedError, "another kind", "episode"):
        groups.add_member(by=cast.alice, group=group, episode=cast.cleo_care)


def test_nobody_belongs_to_two_groups(cast, group, refused):
    care = courses.open_course(cast, PROTOCOL)
    groups.add_member(by=cast.alice, group=group, episode=care)
    other = open_one(cast)
    with refused(RefusedError, "a group already", "episode"):
        groups.add_member(by=cast.alice, group=other, episode=care)


def test_leaving_needs_a_reason_and_the_course_goes_on(cast, members, refused):
    with refused(RefusedError, field="because"):
        groups.leave_group(by=cast.alice, member=members[0], because=" ")
    groups.leave_group(by=cast.alice, member=members[0], because="Moved to another town")
    members[0].refresh_from_db()
    assert members[0].left_on == TODAY
    assert Episode.objects.get(pk=members[0].episode_id).is_open
    with refused(RefusedError, "left the group already"):
        groups.leave_group(by=cast.alice, member=members[0], because="Moved to another town")


def test_a_group_is_closed_once_it_is_empty(cast, group, members, refused):
    with refused(RefusedError, "members still"):
        groups.close_group(by=cast.alice, group=group)
    for one in members:
        groups.leave_group(by=cast.alice, member=one, because="The group is over")
    groups.close_group(by=cast.alice, group=group)
    with refused(RefusedError, "closed"):
        groups.plan_group_meeting(by=cast.alice, group=group, starts_at=NOW)


def test_the_second_leader_may_work_in_the_record_of_every_member(cast, members, group):
    group.leaders.add(cast.charlie)
    task = course.add_task(by=cast.charlie, episode=members[0].episode, text="Ring Ann.")
    assert task.episode == members[0].episode
    groups.leave_group(by=cast.alice, member=members[0], because="Moved to another town")
    with pytest.raises(RefusedError, match="Only the people who look after"):
        course.add_task(by=cast.charlie, episode=members[0].episode, text="Ring Ben.")


# ---------------------------------------------------------------- a meeting


def test_planning_puts_a_session_into_every_members_diary(meeting, members):
    for one in members:
        session = session_of(one)
        assert (session.state, session.starts_at, session.minutes) == ("planned", NOW, 90)


def test_holding_it_records_each_members_own_session(cast, meeting, members):
    hold(cast, meeting, came(members, cleo="She rang Ann.", absent="ray"))

    assert [session_of(one).state for one in members] == ["held", "held", "absent"]
    assert session_of(members[0]).opening == "She rang Ann."
    assert session_of(members[1]).opening == ""
    assert [course_of(one.episode).session_number for one in members] == [1, 1, 0]
    assert course_of(members[2].episode).missed == 1


def test_what_the_group_did_stands_in_the_session_of_everybody_who_came(cast, meeting, members):
    planned = course_of(members[0].episode).protocol.agendas[0].items
    hold(cast, meeting, came(members, absent="ray"), agenda=planned[:2])
    assert session_of(members[0]).agenda_done == list(planned[:2])
    assert session_of(members[2]).agenda_done == []


def test_who_joins_later_gets_a_session_with_the_attendance(cast, group, meeting, members):
    session_of(members[0]).delete()  # as if Cleo had joined after the meeting was planned
    hold(cast, meeting, came(members))
    assert session_of(members[0]).state == "held"


def test_all_members_are_recorded_or_none(cast, meeting, members, refused):
    GroupMember.objects.filter(pk=members[2].pk).update(joined_on=TODAY + timedelta(days=1))
    Episode.objects.filter(pk=members[2].episode_id).update(supervisor=None)
    with refused(NotYetError, "Ray Hill"):
        hold(cast, meeting, came(members))
    assert not GroupMeeting.objects.get().held


def test_attendance_can_be_put_right(cast, meeting, members):
    hold(cast, meeting, came(members, absent="ray"))
    parts = came(members, absent="cleo")
    seen = {one.pk: session_of(one).version for one in members}
    parts = {pk: groups.Part(state=one.state, words=one.words, seen=seen[pk])
             for pk, one in parts.items()}  # fmt: skip

    hold(cast, meeting, parts, seen=1)

    assert [session_of(one).state for one in members] == ["absent", "held", "held"]


def test_a_signed_note_stands_against_a_changed_attendance(cast, meeting, members, refused):
    hold(cast, meeting, came(members))
    notes.sign_note(by=cast.alice, session=session_of(members[0]), expected_version=0, text="Calm.")
    parts = {one.pk: groups.Part(state="held", seen=session_of(one).version) for one in members}
    parts[members[0].pk] = groups.Part(state="absent", seen=1)
    with refused(RefusedError, "Cleo Marsh: A signed note"):
        hold(cast, meeting, parts, seen=1)


def test_words_written_meanwhile_are_not_lost(cast, meeting, members):
    hold(cast, meeting, came(members, cleo="She rang Ann."))
    with pytest.raises(ConflictError) as caught:
        hold(cast, meeting, came(members, cleo="She did not ring."), seen=1)
    assert caught.value.theirs["opening"] == "She rang Ann."
    with pytest.raises(ConflictError) as caught:
        hold(cast, meeting, came(members), seen=0, words="Other words.")
    assert caught.value.theirs["notes_of_group"] == "They began to talk to each other."


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (lambda members: {0: groups.Part(state="held")}, "not in the group any more"),
        (lambda members: {one.pk: groups.Part(state="absent") for one in members}, "Nobody came"),
        (lambda members: {one.pk: groups.Part(state="late" if one == members[0] else "held")
                          for one in members}, "whether they came"),
    ],
)  # fmt: skip
def test_attendance_that_cannot_be_is_refused(cast, meeting, members, refused, parts, says):
    with refused(RefusedError, says):
        hold(cast, meeting, parts(members))


def test_an_agenda_of_another_protocol_is_refused(cast, meeting, members, refused):
    with refused(RefusedError, field="agenda_done"):
        hold(cast, meeting, came(members), agenda=["rhythm_chart"])


def test_a_meeting_that_lies_ahead_is_not_recorded_yet(cast, group, members, refused):
    ahead = groups.plan_group_meeting(by=cast.alice, group=group, starts_at=NOW + timedelta(days=1))
    with refused(RefusedError, "lies ahead"):
        hold(cast, ahead, came(members))
    with refused(RefusedError, "not recorded yet"):
        groups.plan_group_meeting(by=cast.alice, group=group, starts_at=NOW + timedelta(days=8))


def test_a_meeting_called_off_leaves_its_number_to_the_next(cast, group, meeting, members):
    groups.call_off_group_meeting(by=cast.alice, meeting=meeting, because="The room was flooded")

    assert {session_of(one).state for one in members} == {"called_off"}
    following = groups.plan_group_meeting(
        by=cast.alice, group=group, starts_at=NOW + timedelta(days=7)
    )
    assert following.number == meeting.number == 1


def test_whose_course_has_ended_is_asked_for_no_more(cast, group, meeting, members):
    hold(cast, meeting, came(members))
    course.end_episode(
        by=cast.alice, episode=members[0].episode, disposition="dropped_out", words="Moved away."
    )
    with clock.at(NOW + timedelta(days=7)):
        following = groups.plan_group_meeting(by=cast.alice, group=group, starts_at=clock.now())
        assert following.sessions.count() == 2
    assert Group.objects.get().members.filter(left_on=None).count() == 3
