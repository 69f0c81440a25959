"""Groups on their pages: the list, the roster, one meeting for all; and what no member sees."""

from datetime import timedelta

import pytest

from kith.record.models import Episode, Group, GroupMeeting, GroupMember, Session
from kith.record.services import groups
from kith.web.header import ROOMS
from tests import courses
from tests.cast import NOW
from tests.web.reading import words

PROTOCOL = "ipt-g-who-8"
TODAY = NOW.date()


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def group(cast):
    """Cleo and Dana in a group that Alice leads; both are ready for its first meeting."""
    one = courses.group_for(cast, PROTOCOL)
    Episode.objects.filter(pk=cast.cleo_care.pk).update(protocol=PROTOCOL, protocol_version=1)
    for care in (Episode.objects.get(pk=cast.cleo_care.pk), courses.open_course(cast, PROTOCOL)):
        groups.add_member(by=cast.alice, group=one, episode=care)
        courses.meet_conditions(cast, care)
        courses.hold_meetings(cast, care, "before")
    return one


@pytest.fixture
def meeting(cast, group):
    return groups.plan_group_meeting(by=cast.alice, group=group, starts_at=NOW)


def at(group, path=""):
    return f"/groups/{group.pk}/{path}"


def attendance(meeting, **said):
    """What the form sends: everybody came, and said this."""
    typed = {"act": "hold", "version": str(meeting.version), "notes_of_group": "Quiet at first."}
    for member in GroupMember.objects.filter(group=meeting.group):
        name = member.episode.client.given_name.casefold()
        session = Session.objects.filter(group_meeting=meeting, episode=member.episode).first()
        typed |= {
            f"member{member.pk}-seen": str(session.version if session else 0),
            f"member{member.pk}-state": "absent" if said.get(name) is None else "held",
            f"member{member.pk}-words": said.get(name) or "",
        }
    return typed


# ---------------------------------------------------------------- opening, joining


def opening(cast, **changed):
    return {
        "name": "Friday", "protocol": PROTOCOL, "team": cast.north.pk, "leaders": [cast.alice.pk],
        "starts_on": "2026-03-06", "day": "4", "starts_at": "14:00", "place": "Room 2", **changed,
    }  # fmt: skip


def test_a_group_is_opened_and_listed_to_its_leaders(alice, cast, client):
    answer = alice.post("/groups/new/", opening(cast))
    one = Group.objects.get()
    assert answer.headers["Location"] == at(one)
    said = words(alice.get("/groups/"))
    assert "Friday" in said
    assert "Room 2" in said
    client.force_login(cast.charlie)
    assert "You lead no group now" in words(client.get("/groups/"))


@pytest.mark.parametrize("changed", [{"name": ""}, {"protocol": "ipt-standard-16"},
                                     {"leaders": []}, {"starts_on": "soon"}])  # fmt: skip
def test_a_group_that_cannot_be_is_not_opened(alice, cast, changed):
    answer = alice.post("/groups/new/", opening(cast, **changed))
    assert answer.status_code == 422
    assert not Group.objects.exists()


def test_only_clients_with_a_course_of_the_protocol_can_join(alice, cast):
    one = courses.group_for(cast, PROTOCOL)
    assert "no other client with a course of this protocol" in words(alice.get(at(one)))
    care = courses.open_course(cast, PROTOCOL)
    assert "Dana Field" in alice.get(at(one)).content.decode()

    assert alice.post(at(one), {"act": "join", "episode": care.pk}).status_code == 302
    assert alice.post(at(one), {"act": "join", "episode": cast.cleo_care.pk}).status_code == 422

    assert GroupMember.objects.get().episode == care


def test_the_roster_shows_rules_and_where_each_course_stands(alice, group):
    said = words(alice.get(at(group)))
    assert "Cleo Marsh" in said
    assert "Dana Field" in said
    assert "Session 0 of 8" in said
    assert "made for" in said  # two are too few for a group
    member = GroupMember.objects.first()
    alice.post(at(group, f"members/{member.pk}/"), {"act": "rules", "on": "2026-03-02"})
    assert "agreed" in words(alice.get(at(group)))


def test_somebody_leaves_with_a_reason(alice, group):
    member = GroupMember.objects.first()
    page = at(group, f"members/{member.pk}/")
    assert alice.post(page, {"act": "leave", "because": ""}).status_code == 422
    alice.post(page, {"act": "leave", "because": "Moved to another town"})
    assert "Moved to another town" in words(alice.get(at(group)))
    assert alice.get(page).status_code == 404


# ---------------------------------------------------------------- a meeting


def test_the_next_meeting_is_planned_for_everybody(alice, group):
    said = words(alice.get(at(group)))
    assert "Agenda of meeting 1" in said
    alice.post(at(group), {"act": "plan", "starts_at": "2026-03-04T14:00", "minutes": "90"})
    assert GroupMeeting.objects.get().sessions.count() == 2
    assert "Plan the next meeting" not in words(alice.get(at(group)))


def test_one_form_records_the_meeting_in_each_members_own_record(alice, meeting):
    page = at(meeting.group, f"meetings/{meeting.pk}/")
    answer = alice.post(page, attendance(meeting, cleo="She rang Ann.", dana="He listened."))
    assert answer.headers["Location"] == at(meeting.group)
    said = dict(Session.objects.values_list("episode__client__given_name", "opening"))
    assert said == {"Cleo": "She rang Ann.", "Dana": "He listened."}
    assert "held" in words(alice.get(at(meeting.group)))
    assert "She rang Ann." in alice.get(page).content.decode()


def test_attendance_that_is_not_filled_in_stores_nothing(alice, meeting):
    page = at(meeting.group, f"meetings/{meeting.pk}/")
    answer = alice.post(page, {"act": "hold", "version": "0", "notes_of_group": "Quiet at first."})
    assert answer.status_code == 422
    assert "Quiet at first." in answer.content.decode()
    assert "Nobody came" in words(alice.post(page, attendance(meeting)))
    meeting.refresh_from_db()
    assert not meeting.held


def test_a_member_whose_conditions_wait_is_named_and_nobody_is_recorded(alice, cast, meeting):
    Episode.objects.filter(client=cast.dana).update(supervisor=None)
    page = at(meeting.group, f"meetings/{meeting.pk}/")
    answer = alice.post(page, attendance(meeting, cleo="x", dana="y"))
    assert answer.status_code == 422
    assert "Dana Field" in words(answer)
    assert not Session.objects.filter(state="held").exists()


def test_of_two_who_record_it_the_second_sees_what_the_first_wrote(alice, meeting):
    page, stale = at(meeting.group, f"meetings/{meeting.pk}/"), attendance(meeting, cleo="First.")
    alice.post(page, stale)
    answer = alice.post(page, stale | {"notes_of_group": "Something else."})
    assert answer.status_code == 409
    assert "Quiet at first." in words(answer)
    assert "Something else." in answer.content.decode()


def test_it_is_called_off_with_a_reason(alice, meeting):
    page = at(meeting.group, f"meetings/{meeting.pk}/")
    alice.post(page, {"act": "call_off", "because": "The room was flooded"})
    assert "The room was flooded" in words(alice.get(page))
    assert set(Session.objects.values_list("state", flat=True)) == {"called_off"}


# ---------------------------------------------------------------- what no member's record shows


def test_who_was_away_and_who_came_go_on_with_the_same_meeting(alice, cast, group, meeting):
    alice.post(at(group, f"meetings/{meeting.pk}/"), attendance(meeting, cleo="Came, and sat."))
    following = NOW + timedelta(days=7)

    def shown(together):
        sessions = Session.objects.filter(group_meeting=together)
        pages = [f"/episodes/{one.episode_id}/sessions/{one.pk}/" for one in sessions]
        return ["Session 2 of 8" in words(alice.get(page)) for page in pages]

    second = groups.plan_group_meeting(by=cast.alice, group=group, starts_at=following)
    assert shown(second) == [True, True]
    groups.call_off_group_meeting(by=cast.alice, meeting=second, because="The room is closed.")
    third = groups.plan_group_meeting(by=cast.alice, group=group, starts_at=following)
    assert shown(third) == [True, True]


def test_a_members_record_names_no_other_member(alice, cast, meeting):
    typed = attendance(meeting, cleo="She rang Ann.", dana="He listened.")
    alice.post(at(meeting.group, f"meetings/{meeting.pk}/"), typed)
    care = Episode.objects.get(client=cast.cleo)
    session = Session.objects.get(episode=care)
    paths = ["" if room == "episode" else f"{room.replace('_', '-')}/" for room in ROOMS]
    paths += ["meetings/", "contacts/", f"sessions/{session.pk}/"]
    for path in paths:
        answer = alice.get(f"/episodes/{care.pk}/{path}")
        if answer.status_code == 200:
            page = answer.content.decode()
            assert "Dana" not in page, path
            assert "He listened." not in page, path
            assert "Quiet at first." not in page, path
    assert meeting.group.name in alice.get(f"/episodes/{care.pk}/").content.decode()


def test_a_therapist_who_does_not_lead_it_sees_no_roster(client, cast, group):
    client.force_login(cast.bob)  # who supervises both courses
    assert client.get(at(group)).status_code == 404
    assert client.get(f"/episodes/{cast.cleo_care.pk}/").status_code == 200


def test_it_asks_the_database_as_often_for_many_as_for_few(
    alice, cast, group, django_assert_max_num_queries
):
    for days in range(5):
        one = groups.plan_group_meeting(
            by=cast.alice, group=group, starts_at=NOW + timedelta(days=days)
        )
        groups.call_off_group_meeting(by=cast.alice, meeting=one, because="A holiday")
    with django_assert_max_num_queries(22):
        alice.get(at(group))
