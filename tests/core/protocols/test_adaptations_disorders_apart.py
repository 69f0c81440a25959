"""Other disorders, DIT and MIT: what sets each protocol apart."""

from datetime import timedelta

import pytest

from kith.core.errors import NotYetError
from kith.core.protocols.engine import Fact, replay
from tests.core.protocols.adaptations_disorders import (
    IPT,
    SPECS,
    begun,
    each,
    each_eating,
    each_unproven,
    lived,
    of,
    on_agendas,
)
from tests.core.protocols.stories import MONDAY


@each
def test_a_client_who_does_everything_reaches_the_end_with_nothing_late(name, spec):
    course = lived(name)
    assert course.disposition == "ended"
    assert course.session_number == spec.sessions[0]
    assert course.ending.outstanding == ()
    assert {phase.state for phase in course.phases} == {"done"}
    assert course.irregularities == ()


@each
def test_such_a_course_meets_every_strategy_of_its_phases_in_time(name, spec):
    worked = lived(name).strategies_worked.keys()
    for phase in of(name).phases:
        rooms = phase.last - phase.first + 1
        assert set(phase.strategies[: min(rooms // 2, len(phase.strategies))]) <= worked


def test_how_long_each_takes():
    """Weeks from the first session to the last: the time the sources name."""
    weeks = {name: (lived(name).session_dates[-1] - MONDAY).days / 7 for name in SPECS}
    assert 100 <= weeks["ipsrt"] <= 108, "two years"
    assert 18 <= weeks["ipt-bn-19"] <= 20
    assert 19 <= weeks["ipt-bed-20"] <= 26
    assert 13 <= weeks["ipt-ptsd-14"] <= 14
    assert 15 <= weeks["ipt-sad-16"] <= 20
    assert 11 <= weeks["ipt-i-12"] <= 12
    assert 18 <= weeks["ipt-bdd-19"] <= 26
    assert 15 <= weeks["dit-16"] <= 22
    assert 47 <= weeks["mit-12m"] <= 56


# ---------------------------------------------------------------- social rhythm therapy


def test_ipsrt_is_never_held_without_prescriber_and_medication_list():
    with pytest.raises(NotYetError, match="Medication list"):
        begun("ipsrt", "condition prescriber_named").after(Fact(MONDAY, "session"))
    with pytest.raises(NotYetError, match="Prescriber"):
        begun("ipsrt", "condition medication_list").after(Fact(MONDAY, "session"))
    both = begun("ipsrt", "condition prescriber_named", "condition medication_list")
    assert both.after(Fact(MONDAY, "session")).session_number == 1


def test_ipsrt_contract_waits_for_the_rhythm_diary():
    course = begun(
        "ipsrt", "condition prescriber_named", "condition medication_list",
        "condition mood_stabiliser_or_review",
    )  # fmt: skip
    with pytest.raises(NotYetError, match="diary"):
        course.after(Fact(MONDAY, "contract", amount=43))
    started = course.after(Fact(MONDAY, "condition", "rhythm_diary_started"))
    assert started.after(Fact(MONDAY, "contract", amount=43)).total == 43


WATCHED = {
    "raised_mood": ("asrm", 6, "urgent"),
    "raised_mood_rated": ("ymrs", 13, "urgent"),
    "low_mood": ("phq9", 10, "review"),
    "very_short_sleep": ("short_sleep", 5, "urgent"),
    "short_sleep": ("short_sleep", 6, "review"),
    "rhythm_lost": ("irregular", 1.5, "review"),
}


def test_ipsrt_watches_both_poles_and_the_diary():
    watch = {one.id: one for one in of("ipsrt").watch}
    found = {
        key: (
            watch[key].instrument or watch[key].diary,
            watch[key].at_least or watch[key].hours or watch[key].fall,
            watch[key].level,
        )
        for key in WATCHED
    }
    assert found == WATCHED
    assert watch["low_mood"].times == 2
    assert watch["very_short_sleep"].nights == watch["short_sleep"].nights == 2
    for key in ("raised_mood", "raised_mood_rated", "very_short_sleep"):
        assert "prescriber" in watch[key].action
        assert "same week" in watch[key].action


def test_ipsrt_never_advises_to_sleep_less():
    protocol = of("ipsrt")
    assert "sleep_deprivation" in protocol.proscribed
    assert "never_without_medication" in protocol.safety
    assert "rhythm_work" in protocol.techniques
    for name in set(SPECS) - {"ipsrt"}:
        assert "rhythm_work" not in of(name).techniques


def test_ipsrt_asks_about_both_poles_at_every_session_and_reads_the_diary_from_the_third_on():
    for number in range(1, 44):
        items = on_agendas("ipsrt", number)
        assert "both_poles" in items
        assert ("diary_together" in items) == (number >= 3)


def test_ipsrt_phases_are_left_by_judgement_and_running_over_is_no_warning():
    course = begun(
        "ipsrt", *(f"condition {one.id}" for one in of("ipsrt").conditions)
    )  # fmt: skip
    for week in range(9):
        course = course.after(Fact(MONDAY + timedelta(weeks=week), "session"))
    assert course.phase.id == "initial"
    assert course.warnings == ()
    assert course.blockers


# ---------------------------------------------------------------- eating disorders


def test_bulimia_twice_a_week_at_first_and_every_two_weeks_at_the_end():
    protocol = of("ipt-bn-19")
    days = {number: protocol.cadence_of(number)[0] for number in (2, 4, 5, 16, 17, 19)}
    assert days == {2: 4, 4: 4, 5: 7, 16: 7, 17: 14, 19: 14}


def test_bulimia_eating_is_linked_and_never_worked_on_directly():
    protocol = of("ipt-bn-19")
    assert "eating_directly" in protocol.proscribed
    for number in range(5, 17):
        assert {"client_leads", "back_to_people"} <= on_agendas("ipt-bn-19", number)
    assert "binge_to_event" not in on_agendas("ipt-bn-19")
    assert "binge_to_event" in on_agendas("ipt-bed-20", 5)


def test_anorexia_is_refused_with_a_reason():
    protocol = of("ipt-bn-19")
    [anorexia] = [one for one in protocol.indications if "anorexia" in one.disorders]
    assert anorexia.status == "not_recommended"
    assert not anorexia.verified, "the trial has not been read"
    assert "low_weight" in protocol.exclusions
    assert "17.5" in protocol.condition["weight_recorded"].why


def test_bulimia_is_established_and_said_to_be_slower():
    [bulimia] = [one for one in of("ipt-bn-19").indications if "bulimia" in one.disorders]
    assert "more slowly" in bulimia.why


@each_eating
def test_eating_the_history_has_four_columns_and_the_body_is_looked_after(name):
    assert "eating_columns" in on_agendas(name, 1, 2)
    assert "body_looked_after" in on_agendas(name, 1)
    assert of(name).condition["medical_review"].before == "contract"
    with pytest.raises(NotYetError, match="Medical review"):
        begun(name, "condition weight_recorded").after(Fact(MONDAY, "contract", amount=19))


def test_binge_eating_the_first_session_lasts_two_hours():
    course = begun("ipt-bed-20")
    assert course.minutes == (120, 120)
    assert course.after(Fact(MONDAY, "session")).minutes == (50, 60)


# ---------------------------------------------------------------- trauma and anxiety


def test_trauma_is_never_exposed_to_on_any_agenda():
    protocol = of("ipt-ptsd-14")
    assert {"exposure", "trauma_retelling"} <= set(protocol.proscribed)
    planned = on_agendas("ipt-ptsd-14") | protocol.strategies.keys() | set(protocol.techniques)
    assert not [one for one in planned if "expos" in one or "retell" in one or "narrative" in one]


def test_trauma_feelings_come_first_in_the_first_half():
    for number in range(2, 8):
        assert "name_the_feeling" in on_agendas("ipt-ptsd-14", number)
    for number in range(8, 15):
        assert "name_the_feeling" not in on_agendas("ipt-ptsd-14", number)
    middle = of("ipt-ptsd-14").phases[1].strategies
    assert [one.partition("_")[0] for one in middle] == ["attune"] * 4 + ["trauma"] * 4


def test_trauma_knows_no_deficits_and_stops_for_danger():
    protocol = of("ipt-ptsd-14")
    assert "interpersonal_deficits" not in protocol.problem_areas
    assert "violence" in protocol.exclusions
    assert "safety_now_asked" in protocol.phases[0].leave.milestones
    with pytest.raises(NotYetError, match="danger"):
        begun("ipt-ptsd-14", "condition psychosis_screen").after(
            Fact(MONDAY, "contract", amount=14)
        )


def test_social_anxiety_names_the_illness_as_no_character_and_ends_with_a_booster():
    protocol = of("ipt-sad-16")
    assert "role_insecurity" in protocol.problem_areas
    assert "interpersonal_deficits" not in protocol.problem_areas
    assert "illness_not_character" in protocol.phases[0].leave.milestones
    assert "exposure" in protocol.proscribed
    assert "booster_agreed" in protocol.ending.required
    course = lived("ipt-sad-16")
    [booster] = course.boosters
    assert (booster.count, booster.held) == (1, 0)
    later = course.session_dates[-1] + timedelta(days=28)
    assert course.after(Fact(later, "meeting", "booster")).boosters[0].held == 1


def test_social_anxiety_other_treatment_is_named_first():
    protocol = of("ipt-sad-16")
    assert "cbt_named_first" in protocol.safety
    [one, panic] = protocol.indications
    assert "better supported" in one.why
    assert panic.status == "limited"


# ---------------------------------------------------------------- under investigation


@each_unproven
def test_what_is_under_investigation_is_never_called_more(name):
    protocol = of(name)
    claimed = {one.status for one in protocol.indications}
    assert claimed <= {"under_investigation", "not_recommended"}
    assert "under investigation" in protocol.summary.lower()
    said = f"{protocol.name} {protocol.short_name} {protocol.summary}".lower()
    assert "established" not in said
    assert "promising" not in said


def test_insomnia_says_which_treatment_comes_first_and_thinks_of_mania():
    protocol = of("ipt-i-12")
    assert "first_choice_said" in on_agendas("ipt-i-12", 1)
    assert "insomnia_before_mania" in protocol.safety
    assert protocol.condition["bipolar_screen"].before == "contract"
    assert "25 people" in protocol.indications[0].why


def test_body_dysmorphic_suicide_is_asked_about_in_person_each_time():
    for number in range(1, 20):
        assert "ask_about_suicide" in on_agendas("ipt-bdd-19", number)
    days = {one.instrument: one.days for one in of("ipt-bdd-19").measures if one.days}
    assert days == {"bddybocs": 28, "cssrsscreen": 28}
    after = {one.id: one.after_days for one in of("ipt-bdd-19").meetings}
    assert after == {"follow_up_month_one": 30, "follow_up_month_three": 90}


# ---------------------------------------------------------------- dynamic interpersonal therapy


def test_dit_has_one_pattern_and_no_problem_area():
    course = begun("dit-16")
    assert course.focus_kind == "pattern"
    assert of("dit-16").problem_areas == ()
    assert not {"problem_area_agreed", "sick_role_given", "inventory_mapped"} & on_agendas("dit-16")
    engagement = of("dit-16").phases[0].strategies
    assert engagement[1:] == (
        "dit_self_side", "dit_other_side", "dit_feeling_between", "dit_what_it_spares",
    )  # fmt: skip
    with pytest.raises(NotYetError, match="focus"):
        course.after(Fact(MONDAY, "contract", amount=16))


def test_dit_works_with_the_transference_and_ipt_never_does():
    assert "transference_interpretation" not in of("dit-16").proscribed
    assert "dit_transference" in of("dit-16").techniques
    for number in range(5, 15):
        assert "dit_here_and_now" in on_agendas("dit-16", number)
    for name in IPT:
        assert "transference_interpretation" in of(name).proscribed
        assert "dit_transference" not in of(name).techniques


def test_dit_ends_with_a_letter_and_expects_a_rise_near_the_end():
    protocol = of("dit-16")
    assert "dit_letter_discussed" in protocol.ending.required
    assert "dit_letter_discussed" in on_agendas("dit-16", 14)
    assert {"dit_ending_rise", "ending_rise"} <= set(protocol.safety)
    for rule in protocol.watch:
        assert "sessions 13 to 16" in rule.action


# ---------------------------------------------------------------- metacognitive therapy


def test_mit_has_two_stages_and_the_first_ends_when_the_formulation_is_shared():
    protocol = of("mit-12m")
    first, second = protocol.phases
    assert {"mit_schema_reconstructed", "mit_formulation_shared"} <= set(first.leave.milestones)
    assert second.leave is None
    course = begun("mit-12m")
    for week in range(20):
        course = course.after(Fact(MONDAY + timedelta(weeks=week), "session"))
    assert course.phase.id == "mit_formulation"
    assert course.warnings == ()


def test_mit_looks_for_wish_self_other_and_response_before_it_changes_anything():
    first, second = of("mit-12m").phases
    parts = ("mit_wish", "mit_self_image", "mit_other_response", "mit_own_response")
    assert first.strategies[4:8] == parts
    assert second.strategies[:2] == ("mit_distance", "mit_healthy_self")
    own = {"mit_imagery", "mit_rescripting", "mit_two_chairs", "mit_mindfulness", "mit_experiments"}
    assert own <= set(of("mit-12m").techniques)
    assert "schema_recorded" in of("mit-12m").condition


@pytest.mark.parametrize("sessions", [40, 48, 52])
def test_mit_the_ending_keeps_its_distance_from_the_end(sessions):
    protocol = of("mit-12m")
    told = [Fact(MONDAY, "contract", amount=sessions)]
    course = replay(protocol, told, today=MONDAY)
    for week in range(sessions - 4):
        on = MONDAY + timedelta(weeks=week)
        course = course.after(Fact(on, "session"))
        if week == 20:
            for name in protocol.phases[0].leave.milestones:
                course = course.after(Fact(on, "milestone", name))
            course = course.after(Fact(on, "phase", "mit_change"))
    assert "ending_opened" in {item.id for item in course.agenda}
    assert course.ending.near
