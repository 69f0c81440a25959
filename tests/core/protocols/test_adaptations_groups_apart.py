"""Young people, groups, borderline and substance use: what sets each protocol apart."""

import pytest

from kith.core.protocols.engine import Fact, replay
from tests.core.protocols.adaptations_groups import (
    BORDERLINE,
    SPECS,
    each_group,
    of,
    statuses,
)
from tests.core.protocols.stories import day

# ---------------------------------------------------------------- what must never be


def test_skills_training_is_no_treatment_for_a_present_disorder():
    protocol = of("ipt-ast")
    assert "present_disorder" in protocol.exclusions
    assert protocol.condition["no_current_disorder"].before == "session"
    assert statuses("ipt-ast")["depression"] == "not_recommended"
    assert "disorder_found" in protocol.safety
    assert "grief" not in protocol.problem_areas
    assert "no difference in who fell ill" in protocol.indications[0].why


@pytest.mark.parametrize("name", SPECS)
def test_borderline_personality_is_never_more_than_under_investigation(name):
    assert statuses(name).get("borderline") in {None, "under_investigation", "not_recommended"}


def test_substance_use_alone_is_limited_and_needs_addiction_care_beside_it():
    protocol = of("ipt-sud-co")
    assert statuses("ipt-sud-co")["substance_use"] == "limited"
    assert "addiction_care" in protocol.eligibility.needs
    assert protocol.condition["addiction_care"].before == "contract"
    assert "use_without_depression" in protocol.cautions
    assert {"not_intoxicated", "withdrawal_and_overdose"} <= set(protocol.safety)


def test_the_form_of_who_does_not_borrow_a_trial_of_its_own():
    [indication] = of("ipt-g-who-8").indications
    assert "sixteen groups" in indication.why
    assert "no trial of exactly these eight" in indication.why


# ---------------------------------------------------------------- how each differs


def test_a_young_person_gets_a_limited_sick_role_and_is_asked_about_suicide_every_time():
    protocol = of("ipt-a-12")
    tasks = {task.milestone for phase in protocol.phases for task in phase.tasks}
    assert "limited_sick_role_given" in tasks
    assert "sick_role_given" not in tasks
    for one in protocol.agendas:
        assert ("risk_baseline" if one.session == 1 else "ask_about_suicide") in one.items
    assert all("mood_rating" in one.items for one in protocol.agendas if one.session != 1)
    assert "guardian_ending_talk" in protocol.ending.required
    calls = protocol.meeting["calls_in_first_month"]
    assert (calls.first, calls.last) == (1, 4)


def test_the_parents_come_at_the_beginning_in_the_middle_and_at_the_end():
    meetings = of("ipt-a-12").meeting
    spans = [
        (meetings[one].first, meetings[one].last)
        for one in ("parents_at_start", "parents_in_the_middle", "parents_at_end")
    ]
    assert spans == [(1, 2), (5, 8), (11, 12)]


@each_group
def test_a_group_has_a_roster_rules_and_goodbyes_and_speaks_of_risk_alone(name):
    protocol = of(name)
    assert protocol.condition["group_roster"].before == "session"
    assert protocol.condition["group_rules_agreed"].before == "contract"
    assert "group_goodbyes_said" in protocol.ending.required
    assert "group_goodbyes_said" in protocol.agendas[-1].items
    assert "risk_spoken_alone" in protocol.safety
    assert "group_process" in protocol.techniques
    assert protocol.missed.counts, "the group goes on without the member"


@each_group
def test_every_working_session_of_a_group_goes_round_and_ends_in_a_task(name):
    protocol = of(name)
    last = {one.id: one.last for one in protocol.phases}[protocol.phases[-1].id]
    for one in protocol.agendas:
        if one.session == 1:
            assert {"group_met", "group_rules"} <= set(one.items)
        else:
            assert "group_round" in one.items
        if one.phase in {"middle", "skills", "motive_modules"} and one.session not in {1, last}:
            assert "group_task" in one.items


@each_group
def test_no_group_begins_before_the_individual_meeting(name):
    protocol = of(name)
    roster = [Fact(day(0), "condition", one) for one in protocol.condition]
    course = replay(protocol, roster, today=day(0))
    assert not course.may_hold_session
    met = course.after(Fact(day(0), "meeting", "before_the_group"))
    assert met.may_hold_session


def test_groups_of_who_and_uganda_can_be_led_by_trained_lay_people_under_supervision():
    for name in ("ipt-g-who-8", "ipt-g-uganda-16"):
        protocol = of(name)
        assert "lay_delivery" in protocol.eligibility.helps
        assert "supervisor_reachable" in protocol.safety
        assert protocol.condition["supervisor_named"].before == "session"


def test_the_binge_eating_group_is_met_alone_half_way_and_after_the_end():
    protocol = of("ipt-g-wilfley-20")
    half_way = protocol.meeting["half_way"]
    assert (half_way.first, half_way.last) == (10, 11)
    assert protocol.ending.countdown_from == 5
    assert "low_weight" in protocol.exclusions


@BORDERLINE
def test_borderline_safety_plan_at_session_one_reviewed_in_every_other(name):
    protocol = of(name)
    made = protocol.phases[0].tasks[0]
    assert (made.milestone, made.opens, made.by) == ("safety_plan_agreed", 1, 1)
    assert protocol.condition["supervisor_named"].before == "session"
    assert "required" in protocol.delivery.supervision
    for one in protocol.agendas:
        first = one.session == 1
        assert ("safety_plan_agreed" if first else "safety_plan_reviewed") in one.items
        assert ("risk_baseline" if first else "ask_about_suicide") in one.items


@BORDERLINE
def test_borderline_the_parting_is_prepared_well_ahead_and_going_on_is_decided(name):
    protocol = of(name)
    assert protocol.ending.countdown_from >= 8
    assert "continuation_decided" in protocol.phases[0].leave.milestones
    assert [one.id for one in protocol.phases] == ["acute", "continuation"]


def test_borderline_twice_a_week_for_two_weeks_and_a_weekly_call_in_one_form_only():
    one, other = of("ipt-bpd-34"), of("ipt-bpd-r")
    assert [one.cadence_of(session)[0] for session in (1, 4, 5, 18, 34)] == [3, 3, 7, 7, 7]
    assert one.meeting["weekly_call"].every_days == 7
    assert "weekly_phone_agreed" in one.condition
    assert (other.cadence, set(other.meeting)) == ((), {"family_meeting", "crisis_meeting"})
    assert "number_looked_at" in other.agenda_items["acute", 22]


def test_borderline_self_image_is_marked_as_the_area_of_one_version():
    area = of("ipt-bpd-34").vocabulary.areas["self_image"]
    assert "one early version" in area.title
    assert area.verified is False


def test_beside_addiction_care_the_free_questions_stand_for_the_audit():
    protocol = of("ipt-sud-co")
    assert protocol.alternatives == {"audit": "auditc"}
    assert all(one.items[0] == "sober_enough" for one in protocol.agendas)


def test_the_groups_of_mit_take_one_motive_after_the_other():
    protocol = of("mit-g-16")
    motives = ("attachment", "rank", "inclusion", "care", "exploration", "cooperation")
    for number, motive in enumerate(motives):
        for session in (2 + 2 * number, 3 + 2 * number):
            assert f"motive_{motive}" in protocol.agenda_items["motive_modules", session]
    played = [one.session for one in protocol.agendas if "motive_played" in one.items]
    assert played == [3, 5, 7, 9, 11, 13, 14]
    assert protocol.vocabulary.steps["motive_played"].then == "strategies"
