"""The proposed agenda of the next session."""

import pytest

from kith.core import catalogue
from kith.core.protocols.agenda import next_strategies
from tests.core.protocols.stories import course, diligent, facts, rows

IPT16 = catalogue.protocol("ipt-standard-16")
STEPS = "measure_review opening_question mood_event_link choose_incident communication_analysis "
STEPS += "wish_and_options role_play try_before_next close"


def short(items):
    """An agenda in short: ✓ what is done, ← what is carried over, * a strategy."""
    words = []
    for item in items:
        sign = "*" if item.kind == "strategy" else "←" if item.carried_over else ""
        words.append(f"{sign}{item.id}{'✓' if item.done else ''}")
    return " ".join(words)


# After so many sessions of a diligent client: the agenda of the next.
AGENDAS = """
    protocol | after | agenda
    16       | 0     | measure_review diagnosis_reviewed risk_baseline illness_named sick_role_given medication_reviewed time_limit_named close
    16       | 1     | measure_review opening_question inventory_mapped timeline_drawn close
    16       | 2     | measure_review opening_question inventory_mapped onset_link problem_area_agreed close
    16       | 3     | measure_review opening_question formulation_agreed contract_agreed close
    16       | 4     | {STEPS}
    16       | 6     | {STEPS}
    16       | 8     | {STEPS}
    16       | 11    | {STEPS}
    16       | 12    | measure_review opening_question mood_event_link ending_opened ending_feelings ending_as_transition choose_incident close
    16       | 13    | measure_review opening_question mood_event_link ending_feelings goals_reviewed gains_reviewed circle_compared choose_incident close
    16       | 14    | measure_review opening_question goals_reviewed gains_reviewed remaining_problems warning_signs_listed relapse_plan_agreed disposition_agreed no_response_talk close
    16       | 15    | measure_review opening_question relapse_plan_agreed disposition_agreed letters goodbye_said close
    12       | 0     | measure_review diagnosis_reviewed risk_baseline illness_named sick_role_given medication_reviewed time_limit_named close
    12       | 1     | measure_review opening_question inventory_mapped timeline_drawn onset_link close
    12       | 2     | measure_review opening_question problem_area_agreed formulation_agreed contract_agreed close
    12       | 3     | {STEPS}
    12       | 9     | {STEPS}
    12       | 10    | measure_review opening_question ending_opened ending_feelings ending_as_transition goals_reviewed gains_reviewed circle_compared warning_signs_listed close
    12       | 11    | measure_review opening_question gains_reviewed remaining_problems warning_signs_listed relapse_plan_agreed disposition_agreed no_response_talk letters goodbye_said close
"""  # noqa: E501 - one agenda a line


@pytest.mark.parametrize("row", rows(AGENDAS), ids=lambda row: f"{row[0]} after {row[1]}")
def test_each_session_has_its_agenda(row):
    length, after, agenda = row
    name = f"ipt-standard-{length}"
    found = course(diligent(name, int(after)) if int(after) else [], name)
    assert short(found.agenda) == agenda.replace("{STEPS}", STEPS)


@pytest.mark.parametrize(("length", "session"), [(16, 8), (12, 6)])
def test_the_review_stands_first_on_the_agenda_of_its_session(length, session):
    name = f"ipt-standard-{length}"
    found = course(diligent(name, session - 1), name)
    assert [item.id for item in found.agenda][:3] == [
        "measure_review", "mid_review", "opening_question",
    ]  # fmt: skip


def test_what_was_done_before_its_session_is_ticked():
    found = course("1: phq9 session !timeline_drawn !risk_baseline")
    ticked = {item.id for item in found.agenda if item.done}
    assert ticked == {"timeline_drawn"}


def test_what_earlier_sessions_left_undone_is_carried_over_after_the_opening_question():
    left_out = {"medication_reviewed", "timeline_drawn"}
    told = [one for one in diligent(IPT16, 2) if one.name not in left_out]
    assert short(course(told).agenda) == (
        "measure_review opening_question ←medication_reviewed ←timeline_drawn "
        "inventory_mapped onset_link problem_area_agreed close"
    )


def test_a_task_that_stands_on_the_agenda_anyway_is_not_carried_over_too():
    told = [one for one in diligent(IPT16, 3) if one.name != "formulation_agreed"]
    told += facts("4: session")
    found = course(told)
    assert short(found.agenda).count("formulation_agreed") == 1
    assert found.phase.id == "initial"


def test_the_review_is_carried_over_until_it_is_done():
    told = [one for one in diligent(IPT16, 10) if one.name != "mid_review"]
    assert "←mid_review" in short(course(told).agenda)


def test_an_initial_phase_that_runs_over_keeps_its_last_agenda():
    told = [one for one in diligent(IPT16, 5) if one.kind != "phase"]
    assert short(course(told).agenda) == (
        "measure_review opening_question formulation_agreed✓ contract_agreed✓ close"
    )


def test_an_ending_entered_early_begins_with_its_first_agenda():
    told = [*diligent(IPT16, 6), *facts("6: *grief_feelings >ending")]
    assert "ending_opened" in short(course(told).agenda)
    told += facts("7: session !ending_opened !ending_feelings")
    assert "circle_compared" in short(course(told).agenda)


def test_an_extended_ending_goes_through_its_agendas_again_with_what_is_done_ticked():
    told = [*diligent(IPT16), *facts("16: extend=4:a_new_loss")]
    found = course(told)
    assert "ending_opened✓" in short(found.agenda)
    assert found.agenda[-1].title == "Sum up, and say aloud: session 17 of 20, 3 left"


# ---------------------------------------------------------------- strategies

# Problem areas and strategies already worked on: which two come next.
NEXT = """
    case                     | story                                          | next
    no area                  |                                                |
    grief from its beginning | @grief                                         | grief_link_onset grief_story_of_relationship
    one done                 | @grief *grief_link_onset                       | grief_story_of_relationship grief_story_of_death
    one done out of turn     | @grief *grief_story_of_relationship            | grief_link_onset grief_story_of_death
    two areas in turn        | @grief @role_dispute                           | grief_link_onset dispute_link_onset
    the first agreed first   | @role_dispute @grief                           | dispute_link_onset grief_link_onset
    of another area          | @grief *dispute_stage                          | grief_link_onset grief_story_of_relationship
    only one is left         | @interpersonal_deficits *deficits_link_isolation *deficits_past_relationships *deficits_therapy_relationship *deficits_parallels *deficits_rehearse *deficits_small_tries | deficits_group
    none is left             | @interpersonal_deficits *deficits_link_isolation *deficits_past_relationships *deficits_therapy_relationship *deficits_parallels *deficits_rehearse *deficits_small_tries *deficits_group |
    one area is worked out   | @interpersonal_deficits @grief *deficits_link_isolation *deficits_past_relationships *deficits_therapy_relationship *deficits_parallels *deficits_rehearse *deficits_small_tries *deficits_group | grief_link_onset grief_story_of_relationship
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(NEXT), ids=lambda row: row[0])
def test_the_strategies_next_in_order(row):
    _, story, following = row
    told = diligent(IPT16, 5)
    if story:
        told += facts(f"5: {story}")
    found = course(told)
    assert next_strategies(found._ledger) == following.split()
    shown = [item.id for item in found.agenda if item.kind == "strategy"]
    assert shown == following.split()


def test_strategies_follow_the_choice_of_an_incident_and_carry_their_own_doubt():
    found = course([*diligent(IPT16, 5), *facts("5: @role_transition")])
    ids = [item.id for item in found.agenda]
    at = ids.index("choose_incident")
    assert ids[at + 1 : at + 3] == ["transition_link_onset", "transition_old_role"]
    assert found.agenda[at + 1].verified is False
    assert "not yet checked" in found.agenda[at + 1].source


def test_initial_sessions_propose_no_strategies():
    found = course("1: session @grief")
    assert "strategy" not in {item.kind for item in found.agenda}


# ---------------------------------------------------------------- what else


def test_after_two_missed_sessions_the_reasons_come_first():
    found = course([*diligent(IPT16, 5), *facts("6: missed\n7: missed")])
    assert (found.agenda[0].id, found.agenda[0].kind) == ("missed", "contact")
    found = course([*diligent(IPT16, 5), *facts("6: missed")])
    assert found.agenda[0].id == "measure_review"


def test_every_session_says_aloud_which_it_is():
    for held in range(16):
        found = course(diligent(IPT16, held) if held else [])
        assert found.agenda[-1].title == (
            f"Sum up, and say aloud: session {held + 1} of 16, {15 - held} left"
        )


def test_beyond_the_contract_nothing_is_left_and_the_agenda_still_stands():
    found = course(diligent(IPT16))
    assert found.agenda[-1].title.endswith("0 left")
