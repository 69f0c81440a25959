"""Meetings beside the sessions, on their pages."""

from datetime import timedelta

import pytest

from kith.record import clock
from kith.record.models import Meeting
from tests import courses
from tests.cast import NOW
from tests.web.reading import words


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def care(cast):
    return courses.open_course(cast, "ipt-b-8")


PLANNED = {"kind": "engagement", "starts_at": "2026-03-02T09:00", "minutes": "45", "medium": "room"}


def at(care, path="meetings/"):
    return f"/episodes/{care.pk}/{path}"


@pytest.fixture
def planned(alice, care):
    alice.post(at(care, "meetings/plan/"), PLANNED)
    return Meeting.objects.get()


def act(alice, planned, **typed):
    return alice.post(at(planned.episode, f"meetings/{planned.pk}/"), typed)


def test_it_lists_the_kinds_with_their_rule_and_what_was_held(alice, care, planned):
    said = words(alice.get(at(care)))
    assert "Held 0 of at most 1" in said
    assert "Before the first session" in said
    assert "offered, not required" in said
    act(alice, planned, act="hold", came="Dana and her sister")
    said = words(alice.get(at(care)))
    assert "Held 1 of at most 1" in said
    assert "Dana and her sister" in said
    assert "held once" in words(alice.get(at(care, "course/")))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": "booster"}, "not one of the available choices"),
        ({"starts_at": ""}, "This field is required"),
        ({"starts_at": "2026-01-01T09:00"}, "before the referral"),
        ({"minutes": "1"}, "5 to 180 minutes"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_planned(alice, care, changed, says):
    answer = alice.post(at(care, "meetings/plan/"), PLANNED | changed)
    assert answer.status_code == 422
    assert says in words(answer)
    assert not Meeting.objects.exists()


def test_it_is_held_written_down_and_taken_back(alice, care, planned):
    assert act(alice, planned, act="hold", came="").status_code == 422
    act(alice, planned, act="hold", came="Dana")
    act(alice, planned, act="write", version="0", note="She told how it began.")
    said = words(alice.get(at(care, f"meetings/{planned.pk}/")))
    assert "There: Dana" in said
    assert "She told how it began." in said

    assert act(alice, planned, act="reopen", reason="The wrong day").status_code == 302
    planned.refresh_from_db()
    assert (planned.state, planned.note) == ("planned", "She told how it began.")


def test_it_is_moved_or_missed(alice, planned):
    act(alice, planned, act="move", starts_at="2026-03-03T09:00")
    act(alice, planned, act="miss", state="cancelled", reason="A cold")
    planned.refresh_from_db()
    assert (planned.state, planned.state_reason) == ("cancelled", "A cold")


def test_of_two_windows_the_second_shows_both_texts(alice, planned):
    act(alice, planned, act="write", version="0", note="First.")
    answer = act(alice, planned, act="write", version="0", note="Second.")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "First." in page
    assert "Second." in page
    assert 'name="version" value="1"' in page


def test_a_booster_is_planned_after_the_end(alice, cast):
    care = courses.open_course(cast, "ipt-sad-16")
    courses.meet_conditions(cast, care)
    last = courses.carry(cast, care, 1)
    with clock.at(last + timedelta(days=1)):
        ended = courses.end(cast, care)
        assert "Meetings after the course" in words(alice.get(at(ended, "ending/")))
        typed = PLANNED | {"kind": "booster", "starts_at": f"{clock.now():%Y-%m-%dT%H:%M}"}
        assert alice.post(at(ended, "meetings/plan/"), typed).status_code == 302
        assert act(alice, Meeting.objects.get(), act="hold", came="Dana").status_code == 302


def test_a_meeting_of_another_course_is_not_found(alice, cast, care, planned):
    assert alice.get(at(cast.cleo_care, f"meetings/{planned.pk}/")).status_code == 404


def test_it_asks_the_database_as_often_for_many_as_for_one(
    alice, cast, care, django_assert_max_num_queries
):
    for hours in range(12):
        typed = PLANNED | {"starts_at": f"{NOW + timedelta(hours=hours):%Y-%m-%dT%H:%M}"}
        alice.post(at(care, "meetings/plan/"), typed)
    with django_assert_max_num_queries(20):
        alice.get(at(care))


def test_the_day_shows_what_is_planned_beside_the_sessions(alice, planned):
    said = words(alice.get("/"))
    assert "Meetings beside the sessions" in said
    act(alice, planned, act="hold", came="Dana")
    assert "Meetings beside the sessions" not in words(alice.get("/"))
