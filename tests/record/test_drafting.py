"""From rows to the pieces of a formulation: what the record holds, no more."""

from datetime import date, timedelta

import pytest

from kith.core.diagnoses import diagnoses
from kith.core.formulation import Began, Focus, Someone
from kith.record.drafting import pieces_of
from kith.record.services import agreements, assessment, course, interpersonal, notes
from tests.cast import NOW
from tests.record.conftest import agree_contract

ONSET = date(2025, 10, 1)


@pytest.fixture
def care(cast):
    return cast.cleo_care


@pytest.fixture
def assess(cast, care):
    def keep(**found):
        assessment.save_assessment(by=cast.alice, episode=care, expected_version=0, found=found)

    return keep


@pytest.fixture
def happened(cast, care):
    def record(title, on, kind="move", people=()):
        interpersonal.record_event(
            by=cast.alice, episode=care, people=list(people),
            details={"title": title, "kind": kind, "on": on, "precision": "day"},
        )  # fmt: skip

    return record


@pytest.fixture
def name(cast, care):
    def add(label, **details):
        (one,) = interpersonal.add_people(by=cast.alice, episode=care, labels=[label])
        return interpersonal.describe_person(
            by=cast.alice, episode=care, person=one, details=details
        )

    return add


def test_an_empty_record_gives_no_piece(care):
    pieces = pieces_of(care)
    assert (pieces.illness, pieces.onset, pieces.began, pieces.sessions) == ("", None, None, None)
    assert [*pieces.feelings, *pieces.focus, *pieces.goals, *pieces.strengths] == []


def test_the_illness_has_its_plain_name(care, assess):
    assess(diagnosis=diagnoses()["single_moderate"].title, strengths="Two good friends")
    pieces = pieces_of(care)
    assert pieces.illness == "depression"
    assert pieces.strengths == ["Two good friends"]


def test_a_diagnosis_that_the_list_does_not_know_is_not_put_into_other_words(care, assess):
    assess(diagnosis="Something rare")
    assert pieces_of(care).illness == ""


def test_the_one_event_near_the_onset_is_offered_with_its_person(care, assess, happened, name):
    ben = name("Ben", relation="husband")
    assess(onset_on=ONSET, onset_precision="month")
    happened("Ben lost his post", ONSET - timedelta(days=20), people=[ben])
    happened("Moved to Leeds", ONSET - timedelta(days=400))
    began = pieces_of(care).began
    assert began == Began("Ben lost his post", Someone("Ben", "husband"), "move")


def test_of_several_events_none_is_chosen(care, assess, happened):
    assess(onset_on=ONSET, onset_precision="month")
    happened("Moved to Leeds", ONSET - timedelta(days=30))
    happened("Lost the post", ONSET - timedelta(days=20), kind="move")
    assert pieces_of(care).began is None


def test_without_an_onset_no_event_is_offered(care, happened):
    happened("Moved to Leeds", ONSET)
    assert pieces_of(care).began is None


def test_of_two_people_none_is_named(care, assess, happened, name):
    assess(onset_on=ONSET, onset_precision="month")
    happened("Quarrel", ONSET - timedelta(days=9), people=[name("Ben"), name("Ann")])
    assert pieces_of(care).began.person is None


def test_of_a_death_only_who_died_may_be_named(care, assess, happened, name):
    on = ONSET - timedelta(days=9)
    mother = name("Mother", died_on=on, died_precision="day")
    assess(onset_on=ONSET, onset_precision="month")
    happened("Her mother's death", on, kind="death", people=[mother, name("Ann")])
    assert pieces_of(care).began.person == Someone("Mother", "")


def test_the_focus_comes_with_its_person_and_what_was_noted(cast, care, name):
    ben = name("Ben", relation="husband")
    agreements.agree_problem_areas(
        by=cast.alice,
        episode=care,
        choices=[
            agreements.Choice(
                area="role_dispute", reasons="The silence with Ben.", person=ben,
                details={"stage": "impasse"},
            ),
            agreements.Choice(
                area="role_transition", reasons="Since the birth of the second child.",
                details={"old_role": "teacher", "new_role": "mother at home"},
            ),
        ],
        set_aside={"grief": "Nobody died.", "interpersonal_deficits": "She has friends."},
    )  # fmt: skip
    assert pieces_of(care).focus == [
        Focus("role_dispute", Someone("Ben", "husband"), stage="impasse"),
        Focus("role_transition", old_role="teacher", new_role="mother at home"),
    ]


def test_the_contract_gives_sessions_and_goals(cast, care):
    agree_contract(cast.alice, care)
    pieces = pieces_of(care)
    assert (pieces.sessions, pieces.goals) == (16, ["See Ann again"])


def test_the_first_words_on_the_mood_are_the_clients_own(cast, care):
    for days, mood in ((3, ""), (2, "Grey"), (1, "Lighter")):
        at = NOW - timedelta(days=days)
        one = course.plan_session(by=cast.alice, episode=care, starts_at=at)
        notes.save_work(
            by=cast.alice,
            session=course.hold_session(by=cast.alice, session=one),
            expected_version=0,
            work={"mood": mood, "event": "x"},
        )
    assert pieces_of(care).feelings == ["Grey"]
