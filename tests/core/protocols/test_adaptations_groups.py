"""Young people, groups, borderline personality and substance use: each protocol as its sources say.

The values are written out here and not read from the files: whoever changes a file changes the
specification with open eyes.
"""

import random
from typing import Any, NamedTuple

import pytest

from kith.core import catalogue
from kith.core.protocols.engine import Fact, replay
from kith.core.protocols.terms import rules
from kith.core.protocols.walk import walk
from tests.core.protocols.stories import day, diligent

FOUR_AREAS = ("grief", "role_dispute", "role_transition", "interpersonal_deficits")


class Spec(NamedTuple):
    """What one protocol must say."""

    format: str
    sessions: tuple[int, int, int]  # total, least, most
    minutes: tuple[int, int]
    every_days: int
    phases: dict[str, tuple[int, int]]
    areas: tuple[str, ...]
    focus: tuple[str, int, int]
    group: tuple[int, int, int] | None  # from, to, leaders
    ages: tuple[int, ...]
    needs: tuple[str, ...]
    meetings: dict[str, tuple[str, str, int, bool]]  # kind, when, at most, required
    conditions: dict[str, str]  # what may not happen before
    required: dict[str, str]  # measure: when
    offered: dict[str, str]
    status: dict[str, str]  # disorder: status
    exclusions: set[str]
    review: tuple[int, str] | None


SPECS = {
    "ipt-a-12": Spec(
        format="individual", sessions=(12, 12, 16), minutes=(35, 60), every_days=7,
        phases={"initial": (1, 4), "middle": (5, 9), "ending": (10, 12)},
        areas=FOUR_AREAS, focus=("areas", 1, 2), group=None, ages=(12, 18),
        needs=("guardian_involved",),
        meetings={
            "parents_at_start": ("family", "during", 1, True),
            "parents_in_the_middle": ("family", "during", 1, True),
            "parents_at_end": ("family", "during", 1, True),
            "calls_in_first_month": ("phone", "during", 4, False),
            "school_talk": ("school", "during", 2, False),
        },
        conditions={
            "guardian_consent": "session", "confidentiality_agreed": "contract",
            "guardian_role": "contract", "limited_sick_role": "contract", "school_contact": "",
        },
        required={"phqa": "every_session", "asq": "every_session", "goals": "every_session"},
        offered={"cgas": "start_middle_end"},
        status={"depression": "established"},
        exclusions={"psychosis", "mania", "bipolar", "imminent_risk", "dependence"},
        review=(6, "phqa"),
    ),
    "ipt-ast": Spec(
        format="mixed", sessions=(8, 8, 8), minutes=(90, 90), every_days=7,
        phases={"education": (1, 2), "skills": (3, 6), "consolidation": (7, 8)},
        areas=("role_dispute", "role_transition", "interpersonal_deficits"),
        focus=("areas", 1, 2), group=(4, 7, 2), ages=(12, 17),
        needs=("group_on_offer", "guardian_involved"),
        meetings={
            "before_the_group": ("individual", "before", 2, True),
            "mid_group": ("individual", "during", 1, True),
            "booster": ("individual", "after", 4, False),
        },
        conditions={
            "no_current_disorder": "session", "guardian_consent": "session",
            "group_roster": "session", "group_rules_agreed": "contract",
            "confidentiality_agreed": "contract",
        },
        required={"cesd": "start_middle_end", "asq": "baseline"},
        offered={"phqa": "every_days", "cgas": "start_middle_end"},
        status={"subthreshold_depression": "promising", "depression": "not_recommended"},
        exclusions={"present_disorder", "psychosis", "mania", "imminent_risk"},
        review=None,
    ),
    "ipt-g-who-8": Spec(
        format="group", sessions=(8, 8, 16), minutes=(90, 90), every_days=7,
        phases={"initial": (1, 1), "middle": (2, 7), "ending": (8, 8)},
        areas=("grief", "disagreements", "life_changes", "loneliness"),
        focus=("areas", 1, 2), group=(6, 10, 2), ages=(18,), needs=("group_on_offer",),
        meetings={"before_the_group": ("individual", "before", 1, True)},
        conditions={
            "group_roster": "session", "supervisor_named": "session",
            "psychosis_screen": "contract", "group_rules_agreed": "contract",
        },
        required={"phq9": "every_session", "asq": "baseline"},
        offered={"whodas12": "start_middle_end", "goals": "every_session"},
        status={"depression": "established"},
        exclusions={
            "imminent_risk", "psychosis", "mania", "withdrawal", "dementia", "acute_crisis",
        },
        review=(4, "phq9"),
    ),
    "ipt-g-uganda-16": Spec(
        format="group", sessions=(16, 16, 16), minutes=(90, 90), every_days=7,
        phases={"initial": (1, 4), "middle": (5, 12), "ending": (13, 16)},
        areas=("grief", "role_dispute", "role_transition"),
        focus=("areas", 1, 2), group=(8, 12, 1), ages=(18,), needs=("group_on_offer",),
        meetings={"before_the_group": ("individual", "before", 2, True)},
        conditions={
            "group_roster": "session", "supervisor_named": "session",
            "group_rules_agreed": "contract",
        },
        required={"phq9": "every_session", "asq": "baseline"},
        offered={"hscl": "start_middle_end"},
        status={"depression": "established", "subthreshold_depression": "promising"},
        exclusions={"imminent_risk", "psychosis", "mania", "withdrawal", "dementia"},
        review=(8, "phq9"),
    ),
    "ipt-g-wilfley-20": Spec(
        format="group", sessions=(20, 20, 20), minutes=(90, 90), every_days=7,
        phases={"initial": (1, 5), "middle": (6, 15), "ending": (16, 20)},
        areas=FOUR_AREAS, focus=("areas", 1, 2), group=(6, 9, 2), ages=(18,),
        needs=("group_on_offer",),
        meetings={
            "before_the_group": ("individual", "before", 1, True),
            "half_way": ("individual", "during", 1, True),
            "after_the_group": ("individual", "after", 1, True),
            "follow_up": ("individual", "after", 1, False),
        },
        conditions={
            "group_roster": "session", "group_rules_agreed": "contract", "weight_recorded": "",
            "medical_review": "",
        },
        required={"phq9": "every_session", "goals": "every_session", "asq": "baseline"},
        offered={"edeq": "start_middle_end", "wsas": "start_middle_end"},
        status={
            "binge_eating": "established", "depression": "promising",
            "ptsd": "under_investigation", "anorexia": "not_recommended",
        },
        exclusions={"low_weight", "psychosis", "mania", "imminent_risk", "withdrawal"},
        review=(10, "phq9"),
    ),
    "ipt-bpd-34": Spec(
        format="individual", sessions=(34, 34, 34), minutes=(50, 50), every_days=7,
        phases={"acute": (1, 18), "continuation": (19, 34)},
        areas=(*FOUR_AREAS, "self_image"), focus=("areas", 1, 2), group=None, ages=(18,),
        needs=(),
        meetings={"weekly_call": ("phone", "regular", 32, False)},
        conditions={
            "supervisor_named": "session", "safety_plan_made": "contract",
            "psychosis_screen": "contract", "bipolar_screen": "contract",
            "weekly_phone_agreed": "contract", "medication_list": "",
        },
        required={
            "phq9": "every_session", "asq": "every_session", "core10": "start_middle_end",
            "goals": "every_session",
        },
        offered={"bpdsi": "start_middle_end", "bsl23": "start_middle_end"},
        status={"borderline": "under_investigation"},
        exclusions={"psychosis", "mania", "bipolar", "dependence", "dementia", "imminent_risk"},
        review=(18, "phq9"),
    ),
    "ipt-bpd-r": Spec(
        format="individual", sessions=(42, 38, 46), minutes=(50, 50), every_days=7,
        phases={"acute": (1, 22), "continuation": (23, 42)},
        areas=FOUR_AREAS, focus=("areas", 1, 2), group=None, ages=(18,), needs=(),
        meetings={
            "family_meeting": ("family", "during", 3, False),
            "crisis_meeting": ("individual", "during", 6, False),
        },
        conditions={
            "supervisor_named": "session", "safety_plan_made": "contract",
            "psychosis_screen": "contract", "bipolar_screen": "contract",
        },
        required={
            "phq9": "every_session", "asq": "every_session", "core10": "start_middle_end",
            "goals": "every_session",
        },
        offered={"bpdsi": "start_middle_end", "wsas": "start_middle_end"},
        status={"borderline": "under_investigation"},
        exclusions={"psychosis", "mania", "bipolar", "dependence", "dementia", "imminent_risk"},
        review=(22, "phq9"),
    ),
    "ipt-sud-co": Spec(
        format="individual", sessions=(8, 8, 16), minutes=(50, 50), every_days=14,
        phases={"initial": (1, 2), "middle": (3, 6), "ending": (7, 8)},
        areas=FOUR_AREAS, focus=("areas", 1, 1), group=None, ages=(18,),
        needs=("addiction_care",),
        meetings={"follow_up": ("individual", "after", 1, False)},
        conditions={"addiction_care": "contract", "medication_list": ""},
        required={"phq9": "every_session", "audit": "start_middle_end", "asq": "baseline"},
        offered={"dast10": "start_middle_end", "goals": "every_session"},
        status={"substance_with_depression": "promising", "substance_use": "limited"},
        exclusions={"withdrawal", "psychosis", "mania", "imminent_risk"},
        review=(4, "phq9"),
    ),
    "mit-g-16": Spec(
        format="group", sessions=(16, 16, 16), minutes=(120, 120), every_days=7,
        phases={"motive_modules": (1, 14), "review_and_goodbye": (15, 16)},
        areas=(), focus=("themes", 0, 1), group=(5, 10, 2), ages=(18,),
        needs=("group_on_offer",),
        meetings={"before_the_group": ("individual", "before", 2, True)},
        conditions={
            "group_roster": "session", "psychosis_screen": "contract",
            "group_rules_agreed": "contract",
        },
        required={"core10": "every_session", "asq": "baseline"},
        offered={"iip32": "start_middle_end", "lpfsbf20": "start_middle_end"},
        status={"personality": "under_investigation", "borderline": "not_recommended"},
        exclusions={"psychosis", "mania", "dependence", "imminent_risk", "withdrawal"},
        review=(8, "core10"),
    ),
}  # fmt: skip

each = pytest.mark.parametrize(("name", "spec"), SPECS.items(), ids=SPECS)
GROUPS = [name for name, spec in SPECS.items() if spec.group]
each_group = pytest.mark.parametrize("name", GROUPS)
BORDERLINE = pytest.mark.parametrize("name", ["ipt-bpd-34", "ipt-bpd-r"])


def of(name: str) -> Any:
    """The first version of a protocol."""
    return catalogue.protocol(name, 1)


def statuses(name: str) -> dict[str, str]:
    """What the protocol claims for each disorder."""
    return {one: part.status for part in of(name).indications for one in part.disorders}


def everything(protocol: Any, sessions: int) -> list[Fact]:
    """All that is asked for, in its week, for as many sessions."""
    told = [Fact(day(1), "condition", name) for name in protocol.condition]
    for meeting in protocol.meetings:
        if meeting.when == "before":
            told.append(Fact(day(1), "meeting", meeting.id))
        elif meeting.when == "during" and meeting.last <= sessions:
            told.append(Fact(day(meeting.last), "meeting", meeting.id))
    return told + diligent(protocol, sessions)


# ---------------------------------------------------------------- the specification, part by part


@each
def test_sessions_and_phases(name, spec):
    protocol = of(name)
    plan = protocol.sessions
    assert protocol.format == spec.format
    assert (plan.total, plan.least, plan.most) == spec.sessions
    assert (plan.minutes, plan.every_days) == (spec.minutes, spec.every_days)
    assert {one.id: (one.first, one.last) for one in protocol.phases} == spec.phases


@each
def test_areas_and_focus(name, spec):
    protocol = of(name)
    focus = protocol.focus
    assert protocol.problem_areas == spec.areas
    assert (focus.kind, focus.least, focus.most) == spec.focus


@each
def test_for_whom_and_for_what(name, spec):
    protocol = of(name)
    assert protocol.eligibility.ages == spec.ages
    assert protocol.eligibility.needs == spec.needs
    assert statuses(name) == spec.status
    assert set(protocol.exclusions) == spec.exclusions


@each
def test_the_group(name, spec):
    group = of(name).group
    assert (group and (*group.size, group.leaders)) == spec.group


@each
def test_meetings_and_conditions(name, spec):
    protocol = of(name)
    meetings = {one.id: (one.kind, one.when, one.most, one.required) for one in protocol.meetings}
    assert meetings == spec.meetings
    assert {one.id: one.before for one in protocol.conditions} == spec.conditions


@each
def test_measures_and_the_review(name, spec):
    protocol = of(name)
    asked = {one.instrument: one.when for one in protocol.measures if one.required}
    offered = {one.instrument: one.when for one in protocol.measures if not one.required}
    review = protocol.review and (protocol.review.session, protocol.review.instrument)
    assert (asked, offered, review) == (spec.required, spec.offered, spec.review)


@each
def test_who_does_everything_in_time_finishes_and_never_has_anything_overdue(name, spec):
    protocol = of(name)
    total = protocol.sessions.total
    for held in range(1, total + 1):
        told = everything(protocol, held)
        course = replay(protocol, told, today=day(held), strict=True)
        assert (course.session_number, course.overdue, course.warnings) == (held, (), ())
    course = course.after(Fact(day(total), "ended", "ended"))
    assert course.disposition == "ended"
    assert course.ending.outstanding == ()


@each
def test_it_can_be_walked_at_random(name, spec):
    report = walk(of(name), 150, random.Random(11))
    assert not report.faulty, str(report)


# ---------------------------------------------------------------- what holds for all of them


@each
def test_every_claim_can_be_read_where_it_is_said_to_be(name, spec):
    protocol = of(name)
    for key, rule in rules(protocol):
        assert rule.why.endswith((".", "?")), key
        assert protocol.cite(rule), key
        kinds = {protocol.vocabulary.sources[one].kind for one in rule.source}
        assert not rule.verified or "published" in kinds, key


@each
def test_what_the_references_leave_unconfirmed_is_marked(name, spec):
    """Spread of tasks, missed sessions, number of areas, review: nobody has shown these."""
    protocol = of(name)
    unconfirmed = [protocol.focus, protocol.missed, protocol.extension, protocol.ending]
    unconfirmed += list(protocol.strategies.values())
    unconfirmed += list(protocol.watch)
    unconfirmed += [protocol.review] if protocol.review else []
    assert [rule.why for rule in unconfirmed if rule.verified] == []


@each
def test_every_task_stands_on_an_agenda_of_its_phase_or_in_its_meeting(name, spec):
    protocol = of(name)
    for phase in protocol.phases:
        planned = {item for one in protocol.agendas if one.phase == phase.id for item in one.items}
        for task in phase.tasks:
            meeting = protocol.meeting[task.meeting].items if task.meeting else ()
            assert task.milestone in planned | set(meeting), task.milestone


@each
def test_no_agenda_invites_a_task_of_another_phase(name, spec):
    """Else the tasks of the ending could be ticked off long before it."""
    protocol = of(name)
    home = {task.milestone: phase.id for phase in protocol.phases for task in phase.tasks}
    for one in protocol.agendas:
        tasks = [item for item in one.items if item in protocol.vocabulary.milestones]
        assert set(tasks) <= protocol.milestones.keys(), one.session
        assert {home.get(task, one.phase) for task in tasks} <= {one.phase}, one.session


@each
def test_every_agenda_ends_with_the_time_that_is_left(name, spec):
    assert all(one.items[-1] == "close" for one in of(name).agendas)


@each
def test_suicide_risk_is_screened_for_and_the_screen_says_why_it_is_the_asq(name, spec):
    protocol = of(name)
    [screen] = [one for one in protocol.measures if one.instrument == "asq"]
    assert screen.required
    assert "C-SSRS" in screen.why
    assert {"self_harm_answer", "screen_then_plan", "no_score_decides"} <= set(protocol.safety)
    assert "imminent_risk" in protocol.exclusions


@each
def test_nobody_is_a_patient_and_nothing_is_interpreted(name, spec):
    protocol = of(name)
    text = protocol.model_dump_json().lower()
    assert "patient" not in text
    if name != "mit-g-16":
        assert "transference_interpretation" in protocol.proscribed


@each
def test_nothing_is_promised_beyond_its_status(name, spec):
    protocol = of(name)
    if "established" not in spec.status.values():
        said = f"{protocol.name} {protocol.short_name} {protocol.summary}".lower()
        assert "established" not in said
    if set(spec.status.values()) <= {"under_investigation", "not_recommended"}:
        assert "under investigation" in protocol.summary.lower()


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
