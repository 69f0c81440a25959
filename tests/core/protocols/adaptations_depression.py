"""Depression: brief, in primary care, in later life, around a birth, persistent, and to stay well.

The values are written out here and not read from the files: whoever changes a file changes the
specification with open eyes.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from kith.core import catalogue
from kith.core.protocols.engine import Fact
from tests.core.protocols.stories import day

FOUR_AREAS = {"grief", "role_dispute", "role_transition", "interpersonal_deficits"}
PLAIN_AREAS = {"grief", "disagreements", "life_changes", "loneliness"}
TWO_SIDES = {"psychosis", "mania", "imminent_risk"}
EVERY, START, POINTS = "every_session", "baseline", "start_middle_end"


class Spec(NamedTuple):
    """What one protocol must say."""

    sessions: tuple[int, int, int]  # total, least, most
    minutes: tuple[int, int]
    every_days: int
    phases: dict[str, tuple[int, int]]
    areas: set[str]
    focus: tuple[str, int, int]
    ages: tuple[int, ...]
    needs: tuple[str, ...]
    meetings: dict[str, tuple[str, str, int | None, bool]]  # kind, when, at most, required
    conditions: dict[str, str]  # what may not happen before
    required: dict[str, str]  # measure: when
    offered: dict[str, str]
    status: list[tuple[str, str]]  # disorder, status: in the order of the file
    exclusions: set[str]
    review: tuple[int, str] | None
    confirmed: set[str]  # the rules of the file that a published text confirms: no others


SPECS = {
    "ipt-b-8": Spec(
        sessions=(8, 8, 8), minutes=(45, 60), every_days=7,
        phases={"initial": (1, 2), "middle": (3, 6), "ending": (7, 8)},
        areas={"grief", "role_dispute", "role_transition"}, focus=("areas", 1, 1),
        ages=(18,), needs=(),
        meetings={
            "engagement": ("individual", "before", 1, False),
            "telephone": ("phone", "needed", None, False),
        },
        conditions={},
        required={"phq9": EVERY, "asq": START, "goals": EVERY},
        offered={"gad7": POINTS, "wsas": POINTS},
        status=[
            ("depression", "promising"), ("depression", "promising"),
            ("depression", "promising"), ("depression", "under_investigation"),
        ],
        exclusions=TWO_SIDES, review=(4, "phq9"),
        confirmed={
            "indications[0]", "indications[1]", "indications[2]", "indications[3]",
            "meetings[0]", "measures[0]", "maintenance",
        },
    ),
    "ipc-6": Spec(
        sessions=(6, 4, 6), minutes=(20, 30), every_days=7,
        phases={"initial": (1, 2), "middle": (3, 5), "ending": (6, 6)},
        areas=PLAIN_AREAS, focus=("areas", 1, 1), ages=(18,), needs=(),
        meetings={},
        conditions={"no_severe_depression": "session", "supervisor_named": ""},
        required={"phq9": EVERY, "asq": START},
        offered={"wsas": POINTS},
        status=[
            ("distress", "promising"), ("subthreshold_depression", "promising"),
            ("depression", "promising"),
        ],
        exclusions=TWO_SIDES | {"severe_depression"}, review=(4, "phq9"),
        confirmed={
            "indications[0]", "indications[1]", "indications[2]", "delivery", "measures[0]",
        },
    ),
    "ipc-3": Spec(
        sessions=(3, 3, 3), minutes=(20, 30), every_days=7,
        phases={"evaluation": (1, 1), "support": (2, 2), "triage": (3, 3)},
        areas=PLAIN_AREAS, focus=("areas", 1, 1), ages=(18,), needs=(),
        meetings={},
        conditions={"no_severe_depression": "contract", "supervisor_named": ""},
        required={"phq9": EVERY, "asq": START},
        offered={"auditc": START, "wsas": POINTS},
        status=[
            ("distress", "promising"), ("subthreshold_depression", "promising"),
            ("depression", "promising"),
        ],
        exclusions=TWO_SIDES | {"severe_depression"}, review=None,
        confirmed={
            "indications[0]", "delivery", "phases[0]", "phases[1]", "agendas[0]", "measures[0]",
        },
    ),
    "ipt-ll": Spec(
        sessions=(16, 12, 20), minutes=(30, 50), every_days=7,
        phases={"initial": (1, 3), "middle": (4, 13), "ending": (14, 16)},
        areas=FOUR_AREAS, focus=("areas", 1, 2), ages=(60,), needs=(),
        meetings={
            "family": ("family", "during", 3, False),
            "carer_alone": ("family", "needed", None, False),
            "call": ("phone", "needed", None, False),
        },
        conditions={
            "cognitive_screen": "contract", "medication_list": "", "medical_review": "",
            "prescriber_named": "",
        },
        required={"phq9": EVERY, "asq": START, "goals": EVERY},
        offered={"gds15": POINTS, "moca": START, "gad7": POINTS, "ucla3": POINTS},
        status=[
            ("depression", "established"), ("depression_in_remission", "established"),
            ("depression_in_remission", "limited"), ("depression", "limited"),
            ("depression", "under_investigation"), ("depression", "under_investigation"),
            ("depression", "under_investigation"),
        ],
        exclusions=TWO_SIDES | {"dementia"}, review=(8, "phq9"),
        confirmed={
            "indications[0]", "indications[1]", "indications[2]", "indications[3]",
            "indications[4]", "indications[5]", "measures[0]", "maintenance",
        },
    ),
    "ipt-ppd-12": Spec(
        sessions=(12, 12, 12), minutes=(50, 60), every_days=7,
        phases={"initial": (1, 4), "middle": (5, 10), "ending": (11, 12)},
        areas=FOUR_AREAS, focus=("areas", 1, 2), ages=(18,), needs=("postpartum",),
        meetings={
            "partner": ("partner", "during", 2, False), "call": ("phone", "needed", None, False),
        },
        conditions={
            "bipolar_screen": "contract", "psychosis_screen": "contract",
            "infant_safety": "contract", "baby_recorded": "", "partner_invited": "",
        },
        required={"epds": EVERY, "phq9": POINTS, "asq": START, "gad7": POINTS, "goals": EVERY},
        offered={"wsas": POINTS},
        status=[("depression", "established"), ("depression", "under_investigation")],
        exclusions=TWO_SIDES, review=(6, "phq9"),
        confirmed={"indications[0]", "indications[1]"},
    ),
    "ipt-ante-16": Spec(
        sessions=(16, 8, 16), minutes=(45, 50), every_days=7,
        phases={"initial": (1, 3), "middle": (4, 13), "ending": (14, 16)},
        areas=FOUR_AREAS | {"complicated_pregnancy"}, focus=("areas", 1, 2),
        ages=(18,), needs=("pregnant",),
        meetings={
            "partner": ("partner", "during", 2, False), "call": ("phone", "needed", None, False),
            "after_birth": ("individual", "after", 6, False),
        },
        conditions={
            "bipolar_screen": "contract", "psychosis_screen": "contract",
            "infant_safety": "contract", "birth_date": "contract", "medical_review": "",
            "medication_list": "",
        },
        required={"epds": EVERY, "phq9": POINTS, "asq": START, "gad7": POINTS, "goals": EVERY},
        offered={"wsas": POINTS},
        status=[("depression", "promising")],
        exclusions=TWO_SIDES, review=(8, "phq9"),
        confirmed={"indications[0]"},
    ),
    "rose-5": Spec(
        sessions=(4, 4, 4), minutes=(60, 90), every_days=7,
        phases={"antenatal": (1, 4)},
        areas=set(), focus=("themes", 0, 0), ages=(),
        needs=("pregnant", "raised_perinatal_risk"),
        meetings={"booster": ("individual", "after", 1, True)},
        conditions={
            "no_current_disorder": "session", "bipolar_screen": "session",
            "psychosis_screen": "session", "birth_date": "session", "infant_safety": "",
            "group_rules_agreed": "",
        },
        required={"epds": "every_days", "asq": START},
        offered={},
        status=[("subthreshold_depression", "established"), ("depression", "not_recommended")],
        exclusions=TWO_SIDES | {"present_disorder"}, review=None,
        confirmed={"indications[0]", "delivery", "phases[0]"},
    ),
    "ipt-d-16": Spec(
        sessions=(16, 16, 16), minutes=(50, 50), every_days=7,
        phases={"initial": (1, 4), "middle": (5, 13), "ending": (14, 16)},
        areas=FOUR_AREAS | {"therapeutic_role_transition"}, focus=("areas", 1, 2),
        ages=(18,), needs=(),
        meetings={},
        conditions={"medication_list": "", "bipolar_screen": "contract"},
        required={"phq9": EVERY, "asq": START, "goals": EVERY, "gad7": POINTS},
        offered={"wsas": POINTS},
        status=[("persistent_depression", "limited"), ("persistent_depression", "limited")],
        exclusions=TWO_SIDES, review=(8, "phq9"),
        confirmed={"indications[0]", "indications[1]", "measures[0]"},
    ),
    "ipt-m-36": Spec(
        sessions=(36, 12, 36), minutes=(50, 50), every_days=30,
        phases={"renewal": (1, 1), "monthly": (2, 34), "ending": (35, 36)},
        areas=FOUR_AREAS, focus=("areas", 1, 2), ages=(18,), needs=("remitted",),
        meetings={
            "sooner": ("individual", "needed", None, False),
            "call": ("phone", "needed", None, False),
        },
        conditions={"no_current_disorder": "contract", "medication_list": ""},
        required={"phq9": EVERY, "asq": START, "gad7": "every_days"},
        offered={"goals": EVERY, "wsas": "every_days"},
        status=[
            ("depression_in_remission", "established"), ("depression_in_remission", "established"),
            ("depression_in_remission", "limited"),
        ],
        exclusions=TWO_SIDES | {"present_disorder"}, review=None,
        confirmed={"indications[0]", "indications[1]", "indications[2]"},
    ),
}  # fmt: skip

each = pytest.mark.parametrize(("name", "spec"), SPECS.items(), ids=SPECS)
COUNSELLING = pytest.mark.parametrize("name", ["ipc-6", "ipc-3"])
AROUND_A_BIRTH = pytest.mark.parametrize("name", ["ipt-ppd-12", "ipt-ante-16", "rose-5"])
SCREENS = {"bipolar_screen", "psychosis_screen", "infant_safety"}


def of(name: str) -> Any:
    """The first version of a protocol."""
    return catalogue.protocol(name, 1)


def said(name: str, session: int) -> tuple[str, ...]:
    """What is planned for one session."""
    protocol = of(name)
    phase = next(one.id for one in protocol.phases if one.first <= session <= one.last)
    items = protocol.agenda_items
    return items.get((phase, session)) or items[phase, None]


def on(session: int) -> Any:
    """The day of a session, a week after the one before."""
    return day(session)


def diligent(protocol, until):
    """A client and a therapist who do everything in time, for as many sessions."""
    told = [Fact(on(1), "condition", one.id) for one in protocol.conditions]
    for session in range(1, until + 1):
        told += [Fact(on(session), "measure", one.instrument) for one in protocol.required_measures]
        done = [task.milestone for phase in protocol.phases for task in phase.tasks
                if task.by == session]  # fmt: skip
        if protocol.review and protocol.review.session == session:
            done.append(protocol.review.milestone)
        told += [Fact(on(session), "milestone", name) for name in done]
        told.append(Fact(on(session), "session"))
        told += [
            Fact(on(session), "phase", after.id)
            for phase, after in pairwise(protocol.phases)
            if phase.last == session
        ]
    return told
