"""The header of a record: its words, and its rooms."""

import pytest

from kith.web.header import ROOMS, Header


def header(**known) -> Header:
    return Header(episode=12, name="Cleo Marsh", **known)


def test_it_leads_to_every_room_of_the_record():
    rooms = header().rooms
    assert [room.name for room in rooms] == list(ROOMS)
    assert all(room.href.startswith("/episodes/12/") for room in rooms)


def test_it_marks_the_rooms_in_which_something_waits():
    marks = {room.name: room.mark for room in header(marks={"measures": 2}).rooms}
    assert marks["measures"] == 2
    assert marks["inventory"] == 0


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"session": 7, "total": 16}, "Session 7 of 16"),
        ({"session": 1}, "1 session"),
        ({"session": 3}, "3 sessions"),
        ({}, "0 sessions"),
    ],
)
def test_it_says_where_the_course_stands(known, words):
    assert header(**known).session_words == words


@pytest.mark.parametrize(("age", "words"), [(34, "34 years"), (0, "0 years"), (None, "")])
def test_it_says_an_age_only_where_it_is_known(age, words):
    assert header(age=age).age_words == words
