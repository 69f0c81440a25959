"""Young people, groups, borderline personality and substance use: each protocol as its sources say.

The values are written out here and not read from the files: whoever changes a file changes the
specification with open eyes.
"""

from typing import Any, NamedTuple

import pytest

from kith.core import catalogue
from kith.core.protocols.engine import Fact
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
