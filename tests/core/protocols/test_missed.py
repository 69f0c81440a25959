"""Missed sessions: where they count, whoever stays away finds the group where it is by then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core import catalogue
from kith.core.protocols.engine import Fact, replay
from kith.core.protocols.facts import CALLED_OFF
from tests.core.protocols.rich import rich
from tests.core.protocols.stories import course, day, diligent

ALL = catalogue.protocols()
COUNTING = [one for one in ALL if one.missed.counts]
OTHERS = [one for one in ALL if not one.missed.counts]
READY = "1: ?rules_agreed ?guardian_said_yes &pre contract=8"
JUDGED = ('exit = "clinical"\n', "")
TOGETHER = rich(("counts = false", "counts = true"), JUDGED)
ALONE = rich(JUDGED)


def told(protocol, sessions, *, missing=()):
    """A member of a group after so many of its sessions, away from some of them."""
    begun = [Fact(day(1), "condition", one.id) for one in protocol.conditions]
    begun += [Fact(day(1), "meeting", one.id) for one in protocol.before_session_one]
    away = {day(number) for number in missing}
    story = [
        one._replace(kind="missed") if one.kind == "session" and one.on in away else one
        for one in diligent(protocol, sessions)
    ]
    return replay(protocol, [*begun, *story], today=day(sessions))


def planned(found):
    """The ids of the agenda, without what an absence adds to it."""
    return [item.id for item in found.agenda if item.kind != "contact" and not item.carried_over]


def test_they_count_in_every_form_that_is_a_group_and_in_no_other():
    assert len(COUNTING) >= 4
    assert all(one.format != "individual" for one in COUNTING)
    assert {one.id for one in OTHERS} >= {"ipt-standard-12", "ipt-standard-16", "ipsrt", "dit-16"}


@pytest.mark.parametrize("protocol", COUNTING, ids=lambda one: one.id)
def test_a_member_who_was_away_once_is_where_the_group_is(protocol):
    """Whatever session was missed: the same number, agenda, rhythm and phase, and the same end."""
    total = protocol.sessions.total
    for away in range(1, total):
        group, member = (told(protocol, away, missing=missing) for missing in ((), (away,)))
        assert (member.session_number, member.sessions_used) == (away - 1, group.sessions_used)
        assert planned(member) == planned(group), f"after session {away}"
        assert member.every_days == group.every_days
        assert [one.sessions for one in member.phases] == [one.sessions for one in group.phases]
        at_end = told(protocol, total, missing=(away,))
        assert at_end.phase.id == protocol.phases[-1].id
        assert (at_end.sessions_left, at_end.irregularities) == (0, ())


@pytest.mark.parametrize("protocol", COUNTING, ids=lambda one: one.id)
def test_what_the_last_session_brings_is_asked_of_whoever_missed_others(protocol):
    total = protocol.sessions.total
    before = told(protocol, total - 1, missing=(2, 3))
    assert f"session {total}" in " ".join(item.title for item in before.due)
    assert before.ending.near
    late = {item.id for item in before.overdue if item.kind in {"phase", "task"}}
    assert late == set()


def test_session_four_follows_session_three_for_whoever_was_away():
    member = course(f"{READY}\n2: phq9 session\n3: phq9 session\n4: missed", TOGETHER)
    alone = course(f"{READY}\n2: phq9 session\n3: phq9 session\n4: missed", ALONE)
    step = [next(item.title for item in one.due if item.id == "phq9") for one in (member, alone)]
    assert step == ["PHQ-9 for session 4", "PHQ-9 for session 3"]
    assert (member.sessions_left, alone.sessions_left) == (5, 6)
    assert {one.id for one in member.overdue} >= {"illness_named", "inventory_mapped"}


def test_what_the_clinic_called_off_nobody_missed():
    """The group itself did not meet: no session is used, though somebody gets in touch."""
    story = [Fact(day(week), "missed", CALLED_OFF) for week in (3, 4)]
    found = replay(TOGETHER, [*course(f"{READY}\n2: session", TOGETHER).facts, *story],
                   today=day(4))  # fmt: skip
    assert (found.sessions_used, found.sessions_left, found.missed) == (1, 7, 2)
    assert found.agenda[0].kind == "contact"


def test_a_measure_of_certain_sessions_is_asked_in_the_next_when_one_of_them_was_missed():
    asked = TOGETHER, ALONE
    first = [course(f"{READY}\n2: missed", one) for one in asked]
    assert all("wsas" in found.optional_measures for found in first)
    middle = "\n".join(f"{week}: session wsas" for week in (2, 3, 4))
    found = course(f"{READY}\n{middle}\n5: missed", TOGETHER)
    assert "wsas" in found.optional_measures  # the middle, session 4, was missed
    after = course(f"{READY}\n{middle}\n5: missed\n6: wsas session", TOGETHER)
    assert "wsas" not in after.optional_measures


HAPPENED = st.lists(st.sampled_from(["session", "missed", CALLED_OFF]), max_size=30)


def happened(protocol, words):
    """A course in which this happened, week by week."""
    facts = [
        Fact(day(week), "session" if word == "session" else "missed",
             word if word == CALLED_OFF else "")
        for week, word in enumerate(words, 1)
    ]  # fmt: skip
    return replay(protocol, facts, today=day(len(words) + 1))


@pytest.mark.parametrize("protocol", ALL, ids=lambda one: one.id)
@given(words=HAPPENED)
def test_used_are_those_held_and_those_missed_only_where_they_count(protocol, words):
    found = happened(protocol, words)
    counted = words.count("missed") if protocol.missed.counts else 0
    assert found.session_number == words.count("session")
    assert found.sessions_used == found.session_number + counted
    assert found.sessions_left == max(0, found.total - found.sessions_used)


@pytest.mark.parametrize("protocol", OTHERS, ids=lambda one: one.id)
@given(words=HAPPENED)
def test_elsewhere_an_absence_moves_nothing(protocol, words):
    """The course is the one of the sessions held, but for the contact that an absence asks for."""
    found = happened(protocol, words)
    held = replay(protocol, [one for one in found.facts if one.kind == "session"],
                  today=found.today)  # fmt: skip
    assert [one for one in found.agenda if one.kind != "contact"] == list(held.agenda)
    assert found.phases == held.phases
    assert found.measures_for_next_session == held.measures_for_next_session
    assert {one for one in found.due if one.kind != "contact"} == {
        one for one in held.due if one.kind != "contact"
    }
